"""The tables of rounds: stages, entries, panel."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, Select, case, exists, func, insert, literal, select, true, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from app.core.paging import Cut
from app.core.queries import by_key, id_in, identity, page_by, total_of
from app.models import (
    Account,
    Agency,
    AgencyVersion,
    Assessment,
    Instrument,
    Person,
    Round,
    RoundAssessor,
    RoundEntry,
    RoundStage,
)
from app.models.codes import VACATED, AssessmentStatus, EntryStatus, RoundStatus
from app.rounds.schemas import EntryFilters, RoundFilters

_WHOLE = (
    joinedload(Round.instrument, innerjoin=True),
    selectinload(Round.stages).options(joinedload(RoundStage.instrument)),
)


def known_to(*, runs: bool) -> ColumnElement[bool]:
    """Return the condition that the caller may know of a round: drafts are for those who run rounds.

    So is one that was cancelled as a draft, which nobody else has heard of.
    """
    if runs:
        return true()
    dropped = (Round.status == RoundStatus.CANCELLED) & Round.opened_at.is_(None)
    return (Round.status != RoundStatus.DRAFT) & ~dropped


class RoundRepository:
    """Rounds within one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, record: Round | RoundAssessor) -> None:
        """Add a record to the transaction, which refuses it here if it does not fit the tables."""
        self._session.add(record)
        await self._session.flush()

    async def flush(self) -> None:
        """Send what was changed to the database, which refuses it here if it does not fit the tables."""
        await self._session.flush()

    async def get(self, key: str, *, runs: bool, lock: bool = False) -> Round | None:
        """Return a round by id or slug with its stages and instruments; `lock` keeps others from changing it."""
        statement = select(Round).options(*_WHOLE).where(by_key(Round, key), known_to(runs=runs))
        if lock:
            # what was read of it before may have changed while the lock was waited for
            statement = statement.with_for_update(of=Round, key_share=True).execution_options(populate_existing=True)
        found: Round | None = await self._session.scalar(statement)
        return found

    async def hold_edition(self, instrument_id: UUID) -> None:
        """Let nobody else open a round of an edition until the transaction ends: its places are counted."""
        statement = select(Instrument.id).where(Instrument.id == instrument_id)
        await self._session.execute(statement.with_for_update(key_share=True))

    async def taken(self, slug: str) -> bool:
        """Whether a round has this address."""
        return bool(await self._session.scalar(select(exists().where(Round.slug == slug))))

    async def search(self, filters: RoundFilters, listing: str, *, runs: bool) -> tuple[Cut, int | None]:
        """Return a page of rounds, the newest first, and how many there are if asked."""
        statement = select(Round).options(joinedload(Round.instrument, innerjoin=True)).where(known_to(runs=runs))
        if filters.status is not None:
            statement = statement.where(Round.status == filters.status)
        if filters.instrument is not None:
            owner = select(Instrument.id).where(Instrument.slug == filters.instrument)
            statement = statement.where(Round.instrument_id.in_(owner))
        keys = [(Round.id.expression, id_in)]
        page = await page_by(self._session, statement, keys, filters, listing, descending=True)
        return page, await total_of(self._session, statement) if filters.with_total else None

    async def instrument_exists(self, slug: str) -> bool:
        """Whether there is an edition of this slug."""
        return bool(await self._session.scalar(select(exists().where(Instrument.slug == slug))))

    async def agency_exists(self, key: str) -> bool:
        """Whether there is an agency of this id or slug."""
        return bool(await self._session.scalar(select(exists().where(by_key(Agency, key)))))

    async def count_entries(self, round_id: UUID) -> int:
        """Return how many innovations are or were in a round."""
        statement = select(func.count()).select_from(RoundEntry).where(RoundEntry.round_id == round_id)
        return await self._session.scalar(statement) or 0

    async def enter(self, rows: Sequence[dict[str, Any]]) -> None:
        """Add the entries of a round."""
        await self._session.execute(insert(RoundEntry), rows)

    async def entry(self, round_id: UUID, entry_id: UUID) -> RoundEntry | None:
        """Return an entry of a round with its innovation, locked against other changes."""
        statement = (
            select(RoundEntry)
            .options(joinedload(RoundEntry.innovation, innerjoin=True))
            .where(RoundEntry.round_id == round_id, RoundEntry.id == entry_id)
            .with_for_update(of=RoundEntry, key_share=True)
            .execution_options(populate_existing=True)
        )
        found: RoundEntry | None = await self._session.scalar(statement)
        return found

    async def entries(self, round_id: UUID, ids: Collection[UUID]) -> dict[UUID, RoundEntry]:
        """Return entries of a round by id, locked against other changes."""
        statement = (
            select(RoundEntry)
            .where(RoundEntry.round_id == round_id, RoundEntry.id.in_(ids))
            .order_by(RoundEntry.id)
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        )
        return {entry.id: entry for entry in await self._session.scalars(statement)}

    async def search_entries(
        self,
        round_id: UUID,
        filters: EntryFilters,
        seen: ColumnElement[bool],
        standing: ColumnElement[str],
        listing: str,
    ) -> tuple[Cut, int | None]:
        """Return a page of entries by name, and how many there are if asked.

        `seen` is what the caller may know of, `standing` how entries stand as far as the caller is told.
        """
        statement = select(RoundEntry).join(RoundEntry.innovation).where(RoundEntry.round_id == round_id, seen)
        if filters.status is not None:
            statement = statement.where(standing == filters.status)
        if filters.agency is not None:
            owner = select(Agency.id).where(by_key(Agency, filters.agency))
            statement = statement.where(RoundEntry.agency_id.in_(owner))
        # cursors are for everyone to read, so both keys stand in them as the id: a name may have been withdrawn
        keys: list[tuple[ColumnElement[Any], Callable[[str], Any]]] = [
            (RoundEntry.name.expression, _name_of),
            (RoundEntry.id.expression, id_in),
        ]
        entries = statement.options(contains_eager(RoundEntry.innovation))
        page = await page_by(self._session, entries, keys, filters, listing)
        return page, await total_of(self._session, statement) if filters.with_total else None

    async def agencies(self, ids: Collection[UUID | None]) -> dict[UUID, dict[str, Any]]:
        """Return slug and last name of agencies."""
        statement = (
            select(Agency.id, Agency.slug, AgencyVersion.name)
            .join(AgencyVersion, AgencyVersion.agency_id == Agency.id)
            .where(Agency.id.in_([one for one in ids if one is not None]))
            .order_by(AgencyVersion.position)
        )
        return {row["id"]: dict(row) for row in (await self._session.execute(statement)).mappings()}

    async def panel(self, round_id: UUID) -> Sequence[RoundAssessor]:
        """Return the panel of a round with accounts and people, those taken off included."""
        statement = (
            select(RoundAssessor)
            .options(
                joinedload(RoundAssessor.account, innerjoin=True), joinedload(RoundAssessor.person, innerjoin=True)
            )
            .where(RoundAssessor.round_id == round_id)
            .order_by(RoundAssessor.added_at, RoundAssessor.id)
        )
        return (await self._session.scalars(statement)).all()

    async def loads(self, round_id: UUID) -> dict[UUID, tuple[int, int]]:
        """Return how many assessments each on the panel has, and how many of them were submitted."""
        submitted = func.count().filter(Assessment.status == AssessmentStatus.SUBMITTED)
        statement = (
            select(Assessment.assessor_id, func.count(), submitted)
            .where(Assessment.round_id == round_id, Assessment.status.not_in(VACATED))
            .group_by(Assessment.assessor_id)
        )
        return {row[0]: (row[1], row[2]) for row in await self._session.execute(statement)}

    async def release(self, assessor_id: UUID, reason: str, at: datetime) -> int:
        """Free the seats of assessments that somebody did not submit; return how many."""
        statement = (
            update(Assessment)
            .where(
                Assessment.assessor_id == assessor_id,
                Assessment.status.in_((AssessmentStatus.INVITED, AssessmentStatus.ACCEPTED)),
            )
            .values(
                status=AssessmentStatus.REPLACED, reason=reason, updated_at=at, version=Assessment.version + literal(1)
            )
        )
        done = await self._session.execute(statement)
        return int(getattr(done, "rowcount", 0))

    async def account_for(self, key: str) -> Sequence[Account]:
        """Return the account of an id, or the accounts of the person of an id or slug, active ones first."""
        found = identity(key)
        people = select(Person.id).where(by_key(Person, key), Person.concealed_at.is_(None))
        condition: ColumnElement[bool] = Account.person_id.in_(people)
        if found:
            condition = (Account.id == found) | condition
        statement: Select[Any] = (
            select(Account)
            .options(joinedload(Account.person))
            .where(condition)
            .order_by(Account.active.desc(), Account.created_at, Account.id)
        )
        return (await self._session.scalars(statement)).all()

    async def person_exists(self, key: str) -> bool:
        """Whether somebody of this id or slug is on record."""
        condition = by_key(Person, key)
        return bool(await self._session.scalar(select(exists().where(condition, Person.concealed_at.is_(None)))))


def _name_of(key: str) -> ScalarSelect[str]:
    """Return the name of the entry whose id is the text of a key.

    Raises:
        InvalidCursor: it is that of none.
    """
    named = aliased(RoundEntry)
    return select(named.name).where(named.id == id_in(key)).scalar_subquery()


def standing_told(told_out: Collection[UUID] | None) -> ColumnElement[str]:
    """Return how an entry stands where only those that went out at some stages are told to be out; None tells all."""
    if told_out is None:
        return RoundEntry.status.expression
    hidden = (RoundEntry.status == EntryStatus.OUT) & RoundEntry.out_stage_id.not_in(sorted(told_out))
    return case((hidden, EntryStatus.ACTIVE), else_=RoundEntry.status)


def owned_by(territory: Collection[UUID]) -> ColumnElement[bool]:
    """Return the condition that an entry is of one of these agencies."""
    return RoundEntry.agency_id.in_(sorted(territory))

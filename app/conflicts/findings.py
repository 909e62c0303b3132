"""The tables of findings and declarations, and what they are about: assessments, entries, panels."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.conflicts.schemas import FindingFilters, FindingState
from app.core.paging import Cut
from app.core.queries import by_key, id_in, page_by, total_of
from app.models import (
    Account,
    Assessment,
    ConflictFinding,
    DeclaredConflict,
    Innovation,
    Person,
    Round,
    RoundAssessor,
    RoundEntry,
    RoundStage,
)
from app.models.codes import VACATED, ConflictVerdict, RoundStatus

_OVER = (RoundStatus.PUBLISHED, RoundStatus.CANCELLED)


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody who assesses: the account, where it is known, and the person behind it."""

    account_id: UUID | None
    person: Person


@dataclass(frozen=True, slots=True)
class Entered:
    """An innovation in a round."""

    id: UUID
    name: str
    agency_id: UUID | None
    innovation: Innovation


def _shown() -> Any:
    """Return the statement for findings with all that is told of them."""
    return (
        select(
            ConflictFinding.id,
            ConflictFinding,
            Assessment,
            RoundEntry,
            Innovation,
            Person,
            Round,
            RoundAssessor.account_id,
            RoundStage.kind,
        )
        .join(Assessment, Assessment.id == ConflictFinding.assessment_id)
        .join(RoundEntry, RoundEntry.id == Assessment.entry_id)
        .join(Innovation, Innovation.id == RoundEntry.innovation_id)
        .join(RoundAssessor, RoundAssessor.id == Assessment.assessor_id)
        .join(Person, Person.id == RoundAssessor.person_id)
        .join(Round, Round.id == Assessment.round_id)
        .join(RoundStage, RoundStage.id == Assessment.stage_id)
    )


def _asked_for(filters: FindingFilters) -> list[ColumnElement[bool]]:
    if filters.state is None:
        return []
    undecided = ConflictFinding.verdict.is_(None)
    return [undecided if filters.state is FindingState.OPEN else ~undecided]


def _sits() -> ColumnElement[bool]:
    """Return the condition that somebody is on a panel, or was and left assessments that count."""
    left = exists().where(Assessment.assessor_id == RoundAssessor.id, Assessment.status.not_in(VACATED))
    return RoundAssessor.removed_at.is_(None) | left


class FindingStore:
    """Findings and declarations within one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    def add(self, record: ConflictFinding | DeclaredConflict) -> None:
        """Add a record to the transaction."""
        self._session.add(record)

    async def flush(self) -> None:
        """Send what was changed to the database, which refuses it here if it does not fit the tables."""
        await self._session.flush()

    async def held(self, ids: Collection[UUID]) -> Sequence[Assessment]:
        """Return assessments as they are now, locked against other changes."""
        statement = (
            select(Assessment)
            .where(Assessment.id.in_(ids))
            .order_by(Assessment.id)
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        )
        return (await self._session.scalars(statement)).all()

    async def covering(self, ids: Collection[UUID]) -> Sequence[ConflictFinding]:
        """Return the findings of assessments that a reason need not be told again after: allowed, or still open."""
        statement = select(ConflictFinding).where(
            ConflictFinding.assessment_id.in_(ids),
            ConflictFinding.verdict.is_(None) | (ConflictFinding.verdict == ConflictVerdict.ALLOWED),
        )
        ordered = statement.order_by(ConflictFinding.id).execution_options(populate_existing=True)
        return (await self._session.scalars(ordered)).all()

    async def open_of(self, assessment_id: UUID) -> ConflictFinding | None:
        """Return the finding of an assessment that is not decided."""
        statement = select(ConflictFinding).where(
            ConflictFinding.assessment_id == assessment_id, ConflictFinding.verdict.is_(None)
        )
        found: ConflictFinding | None = await self._session.scalar(statement)
        return found

    async def shown(self, finding_id: UUID) -> Any:
        """Return a finding with all that is told of it."""
        return (await self._session.execute(_shown().where(ConflictFinding.id == finding_id))).one()

    async def search(self, filters: FindingFilters, listing: str) -> tuple[Cut, int | None]:
        """Return a page of findings, the oldest first, and how many there are if asked."""
        conditions = _asked_for(filters)
        keys = [(ConflictFinding.id.expression, id_in)]
        page = await page_by(self._session, _shown().where(*conditions), keys, filters, listing)
        count = select(ConflictFinding.id).where(*conditions)
        return page, await total_of(self._session, count) if filters.with_total else None

    async def round(self, key: str) -> Round | None:
        """Return a round by id or slug."""
        found: Round | None = await self._session.scalar(select(Round).where(by_key(Round, key)))
        return found

    async def panel(self, round_id: UUID) -> list[Seat]:
        """Return who is on the panel of a round, and who was and left scores that count."""
        statement = (
            select(RoundAssessor.account_id, Person)
            .join(Person, Person.id == RoundAssessor.person_id)
            .where(RoundAssessor.round_id == round_id, _sits())
            .order_by(RoundAssessor.id)
        )
        return [Seat(account_id, person) for account_id, person in await self._session.execute(statement)]

    async def entries(self, round_id: UUID) -> list[Entered]:
        """Return the innovations in a round."""
        return await self._entered(RoundEntry.round_id == round_id)

    async def entry(self, round_id: UUID, key: str) -> Entered | None:
        """Return an innovation in a round, by its id or slug."""
        found = await self._entered((RoundEntry.round_id == round_id) & by_key(Innovation, key))
        return found[0] if found else None

    async def _entered(self, condition: ColumnElement[bool]) -> list[Entered]:
        statement = (
            select(RoundEntry.id, RoundEntry.name, RoundEntry.agency_id, Innovation)
            .join(Innovation, Innovation.id == RoundEntry.innovation_id)
            .where(condition)
        )
        return [Entered(*row) for row in await self._session.execute(statement)]

    async def account(self, account_id: UUID) -> tuple[UUID, Person | None] | None:
        """Return an account by id with the person behind it."""
        statement = (
            select(Account.id, Person).outerjoin(Person, Person.id == Account.person_id).where(Account.id == account_id)
        )
        row = (await self._session.execute(statement)).one_or_none()
        return (row[0], row[1]) if row else None

    async def person(self, key: str) -> Person | None:
        """Return a person by id or slug who did not withdraw the name."""
        statement = select(Person).where(by_key(Person, key), Person.concealed_at.is_(None))
        found: Person | None = await self._session.scalar(statement)
        return found

    async def is_declared(self, person_id: UUID, innovation_id: UUID) -> bool:
        """Whether a conflict was declared of a person and an innovation."""
        condition = exists().where(
            DeclaredConflict.person_id == person_id, DeclaredConflict.innovation_id == innovation_id
        )
        return bool(await self._session.scalar(select(condition)))

    async def seated(self, account_id: UUID) -> Sequence[Any]:
        """Return id and slug of the rounds that are not over and that an account assesses in, or did."""
        statement = (
            select(Round.id, Round.slug)
            .join(RoundAssessor, RoundAssessor.round_id == Round.id)
            .where(RoundAssessor.account_id == account_id, _sits())
            .where(Round.status.not_in(_OVER))
            .order_by(Round.slug)
        )
        return (await self._session.execute(statement)).all()

    async def reseat(self, account_id: UUID, person_id: UUID, rounds: Collection[UUID]) -> list[UUID]:
        """Let somebody else be the one who sits on panels by an account.

        Returns the rounds where that person sits by another account, in which case nothing was changed.
        """
        others = select(RoundAssessor.round_id).where(
            RoundAssessor.round_id.in_(rounds),
            RoundAssessor.person_id == person_id,
            RoundAssessor.account_id != account_id,
            _sits(),
        )
        if taken := list((await self._session.scalars(others)).all()):
            return taken
        seats = (RoundAssessor.account_id == account_id, RoundAssessor.round_id.in_(rounds))
        await self._session.execute(update(RoundAssessor).where(*seats).values(person_id=person_id))
        return []

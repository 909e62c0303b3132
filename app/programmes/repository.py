"""The tables of programmes, of their editions, and of what hangs on these."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, delete, exists, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload, selectinload

from app.core.paging import Cut
from app.core.queries import by_key, id_in, page_by, page_of, total_of
from app.core.security import Principal
from app.core.tables import Base
from app.innovations.references import keeps, known_to_all
from app.models import (
    Agency,
    AgencyLineage,
    Ambiguity,
    BenchmarkVisit,
    Classification,
    EditionPerson,
    EditionSession,
    Person,
    Programme,
    ProgrammeEdition,
    Shortlist,
    ShortlistEntry,
)
from app.models.codes import EditionRole, ProgrammeStatus, Subject
from app.programmes.schemas import EditionFilters, ProgrammeFilters

# a column that a list is ordered by, and what reads it in a cursor
Key = tuple[ColumnElement[Any], Callable[[str], Any]]
# the lists of an edition, each with its table
PARTS: Mapping[str, type[Any]] = {
    "people": EditionPerson,
    "sessions": EditionSession,
    "visits": BenchmarkVisit,
    "shortlists": Shortlist,
}
_WHOLE = (
    joinedload(ProgrammeEdition.programme, innerjoin=True),
    joinedload(ProgrammeEdition.area),
    joinedload(ProgrammeEdition.classification).selectinload(Classification.terms),
    selectinload(ProgrammeEdition.people).options(
        joinedload(EditionPerson.person), joinedload(EditionPerson.on_behalf_of)
    ),
    selectinload(ProgrammeEdition.sessions),
    selectinload(ProgrammeEdition.visits).joinedload(BenchmarkVisit.adopted_by),
    selectinload(ProgrammeEdition.shortlists)
    .selectinload(Shortlist.entries)
    .joinedload(ShortlistEntry.innovation, innerjoin=True),
)


class Wanted(NamedTuple):
    """The records that a filter names, by their ids: an agency stands with its predecessors and successors."""

    programme_id: UUID | None = None
    organisers: frozenset[UUID] | None = None
    participants: frozenset[UUID] | None = None
    person_id: UUID | None = None


class Taken(NamedTuple):
    """How many people and agencies are on record as participants."""

    people: int = 0
    agencies: int = 0


def seen_by(model: Any, principal: Principal | None) -> ColumnElement[bool]:
    """Return the condition that a programme, or an edition, is public, or its organiser's records the principal's."""
    published: ColumnElement[bool] = model.status == ProgrammeStatus.PUBLISHED
    return published if principal is None else published | keeps(principal, model.organiser_id)


class ProgrammeRepository:
    """Programmes and editions within one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, record: Programme | ProgrammeEdition) -> None:
        """Add a record to the transaction, which refuses it here if it does not fit the tables."""
        self._session.add(record)
        await self._session.flush()

    async def flush(self) -> None:
        """Send what was changed to the database, which refuses it here if it does not fit the tables."""
        await self._session.flush()

    async def programme(self, key: str, principal: Principal | None, *, lock: bool = False) -> Programme | None:
        """Return a programme that the principal may see; `lock` keeps others from changing it."""
        statement = select(Programme).where(by_key(Programme, key), seen_by(Programme, principal))
        found: Programme | None = await self._session.scalar(_locked(statement) if lock else statement)
        return found

    async def edition(self, key: str, principal: Principal | None, *, lock: bool = False) -> ProgrammeEdition | None:
        """Return an edition that the principal may see, with all that hangs on it; `lock` keeps others from it."""
        seen = (by_key(ProgrammeEdition, key), seen_by(ProgrammeEdition, principal))
        if lock:
            locked: ProgrammeEdition | None = await self._session.scalar(_locked(select(ProgrammeEdition).where(*seen)))
            if locked is None:
                return None
        # what hangs on it was written beside the objects of the session, so it is read anew
        statement = select(ProgrammeEdition).options(*_WHOLE).where(*seen)
        found: ProgrammeEdition | None = await self._session.scalar(
            statement, execution_options={"populate_existing": True}
        )
        return found

    async def taken(self, model: Any, slug: str) -> bool:
        """Whether a programme, or an edition, has this address."""
        return bool(await self._session.scalar(select(exists().where(model.slug == slug))))

    async def programmes(
        self, filters: ProgrammeFilters, wanted: Wanted, principal: Principal | None, listing: str
    ) -> tuple[Cut, int | None]:
        """Return a page of programmes by name, and how many there are if asked.

        Raises:
            InvalidCursor: the cursor belongs to another list.
        """
        statement = select(Programme).where(*_shown(Programme, filters.status, principal))
        if filters.kind is not None:
            statement = statement.where(Programme.kind == filters.kind)
        if wanted.organisers is not None:
            statement = statement.where(Programme.organiser_id.in_(wanted.organisers))
        page = await page_of(
            self._session,
            statement,
            [Programme.slug.expression],
            cursor=filters.cursor,
            listing=listing,
            limit=filters.limit,
        )
        return page, await total_of(self._session, statement) if filters.with_total else None

    async def editions(
        self, filters: EditionFilters, wanted: Wanted, principal: Principal | None, listing: str
    ) -> tuple[Cut, int | None]:
        """Return a page of editions with their programmes, the newest first, and how many there are if asked.

        Raises:
            InvalidCursor: the cursor belongs to another list.
        """
        statement = select(ProgrammeEdition).options(joinedload(ProgrammeEdition.programme, innerjoin=True))
        statement = statement.where(
            *_shown(ProgrammeEdition, filters.status, principal), *_conditions(filters), *_naming(wanted)
        )
        keys: list[Key] = [(ProgrammeEdition.starts_on.expression, str), (ProgrammeEdition.id.expression, id_in)]
        page = await page_by(self._session, statement, keys, filters, listing, descending=True)
        return page, await total_of(self._session, statement) if filters.with_total else None

    async def edition_counts(self, ids: Collection[UUID]) -> dict[UUID, int]:
        """Return how many public editions each of these programmes has."""
        of = ProgrammeEdition
        statement = (
            select(of.programme_id, func.count())
            .where(of.programme_id.in_(ids), of.status == ProgrammeStatus.PUBLISHED)
            .group_by(of.programme_id)
        )
        return {row[0]: row[1] for row in await self._session.execute(statement)}

    async def participants(self, ids: Collection[UUID]) -> dict[UUID, Taken]:
        """Return how many are on record as participants of each of these editions."""
        of = EditionPerson
        statement = (
            select(of.edition_id, func.count(of.person_id.distinct()), func.count(of.agency_id.distinct()))
            .where(of.edition_id.in_(ids), of.role == EditionRole.PESERTA)
            .group_by(of.edition_id)
        )
        return {row[0]: Taken(row[1], row[2]) for row in await self._session.execute(statement)}

    async def agencies(self, ids: Collection[UUID]) -> dict[UUID, Agency]:
        """Return agencies with their versions by id."""
        statement = select(Agency).options(selectinload(Agency.versions)).where(Agency.id.in_(ids))
        return {one.id: one for one in await self._session.scalars(statement)} if ids else {}

    async def ambiguities(self, subject: Subject, record_id: UUID) -> Sequence[Ambiguity]:
        """Return what the sources leave open about a record, in the order it was noted."""
        statement = select(Ambiguity).where(Ambiguity.subject_kind == subject, Ambiguity.subject_id == record_id)
        return (await self._session.scalars(statement.order_by(Ambiguity.position))).all()

    async def lineage(self, key: str) -> frozenset[UUID] | None:
        """Return the ids of an agency, its predecessors and successors, by its id or slug; None if there is none."""
        found: UUID | None = await self._session.scalar(select(Agency.id).where(by_key(Agency, key)))
        if found is None:
            return None
        statement = select(AgencyLineage.member_id).where(AgencyLineage.key == str(found))
        return frozenset({found, *await self._session.scalars(statement)})

    async def person_id(self, key: str) -> UUID | None:
        """Return the id of a person whom everyone knows of."""
        statement = select(Person.id).where(by_key(Person, key), Person.concealed_at.is_(None), known_to_all())
        found: UUID | None = await self._session.scalar(statement)
        return found

    async def replace(self, edition_id: UUID, field: str, rows: Mapping[type[Base], Sequence[dict[str, Any]]]) -> None:
        """Put rows in the place of one list of an edition; shortlists come each after the one it was drawn from."""
        if field == "shortlists":
            lists = select(Shortlist.id).where(Shortlist.edition_id == edition_id)
            await self._session.execute(delete(ShortlistEntry).where(ShortlistEntry.shortlist_id.in_(lists)))
        table = PARTS[field]
        await self._session.execute(delete(table).where(table.edition_id == edition_id))
        for model, told in rows.items():
            if told:
                await self._session.execute(insert(model).values(list(told)))


def _locked(statement: Select[Any]) -> Select[Any]:
    # what was read of it before may have changed while the lock was waited for
    return statement.with_for_update(key_share=True).execution_options(populate_existing=True)


def _shown(model: Any, status: ProgrammeStatus | None, principal: Principal | None) -> list[ColumnElement[bool]]:
    """Return the conditions of a list: what is public, or the drafts of those who keep them."""
    return [model.status == (status or ProgrammeStatus.PUBLISHED), seen_by(model, principal)]


def _conditions(filters: EditionFilters) -> list[ColumnElement[bool]]:
    of = ProgrammeEdition
    found: list[ColumnElement[bool]] = []
    if filters.kind is not None:
        found.append(of.kind == filters.kind)
    if filters.year is not None:
        until = func.left(func.coalesce(of.ends_on, of.starts_on), 4)
        found += [func.left(of.starts_on, 4) <= filters.year, until >= filters.year]
    return found


def _naming(wanted: Wanted) -> list[ColumnElement[bool]]:
    of, part = ProgrammeEdition, EditionPerson
    found: list[ColumnElement[bool]] = []
    if wanted.programme_id is not None:
        found.append(of.programme_id == wanted.programme_id)
    if wanted.organisers is not None:
        found.append(of.organiser_id.in_(wanted.organisers))
    if wanted.participants is not None:
        took = (part.role == EditionRole.PESERTA, part.agency_id.in_(wanted.participants))
        found.append(exists().where(part.edition_id == of.id, *took))
    if wanted.person_id is not None:
        who = (part.person_id == wanted.person_id) | (part.on_behalf_of_id == wanted.person_id)
        found.append(exists().where(part.edition_id == of.id, who))
    return found

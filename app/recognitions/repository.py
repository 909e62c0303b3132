"""The ledger: recognitions of people and agencies, and the awards of innovations, read as one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Text, Uuid, case, cast, exists, literal, null, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app.core.errors import InvalidCursor
from app.core.paging import Cut
from app.core.queries import by_key, id_in, page_by, total_of
from app.models import Award, Innovation, Person, ProgrammeEdition, Recognition
from app.models.codes import ProgrammeStatus, RecordStatus
from app.recognitions.schemas import Recipient, RecognitionFilters

# a column that a list is ordered by, and what reads it in a cursor
Key = tuple[ColumnElement[Any], Callable[[str], Any]]
# the years that the tables hold
_YEARS = range(1990, 2101)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The records that a filter names, by their ids: an agency stands with its predecessors and successors."""

    agencies: frozenset[UUID] | None = None
    person_id: UUID | None = None
    innovation_id: UUID | None = None
    edition_id: UUID | None = None


class RecognitionRepository:
    """Recognitions within one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, recognition: Recognition) -> None:
        """Add a recognition to the transaction, which refuses it here if it does not fit the tables."""
        self._session.add(recognition)
        await self._session.flush()

    async def flush(self) -> None:
        """Send what was changed to the database."""
        await self._session.flush()

    async def search(self, filters: RecognitionFilters, wanted: Wanted, listing: str) -> tuple[Cut, int | None]:
        """Return a page of the ledger, the latest year first, and how many rows there are if asked.

        Raises:
            InvalidCursor: the cursor belongs to another list.
        """
        statement, keys = _ledger(_of_innovations(filters, wanted), _of_others(filters, wanted))
        page = await page_by(self._session, statement, keys, filters, listing, descending=True)
        return page, await total_of(self._session, statement) if filters.with_total else None

    async def row(self, recognition_id: UUID) -> Any:
        """Return one row of the ledger, or None if there is none that everyone may see."""
        statement, keys = _ledger(_awards(), _recognitions())
        return (await self._session.execute(statement.where(keys[-1][0] == recognition_id))).one_or_none()

    async def locked(self, recognition_id: UUID) -> Recognition | None:
        """Return a recognition of a person or an agency, locked against other changes."""
        statement = select(Recognition).where(Recognition.id == recognition_id).with_for_update(key_share=True)
        found: Recognition | None = await self._session.scalar(statement)
        return found

    async def recorded(self, one: Recognition) -> bool:
        """Whether the same recipient has the same award of the same year, and that stands."""
        of = Recognition
        same = (
            of.code == one.code,
            of.year == one.year,
            of.person_id.is_not_distinct_from(one.person_id),
            of.agency_id.is_not_distinct_from(one.agency_id),
        )
        return bool(await self._session.scalar(select(exists().where(*same, of.withdrawn_at.is_(None)))))

    async def innovation_id(self, key: str) -> UUID | None:
        """Return the id of a published innovation."""
        statement = select(Innovation.id).where(by_key(Innovation, key), Innovation.status == RecordStatus.PUBLISHED)
        found: UUID | None = await self._session.scalar(statement)
        return found

    async def edition_id(self, key: str) -> UUID | None:
        """Return the id of a public edition."""
        public = ProgrammeEdition.status == ProgrammeStatus.PUBLISHED
        found: UUID | None = await self._session.scalar(
            select(ProgrammeEdition.id).where(by_key(ProgrammeEdition, key), public)
        )
        return found


def _year(key: str) -> int:
    """Return the year that a key of a cursor is the text of.

    Raises:
        InvalidCursor: it is that of none.
    """
    if not (key.isascii() and key.isdigit()) or int(key[:9]) not in _YEARS:
        raise InvalidCursor
    return int(key)


def _nothing(kind: Any) -> ColumnElement[Any]:
    return cast(null(), kind)


def _awards() -> Select[Any]:
    """Return the awards of published innovations as rows of the ledger."""
    return (
        select(
            Award.id,
            literal(Recipient.INNOVATION.value).label("kind"),
            Award.code,
            Award.year,
            Award.innovation_id,
            _nothing(Uuid).label("person_id"),
            _nothing(Uuid).label("agency_id"),
            _nothing(Text).label("name"),
            _nothing(Text).label("level"),
            _nothing(Text).label("given_on"),
            _nothing(Uuid).label("given_by_id"),
            _nothing(Text).label("given_by_name"),
            _nothing(Uuid).label("edition_id"),
            Award.source,
            _nothing(Text).label("note"),
            Award.recorded_at,
        )
        .join(Innovation, Innovation.id == Award.innovation_id)
        .where(Innovation.status == RecordStatus.PUBLISHED)
    )


def _recognitions() -> Select[Any]:
    """Return the recognitions of people and agencies that stand as rows of the ledger."""
    of = Recognition
    kind = case((of.person_id.is_not(None), Recipient.PERSON.value), else_=Recipient.AGENCY.value)
    return select(
        of.id,
        kind.label("kind"),
        of.code,
        of.year,
        _nothing(Uuid).label("innovation_id"),
        of.person_id,
        of.agency_id,
        of.name,
        of.level,
        of.given_on,
        of.given_by_id,
        of.given_by_name,
        of.edition_id,
        of.source,
        of.note,
        of.recorded_at,
    ).where(of.withdrawn_at.is_(None))


def _of_innovations(filters: RecognitionFilters, wanted: Wanted) -> Select[Any]:
    statement = _awards()
    if filters.award is not None:
        statement = statement.where(Award.code == filters.award)
    if filters.year is not None:
        statement = statement.where(Award.year == int(filters.year))
    if wanted.agencies is not None:
        statement = statement.where(Innovation.agency_id.in_(wanted.agencies))
    if wanted.innovation_id is not None:
        statement = statement.where(Award.innovation_id == wanted.innovation_id)
    others = filters.recipient not in {None, Recipient.INNOVATION}
    if others or wanted.person_id is not None or wanted.edition_id is not None:
        statement = statement.where(literal(value=False))
    return statement


def _of_others(filters: RecognitionFilters, wanted: Wanted) -> Select[Any]:
    of, statement = Recognition, _recognitions()
    for column, value in (
        (of.code, filters.award),
        (of.year, int(filters.year) if filters.year else None),
        (of.person_id, wanted.person_id),
        (of.edition_id, wanted.edition_id),
    ):
        if value is not None:
            statement = statement.where(column == value)
    if wanted.agencies is not None:
        statement = statement.where(of.agency_id.in_(wanted.agencies))
    if filters.recipient is not None:
        one = of.person_id if filters.recipient is Recipient.PERSON else of.agency_id
        statement = statement.where(one.is_not(None))
    if filters.recipient is Recipient.INNOVATION or wanted.innovation_id is not None:
        statement = statement.where(literal(value=False))
    return statement


def _ledger(*parts: Select[Any]) -> tuple[Select[Any], list[Key]]:
    """Return the statement for rows of the ledger with all that they name but agencies, and what orders them."""
    ledger = union_all(*parts).subquery("ledger")
    innovation, person, edition = aliased(Innovation), aliased(Person), aliased(ProgrammeEdition)
    public = (edition.id == ledger.c.edition_id) & (edition.status == ProgrammeStatus.PUBLISHED)
    statement = (
        select(
            ledger,
            innovation.slug.label("innovation_slug"),
            innovation.name.label("innovation_name"),
            person.slug.label("person_slug"),
            person.name.label("person_name"),
            person.concealed_at.label("person_concealed_at"),
            edition.slug.label("edition_slug"),
            edition.name.label("edition_name"),
        )
        .outerjoin(innovation, innovation.id == ledger.c.innovation_id)
        .outerjoin(person, person.id == ledger.c.person_id)
        .outerjoin(edition, public)
    )
    return statement, [(ledger.c.year, _year), (ledger.c.id, id_in)]

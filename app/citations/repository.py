"""Citations by the record that they speak of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, null, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager, joinedload

from app.core.queries import by_key, identity
from app.core.security import Principal
from app.innovations.references import keeps, known_to_all
from app.models import (
    Agency,
    Ambiguity,
    Area,
    Citation,
    Classification,
    Innovation,
    Person,
    Programme,
    ProgrammeEdition,
)
from app.models.codes import ProgrammeStatus, RecordStatus, Subject


@dataclass(frozen=True, slots=True)
class Record:
    """A record that citations speak of.

    The version is None for kinds whose citations come with the reference data alone, the status None for all but
    innovations. An agency is its own `agency_id`.
    """

    kind: Subject
    id: UUID
    version: int | None
    agency_id: UUID | None
    status: RecordStatus | None

    @property
    def published(self) -> bool:
        """Whether it has a published document."""
        return self.status is RecordStatus.PUBLISHED


def _seen(principal: Principal | None) -> ColumnElement[bool]:
    """Return the condition that an innovation is public, or the principal's to keep."""
    published = Innovation.status == RecordStatus.PUBLISHED
    if principal is None:
        return published
    return published | (keeps(principal, Innovation.agency_id) & (Innovation.status != RecordStatus.MERGED))


def _open_to(model: Any, principal: Principal | None) -> ColumnElement[bool]:
    """Return the condition that a programme, or an edition, is public, or its organiser's records the principal's."""
    published: ColumnElement[bool] = model.status == ProgrammeStatus.PUBLISHED
    return published if principal is None else published | keeps(principal, model.organiser_id)


def _visible(subject: Subject, key: str, principal: Principal | None) -> Select[Any]:
    """Return the statement for id, version, agency and status of a record that the principal may see."""
    match subject:
        case Subject.INNOVATION:
            row = _row(Innovation, Innovation.version, Innovation.agency_id, Innovation.status)
            return row.where(by_key(Innovation, key), _seen(principal))
        case Subject.AGENCY:
            return _row(Agency, Agency.version, Agency.id).where(by_key(Agency, key))
        case Subject.PERSON:
            return _row(Person).where(by_key(Person, key), Person.concealed_at.is_(None), known_to_all())
        case Subject.CLASSIFICATION:
            return _row(Classification).where(by_key(Classification, key))
        case Subject.AREA:
            found = identity(key)
            return _row(Area).where(Area.id == found if found else Area.code == key)
        case Subject.PROGRAMME | Subject.PROGRAMME_EDITION:
            model: Any = Programme if subject is Subject.PROGRAMME else ProgrammeEdition
            return _row(model).where(by_key(model, key), _open_to(model, principal))


def _row(model: Any, version: Any = None, agency_id: Any = None, status: Any = None) -> Select[Any]:
    return select(model.id, *(null() if part is None else part for part in (version, agency_id, status)))


class CitationRepository:
    """Citations with their sources."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def find(
        self, subject: Subject, key: str, principal: Principal | None = None, *, hold: bool = False
    ) -> Record | None:
        """Return a record by id, slug or code, if the principal may see it.

        `hold` locks it against other changes; agencies, of which all are locked at once, are not locked here.
        """
        statement = _visible(subject, key, principal)
        if hold and subject is Subject.INNOVATION:
            statement = statement.with_for_update(key_share=True)
        row = (await self._session.execute(statement)).one_or_none()
        if row is None:
            return None
        return Record(subject, row[0], row[1], row[2], RecordStatus(row[3]) if row[3] else None)

    async def of(self, record: Record) -> Sequence[Citation]:
        """Return the citations of a record that stand, by field and then in the order they were made."""
        statement = (
            select(Citation)
            .join(Citation.source)
            .options(contains_eager(Citation.source))
            .where(*_standing(record))
            .order_by(Citation.field, Citation.id)
        )
        return (await self._session.scalars(statement)).all()

    async def get(self, citation_id: UUID) -> Citation | None:
        """Return a citation with its source, as it is now."""
        statement = select(Citation).options(joinedload(Citation.source)).where(Citation.id == citation_id)
        citation: Citation | None = await self._session.scalar(statement, execution_options={"populate_existing": True})
        return citation

    async def count(self, record: Record) -> int:
        """Return how many citations of a record stand."""
        return await self._session.scalar(select(func.count()).select_from(Citation).where(*_standing(record))) or 0

    async def alike(self, record: Record, field: str, source_id: UUID) -> Sequence[Citation]:
        """Return the citations of a record that stand for a property by the same source."""
        same = (Citation.field == field, Citation.source_id == source_id)
        return (await self._session.scalars(select(Citation).where(*_standing(record), *same))).all()

    async def add(self, citation: Citation) -> None:
        """Add a citation to the transaction."""
        self._session.add(citation)
        await self._session.flush()

    async def advance(self, record: Record, at: datetime) -> None:
        """Count a change of a record that has a version."""
        model: Any = Innovation if record.kind is Subject.INNOVATION else Agency
        values = {"version": model.version + 1, "updated_at": at}
        await self._session.execute(update(model).where(model.id == record.id).values(values))

    async def ambiguities(self, record: Record) -> Sequence[Ambiguity]:
        """Return what the sources leave open about a record, in the order it was noted."""
        statement = (
            select(Ambiguity)
            .options(joinedload(Ambiguity.source))
            .where(Ambiguity.subject_kind == record.kind, Ambiguity.subject_id == record.id)
            .order_by(Ambiguity.position)
        )
        return (await self._session.scalars(statement)).all()


def _standing(record: Record) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that a citation is of a record, and was not withdrawn."""
    subject = (Citation.subject_kind == record.kind, Citation.subject_id == record.id)
    return (*subject, Citation.withdrawn_at.is_(None))

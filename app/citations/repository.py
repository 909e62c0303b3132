"""Citations by the record that they speak of."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager, joinedload

from app.core.queries import by_key
from app.models import (
    Agency,
    Ambiguity,
    Area,
    Citation,
    Classification,
    Innovation,
    InnovationPerson,
    Person,
    Position,
)
from app.models.codes import RecordStatus, Subject


def _has_public_part() -> ColumnElement[bool]:
    """Return the condition that a source names a person in a post, or in a published innovation."""
    part = select(InnovationPerson.id).join(Innovation, Innovation.id == InnovationPerson.innovation_id)
    published = part.where(InnovationPerson.person_id == Person.id, Innovation.status == RecordStatus.PUBLISHED)
    return exists(published) | exists(select(Position.id).where(Position.person_id == Person.id))


def _visible(subject: Subject, key: str) -> Select[Any]:
    """Return the statement for the id of a record that everyone may see."""
    match subject:
        case Subject.INNOVATION:
            published = Innovation.status == RecordStatus.PUBLISHED
            return select(Innovation.id).where(by_key(Innovation, key), published)
        case Subject.AGENCY:
            return select(Agency.id).where(by_key(Agency, key))
        case Subject.PERSON:
            return select(Person.id).where(by_key(Person, key), Person.concealed_at.is_(None), _has_public_part())
        case Subject.CLASSIFICATION:
            return select(Classification.id).where(by_key(Classification, key))
        case Subject.AREA:
            return select(Area.id).where(Area.code == key)


class CitationRepository:
    """Citations with their sources."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def find(self, subject: Subject, key: str) -> UUID | None:
        """Return the id of the record by id, slug or code, if everyone may see it."""
        found: UUID | None = await self._session.scalar(_visible(subject, key))
        return found

    async def of(self, subject: Subject, record_id: UUID) -> Sequence[Citation]:
        """Return the citations of a record, by field and then in the order they were made."""
        statement = (
            select(Citation)
            .join(Citation.source)
            .options(contains_eager(Citation.source))
            .where(Citation.subject_kind == subject, Citation.subject_id == record_id)
            .order_by(Citation.field, Citation.id)
        )
        return (await self._session.scalars(statement)).all()

    async def ambiguities(self, subject: Subject, record_id: UUID) -> Sequence[Ambiguity]:
        """Return what the sources leave open about a record, in the order it was noted."""
        statement = (
            select(Ambiguity)
            .options(joinedload(Ambiguity.source))
            .where(Ambiguity.subject_kind == subject, Ambiguity.subject_id == record_id)
            .order_by(Ambiguity.position)
        )
        return (await self._session.scalars(statement)).all()

"""The tables behind the index: the latest self-assessments, evidence, and the basic services that innovations cover."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Uuid, and_, any_, exists, func, literal, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.queries import identity
from app.core.security import Principal
from app.innovation_index.indicators import OnHand
from app.innovations.references import keeps
from app.models import Agency, Classification, Evidence, Innovation, InnovationTerm, Instrument, SelfAssessment, Term
from app.models.codes import InstrumentKind, RecordStatus

_GONE = (RecordStatus.ARCHIVED, RecordStatus.MERGED)


@dataclass(frozen=True, slots=True)
class Assessed:
    """An innovation with its latest self-assessment by an instrument, if it has one."""

    id: UUID
    slug: str
    name: str
    agency_id: UUID | None
    status: RecordStatus
    scores: Sequence[dict[str, Any]] | None

    @property
    def counts(self) -> bool:
        """Whether it is among those that the index is estimated from."""
        return self.status is RecordStatus.PUBLISHED and self.scores is not None


@dataclass(frozen=True, slots=True)
class Service:
    """A basic service: what the classification calls it, and the innovations that cover it."""

    slug: str
    name: str
    covered_by: frozenset[UUID]


def _latest(instrument_id: UUID) -> Select[Any]:
    """Return the latest self-assessment of each innovation by an instrument."""
    return (
        select(SelfAssessment.innovation_id, SelfAssessment.scores)
        .where(SelfAssessment.instrument_id == instrument_id)
        .ext(distinct_on(SelfAssessment.innovation_id))
        .order_by(SelfAssessment.innovation_id, SelfAssessment.number.desc())
    )


def _of_the_city() -> ColumnElement[bool]:
    """Return the condition that an innovation is no other region's: the index is that of the city."""
    return ~exists().where(Agency.id == Innovation.agency_id, Agency.external)


class IndexRepository:
    """What the index is made of, within one read."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def newest_edition(self) -> str | None:
        """Return the slug of the newest edition of levelled indicators that has a formula."""
        statement = (
            select(Instrument.slug)
            .where(
                Instrument.kind == InstrumentKind.LEVELLED_INDICATORS,
                func.jsonb_typeof(Instrument.definition["indicators"]["formula"]) == "object",
            )
            .order_by(Instrument.edition.desc(), Instrument.slug)
            .limit(1)
        )
        found: str | None = await self._session.scalar(statement)
        return found

    async def latest(self, innovation_id: UUID, instrument_id: UUID) -> SelfAssessment | None:
        """Return the latest self-assessment of an innovation by an instrument."""
        statement = (
            select(SelfAssessment)
            .where(SelfAssessment.innovation_id == innovation_id, SelfAssessment.instrument_id == instrument_id)
            .order_by(SelfAssessment.number.desc())
            .limit(1)
        )
        found: SelfAssessment | None = await self._session.scalar(statement)
        return found

    async def evidence(self, innovation_id: UUID) -> list[OnHand]:
        """Return the evidence of an innovation, that which was withdrawn too."""
        columns = (Evidence.id, Evidence.kind, Evidence.issued_on, Evidence.valid_until, Evidence.withdrawn_at)
        rows = await self._session.execute(
            select(*columns).where(Evidence.innovation_id == innovation_id).order_by(Evidence.id)
        )
        return [OnHand(*row) for row in rows]

    async def assessed(self, instrument_id: UUID, chosen: Collection[str], principal: Principal) -> list[Assessed]:
        """Return the published innovations with a self-assessment, and those of the principal's that are chosen by key.

        They come by slug. What was archived or merged, or is another region's, is nobody's to choose.
        """
        latest = _latest(instrument_id).subquery()
        columns = (Innovation.id, Innovation.slug, Innovation.name, Innovation.agency_id, Innovation.status)
        wanted: Any = and_(Innovation.status == RecordStatus.PUBLISHED, latest.c.innovation_id.is_not(None))
        if chosen:
            ids = [found for key in chosen if (found := identity(key))]
            named = or_(Innovation.id.in_(ids), Innovation.slug.in_(chosen))
            own = and_(named, keeps(principal, Innovation.agency_id), Innovation.status.not_in(_GONE))
            wanted = or_(wanted, own)
        statement = (
            select(*columns, latest.c.scores)
            .outerjoin(latest, latest.c.innovation_id == Innovation.id)
            .where(wanted, _of_the_city())
            .order_by(Innovation.slug)
        )
        rows = await self._session.execute(statement)
        return [
            Assessed(row.id, row.slug, row.name, row.agency_id, RecordStatus(row.status), row.scores) for row in rows
        ]

    async def services(self, scheme: str, slugs: Collection[str], among: Collection[UUID]) -> list[Service]:
        """Return terms of a classification, in its order, each with those of some innovations that have it."""
        one_of_them = InnovationTerm.innovation_id == any_(literal(list(among), ARRAY(Uuid)))
        covering = (
            select(InnovationTerm.innovation_id).where(InnovationTerm.term_id == Term.id, one_of_them).scalar_subquery()
        )
        statement = (
            select(Term.slug, Term.name, func.array(covering).label("covered_by"))
            .join(Term.classification)
            .where(Classification.slug == scheme, Term.slug.in_(slugs))
            .order_by(Term.position)
        )
        rows = await self._session.execute(statement)
        return [Service(row.slug, row.name, frozenset(row.covered_by)) for row in rows]

    async def published(self) -> int:
        """Return how many innovations of the city are published."""
        published = (Innovation.status == RecordStatus.PUBLISHED) & _of_the_city()
        statement = select(func.count()).select_from(Innovation).where(published)
        return await self._session.scalar(statement) or 0

"""What candidates need of the tables, in a fixed number of statements however many there are."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Uuid, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app.candidates.families import among, family, had_by, having
from app.candidates.remedies import Answered, Unmet, answered, of_unsur, unmet
from app.core.queries import by_key
from app.models import (
    Classification,
    Innovation,
    InnovationRelation,
    InnovationTerm,
    Mandate,
    MandateDecision,
    Need,
    NeedAnswer,
    Term,
)
from app.models.codes import REPLICATED, RecordStatus, RelationKind
from app.signs_of_life.columns import life_columns, life_of
from app.signs_of_life.vitality import Life


@dataclass(frozen=True, slots=True)
class Named:
    """An innovation by name, and whose it is."""

    id: UUID
    slug: str
    name: str
    agency_id: UUID | None


@dataclass(frozen=True, slots=True)
class Offered:
    """A published innovation that somebody might replicate; `terms` are those that it stands under."""

    id: UUID
    slug: str
    name: str
    name_key: str
    kind: str
    agency_id: UUID | None
    terms: frozenset[UUID]
    life: Life


@dataclass(frozen=True, slots=True)
class TermName:
    """A term by name, with its scheme."""

    classification: str
    classification_name: str
    term: str
    name: str


@dataclass(slots=True)
class Classified:
    """Innovations by the terms that they stand under."""

    names: dict[UUID, TermName]
    under: dict[UUID, list[Named]]


@dataclass(frozen=True, slots=True)
class Obliging:
    """A mandate in force; `decided` are the agencies of which a decision stands."""

    id: UUID
    slug: str
    title: str
    due_on: date
    innovation_id: UUID
    kinds: frozenset[str]
    decided: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Replica:
    """A published replica of an innovation: whose, and its life."""

    origin_id: UUID
    agency_id: UUID
    life: Life


class CandidateRepository:
    """What is on record of innovations that may be replicated, within one transaction, as of a day."""

    def __init__(self, session: AsyncSession, on: date) -> None:
        self._session = session
        self._on = on

    async def innovation(self, key: str) -> Offered | None:
        """Return a published innovation by id or slug."""
        found = await self._offered(by_key(Innovation, key))
        return found[0] if found else None

    async def offered_to(
        self,
        lineage: Collection[UUID],
        *,
        terms: Collection[UUID],
        owners: Collection[UUID],
        chosen: Collection[UUID],
    ) -> list[Offered]:
        """Return the innovations of others than an agency that stand under a term, are of an owner, or are chosen.

        Those that the agency has already, or has asked for, are not among them.
        """
        under = select(InnovationTerm.innovation_id).where(among(InnovationTerm.term_id, terms))
        fitting = or_(Innovation.id.in_(under), among(Innovation.agency_id, owners), among(Innovation.id, chosen))
        had = select(family(had_by(lineage)).c.id)
        return await self._offered(
            and_(
                fitting,
                Innovation.agency_id.is_not(None),
                ~among(Innovation.agency_id, lineage),
                Innovation.id.not_in(had),
            )
        )

    async def _offered(self, condition: ColumnElement[bool]) -> list[Offered]:
        terms = select(InnovationTerm.term_id).where(InnovationTerm.innovation_id == Innovation.id).scalar_subquery()
        columns = [getattr(Innovation, name) for name in ("id", "slug", "name", "name_key", "kind", "agency_id")]
        statement = select(*columns, func.array(terms, type_=ARRAY(Uuid)), *life_columns(Innovation, self._on)).where(
            condition, Innovation.status == RecordStatus.PUBLISHED
        )
        return [
            Offered(id_, slug, name, name_key, kind, agency_id, frozenset(under), life_of(self._on, *life, spared=True))
            for id_, slug, name, name_key, kind, agency_id, under, *life in await self._session.execute(statement)
        ]

    async def having(self, innovation_id: UUID) -> set[UUID]:
        """Return the agencies that have an innovation already, or have asked for it."""
        return set((await self._session.scalars(having(innovation_id))).all())

    async def classified(
        self, *, terms: Collection[UUID] | None = None, agencies: Collection[UUID] | None = None
    ) -> Classified:
        """Return published innovations that stand under some terms, or under any, of some agencies, or of any."""
        statement = (
            select(
                *(Innovation.id, Innovation.slug, Innovation.name, Innovation.agency_id, Term.id),
                *(Classification.slug, Classification.name, Term.slug, Term.name),
            )
            .join(InnovationTerm, InnovationTerm.innovation_id == Innovation.id)
            .join(Term, Term.id == InnovationTerm.term_id)
            .join(Classification, Classification.id == Term.classification_id)
            .where(Innovation.status == RecordStatus.PUBLISHED, Innovation.agency_id.is_not(None))
            .order_by(Innovation.name_key, Innovation.id)
        )
        if terms is not None:
            statement = statement.where(among(Term.id, terms))
        if agencies is not None:
            statement = statement.where(among(Innovation.agency_id, agencies))
        found = Classified({}, defaultdict(list))
        rows: Any = await self._session.execute(statement)
        for *named, term_id, scheme, scheme_name, term, name in rows:
            found.names[term_id] = TermName(scheme, scheme_name, term, name)
            found.under[term_id].append(Named(*named))
        return found

    async def mandates(self, innovation_id: UUID | None = None) -> list[Obliging]:
        """Return the mandates in force, of one innovation or of all."""
        decision = MandateDecision
        decided = (
            select(decision.agency_id)
            .where(
                decision.mandate_id == Mandate.id,
                decision.decided_on <= self._on,
                or_(decision.ended_on.is_(None), decision.ended_on > self._on),
            )
            .scalar_subquery()
        )
        columns = (Mandate.id, Mandate.slug, Mandate.title, Mandate.due_on, Mandate.innovation_id, Mandate.kinds)
        statement = (
            select(*columns, func.array(decided, type_=ARRAY(Uuid)))
            .where(Mandate.effective_on <= self._on, or_(Mandate.revoked_on.is_(None), Mandate.revoked_on > self._on))
            .order_by(Mandate.due_on, Mandate.id)
        )
        if innovation_id is not None:
            statement = statement.where(Mandate.innovation_id == innovation_id)
        return [
            Obliging(id_, slug, title, due_on, innovation, frozenset(kinds), frozenset(agencies))
            for id_, slug, title, due_on, innovation, kinds, agencies in await self._session.execute(statement)
        ]

    async def unmet(
        self, *, agencies: Collection[UUID] | None = None, unsur: Collection[str] | None = None
    ) -> list[Unmet]:
        """Return public needs that nothing answers yet, of some agencies or of any, of some unsur or of any."""
        statement = unmet(self._on).order_by(Need.id)
        if agencies is not None:
            statement = statement.where(among(Need.agency_id, agencies))
        if unsur is not None:
            statement = of_unsur(statement, unsur)
        rows: Any = await self._session.execute(statement)
        return [Unmet(*row) for row in rows]

    async def answered(
        self, *, unsur: Collection[str] | None = None, innovation_id: UUID | None = None
    ) -> list[Answered]:
        """Return public needs that innovations answer, of some unsur or of any, by one innovation or by any."""
        statement = answered(self._on).order_by(Need.id)
        if unsur is not None:
            statement = of_unsur(statement, unsur)
        if innovation_id is not None:
            statement = statement.where(NeedAnswer.innovation_id == innovation_id)
        rows: Any = await self._session.execute(statement)
        return [Answered(*row) for row in rows]

    async def replicas(self, ids: Iterable[UUID]) -> list[Replica]:
        """Return the published replicas of innovations."""
        relation = InnovationRelation
        statement = (
            select(relation.related_id, Innovation.agency_id, *life_columns(Innovation, self._on))
            .join(Innovation, Innovation.id == relation.innovation_id)
            .where(
                among(relation.related_id, ids),
                relation.kind.in_(REPLICATED),
                Innovation.status == RecordStatus.PUBLISHED,
                Innovation.agency_id.is_not(None),
            )
        )
        return [
            Replica(origin_id, agency_id, life_of(self._on, *life, spared=True))
            for origin_id, agency_id, *life in await self._session.execute(statement)
        ]

    async def similar(
        self, ids: Collection[UUID], agencies: Collection[UUID] | None = None
    ) -> Mapping[UUID, list[Named]]:
        """Return for each innovation the published ones, of some agencies or of any, that may be the same as it."""
        relation, other = InnovationRelation, aliased(Innovation)
        forth = and_(among(relation.innovation_id, ids), other.id == relation.related_id)
        back = and_(among(relation.related_id, ids), other.id == relation.innovation_id)
        statement = (
            select(relation.innovation_id, relation.related_id, other.id, other.slug, other.name, other.agency_id)
            .join(other, or_(forth, back))
            .where(relation.kind == RelationKind.POSSIBLY_SAME_AS, other.status == RecordStatus.PUBLISHED)
            .order_by(other.name_key, other.id)
        )
        if agencies is not None:
            statement = statement.where(among(other.agency_id, agencies))
        found: dict[UUID, list[Named]] = defaultdict(list)
        rows: Any = await self._session.execute(statement)
        for first, second, *named in rows:
            one = Named(*named)
            mine = second if one.id == first else first
            if one not in found[mine]:
                found[mine].append(one)
        return found

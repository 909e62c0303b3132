"""What came out of an edition as the rules look at it, in a fixed number of statements for however many."""

from collections import defaultdict
from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ARRAY, Text, Uuid, any_, cast, exists, func, literal, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app.models import (
    ActionPlan,
    ActionPlanStep,
    AgencyLineage,
    Innovation,
    InnovationRelation,
    PlanAggregate,
    Shortlist,
    ShortlistEntry,
)
from app.models.codes import REPLICATED, PlanStage, RecordStatus
from app.training_yield.outcome import Plan


class PlanRow(NamedTuple):
    """A plan: the number of plans that it is one of, the innovation that it has become, and its days."""

    id: UUID
    aggregate_id: UUID | None
    innovation_id: UUID | None
    plan: Plan


class ListedRow(NamedTuple):
    """A shortlist: the list that it was drawn from, how long it is said to be, and what is named on it."""

    parent_id: UUID | None
    declared_size: int | None
    innovations: frozenset[UUID]


class YieldRepository:
    """Plans, shortlists and innovations within one read."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def plans(self, edition_id: UUID) -> list[PlanRow]:
        """Return the plans of an edition that stand; an innovation that went into another is that one."""
        plan, step = ActionPlan, ActionPlanStep
        delivered = (
            select(step.entered_on).where(step.plan_id == plan.id, step.stage == PlanStage.DELIVER).scalar_subquery()
        )
        columns = (plan.id, plan.aggregate_id, func.coalesce(Innovation.merged_into_id, Innovation.id))
        statement = (
            select(*columns, plan.starts_on, delivered, plan.stopped_on)
            .outerjoin(Innovation, Innovation.id == plan.innovation_id)
            .where(plan.edition_id == edition_id, plan.withdrawn_at.is_(None))
            .order_by(plan.id)
        )
        rows = await self._session.execute(statement)
        return [
            PlanRow(id_, aggregate_id, innovation_id, Plan(starts_on, delivered_on, stopped_on))
            for id_, aggregate_id, innovation_id, starts_on, delivered_on, stopped_on in rows
        ]

    async def aggregates(self, edition_id: UUID) -> dict[UUID, int]:
        """Return how many plans each number of plans of an edition counts."""
        statement = select(PlanAggregate.id, PlanAggregate.count).where(PlanAggregate.edition_id == edition_id)
        return {id_: count for id_, count in await self._session.execute(statement)}  # noqa: C416 - rows are no pairs

    async def shortlists(self, edition_id: UUID) -> list[ListedRow]:
        """Return the shortlists of an edition; an innovation that went into another is that one."""
        listed, entry = Shortlist, ShortlistEntry
        innovation_id = func.coalesce(Innovation.merged_into_id, Innovation.id)
        statement = (
            select(listed.id, listed.parent_id, listed.declared_size, innovation_id)
            .outerjoin(entry, entry.shortlist_id == listed.id)
            .outerjoin(Innovation, Innovation.id == entry.innovation_id)
            .where(listed.edition_id == edition_id)
        )
        lists: dict[UUID, tuple[UUID | None, int | None]] = {}
        named: dict[UUID, set[UUID]] = defaultdict(set)
        for id_, parent_id, declared_size, named_id in await self._session.execute(statement):
            lists[id_] = parent_id, declared_size
            named[id_] |= {named_id} - {None}
        return [ListedRow(*told, frozenset(named[id_])) for id_, told in lists.items()]

    async def first_known(self, ids: Collection[UUID]) -> dict[UUID, str | None]:
        """Return when innovations were first known."""
        statement = select(Innovation.id, Innovation.first_known_on).where(
            Innovation.id == any_(literal(list(ids), ARRAY(Uuid)))
        )
        return {id_: told for id_, told in await self._session.execute(statement)}  # noqa: C416 - rows are no pairs

    async def replicas(self, ids: Collection[UUID]) -> dict[UUID, set[UUID]]:
        """Return the published replicas that other agencies made of innovations.

        An agency that went before the owner, or came after it, is no other.
        """
        relation, replica, origin = InnovationRelation, aliased(Innovation), aliased(Innovation)
        own = exists().where(
            AgencyLineage.key == cast(origin.agency_id, Text), AgencyLineage.member_id == replica.agency_id
        )
        statement = (
            select(relation.related_id, relation.innovation_id)
            .join(replica, replica.id == relation.innovation_id)
            .join(origin, origin.id == relation.related_id)
            .where(
                relation.related_id == any_(literal(list(ids), ARRAY(Uuid))),
                relation.kind.in_(REPLICATED),
                replica.status == RecordStatus.PUBLISHED,
                replica.agency_id.is_not(None),
                replica.agency_id.is_distinct_from(origin.agency_id),
                ~own,
            )
        )
        found: dict[UUID, set[UUID]] = defaultdict(set)
        for origin_id, replica_id in await self._session.execute(statement):
            found[origin_id].add(replica_id)
        return found

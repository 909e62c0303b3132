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

    async def plans(self, editions: Collection[UUID]) -> dict[UUID, list[PlanRow]]:
        """Return the plans of editions that stand, by edition; an innovation that went into another is that one."""
        plan, step = ActionPlan, ActionPlanStep
        delivered = (
            select(step.entered_on).where(step.plan_id == plan.id, step.stage == PlanStage.DELIVER).scalar_subquery()
        )
        columns = (plan.edition_id, plan.id, plan.aggregate_id, func.coalesce(Innovation.merged_into_id, Innovation.id))
        statement = (
            select(*columns, plan.starts_on, delivered, plan.stopped_on)
            .outerjoin(Innovation, Innovation.id == plan.innovation_id)
            .where(plan.edition_id == any_(literal(list(editions), ARRAY(Uuid))), plan.withdrawn_at.is_(None))
            .order_by(plan.id)
        )
        found: dict[UUID, list[PlanRow]] = defaultdict(list)
        rows = await self._session.execute(statement)
        for edition_id, id_, aggregate_id, innovation_id, starts_on, delivered_on, stopped_on in rows:
            plan_of = Plan(starts_on, delivered_on, stopped_on)
            found[edition_id].append(PlanRow(id_, aggregate_id, innovation_id, plan_of))
        return found

    async def aggregates(self, editions: Collection[UUID]) -> dict[UUID, dict[UUID, int]]:
        """Return how many plans each number of plans of editions counts, by edition."""
        of = PlanAggregate
        statement = select(of.edition_id, of.id, of.count).where(
            of.edition_id == any_(literal(list(editions), ARRAY(Uuid)))
        )
        found: dict[UUID, dict[UUID, int]] = defaultdict(dict)
        for edition_id, id_, count in await self._session.execute(statement):
            found[edition_id][id_] = count
        return found

    async def shortlists(self, editions: Collection[UUID]) -> dict[UUID, list[ListedRow]]:
        """Return the shortlists of editions, by edition; an innovation that went into another is that one."""
        listed, entry = Shortlist, ShortlistEntry
        innovation_id = func.coalesce(Innovation.merged_into_id, Innovation.id)
        statement = (
            select(listed.edition_id, listed.id, listed.parent_id, listed.declared_size, innovation_id)
            .outerjoin(entry, entry.shortlist_id == listed.id)
            .outerjoin(Innovation, Innovation.id == entry.innovation_id)
            .where(listed.edition_id == any_(literal(list(editions), ARRAY(Uuid))))
        )
        lists: dict[UUID, tuple[UUID, UUID | None, int | None]] = {}
        named: dict[UUID, set[UUID]] = defaultdict(set)
        for edition_id, id_, parent_id, declared_size, named_id in await self._session.execute(statement):
            lists[id_] = edition_id, parent_id, declared_size
            named[id_] |= {named_id} - {None}
        found: dict[UUID, list[ListedRow]] = defaultdict(list)
        for id_, (edition_id, parent_id, declared_size) in lists.items():
            found[edition_id].append(ListedRow(parent_id, declared_size, frozenset(named[id_])))
        return found

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

"""What reminders need of the tables, in a fixed number of statements however much is due."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Uuid, any_, exists, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.partial_date import last_day
from app.core.queries import by_key
from app.models import (
    Account,
    ActionPlan,
    ActionPlanPerson,
    Innovation,
    InnovationPerson,
    InnovationRelation,
    InnovationStage,
    Mandate,
    MandateDecision,
    Person,
    PlanMilestone,
    Position,
    ReplicationDocument,
    ReplicationRequest,
    ReplicationStep,
)
from app.models.codes import REPLICATED, InnovationRole, PlanRole, RecordStatus, ReplicationStatus, Stage
from app.models.replication import ENDED
from app.reminders.known import Agreement, Milestone, Obligation, OwnInnovation, Replication
from app.reminders.rules import AGREEMENTS
from app.signs_of_life.columns import life_columns, life_of


class Known(NamedTuple):
    """A person: who keeps the record, whether everyone knows of it, and whether an account is the person's."""

    id: UUID
    agency_id: UUID | None
    public: bool
    linked: bool


class ReminderRepository:
    """What is on record of innovations, replications and mandates, as far as something is due for them."""

    def __init__(self, session: AsyncSession, on: date) -> None:
        self._session = session
        self._on = on

    async def person(self, key: str, account_id: UUID | None) -> Known | None:
        """Return a person by id or slug, as an account stands to them."""
        part = (
            select(InnovationPerson.id)
            .join(Innovation, Innovation.id == InnovationPerson.innovation_id)
            .where(InnovationPerson.person_id == Person.id, Innovation.status == RecordStatus.PUBLISHED)
        )
        post = select(Position.id).where(Position.person_id == Person.id)
        public = Person.concealed_at.is_(None) & or_(exists(part), exists(post))
        linked = exists(select(Account.id).where(Account.id == account_id, Account.person_id == Person.id))
        statement = select(Person.id, Person.agency_id, public, linked).where(by_key(Person, key))
        row = (await self._session.execute(statement)).one_or_none()
        return Known(*row) if row else None

    async def innovations_of(self, agencies: Collection[UUID]) -> list[OwnInnovation]:
        """Return the published innovations of some agencies."""
        return await self._innovations(_among(Innovation.agency_id, agencies))

    async def innovations_mentored(self, person_id: UUID) -> list[OwnInnovation]:
        """Return the published innovations that a person mentors, and the replicas of the replications that they do."""
        part = InnovationPerson
        mentored = select(part.innovation_id).where(
            part.person_id == person_id, part.role == InnovationRole.MENTOR, *self._holding(part)
        )
        replicas = select(ReplicationRequest.replica_id).where(
            ReplicationRequest.mentor_id == person_id,
            ReplicationRequest.status == ReplicationStatus.BERJALAN,
            ReplicationRequest.replica_id.is_not(None),
        )
        return await self._innovations(Innovation.id.in_(mentored) | Innovation.id.in_(replicas))

    async def _innovations(self, condition: ColumnElement[bool]) -> list[OwnInnovation]:
        relation = InnovationRelation
        replicated = (
            select(relation.related_id)
            .where(relation.innovation_id == Innovation.id, relation.kind.in_(REPLICATED))
            .scalar_subquery()
        )
        columns = (Innovation.id, Innovation.slug, Innovation.name, Innovation.agency_id)
        statement = select(
            *columns,
            func.array(replicated, type_=ARRAY(Uuid)),
            _began_on(),
            _used_on(),
            *life_columns(Innovation, self._on),
        ).where(condition, Innovation.status == RecordStatus.PUBLISHED)
        return [
            OwnInnovation(
                id_,
                slug,
                name,
                owner,
                life_of(self._on, *life, spared=True),
                frozenset(replicates),
                (began_on or (last_day(used_on) if used_on else None)) if replicates else None,
            )
            for id_, slug, name, owner, replicates, began_on, used_on, *life in await self._session.execute(statement)
        ]

    async def replications_of(self, agencies: Collection[UUID]) -> list[Replication]:
        """Return the replications, open or running, in which one of the agencies has a part."""
        request = ReplicationRequest
        sides = (request.agency_id, request.facilitator_id, Innovation.agency_id)
        return await self._replications(or_(*(_among(side, agencies) for side in sides)))

    async def replications_mentored(self, person_id: UUID) -> list[Replication]:
        """Return the replications, open or running, that a person mentors."""
        return await self._replications(ReplicationRequest.mentor_id == person_id)

    async def _replications(self, condition: ColumnElement[bool]) -> list[Replication]:
        request = ReplicationRequest
        statement = (
            select(
                request.id,
                Innovation.name,
                Innovation.agency_id,
                request.agency_id,
                request.facilitator_id,
                request.model,
                request.status,
                request.step,
                request.due_on,
            )
            .join(Innovation, Innovation.id == request.origin_id)
            .where(condition, request.status.not_in(ENDED), request.requested_on <= self._on)
        )
        return [Replication(*row) for row in await self._session.execute(statement)]

    async def agreements(self, replications: Sequence[Replication]) -> list[Agreement]:
        """Return the agreements of replications that were signed by the day and not withdrawn."""
        by_id = {one.id: one for one in replications}
        document = ReplicationDocument
        statement = select(document.id, document.kind, document.title, document.valid_until, document.request_id).where(
            _among(document.request_id, by_id),
            document.kind.in_(AGREEMENTS),
            document.withdrawn_at.is_(None),
            document.issued_on <= self._on,
        )
        return [
            Agreement(id_, kind, title, valid_until, by_id[request_id])
            for id_, kind, title, valid_until, request_id in await self._session.execute(statement)
        ]

    async def milestones_of(self, agencies: Collection[UUID]) -> list[Milestone]:
        """Return the milestones of the plans of some agencies that may still be due."""
        return await self._milestones(_among(ActionPlan.agency_id, agencies))

    async def milestones_mentored(self, person_id: UUID) -> list[Milestone]:
        """Return the milestones that may still be due of the plans that a person mentors."""
        part = ActionPlanPerson
        mentored = select(part.plan_id).where(
            part.person_id == person_id, part.role == PlanRole.MENTOR, *self._holding(part)
        )
        return await self._milestones(ActionPlan.id.in_(mentored))

    async def _milestones(self, condition: ColumnElement[bool]) -> list[Milestone]:
        milestone, plan = PlanMilestone, ActionPlan
        columns = (milestone.id, milestone.title, milestone.due_on, milestone.done_on, plan.id.label("plan_id"))
        statement = (
            select(*columns, plan.title.label("plan"), plan.agency_id, plan.stopped_on)
            .join(plan, plan.id == milestone.plan_id)
            .where(condition, plan.withdrawn_at.is_(None), plan.starts_on <= self._on)
            .where(or_(milestone.done_on.is_(None), milestone.done_on > self._on))
        )
        return [Milestone(*row) for row in await self._session.execute(statement)]

    def _holding(self, part: Any) -> tuple[ColumnElement[bool], ...]:
        """Return the conditions that somebody has a part on the day."""
        day = self._on.isoformat()
        return (
            or_(part.valid_from.is_(None), part.valid_from <= day),
            # a coarser date has passed once its whole year or month has
            or_(part.valid_to.is_(None), part.valid_to >= func.left(day, func.length(part.valid_to))),
        )

    async def obligations(self) -> list[Obligation]:
        """Return the mandates in force."""
        columns = (Mandate.id, Mandate.slug, Mandate.title, Mandate.innovation_id, Innovation.agency_id)
        statement = (
            select(*columns, Mandate.due_on, Mandate.kinds, _decided(self._on).label("decided"))
            .join(Innovation, Innovation.id == Mandate.innovation_id)
            .where(Mandate.effective_on <= self._on, or_(Mandate.revoked_on.is_(None), Mandate.revoked_on > self._on))
        )
        return [
            Obligation(
                id=row.id,
                slug=row.slug,
                title=row.title,
                innovation_id=row.innovation_id,
                owner_id=row.agency_id,
                due_on=row.due_on,
                kinds=frozenset(row.kinds),
                decided=frozenset(row.decided),
            )
            for row in await self._session.execute(statement)
        ]


def _among(column: Any, ids: Iterable[UUID]) -> ColumnElement[bool]:
    """Return the condition that a column has one of these ids, which are bound as one value."""
    condition: ColumnElement[bool] = column == any_(literal(sorted(ids), ARRAY(Uuid)))
    return condition


def _began_on() -> ColumnElement[Any]:
    """Return the day on which a replication came to run whose replica an innovation is; null of any other."""
    request, step = ReplicationRequest, ReplicationStep
    return (
        select(func.min(step.entered_on))
        .join(request, request.id == step.request_id)
        .where(request.replica_id == Innovation.id, step.status == ReplicationStatus.BERJALAN)
        .scalar_subquery()
    )


def _used_on() -> ColumnElement[Any]:
    """Return the date of the first dated stage `penerapan` of an innovation, as it is known."""
    stage = InnovationStage
    dated = (stage.innovation_id == Innovation.id, stage.stage == Stage.PENERAPAN, stage.started_on.is_not(None))
    return select(stage.started_on).where(*dated).order_by(stage.position).limit(1).scalar_subquery()


def _decided(on: date) -> ColumnElement[Any]:
    """Return the agencies of which a decision stands on a day."""
    decision = MandateDecision
    standing = select(decision.agency_id).where(
        decision.mandate_id == Mandate.id,
        decision.decided_on <= on,
        or_(decision.ended_on.is_(None), decision.ended_on > on),
    )
    return func.array(standing.scalar_subquery(), type_=ARRAY(Uuid))

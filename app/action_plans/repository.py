"""The tables of action plans, and of how many there are."""

from collections.abc import Collection
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, delete, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.action_plans.counting import Places
from app.action_plans.inputs import ActionPlanFilters, PlanAggregateFilters
from app.action_plans.sight import edition_shown_to, reader_of, seen_by
from app.action_plans.workflow import STAGES
from app.core.paging import Cut
from app.core.queries import by_key, id_in, identity, page_by, total_of
from app.core.security import Principal
from app.innovations.references import shown_to
from app.models import (
    ActionPlan,
    ActionPlanPerson,
    Agency,
    AgencyLineage,
    Classification,
    Innovation,
    Person,
    PlanAggregate,
    PlanMilestone,
    ProgrammeEdition,
    Source,
    Term,
)
from app.models.codes import PlanRole, PlanStatus

_ITEM = (
    contains_eager(ActionPlan.edition).contains_eager(ProgrammeEdition.programme),
    joinedload(ActionPlan.agency).selectinload(Agency.versions),
    joinedload(ActionPlan.term).joinedload(Term.classification),
    joinedload(ActionPlan.aggregate),
    joinedload(ActionPlan.innovation),
    selectinload(ActionPlan.people).options(
        joinedload(ActionPlanPerson.person), joinedload(ActionPlanPerson.agency).selectinload(Agency.versions)
    ),
    selectinload(ActionPlan.milestones),
    selectinload(ActionPlan.signatures),
)
_WHOLE = (*_ITEM, selectinload(ActionPlan.steps))


class CandidateRow(NamedTuple):
    """An innovation that a plan may have become."""

    id: UUID
    status: str
    agency_id: UUID | None


class ActionPlanRepository:
    """Action plans, and how many there are, within one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, *records: Any) -> None:
        """Add records to the transaction."""
        self._session.add_all(records)
        await self._session.flush()

    async def flush(self) -> None:
        """Send what was changed to the database."""
        await self._session.flush()

    async def drop_people(self, plan_id: UUID) -> None:
        """Take away all parts in a plan."""
        await self._session.execute(delete(ActionPlanPerson).where(ActionPlanPerson.plan_id == plan_id))

    async def drop_milestones(self, plan_id: UUID, but: Collection[UUID]) -> None:
        """Take away the milestones of a plan, but some."""
        milestone = PlanMilestone
        await self._session.execute(
            delete(milestone).where(milestone.plan_id == plan_id, milestone.id.not_in(sorted(but)))
        )

    async def drop(self, record: Any) -> None:
        """Take a record away."""
        await self._session.delete(record)
        await self._session.flush()

    async def edition(self, key: str, principal: Principal | None) -> ProgrammeEdition | None:
        """Return an edition that is public, or the principal's to keep, with its programme."""
        statement = (
            select(ProgrammeEdition)
            .join(ProgrammeEdition.programme)
            .options(contains_eager(ProgrammeEdition.programme))
            .where(by_key(ProgrammeEdition, key), edition_shown_to(principal))
        )
        found: ProgrammeEdition | None = await self._session.scalar(statement)
        return found

    async def agency(self, agency_id: UUID) -> Agency:
        """Return an agency with its versions."""
        statement = select(Agency).options(selectinload(Agency.versions)).where(Agency.id == agency_id)
        return (await self._session.scalars(statement)).one()

    async def lineage(self, agency_id: UUID) -> frozenset[UUID]:
        """Return an agency with all that it followed and that followed it."""
        statement = select(AgencyLineage.member_id).where(AgencyLineage.key == str(agency_id))
        return frozenset((await self._session.scalars(statement)).all()) | {agency_id}

    async def scheme_of(self, term_id: UUID) -> UUID:
        """Return the classification of a term."""
        found: UUID | None = await self._session.scalar(select(Term.classification_id).where(Term.id == term_id))
        return found or term_id

    async def same(self, edition_id: UUID, agency_id: UUID, title_key: str) -> UUID | None:
        """Return the plan of an agency in an edition that has a title and stands."""
        plan = ActionPlan
        statement = select(plan.id).where(
            plan.edition_id == edition_id,
            plan.agency_id == agency_id,
            plan.title_key == title_key,
            plan.withdrawn_at.is_(None),
        )
        found: UUID | None = await self._session.scalar(statement)
        return found

    async def get(self, plan_id: UUID, principal: Principal | None, *, hold: bool = False) -> ActionPlan | None:
        """Return a plan that the principal may see; `hold` keeps others from changing it."""
        if hold:
            await self._session.execute(
                select(ActionPlan.id).where(ActionPlan.id == plan_id).with_for_update(key_share=True)
            )
        statement = seen_by(principal, withdrawn=None).options(*_WHOLE).where(ActionPlan.id == plan_id)
        found: ActionPlan | None = await self._session.scalar(statement.execution_options(populate_existing=hold))
        return found

    async def search(
        self, filters: ActionPlanFilters, principal: Principal | None, today: date, listing: str
    ) -> tuple[Cut, int | None]:
        """Return a page of the plans that the principal may see, the last recorded first.

        Raises:
            InvalidCursor: the cursor belongs to another list.
        """
        statement = _narrowed(seen_by(principal, withdrawn=filters.withdrawn), filters, today)
        if filters.innovation is not None:
            # one that the reader may not know of leads to nothing
            known = by_key(Innovation, filters.innovation) & shown_to(reader_of(principal))
            statement = statement.where(ActionPlan.innovation_id.in_(select(Innovation.id).where(known)))
        keys = [(ActionPlan.id.expression, id_in)]
        page = await page_by(self._session, statement.options(*_ITEM), keys, filters, listing, descending=True)
        return page, await total_of(self._session, statement) if filters.with_total else None

    async def candidate(self, key: str) -> CandidateRow | None:
        """Return the innovation of an id or slug, whatever its status."""
        statement = select(Innovation.id, Innovation.status, Innovation.agency_id).where(by_key(Innovation, key))
        row = (await self._session.execute(statement)).one_or_none()
        return CandidateRow(*row) if row else None

    async def plan_of(self, innovation_id: UUID) -> UUID | None:
        """Return the plan that an innovation came out of."""
        statement = select(ActionPlan.id).where(ActionPlan.innovation_id == innovation_id)
        found: UUID | None = await self._session.scalar(statement)
        return found

    async def aggregate(
        self, key: str, principal: Principal | None, *, hold: bool = False
    ) -> tuple[PlanAggregate, Places] | None:
        """Return a number of plans that the principal may see, and how many of them are named.

        `hold` keeps others from changing it, and from naming one of it, until the transaction ends.
        """
        if hold:
            # by itself: what is read afterwards is what stands once the row is held
            await self._session.execute(select(PlanAggregate.id).where(by_key(PlanAggregate, key)).with_for_update())
        statement = _aggregates(principal).where(by_key(PlanAggregate, key))
        row = (await self._session.execute(statement.execution_options(populate_existing=True))).one_or_none()
        return (row[0], Places(row[0].count, row[1])) if row else None

    async def aggregates(
        self, filters: PlanAggregateFilters, principal: Principal | None, listing: str
    ) -> tuple[Cut, int | None]:
        """Return a page of numbers of plans with how many are named, and how many there are if asked.

        Raises:
            InvalidCursor: the cursor belongs to another list.
        """
        statement: Any = _aggregates(principal)
        if filters.edition is not None:
            statement = statement.where(by_key(ProgrammeEdition, filters.edition))
        if filters.unnamed is not None:
            open_ = PlanAggregate.count > _named()
            statement = statement.where(open_ if filters.unnamed else ~open_)
        keys = [(PlanAggregate.id.expression, id_in)]
        page = await page_by(self._session, statement, keys, filters, listing, descending=True)
        return page, await total_of(self._session, statement) if filters.with_total else None

    async def taken(self, slug: str) -> bool:
        """Whether an aggregate has this slug."""
        return bool(await self._session.scalar(select(exists().where(PlanAggregate.slug == slug))))

    async def document(self, key: str) -> UUID | None:
        """Return the id of a source on record."""
        found: UUID | None = await self._session.scalar(select(Source.id).where(by_key(Source, key)))
        return found


def _narrowed(statement: Select[Any], filters: ActionPlanFilters, today: date) -> Select[Any]:
    plan = ActionPlan
    if filters.edition is not None:
        statement = statement.where(by_key(ProgrammeEdition, filters.edition))
    if filters.agency is not None:
        key = str(identity(filters.agency) or filters.agency)
        members = select(AgencyLineage.member_id).where(AgencyLineage.key == key)
        own = select(Agency.id).where(by_key(Agency, filters.agency))
        statement = statement.where(plan.agency_id.in_(members) | plan.agency_id.in_(own))
    if filters.stage is not None:
        statement = statement.where(plan.stage == filters.stage)
    if filters.status is not None:
        statement = statement.where(_of_status(filters.status))
    if filters.aggregate is not None:
        named = select(PlanAggregate.id).where(by_key(PlanAggregate, filters.aggregate))
        statement = statement.where(plan.aggregate_id.in_(named))
    if filters.realised is not None:
        linked = plan.innovation_id.is_not(None)
        statement = statement.where(linked if filters.realised else ~linked)
    return _of_parts(statement, filters, today)


def _of_parts(statement: Select[Any], filters: ActionPlanFilters, today: date) -> Select[Any]:
    """Narrow to plans by what hangs on them."""
    plan, part, milestone = ActionPlan, ActionPlanPerson, PlanMilestone
    if filters.cluster is not None:
        scheme, _, term = filters.cluster.partition("/")
        named = select(Term.id).join(Term.classification).where(Classification.slug == scheme, Term.slug == term)
        statement = statement.where(plan.term_id.in_(named))
    if filters.mentor is not None:
        # who withdrew the public name is not found by it
        mentors = select(Person.id).where(by_key(Person, filters.mentor), Person.concealed_at.is_(None))
        mentored = exists().where(part.plan_id == plan.id, part.role == PlanRole.MENTOR, part.person_id.in_(mentors))
        statement = statement.where(mentored)
    if filters.overdue is not None:
        late = exists().where(milestone.plan_id == plan.id, milestone.done_on.is_(None), milestone.due_on < today)
        owes = late & plan.stopped_on.is_(None)
        statement = statement.where(owes if filters.overdue else ~owes)
    return statement


def _of_status(status: PlanStatus) -> ColumnElement[bool]:
    plan = ActionPlan
    stopped, last = plan.stopped_on.is_not(None), plan.stage == STAGES[-1]
    if status is PlanStatus.BERHENTI:
        return stopped
    return ~stopped & (last if status is PlanStatus.SELESAI else ~last)


def _named() -> ColumnElement[int]:
    """Return how many plans of an aggregate are named."""
    named = select(func.count()).select_from(ActionPlan).where(ActionPlan.aggregate_id == PlanAggregate.id)
    return named.correlate(PlanAggregate).scalar_subquery()


def _aggregates(principal: Principal | None) -> Select[PlanAggregate, int]:
    """Return the numbers of plans of editions that the principal may see, each with how many are named."""
    return (
        select(PlanAggregate, _named().label("named"))
        .join(PlanAggregate.edition)
        .join(ProgrammeEdition.programme)
        .options(
            contains_eager(PlanAggregate.edition).contains_eager(ProgrammeEdition.programme),
            joinedload(PlanAggregate.document),
        )
        .where(edition_shown_to(principal))
    )

"""Action plans as one reader may see them."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from app.action_plans.agreement import standing_of
from app.action_plans.inputs import ActionPlanFilters
from app.action_plans.keepers import keeps_plan
from app.action_plans.milestones import overdue
from app.action_plans.repository import ActionPlanRepository
from app.action_plans.schemas import (
    ActionPlanItem,
    ActionPlanRead,
    EditionBrief,
    MilestoneRead,
    PlanAggregateBrief,
    PlanAgreementRead,
    PlanCluster,
    PlanPersonBrief,
    PlanPersonRead,
    PlanStepRead,
    PlanStop,
    SignatureRead,
    WithdrawnPlan,
)
from app.action_plans.sight import shown_innovation
from app.action_plans.workflow import legal_actions, next_stage, status_of
from app.core.concealment import Concealment, concealment
from app.core.database import Session
from app.core.errors import NotFound
from app.core.paging import Cut
from app.core.partial_date import first_day
from app.core.queries import listing_of
from app.core.security import Principal
from app.core.timeline import in_force
from app.innovations.parts import AgencyBrief, InnovationBrief
from app.models import ActionPlan, ActionPlanPerson, Agency, PlanMilestone, Term
from app.models.concealment import CONCEALED_NAME, CONCEALED_SLUG


class Listed(NamedTuple):
    """A page: its rows, what is told of them, how many there are if asked, and what its cursors belong to."""

    page: Cut
    items: list[ActionPlanItem]
    total: int | None
    listing: str


class ActionPlanDirectory:
    """Action plans within one read, on a day of the city's; of everyone, or also those that the reader keeps."""

    def __init__(self, session: Session, principal: Principal | None, today: date) -> None:
        self._session = session
        self._data = ActionPlanRepository(session)
        self._principal = principal
        self._today = today

    async def search(self, filters: ActionPlanFilters) -> Listed:
        """Return a page of plans, the last recorded first.

        Raises:
            InvalidCursor: the cursor belongs to another list.
        """
        whose = self._principal.account_id if self._principal else None
        listing = listing_of(f"action plans {whose}", filters)
        page, total = await self._data.search(filters, self._principal, self._today, listing)
        clear = await concealment(self._session)
        return Listed(page, [clear.told(self._item(one, clear)) for one in page.rows], total, listing)

    async def find(self, plan_id: UUID) -> ActionPlan:
        """Return a plan with its parts.

        Raises:
            NotFound: there is none that the reader may know of.
        """
        found = await self._data.get(plan_id, self._principal)
        if found is None:
            raise NotFound
        return found

    async def show(self, one: ActionPlan) -> ActionPlanRead:
        """Return a plan as it is told; its parts are loaded."""
        clear = await concealment(self._session)
        status = status_of(one.stage, one.stopped_on)
        keeps = keeps_plan(self._principal, one)
        actions = legal_actions(status) if keeps and one.withdrawn_at is None else ()
        told = ActionPlanRead(
            **dict(self._item(one, clear)),
            problem=one.problem,
            goal=one.goal,
            steps=[PlanStepRead.model_validate(step) for step in one.steps],
            next_stage=next_stage(one.stage, status),
            milestones=[self._milestone(milestone, one) for milestone in one.milestones],
            agreement=_agreement(one, clear),
            stopped=PlanStop(on=one.stopped_on, reason=one.stopped_reason or "") if one.stopped_on else None,
            withdrawn=WithdrawnPlan(at=one.withdrawn_at, reason=one.withdrawn_reason or "")
            if one.withdrawn_at
            else None,
            keeps=keeps,
            legal_actions=[action.value for action in actions],
        )
        return clear.told(told)

    def _item(self, one: ActionPlan, clear: Concealment) -> ActionPlanItem:
        late = sum(overdue(milestone, self._today, one.stopped_on) for milestone in one.milestones)
        innovation = shown_innovation(one.innovation, self._principal)
        return ActionPlanItem(
            id=one.id,
            edition=EditionBrief.model_validate(one.edition),
            title=one.title,
            agency=agency_of(one.agency, one.starts_on),
            cluster=_cluster(one.term),
            aggregate=PlanAggregateBrief.model_validate(one.aggregate) if one.aggregate else None,
            starts_on=one.starts_on,
            stage=one.stage,
            entered_on=one.entered_on,
            status=status_of(one.stage, one.stopped_on),
            people=[_part(part, one.starts_on, clear) for part in one.people],
            milestones_total=len(one.milestones),
            milestones_done=sum(milestone.done_on is not None for milestone in one.milestones),
            milestones_overdue=late,
            agreement_complete=standing_of(days_of(one)).complete,
            innovation=InnovationBrief.model_validate(innovation) if innovation else None,
            published=one.published_at is not None,
            version=one.version,
        )

    def _milestone(self, milestone: PlanMilestone, plan: ActionPlan) -> MilestoneRead:
        same: dict[str, Any] = {
            name: getattr(milestone, name) for name in MilestoneRead.model_fields if name != "overdue"
        }
        return MilestoneRead(**same, overdue=overdue(milestone, self._today, plan.stopped_on))


def days_of(one: ActionPlan) -> dict[str, date | None]:
    """Return the day of the signature of each party that signed the agreement on a plan."""
    return {signature.party: signature.signed_on for signature in one.signatures}


def agency_of(agency: Agency, on: date) -> AgencyBrief:
    """Return an agency by its name of a day; one that did not exist then has its last name."""
    found = in_force(agency.versions, on)
    version = found.version if found else agency.versions[-1]
    return AgencyBrief(id=agency.id, slug=agency.slug, name=version.name, short_name=version.short_name)


def _cluster(term: Term | None) -> PlanCluster | None:
    if term is None:
        return None
    return PlanCluster(classification=term.classification.slug, term=term.slug, name=term.name)


def _part(part: ActionPlanPerson, starts_on: date, clear: Concealment) -> PlanPersonRead:
    """Return a part as it is told: of somebody who withdrew the name neither that nor the post, which tells it."""
    hidden = part.person is not None and part.person.concealed_at is not None
    person = None
    if part.person is not None:
        person = (
            PlanPersonBrief(id=None, slug=CONCEALED_SLUG, name=CONCEALED_NAME)
            if hidden
            else PlanPersonBrief.model_validate(part.person)
        )
    on = first_day(part.valid_from) if part.valid_from else starts_on
    return PlanPersonRead(
        role=part.role,
        person=person,
        agency=agency_of(part.agency, on) if part.agency else None,
        # a name of an institution was typed, and may hold anybody's
        institution=clear.text(part.institution_name) if part.institution_name else None,
        title=None if hidden else part.title,
        valid_from=part.valid_from,
        valid_to=part.valid_to,
    )


def _agreement(one: ActionPlan, clear: Concealment) -> PlanAgreementRead:
    standing = standing_of(days_of(one))
    signatures: Sequence[SignatureRead] = [SignatureRead.model_validate(signed) for signed in one.signatures]
    return PlanAgreementRead(
        # a number was typed, and may hold anybody's name
        number=clear.text(one.agreement_number) if one.agreement_number else None,
        address=one.agreement_address,
        signatures=sorted(signatures, key=lambda signed: standing.signed.index(signed.party)),
        missing=[party.value for party in standing.missing],
        complete=standing.complete,
        completed_on=standing.completed_on,
    )

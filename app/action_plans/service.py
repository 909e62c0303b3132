"""Naming action plans, and what is said of them on the way."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from app.action_plans.facts import PlanRecorded
from app.action_plans.inputs import ActionPlanCreate, ActionPlanUpdate, AgreementInput, MilestoneInput, MilestoneUpdate
from app.action_plans.keeping import PlanKeeping, snapshot
from app.action_plans.milestones import milestone_errors
from app.action_plans.naming import Named, Naming, begin_of, parts_of
from app.action_plans.schemas import ActionPlanRead
from app.action_plans.workflow import STAGES
from app.audit.service import changes_between
from app.core.conditional import Condition
from app.core.errors import FieldError, InvalidRequest, NotPermitted, Text
from app.core.ids import new_id
from app.core.text import search_key
from app.core.writing import Work
from app.innovations.references import Found
from app.models import ActionPlan, ActionPlanStep, PlanMilestone
from app.models.codes import Permission
from app.sources.addresses import is_on_the_web

_NO_ADDRESS = Text("Bukan alamat http atau https.", "This is no http or https address.")
_NOT_A_MILESTONE = Text("Rencana ini tidak punya tonggak ini.", "The plan has no such milestone.")
_NOT_FOR_YOU = Text("Yang menerbitkan ialah Bagian Organisasi.", "It is the registrar who makes it public.")
_TOO_LATE = Text(
    "Sudah ada tahap, tonggak, atau tanda tangan pada {earliest}.",
    "There is a stage, a milestone or a signature on {earliest} already.",
)
_OF_TEXT = frozenset({"problem", "goal"})


class ActionPlanService(PlanKeeping):
    """Action plans that have a name."""

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self._naming = Naming(work, self._data)

    async def create(self, told: ActionPlanCreate) -> ActionPlanRead:
        """Put a plan on record, in its first stage.

        Raises:
            InvalidRequest: it names what does not exist, an agency that was not there, or a milestone before the plan.
            NotPermitted: neither the agency nor the edition is the caller's.
            AggregateFull: all plans of the number are named.
            PlanRecorded: the agency has a plan of this title in the edition.
        """
        edition = await self._naming.edition(told.edition)
        agency_key = told.agency or self._naming.own_agency()
        found = await self._naming.find(Named(agency_key, told.cluster, told.people))
        agency_id, term_id = found.id_of("agency", agency_key), found.id_or_none("term", told.cluster)
        await self._naming.check_agency(agency_id, edition)
        await self._naming.check_cluster(term_id, edition)
        starts_on = self._day(begin_of(told.starts_on, edition), "#/starts_on")
        refuse(self._wrong(told.milestones, starts_on, told.agreement))
        plan = ActionPlan(
            id=new_id(),
            edition_id=edition.id,
            aggregate_id=await self._naming.place(told.aggregate, edition.id),
            agency_id=agency_id,
            term_id=term_id,
            title=told.title,
            title_key=search_key(told.title),
            problem=told.problem,
            goal=told.goal,
            starts_on=starts_on,
            stage=STAGES[0].value,
            entered_on=starts_on,
            agreement_number=told.agreement.number if told.agreement else None,
            agreement_address=told.agreement.address if told.agreement else None,
            version=1,
            created_at=self._work.at,
            updated_at=self._work.at,
        )
        await self._check_once(plan.id, edition.id, agency_id, plan.title_key)
        await self._data.add(plan)
        step = ActionPlanStep(plan_id=plan.id, number=1, stage=plan.stage, entered_on=starts_on)
        step.account_id, step.recorded_at = self._work.principal.account_id, self._work.at
        milestones = [PlanMilestone(plan_id=plan.id, **_columns(milestone)) for milestone in told.milestones]
        await self._data.add(step, *parts_of(plan.id, told.people, found), *milestones)
        made = await self._fresh(plan.id)
        said = changes_between({}, snapshot(made))
        self._audit.record("action_plan.create", ("action_plan", made.id), said, agency_id=made.agency_id)
        return await self._directory.show(made)

    async def update(self, plan_id: UUID, told: ActionPlanUpdate, condition: Condition) -> ActionPlanRead:
        """Change what a patch says.

        Raises:
            NotFound, PreconditionRequired, PreconditionFailed, PlanWithdrawn: as in `_held`.
            NotPermitted: the plan, or the new agency, is not the caller's, or making it public is not.
            InvalidRequest, AggregateFull, PlanRecorded: as for a new plan.
        """
        one = await self._held(plan_id, condition)
        before, fields = snapshot(one), told.model_fields_set
        found = await self._naming.find(Named(told.agency, told.cluster, told.people))
        await self._put_names(one, told, found)
        starts_on = self._day(told.starts_on or one.starts_on, "#/starts_on")
        milestones: Sequence[MilestoneInput] = told.milestones if "milestones" in fields else ()
        refuse([*self._wrong(milestones, starts_on, told.agreement), *_strangers(told, one)])
        if "starts_on" in fields:
            self._put_begin(one, starts_on, keeps_milestones="milestones" not in fields)
        for name in fields & _OF_TEXT:
            setattr(one, name, getattr(told, name))
        if "agreement" in fields:
            said = told.agreement or AgreementInput()
            one.agreement_number, one.agreement_address = said.number, said.address
        if told.published is not None:
            self._put_published(one, published=told.published)
        if "people" in fields:
            await self._data.drop_people(one.id)
            await self._data.add(*parts_of(one.id, told.people, found))
        if "milestones" in fields:
            await self._put_milestones(one, told.milestones)
        return await self._changed(one, "update", before)

    async def _put_names(self, one: ActionPlan, told: ActionPlanUpdate, found: Found) -> None:
        """Change what a plan names, and what it is named."""
        fields = told.model_fields_set
        agency_id = found.id_of("agency", told.agency) if told.agency is not None else one.agency_id
        title = told.title or one.title
        if "agency" in fields:
            await self._naming.check_agency(agency_id, one.edition)
        if fields & {"agency", "title"}:
            await self._check_once(one.id, one.edition_id, agency_id, search_key(title))
        if "cluster" in fields:
            term_id = found.id_or_none("term", told.cluster)
            await self._naming.check_cluster(term_id, one.edition)
            one.term_id = term_id
        one.agency_id, one.title, one.title_key = agency_id, title, search_key(title)
        if "aggregate" in fields:
            one.aggregate_id = await self._naming.place(told.aggregate, one.edition_id, one)

    async def _check_once(self, plan_id: UUID, edition_id: UUID, agency_id: UUID, title_key: str) -> None:
        existing = await self._data.same(edition_id, agency_id, title_key)
        if existing is not None and existing != plan_id:
            raise PlanRecorded(existing)

    def _wrong(
        self, milestones: Sequence[MilestoneInput], starts_on: date, agreement: AgreementInput | None
    ) -> Iterator[FieldError]:
        for index, milestone in enumerate(milestones):
            yield from milestone_errors(milestone, starts_on, self._today, f"#/milestones/{index}")
        if agreement is not None and agreement.address is not None and not is_on_the_web(agreement.address):
            yield FieldError("#/agreement/address", "invalid_address", _NO_ADDRESS)

    def _put_begin(self, one: ActionPlan, starts_on: date, *, keeps_milestones: bool) -> None:
        """Let a plan begin on another day, before everything that is on record of it."""
        days = [step.entered_on for step in one.steps[1:]]
        days += [signed.signed_on for signed in one.signatures if signed.signed_on is not None]
        if one.stopped_on is not None:
            days.append(one.stopped_on)
        if keeps_milestones:
            days += [day for each in one.milestones for day in (each.due_on, each.done_on) if day is not None]
        earliest = min(days, default=starts_on)
        if starts_on > earliest:
            facts: dict[str, object] = {"earliest": earliest.isoformat()}
            raise InvalidRequest([FieldError("#/starts_on", "out_of_order", _TOO_LATE, facts)])
        if len(one.steps) == 1:
            one.entered_on = starts_on
        one.starts_on = one.steps[0].entered_on = starts_on

    def _put_published(self, one: ActionPlan, *, published: bool) -> None:
        if not self._work.principal.may(Permission.RECORDS_VERIFY):
            raise NotPermitted([FieldError("#/published", "not_yours", _NOT_FOR_YOU)])
        if published != (one.published_at is not None):
            one.published_at = self._work.at if published else None

    async def _put_milestones(self, one: ActionPlan, told: Sequence[MilestoneUpdate]) -> None:
        kept = {milestone.id: milestone for milestone in one.milestones}
        await self._data.drop_milestones(one.id, [each.id for each in told if each.id is not None])
        for each in told:
            if each.id is None:
                await self._data.add(PlanMilestone(plan_id=one.id, **_columns(each)))
                continue
            for name, value in _columns(each).items():
                setattr(kept[each.id], name, value)


def refuse(wrong: Iterator[FieldError] | Sequence[FieldError]) -> None:
    """Refuse a request of which something is wrong.

    Raises:
        InvalidRequest: with all of it.
    """
    if errors := list(wrong):
        raise InvalidRequest(errors)


def _strangers(told: ActionPlanUpdate, one: ActionPlan) -> list[FieldError]:
    """Return an error for each milestone of a patch that is not the plan's."""
    own = {milestone.id for milestone in one.milestones}
    return [
        FieldError(f"#/milestones/{index}/id", "unknown_reference", _NOT_A_MILESTONE)
        for index, each in enumerate(told.milestones)
        if each.id is not None and each.id not in own
    ]


def _columns(milestone: MilestoneInput) -> dict[str, Any]:
    return {
        "title": milestone.title,
        "due_on": milestone.due_on,
        "done_on": milestone.done_on,
        "evidence": milestone.evidence,
        "stage": milestone.stage.value if milestone.stage else None,
    }

"""`/v1/action-plans` and `/v1/plan-aggregates`: what participants plan, and how many plans there are."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from app.action_plans.aggregates import PlanAggregateDirectory, PlanAggregateService
from app.action_plans.directory import ActionPlanDirectory
from app.action_plans.innovating import PlanInnovationService
from app.action_plans.inputs import (
    ActionPlanCreate,
    ActionPlanFilters,
    ActionPlanUpdate,
    ActionPlanWithdrawal,
    MilestoneDoneInput,
    PlanAggregateCreate,
    PlanAggregateFilters,
    PlanAggregateUpdate,
    PlanInnovationInput,
    PlanStageInput,
    PlanStopInput,
    SignatureInput,
    SignatureWithdrawal,
)
from app.action_plans.moving import PlanMovingService
from app.action_plans.schemas import ActionPlanPage, ActionPlanRead, PlanAggregatePage, PlanAggregateRead
from app.action_plans.service import ActionPlanService
from app.core.clock import today
from app.core.conditional import IfMatch, version_tag
from app.core.database import ReadSession
from app.core.errors import Conflict
from app.core.problems import answers
from app.core.queries import cursors
from app.core.refusals import InvalidCredentials
from app.core.routes import ReadRoute, link_pages
from app.core.schema import KEY_PATTERN
from app.core.security import needs, principal_of, public
from app.core.writing import WorkDep, WriteRoute
from app.models.codes import Permission

router = APIRouter()
reads = APIRouter(prefix="/v1", tags=["action-plans"], route_class=ReadRoute, responses=answers(InvalidCredentials))
writes = APIRouter(prefix="/v1", tags=["action-plans"], route_class=WriteRoute, responses=answers(Conflict))

_PLANS = "/action-plans"
_ONE = f"{_PLANS}/{{plan_id}}"
_AGGREGATES = "/plan-aggregates"
_AGGREGATE = f"{_AGGREGATES}/{{aggregate_key}}"

PlanId = Annotated[UUID, Path(description="Id of the plan.", examples=["019ab3c1-0400-7d3e-9a51-3c8f1f1d2b61"])]
MilestoneId = Annotated[
    UUID, Path(description="Id of the milestone.", examples=["019ab3c1-0400-7d3e-9a51-3c8f1f1d2b62"])
]
AggregateKey = Annotated[
    str, Path(min_length=1, max_length=120, pattern=KEY_PATTERN, description="Id or slug.", examples=["rencana-2017"])
]


async def directory(request: Request, session: ReadSession) -> ActionPlanDirectory:
    """Return the plans that whoever asks may see."""
    return ActionPlanDirectory(session, principal_of(request.scope), today())


async def aggregates(request: Request, session: ReadSession) -> PlanAggregateDirectory:
    """Return the numbers of plans that whoever asks may see."""
    return PlanAggregateDirectory(session, principal_of(request.scope))


Plans = Annotated[ActionPlanDirectory, Depends(directory)]
Aggregates = Annotated[PlanAggregateDirectory, Depends(aggregates)]


def _tagged(shown: ActionPlanRead, response: Response) -> ActionPlanRead:
    response.headers["etag"] = version_tag(shown.version)
    return shown


def _tagged_aggregate(shown: PlanAggregateRead, response: Response) -> PlanAggregateRead:
    response.headers["etag"] = version_tag(shown.version)
    return shown


@reads.get(_PLANS)
@public
async def list_action_plans(
    filters: Annotated[ActionPlanFilters, Query()], plans: Plans, request: Request, response: Response
) -> ActionPlanPage:
    """Action plans that are public, and with credentials also those that you keep, the last recorded first.

    Plans that nobody has named are not among them: how many these are is in `GET /v1/plan-aggregates`.
    """
    found = await plans.search(filters)
    places = cursors(found.page, ["id"], found.listing)
    link_pages(request, response, places)
    return ActionPlanPage(items=found.items, total=found.total, **places)


@writes.post(_PLANS, status_code=201)
@needs(Permission.RECORDS_WRITE)
async def create_action_plan(
    body: ActionPlanCreate, work: WorkDep, request: Request, response: Response
) -> ActionPlanRead:
    """Put a plan on record, for an agency whose records you keep or of an edition that you organised.

    It begins in the stage `drum_up`. With `aggregate` it is one of the plans that a source counts without names, and
    takes a place among them, so that nothing is counted twice; of two who name the last one, one wins. A plan is seen
    by those who keep it until the registrar makes it public.
    """
    made = await ActionPlanService(work).create(body)
    response.headers["location"] = f"{request.app.state.settings.public_url}/v1{_PLANS}/{made.id}"
    return _tagged(made, response)


@reads.get(_ONE)
@public
async def get_action_plan(plan_id: PlanId, plans: Plans, response: Response) -> ActionPlanRead:
    """One plan with its stages, milestones and people, the agreement of the three parties, and what it has become."""
    return _tagged(await plans.show(await plans.find(plan_id)), response)


@writes.patch(_ONE)
@needs(Permission.RECORDS_WRITE)
async def update_action_plan(
    plan_id: PlanId, body: ActionPlanUpdate, work: WorkDep, condition: IfMatch, response: Response
) -> ActionPlanRead:
    """Correct a plan by a merge patch (RFC 7396). Lists are replaced whole; a milestone that stays keeps its `id`.

    The edition stays: a plan of another one is withdrawn and put on record anew. `published` is the registrar's.
    """
    return _tagged(await ActionPlanService(work).update(plan_id, body, condition), response)


@writes.post(f"{_ONE}/advance")
@needs(Permission.RECORDS_WRITE)
async def advance_action_plan(
    plan_id: PlanId, body: PlanStageInput, work: WorkDep, condition: IfMatch, response: Response
) -> ActionPlanRead:
    """Let a plan enter the next stage: drum up, diagnose, design, deliver, display, documentation.

    A stage may be told later than it was entered (`on`), and none is left out.
    """
    return _tagged(await PlanMovingService(work).advance(plan_id, body, condition), response)


@writes.post(f"{_ONE}/stop")
@needs(Permission.RECORDS_WRITE)
async def stop_action_plan(
    plan_id: PlanId, body: PlanStopInput, work: WorkDep, condition: IfMatch, response: Response
) -> ActionPlanRead:
    """Stop a plan that goes on, with the reason. Its milestones are due no more."""
    return _tagged(await PlanMovingService(work).stop(plan_id, body, condition), response)


@writes.post(f"{_ONE}/withdraw")
@needs(Permission.RECORDS_WRITE)
async def withdraw_action_plan(
    plan_id: PlanId, body: ActionPlanWithdrawal, work: WorkDep, condition: IfMatch, response: Response
) -> ActionPlanRead:
    """Take back a plan that was recorded by mistake. It counts nowhere, and its place among others is free again."""
    return _tagged(await PlanMovingService(work).withdraw(plan_id, body.reason, condition), response)


@writes.post(f"{_ONE}/signatures")
@needs(Permission.RECORDS_WRITE)
async def sign_action_plan(
    plan_id: PlanId, body: SignatureInput, work: WorkDep, condition: IfMatch, response: Response
) -> ActionPlanRead:
    """Record that participant, mentor or examiner signed the agreement on a plan, each once and in any order.

    With the third signature it is complete. A signature whose day nobody knows has none.
    """
    return _tagged(await PlanMovingService(work).sign(plan_id, body, condition), response)


@writes.post(f"{_ONE}/signatures/withdraw")
@needs(Permission.RECORDS_WRITE)
async def withdraw_plan_signature(
    plan_id: PlanId, body: SignatureWithdrawal, work: WorkDep, condition: IfMatch, response: Response
) -> ActionPlanRead:
    """Take back a signature that was recorded by mistake, with the reason. The history keeps both."""
    return _tagged(await PlanMovingService(work).withdraw_signature(plan_id, body, condition), response)


@writes.post(f"{_ONE}/milestones/{{milestone_id}}/complete")
@needs(Permission.RECORDS_WRITE)
async def complete_plan_milestone(
    plan_id: PlanId,
    milestone_id: MilestoneId,
    body: MilestoneDoneInput,
    work: WorkDep,
    condition: IfMatch,
    response: Response,
) -> ActionPlanRead:
    """Record that a milestone of a plan was reached, and what shows it."""
    moving = PlanMovingService(work)
    return _tagged(await moving.complete_milestone(plan_id, milestone_id, body, condition), response)


@writes.post(f"{_ONE}/innovation")
@needs(Permission.RECORDS_WRITE)
async def record_plan_innovation(
    plan_id: PlanId, body: PlanInnovationInput, work: WorkDep, condition: IfMatch, response: Response
) -> ActionPlanRead:
    """Say which innovation a plan has become; the two stay linked.

    Without `innovation` a draft of the plan's agency is made, with its title, problem, goal, cluster and people; it is
    submitted and verified like any other. A plan becomes one innovation, and asking again for it changes nothing.
    """
    return _tagged(await PlanInnovationService(work).record(plan_id, body, condition), response)


@reads.get(_AGGREGATES)
@public
async def list_plan_aggregates(
    filters: Annotated[PlanAggregateFilters, Query()], numbers: Aggregates, request: Request, response: Response
) -> PlanAggregatePage:
    """How many plans sources count in editions, and how many of them are named by now, the last recorded first."""
    found = await numbers.search(filters)
    places = cursors(found.page, ["id"], found.listing)
    link_pages(request, response, places)
    return PlanAggregatePage(items=found.items, total=found.total, **places)


@writes.post(_AGGREGATES, status_code=201)
@needs(Permission.RECORDS_WRITE)
async def create_plan_aggregate(
    body: PlanAggregateCreate, work: WorkDep, request: Request, response: Response
) -> PlanAggregateRead:
    """Put on record how many plans a source counts in an edition that you organised, whether it names them or not.

    No plan is made up for it. Plans that are named later say that they are among these. The numbers of an edition add
    up: another source that counts the same plans is no second number, but a correction of the first.
    """
    made = await PlanAggregateService(work).create(body)
    response.headers["location"] = f"{request.app.state.settings.public_url}/v1{_AGGREGATES}/{made.slug}"
    return _tagged_aggregate(made, response)


@reads.get(_AGGREGATE)
@public
async def get_plan_aggregate(aggregate_key: AggregateKey, numbers: Aggregates, response: Response) -> PlanAggregateRead:
    """How many plans a source counts in an edition, in which words, and how many of them are named by now."""
    return _tagged_aggregate(await numbers.show(await numbers.find(aggregate_key)), response)


@writes.patch(_AGGREGATE)
@needs(Permission.RECORDS_WRITE)
async def update_plan_aggregate(
    aggregate_key: AggregateKey, body: PlanAggregateUpdate, work: WorkDep, condition: IfMatch, response: Response
) -> PlanAggregateRead:
    """Correct how many plans there are, or what says so, by a merge patch (RFC 7396).

    The count cannot be less than the plans that are named of it.
    """
    return _tagged_aggregate(await PlanAggregateService(work).update(aggregate_key, body, condition), response)


router.routes.extend(reads.routes)
router.routes.extend(writes.routes)

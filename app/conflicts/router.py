"""Conflicts of interest: who may not assess what in a round, and what is decided of those that come to light late."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request, Response

from app.conflicts.deciding import FindingService, RoundConflicts
from app.conflicts.facts import AssessmentNotSuspended, AssessorUnidentified, ConflictDeclared
from app.conflicts.schemas import (
    ConflictDecision,
    ConflictDeclare,
    DeclarationRead,
    EntryConflictPage,
    FindingFilters,
    FindingPage,
    FindingRead,
    RoundConflictFilters,
)
from app.core.conditional import IfMatch, version_tag
from app.core.problems import answers
from app.core.queries import cursors, listing_of
from app.core.routes import ReadRoute, link_pages
from app.core.schema import KEY_PATTERN
from app.core.security import needs
from app.core.writing import LookDep, WorkDep, WriteRoute
from app.models.codes import Permission

router = APIRouter()
reads = APIRouter(prefix="/v1", tags=["conflicts"], route_class=ReadRoute)
writes = APIRouter(prefix="/v1", tags=["conflicts"], route_class=WriteRoute)

RoundKey = Annotated[
    str, Path(min_length=1, max_length=120, pattern=KEY_PATTERN, description="Id or slug.", examples=["lokakarya-2019"])
]
AssessmentId = Annotated[
    UUID, Path(description="Id of the assessment.", examples=["019ab3c1-0400-7d3e-9a51-3c8f1f1d2b21"])
]


@reads.get("/rounds/{round_key}/conflicts", responses=answers(AssessorUnidentified))
@needs(Permission.ROUNDS_WRITE)
async def list_round_conflicts(
    round_key: RoundKey,
    filters: Annotated[RoundConflictFilters, Query()],
    look: LookDep,
    request: Request,
    response: Response,
) -> EntryConflictPage:
    """Which entries of a round somebody may not assess, and every reason why, to be looked at before inviting them.

    Whoever was never invited can be asked about too. A round has no entries before it is opened.
    """
    listing = listing_of(f"conflicts in {round_key}", filters)
    page, items, total = await RoundConflicts(look).search(round_key, filters, listing)
    places = cursors(page, ["name", "entry_id", "person_id", "account_id"], listing)
    link_pages(request, response, places)
    return EntryConflictPage(items=items, total=total, **places)


@writes.post("/rounds/{round_key}/conflicts", status_code=201, responses=answers(ConflictDeclared))
@needs(Permission.ASSESSMENTS_READ)
async def declare_conflict(
    round_key: RoundKey, body: ConflictDeclare, work: WorkDep, request: Request, response: Response
) -> DeclarationRead:
    """Declare a conflict of interest that no record shows. It holds in every round, and is never taken back.

    An assessor on the panel declares for themself, and needs `assessments_write`; whoever runs the round declares for
    anybody on the panel, and needs `rounds_write`. What the assessor has of this innovation is suspended at once.
    """
    made = await RoundConflicts(work).declare(round_key, body)
    response.headers["location"] = f"{request.app.state.settings.public_url}/v1/rounds/{round_key}/conflicts"
    return made


@reads.get("/conflicts")
@needs(Permission.ROUNDS_WRITE)
async def list_conflict_findings(
    filters: Annotated[FindingFilters, Query()], look: LookDep, request: Request, response: Response
) -> FindingPage:
    """Conflicts that came to light after an assignment: those that wait for a decision, and those that have one.

    The scores of a suspended assessment do not count until `POST /v1/assessments/{assessment_id}/decide`.
    """
    listing = listing_of("conflict findings", filters)
    page, items, total = await FindingService(look).search(filters, listing)
    places = cursors(page, ["id"], listing)
    link_pages(request, response, places)
    return FindingPage(items=items, total=total, **places)


@writes.post("/assessments/{assessment_id}/decide", responses=answers(AssessmentNotSuspended))
@needs(Permission.ROUNDS_WRITE)
async def decide_conflict(
    assessment_id: AssessmentId, body: ConflictDecision, condition: IfMatch, work: WorkDep, response: Response
) -> FindingRead:
    """Decide about a suspended assessment: `allowed` lets its scores count, `excluded` keeps them from it for good.

    The decision covers the reasons that the finding names. A reason that comes to light later suspends an allowed
    assessment again.
    """
    decided = await FindingService(work).decide(assessment_id, body, condition)
    response.headers["etag"] = version_tag(decided.assessment.version)
    return decided


router.routes.extend(reads.routes)
router.routes.extend(writes.routes)

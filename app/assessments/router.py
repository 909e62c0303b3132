"""`/v1/assessments`: what is assigned to assessors, their scores, and who is assigned what."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from app.assessments.assigning import AssignmentService
from app.assessments.directory import AssessmentDirectory
from app.assessments.facts import AssessmentSubmitted, StalePreview
from app.assessments.inputs import AssessmentUpdate, AssignmentRequest, Reassignment, Refusal
from app.assessments.material import MaterialService
from app.assessments.schemas import (
    AssessmentFilters,
    AssessmentMaterial,
    AssessmentPage,
    AssessmentRead,
    AssignmentPlan,
    RevisionList,
)
from app.assessments.service import AssessmentService
from app.core.conditional import IfMatch, version_tag
from app.core.problems import answers
from app.core.queries import cursors, listing_of
from app.core.routes import ReadRoute, link_pages
from app.core.security import needs
from app.core.writing import LookDep, WorkDep, WriteRoute
from app.evidence.facts import FormUnknown
from app.models.codes import Permission
from app.rounds.paths import RoundKey

router = APIRouter()
reads = APIRouter(prefix="/v1", tags=["assessments"], route_class=ReadRoute)
writes = APIRouter(prefix="/v1", tags=["assessments"], route_class=WriteRoute)

AssessmentId = Annotated[
    UUID, Path(description="Id of the assessment.", examples=["019ab3c1-0400-7d3e-9a51-3c8f1f1d2b21"])
]


async def directory(look: LookDep) -> AssessmentDirectory:
    """Return the assessments that whoever asks may know of."""
    return AssessmentDirectory(look.session, look.principal, datetime.now(UTC))


async def service(work: WorkDep) -> AssessmentService:
    """Return what an assessor does within the work of the request."""
    return AssessmentService(work)


Directory = Annotated[AssessmentDirectory, Depends(directory)]
Service = Annotated[AssessmentService, Depends(service)]


def _tagged(shown: AssessmentRead, response: Response) -> AssessmentRead:
    response.headers["etag"] = version_tag(shown.version)
    return shown


@writes.post("/rounds/{round_key}/assignments", responses=answers(StalePreview))
@needs(Permission.ROUNDS_WRITE)
async def assign_assessors(round_key: RoundKey, body: AssignmentRequest, work: WorkDep) -> AssignmentPlan:
    """Assign assessors to the entries of a stage, in bulk.

    First with `dry_run`, which writes nothing: who would get what, which pairs are in conflict and why, which seats
    stay empty. Then with `dry_run: false` and that plan's `token`: it is carried out as it was shown, as a whole, or
    not at all if anything changed meanwhile (409). Nobody gets what they are in conflict with, or more than they may
    have.
    """
    return await AssignmentService(work).assign(round_key, body)


@reads.get("/assessments")
@needs(Permission.ASSESSMENTS_READ)
async def list_assessments(
    filters: Annotated[AssessmentFilters, Query()], assessments: Directory, request: Request, response: Response
) -> AssessmentPage:
    """Assessments in the order in which they were assigned: an assessor's own, or all for those who run rounds.

    `mine=pending` are own ones that wait for an answer or for scores, as long as their stage takes any; `mine=done`
    those that are submitted.
    """
    listing = listing_of(f"assessments {assessments.runs}", filters)
    page, items, total = await assessments.search(filters, listing)
    places = cursors(page, ["id"], listing)
    link_pages(request, response, places)
    return AssessmentPage(items=items, total=total, **places)


@reads.get("/assessments/{assessment_id}")
@needs(Permission.ASSESSMENTS_READ)
async def get_assessment(assessment_id: AssessmentId, assessments: Directory, response: Response) -> AssessmentRead:
    """One assessment, with what is scored by. Scores are sealed until the stage closes, for all but the assessor."""
    return _tagged(await assessments.show(await assessments.find(assessment_id)), response)


@reads.get("/assessments/{assessment_id}/revisions")
@needs(Permission.ASSESSMENTS_READ)
async def list_score_revisions(assessment_id: AssessmentId, assessments: Directory) -> RevisionList:
    """Earlier scores of an assessment; sealed as the present ones are."""
    return RevisionList(items=await assessments.revisions(assessment_id))


@reads.get("/assessments/{assessment_id}/material", responses=answers(FormUnknown))
@needs(Permission.ASSESSMENTS_READ)
async def get_assessment_material(assessment_id: AssessmentId, look: LookDep, request: Request) -> AssessmentMaterial:
    """What the entry has to show: its texts by the instrument's form, counted in words, its evidence, and who uses it.

    For whoever the assessment is assigned to, until it is declined, replaced, suspended or excluded, or they are taken
    off the panel.
    """
    months: int = request.app.state.settings.sign_of_life_months
    return await MaterialService(look, months).of(assessment_id)


@writes.post("/assessments/{assessment_id}/accept")
@needs(Permission.ASSESSMENTS_WRITE)
async def accept_assessment(
    assessment_id: AssessmentId, assessments: Service, condition: IfMatch, response: Response
) -> AssessmentRead:
    """Take what is assigned to you."""
    return _tagged(await assessments.accept(assessment_id, condition), response)


@writes.post("/assessments/{assessment_id}/decline")
@needs(Permission.ASSESSMENTS_WRITE)
async def decline_assessment(
    assessment_id: AssessmentId, body: Refusal, assessments: Service, condition: IfMatch, response: Response
) -> AssessmentRead:
    """Decline what is assigned to you, or give it back before it is submitted, with the reason."""
    return _tagged(await assessments.decline(assessment_id, body.reason, condition), response)


@writes.patch("/assessments/{assessment_id}")
@needs(Permission.ASSESSMENTS_WRITE)
async def update_assessment(
    assessment_id: AssessmentId,
    body: AssessmentUpdate,
    assessments: Service,
    condition: IfMatch,
    response: Response,
) -> AssessmentRead:
    """Set scores of an assessment that you accepted, while its stage is open. What is not named stays as it is.

    A score that is changed keeps its earlier versions. One that was submitted may be corrected until the stage closes.
    """
    return _tagged(await assessments.score(assessment_id, body, condition), response)


@writes.post("/assessments/{assessment_id}/submit", responses=answers(AssessmentSubmitted))
@needs(Permission.ASSESSMENTS_WRITE)
async def submit_assessment(
    assessment_id: AssessmentId, assessments: Service, condition: IfMatch, response: Response
) -> AssessmentRead:
    """Submit an assessment whose scores are complete. Only what is submitted when the stage closes counts."""
    return _tagged(await assessments.submit(assessment_id, condition), response)


@writes.post("/assessments/{assessment_id}/reassign", status_code=201)
@needs(Permission.ROUNDS_WRITE)
async def reassign_assessment(
    assessment_id: AssessmentId,
    body: Reassignment,
    work: WorkDep,
    condition: IfMatch,
    request: Request,
    response: Response,
) -> AssessmentRead:
    """Give an assessment to somebody else of the panel, before its stage closes. The one before stays on record."""
    made = await AssignmentService(work).reassign(assessment_id, body, condition)
    response.headers["location"] = f"{request.app.state.settings.public_url}/v1/assessments/{made.id}"
    return _tagged(made, response)


router.routes.extend(reads.routes)
router.routes.extend(writes.routes)

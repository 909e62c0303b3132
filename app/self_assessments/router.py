"""`/v1/innovations/…/self-assessments`: what owners claim of their innovations (penilaian mandiri)."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from app.core.errors import Conflict
from app.core.problems import answers
from app.core.queries import cursors
from app.core.routes import ReadRoute, link_pages
from app.core.schema import KEY_PATTERN
from app.core.security import needs
from app.core.writing import LookDep, WorkDep, WriteRoute
from app.innovations.facts import Archived
from app.models.codes import Permission
from app.self_assessments.schemas import (
    SelfAssessmentCreate,
    SelfAssessmentFilters,
    SelfAssessmentPage,
    SelfAssessmentRead,
)
from app.self_assessments.service import SelfAssessmentService

router = APIRouter()
reads = APIRouter(prefix="/v1/innovations", tags=["self-assessments"], route_class=ReadRoute)
writes = APIRouter(
    prefix="/v1/innovations", tags=["self-assessments"], route_class=WriteRoute, responses=answers(Conflict)
)

Key = Annotated[
    str, Path(min_length=1, max_length=120, pattern=KEY_PATTERN, description="Id or slug.", examples=["verolin"])
]


@writes.post("/{key}/self-assessments", status_code=201)
@needs(Permission.RECORDS_WRITE)
async def create_self_assessment(
    key: Key, body: SelfAssessmentCreate, work: WorkDep, request: Request, response: Response
) -> SelfAssessmentRead:
    """Say what an innovation has reached by an instrument: values of a weighted form, or levels of indicators.

    It need not be complete. A later one takes its place, and none is lost. It is the owner's word, kept apart from what
    a panel says, and no change of the record, so it needs no If-Match.
    """
    made = await SelfAssessmentService(work).create(key, body)
    response.headers["location"] = f"{request.app.state.settings.public_url}/v1/innovations/{key}/self-assessments"
    return made


@reads.get("/{key}/self-assessments", responses=answers(Archived))
@needs(Permission.RECORDS_READ)
async def list_self_assessments(
    key: Key,
    filters: Annotated[SelfAssessmentFilters, Query()],
    look: LookDep,
    request: Request,
    response: Response,
) -> SelfAssessmentPage:
    """What its owner claimed of an innovation, for whoever keeps the record; the newest first."""
    tail = f"/self-assessments?{request.url.query}" if request.url.query else "/self-assessments"
    listed = await SelfAssessmentService(look).search(key, filters, tail)
    places = cursors(listed.page, ["id"], listed.listing)
    link_pages(request, response, places)
    return SelfAssessmentPage(items=listed.items, total=listed.total, **places)


router.routes.extend(reads.routes)
router.routes.extend(writes.routes)

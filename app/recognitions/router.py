"""`/v1/recognitions`: which people, agencies and innovations were recognised, by which award, and what says so."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from app.core.database import ReadSession
from app.core.errors import Conflict
from app.core.problems import answers
from app.core.queries import cursors
from app.core.refusals import InvalidCredentials
from app.core.routes import ReadRoute, link_pages
from app.core.security import needs, public
from app.core.writing import WorkDep, WriteRoute
from app.models.codes import Permission
from app.recognitions.directory import RecognitionDirectory
from app.recognitions.inputs import RecognitionCreate, RecognitionWithdrawal
from app.recognitions.schemas import RecognitionFilters, RecognitionPage, RecognitionRead
from app.recognitions.service import RecognitionService

router = APIRouter()
reads = APIRouter(prefix="/v1", tags=["recognitions"], route_class=ReadRoute, responses=answers(InvalidCredentials))
writes = APIRouter(prefix="/v1", tags=["recognitions"], route_class=WriteRoute, responses=answers(Conflict))

RecognitionId = Annotated[
    UUID, Path(description="Id of the recognition.", examples=["019ab3c1-0400-7d3e-9a51-3c8f1f1d2b61"])
]


async def directory(session: ReadSession) -> RecognitionDirectory:
    """Return the ledger."""
    return RecognitionDirectory(session)


async def recording(work: WorkDep) -> RecognitionService:
    """Return the recording of recognitions; who may not do so is refused before what they send is looked at."""
    service = RecognitionService(work)
    service.check_permitted()
    return service


Directory = Annotated[RecognitionDirectory, Depends(directory)]
Recording = Annotated[RecognitionService, Depends(recording)]


@reads.get("/recognitions")
@public
async def list_recognitions(
    filters: Annotated[RecognitionFilters, Query()], recognitions: Directory, request: Request, response: Response
) -> RecognitionPage:
    """The ledger, the latest year first: recognitions of people and agencies, and the awards of public innovations.

    The awards are those at `/v1/innovations/{key}/awards`, under the same ids.
    """
    listed = await recognitions.search(filters)
    places = cursors(listed.page, ["year", "id"], listed.listing)
    link_pages(request, response, places)
    return RecognitionPage(items=listed.items, total=listed.total, **places)


@writes.post("/recognitions", status_code=201)
@needs(Permission.RECORDS_VERIFY)
async def record_recognition(
    body: RecognitionCreate, recognitions: Recording, request: Request, response: Response
) -> RecognitionRead:
    """Record that a person or an agency was recognised, and what says so. Everyone reads it.

    The same award of the same year is recorded once of each. What an innovation won is recorded as an award of it.
    """
    made = await recognitions.record(body)
    response.headers["location"] = f"{request.app.state.settings.public_url}/v1/recognitions/{made.id}"
    return made


@reads.get("/recognitions/{recognition_id}")
@public
async def get_recognition(recognition_id: RecognitionId, recognitions: Directory) -> RecognitionRead:
    """One recognition, or one award of a public innovation."""
    return await recognitions.get(recognition_id)


@writes.post("/recognitions/{recognition_id}/withdraw")
@needs(Permission.RECORDS_VERIFY)
async def withdraw_recognition(
    recognition_id: RecognitionId, body: RecognitionWithdrawal, recognitions: Recording
) -> RecognitionRead:
    """Take back a recognition that was wrong, with the reason; the answer is what it was.

    It is in the ledger no more, and stays on record. Awards of innovations are not withdrawn here.
    """
    return await recognitions.withdraw(recognition_id, body.reason)


router.routes.extend(reads.routes)
router.routes.extend(writes.routes)

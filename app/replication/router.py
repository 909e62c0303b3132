"""`/v1/replication-requests`, `/v1/replication-documents` and `/v1/replication-models`."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request, Response

from app.core.conditional import IfMatch, version_tag
from app.core.errors import Conflict
from app.core.problems import answers
from app.core.queries import cursors
from app.core.routes import ReadRoute, link_pages
from app.core.security import needs, public
from app.core.writing import LookDep, Work, WorkDep, WriteRoute
from app.models.codes import Permission
from app.replication.directory import ReplicationDirectory
from app.replication.documents import DocumentService
from app.replication.facts import WrongSide
from app.replication.inputs import (
    CancelInput,
    DocumentCreate,
    DocumentFilters,
    DocumentWithdrawal,
    RefusalInput,
    ReplicaInput,
    ReplicationCreate,
    ReplicationFilters,
    ReplicationUpdate,
    StepInput,
    StopInput,
)
from app.replication.model_schemas import ReplicationModelList
from app.replication.models import models_read
from app.replication.moving import MovingService
from app.replication.replicas import ReplicaService
from app.replication.schemas import (
    DocumentPage,
    DocumentRead,
    ReplicationPage,
    ReplicationRead,
)
from app.replication.service import ReplicationService
from app.replication.updating import UpdatingService
from app.replication.workflow import Action

router = APIRouter()
reads = APIRouter(prefix="/v1", tags=["replication"], route_class=ReadRoute)
writes = APIRouter(prefix="/v1", tags=["replication"], route_class=WriteRoute, responses=answers(Conflict))

_REQUESTS = "/replication-requests"
_ONE = f"{_REQUESTS}/{{request_id}}"
_STEP = answers(WrongSide)

RequestId = Annotated[UUID, Path(description="Id of the request.", examples=["019ab3c1-0400-7d3e-9a51-3c8f1f1d2b41"])]
DocumentId = Annotated[UUID, Path(description="Id of the document.", examples=["019ab3c1-0400-7d3e-9a51-3c8f1f1d2b42"])]


def _moving(work: Work, request: Request) -> MovingService:
    return MovingService(work, request.app.state.settings.sign_of_life_months)


def _tagged(shown: ReplicationRead, response: Response) -> ReplicationRead:
    response.headers["etag"] = version_tag(shown.version)
    return shown


@reads.get("/replication-models")
@public
async def list_replication_models() -> ReplicationModelList:
    """The models of replication with their steps, and the agreement that each scope needs.

    Each step says who takes it, what it needs when it is entered, and how many days it is to take. Models with more
    actors have more steps. Within the city a letter is enough; with another region a memorandum of the heads of region
    comes first, then an agreement of the heads of agency.
    """
    return models_read()


@reads.get(_REQUESTS)
@needs(Permission.RECORDS_READ)
async def list_replication_requests(
    filters: Annotated[ReplicationFilters, Query()], look: LookDep, request: Request, response: Response
) -> ReplicationPage:
    """Requests to replicate in which you keep the records of a side, the newest first."""
    found = await ReplicationDirectory(look).search(filters)
    places = cursors(found.page, ["id"], found.listing)
    link_pages(request, response, places)
    return ReplicationPage(items=found.items, total=found.total, **places)


@writes.post(_REQUESTS, status_code=201)
@needs(Permission.RECORDS_WRITE)
async def create_replication_request(
    body: ReplicationCreate, work: WorkDep, request: Request, response: Response
) -> ReplicationRead:
    """Ask to replicate an innovation for an agency whose records you keep.

    To take up something of another region, register it first as an innovation of that region's agency. What another
    region asks of the city is recorded by whoever keeps the origin. One replication of a pair goes on at a time.
    """
    made = await ReplicationService(work).create(body)
    response.headers["location"] = f"{request.app.state.settings.public_url}/v1{_REQUESTS}/{made.id}"
    return _tagged(made, response)


@reads.get(_ONE)
@needs(Permission.RECORDS_READ)
async def get_replication_request(request_id: RequestId, look: LookDep, response: Response) -> ReplicationRead:
    """One request with its steps, how long each took, what the next one lacks, and what you may do."""
    directory = ReplicationDirectory(look)
    return _tagged(await directory.show(await directory.find(request_id)), response)


@writes.patch(_ONE, responses=_STEP)
@needs(Permission.RECORDS_WRITE)
async def update_replication_request(
    request_id: RequestId, body: ReplicationUpdate, work: WorkDep, condition: IfMatch, response: Response
) -> ReplicationRead:
    """Change what is said of a replication by a merge patch (RFC 7396).

    The receiving side says what it wants and what became of the origin; both sides say the terms, the mentor and the
    day by which the present step is to end. The wish is fixed once it is under review, the terms once they are needed
    to carry it out.
    """
    return _tagged(await UpdatingService(work).update(request_id, body, condition), response)


@writes.post(f"{_ONE}/review", responses=_STEP)
@needs(Permission.RECORDS_WRITE)
async def review_replication_request(
    request_id: RequestId, body: StepInput, work: WorkDep, condition: IfMatch, request: Request, response: Response
) -> ReplicationRead:
    """Take a request up for review, for the side of the origin."""
    return _tagged(await _moving(work, request).act(request_id, Action.REVIEW, body, condition), response)


@writes.post(f"{_ONE}/approve", responses=_STEP)
@needs(Permission.RECORDS_WRITE)
async def approve_replication_request(
    request_id: RequestId, body: StepInput, work: WorkDep, condition: IfMatch, request: Request, response: Response
) -> ReplicationRead:
    """Approve a request that was reviewed, for the side of the origin. Of two at once one wins."""
    return _tagged(await _moving(work, request).act(request_id, Action.APPROVE, body, condition), response)


@writes.post(f"{_ONE}/refuse", responses=_STEP)
@needs(Permission.RECORDS_WRITE)
async def refuse_replication_request(
    request_id: RequestId, body: RefusalInput, work: WorkDep, condition: IfMatch, request: Request, response: Response
) -> ReplicationRead:
    """Refuse a request, for the side of the origin, with a code and the reason in words."""
    return _tagged(await _moving(work, request).act(request_id, Action.REFUSE, body, condition), response)


@writes.post(f"{_ONE}/cancel", responses=_STEP)
@needs(Permission.RECORDS_WRITE)
async def cancel_replication_request(
    request_id: RequestId, body: CancelInput, work: WorkDep, condition: IfMatch, request: Request, response: Response
) -> ReplicationRead:
    """Take a request back before it is begun, for the side that receives, with the reason."""
    return _tagged(await _moving(work, request).act(request_id, Action.CANCEL, body, condition), response)


@writes.post(f"{_ONE}/advance", responses=_STEP)
@needs(Permission.RECORDS_WRITE)
async def advance_replication_request(
    request_id: RequestId, body: StepInput, work: WorkDep, condition: IfMatch, request: Request, response: Response
) -> ReplicationRead:
    """Enter the next step of the model's path. `next_step` of the request says which, whose it is, and what it lacks.

    A step may be told later than it was taken (`on`); what it needs must have been there on that day. With the last
    step the replica runs: its record enters the stage `penerapan`, and the evaluation is its first sign of life.
    """
    return _tagged(await _moving(work, request).act(request_id, Action.ADVANCE, body, condition), response)


@writes.post(f"{_ONE}/stop", responses=_STEP)
@needs(Permission.RECORDS_WRITE)
async def stop_replication_request(
    request_id: RequestId, body: StopInput, work: WorkDep, condition: IfMatch, request: Request, response: Response
) -> ReplicationRead:
    """Stop a replication that was begun, for either side, with a code and the reason in words.

    The record of its replica enters the stage `berhenti`, if whoever stops it may change that record.
    """
    return _tagged(await _moving(work, request).act(request_id, Action.STOP, body, condition), response)


@writes.post(f"{_ONE}/replica", responses=_STEP)
@needs(Permission.RECORDS_WRITE)
async def record_replica(
    request_id: RequestId, body: ReplicaInput, work: WorkDep, condition: IfMatch, response: Response
) -> ReplicationRead:
    """Put the replica on record, with what was kept, changed and dropped of the origin.

    Without `innovation` a draft of the receiving agency is made, which takes over what the origin says of itself; it is
    submitted and verified like any other. It `adapts` the origin, or `copies` it where nothing was changed or dropped.
    The record of another region's replica is made by the registrar.
    """
    return _tagged(await ReplicaService(work).record(request_id, body, condition), response)


@reads.get(f"{_ONE}/documents")
@needs(Permission.RECORDS_READ)
async def list_replication_documents(
    request_id: RequestId,
    filters: Annotated[DocumentFilters, Query()],
    look: LookDep,
    request: Request,
    response: Response,
) -> DocumentPage:
    """The documents of a replication, in the order in which they were recorded."""
    page, items, total, listing = await ReplicationDirectory(look).documents(request_id, filters)
    places = cursors(page, ["id"], listing)
    link_pages(request, response, places)
    return DocumentPage(items=items, total=total, **places)


@writes.post(f"{_ONE}/documents", status_code=201)
@needs(Permission.RECORDS_WRITE)
async def add_replication_document(
    request_id: RequestId, body: DocumentCreate, work: WorkDep, request: Request, response: Response
) -> DocumentRead:
    """Add an instrument of the agreement, or a document that a step rests on. Either side may.

    No If-Match is needed: a document takes nothing from what others wrote.
    """
    added = await DocumentService(work).add(request_id, body)
    response.headers["location"] = f"{request.app.state.settings.public_url}/v1{_REQUESTS}/{request_id}/documents"
    return added


@writes.post("/replication-documents/{document_id}/withdraw")
@needs(Permission.RECORDS_WRITE)
async def withdraw_replication_document(
    document_id: DocumentId, body: DocumentWithdrawal, work: WorkDep
) -> DocumentRead:
    """Take back a document that was wrong, with the reason. It stays on record and shows nothing any more."""
    return await DocumentService(work).withdraw(document_id, body.reason)


router.routes.extend(reads.routes)
router.routes.extend(writes.routes)

"""`/v1/innovations`: the catalogue, and the way of a record into it."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from app.core.conditional import IfMatch, version_tag
from app.core.database import ReadSession
from app.core.errors import Conflict, NotFound, NotPermitted
from app.core.exporting import quickly
from app.core.problems import answers
from app.core.routes import AskedDep, Document, DocumentRoute, ReadRoute
from app.core.schema import KEY_PATTERN, AsOfFilter
from app.core.security import needs, principal_of, public
from app.core.writing import LookDep, WorkDep, WriteRoute
from app.innovations.copying import copy_cards
from app.innovations.facts import Archived
from app.innovations.inputs import (
    DecisionInput,
    InnovationCreate,
    InnovationUpdate,
    MergeInput,
    Reason,
    Remark,
    StageInput,
)
from app.innovations.parts import RelationEntry
from app.innovations.receipts import DuplicateList, InnovationReceipt
from app.innovations.repository import InnovationReader, InnovationRepository
from app.innovations.schemas import InnovationFilters, InnovationPage, InnovationRead, RelationList
from app.innovations.service import RecordService
from app.innovations.twins import TwinService
from app.innovations.whereabouts import whereabouts
from app.innovations.workflow import Action
from app.models.codes import Permission

router = APIRouter()
documents = APIRouter(prefix="/v1/innovations", tags=["innovations"], route_class=DocumentRoute)
reads = APIRouter(prefix="/v1/innovations", tags=["innovations"], route_class=ReadRoute)
writes = APIRouter(prefix="/v1/innovations", tags=["innovations"], route_class=WriteRoute, responses=answers(Conflict))

Key = Annotated[
    str, Path(min_length=1, max_length=120, pattern=KEY_PATTERN, description="Id or slug.", examples=["verolin"])
]


@documents.get("", response_model=InnovationPage, responses=answers(NotPermitted))
@public
@quickly(copy_cards)
async def list_innovations(filters: Annotated[InnovationFilters, Query()], asked: AskedDep) -> Document:
    """Published innovations, newest first unless asked otherwise."""
    return await InnovationReader(asked.reader).search(filters, asked)


@documents.get("/{key}", response_model=InnovationRead, responses=answers(Archived))
@public
async def get_innovation(key: Key, filters: Annotated[AsOfFilter, Query()], asked: AskedDep) -> Document:
    """One innovation with people, stages, classifications, legal bases, resources, relations, and what is unclear.

    With `as_of` it is told as it was on that date: dated facts by the dates they speak of, the rest by what the
    registry had recorded by then. Whoever keeps the record sees it before it is published, too.
    """
    innovations = InnovationReader(asked.reader)
    if filters.as_of is None:
        document = await innovations.get(key, asked)
    else:
        document = await innovations.get_as_of(key, filters.as_of, asked)
    if document is None:
        raise NotFound
    return document


@reads.get("/{key}/relations", responses=answers(Archived))
@public
async def list_innovation_relations(key: Key, session: ReadSession, request: Request) -> RelationList:
    """How the innovation stands to others, read from both ends."""
    innovations = InnovationRepository(session)
    innovation_id = await innovations.find_published(key)
    if innovation_id is None:
        await whereabouts(session, key, principal_of(request.scope), "/relations")
        raise NotFound
    relations = await innovations.relations(innovation_id)
    return RelationList(items=[RelationEntry.model_validate(relation) for relation in relations])


@reads.get("/{key}/duplicates", responses=answers(Archived))
@needs(Permission.RECORDS_READ)
async def list_innovation_duplicates(key: Key, look: LookDep) -> DuplicateList:
    """Records that may be the same as this one, by name, alias or problem, and what was decided of each."""
    return DuplicateList(items=await TwinService(look).duplicates(key))


def _tagged(receipt: InnovationReceipt, response: Response) -> InnovationReceipt:
    response.headers["etag"] = version_tag(receipt.version)
    return receipt


@writes.post("", status_code=201)
@needs(Permission.RECORDS_WRITE)
async def create_innovation(
    body: InnovationCreate, work: WorkDep, request: Request, response: Response
) -> InnovationReceipt:
    """Register an innovation as a draft. `similar` tells what it may be the same as; that does not hinder it.

    Without `agency` it is your own agency's. A name that the agency already has is a 409 that names the record.
    """
    receipt = await RecordService(work).register(body)
    response.headers["location"] = f"{request.app.state.settings.public_url}/v1/innovations/{receipt.id}"
    return _tagged(receipt, response)


@writes.patch("/{key}")
@needs(Permission.RECORDS_WRITE)
async def update_innovation(
    key: Key, body: InnovationUpdate, work: WorkDep, condition: IfMatch, response: Response
) -> InnovationReceipt:
    """Correct an innovation by a merge patch (RFC 7396). Lists are replaced whole.

    What may be changed depends on the status: everything in a draft or a returned record; in a published one what goes
    on (stages, people, places, legal bases, resources, relations). The registrar may change everything until a record
    is archived.
    """
    return _tagged(await RecordService(work).update(key, body, condition), response)


@writes.post("/{key}/stages")
@needs(Permission.RECORDS_WRITE)
async def add_innovation_stage(
    key: Key, body: StageInput, work: WorkDep, condition: IfMatch, response: Response
) -> InnovationReceipt:
    """Report a stage that the innovation entered (inisiatif, uji_coba, penerapan, berhenti), and what shows it."""
    return _tagged(await RecordService(work).enter_stage(key, body, condition), response)


@writes.post("/{key}/submit")
@needs(Permission.RECORDS_WRITE)
async def submit_innovation(
    key: Key, work: WorkDep, condition: IfMatch, response: Response, body: Remark | None = None
) -> InnovationReceipt:
    """Submit a draft or a returned record to the registrar."""
    reason = body.reason if body else None
    return _tagged(await RecordService(work).act(key, Action.SUBMIT, reason, condition), response)


@writes.post("/{key}/return")
@needs(Permission.RECORDS_VERIFY)
async def return_innovation(
    key: Key, body: Reason, work: WorkDep, condition: IfMatch, response: Response
) -> InnovationReceipt:
    """Return a record to its agency, with the reason; a published one is not public until it is published again."""
    return _tagged(await RecordService(work).act(key, Action.RETURN, body.reason, condition), response)


@writes.post("/{key}/verify")
@needs(Permission.RECORDS_VERIFY)
async def verify_innovation(
    key: Key, work: WorkDep, condition: IfMatch, response: Response, body: Remark | None = None
) -> InnovationReceipt:
    """Confirm that a submitted record holds what its sources say."""
    reason = body.reason if body else None
    return _tagged(await RecordService(work).act(key, Action.VERIFY, reason, condition), response)


@writes.post("/{key}/publish")
@needs(Permission.RECORDS_VERIFY)
async def publish_innovation(
    key: Key, work: WorkDep, condition: IfMatch, response: Response, body: Remark | None = None
) -> InnovationReceipt:
    """Publish a verified record. One that may be the same as a published one first needs a decision on that."""
    reason = body.reason if body else None
    return _tagged(await RecordService(work).act(key, Action.PUBLISH, reason, condition), response)


@writes.post("/{key}/archive")
@needs(Permission.RECORDS_WRITE)
async def archive_innovation(
    key: Key, body: Reason, work: WorkDep, condition: IfMatch, response: Response
) -> InnovationReceipt:
    """Archive a record, with the reason. Nothing is deleted: its address then says 410 with its name.

    Its agency may archive a draft or a returned record, the registrar any.
    """
    return _tagged(await RecordService(work).act(key, Action.ARCHIVE, body.reason, condition), response)


@writes.post("/{key}/merge")
@needs(Permission.RECORDS_VERIFY)
async def merge_innovation(
    key: Key, body: MergeInput, work: WorkDep, condition: IfMatch, response: Response
) -> InnovationReceipt:
    """Let a record go into another. Its people, relations, citations and names go along; its address leads there.

    The answer is about the record that stays.
    """
    return _tagged(await TwinService(work).merge(key, body.into, body.reason, condition), response)


@writes.post("/{key}/decide")
@needs(Permission.RECORDS_VERIFY)
async def decide_innovation(
    key: Key, body: DecisionInput, work: WorkDep, condition: IfMatch, response: Response
) -> InnovationReceipt:
    """Decide whether this record and another are `distinct`, or one, so that they `merge` into the other.

    The decision is kept with its reason; both can be published after `distinct`.
    """
    return _tagged(await TwinService(work).decide(key, body, condition), response)


router.routes.extend(documents.routes)
router.routes.extend(reads.routes)
router.routes.extend(writes.routes)

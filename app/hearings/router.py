"""`…/objections` and `…/verifications` of rounds: what the public objects to, and what visits to the place found."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from app.assessments.facts import ConflictOfInterest
from app.core.conditional import IfMatch, version_tag
from app.core.database import ReadSession
from app.core.problems import answers
from app.core.queries import cursors
from app.core.refusals import InvalidCredentials
from app.core.routes import ReadRoute, link_pages
from app.core.security import needs, open_to_all, principal_of, public, signed_in
from app.core.writing import LookDep, WorkDep, WriteRoute
from app.hearings.directory import ObjectionDirectory
from app.hearings.inputs import ObjectionAnswer, ObjectionCreate, VerificationCreate
from app.hearings.schemas import (
    ObjectionFilters,
    ObjectionPage,
    ObjectionRead,
    ObjectionReceipt,
    VerificationFilters,
    VerificationPage,
    VerificationRead,
)
from app.hearings.service import ObjectionService, VerificationService
from app.models.codes import Permission
from app.rounds.paths import RoundKey

router = APIRouter()
reads = APIRouter(prefix="/v1", tags=["hearings"], route_class=ReadRoute)
writes = APIRouter(prefix="/v1", tags=["hearings"], route_class=WriteRoute)

ObjectionId = Annotated[
    UUID, Path(description="Id of the objection.", examples=["019ab3c1-0400-7d3e-9a51-3c8f1f1d2b23"])
]


async def directory(request: Request, session: ReadSession) -> ObjectionDirectory:
    """Return the objections that whoever asks may see."""
    return ObjectionDirectory(session, principal_of(request.scope), datetime.now(UTC))


async def visiting(work: WorkDep) -> VerificationService:
    """Return the recording of visits; who may not do so is refused before what they send is looked at."""
    service = VerificationService(work)
    service.check_permitted()
    return service


Directory = Annotated[ObjectionDirectory, Depends(directory)]
Visiting = Annotated[VerificationService, Depends(visiting)]


def _locate(request: Request, response: Response, path: str) -> None:
    response.headers["location"] = f"{request.app.state.settings.public_url}{path}"


@writes.post("/rounds/{round_key}/objections", status_code=201)
@open_to_all
async def create_objection(
    round_key: RoundKey, body: ObjectionCreate, work: WorkDep, request: Request, response: Response
) -> ObjectionReceipt:
    """Object to an entry of a round, while its stage `uji_publik` is open and those before it are concluded.

    Neither a name nor a contact is asked for or kept, also of those who sign in. The objection has a number within the
    round, by which everyone finds its answer; your own words are read by those who run the round and shown to nobody
    else. The same words against the same entry are taken once: a second time is a 409 that names the number.
    """
    made = await ObjectionService(work).create(round_key, body)
    _locate(request, response, f"/v1/objections/{made.id}")
    return ObjectionReceipt(number=made.number, received_at=made.received_at)


@reads.get("/rounds/{round_key}/objections", responses=answers(InvalidCredentials))
@public
async def list_objections(
    round_key: RoundKey,
    filters: Annotated[ObjectionFilters, Query()],
    objections: Directory,
    request: Request,
    response: Response,
) -> ObjectionPage:
    """The objections of a round by number, with the answers that were given.

    Everyone reads them from the opening of the stage `uji_publik` on. What objectors wrote themselves is told to those
    who run the round, who read the list at any time.
    """
    listed = await objections.of_round(round_key, filters)
    places = cursors(listed.page, ["number"], listed.listing)
    link_pages(request, response, places)
    return ObjectionPage(items=listed.items, total=listed.total, **places)


@reads.get("/objections/{objection_id}", responses=answers(InvalidCredentials))
@public
async def get_objection(objection_id: ObjectionId, objections: Directory, response: Response) -> ObjectionRead:
    """One objection, with its answer."""
    found = await objections.get(objection_id)
    response.headers["etag"] = version_tag(found.version)
    return found


@writes.post("/objections/{objection_id}/answer")
@needs(Permission.ROUNDS_WRITE)
async def answer_objection(
    objection_id: ObjectionId, body: ObjectionAnswer, condition: IfMatch, work: WorkDep, response: Response
) -> ObjectionRead:
    """Answer an objection, once, while the round is open. Everyone reads the summary and the answer.

    Say in your own words what is objected to, and nothing that tells who objects.
    """
    answered = await ObjectionService(work).answer(objection_id, body, condition)
    response.headers["etag"] = version_tag(answered.version)
    return answered


@writes.post("/rounds/{round_key}/verifications", status_code=201, responses=answers(ConflictOfInterest))
@signed_in
async def record_verification(
    round_key: RoundKey, body: VerificationCreate, visits: Visiting, request: Request, response: Response
) -> VerificationRead:
    """Record a visit to the place of an entry, while the stage `verifikasi_lapangan` is open.

    For those who run rounds (`rounds_write`), and for assessors on the panel of this one (`assessments_write`), unless
    they have a conflict of interest with what they visit. A record is never changed: what is seen on another day, or
    was seen otherwise, is another record. Of several visits to an entry the last one decides, by `visited_at`, whether
    it goes on by the rule `verified`; of two at one moment, the one recorded last.
    """
    recorded, slug = await visits.record(round_key, body)
    _locate(request, response, f"/v1/rounds/{slug}/verifications?entry={recorded.entry.id}")
    return recorded


@reads.get("/rounds/{round_key}/verifications")
@needs(Permission.ASSESSMENTS_READ)
async def list_verifications(
    round_key: RoundKey,
    filters: Annotated[VerificationFilters, Query()],
    look: LookDep,
    request: Request,
    response: Response,
) -> VerificationPage:
    """The visits of a round, the last recorded first; for those who run rounds, and for assessors on its panel."""
    listed = await VerificationService(look).search(round_key, filters)
    places = cursors(listed.page, ["id"], listed.listing)
    link_pages(request, response, places)
    return VerificationPage(items=listed.items, total=listed.total, **places)


router.routes.extend(reads.routes)
router.routes.extend(writes.routes)

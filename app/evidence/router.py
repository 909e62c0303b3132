"""`…/evidence`, `…/awards` and `…/dossiers` of innovations, and `/v1/evidence`."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request, Response

from app.core.conditional import IfMatch, version_tag
from app.core.database import ReadSession
from app.core.errors import Conflict
from app.core.problems import answers
from app.core.queries import cursors
from app.core.routes import ReadRoute, link_pages
from app.core.schema import KEY_PATTERN
from app.core.security import needs, principal_of, public
from app.core.writing import LookDep, WorkDep, WriteRoute
from app.evidence.dossiers import DossierService
from app.evidence.inputs import (
    AwardCreate,
    AwardFilters,
    DossierUpdate,
    EvidenceCreate,
    EvidenceFilters,
    EvidenceWithdrawal,
)
from app.evidence.schemas import AwardPage, AwardRead, DossierRead, EvidencePage, EvidenceRead
from app.evidence.service import AwardDirectory, AwardService, EvidenceService
from app.innovations.facts import Archived
from app.models.codes import Permission

router = APIRouter()
reads = APIRouter(prefix="/v1", tags=["evidence"], route_class=ReadRoute)
writes = APIRouter(prefix="/v1", tags=["evidence"], route_class=WriteRoute, responses=answers(Conflict))

Key = Annotated[
    str, Path(min_length=1, max_length=120, pattern=KEY_PATTERN, description="Id or slug.", examples=["verolin"])
]
InstrumentKey = Annotated[
    str,
    Path(
        min_length=1,
        max_length=120,
        pattern=KEY_PATTERN,
        description="The edition of an instrument, by id or slug.",
        examples=["kipp-2023"],
    ),
]
EvidenceId = Annotated[UUID, Path(description="Id of the evidence.", examples=["019ab3c1-0400-7d3e-9a51-3c8f1f1d2b24"])]


def _tail(part: str, request: Request) -> str:
    """Return what follows a record's own address in a request."""
    return f"{part}?{request.url.query}" if request.url.query else part


def _place(innovation_id: UUID, part: str, request: Request) -> str:
    """Return the address of a list of an innovation's."""
    return f"{request.app.state.settings.public_url}/v1/innovations/{innovation_id}/{part}"


@reads.get("/innovations/{key}/evidence", responses=answers(Archived))
@needs(Permission.RECORDS_READ)
async def list_evidence(
    key: Key, filters: Annotated[EvidenceFilters, Query()], look: LookDep, request: Request, response: Response
) -> EvidencePage:
    """What shows that the innovation is what its record says, for whoever keeps that record.

    One piece serves many instruments. `valid` says whether it counts today.
    """
    page, items, total, listing = await EvidenceService(look).search(key, filters, _tail("/evidence", request))
    places = cursors(page, ["id"], listing)
    link_pages(request, response, places)
    return EvidencePage(items=items, total=total, **places)


@writes.post("/innovations/{key}/evidence", status_code=201)
@needs(Permission.RECORDS_WRITE)
async def add_evidence(
    key: Key, body: EvidenceCreate, work: WorkDep, request: Request, response: Response
) -> EvidenceRead:
    """Add a document, address or picture, by its kind and by where it is or its number.

    It may be added until the record is archived. No If-Match is needed: evidence is no part of what the record shows.
    """
    innovation_id, added = await EvidenceService(work).add(key, body)
    response.headers["location"] = _place(innovation_id, "evidence", request)
    return added


@writes.post("/evidence/{evidence_id}/withdraw")
@needs(Permission.RECORDS_WRITE)
async def withdraw_evidence(evidence_id: EvidenceId, body: EvidenceWithdrawal, work: WorkDep) -> EvidenceRead:
    """Take back evidence that was wrong, with the reason. It stays on record and shows nothing any more."""
    return await EvidenceService(work).withdraw(evidence_id, body.reason)


@reads.get("/innovations/{key}/awards", responses=answers(Archived))
@public
async def list_awards(
    key: Key, filters: Annotated[AwardFilters, Query()], session: ReadSession, request: Request, response: Response
) -> AwardPage:
    """The awards that the innovation won, by year, each with what says so.

    Whoever keeps the record sees them before it is published, too.
    """
    directory = AwardDirectory(session, principal_of(request.scope))
    page, items, total, listing = await directory.search(key, filters, _tail("/awards", request))
    places = cursors(page, ["year", "code"], listing)
    link_pages(request, response, places)
    return AwardPage(items=items, total=total, **places)


@writes.post("/innovations/{key}/awards", status_code=201)
@needs(Permission.RECORDS_VERIFY)
async def record_award(key: Key, body: AwardCreate, work: WorkDep, request: Request, response: Response) -> AwardRead:
    """Record an award that the innovation won. The same award of the same year is recorded once.

    Rules of eligibility count awards by their codes, so use the code that the instrument names.
    """
    innovation_id, recorded = await AwardService(work).record(key, body)
    response.headers["location"] = _place(innovation_id, "awards", request)
    return recorded


@reads.get("/innovations/{key}/dossiers/{instrument}", responses=answers(Archived, Conflict))
@needs(Permission.RECORDS_READ)
async def get_dossier(
    key: Key, instrument: InstrumentKey, look: LookDep, request: Request, response: Response
) -> DossierRead:
    """What the innovation has to say by the form of one edition, for whoever keeps its record.

    A section without a text of its own shows the fields of the record that answer it. Words are counted by white space,
    as the form counts them, and `over_by` says how many are too many. A form that nobody has found is a 409.
    """
    dossier = await DossierService(look).get(key, instrument, _tail(f"/dossiers/{instrument}", request))
    response.headers["etag"] = version_tag(dossier.version)
    return dossier


@writes.patch("/innovations/{key}/dossiers/{instrument}")
@needs(Permission.RECORDS_WRITE)
async def write_dossier(
    key: Key, instrument: InstrumentKey, body: DossierUpdate, condition: IfMatch, work: WorkDep, response: Response
) -> DossierRead:
    """Write the texts of some sections for this edition; null takes a text away, other sections stay.

    A text over its limit is kept, and told by how many words it is over. `If-Match` names the texts as you read them.
    """
    dossier = await DossierService(work).write(key, instrument, body, condition)
    response.headers["etag"] = version_tag(dossier.version)
    return dossier


router.routes.extend(reads.routes)
router.routes.extend(writes.routes)

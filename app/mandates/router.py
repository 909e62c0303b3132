"""`/v1/mandates`: that agencies are to adopt an innovation, how far they are, and what was decided of single ones."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request, Response

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
from app.mandates.deciding import DecisionService
from app.mandates.directory import MandateDirectory
from app.mandates.inputs import (
    MandateCreate,
    MandateDecisionCreate,
    MandateDecisionWithdrawal,
    MandateRevocation,
    MandateUpdate,
)
from app.mandates.overview import progress_of
from app.mandates.schemas import (
    DecisionFilters,
    MandateDecisionPage,
    MandateDecisionRead,
    MandateFilters,
    MandatePage,
    MandateProgressRead,
    MandateRead,
    ProgressFilters,
)
from app.mandates.service import MandateService
from app.models.codes import Permission

router = APIRouter()
reads = APIRouter(prefix="/v1", tags=["mandates"], route_class=ReadRoute, responses=answers(InvalidCredentials))
writes = APIRouter(prefix="/v1", tags=["mandates"], route_class=WriteRoute, responses=answers(Conflict))

MandateKey = Annotated[
    str,
    Path(
        min_length=1,
        max_length=120,
        pattern=KEY_PATTERN,
        description="Id or slug.",
        examples=["si-surat-semua-opd"],
    ),
]
DecisionId = Annotated[UUID, Path(description="Id of the decision.", examples=["019ab3c1-0400-7d3e-9a51-3c8f1f1d2b31"])]


async def directory(session: ReadSession) -> MandateDirectory:
    """Return the mandates."""
    return MandateDirectory(session, today())


async def making(work: WorkDep) -> MandateService:
    """Return the making of mandates; who may not do so is refused before what they send is looked at."""
    service = MandateService(work)
    service.check_permitted()
    return service


Directory = Annotated[MandateDirectory, Depends(directory)]
Making = Annotated[MandateService, Depends(making)]


async def deciding(work: WorkDep, _permitted: Making) -> DecisionService:
    """Return the deciding of agencies, for those who make mandates."""
    return DecisionService(work)


Deciding = Annotated[DecisionService, Depends(deciding)]


def _tagged(shown: MandateRead, response: Response) -> MandateRead:
    response.headers["etag"] = version_tag(shown.version)
    return shown


def _locate(request: Request, response: Response, path: str) -> None:
    response.headers["location"] = f"{request.app.state.settings.public_url}{path}"


@reads.get("/mandates")
@public
async def list_mandates(
    filters: Annotated[MandateFilters, Query()], mandates: Directory, request: Request, response: Response
) -> MandatePage:
    """Mandates to adopt an innovation, the newest first."""
    listed = await mandates.search(filters)
    places = cursors(listed.page, ["id"], listed.listing)
    link_pages(request, response, places)
    return MandatePage(items=listed.items, total=listed.total, **places)


@writes.post("/mandates", status_code=201)
@needs(Permission.RECORDS_VERIFY)
async def create_mandate(body: MandateCreate, mandates: Making, request: Request, response: Response) -> MandateRead:
    """Oblige every agency of some kinds to adopt an innovation of the city's by a day, as a decree says.

    Which agencies that means is not fixed: on each day it is those that there are, so a merger or a new agency needs no
    change here. Where `kinds` is absent, it is the registry's reading of `seluruh OPD`.
    """
    made = await mandates.create(body)
    _locate(request, response, f"/v1/mandates/{made.slug}")
    return _tagged(made, response)


@reads.get("/mandates/{mandate_key}")
@public
async def get_mandate(mandate_key: MandateKey, mandates: Directory, response: Response) -> MandateRead:
    """One mandate: what is to be adopted, by which decree, by whom, from when on and by when."""
    return _tagged(await mandates.show(await mandates.find(mandate_key)), response)


@writes.patch("/mandates/{mandate_key}")
@needs(Permission.RECORDS_VERIFY)
async def update_mandate(
    mandate_key: MandateKey, body: MandateUpdate, mandates: Making, condition: IfMatch, response: Response
) -> MandateRead:
    """Correct a mandate by a merge patch (RFC 7396). Another `due_on` needs a `reason`.

    The kinds count for every day, also those that are past. What the decree says beside that never changes: another
    decree is another mandate.
    """
    return _tagged(await mandates.update(mandate_key, body, condition), response)


@writes.post("/mandates/{mandate_key}/revoke")
@needs(Permission.RECORDS_VERIFY)
async def revoke_mandate(
    mandate_key: MandateKey, body: MandateRevocation, mandates: Making, condition: IfMatch, response: Response
) -> MandateRead:
    """Revoke a mandate, once, with the reason. Its progress stays as it was on the day before."""
    return _tagged(await mandates.revoke(mandate_key, body, condition), response)


@writes.post("/mandates/{mandate_key}/decisions", status_code=201)
@needs(Permission.RECORDS_VERIFY)
async def decide_mandate(
    mandate_key: MandateKey, body: MandateDecisionCreate, decisions: Deciding, request: Request, response: Response
) -> MandateDecisionRead:
    """Decide that an agency is exempt, or that an innovation of its own serves as well, with the reason.

    Everyone reads the decision. A decision that stands on the agency ends on that day, and stays on record.
    """
    slug, made = await decisions.decide(mandate_key, body)
    _locate(request, response, f"/v1/mandates/{slug}/decisions")
    return made


@reads.get("/mandates/{mandate_key}/decisions")
@public
async def list_mandate_decisions(
    mandate_key: MandateKey,
    filters: Annotated[DecisionFilters, Query()],
    mandates: Directory,
    request: Request,
    response: Response,
) -> MandateDecisionPage:
    """What was decided of single agencies, the last recorded first, with what does not stand any more."""
    listed = await mandates.decisions(mandate_key, filters)
    places = cursors(listed.page, ["id"], listed.listing)
    link_pages(request, response, places)
    return MandateDecisionPage(items=listed.items, total=listed.total, **places)


@writes.post("/mandate-decisions/{decision_id}/withdraw")
@needs(Permission.RECORDS_VERIFY)
async def withdraw_mandate_decision(
    decision_id: DecisionId, body: MandateDecisionWithdrawal, decisions: Deciding
) -> MandateDecisionRead:
    """Withdraw a decision from a day on, with the reason. It stays on record for the days before."""
    return await decisions.withdraw(decision_id, body)


@reads.get("/mandates/{mandate_key}/progress")
@public
async def get_mandate_progress(
    mandate_key: MandateKey,
    filters: Annotated[ProgressFilters, Query()],
    mandates: Directory,
    session: ReadSession,
    request: Request,
) -> MandateProgressRead:
    """How far each obliged agency is, on any date, in one answer.

    An agency is told by its name on that date; one that is no more is not among them, and what it had counts for those
    that followed it: a running replica for each of them, while an exemption has to be decided anew after a merger
    unless all that merged had one (`lapsed` lists what does not count any more). `candidates` are innovations of an
    agency's own that may serve as well; they count only once that was decided. Nothing is stored of this: whether a
    replica is alive follows from its signs of life.
    """
    mandate = await mandates.find(mandate_key)
    months = request.app.state.settings.sign_of_life_months
    return await progress_of(session, mandate, filters, today(), months, principal_of(request.scope))


router.routes.extend(reads.routes)
router.routes.extend(writes.routes)

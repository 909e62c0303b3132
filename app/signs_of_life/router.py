"""`…/vitality` and `…/signs-of-life` of innovations, and `/v1/signs-of-life`."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from app.core.database import ReadSession
from app.core.errors import Conflict
from app.core.problems import answers
from app.core.queries import cursors
from app.core.routes import ReadRoute, link_pages
from app.core.schema import KEY_PATTERN, AsOfFilter
from app.core.security import needs, principal_of, public
from app.core.writing import LookDep, WorkDep, WriteRoute
from app.innovations.facts import Archived
from app.models.codes import Permission
from app.signs_of_life.directory import VitalityDirectory
from app.signs_of_life.inputs import SignOfLifeCreate, SignOfLifeFilters, SignOfLifeWithdrawal
from app.signs_of_life.schemas import SignOfLifePage, SignOfLifeRead, VitalityRead
from app.signs_of_life.service import SignOfLifeService

router = APIRouter()
reads = APIRouter(prefix="/v1", tags=["signs-of-life"], route_class=ReadRoute)
writes = APIRouter(prefix="/v1", tags=["signs-of-life"], route_class=WriteRoute, responses=answers(Conflict))

Key = Annotated[
    str, Path(min_length=1, max_length=120, pattern=KEY_PATTERN, description="Id or slug.", examples=["verolin"])
]
SignId = Annotated[UUID, Path(description="Id of the sign.", examples=["019ab3c1-0400-7d3e-9a51-3c8f1f1d2b25"])]


async def period(request: Request) -> int:
    """Return within how many months an innovation owes a sign of life."""
    months: int = request.app.state.settings.sign_of_life_months
    return months


Months = Annotated[int, Depends(period)]


def _tail(part: str, request: Request) -> str:
    """Return what follows a record's own address in a request."""
    return f"{part}?{request.url.query}" if request.url.query else part


@reads.get("/innovations/{key}/vitality", responses=answers(Archived))
@public
async def get_vitality(
    key: Key, filters: Annotated[AsOfFilter, Query()], session: ReadSession, months: Months, request: Request
) -> VitalityRead:
    """Whether the innovation is alive, by its last sign of life; of a replica also its survival checks.

    Within `period_months` of its last sign it is `aktif`, within as many months more `stale`, then `vakum`; before the
    first sign the months count from its publication. With `as_of` it is told of that day: what was observed later does
    not count; of a day ahead, what it will be without another sign. A stage `berhenti` counts from the first day that
    its date can mean, and without a date from the day on which it was recorded. A replica is checked 6 and 12 months
    after its replication came to run, or else after the last day that its first dated stage `penerapan` can mean.
    Whoever keeps the record reads it before it is published, too.
    """
    directory = VitalityDirectory(session, principal_of(request.scope), months)
    return await directory.get(key, filters.as_of, _tail("/vitality", request))


@reads.get("/innovations/{key}/signs-of-life", responses=answers(Archived))
@needs(Permission.RECORDS_READ)
async def list_signs_of_life(
    key: Key,
    filters: Annotated[SignOfLifeFilters, Query()],
    look: LookDep,
    months: Months,
    request: Request,
    response: Response,
) -> SignOfLifePage:
    """The signs of life of the innovation, the last observed first, for whoever keeps its record.

    Those that were withdrawn are among them, with the reason.
    """
    listed = await SignOfLifeService(look, months).search(key, filters, _tail("/signs-of-life", request))
    places = cursors(listed.page, ["observed_on", "id"], listed.listing)
    link_pages(request, response, places)
    return SignOfLifePage(items=listed.items, total=listed.total, **places)


@writes.post("/innovations/{key}/signs-of-life", status_code=201)
@needs(Permission.RECORDS_WRITE)
async def record_sign_of_life(
    key: Key, body: SignOfLifeCreate, work: WorkDep, months: Months, request: Request, response: Response
) -> SignOfLifeRead:
    """Record that the innovation was in use on a day: how much (`pemakaian`), what shows it (`bukti`), or your word.

    Only a published record that has not stopped takes one, and the same sign once. No If-Match is needed, and the
    record's version stays. One that comes after the innovation fell dormant wakes it: `reactivation`.
    """
    innovation_id, recorded = await SignOfLifeService(work, months).record(key, body)
    base = request.app.state.settings.public_url
    response.headers["location"] = f"{base}/v1/innovations/{innovation_id}/signs-of-life"
    return recorded


@writes.post("/signs-of-life/{sign_id}/withdraw")
@needs(Permission.RECORDS_WRITE)
async def withdraw_sign_of_life(
    sign_id: SignId, body: SignOfLifeWithdrawal, work: WorkDep, months: Months
) -> SignOfLifeRead:
    """Take back a sign of life that was wrong, with the reason. It stays on record and shows nothing any more."""
    return await SignOfLifeService(work, months).withdraw(sign_id, body.reason)


router.routes.extend(reads.routes)
router.routes.extend(writes.routes)

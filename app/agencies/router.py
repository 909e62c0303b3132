"""`/v1/agencies`: the city's agencies and those it works with, as they were on any date, and what changes them."""

from typing import Annotated, TypeVar

from fastapi import APIRouter, Path, Query, Request, Response

from app.agencies.inputs import (
    AgencyClose,
    AgencyCreate,
    AgencyMerge,
    AgencyMove,
    AgencyRename,
    AgencySplit,
    AgencyUpdate,
)
from app.agencies.schemas import (
    AgencyFilters,
    AgencyHistory,
    AgencyPage,
    AgencyRead,
    AgencyTree,
    OfficialList,
)
from app.agencies.service import AgencyChanges, AgencyService
from app.core.concealment import ConcealmentDep
from app.core.conditional import IfMatch, version_tag
from app.core.database import ReadSession
from app.core.errors import Conflict
from app.core.problems import answers
from app.core.queries import cursors, listing_of
from app.core.refusals import PreconditionFailed
from app.core.routes import ReadRoute, link_pages
from app.core.schema import KEY_PATTERN, AsOfFilter
from app.core.security import needs, public
from app.core.writing import WorkDep, WriteRoute
from app.models.codes import Permission

router = APIRouter()
reads = APIRouter(prefix="/v1/agencies", tags=["agencies"], route_class=ReadRoute)
writes = APIRouter(prefix="/v1/agencies", tags=["agencies"], route_class=WriteRoute, responses=answers(Conflict))

Key = Annotated[
    str,
    Path(min_length=1, max_length=120, pattern=KEY_PATTERN, description="Id or slug.", examples=["sekretariat-dprd"]),
]
AsOfQuery = Annotated[AsOfFilter, Query()]
Changed = TypeVar("Changed", AgencyRead, AgencyHistory)


@reads.get("")
@public
async def list_agencies(
    filters: Annotated[AgencyFilters, Query()], session: ReadSession, request: Request, response: Response
) -> AgencyPage:
    """Agencies as they were on a date, by name; a name of any period finds them."""
    listing = listing_of("agencies", filters)
    page, items, total = await AgencyService(session).search(filters, listing)
    places = cursors(page, ["sort_name", "id"], listing)
    link_pages(request, response, places)
    return AgencyPage(items=items, total=total if filters.with_total else None, **places)


@reads.get("/tree")
@public
async def get_agency_tree(filters: AsOfQuery, session: ReadSession) -> AgencyTree:
    """The city's agencies on a date, each under the one that it was part of."""
    return await AgencyService(session).tree(filters.as_of)


@reads.get("/{key}")
@public
async def get_agency(
    key: Key, filters: AsOfQuery, session: ReadSession, clear: ConcealmentDep, response: Response
) -> AgencyRead:
    """One agency as it was on a date."""
    return _tagged(clear.told(await AgencyService(session).get(key, filters.as_of)), response)


@reads.get("/{key}/history")
@public
async def get_agency_history(
    key: Key, session: ReadSession, clear: ConcealmentDep, response: Response
) -> AgencyHistory:
    """Everything the agency was called, who it followed, and who followed it."""
    return _tagged(clear.told(await AgencyService(session).history(key)), response)


@reads.get("/{key}/officials")
@public
async def list_agency_officials(key: Key, session: ReadSession, clear: ConcealmentDep) -> OfficialList:
    """People whom a source names in a post at the agency, with the days on which it does."""
    return clear.told(OfficialList(items=await AgencyService(session).officials(key)))


@writes.post("", status_code=201)
@needs(Permission.AGENCIES_WRITE)
async def create_agency(said: AgencyCreate, work: WorkDep, request: Request, response: Response) -> AgencyRead:
    """Enter an agency. A name that another one under the same parent has is refused, and that one named.

    The answer shows it as it is today, or on the day nearest to today on which it exists.
    """
    made = await AgencyChanges(work).create(said)
    response.headers["location"] = f"{request.app.state.settings.public_url}/v1/agencies/{made.slug}"
    return _tagged(made, response)


@writes.patch("/{key}")
@needs(Permission.AGENCIES_WRITE)
async def update_agency(
    key: Key, said: AgencyUpdate, condition: IfMatch, work: WorkDep, response: Response
) -> AgencyRead:
    """Correct what is not dated: note, aliases, region. Names and places in the tree change by events."""
    return _tagged(await AgencyChanges(work).update(key, condition, said), response)


@writes.post("/{key}/rename")
@needs(Permission.AGENCIES_WRITE)
async def rename_agency(
    key: Key, said: AgencyRename, condition: IfMatch, work: WorkDep, response: Response
) -> AgencyHistory:
    """Give the agency another name from a day on. The name before ends with the day before and stays on record."""
    return _tagged(await AgencyChanges(work).record(key, condition, said), response)


@writes.post("/{key}/move")
@needs(Permission.AGENCIES_WRITE)
async def move_agency(
    key: Key, said: AgencyMove, condition: IfMatch, work: WorkDep, response: Response
) -> AgencyHistory:
    """Make the agency part of another one, or of none, from a day on. What is part of it goes with it."""
    return _tagged(await AgencyChanges(work).record(key, condition, said), response)


@writes.post("/{key}/close")
@needs(Permission.AGENCIES_WRITE)
async def close_agency(
    key: Key, said: AgencyClose, condition: IfMatch, work: WorkDep, response: Response
) -> AgencyHistory:
    """End the agency: its last day is the day before `effective_on`.

    While others are part of it on that day or later, the answer is a 409 that names them: move or close those first.
    """
    return _tagged(await AgencyChanges(work).record(key, condition, said), response)


@writes.post("/{key}/split")
@needs(Permission.AGENCIES_WRITE)
async def split_agency(
    key: Key, said: AgencySplit, condition: IfMatch, work: WorkDep, response: Response
) -> AgencyHistory:
    """Let others take over parts of the agency, which goes on or ends with the day before `effective_on`.

    If it ends while others are part of it, the answer is a 409 that names them: which of its successors they go to is
    for a move to say.
    """
    return _tagged(await AgencyChanges(work).record(key, condition, said), response)


@writes.post("/merge", responses=answers(PreconditionFailed))
@needs(Permission.AGENCIES_WRITE)
async def merge_agencies(said: AgencyMerge, work: WorkDep, response: Response) -> AgencyHistory:
    """Let an agency, on record or new, take over others, which end with the day before `effective_on`.

    What was part of them is part of the successor from that day on. Several records change at once, so each is named
    with the `version` that was read instead of one If-Match; a record that has changed since is a 412. The answer is
    the history of the successor.
    """
    return _tagged(await AgencyChanges(work).merge(said), response)


def _tagged(record: Changed, response: Response) -> Changed:
    """Return a record whose version the answer's tag names."""
    response.headers["etag"] = version_tag(record.version)
    return record


router.routes.extend(reads.routes)
router.routes.extend(writes.routes)

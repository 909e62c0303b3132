"""`/v1/agencies`: the city's agencies and those it works with, as they were on any date."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from app.agencies.schemas import (
    AgencyFilters,
    AgencyHistory,
    AgencyPage,
    AgencyRead,
    AgencyTree,
    AsOfFilter,
    OfficialList,
)
from app.agencies.service import AgencyService
from app.core.database import ReadSession
from app.core.queries import cursors, listing_of
from app.core.routes import ReadRoute, link_pages
from app.core.schema import KEY_PATTERN
from app.core.security import public

router = APIRouter(prefix="/v1/agencies", tags=["agencies"], route_class=ReadRoute)

Key = Annotated[
    str,
    Path(min_length=1, max_length=120, pattern=KEY_PATTERN, description="Id or slug.", examples=["sekretariat-dprd"]),
]
AsOfQuery = Annotated[AsOfFilter, Query()]


@router.get("")
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


@router.get("/tree")
@public
async def get_agency_tree(filters: AsOfQuery, session: ReadSession) -> AgencyTree:
    """The city's agencies on a date, each under the one that it was part of."""
    return await AgencyService(session).tree(filters.as_of)


@router.get("/{key}")
@public
async def get_agency(key: Key, filters: AsOfQuery, session: ReadSession) -> AgencyRead:
    """One agency as it was on a date."""
    return await AgencyService(session).get(key, filters.as_of)


@router.get("/{key}/history")
@public
async def get_agency_history(key: Key, session: ReadSession) -> AgencyHistory:
    """Everything the agency was called, who it followed, and who followed it."""
    return await AgencyService(session).history(key)


@router.get("/{key}/officials")
@public
async def list_agency_officials(key: Key, session: ReadSession) -> OfficialList:
    """People whom a source names in a post at the agency, with the days on which it does."""
    return OfficialList(items=await AgencyService(session).officials(key))

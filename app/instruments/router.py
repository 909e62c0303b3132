"""`/v1/instruments`: what innovations are assessed by, in dated editions, each with its sources."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from app.core.concealment import ConcealmentDep
from app.core.database import ReadSession
from app.core.errors import NotFound
from app.core.queries import cursors, listing_of
from app.core.routes import ReadRoute, link_pages
from app.core.schema import KEY_PATTERN
from app.core.security import public
from app.instruments.repository import InstrumentRepository
from app.instruments.schemas import (
    InstrumentFilters,
    InstrumentPage,
    InstrumentRead,
    instrument_item,
    instrument_read,
)
from app.instruments.service import definition_of

router = APIRouter(prefix="/v1/instruments", tags=["instruments"], route_class=ReadRoute)

Key = Annotated[
    str,
    Path(min_length=1, max_length=120, pattern=KEY_PATTERN, description="Id or slug.", examples=["kipp-2023"]),
]


@router.get("")
@public
async def list_instruments(
    filters: Annotated[InstrumentFilters, Query()],
    session: ReadSession,
    clear: ConcealmentDep,
    request: Request,
    response: Response,
) -> InstrumentPage:
    """Every edition of every instrument, by slug: competitions, their criteria and interviews, and the index."""
    listing = listing_of("instruments", filters)
    page, total = await InstrumentRepository(session).search(filters, listing)
    places = cursors(page, ["slug"], listing)
    link_pages(request, response, places)
    items = [instrument_item(one, definition_of(one)) for one in page.rows]
    return clear.told(InstrumentPage(items=items, total=total, **places))


@router.get("/{instrument}")
@public
async def get_instrument(instrument: Key, session: ReadSession, clear: ConcealmentDep) -> InstrumentRead:
    """One edition, whole: criteria or indicators, whom it admits, its sources, and what no source says.

    `unknowns` points at what scoring would need. A round by such an edition is refused rather than guessed at.
    """
    found = await InstrumentRepository(session).get(instrument)
    if found is None:
        raise NotFound
    return clear.told(instrument_read(found, definition_of(found)))

"""`/v1/areas`: the city, its kecamatan and kelurahan."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from app.areas.repository import AreaRepository
from app.areas.schemas import AreaFilters, AreaItem, AreaPage, AreaRead
from app.core.database import ReadSession
from app.core.errors import FieldError, InvalidRequest, NotFound, Text
from app.core.queries import cursors, listing_of
from app.core.routes import ReadRoute, link_pages
from app.core.security import public
from app.models import Area
from app.models.area import AREA_CODE

router = APIRouter(prefix="/v1/areas", tags=["areas"], route_class=ReadRoute)

Code = Annotated[
    str,
    Path(
        max_length=13,
        pattern=AREA_CODE,
        description="Kemendagri code.",
        examples=["12.71.01"],
    ),
]
_NOT_AN_AREA = Text("Tidak ada wilayah dengan kode ini.", "There is no area of this code.")


def _item(area: Area) -> AreaItem:
    return AreaItem(
        id=area.id,
        code=area.code,
        level=area.level,
        name=area.name,
        parent_code=area.parent.code if area.parent else None,
        aliases=area.aliases,
    )


@router.get("")
@public
async def list_areas(
    filters: Annotated[AreaFilters, Query()], session: ReadSession, request: Request, response: Response
) -> AreaPage:
    """Areas in the order of their codes."""
    areas = AreaRepository(session)
    if filters.parent and await areas.get(filters.parent) is None:
        raise InvalidRequest([FieldError("query/parent", "unknown_reference", _NOT_AN_AREA)])
    listing = listing_of("areas", filters)
    page, total = await areas.search(filters, listing)
    places = cursors(page, ["code"], listing)
    link_pages(request, response, places)
    return AreaPage(items=[_item(area) for area in page.rows], total=total, **places)


@router.get("/{code}")
@public
async def get_area(code: Code, session: ReadSession) -> AreaRead:
    """One area with its aliases and the areas directly within it."""
    areas = AreaRepository(session)
    area = await areas.get(code)
    if area is None:
        raise NotFound
    children = [_item(child) for child in await areas.children(area)]
    return AreaRead(**_item(area).model_dump(), children=children)

"""`…/lineage`, its drawing, and `…/used-by` of innovations."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from app.core.database import ReadSession
from app.core.problems import answers, preferred_language
from app.core.routes import ReadRoute
from app.core.schema import KEY_PATTERN, AsOfFilter
from app.core.security import principal_of, public
from app.innovations.facts import Archived
from app.lineage.inputs import DrawingFilters
from app.lineage.schemas import InnovationUseRead, LineageRead
from app.lineage.service import LineageService

router = APIRouter(prefix="/v1", tags=["lineage"], route_class=ReadRoute)

Key = Annotated[
    str, Path(min_length=1, max_length=120, pattern=KEY_PATTERN, description="Id or slug.", examples=["verolin"])
]
_SVG = {"type": "string", "maxLength": 4_000_000, "contentMediaType": "image/svg+xml"}


class SvgResponse(Response):
    """A drawing."""

    media_type = "image/svg+xml"


def _service(session: ReadSession, request: Request) -> LineageService:
    months: int = request.app.state.settings.sign_of_life_months
    return LineageService(session, months, principal_of(request.scope))


def _tail(part: str, request: Request) -> str:
    """Return what follows a record's own address in a request."""
    return f"{part}?{request.url.query}" if request.url.query else part


@router.get("/innovations/{key}/lineage", responses=answers(Archived))
@public
async def get_lineage(key: Key, session: ReadSession, request: Request) -> LineageRead:
    """What the innovation descends from and what descends from it, at any distance, by adapting, copying, succeeding.

    Only published innovations are told of, and what you keep yourself. Siblings are told where they are reached: each
    record has a lineage of its own. Whether an innovation is alive follows from its signs of life, as of today.
    """
    return await _service(session, request).lineage(key, _tail("/lineage", request))


@router.get(
    "/innovations/{key}/lineage.svg",
    response_class=SvgResponse,
    responses={**answers(Archived), 200: {"content": {"image/svg+xml": {"schema": _SVG}}}},
)
@public
async def get_lineage_drawing(
    key: Key, filters: Annotated[DrawingFilters, Query()], session: ReadSession, request: Request
) -> SvgResponse:
    """The lineage as a drawing: origins on the left, what descends from them on the right, 200 innovations at most.

    Whether each is alive is told in words and by its frame, how it descends by the line; the drawing explains both.
    """
    language = filters.lang or preferred_language(request.headers.get("accept-language", ""))
    drawn = await _service(session, request).drawing(key, _tail("/lineage.svg", request), language)
    return SvgResponse(drawn, headers={"content-language": language, "vary": "accept-language"})


@router.get("/innovations/{key}/used-by", responses=answers(Archived))
@public
async def get_innovation_use(
    key: Key, filters: Annotated[AsOfFilter, Query()], session: ReadSession, request: Request
) -> InnovationUseRead:
    """Who uses the innovation: other agencies with a replica whose signs of life show that it is in use on the day.

    Nobody declares it. An agency that went before the owner, or came after it, is no other. `counts.other_regions` is
    what indicator 31 of the Indeks Inovasi Daerah asks for, and what shows adaptability to KIPP; `not_counted` tells
    which replicas do not count, and why. The records are those of today, their signs those that were seen by the day.
    """
    return await _service(session, request).uses(key, _tail("/used-by", request), filters.as_of)

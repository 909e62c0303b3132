"""`/v1/charts`: statistics as pictures."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import Response

from app.charts.schemas import ChartFilters, ChartList, ChartName, PngFilters
from app.charts.service import ChartService
from app.core.database import ReadSession
from app.core.problems import answers
from app.core.refusals import InvalidCredentials
from app.core.routes import ReadRoute
from app.core.security import principal_of, public
from app.statistics.registry import Inquiry

router = APIRouter(prefix="/v1/charts", tags=["charts"], route_class=ReadRoute)

_SVG = {"type": "string", "maxLength": 10_000_000, "description": "An SVG document.", "examples": ["<svg/>"]}
_PNG = {"type": "string", "format": "binary", "maxLength": 10_000_000, "description": "A PNG.", "examples": ["\x89PNG"]}


class SvgResponse(Response):
    """A picture of lines and text."""

    media_type = "image/svg+xml"


class PngResponse(Response):
    """A picture of pixels."""

    media_type = "image/png"


async def charts(request: Request, session: ReadSession) -> ChartService:
    """Return charts for whoever asks."""
    state = request.app.state
    return ChartService(Inquiry(session, principal_of(request.scope), state.settings), state.charts)


Charts = Annotated[ChartService, Depends(charts)]
Name = Annotated[ChartName, Path(description="The name of a chart.")]


@router.get("")
@public
async def list_charts(charts: Charts) -> ChartList:
    """Every chart: which figures it shows, what it may be asked with, and where it is as SVG and as PNG."""
    return charts.list_all()


@router.get(
    "/{name}.svg",
    response_class=SvgResponse,
    responses={**answers(InvalidCredentials), 200: {"content": {SvgResponse.media_type: {"schema": _SVG}}}},
)
@public
async def get_chart_svg(name: Name, filters: Annotated[ChartFilters, Query()], charts: Charts) -> SvgResponse:
    """A chart as SVG, in Indonesian or English, with a title, a summary in words and a table of its figures.

    It has neither script nor style and needs no other file, so a page may show it by its address or hold it. Patterns
    tell series apart as well as colours do, and values stand at what they measure. What is not known, or withheld where
    it would point to single people, is marked as that and never drawn as zero. Filters are those of its statistic; a
    chart refuses those that `GET /v1/charts` does not name for it.
    """
    return SvgResponse(await charts.draw(name, filters), headers={"content-language": filters.lang})


@router.get(
    "/{name}.png",
    response_class=PngResponse,
    responses={**answers(InvalidCredentials), 200: {"content": {PngResponse.media_type: {"schema": _PNG}}}},
)
@public
async def get_chart_png(name: Name, filters: Annotated[PngFilters, Query()], charts: Charts) -> PngResponse:
    """The same chart as PNG, of the same layout; its title and its summary are within, as text.

    For slides, print and programs that take no SVG. Whoever does not see it has more of the SVG, which holds a table.
    """
    return PngResponse(await charts.draw(name, filters), headers={"content-language": filters.lang})

"""`/v1/statistics`: what is counted, how, and the numbers."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.core.errors import NotPermitted
from app.core.problems import answers
from app.core.queries import cursors
from app.core.routes import AskedDep, Document, DocumentRoute, ReadRoute, link_pages
from app.core.security import public
from app.statistics.asking import Asking, Statistics, mount
from app.statistics.catalogue import STATISTICS
from app.statistics.inputs import CountedItemFilters
from app.statistics.item_schemas import CountedInnovationPage
from app.statistics.items import KEYS, list_items
from app.statistics.overview import overview
from app.statistics.overview_schemas import StatisticOverview
from app.statistics.schemas import StatisticList

router = APIRouter()
documents = APIRouter(prefix="/v1/statistics", tags=["statistics"], route_class=DocumentRoute)
reads = APIRouter(prefix="/v1/statistics", tags=["statistics"], route_class=ReadRoute)


@documents.get("/overview", response_model=StatisticOverview)
@public
async def get_statistic_overview(asked: AskedDep) -> Document:
    """How many innovations there are, by agency, kind, stage, form and year, in one answer.

    It is made for the first page of a dashboard: the cubes are those of `GET /v1/statistics/innovations?by=…`.
    """
    return await overview(asked)


@reads.get("")
@public
async def list_statistics(statistics: Statistics) -> StatisticList:
    """Every statistic: what it counts, what it may be told apart by, and what it may be asked with."""
    return statistics.list_all()


@reads.get("/innovations/items", responses=answers(NotPermitted))
@public
async def list_counted_innovations(
    filters: Annotated[CountedItemFilters, Query()], asking: Asking, request: Request, response: Response
) -> CountedInnovationPage:
    """The innovations that a figure counts, by name: with its filters and its row (`cell`), on its day.

    `lacks` asks for those of which no source says something. With `with_total=true` their number is the figure.
    """
    listed = await list_items(asking, filters)
    places = cursors(listed.page, KEYS, listed.listing)
    link_pages(request, response, places)
    return CountedInnovationPage(as_of=listed.as_of, items=listed.items, total=listed.total, **places)


for _statistic in STATISTICS:
    mount(reads, _statistic)

router.routes.extend(documents.routes)
router.routes.extend(reads.routes)

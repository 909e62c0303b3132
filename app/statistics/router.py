"""`/v1/statistics`: what is counted, how, and the numbers."""

from fastapi import APIRouter

from app.core.routes import ReadRoute
from app.core.security import public
from app.statistics.asking import Statistics, mount
from app.statistics.catalogue import STATISTICS
from app.statistics.schemas import StatisticList

router = APIRouter(prefix="/v1/statistics", tags=["statistics"], route_class=ReadRoute)


@router.get("")
@public
async def list_statistics(statistics: Statistics) -> StatisticList:
    """Every statistic: what it counts, what it may be told apart by, and what it may be asked with."""
    return statistics.list_all()


for _statistic in STATISTICS:
    mount(router, _statistic)

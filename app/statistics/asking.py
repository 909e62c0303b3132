"""The operations of statistics, made of what each declares: one that answers in JSON for each of them."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request

from app.core.database import ReadSession
from app.core.schema import Input
from app.core.security import PUBLIC, SIGNED_IN, needs, principal_of, public, signed_in
from app.statistics.registry import Inquiry, Statistic
from app.statistics.schemas import StatisticRead
from app.statistics.service import StatisticsService


async def statistics(request: Request, session: ReadSession) -> StatisticsService:
    """Return statistics for whoever asks."""
    return StatisticsService(Inquiry(session, principal_of(request.scope), request.app.state.settings))


Statistics = Annotated[StatisticsService, Depends(statistics)]
Endpoint = Callable[..., Awaitable[Any]]


def declared(statistic: Statistic) -> Callable[[Endpoint], Endpoint]:
    """Return what declares who may ask for a statistic."""
    plain = {PUBLIC: public, SIGNED_IN: signed_in}
    return plain.get(statistic.access) or needs(statistic.access)


def mount(router: APIRouter, statistic: Statistic) -> None:
    """Give a statistic its address."""

    async def endpoint(filters: Input, statistics: Statistics) -> StatisticRead:
        return await statistics.compute(statistic.name, filters)

    endpoint.__annotations__["filters"] = Annotated[statistic.parameters, Query()]
    endpoint.__doc__ = statistic.summary
    endpoint.__name__ = f"get_statistic_{statistic.name}"
    router.add_api_route(f"/{statistic.path}", declared(statistic)(endpoint), methods=["GET"], name=endpoint.__name__)

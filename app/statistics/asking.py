"""The operations of statistics, made of what each declares: its numbers as JSON, and as a sheet."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import Response
from pydantic import create_model

from app.core.database import ReadSession
from app.core.schema import Input
from app.core.security import PUBLIC, SIGNED_IN, needs, principal_of, public, signed_in
from app.statistics.registry import Inquiry, Statistic
from app.statistics.schemas import StatisticRead
from app.statistics.service import StatisticsService
from app.statistics.sheets import MEDIA_TYPES, Format, SheetOptions, sheet_of

_SHEET = {"type": "string", "maxLength": 50_000_000, "description": "The sheet.", "examples": ["kind,innovations"]}
SHEET_CONTENT = {media.partition(";")[0]: {"schema": _SHEET} for media in MEDIA_TYPES.values()}


async def inquiry(request: Request, session: ReadSession) -> Inquiry:
    """Return what computes statistics for whoever asks."""
    return Inquiry(session, principal_of(request.scope), request.app.state.settings)


Asking = Annotated[Inquiry, Depends(inquiry)]


async def statistics(asking: Asking) -> StatisticsService:
    """Return statistics for whoever asks."""
    return StatisticsService(asking)


Statistics = Annotated[StatisticsService, Depends(statistics)]
Endpoint = Callable[..., Awaitable[Any]]


class SheetResponse(Response):
    """A sheet."""

    media_type = "text/csv"


def declared(statistic: Statistic) -> Callable[[Endpoint], Endpoint]:
    """Return what declares who may ask for a statistic."""
    plain = {PUBLIC: public, SIGNED_IN: signed_in}
    return plain.get(statistic.access) or needs(statistic.access)


def mount(router: APIRouter, statistic: Statistic) -> None:
    """Give a statistic its addresses."""
    declare = declared(statistic)
    read, write = _reading(statistic), _writing(statistic)
    router.add_api_route(f"/{statistic.path}", declare(read), methods=["GET"], name=read.__name__)
    router.add_api_route(
        f"/{statistic.path}.{{format}}",
        declare(write),
        methods=["GET"],
        name=write.__name__,
        response_class=SheetResponse,
        responses={200: {"content": SHEET_CONTENT}},
    )


def _reading(statistic: Statistic) -> Endpoint:
    async def endpoint(filters: Input, statistics: Statistics) -> StatisticRead:
        return await statistics.compute(statistic.name, filters)

    endpoint.__annotations__["filters"] = Annotated[statistic.parameters, Query()]
    endpoint.__doc__, endpoint.__name__ = statistic.summary, f"get_statistic_{statistic.name}"
    return endpoint


def _writing(statistic: Statistic) -> Endpoint:
    own = frozenset(SheetOptions.model_fields)

    async def endpoint(
        format: Annotated[Format, Path(description="`csv` or `xlsx`.", examples=["csv"])],  # noqa: A002 - in the address
        filters: Input,
        statistics: Statistics,
        request: Request,
    ) -> SheetResponse:
        asked = statistic.parameters.model_validate(filters.model_dump(exclude=set(own), exclude_unset=True))
        options = SheetOptions.model_validate(filters.model_dump(include=set(own)))
        told = await statistics.compute(statistic.name, asked)
        path = request.scope["path"].removesuffix(f".{format}")
        address = f"{request.app.state.settings.public_url}{path}"
        query = asked.model_dump(mode="json", exclude_unset=True, exclude_none=True)
        body = sheet_of(told, format, options, f"{address}?{urlencode(query)}" if query else address)
        name = f"inovasi-{statistic.path}-{told.as_of}.{format}"
        headers = {"content-disposition": f'attachment; filename="{name}"', "content-language": options.lang}
        return SheetResponse(body, headers=headers, media_type=MEDIA_TYPES[format])

    model = create_model(f"{statistic.parameters.__name__}Sheet", __base__=(statistic.parameters, SheetOptions))
    endpoint.__annotations__["filters"] = Annotated[model, Query()]
    summary = statistic.summary.partition("\n")[0]
    endpoint.__doc__ = f"""{summary}

    As a sheet: a line for each row and one for the total. What the numbers mean stands below them (in CSV on lines that
    begin with `#`) or in a second sheet."""
    endpoint.__name__ = f"export_statistic_{statistic.name}"
    return endpoint

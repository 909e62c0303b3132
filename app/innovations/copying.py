"""All cards of a list at once, as lines of JSON: PostgreSQL copies them out, and the process only passes them on.

What it gives is what the pages of the list would have told, byte for byte.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Date, bindparam, case, func, literal_column, select

from app.core.exporting import Quick
from app.innovations.listing import ORDERS, Statement, compiled, conditions_of, owners
from app.innovations.repository import values_of
from app.innovations.schemas import InnovationFilters, InnovationSort
from app.innovations.uses import in_use_since
from app.models import InnovationCard
from app.models.codes import RecordStatus

# COPY writes a row as it is where neither of these, nor a line end, occurs in it; in JSON none of them does
_BETWEEN, _AROUND = "\x02", "\x01"
# the end of a card, and of what follows it
_END, _USED = b"}\x02", b',"used_by":'
# pieces that are read ahead of the client
_AHEAD = 2


def copy_cards(quick: Quick) -> AsyncGenerator[bytes] | None:
    """Return the lines of a list of published innovations; None where it is of others, which few ask for."""
    filters = quick.filters
    if not isinstance(filters, InnovationFilters) or filters.status not in {None, RecordStatus.PUBLISHED}:
        return None
    values = values_of(filters)
    if values.get("q") == "":
        return None
    since = in_use_since(quick.sign_months)
    return _lines(quick, whole_list(filters.sort, frozenset(values)), values | {"since": since})


@lru_cache(maxsize=512)
def whole_list(sort: InnovationSort, filters: frozenset[str]) -> Statement:
    """Return the statement for all cards of a list in its order, each with by how many agencies it is used."""
    card, order = InnovationCard, ORDERS[sort]
    sign = func.unnest(card.used_signs).column_valued("sign")
    in_use = select(func.count()).where(sign >= bindparam("since", type_=Date))
    nothing: ColumnElement[int] = literal_column("0")
    used = case((func.cardinality(card.used_signs) > nothing, in_use.scalar_subquery()), else_=nothing)
    statement = select(card.card, used).where(*conditions_of(filters))
    if "agency" in filters:
        statement = statement.where(card.agency_id.in_(owners()))
    keys = (order.column, card.innovation_id.expression)
    return compiled(statement.order_by(*(key.desc() if order.descending else key.asc() for key in keys)))


async def _lines(quick: Quick, statement: Statement, values: dict[str, Any]) -> AsyncGenerator[bytes]:
    connection = quick.lent.reader.connection
    pieces: asyncio.Queue[bytes | None] = asyncio.Queue(_AHEAD)
    # it runs as long as the client reads
    await connection.execute(f"SET LOCAL statement_timeout = {int(quick.seconds * 1000)}")

    async def copy() -> None:
        try:
            await connection.copy_from_query(
                statement.sql,
                *statement.values(values),
                output=pieces.put,
                format="csv",
                delimiter=_BETWEEN,
                quote=_AROUND,
                timeout=quick.seconds,
            )
        finally:
            with suppress(asyncio.QueueFull):
                pieces.put_nowait(None)

    copying = asyncio.ensure_future(copy())
    try:
        while (piece := await _next(pieces, copying)) is not None:
            # a piece is whole rows, so no end of a card is torn apart
            yield piece.replace(_END, _USED).replace(b"\n", b"}\n")
        await copying
    finally:
        copying.cancel()
        await asyncio.wait({copying})


async def _next(pieces: asyncio.Queue[bytes | None], copying: asyncio.Future[None]) -> bytes | None:
    """Return the next piece; None after the last one, or where there will be no more."""
    if copying.done() and pieces.empty():
        return None
    return await pieces.get()

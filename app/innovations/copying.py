"""All cards of a list at once, as lines of JSON or of CSV: PostgreSQL copies them out, the process passes them on.

What it gives is what the pages of the list would have told, byte for byte.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
from functools import lru_cache, partial
from typing import Any

from sqlalchemy import ColumnElement, Date, Text, bindparam, case, cast, func, literal_column, select

from app.core.exporting import CsvForm, Quick
from app.innovations.listing import ORDERS, Statement, compiled, conditions_of, owners
from app.innovations.repository import values_of
from app.innovations.schemas import InnovationFilters, InnovationSort
from app.innovations.uses import in_use_since
from app.models import InnovationCard, InnovationLine
from app.models.codes import RecordStatus
from app.models.line import CELL_END, FEED, LINE_COLUMNS, RETURN

# COPY writes a row as it is where neither of these, nor a line end, occurs in it; in neither kind of row does any
_BETWEEN, _AROUND = b"\x02", b"\x01"
_USED = b',"used_by":'
# what follows the number of users in a row
_OBJECT_END = "}"
# pieces that are read ahead of the client
_AHEAD = 2


def copy_cards(quick: Quick) -> AsyncGenerator[bytes] | None:
    """Return the lines of a list of published innovations; None where it is of others, which few ask for."""
    filters, form = quick.filters, quick.csv
    if not isinstance(filters, InnovationFilters) or filters.status not in {None, RecordStatus.PUBLISHED}:
        return None
    values = values_of(filters)
    # lines that are made ready are of no use where a file has come to have other columns
    if values.get("q") == "" or (form and form.columns != (*LINE_COLUMNS, "used_by")):
        return None
    statement = whole_list(filters.sort, frozenset(values), as_csv=form is not None)
    values["since"] = in_use_since(quick.sign_months)
    return _lines(quick, statement, values, _to_csv(form) if form else to_ndjson)


@lru_cache(maxsize=512)
def whole_list(sort: InnovationSort, filters: frozenset[str], *, as_csv: bool) -> Statement:
    """Return the statement for all cards of a list in its order, each with by how many agencies it is used."""
    card, order = InnovationCard, ORDERS[sort]
    end = RETURN if as_csv else _OBJECT_END
    sign = func.unnest(card.used_signs).column_valued("sign")
    in_use = select(cast(func.count(), Text) + literal_column(f"'{end}'", Text)).where(
        sign >= bindparam("since", type_=Date)
    )
    none: ColumnElement[str] = literal_column(f"'0{end}'")
    used = case((func.cardinality(card.used_signs) > literal_column("0"), in_use.scalar_subquery()), else_=none)
    statement = select(InnovationLine.line if as_csv else card.card, used).where(*conditions_of(filters))
    if as_csv:
        statement = statement.join(InnovationLine, InnovationLine.innovation_id == card.innovation_id)
    if "agency" in filters:
        statement = statement.where(card.agency_id.in_(owners()))
    keys = (order.column, card.innovation_id.expression)
    return compiled(statement.order_by(*(key.desc() if order.descending else key.asc() for key in keys)))


def to_ndjson(rows: bytes) -> bytes:
    """Return copied rows, which are whole, as lines of JSON: the number goes into the object before it.

    Taking them apart at a single byte costs a tenth of replacing the two at the end of an object.
    """
    *objects, last = rows.split(_BETWEEN)
    return _USED.join([*(each[:-1] for each in objects), last])


def _to_csv(form: CsvForm) -> Callable[[bytes], bytes]:
    delimiter = form.delimiter.encode()
    marks = f"{CELL_END}{RETURN}{FEED}".encode() + _BETWEEN
    return partial(_translate, bytes.maketrans(marks, delimiter + b"\r\n" + delimiter))


def _translate(table: bytes, rows: bytes) -> bytes:
    return rows.translate(table)


async def _lines(
    quick: Quick, statement: Statement, values: dict[str, Any], told: Callable[[bytes], bytes]
) -> AsyncGenerator[bytes]:
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
                delimiter=_BETWEEN.decode(),
                quote=_AROUND.decode(),
                timeout=quick.seconds,
            )
        finally:
            with suppress(asyncio.QueueFull):
                pieces.put_nowait(None)

    copying = asyncio.ensure_future(copy())
    try:
        while (piece := await _next(pieces, copying)) is not None:
            # a piece is whole rows
            yield told(bytes(piece))
        await copying
    finally:
        copying.cancel()
        await asyncio.wait({copying})


async def _next(pieces: asyncio.Queue[bytes | None], copying: asyncio.Future[None]) -> bytes | None:
    """Return the next piece; None after the last one, or where there will be no more."""
    if copying.done() and pieces.empty():
        return None
    return await pieces.get()

"""The files of a list: its items as lines of CSV or NDJSON, and as a workbook that is built on the disk."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import aclosing
from pathlib import Path
from typing import Any, TypeVar

from app.core.cells import Row
from app.core.exporting import CsvForm
from app.core.sheets import CsvWriter, json_line
from app.core.workbooks import XlsxWriter
from app.exports.columns import Column
from app.exports.facts import ExportTooLarge
from app.exports.walking import Walk

Pages = AsyncIterator[list[dict[str, Any]]]
ResultT = TypeVar("ResultT")

# bytes that the files of one workbook may take while it is built
MOST_SCRATCH = 2**30
# bytes that are read of the finished file at a time
_PIECE = 65_536


def row_of(item: dict[str, Any], columns: Sequence[Column]) -> Row:
    """Return the cells of an item."""
    return [column.of(item) for column in columns]


async def csv_lines(walk: Walk, writer: CsvWriter) -> AsyncGenerator[bytes]:
    """Yield the items of a list as lines of CSV, the first with the names of the columns."""
    columns = walk.listing.columns
    codes = tuple(column.code for column in columns)
    begin = writer.begin(codes)
    quick = await walk.quickly(CsvForm(codes, writer.delimiter))
    async with aclosing(quick or _written(walk.pages(), columns, writer)) as pieces:
        async for piece in pieces:
            # what the list refuses, it refuses before anything is told
            if begin:
                yield begin
                begin = b""
            yield piece
    if begin:
        yield begin


async def _written(pages: Pages, columns: Sequence[Column], writer: CsvWriter) -> AsyncGenerator[bytes]:
    async for page in pages:
        yield writer.lines(row_of(item, columns) for item in page)


async def ndjson_lines(walk: Walk) -> AsyncGenerator[bytes]:
    """Yield the items of a list, each on a line as the list tells it."""
    if quick := await walk.quickly():
        async with aclosing(quick) as pieces:
            async for piece in pieces:
                yield piece
        return
    async for page in walk.pages():
        yield b"".join(map(json_line, page))


async def build_workbook(pages: Pages, columns: Sequence[Column], folder: Path, title: str, about: list[Row]) -> Path:
    """Return a workbook of a list, built in a folder that is removed in the end; its second sheet tells `about` it.

    Raises:
        ExportTooLarge: it would take more room than an export may.
    """
    path = folder / "export.xlsx"
    scratch = folder / "scratch"
    scratch.mkdir()
    with XlsxWriter(path, title=title, scratch=scratch) as writer:
        writer.begin("Data", [column.code for column in columns])
        count = 0
        async for page in pages:
            await in_thread(writer.rows, [row_of(item, columns) for item in page])
            count += len(page)
            if sum(file.stat().st_size for file in scratch.iterdir()) > MOST_SCRATCH:
                raise ExportTooLarge
        writer.begin("Keterangan", ["hal", "isi"])
        writer.rows([*about, ["baris", count]])
        await in_thread(writer.close)
    return path


async def pieces_of(path: Path) -> AsyncGenerator[bytes]:
    """Yield a file piece by piece."""
    with path.open("rb") as file:
        while piece := await in_thread(file.read, _PIECE):
            yield piece


async def in_thread(function: Callable[..., ResultT], *arguments: Any) -> ResultT:
    """Run something in a thread, and wait for it even when the export is given up: what it works on goes away then."""
    running = asyncio.ensure_future(asyncio.to_thread(function, *arguments))
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        await asyncio.wait({running})
        raise

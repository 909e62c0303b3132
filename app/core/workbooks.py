"""Workbooks (XLSX) written row by row, with the same memory however many rows there are; see `core.sheets`."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from math import isfinite
from pathlib import Path
from typing import Any, BinaryIO, Self

from app.core.cells import Cell, Row, plain, writable

# Excel: rows of a sheet with its header, characters of a cell counted as UTF-16, columns of a sheet, digits of a number
MOST_ROWS = 1_048_576
MOST_CHARACTERS = 32_767
MOST_COLUMNS = 16_384
_MOST_DIGITS = 15
_FIRST_DAY = date(1900, 3, 1)
# a file that has the same content is the same bytes, so it tells of no moment
_MADE = datetime.fromisoformat("2026-01-01")
_FORBIDDEN_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
_MOST_NAME = 31
_WIDTH = 22


@dataclass(slots=True)
class _Place:
    """Where the next row goes."""

    name: str
    header: Sequence[str]
    sheet: Any
    row: int = 0
    part: int = 1


@dataclass(slots=True)
class _Long:
    """The texts that are longer than a cell, each in the parts that did not fit."""

    sheet: Any = None
    row: int = 0
    header: Sequence[str] = field(default=("lembar", "baris", "kolom", "bagian", "teks"))


class XlsxWriter:
    """Writes a workbook: in memory, or with `scratch` on the disk, where a row is as soon as the next begins.

    Give `begin` for each sheet, then its `rows`, as often as there are some; leaving the context completes the file.
    Whoever gives a folder `scratch` removes it: where writing is given up, temporary files are left in it.
    """

    def __init__(self, file: BinaryIO | Path, *, title: str, scratch: Path | None = None) -> None:
        # most processes never write a workbook
        from xlsxwriter import Workbook  # type: ignore[import-untyped] # noqa: PLC0415

        target = str(file) if isinstance(file, Path) else file
        on_disk = {"constant_memory": True, "tmpdir": str(scratch)}
        self._workbook = Workbook(target, on_disk if scratch else {"in_memory": True})
        self._workbook.set_properties({"title": writable(title), "author": "Inovasi Medan", "created": _MADE})
        self._bold = self._workbook.add_format({"bold": True, "bottom": 1})
        self._day = self._workbook.add_format({"num_format": "yyyy-mm-dd"})
        self._place: _Place | None = None
        self._long = _Long()
        self._names: set[str] = {"history"}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self.close()
            return
        # what is half-written is given up: nothing is put together, and the files of the rows are let go
        for sheet in self._workbook.worksheets():
            if sheet.row_data_fh:
                sheet.row_data_fh.close()

    def close(self) -> None:
        """Complete the file; once is enough, and more do nothing."""
        if not self._workbook.fileclosed:
            self._end_sheet()
            self._workbook.close()

    def begin(self, name: str, header: Sequence[str]) -> None:
        """Begin a sheet with its columns, which stay in sight and can be filtered by.

        Raises:
            ValueError: no sheet has so many columns.
        """
        if len(header) > MOST_COLUMNS:
            message = f"a sheet has at most {MOST_COLUMNS} columns"
            raise ValueError(message)
        self._end_sheet()
        self._place = _Place(name, header, self._add(name, header))

    def rows(self, rows: Iterable[Row]) -> None:
        """Write some rows to the sheet that was begun, and to further ones where it is full."""
        for row in rows:
            self._row(row)

    def _row(self, row: Row) -> None:
        place = self._place
        if place is None:
            message = "a row needs a sheet"
            raise ValueError(message)
        if place.row + 1 >= MOST_ROWS:
            self._end_sheet()
            name = f"{place.name[: _MOST_NAME - 6]} ({place.part + 1})"
            place.sheet, place.row, place.part = self._add(name, place.header), 0, place.part + 1
        place.row += 1
        for column, cell in enumerate(row):
            self._cell(place, column, cell)

    def _cell(self, place: _Place, column: int, cell: Cell) -> None:
        sheet, row = place.sheet, place.row
        if isinstance(cell, str):
            self._text(place, column, writable(cell))
        elif isinstance(cell, bool):
            sheet.write_boolean(row, column, cell)
        elif isinstance(cell, int | float | Decimal) and _is_exact(cell):
            sheet.write_number(row, column, cell)
        elif isinstance(cell, date) and not isinstance(cell, datetime) and cell >= _FIRST_DAY:
            sheet.write_datetime(row, column, datetime.combine(cell, time()), self._day)
        elif cell is not None:
            sheet.write_string(row, column, plain(cell))

    def _text(self, place: _Place, column: int, text: str) -> None:
        parts = _parts(text)
        place.sheet.write_string(place.row, column, parts[0])
        for number, part in enumerate(parts[1:], start=2):
            self._go_on((place.sheet.get_name(), place.row + 1, place.header[column], number, part))

    def _go_on(self, row: tuple[str, int, str, int, str]) -> None:
        """Write a part of a text that did not fit where it belongs: of which sheet, row and column, and which part."""
        long = self._long
        if long.sheet is None or long.row + 1 >= MOST_ROWS:
            long.sheet, long.row = self._add("Lanjutan", long.header), 0
        long.row += 1
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                long.sheet.write_string(long.row, column, cell)
            else:
                long.sheet.write_number(long.row, column, cell)

    def _add(self, name: str, header: Sequence[str]) -> Any:
        sheet = self._workbook.add_worksheet(self._free(name))
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, max(len(header) - 1, 0), _WIDTH)
        for column, title in enumerate(header):
            sheet.write_string(0, column, writable(title), self._bold)
        return sheet

    def _end_sheet(self) -> None:
        if self._place and self._place.header:
            self._place.sheet.autofilter(0, 0, self._place.row, len(self._place.header) - 1)

    def _free(self, name: str) -> str:
        """Return a name that Excel takes and no other sheet has."""
        clean = _FORBIDDEN_IN_NAMES.sub(" ", writable(name))[:_MOST_NAME].strip(" '") or "Data"
        free, number = clean, 1
        while free.lower() in self._names:
            number += 1
            free = f"{clean[: _MOST_NAME - 6]} ({number})"
        self._names.add(free.lower())
        return free


def _is_exact(number: float | Decimal) -> bool:
    """Whether Excel, which counts in 64-bit floating point and shows 15 digits, keeps a number as it is."""
    if isinstance(number, float):
        return isfinite(number)
    digits = Decimal(number).as_tuple()
    return isinstance(digits.exponent, int) and len(digits.digits) <= _MOST_DIGITS


def _parts(text: str) -> list[str]:
    """Return a text in parts that fit in a cell, none of which ends within a character; an empty one if it is empty."""
    if len(text) * 2 <= MOST_CHARACTERS:
        return [text]
    parts, begin, length = [], 0, 0
    for place, character in enumerate(text):
        width = 2 if character > "\uffff" else 1
        if length + width > MOST_CHARACTERS:
            parts.append(text[begin:place])
            begin, length = place, 0
        length += width
    return [*parts, text[begin:]]

"""Tables as files that a spreadsheet can open and a program can read back: CSV, XLSX and NDJSON.

A cell is text, a number, a truth value, a day, a moment or nothing. How each is written, so that a reader can rely on:

* **CSV** (RFC 4180): UTF-8, lines end with CR LF, the first names the columns. Nothing is an empty field, an empty text
  is `""`. Days are `2026-11-28`, moments `2026-11-28T03:00:00Z`, truth values `true` and `false`. With the delimiter
  `;` the decimal mark of numbers is a comma, which is what spreadsheets set to Indonesian expect.
* **No formula.** A spreadsheet runs what begins with `=`, `+`, `-` or `@`. A text that does, also behind apostrophes,
  blanks or invisible characters and in other widths, or that begins with a tab or a line end, gets an apostrophe in
  front (OWASP, CSV Injection). To undo it take one apostrophe from in front of what is still such a text behind it; a
  text that had one gets another, so nothing is ambiguous. Numbers are not touched, nor a text that is one (`-5`).
* **XLSX**: texts are typed as texts, so nothing in them runs and they stand as they are. Numbers of more than 15
  digits, which Excel would round, and days before March 1900, which it does not know, are texts. A text longer than a
  cell can be goes on in a sheet of its own; rows over the height of a sheet go on in further sheets. Nothing is cut.
* **Characters** that neither can hold (control characters but tabs and line ends, halves of characters) are written as
  U+FFFD in both. **NDJSON** has every text exactly: one JSON object a line, the columns its members.
"""

import io
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from app.core.cells import Cell, Row, harmless, plain
from app.core.workbooks import XlsxWriter

Delimiter = Literal[",", ";"]

BOM = "\ufeff"
# These, too, stand as PostgreSQL reads them.
TO_QUOTE = r'[",;\t\r\n]'
# what most texts are: they begin with a letter or digit, and hold nothing that is quoted or cannot be written
AS_IT_IS = r"[0-9A-Za-z][- !#-+.-:<-~\u00a1-\u024f]*"
_TO_QUOTE, _AS_IT_IS = re.compile(TO_QUOTE), re.compile(AS_IT_IS)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A small table: its name, the codes of its columns and its rows."""

    name: str
    header: Sequence[str]
    rows: Iterable[Row]


class CsvWriter:
    """Writes rows as lines of CSV; give `begin` first, with the columns."""

    def __init__(self, *, delimiter: Delimiter = ",", bom: bool = False) -> None:
        self.delimiter = delimiter
        self._begin = BOM if bom else ""

    def begin(self, header: Sequence[str]) -> bytes:
        """Return the line that names the columns, with what goes in front of it."""
        return self._begin.encode() + self.lines([header])

    def lines(self, rows: Iterable[Row]) -> bytes:
        """Return the lines of some rows."""
        return "".join(f"{self.delimiter.join(map(self._cell, row))}\r\n" for row in rows).encode()

    def _cell(self, cell: Cell) -> str:
        if isinstance(cell, str):
            if _AS_IT_IS.fullmatch(cell):
                return cell
            text = harmless(cell)
            return f'"{text.replace(chr(34), chr(34) * 2)}"' if not text or _TO_QUOTE.search(text) else text
        told = plain(cell)
        if self.delimiter == ";" and isinstance(cell, float | Decimal):
            return told.replace(".", ",")
        return told


def csv_of(header: Sequence[str], rows: Iterable[Row], *, delimiter: Delimiter = ",", bom: bool = False) -> bytes:
    """Return a small table as CSV."""
    writer = CsvWriter(delimiter=delimiter, bom=bom)
    return writer.begin(header) + writer.lines(rows)


def json_line(value: Any) -> bytes:
    """Return a value that JSON can hold as a line of NDJSON; halves of characters are written as their numbers."""
    told = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=plain, allow_nan=False)
    try:
        return f"{told}\n".encode()
    except UnicodeEncodeError:
        return f"{json.dumps(value, separators=(',', ':'), default=plain, allow_nan=False)}\n".encode()


def ndjson_of(header: Sequence[str], rows: Iterable[Row]) -> bytes:
    """Return a small table as NDJSON."""
    return b"".join(json_line(dict(zip(header, row, strict=True))) for row in rows)


def xlsx_of(sheets: Sequence[Sheet], *, title: str) -> bytes:
    """Return some small tables as the sheets of a workbook, in which `title` tells what it is."""
    file = io.BytesIO()
    with XlsxWriter(file, title=title) as writer:
        for sheet in sheets:
            writer.begin(sheet.name, sheet.header)
            writer.rows(sheet.rows)
    return file.getvalue()

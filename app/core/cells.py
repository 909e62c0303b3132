"""What stands in a cell: how values are written as text, and how a text is kept from being run as a formula. No I/O."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

Cell = str | int | float | Decimal | bool | date | datetime | None
Row = Sequence[Cell]

# what no XML document and no plain text can hold
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_PLAIN_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
_LINE_BEGINS = ("\t", "\r", "\n")
# unseen by people, and left out or skipped by spreadsheets: blanks, controls, formats
_UNSEEN = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf"})
# the signs, the minus of mathematics, and whatever is one of them in another width (Unicode 16, NFKC)
_SIGNS = frozenset("=+-@\u2212\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u207a\u207b\u207c\u208a\u208b\u208c")


def writable(text: str) -> str:
    """Return a text with U+FFFD for each character that neither CSV nor XLSX can hold."""
    return _UNWRITABLE.sub("\ufffd", text)


def is_formula(text: str) -> bool:
    """Whether a spreadsheet might run a text, or take it for more cells than one."""
    if text.startswith(_LINE_BEGINS):
        return True
    for character in text:
        if character in _SIGNS:
            return not _PLAIN_NUMBER.fullmatch(text)
        if character != "'" and unicodedata.category(character) not in _UNSEEN:
            return False
    return False


def harmless(text: str) -> str:
    """Return a text as a CSV cell holds it: with an apostrophe in front if a spreadsheet might run it."""
    text = writable(text)
    return f"'{text}" if is_formula(text) else text


def plain(cell: Cell) -> str:
    """Return what is not text as text: a number, a truth value, a day, a moment."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime):
        return cell.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    return "" if cell is None else str(cell)

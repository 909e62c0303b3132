"""What stands in a cell: how values are written as text, and how a text is kept from being run as a formula. No I/O."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

Cell = str | int | float | Decimal | bool | date | datetime | None
Row = Sequence[Cell]

# These stand in regular expressions as both Python and PostgreSQL read them, which writes the lines of innovations.

# what no XML document and no plain text can hold
UNWRITABLE = r"[\u0001-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]"
PLAIN_NUMBER = r"-?[0-9]+(\.[0-9]+)?"
# Unseen by people, and left out or skipped by spreadsheets: apostrophes, and the blanks, controls and formats of
# Unicode 15 (Zs, Zl, Zp, Cc, Cf).
UNSEEN = (
    r"'\u0001-\u0020\u007f-\u00a0\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u1680\u180e\u2000-\u200f"
    r"\u2028-\u202f\u205f-\u2064\u2066-\u206f\u3000\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f"
    r"\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f"
)
# the signs, the minus of mathematics, and whatever is one of them in another width (NFKC)
SIGNS = r"+=\-@\u2212\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u207a\u207b\u207c\u208a\u208b\u208c"
# a text that is none of a number, and begins so that a spreadsheet might run it or take it for more cells than one
FORMULA_BEGINS = rf"[\t\r\n]|[{UNSEEN}]*[{SIGNS}]"

_UNWRITABLE = re.compile(rf"\x00|[\ud800-\udfff]|{UNWRITABLE}")
_PLAIN_NUMBER = re.compile(PLAIN_NUMBER)
_FORMULA_BEGINS = re.compile(FORMULA_BEGINS)


def writable(text: str) -> str:
    """Return a text with U+FFFD for each character that neither CSV nor XLSX can hold."""
    return _UNWRITABLE.sub("\ufffd", text)


def is_formula(text: str) -> bool:
    """Whether a spreadsheet might run a text, or take it for more cells than one."""
    return bool(_FORMULA_BEGINS.match(text)) and not _PLAIN_NUMBER.fullmatch(text)


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

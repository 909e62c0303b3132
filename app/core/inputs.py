"""What people type, cleaned in one way; and no day, moment or number that only a parser would take for one."""

import re
from collections.abc import Callable, Hashable, Sequence
from datetime import date
from typing import Any, TypeVar

from pydantic_core import PydanticCustomError

from app.core.schema import full_date

_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}", re.ASCII)
# decimals that numbers are kept with where the database has them exactly
_DECIMALS = 4
_Item = TypeVar("_Item", bound=Hashable)


def _seen(text: str) -> bool:
    return any(character.isprintable() and not character.isspace() for character in text)


def passage(text: str) -> str:
    """Return text without blanks around it; nothing is left of what nobody sees."""
    return text.strip() if _seen(text) else ""


def one_line(text: str) -> str:
    """Return text on one line, without blanks around it; nothing is left of what nobody sees."""
    return " ".join(text.split()) if _seen(text) else ""


def written_day(value: Any) -> Any:
    """Let a day pass that is spelt YYYY-MM-DD.

    Raises:
        PydanticCustomError: it is something else; Pydantic would take a number for seconds since 1970.
    """
    if not isinstance(value, str):
        raise PydanticCustomError("date_parsing", "not a date")
    return full_date(value)


def day_within(earliest: date, latest: date) -> Callable[[date], date]:
    """Return what lets the days of a span pass.

    What it returns raises:
        PydanticCustomError: the day is before or after it.
    """

    def within(day: date) -> date:
        if day < earliest:
            raise PydanticCustomError("greater_than_equal", "too early", {"ge": earliest.isoformat()})
        if day > latest:
            raise PydanticCustomError("less_than_equal", "too late", {"le": latest.isoformat()})
        return day

    return within


def once(items: Sequence[_Item]) -> list[_Item]:
    """Return each of some items once, in their order."""
    return list(dict.fromkeys(items))


def written_moment(value: Any) -> Any:
    """Let a moment pass that is spelt as a day and a time.

    Raises:
        PydanticCustomError: it is something else; Pydantic would take a number for seconds since 1970.
    """
    if not isinstance(value, str) or not _MOMENT.match(value):
        raise PydanticCustomError("moment_parsing", "not a moment")
    return value


def json_number(value: Any) -> Any:
    """Let a number of JSON pass.

    Raises:
        PydanticCustomError: it is text, or true or false.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise PydanticCustomError("float_type", "not a number")
    return value


def kept_number(value: Any) -> Any:
    """Let a number of JSON pass that is kept as it was sent, with four decimals.

    Raises:
        PydanticCustomError: it is no number, or has more decimals.
    """
    # a whole number has none, and may be larger than any float
    if isinstance(json_number(value), float) and round(value, _DECIMALS) != value:
        raise PydanticCustomError("too_precise", "too many decimals", {"most": _DECIMALS})
    return value

"""Partial dates: a source that says only "2019" is not made to say 1 January.

A partial date is the ISO 8601 reduced form `YYYY`, `YYYY-MM` or `YYYY-MM-DD`. As text in the C collation it sorts by
its first day, a coarser date before a finer one of the same day, which is also how it is compared with a full date.
"""

import calendar
import re
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field, WithJsonSchema

PATTERN = r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$"
_SHAPE = re.compile(PATTERN, re.ASCII)


def check(value: str) -> str:
    """Return `value` if it names a year, month or day that exists.

    Raises:
        ValueError: it does not have one of the three forms, or there is no such day.
    """
    if not _SHAPE.fullmatch(value) or value.startswith("0000"):
        message = "a partial date is YYYY, YYYY-MM or YYYY-MM-DD"
        raise ValueError(message)
    if len(value) == len("YYYY-MM-DD"):
        date.fromisoformat(value)
    return value


def first_day(value: str) -> date:
    """Return the first day that the partial date can mean."""
    year, month, day = (*map(int, value.split("-")), 1, 1)[:3]
    return date(year, month, day)


def last_day(value: str) -> date:
    """Return the last day that the partial date can mean."""
    parts = [int(part) for part in value.split("-")]
    if len(parts) == 3:  # noqa: PLR2004 - year, month, day
        return date(*parts)
    year, month = (*parts, 12)[:2]
    return date(year, month, calendar.monthrange(year, month)[1])


PartialDate = Annotated[
    str,
    Field(max_length=10),
    AfterValidator(check),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": PATTERN,
            "maxLength": 10,
            "description": "ISO 8601 date of reduced precision: YYYY, YYYY-MM or YYYY-MM-DD.",
            "examples": ["2019", "2019-06", "2019-06-18"],
        }
    ),
]

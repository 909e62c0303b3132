"""The base of every schema: inputs refuse what they do not know, outputs leave nothing out."""

import re
import unicodedata
import warnings
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic.warnings import UnsupportedFieldAttributeWarning
from pydantic_core import PydanticCustomError

# FastAPI gives what validates a body the name of its parameter, which it needs and Pydantic does not; it hushes the
# warning where it builds that at once, and not where that is built at the first need (see `Input`).
warnings.filterwarnings("ignore", category=UnsupportedFieldAttributeWarning)

# an id or a slug, to be told apart later
KEY_PATTERN = r"^[a-z0-9-]+$"
SLUG_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_NUMBER = re.compile(r"-?(0|[1-9]\d*)", re.ASCII)
# a cursor holds the sort keys of a row, of which the longest is a name of 500 characters of up to four bytes each
MOST_CURSOR = 3000
# characters; every text has a limit of its own, which is lower
_MOST_TEXT = 20_000
# control characters but tabs and line ends, halves of characters, and what is none (Unicode 16, 23.7)
_UNSTORABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# Marks on one letter are put in order one by one, which takes the square of their number. Ten times as many as any
# language has (UAX #15, 13) may stand there; where no such run is outside of Latin letters, they need not be counted.
_MOST_MARKS = 100
_LONG_RUN = re.compile(f"[^\x00-\u02ff]{{{_MOST_MARKS + 1}}}")


def _storable(text: str) -> str:
    """Return the NFC form of text that PostgreSQL and JSON can hold and a log can show."""
    if len(text) > _MOST_TEXT:
        raise PydanticCustomError("string_too_long", "too long", {"max_length": _MOST_TEXT})
    if _UNSTORABLE.search(text):
        raise PydanticCustomError("control_character", "control character")
    if _LONG_RUN.search(text) and _most_marks(text) > _MOST_MARKS:
        raise PydanticCustomError("marks_piled_up", "marks piled up")
    return unicodedata.normalize("NFC", text)


def _most_marks(text: str) -> int:
    """Return how many combining marks follow each other at most."""
    most = run = 0
    for character in text:
        run = run + 1 if unicodedata.combining(character) else 0
        most = max(most, run)
    return most


Text = Annotated[str, AfterValidator(_storable)]


class Input(BaseModel):
    """What a client sends: unknown names are refused."""

    # what validates a body is built with the first one: most processes serve reads, and it is memory
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=False, defer_build=True)


class Output(BaseModel):
    """What a client gets: every property is always there, so clients need no defaults."""

    # most are parts of others and never made into JSON by themselves: what that takes is built at the first need
    model_config = ConfigDict(from_attributes=True, defer_build=True)


def whole_number(value: Any) -> Any:
    """Refuse the spellings of a number that Python's parser allows and JSON does not (`1_000`, ` 5`, `+5`, `05`)."""
    if isinstance(value, str) and not _NUMBER.fullmatch(value):
        raise PydanticCustomError("int_parsing", "not a whole number")
    return value


def full_date(value: Any) -> Any:
    """Refuse what is not spelt YYYY-MM-DD: Pydantic would take a number for seconds since 1970."""
    if isinstance(value, str) and not _DATE.fullmatch(value):
        raise PydanticCustomError("date_parsing", "not a date")
    return value


Year = Annotated[str, Field(min_length=4, max_length=4, pattern=r"^(19|20)[0-9]{2}$", examples=["2019"])]
Limit = Annotated[
    int,
    Field(ge=1, le=200, description="How many to return at most.", json_schema_extra={"format": "int32"}),
    BeforeValidator(whole_number),
]
Cursor = Annotated[
    str | None,
    Field(
        min_length=1,
        max_length=MOST_CURSOR,
        pattern=r"^[A-Za-z0-9_-]+$",
        description="`next` or `prev` of an earlier page of the same list; belongs to its filter and order.",
    ),
]


AsOf = Annotated[
    date,
    BeforeValidator(full_date),
    Field(description="The date to look at; today where absent.", examples=["2019-06-18"]),
]


class AsOfFilter(Input):
    """The date to look at."""

    as_of: AsOf | None = Field(None, description="The date to look at; today where absent.")


Id = Annotated[UUID, Field(description="UUIDv7.", examples=["019ab3c1-0400-7d3e-9a51-3c8f1f1d2b11"])]
Slug = Annotated[
    str, Field(max_length=120, pattern=SLUG_PATTERN, description="Readable part of the address.", examples=["verolin"])
]
Name = Annotated[str, Field(max_length=500, examples=["Verolin"])]
Prose = Annotated[str, Field(max_length=20_000, examples=["Sistem untuk verifikasi reklame secara daring."])]
Small = Annotated[int, Field(ge=0, le=2_147_483_647, json_schema_extra={"format": "int32"}, examples=[1])]
Moment = Annotated[datetime, Field(examples=["2026-11-21T17:00:00Z"])]
# an exact decimal as text, because a number would pass through binary fractions on its way
Exact = Annotated[str, Field(max_length=40, pattern=r"^-?\d+(\.\d+)?$", examples=["82.5"])]
Reference = Annotated[
    str,
    Field(min_length=1, max_length=120, pattern=KEY_PATTERN, examples=["sekretariat-dprd"]),
]


def open_codes(codes: type[StrEnum], description: str) -> WithJsonSchema:
    """Return the mark of a code in an answer: text with documented values, to which new ones may be added.

    A closed enumeration would break generated clients on each new code.
    """
    values = [code.value for code in codes]
    known = ", ".join(f"`{value}`" for value in values)
    return WithJsonSchema(
        {
            "type": "string",
            "maxLength": 40,
            "description": f"{description} Known codes: {known}. Tolerate new ones.",
            "x-extensible-enum": values,
            "examples": [values[0]],
        }
    )

"""What every part of an instrument is made of: codes, words, numbers, and the base of the parts.

What no source says is `unknown` in a file and None here. A part that is unknown is never guessed: whoever needs it for
a result is refused (see `app.instruments.definition.unknowns`).
"""

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from app.core.schema import Text

CODE_PATTERN = r"^[a-z0-9]+(_[a-z0-9]+)*$"
UNKNOWN = "unknown"
MOST_WORDS = 2000

SLUG_CODE = r"^[a-z0-9]+(-[a-z0-9]+)*$"
FIRST_YEAR, LAST_YEAR = 1990, 2100

Code = Annotated[str, StringConstraints(pattern=CODE_PATTERN, max_length=60)]
Codes = Annotated[tuple[Code, ...], Field(max_length=50)]
# what stands in an address; code and edition together are no longer than a slug may be
InstrumentCode = Annotated[str, Field(pattern=SLUG_CODE, max_length=59)]
Year = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]
Words = Annotated[Text, Field(min_length=1, max_length=MOST_WORDS)]


class Part(BaseModel):
    """A part of an instrument, which is what its file says and nothing beside it."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


def fault(message: str, *at: str | int) -> PydanticCustomError:
    """Return what is wrong between the members of a part; `at` leads from the part to the one that should be looked at.

    Whoever reads a file finds `at` in the context of the error, and shows that line instead of the part's first.
    """
    return PydanticCustomError("instrument", "{message}", {"message": message, "at": at})


def twice(values: Sequence[object]) -> int | None:
    """Return the place of the first value that stands before it already, or None if all are different."""
    seen: set[object] = set()
    for place, value in enumerate(values):
        if value in seen:
            return place
        seen.add(value)
    return None


def unless_unknown(value: Any) -> Any:
    """Return None for what a file says is unknown; absent is another thing, and refused where a value must stand."""
    return None if value == UNKNOWN else value


def _plain(value: Decimal) -> Decimal:
    """Return a decimal in its one spelling, so that 5 and 5.0 have the same digest."""
    # nothing added, so that there is no zero with a sign
    bare = value.normalize() + 0
    return bare.quantize(Decimal(1)) if bare == bare.to_integral() else bare


Number = Annotated[Decimal, Field(max_digits=12, decimal_places=4), AfterValidator(_plain)]
KnownOrNot = Annotated[Number | None, BeforeValidator(unless_unknown)]


class Label(Part):
    """A text in Indonesian and, where there is one, English."""

    id: Words
    en: Words | None = None


class Confidence(StrEnum):
    """How far a source is to be trusted: official text, good report, third-party reconstruction."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class SourceRef(Part):
    """Where a rule or figure is from."""

    title: Words
    address: Words | None = None
    confidence: Confidence
    note: Words | None = None

"""What clients ask of the index."""

import re
from typing import Annotated, Any

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from app.core.schema import KEY_PATTERN, Input, Limit, Reference, whole_number

MOST_RAISED = 50
_KEY = KEY_PATTERN.strip("^$").replace("+", "{1,120}")
_NUMBER = re.compile(r"-?(0|[1-9]\d{0,11})(\.\d{1,40})?([eE][+-]?\d{1,3})?", re.ASCII)


def _number(value: Any) -> Any:
    """Refuse the spellings of a number that Python's parser allows and JSON does not (`1_0`, ` 5`, `.5`, `nan`)."""
    if isinstance(value, str) and not _NUMBER.fullmatch(value):
        raise PydanticCustomError("float_parsing", "not a number")
    return value


def _whole(least: int, most: int, example: int) -> Any:
    return Field(ge=least, le=most, json_schema_extra={"format": "int32"}, examples=[example])


Edition = Annotated[Reference, Field(examples=["iid-2026"])]
Year = Annotated[int, _whole(2000, 2100, 2026), BeforeValidator(whole_number)]
IndicatorNumber = Annotated[int, _whole(1, 999, 31), BeforeValidator(whole_number)]
LevelNumber = Annotated[int, _whole(1, 10, 3), BeforeValidator(whole_number)]
Points = Annotated[
    float,
    Field(ge=0, le=100_000, allow_inf_nan=False, json_schema_extra={"format": "double"}, examples=[40.5]),
    BeforeValidator(_number),
]
Keys = Annotated[
    str,
    Field(
        max_length=MOST_RAISED * 121,
        pattern=rf"^{_KEY}(,{_KEY}){{0,{MOST_RAISED - 1}}}$",
        examples=["verolin"],
    ),
]


class IndexScoreFilters(Input):
    """By which edition an innovation is scored."""

    edition: Edition | None = Field(
        None, description="Slug of an edition of levelled indicators; the newest where absent."
    )


class IndexFilters(IndexScoreFilters):
    """By which rules the index is estimated, and what is supposed."""

    year: Year | None = Field(
        None, description="The year whose rules apply; where absent, the latest one that the edition has rules for."
    )
    government: Points | None = Field(
        None, description="Points of the government's own indicators. Where absent the index itself is not known."
    )
    chosen: Keys | None = Field(
        None,
        alias="raise",
        description=f"Ids or slugs, with commas between them, of up to {MOST_RAISED} innovations of yours that are "
        "supposed to reach the level. One that does not count yet is supposed to be reported.",
    )
    indicator: IndicatorNumber | None = Field(
        None, description="Number of the one indicator that is raised; all of them where absent."
    )
    level: LevelNumber | None = Field(None, description="The level that is reached; the highest where absent.")
    limit: Limit = 50

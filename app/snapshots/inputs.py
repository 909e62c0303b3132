"""What clients send to freeze statistics, and what they ask of snapshots."""

from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, field_validator
from pydantic_core import PydanticCustomError

from app.core.inputs import day_within, written_day
from app.core.schema import Cursor, Input, Limit, Text
from app.innovations.inputs import NewName, Passage
from app.statistics.schemas import Audience

MOST_STATISTICS = 40
_CODE = r"^[a-z][a-z0-9_]*$"
# before any council that could have been told of an innovation, and further ahead than sessions are planned
SessionDay = Annotated[
    date,
    BeforeValidator(written_day),
    AfterValidator(day_within(date(2000, 1, 1), date(2100, 1, 1))),
    Field(description="The day of the session.", examples=["2026-12-03"]),
]
_Name = Annotated[str, Field(min_length=1, max_length=60, pattern=_CODE)]
_Value = Annotated[Text, Field(max_length=1000)]


class StatisticWanted(Input):
    """A statistic as it is asked for."""

    name: _Name = Field(description="Its name, as `GET /v1/statistics` tells it.", examples=["council"])
    key: _Name | None = Field(
        None, description="What it is called in the snapshot; its name where absent.", examples=["council_by_body"]
    )
    parameters: Annotated[dict[_Name, _Value], Field(max_length=60)] = Field(
        default_factory=dict,
        description="Its parameters as text, as in an address. Without `as_of` it is told as of the day of the session "
        "where that has come, and else as of today.",
        examples=[{"by": "body"}],
    )

    @property
    def called(self) -> str:
        """What it is called in the snapshot."""
        return self.key or self.name


class SnapshotCreate(Input):
    """What is to be frozen, for which session, and for whom."""

    session_date: SessionDay
    title: Annotated[NewName, Field(max_length=200, examples=["Rapat Paripurna 3 Desember 2026"])]
    note: Annotated[Passage, Field(max_length=2000)] | None = Field(None, description="What is to be known of it.")
    audience: Audience = Field(
        Audience.PUBLIC,
        description="`public`: the numbers that everyone may read. `internal`: those that you may; whoever looks after "
        "the records of the whole city reads it.",
    )
    statistics: list[StatisticWanted] = Field(min_length=1, max_length=MOST_STATISTICS)

    @field_validator("statistics")
    @classmethod
    def _keys_differ(cls, wanted: list[StatisticWanted]) -> Any:
        keys = [one.called for one in wanted]
        if len(set(keys)) < len(keys):
            raise PydanticCustomError("repeated", "twice")
        return wanted


class SnapshotFilters(Input):
    """Which snapshots, the last made first, and how many at a time."""

    session_date: SessionDay | None = Field(None, description="The day of the session.")
    audience: Audience | None = Field(None, description="Whom they are for.")
    limit: Limit = 20
    cursor: Cursor = None
    with_total: bool = Field(default=False, description="Whether to count all pages in `total`.")

"""What clients get of statistics: one shape for all of them, so that sheets, pictures and snapshots need no other."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import ConfigDict, Field, WithJsonSchema

from app.core.schema import Output, Small, open_codes
from app.status.schemas import Address

Code = Annotated[str, Field(max_length=60, pattern="^[a-z][a-z0-9_]*$", examples=["innovations"])]
Sentence = Annotated[str, Field(max_length=4000, examples=["Inovasi menurut jenis"])]
# whole where it counts, with the decimals that its measure states where it does not
Number = Annotated[
    int | float,
    WithJsonSchema(
        {"type": "number", "format": "double", "minimum": -9e15, "maximum": 9e15, "examples": [17]},
    ),
]


class Audience(StrEnum):
    """Whom a statistic is for."""

    PUBLIC = "public"
    INTERNAL = "internal"


class Absence(StrEnum):
    """Why a figure has no value."""

    UNKNOWN = "unknown"
    SUPPRESSED = "suppressed"
    NOT_APPLICABLE = "not_applicable"


AudienceCode = Annotated[
    str,
    open_codes(Audience, "Whom it is for: everyone, or those who keep the records that only they may read."),
]
AbsenceCode = Annotated[str, open_codes(Absence, "Why there is no value.")]


class Words(Output):
    """The same words in Indonesian and English."""

    id: Sentence
    en: Sentence


class DimensionRead(Output):
    """What the rows of a statistic are told apart by."""

    code: Code = Field(examples=["kind"])
    label: Words
    multiple: bool = Field(
        description="Whether a record may count in several rows; these then do not add up to the total."
    )


class MeasureRead(Output):
    """What a statistic counts or measures."""

    code: Code = Field(examples=["innovations"])
    label: Words
    unit: Words
    definition: Words
    decimals: Small = Field(le=6, description="How many decimals its values are rounded to.", examples=[0])


class StatisticKey(Output):
    """A value of a dimension; a null code stands for what nobody knows, or for none."""

    code: Annotated[str, Field(max_length=241, examples=["digital"])] | None
    label: Words


class FigureRead(Output):
    """One number of a statistic, with the list that it counts."""

    measure: Code
    value: Number | None = Field(description="In the unit of its measure.")
    reason: AbsenceCode | None = Field(description="Why the value is null; null where there is one.")
    list: Address | None = Field(
        description="The list of what is counted: with `with_total=true` its `total` is the value. Null where no list "
        "says it."
    )
    of: Number | None = Field(description="The whole, where the value is a share of it.")


class StatisticRow(Output):
    """A row: its place in each dimension, and a figure for each measure."""

    keys: list[StatisticKey] = Field(max_length=4)
    figures: list[FigureRead] = Field(max_length=40)


class StatisticRead(Output):
    """A statistic: what is counted, how, when, from what, and the numbers."""

    model_config = ConfigDict(title="Statistic")

    name: Code = Field(description="The last part of its address, with `_` for `-`.")
    title: Words
    definition: Words = Field(description="What counts, and how.")
    unit: Words
    as_of: date = Field(description="The day whose state this is, in Medan.", examples=["2026-11-28"])
    audience: AudienceCode
    source: Words = Field(description="Which records it rests on.")
    notes: list[Words] = Field(max_length=20, description="What one has to know to read these numbers.")
    filters: dict[str, Annotated[str, Field(max_length=1000)]] = Field(
        max_length=40, description="What was asked for, as it was asked.", examples=[{"by": "kind"}]
    )
    dimensions: list[DimensionRead] = Field(max_length=4)
    measures: list[MeasureRead] = Field(max_length=40)
    total: list[FigureRead] = Field(max_length=40, description="A figure for each measure.")
    rows: list[StatisticRow] = Field(max_length=50_000)


class StatisticParameter(Output):
    """Something that a statistic may be asked with."""

    name: Code = Field(examples=["by"])
    required: bool = Field(description="Whether it has to be given.")


class StatisticEntry(Output):
    """A statistic, before it is asked for."""

    name: Code
    address: Address = Field(description="Where it is; with `.csv` or `.xlsx` behind the path, as a sheet.")
    title: Words
    definition: Words
    unit: Words
    source: Words
    dimensions: list[DimensionRead] = Field(max_length=20, description="What it may be told apart by.")
    measures: list[MeasureRead] = Field(max_length=40)
    parameters: list[StatisticParameter] = Field(max_length=60)
    permission: Annotated[str, Field(max_length=60, examples=["public"])] = Field(
        description="What whoever asks needs: `public` for nothing."
    )


class StatisticList(Output):
    """Every statistic."""

    items: list[StatisticEntry] = Field(max_length=100)

"""What clients ask of results and what they get. Exact numbers are text; none passes through binary fractions."""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field

from app.core.inputs import one_line, written_day
from app.core.paging import NextCursor, PrevCursor, Total
from app.core.schema import (
    Cursor,
    Exact,
    Id,
    Input,
    Limit,
    Moment,
    Name,
    Output,
    Reference,
    Slug,
    Small,
    Text,
    open_codes,
)
from app.models.codes import RoundStatus, StageKind
from app.results.ranking import Reason

StageCode = Annotated[str, open_codes(StageKind, "The stage.")]
RoundStatusCode = Annotated[str, open_codes(RoundStatus, "Where the round is on its way.")]
ReasonCode = Annotated[str, open_codes(Reason, "Why it does not go on.")]
Ratio = Annotated[str, Field(max_length=2000, pattern=r"^-?\d+/\d+$", description="The number itself, as a fraction.")]
Digest = Annotated[
    str,
    Field(
        max_length=64,
        pattern=r"^[0-9a-f]{64}$",
        examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
    ),
]
Engine = Annotated[str, Field(max_length=20, description="Version of the arithmetic.", examples=["1"])]
CriterionCode = Annotated[str, Field(max_length=60, pattern=r"^[a-z0-9_]+$", examples=["kebaruan"])]
Label = Annotated[
    str, Field(max_length=40, description="Tells assessors apart without naming them.", examples=["Penilai 1"])
]


class Decree(Input):
    """The decree that determines a result."""

    decree_number: Annotated[
        Text, AfterValidator(one_line), Field(min_length=1, max_length=200, examples=["100.3.3/512.K/2026"])
    ]
    decree_on: Annotated[
        date,
        Field(ge=date(1945, 8, 17), le=date(2100, 12, 31), description="Its date.", examples=["2026-12-20"]),
        BeforeValidator(written_day),
    ]


class StageFilter(Input):
    """Of which stage."""

    stage: StageKind | None = Field(None, description="A stage of the round; its final result where absent.")


class ResultFilters(StageFilter):
    """Which entries, by rank, and how many at a time."""

    passed: bool | None = Field(None, description="Whether they went on; of the final result, whether they stayed in.")
    limit: Limit = 50
    cursor: Cursor = None
    with_total: bool = Field(default=False, description="Whether to count all pages in `total`.")


class ComparisonFilters(Input):
    """With which round, and how many entries at a time, by their rank in this one."""

    other: Reference | None = Field(
        None,
        description="Id or slug of the other round; the one before it by the same instrument where absent.",
        examples=["lokakarya-2018"],
    )
    limit: Limit = 50
    cursor: Cursor = None
    with_total: bool = Field(default=False, description="Whether to count all pages in `total`.")


class Figure(Output):
    """An exact number. Ranks and differences are taken on `exact`, never on `shown`."""

    shown: Exact = Field(description="Rounded half up to the decimals of the instrument.")
    exact: Ratio = Field(examples=["325/4"])


class Deviation(Output):
    """The sample standard deviation (n - 1)."""

    shown: Exact = Field(description="Rounded half up.")
    variance: Ratio = Field(description="Its square, exactly.", examples=["125/4"])


class ResultRound(Output):
    """The round that a result is of."""

    id: Id
    slug: Slug = Field(examples=["lokakarya-2019"])
    name: Name
    status: RoundStatusCode
    instrument: Slug = Field(examples=["kipp-2023"])


class ResultHead(Output):
    """What is said of a result as a whole, and what tells it from any other."""

    stage: StageCode | None = Field(description="Null for the result of the whole round.")
    number: Small = Field(
        ge=1,
        description="Of a stage it counts how often it came to another end; of a round, how often it was determined.",
    )
    engine: Engine
    digest: Digest = Field(description="SHA-256 of the result.")
    inputs_digest: Digest = Field(description="SHA-256 of all that it was computed from.")
    computed_at: Moment
    cut_tied: bool = Field(description="Whether more go on than the rule names, because they tie at the cut.")
    entries: Small = Field(description="How many it is about.")
    ranked: Small = Field(description="How many of them have a rank.")
    passed: Small = Field(description="How many of them go on.")
    incomplete: Small = Field(description="How many have fewer sheets than the instrument asks for.")


class ResultAgency(Output):
    """The owner of an entry, by its name on the day of opening."""

    id: Id
    slug: Slug
    name: Name


class ResultRow(Output):
    """An entry in a ranking."""

    id: Id = Field(description="Id of the entry.")
    innovation_id: Id
    name: Name = Field(description="By the name that it had when the round was opened.")
    agency: ResultAgency | None
    place: Small = Field(ge=1, description="Counts the rows of the list.")
    rank: Small | None = Field(description="Shared by those that tie (1, 2, 3, 4, 4, 6); null if it is not ranked.")
    tied: bool = Field(description="Whether another entry has the same rank.")
    passed: bool = Field(description="Whether it goes on; in the final result, whether it came through every stage.")
    reason: ReasonCode | None
    out_stage: StageCode | None = Field(description="In the final result, the stage after which it did not go on.")
    incomplete: bool = Field(description="Whether it has fewer sheets than the instrument asks for.")
    sheets: Small = Field(description="How many sheets of scores count.")
    total: Figure | None = Field(description="Mean of the sheets, of 100: what ranks.")
    normalised: Figure | None = Field(description="The total without the leniency of its assessors; decides nothing.")


class ResultPage(Output):
    """A page of a ranking."""

    round: ResultRound
    result: ResultHead | None = Field(description="Null while there is none.")
    items: list[ResultRow] = Field(max_length=200)
    next: NextCursor
    prev: PrevCursor
    total: Total


class CriterionMean(Output):
    """The mean of the panel's scores of one criterion."""

    criterion: CriterionCode
    mean: Figure


class PanelSheet(Output):
    """What one assessor gave to an entry."""

    label: Label
    name: Name | None = Field(description="Who it is, for those who run the round.")
    total: Figure
    normalised: Figure = Field(description="The total without the assessor's leniency.")


class StageStanding(Output):
    """How an entry stood at a stage."""

    stage: StageCode
    weight: Exact = Field(description="The stage's share of the final total.")
    rank: Small | None = Field(description="Null if it was not ranked there.")
    passed: bool = Field(description="Whether it went on from there.")
    total: Figure | None


class SelfTotal(Output):
    """What the owner claims of the innovation by the same instrument (penilaian mandiri)."""

    number: Small = Field(ge=1, description="Counts the owner's sheets; this is the newest.")
    total: Figure | None = Field(description="Null where a criterion is missing.")
    assessed_at: Moment


class EntryResult(ResultRow):
    """The result of one entry."""

    model_config = ConfigDict(title="EntryResult")

    round: ResultRound
    result: ResultHead
    median: Figure | None
    lowest: Figure | None
    highest: Figure | None
    range: Figure | None
    deviation: Deviation | None = Field(description="Null with fewer than two sheets.")
    criteria: list[CriterionMean] = Field(max_length=100)
    panel: list[PanelSheet] = Field(max_length=100, description="Empty in the final result.")
    stages: list[StageStanding] = Field(max_length=7, description="In the final result, the stages that it was in.")
    self_assessment: SelfTotal | None = Field(description="Kept apart, and never part of a total.")


class AssessorFigures(Output):
    """How one assessor scored beside the others."""

    label: Label
    name: Name
    sheets: Small = Field(description="How many of their sheets count.")
    leniency: Figure | None = Field(
        description="Mean difference to the mean of the co-assessors, over the entries that they share; null without."
    )


class Reliability(Output):
    """How far the panel of a stage agrees."""

    round: ResultRound
    result: ResultHead | None = Field(description="Null while there is none.")
    alpha: Figure | None = Field(
        description="Krippendorff's alpha of the sheets' totals, interval data; null where it is not defined."
    )
    assessors: list[AssessorFigures] = Field(max_length=1000)


class Recomputation(Output):
    """A result computed again, and whether it is the one that was kept, byte by byte."""

    same: bool = Field(description="Whether both are equal, byte by byte.")
    number: Small = Field(ge=1, description="Of the result that was kept.")
    engine: Engine
    digest: Digest = Field(description="Of what was computed now.")
    stored_digest: Digest = Field(description="Of what was kept.")
    inputs_digest: Digest = Field(description="Of what there is to compute from now.")
    stored_inputs_digest: Digest = Field(description="Of what it was computed from then.")


class ComparisonRow(Output):
    """An innovation in two rounds."""

    id: Id = Field(description="Id of the innovation.")
    name: Name
    entry_id: Id
    other_entry_id: Id
    total: Figure | None
    other_total: Figure | None
    difference: Figure | None = Field(description="How much more it has in this round, taken on the exact totals.")
    rank: Small | None = Field(description="In this round; null if it is not ranked.")
    other_rank: Small | None = Field(description="In the other round; null if it is not ranked.")


class ComparisonPage(Output):
    """A page of the innovations that are in both rounds."""

    round: ResultRound
    other: ResultRound | None = Field(description="Null if none was named and there is none before it.")
    items: list[ComparisonRow] = Field(max_length=200)
    next: NextCursor
    prev: PrevCursor
    total: Total

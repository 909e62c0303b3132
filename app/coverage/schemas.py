"""What clients get of coverage."""

from datetime import date
from typing import Annotated

from pydantic import ConfigDict, Field

from app.agencies.schemas import AgencyName, KindCode
from app.core.paging import NextCursor, PrevCursor, Total
from app.core.schema import (
    Exact,
    Output,
    Prose,
    Small,
    open_codes,
)
from app.coverage.city import EARLIEST
from app.coverage.counting import CountedBy
from app.coverage.fairness import CoverageMeasure
from app.coverage.inputs import WithUnits
from app.innovations.parts import InnovationBrief
from app.models.codes import CoverageLevel, CoverageStatus, Vitality
from app.status.schemas import Address
from app.vocabularies.schemas import Wording

# of a trend
_YEARS = 2100 - EARLIEST + 1

LevelCode = Annotated[str, open_codes(CoverageLevel, "The level of the agency.")]
StatusCode = Annotated[str, open_codes(CoverageStatus, "What the agency has.")]
MeasureCode = Annotated[str, open_codes(CoverageMeasure, "What agencies are compared by.")]
Rate = Annotated[Exact, Field(examples=["0.8750"])]
FirstYear = Annotated[
    Small, Field(description="The first year of which an innovation is known; none before it is.", examples=[2019])
]
AsOfDay = Annotated[date, Field(description="The day whose state this is.", examples=["2023-12-31"])]


class CoverageShare(Output):
    """A share, exactly: numerator and denominator as they were counted."""

    numerator: Small = Field(description="Agencies with an innovation or a replica that lives.", examples=[11])
    denominator: Small = Field(description="Agencies that were there.", examples=[21])
    percent: Annotated[Exact, Field(max_length=6, examples=["52.38"])] | None = Field(
        description="The same of a hundred, rounded half up to two decimals; null where there was no agency."
    )


class CoverageTally(Output):
    """How many agencies have what; the four classes add up to `agencies`."""

    agencies: Small = Field(description="Agencies that were there.", examples=[21])
    inovasi_sendiri: Small = Field(description="Have one of their own that lives.", examples=[9])
    replika_saja: Small = Field(description="Have none of their own, and a replica that lives.", examples=[2])
    semua_berhenti: Small = Field(description="Had some; all stopped or are dormant.", examples=[4])
    belum_ada: Small = Field(description="Never had one that is on record.", examples=[6])
    share: CoverageShare


class CoverageCounts(Output):
    """How many agencies have what: all that were there, and of these those of which a source says so."""

    all: CoverageTally = Field(description="Every agency that there was as far as anybody knows.")
    certain: CoverageTally = Field(description="Those of them that a source says were there on the date.")
    uncertain: Small = Field(description="Those of which no source covers the date, though nothing speaks against it.")


class CoverageOfLevel(CoverageCounts):
    """The agencies of one level."""

    level: LevelCode
    counted: bool = Field(description="Whether the level is part of the total.")


class CoverageLevelRead(CoverageOfLevel):
    """The agencies of one level, and where each of them is told."""

    kinds: list[KindCode] = Field(max_length=10, description="Kinds of agencies at this level.")
    agencies: Address = Field(description="The list that is counted here.")


class CoverageSource(Output):
    """What the call for one innovation in each agency rests on."""

    title: Prose = Field(examples=["Berita Fasilitasi Inovasi Pelayanan Publik 2022 (artikel dasar 002)"])
    says: Wording
    address: Prose | None = Field(description="Where it is, if a place is known.", examples=[None])


class CoverageDefinition(Output):
    """How it was counted."""

    counted_levels: list[LevelCode] = Field(max_length=20, description="The levels that make up the total.")
    reason: Wording = Field(description="Why these.")
    text: Wording = Field(description="What counts, and how.")
    period_months: Small = Field(description="Within how many months an innovation owes a sign of life.", examples=[6])
    sources: list[CoverageSource] = Field(max_length=20)


class CoverageRead(Output):
    """How many agencies have an innovation, on a day."""

    model_config = ConfigDict(title="Coverage")

    year: Small = Field(description="The year of the day.", examples=[2023])
    as_of: AsOfDay
    first_year: FirstYear
    with_units: WithUnits
    total: CoverageCounts | None = Field(
        description="The levels that make up the total; null where one level was asked for."
    )
    levels: list[CoverageLevelRead] = Field(max_length=20)
    unattributed: Small = Field(
        description="Innovations in use by then that no agency of that day is credited with: without an owner, or of "
        "one that came of several later."
    )
    without_level: Small = Field(description="Agencies of the city that are at none of these levels.")
    definition: CoverageDefinition


class CoverageHas(Output):
    """How many innovations an agency is credited with; beside the status they say little, for one is enough."""

    own: Small = Field(description="Of its own, that live.", examples=[22])
    replicated: Small = Field(description="Replicas of innovations of others, that live.")
    awaited: Small = Field(description="Of both, those that gave no sign of life yet, and owe none so far.")
    stale: Small = Field(description="Of both, those whose next sign of life is overdue.")
    dormant: Small = Field(description="Those that are `vakum`.")
    stopped: Small = Field(description="Those that are `berhenti`.")


class CoverageAgency(Output):
    """An agency on a day, and what it has."""

    agency: AgencyName = Field(description="By its name on that day.")
    kind: KindCode
    level: LevelCode
    counted: bool = Field(description="Whether its level is part of the total.")
    certain: bool = Field(description="Whether a source says that it was there on the date.")
    status: StatusCode
    has: CoverageHas
    first_year: Small | None = Field(description="The year of the first of them, alive or not.", examples=[2021])
    innovations: Address = Field(description="The list that is counted here.")


class CoverageAgencyPage(Output):
    """A page of agencies, by name."""

    as_of: AsOfDay
    items: list[CoverageAgency] = Field(max_length=200)
    next: NextCursor
    prev: PrevCursor
    total: Total


class CoverageInnovation(Output):
    """An innovation for which an agency is credited."""

    innovation: InnovationBrief
    agency: AgencyName = Field(description="Who is credited, by its name on that day.")
    level: LevelCode
    replica: bool = Field(description="Whether it adapts or copies one of others.")
    vitality: Annotated[str, open_codes(Vitality, "Whether it is alive on the day.")]
    counts_from: date = Field(description="From which day on it counts.", examples=["2021-07-01"])
    counts_by: Annotated[
        str,
        open_codes(
            CountedBy,
            "What says so: a dated stage of use, when it was first known, or, without any date, its publication.",
        ),
    ]
    owner: AgencyName | None = Field(
        description="Whose it is by its record, by the last name, if that is another agency: one before or after it, "
        "or part of it."
    )


class CoverageInnovationPage(Output):
    """A page of innovations, by the name of who is credited and their own."""

    as_of: AsOfDay
    items: list[CoverageInnovation] = Field(max_length=200)
    next: NextCursor
    prev: PrevCursor
    total: Total


class CoverageYear(Output):
    """One year of a trend."""

    year: Small = Field(description="The calendar year.", examples=[2023])
    as_of: AsOfDay
    total: CoverageCounts | None = Field(description="As in `GET /v1/coverage`.")
    levels: list[CoverageOfLevel] = Field(max_length=20)


class CoverageTrend(Output):
    """How coverage went from year to year."""

    first_year: FirstYear
    with_units: WithUnits
    years: list[CoverageYear] = Field(max_length=_YEARS, description="By year.")
    definition: CoverageDefinition


class CoverageRank(Output):
    """An agency in a ranking. The rate decides; the counts beside it are no rank."""

    rank: Small | None = Field(description="Equal rates share one; null without a rate.", examples=[1])
    agency: AgencyName = Field(description="By its name on that day.")
    level: LevelCode
    certain: bool = Field(description="Whether a source says that it was there on the date.")
    numerator: Small = Field(description="What the rate counts, in the unit of its `measure`.", examples=[7])
    denominator: Small = Field(description="What it is divided by, in the same unit.", examples=[8])
    rate: Rate | None = Field(description="Four decimals, half up; null where there is nothing to divide by.")
    small: bool = Field(description="Whether the denominator is below `small_below`: one more or less moves it much.")
    status: StatusCode
    has: CoverageHas
    innovations: Address = Field(description="The list that the counts are of.")


class CoverageRankingPage(Output):
    """A page of a ranking, the highest rate first."""

    as_of: AsOfDay
    first_year: FirstYear
    measure: MeasureCode
    definition: Wording = Field(description="What is divided by what, and why that is fair.")
    small_below: Small = Field(description="Denominators below it are small.", examples=[5])
    items: list[CoverageRank] = Field(max_length=200)
    next: NextCursor
    prev: PrevCursor
    total: Total

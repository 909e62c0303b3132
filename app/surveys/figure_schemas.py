"""What clients get of the figures of surveys."""

from typing import Annotated

from pydantic import ConfigDict, Field

from app.core.schema import SLUG_PATTERN, Exact, Id, Input, Name, Output, Prose, Reference, Slug, Small
from app.instruments.basics import CODE_PATTERN
from app.instruments.shown import InstrumentLabel, PartCode
from app.models.codes import SurveyAudience
from app.surveys.schemas import PeopleCount, QualityCode, SurveyBrief, UnsurCode
from app.surveys.tallying import MONTH

Index = Annotated[Exact, Field(description="From 25 to 100, rounded half-up to two decimals.", examples=["91.48"])]
Nrr = Annotated[Exact, Field(description="From 1 to 4, rounded half-up to four decimals.", examples=["3.6552"])]
WeightText = Annotated[str, Field(max_length=10, examples=["0.11"])]


class BreakdownFilters(Input):
    """By what to divide the answers."""

    by: Annotated[str, Field(min_length=1, max_length=60, pattern=CODE_PATTERN)] = Field(
        MONTH, description="`layanan`, `bulan`, or a profile question of the form, as `jenis_kelamin`."
    )


class TrendFilters(Input):
    """Whose rounds make up the series."""

    agency: Reference = Field(description="Id or slug of the agency.", examples=["disdukcapil"])
    unit: Annotated[str, Field(min_length=1, max_length=200, pattern=SLUG_PATTERN)] | None = Field(
        None,
        description="The service unit by its name in lower case, words joined by hyphens; the agency itself where "
        "absent.",
        examples=["loket-akta-kelahiran"],
    )
    audience: SurveyAudience = Field(SurveyAudience.MASYARAKAT, description="Who was asked.")
    succession: bool = Field(
        default=False, description="Whether rounds of the agencies before and after it belong to the series."
    )


class ConfidenceInterval(Output):
    """Where the value lies with 95 % confidence, within what is possible: value ± 1.96 √variance.

    Of an NRR, the variance is s²/n of the answers to the unsur; of the index, (25/u)² s²/n of the sums of the
    complete responses, u being the number of unsur, which holds how answers of one person go together. Both are
    multiplied by 1 - n/N where the population N is known and no smaller than n. Where all answered the same, it has no
    width: a few answers do not show how others may differ.
    """

    low: Exact
    high: Exact
    margin: Exact = Field(description="Half of its width, before it was cut off at what is possible.")


class UnsurFigures(Output):
    """What the answers to one unsur come to. Whoever left it out does not count in it."""

    unsur: UnsurCode
    label: InstrumentLabel
    n: PeopleCount = Field(description="How many answered it.", examples=[29])
    total: PeopleCount = Field(description="The sum of their answers: the NRR is exactly total / n.", examples=[106])
    counts: list[PeopleCount] = Field(max_length=10, description="How often 1, 2, 3 and 4 were answered.")
    nrr: Nrr | None = Field(description="Null where nobody answered it.")
    index: Index | None = Field(description="NRR x 25.")
    quality: QualityCode | None
    interval: ConfidenceInterval | None = Field(description="Of the NRR; null where fewer than two answered.")
    lowest: bool = Field(description="Whether no other unsur is lower, and some other is higher.")
    below: bool = Field(description="Whether it is below the lowest satisfactory quality of the form.")
    weak: bool = Field(description="Whether it is one of the two.")


class ComputedFigures(Output):
    """What the answers of a survey come to, in exact fractions that are rounded here and nowhere before."""

    responses: PeopleCount = Field(description="How many people answered.", examples=[429])
    complete: PeopleCount = Field(description="Responses that answer every unsur.", examples=[420])
    index: Index | None = Field(description="The mean of the NRR x 25; null where an unsur has no answers.")
    quality: QualityCode | None
    performance: InstrumentLabel | None = Field(description="What the form calls this quality.")
    interval: ConfidenceInterval | None = Field(
        description="Of the index, by the complete responses; null where fewer than two are complete."
    )
    unsur: list[UnsurFigures] = Field(max_length=30, description="In the order of the form.")


class SampleFigures(Output):
    """Whether enough people answered."""

    population: PeopleCount | None = Field(description="How many people the unit serves; null where not known.")
    required: PeopleCount | None = Field(
        description="How many the population needs; null where it is not known.", examples=[372]
    )
    sufficient: bool | None = Field(
        description="Whether so many answered; null where that is not known. Too few are no reason to refuse a survey."
    )
    population_exceeded: bool = Field(
        description="Whether there are more answers than people: then the population on record is too small."
    )


class ReportedUnsur(Output):
    """The NRR of an unsur as a report gives it."""

    unsur: UnsurCode
    nrr: Exact = Field(examples=["3.66"])


class ReportConsistency(Output):
    """Whether the reported index follows from the report's own unsur."""

    consistent: bool | None = Field(
        description="False where it cannot, whatever was rounded; null where the report gives too few of its unsur."
    )
    weight: WeightText = Field(description="The weight that this was looked at with.")
    weight_assumed: bool = Field(description="Whether the report says none, so that exact parts were assumed.")
    follows: Exact | None = Field(description="The index that follows from the NRR as they are printed.")
    low: Exact | None = Field(description="The least that follows, for the NRR are rounded.")
    high: Exact | None = Field(description="The most that follows.")
    fitting_weights: list[WeightText] = Field(
        max_length=10, description="Weights known in reports with which the index would follow."
    )


class SurveyReportRead(Output):
    """What a published report says of a survey, kept beside what was computed."""

    model_config = ConfigDict(title="SurveyReport")

    index: Exact = Field(examples=["90.56"])
    quality: QualityCode | None = Field(description="What the form calls that index.")
    respondents: PeopleCount = Field(description="How many people answered, as it says.", examples=[29])
    weight: WeightText | None = Field(description="The weight that it computes with; null where it does not say.")
    nrr: list[ReportedUnsur] = Field(max_length=30)
    consistency: ReportConsistency
    difference: Exact | None = Field(
        description="The reported index less the computed one; null without either.", examples=["-0.92"]
    )
    source_id: Id | None
    reference: Prose | None
    note: Prose | None
    version: Small = Field(ge=1, description="Counts the changes of the report.")


class SurveyResults(Output):
    """The results of a survey: computed from the answers, and as reported, side by side."""

    survey: SurveyBrief
    withheld: bool = Field(
        description="Whether the computed figures are not shown, for fewer than five people answered."
    )
    computed: ComputedFigures | None = Field(description="Null without answers, or where they are withheld.")
    reported: SurveyReportRead | None
    sample: SampleFigures
    weak: list[UnsurCode] = Field(
        max_length=30,
        description="The weak unsur: the lowest, and each below the lowest satisfactory quality. Of what was computed; "
        "without that, of what was reported.",
    )


class GroupUnsur(Output):
    """One unsur in one group."""

    unsur: UnsurCode
    suppressed: bool = Field(description="Whether too few answered it in this group, or in the one beside it.")
    n: PeopleCount | None = Field(description="How many people answered it; null if suppressed.", examples=[29])
    nrr: Nrr | None


class SurveyGroup(Output):
    """One group of a breakdown. One that is suppressed tells nothing but that there is somebody in it."""

    value: Annotated[
        str, Field(max_length=60, pattern=r"^[a-z0-9_-]+$", description="Its code, or month.", examples=["2026-03"])
    ]
    label: InstrumentLabel
    suppressed: bool = Field(description="Whether the group is not shown, for it or another one is small.")
    responses: PeopleCount | None = Field(
        description="How many people of the group answered; null if suppressed.", examples=[29]
    )
    index: Index | None = Field(description="Null also where one of its unsur is suppressed.")
    quality: QualityCode | None
    unsur: list[GroupUnsur] = Field(max_length=30)


class SurveyBreakdown(Output):
    """The answers of a survey by groups.

    Groups of fewer than five are not shown, nor as many more, the smallest first, as it takes that they cannot be had
    back from the whole.
    """

    survey: SurveyBrief
    by: PartCode = Field(examples=["bulan"])
    label: InstrumentLabel
    smallest: Small = Field(description="Of how many people a group must be to be shown.", examples=[5])
    groups: list[SurveyGroup] = Field(max_length=200)


class TrendUnsur(Output):
    """An unsur in one round: computed, with its number of answers, and as reported."""

    unsur: UnsurCode
    n: PeopleCount | None = Field(description="How many people answered it; null without answers.", examples=[29])
    nrr: Nrr | None
    reported_nrr: Exact | None = Field(examples=["3.66"])


class TrendPoint(Output):
    """One round of a series."""

    survey: SurveyBrief
    withheld: bool = Field(description="Whether what was computed is not shown, for fewer than five people answered.")
    responses: PeopleCount | None = Field(
        description="How many people answered; null without answers, or if withheld.", examples=[429]
    )
    index: Index | None
    quality: QualityCode | None
    reported_index: Exact | None = Field(examples=["90.56"])
    reported_respondents: PeopleCount | None = Field(
        description="How many people answered, as a report says; null without one.", examples=[429]
    )
    reported_consistent: bool | None = Field(
        description="Whether the reported index follows from its own unsur; null where that cannot be told."
    )
    unsur: list[TrendUnsur] = Field(max_length=30)


class SurveyTrend(Output):
    """The rounds of one unit in their order of time: the last hundred, of those that the reader may read."""

    agency: Slug = Field(examples=["disdukcapil"])
    unit: Name | None = Field(examples=["loket-akta-kelahiran"])
    succession: bool = Field(description="Whether rounds of the agencies before and after it belong to the series.")
    points: list[TrendPoint] = Field(max_length=100)

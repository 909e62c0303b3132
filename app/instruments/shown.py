"""The parts of an instrument as clients get them: as its file says them, with null for what no source says."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict, Field

from app.core.schema import Output, open_codes
from app.instruments.basics import CODE_PATTERN, FIRST_YEAR, LAST_YEAR, MOST_WORDS, SLUG_CODE, Confidence
from app.instruments.parts import MissingRule

_INT32: dict[str, Any] = {"format": "int32"}


def _as_text(value: Decimal) -> str:
    """Return a decimal without an exponent: JSON numbers would lose digits in many clients."""
    return f"{value:f}"


Exact = Annotated[
    str,
    Field(
        max_length=14,
        pattern=r"^-?\d{1,12}(\.\d{1,4})?$",
        description="Decimal number as text, exact.",
        examples=["0.38"],
    ),
    BeforeValidator(_as_text),
]
PartCode = Annotated[str, Field(max_length=60, pattern=CODE_PATTERN, examples=["kebaruan"])]
EvidenceKind = Annotated[str, Field(max_length=60, pattern=CODE_PATTERN, examples=["surat_pernyataan_implementasi"])]
AwardCode = Annotated[str, Field(max_length=60, pattern=CODE_PATTERN, examples=["kipp_top_99"])]
SlugPart = Annotated[str, Field(max_length=120, pattern=SLUG_CODE, examples=["kipp"])]
Sentence = Annotated[str, Field(max_length=MOST_WORDS, examples=["Kebaruan dan nilai tambah"])]
YearNumber = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR, json_schema_extra=_INT32, examples=[2023])]
ConfidenceCode = Annotated[
    str,
    open_codes(Confidence, "How far the source is to be trusted: `high` is the official text or several that agree."),
]


class InstrumentLabel(Output):
    """A text in Indonesian and, where there is one, English."""

    id: Sentence
    en: Sentence | None


class InstrumentSource(Output):
    """Where a rule or figure is from."""

    title: Sentence
    address: Sentence | None = Field(description="Where the source is; long addresses are shortened with an ellipsis.")
    confidence: ConfidenceCode
    note: Sentence | None


class ScoreScale(Output):
    """The values that a score may have: from `min` to `max`, both included, in steps of `step`."""

    min: Exact
    max: Exact
    step: Exact


class OtherLabel(Output):
    """What another text calls the same thing."""

    vocabulary: Sentence
    label: Sentence


class CriterionRead(Output):
    """A section or criterion of a weighted form."""

    model_config = ConfigDict(title="InstrumentCriterion")

    code: PartCode
    label: InstrumentLabel
    weight: Exact | None = Field(description="Share of `weights_sum`; null if no source says it.")
    scored: bool = Field(description="Whether assessors score it; one of weight 0 is written and not scored.")
    scale: ScoreScale | None = Field(description="Its own scale; null if that of the form holds.")
    max_words: Annotated[int, Field(ge=1, le=10_000, json_schema_extra=_INT32, examples=[200])] | None = Field(
        description="How many words its text may have, counted by white space; null without a limit."
    )
    evidence: list[EvidenceKind] = Field(max_length=50, description="The kinds of evidence that it needs.")
    fields: list[PartCode] = Field(
        max_length=9, description="The properties of the innovation record that answer it, in order."
    )
    criterion: PartCode | None = Field(description="The general criterion that the section stands for.")
    also_called: list[OtherLabel] = Field(max_length=20)
    reason_below: Exact | None = Field(description="A score below this needs a reason.")
    reason_above: Exact | None = Field(description="A score above this needs a reason.")
    optional: bool = Field(description="Whether a sheet may leave it out.")
    note: Sentence | None


class FormRead(Output):
    """A weighted form. A total is the sum of weight x score / highest score over all criteria, brought to 100."""

    model_config = ConfigDict(title="WeightedForm")

    weights_sum: Exact | None = Field(description="What the weights sum to; null if no source says it.")
    scale: ScoreScale | None = Field(description="Scale of the criteria that have none of their own; null if unknown.")
    decimals: int = Field(
        ge=0, le=6, json_schema_extra=_INT32, description="Decimals of a total as it is shown.", examples=[2]
    )
    missing: Annotated[str, open_codes(MissingRule, "What is done where an optional criterion has no score.")]
    least_sheets: int = Field(
        ge=1, le=25, json_schema_extra=_INT32, description="Sheets that an entry needs to be ranked.", examples=[1]
    )
    tie_break: list[PartCode] = Field(
        max_length=50, description="Criteria that decide between equal totals, in order; if none, a tie stays a tie."
    )
    reason_below: Exact | None = Field(description="A score below this needs a reason.")
    reason_above: Exact | None = Field(description="A score above this needs a reason.")
    criteria: list[CriterionRead] = Field(max_length=100)


class LevelRead(Output):
    """One level of an indicator. Both bounds are included; they are null where the level is not a number."""

    model_config = ConfigDict(title="Level")

    level: int = Field(ge=1, le=10, json_schema_extra=_INT32, examples=[1], description="Counts from the lowest.")
    label: InstrumentLabel
    at_least: Exact | None
    at_most: Exact | None


class BasisRead(Output):
    """One of several ways in which an indicator may be measured."""

    model_config = ConfigDict(title="Basis")

    code: PartCode
    label: InstrumentLabel
    levels: list[LevelRead] = Field(max_length=10)


class IndicatorRead(Output):
    """An indicator of an innovation: its score is weight x level."""

    model_config = ConfigDict(title="Indicator")

    number: int = Field(ge=1, le=999, json_schema_extra=_INT32, examples=[16], description="Its number in the source.")
    code: PartCode
    label: InstrumentLabel
    weight: Exact
    must: bool = Field(description="Whether an innovation has to reach its first level.")
    levels: Annotated[list[LevelRead], Field(max_length=10)] | None = Field(
        description="Its levels; null if it is measured by `bases`."
    )
    bases: list[BasisRead] = Field(max_length=20, description="Ways to measure it, of which an innovation chooses one.")
    evidence: list[EvidenceKind] = Field(max_length=50, description="The kinds of evidence that it needs.")
    note: Sentence | None


class DivisorRead(Output):
    """By how many innovations the index divides at least, in one year."""

    model_config = ConfigDict(title="Divisor")

    year: YearNumber = Field(description="Year of the index.")
    value: int = Field(
        ge=1, le=1_000_000, json_schema_extra=_INT32, examples=[10], description="Number of innovations."
    )
    source: InstrumentSource


class FormulaRead(Output):
    """How the index of a city is made.

    (government + sum of innovations / max(divisor, n) + count_share x min(n, count_most)) / total x 100. The last term
    is 0 unless the innovations cover all basic services.
    """

    model_config = ConfigDict(title="IndexFormula")

    government_most: Exact = Field(description="The most that the government's own indicators can give.")
    count_share: Exact = Field(description="What each innovation adds by being there.")
    count_most: int = Field(
        ge=1,
        le=1_000_000,
        json_schema_extra=_INT32,
        examples=[200],
        description="Up to how many innovations add by being there.",
    )
    total: Exact = Field(description="What all terms come to at their most.")
    scheme: SlugPart = Field(description="The classification that the basic services are terms of.")
    basic_services: list[SlugPart] = Field(max_length=50)
    divisors: list[DivisorRead] = Field(max_length=50, description="By year; of another year it is not known.")
    source: InstrumentSource


class PredicateRead(Output):
    """What an index between two values, both included and rounded to two decimals, is called."""

    model_config = ConfigDict(title="Predicate")

    code: PartCode
    label: InstrumentLabel
    at_least: Exact
    at_most: Exact


class ThresholdsRead(Output):
    """The predicates of some years. What none of them holds has a predicate that is not known."""

    model_config = ConfigDict(title="Thresholds")

    years: list[YearNumber] = Field(max_length=50)
    predicates: list[PredicateRead] = Field(max_length=20)
    source: InstrumentSource


class IndicatorsRead(Output):
    """Levelled indicators, and the index that is made of them."""

    model_config = ConfigDict(title="LevelledIndicators")

    weights_sum: Exact
    indicators: list[IndicatorRead] = Field(max_length=100)
    formula: FormulaRead | None
    thresholds: list[ThresholdsRead] = Field(max_length=50)


class AwardsRead(Output):
    """One of these awards, won so many times within these years, both included."""

    model_config = ConfigDict(title="AwardsWon")

    awards: list[AwardCode] = Field(max_length=50)
    from_year: YearNumber | None = Field(description="First year that counts; null for any.")
    to_year: YearNumber | None = Field(description="Last year that counts; null for any.")
    times: int = Field(ge=1, le=20, json_schema_extra=_INT32, examples=[2], description="How many of them it takes.")


class QuotaRead(Output):
    """How many entries a group takes: of the whole city (`instansi`), or of each `agency`."""

    model_config = ConfigDict(title="Quota")

    most: int = Field(ge=1, le=10_000, json_schema_extra=_INT32, examples=[10], description="Number of entries.")
    per: PartCode = Field(examples=["instansi"])


class GroupRead(Output):
    """A group of a competition (kelompok) and whom it admits."""

    model_config = ConfigDict(title="AdmissionGroup")

    code: PartCode = Field(examples=["umum"])
    label: InstrumentLabel
    minimum_age_months: Annotated[int, Field(ge=0, le=240, json_schema_extra=_INT32, examples=[24])] | None = Field(
        description="Months in use by the closing day; null if no source says it."
    )
    exclusions: list[AwardsRead] = Field(max_length=50, description="Who won any of these may not enter.")
    quota: QuotaRead | None
    needs: PartCode = Field(
        description="`adapts`: that it adapts another innovation; `adapts_awarded`: one that won one of "
        "`original_awards`; `invitation`: that the organiser invites it; else `nothing`.",
        examples=["nothing"],
    )
    original_awards: list[AwardCode] = Field(max_length=50)
    required: AwardsRead | None = Field(description="What the innovation must have won itself.")
    not_found: list[Sentence] = Field(max_length=20, description="Rules that the sources at hand do not tell.")
    note: Sentence | None


class EligibilityRead(Output):
    """Whom an edition of a competition admits."""

    model_config = ConfigDict(title="EligibilityRules")

    closes_on: date | None = Field(description="Last day of registration; null if no source says it.")
    groups: list[GroupRead] = Field(max_length=20)
    refuses_duplicate_titles: bool = Field(
        description="Whether an innovation is kept out by another one of the same title."
    )
    source: InstrumentSource
    note: Sentence | None = Field(description="Rules that nobody can check by a record.")

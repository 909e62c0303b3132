"""What clients ask of surveys and their forms, and what they get."""

from datetime import date
from typing import Annotated

from pydantic import ConfigDict, Field

from app.agencies.schemas import AgencyName
from app.core.paging import NextCursor, PrevCursor, Total
from app.core.partial_date import PartialDate
from app.core.schema import Cursor, Id, Input, Limit, Moment, Name, Output, Prose, Reference, Slug, Small, open_codes
from app.instruments.shown import (
    ConfidenceCode,
    InstrumentLabel,
    InstrumentSource,
    PartCode,
    Sentence,
    SlugPart,
)
from app.instruments.shown import Exact as ShownExact
from app.models.codes import SurveyAudience, SurveyChannel, SurveyMode, SurveyStatus

StatusCode = Annotated[
    str,
    open_codes(SurveyStatus, "Where it stands today. `scheduled`, `open` and `closed` follow from its dates."),
]
AudienceCode = Annotated[str, open_codes(SurveyAudience, "Who is asked.")]
ModeCode = Annotated[str, open_codes(SurveyMode, "Who may answer, and how often.")]
ChannelCode = Annotated[str, open_codes(SurveyChannel, "A way by which the form reaches those who answer.")]
UnsurCode = Annotated[PartCode, Field(examples=["persyaratan"])]
FormSlug = Annotated[Slug, Field(description="Slug of the form.", examples=["skm-permenpan-14-2017"])]
PeopleCount = Annotated[int, Field(ge=0, le=2**53 - 1, json_schema_extra={"format": "int64"}, examples=[12000])]
QualityCode = Annotated[str, Field(max_length=1, pattern="^[A-D]$", description="Mutu: A is the best.", examples=["B"])]
FirstDay = Annotated[date, Field(description="The first day of the period.", examples=["2026-03-02"])]
LastDay = Annotated[date, Field(description="The last day of the period.", examples=["2026-06-30"])]


class SurveyFilters(Input):
    """Which surveys, the last to begin first, and how many at a time."""

    agency: Reference | None = Field(
        None, description="Id or slug of the agency that was measured; it stands for those before and after it."
    )
    status: SurveyStatus | None = Field(None, description="Where they stand today.")
    year: Annotated[int, Field(ge=2000, le=2100, json_schema_extra={"format": "int32"})] | None = Field(
        None, description="A year of which their period has a day.", examples=[2026]
    )
    instrument: Reference | None = Field(
        None, description="Id or slug of the form.", examples=["skm-permenpan-14-2017"]
    )
    audience: SurveyAudience | None = Field(None, description="Who is asked.")
    limit: Limit = 20
    cursor: Cursor = None
    with_total: bool = Field(default=False, description="Whether to count all pages in `total`.")


class SurveyInstrumentFilters(Input):
    """How many forms at a time; by slug."""

    limit: Limit = 50
    cursor: Cursor = None
    with_total: bool = Field(default=False, description="Whether to count all pages in `total`.")


class SurveyBrief(Output):
    """A survey beside its figures."""

    id: Id
    slug: Slug = Field(examples=["skm-disdukcapil-2026-1"])
    title: Name = Field(examples=["SKM Dinas Kependudukan dan Pencatatan Sipil, semester I 2026"])
    agency: AgencyName = Field(description="The agency that is measured, by its name at the end of the period.")
    unit: Name | None = Field(
        description="The service unit that is measured; null for the agency itself.", examples=["Loket akta kelahiran"]
    )
    audience: AudienceCode
    instrument: FormSlug
    from_on: FirstDay
    until_on: LastDay
    status: StatusCode


class SurveyItem(SurveyBrief):
    """A survey as lists show it."""

    mode: ModeCode
    channels: list[ChannelCode] = Field(max_length=10)
    population: PeopleCount | None = Field(
        description="How many people the unit serves in the period; null where that is not known."
    )
    published_at: Moment | None = Field(description="When the results were published.")
    version: Small = Field(ge=1, description="Counts the changes of the survey; answers are none.")


class SurveyedService(Output):
    """A service that answers may be about."""

    code: PartCode = Field(examples=["akta_kelahiran"])
    name: Name = Field(examples=["Akta kelahiran"])


class SurveyRead(SurveyItem):
    """A round of measuring one unit."""

    model_config = ConfigDict(title="Survey")

    population_basis: Prose | None = Field(description="What the population rests on.")
    services: list[SurveyedService] = Field(max_length=100, description="The services that are told apart.")
    reason: Prose | None = Field(description="Why it was cancelled.", examples=[None])


class SurveyPage(Output):
    """A page of surveys."""

    items: list[SurveyItem] = Field(max_length=200)
    next: NextCursor
    prev: PrevCursor
    total: Total


class SurveyReceipt(Output):
    """That an answer was taken. Nothing in it leads back to the answer, which nobody can read or change."""

    survey: Slug = Field(description="Slug of the survey.", examples=["skm-disdukcapil-2026-1"])
    answered: Small = Field(description="How many unsur were answered.", examples=[9])
    unsur: Small = Field(description="How many the form has.", examples=[9])


class SurveyImportReceipt(Output):
    """That answers were taken, and how many there are now."""

    accepted: Small = Field(description="How many answers were taken with this request.", examples=[200])
    responses: PeopleCount = Field(description="All answers to the survey, with these.", examples=[429])


class SurveyTokens(Output):
    """Tokens that were just issued. They are shown this once: only their digests are kept."""

    tokens: list[
        Annotated[str, Field(max_length=100, pattern=r"^[A-Za-z0-9_-]+$", examples=["4fR2m0yT9hQx1kZ8vB3nLw"])]
    ] = Field(max_length=1000)


class SurveyUnsur(Output):
    """One element of a service that is asked about."""

    code: UnsurCode
    label: InstrumentLabel
    confidence: ConfidenceCode
    answers: Annotated[list[InstrumentLabel], Field(max_length=10)] | None = Field(
        description="The words of 1, 2, 3 and 4; null if no source says them."
    )
    note: Sentence | None


class SurveyOrder(Output):
    """An order in which a text numbers the unsur: its U1, U2 and so on."""

    code: PartCode = Field(examples=["kuesioner"])
    label: InstrumentLabel
    unsur: list[UnsurCode] = Field(max_length=30)
    confidence: ConfidenceCode
    note: Sentence | None


class SurveyGrade(Output):
    """What an index between two values is called: both included, and compared once rounded to two decimals, half-up."""

    quality: QualityCode
    perception: int = Field(
        ge=1,
        le=4,
        json_schema_extra={"format": "int32"},
        description="The number that the text gives it (nilai persepsi): 4 is the best.",
        examples=[3],
    )
    performance: InstrumentLabel
    at_least: ShownExact
    at_most: ShownExact
    nrr_from: ShownExact | None = Field(description="The interval of the NRR that the text gives; not compared with.")
    nrr_to: ShownExact | None


class SurveyBracket(Output):
    """One of the choices of a profile question."""

    code: PartCode = Field(examples=["perempuan"])
    label: InstrumentLabel


class SurveyQuestion(Output):
    """A profile question. Only its choices are kept of whoever answers."""

    code: PartCode = Field(examples=["jenis_kelamin"])
    label: InstrumentLabel
    brackets: list[SurveyBracket] = Field(max_length=20)
    confidence: ConfidenceCode
    note: Sentence | None


class SurveySampleRule(Output):
    """What the size of a sample is computed with: χ²NP(1-P) / (d²(N-1) + χ²P(1-P)), rounded half-up."""

    chi_square: ShownExact
    share: ShownExact
    accuracy: ShownExact
    source: InstrumentSource


class SurveyInstrumentItem(Output):
    """An edition of a form in a list."""

    id: Id
    slug: FormSlug
    code: SlugPart = Field(examples=["skm"])
    edition: SlugPart = Field(examples=["permenpan-14-2017"])
    title: InstrumentLabel
    official: bool = Field(description="Whether a source is the text of the body that issued it, or a copy.")
    confidence: ConfidenceCode
    valid_from: PartialDate | None
    valid_to: PartialDate | None = Field(description="Null if no source says it, or it is still valid.")


class SurveyInstrumentRead(SurveyInstrumentItem):
    """An edition of a form, whole. It never changes once a survey uses it."""

    model_config = ConfigDict(title="SurveyInstrument")

    sources: list[InstrumentSource] = Field(max_length=50)
    note: Sentence | None
    assumptions: list[Sentence] = Field(
        max_length=50, description="What the registry chose where the sources are silent."
    )
    unsur: list[SurveyUnsur] = Field(max_length=30, description="By slug, which is what answers go by.")
    orders: list[SurveyOrder] = Field(max_length=10)
    weight: str = Field(max_length=10, description="The weight that the text prints.", examples=["1/9"])
    weights: list[Annotated[str, Field(max_length=10, examples=["0.11"])]] = Field(
        max_length=10, description="Weights that reports are known to compute with; the registry uses exact parts."
    )
    grades: list[SurveyGrade] = Field(max_length=4, description="The best first.")
    satisfactory: QualityCode = Field(description="An unsur below this quality is weak.")
    profile: Annotated[list[SurveyQuestion], Field(max_length=10)] | None = Field(
        description="Null if no source tells the questions."
    )
    sample: SurveySampleRule
    digest: str = Field(
        max_length=64,
        pattern=r"^[0-9a-f]{64}$",
        description="SHA-256 of what the form says.",
        examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
    )
    loaded_at: Moment


class SurveyInstrumentPage(Output):
    """A page of forms."""

    items: list[SurveyInstrumentItem] = Field(max_length=200)
    next: NextCursor
    prev: PrevCursor
    total: Total

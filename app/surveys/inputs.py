"""What clients send of surveys: rounds, answers, tokens, and what a published report says."""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, Strict
from pydantic_core import PydanticCustomError

from app.core.inputs import day_within, kept_number, once, one_line, passage, written_day
from app.core.schema import SLUG_PATTERN, Input, Reference, Text
from app.core.text import search_key, slugify
from app.instruments.basics import CODE_PATTERN
from app.models.codes import SurveyAudience, SurveyChannel, SurveyMode
from app.surveys.definition import MOST_UNSUR, WEIGHT_PATTERN
from app.surveys.tallying import UNANSWERED

# a batch of answers, or of tokens, in one transaction
MOST_ROWS = 1000
MOST_SERVICES = 100
# people: more than live in the country
MOST_PEOPLE = 1_000_000_000
# the city has measured satisfaction since the decree of 2004 at the earliest, and plans no further ahead
_EARLIEST, _LATEST = date(2000, 1, 1), date(2100, 12, 31)
_IN_REACH = day_within(_EARLIEST, _LATEST)


def _named(text: str) -> str:
    """Return a name on one line.

    Raises:
        PydanticCustomError: it has neither letters nor digits.
    """
    if not search_key(text):
        raise PydanticCustomError("nameless", "no letters")
    return one_line(text)


def _addressable(text: str) -> str:
    """Return a name on one line that can be asked for in an address.

    Raises:
        PydanticCustomError: it has neither Latin letters nor digits.
    """
    if not slugify(text):
        raise PydanticCustomError("nameless", "no letters")
    return one_line(text)


def _no_absence(code: str) -> str:
    if code == UNANSWERED:
        raise PydanticCustomError("string_pattern_mismatch", "reserved")
    return code


Code = Annotated[str, Field(min_length=1, max_length=60, pattern=CODE_PATTERN, examples=["persyaratan"])]
Day = Annotated[date, BeforeValidator(written_day), AfterValidator(_IN_REACH), Field(examples=["2026-03-02"])]
Title = Annotated[
    Text,
    AfterValidator(_named),
    Field(min_length=3, max_length=300, examples=["SKM Dinas Kependudukan dan Pencatatan Sipil, semester I 2026"]),
]
UnitName = Annotated[
    Text, AfterValidator(_addressable), Field(min_length=2, max_length=200, examples=["Loket akta kelahiran"])
]
SurveySlug = Annotated[
    str, Field(min_length=3, max_length=100, pattern=SLUG_PATTERN, examples=["skm-disdukcapil-2026-1"])
]
Note = Annotated[Text, AfterValidator(passage), Field(min_length=1, max_length=2000)]
Cause = Annotated[
    Text, AfterValidator(passage), Field(min_length=5, max_length=2000, examples=["Periodenya keliru dicatat."])
]
People = Annotated[
    int,
    Strict(),
    Field(ge=1, le=MOST_PEOPLE, json_schema_extra={"format": "int32"}, examples=[12000]),
]
Channels = Annotated[list[SurveyChannel], Field(min_length=1, max_length=len(SurveyChannel)), AfterValidator(once)]
# 1 is the worst answer and 4 the best, in every form
Answer = Annotated[int, Strict(), Field(ge=1, le=4, json_schema_extra={"format": "int32"}, examples=[4])]


class SurveyServiceInput(Input):
    """A service that answers may be about."""

    code: Annotated[Code, AfterValidator(_no_absence), Field(examples=["akta_kelahiran"])]
    name: Annotated[Text, AfterValidator(_named), Field(min_length=2, max_length=200, examples=["Akta kelahiran"])]


Services = Annotated[list[SurveyServiceInput], Field(max_length=MOST_SERVICES)]


class SurveyCreate(Input):
    """A new round, as a draft. Rounds of one unit and audience must not overlap."""

    title: Title
    slug: SurveySlug | None = Field(None, description="Part of the address; made of the title where absent.")
    agency: Reference = Field(
        description="Id or slug of the agency that is measured; it has to exist in the whole period.",
        examples=["disdukcapil"],
    )
    unit: UnitName | None = Field(
        None, description="The service unit of the agency that is measured; the agency itself where absent."
    )
    audience: SurveyAudience = Field(SurveyAudience.MASYARAKAT, description="Who is asked.")
    instrument: Reference = Field(
        description="Id or slug of the form: `/v1/survey-instruments`.", examples=["skm-permenpan-14-2017"]
    )
    from_on: Day = Field(description="The first day of the period.", examples=["2026-03-02"])
    until_on: Day = Field(
        description="The last day of the period; on it answers are still taken.", examples=["2026-06-30"]
    )
    population: People | None = Field(
        None, description="How many people the unit serves in the period; absent where that is not known."
    )
    population_basis: Note | None = Field(
        None, description="What the population rests on.", examples=["Jumlah pemohon semester II 2025"]
    )
    mode: SurveyMode = Field(
        SurveyMode.TERBUKA, description="`terbuka`: everyone may answer. `token`: each token stands for one answer."
    )
    channels: Channels = Field(
        default_factory=lambda: [SurveyChannel.APLIKASI], description="How the form reaches those who answer."
    )
    services: Services = Field(
        default_factory=list,
        description="The services that are told apart; an answer names one of them, or none.",
        examples=[[{"code": "akta_kelahiran", "name": "Akta kelahiran"}]],
    )


class SurveyUpdate(Input):
    """What changes of a round: a merge patch (RFC 7396).

    `mode` and `services` stay once there are answers, and the period keeps holding all of them. To end a round early,
    set `until_on` to today. The agency, the audience and the form never change: cancel it, and make another one.
    """

    # what cannot be taken away has a default that stands for nothing and is not told: null would be a value
    title: Title = Field(default_factory=str)
    unit: UnitName | None = None
    from_on: Day = Field(default_factory=lambda: _EARLIEST)
    until_on: Day = Field(default_factory=lambda: _LATEST)
    population: People | None = Field(None, description="No less than there are answers; null where it is not known.")
    population_basis: Note | None = None
    mode: SurveyMode = Field(default_factory=lambda: SurveyMode.TERBUKA)
    channels: Channels = Field(default_factory=list)
    services: Services = Field(default_factory=list)


class SurveyCancellation(Input):
    """That a round counts nowhere, and why."""

    reason: Cause


class SurveyAnswersInput(Input):
    """The answers of one person. None of it tells who that is.

    Answers come by unsur (`answers`), or in the order of a text (`ordered`): then `order` must say of which, for texts
    differ in what they call U8 and U9. What was not answered is null or left out; at least one unsur is answered.
    """

    answers: Annotated[dict[Code, Answer | None], Field(max_length=MOST_UNSUR)] | None = Field(
        None, description="From 1 to 4 by the slug of the unsur.", examples=[{"persyaratan": 4, "waktu": 2}]
    )
    ordered: Annotated[list[Answer | None], Field(max_length=MOST_UNSUR)] | None = Field(
        None, description="From 1 to 4 for every unsur, in the order that `order` names.", examples=[None]
    )
    order: Code | None = Field(
        None, description="An order of the form, as `kuesioner` (U8 is `sarana`) or `batang_tubuh`.", examples=[None]
    )
    profile: dict[Code, Code] = Field(
        default_factory=dict,
        max_length=10,
        description="A bracket of the form by profile question; what was not answered is left out.",
        examples=[{"jenis_kelamin": "perempuan", "usia": "usia_30_39"}],
    )
    service: Code | None = Field(
        None,
        description="The code of the service that it is about, if the survey tells services apart.",
        examples=[None],
    )
    token: Annotated[str, Field(min_length=10, max_length=100, pattern=r"^[A-Za-z0-9_-]+$")] | None = Field(
        None, repr=False, description="The token, where the survey goes by tokens.", examples=[None]
    )


class SurveyAnswer(SurveyAnswersInput):
    """An answer from the city's application or a web page."""

    channel: SurveyChannel | None = Field(None, description="The way by which it comes; one of the survey's.")


class SurveyRow(SurveyAnswersInput):
    """An answer that the keepers of a survey enter."""

    channel: SurveyChannel | None = Field(None, description="The way by which it came.")
    answered_on: Day | None = Field(
        None, description="The day, within the period; where absent, today, or the last day if that is past."
    )


class SurveyImport(Input):
    """Answers that were collected elsewhere, as on paper: all of them are taken, or none."""

    rows: Annotated[list[SurveyRow], Field(min_length=1, max_length=MOST_ROWS)]


class TokenOrder(Input):
    """How many tokens to issue."""

    count: Annotated[
        int, Strict(), Field(ge=1, le=MOST_ROWS, json_schema_extra={"format": "int32"}, examples=[200])
    ] = Field(description="How many.")


ReportedValue = Annotated[
    float,
    Field(ge=1, le=4, json_schema_extra={"format": "double"}, examples=[3.66]),
    BeforeValidator(kept_number),
]


class SurveyReportInput(Input):
    """What a published report says, word for word: nothing is corrected, and what contradicts itself is flagged."""

    index: Annotated[
        float,
        Field(ge=0, le=100, json_schema_extra={"format": "double"}, examples=[90.56]),
        BeforeValidator(kept_number),
    ] = Field(description="The index that it gives.")
    index_decimals: Annotated[int, Strict(), Field(ge=0, le=4, json_schema_extra={"format": "int32"}, examples=[2])] = (
        Field(2, description="With how many decimals it gives the index.")
    )
    respondents: People = Field(description="How many answered, as it says.", examples=[29])
    weight: Annotated[str, Field(pattern=WEIGHT_PATTERN, max_length=10)] | None = Field(
        None,
        description="The weight of each unsur that it computes with; absent where it does not say.",
        examples=["0.11"],
    )
    nrr: dict[Code, ReportedValue] = Field(
        default_factory=dict,
        max_length=MOST_UNSUR,
        description="The value of each unsur (NRR, from 1 to 4) by slug; of those that it does not give, none.",
        examples=[{"persyaratan": 3.66, "waktu": 2.9}],
    )
    nrr_decimals: (
        Annotated[int, Strict(), Field(ge=0, le=4, json_schema_extra={"format": "int32"}, examples=[2])] | None
    ) = Field(None, description="With how many decimals it gives them; where absent, the most that one of them has.")
    source: Reference | None = Field(
        None, description="Id or slug of the report among the sources. Needed without `reference`.", examples=[None]
    )
    reference: Annotated[Text, AfterValidator(passage), Field(min_length=5, max_length=1000)] | None = Field(
        None,
        description="The report in words: title, page. Needed without `source`.",
        examples=["Laporan SKM Disdukcapil semester I 2026, halaman 12"],
    )
    note: Note | None = None

"""What clients ask of eligibility and what they get."""

from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, ConfigDict, Field

from app.core.paging import NextCursor, PrevCursor, Total
from app.core.schema import Cursor, Id, Input, Limit, Name, Output, Prose, Reference, Slug, Small, full_date, open_codes
from app.eligibility.known import ReasonCode
from app.instruments.shown import InstrumentLabel, InstrumentSource, Sentence
from app.models.codes import EligibilityAnswer

AnswerCode = Annotated[str, open_codes(EligibilityAnswer, "Whether it may enter.")]
GroupCode = Annotated[str, Field(max_length=60, description="The group's code.", examples=["umum"])]
EligibleFrom = Annotated[
    date | None,
    Field(
        description="The first closing day on which the group takes it as its record stands now; null where none is "
        "known, where something speaks against it that time does not mend, and where no age is asked.",
        examples=["2027-03-02"],
    ),
]


class EligibilityFilters(Input):
    """Which edition, and when its registration closes."""

    edition: Reference | None = Field(
        None,
        description="Id or slug of the edition; the newest that says whom it admits where absent.",
        examples=["kipp-2021"],
    )
    closes_on: Annotated[date, BeforeValidator(full_date)] | None = Field(
        None, description="The closing day of registration, in the place of the edition's own.", examples=["2021-05-31"]
    )


class AgencyEligibilityFilters(EligibilityFilters):
    """Which edition, when its registration closes, and how many innovations at a time; the earliest first."""

    limit: Limit = 50
    cursor: Cursor = None
    with_total: bool = Field(default=False, description="Whether to count all pages in `total`.")


class EligibilityEdition(Output):
    """The edition, and from where its rules are known."""

    slug: Slug = Field(examples=["kipp-2021"])
    title: InstrumentLabel
    official: bool = Field(description="Whether it is known from its own text, or a copy.")
    source: InstrumentSource = Field(description="What says whom it admits.")
    note: Sentence | None = Field(description="Rules that nobody can check by a record, in words.")


class EligibleInnovation(Output):
    """The innovation."""

    id: Id
    slug: Slug
    name: Name


class EligibilityReason(Output):
    """What speaks for an entry (`eligible`), against it (`not_eligible`), or leaves it open (`unknown`)."""

    code: Annotated[str, open_codes(ReasonCode, "What it is about.")]
    answer: AnswerCode
    note_id: Prose = Field(examples=["Tidak ada inovasi lain dengan judul yang sama."])
    note_en: Prose = Field(examples=["No other one has this title."])
    eligible_from: date | None = Field(
        description="Of an age, the first closing day on which it is surely enough; null for everything else.",
        examples=["2027-03-02"],
    )


class GroupAnswerItem(Output):
    """The answer for one group, in short."""

    group: GroupCode
    answer: AnswerCode
    eligible_from: EligibleFrom


class GroupAnswerDetail(GroupAnswerItem):
    """The answer for one group with every reason."""

    label: InstrumentLabel
    reasons: list[EligibilityReason] = Field(max_length=100)


class EligibilityDetail(Output):
    """Whether an innovation may enter an edition: by the best of its groups."""

    model_config = ConfigDict(title="Eligibility")

    innovation: EligibleInnovation
    edition: EligibilityEdition
    closes_on: date | None = Field(
        description="The closing day that ages are counted back from; null where nobody knows it.",
        examples=["2021-05-31"],
    )
    answer: AnswerCode
    groups: list[GroupAnswerDetail] = Field(max_length=20)


class EligibilityItem(Output):
    """An innovation in the calendar of its agency."""

    innovation: EligibleInnovation
    answer: AnswerCode
    eligible_from: EligibleFrom = Field(description="The earliest of its groups.")
    groups: list[GroupAnswerItem] = Field(max_length=20)


class QuotaUse(Output):
    """How many entries a group still takes."""

    group: GroupCode
    per: Annotated[
        str,
        Field(max_length=20, description="Of the whole city (`instansi`) or of each agency.", examples=["instansi"]),
    ]
    most: Small = Field(description="How many entries it takes.", examples=[10])
    taken: Small = Field(
        description="Entries in rounds of the edition that were not cancelled; those not eligible take no place.",
        examples=[7],
    )
    left: Small = Field(description="How many more it takes.", examples=[3])


class EligibilityPage(Output):
    """A page of an agency's calendar: what may enter when, the earliest first, and the quotas."""

    edition: EligibilityEdition
    closes_on: date | None = Field(
        description="The closing day that ages are counted back from; null where nobody knows it.",
        examples=["2021-05-31"],
    )
    quotas: list[QuotaUse] = Field(max_length=20)
    items: list[EligibilityItem] = Field(max_length=200)
    next: NextCursor
    prev: PrevCursor
    total: Total

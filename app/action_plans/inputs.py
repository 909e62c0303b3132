"""What clients send of action plans and of their number. Unknown and read-only names are refused."""

from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, Strict, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from app.core.inputs import written_day
from app.core.partial_date import PartialDate
from app.core.schema import SLUG_PATTERN, Cursor, Id, Input, Limit, Reference
from app.innovations.inputs import Line, NewName, Passage, TermKey
from app.models.codes import PlanParty, PlanRole, PlanStage, PlanStatus
from app.sources.inputs import Address

MOST_PEOPLE = 50
MOST_MILESTONES = 100
MOST_PLANS = 10_000

Day = Annotated[date, BeforeValidator(written_day), Field(examples=["2026-11-20"])]
Words = Annotated[Passage, Field(max_length=5000)]
Number = Annotated[int, Strict(), Field(ge=1, le=MOST_PLANS, json_schema_extra={"format": "int32"}, examples=[37])]
EditionKey = Annotated[
    Reference, Field(description="Id or slug of the edition.", examples=["seminar-action-plan-2017"])
]
AggregateKey = Annotated[Reference, Field(examples=["rencana-2017"])]


class PlanPersonInput(Input):
    """A part in the plan: of a person on record, or of an institution whose person no source names."""

    role: PlanRole
    person: Reference | None = Field(None, description="Id or slug of the person.", examples=["bayu-sogara-siregar"])
    agency: Reference | None = Field(
        None, description="Id or slug of the agency that the part is taken for.", examples=["lan-ri"]
    )
    institution: Annotated[Line, Field(max_length=200, examples=["Tim penguji LAN RI"])] | None = Field(
        None, description="The institution where it is no agency on record."
    )
    title: Annotated[Line, Field(max_length=200, examples=["Camat Medan Kota"])] | None = Field(
        None, description="The post in which the part is taken."
    )
    valid_from: PartialDate | None = None
    valid_to: PartialDate | None = None

    @model_validator(mode="after")
    def _whole(self) -> Any:
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise PydanticCustomError("ends_before_begin", "ends before it begins")
        if self.agency is not None and self.institution is not None:
            raise PydanticCustomError("agency_or_institution", "either an agency or a name")
        if self.person is None and self.agency is None and self.institution is None:
            raise PydanticCustomError("nobody", "nobody")
        return self


class MilestoneInput(Input):
    """What is to be done by a day."""

    # with the title of its plan it is the name of a reminder
    title: Annotated[NewName, Field(max_length=180, examples=["Uji coba di dua kelurahan"])]
    due_on: Day = Field(description="The last day on which it is in time; not before the plan.")
    done_on: Day | None = Field(None, description="The day on which it was done.")
    evidence: Annotated[Passage, Field(max_length=2000)] | None = Field(None, description="What shows it.")
    stage: PlanStage | None = Field(None, description="The stage that it belongs to.")


class MilestoneUpdate(MilestoneInput):
    """A milestone in the whole list of a plan: one that is on record keeps its `id`, one without is new."""

    id: Id | None = None


class AgreementInput(Input):
    """The document that the three parties sign."""

    number: Annotated[Line, Field(max_length=200, examples=["893/1204/2017"])] | None = None
    address: Address | None = Field(None, description="An `http` or `https` address.")


def _parts_once(parts: list[PlanPersonInput]) -> list[PlanPersonInput]:
    named = [(part.person, part.role) for part in parts if part.person is not None]
    if len(set(named)) != len(named):
        raise PydanticCustomError("repeated", "twice")
    return parts


People = Annotated[list[PlanPersonInput], AfterValidator(_parts_once), Field(max_length=MOST_PEOPLE)]


class ActionPlanCreate(Input):
    """A plan that has a name."""

    edition: EditionKey
    title: Annotated[NewName, Field(max_length=300, examples=["Arsip kelurahan tertata"])]
    agency: Reference | None = Field(
        None,
        description="Id or slug of the agency that it is for, which existed when the edition was; yours where absent.",
        examples=["kecamatan-medan-kota"],
    )
    cluster: TermKey | None = Field(None, description="Its cluster, as `scheme/term`.")
    aggregate: AggregateKey | None = Field(
        None, description="Id or slug of the number of plans that it is one of; null for one beside these."
    )
    problem: Words | None = Field(None, description="The problem that it is to solve.")
    goal: Words | None = Field(None, description="What it is to reach.")
    starts_on: Day | None = Field(
        None, description="The day on which it began; that of the edition where absent and known, never in the future."
    )
    people: People = Field([], description="Participants, mentor, coach and examiners.")
    milestones: list[MilestoneInput] = Field([], max_length=MOST_MILESTONES)
    agreement: AgreementInput | None = None


class ActionPlanUpdate(Input):
    """A merge patch (RFC 7396): what is sent replaces, null clears, the rest stays. Lists are replaced whole."""

    title: Annotated[NewName, Field(max_length=300)] | None = None
    agency: Reference | None = Field(None, description="Id or slug of the agency that it is for.")
    cluster: TermKey | None = Field(None, description="Its cluster, as `scheme/term`.")
    aggregate: AggregateKey | None = Field(None, description="The number of plans that it is one of; null for none.")
    problem: Words | None = None
    goal: Words | None = None
    starts_on: Day | None = Field(None, description="The day on which it began.")
    people: People = Field([], description="Everybody with a part.")
    milestones: list[MilestoneUpdate] = Field([], max_length=MOST_MILESTONES, description="All of them.")
    agreement: AgreementInput | None = None
    published: bool | None = Field(None, strict=True, description="Whether everyone may read it; the registrar's word.")

    @field_validator("title", "agency", "starts_on", "published")
    @classmethod
    def _not_null(cls, value: object, field: ValidationInfo) -> object:
        if value is None:
            raise PydanticCustomError("null_refused", "null", {"name": field.field_name})
        return value

    @field_validator("milestones")
    @classmethod
    def _each_once(cls, milestones: list[MilestoneUpdate]) -> list[MilestoneUpdate]:
        known = [one.id for one in milestones if one.id is not None]
        if len(set(known)) != len(known):
            raise PydanticCustomError("repeated", "twice")
        return milestones


class PlanStageInput(Input):
    """The stage that the plan enters."""

    stage: PlanStage = Field(description="The one that follows; naming it keeps a repeated request from going further.")
    on: Day | None = Field(None, description="The day; today where absent, never in the future.")
    note: Words | None = Field(None, description="What is to be remembered of it.")


class PlanStopInput(Input):
    """Why a plan stops."""

    on: Day | None = Field(None, description="The day; today where absent, never in the future.")
    reason: Words = Field(examples=["Peserta pindah tugas dan tidak ada yang melanjutkan."])


class ActionPlanWithdrawal(Input):
    """Why a plan is withdrawn; kept beside it."""

    reason: Words = Field(examples=["Rencana ini milik penyelenggaraan lain."])


class SignatureInput(Input):
    """That a party signed the agreement."""

    party: PlanParty
    signed_on: Day | None = Field(None, description="The day; null where nobody knows it. Not before the plan.")
    note: Words | None = None


class SignatureWithdrawal(Input):
    """Which signature was recorded by mistake, and why."""

    party: PlanParty
    reason: Words = Field(examples=["Yang menandatangani bukan mentornya."])


class MilestoneDoneInput(Input):
    """That a milestone was reached."""

    on: Day | None = Field(None, description="The day; today where absent, never in the future.")
    evidence: Annotated[Passage, Field(max_length=2000)] | None = Field(
        None, description="What shows it.", examples=["Berita acara uji coba 12/2026"]
    )


class PlanInnovationInput(Input):
    """What the plan has become: a record that is there, or a new draft."""

    innovation: Reference | None = Field(
        None,
        description="Id or slug of a record of the plan's agency or its successor; a new draft where absent.",
        examples=["si-surat"],
    )
    name: NewName | None = Field(None, description="Name of the new record; the plan's title where absent.")

    @model_validator(mode="after")
    def _one_of_the_two(self) -> Any:
        if self.innovation is not None and self.name is not None:
            raise PydanticCustomError("record_or_name", "either a record or a name")
        return self


class ActionPlanFilters(Input):
    """Which plans, the last recorded first, and how many at a time. Every condition narrows the list."""

    edition: Reference | None = Field(
        None, description="Id or slug of the edition.", examples=["seminar-action-plan-2017"]
    )
    agency: Reference | None = Field(
        None,
        description="Id or slug of the agency; its predecessors and successors count.",
        examples=["dinas-kesehatan"],
    )
    stage: PlanStage | None = Field(None, description="The stage that it is in.")
    status: PlanStatus | None = Field(None, description="Whether it goes on.")
    cluster: TermKey | None = Field(None, description="Its cluster, as `scheme/term`.")
    mentor: Reference | None = Field(None, description="Id or slug of a person who is or was its mentor.")
    aggregate: Reference | None = Field(None, description="Id or slug of the number of plans that it is one of.")
    overdue: bool | None = Field(None, description="Whether it has a milestone that is overdue today.")
    innovation: Reference | None = Field(
        None, description="Id or slug of the innovation that it has become.", examples=["si-surat"]
    )
    realised: bool | None = Field(None, description="Whether it has become an innovation.")
    withdrawn: bool = Field(
        default=False, description="Whether to list, of your own, those that were withdrawn instead."
    )
    limit: Limit = 20
    cursor: Cursor = None
    with_total: bool = Field(default=False, description="Whether to count all pages in `total`.")


class PlanAggregateCreate(Input):
    """So many plans as a source counts."""

    slug: Annotated[str, Field(min_length=1, max_length=120, pattern=SLUG_PATTERN)] | None = Field(
        None, description="Part of its address; made of the edition's where absent.", examples=["rencana-2017"]
    )
    edition: EditionKey
    count: Number = Field(description="How many plans there are.")
    innovators: Number | None = Field(None, description="How many people made them.")
    source: Annotated[Line, Field(max_length=500)] = Field(
        description="What says so.", examples=["Laporan seminar rencana aksi, 21 Agustus 2017"]
    )
    document: Reference | None = Field(None, description="Id or slug of that document, where it is on record.")
    phrase: Annotated[Passage, Field(max_length=2000)] | None = Field(
        None, description="The exact words.", examples=["37 hasil inovasi dari 37 orang ASN"]
    )
    note: Words | None = None


class PlanAggregateUpdate(Input):
    """A merge patch (RFC 7396) of a number of plans."""

    count: Number | None = Field(None, description="How many plans there are; not fewer than are named.")
    innovators: Number | None = Field(None, description="How many people made them.")
    source: Annotated[Line, Field(max_length=500)] | None = None
    document: Reference | None = None
    phrase: Annotated[Passage, Field(max_length=2000)] | None = None
    note: Words | None = None

    @field_validator("count", "source")
    @classmethod
    def _not_null(cls, value: object, field: ValidationInfo) -> object:
        if value is None:
            raise PydanticCustomError("null_refused", "null", {"name": field.field_name})
        return value


class PlanAggregateFilters(Input):
    """Which numbers of plans, the last recorded first, and how many at a time."""

    edition: Reference | None = Field(
        None, description="Id or slug of the edition.", examples=["seminar-action-plan-2017"]
    )
    unnamed: bool | None = Field(None, description="Only those of which some plans have no name, or only the others.")
    limit: Limit = 20
    cursor: Cursor = None
    with_total: bool = Field(default=False, description="Whether to count all pages in `total`.")

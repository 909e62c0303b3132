"""What clients send to ask for a replication, and to bring it along. Unknown and read-only names are refused."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from app.core.inputs import written_day
from app.core.schema import Cursor, Input, Limit, Reference
from app.innovations.inputs import Line, NewName, Passage
from app.models.codes import (
    AdaptationKind,
    CompatibilityAnswer,
    CompatibilityItem,
    RefusalReason,
    ReplicationActor,
    ReplicationDocumentKind,
    ReplicationModel,
    ReplicationScope,
    ReplicationStatus,
    StopReason,
)
from app.sources.inputs import Address

MOST_CHANGES = 100
# no replication of the registry's is older, and none is planned further ahead
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)

Day = Annotated[date, BeforeValidator(written_day), Field(examples=["2026-11-20"])]
Words = Annotated[Passage, Field(max_length=5000)]
PersonKey = Annotated[
    Reference, Field(description="Id or slug of a person on record.", examples=["endang-agus-susanto"])
]
AgencyKey = Annotated[Reference, Field(description="Id or slug of an agency.", examples=["dinas-kesehatan"])]


class CompatibilityInput(Input):
    """The answer to one item of the agency's check of itself."""

    item: CompatibilityItem
    answer: CompatibilityAnswer
    note: Annotated[Passage, Field(max_length=1000)] | None = Field(None, description="What the answer rests on.")


class ChangeInput(Input):
    """A part of the origin, and what became of it."""

    kind: AdaptationKind
    part: Annotated[Line, Field(max_length=200, examples=["Disposisi daring"])] = Field(
        description="The part of the origin, in a few words."
    )
    note: Annotated[Passage, Field(max_length=2000)] | None = Field(None, description="How, and why.")


class TermsInput(Input):
    """What the two sides agree beside their signatures. What is left out was not agreed."""

    commercial_use: bool | None = Field(
        None, strict=True, description="Whether the receiving side may use it commercially."
    )
    re_offer: bool | None = Field(None, strict=True, description="Whether it may offer the result to others.")
    attribution: Annotated[Passage, Field(max_length=1000)] | None = Field(
        None,
        description="How the origin is named.",
        examples=["Direplikasi dari Si-Surat, Bagian Umum Setda Kota Medan"],
    )
    attribution_link: Address | None = Field(None, description="The address that the attribution leads to.")
    ip_owner: Line | None = Field(None, description="Who keeps the intellectual property.")
    ip_certificate: Line | None = Field(None, description="Number and date of the certificate.")
    support_scope: Words | None = Field(
        None, description="How far the origin supports.", examples=["Pendampingan sampai aplikasi terpasang."]
    )
    cost_bearer: Words | None = Field(None, description="Who bears which costs.")

    @model_validator(mode="after")
    def _says_something(self) -> Any:
        if not self.model_dump(exclude_none=True):
            raise PydanticCustomError("missing", "nothing said")
        return self


def _once(values: list[Any], key: str) -> list[Any]:
    seen = [getattr(value, key) for value in values]
    if len(set(seen)) != len(seen):
        raise PydanticCustomError("repeated", "twice")
    return values


class _Wish(Input):
    """What an agency says of the replication that it wants."""

    @field_validator("compatibility", check_fields=False)
    @classmethod
    def _each_item_once(cls, values: list[CompatibilityInput]) -> list[CompatibilityInput]:
        return _once(values, "item")


class ReplicationCreate(_Wish):
    """A wish to replicate an innovation."""

    origin: Annotated[Reference, Field(examples=["si-surat"])] = Field(
        description="Id or slug of the innovation. One that was merged leads to the record that it went into."
    )
    agency: AgencyKey | None = Field(None, description="Id or slug of the agency that receives; yours where absent.")
    facilitator: AgencyKey | None = Field(
        None, description="Id or slug of the agency that mediates; with the model `fasilitasi` alone."
    )
    model: ReplicationModel
    scope: ReplicationScope | None = Field(
        None, description="Follows from the two agencies; what is said here must be the same."
    )
    requested_on: Day | None = Field(
        None, description="The day of the request; today where absent, never in the future."
    )
    problem: Words = Field(
        description="The problem that it is to solve.", examples=["Surat masuk dicatat di buku dan sering terlambat."]
    )
    adaptation: Words = Field(description="What will be adapted.", examples=["Alur disposisi mengikuti susunan dinas."])
    compatibility: list[CompatibilityInput] = Field(
        default_factory=list,
        max_length=20,
        description="The agency's check of itself; what is left out is `belum_diketahui`.",
    )
    contact: PersonKey = Field(description="Whom to ask: id or slug of a person on record.")
    mentor: PersonKey | None = Field(None, description="Who looks after it: id or slug of a person on record.")


class ReplicationUpdate(_Wish):
    """A merge patch (RFC 7396): what is sent replaces, null clears, the rest stays."""

    model: ReplicationModel | None = None
    facilitator: AgencyKey | None = None
    problem: Words | None = None
    adaptation: Words | None = None
    compatibility: list[CompatibilityInput] = Field(
        default_factory=list, max_length=20, description="The whole check of itself, as in the request."
    )
    contact: PersonKey | None = None
    mentor: PersonKey | None = None
    terms: TermsInput | None = Field(None, description="The terms of the agreement, as a whole.")
    changes: list[ChangeInput] = Field(
        default_factory=list, max_length=MOST_CHANGES, description="What was kept, changed and dropped, as a whole."
    )
    due_on: Day | None = Field(None, description="The day by which the present step is to end.")

    @field_validator("model", "problem", "adaptation", "contact", "due_on")
    @classmethod
    def _not_null(cls, value: object, field: ValidationInfo) -> object:
        if value is None:
            raise PydanticCustomError("null_refused", "null", {"name": field.field_name})
        return value


class _Dated(Input):
    """Something that is done on a day."""

    on: Day | None = Field(None, description="The day; today where absent, never in the future.")


class StepInput(_Dated):
    """A step that is taken."""

    due_on: Day | None = Field(
        None,
        description="The day by which the step is to end; where absent it follows from the days that the step has.",
        examples=["2027-02-28"],
    )
    note: Words | None = Field(None, description="What is to be remembered of it.")


class RefusalInput(_Dated):
    """Why a request is refused."""

    reason_code: RefusalReason
    reason: Words = Field(examples=["Masih dalam perbaikan setelah pemeriksaan keamanan; ajukan lagi mulai Maret."])


class CancelInput(_Dated):
    """Why a request is taken back."""

    reason: Words = Field(examples=["Anggaran dialihkan."])


class StopInput(_Dated):
    """Why a replication stops."""

    reason_code: StopReason
    reason: Words = Field(examples=["Tidak dianggarkan lagi sejak perubahan APBD."])


class ReplicaInput(Input):
    """The replica: a new record, or one that is on record already, and what became of the parts of the origin."""

    innovation: Reference | None = Field(
        None, description="Id or slug of a record of the receiving agency; a new draft is made where absent."
    )
    name: NewName | None = Field(None, description="Name of the new record; that of the origin where absent.")
    changes: list[ChangeInput] = Field(min_length=1, max_length=MOST_CHANGES)

    @model_validator(mode="after")
    def _one_of_the_two(self) -> Any:
        if self.innovation is not None and self.name is not None:
            raise PydanticCustomError("record_or_name", "either a record or a name")
        return self


class SignatoryInput(Input):
    """Who signed for a side: the post, and the name if it is to be told."""

    side: ReplicationActor
    title: Annotated[Line, Field(max_length=200, examples=["Wali Kota Medan"])]
    name: Annotated[Line, Field(max_length=200)] | None = Field(None, description="The name of the official.")


class DocumentCreate(Input):
    """A document of the replication: an instrument of its agreement, or what a step rests on."""

    kind: ReplicationDocumentKind
    number: Annotated[Line, Field(max_length=200)] | None = Field(None, examples=["119/NK/2026"])
    title: NewName | None = None
    issued_on: Day = Field(description="The day it was issued or signed; never in the future.")
    valid_from: Day | None = Field(None, description="The first day on which it counts; the day of issue where absent.")
    valid_until: Day | None = Field(None, description="The last day on which it counts.", examples=["2029-11-19"])
    signatories: list[SignatoryInput] = Field(default_factory=list, max_length=20)
    address: Address | None = Field(None, description="An `http` or `https` address.")
    reference: Annotated[Line, Field(max_length=500)] | None = Field(None, description="Where it is kept, in words.")
    note: Words | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Any:
        begins = max(self.issued_on, self.valid_from or self.issued_on)
        if self.valid_until and self.valid_until < begins:
            raise PydanticCustomError("ends_before_begin", "ends before it begins")
        if self.number is None and self.address is None and self.reference is None:
            raise PydanticCustomError("nowhere_kept", "no number, address or reference")
        return self


class DocumentWithdrawal(Input):
    """Why a document is withdrawn; kept beside it."""

    reason: Words = Field(examples=["Ini dokumen permintaan lain."])


class DocumentFilters(Input):
    """How many documents at a time, in the order in which they were recorded."""

    limit: Limit = 50
    cursor: Cursor = None
    with_total: bool = Field(default=False, description="Whether to count all pages in `total`.")


class Due(StrEnum):
    """Where a request stands to the day by which its step is to end."""

    OVERDUE = "overdue"
    AHEAD = "ahead"


class ReplicationFilters(Input):
    """Which requests, the newest first, and how many at a time. Every condition narrows the list."""

    status: ReplicationStatus | None = Field(None, description="Where it is on its way.")
    scope: ReplicationScope | None = Field(None, description="Whether another region is a side of it.")
    model: ReplicationModel | None = Field(None, description="Which of the actors take part.")
    origin: Reference | None = Field(None, description="Id or slug of the innovation.", examples=["si-surat"])
    agency: Reference | None = Field(
        None,
        description="Id or slug of the agency that receives; its predecessors and successors count.",
        examples=["dinas-kesehatan"],
    )
    mentor: Reference | None = Field(None, description="Id or slug of who looks after it.")
    side: ReplicationActor | None = Field(None, description="Only those in which you act for this side.")
    due: Due | None = Field(None, description="`overdue`: the step was to end before today. `ahead`: it still may.")
    limit: Limit = 20
    cursor: Cursor = None
    with_total: bool = Field(default=False, description="Whether to count all pages in `total`.")

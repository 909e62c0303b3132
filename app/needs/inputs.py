"""What clients send of needs, and of what is put against them. Unknown and read-only names are refused."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    StrictBool,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from app.core.inputs import passage, written_day
from app.core.schema import Id, Input, Reference, Text
from app.innovations.inputs import Line, NewName, Passage
from app.models.codes import CouncilBody, NeedPriority
from app.sources.inputs import Address

UNSUR_PATTERN = "^[a-z0-9_]+$"
# no need of the registry's is older, and a training or a reses of before may have shown it
EARLIEST = date(2000, 1, 1)
MOST_EVIDENCE = 50

Day = Annotated[date, BeforeValidator(written_day), Field(examples=["2026-03-02"])]
Unsur = Annotated[
    str,
    Field(min_length=1, max_length=40, pattern=UNSUR_PATTERN, description="Slug of the unsur.", examples=["waktu"]),
]
Statement = Annotated[
    Passage,
    Field(
        min_length=5,
        max_length=5000,
        description="What is lacking, in a sentence or two. Members of the council are not named in it.",
        examples=["Warga menunggu terlalu lama sampai dokumen kependudukan selesai."],
    ),
]
Cause = Annotated[
    Text,
    AfterValidator(passage),
    Field(min_length=5, max_length=2000, examples=["Sudah dijawab oleh kebutuhan lain dari unit yang sama."]),
]
SurveyKey = Annotated[Reference, Field(description="Id or slug of a survey.", examples=["skm-disdukcapil-2026-1"])]
InnovationKey = Annotated[Reference, Field(description="Id or slug of an innovation.", examples=["sitancap"])]
AgencyKey = Annotated[Reference, Field(description="Id or slug of an agency.", examples=["disdukcapil"])]


class OpenSource(StrEnum):
    """Where a need may show beside a survey."""

    ASPIRASI_DPRD = "aspirasi_dprd"
    PENGADUAN = "pengaduan"
    IDENTIFIKASI_PELATIHAN = "identifikasi_pelatihan"


class NeedEvidenceInput(Input):
    """What shows the need: a document by its address or number, and its date."""

    title: Annotated[NewName, Field(examples=["Risalah Reses II Tahun 2026"])]
    address: Address | None = Field(None, description="An `http` or `https` address, or where it is kept.")
    reference: Line | None = Field(None, description="Its number.", examples=["170/123/DPRD/2026"])
    date: Day | None = Field(None, description="The day of it; not in the future.")

    @model_validator(mode="after")
    def _can_be_found(self) -> Any:
        if self.address is None and self.reference is None:
            raise PydanticCustomError("nowhere_kept", "nowhere")
        return self


class NeedBodyInput(Input):
    """The body of the council whose need it is, in its own words. A person is no body."""

    kind: CouncilBody
    name: Annotated[NewName, Field(max_length=200, examples=["Komisi II DPRD Kota Medan"])]


class NeedConsentInput(Input):
    """That a member of the council agreed to be named: when, and which document says so."""

    on: Day = Field(description="The day of the consent; not in the future.")
    document: Annotated[Line, Field(max_length=300, examples=["Surat persetujuan 170/45/2026"])]


class NeedMemberInput(Input):
    """The member of the council who told of the need. Without a consent on record nobody is named."""

    person: Annotated[Reference, Field(description="Id or slug of a person on record.", examples=["hasyim"])]
    consent: NeedConsentInput


Evidence = Annotated[list[NeedEvidenceInput], Field(max_length=MOST_EVIDENCE)]


class NeedCreate(Input):
    """A need that shows elsewhere than in a survey; what a survey shows comes by `from-survey`."""

    source: OpenSource
    agency: AgencyKey | None = Field(None, description="Id or slug of the agency whose service it is; yours if absent.")
    edition: Annotated[Reference, Field(examples=["diklat-inovasi-2019"])] | None = Field(
        None,
        description="Id or slug of the programme's edition in which it was found; with `identifikasi_pelatihan`, and "
        "only with that.",
    )
    unsur: Unsur | None = None
    statement: Statement
    priority: NeedPriority
    evidence: Evidence = Field(min_length=1, description="What shows it. Something must.")
    body: NeedBodyInput | None = Field(None, description="With `aspirasi_dprd`, and only with that.")
    member: NeedMemberInput | None = Field(None, description="Only with `body`, and with a consent.")
    opened_on: Day | None = Field(None, description="The day on which it was told; today where absent.")


class NeedUpdate(Input):
    """A merge patch (RFC 7396): what is sent replaces, null clears, the rest stays. `evidence` is replaced whole."""

    unsur: Unsur | None = None
    statement: Statement | None = None
    priority: NeedPriority | None = None
    evidence: Evidence | None = None
    body: NeedBodyInput | None = None
    member: NeedMemberInput | None = Field(
        None, description="Another one; taken away by the withdrawal of the consent."
    )

    @field_validator("statement", "priority", "evidence", "body", "member")
    @classmethod
    def _not_null(cls, value: object, field: ValidationInfo) -> object:
        if value is None:
            raise PydanticCustomError("null_refused", "null", {"name": field.field_name})
        return value


class AcceptedUnsur(Input):
    """One of the proposals, as it is accepted."""

    unsur: Unsur
    statement: Statement | None = Field(None, description="In other words than those that are proposed.")
    priority: NeedPriority | None = Field(None, description="Another than the rule gives.")


class NeedsFromSurvey(Input):
    """Which survey to look at, and which of its weak unsur to take up. Without `dry_run: false` nothing is written."""

    survey: SurveyKey
    dry_run: StrictBool = Field(default=True, description="Whether only to show the proposals.")
    accept: Annotated[list[AcceptedUnsur], Field(max_length=40)] | None = Field(
        None, description="The proposals that become needs; with `dry_run: false`, and only with that."
    )
    body: NeedBodyInput | None = Field(
        None, description="The body of the council that was asked, where the survey is one of its members."
    )

    @field_validator("accept")
    @classmethod
    def _each_once(cls, accepted: list[AcceptedUnsur] | None) -> list[AcceptedUnsur] | None:
        named = [one.unsur for one in accepted or ()]
        if len(set(named)) != len(named):
            raise PydanticCustomError("repeated", "twice")
        return accepted

    @model_validator(mode="after")
    def _says_what_it_takes(self) -> "NeedsFromSurvey":
        if self.dry_run == bool(self.accept):
            raise PydanticCustomError("accept_unfit", "accept without dry_run: false")
        return self


class NeedAnswerInput(Input):
    """An innovation that is put against the need."""

    innovation: InnovationKey
    in_use_from: Day | None = Field(
        None,
        description="The first day on which the agency used it. Where absent, the last day that the stage `penerapan` "
        "may have begun on. Not in the future, nor before that stage.",
    )


class NeedPlanInput(Input):
    """An action plan that is made against the need."""

    plan: Id


class NeedAnswerWithdrawal(Input):
    """That an innovation was put against the need by mistake, and why."""

    innovation: InnovationKey
    reason: Cause


class NeedPlanWithdrawal(Input):
    """That a plan was put against the need by mistake, and why."""

    plan: Id
    reason: Cause


class NeedClosing(Input):
    """Why a need is closed before it was proven."""

    reason: Cause


class NeedConsentWithdrawal(Input):
    """That a member's consent ended."""

    on: Day | None = Field(None, description="The day on which it was withdrawn; today where absent.")


class VerificationOutcome(StrEnum):
    """What was found."""

    TERBUKTI = "terbukti"
    TIDAK_TERBUKTI = "tidak_terbukti"


class NeedVerificationInput(Input):
    """What was found when somebody looked whether the need is met, and what shows it."""

    outcome: VerificationOutcome
    evidence: Evidence = Field(min_length=1)
    note: Annotated[Passage, Field(max_length=5000)] | None = None

"""What clients get of replications."""

from datetime import date
from typing import Annotated

from pydantic import ConfigDict, Field

from app.core.paging import NextCursor, PrevCursor, Total
from app.core.schema import Id, Moment, Name, Output, Prose, Slug, Small, open_codes
from app.innovations.parts import AgencyBrief, InnovationBrief
from app.models.codes import (
    AdaptationKind,
    CompatibilityAnswer,
    CompatibilityItem,
    RefusalReason,
    StopReason,
)
from app.replication.agreement import Lack
from app.replication.inputs import MOST_CHANGES
from app.replication.model_schemas import (
    ActorCode,
    Days,
    DocumentCode,
    ModelCode,
    ReplicationLabel,
    ScopeCode,
    StatusCode,
    StepCode,
)
from app.replication.workflow import Action
from app.sources.inputs import MOST_ADDRESS


class ReplicationPerson(Output):
    """A person by public name; without an id where that was withdrawn."""

    id: Id | None
    slug: Slug
    name: Name


class CompatibilityRead(Output):
    """The agency's answer to one item of its check of itself."""

    model_config = ConfigDict(title="Compatibility")

    item: Annotated[str, open_codes(CompatibilityItem, "What was checked.")]
    answer: Annotated[str, open_codes(CompatibilityAnswer, "How far it is met.")]
    note: Prose | None


class AdaptationRead(Output):
    """A part of the origin, and what became of it."""

    model_config = ConfigDict(title="Adaptation")

    kind: Annotated[str, open_codes(AdaptationKind, "What became of it.")]
    part: Name
    note: Prose | None


class TermsRead(Output):
    """What the two sides agree beside their signatures; null is what was not agreed."""

    model_config = ConfigDict(title="ReplicationTerms")

    commercial_use: bool | None = Field(description="Whether the receiving side may use it commercially.")
    re_offer: bool | None = Field(description="Whether it may offer the result to others.")
    attribution: Prose | None = Field(description="How the origin is named.")
    attribution_link: str | None = Field(
        max_length=MOST_ADDRESS,
        description="The address that the attribution leads to.",
        examples=["https://si-surat.example.go.id"],
    )
    ip_owner: Name | None = Field(description="Who keeps the intellectual property.")
    ip_certificate: Name | None = Field(description="Number and date of the certificate.")
    support_scope: Prose | None = Field(description="How far the origin supports.")
    cost_bearer: Prose | None = Field(description="Who bears which costs.")


class StepRead(Output):
    """A step that was entered, and how long it took."""

    model_config = ConfigDict(title="ReplicationStep")

    step: StepCode
    status: StatusCode
    entered_on: date = Field(examples=["2026-11-20"])
    left_on: date | None = Field(description="Null while it lasts.", examples=["2026-12-18"])
    days: Days = Field(description="How many days it took; of the one that lasts, until today.")
    due_on: date | None = Field(description="The day by which it was to end.", examples=["2026-12-20"])
    overdue: bool = Field(description="Whether it took, or takes, longer than that.")
    actor: ActorCode
    note: Prose | None


class ShortfallRead(Output):
    """A link of the agreement that is not met."""

    model_config = ConfigDict(title="AgreementShortfall")

    link: Small = Field(ge=1, description="Which link of the chain, from 1.")
    kinds: list[DocumentCode] = Field(max_length=10)
    lack: Annotated[str, open_codes(Lack, "Why it is not met.")]
    on: date | None = Field(
        description="The last day of what expired, or the first day of what is not valid yet.", examples=["2026-10-31"]
    )


class ReplicationNextStep(Output):
    """The step that follows, who takes it, and what it still lacks today."""

    step: StepCode
    status: StatusCode
    label: ReplicationLabel
    taken_by: list[ActorCode] = Field(max_length=3)
    missing: list[Annotated[str, Field(max_length=40, pattern=r"^[a-z_]+$")]] = Field(
        max_length=20,
        description="What it still needs: needs by their codes, documents by their kinds.",
        examples=[["agreement", "rencana_aksi"]],
    )
    agreement: list[ShortfallRead] = Field(max_length=10, description="Of the agreement, what is not met.")


class ReplicationItem(Output):
    """A request to replicate, as lists show it."""

    id: Id
    origin: InnovationBrief
    origin_agency: AgencyBrief | None = Field(description="The owner of the origin; null where no source names one.")
    agency: AgencyBrief = Field(description="The agency that receives.")
    facilitator: AgencyBrief | None
    model: ModelCode
    scope: ScopeCode
    status: StatusCode
    step: StepCode
    requested_on: date = Field(examples=["2026-11-02"])
    entered_on: date = Field(description="The day on which it came to the present step.", examples=["2026-11-20"])
    due_on: date | None = Field(description="The day by which the step is to end.", examples=["2026-12-20"])
    overdue: bool = Field(description="Whether that day has passed.")
    waiting_for: list[ActorCode] = Field(max_length=3, description="The sides that are to act.")
    replica: InnovationBrief | None
    version: Small = Field(ge=1, description="Counts the changes of the request.")


class ReplicationPage(Output):
    """A page of requests."""

    items: list[ReplicationItem] = Field(max_length=200)
    next: NextCursor
    prev: PrevCursor
    total: Total


class ReplicationRead(ReplicationItem):
    """A request to replicate, with its steps and all that was agreed."""

    model_config = ConfigDict(title="ReplicationRequest")

    problem: Prose
    adaptation: Prose
    compatibility: list[CompatibilityRead] = Field(max_length=20)
    contact: ReplicationPerson
    mentor: ReplicationPerson | None
    terms: TermsRead | None
    changes: list[AdaptationRead] = Field(max_length=MOST_CHANGES)
    reason_code: (
        Annotated[
            str,
            Field(
                max_length=40,
                description="Why it was refused or stopped: a code of `refusal_reason` or `stop_reason`.",
                examples=[RefusalReason.ASAL_BELUM_SIAP.value, StopReason.TANPA_ANGGARAN.value],
            ),
        ]
        | None
    )
    reason: Prose | None = Field(description="Why it ended, in words.")
    steps: list[StepRead] = Field(max_length=200, description="In their order.")
    next_step: ReplicationNextStep | None = Field(description="Null before approval, and once it runs or has ended.")
    sides: list[ActorCode] = Field(max_length=3, description="The sides that you act for.")
    legal_actions: list[Annotated[str, open_codes(Action, "What you may do next.")]] = Field(max_length=10)


class SignatoryRead(Output):
    """Who signed for a side."""

    model_config = ConfigDict(title="Signatory")

    side: ActorCode
    title: Name
    name: Name | None


class WithdrawnDocument(Output):
    """Since when a document shows nothing any more, and why."""

    at: Moment
    reason: Prose


class DocumentRead(Output):
    """A document of a replication."""

    model_config = ConfigDict(title="ReplicationDocument")

    id: Id
    kind: DocumentCode
    number: Name | None
    title: Name | None
    issued_on: date = Field(examples=["2026-11-20"])
    valid_from: date = Field(examples=["2026-11-20"])
    valid_until: date | None = Field(description="The last day on which it counts.", examples=["2029-11-19"])
    valid: bool = Field(description="Whether it counts today: begun, not run out, and not withdrawn.")
    signatories: list[SignatoryRead] = Field(max_length=20)
    address: str | None = Field(max_length=MOST_ADDRESS, examples=["https://jdih.example.go.id/nk/119"])
    reference: str | None = Field(max_length=500, description="Where it is kept.", examples=["Arsip Bagian Kerja Sama"])
    note: Prose | None
    added_at: Moment
    withdrawn: WithdrawnDocument | None = Field(description="Null while it stands.")


class DocumentPage(Output):
    """A page of documents."""

    model_config = ConfigDict(title="ReplicationDocumentPage")

    items: list[DocumentRead] = Field(max_length=200)
    next: NextCursor
    prev: PrevCursor
    total: Total

"""What clients get of action plans, and of their number."""

from datetime import date
from typing import Annotated

from pydantic import ConfigDict, Field

from app.action_plans.inputs import MOST_MILESTONES, MOST_PEOPLE, MOST_PLANS
from app.action_plans.workflow import Action
from app.core.paging import NextCursor, PrevCursor, Total
from app.core.partial_date import PartialDate
from app.core.schema import Id, Moment, Name, Output, Prose, Slug, Small, open_codes
from app.innovations.parts import AgencyBrief, InnovationBrief
from app.models.codes import PlanParty, PlanRole, PlanStage, PlanStatus
from app.sources.inputs import MOST_ADDRESS

StageCode = Annotated[str, open_codes(PlanStage, "The stage.")]
StatusCode = Annotated[str, open_codes(PlanStatus, "Whether it goes on.")]
PartyCode = Annotated[str, open_codes(PlanParty, "The party.")]
Count = Annotated[Small, Field(le=1_000_000_000, examples=[37])]


class EditionBrief(Output):
    """An edition of a programme, by name."""

    id: Id
    slug: Slug = Field(examples=["seminar-action-plan-2017"])
    name: Name = Field(examples=["Seminar Action Plan Diklat Inovasi Pelayanan Publik"])


class PlanCluster(Output):
    """The cluster that a plan is in."""

    classification: Slug = Field(examples=["lan-medan-2017"])
    term: Slug = Field(examples=["kearsipan"])
    name: Name = Field(examples=["Kearsipan"])


class PlanAggregateBrief(Output):
    """The number of plans that a plan is one of."""

    id: Id
    slug: Slug = Field(examples=["rencana-2017"])
    count: Count = Field(description="How many plans there are.")


class PlanPersonBrief(Output):
    """A person by public name; without an id where that was withdrawn."""

    id: Id | None
    slug: Slug
    name: Name


class PlanPersonRead(Output):
    """A part in a plan."""

    model_config = ConfigDict(title="PlanPerson")

    role: Annotated[str, open_codes(PlanRole, "The part.")]
    person: PlanPersonBrief | None = Field(description="Null where no source names the person.")
    agency: AgencyBrief | None = Field(description="The agency that the part is taken for, as it was called then.")
    institution: Name | None = Field(
        description="The institution where it is no agency on record.", examples=["Tim penguji LAN RI"]
    )
    title: Name | None = Field(description="The post in which the part is taken.", examples=["Camat Medan Kota"])
    valid_from: PartialDate | None
    valid_to: PartialDate | None


class PlanStepRead(Output):
    """A stage that a plan entered."""

    model_config = ConfigDict(title="PlanStep")

    stage: StageCode
    entered_on: date = Field(examples=["2026-11-20"])
    note: Prose | None


class MilestoneRead(Output):
    """What is to be done of a plan by a day."""

    model_config = ConfigDict(title="PlanMilestone")

    id: Id
    title: Name = Field(examples=["Uji coba di dua kelurahan"])
    due_on: date = Field(examples=["2026-12-20"])
    done_on: date | None = Field(examples=["2026-12-18"])
    evidence: Prose | None
    stage: StageCode | None
    overdue: bool = Field(description="Whether it was due before today, and is not done, of a plan that goes on.")


class SignatureRead(Output):
    """That a party signed the agreement."""

    model_config = ConfigDict(title="PlanSignature")

    party: PartyCode
    signed_on: date | None = Field(description="Null where nobody knows the day.", examples=["2017-08-21"])
    note: Prose | None


class PlanAgreementRead(Output):
    """The agreement of participant, mentor and examiner."""

    model_config = ConfigDict(title="PlanAgreement")

    number: Name | None = Field(examples=["893/1204/2017"])
    address: str | None = Field(max_length=MOST_ADDRESS, examples=["https://arsip.example.go.id/893-1204"])
    signatures: list[SignatureRead] = Field(max_length=3)
    missing: list[PartyCode] = Field(max_length=3, description="Who has not signed.")
    complete: bool = Field(description="Whether all three have signed.")
    completed_on: date | None = Field(
        description="The day of the last signature; null while one is missing, or its day is unknown.",
        examples=["2017-08-21"],
    )


class PlanStop(Output):
    """That a plan does not go on."""

    on: date = Field(examples=["2026-11-20"])
    reason: Prose


class WithdrawnPlan(Output):
    """Since when a plan counts nowhere, and why."""

    at: Moment
    reason: Prose


class ActionPlanItem(Output):
    """An action plan, as lists show it."""

    id: Id
    edition: EditionBrief
    title: Name = Field(examples=["Arsip kelurahan tertata"])
    agency: AgencyBrief = Field(description="The agency that it is for, as it was called when the plan began.")
    cluster: PlanCluster | None
    aggregate: PlanAggregateBrief | None = Field(description="The number of plans that it is one of.")
    starts_on: date = Field(description="The day on which it began.", examples=["2017-08-21"])
    stage: StageCode
    entered_on: date = Field(description="Since when it is in this stage.", examples=["2017-08-21"])
    status: StatusCode
    people: list[PlanPersonRead] = Field(max_length=MOST_PEOPLE)
    milestones_total: Count = Field(description="How many milestones it has.", examples=[5])
    milestones_done: Count = Field(description="How many of them were reached.", examples=[3])
    milestones_overdue: Count = Field(description="How many of them are overdue today.", examples=[1])
    agreement_complete: bool = Field(description="Whether all three parties have signed.")
    innovation: InnovationBrief | None = Field(description="What it has become; null also while that is not public.")
    published: bool = Field(description="Whether everyone may read it.")
    version: Small = Field(ge=1, description="Counts the changes of the plan.")


class ActionPlanPage(Output):
    """A page of action plans."""

    items: list[ActionPlanItem] = Field(max_length=200)
    next: NextCursor
    prev: PrevCursor
    total: Total


class ActionPlanRead(ActionPlanItem):
    """An action plan, with its way and all that was agreed."""

    model_config = ConfigDict(title="ActionPlan")

    problem: Prose | None
    goal: Prose | None
    steps: list[PlanStepRead] = Field(max_length=6, description="In their order.")
    next_stage: StageCode | None = Field(description="Null where none follows.")
    milestones: list[MilestoneRead] = Field(max_length=MOST_MILESTONES, description="By the day on which they are due.")
    agreement: PlanAgreementRead
    stopped: PlanStop | None
    withdrawn: WithdrawnPlan | None = Field(description="Null while it stands.")
    keeps: bool = Field(description="Whether you may change it.")
    legal_actions: list[Annotated[str, open_codes(Action, "What you may do next.")]] = Field(max_length=10)


class DocumentBrief(Output):
    """A document that a fact is taken from."""

    id: Id
    slug: Slug = Field(examples=["berita-2017-seminar"])
    title: Name


class PlanAggregateRead(Output):
    """So many plans of an edition as a source counts, and how many of them are named by now."""

    model_config = ConfigDict(title="PlanAggregate")

    id: Id
    slug: Slug = Field(examples=["rencana-2017"])
    edition: EditionBrief
    count: Count = Field(ge=1, le=MOST_PLANS, description="How many plans there are.")
    named: Count = Field(description="How many of them are on record as plans.", examples=[2])
    unnamed: Count = Field(description="How many nobody has named.", examples=[35])
    innovators: Count | None = Field(description="How many people made them; null where no source says it.")
    source: Name = Field(description="What says so.")
    document: DocumentBrief | None = Field(description="That document, where it is on record.")
    phrase: Prose | None = Field(description="The exact words.")
    note: Prose | None
    version: Small = Field(ge=1, description="Counts the changes of the record.")


class PlanAggregatePage(Output):
    """A page of numbers of plans."""

    items: list[PlanAggregateRead] = Field(max_length=200)
    next: NextCursor
    prev: PrevCursor
    total: Total

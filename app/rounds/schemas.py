"""What clients ask of rounds and what they get."""

from datetime import date, datetime
from typing import Annotated

from pydantic import ConfigDict, Field

from app.conflicts.schemas import ConflictPerson
from app.core.paging import NextCursor, PrevCursor, Total
from app.core.schema import (
    Cursor,
    Exact,
    Id,
    Input,
    Limit,
    Moment,
    Name,
    Output,
    Prose,
    Reference,
    Slug,
    Small,
    open_codes,
)
from app.models.codes import EligibilityAnswer, EntryStatus, PassRule, RoundStatus, StageKind
from app.rounds.workflow import Phase, RoundAction

RoundStatusCode = Annotated[str, open_codes(RoundStatus, "Where the round is on its way.")]
StageCode = Annotated[str, open_codes(StageKind, "The stage.")]
PassRuleCode = Annotated[str, open_codes(PassRule, "Which entries go on.")]
EntryStatusCode = Annotated[str, open_codes(EntryStatus, "Whether it is still in the round.")]
EligibilityCode = Annotated[str, open_codes(EligibilityAnswer, "Whether it met the rules on the day of opening.")]
PhaseCode = Annotated[str, open_codes(Phase, "Where the stage is in time.")]
ActionCode = Annotated[str, open_codes(RoundAction, "What may be done with the round.")]
WibMoment = Annotated[
    datetime, Field(description="In Western Indonesian Time.", examples=["2026-12-01T08:00:00+07:00"])
]


class RoundFilters(Input):
    """Which rounds, the newest first, and how many at a time."""

    status: RoundStatus | None = Field(None, description="Drafts are shown to those who run rounds.")
    instrument: Reference | None = Field(None, description="Slug of an instrument's edition.", examples=["kipp-2023"])
    limit: Limit = 20
    cursor: Cursor = None
    with_total: bool = Field(default=False, description="Whether to count all pages in `total`.")


class InstrumentBrief(Output):
    """The edition of the instrument that is assessed by. Its digest tells that it was never changed."""

    slug: Slug = Field(examples=["kipp-2023"])
    title: Name
    official: bool = Field(description="Whether its source is the text of the body that issued it, or a copy.")
    digest: str = Field(max_length=64, description="SHA-256 of the definition.", examples=["9f86d081884c7d65"])


class StageRead(Output):
    """A stage of a round."""

    model_config = ConfigDict(title="RoundStage")

    kind: StageCode
    position: Small = Field(description="Its place in the order, from 1.")
    phase: PhaseCode
    opens_at: WibMoment
    closes_at: WibMoment
    pass_rule: PassRuleCode
    pass_value: Exact | None = Field(description="How many go on by `top`, or which total by `least_total`.")
    weight: Exact = Field(description="Share of the final total, of 100; 0 for a stage that only lets pass.")
    instrument: InstrumentBrief | None = Field(description="The stage's own instrument; null where it is the round's.")
    concluded_at: Moment | None


class RoundItem(Output):
    """A round as lists show it."""

    id: Id
    slug: Slug = Field(examples=["lokakarya-2019"])
    name: Name
    status: RoundStatusCode
    instrument: InstrumentBrief
    closes_on: date | None = Field(description="The last day of registration; ages are counted back from it.")
    opened_at: Moment | None
    published_at: Moment | None
    version: Small = Field(ge=1, description="Counts the changes of the round.")


class RoundPage(Output):
    """A page of rounds."""

    items: list[RoundItem] = Field(max_length=200)
    next: NextCursor
    prev: PrevCursor
    total: Total


class ScopeFilterRead(Output):
    """A filter over published innovations; what is null does not narrow it."""

    agency: Reference | None
    kind: str | None = Field(max_length=40, examples=["digital"])
    stage: str | None = Field(max_length=40, examples=["penerapan"])
    form: str | None = Field(max_length=40, examples=["pelayanan_publik"])
    year: str | None = Field(max_length=4, examples=["2019"])
    classification: str | None = Field(max_length=241, examples=["lan-medan-2017/kearsipan"])
    area: str | None = Field(max_length=13, examples=["12.71.01"])


class ScopeRead(Output):
    """What is assessed: a list of innovations, or all that a filter finds on the day of opening."""

    innovations: list[Reference] | None = Field(max_length=5000)
    filter: ScopeFilterRead | None


class RoundRead(RoundItem):
    """A round with its stages."""

    model_config = ConfigDict(title="Round")

    note: Prose | None
    group: str | None = Field(
        max_length=60, description="Group of the edition's rules of admission.", examples=["umum"]
    )
    per_entry: Small = Field(description="How many assessors each entry gets.")
    max_load: Small = Field(description="How many entries an assessor gets at most, at each stage.")
    stages: list[StageRead] = Field(max_length=7, description="In their order.")
    entries: Small = Field(description="How many innovations are in it; 0 before it is opened.")
    scope: ScopeRead | None = Field(description="Null for those who do not run the round.")
    decree_number: str | None = Field(max_length=200, examples=["100.3.3/512.K/2026"])
    decree_on: date | None
    remark: Prose | None = Field(description="Why it was cancelled.")
    legal_actions: list[ActionCode] = Field(max_length=10)


class EntryFilters(Input):
    """Which entries, by name, and how many at a time."""

    status: EntryStatus | None = Field(None, description="Whether they are still in the round.")
    agency: Reference | None = Field(None, description="Id or slug of the owner.")
    limit: Limit = 50
    cursor: Cursor = None
    with_total: bool = Field(default=False, description="Whether to count all pages in `total`.")


class EntryInnovation(Output):
    """The innovation of an entry, by its present address."""

    id: Id
    slug: Slug


class EntryAgency(Output):
    """The owner on the day of opening, as it is called now."""

    slug: Slug
    name: Name


class EntryRead(Output):
    """An innovation in a round."""

    model_config = ConfigDict(title="RoundEntry")

    id: Id
    name: Name = Field(description="By the name that it had when the round was opened.")
    innovation: EntryInnovation
    agency: EntryAgency | None
    status: EntryStatusCode
    eligibility: EligibilityCode | None = Field(description="Null where the round admits by no group.")
    out_stage: StageCode | None = Field(description="The stage after which it did not go on.")
    out_reason: Prose | None = Field(description="Why; null for the public while the result is not published.")


class EntryPage(Output):
    """A page of entries."""

    items: list[EntryRead] = Field(max_length=200)
    next: NextCursor
    prev: PrevCursor
    total: Total


class PanelMember(Output):
    """Somebody on the panel, and how much they have been assigned."""

    id: Id
    account_id: Id
    person: ConflictPerson
    can_assess: bool = Field(
        description="Whether the account is active and an assessor's. Nothing is assigned to one that is not."
    )
    max_load: Small = Field(description="Own limit, or that of the round.")
    assigned: Small = Field(description="Assessments that were neither declined nor replaced, at all stages.")
    submitted: Small = Field(description="How many of these were submitted.")
    added_at: Moment
    removed_at: Moment | None
    removed_reason: Prose | None


class PanelList(Output):
    """The panel of a round, those taken off included."""

    items: list[PanelMember] = Field(max_length=1000)


class DecisionCount(Output):
    """What decisions changed."""

    passed: Small = Field(description="How many were decided to go on.")
    out: Small = Field(description="How many were decided not to.")
    round_version: Small = Field(description="Version of the round after it.")


class RemovedMember(PanelMember):
    """Somebody who was taken off a panel."""

    released: Small = Field(description="Assessments that were not submitted, and are to be assigned anew.")

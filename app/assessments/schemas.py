"""What clients ask of assessments and what they get."""

from enum import StrEnum
from typing import Annotated

from pydantic import ConfigDict, Field

from app.conflicts.schemas import MOST_REASONS, ConflictPerson, ConflictReason
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
from app.evidence.schemas import DossierRead, EvidenceRead
from app.models.codes import AssessmentStatus, StageKind
from app.rounds.schemas import InstrumentBrief, StageCode, WibMoment

StatusCode = Annotated[str, open_codes(AssessmentStatus, "Where the work is.")]
CriterionCode = Annotated[str, Field(max_length=60, description="Code of the criterion.", examples=["kebaruan"])]


class Mine(StrEnum):
    """Which of one's own assessments."""

    PENDING = "pending"
    DONE = "done"


class AssessmentFilters(Input):
    """Which assessments, in the order in which they were assigned, and how many at a time."""

    mine: Mine | None = Field(None, description="Own ones that wait for work, or those that are submitted.")
    round: Reference | None = Field(None, description="Id or slug.", examples=["lokakarya-2019"])
    stage: StageKind | None = Field(None, description="Kind of the stage.")
    status: AssessmentStatus | None = Field(None, description="Where the work is.")
    limit: Limit = 50
    cursor: Cursor = None
    with_total: bool = Field(default=False, description="Whether to count all pages in `total`.")


class AssessmentRound(Output):
    """The round of an assessment."""

    id: Id
    slug: Slug = Field(examples=["lokakarya-2019"])
    name: Name


class AssessmentEntry(Output):
    """The entry that is assessed."""

    id: Id
    innovation: Slug = Field(description="Slug of the innovation.")
    name: Name


class AssessmentAssessor(Output):
    """Who assesses."""

    account_id: Id
    person: ConflictPerson


class AssessmentItem(Output):
    """The work of one assessor on one entry, without its scores."""

    id: Id
    round: AssessmentRound
    stage: StageCode
    entry: AssessmentEntry
    assessor: AssessmentAssessor
    status: StatusCode
    reason: Prose | None = Field(description="Why it was declined or replaced.")
    closes_at: WibMoment = Field(description="When its stage closes; nothing is taken from that moment on.")
    submitted_at: Moment | None
    suspended_at: Moment | None = Field(description="Since when a conflict of interest awaits decision.")
    excluded: bool = Field(description="Whether its scores do not count because of a conflict of interest.")
    replaces: Id | None = Field(description="The assessment whose place it took.")
    version: Small = Field(ge=1, description="Counts the changes of the assessment.")


class AssessmentPage(Output):
    """A page of assessments."""

    items: list[AssessmentItem] = Field(max_length=200)
    next: NextCursor
    prev: PrevCursor
    total: Total


class ScoreRead(Output):
    """The score by one criterion."""

    criterion: CriterionCode
    value: Exact
    reason: Prose | None
    revision: Small = Field(ge=1, description="1 for a score that was never changed.")
    scored_at: Moment


class CriterionBrief(Output):
    """A criterion that is scored, and the values that it takes."""

    code: CriterionCode
    label: Name
    weight: Exact
    least: Exact
    most: Exact
    step: Exact
    optional: bool = Field(
        description="Whether its text may be missing; the instrument says what that means for a sheet."
    )


class AssessmentRead(AssessmentItem):
    """An assessment. Until its stage closes the scores are sealed for everyone but the assessor."""

    model_config = ConfigDict(title="Assessment")

    instrument: InstrumentBrief
    criteria: list[CriterionBrief] = Field(max_length=100, description="What is scored, in the instrument's order.")
    sealed: bool = Field(description="Whether the scores are not to be seen yet.")
    scores: list[ScoreRead] | None = Field(max_length=100, description="Null while they are sealed.")
    comment: Prose | None = Field(description="On the whole; null while it is sealed.")
    total: Exact | None = Field(description="Of 100, rounded half-up; null while sealed, or while a score is missing.")


class MaterialReplication(Output):
    """How far the innovation is replicated today, by the signs of life of its replicas: what shows adaptability."""

    agencies: Small = Field(description="Other agencies that use it.", examples=[4])
    other_regions: Small = Field(description="Regions other than the city that use it.", examples=[2])
    in_date: Small = Field(description="Replicas of which a sign of life shows that they are in use.", examples=[4])


class AssessmentMaterial(Output):
    """What an entry has to show: its texts by the instrument's form, all of its evidence, and who uses it."""

    model_config = ConfigDict(title="AssessmentMaterial")

    innovation: Slug = Field(description="Slug of the innovation, whose record is public.")
    dossier: DossierRead
    evidence: list[EvidenceRead] = Field(max_length=500, description="What was not withdrawn, the newest first.")
    replication: MaterialReplication


class RevisionRead(Output):
    """An earlier score."""

    criterion: CriterionCode
    revision: Small = Field(ge=1, description="Counts the values of this score.")
    value: Exact
    reason: Prose | None
    scored_at: Moment
    replaced_at: Moment


class RevisionList(Output):
    """Earlier scores of an assessment, by criterion and in order of time."""

    items: list[RevisionRead] = Field(max_length=10_000)


class PlannedSeat(Output):
    """An entry and who is to assess it."""

    entry: Id
    name: Name
    account_id: Id
    assessor: Name


class RefusedSeat(Output):
    """An entry and somebody on the panel who may not assess it."""

    entry: Id
    account_id: Id
    reasons: list[ConflictReason] = Field(max_length=MOST_REASONS)


class UnfilledEntry(Output):
    """An entry that has fewer assessors than it is to have."""

    entry: Id
    missing: Small = Field(description="How many assessors it still lacks.")


class AssignmentLoad(Output):
    """How much somebody on the panel has at the stage once the plan is carried out."""

    account_id: Id
    assessor: Name
    load: Small = Field(description="How many entries they have then.")
    most: Small = Field(description="How many they may have.")


class AssignmentPlan(Output):
    """Who is to assess what. `token` names this very plan; carried out, it is done as a whole or not at all."""

    model_config = ConfigDict(title="AssignmentPlan")

    applied: bool = Field(description="Whether it was carried out; if not, nothing was written.")
    token: str = Field(min_length=64, max_length=64, examples=["0" * 64])
    assigned: Small = Field(description="How many seats the plan fills.")
    seats: list[PlannedSeat] = Field(max_length=125_000)
    refused: list[RefusedSeat] = Field(max_length=125_000, description="Pairs that are in conflict, each with why.")
    unfilled: list[UnfilledEntry] = Field(max_length=5_000)
    loads: list[AssignmentLoad] = Field(max_length=1000)

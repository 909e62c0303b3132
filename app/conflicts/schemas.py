"""What clients say of conflicts of interest and what they get."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, ConfigDict, Field

from app.core.inputs import passage
from app.core.paging import NextCursor, PrevCursor, Total
from app.core.schema import (
    Cursor,
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
    Text,
    open_codes,
)
from app.models.codes import AssessmentStatus, ConflictKind, ConflictVerdict, StageKind

# of what one answer tells of one assessor and one innovation
MOST_REASONS = 200


class FindingState(StrEnum):
    """Whether it was decided what to do about a conflict."""

    OPEN = "open"
    DECIDED = "decided"


Cause = Annotated[
    Text,
    AfterValidator(passage),
    Field(min_length=5, max_length=2000, examples=["Kami tinggal serumah dengan salah seorang inovatornya."]),
]
Note = Annotated[
    Text,
    AfterValidator(passage),
    Field(min_length=5, max_length=2000, examples=["Sudah pindah dari perangkat daerah itu tahun lalu."]),
]


class Explanation(Output):
    """The same sentence in Indonesian and English."""

    id: Prose = Field(examples=["Bayu Sogara Siregar adalah inovator Si-Surat."])
    en: Prose = Field(examples=["Bayu Sogara Siregar is an innovator of Si-Surat."])


class ConflictReason(Output):
    """Why somebody must not assess an innovation."""

    kind: Annotated[str, open_codes(ConflictKind, "The rule.")]
    explanation: Explanation


class ConflictPerson(Output):
    """The assessor, by public name."""

    id: Id
    slug: Slug
    name: Name


class ConflictInnovation(Output):
    """An innovation, by name."""

    id: Id
    slug: Slug
    name: Name


class RoundConflictFilters(Input):
    """Whose conflicts with the entries of a round, and how many at a time; by name of the entry."""

    assessor: Reference | None = Field(
        None,
        description="Id of an account, or id or slug of a person, on the panel or not; the whole panel where absent.",
        examples=["bayu-sogara-siregar"],
    )
    limit: Limit = 50
    cursor: Cursor = None
    with_total: bool = Field(default=False, description="Whether to count all pages in `total`.")


class EntryConflict(Output):
    """An entry that somebody may not assess, and why."""

    model_config = ConfigDict(title="EntryConflict")

    entry_id: Id
    name: Name = Field(description="By the name that it had when the round was opened.")
    innovation: ConflictInnovation
    account_id: Id | None = Field(description="The account that assesses; null where only a person was named.")
    person: ConflictPerson
    reasons: list[ConflictReason] = Field(max_length=MOST_REASONS)


class EntryConflictPage(Output):
    """A page of entries that somebody may not assess."""

    items: list[EntryConflict] = Field(max_length=200)
    next: NextCursor
    prev: PrevCursor
    total: Total


class ConflictDeclare(Input):
    """A conflict of interest that no record shows."""

    innovation: Reference = Field(description="Id or slug of an innovation in the round.", examples=["si-surat"])
    assessor: UUID | None = Field(
        None,
        description="Id of an account on the panel; for those who run the round. An assessor speaks for themself.",
        examples=["019ab3c1-0400-7d3e-9a51-3c8f1f1d2b11"],
    )
    reason: Cause


class DeclarationRead(Output):
    """A conflict that was declared. It holds in every round."""

    model_config = ConfigDict(title="DeclaredConflict")

    id: Id
    account_id: Id
    innovation: ConflictInnovation
    reason: Prose
    declared_at: Moment
    suspended: Small = Field(description="How many assessments this suspended.")


class FindingFilters(Input):
    """Which findings, the oldest first, and how many at a time."""

    state: FindingState | None = Field(None, description="Whether they were decided.")
    limit: Limit = 50
    cursor: Cursor = None
    with_total: bool = Field(default=False, description="Whether to count all pages in `total`.")


class FindingRound(Output):
    """The round that the assessment is of."""

    id: Id
    slug: Slug = Field(examples=["lokakarya-2019"])
    name: Name


class FindingAssessment(Output):
    """The assessment that a conflict suspended."""

    id: Id
    stage: Annotated[str, open_codes(StageKind, "The stage.")]
    status: Annotated[str, open_codes(AssessmentStatus, "Where the work is.")]
    suspended: bool = Field(description="Whether it waits for a decision; its scores do not count until then.")
    excluded: bool = Field(description="Whether its scores were decided not to count.")
    version: Small = Field(ge=1, description="Counts the changes of the assessment; for `If-Match` of the decision.")


class FindingEntry(Output):
    """The entry that is assessed."""

    id: Id
    name: Name
    innovation: ConflictInnovation


class FindingRead(Output):
    """Conflicts that came to light after an assignment, and what was decided of them."""

    model_config = ConfigDict(title="ConflictFinding")

    id: Id
    state: Annotated[str, open_codes(FindingState, "Whether it was decided.")]
    round: FindingRound
    assessment: FindingAssessment
    entry: FindingEntry
    account_id: Id
    person: ConflictPerson
    reasons: list[ConflictReason] = Field(max_length=MOST_REASONS, description="Those of the day of the finding.")
    found_at: Moment
    verdict: Annotated[str, open_codes(ConflictVerdict, "What was decided.")] | None
    note: Prose | None
    decided_at: Moment | None


class FindingPage(Output):
    """A page of findings."""

    items: list[FindingRead] = Field(max_length=200)
    next: NextCursor
    prev: PrevCursor
    total: Total


class ConflictDecision(Input):
    """What is to be done about a suspended assessment, and why."""

    verdict: ConflictVerdict
    note: Note

"""What owners claim of their innovations, and what they get back."""

from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field, Strict

from app.core.paging import NextCursor, PrevCursor, Total
from app.core.schema import Cursor, Exact, Id, Input, Limit, Moment, Name, Output, Prose, Reference, Slug, Small
from app.innovations.inputs import Passage
from app.instruments.parts import CODE_PATTERN

_MOST_VALUE = 99_999_999

Value = Annotated[
    float,
    Strict(),
    Field(ge=0, le=_MOST_VALUE, allow_inf_nan=False, json_schema_extra={"format": "double"}, examples=[80]),
]
LevelNumber = Annotated[int, Strict(), Field(ge=1, le=10, json_schema_extra={"format": "int32"}, examples=[2])]
CriterionCode = Annotated[str, Field(max_length=60, pattern=CODE_PATTERN, examples=["kebaruan"])]
BasisCode = Annotated[str, Field(max_length=60, pattern=CODE_PATTERN, examples=["orang"])]
Words = Annotated[Passage, Field(max_length=2000, examples=["Survei kepuasan 2025 menunjukkan perbaikan."])]
EvidenceId = Annotated[UUID, Field(examples=["019ab3c1-0400-7d3e-9a51-3c8f1f1d2b24"])]


class ClaimInput(Input):
    """What is claimed by one criterion: a value on its scale, or of an indicator the level that was reached."""

    criterion: CriterionCode = Field(description="Code of the criterion or indicator, as the instrument has it.")
    value: Value | None = Field(None, description="Of a criterion of a weighted form.")
    level: LevelNumber | None = Field(None, description="Of an indicator with levels.")
    basis: BasisCode | None = Field(None, description="By what the indicator is measured, where it has several bases.")
    reason: Words | None = None
    evidence: list[EvidenceId] = Field(
        [], max_length=20, description="Ids of evidence of this innovation that shows it."
    )


class SelfAssessmentCreate(Input):
    """What the owner claims by an instrument. It need not be complete; what was claimed before stays on record."""

    instrument: Reference = Field(description="Slug of the instrument's edition.", examples=["kipp-2023"])
    scores: list[ClaimInput] = Field(min_length=1, max_length=100)
    note: Words | None = None


class SelfAssessmentFilters(Input):
    """Which self-assessments, and how many at a time; the newest first."""

    instrument: Reference | None = Field(None, description="Slug of the instrument's edition.", examples=["kipp-2023"])
    limit: Limit = 50
    cursor: Cursor = None
    with_total: bool = Field(default=False, description="Whether to count all pages in `total`.")


class ClaimRead(Output):
    """What was claimed by one criterion."""

    criterion: CriterionCode
    value: Exact | None = Field(description="Null for an indicator.")
    level: LevelNumber | None = Field(description="Null for a criterion of a weighted form.")
    basis: BasisCode | None
    reason: Prose | None
    evidence: list[EvidenceId] = Field(max_length=20)


class AssessedBy(Output):
    """The edition of an instrument that was gone by."""

    slug: Slug = Field(examples=["kipp-2023"])
    title: Name = Field(examples=["Formulir KIPP 2023"])


class SelfAssessmentRead(Output):
    """What the owner claimed of an innovation at one time."""

    model_config = ConfigDict(title="SelfAssessment")

    id: Id
    number: Small = Field(ge=1, description="Counts those of this innovation by this edition.")
    instrument: AssessedBy
    complete: bool = Field(description="Whether every criterion that counts has its score.")
    total: Exact | None = Field(
        description="By a weighted form of 100, and null until it is complete; by indicators the points so far. "
        "Rounded half-up for display.",
        examples=["84.35"],
    )
    scores: list[ClaimRead] = Field(max_length=100)
    note: Prose | None
    assessed_at: Moment


class SelfAssessmentPage(Output):
    """A page of self-assessments."""

    items: list[SelfAssessmentRead] = Field(max_length=200)
    next: NextCursor
    prev: PrevCursor
    total: Total

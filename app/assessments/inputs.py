"""What clients send to assign assessors, and what assessors send."""

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, StrictBool, model_validator
from pydantic_core import PydanticCustomError

from app.core.inputs import kept_number, passage
from app.core.schema import Id, Input, Reference, Text
from app.instruments.parts import CODE_PATTERN
from app.models.codes import StageKind

MOST_SCORES = 200


Cause = Annotated[
    Text, AfterValidator(passage), Field(min_length=5, max_length=2000, examples=["Pernah membimbing timnya."])
]
Comment = Annotated[
    Text, AfterValidator(passage), Field(min_length=1, max_length=5000, examples=["Dampaknya terukur."])
]
ScoreValue = Annotated[
    float,
    Field(ge=0, le=1_000_000, allow_inf_nan=False, json_schema_extra={"format": "double"}, examples=[85]),
    BeforeValidator(kept_number),
]
Token = Annotated[str, Field(min_length=64, max_length=64, pattern="^[0-9a-f]{64}$", examples=["0" * 64])]


class AssignmentFilter(Input):
    """Which entries are to be assigned; every condition narrows, and without any all that are in the round are."""

    entries: Annotated[list[Id], Field(min_length=1, max_length=5_000)] | None = None
    agency: Reference | None = Field(None, description="Id or slug of the owner.")


class AssignmentRequest(Input):
    """Who is to assess what at a stage. Without `dry_run: false` nothing is written."""

    stage: StageKind
    filter: AssignmentFilter = Field(default_factory=AssignmentFilter)
    assessors: Annotated[list[Reference], Field(min_length=1, max_length=1000)] | None = Field(
        None, description="Accounts or people of the panel who get work now; all of it where absent."
    )
    per_entry: (
        Annotated[int, Field(strict=True, ge=1, le=25, json_schema_extra={"format": "int32"}, examples=[3])] | None
    ) = Field(None, description="How many each entry is to have in all; that of the round where absent.")
    dry_run: StrictBool = Field(default=True, description="Whether only to show the plan.")
    token: Token | None = Field(None, description="That of the plan which is to be carried out; needed to do so.")

    @model_validator(mode="after")
    def _says_which_plan(self) -> "AssignmentRequest":
        if not self.dry_run and self.token is None:
            raise PydanticCustomError("token_missing", "which plan")
        return self


class Refusal(Input):
    """Why an assessor does not take an assignment."""

    reason: Cause


class ScoreInput(Input):
    """The score by one criterion. Some scores need a reason; the instrument says below and above which."""

    criterion: Annotated[str, Field(max_length=60, pattern=CODE_PATTERN, examples=["kebaruan"])]
    value: ScoreValue = Field(description="On the scale of the criterion.")
    reason: Comment | None = None


class AssessmentUpdate(Input):
    """Scores to set, and a comment on the whole: what is not named stays as it is."""

    scores: Annotated[list[ScoreInput], Field(max_length=MOST_SCORES)] = Field(default_factory=list)
    comment: Comment | None = None


class Reassignment(Input):
    """Who takes over an assessment, and why."""

    assessor: Reference = Field(
        description="Id of the account, or id or slug of the person; of the panel.", examples=["bayu-sogara-siregar"]
    )
    reason: Cause

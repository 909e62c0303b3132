"""What whoever changes a record gets: where it stands now, and what it may be the same as."""

from typing import Annotated

from pydantic import ConfigDict, Field

from app.core.schema import Id, Moment, Name, Output, Prose, Slug, Small, open_codes
from app.innovations.overlap import Reason
from app.innovations.workflow import Action
from app.models.codes import DuplicateVerdict, RecordStatus

StatusCode = Annotated[str, open_codes(RecordStatus, "Where the record is on its way from draft to public.")]
Score = Annotated[
    float,
    Field(ge=0, le=1, description="From 0, nothing in common, to 1.", json_schema_extra={"format": "double"}),
]


class SimilarEntry(Output):
    """Another record that may be the same."""

    id: Id
    slug: Slug
    name: Name
    status: StatusCode
    score: Score = Field(examples=[0.6])
    reasons: list[Annotated[str, open_codes(Reason, "Why.")]] = Field(max_length=10)
    needs_decision: bool = Field(description="Whether neither can be published before it is decided if they are one.")


class InnovationReceipt(Output):
    """Where a record stands after a change. The `ETag` beside it is what the next change needs as `If-Match`."""

    model_config = ConfigDict(title="InnovationReceipt")

    id: Id
    slug: Slug
    name: Name
    status: StatusCode
    version: Small = Field(ge=1, description="Counts the changes of the record.")
    legal_actions: list[Annotated[str, open_codes(Action, "What may be done next, by you.")]] = Field(max_length=10)
    similar: list[SimilarEntry] = Field(
        max_length=10, description="Records that may be the same, the most alike first; of those that you may see."
    )


class DuplicateEntry(SimilarEntry):
    """Another record that may be the same, and what was decided."""

    verdict: Annotated[str, open_codes(DuplicateVerdict, "What was decided.")] | None = Field(
        description="Null while nobody has decided."
    )
    note: Prose | None
    decided_at: Moment | None


class DuplicateList(Output):
    """Records that may be the same as one, the most alike first."""

    items: list[DuplicateEntry] = Field(max_length=50)

"""What clients get of citations."""

from typing import Annotated

from pydantic import ConfigDict, Field

from app.core.schema import Id, Moment, Output, Prose, Small, open_codes
from app.models.codes import Confidence, Subject
from app.sources.schemas import SourceRead


class CitationRead(Output):
    """A fact of the record, and the words it rests on."""

    model_config = ConfigDict(title="Citation")

    id: Id
    field: str = Field(max_length=40, description="The property that the source speaks of.", examples=["kind"])
    phrase: Prose | None = Field(description="The exact words of the source.")
    confidence: Annotated[str, open_codes(Confidence, "How the fact was learnt.")]
    note: Prose | None
    disputed: bool = Field(description="Whether somebody contests it.")
    dispute_note: Prose | None
    source: SourceRead


class CitedRecord(Output):
    """The record that a citation is of."""

    kind: Annotated[str, open_codes(Subject, "Kind of record.")]
    id: Id
    version: Small | None = Field(
        ge=1,
        description="Counts its changes, those of its citations among them; null for kinds whose citations come with "
        "the reference data alone.",
    )


class CitationWithdrawal(Output):
    """Since when a citation proves nothing any more, and why."""

    at: Moment
    reason: Prose


class CitationDetail(CitationRead):
    """A citation, and the record that it is of. The `ETag` beside it names the record's version, for `If-Match`."""

    model_config = ConfigDict(title="CitationDetail")

    record: CitedRecord
    withdrawn: CitationWithdrawal | None = Field(
        description="Null while it stands. Only the record's keepers see others."
    )


class AmbiguityRead(Output):
    """What the sources leave open about the record."""

    model_config = ConfigDict(title="Ambiguity")

    field: str | None = Field(max_length=40, description="The property it is about.", examples=["stages"])
    note_id: Prose
    note_en: Prose
    source: SourceRead | None


class CitationList(Output):
    """Every citation of a record, by property, and what the sources leave open."""

    items: list[CitationRead] = Field(max_length=2000)
    ambiguities: list[AmbiguityRead] = Field(max_length=200)

"""What clients get of citations and their sources."""

from typing import Annotated

from pydantic import ConfigDict, Field

from app.core.partial_date import PartialDate
from app.core.schema import Id, Name, Output, Prose, Slug, open_codes
from app.models.codes import Confidence, SourceKind


class SourceRead(Output):
    """A document that facts were taken from."""

    model_config = ConfigDict(title="Source")

    id: Id
    slug: Slug
    kind: Annotated[str, open_codes(SourceKind, "Sort of document.")]
    title: Name
    publisher: Name | None
    published_on: PartialDate | None
    address: Name | None
    note: Prose | None


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

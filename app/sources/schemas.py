"""What clients ask of sources and what they get."""

from typing import Annotated

from pydantic import ConfigDict, Field

from app.core.concealment import Concealment
from app.core.paging import NextCursor, PrevCursor, Total
from app.core.partial_date import PartialDate
from app.core.schema import Cursor, Id, Input, Limit, Name, Output, Prose, Slug, Small, Text, open_codes
from app.models import Source
from app.models.codes import SourceKind
from app.sources.inputs import MOST_ADDRESS


class SourceFilters(Input):
    """Which sources, and how many at a time; by title."""

    q: Annotated[Text, Field(min_length=1, max_length=100)] | None = Field(None, description="Part of the title.")
    kind: SourceKind | None = Field(None, description="Sort of document.")
    limit: Limit = 50
    cursor: Cursor = None
    with_total: bool = Field(default=False, description="Whether to count all pages in `total`.")


class SourceRead(Output):
    """A document that facts were taken from."""

    model_config = ConfigDict(title="Source")

    id: Id
    slug: Slug
    kind: Annotated[str, open_codes(SourceKind, "Sort of document.")]
    title: Name
    publisher: Name | None
    published_on: PartialDate | None
    address: str | None = Field(
        max_length=MOST_ADDRESS,
        description="Where it is: an address on the web, or in words.",
        examples=["https://jdih.example.go.id/sk/123"],
    )
    note: Prose | None
    version: Small = Field(ge=1, description="Counts the changes of the record.")


class SourcePage(Output):
    """A page of sources."""

    items: list[SourceRead] = Field(max_length=200)
    next: NextCursor
    prev: PrevCursor
    total: Total


def source_read(source: Source, clear: Concealment) -> SourceRead:
    """Return a source as clients get it, without names that are concealed.

    A slug is made of the title: one with such a name in it gives way to the id, which leads to the source as well.
    """
    shown = SourceRead.model_validate(source)
    if clear.text(shown.slug) != shown.slug:
        shown.slug = str(shown.id)
    return clear.told(shown)

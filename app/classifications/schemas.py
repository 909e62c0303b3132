"""What clients get of classifications."""

from pydantic import ConfigDict, Field

from app.core.schema import Id, Name, Output, Prose, Slug, Small


class TermRead(Output):
    """A term in its scheme's own order."""

    id: Id
    slug: Slug
    name: Name
    position: Small = Field(description="Its place in the scheme's own order, from 0.")
    note: Prose | None


class ClassificationRead(Output):
    """One edition of a scheme, with the terms that are known."""

    model_config = ConfigDict(title="Classification")

    id: Id
    slug: Slug
    name: Name
    edition: Name | None
    declared_size: Small | None = Field(
        description="How many terms the source says there are; may exceed the terms that are known."
    )
    note: Prose | None
    terms: list[TermRead] = Field(max_length=1000)


class ClassificationList(Output):
    """Every scheme."""

    items: list[ClassificationRead] = Field(max_length=500)

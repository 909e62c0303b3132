"""The base of the shapes in the reference files: strict, dated, and every fact with what it rests on.

A field that a record leaves out is unknown, and unknown is the default of each: so whatever differs from its default
is a fact, and a fact needs a citation.
"""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from app.core.partial_date import PartialDate
from app.core.schema import SLUG_PATTERN, Text
from app.models.codes import Confidence

# The edition in which a record first shipped is part of its identifier, so a later edition does not move it.
FIRST_EDITION = date(2026, 11, 22)


def _day(value: object) -> date:
    """Read a whole date, and not the seconds of a clock that Pydantic would also take."""
    if not isinstance(value, str):
        message = "must be a date YYYY-MM-DD"
        raise ValueError(message)  # noqa: TRY004 - Pydantic turns only this one into a problem of the field
    return date.fromisoformat(value)


Day = Annotated[date, BeforeValidator(_day)]
Slug = Annotated[str, StringConstraints(pattern=SLUG_PATTERN, max_length=120)]
AreaCode = Annotated[str, StringConstraints(pattern=r"^\d\d\.\d\d(\.\d\d(\.\d{4})?)?$")]
FieldName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]*$", max_length=40)]
Words = Annotated[Text, Field(min_length=1, max_length=4000)]


class Shape(BaseModel):
    """A part of a file."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Shipped(Shape):
    """What becomes a record with an identifier of its own; `since` is the edition in which it first shipped."""

    since: Day = FIRST_EDITION


class CitationEntry(Shape):
    """What some fields rest on. A source that is left out is that of the group."""

    fields: Annotated[tuple[FieldName, ...], Field(min_length=1)]
    source: Slug = ""
    phrase: Words | None = None
    confidence: Confidence = Confidence.DISEBUT
    note: Words | None = None


class AmbiguityEntry(Shape):
    """What the sources leave open about a record. A source that is left out is that of the group, if there is one."""

    field: FieldName | None = None
    note_id: Words
    note_en: Words
    source: Slug = ""


class Evidence(Shape):
    """Citations and open questions: of a record, or of every record of a group."""

    citations: tuple[CitationEntry, ...] = ()
    ambiguities: tuple[AmbiguityEntry, ...] = ()

    def with_source(self, source: str) -> "Evidence":
        """Return the evidence with the source that it leaves out."""
        return Evidence.model_construct(
            citations=tuple(
                entry if entry.source else entry.model_copy(update={"source": source}) for entry in self.citations
            ),
            ambiguities=tuple(
                entry if entry.source else entry.model_copy(update={"source": source}) for entry in self.ambiguities
            ),
        )


class Cited(Shipped, Evidence):
    """A record whose facts carry citations. `citable` names the fields that a citation may speak of."""

    citable: ClassVar[tuple[str, ...]]

    def facts(self) -> set[str]:
        """Return the citable fields that say something, in the record itself or in one of its versions."""
        parts: tuple[Shape, ...] = (self, *getattr(self, "versions", ()))
        return {
            name
            for part in parts
            for name in self.citable
            if name in (fields := type(part).model_fields) and getattr(part, name) != fields[name].default
        }


class AliasEntry(Shape):
    """Another name of an area or an agency."""

    name: Words
    note: Words | None = None


class Stated(Shape):
    """Validity only where a document says it; else the days on which a source uses a name or names a holder."""

    valid_from: PartialDate | None = None
    valid_to: PartialDate | None = None
    first_stated_on: PartialDate | None = None
    last_stated_on: PartialDate | None = None

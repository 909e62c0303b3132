"""The shapes of programmes and their editions in the reference files."""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from app.core.partial_date import PartialDate
from app.models.codes import EditionRole, ProgrammeKind
from app.reference.evidence import AreaCode, Cited, Day, Shape, Shipped, Slug, Words

# the edition of the files that brought the first of them
_FIRST = date(2026, 11, 28)
_Count = Annotated[int, Field(gt=0)]


class ProgrammeEntry(Cited):
    """A programme; its organiser is an agency of the files, or a name alone."""

    citable: ClassVar[tuple[str, ...]] = ("name", "aliases", "kind", "description", "organiser", "organiser_name")

    since: Day = _FIRST
    slug: Slug
    name: Words
    aliases: tuple[Words, ...] = ()
    kind: ProgrammeKind
    description: Words | None = None
    organiser: Slug | None = None
    organiser_name: Words | None = None


class PartEntry(Shape):
    """A part in an edition: of a person, or of somebody from an institution whom no source names."""

    role: EditionRole
    person: Slug | None = None
    agency: Slug | None = None
    institution_name: Words | None = None
    title: Words | None = None
    on_behalf_of: Slug | None = None
    note: Words | None = None


class SessionEntry(Shape):
    """What was taught."""

    title: Words
    held_on: PartialDate | None = None
    material: Words | None = None


class VisitEntry(Shape):
    """A benchmark visit; its host is an agency of the files, a name alone, or unknown."""

    name: Words
    visited_on: PartialDate | None = None
    visited_until: PartialDate | None = None
    place: Words | None = None
    host: Slug | None = None
    host_name: Words | None = None
    adopted: Words | None = None
    adopted_by: Slug | None = None
    note: Words | None = None


class ShortlistEntry(Shape):
    """Innovations that came out ahead of others; `parent` names a list above it that it was drawn from."""

    name: Words
    declared_size: _Count | None = None
    parent: Words | None = None
    note: Words | None = None
    innovations: tuple[Slug, ...] = ()


class EditionEntry(Cited):
    """A programme as it was held once."""

    citable: ClassVar[tuple[str, ...]] = (
        "name",
        "programme",
        "kind",
        "description",
        "starts_on",
        "ends_on",
        "venue",
        "area",
        "organiser",
        "organiser_name",
        "audience",
        "duration",
        "duration_days",
        "capacity",
        "participants_declared",
        "cost_idr",
        "funding",
        "classification",
        "people",
        "sessions",
        "visits",
        "shortlists",
    )

    since: Day = _FIRST
    slug: Slug
    name: Words
    programme: Slug
    kind: ProgrammeKind
    description: Words | None = None
    starts_on: PartialDate
    ends_on: PartialDate | None = None
    date_basis: Words | None = None
    venue: Words | None = None
    area: AreaCode | None = None
    organiser: Slug | None = None
    organiser_name: Words | None = None
    audience: Words | None = None
    duration: Words | None = None
    duration_days: _Count | None = None
    capacity: _Count | None = None
    participants_declared: Annotated[int, Field(ge=0)] | None = None
    cost_idr: Annotated[int, Field(ge=0)] | None = None
    funding: Words | None = None
    classification: Slug | None = None
    people: tuple[PartEntry, ...] = ()
    sessions: tuple[SessionEntry, ...] = ()
    visits: tuple[VisitEntry, ...] = ()
    shortlists: tuple[ShortlistEntry, ...] = ()


class PlanAggregateEntry(Shipped):
    """So many plans of an edition as a source counts without naming them; the phrase are its words."""

    since: Day = _FIRST
    slug: Slug
    edition: Slug
    count: _Count
    innovators: _Count | None = None
    source: Words
    document: Slug
    phrase: Words
    note: Words | None = None

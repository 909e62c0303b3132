"""The parts of an innovation's record, as clients get them."""

from typing import Annotated

from pydantic import Field

from app.core.partial_date import PartialDate
from app.core.schema import Id, Name, Output, Prose, Slug, Small, open_codes
from app.models.area import AREA_CODE
from app.models.codes import (
    AliasKind,
    AreaLevel,
    FirstKnown,
    InnovationForm,
    InnovationKind,
    InnovationRole,
    LegalLevel,
    PlatformRelation,
    RelationKind,
    Stage,
)

Rupiah = Annotated[int, Field(ge=0, le=10**15, json_schema_extra={"format": "int64"}, examples=[150_000_000])]
Latitude = Annotated[float, Field(ge=-90, le=90, json_schema_extra={"format": "double"}, examples=[3.589665])]
Longitude = Annotated[float, Field(ge=-180, le=180, json_schema_extra={"format": "double"}, examples=[98.673826])]
KindCode = Annotated[str, open_codes(InnovationKind, "Whether it rests on information technology.")]
FormCode = Annotated[str, open_codes(InnovationForm, "What it changes.")]
StageCode = Annotated[str, open_codes(Stage, "How far it has come.")]
FirstKnownCode = Annotated[str, open_codes(FirstKnown, "What the first known date is the date of.")]


class AgencyBrief(Output):
    """An agency as it is called now."""

    id: Id
    slug: Slug
    name: Name
    short_name: Name | None


class InnovationBrief(Output):
    """Another innovation, by name."""

    id: Id
    slug: Slug
    name: Name


class Alias(Output):
    """Another name."""

    name: Name
    kind: Annotated[str, open_codes(AliasKind, "Why it has this name.")]
    note: Prose | None


class Platform(Output):
    """Whether it is an application of its own, part of one, or none."""

    relation: Annotated[str, open_codes(PlatformRelation, "New application, part of a platform, or none.")]
    name: Name | None = Field(description="The platform, where a source names it.")
    innovation: InnovationBrief | None = Field(description="The platform's own record, where there is one.")


class StageEntry(Output):
    """A stage that it entered."""

    stage: StageCode
    started_on: PartialDate | None = Field(description="When it entered the stage; null where no source says it.")
    evidence: Prose | None
    note: Prose | None


class PersonBrief(Output):
    """A person by public name; titles and degrees apart."""

    id: Id
    slug: Slug
    name: Name
    title_prefix: Name | None
    degrees: Name | None


class Participation(Output):
    """A person's part in it, and the agency the person worked for."""

    role: Annotated[str, open_codes(InnovationRole, "The person's part.")]
    person: PersonBrief
    agency: AgencyBrief | None
    valid_from: PartialDate | None
    valid_to: PartialDate | None


class AreaBrief(Output):
    """An area of the city."""

    code: str = Field(max_length=13, pattern=AREA_CODE, examples=["12.71.01"])
    level: Annotated[str, open_codes(AreaLevel, "Level of the area.")]
    name: Name


class Place(Output):
    """Where it serves: an area, a named place, or a point."""

    area: AreaBrief | None
    name: Name | None
    latitude: Latitude | None = Field(description="WGS 84 degrees.")
    longitude: Longitude | None = Field(description="WGS 84 degrees.")


class ClassificationEntry(Output):
    """A term that it stands under, with the scheme and its edition."""

    classification: Slug
    classification_name: Name
    edition: Name | None
    term: Slug
    name: Name


class LegalBasisEntry(Output):
    """A document that it rests on."""

    level: Annotated[str, open_codes(LegalLevel, "Rank of the document.")]
    number: Name | None
    title: Name | None
    issued_on: PartialDate | None
    valid_from: PartialDate | None
    valid_to: PartialDate | None


class ResourceEntry(Output):
    """What it took in one year."""

    year: int = Field(
        description="Budget year.", ge=1990, le=2100, json_schema_extra={"format": "int32"}, examples=[2019]
    )
    budget_idr: Rupiah | None = Field(description="Whole rupiah.")
    people: Small | None = Field(description="How many people worked on it.")
    rkpd_line: Prose | None = Field(description="Its line in the yearly work plan of the city.")
    note: Prose | None


class RelationEntry(Output):
    """How it stands to another innovation. `incoming` reads from the other: the other one succeeds it, and so on."""

    kind: Annotated[str, open_codes(RelationKind, "The relation.")]
    direction: str = Field(max_length=8, description="`outgoing` or `incoming`.", examples=["outgoing"])
    innovation: InnovationBrief
    note: Prose | None


class AmbiguityEntry(Output):
    """What the sources leave open."""

    field: str | None = Field(max_length=40, description="The property it is about.", examples=["stages"])
    note_id: Prose
    note_en: Prose


class Counts(Output):
    """How much more there is to read."""

    citations: Small = Field(description="Facts with the words they rest on.")
    sources: Small = Field(description="Documents that they come from.")
    relations: Small = Field(description="Relations to other published innovations.")

"""What clients send of programmes and their editions. Unknown and read-only names are refused."""

from typing import Annotated, Any

from pydantic import AfterValidator, Field, Strict, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from app.core.inputs import one_line, passage
from app.core.partial_date import PartialDate
from app.core.schema import SLUG_PATTERN, Input, Reference, Text
from app.core.text import search_key
from app.models.area import AREA_CODE
from app.models.codes import EditionRole, ProgrammeKind

MOST_PEOPLE = 500
MOST_SHORTLISTED = 200
# no activity that a year's budget pays for is longer
_MOST_DAYS = 1_000


def _titled(text: str) -> str:
    """Return a name on one line.

    Raises:
        PydanticCustomError: it has neither letters nor digits.
    """
    if not search_key(text):
        raise PydanticCustomError("nameless", "no letters")
    return one_line(text)


Line = Annotated[Text, AfterValidator(one_line), Field(min_length=1, max_length=500)]
Title = Annotated[
    Text, AfterValidator(_titled), Field(min_length=1, max_length=300, examples=["Workshop Inovasi Pelayanan Publik"])
]
Passage = Annotated[Text, AfterValidator(passage), Field(min_length=1, max_length=20_000)]
# `true`, "3" and 3.0 are no whole numbers here
Count = Annotated[int, Strict(), Field(ge=1, le=1_000_000, json_schema_extra={"format": "int32"}, examples=[30])]
NewSlug = Annotated[str, Field(min_length=3, max_length=100, pattern=SLUG_PATTERN, examples=["workshop-2026"])]


class InstitutionInput(Input):
    """An agency on record, of the city or outside it, or a name alone where there is no record."""

    agency: Reference | None = Field(None, description="Id or slug of an agency.", examples=["bkpsdm"])
    name: Line | None = Field(None, description="Its name, where it has no record here.")

    @model_validator(mode="after")
    def _one_of_two(self) -> "InstitutionInput":
        if (self.agency is None) == (self.name is None):
            raise PydanticCustomError("record_or_name", "one of the two")
        return self


class _Named(Input):
    """What a patch cannot clear: null is a value, and the default of an absent one is not validated."""

    @field_validator("name", "kind", "starts_on", mode="before", check_fields=False)
    @classmethod
    def _not_cleared(cls, value: Any, info: ValidationInfo) -> Any:
        if value is None:
            raise PydanticCustomError("null_refused", "null", {"name": info.field_name})
        return value


class ProgrammeFacts(_Named):
    """What may be said of a programme beside its name and kind."""

    aliases: list[Title] = Field([], max_length=20, description="Other names.", examples=[["Diklat Inovasi"]])
    description: Passage | None = Field(None, description="What it is for.")
    organiser: InstitutionInput | None = Field(
        None, description="Who holds it. Your own agency where absent, unless you keep the whole city's records."
    )


class ProgrammeCreate(ProgrammeFacts):
    """A new programme. It begins as a draft that only its organiser and the registrar see."""

    name: Title
    slug: NewSlug | None = Field(None, description="Part of the address; made of the name where absent.")
    kind: ProgrammeKind


class ProgrammeUpdate(ProgrammeFacts):
    """A merge patch (RFC 7396): what is sent replaces, null clears, the rest stays. Lists are replaced whole."""

    name: Title | None = None
    kind: ProgrammeKind | None = None


class EditionPartInput(Input):
    """A part in an edition. Somebody whom no source names is told by the institution alone."""

    role: EditionRole
    person: Reference | None = Field(None, description="Id or slug of the person.", examples=["bayu-sogara-siregar"])
    institution: InstitutionInput | None = Field(None, description="For whom the person spoke, taught or took part.")
    title: Line | None = Field(None, description="The post, as the source words it.", examples=["Asisten Umum"])
    on_behalf_of: Reference | None = Field(
        None, description="Id or slug of the person who was represented.", examples=["bobby-nasution"]
    )
    note: Passage | None = None

    @model_validator(mode="after")
    def _somebody(self) -> "EditionPartInput":
        if self.person is None and self.institution is None:
            raise PydanticCustomError("nobody", "nobody")
        return self


class EditionSessionInput(Input):
    """A session, as exact in time as is known."""

    held_on: PartialDate | None = Field(None, description="When; null where it is not known.")
    title: Title
    material: Passage | None = Field(None, description="What was taught from.")


class BenchmarkVisitInput(Input):
    """A benchmark visit. What is not known of it stays null."""

    name: Title
    visited_on: PartialDate | None = Field(None, description="When, or from when on.")
    visited_until: PartialDate | None = None
    place: Line | None = Field(None, description="Where it went.")
    host: InstitutionInput | None = Field(None, description="Who was visited; null where it is not known.")
    adopted: Passage | None = Field(None, description="What was taken over from there.")
    adopted_by: Reference | None = Field(
        None, description="Id or slug of the innovation that took it over.", examples=["e-reses"]
    )
    note: Passage | None = None


class ShortlistInput(Input):
    """Innovations ahead of others. The size that a source tells may exceed those that it names."""

    name: Title = Field(examples=["Enam inovasi terbaik"])
    declared_size: Count | None = Field(None, description="How many there are by the source.")
    parent: Title | None = Field(
        None, description="Name of a list before this one that it was drawn from.", examples=["Sepuluh inovasi terbaik"]
    )
    innovations: list[Reference] = Field(
        [], max_length=MOST_SHORTLISTED, description="Ids or slugs, in the source's order.", examples=[["verolin"]]
    )
    note: Passage | None = None


class EditionFacts(_Named):
    """What may be said of an edition beside its name, kind and beginning."""

    description: Passage | None = Field(None, description="What it was about.")
    ends_on: PartialDate | None = Field(None, description="The last day, as exact as is known.")
    date_basis: Passage | None = Field(None, description="What the dates rest on, where no source says them outright.")
    venue: Line | None = Field(None, description="The house where it was held.", examples=["Le Polonia Hotel Medan"])
    area: Annotated[str, Field(max_length=13, pattern=AREA_CODE, examples=["12.71"])] | None = Field(
        None, description="Kemendagri code of the area."
    )
    organiser: InstitutionInput | None = Field(
        None,
        description="Who held it. Your own agency where absent, unless you keep the whole city's records. An agency "
        "must have existed then.",
    )
    audience: Line | None = Field(None, description="For whom it was.", examples=["Seluruh OPD"])
    duration: Line | None = Field(None, description="How long, in words.", examples=["24 hari"])
    duration_days: Annotated[Count, Field(le=_MOST_DAYS)] | None = Field(None, description="How many days.")
    capacity: Count | None = Field(None, description="How many it had room for.")
    participants_declared: (
        Annotated[int, Strict(), Field(ge=0, le=1_000_000, json_schema_extra={"format": "int32"}, examples=[30])] | None
    ) = Field(None, description="How many took part by a source; those on record are counted apart.")
    cost_idr: (
        Annotated[int, Strict(), Field(ge=0, le=10**15, json_schema_extra={"format": "int64"}, examples=[150_000_000])]
        | None
    ) = Field(None, description="What it cost, in whole rupiah; null where it is not known.")
    funding: Line | None = Field(None, description="Who paid, from which budget.", examples=["APBD 2026"])
    classification: Reference | None = Field(
        None, description="Id or slug of the scheme of its clusters.", examples=["lan-medan-2017"]
    )
    people: list[EditionPartInput] = Field([], max_length=MOST_PEOPLE, description="Each person once in each role.")
    sessions: list[EditionSessionInput] = Field([], max_length=200)
    visits: list[BenchmarkVisitInput] = Field([], max_length=50)
    shortlists: list[ShortlistInput] = Field([], max_length=20)


class EditionCreate(EditionFacts):
    """A new edition of a programme. It begins as a draft that only its organiser and the registrar see."""

    programme: Reference = Field(
        description="Id or slug of the programme.", examples=["workshop-inovasi-pelayanan-publik"]
    )
    name: Title
    slug: NewSlug | None = Field(None, description="Part of the address; made of the name where absent.")
    kind: ProgrammeKind | None = Field(None, description="The programme's where absent.")
    starts_on: PartialDate = Field(description="The first day, as exact as is known.")


class EditionUpdate(EditionFacts):
    """A merge patch (RFC 7396): what is sent replaces, null clears, the rest stays. Lists are replaced whole."""

    name: Title | None = None
    kind: ProgrammeKind | None = None
    starts_on: PartialDate | None = None

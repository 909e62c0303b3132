"""What clients send to register and correct innovations. Unknown and read-only names are refused."""

from typing import Annotated, Any

from pydantic import AfterValidator, Field, Strict, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from app.core.inputs import one_line, passage
from app.core.partial_date import PartialDate
from app.core.queries import identity
from app.core.schema import SLUG_PATTERN, Input, Reference, Text
from app.core.text import search_key
from app.models.area import AREA_CODE
from app.models.codes import (
    AliasKind,
    FirstKnown,
    Initiator,
    InnovationForm,
    InnovationKind,
    InnovationRole,
    LegalLevel,
    PlatformRelation,
    RelationKind,
    Stage,
)


def _named(text: str) -> str:
    """Return a name.

    Raises:
        PydanticCustomError: it has neither letters nor digits, so nobody could look for it.
    """
    if not search_key(text):
        raise PydanticCustomError("nameless", "no letters")
    return text


def _readable(slug: str) -> str:
    """Return an address that is not taken for an id.

    Raises:
        PydanticCustomError: it has the form of one, and would lead to the record of that id.
    """
    if identity(slug):
        raise PydanticCustomError("string_pattern_mismatch", "an id")
    return slug


Line = Annotated[Text, AfterValidator(one_line), Field(min_length=1, max_length=500)]
NewName = Annotated[Line, AfterValidator(_named), Field(examples=["E-SURAT"])]
Passage = Annotated[Text, AfterValidator(passage), Field(min_length=1, max_length=20_000)]
TermKey = Annotated[
    str, Field(max_length=241, pattern=r"^[a-z0-9-]+/[a-z0-9-]+$", examples=["lan-medan-2017/kearsipan"])
]
# `true`, "3" and 3.0 are no whole numbers here, and a point is not given as text
Year = Annotated[int, Strict(), Field(ge=1990, le=2100, json_schema_extra={"format": "int32"}, examples=[2026])]
Rupiah = Annotated[int, Strict(), Field(ge=0, le=10**15, json_schema_extra={"format": "int64"}, examples=[150_000_000])]
People = Annotated[int, Strict(), Field(ge=0, le=2_147_483_647, json_schema_extra={"format": "int32"}, examples=[3])]
Latitude = Annotated[
    float,
    Strict(),
    Field(ge=-90, le=90, allow_inf_nan=False, json_schema_extra={"format": "double"}, examples=[3.589665]),
]
Longitude = Annotated[
    float,
    Strict(),
    Field(ge=-180, le=180, allow_inf_nan=False, json_schema_extra={"format": "double"}, examples=[98.673826]),
]


class _Period(Input):
    """Something with a begin and an end."""

    valid_from: PartialDate | None = None
    valid_to: PartialDate | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Any:
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise PydanticCustomError("ends_before_begin", "ends before it begins")
        return self


class PlatformInput(Input):
    """Whether it is a new application, part of an existing platform (which one), or none."""

    relation: PlatformRelation
    name: Line | None = Field(None, description="The platform's name, where it has no record here.")
    innovation: Reference | None = Field(None, description="Id or slug of the platform's own record.")

    @model_validator(mode="after")
    def _says_which(self) -> "PlatformInput":
        named = self.name is not None or self.innovation is not None
        if self.relation is PlatformRelation.BAGIAN_PLATFORM and not named:
            raise PydanticCustomError("platform_unnamed", "which platform")
        if self.relation is not PlatformRelation.BAGIAN_PLATFORM and named:
            raise PydanticCustomError("platform_unfit", "no platform")
        return self


class AliasInput(Input):
    """Another name: an alias, an expanded acronym, an acronym, another spelling."""

    name: Annotated[NewName, Field(max_length=200)]
    kind: AliasKind
    note: Passage | None = None


class StageInput(Input):
    """A stage that it entered: when, and what shows it."""

    stage: Stage
    started_on: PartialDate | None = None
    evidence: Passage | None = Field(None, description="What shows it: a document's number, an address.")
    note: Passage | None = None


class ParticipationInput(_Period):
    """A person's part in it."""

    person: Reference = Field(description="Id or slug of the person.", examples=["bayu-sogara-siregar"])
    role: InnovationRole
    agency: Reference | None = Field(None, description="Id or slug of the agency that the person worked for.")


class PlaceInput(Input):
    """Where it serves: an area, a named place, or a point in WGS 84 degrees."""

    area: Annotated[str, Field(max_length=13, pattern=AREA_CODE, examples=["12.71.01"])] | None = Field(
        None, description="Kemendagri code."
    )
    name: Line | None = None
    latitude: Latitude | None = Field(None, description="WGS 84 degrees.")
    longitude: Longitude | None = Field(None, description="WGS 84 degrees.")

    @model_validator(mode="after")
    def _somewhere(self) -> "PlaceInput":
        if (self.latitude is None) != (self.longitude is None):
            raise PydanticCustomError("half_point", "half a point")
        if self.area is None and self.name is None and self.latitude is None:
            raise PydanticCustomError("nowhere", "nowhere")
        return self


class LegalBasisInput(_Period):
    """A document that it rests on."""

    level: LegalLevel
    number: Line | None = None
    title: Line | None = None
    issued_on: PartialDate | None = None


class ResourceInput(Input):
    """What it took in one year."""

    year: Year = Field(description="Budget year.")
    budget_idr: Rupiah | None = Field(None, description="Whole rupiah.")
    people: People | None = Field(None, description="How many people worked on it.")
    rkpd_line: Passage | None = Field(None, description="Its line in the yearly work plan of the city.")
    note: Passage | None = None


class RelationInput(Input):
    """How it stands to another innovation."""

    kind: RelationKind
    innovation: Reference = Field(description="Id or slug of the other one.", examples=["si-surat"])
    note: Passage | None = None


class Facts(Input):
    """What may be said of an innovation beside its name."""

    agency: Reference | None = Field(None, description="Id or slug of the owner.", examples=["sekretariat-dprd"])
    summary: Passage | None = Field(None, description="What it is, in a sentence.")
    problem: Passage | None = Field(None, description="The problem it answers.")
    goal: Passage | None = None
    novelty: Passage | None = None
    how_it_works: Passage | None = None
    benefit: Passage | None = None
    result_before: Passage | None = None
    result_after: Passage | None = None
    kind: InnovationKind = InnovationKind.TIDAK_DIKETAHUI
    form: InnovationForm = InnovationForm.TIDAK_DIKETAHUI
    initiator: Initiator = Initiator.TIDAK_DIKETAHUI
    platform: PlatformInput | None = Field(None, description="New application, part of a platform, or none.")
    represents: Annotated[int, Strict(), Field(ge=1, le=10_000, json_schema_extra={"format": "int32"})] = Field(
        1, description="How many innovations the record stands for: more than 1 where a source counts without naming."
    )
    first_known_on: PartialDate | None = None
    first_known_by: FirstKnown | None = None
    aliases: list[AliasInput] = Field([], max_length=20)
    stages: list[StageInput] = Field([], max_length=50, description="In order of time.")
    people: list[ParticipationInput] = Field([], max_length=200)
    places: list[PlaceInput] = Field([], max_length=200)
    classifications: list[TermKey] = Field([], max_length=100, description="`scheme/term`.")
    legal_bases: list[LegalBasisInput] = Field([], max_length=50)
    resources: list[ResourceInput] = Field([], max_length=50, description="One for each year.")
    relations: list[RelationInput] = Field([], max_length=200)

    @field_validator("stages")
    @classmethod
    def _in_order(cls, stages: list[StageInput]) -> list[StageInput]:
        dates = [stage.started_on for stage in stages if stage.started_on]
        if dates != sorted(dates):
            raise PydanticCustomError("out_of_order", "not in order of time")
        return stages


class InnovationCreate(Facts):
    """A new innovation. It begins as a draft that only its keepers see."""

    name: NewName


class InnovationUpdate(Facts):
    """A merge patch (RFC 7396): what is sent replaces, null clears, the rest stays. Lists are replaced whole."""

    name: NewName | None = None
    slug: (
        Annotated[str, AfterValidator(_readable), Field(min_length=1, max_length=120, pattern=SLUG_PATTERN)] | None
    ) = Field(None, description="A new address; the old one leads to it for good.")

    @field_validator("name", "slug", mode="before")
    @classmethod
    def _not_cleared(cls, value: Any, info: ValidationInfo) -> Any:
        # absent and null are two things: the default is not validated
        if value is None:
            raise PydanticCustomError("null_refused", "null", {"name": info.field_name})
        return value


class Remark(Input):
    """A word on an action."""

    reason: Passage | None = Field(None, description="Why; kept in the history.")


class Reason(Input):
    """Why an action is taken; those who wrote the record read it."""

    reason: Passage = Field(examples=["Sumber untuk tanggal peresmian belum ada."])


class MergeInput(Input):
    """Into which record, and why."""

    into: Reference = Field(description="Id or slug of the record that stays.", examples=["si-surat"])
    reason: Passage


class DecisionInput(Input):
    """What was decided of two records that may be the same."""

    other: Reference = Field(description="Id or slug of the other one.", examples=["si-surat"])
    verdict: str = Field(
        pattern="^(distinct|merge)$",
        max_length=8,
        description="`distinct`: they are two. `merge`: this one goes into the other.",
        examples=["distinct"],
    )
    note: Passage

"""What clients send to keep agencies: new ones, corrections, and dated events with the document that decides them."""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from app.core.inputs import written_day
from app.core.partial_date import PartialDate
from app.core.schema import Input, Reference, Text
from app.core.text import search_key
from app.models.area import AREA_CODE
from app.models.codes import AgencyKind

# the years that the catalogue can be asked for begin here
EARLIEST = date(1900, 1, 1)


def _named(text: str) -> str:
    """Return a name in one line without blanks around it.

    Raises:
        PydanticCustomError: it has neither letters nor digits, so nobody could look for it.
    """
    if not search_key(text):
        raise PydanticCustomError("nameless", "no letters")
    return " ".join(text.split())


def _worded(text: str) -> str:
    """Return text without blanks around it.

    Raises:
        PydanticCustomError: it has nothing but blanks.
    """
    if not (words := text.strip()):
        raise PydanticCustomError("too_short", "blank", {"min_length": 1})
    return words


def _not_before(day: date) -> date:
    if day < EARLIEST:
        raise PydanticCustomError("greater_than_equal", "too early", {"ge": EARLIEST.isoformat()})
    return day


NewName = Annotated[
    Text,
    Field(min_length=1, max_length=500, examples=["Badan Riset dan Inovasi Daerah Kota Medan"]),
    AfterValidator(_named),
]
ShortName = Annotated[
    Text,
    Field(min_length=1, max_length=100, examples=["BRIDA"]),
    AfterValidator(_named),
]
Words = Annotated[Text, Field(min_length=1, max_length=20_000), AfterValidator(_worded)]
Decree = Annotated[
    Text,
    Field(min_length=1, max_length=2_000, examples=["Perda Kota Medan Nomor 1 Tahun 2022"]),
    AfterValidator(_named),
]
AreaCode = Annotated[str, Field(max_length=13, pattern=AREA_CODE, examples=["12.71.01"])]
RegionCode = Annotated[str, Field(max_length=13, pattern=AREA_CODE, examples=["36.71"])]
Flag = Annotated[bool, Field(strict=True)]
Version = Annotated[
    int,
    Field(
        strict=True,
        ge=1,
        le=2_147_483_647,
        description="The `version` of the record that you have read; a change since then is a 412.",
        json_schema_extra={"format": "int32"},
        examples=[3],
    ),
]
Day = Annotated[
    date,
    BeforeValidator(written_day),
    AfterValidator(_not_before),
    Field(
        description="The first day on which it is so, YYYY-MM-DD; at most five years ahead.",
        examples=["2022-12-20"],
    ),
]


class AgencyAliasInput(Input):
    """Another name in use."""

    name: NewName
    note: Words | None = None


class AgencyFounding(Input):
    """What a new agency is called and where it stands."""

    name: NewName
    short_name: ShortName | None = None
    kind: AgencyKind
    parent: Reference | None = Field(
        None,
        description="Id or slug of the agency that it is directly part of. Where a split or a merger brings it into "
        "being and this is left out, it is that of those that it comes from.",
        examples=["pemerintah-kota-medan"],
    )
    area: AreaCode | None = Field(None, description="Kemendagri code of the area that it serves.")
    external: Flag = Field(default=False, description="Whether it is outside the city's government.")
    region_code: RegionCode | None = Field(None, description="Kemendagri code of an external region.")
    aliases: list[AgencyAliasInput] = Field([], max_length=50)
    note: Words | None = None


class AgencyCreate(AgencyFounding):
    """A new agency. What is not known of its begin is left out: then it is taken to have been there all the time."""

    valid_from: PartialDate | None = Field(None, description="When a decree brought it into being.")
    first_stated_on: PartialDate | None = Field(None, description="The first day that a source uses the name.")
    decree: Decree | None = None


class AgencyUpdate(Input):
    """A merge patch (RFC 7396): what is sent replaces, null clears, the rest stays. Names change by events."""

    note: Words | None = None
    aliases: list[AgencyAliasInput] | None = Field(None, max_length=50, description="Replaced whole.")
    external: Flag | None = Field(None, description="Whether it is outside the city's government.")
    region_code: RegionCode | None = Field(None, description="Kemendagri code of an external region.")

    @field_validator("aliases", "external")
    @classmethod
    def _not_null(cls, value: object, field: ValidationInfo) -> object:
        if value is None:
            raise PydanticCustomError("null_refused", "null", {"name": field.field_name})
        return value


class AgencyEvent(Input):
    """Since when something is so, and by which document."""

    effective_on: Day
    decree: Decree = Field(description="The document that decides it.")
    reason: Words | None = Field(None, description="Why; kept in the history of changes.")


class AgencyNaming(Input):
    """A name. The short name goes with it: where none is given, the new name has none."""

    name: NewName
    short_name: ShortName | None = None
    kind: AgencyKind | None = Field(None, description="Another sort of body; left out, it stays what it was.")


class AgencyRename(AgencyEvent, AgencyNaming):
    """Another name from a day on."""


class AgencyMove(AgencyEvent):
    """Another parent from a day on."""

    parent: Reference | None = Field(
        description="Id or slug of the agency that it becomes part of; null for none.", examples=["sekretariat-daerah"]
    )


class AgencyClose(AgencyEvent):
    """The end of an agency: its last day is the day before `effective_on`."""


class AgencySeen(Input):
    """An agency on record, in the version that you have read."""

    agency: Reference = Field(description="Id or slug.", examples=["balitbang"])
    version: Version


class AgencyTarget(Input):
    """An agency that follows another: one on record (`agency` and `version`), or a `new` one; never both."""

    agency: Reference | None = Field(None, description="Id or slug of an agency on record.", examples=["brida"])
    version: Version | None = Field(None, description="The `version` of that record that you have read.")
    founded: Flag = Field(
        default=False,
        description="Whether the agency on record came into being by this very event. Its first name then begins on "
        "that day, and it did not exist before.",
    )
    new: AgencyFounding | None = Field(None, description="An agency that has no record yet.")


class AgencySuccessor(AgencyTarget):
    """The agency that goes on after a merger."""

    renamed: AgencyNaming | None = Field(
        None, description="The name under which an agency on record goes on; left out, it keeps its own."
    )


class AgencySplit(AgencyEvent):
    """One agency becomes several, or gives off a part and goes on."""

    into: list[AgencyTarget] = Field(min_length=1, max_length=20, description="Those that take over a part.")
    continues: Flag = Field(description="Whether the agency itself goes on.")
    note: Words | None = Field(None, description="Shown with each succession.")


class AgencyMerge(AgencyEvent):
    """Several agencies, or one, go into another."""

    predecessors: list[AgencySeen] = Field(
        min_length=1, max_length=50, description="Those that end; their last day is the day before `effective_on`."
    )
    successor: AgencySuccessor
    note: Words | None = Field(None, description="Shown with each succession.")

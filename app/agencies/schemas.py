"""What clients ask of agencies and what they get."""

from datetime import date
from typing import Annotated

from pydantic import ConfigDict, Field

from app.core.paging import NextCursor, PrevCursor, Total
from app.core.partial_date import PartialDate
from app.core.schema import (
    AsOfFilter,
    Cursor,
    Id,
    Limit,
    Name,
    Output,
    Prose,
    Reference,
    Slug,
    Small,
    Text,
    open_codes,
)
from app.models.area import AREA_CODE
from app.models.codes import AgencyKind, SuccessionKind

KindCode = Annotated[str, open_codes(AgencyKind, "Sort of body.")]


class AgencyFilters(AsOfFilter):
    """Which agencies, on which date, and how many at a time; by name."""

    kind: AgencyKind | None = Field(None, description="Sort of body.")
    parent: Reference | None = Field(None, description="Id or slug of the agency that they are directly part of.")
    external: bool | None = Field(None, description="Whether they are outside the city's government.")
    q: Annotated[Text, Field(min_length=1, max_length=100)] | None = Field(
        None, description="Part of a name of any period, short name or alias."
    )
    limit: Limit = 50
    cursor: Cursor = None
    with_total: bool = Field(default=False, description="Whether to count all pages in `total`.")


class AgencyName(Output):
    """An agency by its name on the date."""

    id: Id
    slug: Slug
    name: Name


class AgencyAreaRead(Output):
    """The area that an agency serves."""

    code: str = Field(max_length=13, pattern=AREA_CODE, examples=["12.71.01"])
    name: Name


class AgencyItem(Output):
    """An agency as it was on a date."""

    id: Id
    slug: Slug
    name: Name
    short_name: Name | None
    kind: KindCode
    external: bool = Field(description="Whether it is outside the city's government.")
    region_code: str | None = Field(
        max_length=13, description="Kemendagri code of an external region.", examples=["36.71"]
    )
    parent: AgencyName | None
    area: AgencyAreaRead | None
    certain: bool = Field(description="Whether a source covers the date; otherwise this is the nearest name known.")
    matched_name: Name | None = Field(description="The name that `q` was found in, where it is another than `name`.")


class AgencyPage(Output):
    """A page of agencies."""

    items: list[AgencyItem] = Field(max_length=200)
    next: NextCursor
    prev: PrevCursor
    total: Total


class AgencyAliasRead(Output):
    """Another name in use."""

    name: Name
    note: Prose | None


class VersionRead(Output):
    """What an agency was called for a time. What no source says is null."""

    name: Name
    short_name: Name | None
    kind: KindCode
    parent: AgencyName | None
    area: AgencyAreaRead | None
    valid_from: PartialDate | None = Field(description="When a decree made it so.")
    valid_to: PartialDate | None
    first_stated_on: PartialDate | None = Field(description="The first day that a source uses the name.")
    last_stated_on: PartialDate | None
    decree: Prose | None


class AgencyRead(AgencyItem):
    """An agency as it was on a date, with its other names."""

    model_config = ConfigDict(title="Agency")

    as_of: date = Field(examples=["2026-11-22"])
    valid_from: PartialDate | None
    valid_to: PartialDate | None
    first_stated_on: PartialDate | None
    last_stated_on: PartialDate | None
    decree: Prose | None
    aliases: list[AgencyAliasRead] = Field(max_length=200)
    note: Prose | None
    version: Small = Field(description="Counts the changes of the record.")


class AgencyNode(Output):
    """An agency in the tree, with those directly part of it."""

    id: Id
    slug: Slug
    name: Name
    short_name: Name | None
    kind: KindCode
    children: list["AgencyNode"] = Field(max_length=10_000)


class AgencyTree(Output):
    """The agencies of the city's government on a date."""

    as_of: date = Field(examples=["2026-11-22"])
    items: list[AgencyNode] = Field(max_length=10_000)


class SuccessionRead(Output):
    """An agency that this one came from, or that came from it."""

    kind: Annotated[str, open_codes(SuccessionKind, "How one followed the other.")]
    agency: AgencyName
    effective_on: PartialDate | None
    decree: Prose | None
    note: Prose | None


class AgencyHistory(Output):
    """Everything an agency was called, and who it followed and was followed by."""

    id: Id
    slug: Slug
    version: Small = Field(description="Counts the changes of the record.")
    versions: list[VersionRead] = Field(max_length=200)
    predecessors: list[SuccessionRead] = Field(max_length=200)
    successors: list[SuccessionRead] = Field(max_length=200)


class OfficialRead(Output):
    """A person in a post at the agency. Begin and end are null where no source says them."""

    slug: Slug
    name: Name
    title_prefix: Name | None
    degrees: Name | None
    title: Name | None = Field(description="The post, as the source names it.")
    valid_from: PartialDate | None
    valid_to: PartialDate | None
    first_stated_on: PartialDate | None
    last_stated_on: PartialDate | None
    note: Prose | None


class OfficialList(Output):
    """People whom a source names in a post at the agency."""

    items: list[OfficialRead] = Field(max_length=1000)

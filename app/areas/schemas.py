"""What clients ask of areas and what they get."""

from typing import Annotated

from pydantic import ConfigDict, Field

from app.core.paging import NextCursor, PrevCursor, Total
from app.core.schema import Cursor, Id, Input, Limit, Name, Output, Prose, Text, open_codes
from app.models.area import AREA_CODE
from app.models.codes import AreaLevel

AreaCode = Annotated[
    str, Field(max_length=13, pattern=AREA_CODE, description="Kemendagri code.", examples=["12.71.01"])
]


class AreaFilters(Input):
    """Which areas, and how many at a time; in the order of their codes."""

    level: AreaLevel | None = Field(None, description="Level of the area.")
    parent: AreaCode | None = Field(None, description="Code of the area that they are directly part of.")
    q: Annotated[Text, Field(min_length=1, max_length=100)] | None = Field(None, description="Part of a name or alias.")
    limit: Limit = 200
    cursor: Cursor = None
    with_total: bool = Field(default=False, description="Whether to count all pages in `total`.")


class AreaAliasRead(Output):
    """Another spelling of an area's name."""

    name: Name
    note: Prose | None


class AreaItem(Output):
    """An area as lists show it."""

    id: Id
    code: AreaCode
    level: Annotated[str, open_codes(AreaLevel, "Level of the area.")]
    name: Name
    parent_code: AreaCode | None = Field(description="The area that it is part of.")
    aliases: list[AreaAliasRead] = Field(max_length=100)


class AreaPage(Output):
    """A page of areas."""

    items: list[AreaItem] = Field(max_length=200)
    next: NextCursor
    prev: PrevCursor
    total: Total


class AreaRead(AreaItem):
    """An area with those directly within it."""

    model_config = ConfigDict(title="Area")

    children: list[AreaItem] = Field(max_length=200)

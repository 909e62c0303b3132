"""What clients ask of people and what they get."""

from typing import Annotated

from pydantic import AfterValidator, ConfigDict, Field, StrictBool
from pydantic_core import PydanticCustomError

from app.core.paging import NextCursor, PrevCursor, Total
from app.core.partial_date import PartialDate
from app.core.schema import Cursor, Id, Input, Limit, Name, Output, Prose, Reference, Slug, Small, Text, open_codes
from app.core.text import search_key
from app.models.codes import InnovationRole


def _one_line(text: str) -> str:
    """Return text without line ends or blanks around it."""
    return " ".join(text.split())


def _named(text: str) -> str:
    """Return a name as one line.

    Raises:
        PydanticCustomError: it has neither letters nor digits, so nobody could look for it.
    """
    if not search_key(text):
        raise PydanticCustomError("nameless", "no letters")
    return _one_line(text)


PersonName = Annotated[
    Text, AfterValidator(_named), Field(min_length=1, max_length=200, examples=["Bayu Sogara Siregar"])
]
Titles = Annotated[Text, AfterValidator(_one_line), Field(min_length=1, max_length=100, examples=["SE, MM"])]
Remark = Annotated[Text, Field(min_length=1, max_length=2000, examples=["Namanya menurut surat tugas."])]
RoleCode = Annotated[str, open_codes(InnovationRole, "The person's part.")]


class InnovatorFilters(Input):
    """Which people, and how many at a time; by name. Only those with a part in a published innovation are listed."""

    role: InnovationRole | None = Field(None, description="The part that they have.")
    agency: Reference | None = Field(
        None, description="Id or slug of the agency they worked for; its predecessors and successors count."
    )
    q: Annotated[Text, Field(min_length=1, max_length=100)] | None = Field(None, description="Part of a name.")
    limit: Limit = 50
    cursor: Cursor = None
    with_total: bool = Field(default=False, description="Whether to count all pages in `total`.")


class InnovatorItem(Output):
    """A person by public name; titles and degrees apart."""

    id: Id
    slug: Slug
    name: Name
    title_prefix: Name | None = Field(description="What stands before the name, such as `Dr.`")
    degrees: Name | None = Field(description="What stands after it, such as `SE, MM`.")
    innovations: Small = Field(description="How many published innovations the person has a part in.")


class InnovatorPage(Output):
    """A page of people."""

    items: list[InnovatorItem] = Field(max_length=200)
    next: NextCursor
    prev: PrevCursor
    total: Total


class PostAgency(Output):
    """An agency as it is called now."""

    slug: Slug
    name: Name


class PostRead(Output):
    """A post at an agency. Begin and end are null where no source says them."""

    title: Name | None
    agency: PostAgency
    valid_from: PartialDate | None
    valid_to: PartialDate | None
    first_stated_on: PartialDate | None
    last_stated_on: PartialDate | None
    note: Prose | None


class PartRead(Output):
    """A part in a published innovation."""

    role: RoleCode
    slug: Slug
    name: Name
    valid_from: PartialDate | None
    valid_to: PartialDate | None


class PersonAmbiguity(Output):
    """What the sources leave open about the person."""

    field: str | None = Field(max_length=40, examples=["name"])
    note_id: Prose
    note_en: Prose


class InnovatorCreate(Input):
    """A new person. Titles and degrees stand apart, so that they do not make two people of one."""

    name: PersonName
    title_prefix: Titles | None = Field(None, description="What stands before the name, such as `Dr.`")
    degrees: Titles | None = Field(None, description="What stands after it, such as `SE, MM`.")
    note: Remark | None = None
    agency: Reference | None = Field(
        None,
        description="Id or slug of the agency that keeps the record. Where absent it is yours; what the registrar "
        "records so is the registrar's to keep.",
    )
    namesake: StrictBool = Field(
        default=False,
        description="Whether somebody made sure that this is not the person of this name who is recorded.",
    )


class InnovatorUpdate(Input):
    """What changes of a person: a merge patch (RFC 7396), so null takes away and what is absent stays."""

    # it cannot be taken away: its default stands for nothing and is not told
    name: PersonName = Field(default_factory=str)
    title_prefix: Titles | None = Field(None, description="What stands before the name, such as `Dr.`")
    degrees: Titles | None = Field(None, description="What stands after it, such as `SE, MM`.")
    note: Remark | None = None
    agency: Reference | None = Field(
        None, description="Id or slug of the agency that keeps the record from now on; null: the registrar."
    )


class InnovatorRead(InnovatorItem):
    """A person with the posts and parts that sources name."""

    model_config = ConfigDict(title="Innovator")

    positions: list[PostRead] = Field(max_length=200)
    parts: list[PartRead] = Field(max_length=1000)
    ambiguities: list[PersonAmbiguity] = Field(max_length=200)
    note: Prose | None
    keeper: PostAgency | None = Field(description="The agency that keeps the record; null where the registrar does.")
    concealed: bool = Field(
        description="Whether the public name is withdrawn. Only the keepers and the controller see such a record."
    )
    version: Small = Field(ge=1, description="Counts the changes of the record.")


class InnovatorReceipt(InnovatorRead):
    """A new person, and who may be the same."""

    model_config = ConfigDict(title="InnovatorReceipt")

    similar: list[InnovatorItem] = Field(
        max_length=10, description="People of the same or a similar name, the most alike first; of those you may see."
    )

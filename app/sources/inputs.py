"""What clients send to record and correct sources. Unknown and read-only names are refused."""

from typing import Annotated

from pydantic import AfterValidator, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from app.core.partial_date import PartialDate
from app.core.schema import Input, Text
from app.core.text import search_key
from app.models.codes import SourceKind

MOST_ADDRESS = 2_000


def _one_line(text: str) -> str:
    """Return text as one line without blanks around it.

    Raises:
        PydanticCustomError: it has nothing but blanks.
    """
    if not (line := " ".join(text.split())):
        raise PydanticCustomError("too_short", "blank", {"min_length": 1})
    return line


def _named(text: str) -> str:
    """Return a title as one line.

    Raises:
        PydanticCustomError: it has neither letters nor digits, so nobody could look for it.
    """
    if not search_key(text):
        raise PydanticCustomError("nameless", "no letters")
    return _one_line(text)


def _worded(text: str) -> str:
    """Return text without blanks around it.

    Raises:
        PydanticCustomError: it has nothing but blanks.
    """
    if not (words := text.strip()):
        raise PydanticCustomError("too_short", "blank", {"min_length": 1})
    return words


Title = Annotated[
    Text,
    Field(min_length=1, max_length=500, examples=["Keputusan Wali Kota Medan tentang E-SURAT"]),
    AfterValidator(_named),
]
Line = Annotated[Text, Field(min_length=1, max_length=500), AfterValidator(_one_line)]
Address = Annotated[
    Text,
    Field(min_length=1, max_length=MOST_ADDRESS, examples=["https://jdih.pemkomedan.go.id/sk/123"]),
    AfterValidator(_one_line),
]
Words = Annotated[Text, Field(min_length=1, max_length=20_000), AfterValidator(_worded)]
_ADDRESS = "An `http` or `https` address, or in words where it is kept."


class SourceCreate(Input):
    """A document. What is not known of it is left out."""

    kind: SourceKind
    title: Title
    publisher: Line | None = None
    published_on: PartialDate | None = None
    address: Address | None = Field(None, description=_ADDRESS)
    note: Words | None = None


class SourceUpdate(Input):
    """A merge patch (RFC 7396): what is sent replaces, null clears, the rest stays. The slug stays."""

    kind: SourceKind | None = None
    title: Title | None = None
    publisher: Line | None = None
    published_on: PartialDate | None = None
    address: Address | None = Field(None, description=_ADDRESS)
    note: Words | None = None

    @field_validator("kind", "title")
    @classmethod
    def _not_null(cls, value: object, field: ValidationInfo) -> object:
        if value is None:
            raise PydanticCustomError("null_refused", "null", {"name": field.field_name})
        return value

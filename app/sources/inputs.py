"""What clients send to record and correct sources. Unknown and read-only names are refused."""

from typing import Annotated

from pydantic import AfterValidator, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from app.core.partial_date import PartialDate
from app.core.schema import Input
from app.innovations.inputs import Line, NewName, Passage
from app.models.codes import SourceKind

MOST_ADDRESS = 2_000


def _one_line(text: str) -> str:
    return " ".join(text.split())


Title = Annotated[NewName, Field(examples=["Keputusan Wali Kota Medan tentang E-SURAT"])]
Address = Annotated[
    Passage,
    AfterValidator(_one_line),
    Field(max_length=MOST_ADDRESS, examples=["https://jdih.example.go.id/sk/123"]),
]
_ADDRESS = "An `http` or `https` address, or in words where it is kept."


class SourceCreate(Input):
    """A document. What is not known of it is left out."""

    kind: SourceKind
    title: Title
    publisher: Line | None = None
    published_on: PartialDate | None = None
    address: Address | None = Field(None, description=_ADDRESS)
    note: Passage | None = None


class SourceUpdate(Input):
    """A merge patch (RFC 7396): what is sent replaces, null clears, the rest stays. The slug stays."""

    kind: SourceKind | None = None
    title: Title | None = None
    publisher: Line | None = None
    published_on: PartialDate | None = None
    address: Address | None = Field(None, description=_ADDRESS)
    note: Passage | None = None

    @field_validator("kind", "title")
    @classmethod
    def _not_null(cls, value: object, field: ValidationInfo) -> object:
        if value is None:
            raise PydanticCustomError("null_refused", "null", {"name": field.field_name})
        return value

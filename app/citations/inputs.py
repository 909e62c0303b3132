"""What clients send to cite, to correct and to doubt. Unknown and read-only names are refused."""

from collections.abc import Callable
from typing import Annotated

from pydantic import AfterValidator, Field, StrictBool, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from app.core.schema import Input, Reference
from app.innovations.inputs import InnovationCreate, Passage
from app.models.codes import Confidence

# what a citation may speak of: the properties of the record, as the one who records it names them
INNOVATION_FIELDS = tuple(InnovationCreate.model_fields)
AGENCY_FIELDS = (
    *("name", "short_name", "kind", "parent", "area", "decree", "valid_from", "valid_to"),
    *("external", "region_code", "aliases", "successions"),
)


def _among(names: tuple[str, ...]) -> Callable[[str], str]:
    def check(name: str) -> str:
        if name not in names:
            raise PydanticCustomError("enum", "another one", {"expected": ", ".join(names)})
        return name

    return check


InnovationField = Annotated[
    str,
    Field(max_length=40, examples=["kind"], json_schema_extra={"enum": list(INNOVATION_FIELDS)}),
    AfterValidator(_among(INNOVATION_FIELDS)),
]
AgencyField = Annotated[
    str,
    Field(max_length=40, examples=["decree"], json_schema_extra={"enum": list(AGENCY_FIELDS)}),
    AfterValidator(_among(AGENCY_FIELDS)),
]


class CitationFacts(Input):
    """What is cited of which source, and how far it can be trusted."""

    source: Reference = Field(description="Id or slug of the source.", examples=["berita-2019-workshop"])
    phrase: Passage | None = Field(
        None, description="The exact words of the source. Only what is known from elsewhere (`dari_luar`) has none."
    )
    confidence: Confidence = Field(description="How the fact was learnt.")
    note: Passage | None = None
    disputed: StrictBool = Field(default=False, description="Whether somebody contests it.")
    dispute_note: Passage | None = Field(None, description="Why; only with `disputed`.")


class InnovationCitationCreate(CitationFacts):
    """The words that a property of an innovation rests on."""

    field: InnovationField = Field(description="The property that the source speaks of.")


class AgencyCitationCreate(CitationFacts):
    """The words that a property of an agency rests on."""

    field: AgencyField = Field(description="The property that the source speaks of.")


class CitationUpdate(Input):
    """A merge patch (RFC 7396): what is sent replaces, null clears, the rest stays.

    Property and source stay: a citation that names the wrong one is withdrawn, and another one made. Where `disputed`
    becomes false, the reason of the doubt goes with it.
    """

    phrase: Passage | None = Field(None, description="The exact words of the source.")
    confidence: Confidence | None = Field(None, description="How the fact was learnt.")
    note: Passage | None = None
    disputed: StrictBool | None = Field(None, description="Whether somebody contests it.")
    dispute_note: Passage | None = Field(None, description="Why; only while it is disputed.")

    @field_validator("confidence", "disputed")
    @classmethod
    def _not_null(cls, value: object, field: ValidationInfo) -> object:
        if value is None:
            raise PydanticCustomError("null_refused", "null", {"name": field.field_name})
        return value


class Withdrawal(Input):
    """Why a citation is withdrawn; kept in the history."""

    reason: Passage = Field(examples=["Kalimat ini berbicara tentang inovasi lain."])


class Dispute(Input):
    """Why a citation is in doubt; everyone reads it."""

    note: Passage = Field(examples=["Menurut surat dinas, uji coba baru dimulai 2020."])

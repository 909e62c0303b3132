"""What clients send of recognitions."""

from typing import Annotated

from pydantic import AfterValidator, Field, Strict, model_validator
from pydantic_core import PydanticCustomError

from app.core.inputs import one_line, passage
from app.core.partial_date import PartialDate
from app.core.schema import Input, Reference, Text
from app.evidence.inputs import AwardCode
from app.models.codes import AwardLevel
from app.programmes.inputs import InstitutionInput

Line = Annotated[Text, AfterValidator(one_line), Field(min_length=1, max_length=500)]
Passage = Annotated[Text, AfterValidator(passage), Field(min_length=1, max_length=5000)]
Year = Annotated[int, Strict(), Field(ge=1990, le=2100, json_schema_extra={"format": "int32"}, examples=[2025])]


class RecognitionCreate(Input):
    """That a person or an agency was recognised. Innovations win awards, at `/v1/innovations/{key}/awards`."""

    award: Annotated[AwardCode, Field(examples=["iga_kota_medan"])]
    name: Line | None = Field(None, description="What it is called, where the ledger has no name for the code.")
    level: AwardLevel | None = Field(None, description="How far it reaches; that of a known award where absent.")
    year: Year = Field(description="The year that the award is for.")
    given_on: PartialDate | None = Field(None, description="When it was handed over, as exact as is known.")
    person: Reference | None = Field(None, description="Id or slug of the person.", examples=["bayu-sogara-siregar"])
    agency: Reference | None = Field(
        None,
        description="Id or slug of the agency, which must have existed in that year.",
        examples=["kecamatan-medan-denai"],
    )
    given_by: InstitutionInput | None = Field(None, description="Who gave it; that of a known award where absent.")
    edition: Reference | None = Field(
        None, description="Id or slug of the public programme edition that it came out of.", examples=["workshop-2019"]
    )
    source: Passage = Field(description="What says so.", examples=["Analisa, 12 Februari 2026"])
    note: Passage | None = None

    @model_validator(mode="after")
    def _one_recipient(self) -> "RecognitionCreate":
        if (self.person is None) == (self.agency is None):
            raise PydanticCustomError("one_recipient", "one of the two")
        return self


class RecognitionWithdrawal(Input):
    """Why a recognition was wrong."""

    reason: Annotated[
        Text,
        AfterValidator(passage),
        Field(min_length=5, max_length=2000, examples=["Penerimanya instansi lain yang bernama sama."]),
    ]

"""What clients send of evidence, awards and dossiers. Unknown and read-only names are refused."""

from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from app.core.inputs import written_day
from app.core.schema import Cursor, Input, Limit
from app.innovations.inputs import Line, NewName, Passage, Year
from app.instruments.basics import CODE_PATTERN
from app.sources.inputs import Address

MOST_CODE = 60

EvidenceKind = Annotated[
    str,
    Field(
        min_length=1,
        max_length=MOST_CODE,
        pattern=CODE_PATTERN,
        description="What it is, by the code that instruments ask for.",
        examples=["surat_pernyataan_implementasi"],
    ),
]
AwardCode = Annotated[
    str,
    Field(
        min_length=1,
        max_length=MOST_CODE,
        pattern=CODE_PATTERN,
        description="Which award, by the code that rules of eligibility name.",
        examples=["kipp_top_99"],
    ),
]


Day = Annotated[date, BeforeValidator(written_day), Field(examples=["2026-03-02"])]


class EvidenceCreate(Input):
    """A document, address or picture that shows something of the innovation: where it is, or its number."""

    kind: EvidenceKind
    title: Annotated[NewName, Field(examples=["Surat Pernyataan Implementasi E-SURAT"])]
    address: Address | None = Field(None, description="An `http` or `https` address.")
    reference: Line | None = Field(None, description="The document's number.", examples=["800/1234/2026"])
    issued_on: Day | None = Field(None, description="The day it was issued.")
    valid_until: Day | None = Field(None, description="The last day on which it counts.", examples=["2028-03-01"])
    note: Passage | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Any:
        if self.issued_on and self.valid_until and self.valid_until < self.issued_on:
            raise PydanticCustomError("ends_before_begin", "ends before it begins")
        return self


class EvidenceFilters(Input):
    """How much evidence at a time, in the order in which it was recorded."""

    limit: Limit = 50
    cursor: Cursor = None
    with_total: bool = Field(default=False, description="Whether to count all pages in `total`.")


class EvidenceWithdrawal(Input):
    """Why evidence is withdrawn; kept beside it."""

    reason: Passage = Field(examples=["Surat ini tentang inovasi lain."])


class AwardCreate(Input):
    """An award that the innovation won."""

    code: AwardCode
    year: Year = Field(description="The year that the award is for.")
    source: Annotated[Passage, Field(max_length=2000, examples=["Kepmen PANRB tentang Top 99 Tahun 2021"])] = Field(
        description="What says so: a decree, a report."
    )


class AwardFilters(Input):
    """How many awards at a time, by year."""

    limit: Limit = 50
    cursor: Cursor = None
    with_total: bool = Field(default=False, description="Whether to count all pages in `total`.")


class SectionText(Input):
    """The text of one section."""

    section: str = Field(
        min_length=1,
        max_length=MOST_CODE,
        pattern=CODE_PATTERN,
        description="The section's code.",
        examples=["ringkasan"],
    )
    text: Passage | None = Field(
        description="The whole text; null takes it away, so that the record's own stands again.",
        examples=["Sebelum ada inovasi ini, warga mengantre berjam-jam."],
    )


class DossierUpdate(Input):
    """Texts of a proposal: each replaces the section's text as a whole, the other sections stay."""

    sections: list[SectionText] = Field(min_length=1, max_length=100)

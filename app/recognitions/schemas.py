"""What clients ask of the ledger of recognitions and what they get."""

from enum import StrEnum
from typing import Annotated

from pydantic import ConfigDict, Field

from app.agencies.schemas import AgencyName
from app.core.paging import NextCursor, PrevCursor, Total
from app.core.partial_date import PartialDate
from app.core.schema import (
    Cursor,
    Id,
    Input,
    Limit,
    Moment,
    Name,
    Output,
    Prose,
    Reference,
    Slug,
    Small,
    open_codes,
)
from app.evidence.inputs import MOST_CODE
from app.innovations.parts import InnovationBrief
from app.instruments.basics import CODE_PATTERN
from app.instruments.shown import AwardCode
from app.models.codes import AwardLevel
from app.programmes.schemas import EditionPersonBrief, Institution


class Recipient(StrEnum):
    """Who may be recognised."""

    PERSON = "person"
    AGENCY = "agency"
    INNOVATION = "innovation"


class RecognitionFilters(Input):
    """Which recognitions, those of the latest year first, and how many at a time. Every condition narrows the list."""

    recipient: Recipient | None = Field(None, description="Whether people, agencies or innovations were recognised.")
    agency: Reference | None = Field(
        None,
        description="Id or slug of an agency that was recognised, itself or through an innovation of its own; its "
        "predecessors and successors count.",
        examples=["kecamatan-medan-denai"],
    )
    person: Reference | None = Field(
        None, description="Id or slug of the person who was recognised.", examples=["bayu-sogara-siregar"]
    )
    innovation: Reference | None = Field(
        None, description="Id or slug of the innovation that won it.", examples=["verolin"]
    )
    award: (
        Annotated[str, Field(min_length=1, max_length=MOST_CODE, pattern=CODE_PATTERN, examples=["kipp_top_99"])] | None
    ) = Field(None, description="Code of the award.")
    year: Annotated[str, Field(min_length=4, max_length=4, pattern=r"^(19|20)[0-9]{2}$", examples=["2025"])] | None = (
        Field(None, description="The year that the award is for.")
    )
    edition: Reference | None = Field(
        None, description="Id or slug of the programme edition that it came out of.", examples=["workshop-2019"]
    )
    limit: Limit = 20
    cursor: Cursor = None
    with_total: bool = Field(default=False, description="Whether to count all pages in `total`.")


class AwardName(Output):
    """An award by name, in Indonesian and English; both are the same where somebody wrote it down."""

    id: Name = Field(examples=["Innovative Government Award Kota Medan"])
    en: Name = Field(examples=["Innovative Government Award of Medan"])


class AwardBrief(Output):
    """Which award."""

    code: AwardCode
    name: AwardName | None = Field(description="Null where nobody said what the code stands for.")
    level: Annotated[str, open_codes(AwardLevel, "How far it reaches.")]


class RecognitionEdition(Output):
    """A programme edition by name."""

    id: Id
    slug: Slug = Field(examples=["workshop-2019"])
    name: Name


class RecipientRead(Output):
    """Who was recognised: one of the three."""

    kind: Annotated[str, open_codes(Recipient, "Whether a person, an agency or an innovation.")]
    person: EditionPersonBrief | None
    agency: AgencyName | None = Field(description="By its name at the end of that year.")
    innovation: InnovationBrief | None


class RecognitionRead(Output):
    """A recognition, or an award that an innovation won."""

    model_config = ConfigDict(title="Recognition")

    id: Id
    recipient: RecipientRead
    award: AwardBrief
    year: Small = Field(description="The year that the award is for.", examples=[2025])
    given_on: PartialDate | None = Field(description="When it was handed over; null where no source says it.")
    given_by: Institution | None
    edition: RecognitionEdition | None = Field(description="The edition of a programme that it came out of.")
    source: Prose = Field(description="What says so.", examples=["Analisa, 12 Februari 2026"])
    note: Prose | None
    recorded_at: Moment


class RecognitionPage(Output):
    """A page of recognitions."""

    items: list[RecognitionRead] = Field(max_length=200)
    next: NextCursor
    prev: PrevCursor
    total: Total

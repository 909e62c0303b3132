"""What clients get of evidence, awards and dossiers."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import ConfigDict, Field

from app.core.paging import NextCursor, PrevCursor, Total
from app.core.schema import Id, Moment, Name, Output, Prose, Slug, Small, open_codes
from app.instruments.shown import AwardCode, EvidenceKind, Exact, InstrumentLabel
from app.sources.inputs import MOST_ADDRESS


class Origin(StrEnum):
    """Where the text of a section is from."""

    DOSSIER = "dossier"
    RECORD = "record"
    NONE = "none"


class EvidenceState(StrEnum):
    """Whether the evidence that a section asks for is there."""

    VALID = "valid"
    LAPSED = "lapsed"
    MISSING = "missing"


class WithdrawnEvidence(Output):
    """Since when evidence shows nothing any more, and why."""

    at: Moment
    reason: Prose


class EvidenceRead(Output):
    """Something that shows what is said of the innovation; one piece serves many instruments."""

    model_config = ConfigDict(title="Evidence")

    id: Id
    kind: EvidenceKind = Field(description="What it is, by the code that instruments ask for.")
    title: Name
    address: str | None = Field(
        max_length=MOST_ADDRESS, description="Where it is.", examples=["https://jdih.example.go.id/sk/123"]
    )
    reference: str | None = Field(max_length=500, description="The document's number.", examples=["800/1234/2026"])
    issued_on: date | None = Field(examples=["2026-03-02"])
    valid_until: date | None = Field(description="The last day on which it counts.", examples=["2028-03-01"])
    note: Prose | None
    valid: bool = Field(description="Whether it counts today: issued, not run out, and not withdrawn.")
    added_at: Moment
    withdrawn: WithdrawnEvidence | None = Field(description="Null while it stands.")


class EvidencePage(Output):
    """A page of evidence."""

    items: list[EvidenceRead] = Field(max_length=200)
    next: NextCursor
    prev: PrevCursor
    total: Total


class AwardRead(Output):
    """An award that the innovation won."""

    model_config = ConfigDict(title="Award")

    id: Id
    code: AwardCode = Field(description="Which award, by the code that rules of eligibility name.")
    year: Small = Field(description="The year that the award is for.", examples=[2021])
    source: Prose = Field(description="What says so.", examples=["Kepmen PANRB tentang Top 99 Tahun 2021"])
    recorded_at: Moment


class AwardPage(Output):
    """A page of awards."""

    items: list[AwardRead] = Field(max_length=200)
    next: NextCursor
    prev: PrevCursor
    total: Total


class EvidencePiece(Output):
    """A piece of evidence that a section can use."""

    id: Id
    title: Name
    valid: bool = Field(description="Whether it counts today.")
    valid_until: date | None = Field(examples=["2028-03-01"])


class EvidenceNeed(Output):
    """A kind of evidence that a section asks for, and what there is of it."""

    kind: EvidenceKind
    state: Annotated[
        str,
        open_codes(EvidenceState, "`valid`: one counts today. `lapsed`: there is some, none counts today."),
    ]
    items: list[EvidencePiece] = Field(max_length=50, description="What was not withdrawn, the newest first.")


class DossierSectionRead(Output):
    """A section of the form with its text, counted by white space."""

    section: Annotated[str, Field(max_length=60, description="The section's code.", examples=["ringkasan"])]
    label: InstrumentLabel
    weight: Exact | None = Field(description="Its share of the sum of weights; null where no source says.")
    optional: bool = Field(description="Whether it may stay empty.")
    text: Prose | None
    origin: Annotated[
        str,
        open_codes(Origin, "Where the text is from: written for this edition, or what the record says anyway."),
    ]
    words: Small = Field(description="How many its text has.", examples=[187])
    max_words: Small | None = Field(description="Null where the form has no limit.", examples=[200])
    over_by: Small = Field(description="How many words there are too many.", examples=[0])
    evidence: list[EvidenceNeed] = Field(max_length=100)


class DossierTotals(Output):
    """The dossier in figures."""

    sections: Small = Field(description="How many the form has.", examples=[9])
    filled: Small = Field(description="How many have a text.", examples=[4])
    over: Small = Field(description="How many are over their limit.", examples=[0])
    words: Small = Field(description="How many all texts have.", examples=[912])
    evidence_asked: Small = Field(description="How many kinds of evidence the form asks for.", examples=[3])
    evidence_valid: Small = Field(description="Of how many of them one counts today.", examples=[1])


class DossierInstrument(Output):
    """The edition that a dossier follows."""

    slug: Slug = Field(examples=["kipp-2023"])
    title: InstrumentLabel
    official: bool = Field(description="Whether the form is known from its own text, or a copy.")


class DossierRead(Output):
    """What an innovation has to say by the form of one edition: the record first, and what was written for it."""

    model_config = ConfigDict(title="Dossier")

    instrument: DossierInstrument
    sections: list[DossierSectionRead] = Field(max_length=100)
    totals: DossierTotals
    complete: bool = Field(
        description="Whether every section that must have a text has one, none is over its limit, and all evidence "
        "counts."
    )
    version: int = Field(
        ge=0,
        le=2**53 - 1,
        json_schema_extra={"format": "int64"},
        description="Names the texts as they are now, for `If-Match`.",
        examples=[92837465],
    )

"""What clients ask of instruments and what they get."""

from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict, Field

from app.core.paging import NextCursor, PrevCursor, Total
from app.core.partial_date import PartialDate
from app.core.schema import Cursor, Id, Input, Limit, Moment, Output, full_date, open_codes
from app.core.schema import Slug as AnySlug
from app.instruments.basics import InstrumentCode
from app.instruments.definition import Definition, unknowns
from app.instruments.shown import (
    ConfidenceCode,
    EligibilityRead,
    FormRead,
    IndicatorsRead,
    InstrumentLabel,
    InstrumentSource,
    Sentence,
    SlugPart,
)
from app.models import Instrument
from app.models.codes import InstrumentKind

_Slug = Annotated[AnySlug, Field(examples=["kipp-2023"])]
_Edition = Annotated[SlugPart, Field(examples=["2023"])]


class InstrumentFilters(Input):
    """Which instruments, and how many at a time; by slug."""

    code: Annotated[InstrumentCode, Field(min_length=1)] | None = Field(
        None, description="All editions of one instrument.", examples=["kipp"]
    )
    kind: InstrumentKind | None = Field(None, description="How it measures.")
    on: Annotated[date, BeforeValidator(full_date)] | None = Field(
        None,
        description="Valid on this date. A date of validity that no source says bounds nothing.",
        examples=["2023-06-01"],
    )
    limit: Limit = 50
    cursor: Cursor = None
    with_total: bool = Field(default=False, description="Whether to count all pages in `total`.")


class InstrumentItem(Output):
    """An edition of an instrument in a list."""

    id: Id
    slug: _Slug = Field(description="Code and edition: the readable part of the address.")
    code: SlugPart = Field(description="The instrument, in all of its editions.")
    edition: _Edition
    title: InstrumentLabel
    kind: Annotated[str, open_codes(InstrumentKind, "How it measures.")]
    official: bool = Field(
        description="Whether a source is the text of the body that issued it, or a copy. What is known from news or "
        "other people's software is not official."
    )
    confidence: ConfidenceCode
    valid_from: PartialDate | None = Field(description="Null if no source says it.")
    valid_to: PartialDate | None = Field(description="Null if no source says it, or it is still valid.")
    scorable: bool = Field(description="Whether everything is known that scoring needs.")


class InstrumentRead(InstrumentItem):
    """An edition of an instrument, whole.

    It never changes once something was assessed by it: a change is a new edition. What no source says is null, and is
    never guessed.
    """

    model_config = ConfigDict(title="Instrument")

    sources: list[InstrumentSource] = Field(max_length=50)
    note: Sentence | None
    assumptions: list[Sentence] = Field(
        max_length=50, description="What the registry chose where the sources are silent."
    )
    form: FormRead | None = Field(description="Of a `weighted_form`; null if the form was not found.")
    indicators: IndicatorsRead | None = Field(description="Of `levelled_indicators`.")
    eligibility: EligibilityRead | None = Field(description="Whom it admits; null if it is no competition.")
    unknowns: list[
        Annotated[str, Field(max_length=200, pattern=r"^(/[a-z0-9_]+)+$", examples=["/form/criteria/0/weight"])]
    ] = Field(max_length=300, description="JSON pointers into this answer to what scoring needs and no source says.")
    digest: str = Field(
        max_length=64,
        pattern=r"^[0-9a-f]{64}$",
        description="SHA-256 of what the instrument says; results name it.",
        examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
    )
    loaded_at: Moment


class InstrumentPage(Output):
    """A page of instruments."""

    items: list[InstrumentItem] = Field(max_length=200)
    next: NextCursor
    prev: PrevCursor
    total: Total


_OF_DEFINITION = (
    *(
        "slug",
        "code",
        "edition",
        "title",
        "kind",
        "official",
        "confidence",
        "valid_from",
        "valid_to",
        "sources",
        "note",
    ),
    *("assumptions", "form", "indicators", "eligibility"),
)


def instrument_item(instrument: Instrument, definition: Definition) -> InstrumentItem:
    """Return an instrument as lists show it."""
    return InstrumentItem.model_validate(_told(instrument, definition))


def instrument_read(instrument: Instrument, definition: Definition) -> InstrumentRead:
    """Return an instrument whole."""
    return InstrumentRead.model_validate(_told(instrument, definition))


def _told(instrument: Instrument, definition: Definition) -> dict[str, Any]:
    missing = unknowns(definition)
    return {
        **{name: getattr(definition, name) for name in _OF_DEFINITION},
        "id": instrument.id,
        "digest": instrument.digest,
        "loaded_at": instrument.loaded_at,
        "unknowns": missing,
        "scorable": not missing,
    }

"""Facts that end a request about citations."""

from uuid import UUID

from app.core.errors import Fact, FieldError, Text

_ON_RECORD = Text("Kutipan ini sudah tercatat.", "This citation is already on record.")


class DuplicateCitation(Fact):
    """The record has a citation of the same words of the same source for the same property."""

    status = 409
    code = "duplicate_citation"
    title = Text("Kutipan sudah tercatat", "Citation already recorded")
    meaning = Text(
        "Bagian ini sudah punya kutipan yang sama dari sumber yang sama; existing_id menyebutnya.",
        "This property already has the same citation of the same source; existing_id names it.",
    )

    def __init__(self, existing_id: UUID) -> None:
        super().__init__([FieldError("#/phrase", self.code, _ON_RECORD)], existing_id=existing_id)


class CitationsFull(Fact):
    """More citations than one record holds."""

    status = 409
    code = "citations_full"
    title = Text("Kutipan penuh", "Citations full")
    meaning = Text(
        "Rekaman ini sudah memuat kutipan sebanyak yang disebut most.",
        "The record already holds as many citations as most says.",
    )

    def __init__(self, most: int) -> None:
        super().__init__(most=most)


class CitationWithdrawn(Fact):
    """A change of a citation that was withdrawn."""

    status = 409
    code = "citation_withdrawn"
    title = Text("Kutipan sudah ditarik", "Citation withdrawn")
    meaning = Text(
        "Kutipan ini sudah ditarik dan tidak berubah lagi. Bila ternyata benar, buatlah kutipan baru.",
        "This citation was withdrawn and changes no more. If it was right after all, make a new one.",
    )


class AlreadyDisputed(Fact):
    """A doubt about a citation that is in doubt."""

    status = 409
    code = "already_disputed"
    title = Text("Sudah diperdebatkan", "Already disputed")
    meaning = Text(
        "Kutipan ini sudah diperdebatkan; dispute_note menyebut alasannya.",
        "This citation is already disputed; its dispute_note says why.",
    )


class ShippedCitation(Fact):
    """A change of a citation whose record is kept with the reference data."""

    status = 409
    code = "shipped_citation"
    title = Text("Kutipan data acuan", "Citation of reference data")
    meaning = Text(
        "Kutipan orang, klasifikasi, dan wilayah datang bersama data acuan dan tidak diubah melalui API.",
        "Citations of people, classifications and areas come with the reference data and are not changed here.",
    )

"""Facts that end a request about sources."""

from uuid import UUID

from app.core.errors import Fact, FieldError, Text

_ON_RECORD = Text("Dokumen ini sudah tercatat.", "This document is already on record.")


class DuplicateSource(Fact):
    """The document is on record: by its address, or by kind, title and date."""

    status = 409
    code = "duplicate_source"
    title = Text("Sumber sudah tercatat", "Source already recorded")
    meaning = Text(
        "Sumber dengan alamat yang sama, atau dengan jenis, judul, dan tanggal yang sama, sudah tercatat; existing_id "
        "dan existing_slug menyebutnya. Kutiplah yang itu.",
        "A source of the same address, or of the same kind, title and date, is already on record; existing_id and "
        "existing_slug name it. Cite that one.",
    )

    def __init__(self, existing_id: UUID, existing_slug: str, field: str) -> None:
        """`field` is the property that the two have in common."""
        errors = [FieldError(f"#/{field}", self.code, _ON_RECORD)]
        super().__init__(errors, existing_id=existing_id, existing_slug=existing_slug)

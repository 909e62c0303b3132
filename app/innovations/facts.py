"""Facts that end a request about innovations: what the workflow forbids, and records that are, or may be, the same."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.core.errors import Fact, FieldError, Text

_NOT_EDITABLE = Text(
    "Bagian ini tidak boleh diubah pada status rekaman sekarang.",
    "This may not be changed in the record's present status.",
)
_NAME_TAKEN = Text("Nama ini sudah dipakai perangkat daerah yang sama.", "The same agency already uses this name.")


class IllegalStep(Fact):
    """The record's status does not allow this action to the caller."""

    status = 409
    code = "illegal_step"
    title = Text("Langkah tidak tersedia", "Illegal step")
    meaning = Text(
        "Tindakan ini tidak tersedia pada status rekaman sekarang; legal_actions menyebut yang tersedia bagi Anda.",
        "The record's present status does not allow this action; legal_actions names those that you may take.",
    )

    def __init__(self, record_status: str, action: str, legal_actions: Iterable[str]) -> None:
        super().__init__(record_status=record_status, action=action, legal_actions=list(legal_actions))


class NotEditable(Fact):
    """The record's status does not let the caller change these fields."""

    status = 409
    code = "not_editable"
    title = Text("Tidak dapat diubah", "Not editable")
    meaning = Text(
        "Status rekaman sekarang tidak mengizinkan Anda mengubah bagian yang disebut errors; "
        "legal_actions menyebut tindakan yang tersedia bagi Anda.",
        "The record's present status does not let you change what errors names; "
        "legal_actions names the actions that you may take.",
    )

    def __init__(self, record_status: str, legal_actions: Iterable[str], fields: Iterable[str]) -> None:
        errors = [FieldError(f"#/{field}", self.code, _NOT_EDITABLE) for field in fields]
        super().__init__(errors, record_status=record_status, legal_actions=list(legal_actions))


class DuplicateName(Fact):
    """The agency already has a record of this name."""

    status = 409
    code = "duplicate_name"
    title = Text("Nama sudah terdaftar", "Name already registered")
    meaning = Text(
        "Perangkat daerah ini sudah punya inovasi dengan nama yang sama; existing_id dan existing_slug menyebutnya.",
        "This agency already has an innovation of the same name; existing_id and existing_slug name it.",
    )

    def __init__(self, existing_id: UUID, existing_slug: str) -> None:
        errors = [FieldError("#/name", self.code, _NAME_TAKEN)]
        super().__init__(errors, existing_id=existing_id, existing_slug=existing_slug)


@dataclass(frozen=True, slots=True)
class Undecided:
    """A record that may be the same, of which nobody has decided yet."""

    id: UUID
    slug: str
    name: str


class DuplicateUndecided(Fact):
    """The record may be the same as others, and nobody has decided whether it is."""

    status = 409
    code = "duplicate_undecided"
    title = Text("Kemungkinan duplikat belum diputuskan", "Possible duplicate undecided")
    meaning = Text(
        "Inovasi ini mungkin sama dengan yang disebut undecided. Putuskan dahulu untuk masing-masing: distinct atau "
        "merge.",
        "This innovation may be the same as those that undecided names. Decide on each of them first: distinct or "
        "merge.",
    )

    def __init__(self, undecided: Sequence[Undecided]) -> None:
        super().__init__(undecided=list(undecided))


class Archived(Fact):
    """The record was archived; this is its tombstone."""

    status = 410
    code = "archived"
    title = Text("Sudah diarsipkan", "Archived")
    meaning = Text(
        "Inovasi ini sudah diarsipkan dan tidak ditampilkan lagi; archived_at menyebut sejak kapan.",
        "This innovation was archived and is no longer shown; archived_at says since when.",
    )

    def __init__(self, name: str, archived_at: datetime) -> None:
        super().__init__(name=name, archived_at=archived_at)

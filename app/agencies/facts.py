"""Facts that end a change of agencies: what is on record speaks against the event, or against its day."""

from collections.abc import Iterable
from typing import TypedDict
from uuid import UUID

from app.core.errors import Fact, FieldError, Text

_NAME_TAKEN = Text(
    "Perangkat daerah lain di bawah induk yang sama memakai nama ini.",
    "Another agency under the same parent has this name.",
)


class Named(TypedDict):
    """An agency that a fact names."""

    id: UUID
    slug: str
    name: str


class OutOfOrder(Fact):
    """An event on or before the day on which the agency's last version begins."""

    status = 409
    code = "out_of_order"
    title = Text("Urutan waktu keliru", "Out of order")
    meaning = Text(
        "Peristiwa harus berlaku setelah hari mulainya versi terakhir perangkat daerah yang disebut agency; "
        "begins_on menyebut hari itu.",
        "An event must take effect after the day on which the last version of the agency named by agency begins; "
        "begins_on says which day that is.",
    )

    def __init__(self, agency: str, begins_on: str) -> None:
        super().__init__(agency=agency, begins_on=begins_on)


class AgencyNotInForce(Fact):
    """An event on an agency that does not exist on its day."""

    status = 409
    code = "agency_not_in_force"
    title = Text("Tidak ada pada hari itu", "Not in force")
    meaning = Text(
        "Perangkat daerah yang disebut agency tidak ada pada hari peristiwa itu.",
        "The agency named by agency does not exist on the day of the event.",
    )

    def __init__(self, agency: str) -> None:
        super().__init__(agency=agency)


class AgencyEnds(Fact):
    """The end of an agency whose end is on record already."""

    status = 409
    code = "agency_ends"
    title = Text("Akhirnya sudah tercatat", "End already on record")
    meaning = Text(
        "Akhir perangkat daerah yang disebut agency sudah tercatat; ends_on menyebut hari terakhirnya.",
        "The end of the agency named by agency is already on record; ends_on says its last day.",
    )

    def __init__(self, agency: str, ends_on: str) -> None:
        super().__init__(agency=agency, ends_on=ends_on)


class AgencyKnownBefore(Fact):
    """An event that is to begin an agency which is on record for an earlier time."""

    status = 409
    code = "agency_known_before"
    title = Text("Sudah ada sebelumnya", "Known before")
    meaning = Text(
        "Perangkat daerah yang disebut agency tercatat sudah ada sebelum hari itu; known_on menyebut sejak kapan.",
        "The agency named by agency is on record before that day; known_on says since when.",
    )

    def __init__(self, agency: str, known_on: str) -> None:
        super().__init__(agency=agency, known_on=known_on)


class AgencyNameTaken(Fact):
    """A name that another agency has under the same parent on that day or later."""

    status = 409
    code = "agency_name_taken"
    title = Text("Nama sudah dipakai", "Name already in force")
    meaning = Text(
        "Perangkat daerah lain di bawah induk yang sama memakai nama ini pada hari itu atau sesudahnya; existing_id "
        "dan existing_slug menyebutnya.",
        "Another agency under the same parent has this name on that day or later; existing_id and existing_slug "
        "name it.",
    )

    def __init__(self, existing_id: UUID, existing_slug: str, pointer: str) -> None:
        errors = [FieldError(pointer, self.code, _NAME_TAKEN)]
        super().__init__(errors, existing_id=existing_id, existing_slug=existing_slug)


class AgencyHasParts(Fact):
    """The end of an agency that others are part of on that day or later."""

    status = 409
    code = "agency_has_parts"
    title = Text("Masih punya bagian", "Still has parts")
    meaning = Text(
        "Pada hari itu masih ada perangkat daerah di bawahnya, yang disebut parts. Pindahkan atau tutup dahulu.",
        "On that day other agencies are still part of it; parts names them. Move or close those first.",
    )

    def __init__(self, parts: Iterable[Named]) -> None:
        super().__init__(parts=list(parts))


class SuccessionKnown(Fact):
    """An edge between two agencies that is on record with its day."""

    status = 409
    code = "succession_known"
    title = Text("Pergantian sudah tercatat", "Succession already on record")
    meaning = Text(
        "Pergantian antara kedua perangkat daerah itu sudah tercatat; predecessor, successor dan effective_on "
        "menyebutnya.",
        "The succession between these two agencies is already on record; predecessor, successor and effective_on "
        "name it.",
    )

    def __init__(self, predecessor: str, successor: str, effective_on: str | None) -> None:
        super().__init__(predecessor=predecessor, successor=successor, effective_on=effective_on)


class HistoryFull(Fact):
    """More events than the history of one agency holds."""

    status = 409
    code = "history_full"
    title = Text("Riwayat penuh", "History full")
    meaning = Text(
        "Riwayat perangkat daerah yang disebut agency sudah memuat sebanyak yang disebut most.",
        "The history of the agency named by agency already holds as many entries as most says.",
    )

    def __init__(self, agency: str, most: int) -> None:
        super().__init__(agency=agency, most=most)

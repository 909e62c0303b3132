"""Facts that end a request about a sign of life."""

from datetime import date
from uuid import UUID

from app.core.errors import Conflict, Text


class InnovationNotPublished(Conflict):
    """Only what everyone may know of owes signs of life."""

    code = "innovation_not_published"
    title = Text("Inovasi belum terbit", "Innovation not published")
    meaning = Text(
        "Tanda hidup dicatat bagi rekaman yang terbit; record_status menyebut status rekaman ini.",
        "Signs of life are recorded of published records; record_status says what this one is.",
    )

    def __init__(self, record_status: str) -> None:
        super().__init__(record_status=record_status)


class InnovationStopped(Conflict):
    """The last stage of the record is that the innovation stopped, which a sign of life would contradict."""

    code = "innovation_stopped"
    title = Text("Inovasi sudah berhenti", "Innovation stopped")
    meaning = Text(
        "Tahap terakhir rekaman ini adalah berhenti, sejak stopped_on. Bila inovasi dipakai lagi, tambahkan dahulu "
        "tahapnya.",
        "The last stage of this record is that the innovation stopped, on stopped_on. If it is in use again, add that "
        "stage first.",
    )

    def __init__(self, stopped_on: date) -> None:
        super().__init__(stopped_on=stopped_on)


class SignRecorded(Conflict):
    """The same sign is on record: a form that was sent twice."""

    code = "sign_recorded"
    title = Text("Tanda hidup sudah tercatat", "Sign of life on record")
    meaning = Text(
        "Tanda hidup yang sama pada hari yang sama sudah tercatat; sign_id menyebut yang mana.",
        "The same sign of life of the same day is on record; sign_id says which one it is.",
    )

    def __init__(self, sign_id: UUID) -> None:
        super().__init__(sign_id=sign_id)


class SignWithdrawn(Conflict):
    """The sign was withdrawn already."""

    code = "sign_withdrawn"
    title = Text("Tanda hidup sudah ditarik", "Sign of life withdrawn")
    meaning = Text(
        "Tanda hidup ini sudah ditarik dan tidak berubah lagi. Bila ternyata benar, catatlah sebagai tanda baru.",
        "This sign of life was withdrawn and changes no more. If it was right after all, record it anew.",
    )

"""Facts that end a request about a recognition."""

from datetime import datetime

from app.core.errors import Conflict, Text


class RecognitionRecorded(Conflict):
    """The same recipient has the same award of the same year on record."""

    code = "recognition_recorded"
    title = Text("Penghargaan sudah tercatat", "Recognition recorded")
    meaning = Text(
        "Penerima ini sudah tercatat menerima penghargaan itu pada tahun itu.",
        "The recipient has that award of that year on record.",
    )


class RecognitionWithdrawn(Conflict):
    """The recognition was withdrawn before."""

    code = "recognition_withdrawn"
    title = Text("Pengakuan sudah ditarik", "Recognition withdrawn")
    meaning = Text(
        "Catatan ini sudah ditarik pada withdrawn_at, sehingga tidak ada lagi yang dapat ditarik.",
        "The record was withdrawn at withdrawn_at, so there is nothing left to withdraw.",
    )

    def __init__(self, at: datetime) -> None:
        super().__init__(withdrawn_at=at.isoformat())

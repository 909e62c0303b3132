"""Facts that end a request about an objection."""

from datetime import datetime

from app.core.errors import Conflict, Text


class ObjectionRepeated(Conflict):
    """The same words against the same entry are on record: a form that was sent twice, or a text that goes round."""

    code = "objection_repeated"
    title = Text("Sanggahan ini sudah tercatat", "Objection on record")
    meaning = Text(
        "Sanggahan dengan kata-kata yang sama terhadap peserta ini sudah tercatat; number dan received_at menyebutnya.",
        "An objection to this entry in the same words is on record; number and received_at say which.",
    )

    def __init__(self, number: int, received_at: datetime) -> None:
        super().__init__(number=number, received_at=received_at)


class ObjectionAnswered(Conflict):
    """The objection has its answer, which everyone may have read."""

    code = "objection_answered"
    title = Text("Sanggahan sudah dijawab", "Objection already answered")
    meaning = Text(
        "Sanggahan ini sudah dijawab; objection_status dan answered_at menyebut bagaimana dan kapan.",
        "The objection was answered; objection_status and answered_at say how and when.",
    )

    def __init__(self, objection_status: str, answered_at: datetime) -> None:
        super().__init__(objection_status=objection_status, answered_at=answered_at)

"""Facts that end a request about personal data."""

from datetime import datetime
from uuid import UUID

from app.core.errors import Fact, FieldError, Text

_TAKEN = Text("Sudah tercatat pada orang lain.", "This is recorded of somebody else.")


class PersonalDataUnavailable(Fact):
    """The service has no keys for personal data, or not the one that is needed."""

    status = 503
    code = "personal_data_unavailable"
    title = Text("Data pribadi tidak tersedia", "Personal data unavailable")
    meaning = Text(
        "Layanan ini dijalankan tanpa kunci data pribadi yang diperlukan; settings menyebut pengaturan yang kurang.",
        "The service runs without the keys of personal data that are needed; settings names what is missing.",
    )

    def __init__(self, *settings: str) -> None:
        super().__init__(settings=list(settings))


class IdentifierTaken(Fact):
    """The value is recorded of another person."""

    status = 409
    code = "identifier_taken"
    title = Text("Sudah dipakai orang lain", "Recorded of somebody else")
    meaning = Text(
        "Nilai ini sudah tercatat pada orang lain; existing_id dan existing_slug menyebutnya bila Anda pengelolanya.",
        "This value is recorded of another person; existing_id and existing_slug say of whom if you keep that record.",
    )

    def __init__(self, existing: tuple[UUID, str] | None) -> None:
        facts = dict(zip(("existing_id", "existing_slug"), existing, strict=True)) if existing else {}
        super().__init__([FieldError("#/value", self.code, _TAKEN)], **facts)


class RequestAnswered(Fact):
    """The request has its answer already."""

    status = 409
    code = "request_answered"
    title = Text("Sudah dijawab", "Already answered")
    meaning = Text(
        "Permintaan ini sudah dijawab; answer dan answered_at menyebut bagaimana dan kapan.",
        "This request was answered; answer and answered_at say how and when.",
    )

    def __init__(self, answer: str | None, answered_at: datetime) -> None:
        super().__init__(answer=answer, answered_at=answered_at)

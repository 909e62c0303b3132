"""Facts that end a request about people."""

from uuid import UUID

from app.core.errors import Fact, FieldError, Text

_NAME_TAKEN = Text("Nama ini sudah tercatat di sana.", "This name is already recorded there.")


class DuplicatePerson(Fact):
    """Whoever keeps the record already has a person of this name."""

    status = 409
    code = "duplicate_person"
    title = Text("Orang sudah tercatat", "Person already recorded")
    meaning = Text(
        "Pengelola yang sama sudah mencatat orang dengan nama ini; existing_id dan existing_slug menyebutnya. "
        "Bila benar orang lain, kirimlah namesake: true.",
        "The same keeper already has a person of this name; existing_id and existing_slug say who. "
        "If it is somebody else, send namesake: true.",
    )

    def __init__(self, existing_id: UUID, existing_slug: str) -> None:
        errors = [FieldError("#/name", self.code, _NAME_TAKEN)]
        super().__init__(errors, existing_id=existing_id, existing_slug=existing_slug)

"""Facts that end a request about conflicts of interest."""

from collections.abc import Iterable

from app.core.errors import Conflict, FieldError, Text

_DECLARED = Text("Benturan ini sudah dinyatakan.", "This conflict was declared before.")


class AssessorUnidentified(Conflict):
    """The account is linked to nobody, so nothing is known of whoever uses it."""

    code = "assessor_unidentified"
    title = Text("Penilai belum dikenali", "Assessor not identified")
    meaning = Text(
        "Akun ini belum dikaitkan dengan orang, sehingga benturan kepentingannya tidak dapat diperiksa. "
        "Kaitkan dahulu akun dengan orangnya.",
        "The account is linked to no person, so its conflicts of interest cannot be checked. "
        "Link the account to a person first.",
    )


class AssessmentNotSuspended(Conflict):
    """There is nothing to decide."""

    code = "assessment_not_suspended"
    title = Text("Penilaian tidak ditangguhkan", "Assessment not suspended")
    meaning = Text(
        "Penilaian ini tidak ditangguhkan, sehingga tidak ada benturan kepentingan yang perlu diputuskan.",
        "The assessment is not suspended, so there is no conflict of interest to decide.",
    )


class ConflictDeclared(Conflict):
    """The conflict is on record."""

    code = "conflict_declared"
    title = Text("Sudah dinyatakan", "Declared before")
    meaning = Text(
        "Benturan kepentingan penilai ini dengan inovasi tersebut sudah dinyatakan; pernyataannya tetap berlaku.",
        "A conflict of this assessor with that innovation was declared before, and still stands.",
    )

    def __init__(self) -> None:
        super().__init__([FieldError("#/innovation", self.code, _DECLARED)])


class PersonSeated(Conflict):
    """The account is on a panel, and would be nobody's there, or that of a person who sits there already."""

    code = "person_seated"
    title = Text("Akun anggota panel", "Account on a panel")
    meaning = Text(
        "Akun ini anggota panel putaran yang disebut rounds. Ia tidak dapat dilepas dari orangnya, atau dikaitkan "
        "dengan orang yang sudah menjadi anggota panel itu dengan akun lain. Keluarkan dahulu dari panel.",
        "The account is on the panel of the rounds that rounds names. It cannot be taken from its person, or be linked "
        "to one who is on that panel by another account. Take it off the panel first.",
    )

    def __init__(self, rounds: Iterable[str]) -> None:
        super().__init__(rounds=list(rounds))

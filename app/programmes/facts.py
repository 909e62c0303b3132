"""Facts that end a request about a programme or an edition."""

from app.core.errors import Conflict, Text


class AlreadyPublished(Conflict):
    """It is public, and nothing leads back."""

    code = "already_published"
    title = Text("Sudah terbit", "Already published")
    meaning = Text(
        "Rekaman ini sudah terbit. Yang keliru di dalamnya dapat diperbaiki dengan PATCH.",
        "The record is public already. What is wrong in it can be corrected by PATCH.",
    )


class ProgrammeNotPublished(Conflict):
    """An edition would be public before its programme, whose name it tells."""

    code = "programme_not_published"
    title = Text("Program belum terbit", "Programme not published")
    meaning = Text(
        "Program dari penyelenggaraan ini masih draf; terbitkan programnya lebih dahulu.",
        "The programme of this edition is a draft still; publish that first.",
    )

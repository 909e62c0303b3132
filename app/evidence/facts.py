"""Facts that end a request about evidence, awards and dossiers."""

from app.core.errors import Conflict, Text


class EvidenceWithdrawn(Conflict):
    """The evidence was withdrawn already."""

    code = "evidence_withdrawn"
    title = Text("Bukti sudah ditarik", "Evidence withdrawn")
    meaning = Text(
        "Bukti ini sudah ditarik dan tidak berubah lagi. Bila ternyata benar, catatlah sebagai bukti baru.",
        "This evidence was withdrawn and changes no more. If it was right after all, record it anew.",
    )


class EvidenceFull(Conflict):
    """More evidence than one record holds."""

    code = "evidence_full"
    title = Text("Bukti penuh", "Evidence full")
    meaning = Text(
        "Rekaman ini sudah memuat bukti sebanyak yang disebut most. Tariklah yang tidak berlaku lagi.",
        "The record already holds as much evidence as most says. Withdraw what no longer counts.",
    )

    def __init__(self, most: int) -> None:
        super().__init__(most=most)


class AwardRecorded(Conflict):
    """The award is on record for this innovation and year."""

    code = "award_recorded"
    title = Text("Penghargaan sudah tercatat", "Award already recorded")
    meaning = Text(
        "Penghargaan ini sudah tercatat bagi inovasi dan tahun yang sama.",
        "This award is already on record for the same innovation and year.",
    )


class FormUnknown(Conflict):
    """No source has the form of this edition, and none is made up in its place."""

    code = "form_unknown"
    title = Text("Formulir tidak diketahui", "Form unknown")
    meaning = Text(
        "Formulir edisi yang disebut instrument tidak ditemukan pada sumber mana pun, sehingga tidak ada berkas "
        "yang dapat disusun menurutnya.",
        "No source was found for the form of the edition that instrument names, so no dossier can follow it.",
    )

    def __init__(self, instrument: str) -> None:
        super().__init__(instrument=instrument)

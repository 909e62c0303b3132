"""Facts that end a request about an assessment."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from app.conflicts.schemas import ConflictReason
from app.core.errors import Conflict, Text


class StalePreview(Conflict):
    """What a plan was made from has changed: it would not be the same plan now."""

    code = "stale_preview"
    title = Text("Rencana sudah usang", "Plan is stale")
    meaning = Text(
        "Peserta, panel, beban, atau benturan kepentingan berubah sejak rencana ini dibuat. Buatlah rencana baru "
        "dengan dry_run, periksa, lalu jalankan dengan token barunya.",
        "Entries, panel, loads or conflicts have changed since this plan was made. Make a new one with dry_run, look "
        "at it, and carry it out by its token.",
    )


class ConflictOfInterest(Conflict):
    """The person must not assess this entry."""

    code = "conflict_of_interest"
    title = Text("Benturan kepentingan", "Conflict of interest")
    meaning = Text(
        "Orang ini tidak boleh menilai peserta tersebut; reasons menyebut alasannya.",
        "This person must not assess the entry; reasons says why.",
    )

    def __init__(self, reasons: Iterable[ConflictReason]) -> None:
        super().__init__(reasons=[reason.model_dump() for reason in reasons])


class LoadExceeded(Conflict):
    """The assessor has as many entries as they may have."""

    code = "load_exceeded"
    title = Text("Beban penuh", "Load exceeded")
    meaning = Text(
        "Penilai ini sudah memegang peserta sebanyak batasnya; most menyebut batas itu.",
        "The assessor has as many entries as they may have; most names that limit.",
    )

    def __init__(self, most: int) -> None:
        super().__init__(most=most)


class SeatTaken(Conflict):
    """The assessor has this entry, declined it, or was replaced in it."""

    code = "seat_taken"
    title = Text("Sudah pernah ditugaskan", "Assigned before")
    meaning = Text(
        "Penilai ini sudah memegang, menolak, atau digantikan pada peserta tersebut.",
        "The assessor has this entry, declined it, or was replaced in it.",
    )


class AlreadyReassigned(Conflict):
    """Somebody took the place of this assessment."""

    code = "already_reassigned"
    title = Text("Sudah dialihkan", "Already reassigned")
    meaning = Text(
        "Penilaian ini sudah dialihkan; replaced_by menyebut penilaian yang menggantikannya.",
        "The assessment was reassigned; replaced_by names the one that took its place.",
    )

    def __init__(self, replaced_by: UUID) -> None:
        super().__init__(replaced_by=str(replaced_by))


class SeatsFilled(Conflict):
    """Somebody else has the seat that this assessment left."""

    code = "seats_filled"
    title = Text("Kursi sudah terisi", "Seats filled")
    meaning = Text(
        "Peserta ini sudah punya penilai sebanyak yang diminta putarannya; per_entry menyebut banyaknya.",
        "The entry has as many assessors as its round asks for; per_entry names how many.",
    )

    def __init__(self, per_entry: int) -> None:
        super().__init__(per_entry=per_entry)


class AssessmentExcluded(Conflict):
    """It was decided that a conflict of interest keeps it from counting."""

    code = "assessment_excluded"
    title = Text("Penilaian tidak dihitung", "Assessment excluded")
    meaning = Text(
        "Penilaian ini diputuskan tidak dihitung karena benturan kepentingan, sehingga tidak dapat diubah lagi.",
        "It was decided that the assessment does not count, for a conflict of interest. Nothing of it changes now.",
    )


class AssessorRemoved(Conflict):
    """The assessor was taken off the panel."""

    code = "assessor_removed"
    title = Text("Bukan anggota panel lagi", "No longer on the panel")
    meaning = Text(
        "Anda tidak lagi menjadi anggota panel sejak removed_at. Nilai yang sudah diserahkan tetap tercatat.",
        "You are not on the panel any more since removed_at. The scores that you submitted stay on record.",
    )

    def __init__(self, removed_at: datetime) -> None:
        super().__init__(removed_at=removed_at)


class AssessmentStep(Conflict):
    """The assessment's status does not allow this."""

    code = "assessment_step"
    title = Text("Langkah penilaian tidak tersedia", "Illegal step of an assessment")
    meaning = Text(
        "Status penilaian ini sekarang tidak mengizinkan tindakan tersebut; assessment_status menyebutnya.",
        "The present status of the assessment does not allow this; assessment_status names it.",
    )

    def __init__(self, assessment_status: str, action: str) -> None:
        super().__init__(assessment_status=assessment_status, action=action)


class AssessmentSubmitted(Conflict):
    """The assessment was submitted; a second time adds nothing."""

    code = "assessment_submitted"
    title = Text("Sudah diserahkan", "Already submitted")
    meaning = Text(
        "Penilaian ini sudah diserahkan pada submitted_at. Sampai tahapnya ditutup nilainya masih dapat diperbaiki.",
        "The assessment was submitted at submitted_at. Until the stage closes its scores can still be corrected.",
    )

    def __init__(self, submitted_at: datetime) -> None:
        super().__init__(submitted_at=submitted_at)


class AssessmentSuspended(Conflict):
    """A conflict of interest came to light, and nobody has decided of it."""

    code = "assessment_suspended"
    title = Text("Penilaian ditangguhkan", "Assessment suspended")
    meaning = Text(
        "Ada benturan kepentingan yang belum diputuskan, sehingga penilaian ini ditangguhkan sejak suspended_at.",
        "A conflict of interest awaits decision, so the assessment is suspended since suspended_at.",
    )

    def __init__(self, suspended_at: datetime) -> None:
        super().__init__(suspended_at=suspended_at)

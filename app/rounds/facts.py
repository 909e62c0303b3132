"""Facts that end a request about a round."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from app.core.clock import WIB
from app.core.errors import Conflict, FieldError, Text


def in_wib(moment: datetime) -> str:
    """Return a moment as people in Medan read it: ISO 8601 with +07:00."""
    return moment.astimezone(WIB).isoformat(timespec="seconds")


class RoundStep(Conflict):
    """The round's status does not allow this action."""

    code = "round_step"
    title = Text("Langkah putaran tidak tersedia", "Illegal step of a round")
    meaning = Text(
        "Status putaran sekarang tidak mengizinkan tindakan ini; legal_actions menyebut yang tersedia.",
        "The round's present status does not allow this action; legal_actions names those that it does.",
    )

    def __init__(self, round_status: str, action: str, legal_actions: Iterable[str]) -> None:
        super().__init__(round_status=round_status, action=action, legal_actions=[str(one) for one in legal_actions])


class StageNotOpen(Conflict):
    """The stage does not take this now: its round is not open, or it has not opened itself, or has closed."""

    code = "stage_not_open"
    title = Text("Tahap tidak sedang dibuka", "Stage not open")
    meaning = Text(
        "Putarannya tidak sedang dibuka (jika round_status bukan open), atau tahap ini yang tidak sedang dibuka: "
        "phase menyebut keadaannya, opens_at dan closes_at waktunya (WIB).",
        "The round is not open (if round_status is not open), or the stage is not: phase says where it is, "
        "opens_at and closes_at tell its times (WIB).",
    )

    def __init__(self, stage: str, round_status: str, phase: str, opens_at: datetime, closes_at: datetime) -> None:
        super().__init__(
            stage=stage,
            round_status=round_status,
            phase=str(phase),
            opens_at=in_wib(opens_at),
            closes_at=in_wib(closes_at),
        )


class StageStillOpen(Conflict):
    """Scores are sealed until the stage closes, for everyone."""

    code = "stage_still_open"
    title = Text("Tahap belum ditutup", "Stage still open")
    meaning = Text(
        "Nilai tersegel sampai tahap ini ditutup pada closes_at (WIB); baru setelah itu hasilnya dapat dihitung.",
        "Scores are sealed until the stage closes at closes_at (WIB); only then can its result be computed.",
    )

    def __init__(self, stage: str, closes_at: datetime) -> None:
        super().__init__(stage=stage, closes_at=in_wib(closes_at))


class RoundFixed(Conflict):
    """The round is past this: whoever entered relies on what it said, and its result on who was in it."""

    code = "round_fixed"
    title = Text("Putaran sudah tetap", "Round is fixed")
    meaning = Text(
        "Pada keadaan putaran sekarang, yang disebut round_status, hal ini tidak dapat diubah lagi; "
        "jika hanya sebagian isian yang tetap, errors menyebutnya.",
        "In the present state of the round, which round_status names, this can no longer be changed; "
        "where only some of what was sent is fixed, errors names it.",
    )

    def __init__(self, round_status: str, fields: Iterable[str] = ()) -> None:
        text = Text(
            "Tidak dapat diubah lagi pada keadaan putaran sekarang.",
            "This can no longer be changed in the present state of the round.",
        )
        super().__init__([FieldError(f"#/{name}", self.code, text) for name in fields], round_status=round_status)


class RoundEmpty(Conflict):
    """The scope means no innovation today."""

    code = "round_empty"
    title = Text("Tidak ada peserta", "No entries")
    meaning = Text(
        "Cakupan putaran ini tidak memuat satu pun inovasi terbit hari ini.",
        "The scope of the round holds no published innovation today.",
    )


class RoundTooLarge(Conflict):
    """The scope means more innovations than a round may have."""

    code = "round_too_large"
    title = Text("Peserta terlalu banyak", "Too many entries")
    meaning = Text(
        "Cakupan putaran ini memuat lebih banyak inovasi daripada yang diizinkan; most menyebut batasnya.",
        "The scope of the round holds more innovations than a round may have; most names the limit.",
    )

    def __init__(self, most: int) -> None:
        super().__init__(most=most)


class InstrumentIncomplete(Conflict):
    """The instrument does not know something that scoring needs, and nothing is guessed in its place."""

    code = "instrument_incomplete"
    title = Text("Instrumen belum lengkap", "Instrument incomplete")
    meaning = Text(
        "Instrumen ini tidak menyebut bagian yang tercantum dalam unknowns, sehingga tidak dapat dipakai menilai.",
        "The instrument does not know what unknowns lists, so nothing can be scored by it.",
    )

    def __init__(self, instrument: str, unknowns: Iterable[str]) -> None:
        super().__init__(instrument=instrument, unknowns=list(unknowns))


class NoSuchStage(Conflict):
    """The round has no such stage."""

    code = "no_such_stage"
    title = Text("Tahap tidak ada", "No such stage")
    meaning = Text(
        "Putaran ini tidak memiliki tahap tersebut; stages menyebut yang ada.",
        "The round has no such stage; stages names those that it has.",
    )

    def __init__(self, stages: Iterable[str]) -> None:
        super().__init__(stages=list(stages))


class StageClosed(Conflict):
    """The stage has closed: its scores are revealed, and it never opens again."""

    code = "stage_closed"
    title = Text("Tahap sudah ditutup", "Stage has closed")
    meaning = Text(
        "Tahap ini sudah ditutup pada closes_at (WIB) dan tidak dapat dibuka lagi, karena nilainya sudah terbuka.",
        "The stage closed at closes_at (WIB) and cannot be opened again, because its scores are revealed.",
    )

    def __init__(self, stage: str, closes_at: datetime) -> None:
        super().__init__(stage=stage, closes_at=in_wib(closes_at))


class PersonOnPanel(Conflict):
    """The person is on the panel already, perhaps by another account."""

    code = "person_on_panel"
    title = Text("Sudah menjadi anggota panel", "Already on the panel")
    meaning = Text(
        "Orang ini sudah menjadi anggota panel dengan akun account_id; satu orang menilai dengan satu akun.",
        "This person is on the panel by the account account_id; one person assesses by one account.",
    )

    def __init__(self, account_id: UUID) -> None:
        super().__init__(account_id=account_id)


class NotDecidedHere(Conflict):
    """The stage's pass rule is not a decision."""

    code = "not_decided_here"
    title = Text("Tahap ini tidak diputuskan per peserta", "Not decided entry by entry")
    meaning = Text(
        "Aturan kelulusan tahap ini bukan decision; pass_rule menyebut aturannya.",
        "The pass rule of the stage is not decision; pass_rule names it.",
    )

    def __init__(self, stage: str, pass_rule: str) -> None:
        super().__init__(stage=stage, pass_rule=pass_rule)


class StageConcluded(Conflict):
    """The stage was concluded; what was decided stands in its result."""

    code = "stage_concluded"
    title = Text("Tahap sudah disimpulkan", "Stage concluded")
    meaning = Text(
        "Hasil tahap ini sudah disimpulkan, sehingga keputusan per peserta tidak dapat diubah lagi.",
        "The stage was concluded, so what was decided of its entries can no longer be changed.",
    )

    def __init__(self, stage: str) -> None:
        super().__init__(stage=stage)


class StagesNotConcluded(Conflict):
    """A result rests on those of other stages, or of this one, and they are not there."""

    code = "stages_not_concluded"
    title = Text("Tahap belum diselesaikan", "Stages not concluded")
    meaning = Text(
        "Tahap yang disebut stages harus diselesaikan dahulu.",
        "The stages that stages names have to be concluded first.",
    )

    def __init__(self, stages: Sequence[str]) -> None:
        super().__init__(stages=list(stages))


class EntryNotActive(Conflict):
    """The entry is no longer in the round."""

    code = "entry_not_active"
    title = Text("Peserta tidak aktif", "Entry not active")
    meaning = Text(
        "Peserta ini sudah tidak ada dalam putaran; entry_status menyebut keadaannya.",
        "The entry is no longer in the round; entry_status says what became of it.",
    )

    def __init__(self, entry_status: str) -> None:
        super().__init__(entry_status=entry_status)

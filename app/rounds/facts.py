"""Facts that end a request about a round."""

from collections.abc import Iterable
from datetime import datetime

from app.core.clock import WIB
from app.core.errors import Conflict, Text


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
    """The stage does not take this now: it has not opened, or has closed."""

    code = "stage_not_open"
    title = Text("Tahap tidak sedang dibuka", "Stage not open")
    meaning = Text(
        "Tahap ini tidak sedang dibuka; opens_at dan closes_at menyebut waktunya (WIB), phase menyebut keadaannya.",
        "The stage is not open now; opens_at and closes_at tell its times (WIB), phase where it is.",
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

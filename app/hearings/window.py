"""From when on everyone may know of objections: the rule, and nothing else.

In the stage `uji_publik` of the national competition, about five calendar days after the panel named its finalists,
the public may object to them (menpan.go.id, "Tim Panel Independen telah tentukan Top 99"). Here the window is the
stage's own, whatever its length. What is objected to is public from its opening on, for as long as the round is: one
that was cancelled shows nothing.
"""

from datetime import datetime

from app.models.codes import RoundStatus
from app.rounds.workflow import Timed

_TOLD = frozenset({RoundStatus.OPEN, RoundStatus.DETERMINED, RoundStatus.PUBLISHED})


def heard(round_status: str, stage: Timed | None, at: datetime) -> bool:
    """Whether everyone may read the objections of a round at a moment; `stage` is its `uji_publik`, if it has one."""
    return round_status in _TOLD and stage is not None and at >= stage.opens_at

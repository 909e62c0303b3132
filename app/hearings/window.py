"""From when on everyone may know of objections: the rule, and nothing else.

In the stage `uji_publik` of the national competition, about five calendar days after the panel named its finalists,
the public may object to them (menpan.go.id, "Tim Panel Independen telah tentukan Top 99"). Here the window is the
stage's own, whatever its length, and begins no sooner than the stages before it are concluded: until then nobody knows
who came as far. What is objected to is public from then on, for as long as the round is: one that was cancelled shows
nothing.
"""

from datetime import datetime

from app.models import Round, RoundEntry, RoundStage
from app.models.codes import EntryStatus, RoundStatus
from app.rounds.workflow import hearing_of

_TOLD = frozenset({RoundStatus.OPEN, RoundStatus.DETERMINED, RoundStatus.PUBLISHED})


def heard(one: Round, at: datetime) -> bool:
    """Whether everyone may read the objections of a round at a moment."""
    return one.status in _TOLD and hearing_of(one, at) is not None


def came_as_far(one: Round, hearing: RoundStage, entry: RoundEntry) -> bool:
    """Whether an entry was still in its round when the hearing began: what became of it since is not told yet."""
    later = {stage.id for stage in one.stages if stage.position >= hearing.position}
    return entry.status == EntryStatus.ACTIVE or (entry.status == EntryStatus.OUT and entry.out_stage_id in later)

"""How a need comes forward: the state machine, and nothing else.

| action     | when                                            | from                        | to               |
|------------|-------------------------------------------------|-----------------------------|------------------|
| `plan`     | a plan, or an innovation not yet in use, linked | `terbuka`                   | `direncanakan`   |
| `plan`     |                                                 | `direncanakan`, `dijawab`   | stays            |
| `answer`   | a published innovation that is in use is linked | `terbuka`, `direncanakan`   | `dijawab`        |
| `answer`   |                                                 | `dijawab`                   | stays            |
| `prove`    | measured again, or verified: better             | `dijawab`                   | `terbukti`       |
| `disprove` | measured again, or verified: not shown better   | `dijawab`                   | `tidak_terbukti` |
| `close`    | for a reason, unanswered or unproven            | `terbuka` to `dijawab`      | `ditutup`        |

It only leads forwards, and ends in one of the last three: what was measured once stays measured. A need that shows anew
in a later round is a new need. So a link that a status rests on is not withdrawn before another stands in its place.
"""

from collections.abc import Mapping
from enum import StrEnum

from app.models.codes import NeedStatus


class NeedAction(StrEnum):
    """What may be done with a need."""

    PLAN = "plan"
    ANSWER = "answer"
    PROVE = "prove"
    DISPROVE = "disprove"
    CLOSE = "close"


_OPEN, _PLANNED, _ANSWERED = NeedStatus.TERBUKA, NeedStatus.DIRENCANAKAN, NeedStatus.DIJAWAB

_STEPS: Mapping[NeedAction, Mapping[NeedStatus, NeedStatus]] = {
    NeedAction.PLAN: {_OPEN: _PLANNED, _PLANNED: _PLANNED, _ANSWERED: _ANSWERED},
    NeedAction.ANSWER: {_OPEN: _ANSWERED, _PLANNED: _ANSWERED, _ANSWERED: _ANSWERED},
    NeedAction.PROVE: {_ANSWERED: NeedStatus.TERBUKTI},
    NeedAction.DISPROVE: {_ANSWERED: NeedStatus.TIDAK_TERBUKTI},
    NeedAction.CLOSE: dict.fromkeys((_OPEN, _PLANNED, _ANSWERED), NeedStatus.DITUTUP),
}
# how far a status is along the way
RANK: Mapping[NeedStatus, int] = {
    NeedStatus.TERBUKA: 0,
    NeedStatus.DIRENCANAKAN: 1,
    NeedStatus.DIJAWAB: 2,
    NeedStatus.TERBUKTI: 3,
    NeedStatus.TIDAK_TERBUKTI: 3,
    NeedStatus.DITUTUP: 3,
}
ENDED = frozenset(status for status, rank in RANK.items() if rank == max(RANK.values()))
# something in use was put against the need, whether or not it was measured again since
ANSWERED = frozenset({NeedStatus.DIJAWAB, NeedStatus.TERBUKTI, NeedStatus.TIDAK_TERBUKTI})


def after(status: NeedStatus, action: NeedAction) -> NeedStatus | None:
    """Return the status that an action leads to, or None if a need of this status does not take it."""
    return _STEPS[action].get(status)


def legal_actions(status: NeedStatus) -> list[NeedAction]:
    """Return what may be done with a need of a status."""
    return [action for action in NeedAction if after(status, action) is not None]

"""The way of a replication: which action leads where, and which side may take it. No I/O.

| action  | from                                                | to         | taken by       |
|---------|-----------------------------------------------------|------------|----------------|
| review  | diajukan                                            | ditelaah   | asal           |
| approve | ditelaah                                            | disetujui  | asal           |
| refuse  | diajukan, ditelaah                                  | ditolak    | asal           |
| cancel  | diajukan, ditelaah, disetujui                       | dibatalkan | penerima       |
| advance | disetujui, persiapan … evaluasi                     | next step  | as the path says |
| stop    | persiapan, perencanaan, pelaksanaan, evaluasi, berjalan | berhenti | penerima, asal |

`refuse` and `stop` need a code and the reason in words, `cancel` the reason. Nothing leads out of `ditolak`,
`dibatalkan` and `berhenti`: who wants it after all makes another request.

The steps between `disetujui` and `berjalan` are those of the model (LAN, Pedoman Replikasi Inovasi 2017), which are
data: a model with other actors has steps of its own within a phase. What a step needs is looked at when it is entered.
"""

from collections.abc import Collection
from enum import StrEnum

from app.models.codes import ReplicationActor, ReplicationStatus
from app.replication.definition import Model, Step
from app.replication.facts import ReplicationStepRefused, WrongSide

_S, _A = ReplicationStatus, ReplicationActor


class Action(StrEnum):
    """What is done to a replication as a whole."""

    REVIEW = "review"
    APPROVE = "approve"
    REFUSE = "refuse"
    CANCEL = "cancel"
    ADVANCE = "advance"
    STOP = "stop"


# what a request passes before the steps of its model, and how many days the origin has to answer it; the registry's own
BEFORE = (_S.DIAJUKAN, _S.DITELAAH, _S.DISETUJUI)
ANSWER_DAYS = {_S.DIAJUKAN: 14, _S.DITELAAH: 30, _S.DISETUJUI: 30}

_PHASES = (_S.PERSIAPAN, _S.PERENCANAAN, _S.PELAKSANAAN, _S.EVALUASI)
_FROM: dict[Action, frozenset[ReplicationStatus]] = {
    Action.REVIEW: frozenset({_S.DIAJUKAN}),
    Action.APPROVE: frozenset({_S.DITELAAH}),
    Action.REFUSE: frozenset({_S.DIAJUKAN, _S.DITELAAH}),
    Action.CANCEL: frozenset(BEFORE),
    Action.ADVANCE: frozenset({_S.DISETUJUI, *_PHASES}),
    Action.STOP: frozenset({*_PHASES, _S.BERJALAN}),
}
_TO: dict[Action, ReplicationStatus] = {
    Action.REVIEW: _S.DITELAAH,
    Action.APPROVE: _S.DISETUJUI,
    Action.REFUSE: _S.DITOLAK,
    Action.CANCEL: _S.DIBATALKAN,
    Action.STOP: _S.BERHENTI,
}
_TAKEN_BY: dict[Action, tuple[ReplicationActor, ...]] = {
    Action.REVIEW: (_A.ASAL,),
    Action.APPROVE: (_A.ASAL,),
    Action.REFUSE: (_A.ASAL,),
    Action.CANCEL: (_A.PENERIMA,),
    Action.STOP: (_A.PENERIMA, _A.ASAL),
}


def next_step(status: str, step: str, model: Model) -> Step | None:
    """Return the step that follows, or None where none does.

    Where the path no longer has the step that a request is in, the first one of a later phase follows.
    """
    if status == _S.DISETUJUI:
        return model.steps[0]
    if status not in _PHASES:
        return None
    codes = [one.step for one in model.steps]
    if step in codes:
        return model.steps[codes.index(step) + 1]
    later = _PHASES[_PHASES.index(ReplicationStatus(status)) + 1 :]
    return next(one for one in model.steps if one.status in later or one.status is _S.BERJALAN)


def waiting_for(status: str, step: str, model: Model) -> tuple[ReplicationActor, ...]:
    """Return the sides that are to act next; none once a replication runs or has ended."""
    if status in {_S.DIAJUKAN, _S.DITELAAH}:
        return (_A.ASAL,)
    following = next_step(status, step, model)
    return following.taken_by if following else ()


def legal_actions(status: str, step: str, model: Model, sides: Collection[ReplicationActor]) -> tuple[Action, ...]:
    """Return the actions that the status allows to these sides, in the order of the table."""
    return tuple(
        action
        for action in Action
        if status in _FROM[action] and not set(sides).isdisjoint(_takers(action, status, step, model))
    )


def take(
    action: Action, status: str, step: str, model: Model, sides: Collection[ReplicationActor]
) -> tuple[ReplicationActor, ReplicationStatus, Step | None]:
    """Return the side in whose name an action is taken, the status that it leads to, and the step, if it has one.

    Raises:
        ReplicationStepRefused: the status does not allow it.
        WrongSide: it is another side's to take.
    """
    legal = legal_actions(status, step, model, sides)
    if status not in _FROM[action]:
        raise ReplicationStepRefused(status, action, legal)
    takers = _takers(action, status, step, model)
    actor = next((side for side in takers if side in sides), None)
    if actor is None:
        raise WrongSide(action, takers, legal)
    if action is Action.ADVANCE and (following := next_step(status, step, model)):
        return actor, following.status, following
    return actor, _TO[action], None


def _takers(action: Action, status: str, step: str, model: Model) -> tuple[ReplicationActor, ...]:
    if action is not Action.ADVANCE:
        return _TAKEN_BY[action]
    following = next_step(status, step, model)
    return following.taken_by if following else ()

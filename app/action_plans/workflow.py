"""The way of an action plan through its stages: which follows which, and when it ends. No I/O.

| action  | while it is | from                | to                                       |
|---------|-------------|---------------------|------------------------------------------|
| advance | `berjalan`  | a stage             | the next one, and no other               |
| stop    | `berjalan`  | every stage         | `berhenti`, in the stage that it was in  |

The stages are the five D of LAN's innovation laboratory, in their order: drum up (raise the will), diagnose (find
ideas), design (draw up the plan), deliver (result and evidence), display (promotion); documentation came later. With
the last one a plan is `selesai`. Nothing leads back, and nothing out of `selesai` and `berhenti`. A stage may be told
later than it was entered, but not with a day before that of the stage in front of it.
"""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from app.action_plans.facts import PlanStepRefused
from app.models.codes import PlanStage, PlanStatus

STAGES: Sequence[PlanStage] = tuple(PlanStage)
# from here on there is something to show for it
STARTED = frozenset(STAGES[STAGES.index(PlanStage.DELIVER) :])


class Action(StrEnum):
    """What is done to a plan as a whole."""

    ADVANCE = "advance"
    STOP = "stop"


def status_of(stage: str, stopped_on: date | None) -> PlanStatus:
    """Return whether a plan goes on that is in a stage, and was stopped or not."""
    if stopped_on is not None:
        return PlanStatus.BERHENTI
    return PlanStatus.SELESAI if stage == STAGES[-1] else PlanStatus.BERJALAN


def next_stage(stage: str, status: PlanStatus) -> PlanStage | None:
    """Return the stage that follows; None where none does."""
    if status is not PlanStatus.BERJALAN:
        return None
    return STAGES[STAGES.index(PlanStage(stage)) + 1]


def legal_actions(status: PlanStatus) -> tuple[Action, ...]:
    """Return the actions that a status allows."""
    return tuple(Action) if status is PlanStatus.BERJALAN else ()


def advance(stage: str, stopped_on: date | None, to: PlanStage) -> PlanStage:
    """Return the stage that a plan enters, which is the one that follows.

    Raises:
        PlanStepRefused: it has ended, or another stage is next.
    """
    status = status_of(stage, stopped_on)
    following = next_stage(stage, status)
    if following is None or to is not following:
        raise PlanStepRefused(stage, status, following)
    return following


def check_stop(stage: str, stopped_on: date | None) -> None:
    """Let a plan be stopped that goes on.

    Raises:
        PlanStepRefused: it has ended.
    """
    status = status_of(stage, stopped_on)
    if Action.STOP not in legal_actions(status):
        raise PlanStepRefused(stage, status, None)

"""The way of a round and of its stages: which action leads where, and what a stage's times allow. No I/O.

| action    | from                | to         |
|-----------|---------------------|------------|
| open      | draft               | open       |
| determine | open                | determined |
| publish   | determined          | published  |
| revoke    | determined          | open       |
| cancel    | draft, open         | cancelled  |

A stage is `upcoming` before it opens, `open` from that moment until before it closes, `closed` from then on, and
`concluded` once its result was computed. Times decide, not buttons: what is sent a second too late is refused, and
scores are revealed by the passing of the same moment to everyone at once. So a stage that has closed never opens again.
"""

from datetime import datetime
from enum import StrEnum
from typing import Protocol

from app.models import Round, RoundStage
from app.models.codes import RoundStatus, StageKind
from app.rounds.facts import RoundStep, StageNotOpen, StageStillOpen

# the stages in which assessors score
SCORED = frozenset({StageKind.PROPOSAL, StageKind.PANEL, StageKind.WAWANCARA})


class RoundAction(StrEnum):
    """What is done to a round as a whole."""

    OPEN = "open"
    DETERMINE = "determine"
    PUBLISH = "publish"
    REVOKE = "revoke"
    CANCEL = "cancel"


class Phase(StrEnum):
    """Where a stage is in time."""

    UPCOMING = "upcoming"
    OPEN = "open"
    CLOSED = "closed"
    CONCLUDED = "concluded"


class Timed(Protocol):
    """A stage with its times."""

    @property
    def kind(self) -> str: ...  # noqa: D102 - a protocol member
    @property
    def opens_at(self) -> datetime: ...  # noqa: D102 - a protocol member
    @property
    def closes_at(self) -> datetime: ...  # noqa: D102 - a protocol member
    @property
    def concluded_at(self) -> datetime | None: ...  # noqa: D102 - a protocol member


_STEPS: dict[RoundAction, tuple[frozenset[RoundStatus], RoundStatus]] = {
    RoundAction.OPEN: (frozenset({RoundStatus.DRAFT}), RoundStatus.OPEN),
    RoundAction.DETERMINE: (frozenset({RoundStatus.OPEN}), RoundStatus.DETERMINED),
    RoundAction.PUBLISH: (frozenset({RoundStatus.DETERMINED}), RoundStatus.PUBLISHED),
    RoundAction.REVOKE: (frozenset({RoundStatus.DETERMINED}), RoundStatus.OPEN),
    RoundAction.CANCEL: (frozenset({RoundStatus.DRAFT, RoundStatus.OPEN}), RoundStatus.CANCELLED),
}


def legal_actions(status: str) -> tuple[RoundAction, ...]:
    """Return the actions that a status allows, in the order of the table."""
    return tuple(action for action, (origins, _) in _STEPS.items() if status in origins)


def step(status: str, action: RoundAction) -> RoundStatus:
    """Return the status that an action leads to.

    Raises:
        RoundStep: the status does not allow it; it names the actions that there are.
    """
    origins, to = _STEPS[action]
    if status not in origins:
        raise RoundStep(status, action, legal_actions(status))
    return to


def phase(stage: Timed, at: datetime) -> Phase:
    """Return where a stage is at a moment."""
    if stage.concluded_at is not None:
        return Phase.CONCLUDED
    if at < stage.opens_at:
        return Phase.UPCOMING
    return Phase.OPEN if at < stage.closes_at else Phase.CLOSED


def revealed(stage: Timed, at: datetime) -> bool:
    """Whether the scores of a stage are unsealed: from the moment on at which it closes."""
    return at >= stage.closes_at


def hearing_of(one: Round, at: datetime) -> RoundStage | None:
    """Return the public hearing of a round once it hears: it has opened, and the stages before it were concluded."""
    hearing = next((stage for stage in one.stages if stage.kind == StageKind.UJI_PUBLIK), None)
    if hearing is None or at < hearing.opens_at:
        return None
    return None if waiting_before(one, hearing) else hearing


def waiting_before(one: Round, stage: RoundStage) -> list[str]:
    """Return the kinds of the stages before one that have no result that stands."""
    return [other.kind for other in one.stages if other.position < stage.position and other.concluded_at is None]


def announced(one: Round) -> bool:
    """Whether everyone may know of a round: it was opened, so it is no draft, nor one that was cancelled as a draft."""
    return one.status != RoundStatus.DRAFT and (one.status != RoundStatus.CANCELLED or one.opened_at is not None)


def check_open(status: str, stage: Timed, at: datetime) -> None:
    """Let work on a stage pass within its times.

    Raises:
        StageNotOpen: the round is not open, or the stage is not at this moment; it tells its times.
    """
    if status != RoundStatus.OPEN or phase(stage, at) is not Phase.OPEN:
        raise StageNotOpen(stage.kind, status, phase(stage, at), stage.opens_at, stage.closes_at)


def check_closed(stage: Timed, at: datetime) -> None:
    """Let something pass that needs every score of a stage.

    Raises:
        StageStillOpen: the stage has not closed; it tells when it does.
    """
    if not revealed(stage, at):
        raise StageStillOpen(stage.kind, stage.closes_at)

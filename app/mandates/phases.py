"""Where a mandate is in time: the rule, and nothing else."""

from datetime import date
from enum import StrEnum


class MandatePhase(StrEnum):
    """Whether a mandate is still to come, obliges, or was revoked. That its time is over ends nobody's obligation."""

    UPCOMING = "upcoming"
    IN_FORCE = "in_force"
    REVOKED = "revoked"


def phase_of(effective_on: date, revoked_on: date | None, on: date) -> MandatePhase:
    """Return where a mandate is on a day; one that was revoked was so by a day that has come."""
    if revoked_on is not None:
        return MandatePhase.REVOKED
    return MandatePhase.IN_FORCE if effective_on <= on else MandatePhase.UPCOMING

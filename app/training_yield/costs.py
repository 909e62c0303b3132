"""What an output cost: the rule, and nothing else.

The cost of an edition is divided by the number of plans, of outputs, and of outputs that are alive on the day; whole
rupiah, half-up. What cannot be divided has a reason instead. While it is unknown whether some live, the cost of each
that lives is unknown too; it lies between that if all of these lived, and that if none did.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from app.instruments.rounding import half_up
from app.training_yield.outcome import Tally


class Lack(StrEnum):
    """Why a cost is unknown."""

    COST_UNKNOWN = "cost_unknown"
    NO_PLANS = "no_plans"
    NO_OUTPUTS = "no_outputs"
    SURVIVORS_UNKNOWN = "survivors_unknown"
    NO_SURVIVORS = "no_survivors"


@dataclass(frozen=True, slots=True)
class Cost:
    """Rupiah for each, or why that is unknown; and between which bounds it lies, as far as these are known."""

    idr: int | None = None
    reason: Lack | None = None
    at_least: int | None = None
    at_most: int | None = None


def cost_for_each(cost_idr: int | None, count: int, lack: Lack) -> Cost:
    """Return the cost divided by a number; `lack` is the reason where that is zero."""
    if cost_idr is None:
        return Cost(reason=Lack.COST_UNKNOWN)
    if not count:
        return Cost(reason=lack)
    each = _divided(cost_idr, count)
    return Cost(each, None, each, each)


def cost_for_survivor(cost_idr: int | None, alive: Tally) -> Cost:
    """Return the cost of each output that is alive."""
    if cost_idr is None or not alive.unknown:
        return cost_for_each(cost_idr, alive.yes, Lack.NO_SURVIVORS)
    at_least = _divided(cost_idr, alive.yes + alive.unknown)
    at_most = _divided(cost_idr, alive.yes) if alive.yes else None
    return Cost(None, Lack.SURVIVORS_UNKNOWN, at_least, at_most)


def _divided(cost_idr: int, count: int) -> int:
    return int(half_up(Fraction(cost_idr, count), 0))

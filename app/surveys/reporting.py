"""Whether a reported index can follow from the values of the unsur beside it: the rule, and nothing else.

A report gives each NRR rounded, so each stands for a range, and the weighted sum of these ranges times 25 for a range
of indices. Where the reported index, itself a range, has nothing in common with that one, the report contradicts
itself. The usual cause is a weight that was rounded: 0.11 for a ninth takes a whole point off an index of 91.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.surveys.index import INDEX_OF_NRR


@dataclass(frozen=True, slots=True)
class Reported:
    """What a report says: its index and the NRR of every unsur, each with the decimals that they are rounded to."""

    index: Fraction
    index_decimals: int
    values: tuple[Fraction, ...]
    decimals: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What follows from a report's own unsur: the index, the range that rounding leaves, and whether it agrees."""

    follows: Fraction
    low: Fraction
    high: Fraction
    consistent: bool


def judge(reported: Reported, weight: Fraction, most: int = 4) -> Verdict:
    """Return what follows from the unsur of a report with a weight, and whether the reported index agrees."""
    slack, own = _half(reported.decimals), _half(reported.index_decimals)
    factor = weight * INDEX_OF_NRR
    low = factor * sum(max(value - slack, Fraction(1)) for value in reported.values)
    high = factor * sum(min(value + slack, Fraction(most)) for value in reported.values)
    agrees = reported.index + own >= low and reported.index - own <= high
    return Verdict(factor * sum(reported.values), low, high, agrees)


def weights_that_fit(reported: Reported, weights: Collection[Fraction], most: int = 4) -> Sequence[Fraction]:
    """Return those of some weights with which the reported index follows from its unsur."""
    return [weight for weight in weights if judge(reported, weight, most).consistent]


def _half(decimals: int) -> Fraction:
    """Return how far from a rounded value the exact one may be."""
    return Fraction(1, 2 * 10**decimals)

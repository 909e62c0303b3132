"""How much the mean of one unsur changed from one round to another, and how surely. No I/O.

The respondents of two rounds are two samples that have nothing to do with each other, of unequal size and spread, so
the interval is Welch's (B. L. Welch, The generalization of "Student's" problem when several different population
variances are involved, Biometrika 34, 1947):

    difference = m2 - m1            m = sum of answers / n
    half-width = t * sqrt(s1^2 / n1 + s2^2 / n2)
    s^2 = (sum of squares - n * m^2) / (n - 1)
    t   = the 97.5 % point of Student's t with the degrees of freedom
          (s1^2 / n1 + s2^2 / n2)^2 / ((s1^2 / n1)^2 / (n1 - 1) + (s2^2 / n2)^2 / (n2 - 1))

Means, difference and variances are exact fractions; only the root and t are not. That those who answered are many of
those who could have is not taken off the variance: what the service will do to the next who come is asked here, and not
only what those thought who came. The interval is rounded outwards at
four decimals, so that it never tells more than it knows, and what is shown decides: a change can be told from chance
if the interval as shown leaves out zero. Answers 1..4 are ordinal; that their mean is taken is the index's own rule
(Permenpan RB 14/2017), not this one's.

There is no interval where the spread is not known: fewer than two answers in a round, a mean that was only reported, or
rounds in each of which everybody answered alike.
"""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import StrEnum
from fractions import Fraction
from math import sqrt

from app.instruments.rounding import half_up
from app.needs.student import quantile
from app.surveys.index import Histogram, nrr, nrr_variance

DECIMALS = 4
_STEP = Decimal(1).scaleb(-DECIMALS)


class NoInterval(StrEnum):
    """Why a change has no interval."""

    HANYA_DILAPORKAN = "hanya_dilaporkan"
    RESPONDEN_KURANG = "responden_kurang"
    TANPA_SEBARAN = "tanpa_sebaran"


@dataclass(frozen=True, slots=True)
class Measured:
    """The mean of an unsur in a round, and the answers that it is the mean of; None where it was only reported."""

    mean: Fraction
    answers: Histogram | None = None

    @classmethod
    def of(cls, answers: Histogram) -> "Measured | None":
        """Return what some answers come to, or None if there are none."""
        mean = nrr(answers)
        return None if mean is None else cls(mean, answers)


@dataclass(frozen=True, slots=True)
class Interval:
    """Between what the difference lies with a confidence of 95 %, rounded outwards."""

    low: Decimal
    high: Decimal

    @property
    def leaves_out_zero(self) -> bool:
        """Whether no difference at all lies outside."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True)
class Change:
    """The difference between two means, its interval or why there is none."""

    difference: Fraction
    interval: Interval | None
    no_interval: NoInterval | None = None

    @property
    def shown(self) -> Decimal:
        """The difference with four decimals, half up."""
        return half_up(self.difference, DECIMALS)

    @property
    def distinguishable(self) -> bool | None:
        """Whether the change can be told from chance; None where there is no interval to tell it by."""
        return None if self.interval is None else self.interval.leaves_out_zero


def change_of(before: Measured, after: Measured) -> Change:
    """Return how much a mean changed."""
    difference = after.mean - before.mean
    if before.answers is None or after.answers is None:
        return Change(difference, None, NoInterval.HANYA_DILAPORKAN)
    spreads = nrr_variance(before.answers), nrr_variance(after.answers)
    if spreads[0] is None or spreads[1] is None:
        return Change(difference, None, NoInterval.RESPONDEN_KURANG)
    if not spreads[0] + spreads[1]:
        return Change(difference, None, NoInterval.TANPA_SEBARAN)
    half = Fraction(_half_width((spreads[0], before.answers.n), (spreads[1], after.answers.n)))
    low, high = _rounded(difference - half, ROUND_FLOOR), _rounded(difference + half, ROUND_CEILING)
    return Change(difference, Interval(low, high))


def _half_width(one: tuple[Fraction, int], other: tuple[Fraction, int]) -> float:
    """Return the half-width by the variance of each mean and how many answers it is of."""
    (a, n), (b, m) = one, other
    freedom = (a + b) ** 2 / (a**2 / (n - 1) + b**2 / (m - 1))
    return quantile(float(freedom)) * sqrt(a + b)


def _rounded(value: Fraction, towards: str) -> Decimal:
    scaled = value * 10**DECIMALS
    whole = scaled.numerator // scaled.denominator
    if towards == ROUND_CEILING and whole != scaled:
        whole += 1
    return (Decimal(whole) * _STEP).quantize(_STEP)

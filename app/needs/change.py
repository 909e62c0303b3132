"""How much the mean of one unsur changed from one round to another, and how surely. No I/O.

The respondents of two rounds are two samples that have nothing to do with each other, of unequal size and spread, so
the interval is Welch's (B. L. Welch, The generalization of "Student's" problem when several different population
variances are involved, Biometrika 34, 1947):

    difference = m2 - m1            m = sum of answers / n
    half-width = t * sqrt(s1^2 / n1 + s2^2 / n2)
    s^2 = (sum of squares - n * m^2) / (n - 1)
    t   = the 97.5 % point of Student's t with the degrees of freedom
          (s1^2 / n1 + s2^2 / n2)^2 / ((s1^2 / n1)^2 / (n1 - 1) + (s2^2 / n2)^2 / (n2 - 1))

Means, difference and variances are exact fractions; only the root and t are not. The interval is rounded outwards at
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

DECIMALS = 4
_STEP = Decimal(1).scaleb(-DECIMALS)


class NoInterval(StrEnum):
    """Why a change has no interval."""

    HANYA_DILAPORKAN = "hanya_dilaporkan"
    RESPONDEN_KURANG = "responden_kurang"
    TANPA_SEBARAN = "tanpa_sebaran"


@dataclass(frozen=True, slots=True)
class Answers:
    """What the answers to one unsur in one round come to: how many, their sum, and the sum of their squares."""

    n: int
    total: int
    squares: int

    @property
    def mean(self) -> Fraction:
        """The mean of the answers."""
        return Fraction(self.total, self.n)

    @property
    def variance_of_mean(self) -> Fraction:
        """The variance of the answers, divided by how many there are; for two answers or more."""
        return (self.squares - self.n * self.mean**2) / (self.n * (self.n - 1))


@dataclass(frozen=True, slots=True)
class Measured:
    """The mean of an unsur in a round, and the answers that it is the mean of; None where it was only reported."""

    mean: Fraction
    answers: Answers | None = None

    @classmethod
    def of(cls, answers: Answers) -> "Measured":
        """Return what some answers come to."""
        return cls(answers.mean, answers)


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
    why = _no_interval(before.answers, after.answers)
    if why is not None or before.answers is None or after.answers is None:
        return Change(difference, None, why)
    half = Fraction(_half_width(before.answers, after.answers))
    return Change(
        difference, Interval(_rounded(difference - half, ROUND_FLOOR), _rounded(difference + half, ROUND_CEILING))
    )


def _no_interval(before: Answers | None, after: Answers | None) -> NoInterval | None:
    if before is None or after is None:
        return NoInterval.HANYA_DILAPORKAN
    if min(before.n, after.n) < 2:  # noqa: PLR2004 - one answer has no spread
        return NoInterval.RESPONDEN_KURANG
    return None if before.variance_of_mean + after.variance_of_mean else NoInterval.TANPA_SEBARAN


def _half_width(one: Answers, other: Answers) -> float:
    a, b = one.variance_of_mean, other.variance_of_mean
    freedom = (a + b) ** 2 / (a**2 / (one.n - 1) + b**2 / (other.n - 1))
    return quantile(float(freedom)) * sqrt(a + b)


def _rounded(value: Fraction, towards: str) -> Decimal:
    scaled = value * 10**DECIMALS
    whole = scaled.numerator // scaled.denominator
    if towards == ROUND_CEILING and whole != scaled:
        whole += 1
    return (Decimal(whole) * _STEP).quantize(_STEP)

"""The index of a satisfaction survey in exact numbers: rules, and nothing else.

Permenpan RB 14/2017: the value of an unsur (NRR) is the mean of its answers, and the index is the sum of the weighted
values times 25. The weight is one part of as many as there are unsur, so the index is the mean of the NRR times 25;
with 0.11 for a ninth it comes out too low. Everything here is a fraction, and is rounded once, where it is shown.

An answer that is missing is missing: each NRR is that of those who answered the unsur, and says how many they were. An
index needs every unsur of the form.

Of a survey with reported totals alone there is no histogram: its NRR are known to the decimals that the report gives,
and their variance is not known. What an unsur changed by from one survey to the next is told by `app.needs.change`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt
from typing import NamedTuple

# of the normal distribution, for 95 %
CRITICAL = Fraction(196, 100)
# an NRR of 4 is an index of 100
INDEX_OF_NRR = 25
# a root is taken to so many decimals, far beyond those that are shown
_ROOT_DECIMALS = 12


class Interval(NamedTuple):
    """Where a value lies with 95 % confidence, within what is possible; `margin` is its reach to either side."""

    margin: Fraction
    low: Fraction
    high: Fraction


@dataclass(frozen=True, slots=True)
class Histogram:
    """How often each answer was given to one unsur, the lowest (1) first."""

    counts: tuple[int, ...]

    @property
    def n(self) -> int:
        """How many answered."""
        return sum(self.counts)

    @property
    def total(self) -> int:
        """The sum of their answers."""
        return sum(answer * count for answer, count in enumerate(self.counts, 1))

    @property
    def squares(self) -> int:
        """The sum of the squares of their answers."""
        return sum(answer * answer * count for answer, count in enumerate(self.counts, 1))

    @property
    def most(self) -> int:
        """The highest answer of the scale."""
        return len(self.counts)


@dataclass(frozen=True, slots=True)
class Completes:
    """The responses that answer every unsur: how many, the sum of their sums, and of the squares of these."""

    n: int = 0
    total: int = 0
    squares: int = 0


def nrr(answers: Histogram) -> Fraction | None:
    """Return the mean of the answers to an unsur; None where nobody answered."""
    return Fraction(answers.total, answers.n) if answers.n else None


def index(unsur: Sequence[Histogram]) -> Fraction | None:
    """Return the index, from 25 to 100, of all unsur of a form; None where one of them has no answers."""
    return index_of_values([nrr(one) for one in unsur])


def index_of_values(values: Sequence[Fraction | None]) -> Fraction | None:
    """Return the index of the NRR of all unsur of a form; None where one of them is not known."""
    known = [value for value in values if value is not None]
    if not known or len(known) < len(values):
        return None
    return sum(known, Fraction(0)) * INDEX_OF_NRR / len(known)


def variance(answers: Histogram) -> Fraction | None:
    """Return the variance of the answers to an unsur, s² with n - 1; None where fewer than two answered."""
    return _variance(answers.n, answers.total, answers.squares)


def nrr_variance(answers: Histogram, population: int | None = None) -> Fraction | None:
    """Return the variance of an NRR: s² / n, less the share of the population that answered where that is known.

    The correction for a finite population is 1 - n / N (Cochran, Sampling Techniques, 2.6). A population smaller than
    the number of answers is wrong, and corrects nothing.
    """
    return _of_mean(variance(answers), answers.n, population)


def index_variance(whole: Completes, unsur: int, population: int | None = None) -> Fraction | None:
    """Return the variance of the index of a form of so many unsur.

    Answers of one person go together, so the variance is that of each complete response's own sum over all unsur, which
    holds their covariances: (25 / unsur)² x s² / n, with the correction of `nrr_variance`. Responses that leave
    something out do not count here, so with many of them the interval is wider than it need be. None where fewer than
    two are complete.
    """
    spread = _of_mean(_variance(whole.n, whole.total, whole.squares), whole.n, population)
    return None if spread is None else spread * Fraction(INDEX_OF_NRR, unsur) ** 2


def _variance(n: int, total: int, squares: int) -> Fraction | None:
    return Fraction(n * squares - total * total, n * (n - 1)) if n > 1 else None


def _of_mean(spread: Fraction | None, n: int, population: int | None) -> Fraction | None:
    if spread is None:
        return None
    corrected = population is not None and population >= n
    return spread / n * (1 - Fraction(n, population) if corrected and population else 1)


def nrr_interval(answers: Histogram, population: int | None = None) -> Interval | None:
    """Return the interval of an NRR, within the scale; None where its variance is not known."""
    return interval(nrr(answers), nrr_variance(answers, population), 1, answers.most)


def index_interval(
    value: Fraction | None, whole: Completes, unsur: int, population: int | None = None, *, most: int = 4
) -> Interval | None:
    """Return the interval of an index; None where the index or its variance is not known."""
    return interval(value, index_variance(whole, unsur, population), INDEX_OF_NRR, most * INDEX_OF_NRR)


def interval(value: Fraction | None, spread: Fraction | None, least: int, most: int) -> Interval | None:
    """Return value ± 1.96 √spread, cut off at what is possible; None where either is not known."""
    if value is None or spread is None:
        return None
    margin = reach(spread)
    return Interval(margin, max(value - margin, Fraction(least)), min(value + margin, Fraction(most)))


def reach(spread: Fraction) -> Fraction:
    """Return 1.96 √spread, the root to twelve decimals."""
    scale = 10**_ROOT_DECIMALS
    return Fraction(isqrt(int(CRITICAL * CRITICAL * spread * scale * scale)), scale)

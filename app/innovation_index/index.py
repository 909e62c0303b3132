"""The index of a city by the formula of an instrument, exact, each term by itself. No I/O.

    index = (government + sum of innovations / max(D, n) + share x min(n, most)) / total x 100

n is how many innovations are reported and D the least divisor of the year; the last term is 0 unless the innovations
cover every basic service (urusan wajib pelayanan dasar). The formula is a third-party reconstruction, public code that
says it follows the letter 400.10.11/1887/BSKDN of 29 April 2026, and sources contradict each other. So what comes out
is an estimate under one set of rules, and says under which.

It follows from the formula that an innovation of quality q which comes to fewer than D others adds q / D, and never
dilutes; one that comes to D or more adds the difference that it makes to the mean. Numbers are fractions; they are
rounded half-up for display and nowhere before.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from app.innovation_index.facts import DivisorUnknown
from app.instruments.definition import Divisor, IndexFormula, Predicate, Thresholds
from app.instruments.rounding import half_up

# the index as its own tables of predicates write it
DECIMALS = 2


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a city comes to, in points of the formula's total; `government` is None where it is not known."""

    formula: IndexFormula
    divisor: Divisor
    number: int
    government: Fraction | None
    quality: Fraction
    missing: tuple[str, ...]

    @property
    def worth(self) -> Fraction:
        """What the term of the number of innovations gives, if every basic service is covered."""
        return Fraction(self.formula.count_share) * min(self.number, self.formula.count_most)

    @property
    def count(self) -> Fraction:
        """What that term gives."""
        return Fraction(0) if self.missing else self.worth

    @property
    def innovations(self) -> Fraction:
        """What the innovations give, without the government's own indicators."""
        return self.quality + self.count

    @property
    def total(self) -> Fraction | None:
        """All points, or None where those of the government are not known."""
        return None if self.government is None else self.government + self.innovations

    @property
    def index(self) -> Fraction | None:
        """The index, or None where the points of the government are not known."""
        return None if self.total is None else share_of(self.formula, self.total)


def share_of(formula: IndexFormula, points: Fraction) -> Fraction:
    """Return points as what they are of the index, which goes from 0 to 100."""
    return points / Fraction(formula.total) * 100


def divisor_of(formula: IndexFormula, year: int) -> Divisor:
    """Return by how many innovations the index of a year divides at least.

    Raises:
        DivisorUnknown: the formula does not tell; it is not guessed from other years.
    """
    found = next((one for one in formula.divisors if one.year == year), None)
    if found is None:
        raise DivisorUnknown(one.year for one in formula.divisors)
    return found


def latest_year(formula: IndexFormula, this_year: int) -> int:
    """Return the last year up to this one whose divisor is known, else the first one that is; this year if none is."""
    known = sorted(one.year for one in formula.divisors)
    past = [year for year in known if year <= this_year]
    return past[-1] if past else known[0] if known else this_year


def estimate(
    formula: IndexFormula,
    year: int,
    government: Fraction | None,
    innovations: Sequence[Decimal],
    covered: Collection[str],
) -> Estimate:
    """Return what a city comes to by the points of its innovations and the basic services that these cover.

    Raises:
        DivisorUnknown: the formula does not tell by how many it divides in that year.
    """
    divisor = divisor_of(formula, year)
    number = len(innovations)
    quality = Fraction(sum(innovations, Decimal(0))) / max(divisor.value, number)
    missing = tuple(one for one in formula.basic_services if one not in covered)
    return Estimate(formula, divisor, number, government, quality, missing)


def predicate_of(thresholds: Iterable[Thresholds], year: int, index: Fraction) -> Predicate | None:
    """Return what an index is called in a year, or None where the thresholds of that year do not say.

    It is rounded half-up to two decimals before, because that is how the tables write their bounds.
    """
    rounded = half_up(index, DECIMALS)
    return next(
        (
            predicate
            for one in thresholds
            if year in one.years
            for predicate in one.predicates
            if predicate.at_least <= rounded <= predicate.at_most
        ),
        None,
    )

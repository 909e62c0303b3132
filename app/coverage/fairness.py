"""How agencies compare: a rate with a denominator that their size or age does not tilt, and ranks. No I/O.

Who has most innovations is no ranking: it rewards many small applications, the opposite of what the city and the nation
ask for, and old or merged agencies before young ones. Each measure here divides by what an agency had the chance of:

| measure         | numerator                            | denominator                                         |
|-----------------|--------------------------------------|-----------------------------------------------------|
| `years_covered` | years at whose end it was covered    | years at whose end it was there                     |
| `kept_alive`    | its innovations that live            | all that it ever had                                |
| `per_year`      | its innovations that live            | years at whose end it was there                     |
| `units_covered` | agencies that are part of it, covered | agencies that are part of it                       |

Years run from the first of which an innovation is known, and the running one counts as it stands today. An agency has
the years of those that it followed and is credited for, of each: two agencies that merged in a fifth year have eight
years and not four, so that a merger earns nothing. `years_covered` is the usual one, for it asks what one agency, one
innovation asks: that there is one, and that it lasts; of two at once the second adds nothing. `per_year` still rewards
numbers, as little as a rate can. Equal rates share a rank (1, 2, 2, 4). Where the denominator is 0 there is no rate and
no rank; where it is below five, one more or less moves the rate by a fifth or more, and the row says so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from uuid import UUID

from app.coverage.city import Day, Placed
from app.coverage.roll import Roll

SMALL = 5
_SCALE = 10**12
_LARGEST = 10**20


class CoverageMeasure(StrEnum):
    """What agencies are compared by."""

    YEARS_COVERED = "years_covered"
    KEPT_ALIVE = "kept_alive"
    PER_YEAR = "per_year"
    UNITS_COVERED = "units_covered"


@dataclass(frozen=True, slots=True)
class Rated:
    """An agency with what it is compared by."""

    placed: Placed
    numerator: int
    denominator: int
    rank: int | None = None

    @property
    def rate(self) -> Fraction | None:
        """The rate; None where there is nothing to divide by."""
        return Fraction(self.numerator, self.denominator) if self.denominator else None

    @property
    def small(self) -> bool:
        """Whether the denominator is too small to say much."""
        return self.denominator < SMALL

    @property
    def order(self) -> str:
        """Text by which the highest rate comes first, and what has none last; of no two rates it is the same.

        Rates of whole numbers below a million differ by more than 12 decimals show.
        """
        scaled = -1 if self.rate is None else int(self.rate * _SCALE)
        return f"{_LARGEST - scaled:021d}"

    @property
    def name_key(self) -> str:
        """What equals are sorted by."""
        return self.placed.name_key

    @property
    def id(self) -> UUID:
        """The agency's id."""
        return self.placed.id


class Fairness:
    """Compares the agencies of the last of some days, which stand for the years up to it."""

    def __init__(self, roll: Roll, days: Sequence[Day]) -> None:
        self._roll = roll
        self._days = days
        self._last = days[-1]

    def rated(self, measure: CoverageMeasure, placed: Sequence[Placed]) -> list[Rated]:
        """Return agencies of the last day with their ranks, the best first."""
        told = self._figures(measure, placed)
        unranked = [Rated(one, *told[one.id]) for one in placed]
        rates = sorted((one.rate for one in unranked if one.rate is not None), reverse=True)
        # of equals the first place counts
        ranks = {rate: len(rates) - at for at, rate in enumerate(reversed(rates))}
        ranked = [
            Rated(one.placed, one.numerator, one.denominator, None if one.rate is None else ranks[one.rate])
            for one in unranked
        ]
        return sorted(ranked, key=lambda one: (one.order, one.name_key, one.id))

    def _figures(self, measure: CoverageMeasure, placed: Sequence[Placed]) -> Mapping[UUID, tuple[int, int]]:
        match measure:
            case CoverageMeasure.KEPT_ALIVE:
                return {one.id: (one.has.living, one.has.ever) for one in placed}
            case CoverageMeasure.UNITS_COVERED:
                return {one.id: self._units(one) for one in placed}
            case CoverageMeasure.PER_YEAR:
                years = self._years(placed)
                return {one.id: (one.has.living, years[one.id][1]) for one in placed}
            case CoverageMeasure.YEARS_COVERED:
                return self._years(placed)

    def _years(self, placed: Sequence[Placed]) -> Mapping[UUID, tuple[int, int]]:
        """Return for each agency at how many ends of years it and those before it were covered, and were there."""
        figures = {one.id: (0, 0) for one in placed}
        for day in self._days:
            for then in day.placed:
                for holder in self._roll.credited(then.present.id, self._last.on) & figures.keys():
                    covered, there = figures[holder]
                    figures[holder] = covered + then.has.covered, there + 1
        return figures

    def _units(self, one: Placed) -> tuple[int, int]:
        below = self._roll.below(one.id, self._last.on)
        units = [unit for unit in self._last.placed if unit.present.id in below]
        return sum(unit.has.covered for unit in units), len(units)

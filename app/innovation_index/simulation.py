"""What the index of a city would be if some innovations reached more, and which steps bring most. No I/O.

Everything is worked out from the same formula as the estimate itself (`app.innovation_index.index`), by setting the
levels that are supposed and computing anew. Nothing is guessed about what reaching a level takes.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from heapq import nsmallest
from uuid import UUID

from app.innovation_index.index import Estimate, estimate, share_of
from app.instruments.definition import IndexFormula, LevelledIndicators
from app.instruments.parts import Indicator


@dataclass(frozen=True, slots=True)
class Reported:
    """An innovation with the levels that are claimed of it, and the basic services that it covers.

    `counts` tells whether it is among those that are reported; one that is not may be supposed to be.
    """

    id: UUID
    slug: str
    levels: Mapping[str, int]
    services: frozenset[str]
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Target:
    """The level that is supposed to be reached: the highest where None; by one indicator, or by all where None."""

    level: int | None = None
    indicator: Indicator | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One indicator of one innovation, a level up, and how many points of the index that adds."""

    innovation: Reported
    indicator: Indicator
    level: int
    gain: Fraction


def points_of(indicators: LevelledIndicators, levels: Mapping[str, int]) -> Decimal:
    """Return the points of an innovation: the sum of weight x level."""
    return sum((one.weight * levels.get(one.code, 0) for one in indicators.indicators), Decimal(0))


def raised(indicators: LevelledIndicators, levels: Mapping[str, int], target: Target) -> dict[str, int]:
    """Return levels as they would be: none goes down, and none above the highest of its indicator."""
    reached = dict(levels)
    for one in indicators.indicators:
        if target.indicator is None or target.indicator.code == one.code:
            wanted = one.most if target.level is None else min(target.level, one.most)
            reached[one.code] = max(levels.get(one.code, 0), wanted)
    return reached


class City:
    """The innovations of a city under one formula in one year."""

    def __init__(
        self,
        indicators: LevelledIndicators,
        formula: IndexFormula,
        year: int,
        government: Fraction | None,
        innovations: Iterable[Reported],
    ) -> None:
        self._indicators = indicators
        self._formula = formula
        self._year = year
        self._government = government
        self.counted = [one for one in innovations if one.counts]
        self.before = self._estimated(self.counted)
        self._sum = sum((self.points(one) for one in self.counted), Decimal(0))
        self._covering = Counter(service for one in self.counted for service in one.services)

    def points(self, one: Reported) -> Decimal:
        """Return the points of an innovation as it stands."""
        return points_of(self._indicators, one.levels)

    def raised_points(self, one: Reported, target: Target) -> Decimal:
        """Return the points that an innovation would have."""
        return points_of(self._indicators, raised(self._indicators, one.levels, target))

    def after(self, chosen: Sequence[Reported], target: Target) -> Estimate:
        """Return what the city would come to if these innovations, those that do not count too, reached the target."""
        reached = [replace(one, levels=raised(self._indicators, one.levels, target), counts=True) for one in chosen]
        ids = {one.id for one in chosen}
        return self._estimated([*(one for one in self.counted if one.id not in ids), *reached])

    def gain(self, one: Reported, target: Target) -> Fraction:
        """Return how many points of the index it adds if one innovation alone reaches the target."""
        points = self.raised_points(one, target)
        if one.counts:
            changed = self._points(self._sum - self.points(one) + points, self.before.number, self._covering)
        else:
            changed = self._points(self._sum + points, self.before.number + 1, self._covering + Counter(one.services))
        return share_of(self._formula, changed - self.before.innovations)

    def contribution(self, one: Reported) -> Fraction:
        """Return how many points of the index would be lost without an innovation that counts.

        It is below 0 where there are more innovations than the divisor and this one lowers their mean by more than the
        term of their number gives for it.
        """
        left = self._covering - Counter(one.services)
        without = self._points(self._sum - self.points(one), self.before.number - 1, left)
        return share_of(self._formula, self.before.innovations - without)

    def steps(self, among: Collection[Reported], limit: int) -> list[Step]:
        """Return the steps of one level that add most, the best first; of equal ones a lacking must, then by name."""
        found = nsmallest(limit, self._every_step(among), key=lambda step: step[0])
        return [step for _, step in found]

    def _every_step(self, among: Collection[Reported]) -> Iterator[tuple[tuple[Decimal, bool, str, int], Step]]:
        divided = max(self.before.divisor.value, self.before.number)
        gains = {
            one.code: share_of(self._formula, Fraction(one.weight) / divided) for one in self._indicators.indicators
        }
        for innovation in among:
            for one in self._indicators.indicators:
                level = innovation.levels.get(one.code, 0)
                if level < one.most:
                    order = (-one.weight, not (one.must and level == 0), innovation.slug, one.number)
                    yield order, Step(innovation, one, level + 1, gains[one.code])

    def _points(self, points: Decimal, number: int, covering: Mapping[str, int]) -> Fraction:
        """Return what innovations give by the sum of their points, how many there are and what they cover."""
        quality = Fraction(points) / max(self.before.divisor.value, number)
        if any(not covering.get(service) for service in self._formula.basic_services):
            return quality
        return quality + Fraction(self._formula.count_share) * min(number, self._formula.count_most)

    def _estimated(self, innovations: Sequence[Reported]) -> Estimate:
        covered = {service for one in innovations for service in one.services}
        points = [self.points(one) for one in innovations]
        return estimate(self._formula, self._year, self._government, points, covered)

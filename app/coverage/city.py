"""The city on a day: each agency that was there, with the innovations that are credited to it. No I/O."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.coverage.counting import Counted, Has, Known, has_of
from app.coverage.levels import level_of
from app.coverage.roll import Present, Roll
from app.models.codes import CoverageLevel

# no year before it is looked at, whatever a record says
EARLIEST = 1990
# by the day that is looked at and the innovation
Signs = Mapping[date, Mapping[UUID, date]]


@dataclass(frozen=True, slots=True)
class Placed:
    """An agency of one of the levels on a day, and what it is credited with."""

    present: Present
    level: CoverageLevel
    counted: Sequence[Counted]
    has: Has

    @property
    def name_key(self) -> str:
        """What lists sort by."""
        return self.present.version.name_key

    @property
    def id(self) -> UUID:
        """The agency's id."""
        return self.present.id

    @property
    def first_year(self) -> int | None:
        """The year of the first innovation that it is credited with, alive or not."""
        return min((one.beginning.on.year for one in self.counted), default=None)


@dataclass(frozen=True, slots=True)
class Day:
    """The agencies of a day at their levels, by name, and what is credited to none of them.

    `unattributed` counts innovations that are nobody's on that day; `without_level` agencies of which no source says
    what they are, or which are at no level.
    """

    on: date
    placed: Sequence[Placed]
    unattributed: int
    without_level: int


class City:
    """The agencies and innovations of the city; each innovation owes a sign of life every `months` months.

    With `with_units` an agency is credited also with what the agencies have that are part of it.
    """

    def __init__(
        self, roll: Roll, innovations: Sequence[Known], signs: Signs, months: int, *, with_units: bool = False
    ) -> None:
        self.roll = roll
        self._begun = [(known, begins) for known in innovations if (begins := known.begins()) is not None]
        self._signs = signs
        self._months = months
        self._with_units = with_units

    def on(self, day: date) -> Day:
        """Return the city on a day of which the signs are given."""
        present = self.roll.on(day)
        credit, unattributed = self._credit(day)
        placed = []
        for one in present.values():
            level = level_of(one.version.kind)
            if level is not None:
                counted = self._of(one.id, day, credit)
                placed.append(Placed(one, level, counted, has_of(counted)))
        placed.sort(key=lambda one: (one.name_key, one.id))
        return Day(day, placed, unattributed, len(present) - len(placed))

    def _credit(self, day: date) -> tuple[Mapping[UUID, list[Counted]], int]:
        credit: dict[UUID, list[Counted]] = defaultdict(list)
        signs = self._signs.get(day, {})
        unattributed = 0
        for known, beginning in self._begun:
            if beginning.on > day:
                continue
            counted = Counted(known, beginning, known.vitality(day, signs.get(known.id), self._months))
            holders = self.roll.credited(known.agency_id, day) if known.agency_id else set()
            unattributed += not holders
            for holder in holders:
                credit[holder].append(counted)
        return credit, unattributed

    def _of(self, agency_id: UUID, day: date, credit: Mapping[UUID, list[Counted]]) -> list[Counted]:
        holders = [agency_id, *(sorted(self.roll.below(agency_id, day)) if self._with_units else ())]
        found = {one.known.id: one for holder in holders for one in credit.get(holder, ())}
        return sorted(found.values(), key=lambda one: (one.known.name_key, one.known.id))


def first_year_of(innovations: Iterable[Known], today: date) -> int:
    """Return the first year of which an innovation is known, but none before 1990; the running one if there is none."""
    days = (known.begins() for known in innovations)
    first = min((one.on.year for one in days if one is not None and one.on <= today), default=today.year)
    return max(first, EARLIEST)


def day_of_year(year: int, today: date) -> date:
    """Return the day whose state stands for a year: its last one, or today in the running year."""
    return min(date(year, 12, 31), today)

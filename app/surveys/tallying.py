"""What one answer adds to the tallies: the cells that it falls into, and nothing else.

Each answer counts in the whole, in its month, in its service, and in one value of each profile question; who leaves a
question out counts in `tidak_dijawab`. So the cells of a dimension always add up to the whole.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

WHOLE = "semua"
SERVICE = "layanan"
MONTH = "bulan"
UNANSWERED = "tidak_dijawab"
RESERVED = frozenset({WHOLE, SERVICE, MONTH})

CellKey = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer that fits its form: from 1 to 4 for each unsur that was answered, by slug."""

    answers: Mapping[str, int]
    profile: Mapping[str, str]
    service: str | None
    channel: str | None
    answered_on: date


@dataclass(slots=True)
class Cell:
    """What a cell of the tallies holds; see `app.models.survey.SurveyTally`."""

    counts: list[int]
    responses: int = 0
    complete: int = 0
    complete_sum: int = 0
    complete_squares: int = 0

    def add(self, positions: Sequence[int], total: int, *, complete: bool) -> None:
        """Count an answer by the positions of its counts and, if it is complete, the sum of what it answers."""
        self.responses += 1
        for position in positions:
            self.counts[position] += 1
        if complete:
            self.complete += 1
            self.complete_sum += total
            self.complete_squares += total * total


@dataclass(slots=True)
class Tallying:
    """The cells that answers to one form fall into. `codes` are its unsur in order, `services` whether any are told."""

    codes: Sequence[str]
    highest: int
    dimensions: Iterable[str]
    services: bool
    cells: dict[CellKey, Cell] = field(default_factory=dict)

    def add(self, one: Answered) -> None:
        """Count an answer."""
        positions = [
            place * self.highest + one.answers[code] - 1 for place, code in enumerate(self.codes) if code in one.answers
        ]
        total, complete = sum(one.answers.values()), len(one.answers) == len(self.codes)
        for key in self._keys(one):
            cell = self.cells.get(key)
            if cell is None:
                cell = self.cells[key] = Cell([0] * (len(self.codes) * self.highest))
            cell.add(positions, total, complete=complete)

    def _keys(self, one: Answered) -> Iterable[CellKey]:
        yield WHOLE, ""
        yield MONTH, one.answered_on.strftime("%Y-%m")
        if self.services:
            yield SERVICE, one.service or UNANSWERED
        for dimension in self.dimensions:
            yield dimension, one.profile.get(dimension, UNANSWERED)

    def in_order(self) -> list[tuple[CellKey, Cell]]:
        """Return the cells in the one order in which they are written, so that two writers never wait crosswise."""
        return sorted(self.cells.items(), key=lambda item: item[0])

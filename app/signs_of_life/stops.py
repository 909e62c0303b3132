"""Since when an innovation has stopped, by its stages: the rule, and nothing else.

Its last stage on a day is the last one in their order that had begun by then. A partial date has begun on the first day
that it can mean: what may have stopped owes no sign of life. (What is told of a past day goes the other way, because
nothing is said there of a day on which it may not have been true yet; see `app.innovations.asof`.) A stage without a
date counts from the day on which it was recorded, for that is the first day on which anybody could know of it.

| stages                                          | on a day        | it                    |
|-------------------------------------------------|-----------------|-----------------------|
| penerapan 2019, berhenti 2021                   | of 2020         | has not stopped       |
| penerapan 2019, berhenti 2021                   | of 2021 or 2024 | stopped on 2021-01-01 |
| penerapan 2019, berhenti 2021, penerapan 2023   | of 2022         | stopped on 2021-01-01 |
| penerapan 2019, berhenti 2021, penerapan 2023   | of 2023         | has not stopped       |
| penerapan 2019, berhenti recorded on 2026-03-02 | of 2025         | has not stopped       |
| penerapan 2019, berhenti recorded on 2026-03-02 | of 2027         | stopped on 2026-03-02 |
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.core.partial_date import first_day
from app.models.codes import Stage


@dataclass(frozen=True, slots=True)
class Entered:
    """A stage that an innovation entered: its code, the partial date if one is known, and the day it was recorded."""

    stage: str
    started_on: str | None
    recorded_on: date

    @property
    def counts_from(self) -> date:
        """The first day on which the innovation may have been in it."""
        return first_day(self.started_on) if self.started_on else self.recorded_on


def entered_by(stages: Iterable[Entered], on: date) -> list[Entered]:
    """Return those of an innovation's stages that had begun by a day, in the order in which they are given."""
    return [stage for stage in stages if stage.counts_from <= on]


def stop_of(stages: Iterable[Entered], on: date) -> Entered | None:
    """Return the stage by which an innovation has stopped on a day, or None if it has not."""
    last = next(reversed(entered_by(stages, on)), None)
    return last if last is not None and last.stage == Stage.BERHENTI else None

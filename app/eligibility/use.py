"""Since when an innovation is in use, as far as something proves it. No I/O.

Only a stage `penerapan` with a date and with evidence says when use began: evidence noted at the stage, or words of a
source that is no news and that nobody disputes. A launch, a news report and a trial have dates of their own, and these
do not count (the competition of 2021 asks for the time of implementation; that 22 innovations of Medan were made
official on 1 July 2021 does not say since when they are used).

What was stopped and taken up again is in use since it was taken up again. What was stopped by the closing day is not
in use on it. A stop or a start of which only the month or the year is known may lie on any of its days; a stop without
a date lies between the dated stages around it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.core.partial_date import first_day, last_day
from app.eligibility.known import StageEntered
from app.models.codes import Stage


@dataclass(frozen=True, slots=True)
class InUse:
    """What is known of the use of an innovation by a day.

    `start` is the first proven stage of the present run, `unproven` one that says it is in use and proves no day of it.
    `stop` is the stop that ended the last run, `certain` whether that surely lies by the day. `ends` is the first day
    on which a later stop may lie.
    """

    start: StageEntered | None = None
    unproven: StageEntered | None = None
    stop: StageEntered | None = None
    certain: bool = True
    ends: date | None = None


def in_use(stages: Sequence[StageEntered], by: date, today: date) -> InUse:
    """Return what is known of the use of an innovation by a day; `today` is the last day that any stage can lie on."""
    run: list[StageEntered] = []
    stop: StageEntered | None = None
    certain = True
    for place, stage in enumerate(stages):
        if stage.stage == Stage.BERHENTI:
            earliest, latest = _bounds(stages, place, today)
            if earliest > by:
                return _told(run, stop, certain=certain, ends=earliest)
            run, stop, certain = [], stage, latest <= by
            if not certain:
                break
        elif stage.stage == Stage.PENERAPAN:
            run, stop = [*run, stage], None
    return _told(run, stop, certain=certain)


def _told(run: Sequence[StageEntered], stop: StageEntered | None, *, certain: bool, ends: date | None = None) -> InUse:
    start = next((stage for stage in run if stage.shown and stage.started_on), None)
    return InUse(start, run[0] if run else None, stop, certain, ends)


def _bounds(stages: Sequence[StageEntered], place: int, today: date) -> tuple[date, date]:
    """Return the first and the last day on which a stage may have begun."""
    before = [first_day(stage.started_on) for stage in stages[: place + 1] if stage.started_on]
    after = [last_day(stage.started_on) for stage in stages[place:] if stage.started_on]
    return max(before, default=date.min), min([*after, today])

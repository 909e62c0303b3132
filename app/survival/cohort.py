"""For how long an innovation is known to have lived, and whether it is known to have ended: the rule, and nothing else.

The day it began, of what had begun by the day that is looked at (`on`), the first that there is:

| what                                     | begins on                           |
|------------------------------------------|-------------------------------------|
| the first dated stage `penerapan`        | the last day that its date can mean |
| the first dated stage `uji_coba`         | the same                            |
| the first dated stage `inisiatif`        | the same                            |
| `first_known_on`                         | the same                            |
| none of them                             | never: it is in no cohort           |

Its cohort is the year of that date. A date has begun on the first day that it can mean.

What became of it, the first row that fits:

| on the day                                   | it       | on                                          |
|----------------------------------------------|----------|---------------------------------------------|
| its last stage is `berhenti`, with a date    | ended    | the last day that the date can mean         |
| its last stage is `berhenti`, without a date | was lost | the last day it is known to have been alive |
| no sign of it was ever seen                  | was lost | the same                                    |
| it is `vakum`                                | ended    | the first day on which it was `vakum`       |
| it is `stale`                                | was lost | the day of its last sign                    |
| it is `aktif`                                | lives    | the day that is looked at                   |

What was lost from sight, or lives, is censored: no end of it was seen.

It is known to have been alive on the day of each sign, on the last day that the date of each stage but `berhenti` can
mean, and on that of `first_known_on`. That it was published shows nothing: a record can be made of what is long gone.
Nor does silence show the end of what was never heard of, so such innovations shorten what is known and do not lower the
curve; how many they are is told with it. An innovation that stopped and began again, or fell dormant and woke, has not
ended: what it is on the day decides. No end lies after the day, and no time is below zero, which partial dates could
make of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto

from app.core.partial_date import first_day, last_day
from app.models.codes import Stage, Vitality
from app.signs_of_life.stops import Entered, entered_by, stop_of
from app.signs_of_life.vitality import Life, state_of
from app.survival.kaplan_meier import Subject

# by which stage the beginning is known, the best first
_BEGINNINGS = (Stage.PENERAPAN, Stage.UJI_COBA, Stage.INISIATIF)


class Fate(Enum):
    """What became of an innovation."""

    STOPPED = auto()
    STOPPED_UNDATED = auto()
    NEVER_HEARD = auto()
    DORMANT = auto()
    OVERDUE = auto()
    ALIVE = auto()


_ENDS = frozenset({Fate.STOPPED, Fate.DORMANT})


@dataclass(frozen=True, slots=True)
class Known:
    """What is on record of an innovation: its stages in their order, when it was first known, and its signs."""

    stages: Sequence[Entered]
    first_known_on: str | None
    life: Life


@dataclass(frozen=True, slots=True)
class Member:
    """An innovation in a cohort: the year of its cohort, what became of it, and for how many days it was watched."""

    year: int
    fate: Fate
    days: int

    @property
    def subject(self) -> Subject:
        """What the curve counts of it."""
        return Subject(self.days, self.fate in _ENDS)


def member_of(known: Known, on: date, months: int) -> Member | None:
    """Return an innovation as a member of its cohort on a day; None if nothing says when it began.

    `months` is the period within which it owes a sign of life.
    """
    stages = entered_by(known.stages, on)
    first_known = known.first_known_on
    if first_known is not None and first_day(first_known) > on:
        first_known = None
    began = _began(stages, first_known)
    if began is None:
        return None
    fate, until = _fate(known, on, months)
    if until is None:
        until = _last_known_alive(stages, first_known, known.life.last_sign)
    days = (min(until, on) - last_day(began)).days
    return Member(first_day(began).year, fate, max(days, 0))


def _began(stages: Sequence[Entered], first_known: str | None) -> str | None:
    """Return the partial date on which an innovation began."""
    for code in _BEGINNINGS:
        for stage in stages:
            if stage.stage == code and stage.started_on:
                return stage.started_on
    return first_known


def _fate(known: Known, on: date, months: int) -> tuple[Fate, date | None]:
    """Return what became of an innovation by a day, and when; None for the last day it is known to have been alive."""
    stop = stop_of(known.stages, on)
    if stop is not None:
        return (Fate.STOPPED, last_day(stop.started_on)) if stop.started_on else (Fate.STOPPED_UNDATED, None)
    life = known.life
    if life.last_sign is None:
        return Fate.NEVER_HEARD, None
    state = state_of(life, on, months)
    if state.vitality is Vitality.VAKUM:
        return Fate.DORMANT, state.since
    return (Fate.ALIVE, on) if state.vitality is Vitality.AKTIF else (Fate.OVERDUE, life.last_sign)


def _last_known_alive(stages: Sequence[Entered], first_known: str | None, last_sign: date | None) -> date:
    """Return the last day on which an innovation is known to have been alive; something must say that it was."""
    dates = [stage.started_on for stage in stages if stage.stage != Stage.BERHENTI and stage.started_on]
    days = [last_day(told) for told in [*dates, *([first_known] if first_known else [])]]
    return max([*days, *([last_sign] if last_sign else [])])

"""Whether an innovation is alive on a day: the rule, and nothing else.

Each innovation owes a sign of life within a period of months (a setting, six unless set otherwise), counted from its
last one, or from the day on which it was published while there is none. What it is follows from dates alone, so it is
right on every day without anything having to be run:

| on a day                                                 | it is      |
|----------------------------------------------------------|------------|
| its last stage is that it stopped                        | `berhenti` |
| up to the last day of the period, with a sign            | `aktif`    |
| up to the last day of the period, without any            | `menunggu` |
| after that, up to the last day of a second period        | `stale`    |
| after that                                               | `vakum`    |

A sign that comes after the second period makes the innovation `aktif` again; it is a reactivation. The survival checks
of a replica, 6 and 12 months after it began, follow the registry's own rule (the sources ask for no more than that
innovations "do not stop half-way"): the first sign of that day or later answers the check.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from app.core.months import months_after
from app.models.codes import Vitality

# the months after which the survival of a replica is checked
CHECKS = (6, 12)


@dataclass(frozen=True, slots=True)
class Life:
    """What is known of an innovation: since when it owes signs, its last one, and whether it stopped.

    `stopped_on` is the first day on which it may have stopped, where its last stage says that it did.
    """

    owes_from: date
    last_sign: date | None = None
    stopped_on: date | None = None


@dataclass(frozen=True, slots=True)
class State:
    """What an innovation is on a day, since which day, and when its next sign of life is due.

    `vakum_on` is the first day on which it is, or would be, dormant without another sign. Both are null once it
    stopped.
    """

    vitality: Vitality
    since: date
    due_on: date | None
    vakum_on: date | None


def state_of(life: Life, on: date, months: int) -> State:
    """Return what an innovation is on a day, if it owes a sign of life every so many months."""
    if life.stopped_on is not None and life.stopped_on <= on:
        return State(Vitality.BERHENTI, life.stopped_on, None, None)
    base = life.last_sign or life.owes_from
    due = months_after(base, months)
    vakum_on = months_after(base, 2 * months) + timedelta(days=1)
    if on >= vakum_on:
        return State(Vitality.VAKUM, vakum_on, due, vakum_on)
    if on > due:
        return State(Vitality.STALE, due + timedelta(days=1), due, vakum_on)
    return State(Vitality.AKTIF if life.last_sign else Vitality.MENUNGGU, base, due, vakum_on)


def reactivates(sign: date, before: Iterable[date], owes_from: date, months: int) -> bool:
    """Whether a sign of life wakes an innovation that was dormant on that day, by the signs before it."""
    earlier = [day for day in before if day <= sign]
    life = Life(owes_from, max(earlier, default=None))
    return sign >= owes_from and state_of(life, sign, months).vitality is Vitality.VAKUM


@dataclass(frozen=True, slots=True)
class SurvivalCheck:
    """The check of a replica some months after it began; `answered_on` is the day of the sign that answers it."""

    months: int
    due_on: date
    answered_on: date | None

    def overdue(self, on: date) -> bool:
        """Whether the check should have been answered before a day."""
        return self.answered_on is None and on > self.due_on


def survival_checks(began_on: date, signs: Iterable[date]) -> list[SurvivalCheck]:
    """Return the survival checks of a replica that began on a day, with what answers them."""
    days = sorted(signs)
    due = ((months, months_after(began_on, months)) for months in CHECKS)
    return [SurvivalCheck(months, day, next((sign for sign in days if sign >= day), None)) for months, day in due]

"""Spans of days, and those on which an innovation is alive by the rule of vitality. No I/O.

The rule (`signs_of_life.vitality`) says what an innovation is on one day. Whoever asks since when something has been so
needs all the days on which that changes, which are few: they follow from the signs and the period.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from app.signs_of_life.vitality import Life, state_of

ALWAYS, FOREVER = date.min, date.max


class Span(NamedTuple):
    """Days from one on until before another."""

    since: date
    until: date

    def holds(self, on: date) -> bool:
        """Whether a day is one of them."""
        return self.since <= on < self.until


@dataclass(frozen=True, slots=True)
class Signs:
    """What is known of an innovation's life: from when on it owes signs, the days of them, and when it stopped."""

    owes_from: date
    days: tuple[date, ...] = ()
    stopped_on: date | None = None


def joined(spans: Iterable[Span]) -> list[Span]:
    """Return spans in their order, without empty ones, those that touch or overlap as one."""
    found: list[Span] = []
    for span in sorted(spans):
        if span.since >= span.until:
            continue
        if found and span.since <= found[-1].until:
            found[-1] = Span(found[-1].since, max(found[-1].until, span.until))
        else:
            found.append(span)
    return found


def within(spans: Iterable[Span], window: Span) -> list[Span]:
    """Return what of the spans lies in a window."""
    return joined(Span(max(one.since, window.since), min(one.until, window.until)) for one in spans)


def alive(signs: Signs, months: int) -> list[Span]:
    """Return the days on which an innovation is neither dormant (`vakum`) nor stopped."""
    first = min(signs.days, default=FOREVER)
    spans = [Span(ALWAYS, min(first, _vakum_on(Life(signs.owes_from), signs.owes_from, months)))]
    for day, following in _with_next(signs.days):
        spans.append(Span(day, min(following, _vakum_on(Life(signs.owes_from, day), day, months))))
    return within(spans, Span(ALWAYS, signs.stopped_on or FOREVER))


def active(signs: Signs, months: int) -> list[Span]:
    """Return the days on which an innovation is `aktif`."""
    spans = []
    for day, following in _with_next(signs.days):
        due = state_of(Life(signs.owes_from, day), day, months).due_on or FOREVER
        spans.append(Span(day, min(following, due + timedelta(days=1) if due < FOREVER else FOREVER)))
    return within(spans, Span(ALWAYS, signs.stopped_on or FOREVER))


def _vakum_on(life: Life, on: date, months: int) -> date:
    return state_of(life, on, months).vakum_on or FOREVER


def _with_next(days: Iterable[date]) -> Iterator[tuple[date, date]]:
    return pairwise([*sorted(set(days)), FOREVER])

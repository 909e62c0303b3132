"""Milestones of an action plan: what is wrong with one, and whether it is overdue. No I/O."""

from collections.abc import Iterator
from datetime import date
from typing import Protocol

from app.core.errors import FieldError, Text

_BEFORE = Text(
    "Tonggak sebelum rencana: rencana dimulai pada {starts_on}.",
    "This milestone comes before the plan, which began on {starts_on}.",
)
_DONE_BEFORE = Text("Sebelum rencana dimulai pada {starts_on}.", "This is before the plan began, on {starts_on}.")
_AHEAD = Text("Tanggal ini belum tiba.", "This date has not come yet.")
_TOO_LATE = Text("Paling lambat {latest}.", "The latest is {latest}.")
# nobody plans further ahead
LATEST = date(2100, 1, 1)


class Due(Protocol):
    """Something that is due by a day, and was done on a day or not."""

    @property
    def due_on(self) -> date: ...  # noqa: D102 - a protocol member
    @property
    def done_on(self) -> date | None: ...  # noqa: D102 - a protocol member


def milestone_errors(one: Due, starts_on: date, today: date, pointer: str) -> Iterator[FieldError]:
    """Yield what is wrong with a milestone of a plan that began on a day."""
    began: dict[str, object] = {"starts_on": starts_on.isoformat()}
    if one.due_on < starts_on:
        yield FieldError(f"{pointer}/due_on", "before_plan", _BEFORE, began)
    if one.due_on > LATEST:
        yield FieldError(f"{pointer}/due_on", "too_large", _TOO_LATE, {"latest": LATEST.isoformat()})
    if one.done_on is not None:
        yield from done_errors(one.done_on, starts_on, today, f"{pointer}/done_on")


def done_errors(done_on: date, starts_on: date, today: date, pointer: str) -> Iterator[FieldError]:
    """Yield what is wrong with the day on which a milestone was done."""
    if done_on < starts_on:
        yield FieldError(pointer, "before_plan", _DONE_BEFORE, {"starts_on": starts_on.isoformat()})
    if done_on > today:
        yield FieldError(pointer, "in_future", _AHEAD)


def overdue(one: Due, on: date, ended_on: date | None = None) -> bool:
    """Whether a milestone is overdue on a day: due before it, and not done by then.

    A plan that was stopped by that day owes nothing any more; `ended_on` is the day.
    """
    if ended_on is not None and ended_on <= on:
        return False
    return one.due_on < on and (one.done_on is None or one.done_on > on)

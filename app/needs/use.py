"""Whether an innovation is in use, and since which day surely: the rule, and nothing else.

It is in use if its last stage is `penerapan`. It has been so at least since the last day that the first `penerapan`
after its last stop may have begun on: a stage of which only the year is known counts from the end of that year. Where
no source says when, whoever puts it against a need does; that day lies within what the stage allows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.core.errors import FieldError, Text
from app.core.partial_date import first_day, last_day
from app.models.codes import Stage

_POINTER = "#/in_use_from"
_AHEAD = Text("Tanggal ini belum tiba.", "This date has not come yet.")
_TOO_EARLY = Text(
    "Sebelum tahap penerapannya dimulai, paling awal {least}.",
    "Before its stage of use began, {least} at the earliest.",
)
_WHEN = Text(
    "Tahap penerapannya tanpa tanggal; sebutkan sejak kapan dipakai.",
    "Its stage of use has no date; say since when it is used.",
)
_NOT_YET = Text("Inovasi ini belum dipakai.", "The innovation is not in use yet.")


@dataclass(frozen=True, slots=True)
class Use:
    """That an innovation is in use: the first and the last day on which that may have begun, if any is known."""

    earliest: date | None = None
    latest: date | None = None


def use_of(stages: Sequence[tuple[str, str | None]]) -> Use | None:
    """Return since when an innovation is in use, by its stages in their order; None if it is not."""
    if not stages or stages[-1][0] != Stage.PENERAPAN:
        return None
    run: list[str | None] = []
    for stage, started_on in stages:
        if stage == Stage.BERHENTI:
            run = []
        elif stage == Stage.PENERAPAN:
            run.append(started_on)
    started = run[0]
    return Use(first_day(started), last_day(started)) if started else Use()


def day_of(use: Use | None, told: date | None, today: date) -> tuple[date | None, list[FieldError]]:
    """Return the first day of use that counts for a need, and what is wrong with the one that was told."""
    if use is None:
        return None, [FieldError(_POINTER, "not_in_use", _NOT_YET)] if told else []
    if told is None:
        if use.latest is None:
            return None, [FieldError(_POINTER, "required", _WHEN)]
        return min(use.latest, today), []
    if told > today:
        return None, [FieldError(_POINTER, "in_future", _AHEAD)]
    if use.earliest is not None and told < use.earliest:
        return None, [FieldError(_POINTER, "too_early", _TOO_EARLY, {"least": use.earliest.isoformat()})]
    return told, []

"""Whether a need that was answered is met, by the rounds that came after: the rule, and nothing else.

A later round measures the need again if it is of the same unit (the agency, or one that has followed it by the round's
first day, and the same service unit), has the same unsur, and began on the day on which the answer was in use or later.
Of these the first that decides does so, for good; the others are told as a series, and revise nothing: otherwise who
waits long enough would find a round that suits.

| the mean of the unsur                        | decides          |
|----------------------------------------------|------------------|
| is higher, and the interval leaves out zero  | `terbukti`       |
| is higher, and the interval holds zero       | `tidak_terbukti` |
| is not higher                                | `tidak_terbukti` |
| has no interval beside it                    | nothing          |

`tidak_terbukti` says that nothing shows an improvement, not that there was none. What was only reported decides nothing
also because a report may still be corrected, while the figures of a published round stay.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.core.errors import Text
from app.models.codes import NeedStatus
from app.needs.change import Change, Measured, NoInterval, change_of

_WHY_NOT: dict[NoInterval | None, Text] = {
    NoInterval.HANYA_DILAPORKAN: Text(
        "salah satu putaran hanya dilaporkan, tanpa jawaban satu per satu",
        "one of the rounds was only reported, without its answers",
    ),
    NoInterval.RESPONDEN_KURANG: Text(
        "salah satu putaran mempunyai kurang dari dua jawaban", "one of the rounds has fewer than two answers"
    ),
    NoInterval.TANPA_SEBARAN: Text(
        "pada kedua putaran semua jawaban sama, sehingga sebarannya tidak diketahui",
        "in both rounds all answers are alike, so their spread is not known",
    ),
}
_BETTER = Text(
    "Lebih baik: naik {shown}, dan selang kepercayaan 95 % ({low} sampai {high}) tidak memuat nol.",
    "Better: up by {shown}, and the 95 % confidence interval ({low} to {high}) leaves out zero.",
)
_WORSE = Text(
    "Lebih buruk: turun {shown}, dan selang kepercayaan 95 % ({low} sampai {high}) tidak memuat nol.",
    "Worse: down by {shown}, and the 95 % confidence interval ({low} to {high}) leaves out zero.",
)
_NOISE = Text(
    "Perubahan {shown} tidak dapat dibedakan dari kebetulan: selang kepercayaan 95 % ({low} sampai {high}) memuat nol.",
    "The change of {shown} cannot be told from chance: the 95 % confidence interval ({low} to {high}) holds zero.",
)
_UNSURE = Text(
    "Perubahan {shown}; tidak dapat dikatakan apakah itu kebetulan, karena {why}.",
    "A change of {shown}; whether it is chance cannot be said, because {why}.",
)


@dataclass(frozen=True, slots=True)
class Later:
    """A round that measured the need again; `began_on` is its first day."""

    id: UUID
    began_on: date
    measured: Measured


@dataclass(frozen=True, slots=True)
class Remeasured:
    """A later round with the change since the first one."""

    round: Later
    change: Change

    @property
    def verdict(self) -> NeedStatus | None:
        """What it decides, or None if it decides nothing."""
        return verdict_of(self.change)


def verdict_of(change: Change) -> NeedStatus | None:
    """Return what a change decides, or None if it decides nothing."""
    if change.distinguishable is None:
        return None
    proven = change.difference > 0 and change.distinguishable
    return NeedStatus.TERBUKTI if proven else NeedStatus.TIDAK_TERBUKTI


def remeasured(before: Measured, later: Sequence[Later]) -> list[Remeasured]:
    """Return the later rounds in their order of time, each with the change since the first one."""
    ordered = sorted(later, key=lambda one: (one.began_on, one.id))
    return [Remeasured(one, change_of(before, one.measured)) for one in ordered]


def deciding(series: Sequence[Remeasured], decided_by: UUID | None = None) -> Remeasured | None:
    """Return the round that decides, or None while none does; once one has, it is `decided_by`."""
    if decided_by is not None:
        return next((one for one in series if one.round.id == decided_by), None)
    return next((one for one in series if one.verdict is not None), None)


def in_words(change: Change) -> Text:
    """Return what a change says, in both languages."""
    facts = {"shown": f"{change.shown:+f}"}
    if change.interval is None:
        why = _WHY_NOT[change.no_interval]
        return Text(_UNSURE.id.format(**facts, why=why.id), _UNSURE.en.format(**facts, why=why.en))
    facts |= {"low": f"{change.interval.low:f}", "high": f"{change.interval.high:f}"}
    told = _NOISE
    if change.distinguishable:
        told = _BETTER if change.difference > 0 else _WORSE
        facts["shown"] = f"{abs(change.shown):f}"
    return Text(told.id.format(**facts), told.en.format(**facts))

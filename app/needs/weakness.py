"""Which unsur of a round are weak, and how pressing that is: the rule, and nothing else.

An unsur is weak if its mean is the lowest of the round (all that are tied), or if it lies below quality B by the
conversion of the round's own form: the mean times 25, rounded half up at two decimals first (Permenpan RB 14/2017: B
begins with 76.61). One that nobody answered is neither. Quality D is pressing (`tinggi`), C less so (`sedang`); the
lowest of a round that is good all over can wait (`rendah`). That grading is the registry's own: no source has one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from app.models.codes import NeedPriority

_PRESSING: Mapping[str, NeedPriority] = {"D": NeedPriority.TINGGI, "C": NeedPriority.SEDANG}


class FigureBasis(StrEnum):
    """Where a figure comes from."""

    DIHITUNG = "dihitung"
    DILAPORKAN = "dilaporkan"


class WeakReason(StrEnum):
    """Why an unsur is weak."""

    TERENDAH = "terendah"
    DI_BAWAH_B = "di_bawah_b"


@dataclass(frozen=True, slots=True)
class Graded:
    """An unsur in a round: the mean of its answers, and the letter of quality that this stands for."""

    unsur: str
    mean: Fraction
    grade: str


@dataclass(frozen=True, slots=True)
class Weak:
    """A weak unsur, why it is weak, and how pressing that is."""

    graded: Graded
    reasons: tuple[WeakReason, ...]

    @property
    def priority(self) -> NeedPriority:
        """How pressing it is by the rule."""
        return _PRESSING.get(self.graded.grade, NeedPriority.RENDAH)


def weak_unsur(graded: Sequence[Graded]) -> list[Weak]:
    """Return the weak unsur of a round, the weakest first; those of one mean stay in the order of the form."""
    lowest = min((one.mean for one in graded), default=None)
    found = []
    for one in graded:
        reasons = []
        if one.mean == lowest:
            reasons.append(WeakReason.TERENDAH)
        if one.grade in _PRESSING:
            reasons.append(WeakReason.DI_BAWAH_B)
        if reasons:
            found.append(Weak(one, tuple(reasons)))
    return sorted(found, key=lambda weak: weak.graded.mean)

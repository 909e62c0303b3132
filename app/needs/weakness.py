"""What the weak unsur of a round come to as needs: why each is weak, and how pressing that is. No I/O.

Which unsur are weak is the surveys' own rule: the lowest (all that are tied, unless no unsur is better than another),
and each below quality B by the conversion of the round's own form, the mean times 25, rounded half up at two decimals
first (Permenpan RB 14/2017: B begins with 76.61). Quality D is pressing (`tinggi`), C less so (`sedang`); the lowest of
a round that is good all over can wait (`rendah`). That grading is the registry's own: no source has one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from app.models.codes import NeedPriority
from app.surveys.definition import SurveyDefinition, lowest, weak
from app.surveys.index import INDEX_OF_NRR

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
class Weak:
    """A weak unsur with the mean of its answers, the letter of its quality, and why it is weak."""

    unsur: str
    mean: Fraction
    quality: str
    reasons: tuple[WeakReason, ...]

    @property
    def priority(self) -> NeedPriority:
        """How pressing it is by the rule."""
        return _PRESSING.get(self.quality, NeedPriority.RENDAH)


def quality_of(form: SurveyDefinition, mean: Fraction) -> str:
    """Return the letter that a mean from 1 to 4 stands for by the conversion of a form."""
    grade = form.grade(mean * INDEX_OF_NRR)
    return grade.quality if grade else form.grades[-1].quality


def weak_unsur(form: SurveyDefinition, means: Mapping[str, Fraction]) -> list[Weak]:
    """Return the weak unsur among those that were answered, the weakest first; of one mean in the order of the form."""
    low, found = lowest(means), weak(form, means)
    told = [
        Weak(unsur, means[unsur], quality_of(form, means[unsur]), tuple(_reasons(form, means[unsur], low=unsur in low)))
        for unsur in form.codes
        if unsur in found
    ]
    return sorted(told, key=lambda one: one.mean)


def _reasons(form: SurveyDefinition, mean: Fraction, *, low: bool) -> list[WeakReason]:
    reasons = [WeakReason.TERENDAH] if low else []
    return [*reasons, WeakReason.DI_BAWAH_B] if form.below(mean) else reasons

"""The parts that measure: criteria with a scale and a weight, and indicators with levels, each checked in itself."""

from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from app.instruments.basics import (
    CODE_PATTERN,
    UNKNOWN,
    Code,
    Codes,
    Confidence,
    KnownOrNot,
    Label,
    Number,
    Part,
    SourceRef,
    Words,
    fault,
    twice,
    unless_unknown,
)

__all__ = [
    "CODE_PATTERN",
    "UNKNOWN",
    "Basis",
    "Code",
    "Confidence",
    "Criterion",
    "Indicator",
    "KnownOrNot",
    "Label",
    "Level",
    "Levels",
    "MissingRule",
    "Number",
    "OtherName",
    "Part",
    "Scale",
    "SourceRef",
    "WeightedForm",
    "Words",
    "unless_unknown",
]

# the texts of an innovation record that may answer a section of a form
RecordField = Literal[
    "name", "summary", "problem", "goal", "novelty", "how_it_works", "benefit", "result_before", "result_after"
]


class Scale(Part):
    """The values that a score may have: from `min` to `max` in steps of `step`, both ends included."""

    min: Number
    max: Number
    step: Annotated[Number, Field(gt=0)]

    @model_validator(mode="after")
    def _fits(self) -> "Scale":
        if self.min < 0 or self.max <= self.min:
            raise fault("max must be above min, and min not below 0", "max")
        if (self.max - self.min) % self.step:
            raise fault("step must divide the way from min to max", "step")
        return self

    def holds(self, value: Decimal) -> bool:
        """Whether a value lies within the scale, on or off a step."""
        return self.min <= value <= self.max

    def steps_on(self, value: Decimal) -> bool:
        """Whether a value lies on a step."""
        return not (value - self.min) % self.step


class OtherName(Part):
    """What another text calls the same thing."""

    vocabulary: Words
    label: Words


class Criterion(Part):
    """A section or criterion of a weighted form.

    `weight` is its share of the sum of weights; one of weight 0 is written and not scored. `scale` is the form's where
    absent. `max_words` is counted by white space (`app.instruments.words`). `evidence` are the kinds that an entry must
    show. `fields` are those of the innovation record that answer it, in order. `criterion` is the code of the general
    criterion that a section stands for, where the source says so. A score below `reason_below` or above `reason_above`
    needs a reason.
    """

    code: Code
    label: Label
    weight: KnownOrNot
    scale: Scale | None = None
    max_words: Annotated[int, Field(ge=1, le=10_000)] | None = None
    evidence: Codes = ()
    fields: Annotated[tuple[RecordField, ...], Field(max_length=9)] = ()
    criterion: Code | None = None
    also_called: Annotated[tuple[OtherName, ...], Field(max_length=20)] = ()
    reason_below: Number | None = None
    reason_above: Number | None = None
    optional: bool = False
    note: Words | None = None

    @model_validator(mode="after")
    def _consistent(self) -> "Criterion":
        if self.weight is not None and self.weight < 0:
            raise fault("must not be below 0", "weight")
        for name in ("evidence", "fields"):
            if (place := twice(getattr(self, name))) is not None:
                raise fault("is given twice", name, place)
        _check_reasons(self)
        return self

    @property
    def scored(self) -> bool:
        """Whether assessors score it."""
        return self.weight is None or self.weight > 0


def _check_reasons(part: "Criterion | WeightedForm") -> None:
    """Refuse thresholds by which every score would need a reason."""
    if part.reason_below is not None and part.reason_above is not None and part.reason_below > part.reason_above:
        raise fault("is below reason_below", "reason_above")


class MissingRule(StrEnum):
    """What is done where an optional criterion has no score: the sheet is refused, or the others share its weight."""

    REFUSE = "refuse"
    LEAVE_OUT = "leave_out"


class WeightedForm(Part):
    """Weighted criteria. A sheet's total is the sum of weight x score / highest score, over the sum of weights, of 100.

    `weights_sum` is what the source says that the weights sum to. `least_sheets` is how many sheets an entry needs to
    be ranked. `tie_break` are the criteria whose panel means decide between equal totals, in order; where there are
    none, a tie stays a tie. `decimals` are those of a total when it is shown.
    """

    weights_sum: KnownOrNot
    scale: Annotated[Scale | None, BeforeValidator(unless_unknown)]
    decimals: Annotated[int, Field(ge=0, le=6)] = 2
    missing: MissingRule = MissingRule.REFUSE
    least_sheets: Annotated[int, Field(ge=1, le=25)] = 1
    tie_break: Codes = ()
    reason_below: Number | None = None
    reason_above: Number | None = None
    criteria: Annotated[tuple[Criterion, ...], Field(min_length=1, max_length=100)]

    @model_validator(mode="after")
    def _adds_up(self) -> "WeightedForm":
        if (place := twice([criterion.code for criterion in self.criteria])) is not None:
            raise fault("two criteria have the same code", "criteria", place, "code")
        if (place := twice(self.tie_break)) is not None:
            raise fault("is given twice", "tie_break", place)
        scored = {criterion.code for criterion in self.criteria if criterion.scored}
        for place, code in enumerate(self.tie_break):
            if code not in scored:
                message = f"ties are broken by what is not scored: {code}"
                raise fault(message, "tie_break", place)
        self._check_sum()
        _check_reasons(self)
        return self

    def _check_sum(self) -> None:
        """Hold the weights to their sum as the source says it; with unknown ones, the others must not exceed it."""
        weights = [criterion.weight for criterion in self.criteria]
        known = [weight for weight in weights if weight is not None]
        if self.weights_sum is None:
            if len(known) == len(weights):
                raise fault("must be said where every weight is known", "weights_sum")
            return
        if self.weights_sum <= 0:
            raise fault("the weights must sum to more than 0", "weights_sum")
        if sum(known) > self.weights_sum or (len(known) == len(weights) and sum(known) != self.weights_sum):
            message = f"the weights sum to {sum(known)}, not to {self.weights_sum}"
            raise fault(message, "weights_sum")

    def scale_of(self, criterion: Criterion) -> Scale | None:
        """Return the scale of a criterion, or None if it is unknown."""
        return criterion.scale or self.scale


class Level(Part):
    """One level of an indicator, and the bounds where it is a number. Its parameter is worth as many points."""

    level: Annotated[int, Field(ge=1, le=10)]
    label: Label
    at_least: Number | None = None
    at_most: Number | None = None


def _ordered(levels: tuple[Level, ...]) -> tuple[Level, ...]:
    """Refuse levels that are not 1, 2, 3 …, or whose bounds do not go up or down with them, or lie in each other."""
    for place, level in enumerate(levels):
        if level.level != place + 1:
            raise fault("levels must be 1, 2, 3 in order", place, "level")
        if level.at_least is not None and level.at_most is not None and level.at_most < level.at_least:
            raise fault("a level ends below its begin", place, "at_most")
    bounds = [level.at_least if level.at_least is not None else level.at_most for level in levels]
    known = [bound for bound in bounds if bound is not None]
    if known and len(known) != len(levels):
        raise fault("either all levels have bounds, or none", bounds.index(None))
    if known:
        _check_bounds(levels, known)
    return levels


def _check_bounds(levels: tuple[Level, ...], bounds: list[Decimal]) -> None:
    """Refuse bounds, the first of each level given, that go to and fro, and levels that lie in each other."""
    if bounds not in (sorted(set(bounds)), sorted(set(bounds), reverse=True)):
        raise fault("the bounds of levels must go up, or down, from level to level")
    rising = levels if bounds[0] < bounds[-1] else levels[::-1]
    for lower, upper in pairwise(rising):
        if lower.at_most is not None and upper.at_least is not None and upper.at_least <= lower.at_most:
            raise fault("levels must not overlap", upper.level - 1, "at_least")


Levels = Annotated[tuple[Level, ...], Field(min_length=2, max_length=10), AfterValidator(_ordered)]


class Basis(Part):
    """One of several ways in which an indicator may be measured; an innovation chooses one."""

    code: Code
    label: Label
    levels: Levels


class Indicator(Part):
    """An indicator of an innovation, worth `weight` x level. One that is a `must` has to reach its first level."""

    number: Annotated[int, Field(ge=1, le=999)]
    code: Code
    label: Label
    weight: Annotated[Number, Field(gt=0)]
    must: bool = False
    levels: Levels | None = None
    bases: Annotated[tuple[Basis, ...], Field(max_length=20)] = ()
    evidence: Codes = ()
    note: Words | None = None

    @model_validator(mode="after")
    def _measured(self) -> "Indicator":
        if (self.levels is None) == (not self.bases):
            raise fault("an indicator has either levels or alternative bases")
        if (place := twice([basis.code for basis in self.bases])) is not None:
            raise fault("two bases have the same code", "bases", place, "code")
        if len({len(basis.levels) for basis in self.bases}) > 1:
            raise fault("the bases have different numbers of levels", "bases")
        if (place := twice(self.evidence)) is not None:
            raise fault("is given twice", "evidence", place)
        return self

    @property
    def most(self) -> int:
        """The highest level."""
        return len(self.levels or self.bases[0].levels)

    def levels_of(self, basis: str | None) -> tuple[Level, ...] | None:
        """Return the levels by a basis, or without one; None if the indicator is not measured so."""
        if basis is None:
            return self.levels
        return next((one.levels for one in self.bases if one.code == basis), None)

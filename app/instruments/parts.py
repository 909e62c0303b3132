"""The parts of an instrument: what a file may say, each part checked in itself.

What no source says is `unknown` in a file and None here. A part that is unknown is never guessed: whoever needs it for
a result is refused (see `app.instruments.definition.unknowns`).
"""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

CODE_PATTERN = r"^[a-z0-9]+(_[a-z0-9]+)*$"
UNKNOWN = "unknown"

Code = Annotated[str, StringConstraints(pattern=CODE_PATTERN, max_length=60)]
Words = Annotated[str, StringConstraints(min_length=1, max_length=2000)]


class Part(BaseModel):
    """A part of an instrument, which is what its file says and nothing beside it."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def unless_unknown(value: Any) -> Any:
    """Return None for what a file says is unknown; absent is another thing, and refused where a value must stand."""
    return None if value == UNKNOWN else value


def _plain(value: Decimal) -> Decimal:
    """Return a decimal in its one spelling, so that 5 and 5.0 have the same digest."""
    if not value.is_finite():
        message = "must be a finite number"
        raise ValueError(message)
    bare = value.normalize()
    return bare.quantize(Decimal(1)) if bare == bare.to_integral() else bare


Number = Annotated[Decimal, AfterValidator(_plain), Field(max_digits=12, decimal_places=4)]
KnownOrNot = Annotated[Number | None, BeforeValidator(unless_unknown)]


class Label(Part):
    """A text in Indonesian and, where there is one, English."""

    id: Words
    en: Words | None = None


class Confidence(StrEnum):
    """How far a source is to be trusted: official text, good report, third-party reconstruction."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class SourceRef(Part):
    """Where a rule or figure is from."""

    title: Words
    address: Words | None = None
    confidence: Confidence
    note: Words | None = None


class Scale(Part):
    """The values that a score may have: from `min` to `max` in steps of `step`, both ends included."""

    min: Number
    max: Number
    step: Annotated[Number, Field(gt=0)]

    @model_validator(mode="after")
    def _fits(self) -> "Scale":
        if self.min < 0 or self.max <= self.min:
            message = "max must be above min, and min not below 0"
            raise ValueError(message)
        if (self.max - self.min) % self.step:
            message = "step must divide the way from min to max"
            raise ValueError(message)
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
    absent. `max_words` is counted by white space. `fields` are those of the innovation record that answer it, in order.
    A score below `reason_below` or above `reason_above` needs a reason.
    """

    code: Code
    label: Label
    weight: KnownOrNot
    scale: Scale | None = None
    max_words: Annotated[int, Field(ge=1, le=10_000)] | None = None
    evidence: tuple[Code, ...] = ()
    fields: tuple[Code, ...] = ()
    criterion: Code | None = None
    also_called: tuple[OtherName, ...] = ()
    reason_below: Number | None = None
    reason_above: Number | None = None
    optional: bool = False
    note: Words | None = None

    @property
    def scored(self) -> bool:
        """Whether assessors score it."""
        return self.weight is None or self.weight > 0


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
    tie_break: tuple[Code, ...] = ()
    reason_below: Number | None = None
    reason_above: Number | None = None
    criteria: Annotated[tuple[Criterion, ...], Field(min_length=1, max_length=100)]

    @model_validator(mode="after")
    def _adds_up(self) -> "WeightedForm":
        codes = [criterion.code for criterion in self.criteria]
        if len(set(codes)) != len(codes):
            message = "two criteria have the same code"
            raise ValueError(message)
        weights = [criterion.weight for criterion in self.criteria]
        if any(weight is not None and weight < 0 for weight in weights):
            message = "a weight is negative"
            raise ValueError(message)
        known = [weight for weight in weights if weight is not None]
        if len(known) == len(weights) and sum(known) != self.weights_sum:
            message = f"the weights sum to {sum(known)}, not to {self.weights_sum}"
            raise ValueError(message)
        if self.weights_sum is not None and self.weights_sum <= 0:
            message = "the weights must sum to more than 0"
            raise ValueError(message)
        if unknown := set(self.tie_break) - {criterion.code for criterion in self.criteria if criterion.scored}:
            message = f"ties are broken by what is not scored: {', '.join(sorted(unknown))}"
            raise ValueError(message)
        return self

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
    """Refuse levels that are not 1, 2, 3 …, or whose bounds do not go up or down with them."""
    if [level.level for level in levels] != list(range(1, len(levels) + 1)):
        message = "levels must be 1, 2, 3 in order"
        raise ValueError(message)
    bounds = [(level.at_least, level.at_most) for level in levels]
    if any(low is not None and high is not None and high < low for low, high in bounds):
        message = "a level ends below its begin"
        raise ValueError(message)
    numeric = [low if low is not None else high for low, high in bounds]
    if any(bound is None for bound in numeric):
        if any(bound is not None for bound in numeric):
            message = "either all levels have bounds, or none"
            raise ValueError(message)
        return levels
    known = [bound for bound in numeric if bound is not None]
    if known not in (sorted(set(known)), sorted(set(known), reverse=True)):
        message = "the bounds of levels must go up, or down, from level to level"
        raise ValueError(message)
    return levels


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
    bases: tuple[Basis, ...] = ()
    evidence: tuple[Code, ...] = ()
    note: Words | None = None

    @model_validator(mode="after")
    def _measured(self) -> "Indicator":
        if (self.levels is None) == (not self.bases):
            message = "an indicator has either levels or alternative bases"
            raise ValueError(message)
        codes = [basis.code for basis in self.bases]
        if len(set(codes)) != len(codes):
            message = "two bases have the same code"
            raise ValueError(message)
        if len({len(basis.levels) for basis in self.bases}) > 1:
            message = "the bases have different numbers of levels"
            raise ValueError(message)
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

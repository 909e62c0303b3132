"""The form of a survey as a whole: its unsur and orders, what an index is called, whom it asks, and its sources."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from app.core.partial_date import PartialDate
from app.instruments.basics import (
    Code,
    Confidence,
    InstrumentCode,
    Label,
    Number,
    Part,
    SourceRef,
    Words,
    fault,
    twice,
    unless_unknown,
)
from app.instruments.rounding import half_up
from app.surveys.index import INDEX_OF_NRR
from app.surveys.sample import SampleRule
from app.surveys.tallying import RESERVED

WEIGHT_PATTERN = r"^(1/[1-9]\d?|0\.\d{1,6})$"
MOST_UNSUR = 30

Quality = Literal["A", "B", "C", "D"]
Weight = Annotated[str, Field(pattern=WEIGHT_PATTERN)]


def as_weight(text: str) -> Fraction:
    """Return the weight that `1/9` or `0.11` stands for."""
    return Fraction(text)


class Unsur(Part):
    """One element of a service that is asked about. `answers` are the words of 1, 2, 3 and 4, None if not known."""

    code: Code
    label: Label
    confidence: Confidence
    answers: Annotated[tuple[Label, ...] | None, BeforeValidator(unless_unknown)]
    note: Words | None = None


class Order(Part):
    """An order in which texts number the unsur (U1, U2, …)."""

    code: Code
    label: Label
    unsur: Annotated[tuple[Code, ...], Field(min_length=1, max_length=MOST_UNSUR)]
    confidence: Confidence
    note: Words | None = None


class Grade(Part):
    """What an index between two values, both included and rounded to two decimals, is called.

    `perception` is the text's number for it, and `nrr_from` to `nrr_to` the interval that it gives before times 25:
    shown, and never compared with, for the two tables differ in their gaps.
    """

    quality: Quality
    perception: Annotated[int, Field(ge=1, le=4)]
    performance: Label
    at_least: Number
    at_most: Number
    nrr_from: Number | None = None
    nrr_to: Number | None = None


class Bracket(Part):
    """One of the answers that a profile question gives to choose from."""

    code: Code
    label: Label


class Dimension(Part):
    """A profile question of the form."""

    code: Code
    label: Label
    brackets: Annotated[tuple[Bracket, ...], Field(min_length=2, max_length=20)]
    confidence: Confidence
    note: Words | None = None

    @model_validator(mode="after")
    def _consistent(self) -> "Dimension":
        if (place := twice([one.code for one in self.brackets])) is not None:
            raise fault("is given twice", "brackets", place)
        return self


class SampleSize(Part):
    """What the number of answers that a population needs is computed with."""

    chi_square: Number
    share: Number
    accuracy: Number
    source: SourceRef

    @property
    def rule(self) -> SampleRule:
        """The rule in exact numbers."""
        return SampleRule(Fraction(self.chi_square), Fraction(self.share), Fraction(self.accuracy))


def _complete(grades: tuple[Grade, ...]) -> tuple[Grade, ...]:
    """Return grades, the best first, that hold every index of two decimals once.

    Raises:
        PydanticCustomError: there is a gap or an overlap between two of them.
    """
    for place, (upper, lower) in enumerate(pairwise(grades), 1):
        if upper.at_least - lower.at_most != Decimal("0.01"):
            raise fault("must end a hundredth below the one before", place, "at_most")
    return grades


def _check_profile(questions: Sequence[Dimension]) -> None:
    """Refuse questions that could not be told apart from each other, or from what answers are divided by anyhow."""
    codes = [one.code for one in questions]
    if (place := twice(codes)) is not None:
        raise fault("is given twice", "profile", place)
    for place, code in enumerate(codes):
        if code in RESERVED:
            raise fault("is the name of something else", "profile", place, "code")


class SurveyDefinition(Part):
    """One edition of the form of a survey, as its file says it.

    `official` says that a source is the text of the body that issued it, or a copy. Answers are 1 to 4 in every form
    that is known, and `highest_answer` says so. `weight` is the one that the text prints, `weights` are those that
    reports are known to have computed with; the registry computes with one part of as many as there are unsur.
    `satisfactory` is the lowest quality that does not make an unsur weak. `profile` is None where no source tells the
    questions.
    """

    code: InstrumentCode
    edition: InstrumentCode
    title: Label
    official: bool
    confidence: Confidence
    sources: Annotated[tuple[SourceRef, ...], Field(min_length=1, max_length=50)]
    valid_from: PartialDate | None = None
    valid_to: PartialDate | None = None
    note: Words | None = None
    assumptions: Annotated[tuple[Words, ...], Field(max_length=50)] = ()
    highest_answer: Annotated[int, Field(ge=4, le=4)]
    unsur: Annotated[tuple[Unsur, ...], Field(min_length=1, max_length=MOST_UNSUR)]
    orders: Annotated[tuple[Order, ...], Field(min_length=1, max_length=10)]
    weight: Weight
    weights: Annotated[tuple[Weight, ...], Field(max_length=10)] = ()
    grades: Annotated[tuple[Grade, ...], Field(min_length=2, max_length=4), AfterValidator(_complete)]
    satisfactory: Quality
    profile: Annotated[tuple[Dimension, ...] | None, Field(max_length=10), BeforeValidator(unless_unknown)]
    sample: SampleSize

    @model_validator(mode="after")
    def _consistent(self) -> "SurveyDefinition":
        codes = self.codes
        if (place := twice(codes)) is not None:
            raise fault("is given twice", "unsur", place)
        _check_profile(self.profile or ())
        for place, one in enumerate(self.unsur):
            if one.answers is not None and len(one.answers) != self.highest_answer:
                raise fault("must be as many as highest_answer says", "unsur", place, "answers")
        for place, order in enumerate(self.orders):
            if sorted(order.unsur) != sorted(codes):
                raise fault("must name every unsur once", "orders", place, "unsur")
        if self.satisfactory not in {grade.quality for grade in self.grades}:
            raise fault("is no quality of the grades", "satisfactory")
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise fault("lies before valid_from", "valid_to")
        return self

    @property
    def slug(self) -> str:
        """The edition's part of an address: `skm-permenpan-14-2017`."""
        return f"{self.code}-{self.edition}"

    @property
    def codes(self) -> tuple[str, ...]:
        """The unsur by slug, in the order of the file: that of the tallies."""
        return tuple(one.code for one in self.unsur)

    @property
    def dimensions(self) -> dict[str, frozenset[str]]:
        """The brackets of each profile question, by slug."""
        return {one.code: frozenset(bracket.code for bracket in one.brackets) for one in self.profile or ()}

    @property
    def weak_below(self) -> Decimal:
        """The index of the lowest grade that is satisfactory: an unsur whose NRR x 25 is below it is weak."""
        return next(grade.at_least for grade in self.grades if grade.quality == self.satisfactory)

    def order(self, code: str) -> Sequence[str] | None:
        """Return the unsur in an order of the texts; None if there is no such order."""
        return next((order.unsur for order in self.orders if order.code == code), None)

    def grade(self, index: Fraction | None) -> Grade | None:
        """Return what an index is called, rounded half-up to two decimals first; None if it is not known."""
        if index is None:
            return None
        shown = half_up(index, 2)
        return next((grade for grade in self.grades if grade.at_least <= shown <= grade.at_most), None)

    def below(self, value: Fraction | None) -> bool:
        """Whether an NRR is below the lowest satisfactory quality, by its index rounded half-up to two decimals."""
        return value is not None and half_up(value * INDEX_OF_NRR, 2) < self.weak_below

    def as_json(self) -> dict[str, Any]:
        """Return the definition as JSON holds it; numbers are text, so that none is rounded on the way."""
        return self.model_dump(mode="json")

    def digest(self) -> str:
        """Return the SHA-256 of what the definition says; what is left at its default does not count."""
        said = self.model_dump(mode="json", exclude_defaults=True)
        told = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(told.encode()).hexdigest()


def lowest(values: Mapping[str, Fraction | None]) -> frozenset[str]:
    """Return the unsur that none is lower than, all that tie; none of them where no unsur is better than another."""
    known = {code: value for code, value in values.items() if value is not None}
    if len(set(known.values())) < 2:  # noqa: PLR2004 - it takes two to be lower than another
        return frozenset()
    least = min(known.values())
    return frozenset(code for code, value in known.items() if value == least)


def weak(definition: SurveyDefinition, values: Mapping[str, Fraction | None]) -> frozenset[str]:
    """Return the weak unsur: the lowest, and each below the lowest satisfactory quality."""
    return lowest(values) | {code for code, value in values.items() if definition.below(value)}

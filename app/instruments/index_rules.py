"""Indicators of an innovation with their levels, and how an index of a city is made of them.

The only index known so far is that of the Ministry of Home Affairs (Indeks Inovasi Daerah). Its parameters differ from
year to year and from source to source, so each is data with a source of its own.
"""

from itertools import pairwise
from typing import Annotated

from pydantic import Field, model_validator

from app.instruments.basics import Code, InstrumentCode, Label, Number, Part, SourceRef, Year, fault, twice
from app.instruments.parts import Indicator


class Divisor(Part):
    """By how many innovations the index divides at least, in one year."""

    year: Year
    value: Annotated[int, Field(ge=1)]
    source: SourceRef


class IndexFormula(Part):
    """The index of a city: (government + sum of innovations / max(divisor, n) + share x min(n, most)) / total x 100.

    The term `share x min(n, most)` is 0 unless the innovations cover all `basic_services`, which are terms of the
    classification `scheme`. `government_most` is the most that the government's own indicators can give. `total` is
    what the source says that all terms come to at their most. A year without a divisor has one that is not known.
    """

    government_most: Number
    count_share: Number
    count_most: Annotated[int, Field(ge=1)]
    total: Annotated[Number, Field(gt=0)]
    scheme: InstrumentCode
    basic_services: Annotated[tuple[InstrumentCode, ...], Field(min_length=1, max_length=50)]
    divisors: Annotated[tuple[Divisor, ...], Field(max_length=50)]
    source: SourceRef

    @model_validator(mode="after")
    def _named_once(self) -> "IndexFormula":
        if (place := twice(self.basic_services)) is not None:
            raise fault("is given twice", "basic_services", place)
        if (place := twice([one.year for one in self.divisors])) is not None:
            raise fault("a year has two divisors", "divisors", place, "year")
        return self


class Predicate(Part):
    """What an index between two values, both included and rounded to two decimals, is called."""

    code: Code
    label: Label
    at_least: Number
    at_most: Number


class Thresholds(Part):
    """The predicates of some years. A value that none of them holds has a predicate that is not known."""

    years: Annotated[tuple[Year, ...], Field(min_length=1, max_length=50)]
    predicates: Annotated[tuple[Predicate, ...], Field(min_length=1, max_length=20)]
    source: SourceRef

    @model_validator(mode="after")
    def _apart(self) -> "Thresholds":
        if (place := twice([one.code for one in self.predicates])) is not None:
            raise fault("two predicates have the same code", "predicates", place, "code")
        for place, one in enumerate(self.predicates):
            if one.at_most < one.at_least:
                raise fault("a predicate ends below its begin", "predicates", place, "at_most")
        for earlier, later in pairwise(sorted(self.predicates, key=lambda one: one.at_least)):
            if later.at_least <= earlier.at_most:
                raise fault("predicates must not overlap", "predicates", self.predicates.index(later), "at_least")
        return self


class LevelledIndicators(Part):
    """Indicators of an innovation, each with levels. `weights_sum` is what the source says that the weights sum to."""

    weights_sum: Number
    indicators: Annotated[tuple[Indicator, ...], Field(min_length=1, max_length=100)]
    formula: IndexFormula | None = None
    thresholds: Annotated[tuple[Thresholds, ...], Field(max_length=50)] = ()

    @model_validator(mode="after")
    def _adds_up(self) -> "LevelledIndicators":
        for name in ("code", "number"):
            if (place := twice([getattr(indicator, name) for indicator in self.indicators])) is not None:
                message = f"two indicators have the same {name}"
                raise fault(message, "indicators", place, name)
        if (found := sum(indicator.weight for indicator in self.indicators)) != self.weights_sum:
            message = f"the weights sum to {found}, not to {self.weights_sum}"
            raise fault(message, "weights_sum")
        if twice([year for thresholds in self.thresholds for year in thresholds.years]) is not None:
            raise fault("a year has two sets of thresholds", "thresholds")
        self._check_total()
        return self

    def _check_total(self) -> None:
        if (formula := self.formula) is None:
            return
        most = sum(indicator.weight * indicator.most for indicator in self.indicators)
        found = formula.government_most + most + formula.count_share * formula.count_most
        if found != formula.total:
            message = f"the terms come to {found.normalize():f} at their most, not to {formula.total}"
            raise fault(message, "formula", "total")

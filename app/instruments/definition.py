"""An instrument as a whole: its dates and sources, what it measures, whom it admits, and what it does not know."""

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from app.core.partial_date import PartialDate
from app.instruments.parts import (
    Code,
    Confidence,
    Indicator,
    Label,
    Number,
    Part,
    SourceRef,
    WeightedForm,
    Words,
    unless_unknown,
)
from app.models.codes import InstrumentKind

SLUG_CODE = r"^[a-z0-9]+(-[a-z0-9]+)*$"
InstrumentCode = Annotated[str, Field(pattern=SLUG_CODE, max_length=60)]


class Divisor(Part):
    """By how many innovations the index divides at least, in one year."""

    year: Annotated[int, Field(ge=2000, le=2100)]
    value: Annotated[int, Field(ge=1)]
    source: SourceRef


class IndexFormula(Part):
    """The index of a city: (government + sum of innovations / max(divisor, n) + share x min(n, most)) / total x 100.

    The term `share x min(n, most)` is 0 unless the innovations cover all `basic_services`, which are terms of the
    classification `scheme`. `government_most` is the most that the government's own indicators can give.
    """

    government_most: Number
    count_share: Number
    count_most: Annotated[int, Field(ge=1)]
    total: Annotated[Number, Field(gt=0)]
    scheme: InstrumentCode
    basic_services: Annotated[tuple[InstrumentCode, ...], Field(min_length=1)]
    divisors: tuple[Divisor, ...]
    source: SourceRef


class Predicate(Part):
    """What an index between two values, both included and rounded to two decimals, is called."""

    code: Code
    label: Label
    at_least: Number
    at_most: Number


class Thresholds(Part):
    """The predicates of some years. A value that none of them holds has a predicate that is not known."""

    years: Annotated[tuple[Annotated[int, Field(ge=2000, le=2100)], ...], Field(min_length=1)]
    predicates: Annotated[tuple[Predicate, ...], Field(min_length=1)]
    source: SourceRef

    @model_validator(mode="after")
    def _apart(self) -> "Thresholds":
        rising = sorted(self.predicates, key=lambda one: one.at_least)
        if any(one.at_most < one.at_least for one in rising) or any(
            later.at_least <= earlier.at_most for earlier, later in pairwise(rising)
        ):
            message = "predicates must not overlap"
            raise ValueError(message)
        return self


class LevelledIndicators(Part):
    """Indicators of an innovation, each with levels. `weights_sum` is what the source says that the weights sum to."""

    weights_sum: Number
    indicators: Annotated[tuple[Indicator, ...], Field(min_length=1, max_length=100)]
    formula: IndexFormula | None = None
    thresholds: tuple[Thresholds, ...] = ()

    @model_validator(mode="after")
    def _adds_up(self) -> "LevelledIndicators":
        for name in ("code", "number"):
            values = [getattr(indicator, name) for indicator in self.indicators]
            if len(set(values)) != len(values):
                message = f"two indicators have the same {name}"
                raise ValueError(message)
        if (found := sum(indicator.weight for indicator in self.indicators)) != self.weights_sum:
            message = f"the weights sum to {found}, not to {self.weights_sum}"
            raise ValueError(message)
        years = [year for thresholds in self.thresholds for year in thresholds.years]
        divisors = [one.year for one in self.formula.divisors] if self.formula else []
        if len(set(years)) != len(years) or len(set(divisors)) != len(divisors):
            message = "a year has two sets of thresholds, or two divisors"
            raise ValueError(message)
        return self


class Exclusion(Part):
    """Who won one of these awards so many times within these years, both included, may not enter."""

    awards: Annotated[tuple[Code, ...], Field(min_length=1)]
    from_year: Annotated[int, Field(ge=1990, le=2100)] | None = None
    to_year: Annotated[int, Field(ge=1990, le=2100)] | None = None
    times: Annotated[int, Field(ge=1, le=20)] = 1


class Quota(Part):
    """How many entries a group takes: of the whole city (`instansi`), or of each agency."""

    most: Annotated[int, Field(ge=1)]
    per: Literal["instansi", "agency"]


class AdmissionGroup(Part):
    """A group (kelompok) of a competition and whom it admits.

    `minimum_age_months` is counted back from the closing day of registration to the day on which the innovation was
    taken into use. `needs`: `adapts` that it adapts another innovation, `adapts_awarded` one that won one of
    `original_awards`, `invitation` that the organiser invites it, which no registry can know.
    """

    code: Code
    label: Label
    minimum_age_months: Annotated[Annotated[int, Field(ge=0, le=240)] | None, BeforeValidator(unless_unknown)]
    exclusions: tuple[Exclusion, ...] = ()
    quota: Quota | None = None
    needs: Literal["nothing", "adapts", "adapts_awarded", "invitation"] = "nothing"
    original_awards: tuple[Code, ...] = ()

    @model_validator(mode="after")
    def _names_awards(self) -> "AdmissionGroup":
        if (self.needs == "adapts_awarded") != bool(self.original_awards):
            message = "original_awards go with needs: adapts_awarded"
            raise ValueError(message)
        return self


class EligibilityRules(Part):
    """Whom an edition of a competition admits."""

    closes_on: Annotated[date | None, BeforeValidator(unless_unknown)]
    groups: Annotated[tuple[AdmissionGroup, ...], Field(min_length=1)]
    refuses_duplicate_titles: bool = False
    source: SourceRef

    @model_validator(mode="after")
    def _named_once(self) -> "EligibilityRules":
        codes = [group.code for group in self.groups]
        if len(set(codes)) != len(codes):
            message = "two groups have the same code"
            raise ValueError(message)
        return self


class Definition(Part):
    """One edition of an instrument, as its file says it.

    `form` is None for a form that was not found, `eligibility` where the instrument admits nobody in particular.
    `assumptions` are what the registry chose where the sources are silent, in words.
    """

    code: InstrumentCode
    edition: InstrumentCode
    title: Label
    kind: InstrumentKind
    official: bool
    confidence: Confidence
    sources: Annotated[tuple[SourceRef, ...], Field(min_length=1)]
    valid_from: PartialDate | None = None
    valid_to: PartialDate | None = None
    note: Words | None = None
    assumptions: tuple[Words, ...] = ()
    form: Annotated[WeightedForm | None, BeforeValidator(unless_unknown)] = None
    indicators: LevelledIndicators | None = None
    eligibility: EligibilityRules | None = None

    @model_validator(mode="after")
    def _is_of_its_kind(self) -> "Definition":
        levelled = self.kind is InstrumentKind.LEVELLED_INDICATORS
        if levelled != (self.indicators is not None) or (levelled and self.form is not None):
            message = "a weighted_form has a form, levelled_indicators have indicators"
            raise ValueError(message)
        if not levelled and "form" not in self.model_fields_set:
            message = "say `form: unknown` where the form was not found"
            raise ValueError(message)
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            message = "valid_to lies before valid_from"
            raise ValueError(message)
        return self

    @property
    def slug(self) -> str:
        """The edition's part of an address: `kipp-2023`."""
        return f"{self.code}-{self.edition}"

    def as_json(self) -> dict[str, Any]:
        """Return the definition as JSON holds it; numbers are text, so that none is rounded on the way."""
        return self.model_dump(mode="json")

    def digest(self) -> str:
        """Return the SHA-256 of the definition, by which a change shows."""
        told = json.dumps(self.as_json(), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(told.encode()).hexdigest()


def unknowns(definition: Definition) -> list[str]:
    """Return the pointers of what scoring needs and the instrument does not know; empty if it can be scored by."""
    return list(_unknowns(definition))


def _unknowns(definition: Definition) -> Iterator[str]:
    if definition.kind is InstrumentKind.LEVELLED_INDICATORS:
        return
    form = definition.form
    if form is None:
        yield "/form"
        return
    if form.weights_sum is None:
        yield "/form/weights_sum"
    for index, criterion in enumerate(form.criteria):
        if criterion.weight is None:
            yield f"/form/criteria/{index}/weight"
        if criterion.scored and form.scale_of(criterion) is None:
            yield f"/form/criteria/{index}/scale"

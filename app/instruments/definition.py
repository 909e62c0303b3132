"""An instrument as a whole: its dates and sources, what it measures, whom it admits, and what it does not know."""

import hashlib
import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from app.core.partial_date import PartialDate
from app.instruments.admission import AdmissionGroup, AwardsWon, EligibilityRules, Exclusion, Quota
from app.instruments.basics import (
    SLUG_CODE,
    Confidence,
    InstrumentCode,
    Label,
    Part,
    SourceRef,
    Words,
    fault,
    unless_unknown,
)
from app.instruments.index_rules import Divisor, IndexFormula, LevelledIndicators, Predicate, Thresholds
from app.instruments.parts import Criterion, Scale, WeightedForm
from app.models.codes import InstrumentKind

__all__ = [
    "SLUG_CODE",
    "AdmissionGroup",
    "AwardsWon",
    "Definition",
    "Divisor",
    "EligibilityRules",
    "Exclusion",
    "IndexFormula",
    "InstrumentCode",
    "LevelledIndicators",
    "Predicate",
    "Quota",
    "Thresholds",
    "form_of",
    "unknowns",
]


class Definition(Part):
    """One edition of an instrument, as its file says it.

    `official` says that a source is the text of the body that issued the instrument, or a copy of it; what is known
    from news or from other people's software is not. `form` is None for a form that was not found, `eligibility` where
    the instrument admits nobody in particular. `assumptions` are what the registry chose where the sources are silent,
    in words.
    """

    code: InstrumentCode
    edition: InstrumentCode
    title: Label
    kind: InstrumentKind
    official: bool
    confidence: Confidence
    sources: Annotated[tuple[SourceRef, ...], Field(min_length=1, max_length=50)]
    valid_from: PartialDate | None = None
    valid_to: PartialDate | None = None
    note: Words | None = None
    assumptions: Annotated[tuple[Words, ...], Field(max_length=50)] = ()
    form: Annotated[WeightedForm | None, BeforeValidator(unless_unknown)] = None
    indicators: LevelledIndicators | None = None
    eligibility: EligibilityRules | None = None

    @model_validator(mode="after")
    def _is_of_its_kind(self) -> "Definition":
        levelled = self.kind is InstrumentKind.LEVELLED_INDICATORS
        if levelled != (self.indicators is not None) or (levelled and self.form is not None):
            raise fault("a weighted_form has a form, levelled_indicators have indicators", "kind")
        if not levelled and "form" not in self.model_fields_set:
            raise fault("say `form: unknown` where the form was not found", "form")
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise fault("lies before valid_from", "valid_to")
        return self

    @property
    def slug(self) -> str:
        """The edition's part of an address: `kipp-2023`."""
        return f"{self.code}-{self.edition}"

    def as_json(self) -> dict[str, Any]:
        """Return the definition as JSON holds it; numbers are text, so that none is rounded on the way."""
        return self.model_dump(mode="json")

    def digest(self) -> str:
        """Return the SHA-256 of what the definition says, by which a change shows.

        What is left at its default does not count: a release whose definitions have one member more finds the same
        digest for what was loaded before.
        """
        said = self.model_dump(mode="json", exclude_defaults=True)
        told = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
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


def form_of(definition: Definition) -> WeightedForm | None:
    """Return what assessors score by, or None if it was not found.

    Levelled indicators are scored by their levels: a sheet's total is the share of the points that all indicators give
    at their highest level.
    """
    if definition.indicators is None:
        return definition.form
    return WeightedForm(
        weights_sum=definition.indicators.weights_sum,
        scale=None,
        criteria=tuple(
            Criterion(
                code=one.code,
                label=one.label,
                weight=one.weight,
                scale=Scale(min=Decimal(0), max=Decimal(one.most), step=Decimal(1)),
                evidence=one.evidence,
            )
            for one in definition.indicators.indicators
        ),
    )

"""What an owner claims held against the instrument: what is wrong with it, how it is kept, what it comes to. No I/O."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from app.core.errors import FieldError, Text
from app.instruments.definition import Definition, LevelledIndicators
from app.instruments.parts import WeightedForm
from app.instruments.rounding import half_up
from app.instruments.sheet import Claimed, Scored, check_levels, check_scores, decimal_of, total_of
from app.self_assessments.schemas import ClaimInput

# of the points of indicators, which are sums of weight x level
_DECIMALS = 2
_REQUIRED = Text("Wajib diisi.", "This is required.")
_NOT_A_FORM = Text("Hanya untuk indikator bertingkat.", "This goes with levelled indicators, and not with a form.")
_NOT_LEVELLED = Text("Hanya untuk formulir berbobot.", "This goes with a weighted form, and not with indicators.")
_FORM_UNKNOWN = Text(
    "Formulir instrumen ini tidak ditemukan, jadi belum dapat dinilai dengannya.",
    "The form of this instrument was not found, so nothing can be assessed by it.",
)
_NOT_EVIDENCE = Text("Bukan bukti yang berlaku dari inovasi ini.", "This is no evidence of the innovation that stands.")
_REPEATED = Text("Mengulang isian di atasnya.", "This repeats an entry above.")


@dataclass(frozen=True, slots=True)
class Standing:
    """What claims come to: whether nothing is missing, and the total if there is one yet."""

    complete: bool
    total: Decimal | None


def check(definition: Definition, claims: Sequence[ClaimInput], evidence: Iterable[UUID]) -> list[FieldError]:
    """Return what is wrong with claims by an instrument; `evidence` is what stands of the innovation.

    A sheet may be partial: an owner fills it in over weeks. No reasons are asked for; those are the assessors' to give.
    """
    if definition.indicators is not None:
        errors = _check_indicators(definition.indicators, claims)
    elif definition.form is not None:
        errors = _check_form(definition.form, claims)
    else:
        return [FieldError("#/instrument", "form_unknown", _FORM_UNKNOWN)]
    return [*errors, *_check_evidence(claims, frozenset(evidence))]


def _check_form(form: WeightedForm, claims: Sequence[ClaimInput]) -> list[FieldError]:
    errors = list(_foreign(claims, ("level", "basis"), _NOT_A_FORM))
    errors += _absent(claims, "value")
    # what has no value has been told of; the others keep their places
    scores = [Scored(claim.criterion, decimal_of(claim.value or 0), claim.reason) for claim in claims]
    without = {f"#/scores/{index}/value" for index, claim in enumerate(claims) if claim.value is None}
    return [*errors, *(error for error in check_scores(form, scores, reasons=False) if error.pointer not in without)]


def _check_indicators(indicators: LevelledIndicators, claims: Sequence[ClaimInput]) -> list[FieldError]:
    errors = list(_foreign(claims, ("value",), _NOT_LEVELLED))
    errors += _absent(claims, "level")
    return errors + check_levels(
        indicators, [Claimed(claim.criterion, claim.level or 1, claim.basis) for claim in claims]
    )


def _foreign(claims: Sequence[ClaimInput], fields: Sequence[str], message: Text) -> Iterator[FieldError]:
    for index, claim in enumerate(claims):
        for field in fields:
            if getattr(claim, field) is not None:
                yield FieldError(f"#/scores/{index}/{field}", "unfit", message)


def _absent(claims: Sequence[ClaimInput], field: str) -> Iterator[FieldError]:
    for index, claim in enumerate(claims):
        if getattr(claim, field) is None:
            yield FieldError(f"#/scores/{index}/{field}", "required", _REQUIRED)


def _check_evidence(claims: Sequence[ClaimInput], standing: frozenset[UUID]) -> Iterator[FieldError]:
    for index, claim in enumerate(claims):
        for place, one in enumerate(claim.evidence):
            pointer = f"#/scores/{index}/evidence/{place}"
            if one not in standing:
                yield FieldError(pointer, "unknown_reference", _NOT_EVIDENCE)
            elif one in claim.evidence[:place]:
                yield FieldError(pointer, "repeated", _REPEATED)


def kept(claims: Sequence[ClaimInput]) -> list[dict[str, Any]]:
    """Return claims as they are kept: values as text, so that none is rounded on the way."""
    return [
        {
            "criterion": claim.criterion,
            "value": None if claim.value is None else format(decimal_of(claim.value).normalize(), "f"),
            "level": claim.level,
            "basis": claim.basis,
            "reason": claim.reason,
            "evidence": [str(one) for one in claim.evidence],
        }
        for claim in claims
    ]


def standing(definition: Definition, scores: Sequence[Mapping[str, Any]]) -> Standing:
    """Return what kept claims come to by their instrument."""
    if definition.indicators is not None:
        levels = {score["criterion"]: int(score["level"]) for score in scores}
        every = definition.indicators.indicators
        points = sum((one.weight * levels.get(one.code, 0) for one in every), Decimal(0))
        return Standing(all(one.code in levels for one in every), half_up(Fraction(points), _DECIMALS))
    if definition.form is None:
        return Standing(complete=False, total=None)
    values = {score["criterion"]: Decimal(score["value"]) for score in scores}
    total = total_of(definition.form, values)
    complete = not check_scores(
        definition.form, [Scored(code, value) for code, value in values.items()], complete=True, reasons=False
    )
    return Standing(complete, None if total is None else half_up(total, definition.form.decimals))

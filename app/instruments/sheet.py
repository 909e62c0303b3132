"""A sheet of scores held against an instrument: what is wrong with it, and what it comes to. No I/O.

Everybody who fills in a sheet goes by the same rules: an owner about the own innovation, an assessor about another's.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from app.core.errors import FieldError, Text
from app.instruments.definition import LevelledIndicators
from app.instruments.parts import Criterion, Indicator, MissingRule, WeightedForm

_UNKNOWN = Text("Instrumen ini tidak memuat kriteria tersebut.", "The instrument has no such criterion.")
_NOT_SCORED = Text("Kriteria ini ditulis dan tidak dinilai.", "This criterion is written and not scored.")
_REPEATED = Text("Kriteria ini sudah disebut di atasnya.", "This criterion stands above already.")
_NO_SCALE = Text("Skala kriteria ini tidak diketahui.", "The scale of this criterion is not known.")
_OUT_OF_SCALE = Text("Nilainya dari {least} sampai {most}.", "The value goes from {least} to {most}.")
_OFF_STEP = Text("Nilainya naik per {step} mulai {least}.", "The value goes up by {step}, from {least} on.")
_NO_REASON = Text("Nilai setinggi atau serendah ini perlu alasan.", "A value as high or as low as this needs a reason.")
_MISSING = Text("Kriteria {criterion} belum dinilai.", "The criterion {criterion} has no score yet.")
_NO_BASIS = Text("Sebutkan dasar ukurannya: {bases}.", "Say by what it is measured: {bases}.")
_NO_SUCH_BASIS = Text("Indikator ini tidak diukur dengan dasar tersebut.", "The indicator is not measured by this.")


@dataclass(frozen=True, slots=True)
class Scored:
    """The score of one criterion."""

    criterion: str
    value: Decimal
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Claimed:
    """The level that an indicator is said to have reached, by one of its bases where it has several."""

    criterion: str
    level: int
    basis: str | None = None


def decimal_of(number: float) -> Decimal:
    """Return a JSON number as it was written: 0.1 is a tenth, and not the binary fraction next to it."""
    # the zero that JSON may write with a minus is the same zero
    return Decimal(str(number + 0))


def check_scores(
    form: WeightedForm,
    scores: Sequence[Scored],
    pointer: str = "#/scores",
    *,
    complete: bool = False,
    reasons: bool = True,
) -> list[FieldError]:
    """Return what is wrong with a sheet of a weighted form, each thing at its place below `pointer`.

    `complete`: every criterion that counts must have its score. `reasons`: scores below or above what the instrument
    names need one.
    """
    criteria = {criterion.code: criterion for criterion in form.criteria}
    errors = list(_named_wrongly([score.criterion for score in scores], criteria, pointer))
    for index, score in enumerate(scores):
        criterion = criteria.get(score.criterion)
        if criterion is not None:
            errors += _wrong(form, criterion, score, f"{pointer}/{index}", reasons=reasons)
    if complete:
        given = {score.criterion for score in scores}
        errors += [
            FieldError(pointer, "missing", _MISSING, {"criterion": criterion.code})
            for criterion in form.criteria
            if criterion.code not in given and _counts(form, criterion)
        ]
    return errors


def check_levels(
    indicators: LevelledIndicators, claims: Sequence[Claimed], pointer: str = "#/scores"
) -> list[FieldError]:
    """Return what is wrong with the levels that are claimed of indicators, each thing at its place below `pointer`."""
    known = {indicator.code: indicator for indicator in indicators.indicators}
    errors = list(_named_wrongly([claim.criterion for claim in claims], known, pointer))
    for index, claim in enumerate(claims):
        indicator = known.get(claim.criterion)
        if indicator is not None:
            errors += _overstated(indicator, claim, f"{pointer}/{index}")
    return errors


def total_of(form: WeightedForm, values: Mapping[str, Decimal]) -> Fraction | None:
    """Return what a sheet comes to, of 100: the sum of weight x score / highest score, over the sum of weights.

    It is None where the instrument does not know a weight or a scale, and where a criterion that counts has no score.
    An optional one without a score leaves its weight to the others if the form says so.
    """
    reached = weights = Fraction(0)
    for criterion in form.criteria:
        scale, value = form.scale_of(criterion), values.get(criterion.code)
        if criterion.weight is None:
            return None
        if not criterion.scored or (value is None and not _counts(form, criterion)):
            continue
        if scale is None or value is None:
            return None
        reached += Fraction(criterion.weight) * Fraction(value) / Fraction(scale.max)
        weights += Fraction(criterion.weight)
    return reached / weights * 100 if weights else None


def _counts(form: WeightedForm, criterion: Criterion) -> bool:
    """Whether a sheet without a score of this criterion has no total."""
    return criterion.scored and not (criterion.optional and form.missing is MissingRule.LEAVE_OUT)


def _named_wrongly(named: Sequence[str], known: Collection[str], pointer: str) -> Iterator[FieldError]:
    seen: Counter[str] = Counter()
    for index, code in enumerate(named):
        seen[code] += 1
        place = f"{pointer}/{index}/criterion"
        if code not in known:
            yield FieldError(place, "unknown_criterion", _UNKNOWN)
        elif seen[code] > 1:
            yield FieldError(place, "repeated", _REPEATED)


def _wrong(
    form: WeightedForm, criterion: Criterion, score: Scored, place: str, *, reasons: bool
) -> Iterator[FieldError]:
    scale = form.scale_of(criterion)
    if not criterion.scored:
        yield FieldError(f"{place}/criterion", "not_scored", _NOT_SCORED)
    elif scale is None:
        yield FieldError(f"{place}/criterion", "scale_unknown", _NO_SCALE)
    elif not scale.holds(score.value):
        yield FieldError(f"{place}/value", "out_of_scale", _OUT_OF_SCALE, {"least": scale.min, "most": scale.max})
    elif not scale.steps_on(score.value):
        yield FieldError(f"{place}/value", "off_step", _OFF_STEP, {"least": scale.min, "step": scale.step})
    elif reasons and not score.reason and _needs_reason(form, criterion, score.value):
        yield FieldError(f"{place}/reason", "reason_required", _NO_REASON)


def _needs_reason(form: WeightedForm, criterion: Criterion, value: Decimal) -> bool:
    """Whether a score needs a reason: the criterion's own thresholds go before those of the form."""
    below = form.reason_below if criterion.reason_below is None else criterion.reason_below
    above = form.reason_above if criterion.reason_above is None else criterion.reason_above
    return (below is not None and value < below) or (above is not None and value > above)


def _overstated(indicator: Indicator, claim: Claimed, place: str) -> Iterator[FieldError]:
    if not 1 <= claim.level <= indicator.most:
        yield FieldError(f"{place}/level", "out_of_scale", _OUT_OF_SCALE, {"least": 1, "most": indicator.most})
    if claim.basis is None and indicator.bases:
        bases = ", ".join(basis.code for basis in indicator.bases)
        yield FieldError(f"{place}/basis", "basis_required", _NO_BASIS, {"bases": bases})
    elif indicator.levels_of(claim.basis) is None:
        yield FieldError(f"{place}/basis", "unknown_basis", _NO_SUCH_BASIS)

"""Totals of sheets and figures of a panel, as exact fractions.

A sheet's total is the sum of weight x score / highest score over the sum of the weights, x 100, over the criteria of a
weight above 0 (`app.instruments.sheet`, where an owner's own sheet comes to its total too). An entry's total is the
mean of its sheets: the raw total, which ranks.

Beside it stands a normalised total. An assessor's leniency is the mean difference of the own total to the mean of the
co-assessors' totals, over the entries that they share; it is taken off each of the assessor's totals, and the
normalised total of an entry is the mean of what is left. This is the additive adjustment for the severity of readers
that calibration of marks begins with: H. I. Braun, "Understanding Scoring Reliability: Experiments in Calibrating
Essay Readers", Journal of Educational Statistics 13(1), 1988, pages 1-18, doi 10.3102/10769986013001001. It estimates
each assessor by plain means of differences and by no design of the assignment, so it is shown and decides nothing.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from app.instruments.parts import WeightedForm
from app.instruments.sheet import total_of
from app.results.facts import WrongSheet
from app.results.reliability import interval_alpha

# counts the changes of the arithmetic: a result names the one that it was computed with
ENGINE = "1"
_ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The scores that one assessor gave to one entry, by criterion."""

    assessor: str
    entry: str
    scores: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class SheetFigures:
    """A sheet's total, and what is left of it without the assessor's leniency."""

    assessor: str
    entry: str
    total: Fraction
    normalised: Fraction


@dataclass(frozen=True, slots=True)
class EntryFigures:
    """What a panel gave to an entry; everything is None that has no sheets to rest on.

    `variance` is the sample variance (n - 1), None for a single sheet. `criteria` are the means of the scores by
    criterion, of those that any sheet scored. `complete` says whether it has as many sheets as the form asks for.
    """

    sheets: int
    complete: bool
    mean: Fraction | None
    median: Fraction | None
    lowest: Fraction | None
    highest: Fraction | None
    variance: Fraction | None
    normalised: Fraction | None
    criteria: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class AssessorFigures:
    """How many sheets an assessor filled, and how far above the co-assessors the totals lie; None without any."""

    sheets: int
    leniency: Fraction | None


@dataclass(frozen=True, slots=True)
class Panel:
    """The figures of a panel by entry, by assessor and by sheet, and the agreement of the totals (alpha)."""

    entries: Mapping[str, EntryFigures]
    assessors: Mapping[str, AssessorFigures]
    sheets: Sequence[SheetFigures]
    alpha: Fraction | None


def sheet_total(form: WeightedForm, scores: Mapping[str, Decimal]) -> Fraction:
    """Return the total of one sheet by a form, of 100.

    A criterion without a score is never taken for 0: where it is optional and the form says so, the others share its
    weight; otherwise the sheet is refused.

    Raises:
        WrongSheet: a score is missing that the form does not leave out, one is of no scored criterion, or there is
            none at all.
    """
    scored = {criterion.code for criterion in form.criteria if criterion.scored}
    unknown = scores.keys() - scored
    total = None if unknown else total_of(form, scores)
    if total is None:
        raise WrongSheet(sorted(scored - scores.keys()), sorted(unknown))
    return total


def panel_figures(form: WeightedForm, entries: Collection[str], sheets: Sequence[Sheet]) -> Panel:
    """Return the figures of a panel over some entries; one without sheets is among them, and incomplete.

    Raises:
        WrongSheet: a sheet does not fit the form; it names the entry and the assessor.
        ValueError: an assessor has two sheets of an entry, or a sheet is of another entry.
    """
    totals = _totals(form, entries, sheets)
    leniencies = _leniencies(totals)
    scored: dict[str, list[Mapping[str, Decimal]]] = defaultdict(list)
    for sheet in sheets:
        scored[sheet.entry].append(sheet.scores)
    figures = {
        entry: _entry_figures(totals[entry], leniencies, scored[entry], least=form.least_sheets)
        for entry in sorted(entries)
    }
    counts: dict[str, int] = defaultdict(int)
    for sheet in sheets:
        counts[sheet.assessor] += 1
    return Panel(
        entries=figures,
        assessors={who: AssessorFigures(counts[who], leniencies[who]) for who in sorted(counts)},
        sheets=[
            SheetFigures(who, entry, total, total - (leniencies[who] or _ZERO))
            for entry in sorted(totals)
            for who, total in sorted(totals[entry].items())
        ],
        alpha=interval_alpha(list(totals[entry].values()) for entry in sorted(totals)),
    )


def _totals(form: WeightedForm, entries: Collection[str], sheets: Sequence[Sheet]) -> dict[str, dict[str, Fraction]]:
    """Return the totals of the sheets by entry and assessor."""
    totals: dict[str, dict[str, Fraction]] = {entry: {} for entry in entries}
    for sheet in sheets:
        if sheet.entry not in totals or sheet.assessor in totals[sheet.entry]:
            message = f"a second sheet of {sheet.assessor}, or one of an entry that is not assessed: {sheet.entry}"
            raise ValueError(message)
        try:
            totals[sheet.entry][sheet.assessor] = sheet_total(form, sheet.scores)
        except WrongSheet as wrong:
            wrong.facts.update(entry=sheet.entry, assessor=sheet.assessor)
            raise
    return totals


def _leniencies(totals: Mapping[str, Mapping[str, Fraction]]) -> dict[str, Fraction | None]:
    """Return the leniency of each assessor; None for one who shares no entry with anybody."""
    differences: dict[str, list[Fraction]] = defaultdict(list)
    for given in totals.values():
        together = sum(given.values(), _ZERO)
        for who, total in given.items():
            if len(given) > 1:
                differences[who].append(total - (together - total) / (len(given) - 1))
            else:
                differences[who] += []
    return {who: _mean(found) if found else None for who, found in differences.items()}


def _entry_figures(
    given: Mapping[str, Fraction],
    leniencies: Mapping[str, Fraction | None],
    scores: Sequence[Mapping[str, Decimal]],
    *,
    least: int,
) -> EntryFigures:
    """Return the figures of an entry from the totals that assessors gave to it, and from their scores."""
    if not given:
        return EntryFigures(0, False, None, None, None, None, None, None, {})  # noqa: FBT003 - no figure at all
    totals = sorted(given.values())
    return EntryFigures(
        sheets=len(totals),
        complete=len(totals) >= least,
        mean=_mean(totals),
        median=_median(totals),
        lowest=totals[0],
        highest=totals[-1],
        variance=_sample_variance(totals),
        normalised=_mean([total - (leniencies[who] or _ZERO) for who, total in given.items()]),
        criteria=_criteria_means(scores),
    )


def _criteria_means(sheets: Sequence[Mapping[str, Decimal]]) -> dict[str, Fraction]:
    """Return the mean score of each criterion over the sheets that scored it."""
    found: dict[str, list[Fraction]] = defaultdict(list)
    for scores in sheets:
        for code, score in scores.items():
            found[code].append(Fraction(score))
    return {code: _mean(values) for code, values in sorted(found.items())}


def _mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, _ZERO) / len(values)


def _median(ordered: Sequence[Fraction]) -> Fraction:
    """Return the middle of values in order, or the mean of the two in the middle."""
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def _sample_variance(values: Sequence[Fraction]) -> Fraction | None:
    """Return the squares of the distances to the mean over n - 1; None for a single value."""
    if len(values) == 1:
        return None
    mean = _mean(values)
    return sum(((value - mean) ** 2 for value in values), _ZERO) / (len(values) - 1)

"""The figures of a survey as they are shown: rounded here, once, and nowhere before."""

from collections.abc import Mapping
from fractions import Fraction

from app.instruments.rounding import half_up
from app.instruments.shown import InstrumentLabel
from app.models import SurveyReport
from app.surveys.definition import SurveyDefinition, as_weight, lowest
from app.surveys.figure_schemas import (
    ComputedFigures,
    ConfidenceInterval,
    GroupUnsur,
    ReportConsistency,
    ReportedUnsur,
    SampleFigures,
    SurveyGroup,
    SurveyReportRead,
    UnsurFigures,
)
from app.surveys.index import INDEX_OF_NRR, Histogram, Interval, index, index_interval, nrr, nrr_interval
from app.surveys.reporting import Reported, judge, weights_that_fit
from app.surveys.suppression import hidden
from app.surveys.tallies import Figures

NRR_DECIMALS = 4
INDEX_DECIMALS = 2


def rounded(value: Fraction | None, decimals: int) -> str | None:
    """Return a value as text with so many decimals, half-up; None stays None."""
    return None if value is None else f"{half_up(value, decimals):f}"


def _shown(value: Fraction, decimals: int) -> str:
    return f"{half_up(value, decimals):f}"


def quality_of(form: SurveyDefinition, value: Fraction | None) -> str | None:
    """Return the quality of an index, None where it is not known."""
    grade = form.grade(value)
    return grade.quality if grade else None


def _interval(found: Interval | None, decimals: int) -> ConfidenceInterval | None:
    if found is None:
        return None
    return ConfidenceInterval(
        low=_shown(found.low, decimals), high=_shown(found.high, decimals), margin=_shown(found.margin, decimals)
    )


def values_of(form: SurveyDefinition, figures: Figures) -> dict[str, Fraction | None]:
    """Return the NRR of each unsur."""
    return {code: nrr(told) for code, told in figures.of(form.codes).items()}


def computed_figures(form: SurveyDefinition, figures: Figures, population: int | None) -> ComputedFigures:
    """Return what answers come to."""
    values = values_of(form, figures)
    found, least = index(figures.unsur), lowest(values)
    grade = form.grade(found)
    spread = index_interval(found, figures.completes, len(form.codes), population, most=form.highest_answer)
    return ComputedFigures(
        responses=figures.responses,
        complete=figures.completes.n,
        index=rounded(found, INDEX_DECIMALS),
        quality=grade.quality if grade else None,
        performance=InstrumentLabel.model_validate(grade.performance) if grade else None,
        interval=_interval(spread, INDEX_DECIMALS),
        unsur=[
            _unsur(form, place, told, population, least=one.code in least)
            for place, (one, told) in enumerate(zip(form.unsur, figures.unsur, strict=True))
        ],
    )


def _unsur(form: SurveyDefinition, place: int, told: Histogram, population: int | None, *, least: bool) -> UnsurFigures:
    one, value = form.unsur[place], nrr(told)
    below = form.below(value)
    scaled = None if value is None else value * INDEX_OF_NRR
    return UnsurFigures(
        unsur=one.code,
        label=InstrumentLabel.model_validate(one.label),
        n=told.n,
        total=told.total,
        counts=list(told.counts),
        nrr=rounded(value, NRR_DECIMALS),
        index=rounded(scaled, INDEX_DECIMALS),
        quality=quality_of(form, scaled),
        interval=_interval(nrr_interval(told, population), NRR_DECIMALS),
        lowest=least,
        below=below,
        weak=least or below,
    )


def sample_figures(
    form: SurveyDefinition, population: int | None, responses: int | None, *, enough: bool | None = None
) -> SampleFigures:
    """Return whether enough people answered; `responses` is None where their number is not shown."""
    required = form.sample.rule.required(population) if population else None
    sufficient = responses >= required if required is not None and responses is not None else enough
    return SampleFigures(
        population=population,
        required=required,
        sufficient=sufficient,
        population_exceeded=population is not None and responses is not None and responses > population,
    )


def reported_values(report: SurveyReport) -> dict[str, Fraction]:
    """Return the NRR that a report gives, by unsur."""
    return {code: Fraction(value) for code, value in report.nrr.items()}


def consistency_of(form: SurveyDefinition, report: SurveyReport) -> ReportConsistency:
    """Return whether the index of a report follows from its own unsur, with the weight that it says."""
    own = f"1/{len(form.codes)}"
    weight, values = report.weight or own, reported_values(report)
    told = {"weight": weight, "weight_assumed": report.weight is None}
    if set(values) != set(form.codes):
        return ReportConsistency(consistent=None, **told, follows=None, low=None, high=None, fitting_weights=[])
    reported = Reported(Fraction(report.index), report.index_decimals, tuple(values.values()), report.nrr_decimals)
    verdict = judge(reported, as_weight(weight), form.highest_answer)
    known = {as_weight(text): text for text in (*form.weights, own)}
    fitting = weights_that_fit(reported, known, form.highest_answer)
    return ReportConsistency(
        consistent=verdict.consistent,
        **told,
        follows=_shown(verdict.follows, report.index_decimals),
        low=_shown(verdict.low, NRR_DECIMALS),
        high=_shown(verdict.high, NRR_DECIMALS),
        fitting_weights=[known[one] for one in fitting],
    )


def report_read(form: SurveyDefinition, report: SurveyReport, computed: Fraction | None) -> SurveyReportRead:
    """Return what a report says, beside the index that was computed."""
    said = Fraction(report.index)
    shown = None if computed is None else Fraction(half_up(computed, INDEX_DECIMALS))
    return SurveyReportRead(
        index=f"{report.index:.{report.index_decimals}f}",
        quality=quality_of(form, said),
        respondents=report.respondents,
        weight=report.weight,
        nrr=[ReportedUnsur(unsur=code, nrr=report.nrr[code]) for code in form.codes if code in report.nrr],
        consistency=consistency_of(form, report),
        difference=None if shown is None else rounded(said - shown, max(report.index_decimals, INDEX_DECIMALS)),
        source_id=report.source_id,
        reference=report.reference,
        note=report.note,
        version=report.version,
    )


def groups_shown(
    form: SurveyDefinition, groups: Mapping[str, Figures], labels: Mapping[str, InstrumentLabel]
) -> list[SurveyGroup]:
    """Return groups as they may be shown; the rule is `suppression.hidden`, for groups and then for each unsur."""
    whole = hidden({value: figures.responses for value, figures in groups.items()})
    parts = [
        hidden({value: figures.unsur[place].n for value, figures in groups.items()}, whole)
        for place in range(len(form.codes))
    ]
    return [
        _group(form, value, figures, labels[value], None if value in whole else [value in part for part in parts])
        for value, figures in groups.items()
    ]


def _group(
    form: SurveyDefinition, value: str, figures: Figures, label: InstrumentLabel, covered: list[bool] | None
) -> SurveyGroup:
    """Return one group; `covered` says of each unsur whether it is hidden, None of a group that is hidden whole."""
    if covered is None:
        return SurveyGroup(
            value=value, label=label, suppressed=True, responses=None, index=None, quality=None, unsur=[]
        )
    found = None if any(covered) else index(figures.unsur)
    return SurveyGroup(
        value=value,
        label=label,
        suppressed=False,
        responses=figures.responses,
        index=rounded(found, INDEX_DECIMALS),
        quality=quality_of(form, found),
        unsur=[
            GroupUnsur(
                unsur=code,
                suppressed=away,
                n=None if away else told.n,
                nrr=None if away else rounded(nrr(told), NRR_DECIMALS),
            )
            for code, told, away in zip(form.codes, figures.unsur, covered, strict=True)
        ],
    )

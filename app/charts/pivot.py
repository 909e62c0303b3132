"""The rows of a statistic as they are drawn: a group for each key of the first dimension, a figure for each series.

No I/O.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.charts.catalogue import Chart
from app.statistics.schemas import FigureRead, StatisticKey, StatisticRead, StatisticRow, Words

# as many as patterns can be told apart
MOST_SERIES = 6
# how vocabularies call what no source says
_UNKNOWN = "tidak_diketahui"
Figures = dict[str, FigureRead]


@dataclass(frozen=True, slots=True)
class Gathered:
    """A group: its key, and for each series the figures by measure; None where the statistic has no row."""

    key: StatisticKey
    figures: list[Figures | None]


@dataclass(frozen=True, slots=True)
class Pivot:
    """What is drawn, and how many groups and series are not; `added` says that one group stands for those left out."""

    series: list[StatisticKey]
    groups: list[Gathered]
    series_left_out: int = 0
    left_out: int = 0
    added: bool = False


def pivot(chart: Chart, cube: StatisticRead) -> Pivot:
    """Return the rows of a statistic as a chart draws them."""
    rows = [row for row in cube.rows if row.keys]
    if len(cube.dimensions) == 1:
        series = [StatisticKey(code=None, label=cube.title)]
        groups = [Gathered(row.keys[0], [by_measure(row.figures)]) for row in rows]
    else:
        series = _told_apart([row.keys[1] for row in rows])
        groups = _grouped(rows, series[:MOST_SERIES])
    if chart.over_years:
        groups = _without_gaps(groups)
    return _longest(chart, cube, Pivot(series[:MOST_SERIES], groups, max(0, len(series) - MOST_SERIES)))


def is_known(key: StatisticKey) -> bool:
    """Whether a key is a value, and not that nobody knows it or that there is none."""
    return key.code not in {None, _UNKNOWN}


def by_measure(figures: Sequence[FigureRead]) -> Figures:
    """Return figures by what they measure."""
    return {one.measure: one for one in figures}


def _told_apart(keys: Sequence[StatisticKey]) -> list[StatisticKey]:
    """Return each key once; what nobody knows comes last."""
    found = {key.code: key for key in keys}
    return sorted(found.values(), key=lambda key: not is_known(key))


def _grouped(rows: Sequence[StatisticRow], series: Sequence[StatisticKey]) -> list[Gathered]:
    places = {key.code: place for place, key in enumerate(series)}
    groups: dict[str | None, Gathered] = {}
    for row in rows:
        first, second = row.keys[:2]
        group = groups.setdefault(first.code, Gathered(first, [None] * len(series)))
        if second.code in places:
            group.figures[places[second.code]] = by_measure(row.figures)
    return list(groups.values())


def _without_gaps(groups: Sequence[Gathered]) -> list[Gathered]:
    """Return groups that are years with those between them: where years are left out, time seems to run faster."""
    found = {group.key.code: group for group in groups}
    years = [int(code) for code in found if code is not None]
    known = [
        found.get(str(year)) or Gathered(_year(year), [None] * len(groups[0].figures))
        for year in range(min(years, default=0), max(years, default=-1) + 1)
    ]
    return [*known, *(group for group in groups if group.key.code is None)]


def _year(year: int) -> StatisticKey:
    return StatisticKey(code=str(year), label=Words(id=str(year), en=str(year)))


def _size(chart: Chart, group: Gathered) -> float:
    return sum(_value(chart, figures) or 0 for figures in group.figures)


def _value(chart: Chart, figures: Figures | None) -> float | None:
    return figures[chart.measure].value if figures else None


def _longest(chart: Chart, cube: StatisticRead, told: Pivot) -> Pivot:
    """Return the largest groups; the others as one, where a record cannot be in two of them."""
    known = [group for group in told.groups if is_known(group.key)]
    unknown = [group for group in told.groups if not is_known(group.key)]
    if chart.by_value:
        # equal ones stay in the order of the statistic
        known.sort(key=lambda group: -_size(chart, group))
    if chart.over_years or len(known) <= chart.most:
        return replace(told, groups=[*known, *unknown])
    drawn, others = known[: chart.most], known[chart.most :]
    added = _together(chart, cube, others)
    groups = [*drawn, *([added] if added else []), *unknown]
    return replace(told, groups=groups, left_out=len(others), added=added is not None)


def _together(chart: Chart, cube: StatisticRead, others: Sequence[Gathered]) -> Gathered | None:
    """Return groups as one; None where their figures do not add up to anything."""
    if cube.dimensions[0].multiple or chart.low is not None:
        return None
    sums: list[Figures | None] = []
    for column in zip(*(group.figures for group in others), strict=True):
        values = [_value(chart, figures) for figures in column if figures is not None]
        if None in values:
            return None
        value = sum(value for value in values if value is not None)
        sums.append({chart.measure: FigureRead(measure=chart.measure, value=value, reason=None, list=None, of=None)})
    # a code that no statistic has: what these are is known
    return Gathered(StatisticKey(code="", label=Words(id="", en="")), sums)

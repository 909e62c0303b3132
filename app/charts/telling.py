"""A statistic as a picture in the words of one language. No I/O."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

import yaml

from app.charts.catalogue import Chart
from app.charts.numbers import number, percent
from app.charts.picture import Cell, Form, Group, Picture, Series, Table
from app.charts.pivot import Figures, Gathered, Pivot, by_measure, is_known, pivot
from app.core.errors import Language
from app.eligibility.months import in_english, in_indonesian
from app.statistics.schemas import Audience, FigureRead, MeasureRead, StatisticKey, StatisticRead, Words

_WORDING: dict[str, dict[Language, str]] = yaml.safe_load((files("app.charts") / "wording.yaml").read_text("utf-8"))
_SIGNS = {"unknown": "?", "suppressed": "*", "not_applicable": "\N{EN DASH}"}
# where every row is read out, none needs to be named as the largest
_FEW = 15


def told(chart: Chart, cube: StatisticRead, narrowed: Sequence[str], language: Language) -> Picture:
    """Return the picture of a statistic; `narrowed` names the filters that it was asked with, in words."""
    return _Teller(chart, cube, language).picture(narrowed)


@dataclass(frozen=True, slots=True)
class _Figure:
    """A figure in words: behind its bar, and in the table and the summary."""

    short: str
    long: str


class _Teller:
    def __init__(self, chart: Chart, cube: StatisticRead, language: Language) -> None:
        self._chart = chart
        self._cube = cube
        self._language: Language = language
        self._words = {key: texts[language] for key, texts in _WORDING.items()}
        self._measures = {one.code: one for one in cube.measures}
        self._measure = self._measures[chart.measure]
        self._pivot: Pivot = pivot(chart, cube)

    def picture(self, narrowed: Sequence[str]) -> Picture:
        """Return the picture."""
        title = self._chart.title.in_language(self._language)
        subtitle = self._subtitle(narrowed)
        groups = [self._group(group) for group in self._pivot.groups]
        notes = self._notes()
        message = "" if groups else self._words["nothing"]
        source = f"{self._words['source']}: {self._in(self._cube.source)}"
        return Picture(
            form=self._form(),
            language=self._language,
            title=title,
            subtitle=subtitle,
            summary=" ".join(_sentence(part) for part in (subtitle, message or self._largest(), *notes, source)),
            axis=_capital(self._in(self._measure.unit)),
            source=_sentence(source),
            groups=groups,
            series=[
                Series(self._label(key), is_known(key) or len(self._pivot.series) == 1) for key in self._pivot.series
            ],
            table=self._table(title),
            notes=notes,
            message=message,
            legend=len(self._cube.dimensions) > 1,
        )

    def _in(self, words: Words) -> str:
        return words.id if self._language == "id" else words.en

    def _form(self) -> Form:
        """Return how it is drawn: what does not add up to a whole is not laid end to end."""
        if self._chart.form is Form.STACKED and not self._adds_up():
            return Form.BARS
        return self._chart.form

    def _adds_up(self) -> bool:
        figures = [one[self._chart.measure] for group in self._pivot.groups for one in group.figures if one is not None]
        whole = not self._cube.dimensions[1].multiple and not self._pivot.series_left_out
        return whole and all(one.value is not None for one in figures)

    def _subtitle(self, narrowed: Sequence[str]) -> str:
        """Return the total, the day, and the filters."""
        in_words = in_indonesian if self._language == "id" else in_english
        total = by_measure(self._cube.total).get(self._chart.measure)
        parts = [f"{self._words['as_of']} {in_words(self._cube.as_of.isoformat())}"]
        if total is not None and total.value is not None:
            parts.insert(0, self._figure(total, self._measure).long)
        subtitle = _capital(", ".join(parts))
        return f"{subtitle}. {self._words['narrowed']}: {', '.join(narrowed)}" if narrowed else subtitle

    def _figure(self, figure: FigureRead, measure: MeasureRead) -> _Figure:
        if figure.value is None:
            reason = figure.reason if figure.reason in _SIGNS else "unknown"
            return _Figure(f"{_SIGNS[reason]} {self._words[reason]}", self._words[reason])
        if figure.of is not None and self._chart.form is Form.SHARES:
            hundredths = self._hundredths(figure.value)
            part = number(round(hundredths * figure.of / 100), self._language)
            whole = f"{part} {self._words['of']} {number(figure.of, self._language)}"
            share = percent(hundredths, self._language)
            return _Figure(f"{share} ({whole})", f"{whole} ({share})")
        value = number(figure.value, self._language, measure.decimals)
        return _Figure(value, f"{value} {self._in(measure.unit)}")

    def _hundredths(self, share: float) -> float:
        return share if self._chart.percent else 100 * share

    def _group(self, group: Gathered) -> Group:
        cells = [self._cell(figures) for figures in group.figures]
        signs = [cell.text.partition(" ")[0] for cell in cells]
        values = [cell.value for cell in cells if cell.value is not None]
        total = number(sum(values), self._language, self._measure.decimals)
        parts = f"{total} ({' + '.join(signs)})" if len(cells) > 1 and any(values) else total
        return Group(self._label(group.key), cells, parts, is_known(group.key))

    def _cell(self, figures: Figures | None) -> Cell:
        if figures is None:
            # where no row is, nothing was counted
            return Cell(0, number(0, self._language, self._measure.decimals))
        figure = figures[self._chart.measure]
        text = self._figure(figure, self._measure).short
        if figure.value is None and self._chart.form in {Form.COLUMNS, Form.POINTS}:
            text = text.partition(" ")[0]
        value = figure.value
        if value is not None and self._chart.form is Form.SHARES:
            value = self._hundredths(value)
        low, high = (figures[code].value if code in figures else None for code in (self._chart.low, self._chart.high))
        return Cell(value, text, low, high)

    def _label(self, key: StatisticKey) -> str:
        return self._words["others"].format(count=self._pivot.left_out) if key.code == "" else self._in(key.label)

    def _notes(self) -> list[str]:
        """Return what one has to know to read the drawing."""
        shown = [one for group in self._pivot.groups for one in group.figures if one is not None]
        reasons = {one[self._chart.measure].reason for one in shown}
        notes = [self._words[f"{reason}_note"] for reason in _SIGNS if reason in reasons]
        if self._form() is Form.STACKED and len(self._pivot.series) > 1:
            notes.append(self._words["parts"])
        if self._pivot.left_out:
            told_of = self._words["others_note" if self._pivot.added else "left_out"]
            notes.append(told_of.format(count=number(self._pivot.left_out, self._language)))
        if self._pivot.series_left_out:
            notes.append(self._words["series_left_out"].format(count=self._pivot.series_left_out))
        # statistics mostly say so themselves
        if not self._cube.notes and any(one.multiple for one in self._cube.dimensions):
            notes.append(self._words["multiple"])
        if self._chart.low is not None:
            notes.append(self._words["interval"])
        if self._chart.note is not None:
            notes.append(self._words[self._chart.note])
        notes += [self._in(note) for note in self._cube.notes]
        return [*notes, *([self._words["internal"]] if self._cube.audience == Audience.INTERNAL else [])]

    def _largest(self) -> str:
        """Return the figures of a few groups, or of many the first, the last and the largest."""
        groups = [(self._label(one.key), self._said(one), self._size(one)) for one in self._pivot.groups]
        if len(groups) * len(self._pivot.series) <= _FEW:
            return "; ".join(f"{label}: {said}" for label, said, _ in groups)
        label, said, _ = max(groups, key=lambda one: one[2])
        over_time = self._chart.form in {Form.COLUMNS, Form.POINTS}
        parts = [f"{self._words['highest' if over_time else 'most']}: {label}, {said}"]
        if over_time:
            parts += [
                f"{self._words[place]}: {label}, {said}"
                for place, (label, said, _) in (("first", groups[0]), ("last", groups[-1]))
            ]
        return "; ".join(parts)

    def _said(self, group: Gathered) -> str:
        """Return the figures of a group in words."""
        if len(group.figures) == 1 and group.figures[0] is not None:
            return self._figure(group.figures[0][self._chart.measure], self._measure).long
        said = [
            self._figure(one[self._chart.measure], self._measure).short if one else number(0, self._language)
            for one in group.figures
        ]
        return ", ".join(f"{self._label(key)} {text}" for key, text in zip(self._pivot.series, said, strict=True))

    def _size(self, group: Gathered) -> float:
        return sum(one[self._chart.measure].value or 0 for one in group.figures if one)

    def _table(self, title: str) -> Table:
        """Return every row of the statistic with every measure, whether it is drawn or not."""
        measures = self._cube.measures
        head = [
            *(self._in(one.label) for one in self._cube.dimensions),
            *(f"{self._in(one.label)} ({self._in(one.unit)})" for one in measures),
        ]
        rows = [
            [*(self._in(key.label) for key in row.keys), *map(self._in_table, row.figures, measures)]
            for row in self._cube.rows
        ]
        return Table(title, self._in(self._cube.definition), head, rows)

    def _in_table(self, figure: FigureRead, measure: MeasureRead) -> str:
        if figure.value is None:
            return self._figure(figure, measure).long
        value = number(figure.value, self._language, measure.decimals)
        return value if figure.of is None else f"{value} ({self._words['of']} {number(figure.of, self._language)})"


def _sentence(text: str) -> str:
    return text if not text or text.endswith((".", "!", "?")) else f"{text}."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]

"""Lying bars, one row or more for each label: as long as their figures, beside each other, or as parts of a whole."""

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from app.charts.drawing.letters import LINE, font, width_of, wrapped
from app.charts.drawing.sheet import Body, Box, Line, Sheet, looks
from app.charts.drawing.style import AXIS, FAINT, FILLS, TEXT, UNKNOWN, WHOLE, Fill, Sizes, fills_of
from app.charts.picture import Cell, Form, Group, Picture

# of the width, for labels that stand beside the bars
_MOST_LABELS = 0.38
_LABEL_GAP = 10.0
_VALUE_GAP = 7.0
_BAR = 22.0
_THIN_BAR = 18.0
_BETWEEN = 12.0
# rows of one time after the other belong together
_BETWEEN_TIMES = 5.0
# at least so much of the width is left to bars, however long the text behind them
_LEAST_BARS = 0.3
_HUNDRED = 100.0


@dataclass(frozen=True, slots=True)
class _Row:
    """A group with its place: the lines of its label, where its bars begin, how high they and all of it are."""

    group: Group
    label: list[str]
    top: float
    bars_top: float
    height: float


@dataclass(frozen=True, slots=True)
class _Bar:
    """A bar or a part of one, in pixels from above and figures from the left."""

    middle: float
    height: float
    left: float
    length: float
    fill: Fill


@dataclass(frozen=True, slots=True)
class _Written:
    """What is written behind a bar that ends at a figure."""

    middle: float
    end: float
    text: str
    faint: bool


def bars(picture: Picture, width: float, sizes: Sizes, *, beside: bool) -> Body:
    """Return the drawing of lying bars; `beside` puts the labels to their left, else they stand above them."""
    labels = _label_width(picture, width, sizes) if beside else width
    rows = _rows(picture, labels, sizes, beside=beside)
    left = labels + _LABEL_GAP if beside else 0.0

    def draw(sheet: Sheet, box: Box) -> None:
        for row in rows:
            _write_label(sheet, box, row, labels, sizes, beside=beside)
        axes = sheet.axes(Box(box.left + left, box.top, box.width - left, box.height))
        _draw(axes, picture, rows, sizes, width=box.width - left, beside=beside)

    named = [one.label for one in picture.series]
    legend = list(zip(named, fills_of(picture.series), strict=True)) if picture.legend else []
    return Body(rows[-1].top + rows[-1].height, draw, legend)


def _label_width(picture: Picture, width: float, sizes: Sizes) -> float:
    longest = max(width_of(group.label, sizes.text) for group in picture.groups)
    return min(longest, width * _MOST_LABELS) + 1


def _rows(picture: Picture, labels: float, sizes: Sizes, *, beside: bool) -> list[_Row]:
    rows: list[_Row] = []
    top = 0.0
    bars_height = _bars_height(picture)
    for group in picture.groups:
        lines = wrapped(group.label, labels, sizes.text)
        text = len(lines) * sizes.text * LINE
        if beside:
            height = max(text, bars_height)
            row = _Row(group, lines, top, top + (height - bars_height) / 2, height)
        else:
            row = _Row(group, lines, top, top + text + 3, text + 3 + bars_height)
        rows.append(row)
        top += row.height + (_BETWEEN_TIMES if picture.form is Form.COLUMNS else _BETWEEN)
    return rows


def _bars_height(picture: Picture) -> float:
    many = picture.form is Form.BARS and len(picture.series) > 1
    return len(picture.series) * _THIN_BAR if many else _BAR


def _write_label(sheet: Sheet, box: Box, row: _Row, labels: float, sizes: Sizes, *, beside: bool) -> None:
    text = len(row.label) * sizes.text * LINE
    top = box.top + row.top + ((row.height - text) / 2 if beside else 0)
    x = box.left + (labels if beside else 0)
    for number, line in enumerate(row.label):
        baseline = top + number * sizes.text * LINE + sizes.text * 1.01
        sheet.write(x, baseline, Line(line, sizes.text, "normal", TEXT), "right" if beside else "left")


def _draw(axes: Axes, picture: Picture, rows: Sequence[_Row], sizes: Sizes, *, width: float, beside: bool) -> None:
    drawn, written = _parts(picture, rows)
    height = rows[-1].top + rows[-1].height
    # where labels stand above the bars, a line through all rows would run through them
    lines = [(0.0, height)] if beside else [(row.bars_top - 2, row.top + row.height + 2) for row in rows]
    axes.set_xlim(0, _reach(written, width, sizes))
    axes.set_ylim(height, 0)
    axes.set_xticks([])
    axes.set_yticks([])
    for bar in drawn:
        axes.barh(bar.middle, bar.length, bar.height, left=bar.left, clip_on=False, **looks(bar.fill))
    axes.vlines([0] * len(lines), *zip(*lines, strict=True), color=AXIS, linewidth=1.25, clip_on=False)
    for told in written:
        axes.annotate(
            told.text,
            (told.end, told.middle),
            (_VALUE_GAP, 0),
            textcoords="offset points",
            fontproperties=font(sizes.text),
            color=FAINT if told.faint else TEXT,
            verticalalignment="center_baseline",
            parse_math=False,
            annotation_clip=False,
        )


def _reach(written: Sequence[_Written], width: float, sizes: Sizes) -> float:
    """Return the figure at the right edge: the least that leaves room for the text behind every bar."""
    reach = max(told.end for told in written) or 1.0
    for told in written:
        room = max(width - _VALUE_GAP - width_of(told.text, sizes.text) - 1, width * _LEAST_BARS)
        reach = max(reach, told.end * width / room)
    return reach


def _parts(picture: Picture, rows: Sequence[_Row]) -> tuple[list[_Bar], list[_Written]]:
    """Return the bars of all rows, and what is written behind them."""
    drawn: list[_Bar] = []
    written: list[_Written] = []
    fills = fills_of(picture.series)
    for row in rows:
        if picture.form is Form.STACKED:
            bars_, texts = _stack(row, fills)
        elif picture.form is Form.SHARES:
            bars_, texts = _share(row)
        else:
            bars_, texts = _side_by_side(row, fills)
        drawn += bars_
        written += texts
    return drawn, written


def _side_by_side(row: _Row, fills: Sequence[Fill]) -> tuple[list[_Bar], list[_Written]]:
    cells = row.group.cells
    thickness = _BAR if len(cells) == 1 else _THIN_BAR
    bars_, texts = [], []
    for number, cell in enumerate(cells):
        middle = row.bars_top + (number + 0.5) * thickness
        if cell.value:
            fill = fills[number] if row.group.known or len(cells) > 1 else UNKNOWN
            bars_.append(_Bar(middle, thickness - 3, 0, cell.value, fill))
        texts.append(_behind(cell, middle))
    return bars_, texts


def _behind(cell: Cell, middle: float) -> _Written:
    return _Written(middle, cell.value or 0.0, cell.text, cell.value is None)


def _stack(row: _Row, fills: Sequence[Fill]) -> tuple[list[_Bar], list[_Written]]:
    middle, end = row.bars_top + _BAR / 2, 0.0
    bars_ = []
    for number, cell in enumerate(row.group.cells):
        if cell.value:
            bars_.append(_Bar(middle, _BAR - 3, end, cell.value, fills[number]))
            end += cell.value
    return bars_, [_Written(middle, end, row.group.total, faint=False)]


def _share(row: _Row) -> tuple[list[_Bar], list[_Written]]:
    middle = row.bars_top + _BAR / 2
    cell = row.group.cells[0]
    if cell.value is None:
        return [], [_behind(cell, middle)]
    bars_ = [_Bar(middle, _BAR - 3, 0, _HUNDRED, WHOLE)]
    if cell.value:
        bars_.append(_Bar(middle, _BAR - 3, 0, cell.value, FILLS[0] if row.group.known else UNKNOWN))
    return bars_, [_Written(middle, _HUNDRED, cell.text, faint=False)]

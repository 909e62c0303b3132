"""A sheet: the title above a drawing, what stands below it, and room between them as high as the drawing needs.

Places are pixels from the upper left corner.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle

from app.charts.drawing.letters import LINE, font, shortened, width_of, wrapped
from app.charts.drawing.style import FAINT, GROUND, TEXT, Fill, Sizes
from app.charts.picture import Picture

# matplotlib counts inches of 72 points
INCH = 72.0
_MOST_LINES = 12


class Box(NamedTuple):
    """A rectangle."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Body:
    """What stands in the middle: how high it is, what draws it, and the fills that a legend explains."""

    height: float
    draw: Callable[["Sheet", Box], None]
    legend: Sequence[tuple[str, Fill]] = ()


class Line(NamedTuple):
    """A line of text as it is set."""

    text: str
    size: float
    weight: str
    colour: str


class Sheet:
    """A figure that is filled from its upper edge downwards."""

    def __init__(self, width: float, height: float) -> None:
        self.width = width
        self.height = height
        self.figure = Figure(figsize=(width / INCH, height / INCH), dpi=INCH, facecolor=GROUND)

    def write(self, x: float, baseline: float, line: Line, align: str = "left") -> None:
        """Set a line of text on a baseline; `x` is its left end, its middle or its right end."""
        self.figure.text(
            x / INCH,
            (self.height - baseline) / INCH,
            line.text,
            transform=self.figure.dpi_scale_trans,
            fontproperties=font(line.size, line.weight),
            color=line.colour,
            horizontalalignment=align,
            verticalalignment="baseline",
            parse_math=False,
        )

    def axes(self, box: Box) -> Axes:
        """Return axes in a rectangle, without any frame."""
        at = (
            box.left / self.width,
            1 - (box.top + box.height) / self.height,
            box.width / self.width,
            box.height / self.height,
        )
        axes = self.figure.add_axes(at, facecolor="none")
        axes.spines[:].set_visible(False)
        axes.tick_params(length=0)
        return axes


def composed(picture: Picture, width: float, sizes: Sizes, body: Body) -> Figure:
    """Return the figure of a picture around its middle part."""
    inner = width - 2 * sizes.margin
    head = _lines(picture.title, inner, sizes.title, "bold", TEXT) + _lines(
        picture.subtitle, inner, sizes.text, "normal", FAINT
    )
    foot = [
        line for text in (*picture.notes, picture.source) for line in _lines(text, inner, sizes.small, "normal", FAINT)
    ]
    rows = _legend_rows(body.legend, inner, sizes)
    heights = [_height(head), len(rows) * _row(sizes), body.height, _height(foot)]
    gap = sizes.margin * 0.75
    total = 2 * sizes.margin + sum(heights) + gap * (sum(height > 0 for height in heights) - 1)
    sheet = Sheet(width, round(total))
    top = sizes.margin
    top = _write_all(sheet, head, sizes.margin, top) + gap
    if rows:
        _explain(sheet, rows, sizes, top)
        top += heights[1] + gap
    body.draw(sheet, Box(sizes.margin, top, inner, body.height))
    _write_all(sheet, foot, sizes.margin, top + body.height + gap)
    return sheet.figure


def _lines(text: str, width: float, size: float, weight: str, colour: str) -> list[Line]:
    lines = shortened(wrapped(text, width, size, weight), _MOST_LINES)
    return [Line(line, size, weight, colour) for line in lines]


def _height(lines: Sequence[Line]) -> float:
    return sum(line.size * LINE for line in lines)


def _write_all(sheet: Sheet, lines: Sequence[Line], left: float, top: float) -> float:
    """Set lines below each other; return where they end."""
    for line in lines:
        sheet.write(left, top + line.size, line)
        top += line.size * LINE
    return top


def _row(sizes: Sizes) -> float:
    return sizes.text * LINE + 5


_SWATCH, _AFTER_SWATCH, _BETWEEN = 26.0, 8.0, 20.0


def _legend_rows(legend: Sequence[tuple[str, Fill]], width: float, sizes: Sizes) -> list[list[tuple[float, str, Fill]]]:
    """Return the entries of a legend in rows, each entry with its place from the left."""
    rows: list[list[tuple[float, str, Fill]]] = []
    left = width
    for label, fill in legend:
        told = shortened(wrapped(label, width - _SWATCH - _AFTER_SWATCH - 8, sizes.text), 1)[0]
        needed = _SWATCH + _AFTER_SWATCH + width_of(told, sizes.text)
        if left + needed > width:
            rows.append([])
            left = 0.0
        rows[-1].append((left, told, fill))
        left += needed + _BETWEEN
    return rows


def _explain(sheet: Sheet, rows: Sequence[Sequence[tuple[float, str, Fill]]], sizes: Sizes, top: float) -> None:
    for number, row in enumerate(rows):
        middle = top + (number + 0.5) * _row(sizes)
        for left, label, fill in row:
            x = sizes.margin + left
            sheet.figure.add_artist(swatch(sheet, Box(x, middle - 8, _SWATCH, 16), fill))
            line = Line(label, sizes.text, "normal", TEXT)
            sheet.write(x + _SWATCH + _AFTER_SWATCH, middle + sizes.text * 0.36, line)


def swatch(sheet: Sheet, box: Box, fill: Fill) -> Patch:
    """Return a rectangle that looks like the bars of a series."""
    return Rectangle(
        (box.left / INCH, (sheet.height - box.top - box.height) / INCH),
        box.width / INCH,
        box.height / INCH,
        transform=sheet.figure.dpi_scale_trans,
        **looks(fill),
    )


def looks(fill: Fill) -> dict[str, Any]:
    """Return how a patch of a fill is drawn."""
    return {
        "facecolor": fill.colour,
        "hatch": fill.hatch,
        "hatchcolor": fill.lines,
        "edgecolor": fill.outline,
        "linewidth": 1.0,
    }

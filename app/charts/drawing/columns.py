"""What happens over time: standing bars, or points with their intervals, from left to right."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from app.charts.drawing.letters import LINE, font, width_of
from app.charts.drawing.sheet import Body, Box, Line, Sheet, looks
from app.charts.drawing.style import AXIS, FILLS, GRID, GROUND, TEXT, UNKNOWN, Sizes
from app.charts.numbers import shortest
from app.charts.picture import Group, Picture

_HEIGHT = 230.0
_LOW_HEIGHT = 190.0
_NARROW = 520.0
_SPACE = 6.0
_BAR_SHARE = 0.7
_MOST_TICKS = 5
_GAP = 8.0
# of the axis of points: what differs by less is not to look as if it were far apart
_LEAST_RANGE = 2.0
# from the edges of the sheet
_EDGE = 4.0


def fits(picture: Picture, width: float, sizes: Sizes) -> bool:
    """Whether every column is wide enough for the figure above it."""
    slot = width / len(picture.groups)
    return all(width_of(group.cells[0].text, sizes.text) + _SPACE <= slot for group in picture.groups)


def columns(picture: Picture, width: float, sizes: Sizes) -> Body:
    """Return the drawing of standing bars, each with its figure above it."""
    height = _height(width)

    def draw(sheet: Sheet, box: Box) -> None:
        axes = sheet.axes(Box(box.left, box.top, box.width, height))
        _columns(axes, picture.groups, height, sizes)
        _write_times(sheet, Box(box.left, box.top + height, box.width, 0), picture.groups, sizes)

    return Body(height + _below(sizes), draw)


def points(picture: Picture, width: float, sizes: Sizes) -> Body:
    """Return the drawing of points with their intervals, and an axis for them."""
    height = _height(width) + 30
    scale = _scale(picture.groups, (sizes.text * LINE + _SPACE) / height)
    ticks = MaxNLocator(_MOST_TICKS, steps=[1, 2, 2.5, 5, 10]).tick_values(*scale)
    labels = [shortest(tick, picture.language) for tick in ticks]
    left = max(width_of(label, sizes.small) for label in labels) + _GAP

    def draw(sheet: Sheet, box: Box) -> None:
        sheet.write(box.left, box.top + sizes.small, Line(picture.axis, sizes.small, "normal", TEXT))
        top = sizes.small * LINE + _GAP
        inner = Box(box.left + left, box.top + top, box.width - left, height - top)
        axes = sheet.axes(inner)
        axes.set_ylim(ticks[0], ticks[-1])
        axes.set_yticks(ticks)
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: shortest(value, picture.language)))
        axes.tick_params(axis="y", labelcolor=TEXT, pad=_GAP / 2)
        for label in axes.get_yticklabels():
            label.set_fontproperties(font(sizes.small))
        axes.grid(axis="y", color=GRID, linewidth=1)
        axes.set_axisbelow(True)
        _points(axes, picture.groups, inner.width, sizes)
        _write_times(sheet, Box(inner.left, box.top + height, inner.width, 0), picture.groups, sizes)

    return Body(height + _below(sizes), draw)


def _height(width: float) -> float:
    return _LOW_HEIGHT if width < _NARROW else _HEIGHT


def _below(sizes: Sizes) -> float:
    return sizes.text * LINE + _SPACE


def _across(axes: Axes, groups: Sequence[Group]) -> None:
    axes.set_xlim(-0.5, len(groups) - 0.5)
    axes.set_xticks([])


def _columns(axes: Axes, groups: Sequence[Group], height: float, sizes: Sizes) -> None:
    _across(axes, groups)
    highest = max((group.cells[0].value or 0 for group in groups), default=0) or 1
    # above the highest column its figure has to have room
    axes.set_ylim(0, highest * height / (height - sizes.text * LINE - _SPACE))
    axes.set_yticks([])
    for place, group in enumerate(groups):
        cell = group.cells[0]
        if cell.value:
            fill = FILLS[0] if group.known else UNKNOWN
            axes.bar(place, cell.value, _BAR_SHARE, clip_on=False, **looks(fill))
        _write_above(axes, place, cell.value or 0, cell.text, sizes)
    axes.axhline(0, color=AXIS, linewidth=1.25, clip_on=False)


def _scale(groups: Sequence[Group], above: float) -> tuple[float, float]:
    """Return the least figure of all points and bounds, and the greatest with room `above` it, a part of the whole."""
    cells = [group.cells[0] for group in groups if group.cells[0].value is not None]
    every = [bound for cell in cells for bound in (cell.value, cell.low, cell.high) if bound is not None]
    least, greatest = min(every, default=0.0), max(every, default=0.0)
    if greatest - least < _LEAST_RANGE:
        least, greatest = least - _LEAST_RANGE / 2, greatest + _LEAST_RANGE / 2
    return least, greatest + (greatest - least) * above / (1 - above)


def _points(axes: Axes, groups: Sequence[Group], width: float, sizes: Sizes) -> None:
    _across(axes, groups)
    axes.axhline(axes.get_ylim()[0], color=AXIS, linewidth=1.25, clip_on=False)
    colour = FILLS[0].colour
    values = [group.cells[0].value for group in groups]
    heights = [float("nan") if value is None else value for value in values]
    axes.plot(range(len(groups)), heights, color=colour, linewidth=1.5, linestyle=(0, (4, 3)))
    slot = width / len(groups)
    for place, group in enumerate(groups):
        cell = group.cells[0]
        if cell.value is None:
            _write_above(axes, place, axes.get_ylim()[0], cell.text, sizes)
            continue
        below, above = cell.value - (cell.low or cell.value), (cell.high or cell.value) - cell.value
        axes.errorbar(
            place,
            cell.value,
            yerr=[[below], [above]],
            color=colour,
            ecolor=colour,
            elinewidth=2,
            capsize=5,
            capthick=2,
            marker="o",
            markersize=9,
            markeredgecolor=GROUND,
            clip_on=False,
        )
        if width_of(cell.text, sizes.text) + _SPACE <= slot:
            _write_above(axes, place, cell.value + above, cell.text, sizes)


def _write_above(axes: Axes, place: float, height: float, text: str, sizes: Sizes) -> None:
    axes.annotate(
        text,
        (place, height),
        (0, _SPACE),
        textcoords="offset points",
        fontproperties=font(sizes.text),
        color=TEXT,
        horizontalalignment="center",
        verticalalignment="bottom",
        parse_math=False,
        annotation_clip=False,
    )


def _write_times(sheet: Sheet, box: Box, groups: Sequence[Group], sizes: Sizes) -> None:
    """Set the label of every column below it, or of every second, third … where they are too narrow."""
    slot = box.width / len(groups)
    widest = max(width_of(group.label, sizes.text) for group in groups) + _SPACE
    step = max(1, -int(-widest // slot))
    for place in range(len(groups) - 1, -1, -step):
        half = width_of(groups[place].label, sizes.text) / 2
        x = min(max(box.left + (place + 0.5) * slot, _EDGE + half), sheet.width - _EDGE - half)
        line = Line(groups[place].label, sizes.text, "normal", TEXT)
        sheet.write(x, box.top + _SPACE + sizes.text, line, "center")

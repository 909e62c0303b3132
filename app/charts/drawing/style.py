"""Colours, patterns and sizes. Lengths are pixels of a picture at its own size, which are points of 1/72 inch here.

Whoever sees little, or no colours, or a copy in grey, tells the series apart by their patterns, and by their lightness:
dark and middle fills alternate, so that neighbours differ by 3:1 (WCAG 2.2, 1.4.11) like each of them from the ground.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle

from app.charts.picture import Series

GROUND = "#ffffff"
TEXT = "#1b2733"
FAINT = "#44505c"
AXIS = "#5c6874"
# behind the figures, for the eye to follow; it says nothing by itself
GRID = "#dfe4ea"


@dataclass(frozen=True, slots=True)
class Fill:
    """How bars of a series look: their colour, the pattern on it with its own colour, and their outline."""

    colour: str
    hatch: str | None
    lines: str
    outline: str = TEXT


FILLS = (
    Fill("#0b3c6f", None, GROUND),
    Fill("#d4730b", "////", TEXT),
    Fill("#6a1b5d", "||", GROUND),
    Fill("#2f9e8f", "\\\\\\\\", TEXT),
    Fill("#3d3d3d", "xx", GROUND),
    Fill("#8f8f8f", "--", TEXT),
)
# what no record says anything of
UNKNOWN = Fill(GROUND, "//", FAINT, FAINT)
# the whole that a share is a part of
WHOLE = Fill(GROUND, None, AXIS, AXIS)

FAMILY = "DejaVu Sans"
# where the picture is shown with the fonts of the reader, which are narrower than the one it was measured with
FAMILIES = "system-ui, 'Segoe UI', 'Noto Sans', Roboto, Arial, 'DejaVu Sans', sans-serif"

# from this width on there is room for labels beside the bars
WIDE = 520


@dataclass(frozen=True, slots=True)
class Sizes:
    """Sizes of letters and of the margin."""

    margin: float
    title: float
    text: float
    small: float


def sizes_of(width: float) -> Sizes:
    """Return the sizes of a picture of a width."""
    return Sizes(24, 20, 13, 12) if width >= WIDE else Sizes(14, 17, 13, 12)


def fills_of(series: Sequence[Series]) -> list[Fill]:
    """Return how the bars of each series look."""
    known = cycle(FILLS)
    return [next(known) if one.known else UNKNOWN for one in series]

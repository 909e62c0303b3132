"""How wide text is, and where it is broken into lines."""

from functools import lru_cache

from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import FontProperties

from app.charts.drawing.style import FAMILY

LINE = 1.3
_ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"


@lru_cache(maxsize=1)
def _renderer() -> RendererAgg:
    return RendererAgg(1, 1, 72)  # type: ignore[no-untyped-call] # matplotlib leaves its constructor without types


@lru_cache(maxsize=16)
def font(size: float, weight: str = "normal") -> FontProperties:
    """Return the font of a size."""
    return FontProperties(family=FAMILY, size=size, weight=weight)


@lru_cache(maxsize=4096)
def width_of(text: str, size: float, weight: str = "normal") -> float:
    """Return the width of a line."""
    measured: tuple[float, float, float] = _renderer().get_text_width_height_descent(  # type: ignore[no-untyped-call] # the same
        text, font(size, weight), ismath=False
    )
    return float(measured[0])


def wrapped(text: str, width: float, size: float, weight: str = "normal") -> list[str]:
    """Return the lines of a text that fit into a width; a word that is wider is broken within."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if width_of(longer, size, weight) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        *whole, line = _broken(word, width, size, weight)
        lines += whole
    return [*lines, line] if line else lines


def _broken(word: str, width: float, size: float, weight: str) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and width_of(pieces[-1] + letter, size, weight) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def shortened(lines: list[str], most: int) -> list[str]:
    """Return the first of some lines, with a sign that there were more."""
    return lines if len(lines) <= most else [*lines[: most - 1], f"{lines[most - 1]}{_ELLIPSIS}"]

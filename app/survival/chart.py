"""The picture of a survival curve: where everything stands in it, and in which words. No I/O.

It is drawn from the figures that clients get, so that picture and answer cannot differ. Lengths are pixels of the
picture's own coordinates, from the upper left corner.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from math import ceil

from app.core.errors import Language
from app.survival.schemas import SurvivalPoint, SurvivalRead

LEFT, RIGHT, TOP, BOTTOM = 76, 728, 116, 356
DAYS_A_YEAR = Decimal("365.25")
_STEPS = (1, 2, 5, 10, 20)
_MOST_TICKS = 10
_ONE = Decimal(1)

# from days to where they are
Across = Callable[[Decimal | int], str]


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis: where, and what it says; on that of time also how many are still watched then."""

    at: str
    label: str
    at_risk: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on the curve where innovations were lost from sight."""

    x: str
    y: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """What the template draws: paths in the notation of SVG, empty where there is nothing to draw."""

    curve: str
    band: str
    marks: list[Mark]
    shares: list[Tick]
    times: list[Tick]


def drawing_of(told: SurvivalRead, language: Language) -> Drawing:
    """Return where the parts of a curve stand."""
    years = max((point.days for point in told.points), default=0) / DAYS_A_YEAR
    step = next((step for step in _STEPS if years <= step * _MOST_TICKS), _STEPS[-1])
    last = max(1, ceil(years / step)) * step
    across = (RIGHT - LEFT) / (last * DAYS_A_YEAR)

    def x(days: Decimal | int) -> str:
        return _pixels(LEFT + days * across)

    return Drawing(
        curve=_curve(told.points, x),
        band=_band(told.points, x),
        marks=[Mark(x(point.days), _y(Decimal(point.survival))) for point in told.points if point.censored],
        shares=[Tick(_y(Decimal(share) / 100), percent(Decimal(share) / 100, language)) for share in range(0, 101, 25)],
        times=[
            Tick(x(year * DAYS_A_YEAR), str(year), number(_at_risk(told.points, year * DAYS_A_YEAR), language))
            for year in range(0, last + 1, step)
        ],
    )


def percent(share: Decimal, language: Language) -> str:
    """Return a share of one as a percentage with at most one decimal: `85,7%` in Indonesian, `85.7%` in English."""
    hundredths = (share * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)
    told = f"{hundredths:f}".removesuffix(".0")
    return f"{told.replace('.', ',') if language == 'id' else told}%"


def number(count: int, language: Language) -> str:
    """Return a whole number with its thousands apart: `1.284` in Indonesian, `1,284` in English."""
    told = f"{count:,}"
    return told.replace(",", ".") if language == "id" else told


def _at_risk(points: Sequence[SurvivalPoint], days: Decimal) -> int:
    return next((point.at_risk for point in points if point.days >= days), 0)


def _pixels(length: Decimal) -> str:
    return f"{length:.2f}"


def _y(share: Decimal) -> str:
    return _pixels(BOTTOM - share * (BOTTOM - TOP))


def _curve(points: Sequence[SurvivalPoint], x: Across) -> str:
    steps = (f"H{x(point.days)}V{_y(Decimal(point.survival))}" for point in points)
    return f"M{x(0)} {_y(_ONE)}{''.join(steps)}" if points else ""


def _band(points: Sequence[SurvivalPoint], x: Across) -> str:
    """Return the outline of the intervals: along their upper bounds, and back along the lower ones."""
    there = _edge([(x(point.days), point.upper) for point in points], x(0))
    back = _edge([(x(point.days), point.lower) for point in points], x(0))
    return f"M{'L'.join([*there, *reversed(back)])}Z" if points else ""


def _edge(bounds: Iterable[tuple[str, str | None]], start: str) -> list[str]:
    """Return the corners of the steps of a bound; where it is not defined any more, it ends at its last height."""
    height = _y(_ONE)
    corners = [f"{start} {height}"]
    for x, bound in bounds:
        corners.append(f"{x} {height}")
        if bound is not None:
            height = _y(Decimal(bound))
            corners.append(f"{x} {height}")
    return corners

"""Quartiles of numbers: the rule, and nothing else.

The place of the p-th quantile among n numbers in their order, counted from nought, is p (n - 1); between two numbers it
is taken in proportion. That is type 7 of Hyndman and Fan (Sample Quantiles in Statistical Packages, The American
Statistician 50, 1996), the rule of R and of QUARTILE.INC in spreadsheets, so that everyone can check it there.
"""

from collections.abc import Sequence
from fractions import Fraction

_QUARTERS = tuple(Fraction(quarter, 4) for quarter in range(5))


def quartiles(values: Sequence[Fraction]) -> list[Fraction]:
    """Return the lowest, the quartiles and the highest of numbers in their order, of which there is one at least."""
    return [_quantile(values, part) for part in _QUARTERS]


def _quantile(values: Sequence[Fraction], part: Fraction) -> Fraction:
    place = part * (len(values) - 1)
    below = place.numerator // place.denominator
    if place == below:
        return values[below]
    return values[below] + (place - below) * (values[below + 1] - values[below])

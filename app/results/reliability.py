"""Agreement of a panel: Krippendorff's alpha for interval data, computed exactly.

Alpha is 1 - (observed disagreement / expected disagreement), where the disagreement of two values is the square of
their difference; 1 is perfect agreement, 0 what chance would give. Values that nobody else's stand beside are not
pairable and do not count, so a unit may have any number of observers.

Source: K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011, University of Pennsylvania,
repository.upenn.edu/asc_papers/43): any number of observers, missing data, interval metric.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction


def interval_alpha(units: Iterable[Sequence[Fraction]]) -> Fraction | None:
    """Return alpha of the values that observers gave to each unit; None where it is not defined.

    That is where fewer than two values are pairable, and where all of them are the same: then nothing could have
    disagreed, and agreement says nothing. Costs one pass: the squares of all differences within m values sum to
    m x (sum of squares) - (sum)^2 over unordered pairs.

    Args:
        units: for each unit the values it was given; a missing value is left out.
    """
    count = 0
    total = squares = observed = Fraction(0)
    for values in units:
        size = len(values)
        if size < 2:  # noqa: PLR2004 - a pair
            continue
        unit_total = sum(values, Fraction(0))
        unit_squares = sum((value * value for value in values), Fraction(0))
        observed += (size * unit_squares - unit_total**2) / (size - 1)
        count += size
        total += unit_total
        squares += unit_squares
    expected = count * squares - total**2
    if not expected:
        return None
    return 1 - observed * (count - 1) / expected

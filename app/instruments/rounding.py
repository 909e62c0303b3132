"""The one way in which exact results are rounded: half-up, at display, and nowhere before."""

from decimal import Decimal
from fractions import Fraction


def half_up(value: Fraction, decimals: int) -> Decimal:
    """Return an exact number with so many decimals; a half goes away from zero."""
    steps = int(abs(value) * 10**decimals + Fraction(1, 2))
    return Decimal(-steps if value < 0 else steps).scaleb(-decimals)

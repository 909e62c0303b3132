"""Showing exact numbers: rounded half up, once, at the end. No floating point anywhere.

A half is rounded away from zero (`0.125` to `0.13`, `-0.125` to `-0.13`), as people round by hand. What ranks, passes
or is averaged is never a rounded number.
"""

from decimal import Decimal
from fractions import Fraction
from math import isqrt

from app.instruments.rounding import half_up


def shown(value: Fraction, decimals: int) -> str:
    """Return a number as text with so many decimals, a half rounded away from zero."""
    return format(half_up(value, decimals), "f")


def shown_root(value: Fraction, decimals: int) -> str:
    """Return the square root of a number that is not negative as text, rounded half up from its exact value.

    Raises:
        ValueError: the number is negative.
    """
    if value < 0:
        message = "a negative number has no root"
        raise ValueError(message)
    # the floor of twice the root in last places, from which half up is one whole division away
    doubled = isqrt(value.numerator * 4 * 10 ** (2 * decimals) // value.denominator)
    return shown(Fraction((doubled + 1) // 2, 10**decimals), decimals)


def exact(value: Fraction) -> str:
    """Return a number as the fraction that it is, in lowest terms: `325/4`, which `Fraction` reads."""
    return f"{value.numerator}/{value.denominator}"


def plain(value: Decimal) -> str:
    """Return a decimal in its one spelling, whatever its trailing zeros: 80.0000 and 8E+1 are `80`."""
    told = format(value, "f")
    bare = told.rstrip("0").rstrip(".") if "." in told else told
    return "0" if bare in {"-0", ""} else bare

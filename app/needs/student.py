"""The quantile of Student's t distribution that a 95 % interval is made with. No I/O.

Its distribution function is a regularised incomplete beta function (Abramowitz and Stegun, Handbook of Mathematical
Functions, 26.7.1), P(|T| > t) = I_x(v/2, 1/2) with x = v / (v + t^2), which is evaluated by its continued fraction
(26.5.8) and turned round by bisection. From 200 degrees of freedom on the expansion in 1/v (26.7.5) is exact to more
digits than are shown.
"""

from functools import lru_cache
from math import exp, lgamma, log
from statistics import NormalDist

_TAILS = 0.05
_Z = NormalDist().inv_cdf(1 - _TAILS / 2)
_MANY = 200
_PRECISE = 1e-15
_TINY = 1e-300
_MOST_TERMS = 10_000


@lru_cache(maxsize=4096)
def quantile(freedom: float) -> float:
    """Return t such that |T| exceeds it with a probability of 5 %, for real degrees of freedom from 1 on."""
    if freedom >= _MANY:
        return _expanded(freedom)
    low, high = _Z, 13.0
    while high - low > 1e-13 * high:
        middle = (low + high) / 2
        if middle in {low, high}:
            break
        if _outside(middle, freedom) > _TAILS:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _expanded(freedom: float) -> float:
    z = _Z
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
    )
    return z + sum(term / freedom**power for power, term in enumerate(terms, 1))


def _outside(t: float, freedom: float) -> float:
    """Return the probability that |T| exceeds t."""
    x = freedom / (freedom + t * t)
    a, b = freedom / 2, 0.5
    # the fraction converges fast on this side of the bulk alone
    if x < (a + 1) / (a + b + 2):
        return _beta(x, a, b)
    return 1 - _beta(1 - x, b, a)


def _beta(x: float, a: float, b: float) -> float:
    """Return I_x(a, b) by its continued fraction (modified Lentz)."""
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(1 - x)) / a
    c, d = 1.0, 1 / _away(1 - (a + b) * x / (a + 1))
    found = d
    for m in range(1, _MOST_TERMS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d = 1 / _away(1 + term * d)
            c = _away(1 + term / c)
            found *= d * c
        if abs(d * c - 1) < _PRECISE:
            break
    return front * found


def _away(value: float) -> float:
    return value if abs(value) > _TINY else _TINY

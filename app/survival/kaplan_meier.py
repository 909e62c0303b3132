"""The survival curve of subjects of whom some were lost from sight: the rule, and nothing else.

The product-limit estimator of Kaplan and Meier (1958), Nonparametric Estimation from Incomplete Observations, Journal
of the American Statistical Association 53(282), 457-481: with n subjects at risk and d events at a time,

    S(t) = product over times up to t of (1 - d/n)

A subject that is lost from sight (censored) at the time of an event was still at risk then. The variance is that of
Greenwood (1926), The Natural Duration of Cancer, Reports on Public Health and Medical Subjects 33:

    Var S(t) = S(t)^2 x sum of d / (n (n - d))

The interval of 95 % is taken on the scale of the logarithm, as R's `survfit` does unless told otherwise, so that it
never reaches below zero; above, it is cut at one:

    exp(log S(t) -+ 1.96 x root of the sum of d / (n (n - d)))

Shares and variances are exact fractions. Bounds have no exact form; they are computed to 40 digits. Once nobody is left
(S = 0) neither variance nor bounds are defined.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction

# the quantile of the standard normal distribution at 97.5 %
_Z = Decimal("1.959963984540054235524594430520551527955")
_DIGITS = 40


@dataclass(frozen=True, slots=True, order=True)
class Subject:
    """Somebody who was watched for a number of days, and whether what was waited for happened then."""

    days: int
    event: bool


@dataclass(frozen=True, slots=True)
class Share:
    """The share that survived; `hazard` is the sum of d / (n (n - d)) until then, None once nobody is left."""

    survival: Fraction
    hazard: Fraction | None

    @property
    def variance(self) -> Fraction | None:
        """The variance by Greenwood; None once nobody is left."""
        return None if self.hazard is None else self.survival**2 * self.hazard

    @property
    def bounds(self) -> tuple[Fraction, Fraction] | None:
        """The interval of 95 %, within 0 and 1; None once nobody is left."""
        if self.hazard is None:
            return None
        with localcontext(prec=_DIGITS):
            spread = (_decimal(self.hazard).sqrt() * _Z).exp()
            share = _decimal(self.survival)
            lower, upper = Fraction(share / spread), Fraction(share * spread)
        return lower, min(upper, Fraction(1))


@dataclass(frozen=True, slots=True)
class Point:
    """A time at which something happened: to how many of those at risk, how many were lost, and who is left of all."""

    days: int
    at_risk: int
    events: int
    censored: int
    share: Share


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a curve stands at a time, and how many were watched for that long."""

    at_risk: int
    share: Share


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def curve(subjects: Iterable[Subject]) -> list[Point]:
    """Return the curve as its points, one for each time at which something happened or somebody was lost from sight."""
    happened = Counter((subject.days, subject.event) for subject in subjects)
    left, survival, hazard = sum(happened.values()), Fraction(1), Fraction(0)
    points: list[Point] = []
    for days in sorted({days for days, _ in happened}):
        events, censored = happened[days, True], happened[days, False]
        if events < left:
            hazard += Fraction(events, left * (left - events))
        survival *= 1 - Fraction(events, left)
        points.append(Point(days, left, events, censored, Share(survival, hazard if survival else None)))
        left -= events + censored
    return points


def at(points: Sequence[Point], days: Fraction) -> Standing | None:
    """Return where a curve stands after so many days; None where it is not defined.

    It is not defined beyond the last time at which anybody was watched, unless nobody was left by then.
    """
    share = next((point.share for point in reversed(points) if point.days <= days), Share(Fraction(1), Fraction(0)))
    at_risk = next((point.at_risk for point in points if point.days >= days), 0)
    return Standing(at_risk, share) if at_risk or not share.survival else None

"""Alpha against published examples, and against its definition by pairs."""

from fractions import Fraction
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from app.results.reliability import interval_alpha
from app.results.rounding import shown


def units(*observers: str) -> list[list[Fraction]]:
    """The values of each unit, out of a line for each observer; a point is a missing value."""
    rows = [line.split() for line in observers]
    return [[Fraction(value) for value in column if value != "."] for column in zip(*rows, strict=True)]


def by_pairs(every: list[list[Fraction]]) -> Fraction | None:
    """Alpha as it is defined: every ordered pair of pairable values."""
    pairable = [values for values in every if len(values) > 1]
    n = sum(map(len, pairable))
    if n < 2:
        return None
    within = sum(
        (Fraction((a - b) ** 2) / (len(values) - 1) for values in pairable for a, b in permutations(values, 2)),
        Fraction(0),
    )
    together = [value for values in pairable for value in values]
    among = sum((Fraction((a - b) ** 2) for a, b in permutations(together, 2)), Fraction(0))
    return None if not among else 1 - (within / n) / (among / (n * (n - 1)))


def test_the_example_of_krippendorff_with_four_observers_and_missing_values() -> None:
    """K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011): 0.849 for interval data."""
    alpha = interval_alpha(
        units(
            "1 2 3 3 2 1 4 1 2 . . .",
            "1 2 3 3 2 2 4 1 2 5 . 3",
            ". 3 3 3 2 3 4 2 2 5 1 .",
            "1 2 3 3 2 4 4 1 2 5 1 .",
        )
    )
    assert alpha == Fraction(951, 1120)
    assert shown(alpha, 3) == "0.849"


def test_the_example_with_three_coders_and_fifteen_units() -> None:
    """The computational example of the article "Krippendorff's alpha" in Wikipedia: 0.811 for interval data."""
    alpha = interval_alpha(
        units(
            ". . . . . 3 4 1 2 1 1 3 3 . 3",
            "1 . 2 1 3 3 4 3 . . . . . . .",
            ". . 2 1 3 4 4 . 2 1 1 3 3 . 4",
        )
    )
    assert alpha is not None
    assert shown(alpha, 3) == "0.811"


def test_where_alpha_is_not_defined() -> None:
    assert interval_alpha([]) is None
    assert interval_alpha(units("1 2 3")) is None
    assert interval_alpha(units("2 2", "2 2")) is None


def test_full_agreement_is_one_and_its_opposite_lies_below_zero() -> None:
    assert interval_alpha(units("1 2 3", "1 2 3")) == 1
    opposite = interval_alpha(units("1 2 3", "3 2 1"))
    assert opposite is not None
    assert opposite < 0


VALUES = st.fractions(0, 100, max_denominator=20)
UNITS = st.lists(st.lists(VALUES, max_size=5), max_size=7)


@given(UNITS)
def test_sums_of_squares_are_the_pairs(every: list[list[Fraction]]) -> None:
    assert interval_alpha(every) == by_pairs(every)


@given(UNITS, VALUES, st.fractions(1, 9, max_denominator=5))
def test_another_zero_and_another_unit_of_measure_change_nothing(
    every: list[list[Fraction]], more: Fraction, times: Fraction
) -> None:
    assert interval_alpha([[value * times + more for value in values] for values in every]) == interval_alpha(every)

"""Whether a reported index can follow from its own unsur."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.instruments.rounding import half_up
from app.surveys.reporting import Reported, judge, weights_that_fit

NINTH = Fraction(1, 9)
WEIGHTS = (NINTH, Fraction("0.111"), Fraction("0.11"))


def reported(index: str, *values: str, decimals: int = 2) -> Reported:
    return Reported(Fraction(index), 2, tuple(map(Fraction, values)), decimals)


def test_the_three_weights_of_one_report() -> None:
    # 955 / 29 = 32.931 over nine unsur
    values = ["3.66"] * 8 + ["3.65"]
    for index, weight in (("91.48", NINTH), ("91.38", Fraction("0.111")), ("90.56", Fraction("0.11"))):
        told = reported(index, *values)
        assert judge(told, weight).consistent
        assert weights_that_fit(told, WEIGHTS)
    low = judge(reported("90.56", *values), NINTH)
    assert not low.consistent
    assert half_up(low.follows, 2) == Decimal("91.47")
    assert weights_that_fit(reported("90.56", *values), WEIGHTS) == [Fraction("0.11")]


def test_a_figure_that_follows_from_no_weight() -> None:
    told = reported("85.00", *["3.00"] * 9)
    assert not judge(told, NINTH).consistent
    assert weights_that_fit(told, WEIGHTS) == []


def test_coarse_values_leave_more_room() -> None:
    fine, coarse = reported("76.10", *["3.00"] * 9), reported("76.10", *["3.0"] * 9, decimals=1)
    assert not judge(fine, NINTH).consistent
    assert judge(coarse, NINTH).consistent
    # nothing is above 4, so what rounds to 4.0 cannot be more
    assert judge(reported("100.00", *["4.0"] * 9, decimals=1), NINTH).high == 100


@given(
    st.lists(st.lists(st.integers(1, 4), min_size=1, max_size=30), min_size=9, max_size=9),
    st.sampled_from(WEIGHTS),
    st.integers(1, 4),
    st.integers(0, 3),
)
def test_what_was_computed_honestly_is_consistent(
    answers: list[list[int]], weight: Fraction, decimals: int, index_decimals: int
) -> None:
    exact = [Fraction(sum(one), len(one)) for one in answers]
    index = Fraction(half_up(sum(exact, Fraction(0)) * weight * 25, index_decimals))
    values = tuple(Fraction(half_up(one, decimals)) for one in exact)
    assert judge(Reported(index, index_decimals, values, decimals), weight).consistent


@pytest.mark.parametrize("off", ["0.20", "-0.20", "5", "-5"])
def test_what_is_off_by_more_than_rounding_is_not(off: str) -> None:
    values = ("3.25",) * 9
    right = Fraction("81.25")
    assert judge(Reported(right, 2, tuple(map(Fraction, values)), 2), NINTH).consistent
    assert not judge(Reported(right + Fraction(off), 2, tuple(map(Fraction, values)), 2), NINTH).consistent

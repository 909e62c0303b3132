from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.results.rounding import exact, plain, shown, shown_root


@pytest.mark.parametrize(
    ("value", "decimals", "told"),
    [
        (Fraction(215, 3), 2, "71.67"),
        (Fraction(1, 8), 2, "0.13"),
        (Fraction(-1, 8), 2, "-0.13"),
        (Fraction(1, 800), 2, "0.00"),
        (Fraction(-1, 800), 2, "0.00"),
        (Fraction(5, 2), 0, "3"),
        (Fraction(-5, 2), 0, "-3"),
        (Fraction(100), 2, "100.00"),
        (Fraction(1, 3), 6, "0.333333"),
        # a number in binary would lie below the half
        (Fraction(1005, 1000), 2, "1.01"),
    ],
)
def test_a_half_goes_away_from_zero(value: Fraction, decimals: int, told: str) -> None:
    assert shown(value, decimals) == told


@pytest.mark.parametrize(
    ("square", "decimals", "told"),
    [
        (Fraction(16), 2, "4.00"),
        (Fraction(0), 2, "0.00"),
        (Fraction(1, 3), 2, "0.58"),
        (Fraction(2), 6, "1.414214"),
        # a root that lies exactly on a half: 0.125
        (Fraction(1, 64), 2, "0.13"),
        (Fraction(1, 64) - Fraction(1, 10**30), 2, "0.12"),
        (Fraction(25, 4), 0, "3"),
    ],
)
def test_a_root_is_rounded_from_its_exact_value(square: Fraction, decimals: int, told: str) -> None:
    assert shown_root(square, decimals) == told


def test_a_negative_number_has_no_root() -> None:
    with pytest.raises(ValueError, match="negative"):
        shown_root(Fraction(-1), 2)


@given(st.decimals(-(10**6), 10**6, places=8), st.integers(0, 6))
def test_rounding_is_that_of_decimals(value: Decimal, decimals: int) -> None:
    rounded = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    assert Decimal(shown(Fraction(value), decimals)) == rounded


@given(st.fractions(0, 10**6), st.integers(0, 6))
def test_a_root_is_no_further_away_than_half_a_place(square: Fraction, decimals: int) -> None:
    told = Fraction(shown_root(square, decimals))
    half = Fraction(1, 2 * 10**decimals)
    assert (max(told - half, Fraction(0))) ** 2 <= square < (told + half) ** 2


@given(st.fractions())
def test_an_exact_number_can_be_read_again(value: Fraction) -> None:
    assert Fraction(exact(value)) == value


@given(st.decimals(-(10**6), 10**6, places=4), st.integers(0, 4))
def test_a_decimal_has_one_spelling(value: Decimal, zeros: int) -> None:
    with localcontext() as context:
        context.prec = 60
        longer = value.quantize(Decimal(1).scaleb(-4 - zeros))
    assert plain(longer) == plain(value)
    assert Decimal(plain(value)) == value
    assert plain(Decimal("8E+1")) == "80"
    assert plain(Decimal("-0.00")) == "0"

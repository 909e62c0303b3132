"""The change between two rounds: worked examples, the table of Student's t, and what must hold of any two rounds."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.needs.change import Change, Measured, NoInterval, change_of
from app.needs.student import quantile
from app.surveys.index import Histogram


def measured(*counts: int) -> Measured:
    """Return what so many answers of 1, 2, 3 and 4 come to."""
    found = Measured.of(Histogram(counts))
    assert found is not None
    return found


def change(one: tuple[int, ...], other: tuple[int, ...]) -> Change:
    return change_of(measured(*one), measured(*other))


HISTOGRAMS = st.tuples(*[st.integers(0, 500)] * 4).filter(lambda counts: sum(counts) >= 2)


# Student, two-sided 5 %, as every printed table has it
@pytest.mark.parametrize(
    ("freedom", "expected"),
    [
        (1, 12.7062047),
        (2, 4.3026527),
        (3, 3.1824463),
        (5, 2.5705818),
        (10, 2.2281389),
        (30, 2.0422725),
        (120, 1.9799304),
        (199, 1.9719565),
        (200, 1.9718962),
        (1000, 1.9623391),
        (10**9, 1.9599640),
    ],
)
def test_the_quantile_is_that_of_the_tables(freedom: float, expected: float) -> None:
    assert quantile(freedom) == pytest.approx(expected, abs=6e-8)


def test_the_two_ways_to_the_quantile_meet() -> None:
    assert quantile(199.999999) == pytest.approx(quantile(200.000001), abs=2e-9)
    spread = [quantile(1 + step / 7) for step in range(3000)]
    assert spread == sorted(spread, reverse=True)


def test_a_change_by_hand() -> None:
    """Before: n 10, sum 25, squares 69; after: n 10, sum 33, squares 115.

    Variances of the means 0.0722222 and 0.0677778, degrees of freedom 17.98188, t 2.101074, half-width 0.786150.
    """
    found = change((1, 4, 4, 1), (0, 2, 3, 5))
    assert (found.difference, found.shown) == (Fraction(4, 5), Decimal("0.8000"))
    assert found.interval is not None
    assert found.interval.low == Decimal("0.0138")
    assert found.interval.high == Decimal("1.5862")
    assert found.distinguishable is True


def test_a_change_that_may_be_noise() -> None:
    found = change((1, 4, 4, 1), (1, 3, 5, 1))
    assert found.shown == Decimal("0.1000")
    assert found.interval is not None
    assert found.interval.low < 0 < found.interval.high
    assert found.distinguishable is False


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        (Measured(Fraction(5, 2)), measured(1, 1, 1, 1), NoInterval.HANYA_DILAPORKAN),
        (measured(1, 1, 1, 1), Measured(Fraction(7, 2)), NoInterval.HANYA_DILAPORKAN),
        (measured(0, 1, 0, 0), measured(1, 1, 1, 1), NoInterval.RESPONDEN_KURANG),
        (measured(1, 1, 1, 1), measured(0, 0, 0, 1), NoInterval.RESPONDEN_KURANG),
        (measured(0, 0, 9, 0), measured(0, 0, 0, 9), NoInterval.TANPA_SEBARAN),
    ],
)
def test_without_a_spread_there_is_no_interval(before: Measured, after: Measured, why: NoInterval) -> None:
    found = change_of(before, after)
    assert (found.interval, found.no_interval, found.distinguishable) == (None, why, None)
    assert found.difference == after.mean - before.mean


@given(HISTOGRAMS, HISTOGRAMS)
def test_the_other_way_round_the_change_is_negated(one: tuple[int, ...], other: tuple[int, ...]) -> None:
    there, back = change(one, other), change(other, one)
    assert there.difference == -back.difference
    assert there.shown == -back.shown
    assert there.distinguishable == back.distinguishable
    assert there.no_interval == back.no_interval
    if there.interval and back.interval:
        assert (there.interval.low, there.interval.high) == (-back.interval.high, -back.interval.low)


@given(HISTOGRAMS, st.integers(1, 9))
def test_equal_rounds_show_no_change(one: tuple[int, ...], times: int) -> None:
    found = change(one, tuple(count * times for count in one))
    assert found.difference == 0
    assert found.distinguishable in {False, None}
    if found.interval:
        assert found.interval.low == -found.interval.high
        assert found.interval.high > 0


@given(HISTOGRAMS, HISTOGRAMS, st.integers(2, 50))
def test_more_answers_of_the_same_kind_narrow_the_interval(
    one: tuple[int, ...], other: tuple[int, ...], times: int
) -> None:
    few = change(one, other)
    many = change(tuple(count * times for count in one), tuple(count * times for count in other))
    assert many.difference == few.difference
    assume(few.interval is not None)
    assert many.interval is not None
    assert few.interval is not None
    assert few.interval.low <= many.interval.low <= many.interval.high <= few.interval.high
    assert many.interval.high - many.interval.low < few.interval.high - few.interval.low
    assert many.distinguishable or not few.distinguishable


@given(HISTOGRAMS, HISTOGRAMS)
def test_the_interval_lies_around_the_difference_and_is_rounded_outwards(
    one: tuple[int, ...], other: tuple[int, ...]
) -> None:
    found = change(one, other)
    assume(found.interval is not None)
    assert found.interval is not None
    low, high = Fraction(found.interval.low), Fraction(found.interval.high)
    assert low < found.difference < high
    assert abs((found.difference - low) - (high - found.difference)) <= Fraction(1, 10_000)
    assert found.distinguishable == (low > 0 or high < 0)


def test_what_nobody_answered_has_no_mean() -> None:
    assert Measured.of(Histogram((0, 0, 0, 0))) is None

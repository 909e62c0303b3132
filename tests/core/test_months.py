"""Periods in calendar months."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.months import earliest_within, months_after

days = st.dates(date(1995, 1, 1), date(2090, 1, 1))
months = st.integers(1, 60)


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2026, 1, 15), 6, date(2026, 7, 15)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(9999, 9, 1), 6, date.max),
        (date(1, 3, 1), -6, date.min),
    ],
)
def test_a_period_ends_on_the_day_of_the_same_number_or_the_last_of_the_month(
    start: date, count: int, end: date
) -> None:
    assert months_after(start, count) == end


@given(days, months)
def test_the_earliest_day_is_the_first_from_which_the_period_reaches(on: date, count: int) -> None:
    first = earliest_within(on, count)
    assert months_after(first, count) >= on
    assert months_after(date.fromordinal(first.toordinal() - 1), count) < on


@given(days, days, months)
def test_a_later_begin_never_ends_earlier(one: date, other: date, count: int) -> None:
    assert (one <= other) <= (months_after(one, count) <= months_after(other, count))


def test_nothing_lies_before_the_first_of_all_days() -> None:
    assert earliest_within(date.min, 6) == date.min

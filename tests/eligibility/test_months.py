"""Months are counted back from the closing day, never a day too early."""

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.eligibility.months import in_english, in_indonesian, old_enough_from

DAYS = st.dates(date(1995, 1, 1), date(2090, 12, 31))
MONTHS = st.integers(0, 240)


def counted_back(day: date, months: int) -> date:
    """The same day so many months before, or the last day of that month: step by step, as a calendar is leafed."""
    year, month = day.year, day.month
    for _ in range(months):
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


@pytest.mark.parametrize(
    ("start", "months", "first"),
    [
        ("2019-05-31", 24, "2021-05-31"),
        ("2019-05-30", 24, "2021-05-30"),
        ("2020-02-29", 12, "2021-03-01"),
        ("2020-02-28", 12, "2021-02-28"),
        ("2020-02-29", 48, "2024-02-29"),
        ("2020-08-31", 6, "2021-03-01"),
        ("2020-08-30", 6, "2021-03-01"),
        ("2020-08-28", 6, "2021-02-28"),
        ("2021-01-31", 1, "2021-03-01"),
        ("2021-03-31", 1, "2021-05-01"),
        ("2020-12-15", 1, "2021-01-15"),
        ("2020-12-31", 12, "2021-12-31"),
        ("2021-07-01", 0, "2021-07-01"),
        ("2021-11-30", 27, "2024-03-01"),
    ],
)
def test_the_first_day_that_is_late_enough(start: str, months: int, first: str) -> None:
    assert old_enough_from(date.fromisoformat(start), months) == date.fromisoformat(first)


@given(DAYS, MONTHS)
def test_it_is_the_first_day_from_which_one_comes_back_to_the_start(start: date, months: int) -> None:
    first = old_enough_from(start, months)
    assert counted_back(first, months) >= start
    assert counted_back(first - timedelta(days=1), months) < start


@given(DAYS, DAYS, MONTHS)
def test_who_began_earlier_is_old_enough_no_later(one: date, other: date, months: int) -> None:
    earlier, later = sorted((one, other))
    assert old_enough_from(earlier, months) <= old_enough_from(later, months)


@pytest.mark.parametrize(
    ("partial", "indonesian", "english"),
    [
        ("2021-07-01", "1 Juli 2021", "1 July 2021"),
        ("2021-12", "Desember 2021", "December 2021"),
        ("2021", "2021", "2021"),
        ("2020-02-29", "29 Februari 2020", "29 February 2020"),
    ],
)
def test_dates_are_told_in_words(partial: str, indonesian: str, english: str) -> None:
    assert (in_indonesian(partial), in_english(partial)) == (indonesian, english)

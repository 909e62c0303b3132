"""Dates that say no more than their source."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from app.core.partial_date import PartialDate, check, first_day, last_day

PARTIAL = st.builds(lambda day, length: day.isoformat()[:length], st.dates(), st.sampled_from([4, 7, 10]))


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2019", "2019-01-01", "2019-12-31"),
        ("2019-06", "2019-06-01", "2019-06-30"),
        ("2019-06-18", "2019-06-18", "2019-06-18"),
        ("2019-02", "2019-02-01", "2019-02-28"),
        ("2020-02", "2020-02-01", "2020-02-29"),
        ("2020-02-29", "2020-02-29", "2020-02-29"),
        ("2019-12", "2019-12-01", "2019-12-31"),
        ("0001", "0001-01-01", "0001-12-31"),
        ("9999-12", "9999-12-01", "9999-12-31"),
    ],
)
def test_the_days_that_a_partial_date_can_mean(value: str, first: str, last: str) -> None:
    assert check(value) == value
    assert (first_day(value), last_day(value)) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    "value",
    [
        "",
        "19",
        "0000",
        "0000-01",
        "20190618",
        "2019-6",
        "2019-13",
        "2019-00",
        "2019-06-00",
        "2019-06-31",
        "2019-02-29",
        "2019-06-18T00:00",
        "2019-06-18\n",
        " 2019",
        "-2019",
        "+2019",
        "12019",
        "٢٠١٩",
        "\uff12\uff10\uff11\uff19-06",
        "Juni 2019",
    ],
)
def test_what_names_no_year_month_or_day_is_refused(value: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(PartialDate).validate_python(value)


def test_a_number_is_no_date() -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(PartialDate).validate_python(2019)


@given(PARTIAL)
def test_a_partial_date_spans_its_days(value: str) -> None:
    assert check(value) == value
    assert first_day(value) <= last_day(value)
    assert first_day(value).isoformat().startswith(value)
    assert last_day(value).isoformat().startswith(value)


@given(one=PARTIAL, other=PARTIAL)
def test_text_sorts_by_first_day_and_coarser_before_finer(one: str, other: str) -> None:
    assert (one < other) == ((first_day(one), len(one)) < (first_day(other), len(other)))

"""Which name an agency had on a date."""

from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.timeline import in_force


@dataclass(frozen=True)
class Name:
    """A version by its dates alone."""

    valid_from: str | None = None
    valid_to: str | None = None
    first_stated_on: str | None = None
    last_stated_on: str | None = None


def stated(first: str, last: str | None = None) -> Name:
    return Name(first_stated_on=first, last_stated_on=last)


UNDATED = [Name()]
NEWS = [stated("2017-08-21"), stated("2019-06-18"), stated("2023-07-12")]
SPAN = [stated("2017-08-21", "2023-07-12")]
DECREED = [Name(valid_from="2010", valid_to="2012-06"), Name(valid_from="2015-03-01", valid_to="2020")]
MONTH = [Name(valid_from="2019-06")]
GROWN = [Name(), Name(valid_from="2022-12-20")]
OPEN_END = [Name(valid_to="2020")]

CASES = [
    ("a name without dates is the best known one on any day", UNDATED, "1999-01-01", (0, False)),
    ("the day that an article uses a name", NEWS, "2017-08-21", (0, True)),
    ("the day before it", NEWS, "2017-08-20", (0, False)),
    ("between two articles the earlier name is the last known", NEWS, "2018-12-31", (0, False)),
    ("the day of the second article", NEWS, "2019-06-18", (1, True)),
    ("the day before the third article", NEWS, "2023-07-11", (1, False)),
    ("long after the last article", NEWS, "2026-11-22", (2, False)),
    ("between two statements of one name", SPAN, "2020-01-01", (0, True)),
    ("the day of the later statement", SPAN, "2023-07-12", (0, True)),
    ("the day after it", SPAN, "2023-07-13", (0, False)),
    ("before a decree made the agency", DECREED, "2009-12-31", None),
    ("in the year of the decree, whose day is not known", DECREED, "2010-06-01", (0, False)),
    ("when the year of the decree is over", DECREED, "2010-12-31", (0, True)),
    ("the last day of a decree to a month", DECREED, "2012-06-30", (0, True)),
    ("in a gap between two decrees", DECREED, "2013-01-01", (0, False)),
    ("the day of the second decree", DECREED, "2015-03-01", (1, True)),
    ("the last day of the last decree", DECREED, "2020-12-31", (1, True)),
    ("after the last decree ended", DECREED, "2021-01-01", None),
    ("in the month of a decree", MONTH, "2019-06-15", (0, False)),
    ("at the end of that month", MONTH, "2019-06-30", (0, True)),
    ("before that month", MONTH, "2019-05-31", None),
    ("before a decree, when there was a name without dates", GROWN, "2022-12-19", (0, False)),
    ("from the decree on", GROWN, "2022-12-20", (1, True)),
    ("an end without a begin", OPEN_END, "2020-06-01", (0, False)),
    ("after an end without a begin", OPEN_END, "2021-01-01", None),
]


@pytest.mark.parametrize(("names", "on", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_the_name_on_a_day(names: list[Name], on: str, expected: tuple[int, bool] | None) -> None:
    found = in_force(names, date.fromisoformat(on))
    assert (found and (names.index(found.version), found.certain)) == expected


@given(days=st.lists(st.dates(), min_size=1, max_size=6, unique=True).map(sorted), on=st.dates())
def test_between_statements_the_last_name_used_holds(days: list[date], on: date) -> None:
    names = [stated(day.isoformat()) for day in days]
    found = in_force(names, on)
    assert found
    index = names.index(found.version)
    assert index == max(sum(day <= on for day in days) - 1, 0)
    assert found.certain == (on in days)

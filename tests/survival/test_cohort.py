"""When innovations began, and what became of them: the rule alone."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.signs_of_life.stops import Entered
from app.signs_of_life.vitality import Life
from app.survival.cohort import Fate, Known, Member, member_of

ON = date(2026, 6, 30)
RECORDED = date(2026, 1, 1)
PUBLISHED = date(2025, 1, 1)
Told = list[tuple[str, str | None]]


def known(stages: Told, first_known_on: str | None = None, last_sign: str | None = None) -> Known:
    sign = date.fromisoformat(last_sign) if last_sign else None
    return Known([Entered(*stage, RECORDED) for stage in stages], first_known_on, Life(PUBLISHED, sign))


def member(
    stages: Told, first_known_on: str | None = None, last_sign: str | None = None, on: date = ON
) -> Member | None:
    return member_of(known(stages, first_known_on, last_sign), on, 6)


def days(start: str, end: str) -> int:
    return (date.fromisoformat(end) - date.fromisoformat(start)).days


@pytest.mark.parametrize(
    ("stages", "first_known_on", "year", "began"),
    [
        ([("inisiatif", "2017"), ("uji_coba", "2018-03"), ("penerapan", "2019-05-10")], "2016", 2019, "2019-05-10"),
        ([("inisiatif", "2017"), ("uji_coba", "2018-03"), ("penerapan", None)], "2016", 2018, "2018-03-31"),
        ([("inisiatif", "2017"), ("uji_coba", None)], "2016", 2017, "2017-12-31"),
        ([("tidak_diketahui", "2017")], "2016", 2016, "2016-12-31"),
        ([("penerapan", "2015"), ("penerapan", "2019")], None, 2015, "2015-12-31"),
        ([("berhenti", None), ("penerapan", "2019")], None, 2019, "2019-12-31"),
    ],
)
def test_the_first_use_says_when_it_began_or_what_comes_next_to_it(
    stages: Told, first_known_on: str | None, year: int, began: str
) -> None:
    found = member(stages, first_known_on, "2026-06-01")
    assert found == Member(year, Fate.ALIVE, days(began, ON.isoformat()))


def test_what_nobody_dates_is_in_no_cohort() -> None:
    assert member([("penerapan", None), ("berhenti", "2020")], None, "2026-06-01") is None
    assert member([]) is None


USE: Told = [("penerapan", "2019-01-01")]


@pytest.mark.parametrize(
    ("stages", "last_sign", "fate", "until", "event"),
    [
        ([*USE, ("berhenti", "2021-03-05")], None, Fate.STOPPED, "2021-03-05", True),
        ([*USE, ("berhenti", "2021-03")], "2021-02-01", Fate.STOPPED, "2021-03-31", True),
        ([*USE, ("berhenti", "2026")], None, Fate.STOPPED, "2026-06-30", True),
        ([*USE, ("berhenti", None)], None, Fate.STOPPED_UNDATED, "2019-01-01", False),
        ([*USE, ("berhenti", None)], "2020-05-01", Fate.STOPPED_UNDATED, "2020-05-01", False),
        (USE, None, Fate.NEVER_HEARD, "2019-01-01", False),
        ([("uji_coba", "2018"), *USE, ("tidak_diketahui", "2020-02")], None, Fate.NEVER_HEARD, "2020-02-29", False),
        (USE, "2026-06-01", Fate.ALIVE, "2026-06-30", False),
        (USE, "2025-12-30", Fate.ALIVE, "2026-06-30", False),
        (USE, "2025-12-29", Fate.OVERDUE, "2025-12-29", False),
        (USE, "2025-06-30", Fate.OVERDUE, "2025-06-30", False),
        (USE, "2025-06-29", Fate.DORMANT, "2026-06-30", True),
        (USE, "2020-01-31", Fate.DORMANT, "2021-02-01", True),
        ([*USE, ("berhenti", "2020"), ("penerapan", "2022")], "2026-06-01", Fate.ALIVE, "2026-06-30", False),
    ],
)
def test_what_became_of_it(stages: Told, last_sign: str | None, fate: Fate, until: str, event: bool) -> None:
    found = member(stages, None, last_sign)
    assert found == Member(2019, fate, days("2019-01-01", until))
    assert found.subject.event is event


def test_a_later_date_at_which_it_was_known_shows_that_it_lived() -> None:
    assert member(USE, "2019-07-15") == Member(2019, Fate.NEVER_HEARD, days("2019-01-01", "2019-07-15"))


def test_that_it_was_published_shows_nothing() -> None:
    assert date(2019, 1, 1) < PUBLISHED
    found = member(USE)
    assert found is not None
    assert found.days == 0


def test_what_had_not_come_by_the_day_is_not_known() -> None:
    stages: Told = [("uji_coba", "2018"), ("penerapan", "2020"), ("berhenti", "2022")]
    assert member(stages, on=date(2017, 12, 31)) is None
    assert member(stages, on=date(2019, 6, 1)) == Member(2018, Fate.NEVER_HEARD, 0)
    assert member(stages, on=date(2021, 6, 1)) == Member(2020, Fate.NEVER_HEARD, 0)
    assert member(stages, on=date(2022, 1, 1)) == Member(2020, Fate.STOPPED, days("2020-12-31", "2022-01-01"))
    assert member([], "2019", on=date(2018, 12, 31)) is None


def test_a_longer_period_lets_it_live_longer() -> None:
    told = known(USE, None, "2025-06-29")
    fates = [found.fate for months in (6, 12, 24) if (found := member_of(told, ON, months))]
    assert fates == [Fate.DORMANT, Fate.OVERDUE, Fate.ALIVE]


partial = st.dates(date(2015, 1, 1), date(2027, 1, 1)).flatmap(
    lambda day: st.sampled_from([day.isoformat(), day.isoformat()[:7], day.isoformat()[:4]])
)
stage = st.tuples(
    st.sampled_from(["inisiatif", "uji_coba", "penerapan", "berhenti", "tidak_diketahui"]), st.none() | partial
)


@given(
    st.lists(stage, max_size=5),
    st.none() | partial,
    st.none() | st.dates(date(2014, 1, 1), ON).map(date.isoformat),
)
def test_no_time_is_negative_or_longer_than_there_was(stages: Told, first: str | None, sign: str | None) -> None:
    found = member(stages, first, sign)
    if found is not None:
        assert 0 <= found.days <= (ON - date(found.year, 1, 1)).days
        assert found.year in range(2015, 2027)


@given(st.dates(date(2019, 1, 1), ON), st.integers(0, 2000))
def test_an_end_that_is_known_stays_where_it_is(sign: date, later: int) -> None:
    first = member(USE, None, sign.isoformat())
    assert first is not None
    if first.fate is Fate.DORMANT:
        again = member(USE, None, sign.isoformat(), ON + timedelta(days=later))
        assert again == first

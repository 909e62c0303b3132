"""Whether an innovation is alive on a day: the rule alone."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.codes import Vitality
from app.signs_of_life.vitality import Life, reactivates, state_of, survival_checks

PUBLISHED = date(2026, 1, 15)
days = st.dates(date(2015, 1, 1), date(2040, 1, 1))


@pytest.mark.parametrize(
    ("sign", "on", "vitality", "since"),
    [
        (None, date(2026, 7, 15), "menunggu", PUBLISHED),
        (None, date(2026, 7, 16), "stale", date(2026, 7, 16)),
        (None, date(2027, 1, 15), "stale", date(2026, 7, 16)),
        (None, date(2027, 1, 16), "vakum", date(2027, 1, 16)),
        (date(2026, 3, 1), date(2026, 9, 1), "aktif", date(2026, 3, 1)),
        (date(2026, 3, 1), date(2026, 9, 2), "stale", date(2026, 9, 2)),
        (date(2026, 3, 1), date(2027, 3, 1), "stale", date(2026, 9, 2)),
        (date(2026, 3, 1), date(2027, 3, 2), "vakum", date(2027, 3, 2)),
    ],
)
def test_dates_alone_say_what_it_is(sign: date | None, on: date, vitality: str, since: date) -> None:
    state = state_of(Life(PUBLISHED, sign), on, 6)
    assert (state.vitality, state.since) == (vitality, since)


def test_the_period_is_a_setting() -> None:
    life = Life(PUBLISHED, date(2026, 3, 1))
    assert state_of(life, date(2026, 9, 2), 12).vitality is Vitality.AKTIF
    assert state_of(life, date(2026, 9, 2), 3).vitality is Vitality.VAKUM


def test_what_stopped_owes_nothing() -> None:
    life = Life(PUBLISHED, date(2026, 3, 1), stopped_on=date(2026, 4, 1))
    stopped = state_of(life, date(2030, 1, 1), 6)
    assert (stopped.vitality, stopped.since, stopped.due_on, stopped.vakum_on) == (
        Vitality.BERHENTI,
        date(2026, 4, 1),
        None,
        None,
    )
    assert state_of(life, date(2026, 3, 31), 6).vitality is Vitality.AKTIF


@given(days, st.none() | days, days, days, st.integers(1, 24))
def test_without_another_sign_it_never_gets_better(
    published: date, sign: date | None, one: date, other: date, months: int
) -> None:
    ranks = [Vitality.AKTIF, Vitality.MENUNGGU, Vitality.STALE, Vitality.VAKUM]
    life = Life(published, sign)
    earlier, later = (ranks.index(state_of(life, day, months).vitality) for day in sorted((one, other)))
    assert earlier <= later


@given(days, days, st.integers(1, 24))
def test_the_due_day_is_the_last_in_date_and_the_next_is_overdue(published: date, sign: date, months: int) -> None:
    due = state_of(Life(published, sign), sign, months).due_on
    assert due is not None
    assert state_of(Life(published, sign), due, months).vitality is Vitality.AKTIF
    assert state_of(Life(published, sign), due + timedelta(days=1), months).vitality is Vitality.STALE


@pytest.mark.parametrize(
    ("sign", "before", "woken"),
    [
        (date(2027, 3, 2), [date(2026, 3, 1)], True),
        (date(2027, 3, 1), [date(2026, 3, 1)], False),
        (date(2027, 3, 2), [date(2026, 3, 1), date(2026, 12, 1)], False),
        (date(2027, 3, 2), [date(2026, 3, 1), date(2027, 5, 1)], True),
        (date(2027, 1, 16), [], True),
        (date(2020, 1, 1), [], False),
    ],
)
def test_a_sign_after_two_periods_is_a_reactivation(sign: date, before: list[date], woken: bool) -> None:
    assert reactivates(sign, before, PUBLISHED, 6) is woken


def test_the_first_sign_of_the_day_or_later_answers_a_check() -> None:
    began = date(2026, 2, 1)
    none = survival_checks(began, [date(2026, 2, 1), date(2026, 7, 31)])
    assert [(check.months, check.due_on, check.answered_on) for check in none] == [
        (6, date(2026, 8, 1), None),
        (12, date(2027, 2, 1), None),
    ]
    assert [check.overdue(date(2026, 8, 2)) for check in none] == [True, False]
    both = survival_checks(began, [date(2027, 3, 1), date(2026, 9, 1), date(2026, 8, 20)])
    assert [check.answered_on for check in both] == [date(2026, 8, 20), date(2027, 3, 1)]

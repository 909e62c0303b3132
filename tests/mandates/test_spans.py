"""The days on which an innovation is alive are those on which the rule of vitality says so."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.mandates.spans import Signs, Span, active, alive, joined, within
from app.models.codes import Vitality
from app.signs_of_life.vitality import Life, state_of

BEGIN = date(2024, 1, 1)
days = st.integers(0, 900).map(lambda number: BEGIN + timedelta(days=number))
signs = st.builds(Signs, days, st.lists(days, max_size=6).map(tuple), st.none() | days)
spans = st.lists(st.builds(Span, days, days), max_size=6)


def vitality(known: Signs, on: date, months: int) -> Vitality:
    last = max((day for day in known.days if day <= on), default=None)
    return state_of(Life(known.owes_from, last, known.stopped_on), on, months).vitality


@given(signs, days, st.sampled_from([1, 3, 6]))
def test_spans_say_of_every_day_what_the_rule_says(known: Signs, on: date, months: int) -> None:
    found = vitality(known, on, months)
    assert any(one.holds(on) for one in alive(known, months)) == (found not in {Vitality.VAKUM, Vitality.BERHENTI})
    assert any(one.holds(on) for one in active(known, months)) == (found is Vitality.AKTIF)


@given(signs, st.sampled_from([1, 6]))
def test_spans_begin_and_end_where_something_changes(known: Signs, months: int) -> None:
    for found in (alive(known, months), active(known, months)):
        assert found == sorted(found)
        assert all(one.since < one.until for one in found)
        assert all(one.until < following.since for one, following in pairwise(found))


@given(spans, days)
def test_joining_keeps_every_day_and_adds_none(given_spans: list[Span], on: date) -> None:
    assert any(one.holds(on) for one in joined(given_spans)) == any(one.holds(on) for one in given_spans)


@given(spans, st.builds(Span, days, days), days)
def test_what_lies_within_a_window_lies_in_both(given_spans: list[Span], window: Span, on: date) -> None:
    in_both = window.holds(on) and any(one.holds(on) for one in given_spans)
    assert any(one.holds(on) for one in within(given_spans, window)) == in_both


def test_a_sign_after_the_second_period_begins_another_span() -> None:
    known = Signs(BEGIN, (date(2024, 3, 1), date(2026, 1, 1)))
    assert [(one.since, one.until) for one in alive(known, 6)] == [
        (date.min, date(2025, 3, 2)),
        (date(2026, 1, 1), date(2027, 1, 2)),
    ]
    assert [(one.since, one.until) for one in active(known, 6)] == [
        (date(2024, 3, 1), date(2024, 9, 2)),
        (date(2026, 1, 1), date(2026, 7, 2)),
    ]

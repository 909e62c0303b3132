"""The agreement of the three parties, and milestones."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.action_plans.agreement import PARTIES, signature_errors, standing_of
from app.action_plans.milestones import milestone_errors, overdue
from app.models.codes import PlanParty

DAY, TODAY = date(2017, 8, 21), date(2026, 11, 28)
DAYS = st.dates(date(2010, 1, 1), date(2030, 1, 1))


@given(st.dictionaries(st.sampled_from(PlanParty), st.none() | DAYS))
def test_an_agreement_is_complete_with_the_third_signature(signatures: dict[str, date | None]) -> None:
    standing = standing_of(signatures)
    assert {*standing.signed, *standing.missing} == set(PARTIES)
    assert set(standing.signed) == set(signatures)
    assert standing.complete == (len(signatures) == 3)
    known = len(signatures) == 3 and None not in signatures.values()
    assert standing.completed_on == (max(day for day in signatures.values() if day) if known else None)


@pytest.mark.parametrize(
    ("on", "codes"),
    [
        (None, []),
        (DAY, []),
        (TODAY, []),
        (DAY - timedelta(days=1), ["before_plan"]),
        (TODAY + timedelta(days=1), ["in_future"]),
    ],
)
def test_nobody_signs_before_there_is_a_plan_or_tomorrow(on: date | None, codes: list[str]) -> None:
    assert [error.code for error in signature_errors(on, DAY, TODAY)] == codes


@dataclass
class Milestone:
    due_on: date
    done_on: date | None = None


@pytest.mark.parametrize(
    ("milestone", "errors"),
    [
        (Milestone(DAY), []),
        (Milestone(DAY - timedelta(days=1)), [("#/m/due_on", "before_plan")]),
        (Milestone(date(2150, 1, 1)), [("#/m/due_on", "too_large")]),
        (Milestone(DAY, DAY - timedelta(days=1)), [("#/m/done_on", "before_plan")]),
        (Milestone(DAY, TODAY + timedelta(days=1)), [("#/m/done_on", "in_future")]),
    ],
)
def test_what_is_wrong_with_a_milestone(milestone: Milestone, errors: list[tuple[str, str]]) -> None:
    found = list(milestone_errors(milestone, DAY, TODAY, "#/m"))
    assert [(error.pointer, error.code) for error in found] == errors
    for error in found:
        assert error.message.in_language("id", **error.facts)


@given(DAYS, st.none() | DAYS, DAYS, st.none() | DAYS)
def test_a_milestone_is_overdue_from_the_day_after_until_it_is_done_or_the_plan_ends(
    due: date, done: date | None, on: date, ended: date | None
) -> None:
    late = overdue(Milestone(due, done), on, ended)
    assert late == (on > due and (done is None or on < done) and (ended is None or on < ended))

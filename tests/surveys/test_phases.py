"""Where a survey stands by its dates, and what may be done there."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.codes import SurveyStatus
from app.surveys.phases import ANNOUNCED, SurveyAction, legal_actions, status_of

FROM, UNTIL = date(2026, 3, 1), date(2026, 3, 31)


@pytest.mark.parametrize(
    ("day", "status"),
    [
        (date(2026, 2, 28), "scheduled"),
        (date(2026, 3, 1), "open"),
        (date(2026, 3, 31), "open"),
        (date(2026, 4, 1), "closed"),
    ],
)
def test_what_was_announced_follows_its_dates(day: date, status: str) -> None:
    assert status_of("open", FROM, UNTIL, day) == status


@given(st.sampled_from(["draft", "published", "cancelled"]), st.dates())
def test_what_people_decided_stands_whatever_the_day(kept: str, day: date) -> None:
    assert status_of(kept, FROM, UNTIL, day) == kept


def test_a_draft_of_a_period_that_is_over_was_written_down_afterwards() -> None:
    before = set(legal_actions(SurveyStatus.DRAFT, UNTIL, UNTIL))
    after = set(legal_actions(SurveyStatus.DRAFT, UNTIL, UNTIL + timedelta(days=1)))
    assert after - before == {SurveyAction.REPORT, SurveyAction.PUBLISH}


def test_nothing_that_was_published_or_cancelled_changes() -> None:
    assert list(legal_actions(SurveyStatus.PUBLISHED, UNTIL, UNTIL)) == [SurveyAction.REPORT]
    assert list(legal_actions(SurveyStatus.CANCELLED, UNTIL, UNTIL)) == []


@given(st.sampled_from(SurveyStatus), st.dates(), st.dates())
def test_only_what_is_over_is_published(status: SurveyStatus, until: date, today: date) -> None:
    if SurveyAction.PUBLISH in legal_actions(status, until, today):
        assert status in {SurveyStatus.DRAFT, SurveyStatus.CLOSED}
        assert status is SurveyStatus.CLOSED or today > until


def test_drafts_and_what_was_cancelled_are_nobodys_business() -> None:
    assert frozenset(SurveyStatus) - ANNOUNCED == {SurveyStatus.DRAFT, SurveyStatus.CANCELLED}

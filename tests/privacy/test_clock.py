"""The 3 x 24 hours of a request, to the edge."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from app.privacy.clock import due_at, is_overdue

OPENED = datetime(2026, 2, 27, 23, 59, 59, 999_999, tzinfo=UTC)
DUE = datetime(2026, 3, 2, 23, 59, 59, 999_999, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)


def test_a_request_is_due_after_exactly_72_hours() -> None:
    assert due_at(OPENED) == DUE
    assert due_at(OPENED) - OPENED == timedelta(hours=72)


@pytest.mark.parametrize(
    ("at", "overdue"), [(OPENED, False), (DUE - MOMENT, False), (DUE, False), (DUE + MOMENT, True)]
)
def test_the_last_moment_is_still_in_time(at: datetime, overdue: bool) -> None:
    assert is_overdue(DUE, None, at) is overdue


def test_what_is_answered_waits_for_nothing() -> None:
    assert not is_overdue(DUE, DUE + MOMENT, DUE + timedelta(days=9))


def test_no_time_zone_matters() -> None:
    wib = timezone(timedelta(hours=7))
    assert due_at(OPENED.astimezone(wib)) == DUE
    assert not is_overdue(DUE, None, DUE.astimezone(wib))

"""Evidence counts from the day it was issued to the last day it says, both included."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.evidence.validity import is_valid


@dataclass(frozen=True)
class Piece:
    """A piece of evidence with its dates."""

    issued_on: date | None = None
    valid_until: date | None = None
    withdrawn_at: datetime | None = None


DAY = date(2026, 5, 31)
BEFORE, AFTER = date(2026, 5, 30), date(2026, 6, 1)


@pytest.mark.parametrize(
    ("issued_on", "valid_until", "valid"),
    [
        (None, None, True),
        (BEFORE, None, True),
        (DAY, None, True),
        (AFTER, None, False),
        (None, BEFORE, False),
        (None, DAY, True),
        (None, AFTER, True),
        (DAY, DAY, True),
        (AFTER, AFTER, False),
        (BEFORE, BEFORE, False),
    ],
)
def test_the_days_on_which_it_counts(issued_on: date | None, valid_until: date | None, *, valid: bool) -> None:
    assert is_valid(Piece(issued_on, valid_until), DAY) is valid


@given(st.dates(), st.none() | st.dates(), st.none() | st.dates())
def test_what_was_withdrawn_never_counts(on: date, issued_on: date | None, valid_until: date | None) -> None:
    assert not is_valid(Piece(issued_on, valid_until, datetime(2026, 1, 1, tzinfo=UTC)), on)

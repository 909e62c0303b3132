"""When a request about personal data is due: the rule, and nothing else.

UU 27/2022 has personal data corrected within 3 x 24 hours of the request. These are hours and not days of an office:
they run through nights and holidays, and are counted between moments, so no time zone and no change of clocks matters.
"""

from datetime import datetime, timedelta

DUE_AFTER = timedelta(hours=72)


def due_at(opened_at: datetime) -> datetime:
    """Return the last moment at which an answer is in time."""
    return opened_at + DUE_AFTER


def is_overdue(due: datetime, answered_at: datetime | None, at: datetime) -> bool:
    """Whether a request waits for its answer at a moment past the one at which it was due."""
    return answered_at is None and at > due

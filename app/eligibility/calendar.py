"""The calendar of an agency: its innovations by the first day on which each may enter, in pages. No I/O."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.core.paging import Cut, decode
from app.eligibility.known import Assessed

# what has no day comes after all that has one
_NO_DAY = "9999-12-31"


@dataclass(frozen=True, slots=True)
class Row:
    """An innovation in a calendar, by id."""

    id: UUID
    assessed: Assessed
    eligible_from: date | None

    @property
    def day(self) -> str:
        """What the calendar sorts by."""
        return self.eligible_from.isoformat() if self.eligible_from else _NO_DAY


def rows_of(assessed: Mapping[UUID, Assessed]) -> list[Row]:
    """Return a calendar, the earliest first: by the earliest of the groups of each innovation."""
    rows = []
    for innovation_id, one in assessed.items():
        days = [group.eligible_from for group in one.groups if group.eligible_from is not None]
        rows.append(Row(innovation_id, one, min(days, default=None)))
    return sorted(rows, key=_key)


def page_of(rows: Sequence[Row], cursor: str | None, listing: str, limit: int) -> Cut:
    """Return the page of a calendar that a cursor leads to.

    Raises:
        InvalidCursor: the cursor belongs to another list.
    """
    place = decode(cursor, listing, 2) if cursor else None
    if place is None:
        return Cut(list(rows[:limit]), has_next=len(rows) > limit, has_prev=False)
    if place.backwards:
        before = [row for row in rows if _key(row) < place.keys]
        return Cut(before[-limit:], has_next=True, has_prev=len(before) > limit)
    after = [row for row in rows if _key(row) > place.keys]
    return Cut(after[:limit], has_next=len(after) > limit, has_prev=True)


def _key(row: Row) -> tuple[str, str]:
    return row.day, str(row.id)

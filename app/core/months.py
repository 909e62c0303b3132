"""Periods in calendar months. No I/O.

A period of months ends on the day of the same number; where the month has no such day, on its last one:

| begins      | months | ends        |
|-------------|--------|-------------|
| 15 Jan 2026 | 6      | 15 Jul 2026 |
| 31 Aug 2026 | 6      | 28 Feb 2027 |
| 29 Feb 2024 | 12     | 28 Feb 2025 |
"""

import calendar
from datetime import date, timedelta


def months_after(start: date, months: int) -> date:
    """Return the day on which a period of so many months ends; negative ones count back.

    Beyond the days that a `date` can name it is the last, or first, of them.
    """
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        return date.max if months > 0 else date.min
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def earliest_within(on: date, months: int) -> date:
    """Return the earliest day from which a period of so many months has not ended before a day."""
    day = months_after(on, -months)
    return day if day == date.min or months_after(day, months) >= on else day + timedelta(days=1)

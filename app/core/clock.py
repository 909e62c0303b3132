"""The city's time."""

from datetime import date, datetime, timedelta, timezone

# Western Indonesian Time has no daylight saving (Keputusan Presiden 41/1987).
WIB = timezone(timedelta(hours=7), "WIB")


def today() -> date:
    """Return today's date in Medan."""
    return datetime.now(WIB).date()

"""What an event does to the versions of one agency: the rule, and nothing else.

| event            | the version in force                 | the next version                                          |
|------------------|--------------------------------------|-----------------------------------------------------------|
| name, kind, move | ends the day before                  | begins on the day, with what changed and what stayed      |
| end              | ends the day before                  | none                                                      |
| begin            | begins on the day (the first one)    | stays                                                     |

Versions are only ever added at the end of the line: an event must lie after the day on which the last one begins, or
may begin where a document is not exact, so no two of them share a day and what was read of the days before stays as it
was. An end that is on record already goes over to the new version. Nothing is taken away.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from app.agencies.facts import AgencyEnds, AgencyKnownBefore, AgencyNotInForce, HistoryFull, OutOfOrder
from app.agencies.inputs import EARLIEST
from app.core.errors import FieldError, InvalidRequest, Text
from app.core.partial_date import first_day, last_day
from app.core.text import search_key
from app.core.timeline import begins_on, in_force
from app.models import Agency, AgencyVersion

# A document comes before its day, but seldom by more; a slip of the pen (2062 for 2026) could not be undone.
MOST_YEARS_AHEAD = 5
MOST_VERSIONS = 200

_CARRIED = ("name", "short_name", "kind", "parent_id", "area")
_TOO_EARLY = Text("Paling awal {earliest}.", "The earliest is {earliest}.")
_BEFORE_BEGIN = Text("Nama ini belum berlaku pada hari itu.", "The name had not begun on that day.")
_TOO_LATE = Text("Paling lambat {latest}.", "The latest is {latest}.")


@dataclass(frozen=True, slots=True)
class Event:
    """The day from which something is so, and the document that decides it."""

    on: date
    decree: str | None


def check_day(day: date, today: date, pointer: str) -> None:
    """Refuse a day that lies too far ahead.

    Raises:
        InvalidRequest: it lies more than five years after today.
    """
    latest = date(today.year + MOST_YEARS_AHEAD, 12, 31)
    if day > latest:
        raise InvalidRequest([FieldError(pointer, "too_large", _TOO_LATE, {"latest": latest.isoformat()})])


def check_begin(valid_from: str | None, first_stated_on: str | None, today: date) -> None:
    """Refuse dates that cannot be those of an agency's first name.

    Raises:
        InvalidRequest: they lie before the catalogue's time, after today (a statement) or too far ahead (a decree), or
            the name was used before it began.
    """
    for pointer, said in (("#/valid_from", valid_from), ("#/first_stated_on", first_stated_on)):
        if said is not None and last_day(said) < EARLIEST:
            raise InvalidRequest([FieldError(pointer, "too_small", _TOO_EARLY, {"earliest": EARLIEST.isoformat()})])
    if valid_from is not None:
        check_day(first_day(valid_from), today, "#/valid_from")
    if first_stated_on is not None and first_day(first_stated_on) > today:
        facts: dict[str, object] = {"latest": today.isoformat()}
        raise InvalidRequest([FieldError("#/first_stated_on", "too_large", _TOO_LATE, facts)])
    if valid_from and first_stated_on and last_day(first_stated_on) < first_day(valid_from):
        raise InvalidRequest([FieldError("#/first_stated_on", "before_begin", _BEFORE_BEGIN)])


def succeed(agency: Agency, event: Event, **changes: Any) -> None:
    """End the agency's name of the day before and open the next, which has what `changes` says and the rest as it was.

    Raises:
        OutOfOrder: a version begins on that day or later.
        AgencyNotInForce: the agency has ended before.
        HistoryFull: it has too many versions.
    """
    present = _last_before(agency, event.on)
    if len(agency.versions) >= MOST_VERSIONS:
        raise HistoryFull(agency.slug, MOST_VERSIONS)
    opened, ends = event.on.isoformat(), present.valid_to
    if ends is not None and ends < opened:
        # only the year or month of the end is known, and as text it sorts before a day within
        ends = last_day(ends).isoformat()
    present.valid_to = _day_before(event.on)
    said = {name: getattr(present, name) for name in _CARRIED} | changes
    agency.versions.append(
        AgencyVersion(
            **said,
            name_key=search_key(said["name"]),
            position=present.position + 1,
            valid_from=opened,
            valid_to=ends,
            decree=event.decree,
        )
    )


def end(agency: Agency, event: Event) -> None:
    """Make the day before the event the agency's last.

    Raises:
        OutOfOrder: a version begins on that day or later.
        AgencyNotInForce: the agency has ended before.
        AgencyEnds: an end on a later day is on record.
    """
    present = _last_before(agency, event.on)
    if present.valid_to is not None:
        raise AgencyEnds(agency.slug, present.valid_to)
    present.valid_to = _day_before(event.on)


def begin(agency: Agency, event: Event) -> None:
    """Let the first name of an agency, whose begin no document told so far, begin on the day.

    A name that a source uses in the month of the event, but on no known day, may have begun by it.

    Raises:
        AgencyKnownBefore: a document or a source knows the agency before that day.
        OutOfOrder: its second name begins on that day or before, so this cannot be the begin of the first.
        AgencyEnds: it ended before.
    """
    first, day = agency.versions[0], event.on.isoformat()
    if first.valid_from is not None and first.valid_from != day:
        raise AgencyKnownBefore(agency.slug, first.valid_from)
    if first.first_stated_on is not None and last_day(first.first_stated_on) < event.on:
        raise AgencyKnownBefore(agency.slug, first.first_stated_on)
    second = begins_on(agency.versions[1]) if len(agency.versions) > 1 else None
    if second is not None and second <= event.on:
        raise OutOfOrder(agency.slug, second.isoformat())
    if first.valid_to is not None and first.valid_to < day:
        raise AgencyEnds(agency.slug, first.valid_to)
    first.valid_from, first.decree = day, event.decree


def _last_before(agency: Agency, on: date) -> AgencyVersion:
    """Return the agency's last version, which is in force and began before the date."""
    last = agency.versions[-1]
    start = begins_on(last)
    if start is not None and on <= start:
        raise OutOfOrder(agency.slug, last.valid_from or last.first_stated_on or "")
    if in_force(agency.versions, on) is None:
        raise AgencyNotInForce(agency.slug)
    return last


def _day_before(on: date) -> str:
    return (on - timedelta(days=1)).isoformat()

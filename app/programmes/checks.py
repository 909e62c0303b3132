"""What must hold between the parts of an edition: dates, numbers, agencies, shortlists. No I/O.

A partial date is wrong only where it cannot be right: an edition from "2019-06" until "2019" may well be one.
"""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from app.core.errors import FieldError, Text
from app.core.partial_date import first_day, last_day
from app.core.timeline import Dated

_ENDS_EARLY = Text("Berakhir sebelum dimulai.", "This ends before it begins.")
_LONGER = Text("Lebih lama daripada tanggalnya, yaitu {most} hari.", "This is longer than the dates, {most} days.")
_OUTSIDE = Text("Di luar tanggal kegiatan.", "This lies outside the dates of the edition.")
_OVER = Text("Melebihi kapasitas, yaitu {capacity}.", "This is more than the capacity, {capacity}.")
_NOT_THEN = Text("Instansi {agency} tidak ada pada tanggal itu.", "The agency {agency} did not exist on that date.")
_REPEATED = Text("Mengulang isian di atasnya.", "This repeats an entry above.")
_TOO_MANY = Text("Lebih banyak daripada declared_size, yaitu {declared}.", "More than declared_size, {declared}.")
_NO_PARENT = Text("Tidak ada daftar dengan nama ini sebelum daftar ini.", "No list before this one has that name.")
_LARGER = Text("Lebih besar daripada daftar asalnya, yaitu {declared}.", "Larger than the list it is from, {declared}.")
_NOT_IN = Text("Ada yang bukan dari daftar asalnya.", "Some of these are not of the list that it was drawn from.")


@dataclass(frozen=True, slots=True)
class Span:
    """The days that something may have taken: the first that its begin can mean, and the last that its end can."""

    first: date
    last: date

    @classmethod
    def of(cls, starts_on: str, ends_on: str | None) -> "Span":
        """Return the days that two partial dates can mean; what has no end known may end where it began."""
        return cls(first_day(starts_on), last_day(ends_on or starts_on))

    @property
    def days(self) -> int:
        """How many days these are."""
        return (self.last - self.first).days + 1


def date_errors(starts_on: str, ends_on: str | None, duration_days: int | None) -> Iterator[FieldError]:
    """Yield what is wrong with the dates of an edition, and with the days that it is said to have taken."""
    if ends_on is None:
        return
    span = Span.of(starts_on, ends_on)
    if span.last < span.first:
        yield FieldError("#/ends_on", "ends_before_begin", _ENDS_EARLY)
    elif duration_days is not None and duration_days > span.days:
        yield FieldError("#/duration_days", "too_large", _LONGER, {"most": span.days})


def visit_errors(visits: Sequence[tuple[str | None, str | None]]) -> Iterator[FieldError]:
    """Yield each visit that ends before it begins, or ends without having begun."""
    for index, (begin, end) in enumerate(visits):
        if end is not None and (begin is None or last_day(end) < first_day(begin)):
            yield FieldError(f"#/visits/{index}/visited_until", "ends_before_begin", _ENDS_EARLY)


def session_errors(days: Sequence[str | None], starts_on: str, ends_on: str | None) -> Iterator[FieldError]:
    """Yield each session that cannot have been within the edition; without an end known it may be at any later day."""
    first = first_day(starts_on)
    for index, day in enumerate(days):
        if day is None:
            continue
        if last_day(day) < first or (ends_on is not None and first_day(day) > last_day(ends_on)):
            yield FieldError(f"#/sessions/{index}/held_on", "outside_dates", _OUTSIDE)


def capacity_errors(capacity: int | None, declared: int | None, recorded: int) -> Iterator[FieldError]:
    """Yield the numbers of participants that there was no room for: by a source, and on record by name."""
    if capacity is None:
        return
    for pointer, number in (("#/participants_declared", declared or 0), ("#/people", recorded)):
        if number > capacity:
            yield FieldError(pointer, "over_capacity", _OVER, {"capacity": capacity})


def existed(versions: Sequence[Dated], span: Span) -> bool:
    """Whether an agency of these versions, in their order of time, may have existed on one of the days."""
    begin, end = versions[0].valid_from, versions[-1].valid_to
    return not ((begin and span.last < first_day(begin)) or (end and span.first > last_day(end)))


def not_then(pointer: str, agency: str) -> FieldError:
    """Return the error of an agency that did not exist on the date."""
    return FieldError(pointer, "agency_not_there", _NOT_THEN, {"agency": agency})


def repeated(pointer: str, keys: Sequence[Hashable], within: str = "") -> Iterator[FieldError]:
    """Yield each entry of a list whose key an earlier one has; None stands for no key."""
    seen: set[Hashable] = set()
    for index, key in enumerate(keys):
        if key is not None and key in seen:
            yield FieldError(f"{pointer}/{index}{within}", "repeated", _REPEATED)
        seen.add(key)


@dataclass(frozen=True, slots=True)
class Listed:
    """A shortlist: its name, its size by a source, the list that it was drawn from, and the members that are named."""

    name: str
    declared_size: int | None
    parent: str | None
    members: tuple[Hashable, ...]

    @property
    def unknown(self) -> int | None:
        """How many members are not named; None where nobody says how many there are."""
        return None if self.declared_size is None else self.declared_size - len(self.members)


def shortlist_errors(shortlists: Sequence[Listed]) -> Iterator[FieldError]:
    """Yield what cannot be of the shortlists of an edition.

    Each is drawn from one before it, so that there is no circle, and is no larger. A member that the list before does
    not name may be one of its unnamed ones, but only as many as it has.
    """
    yield from repeated("#/shortlists", [listed.name for listed in shortlists], "/name")
    before: dict[str, Listed] = {}
    for index, listed in enumerate(shortlists):
        place = f"#/shortlists/{index}"
        yield from repeated(f"{place}/innovations", listed.members)
        if (listed.unknown or 0) < 0:
            facts: dict[str, object] = {"declared": listed.declared_size}
            yield FieldError(f"{place}/innovations", "more_than_declared", _TOO_MANY, facts)
        if listed.parent is not None:
            parent = before.get(listed.parent)
            yield from _drawn(place, listed, parent)
        before.setdefault(listed.name, listed)


def _drawn(place: str, listed: Listed, parent: Listed | None) -> Iterator[FieldError]:
    """Yield why a shortlist cannot have been drawn from another."""
    if parent is None:
        yield FieldError(f"{place}/parent", "unknown_parent", _NO_PARENT)
        return
    if parent.declared_size is not None and (listed.declared_size or 0) > parent.declared_size:
        facts: dict[str, object] = {"declared": parent.declared_size}
        yield FieldError(f"{place}/declared_size", "larger_than_parent", _LARGER, facts)
    others = set(listed.members) - set(parent.members)
    if parent.unknown is not None and len(others) > parent.unknown:
        yield FieldError(f"{place}/innovations", "not_in_parent", _NOT_IN)

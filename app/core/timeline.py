"""Which name an agency had on a date: the rule, and nothing else.

Sources say two kinds of things. A decree says from when a name is right (`valid_from`, `valid_to`). News merely uses a
name on some days (`first_stated_on`, `last_stated_on`); the day of the change between two such names is not known. So
the version of a date is the last one known to have begun by then, and the answer says whether a source covers the day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, Protocol, TypeVar

from app.core.partial_date import first_day, last_day


class Dated(Protocol):
    """A version with its four dates, each a partial date or None."""

    @property
    def valid_from(self) -> str | None: ...  # noqa: D102 - a protocol member
    @property
    def valid_to(self) -> str | None: ...  # noqa: D102 - a protocol member
    @property
    def first_stated_on(self) -> str | None: ...  # noqa: D102 - a protocol member
    @property
    def last_stated_on(self) -> str | None: ...  # noqa: D102 - a protocol member


Version = TypeVar("Version", bound=Dated)


@dataclass(frozen=True, slots=True)
class InForce(Generic[Version]):
    """The version of a date, and whether a source covers that date."""

    version: Version
    certain: bool


def in_force(versions: Sequence[Version], on: date) -> InForce[Version] | None:
    """Return the version in force on a date, of versions in their order of time.

    None if the agency is known not to have existed: the date lies before the decreed begin of its first version, or
    after the decreed end of its last one. Before the first day that news uses a name, that name is still the best known
    one and is returned as not certain.
    """
    begun = [version for version in versions if (start := begins_on(version)) is None or start <= on]
    if not begun:
        first = versions[0]
        return None if first.valid_from else InForce(first, certain=False)
    version = begun[-1]
    if version is versions[-1] and version.valid_to and last_day(version.valid_to) < on:
        return None
    return InForce(version, certain=_covers(version, on))


def begins_on(version: Dated) -> date | None:
    """Return the first day on which a version may be in force; None if it may always have been."""
    said = version.valid_from or version.first_stated_on
    return first_day(said) if said else None


def in_force_from(versions: Sequence[Version], on: date) -> list[Version]:
    """Return the versions in force on a date or on a later one, in their order of time."""
    later = {start for version in versions if (start := begins_on(version)) is not None and start > on}
    return [found.version for day in sorted({on} | later) if (found := in_force(versions, day)) is not None]


def nearest_day(versions: Sequence[Version], on: date) -> date:
    """Return the day nearest to a date on which one of the versions is in force."""
    last = versions[-1]
    if last.valid_to and last_day(last.valid_to) < on:
        return last_day(last.valid_to)
    return on if in_force(versions, on) else begins_on(versions[0]) or on


def _covers(version: Dated, on: date) -> bool:
    """Whether a decree or the days of two statements enclose the date."""
    if version.valid_from:
        return last_day(version.valid_from) <= on and (not version.valid_to or on <= last_day(version.valid_to))
    if version.first_stated_on:
        until = version.last_stated_on or version.first_stated_on
        return first_day(version.first_stated_on) <= on <= last_day(until)
    return False

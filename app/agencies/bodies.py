"""Agencies with their versions, and who followed whom, as rules take them that look at many days. No I/O."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from app.core.timeline import in_force


@dataclass(frozen=True, slots=True)
class Version:
    """What an agency was called, what sort of body it was and what it was part of, from one time to another."""

    name: str
    name_key: str
    kind: str
    valid_from: str | None = None
    valid_to: str | None = None
    first_stated_on: str | None = None
    last_stated_on: str | None = None
    short_name: str | None = None
    parent_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Body:
    """An agency with its versions in their order of time."""

    id: UUID
    slug: str
    external: bool
    versions: tuple[Version, ...]

    def on(self, day: date) -> Version | None:
        """Return the version of a day; None if the agency did not exist."""
        found = in_force(self.versions, day)
        return found.version if found else None


class Edge(NamedTuple):
    """That one agency followed another; `on` is the first day, null where no source has it."""

    predecessor: UUID
    successor: UUID
    kind: str
    on: date | None

    def by(self, day: date) -> bool:
        """Whether it had happened by a day."""
        return self.on is None or self.on <= day

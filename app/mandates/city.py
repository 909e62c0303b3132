"""The city's agencies on any day, and who followed whom, as far as mandates need them. No I/O."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from uuid import UUID

from app.agencies.bodies import Body, Edge, Version
from app.core.timeline import begins_on
from app.models.codes import SuccessionKind

_DAY = timedelta(days=1)


class City:
    """The agencies, and the edges between them."""

    def __init__(self, bodies: Iterable[Body], edges: Iterable[Edge] = ()) -> None:
        self.bodies = {body.id: body for body in bodies}
        self._into: dict[UUID, list[Edge]] = defaultdict(list)
        self._renamed: dict[UUID, list[Edge]] = defaultdict(list)
        for edge in edges:
            if edge.predecessor not in self.bodies or edge.successor not in self.bodies:
                continue
            self._into[edge.successor].append(edge)
            if edge.kind == SuccessionKind.RENAMED:
                self._renamed[edge.predecessor].append(edge)

    def obliged(self, agency_id: UUID, kinds: frozenset[str], on: date) -> Version | None:
        """Return the version of an agency that is of one of the kinds on a day; None if it is not, or is none."""
        body = self.bodies[agency_id]
        version = None if body.external else body.on(on)
        return version if version and version.kind in kinds else None

    def came_as(self, agency_id: UUID, kinds: frozenset[str], edge_on: date | None) -> bool:
        """Whether an agency was of one of the kinds the day before it was followed, or last, where no day is known."""
        if edge_on is not None:
            return self.obliged(agency_id, kinds, edge_on - _DAY) is not None
        body = self.bodies[agency_id]
        return not body.external and body.versions[-1].kind in kinds

    def went_on(self, edge: Edge) -> bool:
        """Whether an agency goes on beside the one that followed it."""
        return edge.on is not None and self.bodies[edge.predecessor].on(edge.on) is not None

    def events(self, agency_id: UUID, on: date) -> list[list[Edge]]:
        """Return the edges into an agency by a day: those of one merger together, each other one alone."""
        found: dict[object, list[Edge]] = defaultdict(list)
        for edge in self._into[agency_id]:
            if edge.by(on):
                found[edge.on if edge.kind == SuccessionKind.MERGED_INTO else edge].append(edge)
        return list(found.values())

    def later_names(self, agency_id: UUID, on: date) -> list[UUID]:
        """Return the agency and those that it was renamed to after a day: records of one body, not yet there on it."""
        found = [agency_id]
        for one in found:
            later = (edge.successor for edge in self._renamed[one] if not edge.by(on))
            found += [other for other in later if other not in found and self.bodies[other].on(on) is None]
        return found

    def ancestry(self, agency_id: UUID, on: date) -> set[UUID]:
        """Return all whose holdings may matter to an agency on a day or before it: more than what goes over to it."""
        found: set[UUID] = set()
        open_ones = [agency_id]
        while open_ones:
            one = open_ones.pop()
            if one not in found:
                found.add(one)
                open_ones += [edge.predecessor for edge in self._into[one] if edge.by(on)]
                open_ones += [edge.successor for edge in self._renamed[one]]
        return found

    def line(self, agency_id: UUID, on: date) -> set[UUID]:
        """Return the agency, its later names, and all that it followed by a day: those whose records are its own."""
        found = set(self.later_names(agency_id, on))
        open_ones = [agency_id]
        while open_ones:
            earlier = {edge.predecessor for edge in self._into[open_ones.pop()] if edge.by(on)}
            open_ones += earlier - found
            found |= earlier
        return found

    def turning_days(self, agency_ids: Iterable[UUID]) -> set[date]:
        """Return the days on which versions of agencies begin, or agencies follow others."""
        days: set[date | None] = set()
        for one in agency_ids:
            days |= {begins_on(version) for version in self.bodies[one].versions}
            days |= {edge.on for edge in (*self._into[one], *self._renamed[one])}
        return {day for day in days if day is not None}


def by_name(found: Sequence[tuple[Body, Version]]) -> list[tuple[Body, Version]]:
    """Return agencies by the name of their versions."""
    return sorted(found, key=lambda one: (one[1].name_key, one[0].id))

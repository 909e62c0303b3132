"""Which agencies of the city there were on a day, and who is credited with what another one had: the rule alone.

**Who was there.** An agency was there on a day if one of its versions was in force (`core.timeline`): surely, where a
source covers the day, and else as far as anybody knows, which is told apart. Of two that follow one another as one body
only one was there, whatever the dates of their versions leave open:

| succession                   | on a day        | who was there                                            |
|------------------------------|-----------------|----------------------------------------------------------|
| renamed or merged, dated     | from its day on | the later one; the earlier one if a source says so still |
| renamed, dated               | before its day  | the earlier one; the later one if a source says so       |
| renamed or merged, undated   | any             | the later one, unless a source covers the earlier alone  |
| split                        | any             | whoever their own versions say                           |

**Who is credited.** An innovation is credited to the agency that its record names, if that was there on the day. If
it was there no more, to whoever followed it by then, at any distance: the one that it was renamed to or merged into,
and of one that was split and ended, each part, for what works goes on under another roof and no source says whose it
became. One that goes on beside its parts keeps what is recorded as its own. If the agency was not there yet, to the one
whose name it took or of which it was a part. What a merged agency has says nothing of which predecessor had it, so on
the days before the merger that is nobody's.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.agencies.bodies import Body, Edge, Version
from app.core.timeline import InForce, begins_on, in_force
from app.models.codes import SuccessionKind

_ENDING = frozenset({SuccessionKind.RENAMED.value, SuccessionKind.MERGED_INTO.value})
_ONE_BEFORE = frozenset({SuccessionKind.RENAMED.value, SuccessionKind.SPLIT_FROM.value})


@dataclass(frozen=True, slots=True)
class Present:
    """An agency of the city on a day; `certain` says whether a source covers the day."""

    body: Body
    version: Version
    certain: bool

    @property
    def id(self) -> UUID:
        """Its id."""
        return self.body.id


class Roll:
    """The agencies of the city, day by day."""

    def __init__(self, bodies: Iterable[Body], edges: Iterable[Edge] = ()) -> None:
        self.bodies = {body.id: body for body in bodies if not body.external}
        known = [edge for edge in edges if edge.predecessor in self.bodies and edge.successor in self.bodies]
        self._edges = known
        self._after: dict[UUID, list[Edge]] = defaultdict(list)
        self._before: dict[UUID, list[Edge]] = defaultdict(list)
        for edge in known:
            self._after[edge.predecessor].append(edge)
            self._before[edge.successor].append(edge)
        self._days: dict[date, dict[UUID, Present]] = {}
        self._parts: dict[date, dict[UUID, list[UUID]]] = {}

    def on(self, day: date) -> dict[UUID, Present]:
        """Return the agencies of a day by id."""
        if (known := self._days.get(day)) is None:
            found = {id_: one for id_, body in self.bodies.items() if (one := in_force(body.versions, day)) is not None}
            out = {_not_there(edge, found, day) for edge in self._edges}
            known = self._days[day] = {
                id_: Present(self.bodies[id_], one.version, one.certain) for id_, one in found.items() if id_ not in out
            }
        return known

    def find(self, key: str) -> Body | None:
        """Return an agency by slug or id."""
        return next((body for body in self.bodies.values() if key in {body.slug, str(body.id)}), None)

    def credited(self, owner_id: UUID, day: date) -> set[UUID]:
        """Return who of a day is credited with what an agency had or has, by id."""
        present = self.on(day)
        if owner_id in present:
            return {owner_id}
        if owner_id not in self.bodies:
            return set()
        return self._followed(owner_id, day) or self._preceded(owner_id, day)

    def below(self, agency_id: UUID, day: date) -> set[UUID]:
        """Return the agencies that were part of one on a day, at any distance."""
        if (parts := self._parts.get(day)) is None:
            parts = self._parts[day] = defaultdict(list)
            for one in self.on(day).values():
                if one.version.parent_id is not None:
                    for parent in self.credited(one.version.parent_id, day):
                        parts[parent].append(one.id)
        return _reached(agency_id, parts) - {agency_id}

    def _followed(self, agency_id: UUID, day: date) -> set[UUID]:
        """Return the nearest of those that followed an agency by a day and were there on it."""
        present = self.on(day)
        found: set[UUID] = set()
        seen = open_ones = {agency_id}
        while open_ones:
            later = {edge.successor for one in open_ones for edge in self._after[one] if edge.by(day)} - seen
            found |= later & present.keys()
            open_ones = later - present.keys()
            seen = seen | later
        return found

    def _preceded(self, agency_id: UUID, day: date) -> set[UUID]:
        """Return whom of a day an agency was, or was a part of, that came later."""
        present = self.on(day)
        seen = {agency_id}
        while not _ended(self.bodies[agency_id], day):
            earlier = {edge.predecessor for edge in self._before[agency_id] if edge.kind in _ONE_BEFORE} - seen
            if len(earlier) != 1 or any(edge.kind not in _ONE_BEFORE for edge in self._before[agency_id]):
                return set()
            (agency_id,) = earlier
            if agency_id in present:
                return earlier
            seen |= earlier
        return set()


def _not_there(edge: Edge, found: dict[UUID, InForce[Version]], day: date) -> UUID | None:
    """Return which of two that follow one another was not there on a day, though a version of it was in force."""
    before, after = found.get(edge.predecessor), found.get(edge.successor)
    if edge.kind not in _ENDING or before is None:
        return None
    if edge.on is not None and edge.on <= day:
        return None if before.certain else edge.predecessor
    if after is None:
        return None
    renamed = edge.kind == SuccessionKind.RENAMED
    if edge.on is not None or before.certain:
        return edge.successor if renamed and not after.certain else None
    return edge.predecessor


def _ended(body: Body, day: date) -> bool:
    """Whether an agency was there at some time before a day, and is no more by its versions."""
    first = begins_on(body.versions[0])
    return in_force(body.versions, day) is None and (first is None or first <= day)


def _reached(start: UUID, parts: Mapping[UUID, Sequence[UUID]]) -> set[UUID]:
    seen, open_ones = {start}, [start]
    while open_ones:
        for part in parts.get(open_ones.pop(), ()):
            if part not in seen:
                seen.add(part)
                open_ones.append(part)
    return seen

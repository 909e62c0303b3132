"""How agencies stand to each other on a day: who followed whom, and who is part of whom. No I/O.

The city government is the root of the tree (`pemerintah-kota-medan`). Every agency of the city is part of it, so to be
part of what belongs to it says nothing; whoever works at the root itself is above everyone.
"""

from collections.abc import Iterable, Mapping
from enum import Enum
from uuid import UUID

ROOT_SLUG = "pemerintah-kota-medan"

_NONE: frozenset[UUID] = frozenset()


class Standing(Enum):
    """How one agency stands to another, the nearest first."""

    SAME = "same"
    SUCCESSOR = "successor"
    PREDECESSOR = "predecessor"
    # both were taken over by one agency, so that they are the same by now
    JOINED = "joined"
    ABOVE = "above"
    BELOW = "below"


class Structure:
    """The agencies of a day: their names, their parents, and the successions as (predecessor, successor).

    Two agencies are of one line if one is, or is above or below, the other or what the other was or became. Agencies
    that were split from one are not the same for that, while those that merged into one are.
    """

    def __init__(
        self,
        names: Mapping[UUID, str],
        parents: Mapping[UUID, UUID | None],
        successions: Iterable[tuple[UUID, UUID]] = (),
        root: UUID | None = None,
    ) -> None:
        self._names = names
        self._parents = parents
        self._root = root
        self._next: dict[UUID, list[UUID]] = {}
        self._former: dict[UUID, list[UUID]] = {}
        for predecessor, successor in successions:
            self._next.setdefault(predecessor, []).append(successor)
            self._former.setdefault(successor, []).append(predecessor)
        self._standings: dict[tuple[UUID, UUID], Standing | None] = {}
        self._higher: dict[tuple[UUID, UUID], bool] = {}
        self._ancestors: dict[UUID, frozenset[UUID]] = {}

    def name(self, agency: UUID) -> str:
        """Return what an agency is called; of one that is not on record, its id."""
        return self._names.get(agency, str(agency))

    def above(self, agency: UUID) -> frozenset[UUID]:
        """Return the agencies that one is part of, at any distance."""
        known = self._ancestors.get(agency)
        if known is None:
            found: set[UUID] = set()
            parent = self._parents.get(agency)
            while parent is not None and parent not in found:
                found.add(parent)
                parent = self._parents.get(parent)
            known = self._ancestors[agency] = frozenset(found)
        return known

    def later(self, agency: UUID) -> frozenset[UUID]:
        """Return the agencies that followed one, at any distance."""
        return _reach(agency, self._next)

    def earlier(self, agency: UUID) -> frozenset[UUID]:
        """Return the agencies that one followed, at any distance."""
        return _reach(agency, self._former)

    def standing(self, one: UUID, other: UUID) -> Standing | None:
        """Return how an agency stands to another, or None if they are not of one line."""
        pair = (one, other)
        if pair not in self._standings:
            self._standings[pair] = self._follows(one, other) or self._placed(one, other)
        return self._standings[pair]

    def is_above(self, one: UUID, other: UUID) -> bool:
        """Whether an agency, or what it was or became, is above another, or above what that was or became."""
        pair = (one, other)
        if pair not in self._higher:
            self._higher[pair] = any(first in self.above(second) for first, second in self._forms(one, other))
        return self._higher[pair]

    def _follows(self, one: UUID, other: UUID) -> Standing | None:
        if one == other:
            return Standing.SAME
        if one in self.later(other):
            return Standing.SUCCESSOR
        if one in self.earlier(other):
            return Standing.PREDECESSOR
        return None if self.later(one).isdisjoint(self.later(other)) else Standing.JOINED

    def _placed(self, one: UUID, other: UUID) -> Standing | None:
        if self.is_above(one, other):
            return Standing.ABOVE
        below = any(second in self.above(first) and second != self._root for first, second in self._forms(one, other))
        return Standing.BELOW if below else None

    def _forms(self, one: UUID, other: UUID) -> list[tuple[UUID, UUID]]:
        """Return each form of an agency with the other as it is, and the other way round."""
        lineage, others = ({each} | self.earlier(each) | self.later(each) for each in (one, other))
        return [(form, other) for form in lineage] + [(one, form) for form in others]


def _reach(start: UUID, steps: Mapping[UUID, list[UUID]]) -> frozenset[UUID]:
    """Return what is reached from a node, without itself; cycles end, because each is visited once."""
    if start not in steps:
        return _NONE
    seen: set[UUID] = set()
    waiting = [start]
    while waiting:
        for following in steps.get(waiting.pop(), ()):
            if following not in seen:
                seen.add(following)
                waiting.append(following)
    return frozenset(seen - {start})

"""Who assesses what: a plan that gives each entry its assessors, none of them in conflict and none overloaded. No I/O.

The plan fills as many seats as can be filled at all: where nobody is left who may take a seat, others are moved along
an augmenting path until somebody is (the maximum flow of Ford and Fulkerson, Canadian Journal of Mathematics 8, 1956,
here with entries and assessors as the two sides). Work is shared evenly on the way: the seats of the entries with the
fewest who may assess them are filled first, each by whoever has the least. The same input gives the same plan, in
whatever order it comes.
"""

from collections import deque
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Wanting:
    """An entry that wants `seats` more assessors; `taken` are those who have, or declined, or left one of its seats."""

    entry: UUID
    seats: int
    taken: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Assessing:
    """Somebody on the panel: how much they have at the stage, and how much they may have."""

    assessor: UUID
    load: int
    most: int


@dataclass(frozen=True, slots=True)
class Plan:
    """Seats that are filled, as pairs of entry and assessor in a fixed order, and how many of each entry are not."""

    seats: tuple[tuple[UUID, UUID], ...]
    unfilled: Mapping[UUID, int]


class _Filling:
    def __init__(self, assessing: Sequence[Assessing], may: Mapping[UUID, Collection[UUID]]) -> None:
        self.load = {one.assessor: one.load for one in assessing}
        self.most = {one.assessor: one.most for one in assessing}
        self.may = may
        self.by_entry: dict[UUID, set[UUID]] = {entry: set() for entry in may}
        self.by_assessor: dict[UUID, set[UUID]] = {one.assessor: set() for one in assessing}

    def free(self, assessor: UUID) -> bool:
        return self.load[assessor] < self.most[assessor]

    def put(self, entry: UUID, assessor: UUID) -> None:
        self.by_entry[entry].add(assessor)
        self.by_assessor[assessor].add(entry)
        self.load[assessor] += 1

    def take(self, entry: UUID, assessor: UUID) -> None:
        self.by_entry[entry].discard(assessor)
        self.by_assessor[assessor].discard(entry)
        self.load[assessor] -= 1

    def seat(self, entry: UUID) -> bool:
        """Fill one seat of an entry; return whether that can be done at all."""
        open_to = [one for one in self.may[entry] if one not in self.by_entry[entry] and self.free(one)]
        if open_to:
            self.put(entry, min(open_to, key=lambda one: (self.load[one], one)))
            return True
        return self._move_along(entry)

    def _move_along(self, entry: UUID) -> bool:
        """Give an entry somebody who is full, and what they lose to another, and so on until somebody has room."""
        came: dict[UUID, tuple[UUID, UUID | None]] = {}
        queue: deque[UUID] = deque()
        for assessor in sorted(one for one in self.may[entry] if one not in self.by_entry[entry]):
            came[assessor] = (entry, None)
            queue.append(assessor)
        while queue:
            full = queue.popleft()
            for given_up in sorted(self.by_assessor[full]):
                for other in sorted(one for one in self.may[given_up] if one not in self.by_entry[given_up]):
                    if other in came:
                        continue
                    came[other] = (given_up, full)
                    if self.free(other):
                        self._shift(came, other)
                        return True
                    queue.append(other)
        return False

    def _shift(self, came: Mapping[UUID, tuple[UUID, UUID | None]], assessor: UUID | None) -> None:
        while assessor is not None:
            entry, full = came[assessor]
            if full is not None:
                self.take(entry, full)
            self.put(entry, assessor)
            assessor = full


def plan(wanting: Sequence[Wanting], assessing: Sequence[Assessing], conflicts: Collection[tuple[UUID, UUID]]) -> Plan:
    """Return who is to assess what; `conflicts` are pairs of entry and assessor that must not be."""
    barred = set(conflicts)
    may = {
        one.entry: [
            who.assessor
            for who in assessing
            if who.assessor not in one.taken and (one.entry, who.assessor) not in barred
        ]
        for one in wanting
    }
    filling = _Filling(assessing, may)
    unfilled: dict[UUID, int] = {}
    for one in sorted(wanting, key=lambda one: (len(may[one.entry]), one.entry)):
        missing = sum(not filling.seat(one.entry) for _ in range(one.seats))
        if missing:
            unfilled[one.entry] = missing
    seats = sorted((entry, assessor) for entry, who in filling.by_entry.items() for assessor in who)
    return Plan(tuple(seats), dict(sorted(unfilled.items())))

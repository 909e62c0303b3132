"""What descends from what, as a graph without cycles: how far, by which way, and what is nearest. No I/O."""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from app.models.codes import RelationKind


class Descent(StrEnum):
    """How one innovation descends from another."""

    ADAPTATION = "adaptation"
    COPY = "copy"
    SUCCESSOR = "successor"


DESCENTS = {
    RelationKind.ADAPTS: Descent.ADAPTATION,
    RelationKind.COPIES: Descent.COPY,
    RelationKind.SUCCEEDS: Descent.SUCCESSOR,
}


@dataclass(frozen=True, slots=True)
class Edge:
    """That one innovation descends from another; where a replication made it, since when and with which changes."""

    descendant: UUID
    ancestor: UUID
    kind: Descent
    note: str | None = None
    since: date | None = None
    changes: Sequence[Mapping[str, Any]] = ()


class Lineage:
    """The ancestors and descendants of one innovation, out of the edges between them."""

    def __init__(self, root: UUID, edges: Iterable[Edge]) -> None:
        up, down = defaultdict(set), defaultdict(set)
        for edge in edges:
            up[edge.descendant].add(edge.ancestor)
            down[edge.ancestor].add(edge.descendant)
        self._hops = _hops(root, up) | _hops(root, down)
        self.depths = {one: -depth for one, depth in _longest(root, up).items()} | _longest(root, down)

    def nearest(self, among: Iterable[UUID]) -> list[UUID]:
        """Return some of them, those that are fewest steps away first."""
        return sorted(among, key=lambda one: (self._hops[one], one))


def _hops(root: UUID, leading: Mapping[UUID, set[UUID]]) -> dict[UUID, int]:
    """Return how many steps each innovation that one leads to is away, by the shortest way."""
    found, waiting = {root: 0}, deque([root])
    while waiting:
        here = waiting.popleft()
        for there in leading.get(here, ()):
            if there not in found:
                found[there] = found[here] + 1
                waiting.append(there)
    return found


def _longest(root: UUID, leading: Mapping[UUID, set[UUID]]) -> dict[UUID, int]:
    """Return how many steps each is away by the longest way, so that every edge leads from a lesser to a greater depth.

    One is settled when all that lead to it are, which ends because nothing leads back to itself.
    """
    reached = _hops(root, leading)
    awaited: dict[UUID, int] = defaultdict(int)
    for here in reached:
        for there in leading.get(here, ()):
            awaited[there] += 1
    depths, settled = {root: 0}, [root]
    while settled:
        here = settled.pop()
        for there in leading.get(here, ()):
            depths[there] = max(depths.get(there, 0), depths[here] + 1)
            awaited[there] -= 1
            if not awaited[there]:
                settled.append(there)
    return depths

"""Where the boxes and lines of a drawing of a graph stand: in layers, from left to right. No I/O.

The method is that of Sugiyama, Tagawa and Toda (IEEE Transactions on Systems, Man, and Cybernetics 11(2), 1981): nodes
stand in layers, and the order within a layer follows the barycentre of what each is joined to. A line that passes a
layer takes a place in it, as a node would, so that it runs beside the boxes. Then each is moved as near to the middle
of its neighbours as the order and the gaps allow. The same graph gives the same drawing.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Point = tuple[int, int]

_SWEEPS = 6
# a line that passes more layers than all lines together may is drawn straight through
_MOST_PASSES = 4_000


@dataclass(frozen=True, slots=True)
class Measures:
    """The size of boxes and the gaps between them, in pixels; `lane` is the room of a line that passes a layer."""

    width: int = 248
    height: int = 96
    between: int = 30
    across: int = 96
    lane: int = 12


@dataclass(frozen=True, slots=True)
class Box:
    """The place of a node: its layer, counted from the left, and its upper left corner."""

    layer: int
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Layout(Generic[Key]):
    """Where everything stands; a line is the points from the right side of one box to the left side of another."""

    boxes: Mapping[Key, Box]
    lines: Sequence[Sequence[Point]]
    width: int
    height: int


@dataclass(slots=True)
class _Slot:
    """A node, or the place of a line in a layer that it passes."""

    layer: int
    height: int
    before: "list[_Slot]"
    after: "list[_Slot]"
    place: float = 0.0
    middle: float = 0.0


def layout(
    depths: Mapping[Key, int], edges: Sequence[tuple[Key, Key]], measures: Measures | None = None
) -> Layout[Key]:
    """Return where nodes stand, given by their depth and in the order in which they begin, and the lines between them.

    Each edge leads from a node of a lesser depth to one of a greater depth.
    """
    measures = measures or Measures()
    rank = {depth: layer for layer, depth in enumerate(sorted(set(depths.values())))}
    slots = {key: _Slot(rank[depth], measures.height, [], []) for key, depth in depths.items()}
    chains = _chains(slots, edges, measures)
    layers: list[list[_Slot]] = [[] for _ in rank]
    for slot in [*slots.values(), *(one for chain in chains for one in chain[1:-1])]:
        layers[slot.layer].append(slot)
    _order(layers)
    _align(layers, measures.between)
    top = min((slot.middle - slot.height / 2 for layer in layers for slot in layer), default=0.0)
    for slot in (slot for layer in layers for slot in layer):
        slot.middle -= top
    step = measures.width + measures.across
    return Layout(
        # rounded down all of them, what stood apart by a whole number of pixels still does
        boxes={
            key: Box(slot.layer, slot.layer * step, int(slot.middle - slot.height / 2)) for key, slot in slots.items()
        },
        lines=[list(_points(chain, step, measures.width)) for chain in chains],
        width=max(0, len(layers) * step - measures.across),
        height=max((int(slot.middle + slot.height / 2) for layer in layers for slot in layer), default=0),
    )


def _chains(slots: Mapping[Key, _Slot], edges: Iterable[tuple[Key, Key]], measures: Measures) -> list[list[_Slot]]:
    """Return each edge as the slots from one end to the other, joined to each other."""
    ends = [(slots[first], slots[last]) for first, last in edges]
    passes = sum(last.layer - first.layer - 1 for first, last in ends)
    chains = []
    for first, last in ends:
        passed = range(first.layer + 1, last.layer) if passes <= _MOST_PASSES else ()
        chain = [first, *(_Slot(layer, measures.lane, [], []) for layer in passed), last]
        for one, other in pairwise(chain):
            one.after.append(other)
            other.before.append(one)
        chains.append(chain)
    return chains


def _order(layers: Sequence[list[_Slot]]) -> None:
    """Put each layer in the order of what it is joined to, to and fro."""
    for layer in layers:
        _number(layer)
    for sweep in range(_SWEEPS):
        forwards = sweep % 2 == 0
        for layer in layers if forwards else layers[::-1]:
            joined = {id(slot): slot.before if forwards else slot.after for slot in layer}
            layer.sort(key=lambda slot, joined=joined: _barycentre(slot, joined[id(slot)]))  # type: ignore[misc] # a default binds it
            _number(layer)


def _number(layer: Iterable[_Slot]) -> None:
    for place, slot in enumerate(layer):
        slot.place = place


def _barycentre(slot: _Slot, joined: Sequence[_Slot]) -> float:
    return sum(one.place for one in joined) / len(joined) if joined else slot.place


def _align(layers: Sequence[list[_Slot]], between: int) -> None:
    """Give each slot its height in the drawing, near the middle of what it is joined to."""
    for layer in layers:
        _spread(layer, [0.0] * len(layer), between)
    for sweep in range(_SWEEPS):
        forwards = sweep % 2 == 0
        for layer in layers if forwards else layers[::-1]:
            _spread(layer, [_wanted(slot, slot.before if forwards else slot.after) for slot in layer], between)


def _wanted(slot: _Slot, joined: Sequence[_Slot]) -> float:
    """Return where a slot is wanted: in the middle of what it is joined to, where one far away weighs no more."""
    return median(one.middle for one in joined) if joined else slot.middle


def _spread(layer: Sequence[_Slot], wanted: Sequence[float], between: int) -> None:
    """Place the slots of a layer in their order, as near as may be to where they are wanted and with gaps between.

    Apart from the gaps it is isotonic regression, which pooling neighbours that stand in each other's way solves.
    """
    offsets = [0.0]
    for upper, lower in pairwise(layer):
        gap = between if upper.height == lower.height else between // 2
        offsets.append(offsets[-1] + (upper.height + lower.height) / 2 + gap)
    pools: list[tuple[float, int]] = []
    for want, offset in zip(wanted, offsets, strict=False):
        mean, size = want - offset, 1
        while pools and pools[-1][0] > mean:
            other, count = pools.pop()
            mean, size = (mean * size + other * count) / (size + count), size + count
        pools.append((mean, size))
    spread = [mean for mean, size in pools for _ in range(size)]
    for slot, base, offset in zip(layer, spread, offsets, strict=False):
        slot.middle = base + offset


def _points(chain: Sequence[_Slot], step: int, width: int) -> Iterator[Point]:
    first, *passed, last = chain
    yield first.layer * step + width, int(first.middle)
    for slot in passed:
        yield slot.layer * step, int(slot.middle)
        yield slot.layer * step + width, int(slot.middle)
    yield last.layer * step, int(last.middle)

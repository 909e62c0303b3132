"""Who an agency's predecessors and successors are, at any distance: a walk over the succession edges."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TypeVar

Node = TypeVar("Node")


def lineages(nodes: Iterable[Node], edges: Iterable[tuple[Node, Node]]) -> dict[Node, set[Node]]:
    """Return for each node itself, all it came from and all that came from it.

    `edges` are (predecessor, successor). A sibling that merged into the same successor is no member: its records are
    the successor's, not the node's. Cycles end, because each node is visited once.
    """
    later: dict[Node, set[Node]] = defaultdict(set)
    earlier: dict[Node, set[Node]] = defaultdict(set)
    for predecessor, successor in edges:
        later[predecessor].add(successor)
        earlier[successor].add(predecessor)
    return {node: {node} | _reach(node, later) | _reach(node, earlier) for node in nodes}


def _reach(start: Node, steps: Mapping[Node, set[Node]]) -> set[Node]:
    seen: set[Node] = set()
    open_nodes = [start]
    while open_nodes:
        for following in steps.get(open_nodes.pop(), set()):
            if following not in seen:
                seen.add(following)
                open_nodes.append(following)
    return seen

"""The graph of a lineage, alone."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from app.lineage.graph import Descent, Edge, Lineage

NODES = [UUID(int=number) for number in range(1, 13)]


def edge(descendant: int, ancestor: int) -> Edge:
    return Edge(NODES[descendant], NODES[ancestor], Descent.COPY)


# an innovation of a higher number descends from one of a lower one, so that there are no cycles
pairs = st.tuples(st.integers(0, 11), st.integers(0, 11)).filter(lambda pair: pair[0] > pair[1])
graphs = st.lists(pairs, max_size=40).map(lambda found: [edge(*pair) for pair in found])


def ways(edges: list[Edge], start: UUID, *, up: bool) -> dict[UUID, set[int]]:
    """Every length of a way from an innovation to another, by walking them all."""
    found: dict[UUID, set[int]] = {}
    at = {start}
    for length in range(len(NODES)):
        for one in at:
            found.setdefault(one, set()).add(length)
        at = {
            (there.ancestor if up else there.descendant)
            for there in edges
            if (there.descendant if up else there.ancestor) in at
        }
    return found


@given(graphs, st.integers(0, 11))
def test_depth_is_the_longest_way_and_nearness_the_shortest(edges: list[Edge], start: int) -> None:
    root = NODES[start]
    lineage = Lineage(root, edges)
    up, down = ways(edges, root, up=True), ways(edges, root, up=False)
    expected = {one: -max(lengths) for one, lengths in up.items()}
    expected |= {one: max(lengths) for one, lengths in down.items()}
    assert lineage.depths == expected
    shortest = {one: min(lengths) for one, lengths in (up | down).items()}
    assert [shortest[one] for one in lineage.nearest(expected)] == sorted(shortest.values())


@given(graphs, st.integers(0, 11))
def test_every_edge_leads_from_a_lesser_to_a_greater_depth(edges: list[Edge], start: int) -> None:
    depths = Lineage(NODES[start], edges).depths
    among = [one for one in edges if one.descendant in depths and one.ancestor in depths]
    assert all(depths[one.ancestor] < depths[one.descendant] for one in among)


def test_siblings_are_no_part_of_a_lineage() -> None:
    lineage = Lineage(NODES[1], [edge(1, 0), edge(2, 0), edge(3, 1)])
    assert lineage.depths == {NODES[0]: -1, NODES[1]: 0, NODES[3]: 1}

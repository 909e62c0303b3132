"""Who an agency's predecessors and successors are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.agencies.lineage import lineages

EDGES = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=14)


@pytest.mark.parametrize(
    ("edges", "expected"),
    [
        pytest.param("", {"a": "a", "b": "b"}, id="without successions each stands alone"),
        pytest.param("ab", {"a": "ab", "b": "ab"}, id="a change of name"),
        pytest.param("ac bc", {"a": "ac", "b": "bc", "c": "abc"}, id="a merger: a sibling is no member"),
        pytest.param("ab ac", {"a": "abc", "b": "ab", "c": "ac"}, id="a split: a sibling is no member"),
        pytest.param("ab bc cd", {"a": "abcd", "b": "abcd", "d": "abcd"}, id="at any distance"),
        pytest.param("ac bc cd ce", {"a": "acde", "d": "abcd", "c": "abcde"}, id="merged, then split"),
        pytest.param("ab bd ac cd", {"a": "abcd", "b": "abd", "d": "abcd"}, id="two ways to one successor"),
        pytest.param("ab bc ca", {"a": "abc", "b": "abc", "c": "abc"}, id="a cycle ends"),
        pytest.param("aa", {"a": "a"}, id="a succession to itself"),
    ],
)
def test_lineage(edges: str, expected: dict[str, str]) -> None:
    derived = lineages("abcde", [(edge[0], edge[1]) for edge in edges.split()])
    assert {node: "".join(sorted(derived[node])) for node in expected} == expected


@given(edges=EDGES)
def test_membership_is_mutual_and_what_the_edges_reach(edges: list[tuple[int, int]]) -> None:
    derived = lineages(range(8), edges)
    # an oracle by brute force: grow the set of ordered pairs until nothing is added
    reach = set(edges)
    while grown := {(a, d) for a, b in reach for c, d in edges if b == c} - reach:
        reach |= grown
    for one in range(8):
        for other in range(8):
            member = one == other or (one, other) in reach or (other, one) in reach
            assert (other in derived[one]) == member
            assert (one in derived[other]) == member

"""What is hidden in a breakdown cannot be had back from what is shown."""

from hypothesis import given
from hypothesis import strategies as st

from app.surveys.suppression import LEAST, hidden

sizes = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 30), min_size=1)


def test_enough_people_everywhere_hides_nothing() -> None:
    assert hidden({"a": 5, "b": 40}) == frozenset()


def test_a_single_small_group_takes_the_next_smallest_with_it() -> None:
    assert hidden({"a": 3, "b": 40, "c": 12}) == {"a", "c"}


def test_two_that_are_fewer_than_five_together_take_a_third() -> None:
    assert hidden({"a": 2, "b": 2, "c": 7, "d": 9}) == {"a", "b", "c"}
    assert hidden({"a": 3, "b": 3, "c": 7, "d": 9}) == {"a", "b"}


def test_a_group_of_nobody_hides_nothing_and_covers_nothing() -> None:
    assert hidden({"a": 0, "b": 20}) == frozenset()
    assert hidden({"a": 3, "b": 0, "c": 9}) == {"a", "c"}


def test_what_is_hidden_anyhow_counts() -> None:
    assert hidden({"a": 9, "b": 30, "c": 12}, {"a"}) == {"a", "c"}
    assert hidden({"a": 9, "b": 30, "c": 12}, {"a", "c"}) == {"a", "c"}


@given(sizes, st.sets(st.sampled_from("abcdefgh")))
def test_no_small_group_is_shown_and_none_can_be_had_back(groups: dict[str, int], also: set[str]) -> None:
    chosen = hidden(groups, also & groups.keys())
    assert all(size == 0 or size >= LEAST for group, size in groups.items() if group not in chosen)
    covered = [groups[group] for group in chosen if groups[group]]
    everything = all(group in chosen for group, size in groups.items() if size)
    # what whoever knows the total learns by taking away what is shown: at least five people, in at least two groups
    assert not covered or everything or (len(covered) > 1 and sum(covered) >= LEAST)


@given(sizes)
def test_it_hides_no_more_than_it_must(groups: dict[str, int]) -> None:
    chosen = hidden(groups)
    small = {group for group, size in groups.items() if 0 < size < LEAST}
    assert small <= chosen
    more = sorted(groups[group] for group in chosen - small)
    # without the largest of those that were added, the rest could be told apart
    if more:
        rest = [groups[group] for group in small] + more[:-1]
        assert len(rest) < 2 or sum(rest) < LEAST

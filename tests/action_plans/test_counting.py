"""How many plans there are, however they are named."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.action_plans.counting import Places, PlanCount, count_plans, recount, take_place
from app.action_plans.facts import AggregateFull, AggregateTooSmall
from app.core.errors import Conflict

STEPS = st.lists(st.tuples(st.sampled_from(["name", "unname", "outside", "recount"]), st.integers(0, 3)), max_size=40)


def test_thirty_seven_plans_stay_thirty_seven_when_two_are_named() -> None:
    places = take_place(take_place(Places(37, 0)))
    assert count_plans([places], 0) == PlanCount(37, 2)
    assert count_plans([places], 0).unnamed == 35
    assert count_plans([places], 1) == PlanCount(38, 3)
    assert count_plans([], 0) == PlanCount(0, 0)
    assert count_plans([Places(2, 3)], 0) == PlanCount(3, 3)


def refused(fact: type[Conflict], change: Callable[..., Places], places: Places, *told: int) -> Places:
    """Return places as they are after a change that must be refused."""
    with pytest.raises(fact):
        change(places, *told)
    return places


@given(st.lists(st.integers(1, 4), min_size=1, max_size=3), STEPS)
def test_any_sequence_of_naming_keeps_the_total(counts: list[int], steps: list[tuple[str, int]]) -> None:
    places = [Places(count, 0) for count in counts]
    outside = 0
    for action, number in steps:
        at = number % len(places)
        before, total = places[at], count_plans(places, outside).total
        if action == "name":
            places[at] = take_place(before) if before.unnamed else refused(AggregateFull, take_place, before)
            assert count_plans(places, outside).total == total
        elif action == "unname" and before.named:
            places[at] = Places(before.count, before.named - 1)
            assert count_plans(places, outside).total == total
        elif action == "recount" and number:
            small = number < before.named
            places[at] = refused(AggregateTooSmall, recount, before, number) if small else recount(before, number)
            assert count_plans(places, outside).total == total - before.count + places[at].count
        elif action == "outside":
            outside += 1
            assert count_plans(places, outside).total == total + 1
        every = count_plans(places, outside)
        assert 0 <= every.unnamed <= every.total
        assert every.named + every.unnamed == every.total
        assert all(0 <= one.named <= one.count for one in places)


def test_a_full_number_of_plans_says_how_many_it_counts() -> None:
    with pytest.raises(AggregateFull) as full:
        take_place(Places(2, 2))
    assert full.value.facts == {"count": 2}

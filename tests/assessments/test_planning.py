"""Plans of who assesses what: the rule alone, against brute force."""

from itertools import combinations, product
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from app.assessments.planning import Assessing, Plan, Wanting, plan


def entry(number: int) -> UUID:
    return UUID(int=number)


def assessor(number: int) -> UUID:
    return UUID(int=1000 + number)


def panel(*most: int) -> list[Assessing]:
    return [Assessing(assessor(number), 0, limit) for number, limit in enumerate(most)]


def test_each_entry_gets_its_assessors_and_the_work_is_shared_evenly() -> None:
    made = plan([Wanting(entry(n), 2) for n in range(6)], panel(9, 9, 9), [])
    assert made.unfilled == {}
    loads = [sum(who == assessor(n) for _, who in made.seats) for n in range(3)]
    assert loads == [4, 4, 4]


def test_nobody_gets_what_they_must_not_assess_and_the_seat_goes_to_another() -> None:
    made = plan([Wanting(entry(1), 2)], panel(9, 9, 9), [(entry(1), assessor(0))])
    assert made.seats == ((entry(1), assessor(1)), (entry(1), assessor(2)))


def test_a_seat_stays_empty_rather_than_being_given_twice_or_in_conflict() -> None:
    made = plan([Wanting(entry(1), 3)], panel(9, 9), [(entry(1), assessor(0))])
    assert (made.seats, made.unfilled) == (((entry(1), assessor(1)),), {entry(1): 2})


def test_somebody_full_is_moved_along_where_only_they_may_take_a_seat() -> None:
    # the second entry takes nobody but assessor 0, who is taken by the first unless somebody moves
    conflicts = [(entry(2), assessor(1))]
    made = plan([Wanting(entry(1), 1), Wanting(entry(2), 1)], panel(1, 1), conflicts)
    assert made.seats == ((entry(1), assessor(1)), (entry(2), assessor(0)))
    # three in a chain: each entry takes two of them, and the last comes when all others are placed
    conflicts = [(entry(1), assessor(2)), (entry(2), assessor(0)), (entry(3), assessor(0)), (entry(3), assessor(2))]
    made = plan([Wanting(entry(n), 1) for n in (1, 2, 3)], panel(1, 1, 1), conflicts)
    assert made.unfilled == {}


def test_who_declined_or_left_is_not_asked_again() -> None:
    made = plan([Wanting(entry(1), 1, frozenset({assessor(0)}))], panel(9, 9), [])
    assert made.seats == ((entry(1), assessor(1)),)


CASES = st.tuples(
    st.lists(st.integers(1, 2), min_size=1, max_size=3),
    st.lists(st.integers(0, 3), min_size=1, max_size=3),
    st.sets(st.tuples(st.integers(0, 2), st.integers(0, 2)), max_size=6),
)


def most_seats(seats: list[int], limits: list[int], barred: set[tuple[int, int]]) -> int:
    """Return how many seats can be filled at all, by trying everything."""
    choices = []
    for number, wanted in enumerate(seats):
        free = [who for who in range(len(limits)) if (number, who) not in barred]
        choices.append([picked for size in range(wanted + 1) for picked in combinations(free, size)])
    return max(
        (
            sum(map(len, picks))
            for picks in product(*choices)
            if all(sum(who in picked for picked in picks) <= limit for who, limit in enumerate(limits))
        ),
        default=0,
    )


@given(CASES)
def test_as_many_seats_are_filled_as_can_be(case: tuple[list[int], list[int], set[tuple[int, int]]]) -> None:
    seats, limits, barred = case
    conflicts = [(entry(number), assessor(who)) for number, who in barred]
    made = plan([Wanting(entry(n), wanted) for n, wanted in enumerate(seats)], panel(*limits), conflicts)
    assert len(made.seats) == most_seats(seats, limits, barred)
    assert len(set(made.seats)) == len(made.seats)
    assert not set(made.seats) & set(conflicts)
    for number, limit in enumerate(limits):
        assert sum(who == assessor(number) for _, who in made.seats) <= limit
    assert sum(made.unfilled.values()) + len(made.seats) == sum(seats)


@given(CASES, st.randoms(use_true_random=False))
def test_the_order_of_the_input_does_not_matter(case: tuple[list[int], list[int], set], random: object) -> None:
    seats, limits, barred = case
    wanting, assessing = [Wanting(entry(n), wanted) for n, wanted in enumerate(seats)], panel(*limits)
    conflicts = [(entry(number), assessor(who)) for number, who in barred]
    first: Plan = plan(wanting, assessing, conflicts)
    for one in (wanting, assessing, conflicts):
        random.shuffle(one)
    assert plan(wanting, assessing, conflicts) == first

"""How agencies stand to each other: the algebra of succession and of the tree."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from app.conflicts.structure import Standing, Structure

AGENCIES = [UUID(int=number) for number in range(1, 8)]
agency = st.sampled_from(AGENCIES)
edges = st.lists(st.tuples(agency, agency).filter(lambda pair: pair[0] != pair[1]), max_size=8)
# a parent has the smaller number, so there is no cycle
trees = st.fixed_dictionaries({one: st.sampled_from([None, *AGENCIES[:place]]) for place, one in enumerate(AGENCIES)})
SETDA, UMUM, ORTA, OLD, NEW, OTHER, CITY = AGENCIES


def structure(
    parents: dict[UUID, UUID | None] | None = None,
    successions: list[tuple[UUID, UUID]] | None = None,
    root: UUID | None = CITY,
) -> Structure:
    return Structure({}, parents or {}, successions or [], root)


TREE: dict[UUID, UUID | None] = {SETDA: CITY, UMUM: SETDA, ORTA: SETDA, OTHER: CITY}


def test_an_agency_is_itself_and_what_it_was_and_became() -> None:
    told = structure(successions=[(OLD, NEW), (NEW, OTHER)])
    assert told.standing(OLD, OLD) is Standing.SAME
    assert told.standing(OTHER, OLD) is Standing.SUCCESSOR
    assert told.standing(OLD, OTHER) is Standing.PREDECESSOR
    assert told.standing(OLD, UMUM) is None


def test_agencies_that_merged_are_one_by_now_and_those_that_were_split_are_not() -> None:
    merged = structure(successions=[(OLD, NEW), (OTHER, NEW)])
    assert merged.standing(OLD, OTHER) is merged.standing(OTHER, OLD) is Standing.JOINED
    split = structure(successions=[(OLD, NEW), (OLD, OTHER)])
    assert split.standing(NEW, OTHER) is None
    assert split.standing(OLD, OTHER) is Standing.PREDECESSOR


def test_the_tree_reaches_up_and_down_at_any_distance_but_not_across() -> None:
    deep = structure({**TREE, OTHER: UMUM})
    assert deep.standing(SETDA, OTHER) is Standing.ABOVE
    assert deep.standing(OTHER, SETDA) is Standing.BELOW
    assert structure(TREE).standing(UMUM, ORTA) is None
    assert structure(TREE).standing(UMUM, OTHER) is None


def test_whoever_works_at_the_root_is_above_all_and_being_part_of_the_root_says_nothing() -> None:
    told = structure(TREE)
    for one in (SETDA, UMUM, ORTA, OTHER):
        assert told.standing(CITY, one) is Standing.ABOVE
        assert told.standing(one, CITY) is None
    assert structure(TREE, root=None).standing(UMUM, CITY) is Standing.BELOW


def test_the_tree_is_walked_from_what_an_agency_was_and_became_too() -> None:
    # OLD was part of SETDA and ended; NEW took over and stands elsewhere
    told = structure({**TREE, OLD: SETDA, NEW: OTHER}, [(OLD, NEW)])
    assert told.standing(SETDA, NEW) is Standing.ABOVE
    assert told.standing(NEW, SETDA) is Standing.BELOW
    assert told.standing(OTHER, OLD) is Standing.ABOVE


def test_a_tree_that_bites_its_tail_ends() -> None:
    told = structure({OLD: NEW, NEW: OTHER, OTHER: OLD}, [(OLD, NEW), (NEW, OLD)], root=None)
    assert told.above(OLD) == {OLD, NEW, OTHER}
    assert told.later(OLD) == {NEW}


@given(edges, agency, agency)
def test_lineage_reads_the_same_from_both_ends(successions: list[tuple[UUID, UUID]], one: UUID, other: UUID) -> None:
    there, back = structure(successions=successions), structure(successions=[pair[::-1] for pair in successions])
    assert (other in there.later(one)) == (one in there.earlier(other))
    assert there.later(one) == back.earlier(one)
    assert (there.standing(one, other) is None) == (there.standing(other, one) is None)


@given(trees, edges, agency, agency)
def test_of_one_line_is_of_one_line_from_both_ends_where_there_is_no_root(
    parents: dict[UUID, UUID | None], successions: list[tuple[UUID, UUID]], one: UUID, other: UUID
) -> None:
    told = structure(parents, successions, root=None)
    assert (told.standing(one, other) is None) == (told.standing(other, one) is None)


@given(trees, edges, st.randoms(use_true_random=False), agency, agency)
def test_the_order_of_edges_does_not_matter(
    parents: dict[UUID, UUID | None], successions: list[tuple[UUID, UUID]], random: object, one: UUID, other: UUID
) -> None:
    shuffled = list(successions)
    random.shuffle(shuffled)  # type: ignore[attr-defined] # hypothesis gives a Random
    told, again = structure(parents, successions), structure(parents, shuffled)
    assert told.standing(one, other) is again.standing(one, other)


@given(trees, edges, edges, agency, agency)
def test_a_further_succession_takes_no_tie_away(
    parents: dict[UUID, UUID | None],
    successions: list[tuple[UUID, UUID]],
    more: list[tuple[UUID, UUID]],
    one: UUID,
    other: UUID,
) -> None:
    fewer, all_of_them = structure(parents, successions), structure(parents, successions + more)
    assert fewer.standing(one, other) is None or all_of_them.standing(one, other) is not None
    assert not fewer.is_above(one, other) or all_of_them.is_above(one, other)

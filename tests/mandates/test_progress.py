"""The rule of progress, alone: who is obliged, what is so of whom, since when, and what a successor inherits."""

from decimal import Decimal
from itertools import pairwise, product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.mandates.progress import Holding, Terms, tally
from app.models.codes import MandateStatus
from tests.mandates.worlds import (
    ASKED,
    BEGIN,
    EXEMPT,
    MERGED,
    NOTHING,
    RENAMED,
    RUNS,
    SERVES,
    SPLIT,
    TERMS,
    World,
    body,
    day,
    edge,
    holding,
    id_of,
    merger,
    renaming,
    split,
)


@pytest.mark.parametrize(
    ("agency", "obliged"),
    [
        (body("a"), True),
        (body("a", kind="badan"), False),
        (body("a", external=True), False),
        (body("a", begins=5), True),
        (body("a", begins=6), False),
        (body("a", ends=6), True),
        (body("a", ends=5), False),
    ],
)
def test_obliged_are_the_citys_agencies_of_those_kinds_on_the_day(agency: object, *, obliged: bool) -> None:
    assert bool(World([agency]).on(5)) is obliged  # type: ignore[list-item] # a body


@pytest.mark.parametrize(
    ("as_of", "revoked", "shown"),
    [(-1, None, None), (0, None, 0), (500, None, 500), (4, 5, 4), (5, 5, 4), (900, 5, 4), (3, 0, None), (3, -2, None)],
)
def test_the_day_that_is_shown(as_of: int, revoked: int | None, shown: int | None) -> None:
    terms = TERMS._replace(revoked_on=None if revoked is None else day(revoked))
    assert terms.day_of(day(as_of)) == (None if shown is None else day(shown))


@pytest.mark.parametrize(
    ("held", "status"),
    [
        ([], NOTHING),
        ([holding(ASKED)], ASKED),
        ([holding(ASKED), holding(RUNS, ref=2)], RUNS),
        ([holding(RUNS), holding(EXEMPT, ref=2)], EXEMPT),
        ([holding(RUNS), holding(SERVES, ref=2)], SERVES),
        ([holding(RUNS, 6)], NOTHING),
        ([holding(RUNS, 0, 5)], NOTHING),
        ([holding(RUNS, 0, 6)], RUNS),
        ([holding(EXEMPT, 0, 5), holding(SERVES, 5, ref=2)], SERVES),
        ([holding(EXEMPT, 0, 5), holding(ASKED, ref=2)], ASKED),
    ],
)
def test_the_first_that_applies_is_so(held: list[Holding], status: MandateStatus) -> None:
    assert World([body("a")], held={"a": held}).statuses(5) == {"a": status}


# what the two that merge have, and what their successor then is, and how many things lapsed
AFTER_A_MERGER = [
    ([], [], NOTHING, 0),
    ([RUNS], [], RUNS, 0),
    ([RUNS], [RUNS], RUNS, 0),
    ([ASKED], [], ASKED, 0),
    ([ASKED], [RUNS], RUNS, 0),
    ([EXEMPT], [], NOTHING, 1),
    ([EXEMPT], [EXEMPT], EXEMPT, 0),
    ([EXEMPT], [RUNS], RUNS, 1),
    ([EXEMPT], [ASKED], ASKED, 1),
    ([SERVES], [], NOTHING, 1),
    ([SERVES], [SERVES], SERVES, 0),
    ([SERVES], [EXEMPT], NOTHING, 2),
    ([SERVES], [RUNS], RUNS, 1),
]


@pytest.mark.parametrize(("first", "second", "status", "lapsed"), AFTER_A_MERGER)
def test_what_a_merger_leaves(
    first: list[MandateStatus], second: list[MandateStatus], status: MandateStatus, lapsed: int
) -> None:
    pairs = [(first, second), (second, first)]
    for one, other in pairs:
        held = {"a": [holding(what, ref=1) for what in one], "b": [holding(what, ref=2) for what in other]}
        world = merger(held)
        before, after = world.statuses(9), world.on(10)
        assert before == {"a": one[0] if one else NOTHING, "b": other[0] if other else NOTHING}
        assert list(after) == ["c"]
        assert after["c"].status is status
        assert len(after["c"].lapsed) == lapsed


def test_who_had_it_is_told_and_since_the_merger() -> None:
    after = merger({"a": [holding(RUNS, 3)]}).on(20)["c"]
    assert after.had is not None
    assert after.had.holder == id_of("a")
    assert after.since == day(10)


def test_an_exemption_that_lapsed_is_told_until_something_is_decided_anew() -> None:
    world = merger({"a": [holding(EXEMPT)], "c": [holding(SERVES, 15, 18, ref=9)]})
    assert [lapse.had.holder for lapse in world.on(14)["c"].lapsed] == [id_of("a")]
    assert [lapse.on for lapse in world.on(14)["c"].lapsed] == [day(10)]
    assert world.on(15)["c"].lapsed == ()
    assert world.on(15)["c"].status is SERVES
    assert world.on(18)["c"].status is NOTHING, "a decision that was withdrawn stands no more"


def test_who_was_not_obliged_has_no_say_in_what_all_that_merged_had() -> None:
    bodies = [body("a", ends=10), body("b", ends=10, kind="unit"), body("c", begins=10)]
    edges = [edge("a", "c", MERGED, 10), edge("b", "c", MERGED, 10)]
    assert World(bodies, edges, {"a": [holding(EXEMPT)]}).statuses(10) == {"c": EXEMPT}


def test_who_takes_another_over_and_goes_on_is_one_of_those_that_merge() -> None:
    bodies = [body("a", ends=10), body("c")]
    edges = [edge("a", "c", MERGED, 10)]
    assert World(bodies, edges, {"a": [holding(EXEMPT)]}).statuses(10) == {"c": NOTHING}
    assert World(bodies, edges, {"a": [holding(RUNS)]}).statuses(10) == {"c": RUNS}
    own = {"a": [holding(EXEMPT)], "c": [holding(EXEMPT, ref=2)]}
    assert World(bodies, edges, own).statuses(10) == {"c": EXEMPT}


@pytest.mark.parametrize(("held", "after"), [(RUNS, RUNS), (SERVES, SERVES), (ASKED, ASKED), (EXEMPT, NOTHING)])
def test_each_part_of_a_whole_that_ended_has_what_works(held: MandateStatus, after: MandateStatus) -> None:
    world = split({"a": [holding(held)]})
    assert world.statuses(9) == {"a": held}
    assert world.statuses(10) == {"p": after, "q": after}
    lapsed = 1 if held is EXEMPT else 0
    assert [len(one.lapsed) for one in world.on(10).values()] == [lapsed, lapsed]


@pytest.mark.parametrize(("held", "after"), [(RUNS, RUNS), (SERVES, SERVES), (ASKED, NOTHING), (EXEMPT, NOTHING)])
def test_a_part_of_one_that_goes_on_has_what_ran_on_the_day(held: MandateStatus, after: MandateStatus) -> None:
    world = split({"a": [holding(held)]}, goes_on=True)
    assert world.statuses(10) == {"a": held, "p": after, "q": after}
    later = split({"a": [holding(held, 10)]}, goes_on=True)
    assert later.statuses(10) == {"a": held, "p": NOTHING, "q": NOTHING}


@pytest.mark.parametrize("held", [RUNS, SERVES, ASKED, EXEMPT])
def test_another_record_of_the_same_body_has_all_of_it(held: MandateStatus) -> None:
    assert renaming({"a": [holding(held)]}).statuses(10) == {"c": held}
    # and what the later record has counts on the days of the earlier one
    assert renaming({"c": [holding(held)]}).statuses(9) == {"a": held}
    assert merger({"c": [holding(held)]}).statuses(9) == {"a": NOTHING, "b": NOTHING}


def test_it_goes_over_at_any_distance_and_tells_whose_it_is() -> None:
    bodies = [body("a", ends=5), body("b", ends=5), body("c", begins=5, ends=10), body("d", begins=10)]
    edges = [edge("a", "c", MERGED, 5), edge("b", "c", MERGED, 5), edge("c", "d", SPLIT, 10)]
    world = World(bodies, edges, {"a": [holding(RUNS)], "b": [holding(EXEMPT, ref=2)]})
    last = world.on(12)["d"]
    assert (last.status, last.since) == (RUNS, day(10))
    assert last.had
    assert last.had.holder == id_of("a")
    assert [lapse.on for lapse in last.lapsed] == [day(5)]


def test_what_is_its_own_is_told_before_what_it_inherits() -> None:
    after = merger({"a": [holding(RUNS, 1)], "c": [holding(RUNS, 12, ref=2)]}).on(20)["c"]
    assert after.had
    assert after.had.holder == id_of("c")
    assert after.since == day(10)


def test_what_was_decided_of_a_successor_takes_the_place_of_what_it_inherited_for_good() -> None:
    bodies = [body("a", ends=5), body("c", begins=5, ends=10), body("d", begins=10)]
    edges = [edge("a", "c", RENAMED, 5), edge("c", "d", RENAMED, 10)]
    world = World(bodies, edges, {"a": [holding(SERVES)], "c": [holding(EXEMPT, 7, ref=2)]})
    assert [world.statuses(number) for number in (4, 6, 7, 10)] == [
        {"a": SERVES},
        {"c": SERVES},
        {"c": EXEMPT},
        {"d": EXEMPT},
    ]


def test_a_later_record_that_is_over_says_nothing_of_the_days_after() -> None:
    world = World([body("a"), body("c", begins=5, ends=8)], [edge("a", "c", RENAMED, 5)], {"c": [holding(RUNS, 5)]})
    assert world.statuses(10) == {"a": NOTHING}


def test_an_edge_without_a_day_has_always_been() -> None:
    world = World([body("a", ends=0), body("c")], [edge("a", "c", RENAMED, None)], {"a": [holding(RUNS, -5)]})
    assert world.statuses(3) == {"c": RUNS}


def test_a_circle_of_successions_ends() -> None:
    bodies = [body("a"), body("b")]
    edges = [edge("a", "b", MERGED, 3), edge("b", "a", MERGED, 3)]
    assert World(bodies, edges, {"a": [holding(RUNS)]}).statuses(5)["a"] is RUNS


def test_a_replica_that_fell_dormant_is_told_as_lapsed_until_it_wakes() -> None:
    asleep = holding(RUNS, 0, 5)
    world = World(
        [body("a")], held={"a": [asleep, Holding(RUNS, asleep.basis, asleep.ref, holding(RUNS, 9).span, day(0))]}
    )
    assert world.statuses(4) == {"a": RUNS}
    dormant = world.on(7)["a"]
    assert (dormant.status, dormant.since, [one.on for one in dormant.lapsed]) == (NOTHING, day(5), [day(5)])
    awake = world.on(9)["a"]
    assert (awake.status, awake.since, awake.lapsed) == (RUNS, day(9), ())


def test_since_is_counted_from_when_the_agency_is_obliged() -> None:
    assert World([body("a")], held={"a": [holding(RUNS, -50)]}).on(5)["a"].since == BEGIN
    assert World([body("a", begins=3)]).on(5)["a"].since == day(3)


@pytest.mark.parametrize(
    ("statuses", "share"),
    [
        ([], None),
        ([EXEMPT], None),
        ([EXEMPT, EXEMPT, RUNS], "1.0000"),
        ([NOTHING], "0.0000"),
        ([RUNS, NOTHING, NOTHING], "0.3333"),
        ([RUNS, SERVES, NOTHING], "0.6667"),
        ([RUNS] * 1 + [ASKED] * 31, "0.0313"),
        ([SERVES] * 3 + [NOTHING] * 29, "0.0938"),
    ],
)
def test_the_share_is_exact(statuses: list[MandateStatus], share: str | None) -> None:
    assert tally(statuses).share == (None if share is None else Decimal(share))


# worlds of up to four agencies, some of which follow each other, over some forty days

_numbers = st.integers(-5, 40)
_LETTERS = "abcd"


@st.composite
def holdings(draw: st.DrawFn, begins: int) -> list[Holding]:
    """What one agency holds: of decisions one at a time, and none before it is there."""
    found = []
    for what in draw(st.lists(st.sampled_from([RUNS, ASKED]), max_size=3)):
        since = draw(_numbers)
        found.append(holding(what, since, draw(st.none() | st.integers(since + 1, 45)), draw(st.integers(1, 99))))
    cuts = draw(st.lists(st.integers(begins, 40), max_size=3, unique=True).map(sorted))
    for since, until in pairwise([*cuts, None]):
        found.append(holding(draw(st.sampled_from([SERVES, EXEMPT])), since, until, draw(st.integers(100, 199))))
    return found


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """A city whose later agencies follow earlier ones."""
    begins: list[int | None] = [None, None]
    ends: dict[str, int | None] = {}
    edges = []
    for later in "cd":
        on = draw(st.integers(1, 35))
        begins.append(draw(st.sampled_from([on, None])))
        for earlier in draw(st.lists(st.sampled_from(_LETTERS[: _LETTERS.index(later)]), max_size=2, unique=True)):
            kind = draw(st.sampled_from([MERGED, SPLIT, RENAMED]))
            edges.append(edge(earlier, later, kind, on))
            if kind is not SPLIT or draw(st.booleans()):
                ends[earlier] = min(on, ends.get(earlier) or on)
    bodies = []
    for letter, begin in zip(_LETTERS, begins, strict=True):
        end = ends.get(letter)
        assume(end is None or begin is None or begin < end)
        bodies.append(body(letter, begin, end))
    held = {letter: draw(holdings(begin or 0)) for letter, begin in zip(_LETTERS, begins, strict=True)}
    return World(bodies, edges, held)


@given(worlds(), st.integers(0, 45))
def test_since_is_the_first_day_of_a_status_without_a_gap(world: World, number: int) -> None:
    for letter, one in world.on(number).items():
        first = (one.since - BEGIN).days
        assert 0 <= first <= number
        assert {world.statuses(n).get(letter) for n in range(first, number + 1)} == {one.status}
        assert first == 0 or world.statuses(first - 1).get(letter) is not one.status


@given(worlds(), st.integers(0, 45), st.randoms(use_true_random=False))
def test_the_order_in_which_things_are_on_record_does_not_matter(world: World, number: int, chance: object) -> None:
    mixed = [list(part) for part in (world.bodies, world.edges)]
    for part in mixed:
        chance.shuffle(part)  # type: ignore[attr-defined] # a random generator
    other = World(*mixed, {letter: held[::-1] for letter, held in world.held.items()})  # type: ignore[arg-type] # as above
    found, again = world.on(number), other.on(number)
    assert {letter: (one.status, one.since) for letter, one in found.items()} == {
        letter: (one.status, one.since) for letter, one in again.items()
    }


@given(worlds(), st.integers(0, 45))
def test_what_was_decided_of_an_agency_itself_is_so(world: World, number: int) -> None:
    for letter, one in world.on(number).items():
        for own in world.held[letter]:
            if own.status in {SERVES, EXEMPT} and own.span.holds(day(number)):
                assert one.status is own.status
                assert one.lapsed == ()


@given(worlds(), st.integers(0, 45), st.sampled_from(_LETTERS))
def test_one_more_replica_takes_nothing_from_anybody(world: World, number: int, letter: str) -> None:
    more = World(world.bodies, world.edges, {**world.held, letter: [*world.held[letter], holding(RUNS, -5, ref=500)]})
    found, then = world.statuses(number), more.statuses(number)
    assert found.keys() == then.keys()
    for one, status in found.items():
        assert then[one] in {status, RUNS}


@given(worlds(), st.integers(0, 45))
def test_what_lapsed_is_not_what_holds(world: World, number: int) -> None:
    for one in world.on(number).values():
        refs = [lapse.had.holding.ref for lapse in one.lapsed]
        assert len(refs) == len(set(refs))
        assert one.had is None or one.had.holding.ref not in refs
        assert (one.had is None) is (one.status is NOTHING)


@given(st.lists(st.sampled_from(MandateStatus), max_size=60))
def test_counts_are_of_everybody_and_the_share_is_one(statuses: list[MandateStatus]) -> None:
    counted = tally(statuses)
    assert counted.total == sum(counted.counts.values()) == len(statuses)
    assert counted.share is None or 0 <= counted.share <= 1
    assert (counted.share is None) is (counted.counts[EXEMPT] == counted.total)
    assert counted.waiting is any(one in {NOTHING, ASKED} for one in statuses)


def test_every_status_has_a_place_in_the_order() -> None:
    for first, second in product([RUNS, SERVES, ASKED, EXEMPT], repeat=2):
        inherited = {"a": [holding(first, ref=1), holding(second, ref=2)]}
        assert renaming(inherited).statuses(10)["c"] in {first, second}


def test_terms_without_a_day_before_revocation_oblige_nobody() -> None:
    assert Terms(BEGIN, frozenset({"dinas"}), BEGIN).day_of(day(3)) is None

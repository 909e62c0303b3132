"""Which agencies there were on a day, and who is credited with what another one had: the rule alone."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from app.agencies.bodies import Body, Version
from app.models.codes import SuccessionKind
from tests.coverage.worlds import (
    MERGED,
    RENAMED,
    SPLIT,
    World,
    body,
    credited,
    edge,
    end_of,
    id_of,
    letters,
    merger,
    split,
    there,
)

BEFORE, AFTER = end_of(2020), end_of(2021)


def test_agencies_are_those_whose_versions_are_in_force() -> None:
    city = World([body("a", ends=2021), body("b", begins=2021), body("c"), body("x", external=True)])
    assert there(city, BEFORE) == "ac"
    assert there(city, AFTER) == "bc"


def test_a_day_is_certain_where_a_source_covers_it() -> None:
    stated = Version("Dinas S", "dinas s", "dinas", first_stated_on="2021-06-30")
    city = World([body("a", begins=2015), body("b"), Body(id_of("s"), "s", external=False, versions=(stated,))])

    def certain(day: date) -> str:
        return letters(id_ for id_, one in city.roll.on(day).items() if one.certain)

    assert certain(AFTER) == "a", "news of one day speaks of no other"
    assert certain(date(2021, 6, 30)) == "as"


def test_one_body_under_two_names_is_there_once_also_where_nobody_dated_it() -> None:
    undated = World([body("a"), body("b")], [edge("a", "b", RENAMED)])
    assert there(undated, BEFORE) == "b"
    dated = World([body("a"), body("b")], [edge("a", "b", RENAMED, 2021)])
    assert (there(dated, BEFORE), there(dated, AFTER)) == ("a", "b")


def test_a_source_decides_which_of_two_names_it_was() -> None:
    city = World([body("a", begins=2015, ends=2021), body("b")], [edge("a", "b", RENAMED)])
    assert (there(city, BEFORE), there(city, AFTER)) == ("a", "b")
    both = World([body("a", begins=2015), body("b", begins=2015)], [edge("a", "b", RENAMED)])
    assert there(both, AFTER) == "ab", "both are said to have been there"


def test_whoever_a_source_says_went_on_was_there_beside_its_successor() -> None:
    city = World([body("a", begins=2015), body("c", begins=2015)], [edge("a", "c", MERGED, 2021)])
    assert there(city, AFTER) == "ac"
    assert credited(city, "a", AFTER) == "a"


def test_until_somebody_followed_it_what_an_agency_had_is_nobodys() -> None:
    city = World([body("a", ends=2020), body("c")], [edge("a", "c", MERGED, 2021)])
    assert (credited(city, "a", BEFORE), credited(city, "a", AFTER)) == ("", "c")


def test_a_chain_of_names_without_dates_is_one_body() -> None:
    city = World([body(one) for one in "abc"], [edge("a", "b", RENAMED), edge("b", "c", RENAMED)])
    assert there(city, BEFORE) == "c"
    assert credited(city, "a", BEFORE) == "c"


def test_an_undated_successor_that_began_later_was_not_there_before() -> None:
    city = World([body("a"), body("b", begins=2021)], [edge("a", "b", RENAMED)])
    assert (there(city, BEFORE), there(city, AFTER)) == ("a", "b")


def test_those_that_merged_are_there_until_they_do() -> None:
    assert (there(merger(), BEFORE), there(merger(), AFTER)) == ("ab", "c")
    assert (there(merger(founded=False), BEFORE), there(merger(founded=False), AFTER)) == ("abc", "c")
    undated = World([body(one) for one in "abc"], [edge("a", "c", MERGED), edge("b", "c", MERGED)])
    assert there(undated, BEFORE) == "c"


def test_what_merged_is_credited_to_the_merged_one() -> None:
    city = merger()
    assert [credited(city, one, AFTER) for one in "abc"] == ["c", "c", "c"]
    assert [credited(city, one, BEFORE) for one in "ab"] == ["a", "b"]
    assert credited(city, "c", BEFORE) == "", "nobody knows which of the two had it"
    assert credited(merger(founded=False), "c", BEFORE) == "c", "it was there by itself"
    taken_in = World(merger().bodies, [edge("a", "c", RENAMED, 2021), edge("b", "c", MERGED, 2021)])
    assert credited(taken_in, "c", BEFORE) == "", "it has what two had, whichever of them named it"


def test_of_a_split_each_part_is_credited_unless_the_owner_goes_on() -> None:
    assert credited(split(), "a", AFTER) == "pq"
    assert credited(split(goes_on=True), "a", AFTER) == "a"
    assert credited(split(), "p", AFTER) == "p"
    assert credited(split(), "p", BEFORE) == "a", "it was a part of it"


def test_of_a_renaming_the_name_of_the_day_is_credited_whichever_the_record_names() -> None:
    city = World([body("a", ends=2021), body("b", begins=2021)], [edge("a", "b", RENAMED, 2021)])
    assert (credited(city, "a", AFTER), credited(city, "b", BEFORE)) == ("b", "a")


def test_credit_goes_over_any_number_of_successions() -> None:
    bodies = [body("a", ends=2019), body("b", 2019, 2020), body("c", 2020, 2021), body("d", 2021), body("e", 2021)]
    edges = [edge("a", "b", RENAMED, 2019), edge("b", "c", MERGED, 2020)]
    city = World(bodies, [*edges, edge("c", "d", SPLIT, 2021), edge("c", "e", SPLIT, 2021)])
    assert [credited(city, "a", end_of(year)) for year in (2018, 2019, 2020, 2021)] == ["a", "b", "c", "de"]


def test_what_a_closed_agency_had_is_nobodys() -> None:
    city = World([body("a"), body("p", 2019, 2021)], [edge("a", "p", SPLIT, 2019)])
    assert credited(city, "p", AFTER) == "", "not of the one that it was split from either"
    assert credited(city, "z", AFTER) == ""


def test_circles_end() -> None:
    city = World([body(one, ends=2020) for one in "ab"], [edge("a", "b", RENAMED), edge("b", "a", RENAMED)])
    assert credited(city, "a", AFTER) == ""
    parts = World([body("a", parent="b"), body("b", parent="a")])
    assert letters(parts.roll.below(id_of("a"), AFTER)) == "b"


def test_parts_are_those_of_the_day_at_any_distance() -> None:
    bodies = [body("a", ends=2021), body("c", begins=2021), body("k", parent="a"), body("l", parent="k", begins=2021)]
    city = World(bodies, [edge("a", "c", RENAMED, 2021)])
    assert letters(city.roll.below(id_of("a"), BEFORE)) == "k"
    assert letters(city.roll.below(id_of("c"), AFTER)) == "kl", "the parent is known by its earlier name"


_LETTERS = "abcdefg"
_YEARS = st.one_of(st.none(), st.integers(2015, 2025))


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Return cities of any shape, also such as no source would tell."""
    bodies = [
        body(one, begins, ends if ends is None or begins is None or ends > begins else None)
        for one in _LETTERS
        for begins, ends in [(draw(_YEARS), draw(_YEARS))]
    ]
    pairs = st.tuples(st.sampled_from(_LETTERS), st.sampled_from(_LETTERS)).filter(lambda pair: pair[0] != pair[1])
    told = draw(st.lists(st.tuples(pairs, st.sampled_from(SuccessionKind), _YEARS), max_size=8))
    return World(bodies, [edge(*pair, kind, on) for pair, kind, on in told])


@given(worlds(), st.integers(2013, 2027))
def test_whatever_the_sources_say_credit_goes_to_agencies_of_the_day(city: World, year: int) -> None:
    day = end_of(year)
    present = there(city, day)
    for owner in _LETTERS:
        holders = credited(city, owner, day)
        assert set(holders) <= set(present)
        if owner in present:
            assert holders == owner


@given(worlds(), st.integers(2013, 2027))
def test_who_was_there_is_among_those_whose_versions_are_in_force(city: World, year: int) -> None:
    day = end_of(year)
    in_force = {one.slug for one in city.bodies if one.on(day) is not None}
    assert set(there(city, day)) <= in_force
    if not city.edges:
        assert set(there(city, day)) == in_force

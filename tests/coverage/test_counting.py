"""What an innovation is on a day and what an agency has by that: the rule alone."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.coverage.city import first_year_of
from app.coverage.counting import Beginning, CountedBy, Has, tally
from app.models.codes import CoverageStatus, Vitality
from app.signs_of_life.stops import Entered
from tests.coverage.test_roll import worlds
from tests.coverage.worlds import (
    MERGED,
    RECORDED,
    SPLIT,
    World,
    body,
    edge,
    end_of,
    id_of,
    known,
    merger,
    split,
    stages,
)

OWN, REPLICA = CoverageStatus.INOVASI_SENDIRI, CoverageStatus.REPLIKA_SAJA
ENDED, NONE = CoverageStatus.SEMUA_BERHENTI, CoverageStatus.BELUM_ADA


@pytest.mark.parametrize(
    ("told", "first_known", "beginning"),
    [
        ([("penerapan", "2019-06-18")], None, Beginning(date(2019, 6, 18), CountedBy.TAHAP)),
        ([("uji_coba", "2018"), ("penerapan", "2019")], None, Beginning(date(2018, 12, 31), CountedBy.TAHAP)),
        ([("uji_coba", None), ("penerapan", "2019-02")], "2017", Beginning(date(2019, 2, 28), CountedBy.TAHAP)),
        # recorded within the year that it names: by then it was so
        ([("penerapan", "2026")], None, Beginning(RECORDED, CountedBy.TAHAP)),
        ([("penerapan", "2027")], None, Beginning(date(2027, 12, 31), CountedBy.TAHAP)),
        ([("penerapan", None)], "2019-06-18", Beginning(date(2019, 6, 18), CountedBy.PERTAMA_DIKETAHUI)),
        ([("tidak_diketahui", "2018")], "2019", Beginning(date(2019, 12, 31), CountedBy.PERTAMA_DIKETAHUI)),
        ([("berhenti", "2021"), ("uji_coba", None)], None, Beginning(RECORDED, CountedBy.TERBIT)),
        ([("berhenti", "2021")], "2019", Beginning(date(2019, 12, 31), CountedBy.PERTAMA_DIKETAHUI)),
        ([], "2019", Beginning(date(2019, 12, 31), CountedBy.PERTAMA_DIKETAHUI)),
        ([], "2026", Beginning(RECORDED, CountedBy.PERTAMA_DIKETAHUI)),
        ([], None, Beginning(RECORDED, CountedBy.TERBIT)),
        # an idea is in no use, and does not come to be by its end
        ([("inisiatif", "2017-08-21")], "2017-08-21", None),
        ([("inisiatif", "2017"), ("berhenti", "2018")], "2017", None),
    ],
)
def test_from_when_on_an_innovation_counts(
    told: list[tuple[str, str | None]], first_known: str | None, beginning: Beginning | None
) -> None:
    one = replace(known(1, "a"), stages=stages(*told), first_known_on=first_known)
    assert one.begins() == beginning


def test_the_first_that_applies_is_what_an_agency_has() -> None:
    assert Has(own=1, replicated=3, stopped=2).status is OWN
    assert Has(replicated=1, dormant=1).status is REPLICA
    assert Has(dormant=1).status is ENDED
    assert Has(stopped=1).status is ENDED
    assert Has().status is NONE
    assert [has.covered for has in (Has(own=1), Has(replicated=1), Has(stopped=4))] == [True, True, False]


def test_each_agency_has_what_is_recorded_of_it() -> None:
    stopped = ("penerapan", "2019-01-01"), ("berhenti", "2020-06")
    innovations = [
        known(1, "a"),
        known(2, "a", replica=True),
        known(3, "b", replica=True),
        known(4, "b", *stopped),
        known(5, "c", *stopped),
        known(6, "d", ("penerapan", "2022-01-01")),
        known(7, None),
    ]
    city = World([body(one) for one in "abcd"], (), innovations)
    assert city.statuses(end_of(2020)) == {"a": OWN, "b": REPLICA, "c": ENDED, "d": NONE}
    assert city.statuses(end_of(2022))["d"] is OWN
    day = city.on(end_of(2020))
    assert [one.has for one in day.placed[:2]] == [
        Has(own=1, replicated=1, awaited=2),
        Has(replicated=1, awaited=1, stopped=1),
    ]
    assert day.unattributed == 1
    assert city.on(date(2018, 12, 31)).unattributed == 0, "nothing was in use yet"


def test_signs_of_life_decide_whether_it_lives() -> None:
    one = known(1, "a")
    day = date(2027, 6, 1)
    for sign, vitality, status in [
        (date(2027, 3, 1), Vitality.AKTIF, OWN),
        (date(2026, 10, 1), Vitality.STALE, OWN),
        (date(2026, 3, 1), Vitality.VAKUM, ENDED),
        (None, Vitality.VAKUM, ENDED),
    ]:
        signs = {day: {one.id: sign} if sign else {}}
        city = World([body("a")], (), [one], signs)
        placed = city.on(day).placed[0]
        assert (placed.counted[0].vitality, placed.has.status) == (vitality, status)
        assert placed.has.stale == (vitality is Vitality.STALE)


def test_one_that_began_again_was_stopped_in_between() -> None:
    told = ("penerapan", "2019-01-01"), ("berhenti", "2021"), ("penerapan", "2023")
    city = World([body("a")], (), [known(1, "a", *told)])
    assert [city.statuses(end_of(year))["a"] for year in range(2018, 2024)] == [NONE, OWN, OWN, ENDED, ENDED, OWN]


def test_a_merger_hands_on_what_each_had() -> None:
    city = merger([known(1, "a")])
    assert city.statuses(end_of(2020)) == {"a": OWN, "b": NONE}
    assert city.statuses(end_of(2021)) == {"c": OWN}
    recorded_later = merger([known(1, "c")])
    assert recorded_later.statuses(end_of(2020)) == {"a": NONE, "b": NONE}
    assert recorded_later.on(end_of(2020)).unattributed == 1
    assert recorded_later.statuses(end_of(2021)) == {"c": OWN}


def test_a_split_hands_on_to_each_part_what_the_whole_had() -> None:
    assert split([known(1, "a")]).statuses(end_of(2021)) == {"p": OWN, "q": OWN}
    assert split([known(1, "a")], goes_on=True).statuses(end_of(2021)) == {"a": OWN, "p": NONE, "q": NONE}
    assert split([known(1, "p")]).statuses(end_of(2021)) == {"p": OWN, "q": NONE}


def test_units_count_for_what_they_are_part_of_only_where_asked() -> None:
    bodies = [
        body("k", kind="kecamatan"),
        body("l", kind="kelurahan", parent="k"),
        body("m", kind="kelurahan", parent="k"),
        body("n", kind="kecamatan"),
    ]
    city = World(bodies, (), [known(1, "l")])
    assert city.statuses(end_of(2020)) == {"k": NONE, "l": OWN, "m": NONE, "n": NONE}
    assert city.statuses(end_of(2020), with_units=True) == {"k": OWN, "l": OWN, "m": NONE, "n": NONE}


def test_what_is_at_no_level_is_told_and_not_counted() -> None:
    city = World([body("a"), body("g", kind="pemerintah_daerah"), body("u", kind="tidak_diketahui")])
    day = city.on(end_of(2020))
    assert ([one.present.body.slug for one in day.placed], day.without_level) == (["a"], 2)


def test_the_first_year_is_that_of_the_first_innovation_in_use() -> None:
    idea = known(1, "a", ("inisiatif", "2015-01-01"))
    assert first_year_of([idea, known(2, "a"), known(3, None, ("uji_coba", "2018"))], RECORDED) == 2018
    # a year that was mistyped makes no list of two thousand
    assert first_year_of([known(4, "a", ("penerapan", "0019"))], RECORDED) == 1990
    assert first_year_of([idea, known(5, "a", ("penerapan", "2031"))], RECORDED) == RECORDED.year


def test_shares_are_exact() -> None:
    told = tally([OWN, REPLICA, ENDED, NONE, NONE, NONE])
    assert (told.agencies, told.covered, told.share) == (6, 2, Fraction(1, 3))
    assert tally([]).share is None


_STAGES = st.lists(
    st.tuples(
        st.sampled_from(["inisiatif", "uji_coba", "penerapan", "berhenti", "tidak_diketahui"]),
        st.one_of(st.none(), st.sampled_from(["2016", "2018-05", "2019-06-18", "2021", "2023-01-01", "2026"])),
    ),
    max_size=4,
)


@st.composite
def peopled(draw: st.DrawFn) -> World:
    """Return cities with innovations of any history."""
    city = draw(worlds())
    innovations = []
    for number in range(draw(st.integers(0, 6))):
        owner = draw(st.sampled_from("abcdefg"))
        made = replace(known(number, owner, replica=draw(st.booleans())), stages=stages(*draw(_STAGES)))
        innovations.append(replace(made, first_known_on=draw(st.sampled_from([None, "2017", "2020-02-02"]))))
    return World(city.bodies, city.edges, innovations)


@given(peopled(), st.integers(2014, 2026), st.booleans())
def test_the_classes_add_up_to_the_agencies_that_there_were(city: World, year: int, units: bool) -> None:
    day = end_of(year)
    told = tally(city.statuses(day, with_units=units).values())
    assert told.agencies == sum(told.counts.values()) == len(city.roll.on(day))
    assert told.share is None or 0 <= told.share <= 1


@given(peopled(), st.integers(2014, 2026), st.integers(0, 5), st.sampled_from([None, "2018", "2022-03-01"]))
def test_a_stop_covers_nobody(city: World, year: int, which: int, on: str | None) -> None:
    day = end_of(year)
    before = {one.id: one.has for one in city.on(day).placed}
    innovations = [
        replace(one, stages=(*one.stages, Entered("berhenti", on, RECORDED))) if number == which else one
        for number, one in enumerate(city.innovations)
    ]
    after = {one.id: one.has for one in World(city.bodies, city.edges, innovations).on(day).placed}
    assert before.keys() == after.keys()
    for agency, has in after.items():
        assert has.own <= before[agency].own
        assert has.replicated <= before[agency].replicated
        assert before[agency].covered or not has.covered


@given(peopled(), st.integers(2014, 2026), st.data())
def test_a_merger_loses_no_coverage(city: World, year: int, data: st.DataObject) -> None:
    """Whoever was covered is covered under the roof that it came under, and nobody else's state changes."""
    day = end_of(year)
    before = {one.present.body.slug: one.has for one in city.on(day).placed}
    joining = data.draw(st.sets(st.sampled_from(sorted(before)), max_size=3) if before else st.just(set()))
    ends = {letter: next(one for one in city.bodies if one.slug == letter) for letter in joining}
    closed = [
        replace(one, versions=(replace(one.versions[0], valid_to=f"{year - 1}-12-31"),)) if one.slug in ends else one
        for one in city.bodies
    ]
    # what was dated later than the merger could not happen to those that it ended
    edges = [one for one in city.edges if chr(one.predecessor.int) not in joining]
    edges += [edge(letter, "z", MERGED, year) for letter in joining]
    merged = World([*closed, body("z", begins=year)], edges, city.innovations)
    after = {one.present.body.slug: one.has for one in merged.on(day).placed}
    assert after["z"].own >= max((before[letter].own for letter in joining), default=0)
    assert after["z"].covered or not any(before[letter].covered for letter in joining)
    for letter in before.keys() - joining:
        assert after[letter].covered or not before[letter].covered


def test_a_split_that_ends_the_whole_loses_nothing_either() -> None:
    for own in ("a", "p"):
        city = split([known(1, own)])
        assert city.on(end_of(2020)).placed[0].has.own == 1
        assert any(one.has.own for one in city.on(end_of(2021)).placed)
    parts = World([body("a"), body("p", 2021)], [edge("a", "p", SPLIT, 2021)], [known(1, "a")])
    assert id_of("a") in parts.roll.on(end_of(2021))

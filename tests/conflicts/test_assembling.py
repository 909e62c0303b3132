"""Facts from rows: what counts on a day, what mergers bring together, and what more facts do."""

from dataclasses import replace
from datetime import date
from random import Random
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from app.conflicts.assembling import (
    AccountRow,
    DeclarationRow,
    PartRow,
    PostRow,
    RecordRow,
    Rows,
    VersionRow,
    facts_of,
    structure_of,
)
from app.conflicts.rules import Key, Why, conflicts_between

DAY = date(2026, 11, 30)
PEOPLE = [UUID(int=number) for number in range(11, 15)]
AGENCIES = [UUID(int=number) for number in range(31, 37)]
BUDI, CITRA, DEWI, EKA = PEOPLE
CITY, SETDA, UMUM, DINAS, OLD, NEW = AGENCIES
INNOVATIONS = [UUID(int=number) for number in range(51, 56)]
ENTRY, SECOND, THIRD, DRAFT, MERGED = INNOVATIONS
NAMES = {person: f"Orang {number}" for number, person in enumerate(PEOPLE, 1)}

# the last record went into the first one
RECORDS = [
    RecordRow(ENTRY, ENTRY, "Satu", UMUM, known=False),
    RecordRow(SECOND, SECOND, "Dua", DINAS, known=True),
    RecordRow(THIRD, THIRD, "Tiga", None, known=True),
    RecordRow(DRAFT, DRAFT, "Draf", NEW, known=False),
    RecordRow(MERGED, ENTRY, "Lama", NEW, known=False),
]


def version(agency: UUID, slug: str, parent: UUID | None = None, **dates: str) -> VersionRow:
    told = dict.fromkeys(("valid_from", "valid_to", "first_stated_on", "last_stated_on")) | dates
    return VersionRow(agency, slug, slug.title(), parent, **told)


VERSIONS = [
    version(CITY, "pemerintah-kota-medan"),
    version(SETDA, "setda", CITY),
    version(UMUM, "umum", SETDA),
    version(DINAS, "dinas", CITY),
    version(OLD, "lama", CITY),
    version(NEW, "baru", DINAS),
]
BASE = Rows(records=RECORDS, names=NAMES, versions=VERSIONS)


def keys(rows: Rows, person: UUID = BUDI, innovation: UUID = ENTRY) -> set[Key]:
    facts = facts_of([person], [innovation], rows, DAY)
    assessor, assessed = facts.assessors[person], facts.assessed[innovation]
    return {conflict.key for conflict in conflicts_between(assessor, assessed, facts.structure)}


def kinds(rows: Rows, person: UUID = BUDI, innovation: UUID = ENTRY) -> set[str]:
    return {kind for kind, _ in keys(rows, person, innovation)}


def test_a_post_counts_until_its_last_day_is_over_and_before_it_begins() -> None:
    for valid_to, counts in (
        (None, True),
        ("2026-11-30", True),
        ("2026-11-29", False),
        ("2026-11", True),
        ("2026-10", False),
        ("2026", True),
        ("2025", False),
        ("2027-01-01", True),
    ):
        rows = replace(BASE, posts=[PostRow(BUDI, UMUM, "Kasubbag", valid_to)])
        assert (kinds(rows) == {"same_agency"}) is counts, valid_to
        parts = replace(BASE, parts=[PartRow(BUDI, SECOND, "mentor", UMUM, valid_to)])
        assert (kinds(parts) == {"same_agency"}) is counts, valid_to
        # of an innovator the same holds: whose superior is not one any more is none
        above = [PostRow(BUDI, DINAS, "Kepala", None), PostRow(CITRA, NEW, None, valid_to)]
        superior = replace(BASE, posts=above, parts=[PartRow(CITRA, ENTRY, "inovator", None, None)])
        assert ("superior" in kinds(superior)) is counts, valid_to


def test_what_was_made_stays_made_whenever_it_ended() -> None:
    ended = [PartRow(BUDI, ENTRY, "anggota_tim", UMUM, "2019")]
    assert kinds(replace(BASE, parts=ended)) == {"own_innovation"}


def test_an_examiner_has_no_conflict() -> None:
    assert kinds(replace(BASE, parts=[PartRow(BUDI, ENTRY, "penguji", None, None)])) == set()


def test_records_that_were_merged_into_one_speak_for_it() -> None:
    for asked in (ENTRY, MERGED):
        assert kinds(replace(BASE, accounts=[AccountRow(BUDI, NEW)]), innovation=asked) == {"same_agency"}
        parts = replace(BASE, parts=[PartRow(BUDI, MERGED, "inovator", None, None)])
        assert kinds(parts, innovation=asked) == {"own_innovation"}
        said = replace(BASE, declarations=[DeclarationRow(DEWI, BUDI, MERGED, "Ya.")])
        assert kinds(said, innovation=asked) == {"declared"}
        replica = replace(BASE, adapts=[(SECOND, ENTRY)], accounts=[AccountRow(BUDI, DINAS)])
        # DINAS owns the replica, and stands above NEW, which owned the merged record
        assert kinds(replica, innovation=asked) == {"replicator", "same_agency"}


def test_another_innovation_counts_from_its_publication_on() -> None:
    made = [PartRow(BUDI, DRAFT, "inovator", UMUM, None), PartRow(CITRA, DRAFT, "inovator", None, None)]
    rows = replace(BASE, parts=[*made, PartRow(CITRA, ENTRY, "inovator", None, None)], adapts=[(DRAFT, ENTRY)])
    assert kinds(rows) == set()
    known = [row._replace(known=True) if row.id == DRAFT else row for row in RECORDS]
    assert kinds(replace(rows, records=known)) == {"co_author", "replicator", "same_agency"}
    # what is assessed counts for itself, published or not
    assert kinds(rows, innovation=DRAFT) == {"own_innovation"}


def test_an_agency_is_known_by_the_surest_way() -> None:
    rows = replace(
        BASE,
        accounts=[AccountRow(BUDI, UMUM)],
        posts=[PostRow(BUDI, UMUM, "B", None), PostRow(BUDI, UMUM, "A", None), PostRow(BUDI, DINAS, None, None)],
        parts=[PartRow(BUDI, SECOND, "inovator", UMUM, None), PartRow(BUDI, THIRD, "coach", OLD, None)],
    )
    found = facts_of([BUDI], [ENTRY], rows, DAY).assessors[BUDI]
    assert [(one.agency_id, one.why, one.note) for one in found.workplaces] == [
        (UMUM, Why.ACCOUNT, None),
        (DINAS, Why.POST, None),
        (OLD, Why.PART, "Tiga"),
    ]
    assert [(one.agency_id, one.note) for one in found.posts] == [(UMUM, "A"), (DINAS, None)]


def test_agencies_stand_where_their_version_of_the_day_says() -> None:
    versions = [
        version(CITY, "pemerintah-kota-medan"),
        version(UMUM, "umum", SETDA, valid_to="2026-11-29"),
        version(UMUM, "umum-baru", DINAS, valid_from="2026-11-30"),
        version(OLD, "lama", SETDA, valid_from="2016", valid_to="2020-12-31"),
        version(NEW, "baru", SETDA, valid_from="2027-01-01"),
    ]
    before, after = (structure_of(versions, [], day) for day in (date(2026, 11, 29), DAY))
    assert (before.name(UMUM), before.above(UMUM)) == ("Umum", {SETDA})
    assert (after.name(UMUM), after.above(UMUM)) == ("Umum-Baru", {DINAS})
    assert (after.name(OLD), after.above(OLD)) == ("Lama", {SETDA})
    assert (after.name(NEW), after.above(NEW)) == ("Baru", {SETDA})


def test_nobody_and_nothing_that_is_not_on_record_is_looked_at() -> None:
    facts = facts_of([UUID(int=99), BUDI], [UUID(int=98), ENTRY], BASE, DAY)
    assert (list(facts.assessors), list(facts.assessed)) == ([BUDI], [ENTRY])


person, agency, innovation = (st.sampled_from(each) for each in (PEOPLE, AGENCIES, INNOVATIONS))
maybe_agency = st.none() | agency
ends = st.sampled_from([None, "2025", "2027"])
roles = st.sampled_from(["inovator", "anggota_tim", "mentor", "coach"])
pairs = st.tuples(agency, agency)
worlds = st.builds(
    Rows,
    records=st.just(RECORDS),
    names=st.just(NAMES),
    versions=st.just(VERSIONS),
    adapts=st.lists(st.tuples(*[st.sampled_from(INNOVATIONS[:4])] * 2), max_size=4),
    parts=st.lists(st.builds(PartRow, person, innovation, roles, maybe_agency, ends), max_size=8),
    posts=st.lists(st.builds(PostRow, person, agency, st.just("Kepala"), ends), max_size=4),
    accounts=st.lists(st.builds(AccountRow, person, agency), max_size=3),
    successions=st.lists(pairs, max_size=4),
    declarations=st.lists(st.builds(DeclarationRow, agency, person, innovation, st.just("Ya.")), max_size=3),
)
CHANGING = ("adapts", "parts", "posts", "accounts", "successions", "declarations")


@given(worlds, st.randoms(use_true_random=False))
def test_more_facts_never_take_a_conflict_away(rows: Rows, random: Random) -> None:
    fewer = replace(rows, **{name: [one for one in getattr(rows, name) if random.random() < 0.5] for name in CHANGING})
    for who in PEOPLE:
        for what in INNOVATIONS:
            assert keys(fewer, who, what) <= keys(rows, who, what)


@given(worlds, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(rows: Rows, random: Random) -> None:
    shuffled = {name: random.sample(list(getattr(rows, name)), len(getattr(rows, name))) for name in CHANGING}
    told, again = (facts_of(PEOPLE, INNOVATIONS, one, DAY) for one in (rows, replace(rows, **shuffled)))
    for who in PEOPLE:
        for what in INNOVATIONS:
            found, same = (
                conflicts_between(facts.assessors[who], facts.assessed[what], facts.structure)
                for facts in (told, again)
            )
            assert found == same


@given(worlds)
def test_who_else_is_asked_about_does_not_matter(rows: Rows) -> None:
    together = facts_of(PEOPLE, INNOVATIONS, rows, DAY)
    for who in PEOPLE:
        for what in INNOVATIONS:
            found = conflicts_between(together.assessors[who], together.assessed[what], together.structure)
            assert {one.key for one in found} == keys(rows, who, what)

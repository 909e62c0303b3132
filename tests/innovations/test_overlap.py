"""Whether two records may be the same innovation."""

import string
from itertools import combinations
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.ids import new_id
from app.core.text import search_key
from app.innovations.overlap import (
    MOST_RANKED,
    SIMILAR_FROM,
    Described,
    Reason,
    likeness,
    problem_key,
    rank,
    similarity,
)
from app.reference.files import ReferenceFiles, read_reference

PROBLEM = "Masukan dan keluhan anggota DPRD dari survei kepuasan"
SECRETARIAT, MAYOR = UUID(int=1), UUID(int=2)

ascii_texts = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=24)
words = st.text("aeisurt", min_size=1, max_size=6)
keys = st.lists(words, min_size=1, max_size=3).map(" ".join)
problems = st.sampled_from([None, problem_key(PROBLEM), problem_key(PROBLEM * 2)])
records = st.builds(
    Described,
    id=st.uuids(),
    name_key=keys,
    alias_keys=st.frozensets(keys, max_size=3),
    problem_key=problems,
    agency_id=st.sampled_from([None, SECRETARIAT, MAYOR]),
)


@pytest.fixture(scope="module")
def files() -> ReferenceFiles:
    return read_reference()


def described(*names: str, problem: str | None = None, agency: UUID | None = SECRETARIAT) -> Described:
    name, *aliases = map(search_key, names)
    return Described(new_id(), name, frozenset(aliases), problem_key(problem), agency)


def shipped(files: ReferenceFiles) -> dict[UUID, tuple[str, Described]]:
    agencies = {slug: new_id() for slug in {entry.agency for entry in files.innovations if entry.agency}}
    found = {}
    for entry in files.innovations:
        names = [entry.name, *(alias.name for alias in entry.aliases)]
        owner = agencies[entry.agency] if entry.agency else None
        record = described(*names, problem=entry.problem, agency=owner)
        found[record.id] = (entry.slug, record)
    return found


async def in_database(session: AsyncSession, pairs: list[tuple[str, str]]) -> list[tuple[float, bool]]:
    """Return what pg_trgm says of each pair: how alike the two are, and whether that reaches the threshold."""
    await session.execute(text(f"SET LOCAL pg_trgm.similarity_threshold = {SIMILAR_FROM}"))
    rows = await session.execute(
        text("SELECT similarity(a, b), a % b FROM unnest(CAST(:a AS text[]), CAST(:b AS text[])) AS pair (a, b)"),
        {"a": [a for a, _ in pairs], "b": [b for _, b in pairs]},
    )
    return [(row[0], row[1]) for row in rows]


async def assert_agrees(session: AsyncSession, pairs: list[tuple[str, str]]) -> None:
    told = await in_database(session, pairs)
    assert len(told) == len(pairs)
    for (a, b), (theirs, found) in zip(pairs, told, strict=True):
        ours = similarity(a, b)
        assert ours == pytest.approx(theirs, abs=1e-6), (a, b)
        assert (ours >= SIMILAR_FROM) == found, (a, b)


async def test_shipped_names_are_as_alike_as_the_database_says(session: AsyncSession, files: ReferenceFiles) -> None:
    names = [key for _, record in shipped(files).values() for key in (record.name_key, *record.alias_keys)]
    names += [name.replace(" ", "") for name in names]
    await assert_agrees(session, list(combinations(sorted(set(names)), 2)))


async def test_any_ascii_texts_are_as_alike_as_the_database_says(session: AsyncSession) -> None:
    pairs = []

    @given(pair=st.tuples(ascii_texts, ascii_texts) | st.tuples(keys, keys))
    @settings(max_examples=400)
    def collect(pair: tuple[str, str]) -> None:
        pairs.append(pair)

    collect()
    await assert_agrees(session, pairs)


async def test_at_the_threshold_itself_the_database_says_the_same(session: AsyncSession) -> None:
    # nine trigrams of twenty are 0.45, which as a `real` is a little less
    pair = ("abcdefghij", "abcdefghizyxwvuts")
    assert similarity(*pair) == pytest.approx(SIMILAR_FROM)
    await assert_agrees(session, [pair])


def test_si_surat_and_e_surat_may_be_the_same() -> None:
    like = likeness(described("Si-Surat", agency=MAYOR), described("E-SURAT"))
    assert like.reasons == (Reason.SIMILAR_NAME,)
    assert like.score == pytest.approx(0.6)
    assert like.flagged


def test_of_the_shipped_catalogue_only_these_two_are_flagged(files: ReferenceFiles) -> None:
    records = shipped(files)
    assert len(records) == 32
    flagged = {
        frozenset((one, other))
        for (one, first), (other, second) in combinations(records.values(), 2)
        if likeness(first, second).flagged
    }
    assert flagged == {frozenset(("si-surat", "e-surat"))}


def test_one_problem_behind_all_of_an_agencys_innovations_is_shown_and_holds_none_up(files: ReferenceFiles) -> None:
    records = shipped(files)
    new = next(record for slug, record in records.values() if slug == "e-surat")
    found = rank(new, (record for _, record in records.values()))
    assert [records[identity][0] for identity, like in found if like.flagged] == ["si-surat"]
    assert len(found) == 10
    assert all(like.reasons == (Reason.SAME_PROBLEM,) for _, like in found[1:])


@pytest.mark.parametrize(
    ("one", "other", "reasons"),
    [
        (("E-RESES",), ("e reses",), (Reason.SAME_NAME,)),
        (("E- RESES",), ("ereses",), (Reason.SAME_NAME,)),
        (("SI KULIN",), ("Sikulin",), (Reason.SAME_NAME,)),
        (("SISURAT",), ("E-SURAT",), (Reason.SIMILAR_NAME,)),
        (("E-TINDAK LANJUT Kota",), ("ETINDAKLANJUT",), (Reason.SIMILAR_NAME,)),
        (("Café Baca",), ("CAFE BACA",), (Reason.SAME_NAME,)),
        (("RINDU",), ("Ruang Inovatif Terpadu (RINDU)", "RINDU"), (Reason.SAME_ALIAS,)),
        (("Rumah Data", "VTT"), ("Voice to Text", "V T T"), (Reason.SAME_ALIAS,)),
        (("Verolin Plus",), ("Verolin",), (Reason.SIMILAR_NAME, Reason.CONTAINED_NAME)),
        (("Aladin",), ("Aplikasi Aladin bagi Warga Kota Medan",), (Reason.CONTAINED_NAME,)),
        (("Media TV",), ("TV Media",), (Reason.SIMILAR_NAME,)),
        (("Peta",), ("Layanan Peta Tematik Kota Medan",), ()),
        (("Aladin",), ("Sekolah Paladin Medan Helvetia",), ()),
        (("SI KULIN",), ("SI BISA",), ()),
        (("Sistem Manajemen Kepegawaian",), ("Sistem Manajemen Aset Terpadu",), ()),
        (("E-SAKIP",), ("E-SALARY",), ()),
        (("\N{GRINNING FACE}",), ("\N{PILE OF POO}",), ()),
    ],
)
def test_what_two_records_names_say(one: tuple[str, ...], other: tuple[str, ...], reasons: tuple[Reason, ...]) -> None:
    like = likeness(described(*one), described(*other))
    assert like.reasons == reasons
    assert like.flagged == bool(reasons)


def test_the_same_problem_in_two_agencies_needs_a_decision() -> None:
    one, other = described("Verolin", problem=PROBLEM), described("Majatoki", problem=PROBLEM.upper(), agency=MAYOR)
    assert likeness(one, other).flagged
    at_home = likeness(one, described("Majatoki", problem=PROBLEM))
    assert at_home.reasons == (Reason.SAME_PROBLEM,)
    assert not at_home.flagged


def test_records_without_an_owner_are_not_taken_for_one_agencys() -> None:
    one = described("Verolin", problem=PROBLEM, agency=None)
    assert likeness(one, described("Majatoki", problem=PROBLEM, agency=None)).flagged


@given(one=records, other=records)
def test_likeness_is_the_same_from_both_sides(one: Described, other: Described) -> None:
    assert likeness(one, other) == likeness(other, one)


@given(one=records, other=records)
@settings(max_examples=200)
def test_a_score_is_a_share_and_has_a_reason(one: Described, other: Described) -> None:
    like = likeness(one, other)
    assert 0 <= like.score <= 1
    assert (like.score > 0) == bool(like.reasons)
    assert len(set(like.reasons)) == len(like.reasons)
    assert (like.score == 1) == (Reason.SAME_NAME in like.reasons)
    if set(like.reasons) - {Reason.SAME_PROBLEM}:
        assert like.flagged


@given(one=records, other=records)
def test_the_same_problem_never_makes_records_less_alike(one: Described, other: Described) -> None:
    def with_problem(record: Described, problem: str | None) -> Described:
        return Described(record.id, record.name_key, record.alias_keys, problem, record.agency_id)

    shared = problem_key(PROBLEM)
    alike = likeness(with_problem(one, shared), with_problem(other, shared))
    assert alike.score >= likeness(with_problem(one, None), with_problem(other, None)).score


@given(one=ascii_texts, other=ascii_texts)
def test_a_similarity_is_symmetric_and_whole_only_for_the_same_words(one: str, other: str) -> None:
    assert similarity(one, other) == similarity(other, one)
    assert similarity(one, one) == (1 if any(character.isalnum() for character in one) else 0)


@given(candidate=records, others=st.lists(records, max_size=20, unique_by=lambda record: record.id))
def test_the_most_alike_come_first_and_the_record_itself_never(candidate: Described, others: list[Described]) -> None:
    found = rank(candidate, [*others, candidate])
    assert [like.score for _, like in found] == sorted((like.score for _, like in found), reverse=True)
    assert candidate.id not in {identity for identity, _ in found}
    by_id = {other.id: other for other in others if other.id != candidate.id}
    assert all(likeness(candidate, by_id[identity]) == like for identity, like in found)
    alike = sum(bool(likeness(candidate, other).reasons) for other in by_id.values())
    assert len(found) == min(alike, MOST_RANKED)


def test_of_equally_alike_records_those_of_the_same_agency_come_first() -> None:
    # ids grow with time, so by id alone the one made last would be left out
    others, mine = [described("E-RESES", agency=MAYOR) for _ in range(MOST_RANKED)], described("E-RESES")
    found = rank(described("e reses"), [*others, mine])
    assert found[0][0] == mine.id


def test_the_key_of_a_problem_does_not_depend_on_its_spelling() -> None:
    assert problem_key("Antrean  panjang di loket, setiap pagi.") == problem_key("antrean panjang di loket setiap pagi")
    assert problem_key("Antrean panjang di loket setiap pagi") != problem_key("Antrean panjang di loket setiap sore")


@pytest.mark.parametrize("short", [None, "", "…", "Antrean panjang", "a" * 19, "- " * 40])
def test_a_short_problem_has_no_key(short: str | None) -> None:
    assert problem_key(short) is None


def test_a_problem_of_twenty_characters_has_a_key_of_32_digits() -> None:
    key = problem_key("a" * 20)
    assert key
    assert len(key) == 32
    assert set(key) <= set(string.hexdigits.lower())

"""Taking a query apart, which misspelling means what, and the reviewed words: rules without a database."""

import re
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from app.innovations.words import Part, words_of
from app.search.highlighting import MOST_SHOWN, Explainer
from app.search.matching import relaxed, strict, thing_query
from app.search.query import MOST_WORDS, Clause, parse
from app.search.spelling import allowance, distance, meant, swaps
from app.search.synonyms import SynonymFile, roots, synonyms
from app.search.understanding import Found, How, Thing, Understood, Way, plan, understand

WORDS = st.text("abcde", min_size=0, max_size=8)


def understood(q: str, *known: str) -> Understood:
    planned, found = plan(parse(q), synonyms()), Found()
    for word in known:
        found.add(word, word, "exact")
    return understand(planned, found)


@pytest.mark.parametrize(
    ("q", "clauses"),
    [
        ("surat masuk", [Clause(("surat",)), Clause(("masuk",))]),
        ("E-RESES", [Clause(("e",)), Clause(("reses",))]),
        ("E- RESES", [Clause(("e",)), Clause(("reses",))]),
        ('"surat masuk"', [Clause(("surat", "masuk"), phrase=True)]),
        ("“surat masuk” -izin", [Clause(("surat", "masuk"), phrase=True), Clause(("izin",), excluded=True)]),
        ('-"toko obat" izin', [Clause(("toko", "obat"), phrase=True, excluded=True), Clause(("izin",))]),
        ("-e-reses", [Clause(("e", "reses"), phrase=True, excluded=True)]),
        ('"surat masuk', [Clause(("surat",)), Clause(("masuk",))]),
        ('""', []),
        ("a - b", [Clause(("a",)), Clause(("b",))]),
        ("' & | !x", [Clause(("x",))]),
    ],
)
def test_queries_are_taken_apart(q: str, clauses: list[Clause]) -> None:
    assert list(parse(q).clauses) == clauses


@given(st.text(max_size=300))
def test_every_word_is_looked_for_or_told(q: str) -> None:
    typed = parse(q)
    told = {word for clause in typed.clauses for word in clause.words} | set(typed.surplus)
    assert told == set(words_of(q))
    assert sum(len(clause.words) for clause in typed.clauses) <= MOST_WORDS


@given(WORDS, WORDS, st.integers(0, 3))
def test_the_distance_is_cut_off_where_it_is_too_large(one: str, other: str, most: int) -> None:
    whole = distance(one, other, 20)
    assert distance(one, other, most) == min(whole, most + 1)
    assert whole == distance(other, one, 20)
    assert (whole == 0) == (one == other)
    assert whole <= max(len(one), len(other))


@given(st.text("abcde", min_size=4, max_size=9))
def test_a_swap_is_one_mistake(word: str) -> None:
    assert all(distance(word, other, 3) == 1 for other in swaps(word))


@pytest.mark.parametrize(
    ("word", "candidates", "found"),
    [
        ("surt", {"surat", "masuk"}, ["surat"]),
        ("masak", {"masuk"}, []),
        ("resws", {"reses"}, ["reses"]),
        ("verilon", {"verolin"}, ["verolin"]),
        ("erolin", {"verolin"}, ["verolin"]),
        ("kelurahan", {"keluhan", "kemudahan"}, []),
        ("penetapan", {"penataan"}, []),
        ("kegaitan", {"kegiatan"}, ["kegiatan"]),
        ("abc", {"abd"}, []),
        ("2021", {"2022"}, []),
        ("rendang", {"endang"}, []),
    ],
)
def test_what_a_misspelling_means(word: str, candidates: set[str], found: list[str]) -> None:
    assert meant(word, candidates) == found


def test_long_words_have_room_for_more_mistakes() -> None:
    assert [allowance("a" * length) for length in range(3, 9)] == [0, 1, 1, 1, 2, 2]


def test_variants_are_found_from_every_side() -> None:
    data = synonyms()
    assert ("izin",) in {variant.words for variant in data.of(("ijin",))}
    assert ("perizinan",) in {variant.words for variant in data.of(("perijinan",))}
    assert ("akta", "kelahiran") in {variant.words for variant in data.of(("akte", "lahir"))}
    assert ("toko", "obat") in {variant.words for variant in data.of(("apotek",))}
    assert "reklame" in roots("mereklamekan")
    assert not data.of(("pizza",))


@pytest.mark.parametrize(
    "change",
    [
        {"groups": [{"kind": "ejaan", "source": "KBBI", "reviewed_on": "2026-11-28", "variants": [["Izin", "ijin"]]}]},
        {"groups": [{"kind": "ejaan", "source": "KBBI", "reviewed_on": "2026-11-28", "variants": [["izin", "izin"]]}]},
        {"groups": [{"kind": "ejaan", "source": "KBBI", "reviewed_on": "2026-11-28", "variants": [["izin"]]}]},
        {"groups": [{"kind": "mirip", "source": "KBBI", "reviewed_on": "2026-11-28", "variants": [["a b", "ab"]]}]},
        {"weak": {"source": "KBBI", "words": "dan"}},
        {"other": 1},
    ],
)
def test_reviewed_data_is_checked(change: dict[str, object]) -> None:
    right = {
        "edition": "2026-11-28",
        "stop": {"source": "KBBI", "words": "dan di"},
        "weak": {"source": "KBBI", "words": "aplikasi"},
        "groups": [],
    }
    SynonymFile.model_validate(right)
    with pytest.raises(ValidationError):
        SynonymFile.model_validate(right | change)


def test_a_single_known_word_is_not_enough_for_another_question() -> None:
    assert relaxed(understood("jadwal bola liga inggris", "jadwal")) is None
    assert relaxed(understood("toko bangunan", "toko")) is None
    assert relaxed(understood("aplikasi pinjaman online", "aplikasi", "online")) is None
    assert relaxed(understood("toko obat murah", "toko", "obat")) is not None
    assert relaxed(understood("surat reklame", "surat", "reklame")) is not None
    assert strict(understood("toko bangunan", "toko")) is None


@given(st.lists(st.lists(st.frozensets(st.sampled_from("abcd"), min_size=1), min_size=1, max_size=3), min_size=1))
def test_ways_that_another_one_covers_find_nothing_of_their_own(words: list[list[frozenset[str]]]) -> None:
    ways = tuple(Way(How.SYNONYM, tuple(forms)) for forms in words)
    kept = thing_query(Thing("x", ways)).replace("|", "or").replace("&", "and")
    read = re.sub(r"'(\w)'", r"('\1' in record)", kept)
    for size in range(5):
        for record in map(set, combinations("abcd", size)):
            found = any(all(forms & record for forms in way.words) for way in ways)
            assert eval(read, {"record": record}) == found  # noqa: S307 - made of words of this test


def test_parts_of_a_word_that_was_typed_apart_are_one() -> None:
    things = understood("maja toki", "majatoki").things
    assert [(thing.asked, thing.ways[0].how) for thing in things] == [("maja toki", How.SPELLING)]


@given(st.text(max_size=400), st.text(max_size=30))
def test_ranges_lie_in_the_text_that_is_shown(text: str, q: str) -> None:
    _, highlights = Explainer(understood(f"surat {q}", *words_of(f"surat {q}"))).explain(
        [Part("summary", f"{text} surat", "C")]
    )
    for shown in highlights:
        assert len(shown.text) <= MOST_SHOWN
        assert f"{text} surat"[shown.offset :].startswith(shown.text)
        ends = 0
        for begin, end in shown.ranges:
            assert ends <= begin < end <= len(shown.text)
            ends = end


def test_a_long_text_is_shown_where_it_was_found() -> None:
    text = f"{'kata ' * 100}surat masuk {'kata ' * 100}"
    _, highlights = Explainer(understood("surat", "surat")).explain([Part("summary", text, "C")])
    assert [highlights[0].text[begin:end] for begin, end in highlights[0].ranges] == ["surat"]
    assert highlights[0].offset > 0

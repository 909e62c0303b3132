"""Which innovations of its own an agency may have in the place of a mandated one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.ids import new_id
from app.core.text import search_key
from app.mandates.equivalents import CandidateReason, Own, candidates, reasons, significant

RELATION, NAME, CLASSIFICATION = CandidateReason
_AGENCY = new_id()


def own(*names: str, related: bool = False, same_term: bool = False) -> Own:
    keys = tuple(search_key(name) for name in names)
    return Own(new_id(), keys[0].replace(" ", "-"), names[0], _AGENCY, keys, related, same_term)


def words(*names: str) -> frozenset[str]:
    return significant(search_key(name) for name in names)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Si-Surat", {"surat"}),
        ("E-SURAT", {"surat"}),
        ("Sistem Informasi Pelayanan Kota Medan Online", set()),
        ("Aplikasi Layanan Elektronik", set()),
        ("Si Duta", {"duta"}),
        ("SIP", set()),
        ("Sistem Manajemen Aset Terpadu (SIMASDU)", {"manajemen", "aset", "simasdu"}),
    ],
)
def test_significant_words_are_those_that_tell_a_name_from_others(name: str, found: set[str]) -> None:
    assert words(name) == found


@pytest.mark.parametrize(
    ("one", "why"),
    [
        (own("E-SURAT", related=True), [RELATION, NAME]),
        (own("E-DISPOSISI", related=True), [RELATION]),
        (own("E-Dokumen", "Surat Cepat"), [NAME]),
        (own("Suratku"), []),
        (own("Verolin", same_term=True), [CLASSIFICATION]),
        (own("Surat Kilat", related=True, same_term=True), [RELATION, NAME, CLASSIFICATION]),
        (own("Sistem Informasi Medan"), []),
    ],
)
def test_each_reason_is_told(one: Own, why: list[CandidateReason]) -> None:
    assert reasons(one, words("Si-Surat", "Sistem Surat")) == why


def test_those_with_the_most_reasons_come_first_and_five_at_most() -> None:
    owned = [own(f"Surat {letter}") for letter in "fedcba"]
    best, second = own("Zona Surat", related=True, same_term=True), own("Zona", related=True, same_term=True)
    found = candidates([*owned, second, best, own("Lain")], words("Si-Surat"))
    assert [one.name for one, _ in found] == ["Zona Surat", "Zona", "Surat a", "Surat b", "Surat c"]


@given(st.lists(st.text(max_size=30), max_size=5))
def test_no_word_is_short_or_in_capitals(names: list[str]) -> None:
    for word in words(*names):
        assert len(word) >= 4
        assert word == search_key(word)

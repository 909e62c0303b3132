"""What a record is found by: the words of its document, and nothing that the document does not show."""

from typing import Any

import pytest
from sqlalchemy import select

from app.innovations.service import InnovationService
from app.innovations.words import index_of, joined, words_of
from app.models import InnovationSearch, SearchWord
from tests import factories
from tests.conftest import Fresh

EMPTY: dict[str, Any] = {
    "name": "E-RESES",
    "aliases": [{"name": "E- RESES"}],
    "people": [],
    "classifications": [],
    "places": [],
    "platform": {"name": None},
    **dict.fromkeys(
        ("summary", "problem", "goal", "novelty", "how_it_works", "benefit", "result_before", "result_after")
    ),
}


def test_names_are_found_joined_and_whole() -> None:
    index = index_of(EMPTY, ["BKD & PSDM"])
    assert set(index.named) == {"e", "reses", "ereses", "bkd", "psdm", "bkdpsdm"}
    assert "'=ereses':1A,13A" in index.text()
    assert "=bkdpsdm" not in index.places, "the whole name of an agency is no name of the record"


def test_words_of_two_texts_are_far_apart() -> None:
    index = index_of(EMPTY | {"summary": "Surat", "problem": "masuk"}, [])
    assert (index.places["surat"], index.places["masuk"]) == (["25C"], ["36D"])
    assert not index.named["surat"]


def test_who_withdrew_the_name_is_no_word() -> None:
    hidden = {"person": {"slug": "dirahasiakan", "name": "inovator dirahasiakan"}}
    shown = {"person": {"slug": "oki-leksmana", "name": "Oki Leksmana"}}
    assert set(index_of(EMPTY | {"people": [hidden, shown]}, []).named) == {"e", "reses", "ereses", "oki", "leksmana"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Si-Surat: É  ÉTÉ", ["si", "surat", "e", "ete"]),
        ("'quoted' \\ & | ! <-> :*", ["quoted"]),
        ("a" * 61, []),
        ("خدمة ١٢", ["خدمة", "١٢"]),
    ],
)
def test_words_hold_letters_and_digits_alone(text: str, words: list[str]) -> None:
    assert words_of(text) == words


def test_only_short_names_are_joined_whole() -> None:
    assert joined(["qr", "code"]) == ["qrcode"]
    assert joined(["a", "b", "c"]) == ["ab", "bc", "abc"]
    assert joined(list("abcde")) == ["ab", "bc", "cd", "de"]


async def test_words_come_and_go_with_the_document(fresh: Fresh) -> None:
    async with fresh.committing() as session:
        record = await factories.innovation(session, name="Kotak Saran", summary="Pelayanan perizinan.")
        await InnovationService(session).publish([record.id])
        found = await session.get_one(InnovationSearch, record.id)
        assert "'=kotaksaran':" in found.words
        words = {row.word: row.named for row in (await session.scalars(select(SearchWord))).all()}
        assert (words["kotak"], words["kotaksaran"], words["perizinan"]) == (True, True, False)
        record.status, record.archived_at = "archived", record.published_at
        await InnovationService(session).publish([record.id])
        assert not (await session.scalars(select(InnovationSearch.innovation_id))).all()

"""Concealed names: found however they are spelt, hidden alike by both engines, and nothing else touched."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.concealment import NAMES_SQL, PROSE, Concealment, concealment, pattern_of
from app.core.schema import Output
from app.models import ConcealedName
from tests import factories

NAME = "Bayu Sogara Siregar"
HIDING = Concealment(pattern_of(NAME, "Dr.", "SE, MM"))


def wide(told: str) -> str:
    """The text in the wide letters of Asian keyboards."""
    return "".join(chr(ord(one) + 0xFEE0) if one.isalnum() else one for one in told)


class Told(Output):
    """A record with a name and a note, and another in it."""

    name: str
    note: str | None
    parts: list["Told"]


@pytest.mark.parametrize(
    "told",
    [
        "Bayu Sogara Siregar",
        "BAYU SOGARA SIREGAR",
        "bayu sogara siregar",
        "Bayu  Sogara\nSiregar",
        "Bayu\u00a0Sogara-Siregar",
        "Bayu (Sogara) Siregar",
        "Báyu Sogarà Sirégar",
        "Ba\u0301yu Sogara Siregar",
        wide("Bayu Sogara Siregar"),
        "Bayu Sogara Siregar SE MM",
        "Bayu Sogara Siregar, S.E., M.M",
        "Bayu Sogara Siregar, SE",
        "Dr. Bayu Sogara Siregar, SE, MM",
        "DR Bayu Sogara Siregar",
    ],
)
def test_a_name_is_hidden_however_it_is_spelt(told: str) -> None:
    assert HIDING.text(f"Oleh {told} di Medan") == "Oleh [dirahasiakan] di Medan"
    assert HIDING.text(told) == "[dirahasiakan]"


@pytest.mark.parametrize(
    "told",
    [
        "Bayu Sogara",
        "Sogara Siregar",
        "Bayu Siregar Sogara",
        "Bayu Sogara Siregarina",
        "ABayu Sogara Siregar",
        "Bayu dan Sogara Siregar",
        "SE MM",
        "Dr. Anu",
    ],
)
def test_what_is_another_name_stays(told: str) -> None:
    assert HIDING.text(told) == told


def test_a_name_in_an_address_is_hidden() -> None:
    told = "https://berita.example/2019/bayu-sogara-siregar-ciptakan-verolin.html"
    assert HIDING.text(told) == "https://berita.example/2019/[dirahasiakan]-ciptakan-verolin.html"


def test_every_place_in_a_text_is_hidden() -> None:
    told = f"{NAME}, lalu {NAME.upper()} dan\n{NAME}."
    assert HIDING.text(told) == "[dirahasiakan], lalu [dirahasiakan] dan\n[dirahasiakan]."


def test_a_single_word_is_a_name_only_with_a_capital() -> None:
    hiding = Concealment(pattern_of("Cahaya"))
    assert hiding.text("Cahaya dan CAHAYA membawa cahaya; Cahayanya") == (
        "[dirahasiakan] dan [dirahasiakan] membawa cahaya; Cahayanya"
    )


def test_a_name_of_other_letters_is_found() -> None:
    assert Concealment(pattern_of("王 伟")).text("oleh 王 伟.") == "oleh [dirahasiakan]."


@pytest.mark.parametrize("name", ["", "…", "()[]*+?\\"])
def test_a_name_without_letters_has_no_pattern(name: str) -> None:
    assert pattern_of(name) is None


def test_nothing_is_copied_where_nothing_is_hidden() -> None:
    told = Told(name=NAME, note=NAME, parts=[])
    assert Concealment(None).told(told) is told


def test_only_what_is_written_in_sentences_is_looked_into() -> None:
    inner = Told(name=f"Rumah {NAME}", note=f"Oleh {NAME}", parts=[])
    shown = HIDING.told(Told(name="Luar", note=None, parts=[inner]))
    assert shown.parts == [Told(name=f"Rumah {NAME}", note="Oleh [dirahasiakan]", parts=[])]
    assert inner.note == f"Oleh {NAME}"
    assert HIDING.told({"items": [{"slug": "bayu-sogara-siregar", "summary": NAME}]}) == {
        "items": [{"slug": "bayu-sogara-siregar", "summary": "[dirahasiakan]"}]
    }


WORDS = st.text("abyuABYUéÉáßñ王øж0-.,'\"\\(){}[]|&$€", min_size=1, max_size=12)


@given(st.lists(WORDS, min_size=1, max_size=4), st.lists(WORDS, max_size=4))
def test_the_name_itself_is_always_found(names: list[str], titles: list[str]) -> None:
    name = " ".join(["Bayu", *names])
    hiding = Concealment(pattern_of(name, ", ".join(titles), " ".join(titles)))
    shown = hiding.text(f"oleh {name}.")
    assert "[dirahasiakan]" in shown
    assert "Bayu" not in shown
    assert hiding.text(shown) == shown


ODD = [
    "Oleh Bayu Sogara Siregar, SE, MM.",
    'Kata "Bayu\nSogara Siregar": \\bagus\\',
    "\tBayu\tSogara\tSiregar\t",
    "\nBAYU SOGARA SIREGAR\n",
    "Báyu Sogarà Sirégar dan Cahaya, cahaya",
    "Ba\u0301yu Sogara Siregar",
    f"{wide('Bayu')} Sogara Siregar Harahap",
    "Øystein Ångström dan øystein ångström",
    "O'Connor D'Arcy; o\u2019connor d\u2019arcy",
    "tidak ada siapa-siapa",
    "",
]


async def test_both_engines_hide_the_same(session: AsyncSession) -> None:
    names = [NAME, "Bayu Sogara Siregar Harahap", "Cahaya", "Øystein Ångström", "O'Connor D'Arcy"]
    for name in names:
        person = await factories.person(session, name)
        pattern = pattern_of(name, None, "SE, MM")
        session.add(ConcealedName(person_id=person.id, pattern=pattern))
    await session.flush()
    hiding = await concealment(session)
    for fields in ([*ODD], ODD[::-1]):
        record = {"name": fields[0], "note": fields[0], "people": [{"summary": told, "slug": told} for told in fields]}
        raw = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
        sql = text(f"SELECT conceal(:raw, :fields, {NAMES_SQL})")
        shown = await session.scalar(sql, {"raw": raw, "fields": "|".join(sorted(PROSE))})
        assert json.loads(shown) == hiding.told(record)
        assert list(json.loads(shown)) == list(record)
    assert hiding.text(ODD[6]) == "[dirahasiakan]"
    assert hiding.text(ODD[7]) == "[dirahasiakan] dan [dirahasiakan]"


async def test_nothing_is_looked_for_while_no_name_is_concealed(session: AsyncSession) -> None:
    told = Told(name=NAME, note=NAME, parts=[])
    assert (await concealment(session)).told(told) is told

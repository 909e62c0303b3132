"""Dossiers over HTTP: the record first, texts for an edition over it, words counted, evidence told."""

from typing import Any

import httpx
import pytest

from app.core.concealment import MASK
from app.models.concealment import ConcealedName
from tests.innovations.keeping import Keeper, Registry, errors_of, unknown_id, unlike

PROPOSAL = "dossiers/proposal-2023"
FACTS = {"summary": "Empat kata saja cukup", "problem": "Antrean panjang", "goal": "Antrean pendek sekali"}


async def read(keeper: Keeper, key: str, of: str = PROPOSAL) -> dict[str, Any]:
    """Return a dossier."""
    answer = await keeper.get(f"/{key}/{of}")
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def write(registry: Registry, key: str, *sections: tuple[str, str | None], **headers: str) -> httpx.Response:
    """Write texts of sections, whatever stood there unless told otherwise."""
    told = [{"section": section, "text": text} for section, text in sections]
    return await registry.operator.patch(f"/{key}/{PROPOSAL}", {"sections": told}, **{"if_match": "*", **headers})


def by_section(dossier: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the sections of a dossier by their codes."""
    return {section["section"]: section for section in dossier["sections"]}


async def test_the_record_answers_what_it_can(registry: Registry) -> None:
    receipt = await registry.operator.create(**FACTS)
    dossier = await read(registry.operator, receipt["slug"])
    assert [section["section"] for section in dossier["sections"]] == [
        "ringkasan",
        "latar_belakang",
        "kebaruan",
        "lampiran",
    ]
    told = by_section(dossier)
    assert (told["ringkasan"]["text"], told["ringkasan"]["origin"]) == (FACTS["summary"], "record")
    assert told["latar_belakang"]["text"] == "Antrean panjang\n\nAntrean pendek sekali"
    assert (told["kebaruan"]["text"], told["kebaruan"]["origin"], told["kebaruan"]["words"]) == (None, "none", 0)
    counted = {name: (one["words"], one["max_words"], one["over_by"]) for name, one in told.items()}
    assert counted == {
        "ringkasan": (4, 5, 0),
        "latar_belakang": (5, 6, 0),
        "kebaruan": (0, None, 0),
        "lampiran": (0, None, 0),
    }
    assert [section["weight"] for section in dossier["sections"]] == ["0", "30", "70", "0"]
    assert told["ringkasan"]["label"] == {"id": "Ringkasan", "en": None}
    assert dossier["instrument"]["slug"] == "proposal-2023"
    assert dossier["complete"] is False
    assert dossier["totals"] == {
        "sections": 4,
        "filled": 2,
        "over": 0,
        "words": 9,
        "evidence_asked": 2,
        "evidence_valid": 0,
    }


async def test_a_text_for_the_edition_goes_before_the_record(registry: Registry) -> None:
    receipt = await registry.operator.create(**FACTS)
    answer = await write(registry, receipt["id"], ("ringkasan", "  Teks untuk edisi ini  "))
    assert answer.status_code == 200, answer.text
    section = by_section(answer.json())["ringkasan"]
    assert (section["text"], section["origin"], section["words"]) == ("Teks untuk edisi ini", "dossier", 4)
    assert answer.json() == await read(registry.operator, receipt["id"])
    assert (await registry.operator.read(receipt["id"]))["summary"] == FACTS["summary"]
    cleared = await write(registry, receipt["id"], ("ringkasan", None))
    assert by_section(cleared.json())["ringkasan"]["origin"] == "record"
    assert (await write(registry, receipt["id"], ("ringkasan", None))).status_code == 200, "there was none"


async def test_a_text_over_its_limit_is_kept_and_told(registry: Registry) -> None:
    receipt = await registry.operator.create()
    text = "satu dua tiga empat lima\nenam\ttujuh — sembilan"
    dossier = (await write(registry, receipt["id"], ("ringkasan", text))).json()
    section = by_section(dossier)["ringkasan"]
    assert (section["words"], section["over_by"], section["text"]) == (9, 4, text)
    assert dossier["totals"]["over"] == 1


async def test_evidence_is_there_has_run_out_or_is_missing(registry: Registry) -> None:
    receipt = await registry.operator.create()

    async def add(kind: str, title: str, **facts: Any) -> str:
        told = {"kind": kind, "title": title, "reference": "1", **facts}
        identity: str = (await registry.operator.post(f"/{receipt['id']}/evidence", told)).json()["id"]
        return identity

    needs = by_section(await read(registry.operator, receipt["id"]))["kebaruan"]["evidence"]
    assert needs == [
        {"kind": "surat_implementasi", "state": "missing", "items": []},
        {"kind": "foto", "state": "missing", "items": []},
    ]
    await add("surat_implementasi", "Lama", valid_until="2020-12-31")
    await add("foto", "Salah")
    await add("sk", "Tidak diminta")
    letter, photo = by_section(await read(registry.operator, receipt["id"]))["kebaruan"]["evidence"]
    assert (letter["state"], [item["valid"] for item in letter["items"]]) == ("lapsed", [False])
    assert (photo["state"], [item["title"] for item in photo["items"]]) == ("valid", ["Salah"])
    await registry.fresh.client.post(
        f"/v1/evidence/{photo['items'][0]['id']}/withdraw", json={"reason": "x"}, headers=registry.operator.headers
    )
    await add("surat_implementasi", "Baru", valid_until="2999-12-31")
    dossier = await read(registry.operator, receipt["id"])
    letter, photo = by_section(dossier)["kebaruan"]["evidence"]
    assert (letter["state"], [item["title"] for item in letter["items"]]) == ("valid", ["Baru", "Lama"])
    assert photo == {"kind": "foto", "state": "missing", "items": []}
    assert dossier["totals"]["evidence_valid"] == 1, "asked for by two sections, and counted once"


async def test_what_makes_it_complete(registry: Registry) -> None:
    receipt = await registry.operator.create(**FACTS)
    for kind in ("surat_implementasi", "foto"):
        await registry.operator.post(f"/{receipt['id']}/evidence", {"kind": kind, "title": "Ada", "reference": "1"})
    assert (await read(registry.operator, receipt["id"]))["complete"] is False, "one text is missing"
    dossier = (await write(registry, receipt["id"], ("kebaruan", "Baru sekali"))).json()
    assert dossier["complete"] is True, "the one that is optional may stay empty"
    over = (await write(registry, receipt["id"], ("ringkasan", "satu dua tiga empat lima enam"))).json()
    assert over["complete"] is False


async def test_two_writers_do_not_overwrite_each_other(registry: Registry) -> None:
    receipt = await registry.operator.create()
    seen = await registry.operator.get(f"/{receipt['id']}/{PROPOSAL}")
    tag, version = seen.headers["etag"], seen.json()["version"]
    first = await write(registry, receipt["id"], ("kebaruan", "Pertama"), if_match=tag)
    assert first.status_code == 200, first.text
    stale = await write(registry, receipt["id"], ("kebaruan", "Kedua"), if_match=f'"v{version}"')
    assert (stale.status_code, stale.json()["code"]) == (412, "precondition_failed")
    assert stale.headers["etag"] == first.headers["etag"] == f'"v{first.json()["version"]}"'
    without = await registry.operator.patch(
        f"/{receipt['id']}/{PROPOSAL}", {"sections": [{"section": "kebaruan", "text": "Kedua"}]}
    )
    assert without.status_code == 428
    assert by_section(await read(registry.operator, receipt["id"]))["kebaruan"]["text"] == "Pertama"
    second = await write(registry, receipt["id"], ("kebaruan", "Kedua"), if_match=first.headers["etag"])
    assert second.status_code == 200


async def test_evidence_and_the_record_do_not_make_a_text_stale(registry: Registry) -> None:
    receipt = await registry.operator.create()
    tag = (await registry.operator.get(f"/{receipt['id']}/{PROPOSAL}")).headers["etag"]
    await registry.operator.update(receipt["id"], {"summary": "Lain"})
    await registry.operator.post(f"/{receipt['id']}/evidence", {"kind": "foto", "title": "Foto", "reference": "1"})
    assert (await registry.operator.get(f"/{receipt['id']}/{PROPOSAL}")).headers["etag"] != tag
    assert (await write(registry, receipt["id"], ("kebaruan", "Teks"), if_match=tag)).status_code == 200


@pytest.mark.parametrize(
    ("sections", "wrong"),
    [
        ([("tidak_ada", "x")], [("#/sections/0/section", "unknown_reference")]),
        (
            [("kebaruan", "x"), ("kebaruan", None), ("k1", "x")],
            [("#/sections/1/section", "repeated"), ("#/sections/2/section", "unknown_reference")],
        ),
        ([("Kebaruan", "x")], [("#/sections/0/section", "invalid_form")]),
        ([("kebaruan", " ")], [("#/sections/0/text", "too_short")]),
        ([("kebaruan", "x" * 20_001)], [("#/sections/0/text", "too_long")]),
        ([("kebaruan", "a\x00b")], [("#/sections/0/text", "control_character")]),
        ([], [("#/sections", "too_short")]),
    ],
)
async def test_bad_texts_are_refused_and_nothing_written(
    registry: Registry, sections: list[tuple[str, str | None]], wrong: list[tuple[str, str]]
) -> None:
    receipt = await registry.operator.create()
    answer = await write(registry, receipt["id"], *sections)
    assert (answer.status_code, errors_of(answer)) == (422, wrong)
    assert by_section(await read(registry.operator, receipt["id"]))["kebaruan"]["text"] is None


async def test_a_form_that_nobody_has_found(registry: Registry) -> None:
    receipt = await registry.operator.create()
    place = f"/{receipt['id']}/dossiers/proposal-2021"
    body = {"sections": [{"section": "kebaruan", "text": "x"}]}
    for answer in (await registry.operator.get(place), await registry.operator.patch(place, body, if_match="*")):
        assert (answer.status_code, answer.json()["code"]) == (409, "form_unknown")
        assert answer.json()["instrument"] == "proposal-2021"


async def test_indicators_ask_for_evidence_and_no_texts(registry: Registry) -> None:
    receipt = await registry.operator.create()
    place = "dossiers/indeks-2026"
    dossier = await read(registry.operator, receipt["id"], place)
    assert [section["section"] for section in dossier["sections"]] == ["regulasi"]
    assert dossier["complete"] is False
    await registry.operator.post(f"/{receipt['id']}/evidence", {"kind": "sk", "title": "SK", "reference": "1"})
    assert (await read(registry.operator, receipt["id"], place))["complete"] is True


async def test_only_the_keepers_of_the_record_read_and_write(registry: Registry) -> None:
    receipt = await registry.published()
    body = {"sections": [{"section": "kebaruan", "text": "x"}]}
    for keeper, status in ((registry.other_operator, 404), (registry.public, 401)):
        for key in (receipt["id"], receipt["slug"], unknown_id()):
            assert (await keeper.get(f"/{key}/{PROPOSAL}")).status_code == status
            assert (await keeper.patch(f"/{key}/{PROPOSAL}", body, if_match="*")).status_code == status
    for key in ("tidak-ada", unknown_id()):
        assert (await registry.operator.get(f"/{receipt['id']}/dossiers/{key}")).status_code == 404
        answer = await registry.operator.patch(f"/{receipt['id']}/dossiers/{key}", body, if_match="*")
        assert answer.status_code == 404
    assert (await read(registry.registrar, receipt["id"]))["instrument"]["slug"] == "proposal-2023"


async def test_a_dossier_is_found_by_the_id_of_its_edition(registry: Registry) -> None:
    receipt = await registry.operator.create(**FACTS)
    identity = await registry.run("SELECT id FROM instrument WHERE slug = 'proposal-2023'")
    by_id = await read(registry.operator, receipt["id"], f"dossiers/{identity}")
    assert by_id == await read(registry.operator, receipt["id"])


async def test_every_text_is_in_the_history(registry: Registry) -> None:
    receipt = await registry.operator.create()
    await write(registry, receipt["id"], ("kebaruan", "Pertama"), ("ringkasan", "Sama"))
    await write(registry, receipt["id"], ("kebaruan", "Kedua"), ("ringkasan", "Sama"))
    event = await registry.last_event(receipt["id"])
    assert event.action == "innovation.write_dossier"
    assert event.changes == {
        "dossier": [
            {"instrument": "proposal-2023", "kebaruan": "Pertama"},
            {"instrument": "proposal-2023", "kebaruan": "Kedua"},
        ]
    }
    count = len(await registry.events(receipt["id"]))
    await write(registry, receipt["id"], ("kebaruan", "Kedua"))
    assert len(await registry.events(receipt["id"])) == count, "nothing changed"


async def test_an_archived_record_takes_no_texts(registry: Registry) -> None:
    receipt = await registry.published()
    await registry.registrar.move(receipt["id"], "archive")
    answer = await write(registry, receipt["id"], ("kebaruan", "x"))
    assert (answer.status_code, answer.json()["code"]) == (409, "not_editable")
    assert (await registry.operator.get(f"/{receipt['id']}/{PROPOSAL}")).status_code == 200


async def test_a_name_that_was_withdrawn_is_hidden_from_all_that_is_written(registry: Registry) -> None:
    receipt = await registry.published(summary="Buatan Zainal Abidin Lubis")
    body = {"kind": "foto", "title": "Foto Zainal Abidin Lubis", "reference": "1", "note": "Oleh Zainal Abidin Lubis"}
    await registry.operator.post(f"/{receipt['id']}/evidence", body)
    award = {"code": "top_99", "year": 2020, "source": "Piagam untuk Zainal Abidin Lubis"}
    await registry.registrar.post(f"/{receipt['id']}/awards", award)
    await write(registry, receipt["id"], ("kebaruan", f"{unlike()} oleh Zainal Abidin Lubis"))
    places = ("evidence", "awards", PROPOSAL)
    for place in places:
        assert "Zainal" in (await registry.operator.get(f"/{receipt['id']}/{place}")).text
    async with registry.fresh.committing() as session:
        session.add(ConcealedName(person_id=registry.second_person.id, pattern="Zainal Abidin Lubis"))
    try:
        for place in places:
            told = (await registry.operator.get(f"/{receipt['id']}/{place}")).text
            assert "Zainal" not in told, place
            assert MASK in told, place
    finally:
        await registry.run("DELETE FROM concealed_name")

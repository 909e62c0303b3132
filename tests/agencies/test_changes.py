"""Keeping agencies over HTTP: new ones, corrections, and events of one agency or several."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import select, update

from app.agencies.inputs import AgencyMove
from app.agencies.service import AgencyChanges, AgencyService
from app.core.clock import today
from app.core.conditional import Condition
from app.core.security import Principal
from app.core.writing import Work
from app.innovations.service import InnovationService
from app.models import AgencyVersion, AuditEvent
from app.reference.files import read_reference
from app.reference.service import ReferenceService
from tests import factories
from tests.agencies.keeping import DECREE, EVENT, EVENTS, LATER, Registrar, errors_of
from tests.conftest import Fresh
from tests.walking import page_of


async def audited(fresh: Fresh) -> list[AuditEvent]:
    async with fresh.committing() as session:
        return list((await session.scalars(select(AuditEvent).order_by(AuditEvent.id))).all())


async def test_a_new_agency_has_an_address_and_a_version(registrar: Registrar) -> None:
    parent = await registrar.create("Kota Contoh", kind="pemerintah_daerah")
    body = {"name": "  Dinas   Contoh ", "kind": "dinas", "short_name": "DC", "parent": parent["slug"]}
    body |= {"valid_from": "2016-12", "decree": DECREE, "note": "Catatan", "aliases": [{"name": "Dinas Misal"}]}
    answer = await registrar.ask("", body)
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert answer.headers["etag"] == '"v1"'
    assert answer.headers["location"].endswith("/v1/agencies/dinas-contoh")
    assert (made["name"], made["slug"], made["version"], made["parent"]["id"]) == (
        *("Dinas Contoh", "dinas-contoh", 1),
        parent["id"],
    )
    assert made == await registrar.on("dinas-contoh", today().isoformat())
    assert await registrar.on("dinas-contoh", "2016-11-30") is None
    found = await page_of(registrar.client, "/v1/agencies", q="misal")
    assert [item["slug"] for item in found["items"]] == ["dinas-contoh"]


async def test_an_agency_to_come_is_shown_as_of_its_day(registrar: Registrar) -> None:
    made = await registrar.create("Dinas Besok", valid_from=LATER)
    assert (made["as_of"], made["certain"]) == (LATER, True)
    assert await registrar.on("dinas-besok", today().isoformat()) is None


async def test_a_name_in_force_under_the_same_parent_is_named(registrar: Registrar) -> None:
    first = await registrar.create("Dinas Contoh")
    for spelling in (
        "Dinas Contoh",
        "DINAS CONTOH",
        "Dinas-Contoh",
        "DinasContoh",
        "Dinas\N{NO-BREAK SPACE}Contoh",
        "Di\N{ZERO WIDTH SPACE}nas Contoh",
        "D\N{LATIN SMALL LETTER DOTLESS I}nas Contoh",
        "D\N{LATIN CAPITAL LETTER I WITH DOT ABOVE}nas Contoh",
        "Dinas Co\N{COMBINING DIAERESIS}ntoh",
        "\N{FULLWIDTH LATIN CAPITAL LETTER D}inas Contoh",
    ):
        answer = await registrar.ask("", {"name": spelling, "kind": "dinas"})
        assert (answer.status_code, errors_of(answer)) == (409, [("#/name", "agency_name_taken")]), ascii(spelling)
        problem = answer.json()
        assert problem["code"] == "agency_name_taken"
        assert (problem["existing_id"], problem["existing_slug"]) == (first["id"], "dinas-contoh")
    elsewhere = await registrar.create("Dinas Contoh", parent="dinas-contoh")
    assert (elsewhere["slug"], elsewhere["parent"]["slug"]) == ("dinas-contoh-2", "dinas-contoh")


async def test_of_two_at_once_one_is_entered_and_the_other_is_told_of_it(registrar: Registrar) -> None:
    body = {"name": "Dinas Contoh", "kind": "dinas"}
    answers = await asyncio.gather(*(registrar.ask("", body) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409]
    assert (await page_of(registrar.client, "/v1/agencies", with_total="true"))["total"] == 1


async def test_a_name_that_has_ended_is_free(registrar: Registrar) -> None:
    await registrar.create("Dinas Contoh")
    assert (await registrar.happens("dinas-contoh", "close", "2022-12-20")).status_code == 200
    made = await registrar.create("Dinas Contoh", valid_from="2022-12-20")
    assert made["slug"] == "dinas-contoh-2"


async def test_a_correction_replaces_what_is_sent_and_clears_what_is_null(registrar: Registrar, fresh: Fresh) -> None:
    await registrar.create("Dinas Contoh", note="Lama", aliases=[{"name": "Satu"}, {"name": "Dua", "note": "kedua"}])

    async def patch(version: int, **facts: Any) -> dict[str, Any]:
        answer = await registrar.ask("/dinas-contoh", facts, version, "PATCH")
        assert answer.status_code == 200, answer.text
        assert answer.headers["etag"] == f'"v{answer.json()["version"]}"'
        return answer.json()

    kept = await patch(1, aliases=[{"name": "Dua"}, {"name": "Tiga", "note": "ketiga"}])
    assert (kept["note"], kept["version"]) == ("Lama", 2)
    assert kept["aliases"] == [{"name": "Dua", "note": None}, {"name": "Tiga", "note": "ketiga"}]
    cleared = await patch(2, note=None, external=True, region_code="36.71")
    assert (cleared["note"], cleared["external"], cleared["region_code"]) == (None, True, "36.71")
    assert (await patch(3))["version"] == 3, "an empty patch changes nothing"
    assert (await patch(3, external=True))["version"] == 3, "nor does what is so already"
    events = await audited(fresh)
    assert [event.action for event in events] == ["agency.create", "agency.update", "agency.update"]
    assert events[2].changes == {
        "note": ["Lama", None],
        "external": [False, True],
        "region_code": [None, "36.71"],
    }


@pytest.mark.parametrize(("event", "facts"), [*EVENTS, ("", {"note": "Baru"})])
async def test_a_change_is_on_condition_of_the_version(registrar: Registrar, event: str, facts: dict[str, Any]) -> None:
    await registrar.create("Kota Contoh")
    await registrar.create("Dinas Contoh")
    path, method = (f"/dinas-contoh/{event}", "POST") if event else ("/dinas-contoh", "PATCH")
    body = {**(EVENT if event else {}), **facts}
    assert (await registrar.ask("/tidak-ada" + path.removeprefix("/dinas-contoh"), body, 1, method)).status_code == 404
    for condition, status in ((None, 428), (2, 412), ('W/"v1"', 412), ('"v"', 412), ("", 412)):
        answer = await registrar.ask(path, body, condition, method)
        assert (answer.status_code, answer.headers["etag"]) == (status, '"v1"'), condition
    answer = await registrar.ask(path, body, '"v7", "v1"', method)
    assert (answer.status_code, answer.headers["etag"]) == (200, '"v2"'), answer.text
    assert (await registrar.ask(path, body, 1, method)).status_code == 412, "a second one was made for what is gone"


async def test_the_tag_of_what_was_read_is_a_condition(registrar: Registrar) -> None:
    await registrar.create("Dinas Contoh")
    for path in ("/v1/agencies/dinas-contoh", "/v1/agencies/dinas-contoh/history"):
        tag = (await registrar.client.get(path)).headers["etag"]
        answer = await registrar.ask("/dinas-contoh", {"note": path}, tag, "PATCH")
        assert answer.status_code == 200, answer.text
        assert (await registrar.ask("/dinas-contoh", {"note": "lain"}, tag, "PATCH")).status_code == 412


async def test_the_same_request_sent_again_happens_once(registrar: Registrar) -> None:
    await registrar.create("Dinas Contoh")
    asker = Registrar(registrar.client, {**registrar.headers, "idempotency-key": "sekali"})
    body = {**EVENT, "name": "Dinas Baru"}
    first = await asker.ask("/dinas-contoh/rename", body, 1)
    again = await asker.ask("/dinas-contoh/rename", body, 1)
    assert (first.status_code, again.status_code, again.json()) == (200, 200, first.json())
    assert again.headers["idempotency-replayed"] == "true"
    assert again.headers["etag"] == first.headers["etag"] == '"v2"'


async def test_a_rename_tells_old_and_new(registrar: Registrar, fresh: Fresh) -> None:
    await registrar.create("Dinas Contoh", short_name="DC", first_stated_on="2017")
    answer = await registrar.happens(
        "dinas-contoh", "rename", "2022-12-20", name="Badan Contoh", kind="badan", reason="Salah ketik diperbaiki"
    )
    assert answer.status_code == 200, answer.text
    told = [
        {name: version[name] for name in ("name", "short_name", "kind", "valid_from", "valid_to", "decree")}
        for version in answer.json()["versions"]
    ]
    assert told == [
        {
            "name": "Dinas Contoh",
            "short_name": "DC",
            "kind": "dinas",
            "valid_from": None,
            "valid_to": "2022-12-19",
            "decree": None,
        },
        {
            "name": "Badan Contoh",
            "short_name": None,
            "kind": "badan",
            "valid_from": "2022-12-20",
            "valid_to": None,
            "decree": DECREE,
        },
    ]
    event = (await audited(fresh))[-1]
    assert (event.action, event.reason, str(event.agency_id)) == (
        *("agency.rename", "Salah ketik diperbaiki"),
        answer.json()["id"],
    )
    assert event.changes == {
        "versions/1/valid_to": [None, "2022-12-19"],
        "versions/2/name": [None, "Badan Contoh"],
        "versions/2/kind": [None, "badan"],
        "versions/2/valid_from": [None, "2022-12-20"],
        "versions/2/decree": [None, DECREE],
    }


async def test_a_rename_that_changes_nothing_or_takes_a_name_is_refused(registrar: Registrar) -> None:
    await registrar.create("Dinas Contoh")
    await registrar.create("Dinas Lain")
    same = await registrar.happens("dinas-contoh", "rename", "2022-12-20", name="Dinas Contoh")
    assert (same.status_code, errors_of(same)) == (422, [("#/name", "unchanged")])
    taken = await registrar.happens("dinas-contoh", "rename", "2022-12-20", name="dinas lain")
    assert (taken.status_code, taken.json()["existing_slug"]) == (409, "dinas-lain")
    assert await registrar.version("dinas-contoh") == 1


async def test_events_follow_each_other_in_time(registrar: Registrar) -> None:
    await registrar.create("Dinas Contoh", valid_from="2016-12-01")
    for day in ("2016-12-01", "2010-01-01"):
        answer = await registrar.happens("dinas-contoh", "rename", day, name="Dinas Baru")
        assert (answer.status_code, answer.json()["code"], answer.json()["begins_on"]) == (
            *(409, "out_of_order"),
            "2016-12-01",
        )
    assert (await registrar.happens("dinas-contoh", "rename", LATER, name="Dinas Baru")).status_code == 200
    answer = await registrar.happens("dinas-contoh", "close", "2022-12-20")
    assert (answer.status_code, answer.json()["begins_on"]) == (409, LATER)


async def test_what_has_ended_is_shown_until_its_last_day_and_changes_no_more(registrar: Registrar) -> None:
    await registrar.create("Dinas Contoh")
    closed = await registrar.happens("dinas-contoh", "close", "2022-12-20")
    assert closed.json()["versions"][-1]["valid_to"] == "2022-12-19"
    assert await registrar.name_on("dinas-contoh", "2022-12-19") == "Dinas Contoh"
    assert await registrar.on("dinas-contoh", "2022-12-20") is None
    again = await registrar.happens("dinas-contoh", "close", "2023-01-01")
    assert (again.status_code, again.json()["code"]) == (409, "agency_not_in_force")
    patched = await registrar.ask("/dinas-contoh", {"note": "Berkas di arsip"}, 2, "PATCH")
    assert (patched.status_code, patched.json()["as_of"], patched.json()["note"]) == (
        *(200, "2022-12-19"),
        "Berkas di arsip",
    )


async def test_an_agency_with_parts_does_not_end(registrar: Registrar) -> None:
    await registrar.create("Dinas Contoh")
    await registrar.create("Dinas Lain")
    for name in ("Bidang B", "Bidang A"):
        await registrar.create(name, parent="dinas-contoh", kind="unit")
    answer = await registrar.happens("dinas-contoh", "close", "2022-12-20")
    assert (answer.status_code, answer.json()["code"]) == (409, "agency_has_parts")
    assert [(part["slug"], part["name"]) for part in answer.json()["parts"]] == [
        ("bidang-a", "Bidang A"),
        ("bidang-b", "Bidang B"),
    ]
    assert (await registrar.happens("bidang-a", "move", "2022-12-20", parent="dinas-lain")).status_code == 200
    assert (await registrar.happens("bidang-b", "close", "2022-12-20")).status_code == 200
    assert (await registrar.happens("dinas-contoh", "close", "2022-12-20")).status_code == 200
    moved = await registrar.on("bidang-a", "2022-12-20")
    assert moved
    assert moved["parent"]["slug"] == "dinas-lain"


async def test_a_move_goes_where_there_is_a_place(registrar: Registrar) -> None:
    for name, parent in (("Atas", None), ("Tengah", "atas"), ("Bawah", "tengah"), ("Tutup", None)):
        await registrar.create(name, parent=parent)
    await registrar.happens("tutup", "close", "2020-01-01")
    for slug, parent, code in (
        ("atas", "atas", "circular"),
        ("atas", "bawah", "circular"),
        ("bawah", "tengah", "unchanged"),
        ("atas", None, "unchanged"),
        ("atas", "tutup", "not_in_force"),
        ("atas", "tidak-ada", "unknown_reference"),
    ):
        answer = await registrar.happens(slug, "move", "2022-12-20", parent=parent)
        assert (answer.status_code, errors_of(answer)) == (422, [("#/parent", code)]), (slug, parent)
    missing = await registrar.happens("bawah", "move", "2022-12-20")
    assert errors_of(missing) == [("#/parent", "required")]
    freed = await registrar.happens("bawah", "move", "2022-12-20", parent=None)
    assert freed.json()["versions"][-1]["parent"] is None
    await registrar.create("Tengah", parent="bawah")
    taken = await registrar.happens("tengah", "move", "2022-12-20", parent="bawah")
    assert (taken.status_code, errors_of(taken)) == (409, [("#/parent", "agency_name_taken")])


async def test_of_two_moves_at_once_that_would_make_a_circle_one_is_refused(registrar: Registrar, fresh: Fresh) -> None:
    for name in ("Satu", "Dua"):
        await registrar.create(name)
    nobody = Principal(None, "Uji", frozenset(), frozenset(), None, None, "cli", None)
    moved, go_on = asyncio.Event(), asyncio.Event()

    async def move_one() -> None:
        async with fresh.committing() as session:
            said = AgencyMove(effective_on="2022-12-20", decree=DECREE, parent="dua")
            work = Work(session, nobody, "uji", datetime.now(UTC))
            await AgencyChanges(work).record("satu", Condition(frozenset({'"v1"'})), said)
            moved.set()
            await go_on.wait()

    async def move_other() -> httpx.Response:
        await moved.wait()
        asyncio.get_running_loop().call_later(0.3, go_on.set)
        return await registrar.happens("dua", "move", "2022-12-20", parent="satu")

    _, answer = await asyncio.gather(move_one(), move_other())
    assert (answer.status_code, errors_of(answer)) == (422, [("#/parent", "circular")])


async def test_a_split_gives_off_a_part_or_ends_the_whole(registrar: Registrar) -> None:
    await registrar.create("Kota Contoh", kind="pemerintah_daerah")
    await registrar.create("Dinas Contoh", parent="kota-contoh")
    await registrar.create("Dinas Terdaftar", parent="kota-contoh")
    part = {"new": {"name": "Dinas Bagian", "kind": "dinas", "short_name": "DB"}}
    on_record = (await registrar.seen("dinas-terdaftar"))[0] | {"founded": True}
    answer = await registrar.happens(
        "dinas-contoh", "split", "2022-12-20", into=[part, on_record], continues=True, note="Urusan dibagi"
    )
    assert answer.status_code == 200, answer.text
    told = {(e["kind"], e["agency"]["slug"], e["effective_on"], e["note"]) for e in answer.json()["successors"]}
    assert told == {("split_from", f"dinas-{name}", "2022-12-20", "Urusan dibagi") for name in ("bagian", "terdaftar")}
    assert await registrar.on("dinas-bagian", "2022-12-19") is None
    assert await registrar.on("dinas-terdaftar", "2022-12-19") is None
    made = await registrar.on("dinas-bagian", "2022-12-20")
    assert made
    assert (made["parent"]["slug"], made["decree"], made["short_name"]) == ("kota-contoh", DECREE, "DB")
    rest = {"new": {"name": "Dinas Sisa", "kind": "dinas", "parent": None}}
    ended = await registrar.happens("dinas-contoh", "split", "2023-06-01", into=[rest], continues=False)
    assert ended.status_code == 200, ended.text
    assert await registrar.on("dinas-contoh", "2023-06-01") is None
    assert {edge["agency"]["slug"] for edge in ended.json()["successors"]} == {
        *("dinas-bagian", "dinas-terdaftar", "dinas-sisa"),
    }


async def test_a_whole_that_ends_leaves_no_parts_behind(registrar: Registrar) -> None:
    await registrar.create("Dinas Contoh")
    await registrar.create("Bidang", parent="dinas-contoh")
    into = [{"new": {"name": "Dinas Baru", "kind": "dinas"}}]
    answer = await registrar.happens("dinas-contoh", "split", "2022-12-20", into=into, continues=False)
    assert (answer.status_code, answer.json()["parts"][0]["slug"]) == (409, "bidang")
    assert await registrar.on("dinas-baru", "2022-12-20") is None, "nothing of it was done"


async def test_a_merger_into_a_new_agency_takes_the_parts_along(registrar: Registrar, fresh: Fresh) -> None:
    await registrar.create("Kota Contoh", kind="pemerintah_daerah")
    for name in ("Satu", "Dua"):
        await registrar.create(f"Dinas {name}", parent="kota-contoh")
        await registrar.create("Sekretariat", parent=f"dinas-{name.lower()}")
    new = {"new": {"name": "Dinas Satu", "kind": "dinas", "aliases": [{"name": "Dinas Satu dan Dua"}]}}
    answer = await registrar.merge(["dinas-satu", "dinas-dua"], new, "2022-12-20", note="Perampingan", reason="Perda")
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert (told["slug"], told["version"], answer.headers["etag"]) == ("dinas-satu-2", 1, '"v1"')
    assert {(edge["kind"], edge["agency"]["slug"], edge["note"]) for edge in told["predecessors"]} == {
        ("merged_into", "dinas-satu", "Perampingan"),
        ("merged_into", "dinas-dua", "Perampingan"),
    }
    for slug, before in (("sekretariat", "dinas-satu"), ("sekretariat-2", "dinas-dua")):
        parents = [(await registrar.on(slug, day) or {})["parent"]["slug"] for day in ("2022-12-19", "2022-12-20")]
        assert parents == [before, "dinas-satu-2"]
        assert await registrar.version(slug) == 2
    events = [(event.action, event.reason) for event in (await audited(fresh))[5:]]
    assert sorted(events) == [("agency.create", "Perda"), *[("agency.merge", "Perda")] * 4]


async def test_one_that_takes_over_others_may_go_on_under_a_new_name(registrar: Registrar) -> None:
    for name in ("Satu", "Dua"):
        await registrar.create(f"Dinas {name}", valid_from="2016-01-01")
    target = (await registrar.seen("dinas-satu"))[0] | {"renamed": {"name": "Dinas Satu dan Dua"}}
    answer = await registrar.merge(["dinas-dua"], target, "2022-12-20")
    assert answer.status_code == 200, answer.text
    assert [await registrar.name_on("dinas-satu", day) for day in ("2022-12-19", "2022-12-20")] == [
        "Dinas Satu",
        "Dinas Satu dan Dua",
    ]
    assert [edge["kind"] for edge in answer.json()["predecessors"]] == ["merged_into"]
    again = await registrar.merge(["dinas-dua"], (await registrar.seen("dinas-satu"))[0], "2023-12-20")
    assert (again.status_code, again.json()["code"]) == (409, "agency_not_in_force")


async def test_a_merger_is_on_condition_of_every_version(registrar: Registrar) -> None:
    for name in ("Satu", "Dua", "Tiga"):
        await registrar.create(f"Dinas {name}")
    body = {
        **EVENT,
        "predecessors": [{"agency": "dinas-satu", "version": 1}, {"agency": "dinas-dua", "version": 1}],
        "successor": {"agency": "dinas-tiga", "version": 1},
    }
    await registrar.ask("/dinas-dua", {"note": "berubah"}, 1, "PATCH")
    stale = await registrar.ask("/merge", body)
    assert (stale.status_code, stale.json()["code"]) == (412, "precondition_failed")
    assert errors_of(stale) == [("#/predecessors/1/version", "precondition_failed")]
    body["successor"]["version"] = 2  # type: ignore[index] # an object
    assert errors_of(await registrar.ask("/merge", body)) == [("#/successor/version", "precondition_failed")]
    assert await registrar.name_on("dinas-satu", "2022-12-20") == "Dinas Satu"


async def test_new_ones_whose_predecessors_have_several_parents_are_told_theirs(registrar: Registrar) -> None:
    await registrar.create("Kota Contoh")
    await registrar.create("Dinas Satu", parent="kota-contoh")
    await registrar.create("Dinas Dua")
    new: dict[str, Any] = {"name": "Dinas Baru", "kind": "dinas"}
    answer = await registrar.merge(["dinas-satu", "dinas-dua"], {"new": new}, "2022-12-20")
    assert errors_of(answer) == [("#/successor/new/parent", "required")]
    answer = await registrar.merge(["dinas-satu", "dinas-dua"], {"new": new | {"parent": None}}, "2022-12-20")
    assert answer.json()["versions"][0]["parent"] is None


async def test_a_part_does_not_take_over_the_whole_that_it_is_part_of(registrar: Registrar) -> None:
    await registrar.create("Dinas Contoh")
    await registrar.create("Bidang", parent="dinas-contoh")
    answer = await registrar.merge(["dinas-contoh"], (await registrar.seen("bidang"))[0], "2022-12-20")
    assert (answer.status_code, answer.json()["parts"][0]["slug"]) == (409, "bidang")


async def test_a_succession_is_drawn_once(registrar: Registrar) -> None:
    await registrar.create("Dinas Contoh")
    await registrar.create("Dinas Bagian")
    for on, status in (("2022-12-20", 200), ("2023-12-20", 409)):
        into = await registrar.seen("dinas-bagian")
        answer = await registrar.happens("dinas-contoh", "split", on, into=into, continues=True)
        assert answer.status_code == status
    assert (answer.json()["code"], answer.json()["effective_on"]) == ("succession_known", "2022-12-20")


async def test_what_an_event_begins_was_not_there_before(registrar: Registrar) -> None:
    await registrar.create("Dinas Contoh")
    await registrar.create("Dinas Lama", first_stated_on="2019-06-18")
    target = (await registrar.seen("dinas-lama"))[0] | {"founded": True}
    answer = await registrar.merge(["dinas-contoh"], target, "2022-12-20")
    assert (answer.status_code, answer.json()["code"], answer.json()["known_on"]) == (
        *(409, "agency_known_before"),
        "2019-06-18",
    )


async def owned_by(fresh: Fresh, key: str) -> str:
    """Register an innovation of an agency, with a person who works there, and publish both."""
    async with fresh.committing() as session:
        owner = (await fresh.client.get(f"/v1/agencies/{key}/history")).json()["id"]
        made = await factories.innovation(session, "Contoh", slug="contoh", agency_id=owner)
        await factories.part(session, made, await factories.person(session, "Bayu"), agency_id=owner)
        await InnovationService(session).publish([made.id])
    return "contoh"


async def names_shown(client: httpx.AsyncClient) -> set[str]:
    """Return what the documents call the owner and the agency of the person."""
    card = (await client.get("/v1/innovations")).json()["items"][0]
    whole = (await client.get("/v1/innovations/contoh")).json()
    return {card["agency"]["name"], whole["agency"]["name"], whole["people"][0]["agency"]["name"]}


async def test_documents_show_a_new_name_at_once(registrar: Registrar, fresh: Fresh) -> None:
    await registrar.create("Dinas Contoh")
    await owned_by(fresh, "dinas-contoh")
    assert await names_shown(fresh.client) == {"Dinas Contoh"}
    assert (await registrar.happens("dinas-contoh", "rename", "2022-12-20", name="Dinas Baru")).status_code == 200
    assert await names_shown(fresh.client) == {"Dinas Baru"}


async def test_a_name_to_come_is_shown_from_its_day_on(registrar: Registrar, fresh: Fresh) -> None:
    await registrar.create("Dinas Contoh")
    await owned_by(fresh, "dinas-contoh")
    yesterday, day = today() - timedelta(days=1), today()
    assert (await registrar.happens("dinas-contoh", "rename", LATER, name="Dinas Baru")).status_code == 200
    assert await names_shown(fresh.client) == {"Dinas Contoh"}
    assert await registrar.name_on("dinas-contoh", day.isoformat()) == "Dinas Contoh"
    assert await registrar.name_on("dinas-contoh", LATER) == "Dinas Baru"
    async with fresh.committing() as session:
        # as if the decree of some time ago named this very day
        versions = update(AgencyVersion)
        await session.execute(versions.where(AgencyVersion.position == 1).values(valid_to=yesterday.isoformat()))
        await session.execute(versions.where(AgencyVersion.position == 2).values(valid_from=day.isoformat()))
    assert await names_shown(fresh.client) == {"Dinas Contoh"}, "nothing was written since"
    for changed in (1, 0):
        async with fresh.committing() as session:
            assert await AgencyService(session).catch_up(today()) == changed
    assert await names_shown(fresh.client) == {"Dinas Baru"}


async def test_a_merger_to_come_is_found_from_its_day_on(registrar: Registrar, fresh: Fresh) -> None:
    await registrar.create("Dinas Contoh")
    await owned_by(fresh, "dinas-contoh")
    new = {"new": {"name": "Dinas Baru", "kind": "dinas"}}
    assert (await registrar.merge(["dinas-contoh"], new, LATER)).status_code == 200
    assert (await page_of(fresh.client, "/v1/innovations", agency="dinas-baru"))["items"] == []
    tomorrow = (today() + timedelta(days=1)).isoformat()
    now = {"new": {"name": "Dinas Kini", "kind": "dinas"}}
    refused = await registrar.merge(["dinas-contoh"], now, tomorrow)
    assert (refused.status_code, refused.json()["code"]) == (409, "agency_ends"), "it goes into another one"


async def test_whoever_registers_while_a_name_changes_shows_the_new_one(registrar: Registrar, fresh: Fresh) -> None:
    made = await registrar.create("Dinas Contoh")
    registered, go_on = asyncio.Event(), asyncio.Event()

    async def register() -> None:
        async with fresh.committing() as session:
            new = await factories.innovation(session, "Contoh", slug="contoh", agency_id=made["id"])
            await InnovationService(session).publish([new.id])
            registered.set()
            await go_on.wait()

    async def rename() -> httpx.Response:
        await registered.wait()
        asyncio.get_running_loop().call_later(0.3, go_on.set)
        return await registrar.happens("dinas-contoh", "rename", "2022-12-20", name="Dinas Baru")

    _, answer = await asyncio.gather(register(), rename())
    assert answer.status_code == 200, answer.text
    assert (await fresh.client.get("/v1/innovations/contoh")).json()["agency"]["name"] == "Dinas Baru"


async def test_another_load_of_the_reference_data_leaves_events_alone(city: Fresh, orta: Registrar) -> None:
    assert (await orta.happens("bapenda", "rename", "2025-01-01", name="Bapenda Contoh")).status_code == 200
    files = read_reference()
    async with city.committing() as session:
        report = await ReferenceService(session).load(files, lambda _kind, _done, _total: None)
    assert report.total("changed") == 0
    assert await orta.name_on("bapenda", "2025-01-01") == "Bapenda Contoh"


async def test_posts_show_the_name_in_force(city: Fresh, orta: Registrar) -> None:
    async def shown() -> set[str]:
        person = (await city.client.get("/v1/innovators/ikhwan-daulay")).json()
        return {post["agency"]["name"] for post in person["positions"]}

    assert await shown() == {"Sekretariat Daerah Kota Medan"}
    await orta.happens("sekretariat-daerah", "rename", "2025-01-01", name="Setda Contoh")
    await orta.happens("sekretariat-daerah", "rename", LATER, name="Setda Kelak")
    assert await shown() == {"Setda Contoh"}

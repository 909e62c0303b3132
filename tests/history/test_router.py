"""Reading what happened over HTTP: who may, of which records, and what an event tells."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from app.core.ids import new_id
from app.models import AuditEvent
from tests import signing
from tests.asking import errors_of
from tests.history.scene import REASON, Scene, changed


def actions(events: list[dict[str, Any]]) -> list[str]:
    return [event["action"].partition(".")[2] for event in events]


async def test_an_event_tells_who_did_what_when_why_and_each_field_before_and_after(scene: Scene) -> None:
    made = await scene.innovation(summary="Semula.")
    began = datetime.now(UTC)
    await scene.post("operator", f"/innovations/{made['id']}/submit", {"reason": "Siap."}, x_request_id="uji-kirim-1")
    await scene.patch("registrar", f"/innovations/{made['id']}", {"summary": "Sesudahnya."})
    corrected, submitted, created = await scene.history("operator", made["id"])
    operator = scene.people["operator"].account
    assert submitted == {
        "id": submitted["id"],
        "at": submitted["at"],
        "account": {"id": str(operator.id), "name": operator.name},
        "via": "key",
        "credential": None,
        "request_id": "uji-kirim-1",
        "action": "innovation.submit",
        "entity_kind": "innovation",
        "entity_id": made["id"],
        "agency_id": str(scene.own.id),
        "reason": "Siap.",
        "changes": [{"field": "status", "before": "draft", "after": "submitted", "redacted": False}],
        "redacted": False,
    }
    assert began <= datetime.fromisoformat(submitted["at"]) <= datetime.now(UTC)
    assert corrected["account"]["name"] == "Akun registrar"
    assert corrected["changes"] == [
        {"field": "summary", "before": "Semula.", "after": "Sesudahnya.", "redacted": False}
    ]
    assert changed(created, "summary") == {"field": "summary", "before": None, "after": "Semula.", "redacted": False}
    assert changed(created, "status")["after"] == "draft"


async def test_every_keeper_reads_the_history_of_a_record_and_nobody_else(scene: Scene) -> None:
    draft, public = await scene.innovation(), await scene.published()
    for made in (draft, public):
        for key in (made["id"], made["slug"]):
            for who in ("operator", "secretariat", "registrar"):
                assert actions(await scene.history(who, key))[-1] == "create"
        stranger = await scene.ask("stranger", "GET", f"/innovations/{made['id']}/history")
        unknown = await scene.ask("stranger", "GET", f"/innovations/{new_id()}/history")
        assert stranger.status_code == unknown.status_code == 404
        hidden = ("instance", "request_id")
        assert {**stranger.json(), **dict.fromkeys(hidden)} == {**unknown.json(), **dict.fromkeys(hidden)}
        for who in ("assessor", "controller", "admin"):
            assert (await scene.ask(who, "GET", f"/innovations/{made['id']}/history")).status_code == 403
        assert (await scene.ask(None, "GET", f"/innovations/{made['id']}/history")).status_code == 401


async def test_a_record_of_every_status_has_a_history(scene: Scene) -> None:
    made = await scene.innovation()
    way = ("submit", "return", "submit", "verify", "publish", "archive", "return")
    for number, action in enumerate(way, 1):
        await scene.move(made["id"], action)
        assert actions(await scene.history("operator", made["id"])) == [*way[:number][::-1], "create"]


async def test_the_survivor_tells_what_happened_to_what_went_into_it(scene: Scene) -> None:
    one, into = await scene.published(summary="Yang dilebur."), await scene.published()
    before = await scene.history("operator", one["id"]) + await scene.history("operator", into["id"])
    await scene.post("registrar", f"/innovations/{one['id']}/merge", {"into": into["id"], "reason": REASON})
    moved = await scene.ask("operator", "GET", f"/innovations/{one['id']}/history?limit=7&action=innovation.merge")
    assert moved.status_code == 308
    path = f"/v1/innovations/{into['slug']}/history?limit=7&action=innovation.merge"
    assert moved.headers["location"] == f"http://127.0.0.1:8000{path}"
    after = await scene.history("operator", into["id"])
    ids = {event["id"] for event in before}
    assert ids < {event["id"] for event in after}
    new = [event for event in after if event["id"] not in ids]
    assert {event["action"] for event in new} == {"innovation.merge", "innovation.absorb", "innovation.update"}
    merge = next(event for event in new if event["action"] == "innovation.merge")
    assert merge["entity_id"] == one["id"]
    assert merge["reason"] == REASON
    assert changed(merge, "merged_into")["after"] == {"id": into["id"], "slug": into["slug"], "name": into["name"]}
    absorb = next(event for event in new if event["action"] == "innovation.absorb")
    assert changed(absorb, "absorbed")["after"] == {"id": one["id"], "slug": one["slug"], "name": one["name"]}


async def test_what_went_into_a_record_of_another_agency_stays_with_its_own(scene: Scene) -> None:
    theirs, own = await scene.innovation("stranger", summary="Rancangan dinas lain."), await scene.published()
    await scene.post("registrar", f"/innovations/{theirs['id']}/merge", {"into": own["id"], "reason": REASON})
    ids = {event["entity_id"] for event in await scene.history("operator", own["id"])}
    assert ids == {own["id"]}
    assert {event["entity_id"] for event in await scene.history("registrar", own["id"])} == {own["id"], theirs["id"]}
    assert "Rancangan dinas lain" not in str(await scene.history("operator", own["id"]))


async def test_an_address_that_was_given_up_leads_to_the_history(scene: Scene) -> None:
    made = await scene.innovation()
    await scene.patch("operator", f"/innovations/{made['id']}", {"slug": f"{made['slug']}-baru"})
    moved = await scene.ask("operator", "GET", f"/innovations/{made['slug']}/history")
    assert moved.status_code == 308
    assert moved.headers["location"].endswith(f"/v1/innovations/{made['slug']}-baru/history")
    assert (await scene.ask("stranger", "GET", f"/innovations/{made['slug']}/history")).status_code == 404


async def test_of_a_record_that_was_public_once_others_are_told_that_it_is_archived(scene: Scene) -> None:
    made = await scene.published()
    await scene.move(made["id"], "archive")
    gone = await scene.ask("stranger", "GET", f"/innovations/{made['id']}/history")
    assert (gone.status_code, gone.json()["code"]) == (410, "archived")
    assert "changes" not in gone.text


async def test_the_keepers_of_a_person_read_what_happened_to_the_record(scene: Scene) -> None:
    person = await scene.person("Ratna Juwita", degrees="SE")
    await scene.patch("operator", f"/innovators/{person['id']}", {"degrees": "SE, MM"})
    for who in ("operator", "secretariat", "registrar"):
        updated, created = await scene.history(who, person["slug"], "innovators")
        assert updated["changes"] == [{"field": "degrees", "before": "SE", "after": "SE, MM", "redacted": False}]
        assert changed(created, "name")["after"] == "Ratna Juwita"
    assert (await scene.ask("stranger", "GET", f"/innovators/{person['id']}/history")).status_code == 404
    assert (await scene.ask("controller", "GET", f"/innovators/{person['id']}/history")).status_code == 403


async def test_admin_and_controller_read_what_happened_to_whichever_records(scene: Scene) -> None:
    made = await scene.innovation()
    account = await scene.post("admin", "/accounts", {"name": "Akun baru", "roles": ["registrar"]})
    for who in ("admin", "controller"):
        events = await scene.audit(who)
        assert {made["id"], account["id"]} <= {event["entity_id"] for event in events}
        assert all(event["credential"] for event in events)
        assert (await scene.get(who, f"/audit/{events[0]['id']}")) == events[0]
    for who in ("operator", "secretariat", "registrar", "assessor"):
        assert (await scene.ask(who, "GET", "/audit")).status_code == 403
        assert (await scene.ask(who, "GET", f"/audit/{new_id()}")).status_code == 403
    assert (await scene.ask(None, "GET", "/audit")).status_code == 401
    assert (await scene.ask("admin", "GET", f"/audit/{new_id()}")).status_code == 404


async def test_a_key_that_is_bound_to_an_agency_reads_of_that_agency_alone(scene: Scene) -> None:
    own, theirs = await scene.innovation("operator"), await scene.innovation("stranger")
    async with scene.fresh.committing() as session:
        account = scene.people["admin"].account
        headers = await signing.key(session, account, agency_id=scene.own.id)
    answer = await scene.client.get("/v1/audit", headers=headers, params={"limit": 200})
    told = {event["entity_id"] for event in answer.json()["items"]}
    assert own["id"] in told
    assert {event["agency_id"] for event in answer.json()["items"]} == {str(scene.own.id)}
    hidden = (await scene.audit("admin", entity_id=theirs["id"]))[0]
    assert (await scene.client.get(f"/v1/audit/{hidden['id']}", headers=headers)).status_code == 404


async def test_what_the_command_line_did_has_no_account(scene: Scene) -> None:
    async with scene.fresh.committing() as session:
        event = AuditEvent(
            account_name="inovasi", via="command", action="account.create", entity_kind="account", entity_id=new_id()
        )
        event.changes = {"name": [None, "Admin lokal"]}
        session.add(event)
    told = await scene.get("admin", f"/audit/{event.id}")
    assert (told["account"], told["via"], told["credential"], told["request_id"]) == (None, "command", None, None)
    assert [found["id"] for found in await scene.audit("controller", via="command")] == [str(event.id)]


async def test_each_condition_narrows_the_audit(scene: Scene) -> None:
    body = {"name": "Dicari di audit"}
    made = await scene.post("stranger", "/innovations", body, x_request_id="uji-penyaring-1")
    person = await scene.person("Sari Dewi", "stranger")
    stranger = scene.people["stranger"].account.id
    found = await scene.audit("admin", request_id="uji-penyaring-1")
    assert [(event["action"], event["entity_id"]) for event in found] == [("innovation.create", made["id"])]
    conditions: dict[str, object] = {
        "entity_kind": "innovation",
        "entity_id": made["id"],
        "account": stranger,
        "action": "innovation.create",
        "via": "key",
        "agency": "dinas-lain",
        "since": found[0]["at"],
    }
    for name, value in conditions.items():
        narrowed = [event["id"] for event in await scene.audit("admin", **{name: value})]
        assert found[0]["id"] in narrowed, name
    assert [event["id"] for event in await scene.audit("controller", **conditions)] == [found[0]["id"]]
    assert await scene.audit("admin", agency=scene.other.id) == await scene.audit("admin", agency="dinas-lain")
    others = {
        "entity_kind": "person",
        "entity_id": person["id"],
        "account": scene.people["operator"].account.id,
        "action": "innovation.submit",
        "via": "token",
        "agency": "dinas-sendiri",
        "until": found[0]["at"],
    }
    for name, value in others.items():
        assert await scene.audit("admin", **(conditions | {name: value})) == [], name


async def test_a_span_of_time_holds_its_beginning_and_not_its_end(scene: Scene) -> None:
    made = await scene.innovation()
    await scene.move(made["id"], "submit", "verify")
    verified, submitted, created = (event["at"] for event in await scene.history("operator", made["id"]))

    async def within(**span: str) -> list[str]:
        return actions(await scene.history("operator", made["id"], **span))

    assert await within(since=submitted) == ["verify", "submit"]
    assert await within(until=submitted) == ["create"]
    assert await within(since=submitted, until=verified) == ["submit"]
    assert await within(since=verified, until=created) == []
    in_medan = datetime.fromisoformat(submitted) + timedelta(hours=7)
    assert await within(since=f"{in_medan:%Y-%m-%dT%H:%M:%S.%f}+07:00") == ["verify", "submit"]


@pytest.mark.parametrize(
    ("query", "pointer", "code"),
    [
        ("action=submit", "query/action", "invalid_form"),
        ("action=", "query/action", "too_short"),
        ("since=2026-11-22", "query/since", "invalid_value"),
        ("since=1764000000", "query/since", "invalid_value"),
        ("since=2026-11-22T10:00:00", "query/since", "invalid_value"),
        ("until=0001-01-01T00:00:00%2B14:00", "query/until", "invalid_value"),
        ("until=9999-12-31T23:59:59-14:00", "query/until", "invalid_value"),
        ("limit=0", "query/limit", "too_small"),
        ("limit=201", "query/limit", "too_large"),
        ("entity=x", "query/entity", "unknown"),
        ("limit=5&limit=6", "query/limit", "repeated"),
    ],
)
async def test_a_wrong_condition_is_named(scene: Scene, query: str, pointer: str, code: str) -> None:
    made = await scene.innovation()
    for path, who in (("/audit", "admin"), (f"/innovations/{made['id']}/history", "operator")):
        answer = await scene.ask(who, "GET", f"{path}?{query}")
        assert (answer.status_code, errors_of(answer)) == (422, {(pointer, code)}), path


@pytest.mark.parametrize(
    ("query", "pointer", "code"),
    [
        ("agency=dinas-entah", "query/agency", "unknown_reference"),
        ("agency=01a204e8-70cb-7221-8716-e3738bd9dcb3", "query/agency", "unknown_reference"),
        ("account=saya", "query/account", "invalid_value"),
        ("entity_id=1", "query/entity_id", "invalid_value"),
        ("entity_kind=Innovation", "query/entity_kind", "invalid_form"),
        ("via=telepati", "query/via", "unknown_code"),
        ("request_id=x", "query/request_id", "too_short"),
        ("request_id=%0a%0a%0a%0a%0a%0a%0a%0a", "query/request_id", "invalid_form"),
    ],
)
async def test_a_wrong_condition_of_the_audit_is_named(scene: Scene, query: str, pointer: str, code: str) -> None:
    answer = await scene.ask("admin", "GET", f"/audit?{query}")
    assert (answer.status_code, errors_of(answer)) == (422, {(pointer, code)})


async def test_an_unchanged_history_is_not_sent_again(scene: Scene) -> None:
    made = await scene.innovation()
    path = f"/innovations/{made['id']}/history"
    first = await scene.ask("operator", "GET", path)
    assert first.headers["cache-control"] == "private, no-cache"
    known = {"if_none_match": first.headers["etag"]}
    assert (await scene.ask("operator", "GET", path, **known)).status_code == 304
    await scene.move(made["id"], "submit")
    assert (await scene.ask("operator", "GET", path, **known)).status_code == 200


async def test_an_event_keeps_the_name_that_the_account_had(scene: Scene) -> None:
    account = await scene.post("admin", "/accounts", {"name": "Nama Dulu", "roles": ["registrar"]})
    key = await scene.post("admin", f"/accounts/{account['id']}/keys", {"name": "kunci"})
    made = await scene.innovation()
    headers = {"authorization": f"Bearer {key['key']}", "if-match": "*"}
    body = {"summary": "Ditulis oleh nama dulu."}
    await scene.client.patch(f"/v1/innovations/{made['id']}", json=body, headers=headers)
    await scene.patch("admin", f"/accounts/{account['id']}", {"name": "Nama Kini"})
    told = (await scene.history("operator", made["id"]))[0]
    assert told["account"] == {"id": account["id"], "name": "Nama Dulu"}
    assert UUID(told["id"]).version == 7

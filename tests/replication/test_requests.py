"""Asking for a replication over HTTP: what is told of it, and what is refused without a trace."""

from typing import Any

import pytest
from sqlalchemy import event

from tests import factories
from tests.innovations.keeping import REASON, errors_of, unknown_id, unlike
from tests.replication.desk import READY, Desk, ago, ahead


async def test_a_request_is_told_with_all_that_was_said(desk: Desk) -> None:
    origin = await desk.origin(name=unlike())
    body = desk.wish(origin["slug"], compatibility=READY[:1], mentor=str(desk.people["mentor"]), requested_on=ago(3))
    answer = await desk.ask("penerima", "POST", "/replication-requests", body)
    assert answer.status_code == 201
    told = answer.json()
    assert answer.headers["location"] == f"https://inovasi.example.go.id/v1/replication-requests/{told['id']}"
    assert answer.headers["etag"] == '"v1"'
    assert (told["origin"]["id"], told["origin_agency"]["slug"], told["agency"]["slug"]) == (
        origin["id"],
        "bagian-umum",
        "dinas-kesehatan",
    )
    assert (told["scope"], told["status"], told["step"]) == ("dalam_kota", "diajukan", "diajukan")
    assert (told["requested_on"], told["entered_on"], told["due_on"]) == (ago(3), ago(3), ahead(11))
    assert told["waiting_for"] == ["asal"]
    assert [item["answer"] for item in told["compatibility"]] == ["ya", *["belum_diketahui"] * 5]
    assert (told["contact"]["name"], told["mentor"]["name"]) == ("Bayu Sogara", "Citra Lestari")
    assert told["sides"] == ["penerima"]
    assert told["legal_actions"] == ["cancel"]
    assert told["steps"] == [
        {
            "step": "diajukan",
            "status": "diajukan",
            "entered_on": ago(3),
            "left_on": None,
            "days": 3,
            "due_on": ahead(11),
            "overdue": False,
            "actor": "penerima",
            "note": None,
        }
    ]
    assert await desk.get("penerima", f"/replication-requests/{told['id']}") == told


async def test_without_an_agency_it_is_for_ones_own(desk: Desk) -> None:
    origin = await desk.origin(name=unlike())
    body = desk.wish(origin["id"])
    del body["agency"]
    made = await desk.post("penerima", "/replication-requests", body)
    assert made["agency"]["slug"] == "dinas-kesehatan"
    nobody = await desk.ask("registrar", "POST", "/replication-requests", body)
    assert errors_of(nobody) == [("#/agency", "required")]


async def test_each_side_and_the_registrar_know_of_it_and_nobody_else(desk: Desk) -> None:
    one = await desk.requested(model="fasilitasi", facilitator=desk.agencies["fasilitator"].slug)
    path = f"/replication-requests/{one['id']}"
    sides = {"asal": ["asal"], "penerima": ["penerima"], "fasilitator": ["fasilitator"]}
    sides["registrar"] = ["asal", "penerima", "fasilitator"]
    for who, own in sides.items():
        assert (await desk.get(who, path))["sides"] == own
    assert (await desk.ask("lain", "GET", path)).status_code == 404
    assert (await desk.ask(None, "GET", path)).status_code == 401
    for action in ("review", "advance"):
        assert (await desk.act("lain", one, action)).status_code == 404


async def test_the_list_is_narrowed_by_what_is_asked(desk: Desk) -> None:
    origin = (await desk.origin(name=unlike()))["id"]
    mentor = str(desk.people["mentor"])
    late = await desk.requested(origin, mentor=mentor, requested_on=ago(60))
    other = await desk.requested(origin, "lain")

    async def found(who: str, query: str) -> list[str]:
        page = await desk.get(who, f"/replication-requests?origin={origin}&{query}")
        return [item["id"] for item in page["items"]]

    assert await found("registrar", "") == [other["id"], late["id"]]
    assert await found("registrar", "agency=dinas-perhubungan") == [other["id"]]
    assert await found("registrar", "due=overdue") == [late["id"]]
    assert await found("registrar", "due=ahead") == [other["id"]]
    assert await found("registrar", f"mentor={mentor}") == [late["id"]]
    assert await found("registrar", "status=disetujui") == []
    assert await found("penerima", "") == [late["id"]]
    assert await found("asal", "side=asal") == [other["id"], late["id"]]
    assert await found("asal", "side=penerima") == []
    assert await found("lain", "side=penerima&scope=dalam_kota&model=mandiri") == [other["id"]]
    page = await desk.get("registrar", f"/replication-requests?origin={origin}&limit=1&with_total=true")
    assert (page["total"], page["prev"]) == (2, None)
    second = await desk.get("registrar", f"/replication-requests?origin={origin}&limit=1&cursor={page['next']}")
    assert [item["id"] for item in second["items"]] == [late["id"]]
    assert second["items"][0]["overdue"] is True
    wrong = await desk.ask("registrar", "GET", f"/replication-requests?limit=1&cursor={page['next']}")
    assert wrong.status_code == 400


WRONG: dict[str, tuple[dict[str, Any], tuple[str, str]]] = {
    "an origin that is none": ({"origin": "tidak-ada"}, ("#/origin", "unknown_reference")),
    "an agency that is none": ({"agency": "tidak-ada"}, ("#/agency", "unknown_reference")),
    "a person that is none": ({"contact": unknown_id()}, ("#/contact", "unknown_reference")),
    "an agency that is no more": ({"agency": "dinas-pasar"}, ("#/agency", "not_in_force")),
    "a region without a code": ({"agency": "dinas-kominfo-kota-entah"}, ("#/agency", "region_code_missing")),
    "a day to come": ({"requested_on": ahead(1)}, ("#/requested_on", "in_future")),
    "a day before all days": ({"requested_on": "1999-12-31"}, ("#/requested_on", "too_small")),
    "another scope": ({"scope": "masuk"}, ("#/scope", "scope_mismatch")),
    "a facilitator where there is none": ({"facilitator": "dinas-perhubungan"}, ("#/facilitator", "facilitator_unfit")),
    "no facilitator": ({"model": "fasilitasi"}, ("#/facilitator", "facilitator_unfit")),
    "a facilitator that receives": (
        {"model": "fasilitasi", "facilitator": "dinas-kesehatan"},
        ("#/facilitator", "third_side"),
    ),
    "a facilitator that gives": (
        {"model": "fasilitasi", "facilitator": "bagian-umum"},
        ("#/facilitator", "third_side"),
    ),
    "a facilitator that is no more": (
        {"model": "fasilitasi", "facilitator": "dinas-pasar"},
        ("#/facilitator", "not_in_force"),
    ),
    "an item twice": ({"compatibility": [READY[0], READY[0]]}, ("#/compatibility", "repeated")),
    "an unknown answer": (
        {"compatibility": [{**READY[0], "answer": "mungkin"}]},
        ("#/compatibility/0/answer", "unknown_code"),
    ),
    "an unknown model": ({"model": "gratis"}, ("#/model", "unknown_code")),
    "nothing but blanks": ({"problem": "  "}, ("#/problem", "too_short")),
    "no contact": ({"contact": None}, ("#/contact", "required")),
}


@pytest.mark.parametrize("wrong", WRONG)
async def test_a_wish_that_is_wrong_leaves_nothing(desk: Desk, wrong: str) -> None:
    facts, error = WRONG[wrong]
    origin = (await desk.origin(name=unlike()))["id"]
    body = {**desk.wish(origin), **facts}
    before = await desk.count()
    answer = await desk.ask(
        "registrar", "POST", "/replication-requests", {k: v for k, v in body.items() if v is not None}
    )
    assert answer.status_code == 422, answer.text
    assert errors_of(answer) == [error]
    assert await desk.count() == before


async def test_what_is_ones_own_is_not_replicated(desk: Desk) -> None:
    origin = (await desk.origin(name=unlike()))["id"]
    answer = await desk.ask("asal", "POST", "/replication-requests", desk.wish(origin, "asal"))
    assert (answer.status_code, answer.json()["code"]) == (409, "own_innovation")


async def test_what_belongs_to_a_predecessor_is_ones_own(desk: Desk) -> None:
    origin = (await desk.origin(name=unlike()))["id"]
    key = f"{desk.agencies['asal'].id}"
    successor = desk.agencies["lain"].id
    await desk.run("INSERT INTO agency_lineage (key, member_id) VALUES (:key, :member)", key=str(successor), member=key)
    try:
        answer = await desk.ask("lain", "POST", "/replication-requests", desk.wish(origin, "lain"))
        assert answer.json()["code"] == "own_innovation"
    finally:
        await desk.run("DELETE FROM agency_lineage WHERE key = :key AND member_id = :m", key=str(successor), m=key)


async def test_one_replication_of_a_pair_goes_on_at_a_time(desk: Desk) -> None:
    origin = (await desk.origin(name=unlike()))["id"]
    first = await desk.requested(origin)
    again = await desk.ask("penerima", "POST", "/replication-requests", desk.wish(origin))
    assert (again.status_code, again.json()["code"]) == (409, "replication_open")
    assert again.json()["existing_id"] == first["id"]
    await desk.acted("penerima", first, "cancel", reason="Anggaran dialihkan.")
    assert (await desk.requested(origin))["status"] == "diajukan"


async def test_only_what_is_published_is_replicated(desk: Desk) -> None:
    draft = await desk.keeper("asal").create(name=unlike())
    hidden = await desk.ask("penerima", "POST", "/replication-requests", desk.wish(draft["id"]))
    assert errors_of(hidden) == [("#/origin", "unknown_reference")]
    known = await desk.ask("registrar", "POST", "/replication-requests", desk.wish(draft["id"]))
    assert (known.status_code, known.json()["code"], known.json()["record_status"]) == (
        409,
        "origin_unavailable",
        "draft",
    )
    gone = await desk.origin(name=unlike())
    await desk.keeper("registrar").move(gone["id"], "archive")
    archived = await desk.ask("penerima", "POST", "/replication-requests", desk.wish(gone["id"]))
    assert (archived.json()["code"], archived.json()["record_status"]) == ("origin_unavailable", "archived")


async def test_a_record_that_was_merged_is_followed(desk: Desk) -> None:
    gone, kept = await desk.origin(name=unlike()), await desk.origin(name=unlike())
    merged = await desk.keeper("registrar").post(f"/{gone['id']}/merge", {"into": kept["id"], **REASON}, if_match="*")
    assert merged.status_code == 200, merged.text
    assert (await desk.requested(gone["slug"]))["origin"]["id"] == kept["id"]


async def test_nobody_asks_for_another_agency(desk: Desk) -> None:
    origin = (await desk.origin(name=unlike()))["id"]
    answer = await desk.ask("lain", "POST", "/replication-requests", desk.wish(origin))
    assert (answer.status_code, errors_of(answer)) == (403, [("#/agency", "not_yours")])


async def test_both_sides_may_not_be_of_other_regions(desk: Desk) -> None:
    foreign = (await desk.origin("tangerang", name=unlike()))["id"]
    answer = await desk.ask("registrar", "POST", "/replication-requests", desk.wish(foreign, "serang"))
    assert errors_of(answer) == [("#/agency", "neither_of_the_city")]


async def test_the_same_request_sent_twice_is_one(desk: Desk) -> None:
    body = desk.wish((await desk.origin(name=unlike()))["id"])
    first = await desk.ask("penerima", "POST", "/replication-requests", body, idempotency_key="ajukan-1")
    second = await desk.ask("penerima", "POST", "/replication-requests", body, idempotency_key="ajukan-1")
    assert second.json() == first.json()
    assert second.headers["idempotency-replayed"] == "true"


async def test_a_patch_says_only_what_is_its_sides_to_say(desk: Desk) -> None:
    one = await desk.requested()
    path = f"/replication-requests/{one['id']}"
    terms = {"commercial_use": False, "re_offer": False, "attribution": "Direplikasi dari Bagian Umum"}
    told = (await desk.ask("asal", "PATCH", path, {"terms": terms, "mentor": str(desk.people["mentor"])})).json()
    assert told["terms"] == {
        **dict.fromkeys(("attribution_link", "ip_owner", "ip_certificate", "support_scope", "cost_bearer")),
        **terms,
    }
    assert told["version"] == 2
    wrong = await desk.ask("asal", "PATCH", path, {"problem": "Masalah lain"})
    assert (wrong.status_code, wrong.json()["code"], wrong.json()["taken_by"]) == (403, "wrong_side", ["penerima"])
    told = (await desk.ask("penerima", "PATCH", path, {"problem": "Masalah lain", "mentor": None})).json()
    assert (told["problem"], told["mentor"], told["version"]) == ("Masalah lain", None, 3)
    same = await desk.ask("penerima", "PATCH", path, {"problem": "Masalah lain"})
    assert same.json()["version"] == 3


async def test_a_patch_needs_the_present_version(desk: Desk) -> None:
    one = await desk.requested()
    path = f"/replication-requests/{one['id']}"
    assert (await desk.ask("penerima", "PATCH", path, {"problem": "Lain"}, if_match="")).status_code == 428
    assert (await desk.ask("penerima", "PATCH", path, {"problem": "Lain"}, if_match='"v7"')).status_code == 412
    assert (await desk.ask("penerima", "PATCH", path, {"problem": None})).status_code == 422


async def test_the_wish_is_fixed_once_it_is_under_review(desk: Desk) -> None:
    one = await desk.requested()
    await desk.acted("asal", one, "review")
    path = f"/replication-requests/{one['id']}"
    contact = str(desk.people["mentor"])
    answer = await desk.ask("penerima", "PATCH", path, {"problem": "Masalah lain", "contact": contact})
    assert (answer.status_code, answer.json()["code"]) == (409, "replication_fixed")
    assert errors_of(answer) == [("#/problem", "replication_fixed")]
    assert (await desk.ask("penerima", "PATCH", path, {"contact": contact})).status_code == 200


async def test_the_day_of_the_step_is_moved_and_never_before_its_begin(desk: Desk) -> None:
    one = await desk.requested(requested_on=ago(10))
    path = f"/replication-requests/{one['id']}"
    told = (await desk.ask("asal", "PATCH", path, {"due_on": ahead(40)})).json()
    assert (told["due_on"], told["steps"][-1]["due_on"]) == (ahead(40), ahead(40))
    wrong = await desk.ask("asal", "PATCH", path, {"due_on": ago(11)})
    assert errors_of(wrong) == [("#/due_on", "out_of_order")]
    assert errors_of(await desk.ask("asal", "PATCH", path, {"due_on": "2999-01-01"})) == [("#/due_on", "too_large")]


async def test_a_model_may_change_until_it_is_reviewed(desk: Desk) -> None:
    one = await desk.requested()
    path = f"/replication-requests/{one['id']}"
    half = await desk.ask("penerima", "PATCH", path, {"model": "fasilitasi"})
    assert errors_of(half) == [("#/facilitator", "facilitator_unfit")]
    both = {"model": "fasilitasi", "facilitator": desk.agencies["fasilitator"].slug}
    told = (await desk.ask("penerima", "PATCH", path, both)).json()
    assert (told["model"], told["facilitator"]["slug"]) == ("fasilitasi", desk.agencies["fasilitator"].slug)


async def test_a_name_that_was_withdrawn_is_not_told(desk: Desk) -> None:
    one = await desk.requested(problem="Ditulis oleh Dewi Anggraini pada tahun lalu.")
    async with desk.fresh.committing() as session:
        person_id = (await factories.person(session, "Dewi Anggraini")).id
    await desk.run("UPDATE replication_request SET contact_id = :person WHERE id = :id", person=person_id, id=one["id"])
    await desk.run("UPDATE person SET concealed_at = now() WHERE id = :id", id=person_id)
    await desk.run(
        "INSERT INTO concealed_name (id, person_id, pattern) VALUES (gen_random_uuid(), :id, 'Dewi Anggraini')",
        id=person_id,
    )
    told = await desk.get("penerima", f"/replication-requests/{one['id']}")
    assert told["problem"] == "Ditulis oleh [dirahasiakan] pada tahun lalu."
    assert told["contact"]["id"] is None
    assert "Dewi" not in str(told)


async def test_a_page_of_many_takes_as_many_statements_as_one_of_few(desk: Desk) -> None:
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        asked.append(statement)

    engine = desk.fresh.app.state.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        counts = []
        for _ in range(2):
            for _ in range(3):
                await desk.requested(mentor=str(desk.people["mentor"]))
            asked.clear()
            page = await desk.get("registrar", "/replication-requests?limit=200&status=diajukan")
            counts.append((len(page["items"]), len(asked)))
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert counts[1][0] > counts[0][0] > 2
    assert counts[1][1] == counts[0][1] < 10

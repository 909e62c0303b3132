"""Bringing a replication along over HTTP: sides, days, needs, documents, the replica, and races."""

import asyncio
from typing import Any

import pytest

from app.core.clock import today
from tests.innovations.keeping import errors_of, unlike
from tests.replication.desk import BOTH, CHANGES, READY, Desk, ago, ahead


async def test_the_independent_path_from_request_to_running(desk: Desk) -> None:
    one = await desk.requested(requested_on=ago(40), mentor=str(desk.people["mentor"]))
    one = await desk.acted("asal", one, "review", on=ago(38), note="Diterima lengkap.")
    assert (one["status"], one["due_on"], one["version"]) == ("ditelaah", ago(8), 2)
    one = await desk.acted("asal", one, "approve", on=ago(30))
    assert (one["status"], one["waiting_for"], one["next_step"]["step"]) == ("disetujui", ["penerima"], "persiapan")
    one = await desk.acted("penerima", one, "advance", on=ago(25))
    assert (one["status"], one["due_on"]) == ("persiapan", ahead(5))
    one = await desk.acted("penerima", one, "advance", on=ago(20), due_on=ahead(1))
    assert (one["status"], one["due_on"], one["next_step"]["missing"]) == (
        "perencanaan",
        ahead(1),
        ["due_on", "agreement", "rencana_aksi"],
    )
    await desk.document("asal", one, "surat", issued_on=ago(30))
    await desk.document("penerima", one, "rencana_aksi", issued_on=ago(12))
    one = await desk.acted("penerima", one, "advance", on=ago(12), due_on=ahead(60))
    assert (one["status"], one["next_step"]["missing"]) == ("pelaksanaan", ["replica", "changes"])
    one = await desk.post(
        "penerima", f"/replication-requests/{one['id']}/replica", {"name": unlike(), "changes": CHANGES}
    )
    assert one["next_step"]["missing"] == []
    await desk.publish(one)
    one = await desk.acted("penerima", one, "advance", on=ago(2))
    assert (one["status"], one["next_step"]["missing"]) == ("evaluasi", ["laporan_evaluasi"])
    await desk.document("penerima", one, "laporan_evaluasi", issued_on=ago(1), number="700/EV/2026")
    one = await desk.acted("penerima", one, "advance", on=ago(1))
    assert (one["status"], one["due_on"], one["next_step"], one["waiting_for"]) == ("berjalan", None, None, [])
    assert one["legal_actions"] == ["stop"]
    took = [(step["step"], step["days"], step["overdue"], step["actor"]) for step in one["steps"]]
    assert took == [
        ("diajukan", 2, False, "penerima"),
        ("ditelaah", 8, False, "asal"),
        ("disetujui", 5, False, "asal"),
        ("persiapan", 5, False, "penerima"),
        ("perencanaan", 8, False, "penerima"),
        ("pelaksanaan", 10, False, "penerima"),
        ("evaluasi", 1, False, "penerima"),
        ("berjalan", 1, False, "penerima"),
    ]
    assert one["steps"][1]["note"] == "Diterima lengkap."
    replica = await desk.keeper("penerima").read(one["replica"]["id"])
    assert [(stage["stage"], stage["started_on"]) for stage in replica["stages"]] == [("penerapan", ago(1))]


async def test_the_replica_takes_over_what_the_origin_says_of_itself(desk: Desk) -> None:
    origin = await desk.origin(name=unlike(), summary="Surat secara daring.", kind="digital", goal="Surat cepat.")
    one = await desk.carried_out(origin=origin["id"])
    path = f"/replication-requests/{one['id']}/replica"
    told = await desk.post("penerima", path, {"name": "Si Surat Dinkes " + unlike(), "changes": CHANGES})
    record = await desk.keeper("penerima").read(told["replica"]["id"])
    assert (record["summary"], record["kind"], record["goal"], record["status"]) == (
        "Surat secara daring.",
        "digital",
        "Surat cepat.",
        "draft",
    )
    assert record["problem"] == one["problem"]
    assert record["agency"]["slug"] == "dinas-kesehatan"
    assert [(one["kind"], one["direction"], one["innovation"]["id"]) for one in record["relations"]] == [
        ("adapts", "outgoing", origin["id"])
    ]
    assert told["changes"] == CHANGES
    again = await desk.ask("penerima", "POST", path, {"changes": CHANGES})
    assert (again.status_code, again.json()["code"]) == (409, "replica_recorded")


async def test_what_nothing_was_changed_of_is_a_copy_until_it_is(desk: Desk) -> None:
    one = await desk.carried_out()
    path = f"/replication-requests/{one['id']}"
    told = await desk.post("penerima", f"{path}/replica", {"name": unlike(), "changes": CHANGES[:1]})
    keeper, key = desk.keeper("penerima"), told["replica"]["id"]
    assert [one["kind"] for one in (await keeper.read(key))["relations"]] == ["copies"]
    await desk.ask("penerima", "PATCH", path, {"changes": CHANGES})
    record = await keeper.read(key)
    assert [one["kind"] for one in record["relations"]] == ["adapts"]
    assert record["version"] == 2


async def test_a_record_that_is_there_becomes_the_replica(desk: Desk) -> None:
    own = await desk.origin("penerima", name=unlike())
    one = await desk.carried_out()
    path = f"/replication-requests/{one['id']}/replica"
    told = await desk.post("penerima", path, {"innovation": own["slug"], "changes": CHANGES})
    assert told["replica"]["id"] == own["id"]
    public = (await desk.fresh.client.get(f"/v1/innovations/{own['id']}")).json()
    assert [(one["kind"], one["innovation"]["id"]) for one in public["relations"]] == [("adapts", told["origin"]["id"])]
    origin = (await desk.fresh.client.get(f"/v1/innovations/{told['origin']['id']}")).json()
    assert [(one["direction"], one["innovation"]["id"]) for one in origin["relations"]] == [("incoming", own["id"])]


async def test_what_cannot_be_the_replica(desk: Desk) -> None:
    one = await desk.carried_out()
    path = f"/replication-requests/{one['id']}/replica"
    foreign = await desk.origin("lain", name=unlike())
    before = await desk.count()
    for key, code in (
        (foreign["id"], "not_of_the_agency"),
        (one["origin"]["id"], "itself"),
        ("tidak-ada", "unknown_reference"),
    ):
        answer = await desk.ask("penerima", "POST", path, {"innovation": key, "changes": CHANGES})
        assert errors_of(answer) == [("#/innovation", code)], answer.text
    both = await desk.ask("penerima", "POST", path, {"innovation": foreign["id"], "name": "X", "changes": CHANGES})
    assert errors_of(both) == [("#", "record_or_name")]
    none = await desk.ask("penerima", "POST", path, {"changes": []})
    assert errors_of(none) == [("#/changes", "too_short")]
    side = await desk.ask("asal", "POST", path, {"changes": CHANGES})
    assert (side.status_code, side.json()["code"]) == (403, "wrong_side")
    assert await desk.count() == before
    early = await desk.requested()
    answer = await desk.ask("penerima", "POST", f"/replication-requests/{early['id']}/replica", {"changes": CHANGES})
    assert answer.json()["code"] == "replication_fixed"


async def test_the_replica_of_another_request_is_not_this_ones(desk: Desk) -> None:
    first, second = await desk.carried_out(), await desk.carried_out()
    told = await desk.post(
        "penerima", f"/replication-requests/{first['id']}/replica", {"name": unlike(), "changes": CHANGES}
    )
    body = {"innovation": told["replica"]["id"], "changes": CHANGES}
    answer = await desk.ask("penerima", "POST", f"/replication-requests/{second['id']}/replica", body)
    assert (answer.status_code, answer.json()["code"]) == (409, "replica_recorded")


async def test_an_origin_does_not_descend_from_its_replica(desk: Desk) -> None:
    """What B adapted of A's cannot be what A's adapted of B's."""
    of_receiver = await desk.origin("penerima", name=unlike())
    relations = [{"kind": "adapts", "innovation": of_receiver["id"]}]
    origin = await desk.origin("asal", name=unlike(), relations=relations)
    one = await desk.carried_out(origin=origin["id"])
    before = await desk.count()
    body = {"innovation": of_receiver["id"], "changes": CHANGES}
    answer = await desk.ask("penerima", "POST", f"/replication-requests/{one['id']}/replica", body)
    assert (answer.status_code, answer.json()["code"]) == (409, "adaptation_cycle")
    assert await desk.count() == before
    assert (await desk.get("penerima", f"/replication-requests/{one['id']}"))["replica"] is None


async def test_the_wrong_side_approves_nothing(desk: Desk) -> None:
    one = await desk.requested()
    assert (await desk.act("penerima", one, "review")).json()["code"] == "wrong_side"
    await desk.acted("asal", one, "review")
    answer = await desk.act("penerima", one, "approve")
    assert (answer.status_code, answer.json()["taken_by"]) == (403, ["asal"])
    assert (await desk.get("penerima", f"/replication-requests/{one['id']}"))["status"] == "ditelaah"


async def test_of_two_who_approve_at_once_one_wins(desk: Desk) -> None:
    for attempt in range(3):
        one = await desk.requested()
        one = await desk.acted("asal", one, "review")
        tag = f'"v{one["version"]}"' if attempt else "*"
        answers = await asyncio.gather(
            desk.act("asal", one, "approve", if_match=tag), desk.act("asal_kedua", one, "approve", if_match=tag)
        )
        codes = sorted(answer.status_code for answer in answers)
        assert codes == [200, 412 if attempt else 409], [answer.text for answer in answers]
        told = await desk.get("asal", f"/replication-requests/{one['id']}")
        assert [step["step"] for step in told["steps"]] == ["diajukan", "ditelaah", "disetujui"]


async def test_one_approves_while_the_other_refuses(desk: Desk) -> None:
    one = await desk.requested()
    one = await desk.acted("asal", one, "review")
    refusal = {"reason_code": "asal_belum_siap", "reason": "Masih diperbaiki."}
    answers = await asyncio.gather(desk.act("asal", one, "approve"), desk.act("asal_kedua", one, "refuse", refusal))
    assert sorted(answer.status_code for answer in answers) == [200, 409]


async def test_a_refusal_says_why(desk: Desk) -> None:
    one = await desk.requested()
    for body, error in (
        ({"reason": "Belum."}, ("#/reason_code", "required")),
        ({"reason_code": "lainnya"}, ("#/reason", "required")),
        ({"reason_code": "tidak_suka", "reason": "Belum."}, ("#/reason_code", "unknown_code")),
        ({"reason_code": "lainnya", "reason": " "}, ("#/reason", "too_short")),
    ):
        assert errors_of(await desk.act("asal", one, "refuse", body)) == [error]
    told = await desk.acted("asal", one, "refuse", reason_code="asal_belum_siap", reason="Masih diperbaiki.")
    assert (told["status"], told["reason_code"], told["reason"], told["due_on"], told["legal_actions"]) == (
        "ditolak",
        "asal_belum_siap",
        "Masih diperbaiki.",
        None,
        [],
    )
    assert (told["steps"][-1]["days"], told["steps"][-1]["left_on"]) == (0, None)
    for who, action in (("asal", "approve"), ("penerima", "cancel"), ("penerima", "advance")):
        answer = await desk.act(who, one, action, {"reason": "Lain."} if action == "cancel" else {})
        assert (answer.status_code, answer.json()["code"]) == (409, "replication_step")
    patched = await desk.ask("penerima", "PATCH", f"/replication-requests/{one['id']}", {"problem": "Lain"})
    assert patched.json()["code"] == "replication_fixed"


async def test_a_stopped_replication_stops_its_replica(desk: Desk) -> None:
    one = await desk.running()
    told = await desk.acted("penerima", one, "stop", reason_code="tanpa_anggaran", reason="Tidak dianggarkan lagi.")
    assert (told["status"], told["reason_code"]) == ("berhenti", "tanpa_anggaran")
    replica = (await desk.fresh.client.get(f"/v1/innovations/{one['replica']['id']}")).json()
    assert replica["stage"] == "berhenti"
    assert replica["stages"][-1]["started_on"] == today().isoformat()
    again = await desk.ask("penerima", "POST", "/replication-requests", desk.wish(one["origin"]["id"]))
    assert again.status_code == 201


async def test_steps_are_not_taken_before_the_one_before_nor_in_the_future(desk: Desk) -> None:
    one = await desk.requested(requested_on=ago(5))
    early = await desk.act("asal", one, "review", {"on": ago(6)})
    assert (early.status_code, early.json()["code"], early.json()["entered_on"]) == (409, "day_out_of_order", ago(5))
    assert errors_of(await desk.act("asal", one, "review", {"on": ahead(1)})) == [("#/on", "in_future")]
    wrong = await desk.act("asal", one, "review", {"on": ago(2), "due_on": ago(3)})
    assert errors_of(wrong) == [("#/due_on", "out_of_order")]
    assert errors_of(await desk.act("asal", one, "review", {"on": "kemarin"})) == [("#/on", "not_date")]


async def test_a_step_waits_for_what_it_needs(desk: Desk) -> None:
    one = await desk.approved(compatibility=READY[:5])
    one = await desk.acted("penerima", one, "advance")
    answer = await desk.act("penerima", one, "advance")
    assert (answer.status_code, answer.json()["code"], answer.json()["missing"]) == (
        409,
        "step_not_ready",
        ["compatibility"],
    )
    await desk.ask("penerima", "PATCH", f"/replication-requests/{one['id']}", {"compatibility": READY})
    one = await desk.acted("penerima", one, "advance")
    answer = await desk.act("penerima", one, "advance")
    assert answer.json()["missing"] == ["due_on", "agreement", "rencana_aksi"]
    assert [(gap["link"], gap["lack"]) for gap in answer.json()["agreement"]] == [(1, "missing")]
    await desk.document("asal", one, "surat", issued_on=ago(40), valid_until=ago(1))
    await desk.document("penerima", one, "rencana_aksi")
    answer = await desk.act("penerima", one, "advance", {"due_on": ahead(30)})
    assert answer.json()["missing"] == ["agreement"]
    assert [(gap["lack"], gap["on"]) for gap in answer.json()["agreement"]] == [("expired", ago(1))]
    letter = await desk.document("asal", one, "surat")
    await desk.post("asal", f"/replication-documents/{letter['id']}/withdraw", {"reason": "Salah surat."})
    assert (await desk.act("penerima", one, "advance", {"due_on": ahead(30)})).status_code == 409
    await desk.document("asal", one, "surat")
    assert (await desk.acted("penerima", one, "advance", due_on=ahead(30)))["status"] == "pelaksanaan"


async def test_a_draft_of_a_replica_does_not_run(desk: Desk) -> None:
    one = await desk.carried_out()
    one = await desk.post(
        "penerima", f"/replication-requests/{one['id']}/replica", {"name": unlike(), "changes": CHANGES}
    )
    one = await desk.acted("penerima", one, "advance")
    await desk.document("penerima", one, "laporan_evaluasi")
    answer = await desk.act("penerima", one, "advance")
    assert answer.json()["missing"] == ["published_replica"]


async def test_a_replica_of_the_same_name_needs_no_decision_to_be_published(desk: Desk) -> None:
    name = unlike()
    origin = await desk.origin(name=name)
    one = await desk.carried_out(origin=origin["id"])
    one = await desk.post("penerima", f"/replication-requests/{one['id']}/replica", {"changes": CHANGES})
    assert one["replica"]["name"] == name
    await desk.publish(one)


FACILITATED = {"model": "fasilitasi", "facilitator": "badan-riset-dan-inovasi"}


async def test_a_facilitated_replication_waits_for_three_sides(desk: Desk) -> None:
    one = await desk.approved(**FACILITATED)
    assert one["waiting_for"] == ["fasilitator"]
    assert (await desk.act("penerima", one, "advance")).json()["code"] == "wrong_side"
    await desk.document("fasilitator", one, "surat")
    one = await desk.acted("fasilitator", one, "advance")
    assert (one["status"], one["step"]) == ("persiapan", "penugasan")
    one = await desk.acted("penerima", one, "advance")
    assert (one["status"], one["step"], one["next_step"]["missing"]) == ("persiapan", "persiapan", ["terms"])
    await desk.ask("asal", "PATCH", f"/replication-requests/{one['id']}", {"terms": {"re_offer": False}})
    one = await desk.acted("asal", one, "advance")
    assert (one["step"], one["waiting_for"]) == ("kesepakatan", ["penerima"])
    one = await desk.acted("penerima", one, "advance")
    await desk.document("penerima", one, "rencana_aksi")
    one = await desk.acted("fasilitator", one, "advance", due_on=ahead(30))
    assert (one["status"], one["step"]) == ("pelaksanaan", "pendampingan")
    terms = await desk.ask("asal", "PATCH", f"/replication-requests/{one['id']}", {"terms": {"re_offer": True}})
    assert terms.json()["code"] == "replication_fixed"
    assert one["next_step"]["missing"] == ["due_on", "berita_acara"]


async def test_documents_are_told_and_withdrawn_once(desk: Desk) -> None:
    one = await desk.requested()
    path = f"/replication-requests/{one['id']}/documents"
    signatories = [{"side": "asal", "title": "Kepala Bagian Umum", "name": "Bayu Sogara"}]
    made = await desk.document("asal", one, "surat", number="800/12", valid_until=ahead(30), signatories=signatories)
    assert (made["valid"], made["valid_from"], made["withdrawn"]) == (True, ago(0), None)
    assert made["signatories"] == signatories
    page = await desk.get("penerima", f"{path}?with_total=true")
    assert (page["total"], page["items"]) == (1, [made])
    away = await desk.post("penerima", f"/replication-documents/{made['id']}/withdraw", {"reason": "Salah."})
    assert (away["valid"], away["withdrawn"]["reason"]) == (False, "Salah.")
    again = await desk.ask("asal", "POST", f"/replication-documents/{made['id']}/withdraw", {"reason": "Salah."})
    assert (again.status_code, again.json()["code"]) == (409, "replication_document_withdrawn")
    foreign = await desk.ask("lain", "POST", f"/replication-documents/{made['id']}/withdraw", {"reason": "Salah."})
    assert foreign.status_code == 404
    assert (await desk.ask("lain", "GET", path)).status_code == 404


PAPERS: dict[str, tuple[dict[str, Any], tuple[str, str]]] = {
    "to come": ({"issued_on": ahead(1)}, ("#/issued_on", "in_future")),
    "ends before it begins": ({"valid_from": ago(5), "valid_until": ago(6)}, ("#", "ends_before_begin")),
    "ends before it was issued": ({"valid_until": ago(1)}, ("#", "ends_before_begin")),
    "nowhere": ({"number": None}, ("#", "nowhere_kept")),
    "no address": ({"address": "ftp://contoh.id/a"}, ("#/address", "invalid_address")),
    "an unknown kind": ({"kind": "mou"}, ("#/kind", "unknown_code")),
    "a side that is none": (
        {"signatories": [{"side": "saksi", "title": "Camat"}]},
        ("#/signatories/0/side", "unknown_code"),
    ),
}


@pytest.mark.parametrize("wrong", PAPERS)
async def test_documents_that_are_wrong(desk: Desk, wrong: str) -> None:
    facts, error = PAPERS[wrong]
    one = await desk.requested()
    body = {"kind": "surat", "number": "1", "issued_on": ago(0), **facts}
    told = {name: value for name, value in body.items() if value is not None}
    before = await desk.count()
    answer = await desk.ask("asal", "POST", f"/replication-requests/{one['id']}/documents", told)
    assert (answer.status_code, errors_of(answer)) == (422, [error])
    assert await desk.count() == before


async def inbound(desk: Desk) -> dict[str, Any]:
    """Return a replication from another city that is planned: the foreign origin is registered first."""
    foreign = await desk.origin("tangerang", name=f"LAKSA {unlike()}", summary="Layanan aspirasi kotak saran anda.")
    one = await desk.requested(foreign["id"], model="kerja_sama")
    assert (one["scope"], one["legal_actions"]) == ("masuk", ["cancel"])
    assert (await desk.act("penerima", one, "review")).json()["code"] == "wrong_side"
    await desk.acted("registrar", one, "review")
    await desk.acted("registrar", one, "approve", note="Surat Kota Tangerang 12/2026.")
    await desk.acted("penerima", one, "advance")
    terms = {"commercial_use": False, "re_offer": False, "ip_owner": "Pemerintah Kota Tangerang"}
    terms |= {"attribution": "Dari Kota Tangerang", "attribution_link": "https://tangerangkota.example.go.id"}
    await desk.ask("penerima", "PATCH", f"/replication-requests/{one['id']}", {"terms": terms})
    await desk.acted("registrar", one, "advance")
    one = await desk.acted("penerima", one, "advance")
    assert (one["status"], one["next_step"]["step"]) == ("perencanaan", "pendampingan")
    await desk.document("penerima", one, "rencana_aksi")
    return one


async def test_an_inbound_replication_needs_the_memorandum_and_then_the_agreement(desk: Desk) -> None:
    """The 60 applications of Tangerang, 2018."""
    one = await inbound(desk)

    async def lacks() -> list[tuple[int, str]]:
        answer = await desk.act("registrar", one, "advance", {"due_on": ahead(60)})
        assert (answer.status_code, answer.json()["missing"]) == (409, ["agreement"])
        return [(gap["link"], gap["lack"]) for gap in answer.json()["agreement"]]

    # within the city it would be enough
    await desk.document("penerima", one, "surat")
    assert await lacks() == [(1, "missing"), (2, "missing")]
    await desk.document("penerima", one, "nota_kesepakatan", issued_on=ago(3), signatories=BOTH)
    await desk.document("penerima", one, "pks", issued_on=ago(2), valid_until=ago(1), signatories=BOTH)
    assert await lacks() == [(2, "expired")]
    await desk.document("penerima", one, "pks", issued_on=ago(9), signatories=BOTH)
    assert await lacks() == [(2, "out_of_order")]
    await desk.document("penerima", one, "pks", issued_on=ago(1), signatories=BOTH, valid_until=ahead(700))
    one = await desk.acted("registrar", one, "advance", due_on=ahead(60))
    assert (one["status"], one["step"]) == ("pelaksanaan", "pendampingan")


async def test_an_inbound_replication_comes_to_run(desk: Desk) -> None:
    one = await inbound(desk)
    for kind, days in (("nota_kesepakatan", 3), ("pks", 1)):
        await desk.document("penerima", one, kind, issued_on=ago(days), signatories=BOTH)
    await desk.acted("registrar", one, "advance", due_on=ahead(60))
    await desk.document("registrar", one, "berita_acara")
    await desk.acted("penerima", one, "advance", due_on=ahead(90))
    one = await desk.replica("penerima", one)
    await desk.publish(one)
    await desk.acted("penerima", one, "advance")
    await desk.document("penerima", one, "laporan_evaluasi")
    one = await desk.acted("penerima", one, "advance")
    assert (one["status"], one["replica"] is not None) == ("berjalan", True)


async def test_an_outbound_replication_is_recorded_by_the_origin(desk: Desk) -> None:
    origin = (await desk.origin(name=unlike()))["id"]
    one = await desk.post("asal", "/replication-requests", desk.wish(origin, "serang"))
    assert (one["scope"], one["sides"]) == ("keluar", ["asal", "penerima"])
    await desk.acted("asal", one, "review")
    one = await desk.acted("asal", one, "approve")
    one = await desk.acted("asal", one, "advance")
    assert one["status"] == "persiapan"
    await desk.acted("asal", one, "advance")
    body = {"name": unlike(), "changes": CHANGES}
    path = f"/replication-requests/{one['id']}/replica"
    foreign = await desk.ask("asal", "POST", path, body)
    assert (foreign.status_code, foreign.json()["code"]) == (403, "not_permitted")
    made = await desk.post("registrar", path, body)
    record = await desk.keeper("registrar").read(made["replica"]["id"])
    assert record["agency"]["slug"] == desk.agencies["serang"].slug


@pytest.mark.parametrize("kind", ["mandiri", "kerja_sama", "fasilitasi"])
async def test_the_models_are_public(desk: Desk, kind: str) -> None:
    told = await desk.get(None, "/replication-models")
    model = next(one for one in told["models"] if one["model"] == kind)
    assert model["steps"][-1]["step"] == "berjalan"
    assert "LAN" in model["source"]
    rule = next(one for one in told["agreements"] if one["scope"] == "masuk")
    assert [link["kinds"] for link in rule["links"]] == [["nota_kesepakatan"], ["pks"]]

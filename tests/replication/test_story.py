"""The story of Si-Surat: two agencies ask, one is refused, the replica of the other lives, goes dormant, and wakes."""

from typing import Any

from tests.innovations.keeping import unlike
from tests.replication.desk import CHANGES, Desk, ago


async def adapted(desk: Desk, origin: str, name: str) -> dict[str, Any]:
    """Return a replication that came to run 400 days ago, with its replica."""
    one = await desk.requested(origin, requested_on=ago(500))
    await desk.acted("asal", one, "review", on=ago(495))
    await desk.acted("asal", one, "approve", on=ago(490))
    await desk.acted("penerima", one, "advance", on=ago(480))
    await desk.acted("penerima", one, "advance", on=ago(470))
    await desk.document("asal", one, "surat", issued_on=ago(490))
    await desk.document("penerima", one, "rencana_aksi", issued_on=ago(460))
    await desk.acted("penerima", one, "advance", on=ago(450), due_on=ago(410))
    one = await desk.replica("penerima", one, name=name)
    await desk.publish(one)
    await desk.acted("penerima", one, "advance", on=ago(420))
    await desk.document("penerima", one, "laporan_evaluasi", issued_on=ago(401), number="440/31")
    return await desk.acted("penerima", one, "advance", on=ago(400))


async def used_by(desk: Desk, origin: dict[str, Any], on: str | None = None) -> list[tuple[str, str, str]]:
    """Return the replicas in use with the day since which, and the day by which that is known."""
    page = await desk.get(None, f"/innovations/{origin['slug']}/used-by" + (f"?as_of={on}" if on else ""))
    assert page["counts"]["agencies"] == len(page["items"])
    return [(item["replica"]["name"], item["since"], item["verified_on"]) for item in page["items"]]


async def listed(desk: Desk, origin: dict[str, Any]) -> int:
    """Return by how many it is used, as the list says."""
    page = await desk.get(None, f"/innovations?agency=bagian-umum&limit=200&q={origin['name']}")
    return next(int(item["used_by"]) for item in page["items"] if item["id"] == origin["id"])


async def test_si_surat_is_refused_to_one_and_adapted_by_another_until_that_goes_dormant(desk: Desk) -> None:
    origin = await desk.origin(name="Si-Surat", kind="digital")
    refused = await desk.requested(origin["id"], "lain")
    told = await desk.acted("asal", refused, "refuse", reason_code="penerima_belum_siap", reason="Belum ada jaringan.")
    assert (told["status"], told["replica"]) == ("ditolak", None)
    replica = (await adapted(desk, origin["slug"], "Si-Surat Dinkes"))["replica"]
    # for a period after the evaluation, which was its first sign of life, and not a day longer
    assert await used_by(desk, origin, ago(401)) == []
    assert await used_by(desk, origin, ago(400)) == [("Si-Surat Dinkes", ago(400), ago(400))]
    assert await used_by(desk, origin, ago(230)) == [("Si-Surat Dinkes", ago(400), ago(400))]
    assert await used_by(desk, origin) == []
    assert await listed(desk, origin) == 0
    vitality = f"/innovations/{replica['id']}/vitality"
    states = [(await desk.get(None, f"{vitality}?as_of={ago(days)}"))["vitality"] for days in (230, 200, 20)]
    assert states == ["aktif", "stale", "vakum"]
    gone = (await desk.get(None, f"/innovations/{origin['id']}/used-by"))["not_counted"]
    assert [(item["replica"]["id"], item["status"]) for item in gone] == [(replica["id"], "vakum")]
    owed = (await desk.get("penerima", "/agencies/dinas-kesehatan/reminders"))["items"]
    assert {(item["kind"], item["subject"]["id"]) for item in owed if item["overdue"]} >= {
        ("tanda_hidup", replica["id"]),
        ("cek_kelangsungan", replica["id"]),
    }
    (edge,) = (await desk.get(None, f"/innovations/{origin['id']}/lineage"))["edges"]
    assert (edge["from"], edge["to"], edge["kind"]) == (replica["id"], origin["id"], "adaptation")
    assert edge["changes"] == CHANGES


async def test_a_figure_of_use_wakes_it_and_stopping_it_ends_the_use_whatever_the_last_sign_says(desk: Desk) -> None:
    origin, name = await desk.origin(name=unlike()), unlike()
    one = await adapted(desk, origin["slug"], name)
    path = f"/innovations/{one['replica']['id']}"
    sign = {"kind": "pemakaian", "observed_on": ago(0), "figure": 412, "unit": "surat"}
    assert (await desk.post("penerima", f"{path}/signs-of-life", sign))["reactivation"] is True
    assert await used_by(desk, origin) == [(name, ago(400), ago(0))]
    assert await listed(desk, origin) == 1
    history = (await desk.get("penerima", f"{path}/history?limit=200"))["items"]
    assert "innovation.reactivate" in {event["action"] for event in history}
    await desk.acted("penerima", one, "stop", reason_code="diganti", reason="Diganti aplikasi kementerian.")
    assert await used_by(desk, origin) == []
    assert await listed(desk, origin) == 0

"""What an agency owes something for, over HTTP."""

from datetime import date, timedelta
from typing import Any

import pytest

from app.core.concealment import pattern_of
from app.models import ConcealedName, InnovationStage
from tests import factories
from tests.innovations.keeping import errors_of
from tests.reminders.desk import Desk, agency, operator, said
from tests.reminders.making import (
    DAY,
    NOON,
    before,
    decision,
    document,
    innovation,
    mandate,
    replica,
    replication,
    sign,
    step,
)
from tests.signing import sign as sign_in


async def test_everything_that_is_due_by_its_day(desk: Desk) -> None:
    async with desk.filing() as session:
        own, other = await agency(session, "rumah_sakit"), await agency(session)
        keeper = await operator(session, own)
        await innovation(session, own, "Antrean Daring", published=before(190))
        offered = await innovation(session, other, "Kartu Sehat")
        asked = await replication(session, offered, own, due_on=DAY + timedelta(days=3), step="uji_lapangan")
        running = await replica(session, await innovation(session, other, "Rujukan"), own, name="Rujukan Kita")
        await sign(session, running, before(5))
        done = await replication(
            session, await innovation(session, other, "Rujukan Dua"), own, "berjalan", replica_id=running.id
        )
        await step(session, done, 1, "persiapan", before(200))
        await step(session, done, 2, "berjalan", before(190))
        await document(session, done, title="Kerja sama rujukan")
        duty = await mandate(session, offered, "rumah_sakit", title="Wajib Kartu Sehat")
    items = await desk.due(own, keeper)
    assert said(items) == [
        ("tanda_hidup", "Antrean Daring", "2026-05-23", -9),
        ("langkah_replikasi", "Kartu Sehat", "2026-06-04", 3),
        ("perjanjian_berakhir", "Kerja sama rujukan", "2026-06-11", 10),
        ("kewajiban", "Wajib Kartu Sehat", "2026-07-01", 30),
    ], "the sign of life of the replica, and its second check, are due later; the first is answered"
    late, waiting, ending, obliging = items
    assert [one["overdue"] for one in items] == [True, False, False, False]
    assert {one["agency"]["slug"] for one in items} == {own.slug}
    assert late["subject"]["type"] == "innovation"
    assert late["subject"]["slug"].startswith("antrean-daring")
    assert (late["status"], late["step"], late["waiting_for"], late["request_id"]) == (None, None, None, None)
    assert waiting["subject"] == {
        "type": "replication_request",
        "id": str(asked.id),
        "slug": None,
        "name": "Kartu Sehat",
    }
    assert (waiting["status"], waiting["step"], waiting["waiting_for"]) == ("pelaksanaan", "uji_lapangan", "penerima")
    assert (ending["subject"]["type"], ending["request_id"]) == ("replication_document", str(done.id))
    assert (obliging["subject"]["type"], obliging["subject"]["slug"]) == ("mandate", duty.slug)
    assert all(one["note"]["id"] and one["note"]["en"] for one in items)
    within_a_year = await desk.due(own, keeper, within=365)
    assert [one["due_on"] for one in within_a_year if one["kind"] == "cek_kelangsungan"] == ["2026-11-23"]


async def test_a_replica_that_no_replication_made_is_checked_from_the_day_its_use_began(desk: Desk) -> None:
    async with desk.filing() as session:
        own, other = await agency(session), await agency(session)
        origin = await innovation(session, other)
        copied = await replica(session, origin, own, name="Rujukan Disalin")
        session.add(InnovationStage(innovation_id=copied.id, position=0, stage="penerapan", started_on="2025-11"))
        undated = await replica(session, origin, own, name="Rujukan Tanpa Tanggal")
        session.add(InnovationStage(innovation_id=undated.id, position=0, stage="penerapan"))
        used = await innovation(session, own, "Bukan Replika")
        session.add(InnovationStage(innovation_id=used.id, position=0, stage="penerapan", started_on="2025-11"))
    checks = [one for one in await desk.due(own, within=365) if one["kind"] == "cek_kelangsungan"]
    assert [(one["subject"]["name"], one["due_on"]) for one in checks] == [
        ("Rujukan Disalin", "2026-05-30"),
        ("Rujukan Disalin", "2026-11-30"),
    ]


async def test_a_sign_of_life_moves_the_day_and_dormancy_does_not_end_it(desk: Desk) -> None:
    async with desk.filing() as session:
        own = await agency(session)
        one = await innovation(session, own, "Loket", published=before(800))
    [item] = await desk.due(own, within=0)
    assert (item["overdue"], item["note"]["en"].split()[3]) == (True, "dormant;")
    async with desk.filing() as session:
        await sign(session, one, before(3))
        await sign(session, one, before(1), withdrawn_at=NOON, withdrawn_reason="Keliru.")
        await sign(session, one, DAY + timedelta(days=2))
    assert await desk.due(own, within=0) == []
    assert [one["due_on"] for one in await desk.due(own, within=365)] == ["2026-11-29"]
    later = await desk.due(own, within=365, as_of=DAY + timedelta(days=2))
    assert [one["due_on"] for one in later] == ["2026-12-03"]
    assert [one["due_on"] for one in await desk.due(own, as_of=before(4))] == ["2024-09-23"]
    assert await desk.due(own, as_of=before(900), within=0) == [], "it was not yet published"


async def test_what_stopped_and_what_is_not_published_owes_nothing(desk: Desk) -> None:
    async with desk.filing() as session:
        own = await agency(session)
        for stage, on in (("berhenti", "2026-05"), ("berhenti", None), ("penerapan", "2026-05-01")):
            one = await innovation(session, own, f"{stage} {on}", published=before(300))
            session.add(InnovationStage(innovation_id=one.id, position=0, stage="uji_coba"))
            session.add(InnovationStage(innovation_id=one.id, position=1, stage=stage, started_on=on))
        await innovation(session, own, "Draf", status="draft")
    assert [one["subject"]["name"] for one in await desk.due(own)] == ["penerapan 2026-05-01"]
    before_it = {one["subject"]["name"] for one in await desk.due(own, as_of="2026-04-30")}
    assert before_it == {"penerapan 2026-05-01", "berhenti 2026-05"}


async def test_what_began_again_owed_nothing_while_it_had_stopped(desk: Desk) -> None:
    async with desk.filing() as session:
        own = await agency(session)
        one = await innovation(session, own, "Sempat Berhenti", published=before(300))
        for position, (code, on) in enumerate(
            (("penerapan", "2025"), ("berhenti", "2026-03"), ("penerapan", "2026-05"))
        ):
            await factories.stage(session, one, code, position, on)
    for day, named in (("2026-02-28", 1), ("2026-03-01", 0), ("2026-04-30", 0), ("2026-05-01", 1)):
        assert len(await desk.due(own, as_of=day, within=365)) == named, day


async def test_predecessors_and_successors_are_the_agency_and_parts_are_if_asked(desk: Desk) -> None:
    async with desk.filing() as session:
        earlier, own = await agency(session), await agency(session)
        part, deep, moved = [await agency(session, "bagian") for _ in range(3)]
        part.versions[0].parent_id, deep.versions[0].parent_id = own.id, part.id
        moved.versions[0].parent_id, moved.versions[0].valid_to = own.id, "2026-04"
        await factories.succession(session, earlier, own)
        for owner, name in ((earlier, "Lama"), (own, "Baru"), (part, "Bagian"), (deep, "Dalam"), (moved, "Pindah")):
            await innovation(session, owner, name, published=before(300))
    assert {one["subject"]["name"] for one in await desk.due(own)} == {"Lama", "Baru"}
    assert {one["subject"]["name"] for one in await desk.due(earlier)} == {"Lama", "Baru"}
    every = await desk.due(own, parts=True)
    assert {(one["subject"]["name"], one["agency"]["slug"]) for one in every} == {
        ("Lama", earlier.slug),
        ("Baru", own.slug),
        ("Bagian", part.slug),
        ("Dalam", deep.slug),
    }
    assert {one["subject"]["name"] for one in await desk.due(own, parts=True, as_of="2026-04-30")} >= {"Pindah"}


async def test_a_step_waits_for_one_side_and_the_origin_hears_of_it_once_it_is_late(desk: Desk) -> None:
    async with desk.filing() as session:
        origin, receiver, third = [await agency(session) for _ in range(3)]
        offered = await innovation(session, origin, "Asal", published=before(1))
        await replication(session, offered, receiver, due_on=DAY + timedelta(days=1))
        await replication(session, offered, third, "diajukan", due_on=DAY + timedelta(days=2), requested_on=before(2))

    async def steps(of: Any, **query: object) -> list[tuple[str, str, str]]:
        items = await desk.due(of, kind="langkah_replikasi", **query)
        return [(one["agency"]["slug"], one["due_on"], one["waiting_for"]) for one in items]

    assert await steps(receiver) == [(receiver.slug, "2026-06-02", "penerima")]
    assert await steps(origin) == [(origin.slug, "2026-06-03", "asal")]
    assert await steps(third) == []
    late = {"as_of": DAY + timedelta(days=5), "overdue": True}
    assert await steps(origin, **late) == [
        (origin.slug, "2026-06-02", "penerima"),
        (origin.slug, "2026-06-03", "asal"),
    ]
    assert await steps(origin, as_of=before(3)) == [], "nobody had asked yet"


async def test_agreements_remind_both_sides_until_they_are_renewed(desk: Desk) -> None:
    async with desk.filing() as session:
        origin, receiver = await agency(session), await agency(session)
        offered = await innovation(session, origin, published=before(1))
        one = await replication(session, offered, receiver, "berjalan")
        first = await document(session, one)
        await document(session, one, kind="laporan_evaluasi")
        await document(session, one, kind="nota_kesepakatan", withdrawn_at=NOON, withdrawn_reason="Keliru.")
        over = await replication(
            session, await innovation(session, origin, published=before(1)), receiver, "dibatalkan", reason="Batal."
        )
        await document(session, over)
    ending = {"kind": "perjanjian_berakhir"}
    for side in (origin, receiver):
        items = await desk.due(side, **ending)
        assert [(item["subject"]["id"], item["agency"]["slug"]) for item in items] == [(str(first.id), side.slug)]
        assert items[0]["subject"]["name"] == offered.name, "it has no title"
        assert await desk.due(side, within=9, **ending) == []
        assert [item["days"] for item in await desk.due(side, as_of=DAY + timedelta(days=20), **ending)] == [-10]
    async with desk.filing() as session:
        await document(session, one, issued_on=DAY, valid_from=DAY + timedelta(days=10), valid_until=date(2028, 1, 1))
    assert await desk.due(origin, **ending) == []
    assert len(await desk.due(origin, as_of=before(1), **ending)) == 1, "it was not signed yet"


async def test_a_mandate_obliges_until_it_is_met_decided_or_revoked(desk: Desk) -> None:
    async with desk.filing() as session:
        owner, *agencies = [await agency(session, "satuan") for _ in range(6)]
        idle, replicating, exempt, dormant, abroad = agencies
        abroad.external = True
        offered = await innovation(session, owner, "Wajib", published=before(400))
        one = await mandate(session, offered, "satuan", "badan")
        await sign(session, await replica(session, offered, replicating), before(2))
        await replica(session, offered, dormant, published=before(400))
        await decision(session, one, exempt)
        await mandate(session, offered, "satuan", title="Dicabut", revoked_on=before(1), revoked_reason="Diganti.")
        await mandate(session, offered, "satuan", title="Nanti", effective_on=DAY + timedelta(days=1))

    async def owing(**query: object) -> list[str]:
        duties = {of.slug: await desk.due(of, kind="kewajiban", **query) for of in (owner, *agencies)}
        return [slug for slug, items in duties.items() if one.title in {item["subject"]["name"] for item in items}]

    assert await owing() == [idle.slug, dormant.slug]
    assert await owing(as_of=before(11)) == [idle.slug, exempt.slug, dormant.slug]
    assert [item["subject"]["name"] for item in await desk.due(idle, kind="kewajiban")] == [one.title]
    assert {item["subject"]["name"] for item in await desk.due(idle, kind="kewajiban", as_of=before(2))} == {
        one.title,
        "Dicabut",
    }
    assert await owing(as_of=before(101)) == []


async def test_filters_narrow_the_list(desk: Desk) -> None:
    async with desk.filing() as session:
        own = await agency(session)
        for days in (100, 170, 200):
            await innovation(session, own, f"Hari {days}", published=before(days))
    whole = await desk.due(own, within=730)
    assert [one["subject"]["name"] for one in whole] == ["Hari 200", "Hari 170", "Hari 100"]
    assert await desk.due(own, within=730, overdue=True) == whole[:1]
    assert await desk.due(own, within=730, overdue=False) == whole[1:]
    assert await desk.due(own, within=0) == whole[:1]
    assert await desk.due(own, within=13) == whole[:2]
    assert await desk.due(own, within=730, kind="tanda_hidup") == whole
    assert await desk.due(own, within=730, kind="kewajiban") == []
    page = await desk.page(f"/v1/agencies/{own.id}/reminders", within=730, overdue=False, with_total=True)
    assert (page["as_of"], page["total"], page["items"]) == (DAY.isoformat(), 2, whole[1:])
    assert (await desk.get(f"/v1/agencies/{own.id}/reminders", as_of=None)).status_code == 200


async def test_whoever_does_not_keep_its_records_finds_nothing(desk: Desk) -> None:
    async with desk.filing() as session:
        own, other = await agency(session), await agency(session)
        stranger, keeper = await operator(session, other), await operator(session, own)
        assessor = await sign_in(session, "assessor")
    path = f"/v1/agencies/{own.slug}/reminders"
    assert (await desk.get(path, keeper)).status_code == 200
    assert (await desk.get(path, stranger)).status_code == 404
    assert (await desk.get(path, assessor)).status_code == 403
    assert (await desk.get(path, {})).status_code == 401
    for key in ("tidak-ada", "019ab3c1-ffff-7d3e-9a51-3c8f1f1d2b11"):
        assert (await desk.get(f"/v1/agencies/{key}/reminders")).status_code == 404


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"within": "-1"}, "too_small"),
        ({"within": "731"}, "too_large"),
        ({"within": "1e2"}, "not_integer"),
        ({"kind": "tanda"}, "unknown_code"),
        ({"as_of": "2026-02-30"}, "not_date"),
        ({"overdue": "mungkin"}, "not_boolean"),
        ({"parts": "2"}, "not_boolean"),
    ],
)
async def test_parameters_that_are_none(desk: Desk, query: dict[str, str], code: str) -> None:
    async with desk.filing() as session:
        own = await agency(session)
    answer = await desk.get(f"/v1/agencies/{own.slug}/reminders", **query)
    assert answer.status_code == 422
    assert errors_of(answer) == [(f"query/{next(iter(query))}", code)]


async def test_pages_make_the_whole_list_and_a_cursor_belongs_to_one(desk: Desk) -> None:
    async with desk.filing() as session:
        own, other = await agency(session), await agency(session)
        for number in range(7):
            await innovation(session, own, published=before(200 + number // 3))
            await innovation(session, other, published=before(200 + number))
    path = f"/v1/agencies/{own.slug}/reminders"
    whole = [one["subject"]["id"] for one in (await desk.page(path))["items"]]
    assert len(whole) == 7
    page = await desk.page(path, limit=3)
    there = [one["subject"]["id"] for one in page["items"]]
    assert page["prev"] is None
    while page["next"]:
        page = await desk.page(path, limit=3, cursor=page["next"])
        there += [one["subject"]["id"] for one in page["items"]]
    back = [one["subject"]["id"] for one in page["items"]]
    while page["prev"]:
        page = await desk.page(path, limit=3, cursor=page["prev"])
        back = [one["subject"]["id"] for one in page["items"]] + back
    assert there == back == whole
    cursor = (await desk.page(path, limit=3))["next"]
    for query in ({"as_of": before(1)}, {"within": 89}, {"parts": True}, {"kind": "tanda_hidup"}, {"overdue": True}):
        answer = await desk.get(path, cursor=cursor, **query)
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid_cursor"), query
    answer = await desk.get(f"/v1/agencies/{other.slug}/reminders", cursor=cursor)
    assert answer.status_code == 400
    answer = await desk.get(path, limit=3)
    assert answer.links["next"]["url"].endswith(f"cursor={cursor}")


async def test_many_reminders_take_as_many_statements_as_few(desk: Desk) -> None:
    async with desk.filing() as session:
        few, many = await agency(session, "inspektorat"), await agency(session, "inspektorat")
        origin = await agency(session)
        for owner, size in ((few, 1), (many, 30)):
            for _ in range(size):
                await innovation(session, owner, published=before(200))
                one = await replication(session, await innovation(session, origin), owner, due_on=DAY)
                await document(session, one)
                await mandate(session, await innovation(session, origin), "inspektorat")
    counts = {}
    for owner in (few, many):
        with desk.counting() as asked:
            page = await desk.page(f"/v1/agencies/{owner.slug}/reminders", limit=200, with_total=True)
        counts[owner.slug] = (len(asked), page["total"])
    # every one of them is obliged by each of the mandates
    assert [total for _, total in counts.values()] == [1 + 1 + 1 + 31, 30 + 30 + 30 + 31]
    assert len({asked for asked, _ in counts.values()}) == 1
    assert counts[many.slug][0] <= 8


async def test_a_name_that_was_withdrawn_is_not_told_in_a_title(desk: Desk) -> None:
    async with desk.filing() as session:
        own, origin = await agency(session, "kementerian"), await agency(session)
        person = await factories.person(session, "Melati Kusumawardhani", concealed_at=NOON)
        offered = await innovation(session, origin, published=before(1))
        one = await replication(session, offered, own)
        await document(session, one, title="Perjanjian dengan Melati Kusumawardhani")
        await mandate(session, offered, "kementerian", title="Kewajiban dari Melati Kusumawardhani")
        session.add(ConcealedName(person_id=person.id, pattern=pattern_of(person.name)))
    names = [one["subject"]["name"] for one in await desk.due(own)]
    assert names == ["Perjanjian dengan [dirahasiakan]", "Kewajiban dari [dirahasiakan]"]

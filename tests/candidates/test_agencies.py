"""Innovations of others that would fit an agency, over HTTP."""

from datetime import timedelta
from typing import Any

import pytest

from app.core.concealment import pattern_of
from app.models import ConcealedName, InnovationStage
from tests import factories
from tests.candidates.offering import ANYONE, facts, for_agency, named, terms, under, weighed
from tests.innovations.keeping import errors_of
from tests.reminders.desk import Desk, agency
from tests.reminders.making import DAY, NOON, before, decision, innovation, mandate, replica, replication, sign


async def test_what_shares_terms_is_of_the_same_kind_or_is_obligatory(desk: Desk) -> None:
    async with desk.filing() as session:
        own, alike = await agency(session, "rumah_sakit"), await agency(session, "rumah_sakit")
        other = await agency(session)
        first, second, third = await terms(session, 3)
        mine = await under(session, await innovation(session, own, "Punya Sendiri"), first, second)
        await innovation(session, other, "Tanpa Alasan")
        await under(session, await innovation(session, other, "Lain Istilah"), third)
        one = await under(session, await innovation(session, other, "Satu Istilah", kind="digital"), first, third)
        await under(session, await innovation(session, alike, "Dua dan Jenis"), first, second)
        await innovation(session, alike, "Jenis Saja")
        duty = await mandate(session, await innovation(session, other, "Wajib"), "rumah_sakit", title="Wajib semua RS")
    items = await for_agency(desk, own)
    assert named(items) == ["Wajib", "Dua dan Jenis", "Jenis Saja", "Satu Istilah"]
    assert [weighed(item) for item in items] == [
        {"diwajibkan": 30},
        {"klasifikasi_sama": 6, "jenis_instansi_sama": 4},
        {"jenis_instansi_sama": 4},
        {"klasifikasi_sama": 3},
    ]
    wajib, both, _, by_term = items
    assert facts(wajib, "diwajibkan")["mandates"] == [
        {"id": str(duty.id), "slug": duty.slug, "title": "Wajib semua RS", "due_on": duty.due_on.isoformat()}
    ]
    assert facts(both, "jenis_instansi_sama")["kind"] == "rumah_sakit"
    [shared] = facts(by_term, "klasifikasi_sama")["terms"]
    assert (shared["term"], shared["name"]) == ("istilah-0", "Istilah 0")
    assert shared["through"] == [{"id": str(mine.id), "slug": mine.slug, "name": "Punya Sendiri"}]
    assert by_term["innovation"] == {"id": str(one.id), "slug": one.slug, "name": "Satu Istilah"}
    assert (by_term["agency"]["slug"], by_term["external"], by_term["kind"]) == (other.slug, False, "digital")
    assert (by_term["vitality"], by_term["used_by"], by_term["similar_to"]) == ("menunggu", 0, [])
    assert all(reason["label"]["id"] and reason["label"]["en"] for item in items for reason in item["reasons"])


async def test_what_is_not_public_or_not_alive_or_of_nobody_is_no_candidate(desk: Desk) -> None:
    async with desk.filing() as session:
        own, other = await agency(session), await agency(session)
        [term] = await terms(session, 1)
        await under(session, await innovation(session, own), term)
        for status in ("draft", "submitted", "archived"):
            await under(session, await innovation(session, other, status.title(), status=status), term)
        await under(session, await innovation(session, other, "Vakum", published=before(400)), term)
        await under(session, await innovation(session, other, "Terlambat", published=before(300)), term)
        woken = await under(session, await innovation(session, other, "Bangun", published=before(400)), term)
        await sign(session, woken, before(3))
        stopped = await under(session, await innovation(session, other, "Berhenti"), term)
        session.add(InnovationStage(innovation_id=stopped.id, position=0, stage="berhenti", started_on="2026-05"))
        await under(session, await factories.innovation(session, "Tanpa Pemilik"), term)
        abroad = await agency(session, "pemerintah_daerah")
        abroad.external = True
        await under(session, await innovation(session, abroad, "Kota Lain"), term)
    items = await for_agency(desk, own)
    assert [(item["innovation"]["name"], item["vitality"]) for item in items] == [
        ("Bangun", "aktif"),
        ("Kota Lain", "menunggu"),
        ("Terlambat", "stale"),
    ]
    assert named(await for_agency(desk, own, external=True)) == ["Kota Lain"]
    assert named(await for_agency(desk, own, external=False)) == ["Bangun", "Terlambat"]
    assert named(await for_agency(desk, own, as_of=before(32))) == ["Berhenti", "Kota Lain", "Terlambat"]


async def test_what_the_agency_has_or_has_asked_for_is_no_candidate(desk: Desk) -> None:
    async with desk.filing() as session:
        earlier, own = await agency(session, "kelurahan"), await agency(session, "kelurahan")
        await factories.succession(session, earlier, own)
        others = [await agency(session, "kelurahan") for _ in range(4)]
        origin = await innovation(session, others[0], "Asal")
        copy = await replica(session, origin, others[1], name="Salinan")
        await replica(session, copy, own, name="Salinan Kita", status="draft")
        await replica(session, origin, others[2], name="Salinan Lain")
        mine = await innovation(session, earlier, "Milik Lama")
        await replica(session, mine, others[3], name="Salinan Milik Lama")
        asked, refused, plain = [await innovation(session, others[0], name) for name in ("Diminta", "Ditolak", "Bebas")]
        await replication(session, asked, own, "diajukan")
        await replication(session, refused, own, "ditolak", reason="Belum siap.", reason_code="lainnya")
        await factories.relation(session, mine, plain, "succeeds")
    assert named(await for_agency(desk, own)) == ["Bebas", "Ditolak"]
    stranger = await for_agency(desk, others[3])
    assert set(named(stranger)) >= {"Asal", "Salinan", "Salinan Lain", "Diminta"}
    assert not {"Milik Lama", "Salinan Milik Lama"} & set(named(stranger))


async def test_use_in_date_by_other_agencies_counts_and_is_no_reason_alone(desk: Desk) -> None:
    async with desk.filing() as session:
        own, owner, *users = [await agency(session, "unit") for _ in range(5)]
        one = await innovation(session, owner, "Terpakai", published=before(400))
        await sign(session, one, before(3))
        for user, days in zip(users, (10, 100, 190), strict=True):
            await sign(session, await replica(session, one, user, published=before(300)), before(days))
        # of the owner itself, and without a sign
        await sign(session, await replica(session, one, owner), before(1))
        await replica(session, one, await agency(session, "unit"))
        reader = await agency(session, "dinas")
    [item] = [one for one in await for_agency(desk, own) if one["innovation"]["name"] == "Terpakai"]
    assert weighed(item) == {"jenis_instansi_sama": 4, "terbukti": 2}
    assert (item["used_by"], facts(item, "terbukti")["agencies"]) == (2, 2)
    assert await for_agency(desk, reader) == []
    earlier = named(await for_agency(desk, own, as_of=before(15)))
    assert "Terpakai" not in earlier, "its own last sign is later, so it was dormant"


async def test_a_doubt_is_told_and_does_not_hide(desk: Desk) -> None:
    async with desk.filing() as session:
        own, other = await agency(session, "bagian"), await agency(session, "bagian")
        mine, theirs = await innovation(session, own, "Surat Kita"), await innovation(session, other, "Surat Mereka")
        back = await innovation(session, other, "Surat Lain")
        await factories.relation(session, mine, theirs, "possibly_same_as")
        await factories.relation(session, theirs, mine, "possibly_same_as")
        await factories.relation(session, back, mine, "possibly_same_as")
        hidden = await innovation(session, own, "Rahasia Dapur", status="draft")
        await factories.relation(session, hidden, theirs, "possibly_same_as")
    items = {item["innovation"]["name"]: item["similar_to"] for item in await for_agency(desk, own)}
    expected = [{"id": str(mine.id), "slug": mine.slug, "name": "Surat Kita"}]
    assert items == {"Surat Mereka": expected, "Surat Lain": expected}


async def test_drafts_of_the_agency_are_not_told_as_reasons(desk: Desk) -> None:
    async with desk.filing() as session:
        own, other = await agency(session), await agency(session)
        [term] = await terms(session, 1)
        await under(session, await innovation(session, own, status="draft"), term)
        await under(session, await innovation(session, other), term)
    assert await for_agency(desk, own) == []


async def test_mandates_oblige_as_long_as_they_are_in_force_and_nothing_else_was_decided(desk: Desk) -> None:
    async with desk.filing() as session:
        own, other, exempt = await agency(session, "badan"), await agency(session), await agency(session, "badan")
        one = await innovation(session, other, "Wajib Badan")
        duty = await mandate(session, one, "badan", revoked_on=DAY + timedelta(days=5), revoked_reason="Diganti.")
        await decision(session, duty, exempt)
        person = await factories.person(session, "Kenanga Purnamasari", concealed_at=NOON)
        session.add(ConcealedName(person_id=person.id, pattern=pattern_of(person.name)))
        duty.title = "Kewajiban oleh Kenanga Purnamasari"
    [item] = await for_agency(desk, own)
    assert facts(item, "diwajibkan")["mandates"][0]["title"] == "Kewajiban oleh [dirahasiakan]"
    assert await for_agency(desk, exempt) == []
    assert named(await for_agency(desk, exempt, as_of=before(11))) == ["Wajib Badan"]
    assert await for_agency(desk, own, as_of=DAY + timedelta(days=5)) == []
    assert await for_agency(desk, own, as_of=before(101)) == []
    assert await for_agency(desk, other) == [], "it is its own"


async def test_an_agency_is_looked_at_as_it_was_on_the_day(desk: Desk) -> None:
    async with desk.filing() as session:
        own, other = await agency(session, "lembaga"), await agency(session, "lembaga")
        own.versions[0].kind = other.versions[0].kind = "rumah_sakit"
        own.versions[0].valid_from, own.versions[0].valid_to = "2026-01-01", "2026-05-31"
        await innovation(session, other, "Poli", published=before(90))
    path = f"/v1/agencies/{own.slug}/candidates"
    assert "Poli" in named(await for_agency(desk, own, as_of="2026-05-31"))
    for day in ("2025-12-31", "2026-06-01"):
        assert (await desk.get(path, ANYONE, as_of=day)).status_code == 404


async def scattered(desk: Desk, size: int) -> tuple[Any, list[str]]:
    """An agency, and innovations of as many others that fit it in different ways; and their names in order."""
    async with desk.filing() as session:
        own = await agency(session, "satuan")
        first, second = await terms(session)
        await under(session, await innovation(session, own), first, second)
        names: dict[int, list[str]] = {3: [], 6: []}
        for number in range(size):
            other = await agency(session, "satuan")
            one = await innovation(session, other, f"Tersebar {number:03} {own.slug}")
            both = number % 3 == 0
            await under(session, one, *([first, second] if both else [first]))
            names[6 if both else 3].append(one.name)
            await sign(session, await replica(session, one, await agency(session), published=before(2)), before(300))
        return own, names[6] + names[3]


async def test_pages_make_the_whole_list_and_a_cursor_belongs_to_one(desk: Desk) -> None:
    own, names = await scattered(desk, 10)
    path = f"/v1/agencies/{own.slug}/candidates"
    page = await desk.page(path, ANYONE, limit=4, with_total=True)
    assert (page["total"], page["prev"], page["as_of"]) == (10, None, DAY.isoformat())
    there = named(page["items"])
    first = page["next"]
    while page["next"]:
        page = await desk.page(path, ANYONE, limit=4, cursor=page["next"])
        there += named(page["items"])
    back = named(page["items"])
    while page["prev"]:
        page = await desk.page(path, ANYONE, limit=4, cursor=page["prev"])
        back = named(page["items"]) + back
    assert there == back == names
    for query in ({"as_of": before(1)}, {"kind": "digital"}, {"external": False}):
        answer = await desk.get(path, ANYONE, cursor=first, **query)
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid_cursor"), query
    other, _ = await scattered(desk, 1)
    assert (await desk.get(f"/v1/agencies/{other.slug}/candidates", ANYONE, cursor=first)).status_code == 400


async def test_many_take_as_many_statements_as_few(desk: Desk) -> None:
    counts = []
    for size in (5, 200):
        own, names = await scattered(desk, size)
        with desk.counting() as asked:
            found = await for_agency(desk, own)
        assert named(found) == names
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 10


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"kind": "kecamatan"}, "unknown_code"),
        ({"external": "mungkin"}, "not_boolean"),
        ({"as_of": "kemarin"}, "not_date"),
        ({"limit": "0"}, "too_small"),
        ({"q": "surat"}, "unknown"),
    ],
)
async def test_parameters_that_are_none(desk: Desk, query: dict[str, str], code: str) -> None:
    async with desk.filing() as session:
        own = await agency(session)
    answer = await desk.get(f"/v1/agencies/{own.slug}/candidates", ANYONE, **query)
    assert (answer.status_code, errors_of(answer)) == (422, [(f"query/{next(iter(query))}", code)])


async def test_an_agency_that_there_is_not(desk: Desk) -> None:
    for key in ("tidak-ada", "019ab3c1-ffff-7d3e-9a51-3c8f1f1d2b11"):
        assert (await desk.get(f"/v1/agencies/{key}/candidates", ANYONE)).status_code == 404

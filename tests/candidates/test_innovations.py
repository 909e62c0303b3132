"""Agencies that an innovation would fit, over HTTP: the same rule from the other end."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from random import Random

import pytest
from sqlalchemy import select

from app.models import Agency, FormerSlug, Innovation, InnovationStage
from tests import factories
from tests.candidates.offering import ANYONE, facts, for_agency, for_innovation, named, need, terms, under, weighed
from tests.conftest import Server
from tests.innovations.keeping import errors_of, served
from tests.reminders.desk import Desk, agency, opened
from tests.reminders.making import DAY, before, decision, innovation, mandate, replica, replication, sign


async def test_agencies_that_could_use_it_with_the_reasons(desk: Desk) -> None:
    async with desk.filing() as session:
        owner, alike, classed, other, abroad = [
            await agency(session, kind) for kind in ("unit", "unit", "dinas", "dinas", "unit")
        ]
        abroad.external = True
        first, second = await terms(session)
        one = await under(session, await innovation(session, owner, "Loket Cepat"), first, second)
        theirs = await under(session, await innovation(session, classed, "Loket Lama"), second)
        await under(session, await innovation(session, classed, "Rahasia", status="draft"), first)
        await factories.relation(session, theirs, one, "possibly_same_as")
        ended = await agency(session, "unit")
        ended.versions[0].valid_to = "2026-05-31"
    items = await for_innovation(desk, one)
    assert named(items) == [alike.versions[0].name, classed.versions[0].name]
    by_kind, by_term = items
    assert (weighed(by_kind), weighed(by_term)) == ({"jenis_instansi_sama": 4}, {"klasifikasi_sama": 3})
    assert (by_kind["kind"], by_kind["already_similar"]) == ("unit", [])
    mine = {"id": str(theirs.id), "slug": theirs.slug, "name": "Loket Lama"}
    assert by_term["already_similar"] == [mine]
    [shared] = facts(by_term, "klasifikasi_sama")["terms"]
    assert (shared["term"], shared["through"]) == ("istilah-1", [mine])
    assert other.versions[0].name not in named(items)
    assert ended.versions[0].name in named(await for_innovation(desk, one, as_of="2026-05-31"))
    assert named(await for_innovation(desk, one, kind="dinas")) == [classed.versions[0].name]


async def test_whoever_has_it_has_asked_for_it_or_owned_it_is_no_candidate(desk: Desk) -> None:
    async with desk.filing() as session:
        earlier, owner = await agency(session, "bagian"), await agency(session, "bagian")
        await factories.succession(session, earlier, owner)
        having, deeper, asking, refused, lacking = [await agency(session, "bagian") for _ in range(5)]
        one = await innovation(session, owner, "Disposisi")
        copy = await replica(session, one, having)
        await replica(session, copy, deeper, status="draft")
        await replication(session, one, asking, "persiapan")
        await replication(session, one, refused, "dibatalkan", reason="Batal.")
    found = {item["agency"]["slug"] for item in await for_innovation(desk, one)}
    assert found == {refused.slug, lacking.slug}
    assert {item["agency"]["slug"] for item in await for_innovation(desk, copy)} == {refused.slug, lacking.slug}


async def test_what_is_not_alive_fits_nobody(desk: Desk) -> None:
    async with desk.filing() as session:
        owner = await agency(session, "rumah_sakit")
        await agency(session, "rumah_sakit")
        dormant = await innovation(session, owner, published=before(400))
        stopped = await innovation(session, owner)
        session.add(InnovationStage(innovation_id=stopped.id, position=0, stage="berhenti"))
        nobodys = await factories.innovation(session)
        nobodys.published_at = dormant.published_at
    for one in (dormant, stopped, nobodys):
        assert await for_innovation(desk, one) == []
    async with desk.filing() as session:
        await sign(session, dormant, before(1))
    assert len(await for_innovation(desk, dormant)) == 1


async def test_a_mandate_counts_for_whom_it_obliges(desk: Desk) -> None:
    async with desk.filing() as session:
        owner = await agency(session)
        bound, exempt = await agency(session, "inspektorat"), await agency(session, "inspektorat")
        one = await innovation(session, owner)
        await decision(session, await mandate(session, one, "inspektorat"), exempt)
        user = await agency(session)
        await sign(session, await replica(session, one, user), before(1))
    [item] = await for_innovation(desk, one)
    assert item["agency"]["slug"] == bound.slug
    assert weighed(item) == {"diwajibkan": 30, "terbukti": 1}


async def test_records_that_are_elsewhere_gone_or_not_public(desk: Desk) -> None:
    async with desk.filing() as session:
        owner = await agency(session)
        target = await innovation(session, owner)
        session.add(FormerSlug(slug=f"lama-{target.slug}", innovation_id=target.id))
        merged = await innovation(session, owner, status="merged", merged_into_id=target.id)
        gone, draft = (
            await innovation(session, owner, status="archived"),
            await innovation(session, owner, status="draft"),
        )
        draft.published_at = None
    for key in (f"lama-{target.slug}", merged.slug):
        answer = await desk.get(f"/v1/innovations/{key}/candidates", ANYONE, limit=5)
        assert answer.status_code == 308, key
        assert answer.headers["location"].endswith(f"/v1/innovations/{target.slug}/candidates?as_of={DAY}&limit=5")
    assert (await desk.get(f"/v1/innovations/{gone.slug}/candidates", ANYONE)).status_code == 410
    for key in (draft.slug, str(draft.id), "tidak-ada"):
        assert (await desk.get(f"/v1/innovations/{key}/candidates", ANYONE)).status_code == 404
        assert (await desk.get(f"/v1/innovations/{key}/candidates")).status_code == 404, "nor to its keepers"


async def test_pages_cursors_and_bad_parameters(desk: Desk) -> None:
    async with desk.filing() as session:
        owner = await agency(session, "kelurahan")
        for _ in range(5):
            await agency(session, "kelurahan")
        one, other = await innovation(session, owner), await innovation(session, owner)
    path = f"/v1/innovations/{one.id}/candidates"
    whole = named(await for_innovation(desk, one))
    assert len(whole) >= 5
    page = await desk.page(path, ANYONE, limit=3, with_total=True)
    rest = await desk.page(path, ANYONE, limit=200, cursor=page["next"])
    assert page["total"] == len(whole)
    assert named(page["items"]) + named(rest["items"]) == whole
    again = await desk.page(path, ANYONE, limit=3, cursor=rest["prev"])
    assert named(again["items"]) == whole[:3]
    for query in ({"kind": "kelurahan"}, {"as_of": before(1)}):
        assert (await desk.get(path, ANYONE, cursor=page["next"], **query)).status_code == 400, query
    elsewhere = f"/v1/innovations/{other.slug}/candidates"
    assert (await desk.get(elsewhere, ANYONE, cursor=page["next"])).status_code == 400
    for query, code in (({"kind": "digital"}, "unknown_code"), ({"external": True}, "unknown")):
        answer = await desk.get(path, ANYONE, **query)
        assert (answer.status_code, errors_of(answer)) == (422, [(f"query/{next(iter(query))}", code)])


async def test_many_agencies_take_as_many_statements_as_few(desk: Desk) -> None:
    counts = []
    for size, kind in ((5, "lembaga"), (200, "kementerian")):
        async with desk.filing() as session:
            owner = await agency(session)
            [term] = await terms(session, 1)
            one = await under(session, await innovation(session, owner), term)
            for _ in range(size):
                theirs = await under(session, await innovation(session, await agency(session, kind)), term)
                await factories.relation(session, theirs, one, "possibly_same_as")
        with desk.counting() as asked:
            found = await for_innovation(desk, one, kind=kind)
        assert len(found) == size
        assert all(item["already_similar"] for item in found)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 10


async def test_both_ends_tell_the_same(server: Server, migrated: str) -> None:
    """Of any innovation and agency of a city in which everything may be: one fits the other, or it does not."""
    chance = Random(7)  # noqa: S311 - no secret
    async with served(server, migrated) as fresh:
        desk = await opened(fresh)
        async with desk.filing() as session:
            agencies = [await agency(session, chance.choice(["kecamatan", "dinas", "bagian"])) for _ in range(8)]
            await factories.succession(session, agencies[0], agencies[1])
            scheme = await terms(session, 4)
            made: list[Innovation] = []
            for _ in range(24):
                days = chance.choice([20, 250, 420])
                one = await innovation(session, chance.choice(agencies), published=before(days))
                await under(session, one, *chance.sample(scheme, chance.randint(0, 2)))
                if made and chance.random() < 0.4:
                    await factories.relation(session, one, chance.choice(made), chance.choice(["copies", "adapts"]))
                if chance.random() < 0.5:
                    await sign(session, one, before(chance.randint(1, 300)))
                made.append(one)
            await mandate(session, chance.choice(made), "kecamatan")
            for one in agencies:
                await need(session, one, chance.choice(["waktu", "biaya"]))
                answering = [chance.choice(made)] if chance.random() < 0.5 else []
                await need(session, one, chance.choice(["waktu", "biaya"]), "dijawab", *answering)
            for one, asking in zip(made[::5], agencies, strict=False):
                if one.agency_id != asking.id:
                    await replication(session, one, asking, "diajukan")
        there = {
            (item["innovation"]["id"], each.slug, item["score"], str(weighed(item)))
            for each in agencies
            for item in await for_agency(desk, each)
        }
        back = {
            (str(one.id), item["agency"]["slug"], item["score"], str(weighed(item)))
            for one in made
            for item in await for_innovation(desk, one)
        }
    assert there == back
    assert len(there) > 30


@dataclass(frozen=True)
class City:
    """The shipped registry with an innovation of a kecamatan, which the sources do not name."""

    desk: Desk
    made: Innovation


@pytest.fixture(scope="module")
async def city(server: Server, furnished: str) -> AsyncIterator[City]:
    async with served(server, furnished) as fresh:
        desk = await opened(fresh)
        async with desk.filing() as session:
            denai = (await session.scalars(select(Agency).where(Agency.slug == "kecamatan-medan-denai"))).one()
            made = await innovation(session, denai, "Gordena", published=before(10))
        yield City(desk, made)


async def test_from_kecamatan_to_kecamatan_in_the_shipped_city(city: City) -> None:
    items = await for_innovation(city.desk, city.made)
    assert len(items) == 20, "there are 21 kecamatan"
    assert {(item["kind"], str(weighed(item))) for item in items} == {("kecamatan", "{'jenis_instansi_sama': 4}")}
    assert "kecamatan-medan-denai" not in {item["agency"]["slug"] for item in items}
    answer = await city.desk.get("/v1/agencies/kecamatan-medan-belawan/candidates", ANYONE)
    # the registry of the tests has a mandate to take up Si-Surat
    assert named(answer.json()["items"]) == ["Si-Surat", "Gordena"]
    for key in ("kecamatan-medan-denai", "dpmptsp"):
        found = (await city.desk.get(f"/v1/agencies/{key}/candidates", ANYONE)).json()["items"]
        assert "Gordena" not in named(found), key


async def test_shipped_records_of_a_bagian_fit_every_other_bagian(city: City) -> None:
    answer = await city.desk.get("/v1/innovations/si-surat/candidates", ANYONE, as_of=None)
    assert answer.status_code == 200
    alike = [item for item in answer.json()["items"] if "jenis_instansi_sama" in weighed(item)]
    assert {item["kind"] for item in alike} == {"bagian"}

"""Who uses an innovation, over HTTP: it follows from replicas and their signs of life."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest

from app.agencies.service import AgencyService
from app.core.clock import today
from app.core.months import months_after
from app.lineage import service
from app.models import Evidence
from tests import factories
from tests.conftest import Server
from tests.innovations.keeping import Registry, furnished, served
from tests.lineage import making


async def uses(registry: Registry, key: str, **query: str) -> dict[str, Any]:
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    answer = await registry.public.get(f"/{key}/used-by{'?' + asked if asked else ''}")
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def names(items: list[dict[str, Any]]) -> list[str]:
    return [item["replica"]["name"] for item in items]


async def test_who_uses_it_and_who_fell_out_and_why(registry: Registry) -> None:
    async with registry.fresh.committing() as session:
        origin = await factories.innovation(session, "Dipakai", agency_id=registry.agency.id)
        city, binjai, deli = [await making.owner(session, region) for region in (None, "12.75", "12.07")]
        await making.replica(session, origin, city, name="Satu", relation="copies")
        await making.replica(session, origin, binjai, months_after(making.RECENT, -1), name="Dua")
        await making.replica(session, origin, binjai, months_after(making.RECENT, -2), name="Tiga")
        await making.replica(session, origin, deli, making.OVERDUE, name="Terlambat")
        await making.replica(session, origin, deli, making.LONG_AGO, name="Vakum")
        waiting = await making.replica(session, origin, deli, None, name="Menunggu")
        waiting.published_at = datetime.now(UTC)
        stopped = await making.replica(session, origin, deli, name="Berhenti")
        await factories.stage(session, stopped, "berhenti", on="2024")
        # of the same agency, of nobody, in no other way, and not public
        await making.replica(session, origin, registry.agency, name="Sendiri")
        await making.replica(session, origin, None, name="Tanpa Pemilik")
        await making.replica(session, origin, city, name="Bagian", relation="part_of")
        await making.replica(session, origin, city, name="Konsep", status="draft")
    told = await uses(registry, origin.slug)
    assert told["as_of"] == today().isoformat()
    assert names(told["items"]) == ["Satu", "Dua", "Tiga"]
    assert {item["status"] for item in told["items"]} == {"aktif"}
    assert [item["relation"] for item in told["items"]] == ["copies", "adapts", "adapts"]
    assert {item["replica"]["name"]: item["status"] for item in told["not_counted"]} == {
        "Terlambat": "stale",
        "Vakum": "vakum",
        "Menunggu": "menunggu",
        "Berhenti": "berhenti",
    }
    waiting_one = next(item for item in told["not_counted"] if item["status"] == "menunggu")
    assert (waiting_one["verified_on"], waiting_one["evidence"]) == (None, None)
    assert (told["total"], told["total_not_counted"]) == (3, 4)
    # two replicas of one agency are one agency
    assert told["counts"] == {"agencies": 2, "regions": 2, "city_agencies": 1, "other_regions": 1}


async def test_what_shows_it(registry: Registry) -> None:
    async with registry.fresh.committing() as session:
        origin = await factories.innovation(session)
        owner = await making.owner(session, "12.75")
        made = await making.replica(session, origin, owner, months_after(making.RECENT, -3), first_known_on="2022")
        now = datetime.now(UTC)
        evidence = Evidence(innovation_id=made.id, kind="laporan", title="Laporan pemakaian", added_at=now)
        evidence.address = "https://contoh.go.id/laporan"
        session.add(evidence)
        await session.flush()
        await making.sign(session, made, making.RECENT, "bukti", evidence_id=evidence.id)
    (item,) = (await uses(registry, origin.slug))["items"]
    assert item["verified_on"] == making.RECENT.isoformat()
    assert item["evidence"] == {
        "kind": "bukti",
        "reference": None,
        "title": "Laporan pemakaian",
        "address": "https://contoh.go.id/laporan",
    }
    assert (item["external"], item["region_code"], item["since"]) == (True, "12.75", "2022")
    assert item["agency"]["slug"] == owner.slug
    await registry.run(
        "UPDATE evidence SET withdrawn_at = now(), withdrawn_reason = 'Keliru' WHERE id = :id", id=evidence.id
    )
    (item,) = (await uses(registry, origin.slug))["items"]
    # the sign stands, what showed it does not
    assert (item["evidence"]["kind"], item["evidence"]["title"]) == ("bukti", None)


async def test_a_sign_that_was_withdrawn_shows_nothing(registry: Registry) -> None:
    async with registry.fresh.committing() as session:
        origin = await factories.innovation(session)
        made = await making.replica(session, origin, await making.owner(session), making.OVERDUE)
        last = await making.sign(session, made, making.RECENT)
    assert (await uses(registry, origin.slug))["total"] == 1
    await registry.run(
        "UPDATE sign_of_life SET withdrawn_at = now(), withdrawn_reason = 'Keliru' WHERE id = :id", id=last.id
    )
    told = await uses(registry, origin.slug)
    assert (told["total"], told["not_counted"][0]["verified_on"]) == (0, making.OVERDUE.isoformat())


async def test_a_day_in_the_past_goes_by_what_was_seen_by_then(registry: Registry) -> None:
    async with registry.fresh.committing() as session:
        origin = await factories.innovation(session)
        made = await making.replica(session, origin, await making.owner(session, "12.07"), making.LONG_AGO)
        await making.sign(session, made, making.RECENT)
    then = months_after(making.LONG_AGO, 6).isoformat()
    told = await uses(registry, origin.slug, as_of=then)
    assert (told["as_of"], told["total"], told["counts"]["other_regions"]) == (then, 1, 1)
    assert told["items"][0]["verified_on"] == making.LONG_AGO.isoformat()
    between = months_after(making.RECENT, -6).isoformat()
    told = await uses(registry, origin.slug, as_of=between)
    assert (told["total"], told["not_counted"][0]["status"]) == (0, "vakum")
    assert (await uses(registry, origin.slug))["total"] == 1


async def test_who_went_before_the_owner_or_came_after_it_is_no_other(registry: Registry) -> None:
    async with registry.fresh.committing() as session:
        before, now = await making.owner(session), await making.owner(session)
        await factories.succession(session, before, now)
        await AgencyService(session).refresh_lineage()
        origin = await factories.innovation(session, agency_id=now.id)
        await making.replica(session, origin, before)
    told = await uses(registry, origin.slug)
    assert (told["total"], told["total_not_counted"]) == (0, 0)


async def test_a_replica_that_stands_in_two_relations_counts_once(registry: Registry) -> None:
    async with registry.fresh.committing() as session:
        origin = await factories.innovation(session)
        made = await making.replica(session, origin, await making.owner(session), relation="copies")
        await factories.relation(session, made, origin, "adapts")
    told = await uses(registry, origin.slug)
    assert (told["total"], told["items"][0]["relation"]) == (1, "adapts")


async def test_of_many_the_first_are_told_and_all_are_counted(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "MOST_USES", 2)
    async with registry.fresh.committing() as session:
        origin = await factories.innovation(session)
        for _ in range(3):
            await making.replica(session, origin, await making.owner(session))
    told = await uses(registry, origin.slug)
    assert (len(told["items"]), told["total"], told["counts"]["agencies"]) == (2, 3, 3)


@pytest.fixture(scope="module")
async def patient(server: Server, migrated: str) -> AsyncIterator[Registry]:
    """A registry where a sign of life is good for a year."""
    async with served(server, migrated, sign_of_life_months=12) as fresh:
        yield await furnished(fresh)


async def test_how_long_a_sign_is_good_for_is_a_setting(patient: Registry) -> None:
    async with patient.fresh.committing() as session:
        origin = await factories.innovation(session)
        await making.replica(session, origin, await making.owner(session), making.OVERDUE)
    assert (await uses(patient, origin.slug))["total"] == 1
    node = (await patient.public.get(f"/{origin.slug}/lineage")).json()["nodes"][1]
    assert node["vitality"] == "aktif"

"""Lists tell by how many agencies an innovation is used today, and keep records of other regions apart."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from app.agencies.service import AgencyService
from app.core.months import earliest_within, months_after
from app.innovations import uses
from app.innovations.service import InnovationService
from app.innovations.uses import items_of
from app.models import Agency, Innovation
from tests import factories
from tests.conftest import Server
from tests.innovations.keeping import Keeper, Registry, errors_of, furnished, served
from tests.lineage import making
from tests.walking import there_and_back


async def published(registry: Registry, *made: Innovation | UUID) -> None:
    """Write the documents of records that were put into the tables."""
    async with registry.fresh.committing() as session:
        await InnovationService(session).publish([one if isinstance(one, UUID) else one.id for one in made])


async def item(who: Keeper, name: str, **query: str) -> dict[str, Any]:
    """Return a record as lists show it."""
    answer = await who.client.get("/v1/innovations", params={"q": name, **query}, headers=who.headers)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = next(one for one in answer.json()["items"] if one["name"] == name)
    return found


async def origin_of(registry: Registry, name: str, *seen: date | None) -> tuple[Innovation, list[Innovation]]:
    """An origin with a replica of another agency for each day, which is that of its last sign of life."""
    async with registry.fresh.committing() as session:
        origin = await factories.innovation(session, name, agency_id=registry.agency.id)
        made = [await making.replica(session, origin, await making.owner(session), day) for day in seen]
    await published(registry, origin, *made)
    return origin, made


async def used(registry: Registry, name: str) -> int:
    found: int = (await item(registry.public, name))["used_by"]
    return found


async def test_agencies_with_a_replica_in_date_are_counted(registry: Registry) -> None:
    await origin_of(registry, "Terhitung", making.RECENT, months_after(making.RECENT, -5), making.OVERDUE, None)
    assert await used(registry, "Terhitung") == 2
    # it is counted on the day of reading, and is no part of the stored record
    record = await registry.public.read((await item(registry.public, "Terhitung"))["slug"])
    assert "used_by" not in record


async def test_the_last_day_of_a_period_still_counts(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page falls from 1 to 0 with the days alone, and its tag with it."""
    seen = date(2026, 8, 31)
    await origin_of(registry, "Memudar", seen)
    path = "?q=Memudar"
    for day, count in ((date(2027, 2, 28), 1), (date(2027, 3, 1), 0)):
        monkeypatch.setattr(uses, "today", lambda day=day: day)
        assert earliest_within(day, 6) <= seen or count == 0
        page = await registry.public.get(path)
        assert [one["used_by"] for one in page.json()["items"]] == [count]
        known = await registry.public.get(path, if_none_match=page.headers["etag"])
        assert (known.status_code, known.headers["etag"]) == (304, page.headers["etag"])
        monkeypatch.setattr(uses, "today", lambda: date(2027, 3, 2))
        later = await registry.public.get(path, if_none_match=page.headers["etag"])
        assert later.status_code == 200
        assert later.headers["etag"] != page.headers["etag"]


async def test_a_page_without_replicas_keeps_its_tag_from_day_to_day(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    await origin_of(registry, "Tetap")
    page = await registry.public.get("?q=Tetap")
    assert page.json()["items"][0]["used_by"] == 0
    monkeypatch.setattr(uses, "today", lambda: date(2031, 1, 1))
    assert (await registry.public.get("?q=Tetap", if_none_match=page.headers["etag"])).status_code == 304


async def test_the_tag_of_a_page_with_a_total_counts_the_days_too(registry: Registry) -> None:
    await origin_of(registry, "Berjumlah", making.RECENT)
    page = await registry.public.get("?q=Berjumlah&with_total=true")
    assert (page.json()["total"], page.json()["items"][0]["used_by"]) == (1, 1)
    known = await registry.public.get("?q=Berjumlah&with_total=true", if_none_match=page.headers["etag"])
    assert known.status_code == 304


async def test_who_does_not_count(registry: Registry) -> None:
    async with registry.fresh.committing() as session:
        before = await making.owner(session)
        now = await making.owner(session)
        await factories.succession(session, before, now)
        await AgencyService(session).refresh_lineage()
        origin = await factories.innovation(session, "Pilih Pilih", agency_id=now.id)
        other = await making.owner(session)
        made = [
            await making.replica(session, origin, before),
            await making.replica(session, origin, now),
            await making.replica(session, origin, None),
            await making.replica(session, origin, other, status="draft"),
            await making.replica(session, origin, other, relation="part_of"),
            stopped := await making.replica(session, origin, other),
        ]
        await factories.stage(session, stopped, "berhenti")
    await published(registry, origin, *made)
    assert await used(registry, "Pilih Pilih") == 0
    # two replicas of one agency are one agency
    async with registry.fresh.committing() as session:
        twice = [await making.replica(session, origin, other), await making.replica(session, origin, other)]
    await published(registry, *twice)
    assert await used(registry, "Pilih Pilih") == 1


async def test_what_happens_to_a_replica_shows_at_its_origin(registry: Registry) -> None:
    origin = await registry.published(name="Asal Ikut")
    relations = [{"kind": "copies", "innovation": origin["slug"]}]
    made = await registry.other_operator.create(relations=relations)
    await registry.run(
        "INSERT INTO sign_of_life (id, innovation_id, kind, observed_on, recorded_at)"
        " VALUES (gen_random_uuid(), :id, 'konfirmasi', :on, now())",
        id=UUID(made["id"]),
        on=making.RECENT,
    )
    assert await used(registry, "Asal Ikut") == 0
    await registry.registrar.move(made["id"], "submit", "verify", "publish")
    assert await used(registry, "Asal Ikut") == 1
    into = await registry.published()
    answer = await registry.registrar.act(made["id"], "merge", {"into": into["id"], "reason": "Satu"})
    assert answer.status_code == 200, answer.text
    # the one that stays is of the owner's own agency
    assert await used(registry, "Asal Ikut") == 0


@pytest.mark.parametrize("gone", ["archive", "return", "drop", "stop"])
async def test_a_replica_that_goes_is_counted_no_more(registry: Registry, gone: str) -> None:
    name = f"Asal {gone}"
    origin, (made,) = await origin_of(registry, name, making.RECENT)
    assert await used(registry, name) == 1
    if gone == "drop":
        await registry.registrar.corrected(str(made.id), {"relations": []})
        assert (await registry.public.read(origin.slug))["relations"] == []
    elif gone == "stop":
        answer = await registry.registrar.post(f"/{made.id}/stages", {"stage": "berhenti"}, if_match="*")
        assert answer.status_code == 200, answer.text
    else:
        await registry.registrar.move(str(made.id), gone)
    assert await used(registry, name) == 0


async def test_drafts_tell_it_too(registry: Registry) -> None:
    origin, _ = await origin_of(registry, "Ditarik", making.RECENT, making.OVERDUE)
    await registry.registrar.move(str(origin.id), "return")
    assert (await item(registry.operator, "Ditarik", status="returned"))["used_by"] == 1


def test_cards_and_counts_come_together() -> None:
    days = [date(2026, 1, 1), date(2026, 2, 1), date(2026, 2, 1)]
    cards = [b'{"a":1}', b'{"a":2}']
    assert items_of(cards, [None, days], date(2026, 2, 1)) == b'{"a":1,"used_by":0},{"a":2,"used_by":2}'
    assert items_of(cards, [days, days], date(2026, 2, 2)) == b'{"a":1,"used_by":0},{"a":2,"used_by":0}'
    assert items_of(cards, [None, None], None) == b'{"a":1,"used_by":0},{"a":2,"used_by":0}'
    assert items_of([], [], None) == b""
    assert items_of([], [], date(2026, 2, 2)) == b""


@pytest.fixture(scope="module")
async def mixed(server: Server, migrated: str) -> AsyncIterator[Registry]:
    """A registry with records of the city, of two other regions, and of nobody."""
    async with served(server, migrated) as fresh:
        registry = await furnished(fresh)
        async with fresh.committing() as session:
            owners: list[Agency | None] = [registry.agency, None]
            owners += [await making.owner(session, region) for region in ("12.75", "12.07")]
            made = [
                await factories.innovation(session, f"Campuran {number}", agency_id=owner.id if owner else None)
                for number in range(3)
                for owner in owners
            ]
            for owner in owners[:3]:
                await factories.innovation(session, "Konsep", status="draft", agency_id=owner.id if owner else None)
        await published(registry, *made)
        yield registry


@pytest.mark.parametrize("sort", ["newest", "oldest", "name", "updated"])
async def test_records_of_other_regions_are_a_list_of_their_own(mixed: Registry, sort: str) -> None:
    client = mixed.public.client
    own, back = await there_and_back(client, "/v1/innovations", (2, 1), sort=sort)
    others, _ = await there_and_back(client, "/v1/innovations", (2,), sort=sort, external="true")
    assert own == back
    assert (len(own), len(others)) == (6, 6)
    assert set(own).isdisjoint(others)
    assert (await there_and_back(client, "/v1/innovations", (4,), sort=sort, external="false"))[0] == own


async def test_totals_and_other_filters_keep_them_apart(mixed: Registry) -> None:
    async def total(**query: str) -> int:
        answer = await mixed.public.client.get("/v1/innovations", params={"with_total": "true", **query})
        assert answer.status_code == 200, answer.text
        found: int = answer.json()["total"]
        assert len(answer.json()["items"]) == found
        return found

    assert await total() == 6
    assert await total(external="true") == 6
    assert await total(q="Campuran 1") == 2
    assert await total(q="Campuran 1", external="true") == 2
    assert await total(agency=mixed.agency.slug) == 3
    assert await total(agency=mixed.agency.slug, external="true") == 0


async def test_drafts_of_other_regions_are_kept_apart_too(mixed: Registry) -> None:
    for external, expected in (("false", 2), ("true", 1)):
        answer = await mixed.registrar.get(f"?status=draft&external={external}&with_total=true")
        assert (len(answer.json()["items"]), answer.json()["total"]) == (expected, expected)


async def test_a_cursor_belongs_to_one_of_the_lists(mixed: Registry) -> None:
    page = (await mixed.public.get("?limit=2")).json()
    answer = await mixed.public.get(f"?limit=2&external=true&cursor={page['next']}")
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_cursor")
    draft = (await mixed.registrar.get("?status=draft&limit=1")).json()
    answer = await mixed.registrar.get(f"?status=draft&limit=1&external=true&cursor={draft['next']}")
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_cursor")


async def test_what_is_no_truth_value_is_refused(mixed: Registry) -> None:
    assert errors_of(await mixed.public.get("?external=luar")) == [("query/external", "not_boolean")]


async def test_an_agency_that_turns_out_to_be_of_another_region_takes_its_records_along(mixed: Registry) -> None:
    made = await mixed.registrar.create(name="Pindah Daftar", agency=mixed.other_agency.slug)
    await mixed.registrar.move(made["id"], "submit", "verify", "publish")
    assert await item(mixed.public, "Pindah Daftar")
    answer = await mixed.public.client.patch(
        f"/v1/agencies/{mixed.other_agency.slug}",
        json={"external": True, "region_code": "12.07"},
        headers={**mixed.registrar.headers, "if-match": "*"},
    )
    assert answer.status_code == 200, answer.text
    assert await item(mixed.public, "Pindah Daftar", external="true")
    assert (await mixed.public.get("?q=Pindah Daftar")).json()["items"] == []


async def test_a_page_of_used_records_is_one_statement(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(6):
        await origin_of(registry, f"Sekali Tanya {number}", *[making.RECENT] * number)
    asked: list[str] = []
    reader = registry.fresh.app.state.database.reader
    fetch = reader.fetch

    async def noting(sql: str, *values: object) -> Any:
        asked.append(sql)
        return await fetch(sql, *values)

    monkeypatch.setattr(reader, "fetch", noting)
    params = {"q": "sekali tanya", "limit": "200"}
    page = (await registry.public.client.get("/v1/innovations", params=params)).json()
    assert sorted(one["used_by"] for one in page["items"]) == [0, 1, 2, 3, 4, 5]
    assert len(asked) == 1

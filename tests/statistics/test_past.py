"""Past days: what is counted is what each record tells of the day."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from app.core.clock import today
from tests.innovations.keeping import Registry
from tests.statistics.behind import assert_same_everywhere, by_code, told

DAY = timedelta(days=1)


async def items(client: httpx.AsyncClient, **query: Any) -> list[dict[str, Any]]:
    answer = await client.get("/v1/statistics/innovations/items", params={"limit": 200, **query})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


async def assert_as_told(client: httpx.AsyncClient, on: str) -> int:
    """Every item is as its record says of the day; return how many there are."""
    found = await items(client, as_of=on)
    for item in found:
        record = (await client.get(f"/v1/innovations/{item['slug']}?as_of={on}")).json()
        for name in ("kind", "form", "stage", "represents"):
            assert item[name] == record[name], (item["slug"], name)
        assert (item["agency"] or {}).get("id") == (record["agency"] or {}).get("id"), item["slug"]
    return len(found)


@pytest.mark.parametrize("on", ["2017-12-31", "2019-06-30", "2021-11-15", "2023-12-31"])
async def test_items_are_as_the_records_tell_of_the_day(catalogue: httpx.AsyncClient, on: str) -> None:
    assert await assert_as_told(catalogue, on) > 0


async def test_days_come_in_order(catalogue: httpx.AsyncClient) -> None:
    totals = [
        (await told(catalogue, "innovations", as_of=on))["total"][0]["value"]
        for on in ("2017-08-21", "2019-12-31", "2021-12-31", "2023-12-31", today().isoformat())
    ]
    assert totals == sorted(totals)
    assert totals[0] == 1


_MOVES = (
    "ALTER TABLE audit_event DISABLE TRIGGER audit_event_append_only",
    "UPDATE audit_event SET at = at - CAST(:past AS interval) WHERE entity_id = CAST(:id AS uuid)",
    "ALTER TABLE audit_event ENABLE TRIGGER audit_event_append_only",
    """UPDATE innovation SET published_at = published_at - CAST(:past AS interval),
      created_at = created_at - CAST(:past AS interval) WHERE id = CAST(:id AS uuid)""",
    """UPDATE innovation_card SET published_at = published_at - CAST(:past AS interval)
      WHERE innovation_id = CAST(:id AS uuid)""",
    """UPDATE innovation_document d SET document = jsonb_set(CAST(d.document AS jsonb), '{published_at}',
      to_jsonb(i.published_at))::text FROM innovation i WHERE i.id = d.innovation_id AND i.id = CAST(:id AS uuid)""",
)


async def move_back(registry: Registry, of: str, days: int) -> None:
    """Let everything that happened to a record have happened so many days earlier."""
    for sql in _MOVES:
        values = {"id": of} if ":id" in sql else {}
        await registry.run(sql, **values, **({"past": timedelta(days=days)} if ":past" in sql else {}))


async def test_what_has_no_date_follows_the_history_as_everyone_could_read_it(registry: Registry) -> None:
    client, registrar = registry.fresh.client, registry.registrar
    facts: dict[str, Any] = {"kind": "digital", "form": "tata_kelola", "first_known_on": "2020", "represents": 3}
    one = (await registry.published(**facts, places=[{"area": "12.71.01"}], classifications=["skema/satu"]))["id"]
    await move_back(registry, one, 10)
    changed = {"kind": "non_digital", "agency": registry.other_agency.slug, "represents": 1, "places": []}
    await registrar.corrected(one, {**changed, "classifications": ["skema/dua"], "name": "Nama yang lain"})
    await move_back(registry, one, 10)
    await registrar.corrected(one, {"form": "pelayanan_publik", "first_known_on": "2021-02"})

    async def on(days: int, **query: str) -> dict[str, Any]:
        body = await told(client, "innovations", as_of=(today() - days * DAY).isoformat(), **query)
        await assert_same_everywhere(client, body)
        return body

    before, between, now = 15, 5, 0
    assert by_code(await on(before, by="kind")) == {"digital": 1}
    assert by_code(await on(between, by="kind")) == {"non_digital": 1}
    assert by_code(await on(before, by="agency")) == {registry.agency.slug: 1}
    assert by_code(await on(between, by="agency")) == {registry.other_agency.slug: 1}
    assert by_code(await on(before, by="area")) == {"12.71.01": 1}
    assert by_code(await on(between, by="area")) == {None: 1}
    assert by_code(await on(before, by="cluster", scheme="skema")) == {"satu": 1}
    assert by_code(await on(between, by="cluster", scheme="skema")) == {"dua": 1}
    assert by_code(await on(between, by="year")) == {"2020": 1}
    assert by_code(await on(now, by="year")) == {"2021": 1}
    assert by_code(await on(between, by="form")) == {"tata_kelola": 1}
    assert by_code(await on(now, by="form")) == {"pelayanan_publik": 1}
    assert (await on(before))["total"][1]["value"] == 3
    assert (await on(between))["total"][1]["value"] == 1
    assert (await on(before, q="lain"))["total"][0]["value"] == 0
    assert (await on(between, q="lain"))["total"][0]["value"] == 1
    for days in (before, between, now):
        assert await assert_as_told(client, (today() - days * DAY).isoformat()) == 1


async def test_the_time_in_which_a_record_was_not_public_is_nobodys(registry: Registry) -> None:
    client, registrar = registry.fresh.client, registry.registrar
    one = (await registry.published(kind="digital", first_known_on="2019"))["id"]
    await move_back(registry, one, 10)
    await registrar.move(one, "return")
    await registrar.corrected(one, {"kind": "non_digital"})
    await move_back(registry, one, 10)
    await registrar.move(one, "submit", "verify", "publish")
    # it was changed ten days ago, and could be read so from today on
    on = (today() - 5 * DAY).isoformat()
    assert await assert_as_told(client, on) >= 1
    item = next(item for item in await items(client, as_of=on) if item["id"] == one)
    assert item["kind"] == "digital"


async def test_without_any_date_a_record_counts_from_its_publication(registry: Registry) -> None:
    client = registry.fresh.client
    one = (await registry.published())["id"]
    await move_back(registry, one, 3)
    ids = {day: {item["id"] for item in await items(client, as_of=(today() - day * DAY).isoformat())} for day in (2, 4)}
    assert one in ids[2]
    assert one not in ids[4]

"""What the feed tells of each thing that can happen to a record, over HTTP."""

from collections.abc import AsyncIterator
from itertools import repeat
from typing import Any

import pytest

from app.core.months import months_after
from app.core.paging import seal
from app.feeds.following import BEGINNING, Point, bookmark_of, cursor_of
from app.innovations import uses
from app.innovations.service import InnovationService
from tests import factories
from tests.conftest import Server
from tests.feeds.copying import PATH, Copy, listed, waiting
from tests.innovations.keeping import Registry, errors_of, furnished, served
from tests.lineage import making
from tests.walking import page_of


@pytest.fixture(scope="module")
async def registry(server: Server, migrated: str) -> AsyncIterator[Registry]:
    async with served(server, migrated) as fresh:
        yield await furnished(waiting(fresh))


async def news(registry: Registry, after: str, **query: str) -> list[dict[str, Any]]:
    page = await page_of(registry.fresh.client, PATH, after=after, limit=500, **query)
    assert page["more"] is False
    items: list[dict[str, Any]] = page["items"]
    return items


async def now(registry: Registry, **query: str) -> str:
    """The cursor of whoever has read everything."""
    copy = Copy(registry.fresh.client, external=bool(query))
    await copy.follow(repeat(500))
    return copy.cursors[-1]


async def test_an_empty_list_has_a_cursor_too(server: Server, migrated: str) -> None:
    async with served(server, migrated) as fresh:
        page = await page_of(waiting(fresh).client, PATH)
        assert (page["items"], page["more"]) == ([], False)
        again = await page_of(fresh.client, PATH, after=page["next"])
        assert again == page
        registry = await furnished(fresh)
        # nothing was changed before, so the cursor is of the time before the first era
        made = await registry.published()
        assert [one["id"] for one in await news(registry, page["next"])] == [made["id"]]


async def test_a_record_from_its_publication_to_its_end(registry: Registry) -> None:
    registered = await now(registry)
    draft = await registry.made(name="Perjalanan Rekaman")
    assert await news(registry, registered) == [], "a draft is nobody's to know of"
    await registry.registrar.move(draft["id"], "submit", "verify", "publish")
    (created,) = await news(registry, registered)
    record = await registry.public.get(f"/{draft['id']}")
    whole = (await listed(registry.fresh.client))[draft["id"]]
    assert created == {
        "kind": "created",
        "id": draft["id"],
        "slug": "perjalanan-rekaman",
        "at": created["at"],
        "innovation": whole,
        "used_until": [],
        "etag": record.headers["etag"],
        "merged_into": None,
    }
    published = await now(registry)
    assert (await registry.registrar.update(draft["id"], {"summary": "Ringkas"})).status_code == 200
    (updated,) = await news(registry, published)
    assert (updated["kind"], updated["innovation"]["summary"]) == ("updated", "Ringkas")
    assert updated["etag"] != created["etag"]
    # whoever did not have it yet is told that it is new, and once
    assert [one["kind"] for one in await news(registry, registered)] == ["created"]
    changed = await now(registry)
    await registry.registrar.move(draft["id"], "archive")
    (gone,) = await news(registry, changed)
    assert (gone["kind"], gone["slug"]) == ("archived", "perjalanan-rekaman")
    assert gone["innovation"] is gone["etag"] is gone["merged_into"] is None
    # of what came and went since the cursor the end is told, for a page may have been stored and its cursor lost
    assert [one["kind"] for one in await news(registry, registered)] == ["archived"]
    anew = Copy(registry.fresh.client)
    await anew.follow(repeat(1))
    assert draft["id"] not in dict(map(reversed, anew.kinds)), "whoever begins now never had it"


async def test_what_changes_in_the_whole_record_alone_is_told(registry: Registry) -> None:
    made = await registry.published()
    before = await now(registry)
    old = (await registry.public.get(f"/{made['id']}")).headers["etag"]
    assert (await registry.registrar.update(made["id"], {"novelty": "Tidak ada di daftar"})).status_code == 200
    (told,) = await news(registry, before)
    assert (told["id"], told["kind"]) == (made["id"], "updated")
    assert old != told["etag"] == (await registry.public.get(f"/{made['id']}")).headers["etag"]


async def test_a_record_that_was_returned_and_published_again(registry: Registry) -> None:
    made = await registry.published()
    had = await now(registry)
    await registry.registrar.move(made["id"], "return")
    (gone,) = await news(registry, had)
    # the registry says nothing of it any more: its address is a 404
    assert (gone["kind"], gone["slug"]) == ("archived", None)
    without = await now(registry)
    await registry.registrar.move(made["id"], "submit", "verify", "publish")
    assert [one["kind"] for one in await news(registry, without)] == ["created"]
    assert [one["kind"] for one in await news(registry, had)] == ["created"]
    await registry.registrar.move(made["id"], "return")
    assert [one["kind"] for one in await news(registry, had)] == ["archived"], "who had it must drop it"


async def test_a_merged_record_leads_to_the_other(registry: Registry) -> None:
    one, other = await registry.published(), await registry.published()
    before = await now(registry)
    answer = await registry.registrar.act(one["id"], "merge", {"into": other["id"], "reason": "Satu dan sama"})
    assert answer.status_code == 200, answer.text
    told = {item["id"]: item for item in await news(registry, before)}
    assert set(told) == {one["id"], other["id"]}
    assert told[one["id"]]["kind"] == "merged"
    assert told[one["id"]]["merged_into"] == {"id": other["id"], "slug": other["slug"]}
    assert told[other["id"]]["kind"] == "updated"
    # where the other one is not public any more, nothing leads there
    await registry.registrar.move(other["id"], "return")
    told = {item["id"]: item for item in await news(registry, before)}
    assert {item["kind"] for item in told.values()} == {"archived"}


async def test_another_name_of_the_agency_changes_all_its_records(registry: Registry) -> None:
    made = await registry.other_operator.create()
    await registry.registrar.move(made["id"], "submit", "verify", "publish")
    before = await now(registry)
    body = {"name": "Badan Kesehatan", "effective_on": "2020-01-01", "decree": "Perda contoh"}
    answer = await registry.fresh.client.post(
        f"/v1/agencies/{registry.other_agency.slug}/rename",
        json=body,
        headers={**registry.registrar.headers, "if-match": "*"},
    )
    assert answer.status_code == 200, answer.text
    told = {item["id"]: item["innovation"]["agency"]["name"] for item in await news(registry, before)}
    assert told[made["id"]] == "Badan Kesehatan"


async def test_records_of_other_regions_are_a_feed_of_their_own(registry: Registry) -> None:
    here, elsewhere = await now(registry), await now(registry, external="true")
    assert here != elsewhere
    async with registry.fresh.committing() as session:
        region = await making.owner(session, "33.72")
        made = await factories.innovation(session, "Dari Solo", agency_id=region.id)
        await InnovationService(session).publish([made.id])
    assert await news(registry, here) == []
    assert [one["kind"] for one in await news(registry, elsewhere, external="true")] == ["created"]
    # a record that changes hands leaves the one list and comes into the other
    foreign = await now(registry, external="true")
    async with registry.fresh.committing() as session:
        (await session.get_one(type(made), made.id)).agency_id = registry.agency.id
        await InnovationService(session).publish([made.id])
    assert [one["kind"] for one in await news(registry, here)] == ["created"]
    assert [one["kind"] for one in await news(registry, foreign, external="true")] == ["archived"]
    for external in (False, True):
        copy = Copy(registry.fresh.client, external=external)
        await copy.follow(repeat(500))
        assert copy.records == await listed(registry.fresh.client, external=str(external).lower())


async def test_a_copy_knows_by_itself_how_many_agencies_use_a_record(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The days alone bring the number down, and no change tells of it: the copy has the days."""
    async with registry.fresh.committing() as session:
        origin = await factories.innovation(session, "Dipakai", agency_id=registry.agency.id)
        days = [making.RECENT, months_after(making.RECENT, -3), making.OVERDUE]
        made = [await making.replica(session, origin, await making.owner(session), day) for day in days]
        await InnovationService(session).publish([origin.id, *(one.id for one in made)])
    copy = Copy(registry.fresh.client)
    await copy.follow(repeat(500))
    for later, count in ((0, 2), (2, 2), (4, 1), (7, 0)):
        day = months_after(making.RECENT, later)
        monkeypatch.setattr(uses, "today", lambda day=day: day)
        shown = (await listed(registry.fresh.client))[str(origin.id)]["used_by"]
        assert shown == copy.used_by(str(origin.id), day) == count


async def test_the_days_of_use_are_exact(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    signs = [making.RECENT.replace(year=2026, month=8, day=31), making.RECENT.replace(year=2026, month=2, day=28)]
    async with registry.fresh.committing() as session:
        origin = await factories.innovation(session, "Akhir Bulan", agency_id=registry.agency.id)
        made = [await making.replica(session, origin, await making.owner(session), day) for day in signs]
        await InnovationService(session).publish([origin.id, *(one.id for one in made)])
    copy = Copy(registry.fresh.client)
    await copy.follow(repeat(500))
    for day in (months_after(one, months) for one in signs for months in range(8)):
        for near in (day.replace(day=1), day):
            monkeypatch.setattr(uses, "today", lambda near=near: near)
            shown = (await page_of(registry.fresh.client, "/v1/innovations", q="Akhir Bulan"))["items"][0]["used_by"]
            assert shown == copy.used_by(str(origin.id), near), near


async def test_a_poll_without_news_costs_nothing_but_a_304(registry: Registry) -> None:
    cursor = await now(registry)
    first = await registry.fresh.client.get(PATH, params={"after": cursor})
    assert first.headers["cache-control"] == "public, no-cache"
    known = {"if-none-match": first.headers["etag"]}
    again = await registry.fresh.client.get(PATH, params={"after": cursor}, headers=known)
    assert (again.status_code, again.content) == (304, b"")
    await registry.published()
    third = await registry.fresh.client.get(PATH, params={"after": cursor}, headers=known)
    assert (third.status_code, len(third.json()["items"])) == (200, 1)


async def test_cursors_that_this_feed_did_not_give_out(registry: Registry) -> None:
    client = registry.fresh.client
    cursor, other = await now(registry), (await page_of(client, PATH, external="true"))["next"]
    made_up = [b"", b"x", bytes(39), bytes(41), b"\xff" * 32]
    for wrong in (other, cursor[:-2], cursor[::-1], "A" * 40, *(seal(one, "changes False") for one in made_up)):
        answer = await client.get(PATH, params={"after": wrong})
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid_cursor"), wrong
        assert wrong not in answer.text
    for wrong in ("", "kursor baru", "A" * 3001, "=="):
        assert errors_of(await client.get(PATH, params={"after": wrong}))[0][0] == "query/after"
    for limit in ("0", "501", "1_0", "x"):
        assert errors_of(await client.get(PATH, params={"limit": limit}))[0][0] == "query/limit"


def test_a_cursor_keeps_its_point() -> None:
    point = Point(3 << 48 | 77, BEGINNING.innovation_id)
    bookmark = bookmark_of(cursor_of("a/1/2/3", 5, point, external=True), external=True)
    assert (bookmark.point, bookmark.began) == (point, 5)
    bookmark.check("a/1/2/3", point.place + 1)
    assert bookmark_of(None, external=False).history is None

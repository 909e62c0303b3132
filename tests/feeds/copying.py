"""A copy of the public list as the city app keeps it, and the list itself to compare it with."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import asyncpg
import httpx

from app.core.clock import today
from tests.conftest import Fresh
from tests.walking import page_of

PATH = "/v1/changes"
_LOOKS = 6000


async def settled(fresh: Fresh) -> None:
    """Wait until everything that is committed by now is told.

    The feed waits for whoever writes in the same cluster, in any of its databases: other tests, and those that look
    after tables.
    """
    connection = await asyncpg.connect(fresh.url)
    try:
        last = await connection.fetchval("SELECT pg_current_xact_id()::text::bigint")
        for _ in range(_LOOKS):
            if await connection.fetchval("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint") > last:
                return
            await asyncio.sleep(0.01)
        raise TimeoutError
    finally:
        await connection.close()


def waiting(fresh: Fresh) -> Fresh:
    """Let every question that is asked of the feed wait until all is told that was done before it."""

    async def hook(request: httpx.Request) -> None:
        if request.url.path == PATH:
            await settled(fresh)

    fresh.client.event_hooks = {"request": [hook]}
    return fresh


@dataclass
class Copy:
    """What a client holds that knows nothing but the rule of the feed, and every cursor that it was ever given."""

    client: httpx.AsyncClient
    external: bool = False
    records: dict[str, dict[str, Any]] = field(default_factory=dict)
    until: dict[str, list[str]] = field(default_factory=dict)
    cursors: list[str] = field(default_factory=list)
    kinds: list[tuple[str, str]] = field(default_factory=list)

    async def follow(self, limits: Iterator[int], after: str | None = None) -> None:
        """Read from a cursor, or from where it stopped, until there is no more for now."""
        cursor = after or (self.cursors[-1] if self.cursors else None)
        while True:
            page = await self.read(cursor, next(limits))
            cursor = page["next"]
            if not page["more"]:
                return

    async def read(self, after: str | None, limit: int) -> dict[str, Any]:
        """Read one page, and do what it says."""
        told = {"external": "true"} if self.external else {}
        page = await page_of(self.client, PATH, after=after, limit=limit, **told)
        assert len(page["items"]) <= limit
        assert page["items"] or not page["more"]
        for item in page["items"]:
            self.apply(item)
        self.cursors.append(page["next"])
        return page

    def apply(self, item: dict[str, Any]) -> None:
        """Do what a change says."""
        self.kinds.append((item["kind"], item["id"]))
        if item["kind"] in {"created", "updated"}:
            assert item["innovation"]["id"] == item["id"]
            assert item["innovation"]["slug"] == item["slug"]
            self.records[item["id"]], self.until[item["id"]] = item["innovation"], item["used_until"]
        else:
            assert item["innovation"] is None
            assert (item["kind"] == "merged") == (item["merged_into"] is not None)
            self.records.pop(item["id"], None)

    def used_by(self, identity: str, on: date | None = None) -> int:
        """Return by how many agencies a record is used on a day, as the copy tells without asking anybody."""
        return sum(date.fromisoformat(day) >= (on or today()) for day in self.until[identity])


async def listed(client: httpx.AsyncClient, **filters: object) -> dict[str, dict[str, Any]]:
    """Return every record of the public list as the list shows it."""
    found: dict[str, dict[str, Any]] = {}
    page = await page_of(client, "/v1/innovations", limit=200, **filters)
    while True:
        found |= {item["id"]: item for item in page["items"]}
        if not page["next"]:
            return found
        page = await page_of(client, "/v1/innovations", limit=200, cursor=page["next"], **filters)

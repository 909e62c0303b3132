"""A page of the feed costs the same at any depth of any history."""

import json
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from app.feeds.repository import SIZES, statement
from tests.conftest import Server
from tests.innovations.keeping import served

_ROWS = 20_000
_MANY = f"""
INSERT INTO innovation_change (innovation_id, external, place, since, live, at)
SELECT md5(n::text)::uuid, n % 50 = 0, n, n, n % 3 > 0, now() FROM generate_series(1, {_ROWS}) n;
ANALYZE innovation_change, innovation_card, innovation_document, innovation"""  # noqa: S608 - a constant


@pytest.fixture(scope="module")
async def connection(server: Server, migrated: str) -> AsyncIterator[asyncpg.Connection]:
    async with served(server, migrated) as fresh:
        connection = await asyncpg.connect(fresh.url)
        await connection.execute(_MANY)
        # as a prepared statement is planned that is used again and again
        await connection.execute("SET plan_cache_mode = force_generic_plan")
        yield connection
        await connection.close()


async def cost(connection: asyncpg.Connection, size: int, place: int) -> tuple[int, str]:
    """Return how many blocks a page reads, and its plan."""
    name = f"page_{size}_{place}"
    await connection.execute(f"PREPARE {name} (boolean, bigint, uuid, bigint) AS {statement(size)}")
    explain = f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) EXECUTE {name}(false, {place}, '{UUID(int=0)}', 0)"
    # what is looked up once in a connection is not counted
    told = [await connection.fetchval(explain) for _ in range(2)][-1]
    plan = json.loads(told)[0]["Plan"]
    return plan["Shared Hit Blocks"] + plan["Shared Read Blocks"], told


def scanned(plan: dict[str, Any]) -> set[str]:
    """Return the tables that a plan reads from end to end."""
    below = [table for part in plan.get("Plans", []) for table in scanned(part)]
    return {*below, *([plan["Relation Name"]] if plan["Node Type"] == "Seq Scan" else [])}


@pytest.mark.parametrize("size", SIZES)
async def test_a_page_is_read_by_its_index_at_any_depth(connection: asyncpg.Connection, size: int) -> None:
    costs = []
    for place in (0, _ROWS // 2, _ROWS - 2 * size):
        blocks, plan = await cost(connection, size, place)
        assert '"ix_innovation_change_place"' in plan
        # the tables that are joined to a page have no rows here, and are read from end to end for that
        assert "innovation_change" not in scanned(json.loads(plan)[0]["Plan"])
        costs.append(blocks)
    assert max(costs) <= 2 * min(costs) + 10, costs

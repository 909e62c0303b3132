"""The reader of documents: never more connections than allowed, none lost, none waited for without end."""

import asyncio
import time

import asyncpg
import pytest

from app.core.database import server_settings
from app.core.errors import DatabaseBusy
from app.core.reading import Reader
from app.core.settings import Settings


def reader_of(url: str, size: int = 2, wait: float = 0.3) -> Reader:
    settings = Settings(database_url=url, statement_timeout=2)
    return Reader(url, size, wait, {"server_settings": server_settings(settings), "timeout": 2})


async def count(url: str) -> int:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'inovasi' AND datname = current_database()"
        )
    finally:
        await connection.close()


async def test_no_more_connections_than_allowed(migrated: str) -> None:
    reader = reader_of(migrated, size=3, wait=5)
    before = await count(migrated)
    answers = await asyncio.gather(*(reader.fetch("SELECT pg_sleep(0.005), $1::int", n) for n in range(40)))
    assert [rows[0][1] for rows in answers] == list(range(40))
    assert await count(migrated) - before == 3
    await reader.close()
    for _ in range(50):
        if await count(migrated) == before:
            break
        await asyncio.sleep(0.02)
    assert await count(migrated) == before


async def test_whoever_waits_too_long_is_told_so_and_the_reader_recovers(migrated: str) -> None:
    reader = reader_of(migrated)
    busy = [asyncio.create_task(reader.fetch("SELECT pg_sleep(1)")) for _ in range(2)]
    await asyncio.sleep(0.1)
    began = time.monotonic()
    with pytest.raises(DatabaseBusy):
        await reader.fetch("SELECT 1")
    assert time.monotonic() - began < 0.6
    await asyncio.gather(*busy)
    assert (await reader.fetch("SELECT 1"))[0][0] == 1
    await reader.close()


async def test_a_broken_connection_is_replaced(migrated: str) -> None:
    reader = reader_of(migrated)
    process = (await reader.fetch("SELECT pg_backend_pid()"))[0][0]
    other = await asyncpg.connect(migrated)
    await other.execute("SELECT pg_terminate_backend($1)", process)
    await other.close()
    await asyncio.sleep(0.05)
    assert (await reader.fetch("SELECT pg_backend_pid()"))[0][0] != process
    await reader.close()


async def test_a_failed_statement_does_not_cost_a_connection(migrated: str) -> None:
    reader = reader_of(migrated)
    for _ in range(5):
        with pytest.raises(asyncpg.UndefinedTableError):
            await reader.fetch("SELECT * FROM there_is_no_such_table")
    assert await asyncio.gather(*(reader.fetch("SELECT 1") for _ in range(4)))
    await reader.close()


async def test_a_cancelled_read_does_not_cost_a_connection(migrated: str) -> None:
    reader = reader_of(migrated, size=1, wait=3)
    for _ in range(4):
        task = asyncio.create_task(reader.fetch("SELECT pg_sleep(0.4)"))
        waiting = asyncio.create_task(reader.fetch("SELECT 1"))
        await asyncio.sleep(0.05)
        waiting.cancel()
        task.cancel()
        await asyncio.gather(task, waiting, return_exceptions=True)
    assert (await reader.fetch("SELECT 7"))[0][0] == 7
    await reader.close()


async def test_no_server_is_said_at_once_and_does_not_use_up_the_reader() -> None:
    reader = reader_of("postgresql://postgres@127.0.0.1:1/none")
    for _ in range(5):
        with pytest.raises(OSError, match=r"[Cc]onnect"):
            await reader.fetch("SELECT 1")


async def test_a_changed_table_is_read_again(fresh) -> None:  # noqa: ANN001 - the fixture's type is its own
    reader = reader_of(fresh.url, size=1)
    connection = await asyncpg.connect(fresh.url)
    await connection.execute("CREATE TABLE changing (a int); INSERT INTO changing VALUES (1)")
    assert (await reader.fetch("SELECT a FROM changing"))[0][0] == 1
    await connection.execute("ALTER TABLE changing ALTER a TYPE bigint")
    assert (await reader.fetch("SELECT a FROM changing"))[0][0] == 1
    await connection.close()
    await reader.close()

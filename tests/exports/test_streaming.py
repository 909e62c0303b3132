"""An export on the way: clients that go away or read slowly, failures in the middle, writers meanwhile, and others."""

import asyncio
import json
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
import uvicorn

from app.core.errors import DatabaseUnavailable
from app.core.settings import Settings
from app.exports import files, router, streaming, walking
from app.main import create_app
from tests.conftest import UNLIMITED, Server, name_of, new_database

ROWS = 6000
# each note is long enough that the file is far more than what sockets hold on the way
FILL = """
INSERT INTO source (id, slug, kind, title, note, title_key)
SELECT gen_random_uuid(), 'dokumen-' || n, 'berita', 'Dokumen ' || n, repeat('tentang layanan ', 150), 'dokumen ' || n
FROM generate_series(1, $1::int) n"""


class Serving:
    """The service behind a socket, with room for one export at once."""

    def __init__(self, url: str, port: int) -> None:
        self.url = url
        self.port = port
        self.client = httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30)

    async def asks(self) -> list[str]:
        """Return what other connections than this one are doing with a transaction open or a statement running."""
        connection = await asyncpg.connect(self.url)
        try:
            rows = await connection.fetch(
                "SELECT state || ' ' || query AS doing FROM pg_stat_activity WHERE datname = current_database() "
                "AND pid <> pg_backend_pid() AND state <> 'idle' AND backend_type = 'client backend'"
            )
            return [row["doing"] for row in rows]
        finally:
            await connection.close()

    async def pids(self) -> frozenset[int]:
        """Return the processes of PostgreSQL that serve the service."""
        connection = await asyncpg.connect(self.url)
        try:
            found = await connection.fetch(
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'inovasi'"
            )
            return frozenset(row["pid"] for row in found)
        finally:
            await connection.close()

    async def rests(self) -> bool:
        """Whether nothing is left open, soon."""
        for _ in range(40):
            if not await self.asks():
                return True
            await asyncio.sleep(0.05)
        return False

    async def begin(self, path: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Ask over a socket of our own, and read no more than the head of the answer."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=1024)
        writer.write(f"GET {path} HTTP/1.1\r\nhost: x\r\n\r\n".encode())
        await writer.drain()
        assert b" 200 " in await reader.readline()
        return reader, writer


@pytest.fixture(scope="module")
async def serving(server: Server, migrated: str) -> AsyncIterator[Serving]:
    async with new_database(server, name_of(migrated)) as url:
        connection = await asyncpg.connect(url)
        await connection.execute(FILL.replace("$1::int", str(ROWS)))
        await connection.close()
        settings = Settings(
            database_url=url, log_level="error", pool_size=1, read_pool_size=1, export_slots=1, **UNLIMITED
        )
        running = uvicorn.Server(uvicorn.Config(create_app(settings), port=0, log_level="critical", ws="none"))
        task = asyncio.create_task(running.serve())
        while not running.started:  # noqa: ASYNC110 - uvicorn has no event of it
            await asyncio.sleep(0.01)
        here = Serving(url, running.servers[0].sockets[0].getsockname()[1])
        yield here
        await here.client.aclose()
        running.should_exit = True
        await task


def left_in(folder: Path) -> list[Path]:
    return list(folder.iterdir())


@asynccontextmanager
async def pages_going_through(monkeypatch: pytest.MonkeyPatch, hook: Any) -> AsyncIterator[None]:
    """Do something before each page but the first of an export is read."""
    original = walking.Walk._page  # noqa: SLF001 - the one place where a page is read

    async def page(self: walking.Walk, cursor: str | None, limit: int | None = None) -> dict[str, Any]:
        if cursor is not None:
            await hook()
        return await original(self, cursor, limit)

    with monkeypatch.context() as patched:
        patched.setattr(walking.Walk, "_page", page)
        yield


@pytest.mark.parametrize("form", ["csv", "ndjson", "xlsx"])
async def test_a_client_that_goes_away_frees_what_it_held(
    serving: Serving, form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    for _ in range(3):
        reader, writer = await serving.begin(f"/v1/sources.{form}")
        await reader.read(100)
        writer.transport.abort()
        assert await serving.rests()
    answer = await serving.client.get("/v1/sources.ndjson")
    assert len(answer.text.splitlines()) == ROWS
    assert await serving.rests()
    assert left_in(tmp_path) == []


@pytest.mark.parametrize("form", ["csv", "ndjson", "xlsx"])
async def test_a_client_that_has_all_is_not_taken_for_one_that_went_away(
    serving: Serving, form: str, caplog: pytest.LogCaptureFixture
) -> None:
    connections = set()
    for _ in range(4):
        for path in ("sources", "innovations"):
            answer = await serving.client.get(f"/v1/{path}.{form}", headers={"connection": "close"})
            assert answer.status_code == 200
            connections.add(await serving.pids())
    assert caplog.records == []
    assert len(connections) == 1, "the same connection does them all"


async def test_a_client_that_goes_away_before_the_first_byte(serving: Serving) -> None:
    for _ in range(3):
        _, writer = await asyncio.open_connection("127.0.0.1", serving.port)
        writer.write(b"GET /v1/sources.xlsx HTTP/1.1\r\nhost: x\r\n\r\n")
        await writer.drain()
        await asyncio.sleep(0.1)
        writer.transport.abort()
        assert await serving.rests()
    assert (await serving.client.get("/v1/sources.ndjson")).status_code == 200


@pytest.mark.parametrize("form", ["csv", "ndjson"])
async def test_what_fails_in_the_middle_cuts_the_connection(
    serving: Serving, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = 0

    async def fail() -> None:
        nonlocal seen
        seen += 1
        if seen > 5:
            raise DatabaseUnavailable

    async with pages_going_through(monkeypatch, fail):
        with pytest.raises(httpx.RemoteProtocolError):
            await serving.client.get(f"/v1/sources.{form}")
    assert await serving.rests()
    assert len((await serving.client.get("/v1/sources.ndjson")).text.splitlines()) == ROWS


async def test_what_fails_before_the_first_byte_is_told(
    serving: Serving, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail() -> None:
        raise DatabaseUnavailable

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    async with pages_going_through(monkeypatch, fail):
        answer = await serving.client.get("/v1/sources.xlsx")
    assert (answer.status_code, answer.json()["code"]) == (503, "database_unavailable")
    assert left_in(tmp_path) == []
    assert await serving.rests()


async def test_a_workbook_has_a_limit_on_the_disk(serving: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_SCRATCH", 100_000)
    answer = await serving.client.get("/v1/sources.xlsx")
    assert (answer.status_code, answer.json()["code"]) == (422, "export_too_large")


async def test_a_client_that_takes_nothing_is_cut(serving: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "MOST_STALL", 0.2)
    reader, writer = await serving.begin("/v1/sources.ndjson")
    await asyncio.sleep(0.6)
    assert await serving.rests()
    body = b""
    while part := await reader.read(1 << 20):
        body += part
    assert not body.endswith(b"0\r\n\r\n"), "the last chunk tells that all is there"
    writer.close()


async def test_others_wait_a_moment_and_are_told_when_to_come_back(
    serving: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(router, "_PATIENCE", 0.1)
    _, writer = await serving.begin("/v1/sources.ndjson")
    answer = await serving.client.get("/v1/innovations.csv")
    assert (answer.status_code, answer.json()["code"]) == (503, "exports_busy")
    assert answer.headers["retry-after"] == "5"
    # what is no export has connections of its own
    assert (await serving.client.get("/v1/sources?limit=1")).status_code == 200
    monkeypatch.setattr(router, "_PATIENCE", 10)
    waiting = asyncio.create_task(serving.client.get("/v1/innovations.csv"))
    await asyncio.sleep(0.1)
    writer.transport.abort()
    assert (await waiting).status_code == 200


async def test_writers_meanwhile_neither_lose_nor_double_a_row(
    serving: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = await asyncpg.connect(serving.url)
    before = (await serving.client.get("/v1/sources.ndjson")).text.splitlines()
    turn = 0

    async def write() -> None:
        nonlocal turn
        turn += 1
        await connection.execute("DELETE FROM source WHERE slug = $1", f"dokumen-{turn * 7}")
        await connection.execute("UPDATE source SET title = 'Aaa ' || title WHERE slug = $1", f"dokumen-{turn * 7 + 1}")
        await connection.execute("UPDATE source SET title = 'zzz ' || title WHERE slug = $1", f"dokumen-{turn * 7 + 2}")
        new = FILL.replace("'dokumen-' ||", "'baru-' ||").replace("generate_series(1,", f"generate_series({turn},")
        await connection.execute(new.replace("$1::int", str(turn)))

    async with pages_going_through(monkeypatch, write):
        meanwhile = (await serving.client.get("/v1/sources.ndjson")).text.splitlines()
    assert turn > 20
    assert meanwhile == before
    after = {json.loads(line)["slug"] for line in (await serving.client.get("/v1/sources.ndjson")).text.splitlines()}
    assert "dokumen-7" not in after
    assert "baru-1" in after
    await connection.execute("TRUNCATE source CASCADE")
    await connection.execute(FILL.replace("$1::int", str(ROWS)))
    await connection.close()


async def test_a_head_reads_no_more_than_the_first_page(serving: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail() -> None:
        raise AssertionError

    async with pages_going_through(monkeypatch, fail):
        answer = await serving.client.head("/v1/sources.csv")
    assert (answer.status_code, answer.content) == (200, b"")
    assert await serving.rests()

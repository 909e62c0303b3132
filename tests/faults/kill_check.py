"""A service that is killed at the worst moments leaves one record, however the request is sent again.

Real processes of `inovasi serve` stand between a client and a PostgreSQL that survives them. A proxy in front of the
database knows when a transaction is about to be committed, and keeps the word back in one of the two directions until
the service is dead. No part of the suite, because it starts a process for each death: `make soak`.
"""

import asyncio
import os
import shutil
import signal
import tempfile
from collections import deque
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import httpx
import pytest
from sqlalchemy.engine import make_url

from app.core.database import Database
from app.core.postgres import EmbeddedPostgres
from app.core.settings import Settings
from tests import factories
from tests.conftest import Server, new_database
from tests.migrating import migrate
from tests.signing import sign
from tests.test_serve import Service, accepts, wait_until

REPEATS = 20
COMMIT = b"COMMIT;"
ROWS = """
SELECT (SELECT count(*) FROM innovation WHERE name = $1),
  (SELECT count(*) FROM audit_event e JOIN innovation i ON i.id = e.entity_id WHERE i.name = $1),
  (SELECT count(*) FROM idempotent_request WHERE key = $2)"""
# when the service dies: the word to commit has not reached the database; the database has done it and the service does
# not know; the service has begun to answer and the client has not read it
POINTS = ("before the commit", "after the commit", "while answering")


class Proxy:
    """Stands between a service and its database, and keeps a commit or its confirmation back when told to."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._point: str | None = None
        self._reached = asyncio.Event()
        self._connections: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    async def start(self) -> str:
        """Begin to listen; return the address of the database through here."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        parts = make_url(self._url)
        port = self._server.sockets[0].getsockname()[1]
        return parts._replace(host="127.0.0.1", port=port, query={}).render_as_string(hide_password=False)

    def arm(self, point: str) -> None:
        """Keep the next commit back at this point."""
        self._point = point

    async def reached(self) -> None:
        """Return when a commit is kept back."""
        async with asyncio.timeout(10):
            await self._reached.wait()

    async def stop(self) -> None:
        """End every connection, as the death of the service does."""
        if self._server is not None:
            self._server.close()
        for connection in self._connections:
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = asyncio.current_task()
        assert connection
        self._connections.add(connection)
        connection.add_done_callback(self._connections.discard)
        upstream, upwards = await connect(self._url)
        committing = asyncio.Event()
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._ask(reader, upwards, committing))
                group.create_task(self._answer(upstream, writer, committing))
        except* ConnectionError:
            pass
        finally:
            writer.close()
            upwards.close()

    async def _ask(
        self, reader: asyncio.StreamReader, upwards: asyncio.StreamWriter, committing: asyncio.Event
    ) -> None:
        while data := await reader.read(65_536):
            if COMMIT in data and self._point == POINTS[0]:
                await self._keep_back()
            if COMMIT in data and self._point == POINTS[1]:
                committing.set()
            upwards.write(data)
            await upwards.drain()
        raise ConnectionResetError

    async def _answer(
        self, upstream: asyncio.StreamReader, writer: asyncio.StreamWriter, committing: asyncio.Event
    ) -> None:
        while data := await upstream.read(65_536):
            if committing.is_set():
                await self._keep_back()
            writer.write(data)
            await writer.drain()
        raise ConnectionResetError

    async def _keep_back(self) -> None:
        self._reached.set()
        await asyncio.Event().wait()


async def connect(url: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Open a connection to where a database is: a host, or a folder with a socket."""
    parts = make_url(url)
    host, port = parts.host or str(parts.query.get("host", "127.0.0.1")), parts.port or parts.query.get("port", 5432)
    if host.startswith("/"):
        return await asyncio.open_unix_connection(f"{host}/.s.PGSQL.{port}")
    return await asyncio.open_connection(host, int(str(port)))


@dataclass(frozen=True)
class Victim:
    """A running service with a proxy of its own before the database."""

    service: Service
    proxy: Proxy

    async def send(self, request: tuple[dict[str, str], dict[str, str]]) -> httpx.Response:
        """Send a request to register, as headers and body."""
        headers, body = request
        async with httpx.AsyncClient(base_url=self.service.url, timeout=10) as client:
            return await client.post("/v1/innovations", headers=headers, json=body)

    def kill(self) -> None:
        """Kill it; it has no chance to do or say anything."""
        self.service.process.send_signal(signal.SIGKILL)

    async def bury(self) -> None:
        """Kill it, if it still lives, and end what it leaves open."""
        await asyncio.to_thread(self.service.__exit__)
        await self.proxy.stop()


class Victims:
    """Services one after another; the next ones start while the present one is at work."""

    def __init__(self, home: Path, url: str) -> None:
        self._home = home
        self._url = url
        self._next = deque(asyncio.create_task(self._start()) for _ in range(2))
        self._present: Victim | None = None

    async def _start(self) -> Victim:
        proxy = Proxy(self._url)
        address = await proxy.start()
        service = Service(self._home, DATABASE_URL=address, LOG_LEVEL="error")
        await asyncio.to_thread(wait_until, lambda: accepts(service.port), 60)
        return Victim(service, proxy)

    async def fresh(self) -> Victim:
        """Return a service that answers, and start another one."""
        if self._present is not None:
            await self._present.bury()
        self._present = await self._next.popleft()
        self._next.append(asyncio.create_task(self._start()))
        return self._present

    async def close(self) -> None:
        """Kill what runs."""
        for victim in (self._present, *await asyncio.gather(*self._next)):
            if victim is not None:
                await victim.bury()


@pytest.fixture(scope="module")
def postgres() -> Iterator[Server]:
    """A PostgreSQL that keeps what it confirms: the one that is given, or an embedded one for this file."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield Server(given)
        return
    home = Path(tempfile.mkdtemp(prefix="inovasi-kill-"))
    with EmbeddedPostgres(home) as postgres:
        yield Server(postgres.url("postgres"))
    shutil.rmtree(home, ignore_errors=True)


@dataclass(frozen=True)
class Registry:
    """A database, somebody who writes to it, and services that die before it."""

    url: str
    headers: dict[str, str]
    victims: Victims

    def request(self, key: str) -> tuple[dict[str, str], dict[str, str]]:
        """Return headers and body of a request to register."""
        return {**self.headers, "idempotency-key": key}, {"name": f"Inovasi {key}"}

    async def rows(self, key: str) -> tuple[int, ...]:
        """Return how many records, events and kept answers a request has left."""
        connection = await asyncpg.connect(self.url)
        try:
            row = await connection.fetchrow(ROWS, f"Inovasi {key}", key)
        finally:
            await connection.close()
        return tuple(row)


@pytest.fixture(scope="module")
async def registry(postgres: Server) -> AsyncIterator[Registry]:
    async with new_database(postgres) as url:
        await asyncio.to_thread(migrate, url)
        database = Database(Settings(database_url=url))
        async with database.sessions.begin() as session:
            agency = await factories.agency(session, "Dinas Perhubungan")
            headers = await sign(session, "operator", agency_id=agency.id)
        await database.close()
        with tempfile.TemporaryDirectory(prefix="inovasi-kill-home-") as folder:
            victims = Victims(Path(folder) / "home", url)
            yield Registry(url, headers, victims)
            await victims.close()


async def die_at_the_commit(victim: Victim, point: str, request: tuple[dict[str, str], dict[str, str]]) -> None:
    """Send a request, and kill the service while its commit is kept back."""
    victim.proxy.arm(point)
    sent = asyncio.create_task(victim.send(request))
    await victim.proxy.reached()
    assert not sent.done()
    victim.kill()
    with pytest.raises(httpx.TransportError):
        await sent


async def die_answering(victim: Victim, request: tuple[dict[str, str], dict[str, str]]) -> None:
    """Send a request, and kill the service when the first byte of its answer is there."""
    headers, body = request
    whole = httpx.Request("POST", f"{victim.service.url}/v1/innovations", headers=headers, json=body)
    lines = ["POST /v1/innovations HTTP/1.1", *(f"{name}: {value}" for name, value in whole.headers.items())]
    reader, writer = await asyncio.open_connection("127.0.0.1", victim.service.port)
    writer.write("\r\n".join([*lines, "", ""]).encode() + whole.content)
    await reader.readexactly(1)
    victim.kill()
    writer.close()


@pytest.mark.parametrize("point", POINTS)
async def test_a_request_that_is_sent_again_leaves_one_record(registry: Registry, point: str) -> None:
    victim = await registry.victims.fresh()
    for number in range(REPEATS):
        key = f"{POINTS.index(point)}-{number}"
        request = registry.request(key)
        if point == POINTS[2]:
            await die_answering(victim, request)
        else:
            await die_at_the_commit(victim, point, request)
        victim = await registry.victims.fresh()
        done = point != POINTS[0]
        assert await registry.rows(key) == ((1, 1, 1) if done else (0, 0, 0))
        answer = await victim.send(request)
        assert answer.status_code == 201, answer.text
        assert ("idempotency-replayed" in answer.headers) == done
        assert answer.json()["name"] == f"Inovasi {key}"
        assert await registry.rows(key) == (1, 1, 1)

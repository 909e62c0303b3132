"""A real PostgreSQL behind every test, migrated once for each worker.

Three ways to use it, from the quickest to the most real:

* `session`: a transaction on the empty database that is undone after the test;
* `catalogue`: the whole service, asked over HTTP, on a database with the reference data that no test changes;
* `fresh`: the service on a database of the test's own, where what one connection commits another one sees.

`TEST_DATABASE_URL` names another server to use instead of the embedded one, as a superuser.
"""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import asyncpg
import httpx
import pytest
from fastapi import FastAPI
from hypothesis import settings as hypothesis_settings
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from app.core.database import Database, engine_url
from app.core.postgres import EmbeddedPostgres
from app.core.settings import Settings
from app.main import create_app
from app.reference.files import read_reference
from app.reference.service import ReferenceService
from tests.migrating import migrate

# what the suite asks in a minute is more than a client may; the tests of the limits set their own
UNLIMITED = {"rate_limit_read": "off", "rate_limit_write": "off", "rate_limit_sign_in": "off"}

# examples are few and time does not fail them: the machine is shared, and the suite is to stay quick
hypothesis_settings.register_profile("suite", max_examples=40, deadline=None, derandomize=True)
hypothesis_settings.load_profile("suite")


@dataclass(frozen=True)
class Server:
    """A PostgreSQL where databases can be made."""

    url: str

    def database(self, name: str) -> str:
        """Return the address of one of its databases."""
        base, _, options = self.url.partition("?")
        return f"{base.rsplit('/', 1)[0]}/{name}" + (f"?{options}" if options else "")

    async def execute(self, statement: str) -> None:
        """Run one statement outside of any transaction."""
        connection = await asyncpg.connect(self.url)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield Server(given)
        return
    home = Path(tempfile.mkdtemp(prefix="inovasi-test-"))
    with EmbeddedPostgres(home, throwaway=True) as postgres:
        yield Server(postgres.url("postgres"))
    shutil.rmtree(home, ignore_errors=True)


@asynccontextmanager
async def new_database(server: Server, template: str | None = None) -> AsyncIterator[str]:
    """Make a database, a copy of another or empty, and drop it in the end."""
    name = f"test_{uuid4().hex}"
    await server.execute(f'CREATE DATABASE {name} TEMPLATE "{template or "template0"}"')
    try:
        yield server.database(name)
    finally:
        await server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
async def migrated(server: Server) -> AsyncIterator[str]:
    """The address of a migrated, empty database."""
    async with new_database(server) as url:
        await asyncio.to_thread(migrate, url)
        yield url


@pytest.fixture(scope="session")
async def loaded(server: Server, migrated: str) -> AsyncIterator[str]:
    """The address of a database with the reference data, which no test changes."""
    async with new_database(server, name_of(migrated)) as url:
        await load_reference(url)
        yield url


async def load_reference(url: str) -> None:
    """Put the reference data into a migrated database."""
    database = Database(Settings(database_url=url))
    async with database.sessions.begin() as session:
        await ReferenceService(session).load(read_reference(), lambda _kind, _done, _total: None)
    await database.close()


def name_of(url: str) -> str:
    """Return the name of the database that an address leads to."""
    return url.partition("?")[0].rsplit("/", 1)[1]


@pytest.fixture
async def session(migrated: str) -> AsyncIterator[AsyncSession]:
    """A session whose transaction is undone after the test; what it commits is a savepoint."""
    options = {"server_settings": {"timezone": "UTC"}}
    engine = create_async_engine(engine_url(migrated), connect_args=options)
    async with engine.connect() as connection:
        outer = await connection.begin()
        async with AsyncSession(
            connection, join_transaction_mode="create_savepoint", expire_on_commit=False
        ) as session:
            yield session
        await outer.rollback()
    await engine.dispose()


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[FastAPI]:
    """The service with its connections open."""
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        yield app


def client_of(app: FastAPI) -> httpx.AsyncClient:
    """A client that asks the service as a server would, and sees its faults as answers."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://inovasi.test")


@pytest.fixture(scope="session")
async def catalogue(loaded: str) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the service on the reference data."""
    settings = Settings(database_url=loaded, base_url="https://inovasi.example.go.id", log_level="warning", **UNLIMITED)
    async with running(settings) as app, client_of(app) as client:
        yield client


@dataclass(frozen=True)
class Fresh:
    """The service on a database of the test's own."""

    url: str
    app: FastAPI
    client: httpx.AsyncClient

    @asynccontextmanager
    async def committing(self) -> AsyncIterator[AsyncSession]:
        """A session on the primary that commits in the end."""
        database: Database = self.app.state.database
        async with database.sessions.begin() as session:
            yield session


@pytest.fixture
async def fresh(server: Server, migrated: str) -> AsyncIterator[Fresh]:
    async with new_database(server, name_of(migrated)) as url:
        settings = Settings(database_url=url, log_level="warning", pool_size=3, read_pool_size=4, **UNLIMITED)
        async with running(settings) as app, client_of(app) as client:
            yield Fresh(url, app, client)

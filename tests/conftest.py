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
from functools import lru_cache
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
from app.reference.instrument_files import read_forms, read_instruments
from app.reference.service import ReferenceService
from tests.migrating import migrate

# what the suite asks in a minute is more than a client may; the tests of the limits set their own
UNLIMITED = {f"rate_limit_{policy}": "off" for policy in ("read", "write", "open", "answer", "sign_in")}

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
async def furnished(server: Server, migrated: str) -> AsyncIterator[str]:
    """The address of a database with the reference data, to make copies of: nothing may stay connected to it."""
    async with new_database(server, name_of(migrated)) as url:
        await load_reference(url)
        await add_examples(url)
        yield url


@pytest.fixture(scope="session")
async def loaded(server: Server, furnished: str) -> AsyncIterator[str]:
    """The address of a database with the reference data, which no test changes."""
    async with new_database(server, name_of(furnished)) as url:
        yield url


async def add_examples(url: str) -> None:
    """Put into a registry what the examples of the document lead to beside the reference data."""
    # what they are made by stands beside the tests of their slices, which begin with this file
    from tests.action_plans.example import add_action_plans  # noqa: PLC0415 - for that reason
    from tests.mandates.example import add_mandates  # noqa: PLC0415 - for that reason
    from tests.needs.example import add_needs  # noqa: PLC0415 - for that reason
    from tests.recognitions.example import add_recognitions  # noqa: PLC0415 - for that reason
    from tests.replication.example import add_replications  # noqa: PLC0415 - for that reason
    from tests.rounds.example import add_example  # noqa: PLC0415 - for that reason
    from tests.snapshots.example import add_snapshots  # noqa: PLC0415 - for that reason
    from tests.surveys.example import add_surveys  # noqa: PLC0415 - for that reason

    database = Database(Settings(database_url=url))
    async with database.sessions.begin() as session:
        await add_example(session)
        await add_replications(session)
        await add_mandates(session)
        await add_recognitions(session)
        await add_action_plans(session)
        await add_surveys(session)
        await add_needs(session)
        await add_snapshots(session)
    await database.close()


async def load_reference(url: str) -> None:
    """Put the reference data into a migrated database."""
    database = Database(Settings(database_url=url))
    async with database.sessions.begin() as session:
        await ReferenceService(session).load(read_reference(), lambda *_: None, read_instruments(), read_forms())
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


# every table, and everything that hangs on one: what a test may have added to the schema shows here
_SCHEMA = """
SELECT md5(string_agg(name, ' ' ORDER BY name)) FROM (
  SELECT 'r ' || relname || relowner AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace
  UNION ALL SELECT 't ' || tgname || tgenabled::text FROM pg_trigger WHERE NOT tgisinternal
  UNION ALL SELECT 'p ' || proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
  UNION ALL SELECT 'c ' || conname FROM pg_constraint WHERE connamespace = 'public'::regnamespace
  UNION ALL SELECT 'a ' || attrelid || attname || atttypid FROM pg_attribute
    WHERE attrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)) things"""
# triggers and foreign keys rest meanwhile, so that the audit can be emptied too and the order does not matter
_EMPTY = """
DO $$ DECLARE t text; BEGIN
  SET LOCAL session_replication_role = replica;
  FOR t IN SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
      AND relname <> 'alembic_version' LOOP
    EXECUTE format('DELETE FROM %I', t);
  END LOOP;
END $$"""


class Spare:
    """An empty database for one test after the other: making one anew for each would take longer than most tests."""

    def __init__(self, server: Server, template: str) -> None:
        self._server = server
        self._template = template
        self._name: str | None = None
        self._schema: str | None = None

    async def take(self) -> str:
        """Return the address of an empty, migrated database."""
        if self._name is None:
            self._name = f"test_{uuid4().hex}"
            await self._server.execute(f'CREATE DATABASE {self._name} TEMPLATE "{self._template}"')
            self._schema = await self._ask(_SCHEMA)
        return self._server.database(self._name)

    async def give_back(self) -> None:
        """Empty the database; drop one whose schema is no longer what it was."""
        try:
            await self._ask(_EMPTY)
            same = await self._ask(_SCHEMA) == self._schema
        except (asyncpg.PostgresError, OSError):
            same = False
        if not same:
            await self.drop()

    async def drop(self) -> None:
        """Drop the database, if there is one."""
        if self._name is not None:
            await self._server.execute(f"DROP DATABASE {self._name} WITH (FORCE)")
            self._name = None

    async def _ask(self, statement: str) -> str | None:
        connection = await asyncpg.connect(self._server.database(self._name or ""))
        try:
            answer: str | None = await connection.fetchval(statement)
            return answer
        finally:
            await connection.close()


@pytest.fixture(scope="session")
async def spare(server: Server, migrated: str) -> AsyncIterator[Spare]:
    spare = Spare(server, name_of(migrated))
    yield spare
    await spare.drop()


@lru_cache(maxsize=1)
def service_on(url: str) -> FastAPI:
    """The service on a database; it is put together once, and begins and ends with each test."""
    return create_app(Settings(database_url=url, log_level="warning", pool_size=3, read_pool_size=4, **UNLIMITED))


@pytest.fixture
async def fresh(spare: Spare) -> AsyncIterator[Fresh]:
    url = await spare.take()
    app = service_on(url)
    async with app.router.lifespan_context(app), client_of(app) as client:
        yield Fresh(url, app, client)
    await spare.give_back()

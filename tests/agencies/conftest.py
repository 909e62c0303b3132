from collections.abc import AsyncIterator

import pytest

from app.core.database import Database
from app.core.settings import Settings
from app.reference.files import read_reference
from app.reference.service import ReferenceService
from tests.agencies.keeping import Registrar
from tests.conftest import UNLIMITED, Fresh, Server, client_of, new_database, running
from tests.signing import sign


def _name(url: str) -> str:
    return url.partition("?")[0].rsplit("/", 1)[1]


@pytest.fixture(scope="package")
async def shipped(server: Server, migrated: str) -> AsyncIterator[str]:
    """The name of a database with the reference data that nobody is connected to, so that it can be copied."""
    async with new_database(server, _name(migrated)) as url:
        database = Database(Settings(database_url=url))
        async with database.sessions.begin() as session:
            await ReferenceService(session).load(read_reference(), lambda _kind, _done, _total: None)
        await database.close()
        yield _name(url)


@pytest.fixture
async def city(server: Server, shipped: str) -> AsyncIterator[Fresh]:
    """The service on a copy of the reference data, which the test may change."""
    async with new_database(server, shipped) as url:
        settings = Settings(database_url=url, log_level="warning", pool_size=3, read_pool_size=4, **UNLIMITED)
        async with running(settings) as app, client_of(app) as client:
            yield Fresh(url, app, client)


@pytest.fixture
async def registrar(fresh: Fresh) -> Registrar:
    """The registrar of an empty registry."""
    async with fresh.committing() as session:
        return Registrar(fresh.client, await sign(session, "registrar"))


@pytest.fixture
async def orta(city: Fresh) -> Registrar:
    """The registrar of the city as it ships."""
    async with city.committing() as session:
        return Registrar(city.client, await sign(session, "registrar"))

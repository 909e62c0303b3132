"""A registry that the tests of a file share: each makes records, and editions where it needs its own."""

from collections.abc import AsyncIterator

import pytest

from tests.conftest import Server
from tests.eligibility.telling import edition
from tests.innovations.keeping import Registry, furnished, served
from tests.rounds import making


@pytest.fixture(scope="module")
async def registry(server: Server, migrated: str) -> AsyncIterator[Registry]:
    async with served(server, migrated) as fresh:
        made = await furnished(fresh)
        async with fresh.committing() as session:
            await making.instrument(session, edition("lomba", "2026", closes_on="2026-05-31"))
            await making.instrument(session, making.form(code="formulir", edition="2026"))
        yield made

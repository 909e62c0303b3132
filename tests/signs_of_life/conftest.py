"""A registry that the tests of a file share."""

from collections.abc import AsyncIterator

import pytest

from tests.conftest import Server
from tests.innovations.keeping import Registry, furnished, served


@pytest.fixture(scope="module")
async def registry(server: Server, migrated: str) -> AsyncIterator[Registry]:
    async with served(server, migrated) as fresh:
        yield await furnished(fresh)

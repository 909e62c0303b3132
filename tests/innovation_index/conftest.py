from collections.abc import AsyncIterator

import pytest

from tests.conftest import Server
from tests.innovation_index.city import City, founded
from tests.innovations.keeping import served


@pytest.fixture(scope="module")
async def city(server: Server, migrated: str) -> AsyncIterator[City]:
    """A city that the tests of a file share."""
    async with served(server, migrated) as fresh:
        yield await founded(fresh)

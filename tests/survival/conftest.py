"""A city that the tests of a file share."""

from collections.abc import AsyncIterator

import pytest

from tests.conftest import Fresh, Server
from tests.innovations.keeping import served
from tests.survival.city import built


@pytest.fixture(scope="module")
async def city(server: Server, migrated: str) -> AsyncIterator[Fresh]:
    async with served(server, migrated) as fresh:
        await built(fresh)
        yield fresh

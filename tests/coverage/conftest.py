"""A small city for each file of tests, and the city of the reference data."""

from collections.abc import AsyncIterator

import pytest

from tests.conftest import Server
from tests.coverage.town import Town, built
from tests.innovations.keeping import served


@pytest.fixture(scope="module")
async def town(server: Server, migrated: str) -> AsyncIterator[Town]:
    async with served(server, migrated) as fresh:
        yield await built(fresh)


@pytest.fixture(scope="module")
async def medan(server: Server, furnished: str) -> AsyncIterator[Town]:
    """A copy of the reference data."""
    async with served(server, furnished) as fresh:
        yield Town(fresh)

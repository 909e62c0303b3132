"""A bureau for each file of tests, and one on a copy of the reference data."""

from collections.abc import AsyncIterator

import pytest

from tests.conftest import Server
from tests.innovations.keeping import served
from tests.mandates.making import Bureau, opened


@pytest.fixture(scope="module")
async def bureau(server: Server, migrated: str) -> AsyncIterator[Bureau]:
    async with served(server, migrated) as fresh:
        yield await opened(fresh)


@pytest.fixture(scope="module")
async def city(server: Server, furnished: str) -> AsyncIterator[Bureau]:
    async with served(server, furnished) as fresh:
        yield await opened(fresh)

"""A school for each file of tests, and one on a copy of the reference data."""

from collections.abc import AsyncIterator

import pytest

from tests.conftest import Server
from tests.innovations.keeping import served
from tests.programmes.making import School, opened


@pytest.fixture(scope="module")
async def school(server: Server, migrated: str) -> AsyncIterator[School]:
    async with served(server, migrated) as fresh:
        yield await opened(fresh)

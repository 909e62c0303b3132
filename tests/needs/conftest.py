"""A desk for each file of tests."""

from collections.abc import AsyncIterator

import pytest

from tests.conftest import Server
from tests.innovations.keeping import served
from tests.needs.making import Desk, opened


@pytest.fixture(scope="module")
async def desk(server: Server, migrated: str) -> AsyncIterator[Desk]:
    async with served(server, migrated) as fresh:
        yield await opened(fresh)

"""A hall for each file of tests."""

from collections.abc import AsyncIterator

import pytest

from tests.conftest import Server
from tests.hearings.hall import Hall, opened
from tests.innovations.keeping import served


@pytest.fixture(scope="module")
async def hall(server: Server, migrated: str) -> AsyncIterator[Hall]:
    async with served(server, migrated) as fresh:
        yield await opened(fresh)

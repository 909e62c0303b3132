"""A desk for each file of tests."""

from collections.abc import AsyncIterator

import pytest

from tests.action_plans.desk import Desk, opened
from tests.conftest import Server
from tests.innovations.keeping import served


@pytest.fixture(scope="module")
async def desk(server: Server, migrated: str) -> AsyncIterator[Desk]:
    async with served(server, migrated) as fresh:
        yield await opened(fresh)

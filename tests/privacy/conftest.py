"""A desk for each test."""

from collections.abc import AsyncIterator

import pytest

from tests.conftest import Server
from tests.privacy.desk import Desk, serving, set_up


@pytest.fixture
async def desk(server: Server, migrated: str) -> AsyncIterator[Desk]:
    async with serving(server, migrated) as fresh:
        yield await set_up(fresh)

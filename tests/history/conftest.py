from collections.abc import AsyncIterator

import pytest

from tests.conftest import Server
from tests.history.scene import Scene, opened


@pytest.fixture(scope="module")
async def scene(server: Server, migrated: str) -> AsyncIterator[Scene]:
    """A scene that the tests of a file share: each makes records of its own."""
    async with opened(server, migrated) as scene:
        yield scene

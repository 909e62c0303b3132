"""Registries that the tests of a file share."""

from collections.abc import AsyncIterator

import pytest

from tests.conftest import Fresh, Server
from tests.innovations import keeping
from tests.innovations.keeping import Registry, served


@pytest.fixture(scope="module")
async def registry(server: Server, migrated: str) -> AsyncIterator[Registry]:
    """A registry with two agencies, and nothing published yet."""
    async with served(server, migrated) as fresh:
        yield await keeping.furnished(fresh)


@pytest.fixture(scope="module")
async def medan(server: Server, furnished: str) -> AsyncIterator[Fresh]:
    """A copy of the reference data."""
    async with served(server, furnished) as fresh:
        yield fresh

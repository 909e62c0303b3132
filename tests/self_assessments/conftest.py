"""A registry with instruments that its innovations can be assessed by."""

from collections.abc import AsyncIterator

import pytest

from tests.conftest import Server
from tests.innovation_index.making import index
from tests.innovations.keeping import Registry, furnished, served
from tests.rounds import making


@pytest.fixture(scope="module")
async def registry(server: Server, migrated: str) -> AsyncIterator[Registry]:
    """A registry that the tests of a file share: each makes records of its own."""
    async with served(server, migrated) as fresh:
        registry = await furnished(fresh)
        unfound = making.form(code="tak-dikenal").model_dump(mode="json") | {"form": "unknown"}
        async with fresh.committing() as session:
            for definition in (
                making.form(60, 40, 0, form={"scale": {"min": "0", "max": "100", "step": "0.5"}, "reason_below": "40"}),
                making.form(2, 1, code="tiga", form={"decimals": 4}),
                index(),
                type(index()).model_validate(unfound),
            ):
                await making.instrument(session, definition)
        yield registry

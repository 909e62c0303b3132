"""Two changes at once that show in the same document both show in it afterwards."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.innovations.service import InnovationService
from app.models import AgencyVersion, Innovation
from tests import factories
from tests.conftest import Fresh


async def rename_agency(session: AsyncSession) -> None:
    version = (await session.scalars(select(AgencyVersion))).one()
    version.name = "Dinas Baru"


async def rename_innovation(session: AsyncSession) -> None:
    innovation = (await session.scalars(select(Innovation))).one()
    innovation.name = "Nama Baru"


Change = Callable[[AsyncSession], Awaitable[None]]


@pytest.mark.parametrize(("first", "second"), [(rename_agency, rename_innovation), (rename_innovation, rename_agency)])
async def test_neither_change_is_lost(fresh: Fresh, first: Change, second: Change) -> None:
    async with fresh.committing() as session:
        owner = await factories.agency(session, "Dinas Lama")
        made = await factories.innovation(session, "Nama Lama", slug="contoh", agency_id=owner.id)
        await InnovationService(session).publish([made.id])
    written, go_on = asyncio.Event(), asyncio.Event()

    async def change_first() -> None:
        async with fresh.committing() as session:
            await first(session)
            await InnovationService(session).publish([made.id])
            written.set()
            await go_on.wait()

    async def change_second() -> None:
        await written.wait()
        async with fresh.committing() as session:
            await second(session)
            asyncio.get_running_loop().call_later(0.2, go_on.set)
            await InnovationService(session).publish([made.id])

    await asyncio.gather(change_first(), change_second())
    document = (await fresh.client.get("/v1/innovations/contoh")).json()
    card = (await fresh.client.get("/v1/innovations")).json()["items"][0]
    for shown in (document, card):
        assert (shown["name"], shown["agency"]["name"]) == ("Nama Baru", "Dinas Baru")

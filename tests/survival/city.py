"""A city whose innovations began in 2019, and what became of them."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.agencies.service import AgencyService
from app.core.ids import derived_id, new_id
from app.models import Innovation, InnovationStage, SignOfLife
from tests import factories
from tests.conftest import Fresh

AS_OF = "2026-06-30"


async def made(
    session: AsyncSession, *stages: tuple[str, str | None], signs: tuple[str, ...] = (), **facts: Any
) -> Innovation:
    """A published innovation with its stages, and the days of its signs of life."""
    innovation = await factories.innovation(session, **facts)
    for position, (code, on) in enumerate(stages):
        await factories.stage(session, innovation, code, position, on)
    for on in signs:
        await sign(session, innovation, on)
    return innovation


async def sign(session: AsyncSession, of: Innovation, on: str, **facts: Any) -> None:
    """A sign of life."""
    told = {"kind": "konfirmasi", "observed_on": date.fromisoformat(on), "recorded_at": datetime.now(UTC), **facts}
    session.add(SignOfLife(id=new_id(), innovation_id=of.id, **told))
    await session.flush()


async def built(fresh: Fresh) -> None:
    """Put the city on record: the cohort of 2019 has seven members, of which three ended."""
    async with fresh.committing() as session:
        old, new = [await factories.agency(session, name) for name in ("Dinas Lama", "Dinas Baru")]
        await factories.succession(session, old, new, "renamed")
        away = await factories.agency(session, "Kota Lain", external=True)
        await AgencyService(session).refresh_lineage()
        use = ("penerapan", "2019-01-01")
        own, digital = {"agency_id": old.id}, {"kind": "digital"}
        # ended: stopped after 365 days, dormant after 731 and 1096
        await made(session, use, ("berhenti", "2020-01-01"), **own, **digital)
        await made(session, use, signs=("2019-12-31",), **own)
        origin = await made(session, use, signs=("2020-12-31",))
        # not seen to end: alive to the day, overdue, never heard of, stopped nobody knows when
        replica = await made(session, use, signs=("2026-06-01",), agency_id=new.id, **digital)
        await factories.relation(session, replica, origin, "copies")
        await made(session, use, signs=("2025-12-29",))
        await made(session, use)
        undated = await made(session, use, signs=("2020-03-01",))
        stopped = derived_id(datetime(2026, 1, 1, tzinfo=UTC), "recorded by the day that is looked at")
        session.add(InnovationStage(id=stopped, innovation_id=undated.id, position=1, stage="berhenti"))
        # not of the cohort, for one reason each
        await made(session, use, agency_id=away.id)
        await made(session, use, status="draft")
        await made(session, ("uji_coba", "2019"), ("penerapan", "2020"), signs=("2026-06-01",))
        await made(session)
        # known by nothing but the year in which it was first seen
        await made(session, first_known_on="2018", signs=("2026-06-01",))

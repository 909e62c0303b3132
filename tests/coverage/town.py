"""A small city on record: two dinas that merged in 2022, one of which nobody knows since when, a kecamatan with two."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import httpx
from sqlalchemy.ext.asyncio import AsyncSession

from app.agencies.service import AgencyService
from app.core.ids import new_id
from app.models import Agency, Innovation, SignOfLife
from tests import factories
from tests.conftest import Fresh

USE = ("penerapan", "2019-01-01")


@dataclass(frozen=True)
class Town:
    """Asks of coverage without credentials."""

    fresh: Fresh

    async def ask(self, path: str = "", **query: object) -> httpx.Response:
        told = {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in query.items()}
        return await self.fresh.client.get(f"/v1/coverage{path}", params=told)

    async def get(self, path: str = "", **query: object) -> dict[str, Any]:
        answer = await self.ask(path, **query)
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told

    async def level(self, level: str, **query: object) -> dict[str, Any]:
        """Return what is told of one level."""
        (told,) = (await self.get("", level=level, **query))["levels"]
        return dict(told)

    async def statuses(self, **query: object) -> dict[str, str]:
        """Return what each agency has, by its slug."""
        page = await self.get("/agencies", limit=200, **query)
        return {item["agency"]["slug"]: item["status"] for item in page["items"]}

    async def counted(self, **query: object) -> dict[tuple[str, str], dict[str, Any]]:
        """Return what is counted, by who is credited and the innovation."""
        page = await self.get("/innovations", limit=200, **query)
        return {(item["agency"]["slug"], item["innovation"]["name"]): item for item in page["items"]}


def brief(told: dict[str, Any]) -> dict[str, int]:
    """Return the classes of a tally that are not empty."""
    counts = {name: number for name, number in told.items() if isinstance(number, int) and name != "agencies"}
    assert sum(counts.values()) == told["agencies"]
    return {name: number for name, number in counts.items() if number}


async def agency(session: AsyncSession, name: str, kind: str = "dinas", **facts: Any) -> Agency:
    """An agency of a kind with one version."""
    made = await factories.agency(session, name, **facts)
    made.versions[0].kind = kind
    await session.flush()
    return made


async def follows(session: AsyncSession, earlier: Agency, later: Agency, kind: str, on: str | None) -> None:
    edge = await factories.succession(session, earlier, later, kind)
    edge.effective_on = on
    await session.flush()


async def innovation(
    session: AsyncSession, name: str, of: Agency | None, *stages: tuple[str, str | None], **facts: Any
) -> Innovation:
    """An innovation, in use since 2019 unless its stages are told, published in 2024."""
    made = await factories.innovation(session, name, agency_id=of.id if of else None, **facts)
    for position, (code, on) in enumerate(stages or (USE,)):
        await factories.stage(session, made, code, position, on)
    return made


async def sign(session: AsyncSession, of: Innovation, on: str) -> None:
    told = {"kind": "konfirmasi", "observed_on": date.fromisoformat(on), "recorded_at": datetime.now(UTC)}
    session.add(SignOfLife(id=new_id(), innovation_id=of.id, **told))
    await session.flush()


async def built(fresh: Fresh) -> Town:
    """Put the city on record."""
    async with fresh.committing() as session:
        city = await agency(session, "Kota", "pemerintah_daerah")
        part = {"parent_id": city.id}
        one, two = [
            await agency(session, name, valid_from="2015-01-01", valid_to="2021-12-31", **part)
            for name in ("Dinas Satu", "Dinas Dua")
        ]
        merged = await agency(session, "Dinas Gabungan", valid_from="2022-01-01", **part)
        for earlier in (one, two):
            await follows(session, earlier, merged, "merged_into", "2022-01-01")
        undated = await agency(session, "Dinas Entah", **part)
        district = await agency(session, "Kecamatan Induk", "kecamatan", valid_from="2010-01-01", **part)
        villages = [
            await agency(session, f"Kelurahan {name}", "kelurahan", valid_from="2010-01-01", parent_id=district.id)
            for name in ("Anak", "Beranak")
        ]
        away = await agency(session, "Kota Lain", external=True)
        await AgencyService(session).refresh_lineage()

        first = await innovation(session, "Terus", one)
        await sign(session, first, "2025-05-01")
        await innovation(session, "Putus", two, USE, ("berhenti", "2020-06"))
        gap = USE, ("berhenti", "2021"), ("penerapan", "2023")
        again = await innovation(session, "Lagi", undated, *gap)
        await factories.relation(session, again, first, "succeeds")
        copy = await innovation(session, "Salinan", villages[0], ("penerapan", "2020-03-01"))
        await factories.relation(session, copy, first, "copies")
        # of the same line of agencies: what adapts its predecessor's is its own
        own = await innovation(session, "Olahan", merged, ("uji_coba", "2022-06"))
        await factories.relation(session, own, first, "adapts")
        # not counted, for one reason each
        await innovation(session, "Gagasan", district, ("inisiatif", "2019"))
        await innovation(session, "Naskah", district, status="draft")
        await innovation(session, "Jauh", away)
        await innovation(session, "Yatim", None)
    return Town(fresh)

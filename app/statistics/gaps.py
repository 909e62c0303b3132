"""Counting what records lack, and what waits: conditions on the records that count, each counted on its own."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.security import Principal
from app.statistics.counted import Counted, narrow, of_status
from app.statistics.inputs import CountedFilters

# put together from constants of the package; values are bound
_FLAGGED = "SELECT {owner} AS owner, count(*), {told} FROM ({counted}) r{grouped}"


class GapRepository:
    """Counts of gaps within one read."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def flagged(
        self, counted: Counted, flags: Mapping[Any, str], *, apart: bool
    ) -> dict[str | None, dict[str, int]]:
        """Return how many records meet each of some conditions, and how many there are, by owner if told apart."""
        told = ", ".join(f"count(*) FILTER (WHERE {condition})" for condition in flags.values())
        owner = "r.agency_id::text" if apart else "NULL::text"
        sql = _FLAGGED.format(owner=owner, told=told, counted=counted.sql, grouped=" GROUP BY 1" if apart else "")
        rows = await self._session.execute(text(sql), counted.values)
        names = ["all", *(str(flag.value) for flag in flags)]
        return {row[0]: dict(zip(names, row[1:], strict=True)) for row in rows}

    async def waiting(
        self, filters: CountedFilters, principal: Principal, statuses: Sequence[str], *, apart: bool
    ) -> dict[str | None, dict[str, int]]:
        """Return how many records of some statuses somebody keeps, by owner if told apart."""
        owner = "r.agency_id::text" if apart else "NULL::text"
        found: dict[str | None, dict[str, int]] = {} if apart else {None: dict.fromkeys(statuses, 0)}
        for status in statuses:
            counted = narrow(of_status(status, principal), filters)
            sql = _FLAGGED.format(owner=owner, told="1", counted=counted.sql, grouped=" GROUP BY 1" if apart else "")
            for row in await self._session.execute(text(sql), counted.values):
                found.setdefault(row[0], dict.fromkeys(statuses, 0))[status] = row[1]
        return found

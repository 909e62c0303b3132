"""Needs as readers find them: one, a list, and the loop from the need to the next measurement."""

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple
from uuid import UUID

from app.core.concealment import concealment
from app.core.database import Session
from app.core.errors import NotFound
from app.core.paging import Cut
from app.core.queries import listing_of
from app.core.security import Principal
from app.models import Need
from app.models.codes import NeedStatus
from app.needs.measuring import Measurement, measurements
from app.needs.repository import NeedRepository
from app.needs.schemas import (
    NeedFilters,
    NeedItem,
    NeedLoopCounts,
    NeedLoopFilters,
    NeedLoopItem,
    NeedRead,
)
from app.needs.telling import Teller
from app.needs.workflow import ANSWERED

_SHARE = Decimal("0.0001")


class Listed(NamedTuple):
    """A page of needs: its rows, what is told of them, how many there are if asked, what its cursors belong to."""

    page: Cut
    items: list[NeedItem]
    total: int | None
    listing: str


class Looped(NamedTuple):
    """A page of the loop, with the counts of all that the filter but `status` leaves."""

    page: Cut
    items: list[NeedLoopItem]
    counts: NeedLoopCounts
    total: int | None
    listing: str


class NeedDirectory:
    """Needs within one read, for one reader, on a day of the city's."""

    def __init__(self, session: Session, reader: Principal | None, today: date) -> None:
        self._session = session
        self._reader = reader
        self._today = today
        self._needs = NeedRepository(session)

    async def search(self, filters: NeedFilters) -> Listed:
        """Return a page of needs that are public or the reader's to keep, the newest first.

        Raises:
            InvalidCursor: the cursor belongs to another list.
        """
        whose = self._reader.account_id if self._reader else None
        listing = listing_of(f"needs {whose}" if whose else "needs", filters)
        page, total = await self._needs.search(filters, self._reader, listing)
        teller = await self.teller(self._today, {})
        return Listed(page, [teller.item(one, one.status) for one in page.rows], total, listing)

    async def get(self, need_id: UUID) -> NeedRead:
        """Return a need with all that is on record of it.

        Raises:
            NotFound: there is none, or it is not public nor the reader's to keep.
        """
        need = await self._needs.get(need_id, self._reader)
        if need is None:
            raise NotFound
        found = await measurements(self._session, [need], self._today)
        return (await self.teller(self._today, found)).read(need, found.get(need.id))

    async def loop(self, filters: NeedLoopFilters) -> Looped:
        """Return a page of needs on their way as of a day, and how many have come how far, whoever asks.

        Raises:
            InvalidCursor: the cursor belongs to another list.
        """
        as_of = filters.as_of or self._today
        listing = listing_of("need loop", filters)
        page, numbers = await self._needs.loop(filters, as_of, listing, await self._measured(filters, as_of))
        needs: list[Need] = [row[0] for row in page.rows]
        found = await measurements(self._session, needs, as_of)
        teller = await self.teller(as_of, found)
        items = [
            teller.loop_item(need, row.status, found.get(need.id)) for need, row in zip(needs, page.rows, strict=True)
        ]
        counts = NeedLoopCounts(**{status.value: numbers.get(status.value, 0) for status in NeedStatus})
        told = [filters.status] if filters.status else list(NeedStatus)
        total = sum(numbers.get(status.value, 0) for status in told) if filters.with_total else None
        return Looped(page, items, counts, total, listing)

    async def _measured(self, filters: NeedLoopFilters, as_of: date) -> list[UUID] | None:
        """Return the needs that a later round says of what is asked for; None where nothing is."""
        if filters.measured is None and filters.distinguishable is None:
            return None
        needs = [need for need, _ in await self._needs.public_by(filters, as_of)]
        found = await measurements(self._session, needs, as_of)
        return [need.id for need in needs if _fits(filters, found.get(need.id))]

    async def teller(self, as_of: date, found: Mapping[UUID, Measurement]) -> Teller:
        """Return who tells the reader of needs, and of the rounds that measured them."""
        return await self._teller(self._reader, as_of, found)

    async def _teller(self, reader: Principal | None, as_of: date, found: Mapping[UUID, Measurement]) -> Teller:
        told = {one.agency_id for each in found.values() for one in (each.before, *each.later.values())}
        agencies = await self._needs.agencies(told)
        return Teller(reader, as_of, await concealment(self._session), agencies)


def _fits(filters: NeedLoopFilters, found: Measurement | None) -> bool:
    shown = found.shown if found else None
    told = shown.change.distinguishable if shown else None
    return filters.measured in {None, shown is not None} and (
        filters.distinguishable is None or told is filters.distinguishable
    )


def shares(counts: NeedLoopCounts) -> tuple[str | None, str | None]:
    """Return which share was answered, and which proven, of all needs but the closed; None where there are none."""
    numbers = counts.model_dump()
    asked = sum(numbers.values()) - counts.ditutup
    if not asked:
        return None, None
    answered = sum(numbers[status.value] for status in ANSWERED)
    told = [(Decimal(part) / asked).quantize(_SHARE, ROUND_HALF_UP) for part in (answered, counts.terbukti)]
    return f"{told[0]:f}", f"{told[1]:f}"

"""The tables of snapshots, which take rows and change none."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.paging import Cut
from app.core.queries import by_key, id_in, page_by, total_of
from app.models import Account, FrozenStatistic, Snapshot
from app.snapshots.inputs import SnapshotFilters
from app.statistics.schemas import Audience


def _seen(*, internal: bool) -> ColumnElement[bool]:
    return true() if internal else Snapshot.audience == Audience.PUBLIC


class SnapshotRepository:
    """Snapshots within one transaction; `internal` says whether those that are not public may be seen."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, snapshot: Snapshot, statistics: list[FrozenStatistic]) -> None:
        """Add a snapshot with its statistics."""
        self._session.add(snapshot)
        await self._session.flush()
        self._session.add_all(statistics)
        await self._session.flush()

    async def taken(self, slug: str) -> bool:
        """Whether a snapshot has this address."""
        return bool(await self._session.scalar(select(exists().where(Snapshot.slug == slug))))

    async def has_person(self, account_id: UUID | None) -> bool:
        """Whether an account is somebody's own."""
        statement = select(exists().where(Account.id == account_id, Account.person_id.is_not(None)))
        return bool(await self._session.scalar(statement))

    async def get(self, key: str, *, internal: bool) -> Snapshot | None:
        """Return a snapshot by id or slug."""
        found: Snapshot | None = await self._session.scalar(
            select(Snapshot).where(by_key(Snapshot, key), _seen(internal=internal))
        )
        return found

    async def document(self, snapshot_id: UUID, key: str) -> str | None:
        """Return the bytes of a statistic of a snapshot, as text."""
        of = FrozenStatistic
        found: str | None = await self._session.scalar(
            select(of.document).where(of.snapshot_id == snapshot_id, of.key == key)
        )
        return found

    async def search(self, filters: SnapshotFilters, listing: str, *, internal: bool) -> tuple[Cut, int | None]:
        """Return a page of snapshots, the last made first, and how many there are if asked.

        Raises:
            InvalidCursor: the cursor belongs to another list.
        """
        statement: Select[Any] = select(Snapshot).where(_seen(internal=internal))
        if filters.session_date is not None:
            statement = statement.where(Snapshot.session_date == filters.session_date)
        if filters.audience is not None:
            statement = statement.where(Snapshot.audience == filters.audience)
        keys = [(Snapshot.id.expression, id_in)]
        page = await page_by(self._session, statement, keys, filters, listing, descending=True)
        return page, await total_of(self._session, statement) if filters.with_total else None

"""The lean way to a published document: one prepared statement, one round trip, no transaction.

A read of a stored document is a single statement and consistent by itself, so it needs neither BEGIN nor the reset that
a general pool sends when a connection comes back: nothing here changes the state of a session. Passing connections from
hand to hand without either took a third off the cost of a list, where a general pool also spends a task and a timer on
each use.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from typing import Any

import asyncpg

from app.core.errors import DatabaseBusy


class Reader:
    """Up to `size` connections for single-statement reads, made when first needed."""

    def __init__(self, dsn: str, size: int, wait: float, arguments: dict[str, Any]) -> None:
        self._dsn = dsn
        self._size = size
        self._wait = wait
        self._arguments = arguments
        self._idle: list[asyncpg.Connection] = []
        self._waiting: deque[asyncio.Future[asyncpg.Connection | None]] = deque()
        self._made = 0
        self._closed = False

    async def fetch(self, sql: str, *values: object) -> Sequence[asyncpg.Record]:
        """Return the rows of one statement.

        Raises:
            DatabaseBusy: no connection became free in time.
            asyncpg.PostgresError, OSError: see `core.faults`, which says what they mean to a client.
        """
        connection = await self._take()
        try:
            rows: Sequence[asyncpg.Record] = await connection.fetch(sql, *values)
        except (asyncpg.InvalidCachedStatementError, asyncpg.OutdatedSchemaCacheError):
            # a migration changed a table under a cached plan; the plan is gone now, and a read may run twice
            rows = await connection.fetch(sql, *values)
        finally:
            self._give_back(connection)
        return rows

    async def _take(self) -> asyncpg.Connection:
        while self._idle:
            connection = self._idle.pop()
            if not connection.is_closed():
                return connection
            self._made -= 1
        if self._made >= self._size:
            handed = await self._stand_in_line()
            if handed is not None:
                return handed
        return await self._connect()

    async def _connect(self) -> asyncpg.Connection:
        self._made += 1
        try:
            return await asyncpg.connect(self._dsn, **self._arguments)
        except BaseException:
            self._lose_one()
            raise

    async def _stand_in_line(self) -> asyncpg.Connection | None:
        """Wait for a connection; None if one broke, so that there is room to make another."""
        place: asyncio.Future[asyncpg.Connection | None] = asyncio.get_running_loop().create_future()
        self._waiting.append(place)
        try:
            return await asyncio.wait_for(place, self._wait)
        except TimeoutError:
            raise DatabaseBusy from None
        except asyncio.CancelledError:
            if place.done() and not place.cancelled() and (handed := place.result()) is not None:
                self._give_back(handed)
            raise

    def _give_back(self, connection: asyncpg.Connection) -> None:
        if connection.is_closed() or self._closed:
            connection.terminate()
            self._lose_one()
            return
        while self._waiting:
            place = self._waiting.popleft()
            if not place.done():
                place.set_result(connection)
                return
        self._idle.append(connection)

    def _lose_one(self) -> None:
        """Count a connection out, and let the first in line make another."""
        self._made -= 1
        while self._waiting:
            place = self._waiting.popleft()
            if not place.done():
                place.set_result(None)
                return

    async def close(self) -> None:
        """Close every connection; one that is in use is closed when its read ends."""
        self._closed = True
        idle, self._idle = self._idle, []
        for connection in idle:
            await connection.close()

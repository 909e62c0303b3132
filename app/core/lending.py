"""One snapshot lent to several reads: an export walks a list page by page and sees one state of all of it.

What a list reads with is then not opened for each page but taken from here (see `core.database` and `core.routes`).
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import asyncpg
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from starlette.types import Scope
from typing_extensions import override

from app.core.reading import Reader

_LENT = "inovasi.lent"


class SnapshotReader(Reader):
    """Reads documents on one connection, within its transaction."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self.connection = connection

    @override
    async def fetch(self, sql: str, *values: object) -> Sequence[asyncpg.Record]:
        rows: Sequence[asyncpg.Record] = await self.connection.fetch(sql, *values)
        return rows


@dataclass(frozen=True, slots=True)
class Lent:
    """A session in a read-only snapshot, and a reader of documents in the same one."""

    session: AsyncSession
    reader: SnapshotReader


def lend(scope: Scope, lent: Lent) -> None:
    """Let whatever answers a request read with what is lent."""
    scope[_LENT] = lent


def lent_to(scope: Scope) -> Lent | None:
    """Return what was lent to a request, or None."""
    lent: Lent | None = scope.get(_LENT)
    return lent


@asynccontextmanager
async def open_snapshot(engine: AsyncEngine) -> AsyncIterator[Lent]:
    """Open one read-only snapshot (REPEATABLE READ) until the context ends.

    A connection that is left otherwise than by the end of all reads is closed at once and never used again: whoever
    went away may have left it in the middle of a statement, or of a COPY, after which it answers no other.
    """
    frozen = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    session = AsyncSession(frozen, expire_on_commit=False)
    connection: asyncpg.Connection | None = None
    try:
        # the first statement begins the transaction, and with it the snapshot
        await session.execute(text("SELECT 1"))
        raw: Any = await (await session.connection()).get_raw_connection()
        connection = raw.driver_connection
        yield Lent(session, SnapshotReader(connection))
        await session.rollback()
    except BaseException:
        if connection is not None:
            connection.terminate()
        await session.invalidate()
        raise
    finally:
        await session.close()

"""Connections to PostgreSQL: sessions for the write model, and a lean reader for published documents."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from functools import cached_property
from typing import Annotated, Any

from fastapi import Depends, Request
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from app.core.lending import Lent, lent_to, open_snapshot
from app.core.reading import Reader
from app.core.security import principal_of
from app.core.settings import Settings

# services pass sessions on to repositories and do not speak SQL themselves
Session = AsyncSession


def engine_url(dsn: str) -> URL:
    """Return the SQLAlchemy address of a `postgresql://` one, with the driver named: the default one is another."""
    return make_url(dsn).set(drivername="postgresql+asyncpg")


def server_settings(settings: Settings, *, idle: float = 30.0) -> dict[str, str]:
    """Return what every connection asks of the server: limits against runaway statements, and one time zone.

    `idle` is how many seconds a transaction may wait for the service.
    """
    milliseconds = {
        "statement_timeout": settings.statement_timeout,
        "lock_timeout": settings.lock_timeout,
        "idle_in_transaction_session_timeout": idle,
    }
    limits = {name: str(int(seconds * 1000)) for name, seconds in milliseconds.items()}
    # Compiling a plan costs more than any statement here takes. The indexes are in memory or on a disk without arms;
    # told that a random page costs four, the planner would rather plan a deep page anew each time than keep its plan.
    planner = {"jit": "off", "random_page_cost": "1.1"}
    # from this likeness on the operator % of pg_trgm finds a name; the rule that decides is stricter or the same
    search = {"pg_trgm.similarity_threshold": "0.45"}
    return {**limits, **planner, **search, "timezone": "UTC", "application_name": "inovasi"}


class Database:
    """The pools of one process. Nothing connects before the first use, so the service starts without its database."""

    def __init__(self, settings: Settings) -> None:
        if settings.database_url is None:
            message = "a database needs an address"
            raise ValueError(message)
        self.settings = settings
        self.engine = self._engine(settings.database_url)
        self.sessions = async_sessionmaker(self.engine, expire_on_commit=False)
        self.reader = self._reader(settings.database_url)
        replica = settings.database_read_url
        self.replica_engine = self._engine(replica) if replica else self.engine
        self.replica_sessions = async_sessionmaker(self.replica_engine, expire_on_commit=False)
        self.replica_reader = self._reader(replica) if replica else self.reader

    @cached_property
    def _export_engine(self) -> AsyncEngine:
        return self._exports_from(str(self.settings.database_url))

    @cached_property
    def _replica_export_engine(self) -> AsyncEngine:
        replica = self.settings.database_read_url
        return self._exports_from(replica) if replica else self._export_engine

    def _exports_from(self, dsn: str) -> AsyncEngine:
        """Return a pool of its own: exports take long, and would leave nothing for others."""
        settings = self.settings
        # between two pages the transaction waits for the reader, who has as long as the whole export has
        patient = self._connect_arguments() | {
            "server_settings": server_settings(settings, idle=settings.export_timeout)
        }
        return self._engine(dsn, size=settings.export_slots, arguments=patient)

    def snapshot(self, *, signed_in: bool) -> AbstractAsyncContextManager[Lent]:
        """Return a read-only snapshot to open: of the primary for whoever is signed in, else of the replica."""
        return open_snapshot(self._export_engine if signed_in else self._replica_export_engine)

    def _engine(self, dsn: str, *, size: int | None = None, arguments: dict[str, Any] | None = None) -> AsyncEngine:
        settings = self.settings
        return create_async_engine(
            engine_url(dsn),
            pool_size=size or settings.pool_size,
            max_overflow=0,
            pool_timeout=settings.pool_timeout,
            pool_pre_ping=True,
            pool_recycle=1800,
            # the values of a statement may be anybody's, and its failure ends in a log
            hide_parameters=True,
            connect_args=arguments or self._connect_arguments(),
        )

    def _reader(self, dsn: str) -> Reader:
        settings = self.settings
        return Reader(dsn, settings.read_pool_size, settings.pool_timeout, self._connect_arguments())

    def _connect_arguments(self) -> dict[str, Any]:
        settings = self.settings
        return {
            "timeout": settings.connect_timeout,
            # a backstop behind the server's own limit, which answers with a better error
            "command_timeout": settings.statement_timeout + 5,
            "server_settings": server_settings(settings),
        }

    def reader_for(self, *, signed_in: bool) -> Reader:
        """Return the reader of documents: whoever is signed in reads from the primary, and so sees their own writes."""
        return self.reader if signed_in else self.replica_reader

    async def close(self) -> None:
        """Close every connection."""
        for reader in {self.reader, self.replica_reader}:
            await reader.close()
        exports = {vars(self)[name] for name in ("_export_engine", "_replica_export_engine") if name in vars(self)}
        for engine in {self.engine, self.replica_engine} | exports:
            await engine.dispose()


async def open_read_session(request: Request) -> AsyncIterator[AsyncSession]:
    """One request, one read-only snapshot of the primary for whoever is signed in, of the replica for the public.

    What is part of something larger that has a snapshot reads from that.
    """
    if lent := lent_to(request.scope):
        yield lent.session
        return
    database: Database = request.app.state.database
    sessions = database.sessions if principal_of(request.scope) else database.replica_sessions
    async with sessions.begin() as session:
        yield session


ReadSession = Annotated[AsyncSession, Depends(open_read_session, scope="function")]

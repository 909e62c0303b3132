"""Run the migrations: one migrator at a time, each step timid about locks and in a transaction of its own."""

import asyncio
import time

from alembic import context
from sqlalchemy import Connection, pool, text
from sqlalchemy.ext.asyncio import create_async_engine

import app.models  # noqa: F401 - fills the metadata
from app.core.database import engine_url
from app.core.settings import load_settings
from app.core.tables import Base

# "inovasi" in ASCII: the key of the session lock that lets one migrator work and the others wait.
MIGRATOR_LOCK = 0x696E6F76617369
_PATIENCE = 0.2
# A migration gives up on a lock quickly, so that the queries behind it are not kept waiting, and is run again later.
TIMEOUTS = ("SET lock_timeout = '2s'", "SET statement_timeout = '60s'")


def run(connection: Connection) -> None:
    """Migrate over an open connection. Whoever holds the lock has migrated: the others find nothing to do."""
    # Asking again and again, because an index that is made while people work waits for every open transaction: for
    # that of a migrator that waits for this one, too.
    while not connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": MIGRATOR_LOCK}):
        connection.commit()
        time.sleep(_PATIENCE)
    for statement in TIMEOUTS:
        connection.execute(text(statement))
    connection.commit()
    context.configure(connection=connection, target_metadata=Base.metadata, transaction_per_migration=True)
    context.run_migrations()
    connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": MIGRATOR_LOCK})
    connection.commit()


async def run_online() -> None:
    """Connect to the database that the caller or the settings name, and migrate it."""
    url = context.config.attributes.get("url") or load_settings().database_url
    engine = create_async_engine(engine_url(url), poolclass=pool.NullPool)
    async with engine.connect() as connection:
        await connection.run_sync(run)
    await engine.dispose()


def run_offline() -> None:
    """Write the migrations as SQL, for review and for the linter."""
    context.configure(dialect_name="postgresql", target_metadata=Base.metadata, literal_binds=True)
    for statement in TIMEOUTS:
        context.execute(statement)
    with context.begin_transaction():
        context.run_migrations()


if context.is_offline_mode():
    run_offline()
else:
    asyncio.run(run_online())

"""The databases of a benchmark: the same made-up rows in the tables of both servers."""

import asyncio
import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import asyncpg
from sqlalchemy import select

from app.accounts.keys import NewKey, make_key
from app.core.database import Database
from app.core.postgres import EmbeddedPostgres
from app.core.settings import Settings
from app.innovations.service import FIRST, InnovationService
from app.models import Account, Agency, ApiKey
from app.models.codes import Role
from app.operations.migration import migrate

HERE = Path(__file__).parent
SCRIPTS = tuple(HERE / name for name in ("dataset.sql", "limit.sql", "load.sql", "bare.sql"))
# writing the documents of a batch takes longer than a request may
_STATEMENT_SECONDS = 600.0
_CONNECTIONS = 200
_LARGEST_AGENCY = "opd-01"

# The history holds what was registered here and nothing else; it refuses to lose it, except to its owner. The other
# tables are emptied, not cleared, so that no plan rests on a time when they had no rows. What is locked first is what a
# request locks first: some are still under way when a measurement ends.
_REMOVE = (
    """begin;
    lock table idempotent_request;
    alter table audit_event disable trigger audit_event_append_only;
    delete from innovation where id in (select entity_id from audit_event);
    truncate audit_event, idempotent_request, yardstick.registered;
    alter table audit_event enable trigger audit_event_append_only;
    commit""",
    "vacuum (index_cleanup on) innovation",
)

# Vacuuming in the middle of a run would be measured as somebody's work.
_SETTLE = """do $$ declare t regclass; begin
  for t in select c.oid from pg_class c where c.relkind = 'r' and c.relnamespace in ('public'::regnamespace,
      'yardstick'::regnamespace) loop
    execute format('alter table %s set (autovacuum_enabled = off)', t);
  end loop; end $$"""


@contextmanager
def server(dsn: str | None, home: Path | None) -> Iterator[str]:
    """Yield the address of a PostgreSQL where databases can be made: the given one, or one of our own.

    Our own lives in `home` and is kept there, or in a folder that goes with it.
    """
    if dsn:
        yield dsn
        return
    with (
        TemporaryDirectory(prefix="inovasi-bench-") as temporary,
        EmbeddedPostgres(home or Path(temporary), connections=_CONNECTIONS, throwaway=True) as postgres,
    ):
        yield postgres.url("postgres")


def address(base: str, database: str) -> str:
    """Return the address of another database of the same server."""
    place, _, options = base.partition("?")
    return f"{place.rsplit('/', 1)[0]}/{database}" + (f"?{options}" if options else "")


def prepare(base: str, innovations: int, prefix: str = "inovasi_bench") -> str:
    """Return the address of a database of that size, made now unless the server has it from an earlier run."""
    name = f"{prefix}_{innovations}"
    dsn = address(base, name)
    fingerprint = _fingerprint()
    if asyncio.run(_is_ready(base, dsn, name, fingerprint)):
        print(f"{innovations} innovations: as an earlier run left them in {name}")
        return dsn
    began = time.monotonic()
    asyncio.run(_execute(base, f"drop database if exists {name} with (force)", f"create database {name}"))
    settings = Settings(database_url=dsn, statement_timeout=_STATEMENT_SECONDS)
    migrate(settings)
    asyncio.run(_fill(dsn, innovations))
    published = asyncio.run(_publish(settings))
    asyncio.run(_finish(dsn, fingerprint))
    print(f"{innovations} innovations, {published} published: made in {time.monotonic() - began:.0f} s")
    return dsn


def _fingerprint() -> str:
    """Return a digest of everything that decides what the prepared tables hold."""
    root = HERE.parent
    sources = [*SCRIPTS, *sorted((root / "alembic" / "versions").glob("*.py")), root / "app/innovations/documents.py"]
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()


async def _is_ready(base: str, dsn: str, name: str, fingerprint: str) -> bool:
    connection = await asyncpg.connect(base)
    exists = await connection.fetchval("select 1 from pg_database where datname = $1", name)
    await connection.close()
    if not exists:
        return False
    connection = await asyncpg.connect(dsn)
    try:
        return bool(await connection.fetchval("select fingerprint from yardstick.prepared") == fingerprint)
    except (asyncpg.UndefinedTableError, asyncpg.InvalidSchemaNameError):
        return False
    finally:
        await connection.close()


async def _execute(dsn: str, *statements: str) -> None:
    connection = await asyncpg.connect(dsn)
    for statement in statements:
        await connection.execute(statement)
    await connection.close()


async def _fill(dsn: str, innovations: int) -> None:
    """Fill the tables of both servers. What follows is planned with what is known of the rows before it."""
    steps = [step for script in SCRIPTS for step in (script.read_text(encoding="utf-8"), "vacuum analyze")]
    await _execute(dsn, "set jit = off", f"set bench.innovations = {innovations}", *steps)


async def _publish(settings: Settings) -> int:
    database = Database(settings)
    try:
        published, last = 0, FIRST
        while True:
            async with database.sessions.begin() as session:
                batch = await InnovationService(session).publish_next(last)
            if batch is None:
                return published
            last, published = batch.last, published + batch.changed
    finally:
        await database.close()


async def _finish(dsn: str, fingerprint: str) -> None:
    await _execute(
        dsn,
        _SETTLE,
        f"create table yardstick.prepared as select '{fingerprint}'::text as fingerprint",
        "vacuum analyze",
        "checkpoint",
    )


@contextmanager
def operator(dsn: str) -> Iterator[str]:
    """Yield the Authorization header of an operator, who has an account and a key as long as they are needed."""
    key = make_key()
    account = asyncio.run(_sign_up(dsn, key))
    try:
        yield f"Bearer {key.text}"
    finally:
        asyncio.run(_sign_off(dsn, account))


async def _sign_up(dsn: str, key: NewKey) -> UUID:
    """Return the account of an operator of the agency that has the most innovations."""
    database = Database(Settings(database_url=dsn))
    try:
        async with database.sessions.begin() as session:
            agency = (await session.scalars(select(Agency.id).where(Agency.slug == _LARGEST_AGENCY))).one()
            account = Account(name="bench", roles=[Role.OPERATOR], agency_id=agency)
            session.add(account)
            await session.flush()
            session.add(ApiKey(key_id=key.key_id, account_id=account.id, name="bench", digest=key.digest))
        return account.id
    finally:
        await database.close()


async def _sign_off(dsn: str, account: UUID) -> None:
    connection = await asyncpg.connect(dsn)
    await connection.execute("delete from api_key where account_id = $1", account)
    await connection.execute("delete from account where id = $1", account)
    await connection.close()


def remove_registered(dsn: str) -> None:
    """Remove the innovations that were registered over HTTP, with all that tells of them, and the bare rows."""
    asyncio.run(_execute(dsn, *_REMOVE))

"""Which schema a database has, and which one this release needs.

The migrations are read as text: this runs at every start, and asking Alembic would double the time that it takes.
"""

import asyncio
import re
from enum import Enum, auto
from pathlib import Path
from typing import Any, NamedTuple

import asyncpg

from app.core.settings import Settings
from app.operations.refusal import Refusal

ROOT = Path(__file__).resolve().parents[2]
_STATEMENT = re.compile(r'^(revision|down_revision) = "(\w+)"', re.MULTILINE)


class Unreachable(Refusal):
    """The database does not answer, or not to us."""


class Standing(Enum):
    """How the schema of a database compares with the one that this release needs."""

    BEHIND = auto()
    RIGHT = auto()
    AHEAD = auto()


class Schema(NamedTuple):
    """The last migration of a database, None if it has none, and the last one of this release."""

    applied: str | None
    needed: str
    standing: Standing

    @property
    def sentence(self) -> str:
        """What to do about a schema that is not the right one."""
        here = f"at {self.applied}" if self.applied else "empty"
        if self.standing == Standing.AHEAD:
            return f"The database is {here}, which is newer than this release and its {self.needed}."
        return f"The database is {here}, this release needs {self.needed}: run `inovasi migrate`."


def schema_of(settings: Settings) -> Schema:
    """Return the schema of the database in the settings.

    Raises:
        Unreachable: it does not answer.
    """
    known: set[str] = set()
    before: set[str] = set()
    for migration in (ROOT / "alembic" / "versions").glob("*.py"):
        for name, revision in _STATEMENT.findall(migration.read_text(encoding="utf-8")):
            (known if name == "revision" else before).add(revision)
    if not known:
        message = f"There are no migrations in {ROOT}: install the package in place, beside its folder alembic."
        raise Refusal(message)
    needed = (known - before).pop()
    applied = ask(settings, "SELECT version_num FROM alembic_version")
    if applied == needed:
        return Schema(applied, needed, Standing.RIGHT)
    return Schema(applied, needed, Standing.BEHIND if applied is None or applied in known else Standing.AHEAD)


def ask(settings: Settings, sql: str, dsn: str | None = None) -> Any:
    """Return the answer of the database to one question, None if the table in question does not exist.

    Raises:
        Unreachable: it does not answer.
    """
    try:
        return asyncio.run(_fetch(dsn or settings.database_url, settings, sql))
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        reason = str(error) or "it took too long"
        message = f"The database does not answer: {reason.rstrip('.')}."
        raise Unreachable(message) from None


async def _fetch(dsn: str | None, settings: Settings, sql: str) -> Any:
    connection = await asyncpg.connect(
        dsn, timeout=settings.connect_timeout, command_timeout=settings.statement_timeout
    )
    try:
        return await connection.fetchval(sql)
    except asyncpg.UndefinedTableError:
        return None
    finally:
        await connection.close()

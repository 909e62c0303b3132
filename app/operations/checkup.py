"""Everything that the service needs, looked at in turn."""

from collections.abc import Iterator
from typing import NamedTuple

from app.core.settings import Settings
from app.operations.opening import open_database, read_settings
from app.operations.refusal import Refusal
from app.operations.schema import Standing, Unreachable, ask, schema_of

_OLDEST, _NEWEST = 15, 18
_EXTENSION = """
    SELECT coalesce(
        (SELECT 'installed' FROM pg_extension WHERE extname = 'pg_trgm'),
        (SELECT 'available, `inovasi migrate` installs it' FROM pg_available_extensions WHERE name = 'pg_trgm')
    )
"""


class Finding(NamedTuple):
    """One thing looked at, whether it is as it should be, and what to know or do about it."""

    subject: str
    ok: bool
    detail: str


def findings() -> Iterator[Finding]:
    """Yield what was found. What cannot be looked at because something before it is missing is left out."""
    try:
        settings = read_settings()
    except Refusal as refusal:
        yield Finding("settings", ok=False, detail=str(refusal))
        return
    yield Finding("settings", ok=True, detail=f"the service is at {settings.public_url}")
    if settings.embedded and not (settings.inovasi_home / "data").exists():
        detail = f"there is none in {settings.inovasi_home.resolve()} yet: `inovasi serve` makes it"
        yield Finding("database", ok=False, detail=detail)
        return
    try:
        with open_database(settings) as opened:
            yield _version("database", opened, opened.database_url)
            if settings.database_read_url:
                yield _version("replica", opened, settings.database_read_url)
            yield from _content(opened)
    except Refusal as refusal:
        yield Finding("database", ok=False, detail=str(refusal))


def _version(subject: str, settings: Settings, dsn: str | None) -> Finding:
    try:
        number = int(ask(settings, "SHOW server_version_num", dsn))
    except Unreachable as error:
        return Finding(subject, ok=False, detail=str(error))
    major = number // 10_000
    if _OLDEST <= major <= _NEWEST:
        return Finding(subject, ok=True, detail=f"PostgreSQL {major}.{number % 10_000}")
    detail = f"PostgreSQL {major}, but the service is made for {_OLDEST} to {_NEWEST}"
    return Finding(subject, ok=False, detail=detail)


def _content(settings: Settings) -> Iterator[Finding]:
    extension = ask(settings, _EXTENSION)
    yield Finding(
        "extension pg_trgm", ok=bool(extension), detail=extension or "install the contrib modules of PostgreSQL"
    )
    schema = schema_of(settings)
    right = schema.standing == Standing.RIGHT
    yield Finding("migrations", ok=right, detail=f"at {schema.applied}" if right else schema.sentence)
    items = ask(settings, "SELECT count(*) FROM reference_item")
    yield Finding("reference data", ok=bool(items), detail=f"{items} items" if items else "none: run `inovasi load`")

"""The settings and the database that a command works with."""

from collections.abc import Iterator
from contextlib import contextmanager

from app.core.postgres import DataFolderInUseError, EmbeddedPostgres, EmbeddedPostgresError
from app.core.settings import Settings, SettingsError, load_settings
from app.operations.refusal import Refusal


def read_settings() -> Settings:
    """Return the settings.

    Raises:
        Refusal: one is wrong.
    """
    try:
        return load_settings()
    except SettingsError as error:
        raise Refusal(str(error), status=2) from None


def with_database(settings: Settings, dsn: str) -> Settings:
    """Return the settings with the address of a database that was started for them."""
    return settings.model_copy(update={"database_url": dsn})


@contextmanager
def open_database(settings: Settings) -> Iterator[Settings]:
    """Yield the settings with the address of a database: the given one, or the embedded one.

    That runs already if the service does; otherwise it is started, and stopped when the work is done.

    Raises:
        Refusal: there is no database to work on.
    """
    if not settings.embedded:
        yield settings
        return
    server = EmbeddedPostgres(settings.inovasi_home)
    try:
        server.start()
        dsn = server.dsn
    except DataFolderInUseError as error:
        if error.dsn is None:
            raise Refusal(str(error)) from None
        dsn = error.dsn
    except EmbeddedPostgresError as error:
        raise Refusal(str(error)) from None
    try:
        yield with_database(settings, dsn)
    finally:
        server.stop()

"""Running Alembic from a test, as `inovasi migrate` does."""

from pathlib import Path

from alembic import command
from alembic.config import Config

ROOT = Path(__file__).parents[1]


def configuration(url: str) -> Config:
    """Return Alembic's configuration for one database."""
    config = Config(ROOT / "alembic.ini")
    config.attributes["url"] = url
    return config


def migrate(url: str, revision: str = "head") -> None:
    """Migrate a database up to a revision."""
    command.upgrade(configuration(url), revision)


def undo(url: str, revision: str = "base") -> None:
    """Migrate a database down to a revision."""
    command.downgrade(configuration(url), revision)

"""Migrating the database."""

import typer
from alembic import command
from alembic.config import Config
from sqlalchemy.exc import DBAPIError

from app.core.settings import Settings
from app.operations.refusal import Refusal
from app.operations.schema import ROOT, Standing, schema_of
from app.operations.upkeep import rebuild


def migrate(settings: Settings) -> None:
    """Bring the database to the schema of this release, and the published documents with it.

    Of several migrators one works and the others wait.

    Raises:
        Refusal: the database does not answer, is ahead of this release, or a migration failed.
    """
    schema = schema_of(settings)
    if schema.standing == Standing.AHEAD:
        raise Refusal(schema.sentence, status=3)
    if schema.standing == Standing.RIGHT:
        typer.echo(f"Nothing to migrate: the database is at {schema.applied}.")
        return
    config = Config(str(ROOT / "alembic.ini"))
    config.attributes["url"] = settings.database_url
    try:
        command.upgrade(config, "head")
    except (DBAPIError, OSError) as error:
        reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        message = f"The migration stopped, the step it was at is undone, and it can be run again: {reason}"
        raise Refusal(message) from None
    typer.echo(f"Migrated the database from {schema.applied or 'empty'} to {schema.needed}.")
    if schema.applied:
        # a release may show what the documents of the one before do not have
        rebuild(settings)

"""The `inovasi` command. What a command needs is imported when it runs, so that `--help` and refusals come at once."""

# ruff: noqa: PLC0415 - for that reason

import signal
import sys
from pathlib import Path
from typing import Annotated

import typer

from app.operations.refusal import Refusal

commands = typer.Typer(
    help="The registry of public-service innovations of Kota Medan.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def main() -> None:
    """Run one command. SIGTERM ends it as Ctrl-C does: in order."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        commands()
    except Refusal as refusal:
        typer.echo(refusal, err=True)
        sys.exit(refusal.status)


@commands.command()
def serve() -> None:
    """Serve the registry, with a PostgreSQL of its own unless DATABASE_URL names one."""
    from app.operations.opening import read_settings
    from app.operations.serving import serve

    serve(read_settings())


@commands.command()
def migrate() -> None:
    """Bring the database to the schema of this release."""
    from app.operations.opening import open_database, read_settings

    with open_database(read_settings()) as settings:
        from app.operations.migration import migrate

        migrate(settings)


@commands.command()
def load() -> None:
    """Load the reference data; what people changed since is left as it is."""
    from app.operations.opening import open_database, read_settings

    with open_database(read_settings()) as settings:
        from app.operations.upkeep import load, refuse_old_schema

        refuse_old_schema(settings)
        load(settings)


@commands.command()
def rebuild() -> None:
    """Write the published documents anew from the tables."""
    from app.operations.opening import open_database, read_settings

    with open_database(read_settings()) as settings:
        from app.operations.upkeep import rebuild, refuse_old_schema

        refuse_old_schema(settings)
        rebuild(settings)


@commands.command()
def openapi(
    output: Annotated[Path | None, typer.Option(help="The file to write, instead of the output stream.")] = None,
) -> None:
    """Write the OpenAPI document."""
    from app.core.openapi import render
    from app.main import create_app
    from app.operations.opening import read_settings

    document = render(create_app(read_settings()))
    if output is None:
        typer.echo(document, nl=False)
    else:
        output.write_text(document, encoding="utf-8")


@commands.command()
def check() -> None:
    """Look at everything that the service needs, and say what is missing and what to do."""
    from app.operations.checkup import findings

    every = True
    for finding in findings():
        typer.echo(f"{'ok' if finding.ok else 'not ok':7} {finding.subject}: {finding.detail}")
        every = every and finding.ok
    if not every:
        raise typer.Exit(1)


if __name__ == "__main__":
    main()

"""The `inovasi` command. What a command needs is imported when it runs, so that `--help` and refusals come at once."""

# ruff: noqa: PLC0415 - for that reason

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.operations.refusal import Refusal

if TYPE_CHECKING:
    from app.core.settings import Settings

commands = typer.Typer(
    help="The registry of public-service innovations of Kota Medan.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
account = typer.Typer(help="Who may sign in.", no_args_is_help=True)
key = typer.Typer(help="The keys that they sign in with.", no_args_is_help=True)
commands.add_typer(account, name="account")
commands.add_typer(key, name="key")
personal_data = typer.Typer(help="Numbers and contacts of people, kept encrypted.", no_args_is_help=True)
commands.add_typer(personal_data, name="personal-data")
instrument = typer.Typer(help="What innovations are assessed by.", no_args_is_help=True)
commands.add_typer(instrument, name="instrument")


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
def recount() -> None:
    """Count innovations and the answers of surveys anew, and mend tallies that are not as they say."""
    from app.operations.opening import open_database, read_settings

    with open_database(read_settings()) as settings:
        from app.operations.upkeep import recount, refuse_old_schema

        refuse_old_schema(settings)
        recount(settings)


@account.command("create")
def create_account(
    name: Annotated[str, typer.Option(help="What to call it.")],
    role: Annotated[list[str], typer.Option(help="What it is for; may be given several times.")],
    agency: Annotated[str | None, typer.Option(help="Slug or id of its agency.")] = None,
    subject: Annotated[str | None, typer.Option(help="What the identity provider's tokens call it.")] = None,
    person: Annotated[str | None, typer.Option(help="Slug or id of who signs in, if on record.")] = None,
) -> None:
    """Let somebody sign in. The account's id goes to the output stream."""
    with _ready_database() as settings:
        from app.operations import accounts

        accounts.create_account(settings, name=name, roles=role, agency=agency, subject=subject, person=person)


@account.command("list")
def list_accounts() -> None:
    """Show every account."""
    with _ready_database() as settings:
        from app.operations import accounts

        accounts.list_accounts(settings)


@key.command("create")
def create_key(
    account: Annotated[str, typer.Option(help="Id of the account, or its name if no other has the same.")],
    name: Annotated[str, typer.Option(help="What it is for.")] = "inovasi key create",
    permission: Annotated[list[str] | None, typer.Option(help="What alone it may do; may be given repeatedly.")] = None,
    agency: Annotated[str | None, typer.Option(help="Slug or id of the agency whose records alone it keeps.")] = None,
    expires_days: Annotated[int | None, typer.Option(help="For how many days it serves.")] = None,
) -> None:
    """Make a key. It alone goes to the output stream, this once: KEY=$(inovasi key create --account NAME)."""
    with _ready_database() as settings:
        from app.operations import accounts

        accounts.create_key(
            settings, account, days=expires_days, name=name, permissions=permission or None, agency=agency
        )


@key.command("list")
def list_keys() -> None:
    """Show every key, without its secret."""
    with _ready_database() as settings:
        from app.operations import accounts

        accounts.list_keys(settings)


@key.command("revoke")
def revoke_key(key_id: Annotated[str, typer.Argument(help="The part of the key after `inovasi_`.")]) -> None:
    """End a key for good."""
    with _ready_database() as settings:
        from app.operations import accounts

        accounts.revoke_key(settings, key_id)


@personal_data.command("rotate")
def rotate_personal_data() -> None:
    """Encrypt every value with the newest of the FIELD_KEYS; afterwards the older ones are no longer needed."""
    with _ready_database(keyed=True) as settings:
        from app.operations.privacy import rotate

        rotate(settings)


@instrument.command("load")
def load_instruments(
    path: Annotated[Path, typer.Argument(help="A file of one edition, or a folder of such files (*.yaml).")],
) -> None:
    """Load instruments. An edition that something was assessed by is not changed any more: a change is a new one."""
    with _ready_database() as settings:
        from app.operations import instruments

        instruments.load_instruments(settings, path)


@instrument.command("list")
def list_instruments() -> None:
    """Show every edition, whether it can be scored by, and whether it is in use."""
    with _ready_database() as settings:
        from app.operations import instruments

        instruments.list_instruments(settings)


@instrument.command("remove")
def remove_instrument(
    code: Annotated[str, typer.Argument(help="The instrument, as `kipp`.")],
    edition: Annotated[str, typer.Argument(help="Its edition, as `2023`.")],
) -> None:
    """Delete an edition that nothing rests on."""
    with _ready_database() as settings:
        from app.operations import instruments

        instruments.remove_instrument(settings, code, edition)


@contextmanager
def _ready_database(*, keyed: bool = False) -> Iterator["Settings"]:
    """Yield the settings with the address of a database at this release's schema, and with keys of personal data."""
    from app.operations.opening import open_database, read_settings

    wanted = read_settings()
    if keyed:
        from app.operations.keys import with_keys

        wanted = with_keys(wanted)
    with open_database(wanted) as settings:
        from app.operations.upkeep import refuse_old_schema

        refuse_old_schema(settings)
        yield settings


@commands.command()
def openapi(
    output: Annotated[
        list[Path] | None,
        typer.Option(help="A file to write, as YAML where its name ends so; without one it goes to the output stream."),
    ] = None,
) -> None:
    """Write the OpenAPI document."""
    from app.core.openapi import describe
    from app.core.openapi_text import as_json, as_yaml
    from app.main import create_app
    from app.operations.opening import read_settings

    document = describe(create_app(read_settings()))
    for path in output or []:
        text = as_yaml(document) if path.suffix in {".yaml", ".yml"} else as_json(document)
        path.write_text(text, encoding="utf-8")
    if not output:
        typer.echo(as_json(document), nl=False)


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

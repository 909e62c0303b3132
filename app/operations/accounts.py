"""Accounts and keys from the command line, where whoever holds the database gives them out."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import typer
from pydantic import BaseModel, ValidationError
from sqlalchemy.exc import SQLAlchemyError

from app.accounts.authentication import REMEMBERED_SECONDS
from app.accounts.repository import AccountRepository
from app.accounts.schemas import MOST_KEY_DAYS, AccountCreate, KeyCreate, KeyCreated, KeyRead
from app.accounts.service import AccountService
from app.core.database import Database
from app.core.errors import Fact, FieldError, NotFound
from app.core.problems import field_errors
from app.core.queries import identity
from app.core.security import Principal
from app.core.settings import Settings
from app.core.writing import Work
from app.models import Account, ApiKey
from app.models.codes import Permission
from app.operations.refusal import Refusal

LOCAL_ADMIN = "Admin lokal"
OPERATOR = Principal(
    account_id=None,
    name="inovasi",
    roles=frozenset(),
    permissions=frozenset(Permission),
    agency_id=None,
    territory=None,
    via="command",
    credential=None,
)
# where an option has another name than the field that it fills
_OPTIONS = {"roles": "role", "permissions": "permission", "expires_at": "expires-days"}

_ResultT = TypeVar("_ResultT")
_FormT = TypeVar("_FormT", bound=BaseModel)


def create_account(settings: Settings, **told: Any) -> None:
    """Make an account, and write its id alone to the output stream, for scripts.

    Raises:
        Refusal: it must not be so, or the database failed.
    """
    form = _read(AccountCreate, told)
    made = _in_work(settings, lambda work: _service(work).create(form))
    typer.echo(f"Created the account {made.name!r}; `inovasi key create --account {made.id}` gives it a key.", err=True)
    typer.echo(made.id)


def list_accounts(settings: Settings) -> None:
    """Write a line for each account.

    Raises:
        Refusal: the database failed.
    """
    accounts = _in_work(settings, lambda work: AccountRepository(work.session).all())
    _write_table("id\tactive\troles\tsubject\tname", map(_account_line, accounts))


def create_key(settings: Settings, account: str, *, days: int | None, **told: Any) -> None:
    """Make a key of an account, named by its id or its name, and write the key alone to the output stream.

    Raises:
        Refusal: there is no such account, or more than one; the key must not be so; or the database failed.
    """
    if days is not None and not 1 <= days <= MOST_KEY_DAYS:
        message = f"--expires-days: This must be from 1 to {MOST_KEY_DAYS}."
        raise Refusal(message)
    expires_at = None if days is None else (datetime.now(UTC) + timedelta(days=days)).isoformat()
    form = _read(KeyCreate, {**told, "expires_at": expires_at})
    made = _in_work(settings, lambda work: _create_key(work, account, form))
    until = f"until {made.expires_at:%Y-%m-%d}" if made.expires_at else "until it is revoked"
    typer.echo(f"Created the key {made.key_id}, which serves {until}. It is shown this once.", err=True)
    typer.echo(made.key)


def list_keys(settings: Settings) -> None:
    """Write a line for each key.

    Raises:
        Refusal: the database failed.
    """
    keys = _in_work(settings, lambda work: AccountRepository(work.session).keys())
    _write_table("key\tstate\tlast used\taccount\tname", map(_key_line, keys))


def revoke_key(settings: Settings, key_id: str) -> None:
    """End a key.

    Raises:
        Refusal: there is none of this id, or the database failed.
    """
    revoked = _in_work(settings, lambda work: _revoke_key(work, key_id))
    seconds = f"{REMEMBERED_SECONDS:.0f} seconds"
    typer.echo(f"The key {revoked.key_id} is revoked; a running service may take it for {seconds} more.")


def welcome(settings: Settings) -> None:
    """If nobody has an account yet, make one for an admin with a key, and show that this once.

    Raises:
        Refusal: the database failed.
    """
    made = _in_work(settings, _create_local_admin)
    if made is not None:
        typer.echo(f"There was no account, so the account {LOCAL_ADMIN!r} was made. Its key, shown this once:")
        typer.echo(f"  {made.key}")
        typer.echo(f'Use it so: curl -H "Authorization: Bearer {made.key}" {settings.public_url}/v1/me')
        typer.echo(f'If it is lost: inovasi key create --account "{LOCAL_ADMIN}"')


async def _create_local_admin(work: Work) -> KeyCreated | None:
    if await AccountRepository(work.session).exist():
        return None
    service = _service(work)
    account = await service.create(AccountCreate(name=LOCAL_ADMIN, roles=["admin"]))
    return await service.create_key(account.id, KeyCreate(name=LOCAL_ADMIN))


async def _create_key(work: Work, account: str, form: KeyCreate) -> KeyCreated:
    found = await _find(AccountRepository(work.session), account)
    return await _service(work).create_key(found.id, form)


async def _revoke_key(work: Work, key_id: str) -> KeyRead:
    try:
        return await _service(work).revoke_key(key_id)
    except NotFound:
        raise Refusal("There is no such key: `inovasi key list` shows those there are.") from None


async def _find(accounts: AccountRepository, key: str) -> Account:
    account_id = identity(key)
    found = [await accounts.get(account_id)] if account_id else await accounts.named(key)
    match [account for account in found if account is not None]:
        case []:
            raise Refusal("There is no such account: `inovasi account list` shows those there are.")
        case [account]:
            return account
        case _:
            raise Refusal("Several accounts have this name: give the id, which `inovasi account list` shows.")


def _service(work: Work) -> AccountService:
    # what a running service remembers of credentials is in another process, and ends by itself
    return AccountService(work, lambda: None)


def _read(form: type[_FormT], told: dict[str, Any]) -> _FormT:
    """Return what the options say.

    Raises:
        Refusal: one is wrong.
    """
    try:
        return form.model_validate(told)
    except ValidationError as error:
        raise _refusal(field_errors(error.errors(include_url=False, include_input=False), "body")[0]) from None


def _refusal(error: FieldError) -> Refusal:
    field = error.pointer.removeprefix("#/").partition("/")[0]
    return Refusal(f"--{_OPTIONS.get(field, field)}: {error.message.in_language('en', **error.facts)}")


def _in_work(settings: Settings, act: Callable[[Work], Awaitable[_ResultT]]) -> _ResultT:
    """Return what an act returns, done in one transaction and committed."""
    try:
        return asyncio.run(_transact(settings, act))
    except Fact as fact:
        if fact.errors:
            raise _refusal(fact.errors[0]) from None
        raise Refusal(fact.meaning.in_language("en")) from None
    except (SQLAlchemyError, OSError) as error:
        reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        message = f"The database failed, and nothing was written: {reason}"
        raise Refusal(message) from None


async def _transact(settings: Settings, act: Callable[[Work], Awaitable[_ResultT]]) -> _ResultT:
    database = Database(settings)
    try:
        async with database.sessions.begin() as session:
            return await act(Work(session, OPERATOR, secrets.token_hex(16), datetime.now(UTC)))
    finally:
        await database.close()


def _write_table(head: str, lines: Iterable[str]) -> None:
    typer.echo("\n".join([head, *lines]))


def _account_line(account: Account) -> str:
    active = "yes" if account.active else "no"
    return "\t".join([str(account.id), active, ",".join(account.roles), account.subject or "-", account.name])


def _key_line(key: ApiKey) -> str:
    used = f"{key.last_used_at:%Y-%m-%d}" if key.last_used_at else "never"
    return "\t".join([key.key_id, _state(key), used, key.account.name, key.name])


def _state(key: ApiKey) -> str:
    if key.revoked_at:
        return f"revoked {key.revoked_at:%Y-%m-%d}"
    if not key.expires_at:
        return "serves"
    expired = key.expires_at <= datetime.now(UTC)
    return f"{'ended' if expired else 'serves until'} {key.expires_at:%Y-%m-%d}"

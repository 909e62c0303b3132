"""`/v1/accounts`, `/v1/keys` and `/v1/me`: who may sign in, with which keys, and who one is."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from app.accounts.directory import AccountDirectory
from app.accounts.facts import AccountInactive, LastAdmin
from app.accounts.keys import ID_PATTERN
from app.accounts.schemas import (
    AccountCreate,
    AccountFilters,
    AccountPage,
    AccountRead,
    AccountUpdate,
    KeyCreate,
    KeyCreated,
    KeyFilters,
    KeyPage,
    KeyRead,
    MeRead,
)
from app.accounts.service import AccountService
from app.core.conditional import IfMatch, version_tag
from app.core.errors import Conflict
from app.core.problems import answers
from app.core.queries import cursors, listing_of
from app.core.routes import ReadRoute, link_pages
from app.core.security import needs, signed_in
from app.core.writing import LookDep, WorkDep, WriteRoute, secret_answer
from app.models.codes import Permission

router = APIRouter(prefix="/v1", tags=["accounts"], route_class=ReadRoute)
_writes = APIRouter(prefix="/v1", tags=["accounts"], route_class=WriteRoute)

AccountId = Annotated[UUID, Path(description="UUIDv7.", examples=["019ab3c1-0400-7d3e-9a51-3c8f1f1d2b11"])]
KeyId = Annotated[
    str,
    Path(
        min_length=12,
        max_length=12,
        pattern=ID_PATTERN,
        description="Readable part of a key.",
        examples=["k3v9x0a71qzd"],
    ),
]


async def directory(work: LookDep) -> AccountDirectory:
    """Return the accounts and keys that whoever asks may know of."""
    return AccountDirectory(work.session, work.principal)


async def service(request: Request, work: WorkDep) -> AccountService:
    """Return the changes of accounts and keys within the work of the request."""
    return AccountService(work, request.app.state.authenticator.forget)


Directory = Annotated[AccountDirectory, Depends(directory)]
Service = Annotated[AccountService, Depends(service)]


def _locate(request: Request, response: Response, path: str) -> None:
    response.headers["location"] = f"{request.app.state.settings.public_url}{path}"


def _tagged(account: AccountRead, response: Response) -> AccountRead:
    """Return an account, named by its version."""
    response.headers["etag"] = version_tag(account.version)
    return account


@router.get("/me")
@signed_in
async def get_me(accounts: Directory) -> MeRead:
    """Who signs in with these credentials, and what they may do."""
    return await accounts.me()


@router.get("/accounts")
@needs(Permission.ACCOUNTS_WRITE)
async def list_accounts(
    filters: Annotated[AccountFilters, Query()], accounts: Directory, request: Request, response: Response
) -> AccountPage:
    """Who may sign in, by name."""
    listing = listing_of("accounts", filters)
    page, items, total = await accounts.search(filters, listing)
    places = cursors(page, ["name", "id"], listing)
    link_pages(request, response, places)
    return AccountPage(items=items, total=total, **places)


@_writes.post("/accounts", status_code=201, responses=answers(Conflict))
@needs(Permission.ACCOUNTS_WRITE)
async def create_account(told: AccountCreate, accounts: Service, request: Request, response: Response) -> AccountRead:
    """Let a person or a service sign in."""
    made = await accounts.create(told)
    _locate(request, response, f"/v1/accounts/{made.id}")
    return _tagged(made, response)


@router.get("/accounts/{account_id}")
@needs(Permission.ACCOUNTS_WRITE)
async def get_account(account_id: AccountId, accounts: Directory, response: Response) -> AccountRead:
    """One account."""
    return _tagged((await accounts.show_accounts([await accounts.account(account_id)]))[0], response)


@_writes.patch("/accounts/{account_id}", responses=answers(LastAdmin))
@needs(Permission.ACCOUNTS_WRITE)
async def update_account(
    account_id: AccountId, told: AccountUpdate, condition: IfMatch, accounts: Service, response: Response
) -> AccountRead:
    """Change an account. One that is not `active` cannot sign in, nor can its keys, until it is active again."""
    return _tagged(await accounts.update(account_id, told, condition), response)


@router.get("/accounts/{account_id}/keys")
@needs(Permission.ACCOUNTS_WRITE)
async def list_account_keys(
    account_id: AccountId,
    filters: Annotated[KeyFilters, Query()],
    accounts: Directory,
    request: Request,
    response: Response,
) -> KeyPage:
    """The keys of an account, those that have ended too, in the order in which they were made."""
    listing = listing_of(f"keys of {account_id}", filters)
    page, items = await accounts.search_keys(account_id, filters, listing)
    places = cursors(page, ["id"], listing)
    link_pages(request, response, places)
    return KeyPage(items=items, **places)


@_writes.post("/accounts/{account_id}/keys", status_code=201, responses=answers(AccountInactive))
@needs(Permission.ACCOUNTS_WRITE)
@secret_answer
async def create_key(
    account_id: AccountId, told: KeyCreate, accounts: Service, request: Request, response: Response
) -> KeyCreated:
    """Make a key. It is in this answer and cannot be had again."""
    made = await accounts.create_key(account_id, told)
    _locate(request, response, f"/v1/keys/{made.key_id}")
    return made


@router.get("/keys/{key_id}")
@signed_in
async def get_key(key_id: KeyId, accounts: Directory) -> KeyRead:
    """One key, without its secret. Who does not give out accounts sees their own."""
    return (await accounts.show_keys([await accounts.key(key_id)]))[0]


@_writes.post("/keys/{key_id}/revoke")
@signed_in
async def revoke_key(key_id: KeyId, accounts: Service) -> KeyRead:
    """End a key for good. A key may end itself, a person signed in by token each of their keys, an admin any."""
    return await accounts.revoke_key(key_id)


router.routes.extend(_writes.routes)

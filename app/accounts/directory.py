"""The accounts and keys that somebody may know of, and what is shown of them."""

from collections.abc import Collection, Iterable, Sequence
from enum import StrEnum
from typing import Any
from uuid import UUID

from app.accounts.policy import bound
from app.accounts.repository import AccountRepository
from app.accounts.schemas import AccountFilters, AccountPerson, AccountRead, KeyFilters, KeyRead, MeRead
from app.core.database import Session
from app.core.errors import FieldError, InvalidRequest, NotFound, Text
from app.core.paging import Cut
from app.core.security import Principal
from app.models import Account, ApiKey, Person
from app.models.codes import Permission, Role
from app.models.concealment import CONCEALED_NAME, CONCEALED_SLUG

NOT_AN_AGENCY = Text("Tidak ada perangkat daerah dengan nama ini.", "There is no agency of this name.")


def in_order(codes: Collection[str], of: type[StrEnum]) -> list[str]:
    """Return codes in the order of their vocabulary."""
    return [code.value for code in of if code in codes]


class AccountDirectory:
    """Accounts and keys as far as the principal may know of them.

    Whoever signs in with a key that is bound to an agency gives out no accounts that reach further than that key.
    """

    def __init__(self, session: Session, principal: Principal) -> None:
        self._accounts = AccountRepository(session)
        self._principal = principal

    def gives_out(self, roles: Collection[str], agency_id: UUID | None) -> bool:
        """Whether accounts with these roles at this agency are the principal's to give out."""
        principal = self._principal
        reaches = principal.territory is None or (bound(roles) and principal.keeps(agency_id))
        return reaches and principal.may(Permission.ACCOUNTS_WRITE)

    async def account(self, account_id: UUID, *, lock: bool = False) -> Account:
        """Return an account; `lock` keeps others from changing it until the transaction ends.

        Raises:
            NotFound: there is none of this id, or it is not the principal's to give out.
        """
        account = await self._accounts.get(account_id, lock=lock)
        if account is None or not self.gives_out(account.roles, account.agency_id):
            raise NotFound
        return account

    async def key(self, key_id: str, *, lock: bool = False) -> ApiKey:
        """Return a key; `lock` keeps others from changing it until the transaction ends.

        Whoever gives out accounts knows of every key of theirs, whoever signs in by token of the keys of the own
        account, and a key of itself alone: one that was stolen cannot end the others.

        Raises:
            NotFound: there is none of this id, or the principal may not know of it.
        """
        key = await self._accounts.key(key_id, lock=lock)
        if key is None or not (self._holds(key) or self.gives_out(key.account.roles, key.account.agency_id)):
            raise NotFound
        return key

    def _holds(self, key: ApiKey) -> bool:
        principal = self._principal
        own = key.account_id == principal.account_id
        return own and (principal.via == "token" or principal.credential == key.key_id)

    async def search(self, filters: AccountFilters, listing: str) -> tuple[Cut, list[AccountRead], int | None]:
        """Return a page of accounts by name, its rows as sort keys, and how many there are if that was asked.

        Raises:
            InvalidRequest: `agency` names no agency.
            InvalidCursor: the cursor belongs to another list.
        """
        if filters.agency and await self._accounts.agency_id(filters.agency) is None:
            raise InvalidRequest([FieldError("query/agency", "unknown_reference", NOT_AN_AGENCY)])
        page, total = await self._accounts.search(filters, self._principal.territory, listing)
        return page, await self.show_accounts(page.rows), total

    async def search_keys(self, account_id: UUID, filters: KeyFilters, listing: str) -> tuple[Cut, list[KeyRead]]:
        """Return a page of an account's keys in the order in which they were made, and its rows as sort keys.

        Raises:
            NotFound: there is no such account, or it is not the principal's to give out.
            InvalidCursor: the cursor belongs to another list.
        """
        account = await self.account(account_id)
        page = await self._accounts.search_keys(account.id, filters, listing)
        return page, await self.show_keys(page.rows)

    async def me(self) -> MeRead:
        """Return the principal's account as its credentials show it."""
        principal = self._principal
        credential = principal.credential or ""
        key = await self._accounts.key(credential) if principal.via == "key" else None
        agencies = await self._agencies([principal.agency_id])
        person = await self._accounts.person_of(principal.account_id) if principal.account_id else None
        return MeRead.model_validate(
            {
                "account_id": principal.account_id,
                "name": principal.name,
                "roles": in_order(principal.roles, Role),
                "permissions": in_order(principal.permissions, Permission),
                "agency": agencies[principal.agency_id] if principal.agency_id else None,
                "person": _person_of(person) if person else None,
                "via": principal.via,
                "credential": credential,
                "expires_at": key.expires_at if key else None,
            }
        )

    async def show_accounts(self, accounts: Sequence[Account]) -> list[AccountRead]:
        """Return accounts as they are shown."""
        agencies = await self._agencies(account.agency_id for account in accounts)
        people = await self._people(account.person_id for account in accounts)
        return [
            AccountRead.model_validate(
                {
                    **_shown(account, AccountRead, agencies),
                    "person": people[account.person_id] if account.person_id else None,
                }
            )
            for account in accounts
        ]

    async def show_keys(self, keys: Sequence[ApiKey]) -> list[KeyRead]:
        """Return keys as they are shown."""
        agencies = await self._agencies(key.agency_id for key in keys)
        return [KeyRead.model_validate(_shown(key, KeyRead, agencies)) for key in keys]

    async def _agencies(self, ids: Iterable[UUID | None]) -> dict[UUID, Any]:
        return await self._accounts.agencies({id_ for id_ in ids if id_ is not None})

    async def _people(self, ids: Iterable[UUID | None]) -> dict[UUID, AccountPerson]:
        found = await self._accounts.people({id_ for id_ in ids if id_ is not None})
        return {person.id: _person_of(person) for person in found}


def _person_of(person: Person) -> AccountPerson:
    """Return a person by public name, or by what stands in its place."""
    if person.concealed_at is not None:
        return AccountPerson(id=None, slug=CONCEALED_SLUG, name=CONCEALED_NAME)
    return AccountPerson.model_validate(person)


def _shown(record: Account | ApiKey, form: type[AccountRead | KeyRead], agencies: dict[UUID, Any]) -> dict[str, Any]:
    """Return what a form shows of a record, with its agency by name."""
    values = {name: getattr(record, name) for name in form.model_fields if name not in {"agency", "person"}}
    return {**values, "agency": agencies[record.agency_id] if record.agency_id else None}

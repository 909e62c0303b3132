"""Giving out accounts and keys, and taking them away."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Self
from uuid import UUID

from app.accounts.bounds import expiry_errors, permission_errors, role_errors
from app.accounts.directory import NOT_AN_AGENCY, AccountDirectory, in_order
from app.accounts.facts import AccountInactive, LastAdmin
from app.accounts.keys import make_key
from app.accounts.policy import bound
from app.accounts.repository import AccountRepository
from app.accounts.schemas import AccountCreate, AccountRead, AccountUpdate, KeyCreate, KeyCreated, KeyRead
from app.audit.service import AuditService, changes_between
from app.conflicts.service import ConflictService
from app.core.conditional import Condition, version_tag
from app.core.errors import Conflict, FieldError, InvalidRequest, NotPermitted, Text
from app.core.writing import Work
from app.models import Account, ApiKey
from app.models.codes import Permission, Role

_SUBJECT_TAKEN = Text("Sudah dipakai akun lain.", "Another account has this.")
_NOT_A_PERSON = Text("Tidak ada orang dengan nama ini.", "There is no person of this name.")
_NOT_KEPT = Text(
    "Akun ini tidak mengelola rekaman perangkat daerah tersebut.", "The account does not keep records of this agency."
)


@dataclass(frozen=True, slots=True)
class _Account:
    """What an admin says of an account."""

    name: str
    roles: list[str]
    agency_id: UUID | None
    subject: str | None
    active: bool
    note: str | None
    person_id: UUID | None

    @classmethod
    def of(cls, record: Account) -> Self:
        return cls(**{field.name: getattr(record, field.name) for field in fields(cls)})

    @property
    def administers(self) -> bool:
        return self.active and Role.ADMIN in self.roles

    @property
    def works_as(self) -> tuple[object, ...]:
        """Who works for which agency by it, and whether they do."""
        return self.person_id, self.agency_id, self.active

    def as_json(self) -> dict[str, Any]:
        ids = {"agency_id": self.agency_id, "person_id": self.person_id}
        return {**asdict(self), **{name: str(id_) if id_ else None for name, id_ in ids.items()}}


class AccountService:
    """Changes of accounts and keys, each written down in the audit.

    `forget` is called as soon as others can see that a credential ended: what is remembered of it is wrong then.
    """

    def __init__(self, work: Work, forget: Callable[[], None]) -> None:
        self._work = work
        self._forget = forget
        self._accounts = AccountRepository(work.session)
        self._directory = AccountDirectory(work.session, work.principal)
        self._audit = AuditService(work)
        self._conflicts = ConflictService(work)

    async def create(self, told: AccountCreate) -> AccountRead:
        """Make an account.

        Raises:
            InvalidRequest: the agency is missing or unknown, the person unknown, or the roles do not go together.
            NotPermitted: the account would reach further than who makes it.
            Conflict: another account has the subject.
        """
        wanted = _Account(active=True, **await self._resolve(told.model_dump(mode="json")))
        await self._check(wanted, None)
        account = Account(**asdict(wanted), created_at=self._work.at, updated_at=self._work.at)
        await self._accounts.add(account)
        self._audit.record("account.create", ("account", account.id), changes_between({}, wanted.as_json()))
        if wanted.person_id is not None:
            await self._conflicts.after_people([wanted.person_id])
        return (await self._directory.show_accounts([account]))[0]

    async def update(self, account_id: UUID, told: AccountUpdate, condition: Condition) -> AccountRead:
        """Change what was sent of an account. One that is not active any more cannot sign in from the commit on.

        Raises:
            NotFound: there is no such account, or it is not the principal's to give out.
            PreconditionRequired: the client does not say which version it changes.
            PreconditionFailed: it is not the present one.
            InvalidRequest: as in `create`.
            NotPermitted: as in `create`.
            Conflict: as in `create`.
            LastAdmin: nobody could give out accounts any more.
            PersonSeated: the account sits on a panel, where its new person sits by another or it would be nobody's.
        """
        account = await self._directory.account(account_id, lock=True)
        condition.check([version_tag(account.version)])
        before = _Account.of(account)
        wanted = replace(before, **await self._resolve(told.model_dump(mode="json", exclude_unset=True)))
        changes = changes_between(before.as_json(), wanted.as_json())
        if changes:
            await self._check(wanted, account.id)
            if before.administers and not wanted.administers and not await self._accounts.other_admin(account.id):
                raise LastAdmin
            for name, value in asdict(wanted).items():
                setattr(account, name, value)
            account.version += 1
            account.updated_at = self._work.at
            self._audit.record("account.update", ("account", account.id), changes)
            self._accounts.after_commit(self._forget)
            await self._look_at_conflicts(account.id, before, wanted)
        return (await self._directory.show_accounts([account]))[0]

    async def _look_at_conflicts(self, account_id: UUID, before: _Account, after: _Account) -> None:
        """Let conflicts of interest follow a change of who somebody is, or of the agency they work for."""
        if before.person_id != after.person_id:
            await self._conflicts.identify(account_id, after.person_id)
        if after.person_id and after.works_as != before.works_as:
            await self._conflicts.after_people([after.person_id])

    async def _resolve(self, sent: dict[str, Any]) -> dict[str, Any]:
        """Return what was sent with the agency and the person by id and the roles in their order."""
        if "agency" in sent:
            sent["agency_id"] = await self._agency_id(sent.pop("agency"))
        if "person" in sent:
            sent["person_id"] = await self._person_id(sent.pop("person"))
        if "roles" in sent:
            sent["roles"] = in_order(sent["roles"], Role)
        return sent

    async def _agency_id(self, key: str | None) -> UUID | None:
        if key is None:
            return None
        found = await self._accounts.agency_id(key)
        if found is None:
            raise InvalidRequest([FieldError("#/agency", "unknown_reference", NOT_AN_AGENCY)])
        return found

    async def _person_id(self, key: str | None) -> UUID | None:
        if key is None:
            return None
        found = await self._accounts.person_id(key)
        if found is None:
            raise InvalidRequest([FieldError("#/person", "unknown_reference", _NOT_A_PERSON)])
        return found

    async def _check(self, wanted: _Account, account_id: UUID | None) -> None:
        """Refuse an account that must not be; `account_id` is the one that is to become so."""
        if errors := list(role_errors(wanted.roles, wanted.agency_id)):
            raise InvalidRequest(errors)
        if not self._directory.gives_out(wanted.roles, wanted.agency_id):
            raise NotPermitted
        if wanted.subject is not None and await self._accounts.subject_taken(wanted.subject, account_id):
            raise Conflict([FieldError("#/subject", "taken", _SUBJECT_TAKEN)])

    async def create_key(self, account_id: UUID, told: KeyCreate) -> KeyCreated:
        """Make a key of an account. The key itself is in the answer and nowhere else.

        Raises:
            NotFound: there is no such account, or it is not the principal's to give out.
            AccountInactive: it cannot sign in.
            InvalidRequest: it may not do, or does not keep, what the key is to; or the time is wrong.
        """
        account = await self._directory.account(account_id)
        if not account.active:
            raise AccountInactive
        agency_id = await self._agency_of_key(account, told.agency)
        at = self._work.at
        if errors := [*permission_errors(told.permissions, account.roles), *expiry_errors(told.expires_at, at)]:
            raise InvalidRequest(errors)
        new = make_key()
        key = ApiKey(
            key_id=new.key_id,
            account_id=account.id,
            name=told.name,
            digest=new.digest,
            permissions=None if told.permissions is None else in_order(told.permissions, Permission),
            agency_id=agency_id,
            created_at=at,
            expires_at=told.expires_at,
        )
        await self._accounts.add(key)
        shown = (await self._directory.show_keys([key]))[0]
        facts = shown.model_dump(mode="json", exclude={"agency", "created_at", "revoked_at", "last_used_at"})
        facts["agency_id"] = str(agency_id) if agency_id else None
        self._audit.record("key.create", ("key", key.id), changes_between({}, facts))
        return KeyCreated(**shown.model_dump(), key=new.text)

    async def _agency_of_key(self, account: Account, key: str | None) -> UUID | None:
        """Return the id of the agency that a key is to be bound to, which its account must keep."""
        agency_id = await self._agency_id(key)
        if agency_id and bound(account.roles) and not await self._accounts.keeps(account.agency_id, agency_id):
            raise InvalidRequest([FieldError("#/agency", "not_kept", _NOT_KEPT)])
        return agency_id

    async def revoke_key(self, key_id: str) -> KeyRead:
        """End a key. One that was revoked before stays as it is.

        Raises:
            NotFound: there is none of this id, or the principal may not know of it.
        """
        key = await self._directory.key(key_id, lock=True)
        if key.revoked_at is None:
            key.revoked_at = self._work.at
            self._audit.record("key.revoke", ("key", key.id), {"revoked_at": (None, key.revoked_at.isoformat())})
            self._accounts.after_commit(self._forget)
        return (await self._directory.show_keys([key]))[0]

"""Accounts and keys, and who holds a credential."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Text, Uuid, bindparam, cast, event, exists, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from app.accounts.policy import BOUND
from app.accounts.schemas import AccountFilters, KeyFilters
from app.core.paging import Cut
from app.core.queries import by_key, page_of, total_of
from app.core.reading import Reader
from app.models import Account, Agency, AgencyVersion, ApiKey, Person
from app.models.codes import Role

# the date in Medan; a partial date sorts before the days within it, so as text it has begun with its first
_TODAY = "to_char(now() AT TIME ZONE interval '7 hours', 'YYYY-MM-DD')"
# An agency, those that followed it, and those that are now part of one of them, at any distance. What is decreed for a
# day that is still to come counts from then on.
_TERRITORY = """array(
  WITH RECURSIVE kept (id) AS (
    SELECT {root} WHERE {root} IS NOT NULL
    UNION
    SELECT n.id FROM kept CROSS JOIN LATERAL (
      SELECT s.successor_id AS id FROM agency_succession s
      WHERE s.predecessor_id = kept.id AND coalesce(s.effective_on <= {today}, true)
      UNION ALL
      SELECT v.agency_id FROM agency_version v WHERE v.parent_id = kept.id AND NOT EXISTS (
        SELECT FROM agency_version later WHERE later.agency_id = v.agency_id AND later.position > v.position
          AND coalesce(coalesce(later.valid_from, later.first_stated_on) <= {today}, true))
        AND (coalesce(coalesce(v.valid_from, v.first_stated_on) <= {today}, true) OR NOT EXISTS (
          SELECT FROM agency_version earlier
          WHERE earlier.agency_id = v.agency_id AND earlier.position < v.position))) n)
  SELECT id FROM kept)""".replace("{today}", _TODAY)

# A key's agency narrows what its account keeps, also after the account or the agencies have moved.
_NARROWED = """CASE WHEN k.agency_id IS NULL OR NOT a.roles && {bound} THEN {own} ELSE array(
  SELECT unnest({own}) INTERSECT SELECT unnest({home})) END""".format(
    bound=f"ARRAY[{', '.join(f'{role.value!r}' for role in sorted(BOUND))}]",
    own=_TERRITORY.format(root="coalesce(k.agency_id, a.agency_id)"),
    home=_TERRITORY.format(root="a.agency_id"),
)

_HOLDER = """
SELECT a.id AS account_id, a.name, a.roles, a.active, {agency} AS agency_id, {territory} AS territory, {key}
FROM account a {join} WHERE {condition}"""

_BY_KEY = _HOLDER.format(
    agency="coalesce(k.agency_id, a.agency_id)",
    territory=_NARROWED,
    key="k.agency_id IS NOT NULL AS narrowed, k.permissions, k.digest, k.expires_at, k.revoked_at",
    join="JOIN api_key k ON k.account_id = a.id",
    condition="k.key_id = $1",
)
_BY_SUBJECT = _HOLDER.format(
    agency="a.agency_id",
    territory=_TERRITORY.format(root="a.agency_id"),
    key="false AS narrowed, NULL AS permissions, NULL AS digest, NULL AS expires_at, NULL AS revoked_at",
    join="",
    condition="a.subject = $1",
)
# Whichever process writes last, the later use stays. An UPDATE takes its rows in any order, so they are locked in one
# order before: two processes wait for each other and do not lock each other out.
_NOTE_USE = """
WITH used AS (
  SELECT k.id, u.at FROM api_key k JOIN unnest($1::text[], $2::timestamptz[]) AS u (key_id, at) USING (key_id)
  ORDER BY k.id FOR NO KEY UPDATE OF k)
UPDATE api_key k SET last_used_at = greatest(k.last_used_at, used.at) FROM used WHERE k.id = used.id"""

_KEEPS = text(f"SELECT CAST(:agency AS uuid) = ANY ({_TERRITORY.format(root='CAST(:root AS uuid)')})").bindparams(
    bindparam("agency", type_=Uuid), bindparam("root", type_=Uuid)
)
# held to the end of a transaction that takes an admin away, so that of two that take away the last two one sees it
_LOCK_ADMINS = text("SELECT pg_advisory_xact_lock(hashtext('inovasi.admins'))")


@dataclass(frozen=True, slots=True)
class Holder:
    """An account as one of its credentials shows it. `narrowed`: the key is bound to an agency of its own."""

    account_id: UUID
    name: str
    roles: list[str]
    active: bool
    agency_id: UUID | None
    territory: list[UUID]
    narrowed: bool
    permissions: list[str] | None
    digest: bytes | None
    expires_at: datetime | None
    revoked_at: datetime | None

    def lasts(self, now: datetime) -> bool:
        """Whether the credential is neither revoked nor past its time."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


class CredentialRepository:
    """Who holds a credential: a statement for itself, outside of any transaction."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    async def by_key(self, key_id: str) -> Holder | None:
        """Return the holder of a key, whether or not it is still good."""
        return await self._holder(_BY_KEY, key_id)

    async def by_subject(self, subject: str) -> Holder | None:
        """Return the account whose tokens bear a subject."""
        return await self._holder(_BY_SUBJECT, subject)

    async def _holder(self, sql: str, value: str) -> Holder | None:
        rows: Any = await self._reader.fetch(sql, value)
        return Holder(**rows[0]) if rows else None

    async def note_use(self, used: Mapping[str, datetime]) -> None:
        """Write down when keys were last used."""
        await self._reader.fetch(_NOTE_USE, list(used), list(used.values()))


def kept_in(territory: Collection[UUID] | None) -> Select[Account]:
    """Return the accounts that whoever keeps these agencies gives out: those that reach no further; None: all."""
    statement = select(Account)
    if territory is None:
        return statement
    return statement.where(Account.agency_id.in_(territory), Account.roles.contained_by(sorted(BOUND)))


class AccountRepository:
    """The tables of accounts and their keys."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def get(self, account_id: UUID, *, lock: bool = False) -> Account | None:
        """Return an account; `lock` keeps others from changing it until the transaction ends."""
        statement = select(Account).where(Account.id == account_id)
        if lock:
            statement = statement.with_for_update(key_share=True)
        account: Account | None = await self._session.scalar(statement)
        return account

    async def exist(self) -> bool:
        """Whether there is any account."""
        return bool(await self._session.scalar(select(exists(select(Account.id)))))

    async def named(self, name: str) -> Sequence[Account]:
        """Return the accounts of exactly this name."""
        return (await self._session.scalars(select(Account).where(Account.name == name))).all()

    async def all(self) -> Sequence[Account]:
        """Return every account, by name."""
        return (await self._session.scalars(select(Account).order_by(Account.name, Account.id))).all()

    async def search(
        self, filters: AccountFilters, territory: Collection[UUID] | None, listing: str
    ) -> tuple[Cut, int | None]:
        """Return a page of accounts by name, and how many there are if that was asked."""
        statement = kept_in(territory)
        if filters.role:
            statement = statement.where(Account.roles.contains([filters.role.value]))
        if filters.agency:
            statement = statement.where(Account.agency_id.in_(select(Agency.id).where(by_key(Agency, filters.agency))))
        if filters.active is not None:
            statement = statement.where(Account.active == filters.active)
        if filters.q is not None:
            statement = statement.where(Account.name.icontains(filters.q, autoescape=True))
        keys = [Account.name.expression, cast(Account.id, Text)]
        page = await page_of(
            self._session, statement, keys, cursor=filters.cursor, listing=listing, limit=filters.limit
        )
        return page, await total_of(self._session, statement) if filters.with_total else None

    async def subject_taken(self, subject: str, account_id: UUID | None) -> bool:
        """Whether an account other than this one has the subject."""
        statement = select(exists().where(Account.subject == subject, Account.id.is_distinct_from(account_id)))
        return bool(await self._session.scalar(statement))

    async def other_admin(self, account_id: UUID) -> bool:
        """Whether an admin stays active without this account, and will until the transaction ends."""
        await self._session.execute(_LOCK_ADMINS)
        admins = exists().where(Account.active, Account.roles.contains([Role.ADMIN.value]), Account.id != account_id)
        return bool(await self._session.scalar(select(admins)))

    async def agency_id(self, key: str) -> UUID | None:
        """Return the id of the agency of this id or slug."""
        found: UUID | None = await self._session.scalar(select(Agency.id).where(by_key(Agency, key)))
        return found

    async def agencies(self, ids: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
        """Return id, slug and last name of agencies."""
        statement = (
            select(Agency.id, Agency.slug, AgencyVersion.name)
            .join(AgencyVersion, AgencyVersion.agency_id == Agency.id)
            .where(Agency.id.in_(ids))
            .order_by(AgencyVersion.position)
        )
        return {row["id"]: dict(row) for row in (await self._session.execute(statement)).mappings()}

    async def person_id(self, key: str) -> UUID | None:
        """Return the id of the person of this id or slug who did not withdraw the name."""
        statement = select(Person.id).where(by_key(Person, key), Person.concealed_at.is_(None))
        found: UUID | None = await self._session.scalar(statement)
        return found

    async def person_of(self, account_id: UUID) -> Person | None:
        """Return who signs in by an account, where that is somebody on record."""
        statement = select(Person).join(Account, Account.person_id == Person.id).where(Account.id == account_id)
        person: Person | None = await self._session.scalar(statement)
        return person

    async def people(self, ids: Collection[UUID]) -> Sequence[Person]:
        """Return people."""
        return (await self._session.scalars(select(Person).where(Person.id.in_(ids)))).all() if ids else []

    async def keeps(self, root: UUID | None, agency_id: UUID) -> bool:
        """Whether an agency is another, or follows it, or is part of one of these."""
        return bool(await self._session.scalar(_KEEPS, {"root": root, "agency": agency_id}))

    async def keys(self) -> Sequence[ApiKey]:
        """Return every key with its account, in the order in which they were made."""
        statement = select(ApiKey).options(joinedload(ApiKey.account)).order_by(ApiKey.id)
        return (await self._session.scalars(statement)).all()

    async def search_keys(self, account_id: UUID, filters: KeyFilters, listing: str) -> Cut:
        """Return a page of an account's keys, in the order in which they were made."""
        statement = select(ApiKey).where(ApiKey.account_id == account_id)
        key = cast(ApiKey.id, Text)
        return await page_of(
            self._session, statement, [key], cursor=filters.cursor, listing=listing, limit=filters.limit
        )

    async def key(self, key_id: str, *, lock: bool = False) -> ApiKey | None:
        """Return a key with its account; `lock` keeps others from changing it until the transaction ends."""
        statement = select(ApiKey).options(joinedload(ApiKey.account, innerjoin=True)).where(ApiKey.key_id == key_id)
        if lock:
            statement = statement.with_for_update(of=ApiKey, key_share=True)
        key: ApiKey | None = await self._session.scalar(statement)
        return key

    async def add(self, record: Account | ApiKey) -> None:
        """Add a record to the transaction, which refuses it here if it does not fit the tables."""
        self._session.add(record)
        await self._session.flush()

    def after_commit(self, act: Callable[[], None]) -> None:
        """Do something when, and only if, what the transaction does can be seen by others."""
        event.listen(self._session.sync_session, "after_commit", lambda _: act())

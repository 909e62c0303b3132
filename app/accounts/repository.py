"""Accounts and keys, and who holds a credential."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.core.reading import Reader

# An agency, those that followed it, and those that are now part of one of them, at any distance.
_TERRITORY = """array(
  WITH RECURSIVE kept (id) AS (
    SELECT {root} WHERE {root} IS NOT NULL
    UNION
    SELECT n.id FROM kept CROSS JOIN LATERAL (
      SELECT s.successor_id AS id FROM agency_succession s WHERE s.predecessor_id = kept.id
      UNION ALL
      SELECT v.agency_id FROM agency_version v WHERE v.parent_id = kept.id AND NOT EXISTS (
        SELECT FROM agency_version later WHERE later.agency_id = v.agency_id AND later.position > v.position)) n)
  SELECT id FROM kept)"""

_HOLDER = """
SELECT a.id AS account_id, a.name, a.roles, a.active, {agency} AS agency_id, {territory} AS territory, {key}
FROM account a {join} WHERE {condition}"""

_BY_KEY = _HOLDER.format(
    agency="coalesce(k.agency_id, a.agency_id)",
    territory=_TERRITORY.format(root="coalesce(k.agency_id, a.agency_id)"),
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
# whichever process writes last, the later use stays
_NOTE_USE = """
UPDATE api_key k SET last_used_at = greatest(k.last_used_at, u.at)
FROM unnest($1::text[], $2::timestamptz[]) AS u (key_id, at) WHERE k.key_id = u.key_id"""


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
        # the same order everywhere, so that two processes wait for each other and do not lock each other out
        pairs = sorted(used.items())
        await self._reader.fetch(_NOTE_USE, [key for key, _ in pairs], [at for _, at in pairs])

"""Where a record is that was not found under its key: under another address, or archived."""

from typing import Any

from sqlalchemy import Text, Uuid, bindparam, text
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import Moved
from app.core.queries import identity
from app.core.reading import Reader
from app.core.security import Principal
from app.innovations.facts import Archived
from app.models.codes import RecordStatus

# A record that was merged leads to the one it went into, which may have been merged in turn; an address that was given
# up leads to its record. `hops` tells whether the record found is another than the one that was asked for.
_WHERE = """
WITH RECURSIVE trail (id, merged_into_id, hops) AS (
  SELECT i.id, i.merged_into_id, CASE WHEN i.id = :id OR i.slug = :slug THEN 0 ELSE 1 END FROM innovation i
  WHERE i.id = :id OR i.slug = :slug OR i.id = (SELECT f.innovation_id FROM former_slug f WHERE f.slug = :slug)
  UNION ALL
  SELECT i.id, i.merged_into_id, trail.hops + 1 FROM trail JOIN innovation i ON i.id = trail.merged_into_id
  WHERE trail.hops < 50)
SELECT i.slug, i.name, i.status, i.agency_id, i.published_at, i.archived_at, trail.hops
FROM trail JOIN innovation i ON i.id = trail.id WHERE trail.merged_into_id IS NULL
"""
_IN_SESSION = text(_WHERE).bindparams(bindparam("id", type_=Uuid), bindparam("slug", type_=Text))
_BY_READER = _WHERE.replace(":id", "$1::uuid").replace(":slug", "$2::text")


async def whereabouts(source: AsyncSession | Reader, key: str, principal: Principal | None, tail: str = "") -> None:
    """Say where a record is that was not found, if the caller may know; otherwise just return.

    `tail` is what follows the record's own address in the request, as in `/relations` or `?as_of=2021-07-01`.

    Raises:
        Moved: to the record that it went into, or the address that it has now.
        Archived: it was published once, and is no more.
    """
    found: Any
    if isinstance(source, Reader):
        rows = await source.fetch(_BY_READER, identity(key), key)
        found = rows[0] if rows else None
    else:
        result = await source.execute(_IN_SESSION, {"id": identity(key), "slug": key})
        found = result.mappings().one_or_none()
    if found is None:
        return
    kept = principal is not None and principal.keeps(found["agency_id"])
    if found["hops"] and (found["status"] == RecordStatus.PUBLISHED or kept):
        path = f"/v1/innovations/{found['slug']}{tail}"
        raise Moved(path)
    if found["status"] == RecordStatus.ARCHIVED and found["published_at"] is not None:
        raise Archived(found["name"], found["archived_at"])

"""The changes of a public list, in one statement and so of one snapshot: what it tells, and how far it may tell."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.reading import Reader
from app.feeds.following import Bookmark
from app.models.change import ERA_BITS, FeedEra, InnovationChange

# How many rows a statement asks for is written into it, because a LIMIT that is a parameter hides the row count from
# the planner; a few numbers serve every `limit`.
SIZES = (20, 100, 500)

# Beyond the horizon a transaction may still be running whose changes come to stand there. In a history that nothing was
# changed in yet (a restored database), all that there is comes from earlier ones. What has stood where it
# stands since before a reader began is new to them, and a tombstone there is of nothing that they have. Those after it
# are told to all who go on, also where the record itself came later than their cursor: they may have stored a page, and
# lost the cursor that came with it. The page is chosen before anything is joined to it. Where a reader goes on from
# stands in sub-selects, so that the planner has nothing to gain from planning each page anew.
_CHANGES = f"""
WITH h AS MATERIALIZED (
  SELECT h.identity, CASE WHEN e.identity = h.identity
    THEN (e.era << {ERA_BITS}) + pg_snapshot_xmin(pg_current_snapshot())::text::bigint
    ELSE (coalesce(e.era, 0) + 1) << {ERA_BITS} END AS horizon
  FROM (SELECT feed_identity() AS identity) h
    LEFT JOIN (SELECT era, identity FROM {FeedEra.__tablename__} ORDER BY era DESC, id DESC LIMIT 1) e ON true),
s AS MATERIALIZED (SELECT h.*, coalesce($4::bigint, h.horizon) AS began FROM h)
SELECT s.identity, s.horizon, c.*, k.body, k.signs, d.revision,
  CASE WHEN c.live THEN d.slug WHEN i.status IN ('archived', 'merged') THEN i.slug END AS slug,
  o.id AS into_id, o.slug AS into_slug
FROM s
LEFT JOIN LATERAL (
  SELECT c.innovation_id, c.place, c.at, c.live,
    c.place < s.began OR (c.since, c.innovation_id) > ((SELECT $2::bigint), (SELECT $3::uuid)) AS is_new
  FROM {InnovationChange.__tablename__} c
  WHERE c.external = (SELECT $1::boolean) AND c.place < s.horizon AND (c.live OR c.place >= s.began)
    AND (c.place, c.innovation_id) > ((SELECT $2::bigint), (SELECT $3::uuid))
  ORDER BY c.place, c.innovation_id LIMIT {{size}}) c ON true
LEFT JOIN LATERAL (
  SELECT convert_to(k.card, 'UTF8') AS body, k.used_signs AS signs
  FROM innovation_card k WHERE c.live AND k.innovation_id = c.innovation_id) k ON true
LEFT JOIN innovation_document d ON c.live AND d.innovation_id = c.innovation_id
LEFT JOIN innovation i ON NOT c.live AND i.id = c.innovation_id
LEFT JOIN innovation o ON o.id = i.merged_into_id AND o.status = 'published'
ORDER BY c.place, c.innovation_id"""  # noqa: S608 - names of tables and a constant

# When what a data set shows changed last, by the code of the data set. Drafts are not looked at.
_MODIFIED = text("""
SELECT 'innovations' AS code, (
    SELECT at FROM innovation_change WHERE NOT external ORDER BY place DESC, innovation_id DESC LIMIT 1) AS at
UNION ALL SELECT 'agencies', max(updated_at) FROM agency
UNION ALL SELECT 'sources', max(updated_at) FROM source
UNION ALL SELECT 'programmes', max(updated_at) FROM programme WHERE status = 'published'
UNION ALL SELECT 'programme-editions', max(updated_at) FROM programme_edition WHERE status = 'published'
UNION ALL SELECT 'surveys', max(updated_at) FROM survey WHERE status = 'published'
""")


class Found(NamedTuple):
    """A page of changes as rows, with the history that it was read in, and the place that must not be read yet."""

    identity: str
    horizon: int
    rows: Sequence[Any]


@lru_cache(maxsize=len(SIZES))
def statement(size: int) -> str:
    """Return the statement for a page of up to `size` changes and a look at the next."""
    return _CHANGES.format(size=size + 1)


class ChangeReader:
    """The feed of a list."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    async def after(self, bookmark: Bookmark, limit: int, *, external: bool) -> Found:
        """Return the changes after a bookmark, in order, one more than `limit` if there are more."""
        sql = statement(next(size for size in SIZES if size >= limit))
        point = bookmark.point
        found = await self._reader.fetch(sql, external, point.place, point.innovation_id, bookmark.began)
        rows = [row for row in found[: limit + 1] if row["innovation_id"] is not None]
        return Found(found[0]["identity"], found[0]["horizon"], rows)


class CatalogueRepository:
    """What the catalogue tells of the data themselves."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def modified(self) -> dict[str, datetime]:
        """Return when each data set changed last, of those that tell it and have anything."""
        rows = await self._session.execute(_MODIFIED)
        return {code: at for code, at in rows if at is not None}

"""The writing of what search looks in: in the transaction of the document that the words come from."""

import json
from collections.abc import Collection
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as PG_UUID
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import Boolean, Text

from app.core.concealment import LOCK_KEY
from app.innovations.words import index_of

_IDS = bindparam("ids", type_=ARRAY(PG_UUID(as_uuid=True)))

# Every name that the owner has had, and those before and after it; those of other regions have a list of their own and
# are not looked in.
_SHOWN = text("""
SELECT c.innovation_id AS id, d.document, array(
  SELECT n.name FROM agency_lineage g
    CROSS JOIN LATERAL (
      SELECT v.name, v.position FROM agency_version v WHERE v.agency_id = g.member_id
      UNION ALL SELECT v.short_name, v.position FROM agency_version v WHERE v.agency_id = g.member_id
      UNION ALL SELECT a.name, 1000 FROM agency_alias a WHERE a.agency_id = g.member_id) n
  WHERE g.key = c.agency_id::text AND n.name IS NOT NULL
  GROUP BY n.name ORDER BY max(CASE WHEN g.member_id = c.agency_id THEN 1 ELSE 0 END) DESC, max(n.position), n.name
  ) AS agency_names
FROM innovation_card c JOIN innovation_document d ON d.innovation_id = c.innovation_id
WHERE NOT c.external AND c.innovation_id = ANY(:ids)""").bindparams(_IDS)

_WITHDRAW = text("""
DELETE FROM innovation_search s WHERE s.innovation_id = ANY(:ids)
  AND NOT EXISTS (SELECT FROM innovation_card c WHERE c.innovation_id = s.innovation_id AND NOT c.external)
RETURNING s.innovation_id""").bindparams(_IDS)

_WRITE = text("""
INSERT INTO innovation_search AS old (innovation_id, published_at, agency_id, kind, form, stage, facets, words)
SELECT c.innovation_id, c.published_at, c.agency_id, c.kind, c.form, c.stage, c.facets, w.words::tsvector
  || array_to_tsvector(ARRAY['@' || to_char(c.published_at, 'YYYY'), '@' || to_char(c.published_at, 'YYYYMM')])
FROM unnest(:ids, :words) AS w (id, words) JOIN innovation_card c ON c.innovation_id = w.id
ON CONFLICT (innovation_id) DO UPDATE SET (published_at, agency_id, kind, form, stage, facets, words) =
  (excluded.published_at, excluded.agency_id, excluded.kind, excluded.form, excluded.stage, excluded.facets,
   excluded.words)
WHERE (old.published_at, old.agency_id, old.kind, old.form, old.stage, old.facets, old.words) IS DISTINCT FROM
  (excluded.published_at, excluded.agency_id, excluded.kind, excluded.form, excluded.stage, excluded.facets,
   excluded.words)
RETURNING innovation_id""").bindparams(_IDS, bindparam("words", type_=ARRAY(Text())))

# What is there already is left alone, so that two who publish do not wait for each other; where both bring a new word,
# both do so in the same order.
LEARN = text("""
INSERT INTO search_word AS old (word, stem, named)
SELECT w.word, coalesce((ts_lexize('indonesian_stem', w.word))[1], w.word), w.named
FROM unnest(:words, :named) AS w (word, named)
WHERE NOT EXISTS (SELECT FROM search_word s WHERE s.word = w.word AND (s.named OR NOT w.named))
ORDER BY w.word COLLATE "C"
ON CONFLICT (word) DO UPDATE SET named = true""").bindparams(
    bindparam("words", type_=ARRAY(Text())), bindparam("named", type_=ARRAY(Boolean()))
)

# nobody may be adding a word meanwhile
_ALONE = text(f"SELECT pg_advisory_xact_lock({LOCK_KEY})")
_FORGET = text("""
DELETE FROM search_word w
WHERE NOT EXISTS (SELECT FROM innovation_search s WHERE s.words @@ ('''' || w.word || '''')::tsquery)""")


async def write_words(session: AsyncSession, ids: Collection[UUID]) -> set[UUID]:
    """Bring what search knows of these records in line with their documents; return whose words changed."""
    changed = {row[0] for row in await session.execute(_WITHDRAW, {"ids": list(ids)})}
    shown = (await session.execute(_SHOWN, {"ids": list(ids)})).all()
    if not shown:
        return changed
    indices = {row.id: index_of(json.loads(row.document), row.agency_names) for row in shown}
    words = [index.text() for index in indices.values()]
    changed |= {row[0] for row in await session.execute(_WRITE, {"ids": list(indices), "words": words})}
    named: dict[str, bool] = {}
    for index in indices.values():
        for word, is_named in index.named.items():
            named[word] = named.get(word, False) or is_named
    await session.execute(LEARN, {"words": list(named), "named": list(named.values())})
    return changed


async def forget_words(session: AsyncSession) -> None:
    """Take away the words that no published innovation has any more."""
    await session.execute(_ALONE)
    await session.execute(_FORGET)

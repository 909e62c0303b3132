"""What is like an innovation: it shares telling words, terms or most of its name, or is related to it on record."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Text, Uuid, bindparam, text
from sqlalchemy.ext.asyncio import AsyncSession

from app.innovations.words import parts_of, words_of
from app.search.statements import MOST_MATCHES
from app.search.synonyms import Synonyms

MOST = 10
# a record is described by its first words that tell something, those of its names before all
_MOST_WORDS = 16
_SHORTEST = 4
_TELLING = frozenset({"name", "alias", "summary", "goal", "novelty", "how_it_works", "benefit"})
# names are alike from here on, as where a new record is held against the others
_NAMES_ALIKE = 0.45

# A word is worth the more, the fewer records have it. Of those that have any of the words the newest are looked at.
LIKE = text(f"""
WITH hits AS MATERIALIZED (
    SELECT s.innovation_id, s.facets, s.words FROM innovation_search s
    WHERE s.words @@ CAST(:condition AS tsquery) AND s.innovation_id <> :id
    ORDER BY s.published_at DESC, s.innovation_id DESC LIMIT {MOST_MATCHES}),
  size AS MATERIALIZED (
    SELECT count(*)::float AS count FROM (SELECT FROM innovation_search LIMIT {MOST_MATCHES}) t),
  telling AS MATERIALIZED (
    SELECT w.word, w.query, ln(greatest(z.count, 2) / (f.count + 1)) AS worth
    FROM size z, unnest(:words, CAST(:queries AS tsquery[])) AS w (word, query)
      CROSS JOIN LATERAL (SELECT count(*) AS count FROM hits h WHERE h.words @@ w.query) f),
  related AS MATERIALIZED (
    SELECT r.related_id AS id,
      json_agg(json_build_object('kind', r.kind, 'direction', 'outgoing') ORDER BY r.kind) AS how
    FROM innovation_relation r WHERE r.innovation_id = :id GROUP BY 1
    UNION ALL
    SELECT r.innovation_id, json_agg(json_build_object('kind', r.kind, 'direction', 'incoming') ORDER BY r.kind)
    FROM innovation_relation r WHERE r.related_id = :id GROUP BY 1),
  candidates AS (
    SELECT innovation_id AS id FROM hits
    UNION SELECT id FROM related
    UNION SELECT l.id FROM innovations_named_like(ARRAY[CAST(:name_key AS text)]) AS l (id)),
  measured AS (
    SELECT c.id, k.name_key, array(SELECT unnest(s.facets) INTERSECT SELECT unnest(CAST(:terms AS text[]))) AS terms,
      array(SELECT t.word FROM telling t WHERE t.worth > 0 AND s.words @@ t.query
        ORDER BY t.worth DESC, t.word) AS words,
      coalesce((SELECT sum(t.worth) FROM telling t WHERE t.worth > 0 AND s.words @@ t.query), 0) AS worth,
      similarity(k.name_key, :name_key) AS alike,
      (SELECT r.how FROM related r WHERE r.id = c.id LIMIT 1) AS how
    FROM candidates c JOIN innovation_search s ON s.innovation_id = c.id
      JOIN innovation_card k ON k.innovation_id = c.id WHERE c.id <> :id)
SELECT m.*, k.card::json ->> 'slug' AS slug, k.card::json ->> 'name' AS name,
  m.worth + 3 * m.alike + 2 * cardinality(m.terms) + CASE WHEN m.how IS NULL THEN 0 ELSE 3 END AS score,
  array(SELECT t.name FROM term t JOIN classification c ON c.id = t.classification_id
    WHERE 'term:' || c.slug || '/' || t.slug = ANY(m.terms) ORDER BY t.name) AS term_names
FROM measured m JOIN innovation_card k ON k.innovation_id = m.id
WHERE cardinality(m.words) > 0 OR cardinality(m.terms) > 0 OR m.alike >= {_NAMES_ALIKE} OR m.how IS NOT NULL
ORDER BY score DESC, m.id DESC LIMIT {MOST}""").bindparams(  # noqa: S608 - constants of this file
    bindparam("id", type_=Uuid()),
    bindparam("condition", type_=Text()),
    bindparam("name_key", type_=Text()),
    *(bindparam(name, type_=ARRAY(Text())) for name in ("words", "queries", "terms")),
)
# `set_config` holds for this transaction: the next statement, which looks for words, is planned for these very ones.
_RECORD = """
SELECT set_config('plan_cache_mode', 'force_custom_plan', true), d.innovation_id AS id, d.document, i.name_key, array(
  SELECT 'term:' || c.slug || '/' || t.slug FROM innovation_term it JOIN term t ON t.id = it.term_id
    JOIN classification c ON c.id = t.classification_id WHERE it.innovation_id = i.id) AS terms
FROM innovation_document d JOIN innovation i ON i.id = d.innovation_id WHERE {key} = :key"""
_BY_ID = text(_RECORD.format(key="d.innovation_id")).bindparams(bindparam("key", type_=Uuid()))
_BY_SLUG = text(_RECORD.format(key="d.slug")).bindparams(bindparam("key", type_=Text()))


@dataclass(frozen=True, slots=True)
class Described:
    """A published record by what may be shared with it."""

    id: UUID
    document: str
    name_key: str
    terms: Sequence[str]


async def described(session: AsyncSession, key: UUID | str) -> Described | None:
    """Return a published record by id or slug."""
    statement = _BY_ID if isinstance(key, UUID) else _BY_SLUG
    row = (await session.execute(statement, {"key": key})).one_or_none()
    return Described(row.id, row.document, row.name_key, row.terms) if row else None


def telling_words(document: dict[str, Any], synonyms: Synonyms) -> list[str]:
    """Return the words that describe a record, those of its names first."""
    ignored = synonyms.stop | synonyms.weak
    words = (word for part in parts_of(document, ()) if part.field in _TELLING for word in words_of(part.text))
    fitting = (word for word in words if len(word) >= _SHORTEST and word.isalpha() and word not in ignored)
    return list(dict.fromkeys(fitting))[:_MOST_WORDS]


async def alike(session: AsyncSession, record: Described, queries: dict[str, str]) -> Sequence[Any]:
    """Return the records most like one; `queries` are the conditions that another has each of its words."""
    nothing = "'='"
    return (
        await session.execute(
            LIKE,
            {
                "id": record.id,
                "condition": " | ".join(queries.values()) or nothing,
                "name_key": record.name_key,
                "words": list(queries),
                "queries": list(queries.values()),
                "terms": list(record.terms),
            },
        )
    ).all()

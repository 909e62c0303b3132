"""The SQL of search: what the vocabulary is asked, and what the records are.

Plans are made for the very words that are asked for: a rare word is found by its index, of a common one the newest
records are looked at until there are enough. A plan for any word would take the index for both, and read all that a
common word finds.
"""

from functools import lru_cache

from sqlalchemy import ARRAY, Integer, Text, bindparam, text
from sqlalchemy.sql.elements import TextClause

# As many of the newest matches are ranked and counted; where there are as many, there may be more.
MOST_MATCHES = 1000
_MOST_FORMS = 40
_MOST_PARTS = 20
_MOST_LIKE = 60
# what a word in a name (A), of an agency or person (B), in the summary (C) and elsewhere (D) is worth, from D to A
WEIGHTS = "'{0.1,0.3,0.5,1.0}'"

_LIVES = "EXISTS (SELECT FROM innovation_search s WHERE s.words @@ ('''' || w.word || '''')::tsquery)"

# `set_config` holds for this transaction: its next statements are planned for their values.
LOOK_UP = text(f"""
WITH planned AS MATERIALIZED (SELECT set_config('plan_cache_mode', 'force_custom_plan', true)),
  exact AS MATERIALIZED (
    SELECT a.word AS asked, w.word FROM planned, unnest(:words) AS a (word) JOIN search_word w ON w.word = a.word),
  stem AS MATERIALIZED (
    SELECT a.word AS asked, w.word FROM unnest(:words) AS a (word)
      CROSS JOIN LATERAL (SELECT coalesce((ts_lexize('indonesian_stem', a.word))[1], a.word) AS stem OFFSET 0) c
      CROSS JOIN LATERAL (SELECT w.word FROM search_word w
        WHERE w.stem = c.stem AND length(c.stem) > 2 AND w.word <> a.word LIMIT {_MOST_FORMS}) w),
  unknown AS MATERIALIZED (
    SELECT d.word FROM unnest(:doubtful) AS d (word)
    WHERE d.word NOT IN (SELECT asked FROM exact) AND d.word NOT IN (SELECT asked FROM stem))
SELECT asked, word, 'exact' AS how FROM exact
UNION ALL SELECT asked, word, 'stem' FROM stem
UNION ALL SELECT u.word, w.word, 'part' FROM unknown u CROSS JOIN LATERAL (
  SELECT w.word FROM search_word w WHERE w.named AND length(u.word) > 4 AND w.word LIKE u.word || '%'
  UNION SELECT w.word FROM search_word w WHERE w.named AND length(u.word) > 4 AND w.word LIKE '%' || u.word
  LIMIT {_MOST_PARTS}) w WHERE {_LIVES}
UNION ALL SELECT u.word, w.word, 'like' FROM unknown u CROSS JOIN LATERAL (
  SELECT w.word FROM search_word w WHERE length(w.word) BETWEEN length(u.word) - 2 AND length(u.word) + 2
  ORDER BY w.word <-> u.word LIMIT {_MOST_LIKE}) w WHERE {_LIVES}
UNION ALL SELECT p.asked, w.word, 'like' FROM unnest(:asked, :swapped) AS p (asked, swapped)
  JOIN unknown u ON u.word = p.asked JOIN search_word w ON w.word = p.swapped WHERE {_LIVES}""").bindparams(  # noqa: S608 - constants of this file
    *(bindparam(name, type_=ARRAY(Text())) for name in ("words", "doubtful", "asked", "swapped"))
)

# the filters of a search, each with its condition; those above the line are what facets count
CONDITIONS = {
    "agency": "s.agency_id IN (SELECT g.member_id FROM agency_lineage g WHERE g.key = :agency)",
    "kind": "s.kind = :kind",
    "stage": "s.stage = :stage",
    "year": "s.facets @> ARRAY['year:' || CAST(:year AS text)]",
    "classification": "s.facets @> ARRAY['term:' || CAST(:classification AS text)]",
    "area": "s.facets @> ARRAY['area:' || CAST(:area AS text)]",
    "form": "s.form = :form",
}
# the filter that a choice in each facet would replace
_REPLACED = {
    "agency": "agency",
    "kind": "kind",
    "stage": "stage",
    "year": "year",
    "cluster": "classification",
    "urusan": "classification",
    "area": "area",
}
FACETS = tuple(_REPLACED)
# how the words begin that tell the seldom used facets of a record
_PREFIXES = {"year": "year:", "cluster": "term:lan-medan-2017/", "urusan": "term:urusan/", "area": "area:"}


def _matches(name: str, filters: frozenset[str]) -> str:
    conditions = "".join(f" AND {CONDITIONS[one]}" for one in sorted(filters))
    return f"""{name} AS MATERIALIZED (
    SELECT s.ctid AS row, s.innovation_id, s.published_at, s.agency_id, s.kind, s.stage, s.facets
    FROM innovation_search s WHERE s.words @@ CAST(:condition AS tsquery){conditions}
    ORDER BY s.published_at DESC, s.innovation_id DESC LIMIT {MOST_MATCHES})"""  # noqa: S608 - constants of this file


def _coded(facet: str, hits: str) -> str:
    return f"SELECT '{facet}' AS facet, {facet} AS code, NULL AS label, count(*) AS count FROM {hits} GROUP BY {facet}"  # noqa: S608 - constants of this file


def _owners(hits: str) -> str:
    """Return the counts of owners, each by the name on one of its cards, which is that of today."""
    return f"""SELECT 'agency', a.slug, (
      SELECT d.card::json -> 'agency' ->> 'name' FROM innovation_card d WHERE d.agency_id = a.id LIMIT 1), o.count
    FROM (SELECT agency_id, count(*) AS count FROM {hits} GROUP BY agency_id) o JOIN agency a ON a.id = o.agency_id"""  # noqa: S608 - constants of this file


def _worded(facets: list[str], hits: str) -> str:
    """Return the counts of what the words of `facets` tell; all of them in one pass over the matches."""
    facet = " ".join(f"WHEN f.word LIKE '{_PREFIXES[name]}%' THEN '{name}'" for name in facets)
    wanted = " OR ".join(f"f.word LIKE '{_PREFIXES[name]}%'" for name in facets)
    return f"""SELECT CASE {facet} END, substr(f.word, 6), CASE
        WHEN f.word LIKE 'area:%' THEN (SELECT r.name FROM area r WHERE r.code = substr(f.word, 6))
        WHEN f.word LIKE 'term:%' THEN (SELECT t.name FROM term t JOIN classification c ON c.id = t.classification_id
          WHERE c.slug || '/' || t.slug = substr(f.word, 6)) END, f.count
    FROM (SELECT w.word, count(*) AS count FROM {hits} h, unnest(h.facets) AS w (word) GROUP BY w.word) f
    WHERE {wanted}"""  # noqa: S608 - constants of this file


def _counted(filters: frozenset[str]) -> str:
    """Return the counts of all facets, each over what would be found without the filter that it would replace."""
    over = {name: f"without_{one}" if one in filters else "hits" for name, one in _REPLACED.items()}
    worded: dict[str, list[str]] = {}
    for name in _PREFIXES:
        worded.setdefault(over[name], []).append(name)
    counts = [_coded("kind", over["kind"]), _coded("stage", over["stage"]), _owners(over["agency"])]
    return " UNION ALL ".join([*counts, *(_worded(names, hits) for hits, names in worded.items())])


# What each thing that need not be there is worth: the more, the fewer of the matches have it.
_COVERS = """,
  covers AS MATERIALIZED (
    SELECT c.query, ln(1 + (SELECT count(*) FROM hits)::float / greatest(f.count, 1)) AS worth
    FROM unnest(CAST(:covers AS tsquery[])) c (query)
      CROSS JOIN LATERAL (
        SELECT count(*) AS count FROM hits h JOIN innovation_search s ON s.ctid = h.row WHERE s.words @@ c.query) f)"""
_COVERED = " + 2 * coalesce((SELECT sum(v.worth) FROM covers v WHERE s.words @@ v.query), 0)"


# The words of matches are read again by the place of their rows, which costs less than carrying them through a sort.
@lru_cache(maxsize=256)
def searching(filters: frozenset[str], *, partly: bool = False) -> TextClause:
    """Return the statement for a page of the best matches, with all facets in the first row.

    Each facet counts what would be found without the filter that a choice in it would replace. `partly` is for matches
    that need not have everything.
    """
    replaced = sorted(set(_REPLACED.values()) & filters)
    sets = [_matches("hits", filters), *(_matches(f"without_{one}", filters - {one}) for one in replaced)]
    return text(f"""
WITH {", ".join(sets)}{_COVERS if partly else ""},
  ranked AS (
    SELECT h.innovation_id, h.published_at,
      4 * (s.words @@ CAST(:whole AS tsquery))::int
        + ts_rank({WEIGHTS}, s.words, CAST(:exact AS tsquery))
        + 0.7 * ts_rank({WEIGHTS}, s.words, CAST(:loose AS tsquery)){_COVERED if partly else ""} AS rank
    FROM hits h JOIN innovation_search s ON s.ctid = h.row),
  page AS (
    SELECT r.*, row_number() OVER (ORDER BY r.rank DESC, r.published_at DESC, r.innovation_id DESC) AS place
    FROM ranked r ORDER BY place OFFSET :offset LIMIT :size),
  counted AS ({_counted(filters)})
SELECT (SELECT count(*) FROM hits) AS total,
  CASE WHEN p.place IS NULL OR p.place = :offset + 1 THEN (
    SELECT json_agg(json_build_array(n.facet, n.code, n.label, n.count) ORDER BY n.count DESC, n.code)
    FROM counted n)::text END AS facets,
  p.rank, convert_to(c.card, 'UTF8') AS card, c.used_signs, convert_to(d.document, 'UTF8') AS document,
  (SELECT array_agg(DISTINCT n.name ORDER BY n.name) FROM agency_lineage g CROSS JOIN LATERAL (
      SELECT v.name FROM agency_version v WHERE v.agency_id = g.member_id
      UNION SELECT v.short_name FROM agency_version v WHERE v.agency_id = g.member_id
      UNION SELECT a.name FROM agency_alias a WHERE a.agency_id = g.member_id) n
    WHERE g.key = c.agency_id::text AND n.name IS NOT NULL) AS agency_names
FROM (SELECT 1) one LEFT JOIN page p ON true
  LEFT JOIN innovation_card c ON c.innovation_id = p.innovation_id
  LEFT JOIN innovation_document d ON d.innovation_id = p.innovation_id
ORDER BY p.place""").bindparams(  # noqa: S608 - constants of this file
        *(bindparam(name, type_=Text()) for name in ("condition", "exact", "loose", "whole")),
        *([bindparam("covers", type_=ARRAY(Text()))] if partly else []),
        bindparam("offset", type_=Integer()),
        bindparam("size", type_=Integer()),
    )

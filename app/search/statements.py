"""The SQL of a search: which records are found, how they are ranked, and what their facets count.

The statement is prepared once and its plan holds for any words. So it has every way to the newest matches in it, and
takes the cheapest one: what is rare is looked up in the index; of what is common the newest records are looked at until
there are enough; and of what is neither, in a long list, the index is asked for those of the last months and years, as
many as it should take by what the last ones have.
"""

import re
from functools import lru_cache

from app.models.agency import IN_FORCE_FIRST, begun

# As many of the newest matches are ranked and counted; where there are as many, there may be more.
MOST_MATCHES = 1000
# Of so many of the newest records it is counted how many match. Where those would be found sooner by walking down from
# the newest than by the index, that is tried, and given up after so many records.
_PROBED = 100
_WALKED = 30_000
# A list of more records is long, and walked down only where of those probed at least so many match. If what is found
# among so many of its newest records stands for more than so many in all, a part of it is looked up that should have
# half as many again as are wanted.
_LONG = 100_000
_COMMON = 7
_SAMPLED = 8_000
_TOO_MANY = 3 * MOST_MATCHES
_ENOUGH = 1.5 * MOST_MATCHES
# what a word in a name (A), of an agency or person (B), in the summary (C) and elsewhere (D) is worth, from D to A
WEIGHTS = "'{0.1,0.3,0.5,1.0}'"

# the filters of a search, each with its condition
CONDITIONS = {
    "agency": "s.agency_id IN (SELECT g.member_id FROM agency_lineage g WHERE g.key = :agency)",
    "kind": "s.kind = :kind",
    "stage": "s.stage = :stage",
    "year": "s.facets @> ARRAY['year:' || :year]",
    "classification": "s.facets @> ARRAY['term:' || :classification]",
    "area": "s.facets @> ARRAY['area:' || :area]",
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
_COLUMNS = {"agency": "agency_id", "kind": "kind", "stage": "stage", **dict.fromkeys(_PREFIXES, "facets")}

_TYPES = {
    **dict.fromkeys((*CONDITIONS, "condition", "exact", "loose", "whole"), "text"),
    "covers": "text[]",
    "offset": "int",
    "size": "int",
}
_NAMED = re.compile(rf"(?<!:):({'|'.join(sorted(_TYPES, key=len, reverse=True))})\b")

# A value that the planner does not look into, or it would plan each search for its very words; and that is read once,
# not for each record.
_CONDITION = "(SELECT :condition::tsquery)"
_NEWEST = "ORDER BY s.published_at DESC, s.innovation_id DESC"
# how many records the list has, as it was last counted
_RECORDS = "(SELECT greatest(reltuples, 1) FROM pg_class WHERE oid = 'innovation_search'::regclass)"


def _bounds() -> str:
    """Return when the records of a long list were published, by the planner's statistics: as many between bounds."""
    return f"""
  bounds AS MATERIALIZED (
    SELECT b.at, array_length(b.at, 1) AS size, {_RECORDS} AS records
    FROM (SELECT histogram_bounds::text::timestamptz[] AS at FROM pg_stats
      WHERE schemaname = current_schema() AND tablename = 'innovation_search' AND attname = 'published_at'
        AND {_RECORDS} > {_LONG}) b
    WHERE array_length(b.at, 1) > 2)"""  # noqa: S608 - constants of this file


def _since(hundredths: str, beside: str) -> str:
    """Return the periods of the newest part of a long list, and how much of it that is, beside the columns of a table.

    The periods are whole months to the end of the first year, and the years after it.
    """
    began = f"date_trunc('month', b.at[greatest(b.size - ({hundredths})::int, 1)])"
    return f"""
    SELECT t.*, w.part, (
      SELECT string_agg('''@' || p.code || '''', '|') FROM (
        SELECT to_char(m, 'YYYYMM') AS code
        FROM generate_series(w.began, date_trunc('year', w.began) + interval '11 months', interval '1 month') m
        UNION ALL SELECT to_char(y + interval '1 year', 'YYYY')
        FROM generate_series(date_trunc('year', w.began), now(), interval '1 year') y
      ) p)::tsquery AS periods
    FROM bounds b CROSS JOIN {beside} t CROSS JOIN LATERAL (
      SELECT d.began, (SELECT count(*) FROM unnest(b.at) each (day) WHERE each.day >= d.began) / b.size::float AS part
      FROM (SELECT {began} AS began) d) w"""  # noqa: S608 - constants of this file


def _matches(name: str, filters: frozenset[str]) -> str:
    """Return the newest matches under some filters. `ts_match_vq` is the operator `@@` where no index is wanted."""
    conditions = "".join(f" AND {CONDITIONS[one]}" for one in sorted(filters))
    seen = f"ts_match_vq(s.words, {_CONDITION}){conditions}"
    told = "s.row, s.innovation_id, s.published_at, s.agency_id, s.kind, s.stage, s.facets"
    rows = told.replace("s.row", "s.ctid AS row")
    walked = f"(SELECT count(*) AS walked FROM {name}_walked)"  # noqa: S608 - a constant of this file
    sample = _since(f"100 * {_SAMPLED} / b.records + 1", walked)
    part = _since(f"100 * t.sample * {_ENOUGH} / nullif(t.found, 0) + 1", f"{name}_sampled")
    return f"""{name}_common AS MATERIALIZED (
    SELECT count(*)::float ^ 2 / {_PROBED}.0 ^ 2 * {_RECORDS} > {MOST_MATCHES / 2}
      AND (count(*) >= {_COMMON} OR {_RECORDS} <= {_LONG}) AS are
    FROM (SELECT * FROM innovation_search s {_NEWEST} LIMIT {_PROBED}) s WHERE {seen}),
  {name}_walked AS MATERIALIZED (
    SELECT {told} FROM (SELECT {rows}, s.form, s.words FROM innovation_search s {_NEWEST} LIMIT {_WALKED}) s
    WHERE (SELECT are FROM {name}_common) AND {seen} {_NEWEST} LIMIT {MOST_MATCHES}),
  {name}_sampled AS MATERIALIZED (
    SELECT w.part AS sample, (
      SELECT count(*)::float FROM innovation_search s WHERE s.words @@ ({_CONDITION} && w.periods){conditions}) AS found
    FROM ({sample}) w WHERE w.walked < {MOST_MATCHES}),
  {name}_recent AS MATERIALIZED (
    SELECT {told} FROM ({part} WHERE t.found > {_TOO_MANY} * t.sample) w
      CROSS JOIN LATERAL (
        SELECT {rows} FROM innovation_search s WHERE s.words @@ ({_CONDITION} && w.periods){conditions}
        {_NEWEST} LIMIT {MOST_MATCHES}) s),
  {name} AS MATERIALIZED (
    SELECT * FROM {name}_walked WHERE (SELECT count(*) = {MOST_MATCHES} FROM {name}_walked)
    UNION ALL SELECT * FROM {name}_recent WHERE (SELECT count(*) = {MOST_MATCHES} FROM {name}_recent)
    UNION ALL (SELECT {rows} FROM innovation_search s
      WHERE (SELECT count(*) < {MOST_MATCHES} FROM {name}_walked)
        AND (SELECT count(*) < {MOST_MATCHES} FROM {name}_recent) AND s.words @@ {_CONDITION}{conditions}
      {_NEWEST} LIMIT {MOST_MATCHES}))"""  # noqa: S608 - constants of this file


def _coded(facet: str, groups: str) -> str:
    return f"SELECT '{facet}', {facet}, NULL, count FROM {groups} WHERE {facet} IS NOT NULL"  # noqa: S608 - constants of this file


# by the name in force today in Medan, as cards have it
_OWNERS = f"""
  owners AS MATERIALIZED (
    SELECT DISTINCT ON (a.id) a.id, a.slug, v.name FROM agency a JOIN agency_version v ON v.agency_id = a.id {begun()}
    ORDER BY a.id, {IN_FORCE_FIRST})"""  # noqa: S608 - constants of the tables


def _owners(groups: str) -> str:
    return f"SELECT 'agency', a.slug, a.name, o.count FROM {groups} o JOIN owners a ON a.id = o.agency_id"  # noqa: S608 - constants of this file


def _worded(facets: list[str], groups: str) -> str:
    """Return the counts of what the words of `facets` tell."""
    facet = " ".join(f"WHEN f.word LIKE '{_PREFIXES[name]}%' THEN '{name}'" for name in facets)
    wanted = " OR ".join(f"w.word LIKE '{_PREFIXES[name]}%'" for name in facets)
    return f"""SELECT CASE {facet} END, substr(f.word, 6), CASE
        WHEN f.word LIKE 'area:%' THEN (SELECT r.name FROM area r WHERE r.code = substr(f.word, 6))
        WHEN f.word LIKE 'term:%' THEN (SELECT t.name FROM term t JOIN classification c ON c.id = t.classification_id
          WHERE c.slug || '/' || t.slug = substr(f.word, 6)) END, f.count
    FROM (SELECT w.word, sum(g.count)::bigint AS count FROM {groups} g, unnest(g.facets) AS w (word)
      WHERE {wanted} GROUP BY w.word) f"""  # noqa: S608 - constants of this file


def _grouped(hits: str, facets: list[str]) -> str:
    """Return the sizes of the groups that some facets need, in one pass over the matches.

    In each row one column is not null: what all in the group have.
    """
    columns = list(dict.fromkeys(_COLUMNS[name] for name in facets))
    sets = ", ".join(f"({one})" for one in columns)
    return f"""{hits}_groups AS MATERIALIZED (
    SELECT {", ".join(columns)}, count(*) AS count FROM {hits} GROUP BY GROUPING SETS ({sets}))"""  # noqa: S608 - constants of this file


def _counted(over: dict[str, list[str]]) -> str:
    """Return the counts of all facets, each over the matches that it is told of."""
    counts = []
    for hits, facets in over.items():
        groups = f"{hits}_groups"
        worded = [name for name in facets if name in _PREFIXES]
        coded = [name for name in facets if name not in _PREFIXES]
        counts += [_owners(groups) if name == "agency" else _coded(name, groups) for name in coded]
        counts += [_worded(worded, groups)] if worded else []
    return " UNION ALL ".join(counts)


# What each thing that need not be there is worth: the more, the fewer of the matches have it.
_COVERS = """
  covers AS MATERIALIZED (
    SELECT c.query, ln(1 + (SELECT count(*) FROM hits)::float / greatest(f.count, 1)) AS worth
    FROM unnest(:covers::tsquery[]) c (query)
      CROSS JOIN LATERAL (
        SELECT count(*) AS count FROM hits h JOIN innovation_search s ON s.ctid = h.row WHERE s.words @@ c.query) f)"""
_COVERED = " + 2 * coalesce((SELECT sum(v.worth) FROM covers v WHERE s.words @@ v.query), 0)"


def _rank(*, partly: bool, plain: bool) -> str:
    """Return the rank of a match; `plain` if what was asked for and what stands for it are the same words."""
    exact, loose = (f"ts_rank({WEIGHTS}, s.words, (SELECT :{words}::tsquery))" for words in ("exact", "loose"))
    measured = f"1.7 * {exact}" if plain else f"{exact} + 0.7 * {loose}"
    return f"4 * (s.words @@ (SELECT :whole::tsquery))::int + {measured}{_COVERED if partly else ''}"


# The words of matches are read again by the place of their rows, which costs less than carrying them through a sort.
@lru_cache(maxsize=256)
def searching(filters: frozenset[str], *, partly: bool = False, plain: bool = False) -> tuple[str, list[str]]:
    """Return the statement for a page of the best matches, with all facets in the first row, and its values' names.

    Each facet counts what would be found without the filter that a choice in it would replace. `partly` is for matches
    that need not have everything, `plain` for those that are sought by nothing but the words that were asked for.
    """
    over: dict[str, list[str]] = {"hits": []}
    for name, one in _REPLACED.items():
        over.setdefault(f"without_{one}" if one in filters else "hits", []).append(name)
    sets = [_matches(hits, filters - {hits.removeprefix("without_")}) for hits in over]
    groups = [_grouped(hits, facets) for hits, facets in over.items() if facets]
    covers = [_COVERS] if partly else []
    return _numbered(f"""
WITH {", ".join([_bounds(), *sets, *groups, *covers, _OWNERS])},
  best AS MATERIALIZED (
    SELECT h.innovation_id, h.published_at, {_rank(partly=partly, plain=plain)} AS rank
    FROM hits h JOIN innovation_search s ON s.ctid = h.row
    ORDER BY rank DESC, h.published_at DESC, h.innovation_id DESC
    OFFSET (SELECT :offset) LIMIT (SELECT :size)),
  page AS (
    SELECT b.*, row_number() OVER (ORDER BY b.rank DESC, b.published_at DESC, b.innovation_id DESC) AS place
    FROM best b),
  counted (facet, code, label, count) AS ({_counted(over)})
SELECT (SELECT count(*) FROM hits) AS total,
  CASE WHEN p.place IS NULL OR p.place = 1 THEN (
    SELECT json_agg(json_build_array(n.facet, n.code, n.label, n.count) ORDER BY n.count DESC, n.code COLLATE "C")
    FROM counted n)::text END AS facets,
  p.rank, convert_to(c.card, 'UTF8') AS card, c.used_signs, convert_to(d.document, 'UTF8') AS document,
  (SELECT array_agg(DISTINCT n.name ORDER BY n.name) FROM agency_lineage g CROSS JOIN LATERAL (
      SELECT v.name FROM agency_version v WHERE v.agency_id = g.member_id
      UNION ALL SELECT v.short_name FROM agency_version v WHERE v.agency_id = g.member_id
      UNION ALL SELECT a.name FROM agency_alias a WHERE a.agency_id = g.member_id) n
    WHERE g.key = c.agency_id::text AND n.name IS NOT NULL) AS agency_names
FROM (SELECT 1) one LEFT JOIN page p ON true
  LEFT JOIN innovation_card c ON c.innovation_id = p.innovation_id
  LEFT JOIN innovation_document d ON d.innovation_id = p.innovation_id
ORDER BY p.place""")  # noqa: S608 - constants of this file


def _numbered(sql: str) -> tuple[str, list[str]]:
    """Return a statement with its values numbered as PostgreSQL wants them, and the names of these in their order."""
    names = list(dict.fromkeys(_NAMED.findall(sql)))
    return _NAMED.sub(lambda found: f"${names.index(found[1]) + 1}::{_TYPES[found[1]]}", sql), names

"""What is suggested while somebody types: names that begin so, or have a word that does. One statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from sqlalchemy import Text, bindparam, text
from sqlalchemy.ext.asyncio import AsyncSession

from app.search.codes import SuggestionKind

MOST = 10
_RECORD = {SuggestionKind.ALIAS: SuggestionKind.INNOVATION}
_OF_EACH = 4
# of so many that are alike the best are taken; a longer look would cost more than it helps
_LOOKED_AT = 200
# fewer letters begin too many words to look for them inside of names
_INSIDE_FROM = 3

# A person is public by a post, or by a part in a published innovation; one who withdrew the name never is.
_PUBLIC = """p.concealed_at IS NULL AND (EXISTS (SELECT FROM position o WHERE o.person_id = p.id) OR EXISTS (
      SELECT FROM innovation_person ip JOIN innovation_card c ON c.innovation_id = ip.innovation_id
      WHERE ip.person_id = p.id))"""


# every spelling of a name stands in a line of its own, also written as one word
_NAMED = r"""(c.names LIKE :key || '%' OR c.names LIKE '% ' || :key || '%'
    OR c.names LIKE E'%\n' || :key || '%' OR c.names LIKE E'%\n' || :joined || '%')"""


def _begins(column: str, *, inside: bool) -> str:
    within = f" OR {column} LIKE '% ' || :key || '%'" if inside else ""
    return f"({column} LIKE :key || '%'{within})"


def _statement(*, inside: bool) -> str:
    return f"""
SELECT * FROM (
  (SELECT 'innovation' AS kind, c.card::json ->> 'name' AS text, c.card::json ->> 'slug' AS target, c.name_key AS key
   FROM innovation_card c WHERE NOT c.external AND {_NAMED if inside else _begins("c.name_key", inside=False)}
   LIMIT {_LOOKED_AT})
  UNION ALL (SELECT 'alias', a.name, i.slug, a.name_key FROM innovation_alias a
    JOIN innovation i ON i.id = a.innovation_id AND i.status = 'published'
    JOIN innovation_card c ON c.innovation_id = i.id AND NOT c.external
    WHERE a.name_key <> i.name_key AND (replace(a.name_key, ' ', '') LIKE :joined || '%'
      OR {_begins("a.name_key", inside=inside)}) LIMIT {_LOOKED_AT})
  UNION ALL (SELECT DISTINCT ON (g.slug) 'agency', n.name, g.slug, lower(n.key) FROM agency g CROSS JOIN LATERAL (
      SELECT v.name, v.name_key AS key FROM agency_version v WHERE v.agency_id = g.id
      UNION ALL SELECT v.short_name, lower(v.short_name) FROM agency_version v WHERE v.agency_id = g.id
      UNION ALL SELECT l.name, l.name_key FROM agency_alias l WHERE l.agency_id = g.id) n
    WHERE {_begins("n.key", inside=inside)} ORDER BY g.slug, n.key LIKE :key || '%' DESC, n.name LIMIT {_LOOKED_AT})
  UNION ALL (SELECT 'person', p.name, p.slug, p.name_key FROM person p
    WHERE {_begins("p.name_key", inside=inside)} AND {_PUBLIC} LIMIT {_LOOKED_AT})
  UNION ALL (SELECT 'term', t.name, s.slug || '/' || t.slug, lower(t.name) FROM term t
    JOIN classification s ON s.id = t.classification_id WHERE {_begins("lower(t.name)", inside=inside)}
    LIMIT {_LOOKED_AT})) found
ORDER BY key LIKE :key || '%' DESC, length(text), text, target"""  # noqa: S608 - constants of this file


_BINDS = (bindparam("key", type_=Text()), bindparam("joined", type_=Text()))
_SHORT = text(_statement(inside=False)).bindparams(*_BINDS)
_LONG = text(_statement(inside=True)).bindparams(*_BINDS)


@dataclass(frozen=True, slots=True)
class Suggested:
    """A name that fits, and what leads to its record."""

    kind: SuggestionKind
    text: str
    target: str


async def beginning(session: AsyncSession, words: Sequence[str]) -> list[Suggested]:
    """Return at most ten names that fit folded words, of which the last may be a part of one."""
    key = " ".join(words)
    statement = _LONG if len(key) >= _INSIDE_FROM else _SHORT
    rows = (await session.execute(statement, {"key": key, "joined": "".join(words)})).all()
    return _mixed([Suggested(SuggestionKind(row.kind), row.text, row.target) for row in rows])


def _mixed(found: Sequence[Suggested]) -> list[Suggested]:
    """Return the first of each kind before more of any, all in their order."""
    seen: dict[Any, Any] = {kind: count() for kind in SuggestionKind}
    # a record is suggested once, by the name of it that fits best
    records = {(_RECORD.get(one.kind, one.kind), one.target): one for one in reversed(found)}
    once = [one for one in found if records[_RECORD.get(one.kind, one.kind), one.target] is one]
    numbered = [(next(seen[one.kind]) >= _OF_EACH, place, one) for place, one in enumerate(once)]
    chosen = sorted(numbered, key=lambda entry: entry[:2])[:MOST]
    return [one for _, _, one in sorted(chosen, key=lambda entry: entry[1])]

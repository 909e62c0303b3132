"""What is asked of the tables to find the records that may be the same as one, and what stands in its way."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.innovations.overlap import Described
from app.models.codes import RecordStatus

# more than these are not looked at: the rule ranks ten
_MOST_CANDIDATES = 200

# In the words of the driver: these are asked for each new record, and so cost as little as they can. `{doubted}` adds
# the records that somebody noted as possibly the same, of which a new record has none.
_LIKELY = """
SELECT i.id, i.slug, i.name, i.name_key, i.status, i.agency_id, i.problem_key,
  array(SELECT a.name_key FROM innovation_alias a WHERE a.innovation_id = i.id) AS alias_keys
FROM innovation i WHERE i.id <> $1 AND i.status <> 'merged' AND i.id IN (
  SELECT innovations_named_like($2::text[])
  UNION SELECT i.id FROM innovation i WHERE i.name_key = ANY($3::text[])
  UNION SELECT a.innovation_id FROM innovation_alias a WHERE a.name_key = ANY($3::text[])
  UNION SELECT i.id FROM innovation i WHERE i.problem_key = $4::text
  {doubted}) LIMIT {most}"""
CANDIDATES = _LIKELY.format(
    most=_MOST_CANDIDATES,
    doubted="""
  UNION SELECT r.related_id FROM innovation_relation r WHERE r.innovation_id = $1 AND r.kind = 'possibly_same_as'
  UNION SELECT r.innovation_id FROM innovation_relation r WHERE r.related_id = $1 AND r.kind = 'possibly_same_as'""",
)
_CLASHES = """
SELECT
  (SELECT array[i.id::text, i.slug] FROM innovation i
    WHERE i.agency_id = {agency} AND replace(i.name_key, ' ', '') = {name} AND i.status <> 'merged' AND i.id <> $1
    LIMIT 1) AS same,
  EXISTS (SELECT FROM innovation i WHERE i.slug = {slug} AND i.id <> $1)
    OR EXISTS (SELECT FROM former_slug f WHERE f.slug = {slug} AND f.innovation_id <> $1) AS slug_taken"""
IN_THE_WAY = _CLASHES.format(agency="$2", name="$3", slug="$4")
SURVEY = (
    f"SELECT way.same, way.slug_taken, likely.* FROM ({_CLASHES.format(agency='$5', name='$6', slug='$7')}) way"  # noqa: S608 - constants of this file
    f" LEFT JOIN ({_LIKELY.format(doubted='', most=_MOST_CANDIDATES)}) likely ON true"
)


@dataclass(frozen=True, slots=True)
class Clashes:
    """What stands in the way of a record: id and slug of one of the same name, and whether the address is taken."""

    same: tuple[str, str] | None
    slug_taken: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that may be the same as another."""

    described: Described
    slug: str
    name: str
    status: RecordStatus


def clashes_of(row: Any) -> Clashes:
    """Return what a row says of what stands in the way."""
    return Clashes((row.same[0], row.same[1]) if row.same else None, row.slug_taken)


def candidate_of(row: Any) -> Candidate:
    """Return the record that a row describes."""
    described = Described(row.id, row.name_key, frozenset(row.alias_keys), row.problem_key, row.agency_id)
    return Candidate(described, row.slug, row.name, RecordStatus(row.status))


def telling(described: Described) -> tuple[UUID, list[str], list[str], str | None]:
    """Return the values by which records that may be the same are looked for."""
    keys = sorted({described.name_key, *described.alias_keys})
    return described.id, keys, sorted(_phrases(keys)), described.problem_key


def _phrases(keys: Collection[str]) -> set[str]:
    """Return every run of words in these keys: a record whose whole name is one of them is contained in them."""
    found = set()
    for key in keys:
        words = key.split()[:12]
        found |= {" ".join(words[i:j]) for i in range(len(words)) for j in range(i + 1, len(words) + 1)}
        found.add(key.replace(" ", ""))
    return found

"""Counting innovations: from tallies where nothing narrows them, from the records where something does."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.clock import WIB
from app.core.concealment import concealment
from app.core.errors import InvalidCursor
from app.core.paging import Cut, cut, decode
from app.core.queries import id_in, identity
from app.innovations import documents
from app.innovations.past import Event
from app.models.codes import AreaLevel
from app.statistics.counted import AREA_LENGTHS, Counted
from app.statistics.dimensions import MULTIPLE, URUSAN, tallied
from app.statistics.inputs import CountedFilters
from app.statistics.past import RELEVANT, Known, undone

# the SQL of this file is put together from its own constants and those of the package; values are bound


class Count(NamedTuple):
    """How many records have these values, and how many innovations they stand for; None where they have none."""

    codes: tuple[str | None, ...]
    innovations: int
    represented: int


class Counts(NamedTuple):
    """How many there are, and how many of each sort."""

    total: Count
    rows: Sequence[Count]


class Scheme(NamedTuple):
    """What the dimensions of which a record may have several values are read by."""

    cluster: str
    level: AreaLevel

    def prefix(self, dimension: str) -> str:
        """Return what the words of a dimension begin with."""
        return "area:" if dimension == "area" else f"term:{self._scheme(dimension)}/"

    def any_word(self, dimension: str) -> str:
        """Return the word of the tallies for all that have a value."""
        if dimension == "area":
            return f"area@{AREA_LENGTHS[self.level]}"
        return f"term:{self._scheme(dimension)}"

    def pattern(self, dimension: str) -> str:
        """Return the pattern of the words of a dimension: those of an area are as long as its level says."""
        if dimension != "area":
            return f"{self.prefix(dimension)}%"
        return "area:" + "_" * AREA_LENGTHS[self.level]

    def _scheme(self, dimension: str) -> str:
        return URUSAN if dimension == "urusan" else self.cluster


_PLAIN = {
    "agency": "r.agency_id::text",
    "year": "(SELECT substr(f, 6) FROM unnest(r.facets) f WHERE f LIKE 'year:%' LIMIT 1)",
    **{name: f"r.{name}" for name in ("kind", "form", "stage")},
}
_SEVERAL = """
  LEFT JOIN LATERAL (SELECT substr(f, CAST(:from_{name} AS int)) AS code FROM unnest(r.facets) f
    WHERE f LIKE CAST(:like_{name} AS text)) {name} ON true"""
# how many there are; and of each sort, by the values that stand behind the counts
_WHOLE = """
WITH r AS ({counted})
SELECT true AS whole, count(*), coalesce(sum(r.represents), 0)::bigint{nothing} FROM r"""
_SORTS = """
UNION ALL SELECT false, count(*), sum(r.represents)::bigint, {codes} FROM r{joined} GROUP BY {grouped}"""
_NUMBER = "SELECT count(*) FROM ({counted}) r"
# what a filter names must exist: a misspelt agency is an error, not an empty table
_REFERENCES = {
    "agency": "EXISTS (SELECT FROM agency WHERE slug = :agency OR id::text = :agency)",
    "area": "EXISTS (SELECT FROM area WHERE code = :area)",
    "classification": """EXISTS (SELECT FROM classification c LEFT JOIN term t ON t.classification_id = c.id
        WHERE :classification IN (c.slug, c.slug || '/' || t.slug))""",
    "innovator": """EXISTS (SELECT FROM person p WHERE (p.slug = :innovator OR p.id::text = :innovator)
        AND p.concealed_at IS NULL AND (EXISTS (SELECT FROM position o WHERE o.person_id = p.id) OR EXISTS (
          SELECT FROM innovation_person ip JOIN innovation i ON i.id = ip.innovation_id
          WHERE ip.person_id = p.id AND i.status = 'published')))""",
    "scheme": "EXISTS (SELECT FROM classification c WHERE c.slug = :scheme)",
}
_TALLIES = """
SELECT t.dimension, t.first, t.second, sum(t.innovations)::bigint AS innovations,
  sum(t.represented)::bigint AS represented
FROM innovation_tally t WHERE {condition} GROUP BY t.dimension, t.first, t.second
HAVING sum(t.innovations) <> 0 OR sum(t.represented) <> 0"""
_FIRST = """
SELECT least(min(i.first_known_on), (SELECT min(s.started_on) FROM innovation_stage s
  JOIN innovation o ON o.id = s.innovation_id AND o.status = 'published')) FROM innovation i
WHERE i.status = 'published'"""
_HISTORY = """
SELECT e.entity_id, e.at, e.action, e.changes FROM audit_event e
WHERE e.entity_kind = 'innovation' AND e.changes ?| CAST(:fields AS text[]) AND EXISTS (
  SELECT FROM innovation_card c WHERE c.innovation_id = e.entity_id) AND e.entity_id IN (
  SELECT l.entity_id FROM audit_event l WHERE l.at > :ends AND l.entity_kind = 'innovation'
    AND l.changes ?| CAST(:fields AS text[]))
ORDER BY e.entity_id, e.id DESC"""
_KNOWN = """
SELECT i.id, i.published_at, i.created_at, i.agency_id, i.kind, i.form, i.represents, i.first_known_on, c.facets,
  c.names, i.name, array(SELECT a.name FROM innovation_alias a WHERE a.innovation_id = i.id ORDER BY a.position)
FROM innovation i JOIN innovation_card c ON c.innovation_id = i.id WHERE i.id = ANY (CAST(:ids AS uuid[]))"""
_AGENCIES = f"""
SELECT o.id::text, o.slug, ({documents.AGENCY_TODAY.format(key="o.id")} ->> 'name') FROM agency o
WHERE o.id = ANY (CAST(:codes AS uuid[]))"""  # noqa: S608 - constants of the package
_TERMS = """
SELECT t.slug, t.slug, t.name FROM term t JOIN classification c ON c.id = t.classification_id
WHERE c.slug = :scheme AND t.slug = ANY (CAST(:codes AS text[]))"""
_AREAS = "SELECT a.code, a.code, a.name FROM area a WHERE a.code = ANY (CAST(:codes AS text[]))"
_ITEMS = f"""
SELECT i.id, i.slug, i.name, i.name_key, r.kind, r.form, r.stage, r.represents, i.status,
  {documents.AGENCY_TODAY.format(key="r.agency_id")} AS agency
FROM ({{counted}}) r JOIN innovation i ON i.id = r.id {{place}}
ORDER BY i.name_key COLLATE "C" {{way}}, i.id {{way}} LIMIT :limit"""  # noqa: S608 - as above


class Named(NamedTuple):
    """What a code is told as: the code that clients know, and its name."""

    code: str
    name: str


class CountRepository:
    """Counts of innovations within one read."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def unknown(self, filters: CountedFilters) -> list[str]:
        """Return which filters name what there is none of, in one statement."""
        given = {
            name: value
            for name in _REFERENCES
            if name in filters.model_fields_set and (value := getattr(filters, name)) is not None
        }
        if not given:
            return []
        values = {name: str(identity(value) or value) for name, value in given.items()}
        row = (
            await self._session.execute(text(f"SELECT {', '.join(_REFERENCES[name] for name in given)}"), values)
        ).one()
        return [name for name, there in zip(given, row, strict=True) if not there]

    async def first_fact(self) -> str | None:
        """Return the earliest partial date that a published record tells, None without any."""
        found: str | None = await self._session.scalar(text(_FIRST))
        return found

    async def undone(self, on: date) -> str:
        """Return what has to be undone of the records of today to see them on a day, as JSON, in two statements."""
        ends = datetime.combine(on, time.max, WIB)
        rows = await self._session.execute(text(_HISTORY), {"ends": ends, "fields": sorted(RELEVANT)})
        histories: dict[UUID, list[Event]] = defaultdict(list)
        for row in rows:
            made = row.action == "innovation.create"
            histories[row.entity_id].append(Event(row.at, {} if made else row.changes))
        if not histories:
            return "[]"
        clear = await concealment(self._session)
        known = [Known(*row) for row in await self._session.execute(text(_KNOWN), {"ids": list(histories)})]
        every = (undone(one, histories[one.id], on, clear) for one in known)
        return json.dumps([one for one in every if one is not None])

    async def count(self, counted: Counted, dimensions: Sequence[str], scheme: Scheme) -> Counts:
        """Return how many records count, and how many of each sort, in one statement that reads them."""
        several = [name for name in dimensions if name in MULTIPLE]
        codes = [f"{name}.code" if name in several else _PLAIN[name] for name in dimensions]
        sql = _WHOLE.format(counted=counted.sql, nothing=", NULL" * len(codes))
        if dimensions:
            joined = "".join(_SEVERAL.format(name=name) for name in several)
            sql += _SORTS.format(codes=", ".join(codes), joined=joined, grouped=", ".join("45"[: len(codes)]))
        values = dict(counted.values)
        for name in several:
            values |= {f"from_{name}": len(scheme.prefix(name)) + 1, f"like_{name}": scheme.pattern(name)}
        return _counts(await self._session.execute(text(sql), values))

    async def periods(self, counted: Counted, code: str) -> Counts:
        """Return how many records count, and how many by an expression that is null where it says nothing."""
        sql = _WHOLE.format(counted=counted.sql, nothing=", NULL")
        sql += _SORTS.format(codes=code, joined="", grouped="4")
        return _counts(await self._session.execute(text(sql), counted.values))

    async def tallied(self, dimensions: Sequence[str], scheme: Scheme) -> Counts:
        """Return the same of every published record of the city, in one statement that reads tallies alone."""
        several = next((name for name in dimensions if name in MULTIPLE), None)
        plain = [name for name in dimensions if name in _PLAIN]
        values: dict[str, Any] = {"dimension": tallied(dimensions)}
        condition = "t.dimension IN ('', :dimension)"
        if several:
            values |= {"plain": ".".join(plain), "every": scheme.any_word(several), "like": scheme.pattern(several)}
            condition = """t.dimension IN ('', :plain)
              OR (t.dimension = :dimension AND (t.first = :every OR t.first LIKE :like))"""
        rows = (await self._session.execute(text(_TALLIES.format(condition=condition)), values)).all()
        total = next((Count((), row[3], row[4]) for row in rows if row.dimension == ""), Count((), 0, 0))
        if not dimensions:
            return Counts(total, [])
        own = [row for row in rows if row.dimension == values["dimension"]]
        if several is None:
            return Counts(total, [_plain_count(row, dimensions) for row in own])
        whole = [row for row in rows if row.dimension == values["plain"]]
        return Counts(total, _several_counts(own, whole, dimensions, several, scheme))

    async def names(self, dimension: str, codes: Collection[str], scheme: Scheme) -> Mapping[str, Named]:
        """Return what the codes of a dimension whose values are records are told as, in one statement."""
        values: dict[str, Any] = {"codes": list(codes)}
        sql = _AREAS
        if dimension == "agency":
            sql = _AGENCIES
        elif dimension != "area":
            sql = _TERMS
            values["scheme"] = URUSAN if dimension == "urusan" else scheme.cluster
        rows = await self._session.execute(text(sql), values)
        return {row[0]: Named(row[1], row[2]) for row in rows}

    async def page(self, counted: Counted, cursor: str | None, limit: int, listing: str) -> Cut:
        """Return a page of the records that count, by name.

        Raises:
            InvalidCursor: the cursor belongs to another list.
        """
        place = decode(cursor, listing, 2) if cursor else None
        backwards = place is not None and place.backwards
        after = ""
        values = {**counted.values, "limit": limit + 1}
        if place is not None:
            if not place.keys[1]:
                raise InvalidCursor
            after = f'WHERE (i.name_key COLLATE "C", i.id) {"<" if backwards else ">"} (:after_name, :after_id)'
            values |= {"after_name": place.keys[0], "after_id": id_in(place.keys[1])}
        sql = _ITEMS.format(counted=counted.sql, place=after, way="DESC" if backwards else "ASC")
        rows = (await self._session.execute(text(sql), values)).all()
        return cut(rows, limit, place)

    async def number(self, counted: Counted) -> int:
        """Return how many records count."""
        return await self._session.scalar(text(_NUMBER.format(counted=counted.sql)), counted.values) or 0


def _counts(found: Iterable[Any]) -> Counts:
    total, rows = Count((), 0, 0), []
    for whole, innovations, represented, *row in found:
        if whole:
            total = Count((), innovations, represented)
        else:
            rows.append(Count(tuple(row), innovations, represented))
    return Counts(total, rows)


def _plain_count(row: Any, dimensions: Sequence[str]) -> Count:
    ordered = sorted(dimensions)
    codes = dict(zip(ordered, (row.first, row.second), strict=False))
    return Count(tuple(codes[name] or None for name in dimensions), row.innovations, row.represented)


def _several_counts(
    own: Sequence[Any], whole: Sequence[Any], dimensions: Sequence[str], several: str, scheme: Scheme
) -> list[Count]:
    """Return the counts of words; those that have none are what is left of all of them."""
    every, start = scheme.any_word(several), len(scheme.prefix(several))
    with_any = {row.second: row for row in own if row.first == every}

    def placed(code: str | None, other: str) -> tuple[str | None, ...]:
        return tuple(code if name == several else (other or None) for name in dimensions)

    found = [
        Count(placed(row.first[start:], row.second), row.innovations, row.represented)
        for row in own
        if row.first != every
    ]
    for row in whole:
        has = with_any.get(row.first)
        innovations = row.innovations - (has.innovations if has else 0)
        represented = row.represented - (has.represented if has else 0)
        if innovations:
            found.append(Count(placed(None, row.first), innovations, represented))
    return found

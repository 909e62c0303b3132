"""All that a mandate's progress is told from, in as many statements for two hundred agencies as for five."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import TextClause, Uuid, bindparam, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from app.agencies.atlas import bodies, edges
from app.core.clock import WIB
from app.core.tables import Code
from app.mandates.city import City
from app.mandates.equivalents import Own, significant
from app.mandates.holdings import Entered, Record, Request, Ruled, Step
from app.mandates.spans import FOREVER, Span
from app.models import MandateDecision
from app.models.codes import RecordStatus


def _about(sql: str) -> TextClause:
    return text(sql).bindparams(bindparam("origin", type_=Uuid))


_REQUESTS = _about("""
SELECT r.id, r.agency_id, r.replica_id,
  array(SELECT s.status FROM replication_step s WHERE s.request_id = r.id ORDER BY s.number) AS statuses,
  array(SELECT s.entered_on FROM replication_step s WHERE s.request_id = r.id ORDER BY s.number) AS days
FROM replication_request r WHERE r.origin_id = :origin ORDER BY r.id""")
# the origin, what came of requests for it, and what adapts or copies it
_RECORDS = _about("""
WITH wanted (id, descends) AS (
  SELECT CAST(:origin AS uuid), false
  UNION SELECT r.replica_id, false FROM replication_request r WHERE r.origin_id = :origin AND r.replica_id IS NOT NULL
  UNION SELECT l.innovation_id, true FROM innovation_relation l
    WHERE l.related_id = :origin AND l.kind IN ('adapts', 'copies'))
SELECT i.id, i.slug, i.name, i.agency_id, i.status, i.published_at, w.descends,
  array(SELECT i.name_key UNION SELECT a.name_key FROM innovation_alias a WHERE a.innovation_id = i.id) AS name_keys,
  array(SELECT s.stage FROM innovation_stage s WHERE s.innovation_id = i.id ORDER BY s.position) AS stages,
  array(SELECT s.started_on FROM innovation_stage s WHERE s.innovation_id = i.id ORDER BY s.position) AS began,
  array(SELECT DISTINCT l.observed_on FROM sign_of_life l
    WHERE l.innovation_id = i.id AND l.withdrawn_at IS NULL ORDER BY l.observed_on) AS signs
FROM (SELECT id, bool_or(descends) AS descends FROM wanted GROUP BY id) w JOIN innovation i ON i.id = w.id
ORDER BY i.id""")
# `equivalents` weighs what says that a record may serve as well; here those are left out of which nothing does
_LIKELY = text("""
SELECT l.* FROM (
  SELECT i.id, i.slug, i.name, i.agency_id, i.name_key,
    array(SELECT a.name_key FROM innovation_alias a WHERE a.innovation_id = i.id) AS alias_keys,
    EXISTS (SELECT FROM innovation_relation r WHERE r.kind = 'possibly_same_as'
      AND (r.innovation_id, r.related_id) IN ((i.id, :origin), (:origin, i.id))) AS related,
    EXISTS (SELECT FROM innovation_term t JOIN innovation_term o ON o.term_id = t.term_id
      WHERE t.innovation_id = i.id AND o.innovation_id = :origin) AS same_term
  FROM innovation i WHERE i.status = 'published' AND i.agency_id IS NOT NULL AND i.id <> ALL(:others)) l
WHERE l.related OR l.same_term
  OR string_to_array(array_to_string(l.name_key || l.alias_keys, ' '), ' ') && CAST(:words AS text[])
ORDER BY l.id""").bindparams(
    bindparam("origin", type_=Uuid), bindparam("others", type_=ARRAY(Uuid)), bindparam("words", type_=ARRAY(Code))
)


@dataclass(frozen=True, slots=True)
class Material:
    """The agencies, what they did and what was decided of them, and innovations of theirs that may serve as well."""

    city: City
    records: Mapping[UUID, Record]
    requests: Mapping[UUID, Request]
    decisions: Mapping[UUID, MandateDecision]
    likely: Sequence[Own]
    words: frozenset[str]

    def rulings(self) -> list[Ruled]:
        """Return the decisions as the rule takes them."""
        return [
            Ruled(one.id, one.agency_id, one.ruling, Span(one.decided_on, one.ended_on or FOREVER))
            for one in self.decisions.values()
        ]


async def gather(session: AsyncSession, mandate_id: UUID, origin_id: UUID) -> Material:
    """Return what the progress of a mandate on an innovation is told from."""
    rows = (await session.execute(_RECORDS, {"origin": origin_id})).all()
    records = {row.id: _record(row) for row in rows}
    words = significant(next(row.name_keys for row in rows if row.id == origin_id))
    requests = [_request(row) for row in await session.execute(_REQUESTS, {"origin": origin_id})]
    decided = (
        select(MandateDecision)
        .options(joinedload(MandateDecision.equivalent))
        .where(MandateDecision.mandate_id == mandate_id)
    )
    bound = {"origin": origin_id, "others": sorted(records), "words": sorted(words)}
    return Material(
        City(await bodies(session), await edges(session)),
        records,
        {one.id: one for one in requests},
        {one.id: one for one in await session.scalars(decided)},
        [_own(row) for row in await session.execute(_LIKELY, bound)],
        words,
    )


def _request(row: Any) -> Request:
    steps = (Step(status, day) for status, day in zip(row.statuses, row.days, strict=True))
    return Request(row.id, row.agency_id, row.replica_id, tuple(steps))


def _record(row: Any) -> Record:
    published_at: datetime | None = row.published_at
    published_on: date | None = published_at.astimezone(WIB).date() if published_at else None
    return Record(
        id=row.id,
        slug=row.slug,
        name=row.name,
        agency_id=row.agency_id,
        published=row.status == RecordStatus.PUBLISHED,
        published_on=published_on,
        descends=row.descends,
        stages=tuple(Entered(stage, began) for stage, began in zip(row.stages, row.began, strict=True)),
        signs=tuple(row.signs),
    )


def _own(row: Any) -> Own:
    keys = (row.name_key, *row.alias_keys)
    return Own(row.id, row.slug, row.name, row.agency_id, keys, row.related, row.same_term)

"""Recording answers and reading tallies: both cost the same however many answers there are.

An answer is one row, and adds to a handful of cells in one statement. The cells are spread over shards, so that those
who answer at once seldom wait for each other; a writer takes all of its cells from one shard and in one order, so that
none waits for another crosswise. Figures are read from the cells alone.
"""

import json
import random
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import add
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import SurveyResponse, SurveyTally, SurveyToken
from app.surveys.index import Completes, Histogram
from app.surveys.tallying import WHOLE, Cell, CellKey

SHARDS = 8
Key = TypeVar("Key", bound=tuple[UUID | str, str])

_ADD = text("""
INSERT INTO survey_tally AS t (survey_id, dimension, value, shard, responses, counts, complete, complete_sum,
  complete_squares)
SELECT CAST(:survey AS uuid), c.dimension, c.value, CAST(:shard AS smallint), c.responses,
  array(SELECT jsonb_array_elements_text(c.counts)::bigint), c.complete, c.complete_sum, c.complete_squares
FROM jsonb_to_recordset(CAST(:cells AS jsonb)) AS c (dimension text COLLATE "C", value text COLLATE "C",
  responses bigint, counts jsonb, complete bigint, complete_sum bigint, complete_squares bigint)
ORDER BY c.dimension, c.value
ON CONFLICT (survey_id, dimension, value, shard) DO UPDATE SET
  responses = t.responses + excluded.responses,
  counts = array(SELECT a + b FROM unnest(t.counts, excluded.counts) WITH ORDINALITY AS both_ (a, b, place)
    ORDER BY place),
  complete = t.complete + excluded.complete,
  complete_sum = t.complete_sum + excluded.complete_sum,
  complete_squares = t.complete_squares + excluded.complete_squares
""")

# the same cells from the answers themselves, whatever that takes
_ANEW = text("""
WITH one AS (
  SELECT r.id, r.answered_on, r.service, r.profile, r.answers,
    (SELECT array_agg(coalesce((r.answers ->> u.code)::int, 0) ORDER BY u.place)
      FROM unnest(CAST(:codes AS text[])) WITH ORDINALITY AS u (code, place)) AS given
  FROM survey_response r WHERE r.survey_id = :survey
), told AS (
  SELECT one.*, (SELECT sum(g) FROM unnest(given) AS g) AS total, 0 <> ALL (given) AS complete FROM one
), placed AS (
  SELECT told.*, d.dimension, d.value FROM told CROSS JOIN LATERAL (
    SELECT 'semua' AS dimension, '' AS value
    UNION ALL SELECT 'bulan', to_char(answered_on, 'YYYY-MM')
    UNION ALL SELECT 'layanan', coalesce(service, 'tidak_dijawab') WHERE CAST(:services AS boolean)
    UNION ALL SELECT p.code, coalesce(profile ->> p.code, 'tidak_dijawab')
      FROM unnest(CAST(:dimensions AS text[])) AS p (code)
  ) d
), counted AS (
  SELECT dimension, value, g.place, g.answer, count(*) AS n
  FROM placed CROSS JOIN LATERAL unnest(given) WITH ORDINALITY AS g (answer, place)
  WHERE g.answer > 0 GROUP BY dimension, value, g.place, g.answer
)
SELECT dimension, value, count(*) AS responses,
  array(SELECT coalesce(c.n, 0)
    FROM generate_series(1, cardinality(CAST(:codes AS text[]))) AS u
      CROSS JOIN generate_series(1, CAST(:highest AS int)) AS a
      LEFT JOIN counted c ON c.dimension = p.dimension AND c.value = p.value AND c.place = u AND c.answer = a
    ORDER BY u, a) AS counts,
  count(*) FILTER (WHERE complete) AS complete,
  coalesce(sum(total) FILTER (WHERE complete), 0) AS complete_sum,
  coalesce(sum(total * total) FILTER (WHERE complete), 0) AS complete_squares
FROM placed p GROUP BY dimension, value
""")


@dataclass(frozen=True, slots=True)
class Figures:
    """What the answers of a survey, or of one group of them, come to. `unsur` are in the order of the form."""

    responses: int
    unsur: tuple[Histogram, ...]
    completes: Completes

    def of(self, codes: Sequence[str]) -> dict[str, Histogram]:
        """Return the histograms by the slugs of the form's unsur."""
        return dict(zip(codes, self.unsur, strict=True))


class Days(NamedTuple):
    """The first and the last day of the answers to a survey."""

    first: date
    last: date


def nothing(unsur: int, highest: int = 4) -> Figures:
    """Return the figures of no answers."""
    return Figures(0, (Histogram((0,) * highest),) * unsur, Completes())


class TallyRepository:
    """Answers, tokens and tallies within one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def record(self, survey_id: UUID, rows: list[dict[str, Any]], cells: list[tuple[CellKey, Cell]]) -> None:
        """Record answers, and add them to the cells, given in their order."""
        await self._session.execute(insert(SurveyResponse), rows)
        told = [
            {
                "dimension": dimension,
                "value": value,
                "responses": cell.responses,
                "counts": cell.counts,
                "complete": cell.complete,
                "complete_sum": cell.complete_sum,
                "complete_squares": cell.complete_squares,
            }
            for (dimension, value), cell in cells
        ]
        shard = random.randrange(SHARDS)  # noqa: S311 - spreads work, and keeps nothing secret
        await self._session.execute(_ADD, {"survey": survey_id, "shard": shard, "cells": json.dumps(told)})

    async def tokens(self, survey_id: UUID, digests: Collection[bytes]) -> dict[bytes, bool]:
        """Return which of some tokens there are, and whether each was used; nobody else uses them until the end."""
        statement = (
            select(SurveyToken.digest, SurveyToken.used)
            .where(SurveyToken.survey_id == survey_id, SurveyToken.digest.in_(digests))
            # in one order, so that two imports never wait crosswise
            .order_by(SurveyToken.digest)
            .with_for_update()
        )
        return {row.digest: row.used for row in await self._session.execute(statement)}

    async def replace(self, survey_id: UUID, cells: Mapping[CellKey, Figures]) -> None:
        """Put cells in the place of all that a survey has; nobody may answer it meanwhile."""
        await self._session.execute(delete(SurveyTally).where(SurveyTally.survey_id == survey_id))
        rows = [
            {
                "survey_id": survey_id,
                "dimension": dimension,
                "value": value,
                "shard": 0,
                "responses": cell.responses,
                "counts": [count for one in cell.unsur for count in one.counts],
                "complete": cell.completes.n,
                "complete_sum": cell.completes.total,
                "complete_squares": cell.completes.squares,
            }
            for (dimension, value), cell in cells.items()
        ]
        if rows:
            await self._session.execute(insert(SurveyTally), rows)

    async def use_tokens(self, survey_id: UUID, digests: Collection[bytes]) -> None:
        """Note that tokens were used."""
        await self._session.execute(
            update(SurveyToken)
            .where(SurveyToken.survey_id == survey_id, SurveyToken.digest.in_(digests))
            .values(used=True)
            .execution_options(synchronize_session=False)
        )

    async def issue(self, rows: list[dict[str, Any]]) -> None:
        """Keep tokens, by their digests."""
        await self._session.execute(insert(SurveyToken), rows)

    async def responses(self, survey_id: UUID) -> int:
        """Return how many answers a survey has."""
        statement = select(func.coalesce(func.sum(SurveyTally.responses), 0)).where(
            SurveyTally.survey_id == survey_id, SurveyTally.dimension == WHOLE
        )
        return int(await self._session.scalar(statement) or 0)

    async def days(self, survey_id: UUID) -> Days | None:
        """Return the days within which a survey was answered, None if it was not."""
        day = SurveyResponse.answered_on
        statement = select(func.min(day), func.max(day)).where(SurveyResponse.survey_id == survey_id)
        row: Any = (await self._session.execute(statement)).one()
        return None if row[0] is None else Days(*row)

    async def figures(self, survey_ids: Collection[UUID]) -> dict[UUID, Figures]:
        """Return the figures of some surveys in one statement; a survey without answers is not among them."""
        cells = await self._cells(SurveyTally.survey_id.in_(survey_ids), SurveyTally.dimension == WHOLE)
        return {survey: figures for (survey, _), figures in cells.items()}

    async def groups(self, survey_id: UUID, dimension: str) -> dict[str, Figures]:
        """Return the figures of each group of a dimension by its value, in the order of the values."""
        cells = await self._cells(SurveyTally.survey_id == survey_id, SurveyTally.dimension == dimension)
        return {value: figures for (_, value), figures in sorted(cells.items())}

    async def _cells(self, *conditions: Any) -> dict[tuple[UUID, str], Figures]:
        """Return cells by survey and value."""
        rows = await self._session.execute(select(SurveyTally.__table__).where(*conditions))
        return _together(((row.survey_id, row.value), row) for row in rows)

    async def standing(self, survey_id: UUID) -> dict[CellKey, Figures]:
        """Return every cell of a survey as the tallies have it."""
        rows = await self._session.execute(select(SurveyTally.__table__).where(SurveyTally.survey_id == survey_id))
        return _together(((row.dimension, row.value), row) for row in rows)

    async def counted_anew(
        self, survey_id: UUID, codes: Sequence[str], dimensions: Sequence[str], *, services: bool, highest: int = 4
    ) -> dict[CellKey, Figures]:
        """Return every cell of a survey as its answers say; this reads each of them."""
        told = {"codes": list(codes), "dimensions": list(dimensions), "services": services, "highest": highest}
        rows = await self._session.execute(_ANEW, {"survey": survey_id, **told})
        return {(row.dimension, row.value): _figures(_sums(row), highest) for row in rows}


def _sums(row: Any) -> list[int]:
    """Return what is added up of a row of the tallies: four sums, and then the counts."""
    sums = (row.responses, row.complete, row.complete_sum, row.complete_squares)
    return [int(number) for number in (*sums, *row.counts)]


def _figures(sums: Sequence[int], highest: int = 4) -> Figures:
    responses, complete, total, squares, *counts = sums
    unsur = tuple(Histogram(tuple(counts[at : at + highest])) for at in range(0, len(counts), highest))
    return Figures(responses, unsur, Completes(complete, total, squares))


def _together(rows: Iterable[tuple[Key, Any]]) -> dict[Key, Figures]:
    """Return cells by their keys, the shards of each put together; of each there are a few."""
    found: dict[Key, list[int]] = {}
    for key, row in rows:
        sums = _sums(row)
        found[key] = [*map(add, found[key], sums)] if key in found else sums
    return {key: _figures(sums) for key, sums in found.items()}

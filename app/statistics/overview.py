"""What the first page of a dashboard shows: how many innovations, by agency, kind, stage, form and year, at once."""

import json
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from hashlib import blake2b

from app.core.clock import today
from app.core.routes import Asked, Document
from app.models.agency import IN_FORCE_FIRST, begun
from app.statistics.cubes import cube_of
from app.statistics.innovations import STATISTIC
from app.statistics.inputs import InnovationStatisticFilters
from app.statistics.linking import Linking
from app.statistics.overview_schemas import StatisticOverview
from app.statistics.repository import Count, Counts, Named
from app.statistics.schemas import StatisticRead
from app.statistics.service import told

BY = ("agency", "kind", "stage", "form", "year")

# The tallies of one value each, with the agencies by the name that is in force on a day, as one text: it
# says everything that the answer is made of.
_STATE = f"""
WITH c AS (
  SELECT dimension, first, sum(innovations)::bigint AS innovations, sum(represented)::bigint AS represented
  FROM innovation_tally WHERE dimension IN ('', 'agency', 'form', 'kind', 'stage', 'year')
  GROUP BY dimension, first HAVING sum(innovations) <> 0
), named AS (
  SELECT DISTINCT ON (v.agency_id) v.agency_id, v.name
  FROM agency_version v {begun("$1")}
  ORDER BY v.agency_id, {IN_FORCE_FIRST}
)
SELECT json_agg(json_build_array(c.dimension, c.first, c.innovations, c.represented, a.slug, n.name)
  ORDER BY c.dimension, c.first)::text
FROM c LEFT JOIN agency a ON a.id = CASE c.dimension WHEN 'agency' THEN nullif(c.first, '')::uuid END
  LEFT JOIN named n ON n.agency_id = a.id"""  # noqa: S608 - constants of the tables


async def overview(asked: Asked) -> Document:
    """Return the numbers of the first page, read from tallies in one statement."""
    on = today()
    state = (await asked.reader.fetch(_STATE, on.isoformat()))[0][0] or "[]"
    tag, body = _rendered(state, on, asked.base_url)
    return Document(tag, None if asked.knows(tag) else body)


@lru_cache(maxsize=2)
def _rendered(state: str, on: date, base_url: str) -> tuple[str, bytes]:
    """Return the answer that a state of the tallies makes, with its tag; most requests find the state of the last."""
    counts: dict[str, list[Count]] = defaultdict(list)
    names: dict[str, Named] = {}
    for dimension, first, innovations, represented, slug, name in json.loads(state):
        counts[dimension].append(Count((first or None,) if dimension else (), innovations, represented))
        if slug:
            names[first] = Named(slug, name)
    total = next(iter(counts[""]), Count((), 0, 0))
    items = [_told(dimension, Counts(total, counts[dimension]), names, base_url) for dimension in BY]
    body = StatisticOverview(as_of=on, items=items).model_dump_json().encode()
    return f'"s{blake2b(body, digest_size=12).hexdigest()}"', body


def _told(dimension: str, found: Counts, names: Mapping[str, Named], base_url: str) -> StatisticRead:
    filters = InnovationStatisticFilters(by=dimension)
    cube = cube_of(found, (dimension,), {"agency": names}, filters, Linking(base_url, filters))
    return told(STATISTIC, cube, filters)

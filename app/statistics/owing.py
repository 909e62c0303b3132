"""Which published records owe a sign of life, as SQL; the rule is that of `app.signs_of_life.vitality`."""

from datetime import date
from typing import Any

from app.statistics.inputs import Owing

# Since when a record owes a sign: from the last one by the day, else from its publication.
_BASE = """coalesce(
  (SELECT max(l.observed_on) FROM sign_of_life l
    WHERE l.innovation_id = r.id AND l.withdrawn_at IS NULL AND l.observed_on <= CAST(:on_day AS date)),
  (SELECT CAST(i.published_at + interval '7 hours' AS date) FROM innovation i WHERE i.id = r.id))"""
# The last stage that may have begun by the day is that it stopped; one without a date counts from the day on which it
# was recorded, which its id tells (`app.core.ids.made_at`). Few have stopped at all.
_RECORDED = """to_char(to_timestamp(('x' || left(replace(s.id::text, '-', ''), 12))::bit(48)::bigint / 1000.0)
  + interval '7 hours', 'YYYY-MM-DD')"""
_STOPPED = f"""(EXISTS (SELECT FROM innovation_stage b WHERE b.innovation_id = r.id AND b.stage = 'berhenti')
  AND coalesce((SELECT s.stage FROM innovation_stage s WHERE s.innovation_id = r.id
    AND coalesce(left(s.started_on || '-01-01', 10), {_RECORDED}) <= CAST(:day AS text)
    ORDER BY s.position DESC LIMIT 1), '') = 'berhenti')"""  # noqa: S608 - constants of this file
_AFTER = "CAST(:on_day AS date) > CAST({base} + make_interval(months => {months}) AS date)"
_DUE = _AFTER.format(base=_BASE, months="CAST(:months AS int)")
_LOST = _AFTER.format(base=_BASE, months="2 * CAST(:months AS int)")

OWING = {
    Owing.STALE: f"(NOT {_STOPPED} AND {_DUE} AND NOT {_LOST})",
    Owing.VAKUM: f"(NOT {_STOPPED} AND {_LOST})",
}


def owing_values(on: date, months: int) -> dict[str, Any]:
    """Return the values of the conditions: the day, and within how many months a sign is owed."""
    return {"on_day": on, "day": on.isoformat(), "months": months}

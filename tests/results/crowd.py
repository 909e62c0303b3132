"""A round of any size: five assessors for each entry, twenty criteria, scores that the database makes up."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert, text

from app.core.ids import new_id
from app.models import Assessment, Innovation, RoundEntry
from tests.conftest import Fresh
from tests.results.hall import Hall, closed, furnished
from tests.rounds import making

ASSESSORS, CRITERIA = 5, 20
# a number from 0 to 100 that is the same each time
_SCORES = """
INSERT INTO score (assessment_id, criterion, value, revision, scored_at)
SELECT a.id, 'k' || n, mod(abs(hashtext(a.id::text || n)), 101), 1, now()
FROM assessment a, generate_series(1, :criteria) n"""


async def crowded(fresh: Fresh, size: int, **stage: Any) -> Hall:
    """Return a hall with a panel of so many entries, every sheet submitted."""
    by = making.form(*[5] * CRITERIA)
    hall = await furnished(fresh, closed(**stage), by=by, sheets={"a": (None,) * ASSESSORS})
    now = datetime.now(UTC)
    innovations = [
        {"id": new_id(), "slug": f"ramai-{n}", "name": f"Ramai {n}", "name_key": f"ramai {n}"} for n in range(size)
    ]
    entries = [
        {"id": new_id(), "round_id": hall.round.id, "innovation_id": one["id"], "name": one["name"], "status": "active"}
        for one in innovations
    ]
    assessments = [
        {
            "round_id": hall.round.id,
            "stage_id": hall.stages["panel"].id,
            "entry_id": entry["id"],
            "assessor_id": assessor.id,
            "status": "submitted",
            "submitted_at": now,
        }
        for entry in entries
        for assessor in hall.assessors
    ]
    async with fresh.committing() as session:
        await session.execute(text("DELETE FROM assessment"))
        await session.execute(text("DELETE FROM round_entry"))
        for table, rows in ((Innovation, innovations), (RoundEntry, entries), (Assessment, assessments)):
            await session.execute(insert(table), rows)
        await session.execute(text(_SCORES), {"criteria": CRITERIA})
        await session.execute(text("ANALYZE"))
    return hall

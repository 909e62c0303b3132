"""The lines of innovations in a CSV file, brought in line with their cards where triggers did not see to it."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as PG_UUID
from sqlalchemy.ext.asyncio import AsyncSession

_IDS = bindparam("ids", type_=ARRAY(PG_UUID(as_uuid=True)))
_WITHDRAW = text("""
DELETE FROM innovation_line l WHERE l.innovation_id = ANY(:ids)
  AND NOT EXISTS (SELECT FROM innovation_card c WHERE c.innovation_id = l.innovation_id)
RETURNING l.innovation_id""").bindparams(_IDS)
_WRITE = text("""
INSERT INTO innovation_line AS l (innovation_id, line)
SELECT c.innovation_id, csv_line(c.card) FROM innovation_card c WHERE c.innovation_id = ANY(:ids)
ON CONFLICT (innovation_id) DO UPDATE SET line = excluded.line WHERE l.line <> excluded.line
RETURNING l.innovation_id""").bindparams(_IDS)


async def mend_lines(session: AsyncSession, ids: Collection[UUID]) -> set[UUID]:
    """Bring the lines of these records in line with their cards; return whose lines changed."""
    changed: set[UUID] = set()
    for statement in (_WITHDRAW, _WRITE):
        changed |= {row[0] for row in await session.execute(statement, {"ids": list(ids)})}
    return changed

"""What is done with innovations: every change goes through here and leaves the published documents right."""

from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from app.core.database import Session
from app.innovations.repository import InnovationRepository

_BATCH = 2_000


class Batch(NamedTuple):
    """Records whose documents were looked at: the last one, how many there were, and how many had to be mended."""

    last: UUID
    size: int
    changed: int


# before every id
FIRST = UUID(int=0)


class InnovationService:
    """Innovations within one transaction."""

    def __init__(self, session: Session) -> None:
        self._innovations = InnovationRepository(session)

    async def publish(self, ids: Collection[UUID] | None) -> int:
        """Rewrite the documents of these records and of those that name them, or of all records if None.

        Returns how many records had a document that was not as the tables say.
        """
        if ids is not None:
            return await self._innovations.write_documents({*ids, *await self._innovations.neighbours(ids)})
        changed, last = 0, FIRST
        while batch := await self.publish_next(last):
            last, changed = batch.last, changed + batch.changed
        return changed

    async def publish_next(self, after: UUID) -> "Batch | None":
        """Rewrite the documents of the records that follow `after` by id; None if there are none.

        A batch for itself is a transaction that holds few records for a short time, which matters when all are rebuilt
        while people work.
        """
        ids = await self._innovations.next_ids(after, _BATCH)
        return Batch(ids[-1], len(ids), await self._innovations.write_documents(ids)) if ids else None

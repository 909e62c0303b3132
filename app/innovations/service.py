"""What is done with innovations: every change goes through here and leaves the published documents right."""

from collections.abc import Callable, Collection
from uuid import UUID

from app.core.database import Session
from app.innovations.repository import InnovationRepository

_BATCH = 2_000
_FIRST = UUID(int=0)


class InnovationService:
    """Innovations within one transaction."""

    def __init__(self, session: Session) -> None:
        self._innovations = InnovationRepository(session)

    async def publish(self, ids: Collection[UUID] | None, progress: Callable[[int], None] | None = None) -> int:
        """Rewrite the documents of these records and of those that name them, or of all records if None.

        Returns how many records had a document that was not as the tables say. `progress` is told the number of
        records looked at so far.
        """
        if ids is not None:
            return await self._innovations.write_documents({*ids, *await self._innovations.neighbours(ids)})
        changed, seen, last = 0, 0, _FIRST
        while batch := await self._innovations.next_ids(last, _BATCH):
            changed += await self._innovations.write_documents(batch)
            last, seen = batch[-1], seen + len(batch)
            if progress:
                progress(seen)
        return changed

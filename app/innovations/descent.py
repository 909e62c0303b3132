"""Descent: an innovation that is a replica of another one, as a replication made it."""

from uuid import UUID

from app.innovations.keeping import Keeping
from app.innovations.service import InnovationService
from app.models.codes import RelationKind


class DescentService(Keeping):
    """What innovations descend from, within one transaction."""

    async def alone(self) -> None:
        """Let nobody else say what descends from what until the transaction ends; to be done before a lock is taken."""
        await self._kinship.alone()

    async def descend(self, innovation_id: UUID, origin_id: UUID, kind: RelationKind, note: str) -> None:
        """Let a record be a replica of another one, whosever they are.

        Raises:
            AdaptationCycle: the other one descends from the record.
        """
        kept = await self._records.hold(innovation_id)
        before = await self._records.snapshot(kept.id)
        await self._kinship.descend(kept.id, origin_id, kind, note)
        if not await self._note("update", kept, before):
            return
        await self._records.change(kept.id, {"version": kept.version + 1, "updated_at": self._work.at})
        await InnovationService(self._work.session).publish([kept.id])
        await self._conflicts.after_innovations([kept.id])

"""Where entries stand in their round, as results and decisions change it."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlalchemy import case, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import RoundEntry
from app.models.codes import EntryStatus


class Standings:
    """The standings of entries within one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def put_out(self, stage_id: UUID, reasons: Mapping[str, Sequence[UUID]]) -> None:
        """Take entries out of their round after a stage, for a reason in words; one that was withdrawn stays so."""
        for reason, ids in reasons.items():
            told = {"status": EntryStatus.OUT, "out_stage_id": stage_id, "out_reason": reason}
            statement = update(RoundEntry).where(
                RoundEntry.id.in_(ids), RoundEntry.status.in_((EntryStatus.ACTIVE, EntryStatus.OUT))
            )
            await self._session.execute(statement.values(told))

    async def take_back(self, stage_id: UUID, ids: Collection[UUID]) -> None:
        """Let entries go on that an earlier result of a stage had put out, up to where people decided otherwise."""
        if ids:
            told = {
                "status": case((RoundEntry.decided_stage_id.is_(None), EntryStatus.ACTIVE), else_=EntryStatus.OUT),
                "out_stage_id": RoundEntry.decided_stage_id,
                "out_reason": RoundEntry.decided_reason,
            }
            statement = update(RoundEntry).where(
                RoundEntry.id.in_(ids), RoundEntry.status == EntryStatus.OUT, RoundEntry.out_stage_id == stage_id
            )
            await self._session.execute(statement.values(told))

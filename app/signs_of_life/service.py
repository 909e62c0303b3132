"""Signs of life, recorded in the transaction of what they come with."""

from datetime import date
from uuid import UUID

from app.core.writing import Work
from app.models import SignOfLife


class SignOfLifeService:
    """Signs of life, recorded in the transaction of what they come with."""

    def __init__(self, work: Work, months: int) -> None:
        self._work = work

    async def confirm(self, innovation_id: UUID, agency_id: UUID | None, observed_on: date, reference: str) -> None:
        """Record that an evaluation shows an innovation to be alive on a day."""
        self._work.session.add(
            SignOfLife(
                innovation_id=innovation_id,
                kind="bukti",
                observed_on=observed_on,
                reference=reference,
                recorded_at=self._work.at,
            )
        )
        await self._work.session.flush()

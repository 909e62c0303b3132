"""The self-assessments of innovations, and the evidence that they name."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager

from app.core.paging import Cut
from app.core.queries import id_in, page_by, total_of
from app.models import Evidence, SelfAssessment
from app.self_assessments.schemas import SelfAssessmentFilters


class SelfAssessmentRepository:
    """Self-assessments within one transaction. None is ever changed: a later one takes the place of the one before."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, assessment: SelfAssessment) -> None:
        """Add a self-assessment to the transaction."""
        self._session.add(assessment)
        await self._session.flush()

    async def last_number(self, innovation_id: UUID, instrument_id: UUID) -> int:
        """Return the number of the latest one of an innovation by an instrument, 0 if there is none."""
        statement = select(func.max(SelfAssessment.number)).where(
            SelfAssessment.innovation_id == innovation_id, SelfAssessment.instrument_id == instrument_id
        )
        return await self._session.scalar(statement) or 0

    async def standing_evidence(self, innovation_id: UUID, ids: Collection[UUID]) -> Sequence[UUID]:
        """Return those of some evidence that are the innovation's and were not withdrawn."""
        statement = select(Evidence.id).where(
            Evidence.innovation_id == innovation_id, Evidence.withdrawn_at.is_(None), Evidence.id.in_(ids)
        )
        return (await self._session.scalars(statement)).all()

    async def search(
        self, innovation_id: UUID, instrument_id: UUID | None, filters: SelfAssessmentFilters, listing: str
    ) -> tuple[Cut, int | None]:
        """Return a page of an innovation's, the newest first, and how many there are if asked.

        Raises:
            InvalidCursor: the cursor belongs to another list.
        """
        conditions = [SelfAssessment.innovation_id == innovation_id]
        if instrument_id is not None:
            conditions.append(SelfAssessment.instrument_id == instrument_id)
        statement = select(SelfAssessment).where(*conditions)
        page = await page_by(
            self._session,
            statement.join(SelfAssessment.instrument).options(contains_eager(SelfAssessment.instrument)),
            [(SelfAssessment.id.expression, id_in)],
            filters,
            listing,
            descending=True,
        )
        return page, await total_of(self._session, statement) if filters.with_total else None

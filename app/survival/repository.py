"""The innovations of a cohort as the rule looks at them, in a fixed number of statements for however many."""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, exists, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.clock import WIB
from app.core.ids import made_at
from app.core.queries import identity
from app.models import Agency, AgencyLineage, Innovation, InnovationRelation, InnovationStage
from app.models.codes import REPLICATED, RecordStatus
from app.signs_of_life.stops import Entered
from app.survival.schemas import SurvivalFilters


class SurvivalRepository:
    """Published innovations within one read."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def family(self, agency: str) -> set[UUID]:
        """Return the agency of an id or slug, those that it came from and those that came from it; none if unknown."""
        key = str(identity(agency) or agency)
        statement = select(AgencyLineage.member_id).where(AgencyLineage.key == key)
        return set((await self._session.scalars(statement)).all())

    async def dated(self, filters: SurvivalFilters, agencies: Collection[UUID] | None) -> dict[UUID, str | None]:
        """Return the innovations of the city with a date in the year, and when each was first known.

        Which of their dates says when they began is for the rule. `agencies` are the owners that count, None for all.
        """
        year, stage, relation = str(filters.year), InnovationStage, InnovationRelation
        staged = exists().where(stage.innovation_id == Innovation.id, func.left(stage.started_on, 4) == year)
        statement = (
            select(Innovation.id, Innovation.first_known_on)
            .outerjoin(Agency, Agency.id == Innovation.agency_id)
            .where(
                Innovation.status == RecordStatus.PUBLISHED,
                Agency.external.is_not(True),
                or_(func.left(Innovation.first_known_on, 4) == year, staged),
            )
        )
        if agencies is not None:
            statement = statement.where(Innovation.agency_id.in_(sorted(agencies)))
        if filters.kind is not None:
            statement = statement.where(Innovation.kind == filters.kind)
        if filters.replicas:
            replica = exists().where(relation.innovation_id == Innovation.id, relation.kind.in_(REPLICATED))
            statement = statement.where(replica)
        return {row.id: row.first_known_on for row in await self._session.execute(statement)}

    async def stages(self, ids: Collection[UUID]) -> dict[UUID, list[Entered]]:
        """Return the stages of innovations, of each in their order."""
        stage = InnovationStage
        statement = (
            select(stage.innovation_id, stage.id, stage.stage, stage.started_on)
            .where(stage.innovation_id == any_(literal(list(ids), ARRAY(Uuid))))
            .order_by(stage.innovation_id, stage.position)
        )
        found: dict[UUID, list[Entered]] = defaultdict(list)
        for innovation_id, row_id, code, started_on in await self._session.execute(statement):
            found[innovation_id].append(Entered(code, started_on, made_at(row_id).astimezone(WIB).date()))
        return found

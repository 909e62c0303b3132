"""What coverage is counted from, in as many statements for two hundred agencies as for five."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from app.agencies.atlas import bodies, edges
from app.core.clock import WIB
from app.core.ids import made_at
from app.coverage.city import Signs
from app.coverage.counting import Known
from app.coverage.roll import Roll
from app.models import SignOfLife
from app.signs_of_life.stops import Entered

# Records of other regions are out. What adapts or copies a record of the same line of agencies is the agency's own.
_INNOVATIONS = text("""
SELECT i.id, i.slug, i.name, i.name_key, i.agency_id, coalesce(i.published_at, i.created_at) AS published_at,
  i.first_known_on,
  EXISTS (SELECT FROM innovation_relation r JOIN innovation o ON o.id = r.related_id
    WHERE r.innovation_id = i.id AND r.kind IN ('adapts', 'copies') AND o.agency_id IS DISTINCT FROM i.agency_id
    AND NOT EXISTS (SELECT FROM agency_lineage l WHERE l.key = i.agency_id::text AND l.member_id = o.agency_id)
  ) AS replica,
  array(SELECT s.stage FROM innovation_stage s WHERE s.innovation_id = i.id ORDER BY s.position) AS stages,
  array(SELECT s.started_on FROM innovation_stage s WHERE s.innovation_id = i.id ORDER BY s.position) AS began,
  array(SELECT s.id FROM innovation_stage s WHERE s.innovation_id = i.id ORDER BY s.position) AS stage_ids
FROM innovation i LEFT JOIN agency a ON a.id = i.agency_id
WHERE i.status = 'published' AND a.external IS NOT TRUE
ORDER BY i.name_key, i.id""")


class CoverageRepository:
    """Agencies and their innovations within one read."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def roll(self) -> Roll:
        """Return the agencies of the city, with who followed whom."""
        return Roll(await bodies(self._session), await edges(self._session))

    async def innovations(self) -> list[Known]:
        """Return the published innovations of the city."""
        return [_known(row) for row in await self._session.execute(_INNOVATIONS)]

    async def signs(self, days: Sequence[date]) -> Signs:
        """Return for each of some days the last signs of life by then, of each innovation that gave one."""
        sign = SignOfLife
        last = [func.max(sign.observed_on).filter(sign.observed_on <= day) for day in days]
        statement = (
            select(sign.innovation_id, *last)
            .where(sign.withdrawn_at.is_(None), sign.observed_on <= max(days))
            .group_by(sign.innovation_id)
        )
        found: dict[date, dict[UUID, date]] = {day: {} for day in days}
        for innovation_id, *told in await self._session.execute(statement):
            for day, observed_on in zip(days, told, strict=True):
                if observed_on is not None:
                    found[day][innovation_id] = observed_on
        return found


def _known(row: Any) -> Known:
    told = zip(row.stages, row.began, row.stage_ids, strict=True)
    return Known(
        id=row.id,
        slug=row.slug,
        name=row.name,
        name_key=row.name_key,
        agency_id=row.agency_id,
        replica=row.replica,
        published_on=row.published_at.astimezone(WIB).date(),
        first_known_on=row.first_known_on,
        stages=tuple(Entered(stage, began, made_at(id_).astimezone(WIB).date()) for stage, began, id_ in told),
    )

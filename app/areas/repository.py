"""Areas, their aliases and their parts."""

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload, selectinload

from app.areas.schemas import AreaFilters
from app.core.paging import Cut
from app.core.queries import page_of, total_of
from app.core.text import search_key
from app.models import Area, AreaAlias

_WHOLE = (selectinload(Area.aliases), joinedload(Area.parent))


def _matching(filters: AreaFilters) -> Select[Area]:
    statement = select(Area)
    if filters.level:
        statement = statement.where(Area.level == filters.level)
    if filters.parent:
        parent = select(Area.id).where(Area.code == filters.parent).scalar_subquery()
        statement = statement.where(Area.parent_id == parent)
    if filters.q is not None:
        key = search_key(filters.q)
        alias = select(AreaAlias.area_id).where(AreaAlias.name_key.contains(key))
        statement = statement.where(Area.name_key.contains(key) | Area.id.in_(alias) if key else Area.id.is_(None))
    return statement


class AreaRepository:
    """Areas by code."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def search(self, filters: AreaFilters, listing: str) -> tuple[Cut, int | None]:
        """Return a page of areas by code, and how many there are if that was asked."""
        statement = _matching(filters)
        page = await page_of(
            self._session,
            statement.options(*_WHOLE),
            [Area.code.expression],
            cursor=filters.cursor,
            listing=listing,
            limit=filters.limit,
        )
        return page, await total_of(self._session, statement) if filters.with_total else None

    async def get(self, code: str) -> Area | None:
        """Return an area by its code."""
        area: Area | None = await self._session.scalar(select(Area).options(*_WHOLE).where(Area.code == code))
        return area

    async def children(self, area: Area) -> Sequence[Area]:
        """Return the areas directly within one."""
        statement = select(Area).options(*_WHOLE).where(Area.parent_id == area.id).order_by(Area.code)
        return (await self._session.scalars(statement)).all()

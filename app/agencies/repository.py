"""Agencies with their versions, successions and people in posts."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload, selectinload

from app.core.queries import by_key
from app.models import Agency, AgencyLineage, AgencySuccession, AgencyVersion, Position

_WHOLE = (
    selectinload(Agency.versions).options(joinedload(AgencyVersion.area)),
    selectinload(Agency.aliases),
)


class AgencyRepository:
    """The tables of agencies."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def all(self) -> Sequence[Agency]:
        """Return every agency with versions and aliases.

        A city has a few hundred, and which of them a date shows under which name is the rule of `timeline`.
        """
        return (await self._session.scalars(select(Agency).options(*_WHOLE))).all()

    async def get(self, key: str) -> Agency | None:
        """Return an agency by id or slug, with versions and aliases."""
        agency: Agency | None = await self._session.scalar(select(Agency).options(*_WHOLE).where(by_key(Agency, key)))
        return agency

    async def some(self, ids: set[UUID]) -> Sequence[Agency]:
        """Return these agencies with versions and aliases."""
        return (await self._session.scalars(select(Agency).options(*_WHOLE).where(Agency.id.in_(ids)))).all()

    async def successions(self, agency_id: UUID) -> Sequence[AgencySuccession]:
        """Return the edges at an agency, by date and then by id."""
        statement = (
            select(AgencySuccession)
            .where((AgencySuccession.predecessor_id == agency_id) | (AgencySuccession.successor_id == agency_id))
            .order_by(AgencySuccession.effective_on, AgencySuccession.id)
        )
        return (await self._session.scalars(statement)).all()

    async def officials(self, agency_id: UUID) -> Sequence[Position]:
        """Return the posts at an agency with their people, by the first day a source names them."""
        statement = (
            select(Position)
            .options(joinedload(Position.person))
            .where(Position.agency_id == agency_id)
            .order_by(Position.first_stated_on, Position.id)
        )
        return (await self._session.scalars(statement)).all()

    async def edges(self) -> list[tuple[UUID, UUID]]:
        """Return every succession as (predecessor, successor)."""
        rows = await self._session.execute(select(AgencySuccession.predecessor_id, AgencySuccession.successor_id))
        return [(predecessor, successor) for predecessor, successor in rows]

    async def slugs(self) -> dict[UUID, str]:
        """Return the slug of every agency."""
        rows = await self._session.execute(select(Agency.id, Agency.slug))
        return {row.id: row.slug for row in rows}

    async def replace_lineages(self, lineages: dict[str, set[UUID]]) -> int:
        """Bring the derived lineages in line; return how many rows were added or removed."""
        rows = await self._session.execute(select(AgencyLineage.key, AgencyLineage.member_id))
        stored = {(row.key, row.member_id) for row in rows}
        wanted = {(key, member) for key, members in lineages.items() for member in members}
        for key, member in stored - wanted:
            await self._session.execute(
                delete(AgencyLineage).where(AgencyLineage.key == key, AgencyLineage.member_id == member)
            )
        if missing := wanted - stored:
            values = [{"key": key, "member_id": member} for key, member in missing]
            await self._session.execute(insert(AgencyLineage), values)
        return len(stored ^ wanted)

"""Agencies with their versions, successions and people in posts."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import delete, func, insert, or_, select, text, union
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload, selectinload

from app.core.queries import by_key
from app.core.tables import Base
from app.models import (
    Agency,
    AgencyLineage,
    AgencySuccession,
    AgencyVersion,
    Area,
    Innovation,
    InnovationPerson,
    Position,
)

_WHOLE = (
    selectinload(Agency.versions).options(joinedload(AgencyVersion.area)),
    selectinload(Agency.aliases),
)


class AgencyRepository:
    """The tables of agencies."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def lock(self) -> None:
        """Let nobody else change agencies until the transaction ends; whoever reads, or refers to one, goes on.

        Who is part of whom and who has which name is judged over all agencies at once, so two changes at the same time
        could each be right and wrong together.
        """
        await self._session.execute(text("LOCK TABLE agency IN SHARE ROW EXCLUSIVE MODE"))

    async def hold(self, ids: Collection[UUID]) -> None:
        """Let no record refer to these agencies anew until the transaction ends, and wait for those that just did.

        A weaker lock would let an innovation be registered under the old name meanwhile, unseen from here.
        """
        statement = select(Agency.id).where(Agency.id.in_(ids)).order_by(Agency.id).with_for_update()
        await self._session.execute(statement)

    def add(self, records: Collection[Base]) -> None:
        """Add new records to the transaction."""
        self._session.add_all(records)

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

    async def every_succession(self) -> Sequence[AgencySuccession]:
        """Return every succession, whenever it takes effect."""
        return (await self._session.scalars(select(AgencySuccession).order_by(AgencySuccession.id))).all()

    async def areas(self, codes: Collection[str]) -> dict[str, Area]:
        """Return the areas of these codes."""
        found = await self._session.scalars(select(Area).where(Area.code.in_(codes))) if codes else ()
        return {area.code: area for area in found}

    async def begun_since(self, after: date, until: date) -> Sequence[UUID]:
        """Return the agencies of which a version began after a day, and by another."""
        start = func.coalesce(AgencyVersion.valid_from, AgencyVersion.first_stated_on)
        statement = select(AgencyVersion.agency_id).where(start > after.isoformat(), start <= until.isoformat())
        return (await self._session.scalars(statement.distinct())).all()

    async def shown_in(self, ids: Collection[UUID]) -> Sequence[UUID]:
        """Return the innovations whose documents show one of these agencies: as owner, or where a person works.

        Search finds an innovation by the names of those before and after its owner too.
        """
        family = select(AgencyLineage.member_id).where(AgencyLineage.key.in_([str(one) for one in ids]))
        owned = select(Innovation.id).where(or_(Innovation.agency_id.in_(ids), Innovation.agency_id.in_(family)))
        peopled = select(InnovationPerson.innovation_id).where(InnovationPerson.agency_id.in_(ids))
        return (await self._session.scalars(union(owned, peopled))).all()

    async def edges(self, until: date) -> list[tuple[UUID, UUID]]:
        """Return the successions as (predecessor, successor) that are in effect on a day, or of no known day."""
        statement = select(AgencySuccession.predecessor_id, AgencySuccession.successor_id).where(
            or_(AgencySuccession.effective_on.is_(None), AgencySuccession.effective_on <= until.isoformat())
        )
        rows = await self._session.execute(statement)
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

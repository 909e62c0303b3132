"""The tables of mandates and of decisions under them."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased, joinedload

from app.core.paging import Cut
from app.core.queries import by_key, id_in, page_by, total_of
from app.mandates.phases import MandatePhase
from app.mandates.schemas import DecisionFilters, MandateFilters
from app.models import Agency, AgencyLineage, FormerSlug, Innovation, Mandate, MandateDecision


class Found(NamedTuple):
    """An innovation, and whether its owner is outside the city's government."""

    innovation: Innovation
    external: bool


def _in_phase(phase: MandatePhase, on: date) -> ColumnElement[bool]:
    """Return the condition that a mandate is there on a day; the rule is `phases.phase_of`."""
    if phase is MandatePhase.REVOKED:
        return Mandate.revoked_on.is_not(None)
    begun = Mandate.effective_on <= on
    return Mandate.revoked_on.is_(None) & (begun if phase is MandatePhase.IN_FORCE else ~begun)


class MandateRepository:
    """Mandates within one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, record: Mandate | MandateDecision) -> None:
        """Add a record to the transaction, which refuses it here if it does not fit the tables."""
        self._session.add(record)
        await self._session.flush()

    async def flush(self) -> None:
        """Send what was changed to the database, which refuses it here if it does not fit the tables."""
        await self._session.flush()

    async def get(self, key: str, *, lock: bool = False) -> Mandate | None:
        """Return a mandate by id or slug with its innovation; `lock` keeps others from changing it."""
        statement = select(Mandate).options(joinedload(Mandate.innovation, innerjoin=True)).where(by_key(Mandate, key))
        if lock:
            # what was read of it before may have changed while the lock was waited for
            statement = statement.with_for_update(of=Mandate, key_share=True)
            statement = statement.execution_options(populate_existing=True)
        found: Mandate | None = await self._session.scalar(statement)
        return found

    async def taken(self, slug: str) -> bool:
        """Whether a mandate has this address."""
        return bool(await self._session.scalar(select(exists().where(Mandate.slug == slug))))

    async def search(
        self, filters: MandateFilters, innovation_id: UUID | None, on: date, listing: str
    ) -> tuple[Cut, int | None]:
        """Return a page of mandates as they are on a day, the newest first, and how many there are if asked.

        Raises:
            InvalidCursor: the cursor belongs to another list.
        """
        statement = select(Mandate).options(joinedload(Mandate.innovation, innerjoin=True))
        if filters.status is not None:
            statement = statement.where(_in_phase(filters.status, on))
        if innovation_id is not None:
            statement = statement.where(Mandate.innovation_id == innovation_id)
        keys = [(Mandate.id.expression, id_in)]
        page = await page_by(self._session, statement, keys, filters, listing, descending=True)
        return page, await total_of(self._session, statement) if filters.with_total else None

    async def innovation(self, key: str) -> Found | None:
        """Return the innovation of an id, slug or former slug; one that was merged is the one that it went into."""
        named: Any = aliased(Innovation)
        former = select(FormerSlug.innovation_id).where(FormerSlug.slug == key)
        # a record that is merged takes along those that were merged into it, so this is never further away
        wanted = select(func.coalesce(named.merged_into_id, named.id)).where(by_key(named, key) | named.id.in_(former))
        statement = (
            select(Innovation, Agency.external)
            .outerjoin(Agency, Agency.id == Innovation.agency_id)
            .where(Innovation.id.in_(wanted))
        )
        row = (await self._session.execute(statement)).first()
        return Found(row[0], bool(row[1])) if row else None

    async def agency(self, key: str) -> UUID | None:
        """Return the id of the agency of an id or slug."""
        found: UUID | None = await self._session.scalar(select(Agency.id).where(by_key(Agency, key)))
        return found

    async def lineage(self, agency_id: UUID) -> set[UUID]:
        """Return an agency with its predecessors and successors."""
        statement = select(AgencyLineage.member_id).where(AgencyLineage.key == str(agency_id))
        return {agency_id, *await self._session.scalars(statement)}

    async def decisions_on(self, mandate_id: UUID, agency_id: UUID) -> Sequence[MandateDecision]:
        """Return the decisions on an agency under a mandate, in their order of time, locked against other changes."""
        statement = (
            select(MandateDecision)
            .where(MandateDecision.mandate_id == mandate_id, MandateDecision.agency_id == agency_id)
            .order_by(MandateDecision.decided_on, MandateDecision.id)
            .with_for_update(key_share=True)
        )
        return (await self._session.scalars(statement)).all()

    async def decision(self, decision_id: UUID) -> MandateDecision | None:
        """Return a decision with what serves as well, locked against other changes."""
        statement = (
            select(MandateDecision)
            .options(joinedload(MandateDecision.equivalent))
            .where(MandateDecision.id == decision_id)
            .with_for_update(of=MandateDecision, key_share=True)
        )
        found: MandateDecision | None = await self._session.scalar(statement)
        return found

    async def decisions(self, mandate_id: UUID, filters: DecisionFilters, listing: str) -> tuple[Cut, int | None]:
        """Return a page of the decisions under a mandate, the last recorded first, and how many there are if asked.

        Raises:
            InvalidCursor: the cursor belongs to another list.
        """
        statement = (
            select(MandateDecision)
            .options(joinedload(MandateDecision.equivalent))
            .where(MandateDecision.mandate_id == mandate_id)
        )
        keys = [(MandateDecision.id.expression, id_in)]
        page = await page_by(self._session, statement, keys, filters, listing, descending=True)
        return page, await total_of(self._session, statement) if filters.with_total else None

"""The tables of evidence, awards and dossiers."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, cast, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.paging import Cut
from app.core.queries import by_key, page_of, total_of
from app.core.security import Principal
from app.core.tables import Code
from app.evidence.inputs import AwardFilters, EvidenceFilters
from app.evidence.sections import RECORD_FIELDS
from app.innovations.references import keeps, shown_to
from app.models import Award, DossierSection, Evidence, Innovation


class Owned(NamedTuple):
    """A piece of evidence with what decides who may change it."""

    evidence: Evidence
    agency_id: UUID | None
    status: str


class EvidenceRepository:
    """Evidence, awards and texts within one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, record: Evidence | Award) -> None:
        """Add a record to the transaction."""
        self._session.add(record)
        await self._session.flush()

    async def evidence(self, innovation_id: UUID, filters: EvidenceFilters, listing: str) -> tuple[Cut, int | None]:
        """Return a page of the evidence of an innovation, and how much there is if asked.

        Raises:
            InvalidCursor: the cursor belongs to another list.
        """
        statement = select(Evidence).where(Evidence.innovation_id == innovation_id)
        return await self._page(statement, [cast(Evidence.id, Code)], filters, listing)

    async def piece(self, evidence_id: UUID, principal: Principal) -> Owned | None:
        """Return a piece of evidence of a record that the principal keeps, locked against other changes."""
        statement = (
            select(Evidence, Innovation.agency_id, Innovation.status)
            .join(Innovation, Innovation.id == Evidence.innovation_id)
            .where(Evidence.id == evidence_id, keeps(principal, Innovation.agency_id))
            .with_for_update(of=Evidence, key_share=True)
        )
        row = (await self._session.execute(statement)).one_or_none()
        return Owned(*row) if row else None

    async def count(self, innovation_id: UUID) -> int:
        """Return how much evidence of an innovation stands."""
        statement = select(func.count()).select_from(Evidence).where(*_standing(innovation_id))
        return await self._session.scalar(statement) or 0

    async def standing(self, innovation_id: UUID, kinds: Collection[str] | None = None) -> Sequence[Evidence]:
        """Return the evidence of these kinds, or of all, that was not withdrawn, the newest first."""
        statement = select(Evidence).where(*_standing(innovation_id))
        if kinds is not None:
            statement = statement.where(Evidence.kind.in_(sorted(kinds)))
        return (await self._session.scalars(statement.order_by(Evidence.id.desc()))).all()

    async def seen(self, key: str, principal: Principal | None) -> UUID | None:
        """Return the id of an innovation that the principal may see."""
        statement = select(Innovation.id).where(by_key(Innovation, key), shown_to(principal))
        found: UUID | None = await self._session.scalar(statement)
        return found

    async def awards(self, innovation_id: UUID, filters: AwardFilters, listing: str) -> tuple[Cut, int | None]:
        """Return a page of the awards of an innovation by year, and how many there are if asked.

        Raises:
            InvalidCursor: the cursor belongs to another list.
        """
        statement = select(Award).where(Award.innovation_id == innovation_id)
        # years have four digits, so as text they are in the same order
        return await self._page(statement, [cast(Award.year, Code), Award.code.expression], filters, listing)

    async def award(self, innovation_id: UUID, code: str, year: int) -> Award | None:
        """Return an award of an innovation."""
        same = (Award.innovation_id == innovation_id, Award.code == code, Award.year == year)
        found: Award | None = await self._session.scalar(select(Award).where(*same))
        return found

    async def record(self, innovation_id: UUID) -> dict[str, str | None]:
        """Return the texts of a record that answer sections."""
        columns = [getattr(Innovation, name) for name in RECORD_FIELDS]
        row = (await self._session.execute(select(*columns).where(Innovation.id == innovation_id))).one()
        return dict(zip(RECORD_FIELDS, row, strict=True))

    async def texts(self, innovation_id: UUID, instrument_id: UUID) -> dict[str, str]:
        """Return the texts that were written for an edition, by section."""
        columns = (DossierSection.section, DossierSection.body)
        rows = await self._session.execute(select(*columns).where(*_of(innovation_id, instrument_id)))
        return {row.section: row.body for row in rows}

    async def write(
        self, innovation_id: UUID, instrument_id: UUID, texts: Mapping[str, str | None], at: datetime
    ) -> None:
        """Set the texts of these sections; None takes one away."""
        cleared = [section for section, text in texts.items() if text is None]
        place = _of(innovation_id, instrument_id)
        await self._session.execute(delete(DossierSection).where(*place, DossierSection.section.in_(cleared)))
        rows = [
            {
                "innovation_id": innovation_id,
                "instrument_id": instrument_id,
                "section": section,
                "body": text,
                "written_at": at,
            }
            for section, text in texts.items()
            if text is not None
        ]
        if rows:
            new = insert(DossierSection).values(rows)
            told = {"body": new.excluded.body, "written_at": new.excluded.written_at}
            await self._session.execute(new.on_conflict_do_update(constraint="pk_dossier_section", set_=told))

    async def _page(
        self,
        statement: Select[Any],
        keys: Sequence[ColumnElement[Any]],
        filters: EvidenceFilters | AwardFilters,
        listing: str,
    ) -> tuple[Cut, int | None]:
        page = await page_of(
            self._session, statement, keys, cursor=filters.cursor, listing=listing, limit=filters.limit
        )
        return page, await total_of(self._session, statement) if filters.with_total else None


def _standing(innovation_id: UUID) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that evidence is of an innovation, and was not withdrawn."""
    return (Evidence.innovation_id == innovation_id, Evidence.withdrawn_at.is_(None))


def _of(innovation_id: UUID, instrument_id: UUID) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that a text is of a dossier."""
    return (DossierSection.innovation_id == innovation_id, DossierSection.instrument_id == instrument_id)

"""The tables of objections and visits."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager, selectinload

from app.core.errors import InvalidCursor
from app.core.paging import Cut
from app.core.queries import by_key, id_in, page_by, total_of
from app.hearings.schemas import ObjectionFilters, VerificationFilters
from app.models import Evidence, FieldVerification, Objection, Round, RoundAssessor, RoundEntry, RoundStage
from app.models.codes import EntryStatus, StageKind

# of a number of 32 bits
_MOST_DIGITS = 10


class Found(NamedTuple):
    """An objection with its round, whose stages are loaded."""

    objection: Objection
    round: Round


class HearingRepository:
    """Objections and visits within one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, record: Objection | FieldVerification) -> None:
        """Add a record to the transaction."""
        self._session.add(record)
        await self._session.flush()

    async def find(self, key: str) -> Round | None:
        """Return a round, by id or slug, with its stages."""
        found: Round | None = await self._session.scalar(
            select(Round).options(selectinload(Round.stages)).where(by_key(Round, key))
        )
        return found

    async def hold(self, key: str) -> Round | None:
        """Return a round with its stages, which nobody changes until the transaction ends; several may hold it."""
        found: Round | None = await self._session.scalar(
            select(Round).options(selectinload(Round.stages)).where(by_key(Round, key)).with_for_update(read=True)
        )
        return found

    async def stage(self, round_id: UUID, kind: StageKind, *, alone: bool = False) -> RoundStage | None:
        """Return the stage of a kind; `alone` keeps it from others until the transaction ends."""
        statement = select(RoundStage).where(RoundStage.round_id == round_id, RoundStage.kind == kind)
        if alone:
            statement = statement.with_for_update(key_share=True)
        found: RoundStage | None = await self._session.scalar(statement)
        return found

    async def kinds(self, round_id: UUID) -> Sequence[str]:
        """Return the kinds of a round's stages in their order."""
        statement = select(RoundStage.kind).where(RoundStage.round_id == round_id).order_by(RoundStage.position)
        return (await self._session.scalars(statement)).all()

    async def entry(self, round_id: UUID, entry_id: UUID, *, active: bool = True) -> RoundEntry | None:
        """Return an entry of a round; `active`: one that is still in it."""
        statement = select(RoundEntry).where(RoundEntry.id == entry_id, RoundEntry.round_id == round_id)
        if active:
            statement = statement.where(RoundEntry.status == EntryStatus.ACTIVE)
        found: RoundEntry | None = await self._session.scalar(statement)
        return found

    async def same(self, entry_id: UUID, statement: str) -> Objection | None:
        """Return an objection to an entry in the same words."""
        found: Objection | None = await self._session.scalar(
            select(Objection)
            .where(Objection.entry_id == entry_id, Objection.statement == statement)
            .order_by(Objection.number)
            .limit(1)
        )
        return found

    async def last_number(self, round_id: UUID) -> int:
        """Return the number of the last objection of a round, 0 if there is none."""
        statement = select(func.max(Objection.number)).where(Objection.round_id == round_id)
        return await self._session.scalar(statement) or 0

    async def objection(self, objection_id: UUID, *, hold: bool = False) -> Found | None:
        """Return an objection with its entry; `hold` keeps others from answering it, and its round as it is."""
        statement = (
            select(Objection, Round)
            .join(Objection.entry)
            .join(Round, Round.id == Objection.round_id)
            .options(contains_eager(Objection.entry), selectinload(Round.stages))
            .where(Objection.id == objection_id)
        )
        if hold:
            await self._session.execute(
                select(Round.id)
                .join(Objection, Objection.round_id == Round.id)
                .where(Objection.id == objection_id)
                .with_for_update(read=True, of=Round)
            )
            statement = statement.with_for_update(of=Objection, key_share=True)
        row = (await self._session.execute(statement)).first()
        return Found(*row) if row else None

    async def objections(self, round_id: UUID, filters: ObjectionFilters, listing: str) -> tuple[Cut, int | None]:
        """Return a page of a round's objections by number, and how many there are if asked.

        Raises:
            InvalidCursor: the cursor belongs to another list.
        """
        statement = select(Objection).where(Objection.round_id == round_id)
        if filters.status is not None:
            statement = statement.where(Objection.status == filters.status)
        page = await page_by(
            self._session,
            statement.join(Objection.entry).options(contains_eager(Objection.entry)),
            [(Objection.number.expression, _number)],
            filters,
            listing,
        )
        return page, await total_of(self._session, statement) if filters.with_total else None

    async def seated(self, round_id: UUID, account_id: UUID) -> UUID | None:
        """Return the person behind an account on the panel of a round; None if it is not on it, or was taken off."""
        statement = select(RoundAssessor.person_id).where(
            RoundAssessor.round_id == round_id,
            RoundAssessor.account_id == account_id,
            RoundAssessor.removed_at.is_(None),
        )
        found: UUID | None = await self._session.scalar(statement)
        return found

    async def shows(self, evidence_id: UUID, innovation_id: UUID) -> bool:
        """Whether evidence is of an innovation, and was not withdrawn."""
        statement = select(Evidence.id).where(
            Evidence.id == evidence_id, Evidence.innovation_id == innovation_id, Evidence.withdrawn_at.is_(None)
        )
        return await self._session.scalar(statement) is not None

    async def verifications(self, round_id: UUID, filters: VerificationFilters, listing: str) -> tuple[Cut, int | None]:
        """Return a page of the visits of a round, the last recorded first, and how many there are if asked.

        Raises:
            InvalidCursor: the cursor belongs to another list.
        """
        statement = select(FieldVerification).join(FieldVerification.entry).where(RoundEntry.round_id == round_id)
        if filters.entry is not None:
            statement = statement.where(FieldVerification.entry_id == filters.entry)
        page = await page_by(
            self._session,
            statement.options(contains_eager(FieldVerification.entry)),
            [(FieldVerification.id.expression, id_in)],
            filters,
            listing,
            descending=True,
        )
        return page, await total_of(self._session, statement) if filters.with_total else None


def _number(key: str) -> int:
    if not (key.isascii() and key.isdigit() and len(key) < _MOST_DIGITS):
        raise InvalidCursor
    return int(key)

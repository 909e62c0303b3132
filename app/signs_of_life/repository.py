"""The table of signs of life, and what the rules need of the records that they are of."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Uuid, any_, exists, func, literal, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app.core.errors import InvalidCursor
from app.core.paging import Cut
from app.core.partial_date import last_day
from app.core.queries import by_key, id_in, page_by, total_of
from app.core.security import Principal
from app.innovations.references import keeps, shown_to
from app.models import (
    Evidence,
    Innovation,
    InnovationRelation,
    InnovationStage,
    ReplicationRequest,
    ReplicationStep,
    SignOfLife,
)
from app.models.codes import REPLICATED, ReplicationStatus, Stage
from app.signs_of_life.columns import life_columns, life_of
from app.signs_of_life.inputs import SignOfLifeFilters
from app.signs_of_life.vitality import Life


class Owned(NamedTuple):
    """A sign of life with what decides who may change it."""

    sign: SignOfLife
    agency_id: UUID | None
    status: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A sign of life in a list: its sort keys, itself, and the day of the last one before it that stands."""

    observed_on: date
    id: UUID
    sign: SignOfLife
    previous: date | None


class SignOfLifeRepository:
    """Signs of life within one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, sign: SignOfLife) -> None:
        """Add a sign to the transaction."""
        self._session.add(sign)
        await self._session.flush()

    async def lives(self, ids: Collection[UUID], on: date) -> dict[UUID, Life]:
        """Return what `vitality.state_of` needs of innovations as of a day, in one statement for however many.

        An innovation owes signs of life from the day on which it was published, or while it never was, on which it was
        registered. What was observed later than the day is not among it, nor a stage that had not begun.
        """
        statement = select(Innovation.id, *life_columns(Innovation, on)).where(
            Innovation.id == any_(literal(list(ids), ARRAY(Uuid)))
        )
        return {id_: life_of(on, *life) for id_, *life in await self._session.execute(statement)}

    async def seen(self, key: str, principal: Principal | None) -> UUID | None:
        """Return the id of an innovation that the principal may see."""
        statement = select(Innovation.id).where(by_key(Innovation, key), shown_to(principal))
        found: UUID | None = await self._session.scalar(statement)
        return found

    async def last(self, innovation_id: UUID, on: date) -> SignOfLife | None:
        """Return the last sign of an innovation by a day; of several on one day the one that was recorded last."""
        statement = select(SignOfLife).where(_standing(innovation_id), SignOfLife.observed_on <= on)
        found: SignOfLife | None = await self._session.scalar(
            statement.order_by(SignOfLife.observed_on.desc(), SignOfLife.id.desc()).limit(1)
        )
        return found

    async def days(self, innovation_id: UUID, on: date) -> Sequence[date]:
        """Return the days of the signs of an innovation by a day."""
        statement = select(SignOfLife.observed_on).where(_standing(innovation_id), SignOfLife.observed_on <= on)
        return (await self._session.scalars(statement.distinct())).all()

    async def replica_since(self, innovation_id: UUID) -> date | None:
        """Return the day on which a replica began; None if it is none, or nothing says when.

        That is the day on which its replication came to run, or else the last one that the date of its first dated
        stage `penerapan` can mean.
        """
        replica = exists().where(
            InnovationRelation.innovation_id == innovation_id, InnovationRelation.kind.in_(REPLICATED)
        )
        running = (
            select(func.min(ReplicationStep.entered_on))
            .join(ReplicationRequest, ReplicationRequest.id == ReplicationStep.request_id)
            .where(ReplicationRequest.replica_id == innovation_id, ReplicationStep.status == ReplicationStatus.BERJALAN)
        )
        used = select(InnovationStage.started_on).where(
            InnovationStage.innovation_id == innovation_id,
            InnovationStage.stage == Stage.PENERAPAN,
            InnovationStage.started_on.is_not(None),
        )
        first = used.order_by(InnovationStage.position).limit(1)
        row = (
            await self._session.execute(select(running.scalar_subquery(), first.scalar_subquery()).where(replica))
        ).one_or_none()
        if row is None:
            return None
        return row[0] or (last_day(row[1]) if row[1] else None)

    async def shows(self, evidence_id: UUID, innovation_id: UUID) -> bool:
        """Whether evidence is of an innovation, and was not withdrawn."""
        statement = select(Evidence.id).where(
            Evidence.id == evidence_id, Evidence.innovation_id == innovation_id, Evidence.withdrawn_at.is_(None)
        )
        return await self._session.scalar(statement) is not None

    async def same(self, sign: SignOfLife) -> UUID | None:
        """Return the id of a sign that stands and says the same as one that is not on record yet."""
        said = (SignOfLife.figure, SignOfLife.unit, SignOfLife.evidence_id, SignOfLife.reference)
        statement = select(SignOfLife.id).where(
            _standing(sign.innovation_id),
            SignOfLife.kind == sign.kind,
            SignOfLife.observed_on == sign.observed_on,
            *(column.is_not_distinct_from(getattr(sign, column.key)) for column in said),
        )
        found: UUID | None = await self._session.scalar(statement.order_by(SignOfLife.id).limit(1))
        return found

    async def hold(self, innovation_id: UUID) -> None:
        """Keep others from recording signs of an innovation until the transaction ends."""
        await self._session.execute(
            select(Innovation.id).where(Innovation.id == innovation_id).with_for_update(key_share=True)
        )

    async def owned(self, sign_id: UUID, principal: Principal) -> Owned | None:
        """Return a sign of a record that the principal keeps, locked against other changes."""
        statement = (
            select(SignOfLife, Innovation.agency_id, Innovation.status)
            .join(Innovation, Innovation.id == SignOfLife.innovation_id)
            .where(SignOfLife.id == sign_id, keeps(principal, Innovation.agency_id))
            .with_for_update(of=SignOfLife, key_share=True)
        )
        row = (await self._session.execute(statement)).one_or_none()
        return Owned(*row) if row else None

    async def previous(self, sign: SignOfLife) -> date | None:
        """Return the day of the last sign before one that stands."""
        statement = select(_previous()).where(SignOfLife.id == sign.id)
        found: date | None = await self._session.scalar(statement)
        return found

    async def search(self, innovation_id: UUID, filters: SignOfLifeFilters, listing: str) -> tuple[Cut, int | None]:
        """Return a page of the signs of an innovation, the last observed first, and how many there are if asked.

        Raises:
            InvalidCursor: the cursor belongs to another list.
        """
        own = SignOfLife.innovation_id == innovation_id
        page = await page_by(
            self._session,
            select(SignOfLife, _previous()).where(own),
            [(SignOfLife.observed_on.expression, _day), (SignOfLife.id.expression, id_in)],
            filters,
            listing,
            descending=True,
        )
        rows = [Listed(sign.observed_on, sign.id, sign, previous) for sign, previous in page.rows]
        total = await total_of(self._session, select(SignOfLife.id).where(own)) if filters.with_total else None
        return Cut(rows, page.has_next, page.has_prev), total


def _standing(innovation_id: UUID) -> ColumnElement[bool]:
    """Return the condition that a sign is of an innovation, and was not withdrawn."""
    return (SignOfLife.innovation_id == innovation_id) & SignOfLife.withdrawn_at.is_(None)


def _previous() -> ColumnElement[Any]:
    """Return the day of the last standing sign before each; of one day, those come before that were recorded before."""
    earlier = aliased(SignOfLife)
    statement = select(func.max(earlier.observed_on)).where(
        earlier.innovation_id == SignOfLife.innovation_id,
        earlier.withdrawn_at.is_(None),
        tuple_(earlier.observed_on, earlier.id) < tuple_(SignOfLife.observed_on, SignOfLife.id),
    )
    return statement.correlate(SignOfLife).scalar_subquery()


def _day(key: str) -> date:
    try:
        return date.fromisoformat(key)
    except ValueError:
        raise InvalidCursor from None

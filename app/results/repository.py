"""The tables of results, and what they are computed from."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, delete, func, insert, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased, defer, joinedload, selectinload

from app.core.errors import InvalidCursor
from app.core.paging import Cut, cut, decode, keyset
from app.core.queries import total_of
from app.models import (
    Agency,
    Assessment,
    FieldVerification,
    Objection,
    Person,
    RankedEntry,
    Round,
    RoundAssessor,
    RoundEntry,
    RoundStage,
    Score,
    SelfAssessment,
    StageResult,
)
from app.models.codes import AssessmentStatus, RoundStatus
from app.models.concealment import CONCEALED_NAME
from app.results.schemas import ComparisonFilters, ResultFilters

_MOST_PLACE = 2**63 - 1


class Filled(NamedTuple):
    """A submitted sheet: whose, of which entry, whether it counts, and its scores by criterion."""

    assessor_id: UUID
    entry_id: UUID
    suspended: bool
    excluded: bool
    scores: Mapping[str, Decimal]


class ComputingRepository:
    """What a result is computed from and where it is kept, within one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def entries(self, round_id: UUID) -> Sequence[RoundEntry]:
        """Return every entry of a round, those that are out included."""
        return (await self._session.scalars(select(RoundEntry).where(RoundEntry.round_id == round_id))).all()

    async def sheets(self, stage_id: UUID) -> list[Filled]:
        """Return the submitted sheets of a stage, one row each: the scores come with it as two lists."""
        statement = (
            select(
                Assessment.assessor_id,
                Assessment.entry_id,
                Assessment.suspended_at.is_not(None),
                Assessment.excluded,
                func.array_agg(Score.criterion),
                func.array_agg(Score.value),
            )
            .outerjoin(Score, Score.assessment_id == Assessment.id)
            .where(Assessment.stage_id == stage_id, Assessment.status == AssessmentStatus.SUBMITTED)
            .group_by(Assessment.id)
        )
        rows = await self._session.execute(statement)
        return [
            Filled(assessor_id, entry_id, suspended, excluded, _by_criterion(codes, values))
            for assessor_id, entry_id, suspended, excluded, codes, values in rows
        ]

    async def undecided(self, round_id: UUID) -> int:
        """Return how many submitted sheets of a round are suspended by a conflict.

        Those of entries that are out count, too: they may be out because of that very sheet.
        """
        statement = (
            select(func.count())
            .select_from(Assessment)
            .where(
                Assessment.round_id == round_id,
                Assessment.status == AssessmentStatus.SUBMITTED,
                Assessment.suspended_at.is_not(None),
            )
        )
        return await self._session.scalar(statement) or 0

    async def objections(self, round_id: UUID) -> Sequence[tuple[UUID, str]]:
        """Return entry and status of every objection of a round."""
        statement = select(Objection.entry_id, Objection.status).where(Objection.round_id == round_id)
        return [(entry_id, told) for entry_id, told in await self._session.execute(statement)]

    async def findings(self, round_id: UUID) -> dict[UUID, str]:
        """Return what the last visit to each entry of a round found, by entry.

        The last one is that made last, whenever it was recorded; of two made at one moment, that recorded last.
        """
        visit = FieldVerification
        statement = (
            select(visit.entry_id, visit.finding)
            .join(RoundEntry, RoundEntry.id == visit.entry_id)
            .where(RoundEntry.round_id == round_id)
            .ext(distinct_on(visit.entry_id))
            .order_by(visit.entry_id, visit.visited_at.desc(), visit.recorded_at.desc(), visit.id.desc())
        )
        return {row[0]: row[1] for row in await self._session.execute(statement)}

    async def agencies(self, ids: Collection[UUID]) -> Sequence[Agency]:
        """Return agencies with their versions."""
        statement = select(Agency).options(selectinload(Agency.versions)).where(Agency.id.in_(ids))
        return (await self._session.scalars(statement)).all()

    async def newest(self, round_id: UUID, stage_id: UUID | None, *, whole: bool = False) -> StageResult | None:
        """Return the newest result of a stage, or of a round where `stage_id` is None; `whole`: with its document."""
        return await newest(self._session, round_id, stage_id, whole=whole)

    async def of_stages(self, round_id: UUID) -> dict[UUID, StageResult]:
        """Return the newest result of each stage of a round, with its document, by stage."""
        statement = (
            select(StageResult)
            .where(StageResult.round_id == round_id, StageResult.stage_id.is_not(None))
            .ext(distinct_on(StageResult.stage_id))
            .order_by(StageResult.stage_id, StageResult.number.desc())
        )
        return {one.stage_id: one for one in await self._session.scalars(statement) if one.stage_id is not None}

    async def keep(self, result: StageResult, rows: Iterable[Mapping[str, Any]]) -> None:
        """Keep a result with the rows of its ranking, which take the place of those of the one before."""
        earlier = select(StageResult.id).where(_of(result.round_id, result.stage_id))
        await self._session.execute(delete(RankedEntry).where(RankedEntry.result_id.in_(earlier)))
        self._session.add(result)
        await self._session.flush()
        if told := [{"result_id": result.id, **row} for row in rows]:
            await self._session.execute(insert(RankedEntry), told)

    async def flush(self) -> None:
        """Send what was changed to the database, which refuses it here if it does not fit the tables."""
        await self._session.flush()


class ResultRepository:
    """Results as they are read."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def newest(self, round_id: UUID, stage_id: UUID | None, *, whole: bool = False) -> StageResult | None:
        """Return the newest result of a stage, or of a round where `stage_id` is None; `whole`: with its document."""
        return await newest(self._session, round_id, stage_id, whole=whole)

    async def page(self, result_id: UUID, filters: ResultFilters, listing: str) -> tuple[Cut, int | None]:
        """Return a page of the rows of a result by place, and how many there are if asked.

        Raises:
            InvalidCursor: the cursor belongs to another list.
        """
        statement = select(RankedEntry).where(RankedEntry.result_id == result_id)
        if filters.passed is not None:
            statement = statement.where(RankedEntry.passed == filters.passed)
        return await self._page(statement, filters, listing)

    async def row(self, result_id: UUID, entry_id: UUID) -> RankedEntry | None:
        """Return the row of an entry in a result."""
        statement = select(RankedEntry).where(RankedEntry.result_id == result_id, RankedEntry.entry_id == entry_id)
        found: RankedEntry | None = await self._session.scalar(statement)
        return found

    async def names(self, assessors: Collection[UUID]) -> dict[UUID, str]:
        """Return the names of people on a panel."""
        statement = (
            select(RoundAssessor.id, case((Person.concealed_at.is_(None), Person.name), else_=CONCEALED_NAME))
            .join(Person, Person.id == RoundAssessor.person_id)
            .where(RoundAssessor.id.in_(assessors))
        )
        return {row[0]: row[1] for row in await self._session.execute(statement)}

    async def self_assessment(self, innovation_id: UUID, instrument_id: UUID) -> SelfAssessment | None:
        """Return the newest sheet that the owner filled in of an innovation by an instrument."""
        statement = (
            select(SelfAssessment)
            .where(SelfAssessment.innovation_id == innovation_id, SelfAssessment.instrument_id == instrument_id)
            .order_by(SelfAssessment.number.desc())
            .limit(1)
        )
        found: SelfAssessment | None = await self._session.scalar(statement)
        return found

    async def round_before(self, one: Round, *, runs: bool) -> Round | None:
        """Return the last round before another by its instrument that has a result and whose results may be read."""
        read = (RoundStatus.DETERMINED, RoundStatus.PUBLISHED) if runs else (RoundStatus.PUBLISHED,)
        statement = (
            select(Round)
            .options(
                joinedload(Round.instrument, innerjoin=True),
                selectinload(Round.stages).options(joinedload(RoundStage.instrument)),
            )
            .where(Round.instrument_id == one.instrument_id, Round.id < one.id, Round.status.in_(read))
            .order_by(Round.id.desc())
            .limit(1)
        )
        found: Round | None = await self._session.scalar(statement)
        return found

    async def compared(
        self, result_id: UUID, other_id: UUID, filters: ComparisonFilters, listing: str
    ) -> tuple[Cut, int | None]:
        """Return a page of the innovations in two results by their place in the first; each row has both.

        Raises:
            InvalidCursor: the cursor belongs to another list.
        """
        mine, theirs, beside = aliased(RoundEntry), aliased(RoundEntry), aliased(RankedEntry)
        statement = (
            select(
                RankedEntry.place,
                RankedEntry.rank,
                RankedEntry.shown,
                RankedEntry.entry_id,
                mine.innovation_id,
                beside.rank.label("other_rank"),
                beside.shown.label("other_shown"),
                beside.entry_id.label("other_entry_id"),
            )
            .join(mine, mine.id == RankedEntry.entry_id)
            .join(theirs, theirs.innovation_id == mine.innovation_id)
            .join(beside, and_(beside.entry_id == theirs.id, beside.result_id == other_id))
            .where(RankedEntry.result_id == result_id)
        )
        return await self._page(statement, filters, listing)

    async def _page(
        self, statement: Select[Any], filters: ResultFilters | ComparisonFilters, listing: str
    ) -> tuple[Cut, int | None]:
        place = decode(filters.cursor, listing, 1) if filters.cursor else None
        after = [_place(place.keys[0])] if place else None
        backwards = place is not None and place.backwards
        ordered = keyset(statement, [RankedEntry.place.expression], descending=False, after=after, backwards=backwards)
        rows = (await self._session.execute(ordered.limit(filters.limit + 1))).all()
        found = [row[0] if len(row) == 1 else row for row in rows]
        total = await total_of(self._session, statement) if filters.with_total else None
        return cut(found, filters.limit, place), total


async def newest(
    session: AsyncSession, round_id: UUID, stage_id: UUID | None, *, whole: bool = False
) -> StageResult | None:
    """Return the newest result of a stage or, without one, of a round."""
    statement = select(StageResult).where(_of(round_id, stage_id)).order_by(StageResult.number.desc()).limit(1)
    if not whole:
        # documents of large rounds are of megabytes
        statement = statement.options(defer(StageResult.document, raiseload=True))
    found: StageResult | None = await session.scalar(statement)
    return found


def _of(round_id: UUID, stage_id: UUID | None) -> ColumnElement[bool]:
    """Return the condition that a result is of a stage or, without one, of a round."""
    stage = StageResult.stage_id.is_(None) if stage_id is None else StageResult.stage_id == stage_id
    return (StageResult.round_id == round_id) & stage


def _by_criterion(codes: Sequence[str | None], values: Sequence[Decimal]) -> dict[str, Decimal]:
    """Return scores by criterion; a sheet without any comes as a single null, which the join made."""
    return {code: value for code, value in zip(codes, values, strict=True) if code is not None}


def _place(key: str) -> int:
    """Return the place in a cursor's key.

    Raises:
        InvalidCursor: it is none.
    """
    if not (key.isascii() and key.isdecimal()) or int(key) > _MOST_PLACE:
        raise InvalidCursor
    return int(key)

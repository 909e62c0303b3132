"""The tables of assessments and scores."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, false, insert, select, true, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager, joinedload

from app.assessments.schemas import AssessmentFilters, Mine
from app.core.paging import Cut
from app.core.queries import by_key, id_in, identity, page_by, total_of
from app.models import (
    Agency,
    AgencyLineage,
    Assessment,
    Round,
    RoundAssessor,
    RoundEntry,
    RoundStage,
    Score,
    ScoreRevision,
)
from app.models.codes import VACATED, AssessmentStatus, EntryStatus, RoundStatus

PENDING = (AssessmentStatus.INVITED, AssessmentStatus.ACCEPTED)


@dataclass(frozen=True, slots=True)
class Target:
    """An active entry that may be assigned."""

    id: UUID
    innovation_id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Seat:
    """An assessment at a stage, as far as a plan must know of it.

    `live`: it counts, or may come to count. `free`: it was given back when its assessor left the panel, and nobody took
    its place.
    """

    entry_id: UUID
    person_id: UUID
    live: bool
    free: bool


@dataclass(frozen=True, slots=True)
class NewScore:
    """A score to be kept."""

    criterion: str
    value: Decimal
    reason: str | None


def seen_by(account_id: UUID | None, *, runs: bool) -> ColumnElement[bool]:
    """Return the condition that somebody may know of an assessment: who runs rounds, and whom it is assigned to."""
    if runs:
        return true()
    return RoundAssessor.account_id == account_id if account_id else false()


class AssessmentRepository:
    """Assessments within one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def flush(self) -> None:
        """Send what was changed to the database."""
        await self._session.flush()

    async def add(self, assessment: Assessment) -> None:
        """Add an assessment to the transaction."""
        self._session.add(assessment)
        await self._session.flush()

    async def targets(self, round_id: UUID, ids: Collection[UUID] | None, agency: str | None) -> list[Target]:
        """Return the active entries of a round, or those of them that a filter names, by id."""
        statement = (
            select(RoundEntry.id, RoundEntry.innovation_id, RoundEntry.name)
            .where(RoundEntry.round_id == round_id, RoundEntry.status == EntryStatus.ACTIVE)
            .order_by(RoundEntry.id)
        )
        if ids is not None:
            statement = statement.where(RoundEntry.id.in_(ids))
        if agency is not None:
            family = select(AgencyLineage.member_id).where(AgencyLineage.key == str(identity(agency) or agency))
            statement = statement.where(RoundEntry.agency_id.in_(family))
        return [Target(*row) for row in await self._session.execute(statement)]

    async def round_exists(self, key: str) -> bool:
        """Whether there is a round of this id or slug."""
        return await self._session.scalar(select(Round.id).where(by_key(Round, key))) is not None

    async def agency_exists(self, key: str) -> bool:
        """Whether there is an agency of this id or slug."""
        return await self._session.scalar(select(Agency.id).where(by_key(Agency, key))) is not None

    async def seats(self, stage_id: UUID) -> list[Seat]:
        """Return every assessment of a stage, each of a person, by whichever account."""
        statement = (
            select(
                Assessment.id,
                Assessment.entry_id,
                RoundAssessor.person_id,
                Assessment.status,
                Assessment.excluded,
                Assessment.replaces_id,
            )
            .join(Assessment.assessor)
            .where(Assessment.stage_id == stage_id)
        )
        rows = (await self._session.execute(statement)).all()
        followed = {row.replaces_id for row in rows}
        return [
            Seat(
                row.entry_id,
                row.person_id,
                live=row.status not in VACATED and not row.excluded,
                free=row.status == AssessmentStatus.REPLACED and row.id not in followed,
            )
            for row in rows
        ]

    async def successor(self, assessment_id: UUID) -> UUID | None:
        """Return the assessment that took the place of one."""
        found: UUID | None = await self._session.scalar(
            select(Assessment.id).where(Assessment.replaces_id == assessment_id)
        )
        return found

    async def assign(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Add assessments, all in one statement."""
        if rows:
            await self._session.execute(insert(Assessment), list(rows))

    async def get(self, assessment_id: UUID, seen: ColumnElement[bool], *, lock: bool = False) -> Assessment | None:
        """Return an assessment with all that is shown beside it; `lock` keeps others from changing it."""
        statement = self._shown(select(Assessment)).where(Assessment.id == assessment_id, seen)
        if lock:
            # what was read of it before may have changed while the lock was waited for
            statement = statement.with_for_update(of=Assessment, key_share=True).execution_options(
                populate_existing=True
            )
        found: Assessment | None = await self._session.scalar(statement)
        return found

    async def round_of(self, assessment_id: UUID) -> UUID | None:
        """Return the round of an assessment, which nobody changes until the transaction ends, nor its stages' times.

        Others who score hold it too. Whoever concludes a stage, or gives it other times, waits for all of them.
        """
        statement = (
            select(Round.id)
            .join(Assessment, Assessment.round_id == Round.id)
            .where(Assessment.id == assessment_id)
            .with_for_update(read=True, of=Round)
        )
        found: UUID | None = await self._session.scalar(statement)
        return found

    def _shown(self, statement: Select[Any]) -> Select[Any]:
        return (
            statement.join(Assessment.stage)
            .join(Assessment.entry)
            .join(Assessment.assessor)
            .options(
                joinedload(Assessment.round, innerjoin=True).joinedload(Round.instrument, innerjoin=True),
                contains_eager(Assessment.stage).joinedload(RoundStage.instrument),
                contains_eager(Assessment.entry).joinedload(RoundEntry.innovation, innerjoin=True),
                contains_eager(Assessment.assessor).joinedload(RoundAssessor.person, innerjoin=True),
            )
        )

    async def search(
        self, filters: AssessmentFilters, account_id: UUID | None, listing: str, at: datetime, *, runs: bool
    ) -> tuple[Cut, int | None]:
        """Return a page of assessments in the order in which they were assigned, and how many there are if asked."""
        statement = self._shown(select(Assessment)).where(
            seen_by(account_id, runs=runs), *_conditions(filters, account_id, at)
        )
        page = await page_by(self._session, statement, [(Assessment.id.expression, id_in)], filters, listing)
        return page, await total_of(self._session, statement) if filters.with_total else None

    async def scores(self, assessment_id: UUID) -> Sequence[Score]:
        """Return the present scores of an assessment."""
        statement = select(Score).where(Score.assessment_id == assessment_id).order_by(Score.criterion)
        # they are changed past the session, in one statement for all
        return (await self._session.scalars(statement, execution_options={"populate_existing": True})).all()

    async def revisions(self, assessment_id: UUID) -> Sequence[ScoreRevision]:
        """Return the earlier scores of an assessment, by criterion and in order of time."""
        statement = (
            select(ScoreRevision)
            .where(ScoreRevision.assessment_id == assessment_id)
            .order_by(ScoreRevision.criterion, ScoreRevision.revision)
        )
        return (await self._session.scalars(statement)).all()

    async def keep(self, assessment_id: UUID, scores: Sequence[NewScore], at: datetime) -> list[str]:
        """Keep scores; what they replace stays as an earlier revision. Return the criteria that changed.

        It takes as many statements for one score as for a hundred, and touches nothing but this assessment's rows.
        """
        present = {one.criterion: one for one in await self.scores(assessment_id)}
        new = [one for one in scores if one.criterion not in present]
        other = [
            one
            for one in scores
            if (was := present.get(one.criterion)) is not None and (was.value, was.reason) != (one.value, one.reason)
        ]
        if other:
            await self._session.execute(insert(ScoreRevision), [_revision(present[one.criterion], at) for one in other])
            await self._session.execute(_REPLACE, [_row(assessment_id, one, at, "new_") for one in other])
        if new:
            rows = [_row(assessment_id, one, at) | {"revision": 1} for one in new]
            await self._session.execute(insert(Score), rows)
        return sorted(one.criterion for one in (*new, *other))


_TABLE = Score.__table__
_REPLACE = (
    update(_TABLE)  # type: ignore[arg-type] # a declarative table is a Table
    .where(_TABLE.c.assessment_id == bindparam("new_assessment_id"), _TABLE.c.criterion == bindparam("new_criterion"))
    .values(
        value=bindparam("new_value"),
        reason=bindparam("new_reason"),
        scored_at=bindparam("new_scored_at"),
        revision=_TABLE.c.revision + 1,
    )
)


def _row(assessment_id: UUID, one: NewScore, at: datetime, prefix: str = "") -> dict[str, Any]:
    told = {
        "assessment_id": assessment_id,
        "criterion": one.criterion,
        "value": one.value,
        "reason": one.reason,
        "scored_at": at,
    }
    return {f"{prefix}{name}": value for name, value in told.items()}


def _revision(was: Score, at: datetime) -> dict[str, Any]:
    names = ("assessment_id", "criterion", "revision", "value", "reason", "scored_at")
    return {name: getattr(was, name) for name in names} | {"replaced_at": at}


def _conditions(filters: AssessmentFilters, account_id: UUID | None, at: datetime) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if filters.mine is not None:
        own = RoundAssessor.account_id == account_id if account_id else false()
        conditions.append(own)
        conditions += [Assessment.status == AssessmentStatus.SUBMITTED] if filters.mine is Mine.DONE else _waiting(at)
    if filters.round is not None:
        conditions.append(Assessment.round_id.in_(select(Round.id).where(by_key(Round, filters.round))))
    if filters.stage is not None:
        conditions.append(RoundStage.kind == filters.stage)
    if filters.status is not None:
        conditions.append(Assessment.status == filters.status)
    return conditions


def _waiting(at: datetime) -> list[ColumnElement[bool]]:
    """Return the conditions that an assessment waits for something its assessor can still do."""
    return [
        Assessment.status.in_(PENDING),
        ~Assessment.excluded,
        RoundEntry.status == EntryStatus.ACTIVE,
        RoundStage.closes_at > at,
        Assessment.round_id.in_(select(Round.id).where(Round.status == RoundStatus.OPEN)),
    ]

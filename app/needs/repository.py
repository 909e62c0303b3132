"""The tables of needs, and of what is put against them."""

from collections.abc import Collection
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Select, Uuid, any_, exists, func, literal, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload, selectinload

from app.core.paging import Cut
from app.core.queries import by_key, id_in, identity, page_by, total_of
from app.core.security import Principal
from app.innovations.references import keeps
from app.models import (
    ActionPlan,
    Agency,
    AgencyLineage,
    AgencyVersion,
    Innovation,
    InnovationRelation,
    InnovationStage,
    Need,
    NeedAnswer,
    NeedPlan,
    NeedStep,
    Person,
    Position,
    ProgrammeEdition,
    ReplicationRequest,
    ReplicationStep,
    Survey,
)
from app.models.codes import REPLICATED, AgencyKind, CouncilBody, RecordStatus, ReplicationStatus
from app.needs.columns import public_on, status_on
from app.needs.naming import Known
from app.needs.schemas import NeedFilters, NeedLoopFilters, NeedNarrowing
from app.needs.workflow import ANSWERED

_BRIEF = (
    joinedload(Need.agency, innerjoin=True).selectinload(Agency.versions),
    joinedload(Need.survey),
)
_LINKS = (
    selectinload(Need.answers).joinedload(NeedAnswer.innovation, innerjoin=True),
    selectinload(Need.plans).joinedload(NeedPlan.plan, innerjoin=True),
    selectinload(Need.steps),
)
_WHOLE = (joinedload(Need.edition), joinedload(Need.member))
# a kept answer to a request may tell a name that is to be told nowhere; who repeats it learns that the answer is gone
_FORGET = text("""
UPDATE idempotent_request SET body = NULL
WHERE path LIKE '/v1/needs%' AND position(convert_to(:need, 'UTF8') IN body) > 0""")


class InnovationFacts(NamedTuple):
    """What an innovation is to an agency's lineage: whether its own, a replica, and since when it is run by request."""

    innovation: Innovation
    own: bool
    replica: bool
    run_from: date | None
    stages: list[tuple[str, str | None]]


class NeedRepository:
    """Needs within one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, *records: Need | NeedStep | NeedAnswer | NeedPlan) -> None:
        """Add records to the transaction, which refuses them here if they do not fit the tables."""
        self._session.add_all(records)
        await self._session.flush()

    async def flush(self) -> None:
        """Send what was changed to the database, which refuses it here if it does not fit the tables."""
        await self._session.flush()

    async def get(self, need_id: UUID, principal: Principal | None) -> Need | None:
        """Return a need with all of its parts, if it is public or the principal's to keep."""
        statement = select(Need).options(*_BRIEF, *_LINKS, *_WHOLE).where(Need.id == need_id, _shown(principal))
        found: Need | None = await self._session.scalar(statement)
        return found

    async def hold(self, need_id: UUID, principal: Principal) -> Need | None:
        """Return a need of the principal's to keep with its links, which nobody else changes meanwhile."""
        held = select(Need.id).where(Need.id == need_id, keeps(principal, Need.agency_id))
        if await self._session.scalar(held.with_for_update(key_share=True)) is None:
            return None
        statement = select(Need).options(*_BRIEF, *_LINKS, *_WHOLE).where(Need.id == need_id)
        return (await self._session.scalars(statement.execution_options(populate_existing=True))).one()

    async def search(self, filters: NeedFilters, principal: Principal | None, listing: str) -> tuple[Cut, int | None]:
        """Return a page of needs, the newest first, and how many there are if asked.

        Raises:
            InvalidCursor: the cursor belongs to another list.
        """
        statement = _narrowed(select(Need).where(_shown(principal)), filters)
        if filters.status is not None:
            statement = statement.where(Need.status == filters.status)
        if filters.priority is not None:
            statement = statement.where(Need.priority == filters.priority)
        if filters.survey is not None:
            statement = statement.where(Need.survey_id.in_(select(Survey.id).where(by_key(Survey, filters.survey))))
        if filters.innovation is not None:
            statement = statement.where(_answered_by(filters.innovation))
        keys = [(Need.id.expression, id_in)]
        page = await page_by(self._session, statement.options(*_BRIEF), keys, filters, listing, descending=True)
        return page, await total_of(self._session, statement) if filters.with_total else None

    async def of_round(self, survey_id: UUID) -> dict[str, UUID]:
        """Return the needs that a round's unsur are, by unsur, but those that were closed."""
        statement = select(Need.unsur, Need.id).where(Need.survey_id == survey_id, Need.closed_reason.is_(None))
        return {unsur: need_id for unsur, need_id in await self._session.execute(statement) if unsur is not None}

    async def members(self) -> list[Known]:
        """Return the names of everybody with a seat in the council, as far as it is on record."""
        council = select(AgencyVersion.agency_id).where(AgencyVersion.kind == AgencyKind.DPRD)
        seated = select(Position.person_id).where(Position.agency_id.in_(council))
        named = select(Need.member_id).where(Need.member_id.is_not(None))
        statement = select(Person.name, Person.title_prefix, Person.degrees).where(
            or_(Person.id.in_(seated), Person.id.in_(named))
        )
        return [Known(*row) for row in await self._session.execute(statement)]

    async def survey(self, key: str) -> Survey | None:
        """Return a survey by id or slug, whatever its status."""
        found: Survey | None = await self._session.scalar(select(Survey).where(by_key(Survey, key)))
        return found

    async def edition(self, key: str, principal: Principal) -> UUID | None:
        """Return the id of an edition that is public, or of which the principal keeps the organiser's records."""
        edition = ProgrammeEdition
        known = edition.published_at.is_not(None) | keeps(principal, edition.organiser_id)
        found: UUID | None = await self._session.scalar(select(edition.id).where(by_key(edition, key), known))
        return found

    async def plan(self, plan_id: UUID, principal: Principal) -> ActionPlan | None:
        """Return a plan that was not withdrawn and is public, or the principal's to keep."""
        known = ActionPlan.published_at.is_not(None) | keeps(principal, ActionPlan.agency_id)
        statement = select(ActionPlan).where(ActionPlan.id == plan_id, ActionPlan.withdrawn_at.is_(None), known)
        found: ActionPlan | None = await self._session.scalar(statement)
        return found

    async def agencies(self, ids: Collection[UUID]) -> dict[UUID, Agency]:
        """Return agencies with their versions, by id."""
        if not ids:
            return {}
        statement = select(Agency).options(selectinload(Agency.versions)).where(Agency.id.in_(sorted(ids)))
        return {one.id: one for one in await self._session.scalars(statement)}

    async def lineage(self, agency_id: UUID) -> frozenset[UUID]:
        """Return an agency with all that it followed and that followed it."""
        statement = select(AgencyLineage.member_id).where(AgencyLineage.key == str(agency_id))
        return frozenset((await self._session.scalars(statement)).all()) | {agency_id}

    async def innovation(self, innovation_id: UUID, line: Collection[UUID]) -> InnovationFacts:
        """Return an innovation with what it is to a lineage, and its stages in their order."""
        relation = InnovationRelation
        descends = exists().where(relation.innovation_id == Innovation.id, relation.kind.in_(REPLICATED))
        run_from = (
            select(func.min(ReplicationStep.entered_on))
            .join(ReplicationRequest, ReplicationRequest.id == ReplicationStep.request_id)
            .where(
                ReplicationRequest.origin_id == Innovation.id,
                ReplicationRequest.agency_id.in_(line),
                ReplicationRequest.status == ReplicationStatus.BERJALAN,
                ReplicationStep.status == ReplicationStatus.BERJALAN,
            )
            .scalar_subquery()
        )
        own = func.coalesce(Innovation.agency_id.in_(line), False)
        statement = select(Innovation, own, descends, run_from).where(Innovation.id == innovation_id)
        row = (await self._session.execute(statement)).one()
        stages = select(InnovationStage.stage, InnovationStage.started_on).where(
            InnovationStage.innovation_id == innovation_id
        )
        told = await self._session.execute(stages.order_by(InnovationStage.position))
        return InnovationFacts(*row, [(stage, started_on) for stage, started_on in told])

    async def forget(self, need_id: UUID) -> None:
        """Take away the kept answers to requests that tell of a need."""
        await self._session.execute(_FORGET, {"need": str(need_id)})

    async def public_by(self, filters: NeedNarrowing, as_of: date) -> list[tuple[Need, str]]:
        """Return every need that was public by a day with its links, and its status of that day, the newest first."""
        status = status_on(as_of).label("status")
        statement: Any = _public_by(filters, as_of).with_only_columns(Need, status)
        rows = await self._session.execute(statement.options(*_BRIEF, *_LINKS).order_by(Need.id.desc()))
        return [(need, told) for need, told in rows]

    async def loop(
        self, filters: NeedLoopFilters, as_of: date, listing: str, among: Collection[UUID] | None = None
    ) -> tuple[Cut, dict[str, int]]:
        """Return a page of what was public by a day, with its status of that day, the newest first; and counts of all.

        With `among` only some needs are looked at.

        Raises:
            InvalidCursor: the cursor belongs to another list.
        """
        status = status_on(as_of).label("status")
        public = _public_by(filters, as_of)
        if among is not None:
            public = public.where(Need.id == any_(literal(list(among), ARRAY(Uuid))))
        if filters.answered is not None:
            public = public.where(status_on(as_of).in_(sorted(ANSWERED)).is_(filters.answered))
        each = public.with_only_columns(status).subquery()
        counts = select(each.c.status, func.count()).group_by(each.c.status)
        numbers = {row[0]: row[1] for row in await self._session.execute(counts)}
        wanted = public.where(status_on(as_of) == filters.status) if filters.status else public
        statement: Any = wanted.with_only_columns(Need, status, Need.id.label("id"))
        keys = [(Need.id.expression, id_in)]
        options = (*_BRIEF, *_LINKS)
        page = await page_by(self._session, statement.options(*options), keys, filters, listing, descending=True)
        return page, numbers


def _public_by(filters: NeedNarrowing, as_of: date) -> Select[Any]:
    """Return the needs that were public by a day."""
    return _narrowed(select(Need).where(public_on(as_of)), filters)


def _shown(principal: Principal | None) -> ColumnElement[bool]:
    """Return the condition that a need is public, or the principal's to keep."""
    published = Need.published_at.is_not(None)
    return published if principal is None else published | keeps(principal, Need.agency_id)


def _narrowed(statement: Select[Any], filters: NeedNarrowing) -> Select[Any]:
    if filters.agency is not None:
        key = str(identity(filters.agency) or filters.agency)
        members = select(AgencyLineage.member_id).where(AgencyLineage.key == key)
        statement = statement.where(Need.agency_id.in_(members))
    if filters.source is not None:
        statement = statement.where(Need.source == filters.source)
    if filters.unsur is not None:
        statement = statement.where(Need.unsur == filters.unsur)
    if filters.body is CouncilBody.DPRD:
        statement = statement.where(Need.body_kind.is_not(None))
    elif filters.body is not None:
        statement = statement.where(Need.body_kind == filters.body)
    return statement


def _answered_by(key: str) -> ColumnElement[bool]:
    """Return the condition that a public innovation is put against a need."""
    answer = (
        select(NeedAnswer.id)
        .join(Innovation, Innovation.id == NeedAnswer.innovation_id)
        .where(
            NeedAnswer.need_id == Need.id,
            NeedAnswer.withdrawn_at.is_(None),
            by_key(Innovation, key),
            Innovation.status == RecordStatus.PUBLISHED,
        )
    )
    return exists(answer)

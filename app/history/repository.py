"""The audit's rows as they are read, and the names of the records that they speak of."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Uuid, any_, literal, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app.core.paging import Cut
from app.core.queries import by_key, id_in, page_by, total_of
from app.core.security import Principal
from app.history.schemas import AuditFilters, HistoryFilters
from app.innovations.references import keeps
from app.models import Agency, AuditEvent, Innovation, Person
from app.models.codes import RecordStatus


def _was_public(record: Any) -> ColumnElement[bool]:
    """Return the condition that everyone may know of a record: it is public, or its tombstone is."""
    gone: ColumnElement[bool] = (record.status == RecordStatus.ARCHIVED) & record.published_at.is_not(None)
    return or_(record.status == RecordStatus.PUBLISHED, gone)


def _among(column: Any, ids: Collection[UUID]) -> ColumnElement[bool]:
    """Return the condition that an id is one of some, which go to the database as one value, however many.

    A single event about a round may name thousands of innovations.
    """
    among: ColumnElement[bool] = column == any_(literal(list(ids), ARRAY(Uuid)))
    return among


def _of(filters: HistoryFilters) -> Select[AuditEvent]:
    statement = select(AuditEvent)
    if filters.action:
        statement = statement.where(AuditEvent.action == filters.action)
    if filters.since:
        statement = statement.where(AuditEvent.at >= filters.since)
    if filters.until:
        statement = statement.where(AuditEvent.at < filters.until)
    return statement


class HistoryRepository:
    """The history within one read."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def of_innovation(
        self, innovation_id: UUID, principal: Principal, filters: HistoryFilters, listing: str
    ) -> tuple[Cut, int | None]:
        """Return a page of what happened to a record, and to those that went into it while they were the principal's.

        Raises:
            InvalidCursor: the cursor belongs to another list.
        """
        # asked for before, so that the events are found by the index of their record
        absorbed = (
            await self._session.scalars(select(Innovation.id).where(Innovation.merged_into_id == innovation_id))
        ).all()
        own = (AuditEvent.entity_id == innovation_id) | keeps(principal, AuditEvent.agency_id)
        about = (AuditEvent.entity_kind == "innovation", AuditEvent.entity_id.in_([innovation_id, *absorbed]), own)
        return await self._page(_of(filters).where(*about), filters, listing)

    async def of_person(self, person_id: UUID, filters: HistoryFilters, listing: str) -> tuple[Cut, int | None]:
        """Return a page of what happened to the record of a person.

        Raises:
            InvalidCursor: the cursor belongs to another list.
        """
        about = (AuditEvent.entity_kind == "person", AuditEvent.entity_id == person_id)
        return await self._page(_of(filters).where(*about), filters, listing)

    async def search(
        self, filters: AuditFilters, agency_id: UUID | None, principal: Principal, listing: str
    ) -> tuple[Cut, int | None]:
        """Return a page of what happened; `agency_id` is the agency that the filter names.

        Raises:
            InvalidCursor: the cursor belongs to another list.
        """
        wanted = {
            AuditEvent.entity_kind: filters.entity_kind,
            AuditEvent.entity_id: filters.entity_id,
            AuditEvent.account_id: filters.account,
            AuditEvent.via: filters.via,
            AuditEvent.request_id: filters.request_id,
            AuditEvent.agency_id: agency_id,
        }
        conditions = [column == value for column, value in wanted.items() if value is not None]
        statement = _of(filters).where(keeps(principal, AuditEvent.agency_id), *conditions)
        return await self._page(statement, filters, listing)

    async def get(self, event_id: UUID, principal: Principal) -> AuditEvent | None:
        """Return an event of an agency whose records the principal keeps."""
        statement = select(AuditEvent).where(AuditEvent.id == event_id, keeps(principal, AuditEvent.agency_id))
        event: AuditEvent | None = await self._session.scalar(statement)
        return event

    async def _page(
        self, statement: Select[AuditEvent], filters: HistoryFilters, listing: str
    ) -> tuple[Cut, int | None]:
        """Return a page by id, the newest first, and how many there are if that was asked.

        What happens meanwhile comes before the first page and moves no other.
        """
        keys = [(AuditEvent.id.expression, id_in)]
        page = await page_by(self._session, statement, keys, filters, listing, descending=True)
        return page, await total_of(self._session, statement) if filters.with_total else None

    async def agency_id(self, key: str) -> UUID | None:
        """Return the id of an agency by id or slug."""
        found: UUID | None = await self._session.scalar(select(Agency.id).where(by_key(Agency, key)))
        return found

    async def people(self, ids: Collection[UUID], *, concealed: bool) -> dict[UUID, str]:
        """Return the names of people; of those who withdrew theirs only if `concealed`."""
        if not ids:
            return {}
        statement = select(Person.id, Person.name).where(_among(Person.id, ids))
        if not concealed:
            statement = statement.where(Person.concealed_at.is_(None))
        return {row.id: row.name for row in await self._session.execute(statement)}

    async def innovations(self, ids: Collection[UUID], principal: Principal) -> dict[UUID, dict[str, Any]]:
        """Return id, slug and name of the innovations that somebody may know of.

        These are the public ones, the own ones, and those that went into such a one, to which their address leads.
        """
        if not ids:
            return {}
        into = aliased(Innovation)
        known = [_was_public(one) | keeps(principal, one.agency_id) for one in (Innovation, into)]
        statement = (
            select(Innovation.id, Innovation.slug, Innovation.name)
            .outerjoin(into, into.id == Innovation.merged_into_id)
            .where(_among(Innovation.id, ids), or_(*known))
        )
        rows = await self._session.execute(statement)
        return {row.id: {"id": str(row.id), "slug": row.slug, "name": row.name} for row in rows}

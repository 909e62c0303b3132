"""The tables of replications."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, Uuid, bindparam, func, select, text
from sqlalchemy import Text as SqlText
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased, joinedload, selectinload

from app.core.paging import Cut
from app.core.queries import by_key, id_in, identity, page_by, total_of
from app.core.security import Principal
from app.innovations.references import keeps
from app.models import (
    Agency,
    AgencyLineage,
    Classification,
    Innovation,
    InnovationTerm,
    Person,
    ReplicationDocument,
    ReplicationRequest,
    ReplicationStep,
    Term,
)
from app.models.codes import ReplicationActor
from app.models.replication import ENDED
from app.replication.inputs import DocumentFilters, Due, ReplicationFilters

# an address that was given up leads to its record, and one that was merged to the record that it went into
_ORIGIN = text("""
WITH RECURSIVE trail (id, merged_into_id, hops) AS (
  SELECT i.id, i.merged_into_id, 0 FROM innovation i
  WHERE i.id = :id OR i.slug = :slug OR i.id = (SELECT f.innovation_id FROM former_slug f WHERE f.slug = :slug)
  UNION ALL
  SELECT i.id, i.merged_into_id, trail.hops + 1 FROM trail JOIN innovation i ON i.id = trail.merged_into_id
  WHERE trail.hops < 50)
SELECT i.id, i.slug, i.name, i.status, i.agency_id
FROM trail JOIN innovation i ON i.id = trail.id WHERE trail.merged_into_id IS NULL
""").bindparams(bindparam("id", type_=Uuid), bindparam("slug", type_=SqlText))

_WHOLE = (
    joinedload(ReplicationRequest.origin).options(joinedload(Innovation.agency).selectinload(Agency.versions)),
    joinedload(ReplicationRequest.replica),
    joinedload(ReplicationRequest.agency).selectinload(Agency.versions),
    joinedload(ReplicationRequest.facilitator).selectinload(Agency.versions),
)
_PARTS = (
    joinedload(ReplicationRequest.contact),
    joinedload(ReplicationRequest.mentor),
    selectinload(ReplicationRequest.steps),
    selectinload(ReplicationRequest.documents),
)
_COPIED = ("summary", "goal", "kind", "form")


class OriginRow(NamedTuple):
    """The record that a key leads to, whatever its status."""

    id: UUID
    slug: str
    name: str
    status: str
    agency_id: UUID | None


class ReplicationRepository:
    """Requests to replicate, with their steps and documents, within one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, *records: ReplicationRequest | ReplicationStep | ReplicationDocument) -> None:
        """Add records to the transaction."""
        self._session.add_all(records)
        await self._session.flush()

    async def flush(self) -> None:
        """Send what was changed to the database."""
        await self._session.flush()

    async def origin(self, key: str) -> OriginRow | None:
        """Return the innovation that a key leads to: of one that was merged the record that it went into."""
        row = (await self._session.execute(_ORIGIN, {"id": identity(key), "slug": key})).one_or_none()
        return OriginRow(*row) if row else None

    async def agency(self, agency_id: UUID) -> Agency:
        """Return an agency with its versions."""
        statement = select(Agency).options(selectinload(Agency.versions)).where(Agency.id == agency_id)
        return (await self._session.scalars(statement)).one()

    async def lineage(self, agency_id: UUID) -> frozenset[UUID]:
        """Return an agency with all that it followed and that followed it."""
        statement = select(AgencyLineage.member_id).where(AgencyLineage.key == str(agency_id))
        return frozenset((await self._session.scalars(statement)).all()) | {agency_id}

    async def open_of(self, origin_id: UUID, agencies: Collection[UUID]) -> UUID | None:
        """Return the request of one of these agencies for an innovation that has not ended."""
        statement = select(ReplicationRequest.id).where(
            ReplicationRequest.origin_id == origin_id,
            ReplicationRequest.agency_id.in_(agencies),
            ReplicationRequest.status.not_in(ENDED),
        )
        found: UUID | None = await self._session.scalar(statement.limit(1))
        return found

    async def get(self, request_id: UUID, principal: Principal, *, hold: bool = False) -> ReplicationRequest | None:
        """Return a request of which the principal keeps a side; `hold` keeps others from changing it."""
        statement = _seen_by(principal).options(*_WHOLE, *_PARTS).where(ReplicationRequest.id == request_id)
        if hold:
            await self._session.execute(
                select(ReplicationRequest.id).where(ReplicationRequest.id == request_id).with_for_update(key_share=True)
            )
            statement = statement.execution_options(populate_existing=True)
        found: ReplicationRequest | None = await self._session.scalar(statement)
        return found

    async def search(
        self, filters: ReplicationFilters, principal: Principal, today: date, listing: str
    ) -> tuple[Cut, int | None]:
        """Return a page of the requests of which the principal keeps a side, the newest first.

        Raises:
            InvalidCursor: the cursor belongs to another list.
        """
        statement = _narrowed(_seen_by(principal), filters, principal, today)
        page = await page_by(
            self._session,
            statement.options(*_WHOLE),
            [(ReplicationRequest.id.expression, id_in)],
            filters,
            listing,
            descending=True,
        )
        return page, await total_of(self._session, statement) if filters.with_total else None

    async def documents(self, request_id: UUID, filters: DocumentFilters, listing: str) -> tuple[Cut, int | None]:
        """Return a page of the documents of a request, and how many there are if asked.

        Raises:
            InvalidCursor: the cursor belongs to another list.
        """
        statement = select(ReplicationDocument).where(ReplicationDocument.request_id == request_id)
        keys = [(ReplicationDocument.id.expression, id_in)]
        page = await page_by(self._session, statement, keys, filters, listing)
        return page, await total_of(self._session, statement) if filters.with_total else None

    async def document(self, document_id: UUID) -> ReplicationDocument | None:
        """Return a document, which nobody else changes until the transaction ends."""
        statement = select(ReplicationDocument).where(ReplicationDocument.id == document_id).with_for_update()
        found: ReplicationDocument | None = await self._session.scalar(statement)
        return found

    async def standing(self, request_id: UUID) -> int:
        """Return how many documents of a request stand."""
        statement = (
            select(func.count())
            .select_from(ReplicationDocument)
            .where(ReplicationDocument.request_id == request_id, ReplicationDocument.withdrawn_at.is_(None))
        )
        return await self._session.scalar(statement) or 0

    async def request_of(self, replica_id: UUID) -> UUID | None:
        """Return the request whose replica a record is."""
        statement = select(ReplicationRequest.id).where(ReplicationRequest.replica_id == replica_id)
        found: UUID | None = await self._session.scalar(statement)
        return found

    async def texts(self, innovation_id: UUID) -> Mapping[str, Any]:
        """Return what a replica takes over of its origin: texts, codes, and the keys of its terms."""
        columns = [getattr(Innovation, name) for name in _COPIED]
        row = (await self._session.execute(select(*columns).where(Innovation.id == innovation_id))).mappings().one()
        terms = (
            select(func.concat(Classification.slug, "/", Term.slug))
            .join(Term, Term.classification_id == Classification.id)
            .join(InnovationTerm, InnovationTerm.term_id == Term.id)
            .where(InnovationTerm.innovation_id == innovation_id)
            .order_by(Classification.slug, Term.position)
        )
        return {**row, "classifications": list(await self._session.scalars(terms))}

    async def last_stage(self, innovation_id: UUID) -> str | None:
        """Return the last stage of a record."""
        found: str | None = await self._session.scalar(
            text("SELECT stage FROM innovation_stage WHERE innovation_id = :id ORDER BY position DESC LIMIT 1"),
            {"id": innovation_id},
        )
        return found


def _seen_by(principal: Principal) -> Select[Any]:
    """Return the requests of which the principal keeps a side."""
    statement = select(ReplicationRequest)
    if principal.territory is None:
        return statement
    owner = aliased(Innovation)
    return statement.join(owner, owner.id == ReplicationRequest.origin_id).where(
        keeps(principal, ReplicationRequest.agency_id)
        | keeps(principal, ReplicationRequest.facilitator_id)
        | keeps(principal, owner.agency_id)
    )


def _narrowed(statement: Select[Any], filters: ReplicationFilters, principal: Principal, today: date) -> Select[Any]:
    request = ReplicationRequest
    for name in ("status", "scope", "model"):
        if (value := getattr(filters, name)) is not None:
            statement = statement.where(getattr(request, name) == value)
    if filters.origin is not None:
        named = select(Innovation.id).where(by_key(Innovation, filters.origin))
        statement = statement.where(request.origin_id.in_(named))
    if filters.agency is not None:
        key = str(identity(filters.agency) or filters.agency)
        members = select(AgencyLineage.member_id).where(AgencyLineage.key == key)
        statement = statement.where(request.agency_id.in_(members))
    if filters.mentor is not None:
        statement = statement.where(request.mentor_id.in_(select(Person.id).where(by_key(Person, filters.mentor))))
    if filters.due is not None:
        overdue = request.due_on < today
        statement = statement.where(overdue if filters.due is Due.OVERDUE else request.due_on >= today)
    return _of_side(statement, filters.side, principal)


def _of_side(statement: Select[Any], side: ReplicationActor | None, principal: Principal) -> Select[Any]:
    """Narrow to those in which the principal acts for a side."""
    request = ReplicationRequest
    if side is None:
        return statement
    if side is ReplicationActor.FASILITATOR:
        return statement.where(request.facilitator_id.is_not(None), keeps(principal, request.facilitator_id))
    if side is ReplicationActor.PENERIMA:
        return statement.where(keeps(principal, request.agency_id))
    owned = select(Innovation.id).where(keeps(principal, Innovation.agency_id))
    return statement.where(request.origin_id.in_(owned))

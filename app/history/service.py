"""Who is told of what happened to which records."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from app.core.concealment import concealment
from app.core.errors import FieldError, InvalidRequest, NotFound, Text
from app.core.paging import Cut
from app.core.queries import listing_of
from app.core.writing import Work
from app.history.redaction import Known, Teller, controls, innovations_in, people_in
from app.history.repository import HistoryRepository
from app.history.schemas import AuditEventRead, AuditFilters, HistoryFilters
from app.innovations.records import RecordStore
from app.innovations.whereabouts import whereabouts
from app.innovators.records import PersonStore
from app.models import AuditEvent
from app.models.codes import Permission, RecordStatus

_NOT_AN_AGENCY = Text("Tidak ada perangkat daerah dengan nama ini.", "There is no agency of this name.")


class Listed(NamedTuple):
    """A page of events: its rows, what is told of them, how many there are if asked, and what its cursors belong to."""

    page: Cut
    items: list[AuditEventRead]
    total: int | None
    listing: str


class HistoryService:
    """The history as one caller may read it."""

    def __init__(self, look: Work) -> None:
        self._session = look.session
        self._principal = look.principal
        self._events = HistoryRepository(look.session)

    async def of_innovation(self, key: str, filters: HistoryFilters, tail: str) -> Listed:
        """Return what happened to a record of the caller's; `tail` is what follows its address in the request.

        Raises:
            NotFound, Moved, Archived: it is not here, or not the caller's.
            InvalidCursor: the cursor belongs to another list.
        """
        kept = await RecordStore(self._session).find(key, self._principal, hold=False)
        if kept is None or kept.status is RecordStatus.MERGED:
            await whereabouts(self._session, key, self._principal, tail)
            raise NotFound
        listing = listing_of(f"history of {kept.id}", filters)
        page, total = await self._events.of_innovation(kept.id, self._principal, filters, listing)
        return Listed(page, await self._told(page.rows), total, listing)

    async def of_person(self, key: str, filters: HistoryFilters) -> Listed:
        """Return what happened to the record of a person, which is the caller's to keep.

        Raises:
            NotFound: there is no such person, or the record is not the caller's.
            InvalidCursor: the cursor belongs to another list.
        """
        person = await PersonStore(self._session).kept(key, self._principal)
        if person is None:
            raise NotFound
        listing = listing_of(f"history of {person.id}", filters)
        page, total = await self._events.of_person(person.id, filters, listing)
        return Listed(page, await self._told(page.rows), total, listing)

    async def search(self, filters: AuditFilters) -> Listed:
        """Return what happened to whichever records.

        Raises:
            InvalidRequest: `agency` names no agency.
            InvalidCursor: the cursor belongs to another list.
        """
        agency_id = await self._events.agency_id(filters.agency) if filters.agency else None
        if filters.agency and agency_id is None:
            raise InvalidRequest([FieldError("query/agency", "unknown_reference", _NOT_AN_AGENCY)])
        listing = listing_of("audit", filters)
        page, total = await self._events.search(filters, agency_id, self._principal, listing)
        return Listed(page, await self._told(page.rows, whole=True), total, listing)

    async def get(self, event_id: UUID) -> AuditEventRead:
        """Return one event.

        Raises:
            NotFound: there is none, or the caller may not know of it.
        """
        event = await self._events.get(event_id, self._principal)
        if event is None:
            raise NotFound
        return (await self._told([event], whole=True))[0]

    async def _told(self, events: Sequence[AuditEvent], *, whole: bool = False) -> list[AuditEventRead]:
        """Return events as the caller is told of them; `whole`: with the credentials that were used."""
        reader = self._principal
        people = {id_ for event in events for id_ in people_in(event)}
        innovations = {id_ for event in events for id_ in innovations_in(event)}
        known = Known(
            await self._events.people(people, concealed=controls(reader)),
            await self._events.innovations(innovations, reader),
        )
        teller = Teller(reader, known, await concealment(self._session))
        return [self._shown(event, teller, whole=whole) for event in events]

    def _shown(self, event: AuditEvent, teller: Teller, *, whole: bool) -> AuditEventRead:
        told = teller.tell(event)
        account = {"id": event.account_id, "name": told.account_name} if event.account_id else None
        facts: dict[str, Any] = {
            "account": account,
            "credential": event.credential if whole and self._may_know_credential(event) else None,
            "reason": told.reason,
            "changes": told.changes,
            "redacted": told.redacted,
        }
        same = AuditEventRead.model_fields.keys() - facts.keys()
        return AuditEventRead.model_validate(facts | {name: getattr(event, name) for name in same})

    def _may_know_credential(self, event: AuditEvent) -> bool:
        """Whether the caller may know with what somebody signed in: the id of a key, or a subject of the provider."""
        return event.via == "key" or self._principal.may(Permission.ACCOUNTS_WRITE)

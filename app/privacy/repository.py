"""The tables of personal data: values, their readings, and the requests of their subjects."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, or_, select, text, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager

from app.core.errors import InvalidCursor
from app.core.paging import Cut
from app.core.queries import by_key, id_in, page_by, total_of
from app.core.security import Principal
from app.models import (
    Disclosure,
    Innovation,
    InnovationPerson,
    Person,
    PersonalDataRequest,
    PersonIdentifier,
    Position,
)
from app.models.codes import Permission, RecordStatus
from app.privacy.schemas import DisclosureFilters, RequestFilters, RequestState

# held to the end of a transaction that records a value, so that of two people with one value the second sees the first
_LOCK_DIGEST = text(
    "SELECT pg_advisory_xact_lock(hashtextextended('inovasi.identifier ' || encode(:digest, 'hex'), 0))"
)


def told_of_readings(principal: Principal) -> ColumnElement[bool]:
    """Return the condition that somebody may know who read a person's data.

    These are the keepers of the record and the agencies that the person works for: with a post there, or a part in a
    published innovation.
    """
    if principal.territory is None:
        return true()
    territory = sorted(principal.territory)
    of_agency = func.coalesce(InnovationPerson.agency_id, Innovation.agency_id)
    part = (
        select(InnovationPerson.id)
        .join(Innovation, Innovation.id == InnovationPerson.innovation_id)
        .where(InnovationPerson.person_id == Person.id, Innovation.status == RecordStatus.PUBLISHED)
        .where(of_agency.in_(territory))
    )
    post = select(Position.id).where(Position.person_id == Person.id, Position.agency_id.in_(territory))
    return or_(Person.agency_id.in_(territory), exists(post), exists(part))


def taken_down_by(principal: Principal) -> ColumnElement[bool]:
    """Return the condition that somebody may know of a request: who answers it, and the agency that took it down."""
    if principal.may(Permission.REQUESTS_ANSWER) and principal.territory is None:
        return true()
    agencies = {principal.agency_id} - {None} if principal.territory is None else principal.territory
    own = PersonalDataRequest.opened_by_id == principal.account_id
    return own | PersonalDataRequest.agency_id.in_(sorted(agencies, key=str))


def _asked_for(filters: RequestFilters, at: datetime) -> list[ColumnElement[bool]]:
    """Return the conditions of a filter at a moment."""
    unanswered = PersonalDataRequest.answer.is_(None)
    late = unanswered & (PersonalDataRequest.due_at < at)
    conditions: list[ColumnElement[bool]] = []
    if filters.state is not None:
        conditions.append(unanswered if filters.state is RequestState.OPEN else ~unanswered)
    if filters.overdue is not None:
        conditions.append(late if filters.overdue else ~late)
    if filters.kind is not None:
        conditions.append(PersonalDataRequest.kind == filters.kind)
    return conditions


class PrivacyRepository:
    """Personal data within one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, record: PersonIdentifier | Disclosure | PersonalDataRequest) -> None:
        """Add a record to the transaction."""
        self._session.add(record)
        await self._session.flush()

    async def identifiers(self, person_id: UUID) -> Sequence[PersonIdentifier]:
        """Return what is kept of a person, by kind."""
        statement = select(PersonIdentifier).where(PersonIdentifier.person_id == person_id)
        return (await self._session.scalars(statement.order_by(PersonIdentifier.kind))).all()

    async def identifier(self, person_id: UUID, kind: str) -> PersonIdentifier | None:
        """Return the value of a kind that is kept of a person."""
        statement = select(PersonIdentifier).where(
            PersonIdentifier.person_id == person_id, PersonIdentifier.kind == kind
        )
        found: PersonIdentifier | None = await self._session.scalar(statement)
        return found

    async def other_with(self, digest: bytes, person_id: UUID) -> Person | None:
        """Return another person of whom an equal value is recorded, and will be until the transaction ends."""
        await self._session.execute(_LOCK_DIGEST, {"digest": digest})
        statement = (
            select(Person)
            .join(PersonIdentifier, PersonIdentifier.person_id == Person.id)
            .where(PersonIdentifier.digest == digest, Person.id != person_id)
            .limit(1)
        )
        found: Person | None = await self._session.scalar(statement)
        return found

    async def next_identifiers(self, after: UUID, size: int) -> Sequence[PersonIdentifier]:
        """Return up to `size` values that follow `after` by id, locked against other changes."""
        statement = (
            select(PersonIdentifier)
            .where(PersonIdentifier.id > after)
            .order_by(PersonIdentifier.id)
            .limit(size)
            .with_for_update(key_share=True)
        )
        return (await self._session.scalars(statement)).all()

    async def subject_told(self, key: str, principal: Principal) -> UUID | None:
        """Return the id of a person, by id or slug, the readings of whose data the caller may know of."""
        statement = select(Person.id).where(by_key(Person, key), told_of_readings(principal))
        found: UUID | None = await self._session.scalar(statement)
        return found

    async def disclosures(self, person_id: UUID, filters: DisclosureFilters, listing: str) -> tuple[Cut, int | None]:
        """Return a page of the readings of a person's data, the newest first, and how many there are if asked."""
        statement = select(Disclosure).where(Disclosure.person_id == person_id)
        page = await page_by(
            self._session, statement, [(Disclosure.id.expression, id_in)], filters, listing, descending=True
        )
        return page, await total_of(self._session, statement) if filters.with_total else None

    async def request(
        self, request_id: UUID, principal: Principal, *, lock: bool = False
    ) -> PersonalDataRequest | None:
        """Return a request that the caller may know of, with its person; `lock` keeps others from answering it."""
        statement = (
            select(PersonalDataRequest)
            .join(PersonalDataRequest.person)
            .options(contains_eager(PersonalDataRequest.person))
            .where(PersonalDataRequest.id == request_id, taken_down_by(principal))
        )
        if lock:
            statement = statement.with_for_update(of=PersonalDataRequest, key_share=True)
        found: PersonalDataRequest | None = await self._session.scalar(statement)
        return found

    async def requests(
        self, filters: RequestFilters, principal: Principal, at: datetime, listing: str
    ) -> tuple[Cut, int | None]:
        """Return a page of requests, what is due first first, and how many there are if asked."""
        conditions = [taken_down_by(principal), *_asked_for(filters, at)]
        statement = select(PersonalDataRequest).where(*conditions)
        page = await page_by(
            self._session,
            statement.join(PersonalDataRequest.person).options(contains_eager(PersonalDataRequest.person)),
            [(PersonalDataRequest.due_at.expression, _moment), (PersonalDataRequest.id.expression, id_in)],
            filters,
            listing,
        )
        return page, await total_of(self._session, statement) if filters.with_total else None


def _moment(key: str) -> datetime:
    try:
        moment = datetime.fromisoformat(key)
    except ValueError:
        raise InvalidCursor from None
    if moment.tzinfo is None:
        raise InvalidCursor
    return moment

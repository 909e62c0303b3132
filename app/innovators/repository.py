"""People with their posts and their parts in published innovations."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, exists, false, func, select, text, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from app.core.paging import Cut
from app.core.queries import by_key, identity, page_of, total_of
from app.core.security import Principal
from app.core.text import search_key
from app.innovations.references import known_to_all
from app.innovators.schemas import InnovatorFilters
from app.models import Agency, AgencyLineage, AgencyVersion, Ambiguity, Innovation, InnovationPerson, Person
from app.models.codes import Permission, RecordStatus, Subject

# the day in Medan, as text that is compared with partial dates
_TODAY = text("to_char(now() AT TIME ZONE interval '7 hours', 'YYYY-MM-DD')")
_MOST_SIMILAR = 10


def _parts() -> Select[Any]:
    """Parts in published innovations; a draft must not show through its people."""
    return (
        select(InnovationPerson)
        .join(Innovation, Innovation.id == InnovationPerson.innovation_id)
        .where(Innovation.status == RecordStatus.PUBLISHED)
    )


def public() -> ColumnElement[bool]:
    """Return the condition that everyone may see a person: one with a post or a public part, and not concealed."""
    return Person.concealed_at.is_(None) & known_to_all()


def kept_by(principal: Principal) -> ColumnElement[bool]:
    """Return the condition that the records of people are the principal's to keep."""
    if principal.territory is None:
        return true()
    return Person.agency_id.in_(sorted(principal.territory))


def _seen_by(principal: Principal | None) -> ColumnElement[bool]:
    """Return the condition that somebody sees a person whom not everyone may see."""
    if principal is None or not (principal.may(Permission.RECORDS_READ) or principal.may(Permission.REQUESTS_ANSWER)):
        return false()
    return kept_by(principal)


def _listed(filters: InnovatorFilters) -> Select[Person]:
    part = _parts().where(InnovationPerson.person_id == Person.id)
    if filters.role:
        part = part.where(InnovationPerson.role == filters.role)
    if filters.agency:
        key = str(identity(filters.agency) or filters.agency)
        members = select(AgencyLineage.member_id).where(AgencyLineage.key == key)
        part = part.where(InnovationPerson.agency_id.in_(members))
    named = exists(part.with_only_columns(InnovationPerson.id))
    statement = select(Person).where(named, Person.concealed_at.is_(None))
    if filters.q is not None:
        key = search_key(filters.q)
        statement = statement.where(Person.name_key.contains(key) if key else Person.id.is_(None))
    return statement


class InnovatorRepository:
    """The tables of people."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def search(self, filters: InnovatorFilters, listing: str) -> tuple[Cut, int | None]:
        """Return a page of people by name, and how many there are if that was asked."""
        statement = _listed(filters)
        keys = [Person.name_key.expression, Person.slug.expression]
        page = await page_of(
            self._session, statement, keys, cursor=filters.cursor, listing=listing, limit=filters.limit
        )
        return page, await total_of(self._session, statement) if filters.with_total else None

    async def counts(self, ids: Sequence[UUID]) -> dict[UUID, int]:
        """Return how many published innovations each of these people has a part in."""
        statement = (
            _parts()
            .where(InnovationPerson.person_id.in_(ids))
            .with_only_columns(InnovationPerson.person_id, func.count(InnovationPerson.innovation_id.distinct()))
            .group_by(InnovationPerson.person_id)
        )
        return {row[0]: row[1] for row in await self._session.execute(statement)}

    async def agency_exists(self, key: str) -> bool:
        """Whether there is an agency of this id or slug."""
        return await self._session.scalar(select(Agency.id).where(by_key(Agency, key))) is not None

    async def get(self, key: str, principal: Principal | None) -> Person | None:
        """Return a person by id or slug, with posts, if the caller may see the record."""
        seen = public() | _seen_by(principal)
        statement = select(Person).options(selectinload(Person.positions)).where(by_key(Person, key), seen)
        person: Person | None = await self._session.scalar(statement)
        return person

    async def similar(self, person: Person, principal: Principal) -> list[Person]:
        """Return the people of the same or a similar name whom the caller may see, the most alike first.

        How alike names must be is the connection's setting for the operator `%` (see `core.database`).
        """
        likeness = func.similarity(Person.name_key, person.name_key)
        statement = (
            select(Person)
            .where(Person.name_key.bool_op("%")(person.name_key), Person.id != person.id)
            .where(public() | _seen_by(principal))
            .order_by(likeness.desc(), Person.slug)
            .limit(_MOST_SIMILAR)
        )
        return list((await self._session.scalars(statement)).all())

    async def parts(self, person_id: UUID) -> list[dict[str, Any]]:
        """Return the parts of a person in published innovations."""
        statement = (
            _parts()
            .where(InnovationPerson.person_id == person_id)
            .with_only_columns(
                InnovationPerson.role,
                Innovation.slug,
                Innovation.name,
                InnovationPerson.valid_from,
                InnovationPerson.valid_to,
            )
            .order_by(Innovation.name_key, InnovationPerson.role)
        )
        return [dict(row) for row in (await self._session.execute(statement)).mappings()]

    async def agency_names(self, ids: Sequence[UUID]) -> dict[UUID, dict[str, str]]:
        """Return slug and name of agencies as documents show them: by the last name that has begun today in Medan."""
        start = func.coalesce(AgencyVersion.valid_from, AgencyVersion.first_stated_on)
        come = func.coalesce(start <= _TODAY, true())
        statement = (
            select(Agency.id, Agency.slug, AgencyVersion.name)
            .join(AgencyVersion, AgencyVersion.agency_id == Agency.id)
            .where(Agency.id.in_(ids))
            # the last row of an agency stays: those to come, the nearest last, before those that have begun
            .order_by(come, case((come, AgencyVersion.position), else_=-AgencyVersion.position))
        )
        return {row.id: {"slug": row.slug, "name": row.name} for row in await self._session.execute(statement)}

    async def ambiguities(self, person_id: UUID) -> Sequence[Ambiguity]:
        """Return what the sources leave open about a person."""
        statement = (
            select(Ambiguity)
            .where(Ambiguity.subject_kind == Subject.PERSON, Ambiguity.subject_id == person_id)
            .order_by(Ambiguity.position)
        )
        return (await self._session.scalars(statement)).all()

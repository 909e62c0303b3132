"""Reminders as one caller may see them."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain
from typing import NamedTuple
from uuid import UUID

from app.agencies.atlas import AgencyThen, Atlas, atlas
from app.core.clock import WIB
from app.core.concealment import Concealment, concealment
from app.core.errors import NotFound
from app.core.paging import Cut
from app.core.queries import listing_of, page_among
from app.core.writing import Work
from app.innovations.parts import AgencyBrief
from app.models.codes import Permission
from app.reminders.known import Obliged, Reminder, ReminderKind, SubjectType
from app.reminders.repository import Known, ReminderRepository
from app.reminders.rules import (
    PLACE,
    ahead,
    last_of_each,
    of_agreement,
    of_innovation,
    of_milestone,
    of_obligation,
    of_step,
    of_step_for_mentor,
    parties,
)
from app.reminders.schemas import (
    AgencyReminderFilters,
    ReminderFilters,
    ReminderRead,
    ReminderSubject,
)
from app.vocabularies.schemas import Wording

# what is called by a sentence
_SENTENCES = frozenset({SubjectType.MANDATE, SubjectType.REPLICATION_DOCUMENT, SubjectType.PLAN_MILESTONE})


class Listed(NamedTuple):
    """A page of reminders: the day, its rows, what is told of them, how many there are, what its cursors belong to."""

    as_of: date
    page: Cut
    items: list[ReminderRead]
    total: int
    listing: str


class ReminderDirectory:
    """Reminders of agencies and mentors; `months` is the period within which an innovation owes a sign of life."""

    def __init__(self, look: Work, filters: ReminderFilters, months: int) -> None:
        self._look = look
        self._filters = filters
        self._months = months
        self._on = filters.as_of or look.at.astimezone(WIB).date()
        self._data = ReminderRepository(look.session, self._on)

    async def of_agency(self, key: str, filters: AgencyReminderFilters) -> Listed:
        """Return a page of what is due for an agency, its predecessors and its successors.

        Raises:
            NotFound: there is no such agency among those whose records the caller keeps.
            InvalidCursor: the cursor belongs to another list.
        """
        agencies = await atlas(self._look.session, self._on)
        agency = agencies.find(key)
        if agency is None or not self._look.principal.keeps(agency.id):
            raise NotFound
        scope = _scope(agency, agencies, parts=filters.parts)
        replications = await self._data.replications_of(scope)
        agreements = last_of_each(await self._data.agreements(replications))
        found = chain(
            await self._owned(scope, agencies),
            chain.from_iterable(of_step(one, scope, self._on) for one in replications),
            chain.from_iterable(
                of_agreement(one, [side for side in parties(one.replication) if side in scope]) for one in agreements
            ),
            chain.from_iterable(of_milestone(one, self._on) for one in await self._data.milestones_of(scope)),
        )
        return await self._list(found, agencies, f"reminders of {agency.id}")

    async def _owned(self, scope: frozenset[UUID], agencies: Atlas) -> Iterable[Reminder]:
        """Return what is due for the innovations of agencies, and what mandates oblige them to."""
        own = await self._data.innovations_of(scope)
        obliged = [_obliged(one) for one in (agencies.agencies[id_] for id_ in sorted(scope)) if one.there]
        obligations = await self._data.obligations()
        return chain(
            chain.from_iterable(of_innovation(one, self._on, self._months) for one in own),
            chain.from_iterable(
                of_obligation(one, agency, own, self._on, self._months) for one in obligations for agency in obliged
            ),
        )

    async def of_mentor(self, key: str) -> Listed:
        """Return a page of what is due for the innovations, replications and plans that a person mentors.

        Whoever the person is, and whoever keeps records of the whole city, sees all of it; whoever keeps those of
        an agency what concerns these.

        Raises:
            NotFound: there is no such person that the caller may ask for.
            InvalidCursor: the cursor belongs to another list.
        """
        principal = self._look.principal
        person = await self._data.person(key, principal.account_id)
        if person is None or not self._may_ask(person):
            raise NotFound
        agencies = await atlas(self._look.session, self._on)
        innovations = await self._data.innovations_mentored(person.id)
        replications = await self._data.replications_mentored(person.id)
        milestones = await self._data.milestones_mentored(person.id)
        if not person.linked:
            innovations = [one for one in innovations if principal.keeps(one.agency_id)]
            replications = [one for one in replications if any(map(principal.keeps, one.sides()))]
            milestones = [one for one in milestones if principal.keeps(one.agency_id)]
        agreements = last_of_each(await self._data.agreements(replications))
        found = chain(
            chain.from_iterable(of_innovation(one, self._on, self._months) for one in innovations),
            chain.from_iterable(of_step_for_mentor(one, self._on) for one in replications),
            chain.from_iterable(of_agreement(one, [one.replication.agency_id]) for one in agreements),
            chain.from_iterable(of_milestone(one, self._on) for one in milestones),
        )
        return await self._list(found, agencies, f"reminders of {person.id}")

    def _may_ask(self, person: Known) -> bool:
        principal = self._look.principal
        known = person.public or principal.keeps(person.agency_id)
        return person.linked or (principal.may(Permission.RECORDS_READ) and known)

    async def _list(self, reminders: Iterable[Reminder], agencies: Atlas, name: str) -> Listed:
        found = list(self._wanted(reminders))
        # without a date the list is that of today, and another one tomorrow
        listing = listing_of(f"{name} on {self._on}", self._filters)
        page = page_among(found, PLACE, self._filters, listing)
        clear = await concealment(self._look.session)
        items = [self._told(one, agencies, clear) for one in page.rows]
        return Listed(self._on, page, items, len(found), listing)

    def _wanted(self, reminders: Iterable[Reminder]) -> Iterator[Reminder]:
        kind, overdue = self._filters.kind, self._filters.overdue
        for one in ahead(reminders, self._on, self._filters.within):
            if kind in {None, one.kind} and overdue in {None, one.due_on < self._on}:
                yield one

    def _told(self, one: Reminder, agencies: Atlas, clear: Concealment) -> ReminderRead:
        is_step = one.kind is ReminderKind.LANGKAH_REPLIKASI
        # names of innovations are told as they are; these titles are sentences, which may hold anybody's name
        sentence = one.subject_type in _SENTENCES
        return ReminderRead(
            kind=one.kind,
            due_on=one.due_on,
            overdue=one.due_on < self._on,
            days=(one.due_on - self._on).days,
            subject=ReminderSubject(
                type=one.subject_type,
                id=one.subject_id,
                slug=one.slug,
                name=clear.text(one.name) if sentence else one.name,
            ),
            agency=AgencyBrief.model_validate(agencies.agencies[one.agency_id]) if one.agency_id else None,
            request_id=one.request.id if one.request else None,
            plan_id=one.plan_id,
            status=one.request.status if one.request else None,
            step=one.request.step if one.request and is_step else None,
            waiting_for=one.waiting_for,
            note=Wording(id=one.note.id, en=one.note.en),
        )


def _scope(agency: AgencyThen, agencies: Atlas, *, parts: bool) -> frozenset[UUID]:
    """Return whose obligations are an agency's: its own, its predecessors' and successors', those of its parts."""
    members = set(agency.lineage)
    if parts:
        for part in agencies.parts_of(agency.lineage):
            members |= agencies.agencies[part].lineage
    return frozenset(members)


def _obliged(one: AgencyThen) -> Obliged:
    return Obliged(one.id, one.kind, one.external, one.lineage)

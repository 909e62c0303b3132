"""Candidates for everybody: innovations that would fit an agency, and agencies that an innovation would fit."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Generic, NamedTuple, TypeVar
from uuid import UUID

from app.agencies.atlas import AgencyThen, Atlas, atlas
from app.candidates.fitness import Fit, Match, fit_of, rank_of, same_kind
from app.candidates.remedies import by_owner, met
from app.candidates.repository import CandidateRepository, Classified, Named, Obliging, Offered, Replica
from app.candidates.schemas import (
    AgencyCandidate,
    AgencyCandidateFilters,
    CandidateFilters,
    InnovationCandidate,
    InnovationCandidateFilters,
)
from app.candidates.telling import Needed, Teller, agency_of, similar_of
from app.core.clock import today
from app.core.concealment import concealment
from app.core.database import Session
from app.core.errors import NotFound
from app.core.paging import Cut
from app.core.queries import listing_of, page_among
from app.core.security import Principal
from app.innovations.parts import InnovationBrief
from app.innovations.whereabouts import whereabouts
from app.models.codes import Vitality
from app.signs_of_life.vitality import State, state_of

# what orders a list, and tells each row of it from the others
PLACE = ("rank", "name_key", "id")
Item = TypeVar("Item")
Of = TypeVar("Of", Offered, AgencyThen)


@dataclass(frozen=True, slots=True)
class _Row(Generic[Of]):
    """A candidate with its place in the list."""

    of: Of
    match: Match
    fit: Fit

    @property
    def rank(self) -> str:
        return rank_of(self.fit.score)

    @property
    def name_key(self) -> str:
        return self.of.name_key

    @property
    def id(self) -> UUID:
        return self.of.id


class Listed(NamedTuple, Generic[Item]):
    """A page of candidates: the day, its rows, what is told of them, how many there are, what its cursors belong to."""

    as_of: date
    page: Cut
    items: list[Item]
    total: int
    listing: str


class CandidateDirectory:
    """Candidates as of the day of the filters; `months` is the period within which innovations owe a sign of life."""

    def __init__(self, session: Session, filters: CandidateFilters, months: int) -> None:
        self._session = session
        self._filters = filters
        self._months = months
        self._on = filters.as_of or today()
        self._data = CandidateRepository(session, self._on)

    async def of_agency(self, key: str, filters: AgencyCandidateFilters) -> Listed[InnovationCandidate]:
        """Return a page of the innovations of others that would fit an agency, the best first.

        Raises:
            NotFound: there is no such agency, or it did not exist on the day.
            InvalidCursor: the cursor belongs to another list.
        """
        agencies = await atlas(self._session, self._on)
        agency = agencies.find(key)
        if agency is None or not agency.there:
            raise NotFound
        own = await self._data.classified(agencies=agency.lineage)
        mandates = {one.id: one for one in await self._data.mandates() if _obliges(one, agency)}
        lacking = {one.id: one for one in await self._data.unmet(agencies=agency.lineage)}
        answers = await self._data.answered(unsur={one.unsur for one in lacking.values()})
        needs = met(agency.lineage, by_owner(lacking.values()), answers)
        offered = [
            one
            for one in await self._data.offered_to(
                agency.lineage,
                terms=own.under,
                owners=[one.id for one in agencies.agencies.values() if same_kind(one.kind, agency.kind)],
                chosen=[*(one.innovation_id for one in mandates.values()), *needs],
            )
            if self._lives(one, _owner(one, agencies)) and _wanted(one, agencies, filters)
        ]
        used = self._use(await self._data.replicas(one.id for one in offered), offered, agencies)
        similar = await self._data.similar([one.id for one in offered], agency.lineage)
        rows = _rows(
            (
                one,
                Match(
                    shared={term: [each.id for each in own.under[term]] for term in one.terms & own.under.keys()},
                    kind=same_kind(_owner(one, agencies).kind, agency.kind),
                    mandates=[each.id for each in mandates.values() if each.innovation_id == one.id],
                    used_by=len(used[one.id]),
                    needs=needs.get(one.id, {}),
                ),
            )
            for one in offered
        )
        page, listing = self._page(rows, f"candidates for {agency.id}")
        needed = Needed(lacking, {each.id: each for each in answers}, agencies.agencies)
        teller = Teller(own, mandates, needed, await concealment(self._session))
        items = [self._innovation(row, agencies, similar, teller) for row in page.rows]
        return Listed(self._on, page, items, len(rows), listing)

    async def of_innovation(
        self, key: str, filters: InnovationCandidateFilters, principal: Principal | None, tail: str
    ) -> Listed[AgencyCandidate]:
        """Return a page of the agencies of the city that an innovation would fit, the best first.

        `tail` is what follows the record's own address in the request. What is dormant (unless it is another region's),
        has stopped, or has no owner who could be asked fits nobody.

        Raises:
            NotFound, Moved, Archived: the record is not here.
            InvalidCursor: the cursor belongs to another list.
        """
        one = await self._data.innovation(key)
        if one is None:
            await whereabouts(self._session, key, principal, tail)
            raise NotFound
        agencies = await atlas(self._session, self._on)
        had = await self._data.having(one.id)
        alike = await self._data.classified(terms=one.terms)
        mandates = {each.id: each for each in await self._data.mandates(one.id)}
        answers = await self._data.answered(innovation_id=one.id)
        lacking = {need.id: need for need in await self._data.unmet(unsur={each.unsur for each in answers})}
        needs = by_owner(lacking.values())
        used = self._use(await self._data.replicas([one.id]), [one], agencies)
        similar = (await self._data.similar([one.id])).get(one.id, [])
        shared = _by_owner(alike)
        owner = agencies.agencies.get(one.agency_id) if one.agency_id else None
        if owner is not None and not self._lives(one, owner):
            owner = None
        rows = _rows(
            (
                agency,
                Match(
                    shared=_shared(agency, shared),
                    kind=same_kind(owner.kind, agency.kind),
                    mandates=[each.id for each in mandates.values() if _obliges(each, agency)],
                    used_by=len(used[one.id]),
                    needs=met(agency.lineage, needs, answers).get(one.id, {}),
                ),
            )
            for agency in agencies.agencies.values()
            if owner is not None and _lacks(agency, owner, had) and filters.kind in {None, agency.kind}
        )
        page, listing = self._page(rows, f"candidates of {one.id}")
        needed = Needed(lacking, {each.id: each for each in answers}, agencies.agencies)
        teller = Teller(alike, mandates, needed, await concealment(self._session))
        items = [_agency(row, similar, teller) for row in page.rows]
        return Listed(self._on, page, items, len(rows), listing)

    def _page(self, rows: list[_Row[Of]], name: str) -> tuple[Cut, str]:
        # without a date the list is that of today, and another one tomorrow
        listing = listing_of(f"{name} on {self._on}", self._filters)
        return page_among(rows, PLACE, self._filters, listing), listing

    def _state(self, one: Offered | Replica) -> State:
        return state_of(one.life, self._on, self._months)

    def _lives(self, one: Offered, owner: AgencyThen) -> bool:
        """Whether an innovation may still be in use. Nobody reports to this registry that another region's is."""
        vitality = self._state(one).vitality
        return vitality is not Vitality.BERHENTI and (owner.external or vitality is not Vitality.VAKUM)

    def _use(
        self, replicas: Iterable[Replica], offered: Iterable[Offered], agencies: Atlas
    ) -> Mapping[UUID, set[UUID]]:
        """Return for each innovation the other agencies whose replica of it has a sign of life in date."""
        own = {one.id: _owner(one, agencies).lineage for one in offered if one.agency_id}
        found: dict[UUID, set[UUID]] = defaultdict(set)
        for one in replicas:
            in_date = self._state(one).vitality is Vitality.AKTIF
            if in_date and one.agency_id not in own.get(one.origin_id, ()):
                found[one.origin_id].add(one.agency_id)
        return found

    def _innovation(
        self, row: _Row[Offered], agencies: Atlas, similar: Mapping[UUID, list[Named]], teller: Teller
    ) -> InnovationCandidate:
        one, owner = row.of, _owner(row.of, agencies)
        return InnovationCandidate(
            innovation=InnovationBrief(id=one.id, slug=one.slug, name=one.name),
            kind=one.kind,
            agency=agency_of(owner),
            external=owner.external,
            vitality=self._state(one).vitality,
            used_by=row.match.used_by,
            similar_to=similar_of(similar.get(one.id, ())),
            score=row.fit.score,
            reasons=teller.reasons(row.match, row.fit),
        )


def _rows(matched: Iterable[tuple[Of, Match]]) -> list[_Row[Of]]:
    return [_Row(of, match, fit) for of, match in matched if (fit := fit_of(match)) is not None]


def _agency(row: _Row[AgencyThen], similar: Iterable[Named], teller: Teller) -> AgencyCandidate:
    return AgencyCandidate(
        agency=agency_of(row.of),
        kind=row.of.kind,
        already_similar=similar_of(one for one in similar if one.agency_id in row.of.lineage),
        score=row.fit.score,
        reasons=teller.reasons(row.match, row.fit),
    )


def _owner(one: Offered, agencies: Atlas) -> AgencyThen:
    """Return the owner of an innovation that has one."""
    if one.agency_id is None:
        raise LookupError
    return agencies.agencies[one.agency_id]


def _wanted(one: Offered, agencies: Atlas, filters: AgencyCandidateFilters) -> bool:
    fits = filters.kind in {None, one.kind}
    return fits and filters.external in {None, _owner(one, agencies).external}


def _obliges(mandate: Obliging, agency: AgencyThen) -> bool:
    """Whether a mandate in force obliges an agency of which nothing else was decided."""
    meant = not agency.external and agency.kind in mandate.kinds
    return meant and agency.lineage.isdisjoint(mandate.decided)


def _lacks(agency: AgencyThen, owner: AgencyThen, had: set[UUID]) -> bool:
    """Whether an agency is one of the city that could use what another has, and has it not."""
    here = agency.there and not agency.external
    return here and owner.id not in agency.lineage and agency.lineage.isdisjoint(had)


def _by_owner(classified: Classified) -> Mapping[UUID, Mapping[UUID, list[UUID]]]:
    """Return by owner and term which innovations stand under it."""
    found: dict[UUID, dict[UUID, list[UUID]]] = defaultdict(lambda: defaultdict(list))
    for term_id, innovations in classified.under.items():
        for one in innovations:
            if one.agency_id is not None:
                found[one.agency_id][term_id].append(one.id)
    return found


def _shared(agency: AgencyThen, by_owner: Mapping[UUID, Mapping[UUID, list[UUID]]]) -> dict[UUID, list[UUID]]:
    """Return the innovations of an agency by the terms that they stand under."""
    found: dict[UUID, list[UUID]] = defaultdict(list)
    for member in agency.lineage & by_owner.keys():
        for term_id, innovations in by_owner[member].items():
            found[term_id] += innovations
    return found

"""Whether innovations may enter an edition: one, those of an agency, or the candidates of a round."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from app.core.clock import today
from app.core.database import Session
from app.core.errors import FieldError, InvalidRequest, NotFound, Text
from app.core.paging import Cut
from app.core.queries import listing_of
from app.core.security import Principal
from app.core.writing import Work
from app.eligibility.calendar import Row, page_of, rows_of
from app.eligibility.facts import NoEligibilityRules
from app.eligibility.known import Assessed, GroupAnswer, Known
from app.eligibility.quotas import Entered, Entries
from app.eligibility.repository import Candidate, EligibilityRepository, Named
from app.eligibility.rules import assess
from app.eligibility.schemas import (
    AgencyEligibilityFilters,
    EligibilityDetail,
    EligibilityEdition,
    EligibilityFilters,
    EligibilityItem,
    EligibilityReason,
    EligibleInnovation,
    GroupAnswerDetail,
    GroupAnswerItem,
    QuotaUse,
)
from app.innovations.records import RecordStore
from app.innovations.whereabouts import whereabouts
from app.instruments.admission import AdmissionGroup, EligibilityRules
from app.instruments.definition import Definition
from app.instruments.service import InstrumentService
from app.instruments.shown import InstrumentLabel, InstrumentSource
from app.models.codes import EligibilityAnswer, RecordStatus

_NO_EDITION = Text(
    "Sebutkan edisinya: belum ada edisi yang menyebut siapa yang boleh ikut.",
    "Name the edition: none on record says whom it admits.",
)
_NO_GROUP = Text("Edisi ini tidak punya kelompok itu.", "The edition has no such group.")


def _rules_of(definition: Definition) -> EligibilityRules:
    if definition.eligibility is None:
        raise NoEligibilityRules(definition.slug)
    return definition.eligibility


class _Looked(NamedTuple):
    """Innovations as they were found, the entries beside them, and what the rules say of each for itself."""

    candidates: Sequence[Candidate]
    entries: Entries
    assessed: dict[UUID, Assessed]


class EligibilityService:
    """Assessing innovations within one transaction.

    With a principal, records that the principal may not know of do not count among those of the same title.
    """

    def __init__(self, session: Session, principal: Principal | None = None) -> None:
        self._data = EligibilityRepository(session)
        self._principal = principal

    async def answers(
        self, innovation_ids: Collection[UUID], definition: Definition, closes_on: date | None, group: str | None
    ) -> dict[UUID, EligibilityAnswer]:
        """Return whether innovations may enter a group of an edition together, or one of its groups if that is None.

        `closes_on` takes the place of the edition's own closing day. Where a group has a quota, the oldest records of
        those that are otherwise eligible take the places that are left, then the oldest of those of which that is not
        known; to the others it is full. It takes a fixed number of statements, however many innovations there are;
        those that do not exist are left out.

        Raises:
            NoEligibilityRules: the edition does not say whom it admits.
            InvalidRequest: it has no such group.
        """
        rules = _rules_of(definition)
        if group is not None and group not in {one.code for one in rules.groups}:
            raise InvalidRequest([FieldError("#/group", "unknown_code", _NO_GROUP)])
        looked = await self._look(innovation_ids, definition, closes_on or rules.closes_on)
        answers = {innovation_id: _answer(one, group) for innovation_id, one in looked.assessed.items()}
        if group is not None:
            wanting = [one for one in looked.candidates if answers[one.id] is not EligibilityAnswer.NOT_ELIGIBLE]
            for one in sorted(wanting, key=lambda one: (answers[one.id] is not EligibilityAnswer.ELIGIBLE, one.id)):
                if not looked.entries.admit(Entered(group, one.id, one.agency_id)):
                    answers[one.id] = EligibilityAnswer.NOT_ELIGIBLE
        return answers

    async def assessed(
        self, innovation_ids: Collection[UUID], definition: Definition, closes_on: date | None
    ) -> dict[UUID, Assessed]:
        """Return the answers for these innovations, each for itself, with every reason.

        Raises:
            NoEligibilityRules: the edition does not say whom it admits.
        """
        return (await self._look(innovation_ids, definition, closes_on)).assessed

    async def _look(self, innovation_ids: Collection[UUID], definition: Definition, closes_on: date | None) -> _Looked:
        rules = _rules_of(definition)
        if not innovation_ids:
            return _Looked([], Entries(rules, [], {}), {})
        candidates = await self._data.candidates(innovation_ids)
        owners = {one.agency_id for one in candidates if one.agency_id}
        entries = await self.entries(rules, definition.slug, owners)
        known = await self._known(candidates, rules, entries)
        assessed = {innovation_id: assess(one, rules, closes_on, today()) for innovation_id, one in known.items()}
        return _Looked(candidates, entries, assessed)

    async def entries(self, rules: EligibilityRules, edition: str, agency_ids: Iterable[UUID]) -> Entries:
        """Return the entries of an edition as these agencies have to count them."""
        quotas = {group.quota.per for group in rules.groups if group.quota is not None}
        entered = await self._data.entered(edition) if quotas else []
        families = await self._data.families(agency_ids) if "agency" in quotas else {}
        return Entries(rules, entered, families)

    async def _known(
        self, candidates: Collection[Candidate], rules: EligibilityRules, entries: Entries
    ) -> dict[UUID, Known]:
        ids = [one.id for one in candidates]
        stages, awards = await self._data.stages(ids), await self._data.awards(ids)
        originals = await self._data.originals(ids)
        twins = await self._data.twins(ids, self._principal) if rules.refuses_duplicate_titles else {}
        return {
            one.id: Known(
                stages=stages.get(one.id, ()),
                first_known_on=one.first_known_on,
                first_known_by=one.first_known_by,
                awards=awards.get(one.id, ()),
                originals=originals.get(one.id, ()),
                twins=twins.get(one.id, 0),
                taken=entries.taken(one.agency_id, one.id),
            )
            for one in candidates
        }


@dataclass(frozen=True, slots=True)
class Calendar:
    """A page of an agency's calendar: its rows, all that is told around them, and what its cursors belong to."""

    page: Cut
    items: list[EligibilityItem]
    quotas: list[QuotaUse]
    edition: EligibilityEdition
    closes_on: date | None
    total: int
    listing: str


class EligibilityDirectory:
    """Eligibility of the records that one caller keeps."""

    def __init__(self, look: Work) -> None:
        self._look = look
        self._data = EligibilityRepository(look.session)
        self._service = EligibilityService(look.session, look.principal)

    async def get(self, key: str, filters: EligibilityFilters, tail: str) -> EligibilityDetail:
        """Return whether an innovation may enter an edition, and why.

        Raises:
            NotFound, Moved, Archived: the record is not here, or not the caller's.
            InvalidRequest: there is no such edition.
            NoEligibilityRules: it does not say whom it admits.
        """
        kept = await RecordStore(self._look.session).find(key, self._look.principal, hold=False)
        if kept is None or kept.status is RecordStatus.MERGED:
            await whereabouts(self._look.session, key, self._look.principal, tail)
            raise NotFound
        definition, rules = await self._edition(filters)
        closes_on = filters.closes_on or rules.closes_on
        assessed = (await self._service.assessed([kept.id], definition, closes_on))[kept.id]
        return EligibilityDetail(
            innovation=EligibleInnovation(id=kept.id, slug=kept.slug, name=kept.name),
            edition=_edition_read(definition, rules),
            closes_on=closes_on,
            answer=assessed.answer,
            groups=[_detail(one, group) for one, group in zip(assessed.groups, rules.groups, strict=True)],
        )

    async def of_agency(self, key: str, filters: AgencyEligibilityFilters) -> Calendar:
        """Return a page of the calendar of an agency: what it and those before it have published.

        Raises:
            NotFound: there is no such agency among those whose records the caller keeps.
            InvalidRequest: there is no such edition.
            NoEligibilityRules: it does not say whom it admits.
            InvalidCursor: the cursor belongs to another list.
        """
        agency_id = await self._data.agency_id(key)
        if agency_id is None or not self._look.principal.keeps(agency_id):
            raise NotFound
        definition, rules = await self._edition(filters)
        closes_on = filters.closes_on or rules.closes_on
        family = (await self._data.families([agency_id]))[agency_id]
        named = {one.id: one for one in await self._data.published_of(family)}
        rows = rows_of(await self._service.assessed(named, definition, closes_on))
        listing = listing_of(f"eligibility of {agency_id} for {definition.slug}", filters)
        page = page_of(rows, filters.cursor, listing, filters.limit)
        entries = await self._service.entries(rules, definition.slug, [agency_id])
        taken = entries.taken(agency_id)
        return Calendar(
            page=page,
            items=[_item(row, named[row.id]) for row in page.rows],
            quotas=[quota for group in rules.groups if (quota := _quota(group, taken)) is not None],
            edition=_edition_read(definition, rules),
            closes_on=closes_on,
            total=len(rows),
            listing=listing,
        )

    async def _edition(self, filters: EligibilityFilters) -> tuple[Definition, EligibilityRules]:
        edition = filters.edition or await self._data.newest_edition()
        if edition is None:
            raise InvalidRequest([FieldError("query/edition", "required", _NO_EDITION)])
        _, definition = await InstrumentService(self._look.session).find(edition, "query/edition")
        return definition, _rules_of(definition)


def _answer(assessed: Assessed, group: str | None) -> EligibilityAnswer:
    return next((one.answer for one in assessed.groups if one.group == group), assessed.answer)


def _edition_read(definition: Definition, rules: EligibilityRules) -> EligibilityEdition:
    return EligibilityEdition(
        slug=definition.slug,
        title=InstrumentLabel.model_validate(definition.title),
        official=definition.official,
        source=InstrumentSource.model_validate(rules.source),
        note=rules.note,
    )


def _detail(answer: GroupAnswer, group: AdmissionGroup) -> GroupAnswerDetail:
    return GroupAnswerDetail(
        group=group.code,
        answer=answer.answer,
        eligible_from=answer.eligible_from,
        label=InstrumentLabel.model_validate(group.label),
        reasons=[
            EligibilityReason(
                code=reason.code,
                answer=reason.answer,
                note_id=reason.id,
                note_en=reason.en,
                eligible_from=reason.eligible_from,
            )
            for reason in answer.reasons
        ],
    )


def _item(row: Row, named: Named) -> EligibilityItem:
    return EligibilityItem(
        innovation=EligibleInnovation(id=named.id, slug=named.slug, name=named.name),
        answer=row.assessed.answer,
        eligible_from=row.eligible_from,
        groups=[
            GroupAnswerItem(group=one.group, answer=one.answer, eligible_from=one.eligible_from)
            for one in row.assessed.groups
        ],
    )


def _quota(group: AdmissionGroup, taken: dict[str, int | None]) -> QuotaUse | None:
    count = taken.get(group.code)
    if group.quota is None or count is None:
        return None
    left = max(0, group.quota.most - count)
    return QuotaUse(group=group.code, per=group.quota.per, most=group.quota.most, taken=count, left=left)

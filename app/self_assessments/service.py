"""Claiming by an instrument what an innovation has reached: the owner's word, kept apart from the panel's."""

from typing import NamedTuple

from app.audit.service import AuditService
from app.core.concealment import concealment
from app.core.errors import InvalidRequest, NotFound
from app.core.ids import new_id
from app.core.paging import Cut
from app.core.queries import listing_of
from app.core.writing import Work
from app.innovations.facts import NotEditable
from app.innovations.records import Kept, RecordStore
from app.innovations.whereabouts import whereabouts
from app.innovations.workflow import Editing, legal_actions, may_edit
from app.instruments.definition import Definition
from app.instruments.service import InstrumentService, definition_of
from app.models import Instrument, SelfAssessment
from app.models.codes import Permission, RecordStatus
from app.self_assessments.claims import check, kept, standing
from app.self_assessments.repository import SelfAssessmentRepository
from app.self_assessments.schemas import (
    AssessedBy,
    ClaimRead,
    SelfAssessmentCreate,
    SelfAssessmentFilters,
    SelfAssessmentRead,
)


class Listed(NamedTuple):
    """A page of self-assessments: its rows, what is told of them, how many there are if asked, and its list."""

    page: Cut
    items: list[SelfAssessmentRead]
    total: int | None
    listing: str


class SelfAssessmentService:
    """The self-assessments of innovations within one transaction, in the hands of one caller."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._records = RecordStore(work.session)
        self._instruments = InstrumentService(work.session)
        self._assessments = SelfAssessmentRepository(work.session)
        self._audit = AuditService(work)

    async def create(self, key: str, told: SelfAssessmentCreate) -> SelfAssessmentRead:
        """Keep what the owner claims of an innovation; what was claimed before stays on record.

        Raises:
            NotFound, Moved, Archived: there is no such record of the caller's.
            NotEditable: the record was archived.
            InvalidRequest: there is no such instrument, or the claims do not go by it.
        """
        record = await self._kept(key, hold=True)
        verifies = self._work.principal.may(Permission.RECORDS_VERIFY)
        if may_edit(record.status, verifies=True) is Editing.NOTHING:
            raise NotEditable(record.status, legal_actions(record.status, verifies=verifies), ["scores"])
        instrument, definition = await self._instruments.find(told.instrument, "#/instrument")
        named = {one for claim in told.scores for one in claim.evidence}
        if errors := check(definition, told.scores, await self._assessments.standing_evidence(record.id, named)):
            raise InvalidRequest(errors)
        made = SelfAssessment(
            id=new_id(),
            innovation_id=record.id,
            instrument_id=instrument.id,
            number=await self._assessments.last_number(record.id, instrument.id) + 1,
            scores=kept(told.scores),
            note=told.note,
            account_id=self._work.principal.account_id,
            assessed_at=self._work.at,
        )
        await self._assessments.add(made)
        self._note(record, instrument, made)
        return (await concealment(self._work.session)).told(_shown(made, instrument, definition))

    async def search(self, key: str, filters: SelfAssessmentFilters, tail: str) -> Listed:
        """Return a page of what was claimed of an innovation, the newest first; `tail` follows its address.

        Raises:
            NotFound, Moved, Archived: there is no such record of the caller's.
            InvalidRequest: there is no such instrument.
            InvalidCursor: the cursor belongs to another list.
        """
        record = await self._kept(key, tail=tail)
        instrument_id = None
        if filters.instrument is not None:
            instrument, _ = await self._instruments.find(filters.instrument, "query/instrument")
            instrument_id = instrument.id
        listing = listing_of(f"self-assessments of {record.id}", filters)
        page, total = await self._assessments.search(record.id, instrument_id, filters, listing)
        instruments = {one.instrument_id: one.instrument for one in page.rows}
        definitions = {id_: definition_of(one) for id_, one in instruments.items()}
        clear = await concealment(self._work.session)
        items = [
            clear.told(_shown(one, instruments[one.instrument_id], definitions[one.instrument_id])) for one in page.rows
        ]
        return Listed(page, items, total, listing)

    async def _kept(self, key: str, *, hold: bool = False, tail: str = "/self-assessments") -> Kept:
        record = await self._records.find(key, self._work.principal, hold=hold)
        if record is None or record.status is RecordStatus.MERGED:
            await whereabouts(self._work.session, key, self._work.principal, tail)
            raise NotFound
        return record

    def _note(self, record: Kept, instrument: Instrument, made: SelfAssessment) -> None:
        """Write down that something was claimed, and by which instrument; never what."""
        told = {"instrument": instrument.slug, "number": made.number, "criteria": len(made.scores)}
        self._audit.record(
            "innovation.self_assess",
            ("innovation", record.id),
            {name: (None, value) for name, value in told.items()},
            agency_id=record.agency_id,
        )


def _shown(made: SelfAssessment, instrument: Instrument, definition: Definition) -> SelfAssessmentRead:
    reached = standing(definition, made.scores)
    return SelfAssessmentRead(
        id=made.id,
        number=made.number,
        instrument=AssessedBy(slug=instrument.slug, title=instrument.title),
        complete=reached.complete,
        total=None if reached.total is None else f"{reached.total:f}",
        scores=[ClaimRead.model_validate(score) for score in made.scores],
        note=made.note,
        assessed_at=made.assessed_at,
    )

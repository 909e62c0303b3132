"""Citing, correcting and doubting: every change counts as one of the record that it is about."""

from typing import Any
from uuid import UUID

from app.agencies.repository import AgencyRepository
from app.audit.service import AuditService, Changes, changes_between
from app.citations.directory import TAIL, CitationDirectory, keeps_record
from app.citations.facts import (
    AlreadyDisputed,
    CitationsFull,
    CitationWithdrawn,
    DuplicateCitation,
    ShippedCitation,
)
from app.citations.inputs import AgencyCitationCreate, CitationUpdate, InnovationCitationCreate
from app.citations.proof import check_proof
from app.citations.repository import CitationRepository, Record
from app.citations.schemas import CitationDetail
from app.core.conditional import Condition, version_tag
from app.core.errors import FieldError, InvalidRequest, NotFound, NotPermitted, Text
from app.core.ids import new_id
from app.core.text import search_key
from app.core.writing import Work
from app.innovations.service import InnovationService
from app.innovations.whereabouts import whereabouts
from app.innovations.workflow import Citing, check_citing
from app.models import Citation
from app.models.codes import Permission, Subject
from app.sources.repository import SourceRepository

# half of what a list shows, so that two records that become one have room for theirs
MOST_CITATIONS = 1_000
_TOLD = ("phrase", "confidence", "note", "disputed", "dispute_note")
_UNKNOWN_SOURCE = Text("Tidak ada sumber dengan nama ini.", "There is no source of this name.")


class CitationService:
    """The citations of innovations and agencies within one transaction, in the hands of one caller."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._citations = CitationRepository(work.session)
        self._agencies = AgencyRepository(work.session)
        self._sources = SourceRepository(work.session)
        self._directory = CitationDirectory(work.session, work.principal)
        self._audit = AuditService(work)

    async def cite_innovation(self, key: str, body: InnovationCitationCreate, condition: Condition) -> CitationDetail:
        """Add a citation to an innovation of the caller's.

        Raises:
            NotFound, Moved, Archived: there is no such record of the caller's.
            PreconditionRequired, PreconditionFailed: the caller has not seen its present version.
            NotEditable: its status keeps its citations from the caller.
            InvalidRequest: there is no such source, or the citation proves nothing.
            DuplicateCitation, CitationsFull: the record has it, or as many as it holds.
        """
        record = await self._citations.find(Subject.INNOVATION, key, self._work.principal, hold=True)
        if record is None or not keeps_record(self._work.principal, record):
            await whereabouts(self._work.session, key, self._work.principal, TAIL)
            raise NotFound
        _check(record, condition)
        self._check_status(record, Citing.ADD)
        return await self._cite(record, body)

    async def cite_agency(self, key: str, body: AgencyCitationCreate, condition: Condition) -> CitationDetail:
        """Add a citation to an agency.

        Raises:
            NotFound: there is no such agency.
            PreconditionRequired, PreconditionFailed, InvalidRequest, DuplicateCitation, CitationsFull: as for an
                innovation.
        """
        await self._agencies.lock()
        record = await self._citations.find(Subject.AGENCY, key)
        if record is None:
            raise NotFound
        _check(record, condition)
        return await self._cite(record, body)

    async def update(self, citation_id: UUID, body: CitationUpdate, condition: Condition) -> CitationDetail:
        """Correct a citation, or settle a doubt about it.

        Raises:
            NotFound: there is none, or its record is not the caller's.
            NotPermitted: it is an agency's, and the caller does not keep agencies.
            ShippedCitation, CitationWithdrawn: it does not change.
            PreconditionRequired, PreconditionFailed, NotEditable, InvalidRequest: as for a new one.
        """
        record, citation = await self._find(citation_id, condition, Citing.CHANGE)
        before = _facts_of(citation)
        told = body.model_dump(exclude_unset=True)
        if told.get("disputed") is False and "dispute_note" not in told:
            told["dispute_note"] = None
        after = before | told
        changes = changes_between(before, after)
        if not changes:
            return await self._directory.detail(citation, record)
        check_proof(after["confidence"], after["phrase"], after["dispute_note"], disputed=after["disputed"])
        for name in changes:
            setattr(citation, name, after[name])
        return await self._finish("update_citation", record, citation, _differing(citation, changes))

    async def withdraw(self, citation_id: UUID, reason: str, condition: Condition) -> CitationDetail:
        """Take back a citation that was wrong. It stays on record, and proves nothing any more.

        Raises:
            NotFound, NotPermitted, ShippedCitation, CitationWithdrawn, PreconditionRequired, PreconditionFailed,
                NotEditable: as for a correction.
        """
        record, citation = await self._find(citation_id, condition, Citing.CHANGE)
        citation.withdrawn_at, citation.withdrawn_reason = self._work.at, reason
        return await self._finish("withdraw_citation", record, citation, {"citation": (_whole(citation), None)}, reason)

    async def dispute(self, citation_id: UUID, note: str, condition: Condition) -> CitationDetail:
        """Note a doubt about a citation of a record that is public, or the caller's.

        Raises:
            NotFound: there is none, or the caller may not see its record.
            AlreadyDisputed: there is a doubt already.
            ShippedCitation, CitationWithdrawn, PreconditionRequired, PreconditionFailed, NotEditable: as for a
                correction.
        """
        record, citation = await self._find(citation_id, condition, Citing.DISPUTE)
        if citation.disputed:
            raise AlreadyDisputed
        changes = {"disputed": (False, True), "dispute_note": (None, note)}
        citation.disputed, citation.dispute_note = True, note
        return await self._finish("dispute_citation", record, citation, _differing(citation, changes))

    async def _find(self, citation_id: UUID, condition: Condition, what: Citing) -> tuple[Record, Citation]:
        """Return a citation and its record, which is locked and in the version that the condition names."""
        record, citation = await self._hold(citation_id, what)
        mine = keeps_record(self._work.principal, record)
        if record.kind is Subject.INNOVATION and what is not Citing.DISPUTE and not mine:
            raise NotFound
        if citation.withdrawn_at and not mine:
            raise NotFound
        _check(record, condition)
        if citation.withdrawn_at:
            raise CitationWithdrawn
        self._check_status(record, what)
        return record, citation

    async def _hold(self, citation_id: UUID, what: Citing) -> tuple[Record, Citation]:
        """Return a citation and its record, which the caller may see, both as they are until the transaction ends.

        Raises:
            NotFound: there is no such citation, or no such record that the caller may see.
            NotPermitted: the record is an agency, whose citations are not the caller's to change.
        """
        found = await self._citations.get(citation_id)
        if found is None:
            raise NotFound
        subject, subject_id = Subject(found.subject_kind), found.subject_id
        if subject is Subject.AGENCY:
            if what is not Citing.DISPUTE and not self._work.principal.may(Permission.AGENCIES_WRITE):
                raise NotPermitted
            await self._agencies.lock()
        record = await self._citations.find(subject, str(subject_id), self._work.principal, hold=True)
        citation = await self._citations.get(citation_id)
        if citation is not None and citation.subject_id != subject_id:
            # a merger took it to another record before this one was locked
            return await self._hold(citation_id, what)
        if citation is None or record is None:
            raise NotFound
        return record, citation

    def _check_status(self, record: Record, what: Citing) -> None:
        if record.status is not None:
            check_citing(record.status, what, verifies=self._work.principal.may(Permission.RECORDS_VERIFY))

    async def _cite(self, record: Record, body: InnovationCitationCreate | AgencyCitationCreate) -> CitationDetail:
        source = await self._sources.get(body.source)
        if source is None:
            raise InvalidRequest([FieldError("#/source", "unknown_reference", _UNKNOWN_SOURCE)])
        check_proof(body.confidence, body.phrase, body.dispute_note, disputed=body.disputed)
        words = search_key(body.phrase or "")
        for one in await self._citations.alike(record, body.field, source.id):
            if search_key(one.phrase or "") == words:
                raise DuplicateCitation(one.id)
        if await self._citations.count(record) >= MOST_CITATIONS:
            raise CitationsFull(MOST_CITATIONS)
        told = body.model_dump(exclude={"source"})
        citation = Citation(
            id=new_id(), subject_kind=record.kind, subject_id=record.id, source_id=source.id, source=source, **told
        )
        await self._citations.add(citation)
        return await self._finish("cite", record, citation, {"citation": (None, _whole(citation))})

    async def _finish(
        self, action: str, record: Record, citation: Citation, changes: Changes, reason: str | None = None
    ) -> CitationDetail:
        """Write down what happened, count it, and bring what everyone sees of the record in line."""
        entity = (record.kind.value, record.id)
        self._audit.record(f"{record.kind}.{action}", entity, changes, agency_id=record.agency_id, reason=reason)
        await self._citations.advance(record, self._work.at)
        if record.published:
            await InnovationService(self._work.session).publish([record.id])
        return await self._directory.detail(citation, record, (record.version or 0) + 1)


def _check(record: Record, condition: Condition) -> None:
    """Check the condition of a change.

    Raises:
        ShippedCitation: such a record has no version to name, for its citations do not change here.
        PreconditionRequired, PreconditionFailed: the caller has not seen the present version.
    """
    if record.version is None:
        raise ShippedCitation
    condition.check([version_tag(record.version)])


def _facts_of(citation: Citation) -> dict[str, Any]:
    """Return what the history compares."""
    return {name: getattr(citation, name) for name in _TOLD}


def _whole(citation: Citation) -> dict[str, Any]:
    """Return a citation as the history tells it; what is not known is left out."""
    named = {"id": str(citation.id), "field": citation.field, "source": str(citation.source_id)}
    return named | {name: value for name, value in _facts_of(citation).items() if value is not None}


def _differing(citation: Citation, changes: Changes) -> Changes:
    """Return a change of some facts of a citation as one of its record."""
    named = {"id": str(citation.id), "field": citation.field}
    before, after = ({name: pair[side] for name, pair in changes.items()} for side in (0, 1))
    return {"citation": (named | before, named | after)}

"""Evidence and awards of innovations."""

from typing import Any
from uuid import UUID

from app.core.clock import WIB, today
from app.core.concealment import Concealment, concealment
from app.core.database import Session
from app.core.errors import FieldError, InvalidRequest, NotFound, Text
from app.core.ids import new_id
from app.core.paging import Cut
from app.core.security import Principal
from app.evidence.facts import AwardRecorded, EvidenceFull, EvidenceWithdrawn
from app.evidence.inputs import AwardCreate, AwardFilters, EvidenceCreate, EvidenceFilters
from app.evidence.keeping import Keeping
from app.evidence.repository import EvidenceRepository
from app.evidence.schemas import AwardRead, EvidenceRead, WithdrawnEvidence
from app.evidence.validity import is_valid
from app.innovations.holding import check_open, find_kept
from app.innovations.whereabouts import whereabouts
from app.models import Award, Evidence
from app.models.codes import Permission, RecordStatus
from app.sources.addresses import is_on_the_web

MOST_EVIDENCE = 500
_NO_ADDRESS = Text("Bukan alamat http atau https.", "This is no http or https address.")
_NOWHERE = Text("Sebutkan alamat atau nomor dokumennya.", "Give its address or its number.")
_AHEAD = Text("Tanggal ini belum tiba.", "This date has not come yet.")
_YEAR_AHEAD = Text("Tahun ini belum tiba.", "This year has not come yet.")


class EvidenceService(Keeping):
    """The evidence of innovations."""

    async def search(
        self, key: str, filters: EvidenceFilters, tail: str
    ) -> tuple[Cut, list[EvidenceRead], int | None, str]:
        """Return a page of the evidence of a record, its items, how much there is if asked, and its listing.

        Raises:
            NotFound, Moved, Archived: the record is not here, or not the caller's.
            InvalidCursor: the cursor belongs to another list.
        """
        kept = await find_kept(self._work, key, tail)
        listing = f"evidence {kept.id}"
        page, total = await self._data.evidence(kept.id, filters, listing)
        clear = await concealment(self._work.session)
        return page, [_shown(evidence, clear) for evidence in page.rows], total, listing

    async def of(self, innovation_id: UUID) -> list[EvidenceRead]:
        """Return the evidence of a record that stands, the newest first; who may read it is not asked."""
        clear = await concealment(self._work.session)
        return [_shown(evidence, clear) for evidence in await self._data.standing(innovation_id)]

    async def add(self, key: str, told: EvidenceCreate) -> tuple[UUID, EvidenceRead]:
        """Add evidence to a record; return the record's id with it.

        Raises:
            NotFound, Moved, NotEditable: there is no such record of the caller's, or it was archived.
            InvalidRequest: it is nowhere, its address is none, or it was not issued yet.
            EvidenceFull: the record has as much as it holds.
        """
        kept = await self._changed(key, "evidence")
        self._check(told)
        if await self._data.count(kept.id) >= MOST_EVIDENCE:
            raise EvidenceFull(MOST_EVIDENCE)
        evidence = Evidence(
            id=new_id(), innovation_id=kept.id, added_at=self._work.at, withdrawn_at=None, **told.model_dump()
        )
        await self._data.add(evidence)
        facts = told.model_dump(mode="json", exclude_none=True)
        self._note("add_evidence", (kept.id, kept.agency_id), {"evidence": (None, {"id": str(evidence.id), **facts})})
        return kept.id, _shown(evidence, await concealment(self._work.session))

    async def withdraw(self, evidence_id: UUID, reason: str) -> EvidenceRead:
        """Take back evidence that was wrong. It stays on record, and shows nothing any more.

        Raises:
            NotFound: there is none, or its record is not the caller's.
            NotEditable: the record was archived.
            EvidenceWithdrawn: that was done before.
        """
        found = await self._data.piece(evidence_id, self._work.principal)
        if found is None:
            raise NotFound
        evidence = found.evidence
        check_open(self._work, RecordStatus(found.status), "evidence")
        if evidence.withdrawn_at is not None:
            raise EvidenceWithdrawn
        evidence.withdrawn_at, evidence.withdrawn_reason = self._work.at, reason
        innovation = (evidence.innovation_id, found.agency_id)
        gone = {"id": str(evidence.id), "kind": evidence.kind, "title": evidence.title}
        self._note("withdraw_evidence", innovation, {"evidence": (gone, None)}, reason)
        return _shown(evidence, await concealment(self._work.session))

    def _check(self, told: EvidenceCreate) -> None:
        wrong = []
        if told.address is None and told.reference is None:
            wrong.append(FieldError("#/address", "required", _NOWHERE))
        if told.address is not None and not is_on_the_web(told.address):
            wrong.append(FieldError("#/address", "invalid_address", _NO_ADDRESS))
        if told.issued_on is not None and told.issued_on > self._work.at.astimezone(WIB).date():
            wrong.append(FieldError("#/issued_on", "in_future", _AHEAD))
        if wrong:
            raise InvalidRequest(wrong)


class AwardDirectory:
    """Awards as one reader may see them: everyone those of published records, keepers those of theirs."""

    def __init__(self, session: Session, principal: Principal | None) -> None:
        self._session = session
        self._data = EvidenceRepository(session)
        self._principal = principal if principal and principal.may(Permission.RECORDS_READ) else None

    async def search(self, key: str, filters: AwardFilters, tail: str) -> tuple[Cut, list[AwardRead], int | None, str]:
        """Return a page of the awards of a record, its items, how many there are if asked, and its listing.

        Raises:
            NotFound, Moved, Archived: the record is not here, or the reader may not see it.
            InvalidCursor: the cursor belongs to another list.
        """
        innovation_id = await self._data.seen(key, self._principal)
        if innovation_id is None:
            await whereabouts(self._session, key, self._principal, tail)
            raise NotFound
        listing = f"awards {innovation_id}"
        page, total = await self._data.awards(innovation_id, filters, listing)
        clear = await concealment(self._session)
        return page, [_award(award, clear) for award in page.rows], total, listing


class AwardService(Keeping):
    """Recording awards."""

    async def record(self, key: str, told: AwardCreate) -> tuple[UUID, AwardRead]:
        """Record an award of an innovation; return the innovation's id with it.

        Raises:
            NotFound, Moved, NotEditable: there is no such record, or it was archived.
            InvalidRequest: the year has not come yet.
            AwardRecorded: it is on record.
        """
        kept = await self._changed(key, "awards")
        if told.year > self._work.at.astimezone(WIB).year:
            raise InvalidRequest([FieldError("#/year", "in_future", _YEAR_AHEAD)])
        if await self._data.award(kept.id, told.code, told.year) is not None:
            raise AwardRecorded
        award = Award(id=new_id(), innovation_id=kept.id, recorded_at=self._work.at, **told.model_dump())
        await self._data.add(award)
        self._note("record_award", (kept.id, kept.agency_id), {"award": (None, told.model_dump(mode="json"))})
        return kept.id, _award(award, await concealment(self._work.session))


def _shown(evidence: Evidence, clear: Concealment) -> EvidenceRead:
    withdrawn = None
    if evidence.withdrawn_at is not None:
        withdrawn = WithdrawnEvidence(at=evidence.withdrawn_at, reason=evidence.withdrawn_reason or "")
    same = EvidenceRead.model_fields.keys() - {"valid", "withdrawn"}
    facts: dict[str, Any] = {name: getattr(evidence, name) for name in same}
    return clear.told(EvidenceRead(**facts, valid=is_valid(evidence, today()), withdrawn=withdrawn))


def _award(award: Award, clear: Concealment) -> AwardRead:
    shown = AwardRead.model_validate(award)
    return shown.model_copy(update={"source": clear.text(shown.source)})

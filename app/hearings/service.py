"""Taking objections down and answering them, and recording visits: within the times of their stages, nobody's twice."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from app.assessments.facts import ConflictOfInterest
from app.audit.service import AuditService, Changes
from app.conflicts.service import ConflictService
from app.conflicts.telling import Teller
from app.core.concealment import Concealment, concealment
from app.core.conditional import Condition, version_tag
from app.core.errors import FieldError, InvalidRequest, NotFound, NotPermitted, Text
from app.core.ids import new_id
from app.core.paging import Cut
from app.core.queries import listing_of
from app.core.writing import Work
from app.hearings.directory import entry_read, objection_read
from app.hearings.facts import ObjectionAnswered, ObjectionRepeated
from app.hearings.inputs import ObjectionAnswer, ObjectionCreate, VerificationCreate
from app.hearings.repository import HearingRepository
from app.hearings.schemas import ObjectionRead, VerificationFilters, VerificationRead
from app.hearings.visits import degrees, visit_errors
from app.hearings.window import came_as_far, heard
from app.models import FieldVerification, Objection, Round, RoundEntry, RoundStage
from app.models.codes import ObjectionStatus, Permission, RoundStatus, StageKind
from app.rounds.directory import runs_rounds
from app.rounds.facts import NoSuchStage, RoundStep, StagesNotConcluded
from app.rounds.workflow import announced, check_open, legal_actions, waiting_before

_NOT_IN_ROUND = Text(
    "Tidak ada peserta dengan id ini yang masih ada dalam putaran ini.",
    "There is no entry of this id that is still in the round.",
)
_NO_ENTRY = Text("Tidak ada peserta dengan id ini dalam putaran ini.", "The round has no entry of this id.")
_NOT_EVIDENCE = Text(
    "Bukan bukti inovasi ini, atau sudah ditarik.", "This is no evidence of the innovation, or was withdrawn."
)


class ListedVisits(NamedTuple):
    """A page of visits: its rows, what is told of them, how many there are if asked, and what its cursors belong to."""

    page: Cut
    items: list[VerificationRead]
    total: int | None
    listing: str


class ObjectionService:
    """Objections within one request."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._hearings = HearingRepository(work.session)
        self._audit = AuditService(work)

    async def create(self, key: str, body: ObjectionCreate) -> Objection:
        """Take an objection down under the next number of its round; nothing of who objects is kept.

        Numbers have no gaps: the stage is held while one is given out, and is given back with the transaction.

        Raises:
            NotFound: there is no such round, or it is still being prepared or was given up before it opened.
            NoSuchStage: the round hears no objections.
            StageNotOpen: it does not hear them now.
            StagesNotConcluded: it is not known yet who came as far as the hearing.
            InvalidRequest: the entry did not come as far.
            ObjectionRepeated: the same words are on record.
        """
        work = self._work
        round_ = await self._hearings.hold(key)
        if round_ is None or not announced(round_):
            raise NotFound
        hearing = await _open_stage(self._hearings, round_, StageKind.UJI_PUBLIK, work.at, alone=True)
        if waiting := waiting_before(round_, hearing):
            raise StagesNotConcluded(waiting)
        entry = await self._hearings.entry(round_.id, body.entry, active=False)
        if entry is None or not came_as_far(round_, hearing, entry):
            raise InvalidRequest([FieldError("#/entry", "unknown_reference", _NOT_IN_ROUND)])
        if same := await self._hearings.same(entry.id, body.statement):
            raise ObjectionRepeated(same.number, same.received_at)
        objection = Objection(
            id=new_id(),
            round_id=round_.id,
            entry_id=entry.id,
            number=await self._hearings.last_number(round_.id) + 1,
            statement=body.statement,
            received_at=work.at,
            version=1,
            created_at=work.at,
            updated_at=work.at,
        )
        await self._hearings.add(objection)
        facts = {"number": objection.number, "round_id": str(round_.id), **_named(entry)}
        # of the statement only its length: what somebody said in confidence is in one place, and not in the history
        told = {name: (None, value) for name, value in {**facts, "length": len(body.statement)}.items()}
        self._note("objection.create", objection, entry, told)
        return objection

    async def answer(self, objection_id: UUID, body: ObjectionAnswer, condition: Condition) -> ObjectionRead:
        """Answer an objection, once. What is upheld counts when the stage is concluded, so it takes an open round.

        Raises:
            NotFound: there is none, or the caller may not know of it.
            NotPermitted: the caller may read it, and does not run rounds.
            PreconditionRequired, PreconditionFailed: the caller has not seen the present version.
            ObjectionAnswered: it has its answer.
            RoundStep: the round is not open any more.
        """
        at, found = self._work.at, await self._hearings.objection(objection_id, hold=True)
        if found is None:
            raise NotFound
        if not runs_rounds(self._work.principal):
            raise NotPermitted if heard(found.round, at) else NotFound
        objection = found.objection
        condition.check([version_tag(objection.version)])
        if objection.answered_at is not None:
            raise ObjectionAnswered(objection.status, objection.answered_at)
        if found.round.status != RoundStatus.OPEN:
            raise RoundStep(found.round.status, "answer_objection", legal_actions(found.round.status))
        objection.status, objection.summary, objection.answer = body.status.value, body.summary, body.answer
        objection.answered_at, objection.answered_by_id = at, self._work.principal.account_id
        objection.version, objection.updated_at = objection.version + 1, at
        said: Changes = {"status": (ObjectionStatus.OPEN.value, body.status.value)}
        self._note("objection.answer", objection, objection.entry, said)
        return objection_read(objection, await concealment(self._work.session), whole=True)

    def _note(self, action: str, objection: Objection, entry: RoundEntry, changes: Changes) -> None:
        self._audit.record(action, ("objection", objection.id), changes, agency_id=entry.agency_id)


class VerificationService:
    """Visits to the place within one request: for those who run rounds, and for assessors on the round's panel."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._hearings = HearingRepository(work.session)

    def check_permitted(self) -> None:
        """Refuse whoever could record a visit in no round.

        Raises:
            NotPermitted: these credentials neither run rounds nor assess.
        """
        principal = self._work.principal
        if not (principal.may(Permission.ROUNDS_WRITE) or principal.may(Permission.ASSESSMENTS_WRITE)):
            raise NotPermitted

    async def record(self, key: str, body: VerificationCreate) -> tuple[VerificationRead, str]:
        """Record a visit. Return what is told of it, and the slug of its round.

        Raises:
            NotPermitted: as in `check_permitted`.
            NotFound: there is no such round, or the caller does not visit for it.
            NoSuchStage: the round verifies nothing on the spot.
            StageNotOpen: it does not do so now.
            InvalidRequest: naming each part that is wrong.
            ConflictOfInterest: the caller is on the panel, and must not judge this entry.
        """
        self.check_permitted()
        work, round_ = self._work, await self._hearings.hold(key)
        runs = runs_rounds(work.principal)
        person_id = await self._seated(round_, Permission.ASSESSMENTS_WRITE) if round_ and not runs else None
        if round_ is None or not (runs or person_id):
            raise NotFound
        await _open_stage(self._hearings, round_, StageKind.VERIFIKASI_LAPANGAN, work.at)
        entry = await self._entry(round_, body)
        if person_id:
            await self._check_impartial(person_id, entry)
        facts = body.model_dump(include={"visited_at", "place", "note", "reference"})
        visit = FieldVerification(
            id=new_id(),
            entry_id=entry.id,
            entry=entry,
            finding=body.finding.value,
            latitude=degrees(body.latitude),
            longitude=degrees(body.longitude),
            evidence_id=body.evidence,
            account_id=work.principal.account_id,
            recorded_at=work.at,
            **facts,
        )
        await self._hearings.add(visit)
        facts = {**_named(entry), "finding": visit.finding, "visited_at": visit.visited_at.isoformat()}
        changes: Changes = {name: (None, value) for name, value in facts.items()}
        entity = ("verification", visit.id)
        AuditService(work).record("verification.record", entity, changes, agency_id=entry.agency_id)
        return _visit_read(visit, await concealment(work.session)), round_.slug

    async def search(self, key: str, filters: VerificationFilters) -> ListedVisits:
        """Return a page of the visits of a round, the last recorded first.

        Raises:
            NotFound: there is no such round, or the caller may not know of its visits.
            InvalidRequest: the round has no such entry.
            InvalidCursor: the cursor belongs to another list.
        """
        found = await self._hearings.find(key)
        if found is None or not await self._visits(found, Permission.ASSESSMENTS_READ):
            raise NotFound
        entry_id, round_id = filters.entry, found.id
        if entry_id is not None and await self._hearings.entry(round_id, entry_id, active=False) is None:
            raise InvalidRequest([FieldError("query/entry", "unknown_reference", _NO_ENTRY)])
        listing = listing_of(f"verifications of {round_id}", filters)
        page, total = await self._hearings.verifications(round_id, filters, listing)
        clear = await concealment(self._work.session)
        return ListedVisits(page, [_visit_read(visit, clear) for visit in page.rows], total, listing)

    async def _visits(self, round_: Round, permission: Permission) -> bool:
        """Whether the caller runs rounds or, with a permission, is on the panel of this one."""
        return runs_rounds(self._work.principal) or await self._seated(round_, permission) is not None

    async def _seated(self, round_: Round, permission: Permission) -> UUID | None:
        """Return the person that the caller is on the panel of a round, with a permission; None if nobody."""
        principal = self._work.principal
        if principal.account_id is None or not principal.may(permission):
            return None
        return await self._hearings.seated(round_.id, principal.account_id)

    async def _check_impartial(self, person_id: UUID, entry: RoundEntry) -> None:
        """Let a record pass of an assessor without a conflict of interest with the entry.

        Raises:
            ConflictOfInterest: there is one.
        """
        found = await ConflictService(self._work).between([person_id], [entry.innovation_id])
        if why := found.get((person_id, entry.innovation_id)):
            clear = await concealment(self._work.session)
            raise ConflictOfInterest(Teller(clear).reasons(conflict.as_json() for conflict in why))

    async def _entry(self, round_: Round, body: VerificationCreate) -> RoundEntry:
        """Return the entry that was visited.

        Raises:
            InvalidRequest: something in what is told of the visit is wrong.
        """
        wrong = list(visit_errors(body, self._work.at))
        entry = await self._hearings.entry(round_.id, body.entry)
        if entry is None:
            wrong.append(FieldError("#/entry", "unknown_reference", _NOT_IN_ROUND))
        elif body.evidence and not await self._hearings.shows(body.evidence, entry.innovation_id):
            wrong.append(FieldError("#/evidence", "unknown_reference", _NOT_EVIDENCE))
        if wrong or entry is None:
            raise InvalidRequest(wrong)
        return entry


def _named(entry: RoundEntry) -> dict[str, str]:
    """Return what names an entry in the history, where its innovation is told by name."""
    return {"entry_id": str(entry.id), "innovation": str(entry.innovation_id)}


async def _open_stage(
    hearings: HearingRepository, round_: Round, kind: StageKind, at: datetime, *, alone: bool = False
) -> RoundStage:
    """Return the stage of a round that is open at a moment; `alone`: held, so that others wait.

    Raises:
        NoSuchStage: the round has no such stage.
        StageNotOpen: the round is not open, or the stage is not.
    """
    stage = await hearings.stage(round_.id, kind, alone=alone)
    if stage is None:
        raise NoSuchStage(await hearings.kinds(round_.id))
    check_open(round_.status, stage, at)
    return stage


def _visit_read(visit: FieldVerification, clear: Concealment) -> VerificationRead:
    """Return a visit as it is told, its entry loaded; names that were withdrawn are taken out of its texts."""

    def said(text: str | None) -> str | None:
        return None if text is None else clear.text(text)

    whole = VerificationRead.model_validate(visit)
    return whole.model_copy(
        update={
            "entry": entry_read(visit.entry, clear),
            "place": clear.text(visit.place),
            "note": said(visit.note),
            "reference": said(visit.reference),
        }
    )

"""Assigning assessors to the entries of a stage: in bulk by a plan that was looked at, or one for another."""

from collections import Counter
from collections.abc import Collection, Sequence
from uuid import UUID

from app.assessments.directory import AssessmentDirectory
from app.assessments.facts import (
    AlreadyReassigned,
    AssessmentStep,
    ConflictOfInterest,
    LoadExceeded,
    SeatsFilled,
    SeatTaken,
    StalePreview,
)
from app.assessments.inputs import AssignmentRequest, Reassignment
from app.assessments.planning import Plan
from app.assessments.proposing import Ground, plan_of, shown, token_of
from app.assessments.repository import AssessmentRepository, Target
from app.assessments.schemas import AssessmentRead, AssignmentPlan
from app.audit.service import AuditService, Changes, changes_between
from app.conflicts.service import ConflictService
from app.conflicts.telling import Teller
from app.core.concealment import concealment
from app.core.conditional import Condition, version_tag
from app.core.errors import FieldError, InvalidRequest, NotFound, Text
from app.core.ids import new_id
from app.core.writing import Work
from app.models import Assessment, Round, RoundAssessor, RoundStage
from app.models.codes import VACATED, AssessmentStatus, RoundStatus
from app.rounds.facts import StageNotOpen
from app.rounds.panel import PanelService
from app.rounds.service import RoundService, stage_of
from app.rounds.workflow import SCORED, Phase, phase

_NO_STAGE = Text("Putaran ini tidak punya tahap tersebut.", "The round has no such stage.")
_NOT_SCORED = Text("Tahap ini tidak dinilai oleh penilai.", "Nobody scores at this stage.")
_NOT_AN_ENTRY = Text("Bukan peserta yang aktif dalam putaran ini.", "This is no active entry of the round.")
_NO_AGENCY = Text("Tidak ada perangkat daerah dengan nama ini.", "There is no agency of this name.")


class AssignmentService:
    """Assignments, each written down in the audit."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._assessments = AssessmentRepository(work.session)
        self._conflicts = ConflictService(work)
        self._audit = AuditService(work)

    async def assign(self, key: str, told: AssignmentRequest) -> AssignmentPlan:
        """Return a plan, and carry it out as a whole if that was asked.

        Raises:
            NotFound: there is no such round.
            InvalidRequest: the stage, an entry, an assessor or an agency is not of the round.
            StageNotOpen: the round is not open, or the stage has closed.
            StalePreview: the plan of the token would not be the same now.
        """
        if not told.dry_run:
            await self._conflicts.hold()
        one = await RoundService(self._work).held(key)
        stage = _stage(one, told)
        check_before_close(one, stage, self._work)
        ground = await self._ground(one, stage, told)
        made = plan_of(one, ground, told.per_entry or one.per_entry)
        token = token_of(stage, made, ground)
        if not told.dry_run:
            if token != told.token:
                raise StalePreview
            await self._carry_out(stage, made, ground)
        clear = await concealment(self._work.session)
        return shown(one, ground, made, clear, token=token, applied=not told.dry_run)

    async def _ground(self, one: Round, stage: RoundStage, told: AssignmentRequest) -> Ground:
        wanted = told.filter
        if wanted.agency and not await self._assessments.agency_exists(wanted.agency):
            raise InvalidRequest([FieldError("#/filter/agency", "unknown_reference", _NO_AGENCY)])
        targets = await self._assessments.targets(one.id, wanted.entries, None if wanted.entries else wanted.agency)
        if wanted.entries:
            if wrong := _missing(wanted.entries, targets):
                raise InvalidRequest(wrong)
            if wanted.agency:
                targets = await self._assessments.targets(one.id, wanted.entries, wanted.agency)
        members = await PanelService(self._work).able(one, told.assessors)
        found = await self._conflicts.between(
            [member.person_id for member in members], [target.innovation_id for target in targets]
        )
        by_innovation = {target.innovation_id: target.id for target in targets}
        by_person = {member.person_id: member.id for member in members}
        conflicts = {(by_innovation[what], by_person[who]): why for (who, what), why in found.items()}
        return Ground(targets, await self._assessments.seats(stage.id), members, conflicts)

    async def _carry_out(self, stage: RoundStage, made: Plan, ground: Ground) -> None:
        at = self._work.at
        rows = [
            {
                "id": new_id(),
                "round_id": stage.round_id,
                "stage_id": stage.id,
                "entry_id": entry,
                "assessor_id": assessor,
                "status": AssessmentStatus.INVITED.value,
                "excluded": False,
                "version": 1,
                "created_at": at,
                "updated_at": at,
            }
            for entry, assessor in made.seats
        ]
        await self._assessments.assign(rows)
        accounts = {member.id: str(member.account_id) for member in ground.members}
        loads = Counter(accounts[assessor] for _, assessor in made.seats)
        changes: Changes = {
            "stage": (None, stage.kind),
            "assigned": (None, len(rows)),
            "accounts": (None, dict(sorted(loads.items()))),
        }
        self._audit.record("round.assign", ("round", stage.round_id), changes)

    async def reassign(self, assessment_id: UUID, told: Reassignment, condition: Condition) -> AssessmentRead:
        """Give an assessment to somebody else of the panel; the one before stays on record with its scores.

        Raises:
            NotFound: there is no such assessment.
            PreconditionRequired, PreconditionFailed: the caller has not seen the present version.
            StageNotOpen: the round is not open, or the stage has closed.
            AssessmentStep: it was replaced, and its seat may be filled.
            AlreadyReassigned: it was declined, and somebody took its place.
            InvalidRequest: nobody of this key is on the panel, or not by an account that can assess.
            SeatsFilled: it left its seat, which others have filled.
            SeatTaken, ConflictOfInterest, LoadExceeded: not by this assessor.
        """
        directory = AssessmentDirectory(self._work.session, self._work.principal, self._work.at)
        if not directory.runs:
            raise NotFound
        await self._conflicts.hold()
        known = await directory.find(assessment_id)
        one = await RoundService(self._work).held(str(known.round_id))
        before = await directory.find(assessment_id, lock=True)
        condition.check([version_tag(before.version)])
        check_before_close(one, before.stage, self._work)
        if before.status == AssessmentStatus.REPLACED:
            raise AssessmentStep(before.status, "reassign")
        if successor := await self._assessments.successor(before.id):
            raise AlreadyReassigned(successor)
        member = await PanelService(self._work).one_able(one, told.assessor)
        await self._check_fit(one, before, member)
        made = Assessment(
            id=new_id(),
            round_id=one.id,
            stage_id=before.stage_id,
            entry_id=before.entry_id,
            assessor_id=member.id,
            status=AssessmentStatus.INVITED.value,
            replaces_id=before.id,
            created_at=self._work.at,
            updated_at=self._work.at,
        )
        left = self._replace(before, made.id, told.reason)
        accounts = (str(before.assessor.account_id), str(member.account_id))
        taken: Changes = {"replaces": (None, str(before.id)), "account": accounts}
        await self._assessments.add(made)
        agency_id = before.entry.agency_id
        for action, id_, changes in (("replace", before.id, left), ("reassign", made.id, taken)):
            entity = ("assessment", id_)
            self._audit.record(f"assessment.{action}", entity, changes, agency_id=agency_id, reason=told.reason)
        return await directory.show(await directory.find(made.id))

    def _replace(self, before: Assessment, by: UUID, reason: str) -> Changes:
        """Let an assessment be the one that another took the place of, and return what that changes of it.

        One that was declined stays declined, with the reason for that.
        """
        status = before.status
        if status != AssessmentStatus.DECLINED:
            before.status, before.reason = AssessmentStatus.REPLACED.value, reason
        before.version += 1
        before.updated_at = self._work.at
        return changes_between({"status": status}, {"status": before.status, "replaced_by": str(by)})

    async def _check_fit(self, one: Round, before: Assessment, member: RoundAssessor) -> None:
        seats = await self._assessments.seats(before.stage_id)
        live = sum(seat.entry_id == before.entry_id and seat.live for seat in seats)
        if (before.status in VACATED or before.excluded) and live >= one.per_entry:
            raise SeatsFilled(one.per_entry)
        mine = [seat for seat in seats if seat.person_id == member.person_id]
        if any(seat.entry_id == before.entry_id and not seat.free for seat in mine):
            raise SeatTaken
        innovation_id = before.entry.innovation_id
        found = await self._conflicts.between([member.person_id], [innovation_id])
        if why := found.get((member.person_id, innovation_id)):
            told = Teller(await concealment(self._work.session)).reasons(conflict.as_json() for conflict in why)
            raise ConflictOfInterest(told)
        most = member.max_load or one.max_load
        if sum(seat.live for seat in mine) >= most:
            raise LoadExceeded(most)


def check_before_close(one: Round, stage: RoundStage, work: Work) -> None:
    """Let something pass that may be done from the opening of a round until a stage closes.

    Raises:
        StageNotOpen: it is too early or too late.
    """
    if one.status != RoundStatus.OPEN or phase(stage, work.at) not in {Phase.UPCOMING, Phase.OPEN}:
        raise StageNotOpen(stage.kind, one.status, phase(stage, work.at), stage.opens_at, stage.closes_at)


def _stage(one: Round, told: AssignmentRequest) -> RoundStage:
    try:
        stage = stage_of(one, told.stage)
    except NotFound:
        raise InvalidRequest([FieldError("#/stage", "unknown_stage", _NO_STAGE)]) from None
    if stage.kind not in SCORED:
        raise InvalidRequest([FieldError("#/stage", "not_scored", _NOT_SCORED)])
    return stage


def _missing(entries: Sequence[UUID], targets: Collection[Target]) -> list[FieldError]:
    known = {target.id for target in targets}
    return [
        FieldError(f"#/filter/entries/{index}", "unknown_reference", _NOT_AN_ENTRY)
        for index, entry in enumerate(entries)
        if entry not in known
    ]

"""Assigning assessors to the entries of a stage: in bulk by a plan that was looked at, or one for another."""

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.assessments.directory import AssessmentDirectory
from app.assessments.facts import (
    AlreadyReassigned,
    AssessmentStep,
    ConflictOfInterest,
    LoadExceeded,
    SeatTaken,
    StalePreview,
)
from app.assessments.inputs import AssignmentRequest, Reassignment
from app.assessments.planning import Assessing, Plan, Wanting, plan
from app.assessments.repository import AssessmentRepository, Seat, Target
from app.assessments.schemas import (
    AssessmentRead,
    AssignmentLoad,
    AssignmentPlan,
    PlannedSeat,
    RefusedSeat,
    UnfilledEntry,
)
from app.audit.service import AuditService, Changes, changes_between
from app.conflicts.rules import Conflict
from app.conflicts.service import ConflictService
from app.conflicts.telling import Teller, person_of
from app.core.concealment import Concealment, concealment
from app.core.conditional import Condition, version_tag
from app.core.errors import FieldError, InvalidRequest, NotFound, Text
from app.core.ids import new_id
from app.core.writing import Work
from app.models import Assessment, Round, RoundAssessor, RoundStage
from app.models.codes import AssessmentStatus, RoundStatus
from app.rounds.facts import StageNotOpen
from app.rounds.panel import PanelService
from app.rounds.repository import RoundRepository
from app.rounds.service import RoundService, stage_of
from app.rounds.workflow import SCORED, Phase, phase

_NO_STAGE = Text("Putaran ini tidak punya tahap tersebut.", "The round has no such stage.")
_NOT_SCORED = Text("Tahap ini tidak dinilai oleh penilai.", "Nobody scores at this stage.")
_NOT_AN_ENTRY = Text("Bukan peserta yang aktif dalam putaran ini.", "This is no active entry of the round.")
_NO_AGENCY = Text("Tidak ada perangkat daerah dengan nama ini.", "There is no agency of this name.")


@dataclass(frozen=True, slots=True)
class _Field:
    """What a plan is made from."""

    targets: Sequence[Target]
    seats: Sequence[Seat]
    members: Sequence[RoundAssessor]
    conflicts: Mapping[tuple[UUID, UUID], Sequence[Conflict]]


class AssignmentService:
    """Assignments, each written down in the audit."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._assessments = AssessmentRepository(work.session)
        self._rounds = RoundRepository(work.session)
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
        field = await self._field(one, stage, told)
        made = _plan_of(one, field, told.per_entry or one.per_entry)
        token = _token(stage, made, field)
        if not told.dry_run:
            if token != told.token:
                raise StalePreview
            await self._carry_out(stage, made, field)
        clear = await concealment(self._work.session)
        return _shown(one, field, made, clear, token=token, applied=not told.dry_run)

    async def _field(self, one: Round, stage: RoundStage, told: AssignmentRequest) -> _Field:
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
        return _Field(targets, await self._assessments.seats(stage.id), members, conflicts)

    async def _carry_out(self, stage: RoundStage, made: Plan, field: _Field) -> None:
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
        accounts = {member.id: str(member.account_id) for member in field.members}
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


def _plan_of(one: Round, field: _Field, per_entry: int) -> Plan:
    live = Counter(seat.entry_id for seat in field.seats if seat.live)
    load = _loads(field)
    by_person = {member.person_id: member.id for member in field.members}
    taken: dict[UUID, set[UUID]] = {}
    for seat in field.seats:
        if seat.person_id in by_person and not seat.free:
            taken.setdefault(seat.entry_id, set()).add(by_person[seat.person_id])
    wanting = [
        Wanting(target.id, max(0, per_entry - live[target.id]), frozenset(taken.get(target.id, ())))
        for target in field.targets
    ]
    assessing = [Assessing(member.id, load[member.id], member.max_load or one.max_load) for member in field.members]
    return plan(wanting, assessing, field.conflicts)


def _loads(field: _Field) -> Counter[UUID]:
    """Return how much each member has; what a person holds by an account that left the panel is theirs, too."""
    by_person = Counter(seat.person_id for seat in field.seats if seat.live)
    return Counter({member.id: by_person[member.person_id] for member in field.members})


def _token(stage: RoundStage, made: Plan, field: _Field) -> str:
    """Return what names this very plan and what it was made from."""
    told: list[Any] = [
        str(stage.id),
        [[str(entry), str(assessor)] for entry, assessor in made.seats],
        [[str(entry), missing] for entry, missing in made.unfilled.items()],
        sorted(str(target.id) for target in field.targets),
        sorted([str(seat.entry_id), str(seat.person_id), seat.live, seat.free] for seat in field.seats),
        sorted([str(entry), str(assessor)] for entry, assessor in field.conflicts),
    ]
    return hashlib.sha256(json.dumps(told, separators=(",", ":")).encode()).hexdigest()


def _shown(one: Round, field: _Field, made: Plan, clear: Concealment, *, token: str, applied: bool) -> AssignmentPlan:
    teller, members = Teller(clear), {member.id: member for member in field.members}
    names = {target.id: clear.text(target.name) for target in field.targets}
    load = _loads(field)
    load.update(assessor for _, assessor in made.seats)
    return AssignmentPlan(
        applied=applied,
        token=token,
        assigned=len(made.seats),
        seats=[
            PlannedSeat(
                entry=entry,
                name=names[entry],
                account_id=members[assessor].account_id,
                assessor=person_of(members[assessor].person).name,
            )
            for entry, assessor in made.seats
        ],
        refused=[
            RefusedSeat(
                entry=entry,
                account_id=members[assessor].account_id,
                reasons=teller.reasons(each.as_json() for each in why),
            )
            for (entry, assessor), why in sorted(field.conflicts.items())
        ],
        unfilled=[UnfilledEntry(entry=entry, missing=missing) for entry, missing in made.unfilled.items()],
        loads=[
            AssignmentLoad(
                account_id=member.account_id,
                assessor=person_of(member.person).name,
                load=load[member.id],
                most=member.max_load or one.max_load,
            )
            for member in field.members
        ],
    )

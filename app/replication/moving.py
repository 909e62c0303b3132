"""Bringing a replication along: one step at a time, each by the side whose it is, on a day, with what it needs."""

from dataclasses import asdict
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from pydantic_core import to_jsonable_python

from app.core.conditional import Condition
from app.core.errors import FieldError, InvalidRequest
from app.core.writing import Work
from app.innovations.inputs import StageInput
from app.innovations.service import RecordService
from app.innovations.workflow import may_edit
from app.models import Innovation, ReplicationRequest, ReplicationStep
from app.models.codes import Permission, RecordStatus, ReplicationDocumentKind, ReplicationStatus, Stage
from app.replication.definition import Step
from app.replication.facts import DayOutOfOrder, StepNotReady
from app.replication.inputs import CancelInput, RefusalInput, StepInput, StopInput
from app.replication.keeping import Keeping, snapshot
from app.replication.needs import missing, state_of
from app.replication.parties import sides_of
from app.replication.paths import rules
from app.replication.schemas import ReplicationRead
from app.replication.updating import check_due
from app.replication.workflow import ANSWER_DAYS, Action, take
from app.signs_of_life.service import SignOfLifeService

_ANY = Condition(frozenset({"*"}))
# the stage that a replica enters with a status of its replication
_STAGES = {ReplicationStatus.BERJALAN: Stage.PENERAPAN, ReplicationStatus.BERHENTI: Stage.BERHENTI}

Told = StepInput | RefusalInput | CancelInput | StopInput


class MovingService(Keeping):
    """The steps of replications. `months` is the period within which a replica owes a sign of life."""

    def __init__(self, work: Work, months: int) -> None:
        super().__init__(work)
        self._months = months

    async def act(self, request_id: UUID, action: Action, told: Told, condition: Condition) -> ReplicationRead:
        """Take a step.

        Raises:
            NotFound, PreconditionRequired, PreconditionFailed: there is no such request, or another version.
            ReplicationStepRefused: the status does not allow it.
            WrongSide: it is another side's to take.
            InvalidRequest: the day has not come, or the one by which the step is to end lies before it.
            DayOutOfOrder: the step before was taken later.
            StepNotReady: what the step needs is not there on that day.
        """
        one = await self._held(request_id, condition)
        model = rules().model(one.model)
        sides = sides_of(self._work.principal, one)
        actor, status, step = take(action, one.status, one.step, model, sides)
        on = self._day(told.on, "#/on")
        if on < one.entered_on:
            raise DayOutOfOrder(one.entered_on)
        due_on = told.due_on if isinstance(told, StepInput) else None
        check_due(due_on, on)
        if step is not None:
            self._check_ready(one, step, on, due_on)
        before = snapshot(one)
        one.status, one.step, one.entered_on = status.value, step.step if step else status.value, on
        one.due_on = due_on or _due(status, step, on)
        one.reason_code, one.reason = _reason(told)
        await self._data.add(
            ReplicationStep(
                request_id=one.id,
                number=len(one.steps) + 1,
                step=one.step,
                status=one.status,
                entered_on=on,
                due_on=one.due_on,
                actor=actor.value,
                note=told.note if isinstance(told, StepInput) else None,
                account_id=self._work.principal.account_id,
                recorded_at=self._work.at,
            )
        )
        if one.replica is not None and status in _STAGES:
            await self._follow(one, one.replica, status, on)
        return await self._changed(one, action.value, before, one.reason)

    def _check_ready(self, one: ReplicationRequest, step: Step, on: date, due_on: date | None) -> None:
        lacking = missing(step, rules().agreement(one.scope), state_of(one, due_on), on)
        if lacking.codes:
            gaps: list[dict[str, Any]] = [to_jsonable_python(asdict(gap)) for gap in lacking.agreement]
            raise StepNotReady(step.step, lacking.codes, gaps)

    async def _follow(self, one: ReplicationRequest, replica: Innovation, status: ReplicationStatus, on: date) -> None:
        """Bring the record of the replica in line: with its stage, and with a first sign of life once it runs.

        What speaks for its life is the evaluation that a third person can look up, and not that somebody says so.
        """
        stage = _STAGES[status]
        if await self._data.last_stage(replica.id) != stage and self._may_tell(replica):
            await self._enter(replica.id, stage, on)
        if status is ReplicationStatus.BERJALAN:
            kind = ReplicationDocumentKind.LAPORAN_EVALUASI
            report = next(doc for doc in reversed(one.documents) if doc.kind == kind and doc.withdrawn_at is None)
            reference = report.number or report.reference or report.address or ""
            service = SignOfLifeService(self._work, self._months)
            await service.confirm(replica.id, replica.agency_id, on, reference[:500])

    def _may_tell(self, replica: Innovation) -> bool:
        """Whether the caller may add a stage to the record now; where not, its keepers do."""
        principal = self._work.principal
        verifies = principal.may(Permission.RECORDS_VERIFY)
        editing = may_edit(RecordStatus(replica.status), verifies=verifies)
        return principal.keeps(replica.agency_id) and editing.allows("stages")

    async def _enter(self, replica_id: UUID, stage: Stage, on: date) -> None:
        try:
            told = StageInput(stage=stage, started_on=on.isoformat())
            await RecordService(self._work).enter_stage(str(replica_id), told, _ANY)
        except InvalidRequest as refused:
            # what is wrong with the stage is wrong with the day of the step
            errors = [FieldError("#/on", error.code, error.message, error.facts) for error in refused.errors]
            raise InvalidRequest(errors) from None


def _due(status: ReplicationStatus, step: Step | None, on: date) -> date | None:
    """Return the day by which a step is to end where nobody said one."""
    days = step.days if step else ANSWER_DAYS.get(status)
    return on + timedelta(days=days) if days else None


def _reason(told: Told) -> tuple[str | None, str | None]:
    match told:
        case RefusalInput() | StopInput():
            return told.reason_code.value, told.reason
        case CancelInput():
            return None, told.reason
        case _:
            return None, None

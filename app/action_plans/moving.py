"""Bringing an action plan along: its stages, its end, its agreement, and its milestones."""

from datetime import date
from uuid import UUID

from app.action_plans.agreement import signature_errors
from app.action_plans.facts import MilestoneDone, SignatureRecorded
from app.action_plans.inputs import (
    MilestoneDoneInput,
    PlanStageInput,
    PlanStopInput,
    SignatureInput,
    SignatureWithdrawal,
)
from app.action_plans.keeping import PlanKeeping, snapshot
from app.action_plans.milestones import done_errors
from app.action_plans.schemas import ActionPlanRead
from app.action_plans.service import refuse
from app.action_plans.workflow import advance, check_stop
from app.core.conditional import Condition
from app.core.errors import FieldError, InvalidRequest, NotFound, Text
from app.models import ActionPlan, ActionPlanStep, PlanSignature
from app.models.codes import PlanParty

_OUT_OF_ORDER = Text(
    "Tahap sebelumnya dimasuki pada {entered_on}; tidak dapat lebih awal.",
    "The stage before was entered on {entered_on}; this cannot come earlier.",
)
_NOT_SIGNED = Text("Pihak ini belum menandatangani.", "This party has not signed.")


class PlanMovingService(PlanKeeping):
    """What becomes of action plans."""

    async def advance(self, plan_id: UUID, told: PlanStageInput, condition: Condition) -> ActionPlanRead:
        """Let a plan enter the next stage.

        Raises:
            NotFound, NotPermitted, PreconditionRequired, PreconditionFailed, PlanWithdrawn: as in `_held`.
            PlanStepRefused: it has ended, or another stage is next.
            InvalidRequest: the day has not come, or lies before that of the stage in front of it.
        """
        one = await self._held(plan_id, condition)
        stage = advance(one.stage, one.stopped_on, told.stage)
        on = self._after(one, told.on)
        before = snapshot(one)
        one.stage, one.entered_on = stage.value, on
        step = ActionPlanStep(plan_id=one.id, number=len(one.steps) + 1, stage=stage.value, entered_on=on)
        step.note, step.account_id, step.recorded_at = told.note, self._work.principal.account_id, self._work.at
        await self._data.add(step)
        return await self._changed(one, "advance", before)

    async def stop(self, plan_id: UUID, told: PlanStopInput, condition: Condition) -> ActionPlanRead:
        """Stop a plan, with the reason.

        Raises:
            NotFound, NotPermitted, PreconditionRequired, PreconditionFailed, PlanWithdrawn: as in `_held`.
            PlanStepRefused: it has ended.
            InvalidRequest: the day has not come, or lies before that of the stage that it is in.
        """
        one = await self._held(plan_id, condition)
        check_stop(one.stage, one.stopped_on)
        on = self._after(one, told.on)
        before = snapshot(one)
        one.stopped_on, one.stopped_reason = on, told.reason
        return await self._changed(one, "stop", before, told.reason)

    async def withdraw(self, plan_id: UUID, reason: str, condition: Condition) -> ActionPlanRead:
        """Take back a plan that was recorded by mistake: its place in a number of plans is free again.

        Raises:
            NotFound, NotPermitted, PreconditionRequired, PreconditionFailed, PlanWithdrawn: as in `_held`.
        """
        one = await self._held(plan_id, condition)
        before = snapshot(one)
        one.withdrawn_at, one.withdrawn_reason = self._work.at, reason
        one.aggregate_id = one.innovation_id = None
        return await self._changed(one, "withdraw", before, reason)

    async def sign(self, plan_id: UUID, told: SignatureInput, condition: Condition) -> ActionPlanRead:
        """Record that a party signed the agreement.

        Raises:
            NotFound, NotPermitted, PreconditionRequired, PreconditionFailed, PlanWithdrawn: as in `_held`.
            SignatureRecorded: it has signed.
            InvalidRequest: the day has not come, or there was no plan on it.
        """
        one = await self._held(plan_id, condition)
        if (signed := _signature(one, told.party)) is not None:
            raise SignatureRecorded(told.party, signed.signed_on)
        refuse(signature_errors(told.signed_on, one.starts_on, self._today))
        before = snapshot(one)
        signature = PlanSignature(plan_id=one.id, party=told.party.value, signed_on=told.signed_on, note=told.note)
        signature.account_id, signature.recorded_at = self._work.principal.account_id, self._work.at
        await self._data.add(signature)
        return await self._changed(one, "sign", before)

    async def withdraw_signature(
        self, plan_id: UUID, told: SignatureWithdrawal, condition: Condition
    ) -> ActionPlanRead:
        """Take back a signature that was recorded by mistake; the history keeps it.

        Raises:
            NotFound, NotPermitted, PreconditionRequired, PreconditionFailed, PlanWithdrawn: as in `_held`.
            InvalidRequest: the party has not signed.
        """
        one = await self._held(plan_id, condition)
        signed = _signature(one, told.party)
        if signed is None:
            raise InvalidRequest([FieldError("#/party", "not_signed", _NOT_SIGNED)])
        before = snapshot(one)
        await self._data.drop(signed)
        return await self._changed(one, "withdraw_signature", before, told.reason)

    async def complete_milestone(
        self, plan_id: UUID, milestone_id: UUID, told: MilestoneDoneInput, condition: Condition
    ) -> ActionPlanRead:
        """Record that a milestone was reached, and what shows it.

        Raises:
            NotFound: the plan is not here, or has no such milestone.
            NotPermitted, PreconditionRequired, PreconditionFailed, PlanWithdrawn: as in `_held`.
            MilestoneDone: it was reached before.
            InvalidRequest: the day has not come, or there was no plan on it.
        """
        one = await self._held(plan_id, condition)
        milestone = next((each for each in one.milestones if each.id == milestone_id), None)
        if milestone is None:
            raise NotFound
        if milestone.done_on is not None:
            raise MilestoneDone(milestone.done_on)
        on = told.on or self._today
        refuse(done_errors(on, one.starts_on, self._today, "#/on"))
        before = snapshot(one)
        milestone.done_on = on
        milestone.evidence = told.evidence or milestone.evidence
        return await self._changed(one, "complete_milestone", before)

    def _after(self, one: ActionPlan, said: date | None) -> date:
        on = self._day(said, "#/on")
        if on < one.entered_on:
            entered: dict[str, object] = {"entered_on": one.entered_on.isoformat()}
            raise InvalidRequest([FieldError("#/on", "out_of_order", _OUT_OF_ORDER, entered)])
        return on


def _signature(one: ActionPlan, party: PlanParty) -> PlanSignature | None:
    return next((signed for signed in one.signatures if signed.party == party), None)

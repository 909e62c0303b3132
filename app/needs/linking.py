"""What is put against a need: innovations that answer it, and plans that are made against it."""

from datetime import date
from uuid import UUID

from app.core.conditional import Condition
from app.core.errors import FieldError, InvalidRequest, Text
from app.core.ids import new_id
from app.core.queries import identity
from app.innovations.references import Wanted, find
from app.models import Need, NeedAnswer, NeedPlan
from app.models.codes import AnswerBasis, NeedStatus, RecordStatus
from app.needs.facts import AnswerStands, NeedStepRefused, PlanStands, StatusRestsOnIt
from app.needs.inputs import NeedAnswerInput, NeedAnswerWithdrawal, NeedPlanInput, NeedPlanWithdrawal
from app.needs.keeping import Keeping, refuse, snapshot, standing
from app.needs.repository import InnovationFacts
from app.needs.schemas import NeedRead
from app.needs.use import Use, day_of, use_of
from app.needs.workflow import ANSWERED, ENDED, NeedAction, legal_actions

_NOT_THEIRS = Text(
    "Bukan inovasi perangkat daerah ini, pendahulu, atau penerusnya, dan replikasinya tidak berjalan di sana.",
    "This is no innovation of the agency, of one that it followed or that followed it, nor does its replication run "
    "there.",
)
_NOT_PUBLISHED = Text("Inovasi ini tidak terbit.", "The innovation is not published.")
_UNKNOWN = Text("Tidak ada rencana aksi dengan id ini.", "There is no action plan of this id.")
_OTHER_AGENCY = Text("Rencana aksi ini milik perangkat daerah lain.", "The action plan is another agency's.")
_NOT_LINKED = Text("Tidak ditautkan pada kebutuhan ini.", "This is not linked to the need.")


class LinkingService(Keeping):
    """The answers and plans of needs, within one request of whoever keeps them."""

    async def answer(self, need_id: UUID, told: NeedAnswerInput, condition: Condition) -> NeedRead:
        """Put an innovation against a need; one that is in use answers it, one that is not yet is planned.

        An innovation that was planned is put against the need once more when it came into use.

        Raises:
            NotFound, PreconditionRequired, PreconditionFailed: there is no such need, or another version.
            NeedStepRefused: the need ended.
            InvalidRequest: there is no such innovation, it is not the agency's, or the day of its use is wrong.
            AnswerStands: it answers the need already.
        """
        need = await self._held(need_id, condition)
        self._check_open(need, NeedAction.ANSWER)
        wanted = Wanted()
        wanted.add("innovation", told.innovation, "#/innovation")
        found = await find(self._work.session, wanted, self._work.principal)
        innovation_id = found.id_of("innovation", told.innovation)
        line = await self._data.lineage(need.agency_id)
        facts = await self._data.innovation(innovation_id, line)
        basis = _basis(facts)
        if basis is None:
            raise InvalidRequest([FieldError("#/innovation", "not_used_there", _NOT_THEIRS)])
        in_use_from = self._in_use_from(facts, basis, told.in_use_from)
        before = snapshot(need)
        before_link = await self._link(need, innovation_id, basis, in_use_from)
        action = NeedAction.PLAN if in_use_from is None else NeedAction.ANSWER
        await self._enter(need, action)
        link = {"innovation": str(innovation_id), "basis": basis.value, "in_use_from": _iso(in_use_from)}
        return await self._changed(need, "answer", before, more={"answer": (before_link, link)})

    def _in_use_from(self, facts: InnovationFacts, basis: AnswerBasis, told: date | None) -> date | None:
        """Return since when the agency uses an innovation, or None if it does not yet.

        Raises:
            InvalidRequest: the day that was told cannot be right, one is needed, or the innovation is not public.
        """
        run = facts.run_from if basis is AnswerBasis.DIPAKAI else None
        use = Use(run, run) if run is not None else use_of(facts.stages)
        if use is not None and facts.innovation.status != RecordStatus.PUBLISHED:
            if told is not None:
                raise InvalidRequest([FieldError("#/innovation", "not_published", _NOT_PUBLISHED)])
            return None
        found, wrong = day_of(use, told, self._today)
        refuse(wrong)
        return found

    async def _link(
        self, need: Need, innovation_id: UUID, basis: AnswerBasis, in_use_from: date | None
    ) -> dict[str, str | None] | None:
        """Link an innovation, or bring the link of one that was planned up to its use; return the link before."""
        linked = next((one for one in standing(need.answers) if one.innovation_id == innovation_id), None)
        if linked is None:
            made = NeedAnswer(
                id=new_id(),
                need_id=need.id,
                innovation_id=innovation_id,
                basis=basis.value,
                in_use_from=in_use_from,
                linked_at=self._work.at,
            )
            await self._data.add(made)
            return None
        if linked.in_use_from is not None or in_use_from is None:
            raise AnswerStands
        before = {"innovation": str(innovation_id), "basis": linked.basis, "in_use_from": None}
        linked.basis, linked.in_use_from = basis.value, in_use_from
        return before

    async def withdraw_answer(self, need_id: UUID, told: NeedAnswerWithdrawal, condition: Condition) -> NeedRead:
        """Take back that an innovation answers a need, with the reason; the link stays on record.

        Raises:
            NotFound, PreconditionRequired, PreconditionFailed: there is no such need, or another version.
            NeedStepRefused: the need ended.
            InvalidRequest: the innovation is not linked.
            StatusRestsOnIt: the status of the need rests on it alone.
        """
        need = await self._held(need_id, condition)
        self._check_open(need, NeedAction.ANSWER)
        refuse(await self._naming_errors([("#/reason", told.reason)]))
        links = standing(need.answers)
        named = identity(told.innovation)
        link = next(
            (one for one in links if named == one.innovation_id or told.innovation == one.innovation.slug), None
        )
        if link is None:
            raise InvalidRequest([FieldError("#/innovation", "unknown_reference", _NOT_LINKED)])
        _check_not_last(need, [one for one in links if one is not link], standing(need.plans))
        before = snapshot(need)
        link.withdrawn_at, link.withdrawn_reason = self._work.at, told.reason
        gone = {"innovation": str(link.innovation_id), "in_use_from": _iso(link.in_use_from)}
        return await self._changed(need, "withdraw_answer", before, told.reason, {"answer": (gone, None)})

    async def plan(self, need_id: UUID, told: NeedPlanInput, condition: Condition) -> NeedRead:
        """Put an action plan of the agency against a need.

        Raises:
            NotFound, PreconditionRequired, PreconditionFailed: there is no such need, or another version.
            NeedStepRefused: the need ended.
            InvalidRequest: there is no such plan, or it is another agency's.
            PlanStands: it is linked already.
        """
        need = await self._held(need_id, condition)
        self._check_open(need, NeedAction.PLAN)
        plan = await self._data.plan(told.plan, self._work.principal)
        if plan is None:
            raise InvalidRequest([FieldError("#/plan", "unknown_reference", _UNKNOWN)])
        if plan.agency_id not in await self._data.lineage(need.agency_id):
            raise InvalidRequest([FieldError("#/plan", "not_theirs", _OTHER_AGENCY)])
        if any(one.plan_id == plan.id for one in standing(need.plans)):
            raise PlanStands
        before = snapshot(need)
        await self._data.add(NeedPlan(id=new_id(), need_id=need.id, plan_id=plan.id, linked_at=self._work.at))
        await self._enter(need, NeedAction.PLAN)
        return await self._changed(need, "plan", before, more={"plan": (None, str(plan.id))})

    async def withdraw_plan(self, need_id: UUID, told: NeedPlanWithdrawal, condition: Condition) -> NeedRead:
        """Take back that a plan is made against a need, with the reason; the link stays on record.

        Raises:
            NotFound, PreconditionRequired, PreconditionFailed: there is no such need, or another version.
            NeedStepRefused: the need ended.
            InvalidRequest: the plan is not linked.
            StatusRestsOnIt: the status of the need rests on it alone.
        """
        need = await self._held(need_id, condition)
        self._check_open(need, NeedAction.PLAN)
        refuse(await self._naming_errors([("#/reason", told.reason)]))
        links = standing(need.plans)
        link = next((one for one in links if one.plan_id == told.plan), None)
        if link is None:
            raise InvalidRequest([FieldError("#/plan", "unknown_reference", _NOT_LINKED)])
        _check_not_last(need, standing(need.answers), [one for one in links if one is not link])
        before = snapshot(need)
        link.withdrawn_at, link.withdrawn_reason = self._work.at, told.reason
        return await self._changed(need, "withdraw_plan", before, told.reason, {"plan": (str(link.plan_id), None)})

    def _check_open(self, need: Need, action: NeedAction) -> None:
        status = NeedStatus(need.status)
        if status in ENDED:
            raise NeedStepRefused(status, action, legal_actions(status))


def _check_not_last(need: Need, answers: list[NeedAnswer], plans: list[NeedPlan]) -> None:
    """Check that the status of a need still rests on something of what is left.

    Raises:
        StatusRestsOnIt: it does not.
    """
    status = NeedStatus(need.status)
    answered = any(one.in_use_from is not None for one in answers)
    if (status in ANSWERED and not answered) or (status is NeedStatus.DIRENCANAKAN and not (answers or plans)):
        raise StatusRestsOnIt(status)


def _basis(facts: InnovationFacts) -> AnswerBasis | None:
    """Return by what an innovation is an agency's to answer with, or None if it is not."""
    if facts.own:
        return AnswerBasis.REPLIKA if facts.replica else AnswerBasis.MILIK
    return AnswerBasis.DIPAKAI if facts.run_from is not None else None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None

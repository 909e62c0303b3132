"""Concluding stages, computing them again, and determining and publishing what came out of a round."""

import asyncio
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from app.audit.service import AuditService, Changes
from app.conflicts.service import ConflictService
from app.core.conditional import Condition, version_tag
from app.core.errors import NotFound
from app.core.writing import Work
from app.models import Round, RoundEntry, RoundStage, StageResult
from app.models.codes import ObjectionStatus, PassRule, RoundStatus
from app.results.combining import round_result
from app.results.document import Result, entries_in, stage_result
from app.results.engine import ENGINE
from app.results.facts import ConflictsUndecided, ObjectionsOpen, StageSettled, StagesOutdated
from app.results.gathering import Gathering, in_play, rule_of
from app.results.repository import ComputingRepository
from app.results.schemas import Decree, Recomputation, ResultHead
from app.results.showing import head_of, out_by, ranked_rows
from app.results.standings import Standings
from app.rounds.directory import RoundDirectory, runs_rounds
from app.rounds.facts import RoundStep, StagesNotConcluded
from app.rounds.repository import RoundRepository
from app.rounds.schemas import RoundRead
from app.rounds.service import stage_of
from app.rounds.workflow import RoundAction, check_closed, legal_actions, step, waiting_before

_CONCLUDE = "conclude"


class ResultService:
    """What comes out of rounds, each step written down in the audit."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._rounds = RoundRepository(work.session)
        self._results = ComputingRepository(work.session)
        self._gathering = Gathering(work.session)
        self._standings = Standings(work.session)
        # what conflicts rest on must not change between a look at what is undecided and a decree
        self._conflicts = ConflictService(work)
        self._audit = AuditService(work)

    async def conclude(self, key: str, kind: str) -> ResultHead:
        """Compute the result of a stage and put out who does not go on; concluded anew, the new result takes its place.

        Where nothing changed since it was concluded, nothing is written, and the result keeps its number. Where what it
        rests on changed after later stages were concluded, these count as not concluded from then on: other entries may
        have come as far as there.

        Raises:
            NotFound: there is no such round or stage, or the caller does not run rounds of the whole city.
            RoundStep: the round is not open.
            StageStillOpen: scores are sealed.
            StagesNotConcluded: it is not this stage's turn.
            StageSettled: a later stage was concluded, and nothing changed that this one rests on.
            InstrumentIncomplete, ConflictsUndecided, ObjectionsOpen, WrongSheet: there is nothing to compute from yet.
        """
        one = await self._found(key, lock=True)
        stage = stage_of(one, kind)
        self._check_turn(one, stage)
        entries = await self._results.entries(one.id)
        later = [other for other in one.stages if _before(stage, other) and other.concluded_at is not None]
        if later and not await self._outdated(one, stage, entries):
            raise StageSettled(stage.kind, later[0].kind)
        inputs = await self._gathering.of_stage(one, stage, entries, in_play(one, stage, entries))
        # the arithmetic of a large round takes seconds, in which others are to be answered
        result = await asyncio.to_thread(stage_result, inputs)
        before = await self._results.newest(one.id, stage.id)
        same = before is not None and before.digest == result.digest
        if before is not None and same and stage.concluded_at is not None:
            return head_of(before, kind)
        made = before if before is not None and same else await self._keep(one, stage, result, entries, before)
        await self._let_go(stage, result)
        at = self._work.at
        changes: Changes = {"stage": (None, kind), "concluded_at": (_told(stage.concluded_at), _told(at))}
        for other in later:
            changes[f"stages/{other.kind}/concluded_at"] = (_told(other.concluded_at), None)
            other.concluded_at = None
        stage.concluded_at = at
        self._count(one)
        self._note("round.conclude", one, changes | _of_result(before, made))
        await self._results.flush()
        return head_of(made, kind)

    def _check_turn(self, one: Round, stage: RoundStage) -> None:
        if one.status != RoundStatus.OPEN:
            raise RoundStep(one.status, _CONCLUDE, legal_actions(one.status))
        check_closed(stage, self._work.at)
        if waiting := waiting_before(one, stage):
            raise StagesNotConcluded(waiting)

    async def _outdated(self, one: Round, stage: RoundStage, entries: Sequence[RoundEntry]) -> bool:
        """Whether a stage would rest on something else now, over the entries that its result is about."""
        kept = await self._results.newest(one.id, stage.id, whole=True)
        if kept is None:
            return True
        inputs = await self._gathering.of_stage(one, stage, entries, entries_in(kept.document))
        return await asyncio.to_thread(inputs.digest) != kept.inputs_digest

    async def _check_settled(self, one: Round, entries: Sequence[RoundEntry]) -> None:
        """Let a result pass that rests on what was decided, and on nothing that has changed since.

        Raises:
            StagesNotConcluded, ConflictsUndecided, ObjectionsOpen, StagesOutdated: something is to be done first.
        """
        if waiting := _not_concluded(one):
            raise StagesNotConcluded(waiting)
        if undecided := await self._results.undecided(one.id):
            raise ConflictsUndecided(undecided)
        objections = await self._results.objections(one.id)
        if unanswered := sum(status == ObjectionStatus.OPEN for _, status in objections):
            raise ObjectionsOpen(unanswered)
        if outdated := [stage.kind for stage in one.stages if await self._outdated(one, stage, entries)]:
            raise StagesOutdated(outdated)

    async def _let_go(self, stage: RoundStage, result: Result) -> None:
        """Put out who does not go on, and take back whom an earlier result of the stage had put out."""
        if stage.pass_rule == PassRule.DECISION:
            return
        passed = {UUID(entry["entry"]) for entry in result.content["entries"] if entry["passed"]}
        await self._standings.take_back(stage.id, passed)
        await self._standings.put_out(stage.id, out_by(result.content, rule_of(stage)))

    async def recompute(self, key: str, kind: str) -> Recomputation:
        """Compute the result of a stage again, over the entries that it was about, and hold it against what was kept.

        Raises:
            NotFound: there is no such round or stage, or the caller does not run rounds of the whole city.
            StagesNotConcluded: the stage has no result.
            ConflictsUndecided, ObjectionsOpen, WrongSheet: something came up that is to be decided first.
        """
        one = await self._found(key)
        stage = stage_of(one, kind)
        kept = await self._results.newest(one.id, stage.id, whole=True)
        if kept is None:
            raise StagesNotConcluded([stage.kind])
        entries = await self._results.entries(one.id)
        inputs = await self._gathering.of_stage(one, stage, entries, entries_in(kept.document))
        return self._compared(one, kept, await asyncio.to_thread(stage_result, inputs), kind)

    async def recompute_round(self, key: str) -> Recomputation:
        """Compute the result of a whole round again, and hold it against what was kept.

        Raises:
            NotFound: there is no such round, or the caller does not run rounds of the whole city.
            StagesNotConcluded: the round has no result; the stages are named that are missing, or none.
        """
        one = await self._found(key)
        kept = await self._results.newest(one.id, None, whole=True)
        if kept is None:
            raise StagesNotConcluded(_not_concluded(one))
        inputs = await self._gathering.of_round(one, await self._results.entries(one.id))
        return self._compared(one, kept, await asyncio.to_thread(round_result, inputs), None)

    def _compared(self, one: Round, kept: StageResult, result: Result, kind: str | None) -> Recomputation:
        same = kept.document == result.text
        of_stage: Changes = {"stage": (None, kind)} if kind else {}
        self._note("round.recompute", one, of_stage | {"number": (None, kept.number), "same": (None, same)})
        return Recomputation(
            same=same,
            number=kept.number,
            engine=ENGINE,
            digest=result.digest,
            stored_digest=kept.digest,
            inputs_digest=result.inputs_digest,
            stored_inputs_digest=kept.inputs_digest,
        )

    async def determine(self, key: str, decree: Decree, condition: Condition) -> RoundRead:
        """Determine the result of a round by a decree: it is computed from those of the stages, and fixed.

        Raises:
            NotFound: there is no such round, or the caller does not run rounds of the whole city.
            PreconditionRequired, PreconditionFailed: the caller has not seen the present version.
            RoundStep: the round is not open.
            StagesNotConcluded: stages have no result yet.
            ConflictsUndecided, ObjectionsOpen: sheets are suspended, or objections not answered.
            StagesOutdated: results of stages rest on what has changed since.
        """
        await self._conflicts.hold()
        one = await self._found(key, lock=True)
        condition.check([version_tag(one.version)])
        status = step(one.status, RoundAction.DETERMINE)
        entries = await self._results.entries(one.id)
        await self._check_settled(one, entries)
        result = await asyncio.to_thread(round_result, await self._gathering.of_round(one, entries))
        before = await self._results.newest(one.id, None)
        made = await self._keep(one, None, result, entries, before)
        changes: Changes = {
            "status": (one.status, status.value),
            "decree_number": (None, decree.decree_number),
            "decree_on": (None, _told(decree.decree_on)),
        }
        one.status, one.decree_number, one.decree_on = status.value, decree.decree_number, decree.decree_on
        return await self._moved("round.determine", one, changes | _of_result(before, made))

    async def publish(self, key: str, condition: Condition) -> RoundRead:
        """Publish the result of a round: from now on everyone reads it.

        Raises:
            NotFound: there is no such round, or the caller does not run rounds of the whole city.
            PreconditionRequired, PreconditionFailed: the caller has not seen the present version.
            RoundStep: it is not determined.
            ConflictsUndecided, StagesOutdated: it rests on a sheet that a conflict came up about since.
        """
        await self._conflicts.hold()
        one = await self._found(key, lock=True)
        condition.check([version_tag(one.version)])
        status = step(one.status, RoundAction.PUBLISH)
        await self._check_settled(one, await self._results.entries(one.id))
        changes: Changes = {"status": (one.status, status.value)}
        one.status, one.published_at = status.value, self._work.at
        return await self._moved("round.publish", one, changes)

    async def revoke(self, key: str, reason: str, condition: Condition) -> RoundRead:
        """Revoke the decree of a round that is not published, which is open again; its result stays on record.

        Raises:
            NotFound: there is no such round, or the caller does not run rounds of the whole city.
            PreconditionRequired, PreconditionFailed: the caller has not seen the present version.
            RoundStep: it is not determined.
        """
        one = await self._found(key, lock=True)
        condition.check([version_tag(one.version)])
        status = step(one.status, RoundAction.REVOKE)
        changes: Changes = {
            "status": (one.status, status.value),
            "decree_number": (one.decree_number, None),
            "decree_on": (_told(one.decree_on), None),
        }
        one.status, one.decree_number, one.decree_on = status.value, None, None
        return await self._moved("round.revoke", one, changes, reason)

    async def _found(self, key: str, *, lock: bool = False) -> Round:
        """Return a round of whoever runs rounds; `lock` keeps others from changing it meanwhile."""
        runs = runs_rounds(self._work.principal)
        one = await self._rounds.get(key, runs=True, lock=lock) if runs else None
        if one is None:
            raise NotFound
        return one

    async def _keep(
        self,
        one: Round,
        stage: RoundStage | None,
        result: Result,
        entries: Sequence[RoundEntry],
        before: StageResult | None,
    ) -> StageResult:
        made = StageResult(
            round_id=one.id,
            stage_id=stage.id if stage else None,
            number=before.number + 1 if before else 1,
            document=result.text,
            summary=result.summary,
            digest=result.digest,
            inputs_digest=result.inputs_digest,
            engine=ENGINE,
            computed_at=self._work.at,
        )
        await self._results.keep(made, ranked_rows(result.content, await self._gathering.cards(one, entries)))
        return made

    async def _moved(self, action: str, one: Round, changes: Changes, reason: str | None = None) -> RoundRead:
        self._count(one)
        self._note(action, one, changes, reason)
        await self._results.flush()
        return await RoundDirectory(self._work.session, self._work.principal, self._work.at).show(one)

    def _count(self, one: Round) -> None:
        one.version += 1
        one.updated_at = self._work.at

    def _note(self, action: str, one: Round, changes: Changes, reason: str | None = None) -> None:
        """Write down a step; digests say which result it led to, and no score is told."""
        self._audit.record(action, ("round", one.id), changes, reason=reason)


def _before(first: RoundStage, second: RoundStage) -> bool:
    return first.position < second.position


def _not_concluded(one: Round) -> list[str]:
    return [stage.kind for stage in one.stages if stage.concluded_at is None]


def _of_result(before: StageResult | None, made: StageResult) -> Changes:
    return {
        "number": (before.number if before else None, made.number),
        "digest": (before.digest if before else None, made.digest),
    }


def _told(moment: date | None) -> str | None:
    return moment.isoformat() if moment else None

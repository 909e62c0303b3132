"""What is decided of single entries: that they do not go on, or leave at their owner's wish."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from app.audit.service import AuditService, Changes
from app.core.errors import FieldError, InvalidRequest, NotFound, Text
from app.core.writing import Work
from app.models import Round, RoundEntry, RoundStage
from app.models.codes import EntryStatus, PassRule, RoundStatus
from app.rounds.directory import RoundDirectory, hidden, runs_rounds
from app.rounds.facts import (
    EntryNotActive,
    NotDecidedHere,
    RoundFixed,
    StageConcluded,
    StageNotOpen,
    StagesNotConcluded,
)
from app.rounds.inputs import StageDecisions
from app.rounds.repository import RoundRepository
from app.rounds.schemas import DecisionCount
from app.rounds.service import RoundService, stage_of
from app.rounds.workflow import SCORED, Phase, check_closed, phase, waiting_before

_NOT_AN_ENTRY = Text("Bukan peserta putaran ini.", "This is no entry of the round.")
_REASON = Text("Sebutkan alasannya.", "Give the reason.")
_REPEATED = Text("Mengulang isian di atasnya.", "This repeats an entry above.")


class EntryService:
    """Decisions on entries, each written down in the audit."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._rounds = RoundRepository(work.session)
        self._audit = AuditService(work)

    async def withdraw(self, key: str, entry_id: UUID, reason: str) -> RoundEntry:
        """Take an entry out of a round at its owner's wish; its scores stay on record and count no more.

        Raises:
            NotFound: there is no such entry, or it is not the caller's.
            RoundFixed: the round is determined or over.
            EntryNotActive: it is out already, and the caller knows.
        """
        # no result may be computed meanwhile from entries of which this is one
        one = await self._rounds.get(key, runs=runs_rounds(self._work.principal), lock=True)
        entry = await self._rounds.entry(one.id, entry_id) if one else None
        if one is None or entry is None or not self._work.principal.keeps(entry.agency_id):
            raise NotFound
        if one.status != RoundStatus.OPEN:
            raise RoundFixed(one.status)
        directory = RoundDirectory(self._work.session, self._work.principal, self._work.at)
        if entry.status != EntryStatus.ACTIVE and not hidden(entry, directory.told_out(one)):
            raise EntryNotActive(entry.status)
        entry.status, entry.out_reason, entry.out_stage_id = EntryStatus.WITHDRAWN.value, reason, None
        self._audit.record(
            "round.withdraw_entry",
            ("round", one.id),
            {"entry": (None, str(entry.id)), "innovation": (None, str(entry.innovation_id))},
            agency_id=entry.agency_id,
            reason=reason,
        )
        return entry

    async def decide(self, key: str, kind: str, told: StageDecisions) -> DecisionCount:
        """Decide which entries go on from a stage whose rule is a decision.

        It is the stage's turn once it has opened and those before it were concluded. Where people score, nothing is
        decided before the scores are revealed: a decision that comes earlier cannot rest on them.

        Raises:
            NotFound: there is no such round or stage.
            NotDecidedHere: the stage has another rule.
            StageConcluded: its result stands.
            StagesNotConcluded, StageNotOpen, StageStillOpen: it is not its turn yet.
            InvalidRequest: an entry is not of the round, out at another stage, named twice, or refused without reason.
        """
        one = await RoundService(self._work).held(key)
        stage = stage_of(one, kind)
        if stage.pass_rule != PassRule.DECISION:
            raise NotDecidedHere(stage.kind, stage.pass_rule)
        if stage.concluded_at is not None:
            raise StageConcluded(stage.kind)
        check_decidable(one, stage, self._work.at)
        entries = await self._rounds.entries(one.id, {decision.entry for decision in told.decisions})
        _check_decisions(told, entries, stage)
        changed: Changes = {}
        for decision in told.decisions:
            entry = entries[decision.entry]
            before = _standing(entry)
            entry.status = EntryStatus.ACTIVE.value if decision.passes else EntryStatus.OUT.value
            entry.out_stage_id = None if decision.passes else stage.id
            entry.out_reason = None if decision.passes else decision.reason
            entry.decided_stage_id, entry.decided_reason = entry.out_stage_id, entry.out_reason
            if (after := _standing(entry)) != before:
                changed[f"entries/{entry.id}"] = (before, after)
        if changed:
            self._audit.record("round.decide", ("round", one.id), {"stage": (None, kind), **changed})
        out = sum(not decision.passes for decision in told.decisions)
        return DecisionCount(passed=len(told.decisions) - out, out=out, round_version=one.version)


def check_decidable(one: Round, stage: RoundStage, at: datetime) -> None:
    """Let a decision on the entries of a stage pass if it is the stage's turn.

    Raises:
        StagesNotConcluded: stages before it have no result.
        StageNotOpen: it has not opened, or the round is not open.
        StageStillOpen: people still score at it.
    """
    if one.status != RoundStatus.OPEN:
        raise StageNotOpen(stage.kind, one.status, phase(stage, at), stage.opens_at, stage.closes_at)
    if waiting := waiting_before(one, stage):
        raise StagesNotConcluded(waiting)
    if phase(stage, at) is Phase.UPCOMING:
        raise StageNotOpen(stage.kind, one.status, Phase.UPCOMING, stage.opens_at, stage.closes_at)
    if stage.kind in SCORED:
        check_closed(stage, at)


def _standing(entry: RoundEntry) -> dict[str, str | None]:
    """Return where an entry stands as the history tells it: a later decision takes the reason away from the record."""
    return {"innovation": str(entry.innovation_id), "status": entry.status, "reason": entry.out_reason}


def _check_decisions(told: StageDecisions, entries: Mapping[UUID, RoundEntry], stage: RoundStage) -> None:
    wrong: list[FieldError] = []
    seen: set[UUID] = set()
    for index, decision in enumerate(told.decisions):
        entry = entries.get(decision.entry)
        mine = entry is not None and (entry.status == EntryStatus.ACTIVE or entry.out_stage_id == stage.id)
        if not mine:
            wrong.append(FieldError(f"#/decisions/{index}/entry", "unknown_reference", _NOT_AN_ENTRY))
        elif decision.entry in seen:
            wrong.append(FieldError(f"#/decisions/{index}/entry", "repeated", _REPEATED))
        elif not decision.passes and decision.reason is None:
            wrong.append(FieldError(f"#/decisions/{index}/reason", "required", _REASON))
        seen.add(decision.entry)
    if wrong:
        raise InvalidRequest(wrong)

"""Preparing a round, opening it, and what is decided of it on the way."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from app.audit.service import AuditService, changes_between
from app.core.conditional import Condition, version_tag
from app.core.errors import FieldError, InvalidRequest, NotFound, Text
from app.core.ids import new_id
from app.core.queries import identity
from app.core.text import slugify
from app.core.writing import Work
from app.eligibility.service import EligibilityService
from app.instruments.definition import Definition, unknowns
from app.instruments.service import definition_of
from app.models import Round, RoundStage
from app.models.codes import EntryStatus, RoundStatus
from app.rounds.directory import RoundDirectory, exact, runs_rounds
from app.rounds.facts import (
    InstrumentIncomplete,
    RoundEmpty,
    RoundFixed,
    RoundTooLarge,
    StageClosed,
)
from app.rounds.inputs import MOST_ENTRIES, RoundCreate, RoundUpdate, ScopeFilter, StageUpdate
from app.rounds.preparing import Preparing, check_group, told_facts
from app.rounds.repository import RoundRepository
from app.rounds.schedule import wrong_times
from app.rounds.schemas import RoundRead
from app.rounds.scope import Candidate, found_by, listed
from app.rounds.workflow import SCORED, RoundAction, revealed, step

_MOST_SLUG = 100
_TAKEN = Text("Alamat ini sudah dipakai.", "This address is taken.")
# what may change while a round is open: it speaks to those who run it, and takes nothing from those who entered
_RUNNING = frozenset({"note", "max_load"})
_OF_ROUND = ("slug", "name", "note", "scope", "group", "closes_on", "per_entry", "max_load", "instrument_id")
_OF_STAGE = ("kind", "opens_at", "closes_at", "pass_rule", "pass_value", "weight", "instrument_id")


class RoundService:
    """Changes of rounds, each written down in the audit."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._rounds = RoundRepository(work.session)
        self._audit = AuditService(work)
        self._preparing = Preparing(work.session)
        self._directory = RoundDirectory(work.session, work.principal, work.at)

    async def create(self, told: RoundCreate) -> RoundRead:
        """Prepare a round.

        Raises:
            InvalidRequest: with all that is wrong with its stages; or it names what is not on record.
        """
        instrument_id, definition = await self._preparing.instrument(told.instrument)
        check_group(definition, told.group)
        slug = told.slug or await self._free_slug(told.name)
        if told.slug and (identity(told.slug) or await self._rounds.taken(told.slug)):
            raise InvalidRequest([FieldError("#/slug", "taken", _TAKEN)])
        made = Round(
            slug=slug,
            **told_facts(told),
            instrument_id=instrument_id,
            scope=await self._preparing.scope(told.scope),
            status=RoundStatus.DRAFT,
            created_at=self._work.at,
            updated_at=self._work.at,
        )
        made.stages = await self._preparing.stages(told.stages)
        await self._rounds.add(made)
        self._audit.record("round.create", ("round", made.id), changes_between({}, _snapshot(made)))
        return await self._shown(made.id)

    async def _free_slug(self, name: str) -> str:
        wanted = slugify(name)[:_MOST_SLUG].rstrip("-")
        free = wanted and not identity(wanted) and not await self._rounds.taken(wanted)
        return wanted if free else f"{wanted or 'putaran'}-{new_id().hex[-6:]}"

    async def update(self, key: str, told: RoundUpdate, condition: Condition) -> RoundRead:
        """Change what was sent of a round that is not open yet; of one that is, its note and load limit.

        Raises:
            NotFound: there is no such round.
            PreconditionRequired, PreconditionFailed: the caller has not seen the present version.
            RoundFixed: it was opened.
            InvalidRequest: as in `create`.
        """
        one = await self.locked(key, condition)
        fields = told.model_fields_set
        if one.status != RoundStatus.DRAFT and (fixed := sorted(fields - _RUNNING)):
            raise RoundFixed(one.status, fixed)
        if one.status not in {RoundStatus.DRAFT, RoundStatus.OPEN}:
            raise RoundFixed(one.status, sorted(fields))
        before = _snapshot(one)
        definition = definition_of(one.instrument)
        if "instrument" in fields:
            one.instrument_id, definition = await self._preparing.instrument(told.instrument)
        for name, value in told_facts(told).items():
            setattr(one, name, value)
        check_group(definition, one.group)
        if "scope" in fields:
            one.scope = await self._preparing.scope(told.scope)
        if "stages" in fields:
            stages = await self._preparing.stages(told.stages)
            one.stages = []
            await self._rounds.flush()
            one.stages = stages
        return await self._changed(one, "round.update", before)

    async def locked(self, key: str, condition: Condition) -> Round:
        """Return a round that nobody else changes until the transaction ends.

        Raises:
            NotFound: there is none, or the caller does not run rounds of the whole city.
            PreconditionRequired, PreconditionFailed: the caller has not seen the present version.
        """
        one = await self.held(key)
        condition.check([version_tag(one.version)])
        return one

    async def held(self, key: str) -> Round:
        """Return a round that nobody else changes until the transaction ends, whatever its version.

        Raises:
            NotFound: there is none, or the caller does not run rounds of the whole city.
        """
        one = await self._rounds.get(key, runs=True, lock=True) if runs_rounds(self._work.principal) else None
        if one is None:
            raise NotFound
        return one

    async def open(self, key: str, condition: Condition) -> RoundRead:
        """Open a round: what its scope means today are its entries from now on.

        Where it admits by a group with a quota, the oldest records of those otherwise eligible take the places left,
        then those of which that is not known. The others are entries that are answered not to be eligible; whoever
        runs the round decides of them.

        Raises:
            NotFound, PreconditionRequired, PreconditionFailed: as for an update.
            RoundStep: it is not a draft.
            InstrumentIncomplete: a scored stage has an instrument that does not know its own weights or scale.
            RoundEmpty, RoundTooLarge: the scope means no innovation, or too many.
        """
        one = await self.locked(key, condition)
        status = step(one.status, RoundAction.OPEN)
        self._check_scorable(one)
        found = await self._entering(one.scope)
        if not found:
            raise RoundEmpty
        answers = await self._answers(one, found)
        await self._rounds.enter(
            [
                {
                    "id": new_id(),
                    "round_id": one.id,
                    "innovation_id": candidate.id,
                    "agency_id": candidate.agency_id,
                    "name": candidate.name,
                    "status": EntryStatus.ACTIVE.value,
                    "eligibility": answers.get(candidate.id),
                }
                for candidate in found
            ]
        )
        before = _snapshot(one)
        one.status, one.opened_at = status.value, self._work.at
        return await self._changed(one, "round.open", before, entries=len(found))

    def _check_scorable(self, one: Round) -> None:
        for stage in one.stages:
            instrument = stage.instrument or one.instrument
            if stage.kind in SCORED and (missing := unknowns(definition_of(instrument))):
                raise InstrumentIncomplete(instrument.slug, missing)

    async def _entering(self, scope: Mapping[str, Any]) -> list[Candidate]:
        if (keys := scope.get("innovations")) is not None:
            by_key = await listed(self._work.session, keys)
            own = {one.id: one for one in by_key.values() if not one.external}
            return sorted(own.values(), key=lambda one: one.id)
        found = await found_by(self._work.session, ScopeFilter(**scope["filter"]), MOST_ENTRIES + 1)
        if len(found) > MOST_ENTRIES:
            raise RoundTooLarge(MOST_ENTRIES)
        return found

    async def _answers(self, one: Round, found: list[Candidate]) -> dict[UUID, str]:
        definition: Definition = definition_of(one.instrument)
        if one.group is None or definition.eligibility is None:
            return {}
        await self._rounds.hold_edition(one.instrument_id)
        ids = [candidate.id for candidate in found]
        told = await EligibilityService(self._work.session).answers(ids, definition, one.closes_on, one.group)
        return {innovation_id: answer.value for innovation_id, answer in told.items()}

    async def cancel(self, key: str, reason: str, condition: Condition) -> RoundRead:
        """Cancel a round; what was scored stays on record.

        Raises:
            NotFound, PreconditionRequired, PreconditionFailed: as for an update.
            RoundStep: it is determined, or cancelled already.
        """
        one = await self.locked(key, condition)
        before = _snapshot(one)
        one.status, one.remark = step(one.status, RoundAction.CANCEL).value, reason
        return await self._changed(one, "round.cancel", before, reason=reason)

    async def reschedule(self, key: str, kind: str, told: StageUpdate, condition: Condition) -> RoundRead:
        """Give a stage that has not closed other times.

        Raises:
            NotFound, PreconditionRequired, PreconditionFailed: as for an update; or the round has no such stage.
            RoundFixed: the round is over.
            StageClosed: the stage has closed.
            InvalidRequest: the times are out of order, or lie in the past.
        """
        one = await self.locked(key, condition)
        stage = stage_of(one, kind)
        if one.status not in {RoundStatus.DRAFT, RoundStatus.OPEN}:
            raise RoundFixed(one.status, sorted(told.model_fields_set - {"reason"}))
        if one.status == RoundStatus.OPEN and revealed(stage, self._work.at):
            raise StageClosed(stage.kind, stage.closes_at)
        before = _snapshot(one)
        for name in sorted(told.model_fields_set - {"reason"}):
            setattr(stage, name, getattr(told, name))
        # a stage that closes at once closes now: nobody can have been late before it was said
        stage.closes_at = max(stage.closes_at, self._work.at) if one.status == RoundStatus.OPEN else stage.closes_at
        places = range(len(one.stages))
        if wrong := list(wrong_times(one.stages, places)):  # type: ignore[arg-type] # kinds are codes here
            fields = [
                FieldError(f"#/{error.pointer.rsplit('/', 1)[1]}", error.code, error.message, error.facts)
                for error in wrong
            ]
            raise InvalidRequest(fields)
        return await self._changed(one, "round.reschedule", before, reason=told.reason)

    async def _changed(
        self, one: Round, action: str, before: Mapping[str, Any], *, reason: str | None = None, entries: int = 0
    ) -> RoundRead:
        """Count and write down a change of a round, and return the round."""
        changes = changes_between(before, _snapshot(one))
        if entries:
            changes["entries"] = (0, entries)
        if changes:
            one.version += 1
            one.updated_at = self._work.at
            self._audit.record(action, ("round", one.id), changes, reason=reason)
        await self._rounds.flush()
        return await self._shown(one.id)

    async def _shown(self, round_id: UUID) -> RoundRead:
        self._work.session.expire_all()
        return await self._directory.show(await self._directory.find(str(round_id)))


def stage_of(one: Round, kind: str) -> RoundStage:
    """Return the stage of a round by its kind.

    Raises:
        NotFound: the round has none.
    """
    found = next((stage for stage in one.stages if stage.kind == kind), None)
    if found is None:
        raise NotFound
    return found


def _snapshot(one: Round) -> dict[str, Any]:
    """Return a round as the history of changes tells it: flat, so that a change shows as what it touched."""
    told = {name: _plain(getattr(one, name)) for name in (*_OF_ROUND, "status", "remark")}
    for stage in one.stages:
        told |= {f"stages/{stage.kind}/{name}": _plain(getattr(stage, name)) for name in _OF_STAGE[1:]}
    return told


def _plain(value: Any) -> Any:
    """Return a fact as JSON holds it. A number that was stored is spelled as one that was just sent."""
    if isinstance(value, Decimal):
        return exact(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value

"""Gathering what a result is computed from, and refusing to compute from what is not decided or not known."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from app.core.clock import WIB
from app.core.database import Session
from app.core.timeline import in_force
from app.instruments.definition import Definition, form_of, unknowns
from app.instruments.parts import WeightedForm
from app.models import Agency, Instrument, Round, RoundEntry, RoundStage
from app.models.codes import EntryStatus, Finding, ObjectionStatus, PassRule
from app.results.combining import EntryState, RoundInputs, StagePart
from app.results.document import Inputs
from app.results.engine import Sheet
from app.results.facts import ConflictsUndecided, ObjectionsOpen
from app.results.ranking import Reason, Rule
from app.results.repository import ComputingRepository, Filled
from app.results.showing import Card
from app.rounds.facts import InstrumentIncomplete
from app.rounds.workflow import SCORED


def rule_of(stage: RoundStage) -> Rule:
    """Return the pass rule of a stage."""
    return Rule(PassRule(stage.pass_rule), stage.pass_value)


def form_by(instrument: Instrument) -> WeightedForm | None:
    """Return the form of an instrument, or None where it was not found."""
    return form_of(Definition.model_validate(instrument.definition))


def in_play(one: Round, stage: RoundStage, entries: Sequence[RoundEntry]) -> frozenset[UUID]:
    """Return the entries that a stage is about: those still in the round, and those that it or a later one put out."""
    reached = {other.id for other in one.stages if other.position >= stage.position}
    return frozenset(
        entry.id
        for entry in entries
        if entry.status == EntryStatus.ACTIVE or (entry.status == EntryStatus.OUT and entry.out_stage_id in reached)
    )


class Gathering:
    """What results of rounds are computed from, within one transaction."""

    def __init__(self, session: Session) -> None:
        self._computing = ComputingRepository(session)

    async def of_stage(
        self, one: Round, stage: RoundStage, entries: Sequence[RoundEntry], wanted: Collection[UUID]
    ) -> Inputs:
        """Return the inputs of a stage over some of the entries of its round.

        Raises:
            InstrumentIncomplete: the instrument does not know what a total needs.
            ConflictsUndecided: sheets are suspended, and whether they count is not decided.
            ObjectionsOpen: objections that the stage's rule goes by are not answered.
        """
        instrument = stage.instrument or one.instrument
        scored = stage.kind in SCORED
        form = _scorable(instrument) if scored else None
        filled = [sheet for sheet in await self._computing.sheets(stage.id) if scored and sheet.entry_id in wanted]
        if undecided := sum(sheet.suspended for sheet in filled):
            raise ConflictsUndecided(undecided)
        failing = await self._failing(one, stage, entries, wanted)
        return Inputs(
            round_id=str(one.id),
            stage=stage.kind,
            instrument=instrument.slug,
            instrument_digest=instrument.digest,
            form=form,
            rule=rule_of(stage),
            weight=stage.weight,
            entries=frozenset(map(str, wanted)),
            sheets=[_sheet(one) for one in filled if not one.excluded],
            excluded=[_sheet(one) for one in filled if one.excluded],
            failing={str(entry): reason for entry, reason in failing.items()},
        )

    async def _failing(
        self, one: Round, stage: RoundStage, entries: Sequence[RoundEntry], wanted: Collection[UUID]
    ) -> Mapping[UUID, Reason]:
        match PassRule(stage.pass_rule):
            case PassRule.DECISION:
                decided = (entry.id for entry in entries if entry.id in wanted and entry.decided_stage_id == stage.id)
                return dict.fromkeys(decided, Reason.DECIDED)
            case PassRule.NO_UPHELD_OBJECTION:
                return await self._objected(one.id, wanted)
            case PassRule.VERIFIED:
                return await self._not_verified(one.id, wanted)
            case _:
                return {}

    async def _objected(self, round_id: UUID, wanted: Collection[UUID]) -> Mapping[UUID, Reason]:
        objections = [told for told in await self._computing.objections(round_id) if told[0] in wanted]
        if waiting := sum(status == ObjectionStatus.OPEN for _, status in objections):
            raise ObjectionsOpen(waiting)
        return {entry: Reason.OBJECTION_UPHELD for entry, status in objections if status == ObjectionStatus.UPHELD}

    async def _not_verified(self, round_id: UUID, wanted: Collection[UUID]) -> Mapping[UUID, Reason]:
        """Return who was not visited, and what the last visit found otherwise: it corrects those before."""
        findings = await self._computing.findings(round_id)
        return {
            entry: Reason.NOT_AS_DESCRIBED if entry in findings else Reason.NOT_VISITED
            for entry in wanted
            if findings.get(entry, Finding.TIDAK_SESUAI) == Finding.TIDAK_SESUAI
        }

    async def of_round(self, one: Round, entries: Sequence[RoundEntry]) -> RoundInputs:
        """Return the inputs of a whole round, every stage of which was concluded."""
        results = await self._computing.of_stages(one.id)
        kinds = {stage.id: stage.kind for stage in one.stages}
        return RoundInputs(
            round_id=str(one.id),
            instrument=one.instrument.slug,
            instrument_digest=one.instrument.digest,
            form=form_by(one.instrument),
            parts=[
                StagePart.of(stage.kind, stage.weight if stage.kind in SCORED else None, results[stage.id].document)
                for stage in one.stages
            ],
            entries={
                str(entry.id): EntryState(
                    active=entry.status == EntryStatus.ACTIVE,
                    out_stage=kinds[entry.out_stage_id] if entry.out_stage_id else None,
                )
                for entry in entries
            },
        )

    async def cards(self, one: Round, entries: Sequence[RoundEntry]) -> dict[UUID, Card]:
        """Return how a ranking names entries: the owner by the name that it had on the day of opening."""
        found = await self._computing.agencies({entry.agency_id for entry in entries if entry.agency_id})
        agencies = {agency.id: _named(agency, one) for agency in found}
        return {
            entry.id: Card(entry.name, entry.innovation_id, agencies.get(entry.agency_id) if entry.agency_id else None)
            for entry in entries
        }


def _scorable(instrument: Instrument) -> WeightedForm:
    definition = Definition.model_validate(instrument.definition)
    form, missing = form_of(definition), unknowns(definition)
    if form is None or missing:
        raise InstrumentIncomplete(instrument.slug, missing)
    return form


def _sheet(filled: Filled) -> Sheet:
    return Sheet(str(filled.assessor_id), str(filled.entry_id), filled.scores)


def _named(agency: Agency, one: Round) -> dict[str, str]:
    on = (one.opened_at or one.created_at).astimezone(WIB).date()
    found = in_force(agency.versions, on)
    version = found.version if found else agency.versions[-1]
    return {"id": str(agency.id), "slug": agency.slug, "name": version.name}

"""What an action plan becomes: an innovation of the agency's, by an explicit step that keeps the link."""

from uuid import UUID

from app.action_plans.facts import PlanInnovationRecorded
from app.action_plans.inputs import PlanInnovationInput
from app.action_plans.keeping import PlanKeeping, snapshot
from app.action_plans.schemas import ActionPlanRead
from app.core.conditional import Condition
from app.core.errors import FieldError, InvalidRequest, NotPermitted, Text
from app.innovations.inputs import InnovationCreate, ParticipationInput, StageInput
from app.innovations.references import Wanted, find
from app.innovations.service import RecordService
from app.models import ActionPlan
from app.models.codes import InnovationRole, PlanRole, RecordStatus, Stage

_UNKNOWN = Text("Tidak ada rekaman dengan nama ini.", "There is no record of this name.")
_NOT_OF_THE_AGENCY = Text(
    "Rekaman ini bukan milik perangkat daerah rencana ini, atau penerusnya.",
    "This record belongs neither to the agency of the plan nor to one that followed it.",
)
_NOT_YOURS = Text(
    "Rekaman baru dibuat oleh pengelola perangkat daerah rencana ini.",
    "A new record is made by whoever keeps those of the plan's agency.",
)
_NOTE = "Rencana aksi {edition}."
_ROLES = {
    PlanRole.PESERTA: InnovationRole.INOVATOR,
    PlanRole.MENTOR: InnovationRole.MENTOR,
    PlanRole.COACH: InnovationRole.COACH,
    PlanRole.PENGUJI: InnovationRole.PENGUJI,
}


class PlanInnovationService(PlanKeeping):
    """The innovations of action plans."""

    async def record(self, plan_id: UUID, told: PlanInnovationInput, condition: Condition) -> ActionPlanRead:
        """Say what a plan has become: a record that is there, or a draft that takes over what the plan says.

        Asked again for what was done, it answers with the plan as it is.

        Raises:
            NotFound, NotPermitted, PreconditionRequired, PreconditionFailed, PlanWithdrawn: as in `_held`.
            NotPermitted: a record is to be made of an agency whose records are not the caller's to keep.
            PlanInnovationRecorded: the plan has become another one, or the record came out of another plan.
            InvalidRequest: the record is none of the agency's.
            DuplicateName: the agency has a record of this name.
        """
        one = await self._mine(plan_id)
        if one.innovation_id is not None and condition.tags is not None and one.withdrawn_at is None:
            return await self._again(one, told)
        one = await self._held(plan_id, condition)
        before = snapshot(one)
        if told.innovation is None:
            one.innovation_id = await self._made(one, told.name)
        else:
            one.innovation_id = await self._linked(one, told.innovation)
        return await self._changed(one, "record_innovation", before)

    async def _again(self, one: ActionPlan, told: PlanInnovationInput) -> ActionPlanRead:
        """Return a plan that has its innovation, if that is what was asked for."""
        linked = one.innovation_id
        if linked is not None and told.innovation is not None:
            found = await self._data.candidate(told.innovation)
            if found is None or found.id != linked:
                raise PlanInnovationRecorded(linked)
        return await self._directory.show(one)

    async def _made(self, one: ActionPlan, name: str | None) -> UUID:
        """Register a draft that takes over what the plan says; return its id."""
        if not self._work.principal.keeps(one.agency_id):
            raise NotPermitted([FieldError("#/innovation", "not_yours", _NOT_YOURS)])
        begun = StageInput(
            stage=Stage.INISIATIF,
            started_on=one.starts_on.isoformat(),
            evidence=_NOTE.format(edition=one.edition.name),
        )
        body = InnovationCreate(
            name=name or one.title,
            agency=str(one.agency_id),
            problem=one.problem,
            goal=one.goal,
            stages=[begun],
            people=await self._people(one),
            classifications=[f"{one.term.classification.slug}/{one.term.slug}"] if one.term else [],
        )
        return (await RecordService(self._work).register(body)).id

    async def _people(self, one: ActionPlan) -> list[ParticipationInput]:
        """Return the parts of those people in a plan whom the caller may name in a record."""
        wanted = Wanted()
        for part in one.people:
            wanted.add("person", str(part.person_id) if part.person_id else None, str(part.person_id))
        try:
            await find(self._work.session, wanted, self._work.principal)
            unknown = set()
        except InvalidRequest as refused:
            unknown = {error.pointer for error in refused.errors}
        return [
            ParticipationInput(
                person=str(part.person_id),
                role=_ROLES[PlanRole(part.role)],
                agency=str(part.agency_id) if part.agency_id else None,
                valid_from=part.valid_from,
                valid_to=part.valid_to,
            )
            for part in one.people
            if part.person_id is not None and str(part.person_id) not in unknown
        ]

    async def _linked(self, one: ActionPlan, key: str) -> UUID:
        """Return a record of the plan's agency, or of one that it followed or that followed it, of no other plan."""
        found = await self._data.candidate(key)
        pointer = "#/innovation"
        known = found is not None and (
            found.status == RecordStatus.PUBLISHED or self._work.principal.keeps(found.agency_id)
        )
        if found is None or not known or found.status in {RecordStatus.ARCHIVED, RecordStatus.MERGED}:
            raise InvalidRequest([FieldError(pointer, "unknown_reference", _UNKNOWN)])
        if found.agency_id not in await self._data.lineage(one.agency_id):
            raise InvalidRequest([FieldError(pointer, "not_of_the_agency", _NOT_OF_THE_AGENCY)])
        if await self._data.plan_of(found.id) is not None:
            raise PlanInnovationRecorded(found.id)
        return found.id

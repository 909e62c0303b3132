"""What is said of a replication on its way: the wish, the terms, what became of the origin, the days."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from app.core.conditional import Condition
from app.core.errors import FieldError, InvalidRequest, Text
from app.innovations.descent import DescentService
from app.innovations.references import Wanted, find
from app.models import ReplicationRequest
from app.models.codes import ReplicationActor, ReplicationStatus
from app.replication.facts import ReplicationFixed, WrongSide
from app.replication.inputs import LATEST, ReplicationUpdate
from app.replication.keeping import snapshot
from app.replication.parties import sides_of
from app.replication.paths import rules
from app.replication.replicas import relate
from app.replication.schemas import ReplicationRead
from app.replication.service import ReplicationService, answers_of
from app.replication.workflow import legal_actions

_BEFORE = Text("Sebelum langkah ini dimulai.", "This is before the step began.")
_TOO_LATE = Text("Paling lambat {latest}.", "The latest is {latest}.")

# what is fixed once the origin has looked at the request
_OF_THE_WISH = frozenset({"model", "facilitator", "problem", "adaptation"})
# what both sides say; the rest is the receiving one's
_OF_BOTH = frozenset({"terms", "mentor", "due_on"})
_CARRIED_OUT = (ReplicationStatus.PELAKSANAAN, ReplicationStatus.EVALUASI, ReplicationStatus.BERJALAN)


class UpdatingService(ReplicationService):
    """Patches of requests."""

    async def update(self, request_id: UUID, told: ReplicationUpdate, condition: Condition) -> ReplicationRead:
        """Change what a patch says.

        Raises:
            NotFound, PreconditionRequired, PreconditionFailed: there is none, or another version.
            ReplicationFixed: it has ended, or has come too far for a field.
            WrongSide: a field is the receiving side's to say.
            InvalidRequest: it names what does not exist, or the day lies before the step began.
        """
        fields = told.model_fields_set
        if "changes" in fields:
            await DescentService(self._work).alone()
        one = await self._held(request_id, condition)
        self._check_going_on(one, sorted(fields))
        if one.status != ReplicationStatus.DIAJUKAN and (fixed := sorted(fields & _OF_THE_WISH)):
            raise ReplicationFixed(one.status, fixed)
        if one.status in _CARRIED_OUT and "terms" in fields:
            raise ReplicationFixed(one.status, ["terms"])
        self._check_side(one, fields)
        before = snapshot(one)
        await self._put_people(one, told)
        if fields & {"model", "facilitator"}:
            await self._put_model(one, told)
        for name, value in _facts(told).items():
            setattr(one, name, value)
        if "due_on" in fields:
            self._put_due(one, told.due_on)
        if "changes" in fields and one.replica_id is not None:
            await relate(self._work, one)
        return await self._changed(one, "update", before)

    def _check_side(self, one: ReplicationRequest, fields: Collection[str]) -> None:
        sides = sides_of(self._work.principal, one)
        takers = [ReplicationActor.PENERIMA]
        if _OF_BOTH.issuperset(fields):
            takers.append(ReplicationActor.ASAL)
        if set(takers).isdisjoint(sides):
            raise WrongSide("update", takers, legal_actions(one.status, one.step, rules().model(one.model), sides))

    async def _put_people(self, one: ReplicationRequest, told: ReplicationUpdate) -> None:
        wanted = Wanted()
        for name in ("contact", "mentor"):
            wanted.add("person", getattr(told, name), f"#/{name}")
        found = await find(self._work.session, wanted, self._work.principal)
        if told.contact is not None:
            one.contact_id = found.id_of("person", told.contact)
        if "mentor" in told.model_fields_set:
            one.mentor_id = found.id_or_none("person", told.mentor)

    async def _put_model(self, one: ReplicationRequest, told: ReplicationUpdate) -> None:
        model, facilitator_id = told.model or one.model, one.facilitator_id
        if "facilitator" in told.model_fields_set:
            wanted = Wanted()
            wanted.add("agency", told.facilitator, "#/facilitator")
            found = await find(self._work.session, wanted, self._work.principal)
            facilitator_id = found.id_or_none("agency", told.facilitator)
        others = (one.origin.agency_id, one.agency_id)
        await self._check_facilitator(model, facilitator_id, others, self._today)
        one.model, one.facilitator_id = str(model), facilitator_id

    def _put_due(self, one: ReplicationRequest, day: date | None) -> None:
        if one.due_on is None or one.status == ReplicationStatus.BERJALAN:
            raise ReplicationFixed(one.status, ["due_on"])
        check_due(day, one.entered_on)
        one.due_on = day
        one.steps[-1].due_on = day


def check_due(day: date | None, begins: date) -> None:
    """Refuse a day by which a step is to end that lies before its begin, or too far ahead.

    Raises:
        InvalidRequest: saying which of the two.
    """
    if day is not None and day < begins:
        raise InvalidRequest([FieldError("#/due_on", "out_of_order", _BEFORE)])
    if day is not None and day > LATEST:
        raise InvalidRequest([FieldError("#/due_on", "too_large", _TOO_LATE, {"latest": LATEST.isoformat()})])


def _facts(told: ReplicationUpdate) -> dict[str, Any]:
    """Return the columns that a patch sets under their own names."""
    fields = told.model_fields_set
    facts: dict[str, Any] = {name: getattr(told, name) for name in ("problem", "adaptation") if name in fields}
    if "compatibility" in fields:
        facts["compatibility"] = answers_of(told.compatibility)
    if "terms" in fields:
        facts["terms"] = told.terms.model_dump(mode="json", exclude_none=True) if told.terms else None
    if "changes" in fields:
        facts["changes"] = [change.model_dump(mode="json") for change in told.changes]
    return facts

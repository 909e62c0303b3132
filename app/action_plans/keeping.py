"""What every change of an action plan shares: finding and locking it, the history, and what is told of it after."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from app.action_plans.directory import ActionPlanDirectory
from app.action_plans.facts import PlanWithdrawn
from app.action_plans.keepers import keeps_plan
from app.action_plans.repository import ActionPlanRepository
from app.action_plans.schemas import ActionPlanRead
from app.audit.service import AuditService, changes_between
from app.core.clock import WIB
from app.core.conditional import Condition, version_tag
from app.core.errors import FieldError, InvalidRequest, NotFound, NotPermitted, Text
from app.core.writing import Work
from app.models import ActionPlan

# no programme of the registry's is older
EARLIEST = date(2000, 1, 1)

_AHEAD = Text("Tanggal ini belum tiba.", "This date has not come yet.")
_TOO_EARLY = Text("Paling awal {earliest}.", "The earliest is {earliest}.")
_FACTS = (
    *("title", "problem", "goal", "starts_on", "stage", "entered_on", "stopped_on", "stopped_reason"),
    *("agreement_number", "agreement_address", "withdrawn_reason"),
)
# under which names the history tells what a plan names by id
_NAMED = {
    "edition": "edition_id",
    "aggregate": "aggregate_id",
    "agency": "agency_id",
    "cluster": "term_id",
    "innovation": "innovation_id",
}


class PlanKeeping:
    """Action plans within one transaction, in the hands of one caller."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._data = ActionPlanRepository(work.session)
        self._audit = AuditService(work)
        self._today = work.at.astimezone(WIB).date()
        self._directory = ActionPlanDirectory(work.session, work.principal, self._today)

    async def _held(self, plan_id: UUID, condition: Condition) -> ActionPlan:
        """Return a plan of the caller's that stands, and that nobody else changes until the transaction ends.

        Raises:
            NotFound: there is none that the caller may know of.
            NotPermitted: it is public, and not the caller's to change.
            PreconditionRequired, PreconditionFailed: the caller has not seen the present version.
            PlanWithdrawn: it counts nowhere any more.
        """
        one = await self._mine(plan_id)
        condition.check([version_tag(one.version)])
        if one.withdrawn_at is not None:
            raise PlanWithdrawn
        return one

    async def _mine(self, plan_id: UUID) -> ActionPlan:
        one = await self._data.get(plan_id, self._work.principal, hold=True)
        if one is None:
            raise NotFound
        if not keeps_plan(self._work.principal, one):
            raise NotPermitted
        return one

    def _day(self, said: date | None, pointer: str) -> date:
        """Return a day that a client may have left out: today.

        Raises:
            InvalidRequest: it has not come, or lies before anything of the registry's.
        """
        day = said or self._today
        if day > self._today:
            raise InvalidRequest([FieldError(pointer, "in_future", _AHEAD)])
        if day < EARLIEST:
            raise InvalidRequest([FieldError(pointer, "too_small", _TOO_EARLY, {"earliest": EARLIEST.isoformat()})])
        return day

    async def _changed(
        self, one: ActionPlan, action: str, before: Mapping[str, Any], reason: str | None = None
    ) -> ActionPlanRead:
        """Count and write down a change of a plan, and return the plan."""
        await self._data.flush()
        after = await self._fresh(one.id)
        if changes := changes_between(before, snapshot(after)):
            after.version += 1
            after.updated_at = self._work.at
            self._audit.record(
                f"action_plan.{action}", ("action_plan", after.id), changes, agency_id=after.agency_id, reason=reason
            )
            await self._data.flush()
        return await self._directory.show(after)

    async def _fresh(self, plan_id: UUID) -> ActionPlan:
        """Return a plan as the database has it by now."""
        self._work.session.expire_all()
        return await self._directory.find(plan_id)


def snapshot(one: ActionPlan) -> dict[str, Any]:
    """Return a plan with its parts as the history of changes tells it: other records by id."""
    told = {name: _plain(getattr(one, name)) for name in _FACTS}
    told |= {name: _plain(getattr(one, column)) for name, column in _NAMED.items()}
    told |= {"published": one.published_at is not None, "withdrawn": one.withdrawn_at is not None}
    told["people"] = [
        {
            "role": part.role,
            "person": _plain(part.person_id),
            "agency": _plain(part.agency_id),
            **{name: getattr(part, name) for name in ("institution_name", "title", "valid_from", "valid_to")},
        }
        for part in one.people
    ]
    told["milestones"] = [
        {name: _plain(getattr(milestone, name)) for name in ("id", "title", "due_on", "done_on", "evidence", "stage")}
        for milestone in one.milestones
    ]
    told["signatures"] = [
        {name: _plain(getattr(signed, name)) for name in ("party", "signed_on", "note")} for signed in one.signatures
    ]
    return told


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value

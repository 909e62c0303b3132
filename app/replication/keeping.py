"""What every change of a replication shares: finding and locking it, the history, and what is told of it after."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from app.audit.service import AuditService, Changes, changes_between
from app.core.clock import WIB
from app.core.conditional import Condition, version_tag
from app.core.errors import FieldError, InvalidRequest, NotFound, Text
from app.core.writing import Work
from app.models import ReplicationRequest
from app.models.replication import ENDED
from app.replication.directory import ReplicationDirectory
from app.replication.facts import ReplicationFixed
from app.replication.inputs import EARLIEST
from app.replication.repository import ReplicationRepository
from app.replication.schemas import ReplicationRead

AHEAD = Text("Tanggal ini belum tiba.", "This date has not come yet.")
TOO_EARLY = Text("Paling awal {earliest}.", "The earliest is {earliest}.")

_FACTS = (
    *("origin_id", "agency_id", "facilitator_id", "model", "scope", "status", "step", "requested_on", "entered_on"),
    *("due_on", "problem", "adaptation", "compatibility", "contact_id", "mentor_id", "terms", "reason_code", "reason"),
    *("replica_id", "changes"),
)


class Keeping:
    """Replications within one transaction, in the hands of one caller."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._data = ReplicationRepository(work.session)
        self._audit = AuditService(work)
        self._directory = ReplicationDirectory(work)
        self._today = work.at.astimezone(WIB).date()

    async def _held(self, request_id: UUID, condition: Condition | None = None) -> ReplicationRequest:
        """Return a request that nobody else changes until the transaction ends.

        Raises:
            NotFound: there is none, or none of its sides is the caller's to keep.
            PreconditionRequired, PreconditionFailed: the caller has not seen the present version.
        """
        one = await self._data.get(request_id, self._work.principal, hold=True)
        if one is None:
            raise NotFound
        if condition is not None:
            condition.check([version_tag(one.version)])
        return one

    def _check_going_on(self, one: ReplicationRequest, fields: list[str]) -> None:
        if one.status in ENDED:
            raise ReplicationFixed(one.status, fields)

    def _day(self, said: date | None, pointer: str) -> date:
        """Return a day that a client may have left out: today.

        Raises:
            InvalidRequest: it has not come, or lies before anything of the registry's.
        """
        day = said or self._today
        if day > self._today:
            raise InvalidRequest([FieldError(pointer, "in_future", AHEAD)])
        if day < EARLIEST:
            raise InvalidRequest([FieldError(pointer, "too_small", TOO_EARLY, {"earliest": EARLIEST.isoformat()})])
        return day

    async def _changed(
        self, one: ReplicationRequest, action: str, before: Mapping[str, Any], reason: str | None = None
    ) -> ReplicationRead:
        """Count and write down a change of a request, and return the request."""
        changes = changes_between(before, snapshot(one))
        if changes:
            one.version += 1
            one.updated_at = self._work.at
            self._record(action, one, changes, reason)
        await self._data.flush()
        return await self._shown(one.id)

    def _record(self, action: str, one: ReplicationRequest, changes: Changes, reason: str | None = None) -> None:
        entity = ("replication_request", one.id)
        self._audit.record(f"replication_request.{action}", entity, changes, agency_id=one.agency_id, reason=reason)

    async def _shown(self, request_id: UUID) -> ReplicationRead:
        self._work.session.expire_all()
        return await self._directory.show(await self._directory.find(request_id))


def snapshot(one: ReplicationRequest) -> dict[str, Any]:
    """Return a request as the history of changes tells it: other records by id."""
    return {name: _plain(getattr(one, name)) for name in _FACTS}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value

"""Writing down what happens, in the transaction in which it happens."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from app.audit.repository import AuditRepository
from app.core.ids import new_id
from app.core.writing import Work

Changes = dict[str, tuple[Any, Any]]


def changes_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> Changes:
    """Return each field that differs, with its value before and after; a field that one side lacks is null there."""
    names = [*before, *(name for name in after if name not in before)]
    return {name: (before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name)}


class AuditService:
    """The audit within one transaction."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._events = AuditRepository(work.session)

    def record(
        self,
        action: str,
        entity: tuple[str, UUID],
        changes: Changes,
        *,
        agency_id: UUID | None = None,
        reason: str | None = None,
    ) -> None:
        """Write down an action (`innovation.submit`) on a record (its kind and id).

        The values of `changes` must be what JSON can hold. `agency_id` is the agency whose record it was then: its
        keepers may read of it. People stand in `changes` by id and identifiers masked.
        """
        principal = self._work.principal
        self._events.add(
            {
                "id": new_id(),
                "at": self._work.at,
                "account_id": principal.account_id,
                "account_name": principal.name,
                "via": principal.via,
                "credential": principal.credential,
                "request_id": self._work.request_id,
                "action": action,
                "entity_kind": entity[0],
                "entity_id": entity[1],
                "agency_id": agency_id,
                "reason": reason,
                "changes": {name: list(pair) for name, pair in changes.items()},
            }
        )

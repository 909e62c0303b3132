"""The audit's rows: added, read, never changed."""

from typing import Any, cast

from sqlalchemy import Table, event, insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from app.models import AuditEvent

_EVENT = cast("Table", AuditEvent.__table__)
_PENDING = "audit events"


@event.listens_for(Session, "before_commit")
def _write_pending(session: Session) -> None:
    """Write what a transaction did as its last statement: one for all events, and none is written without the rest."""
    if rows := session.info.pop(_PENDING, None):
        session.execute(insert(_EVENT), rows)


class AuditRepository:
    """The table of what happened."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    def add(self, row: dict[str, Any]) -> None:
        """Add an event to the transaction; it is written when that ends."""
        self._session.info.setdefault(_PENDING, []).append(row)

"""The audit's rows: added, read, never changed."""

import json
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from app.models import AuditEvent

_COLUMNS = tuple(AuditEvent.__table__.columns.keys())
# in the words of the driver, because every change ends with it
_WRITE = (
    f"INSERT INTO audit_event ({', '.join(_COLUMNS)}) VALUES "  # noqa: S608 - the table's own columns
    f"({', '.join(f'${number}' for number in range(1, len(_COLUMNS) + 1))})"
)
_PENDING = "audit events"


@event.listens_for(Session, "before_commit")
def _write_pending(session: Session) -> None:
    """Write what a transaction did as its last statement: one for all events, and none is written without the rest."""
    if rows := session.info.pop(_PENDING, None):
        session.connection().exec_driver_sql(_WRITE, rows)


class AuditRepository:
    """The table of what happened."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    def add(self, row: dict[str, Any]) -> None:
        """Add an event to the transaction; it is written when that ends."""
        told = row | {"changes": json.dumps(row["changes"])}
        self._session.info.setdefault(_PENDING, []).append(tuple(told[name] for name in _COLUMNS))

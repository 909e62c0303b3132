"""The audit's rows: added, read, never changed."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.models import AuditEvent


class AuditRepository:
    """The table of what happened."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    def add(self, event: AuditEvent) -> None:
        """Add an event to the transaction."""
        self._session.add(event)

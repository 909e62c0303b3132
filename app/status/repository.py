"""Whether the database can serve."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


class StatusRepository:
    """Looks at one database."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def schema_revision(self) -> str | None:
        """Return the last migration applied, or None if there was none."""
        revision: str | None = await self._session.scalar(text("SELECT version_num FROM alembic_version"))
        return revision

"""Classifications with their terms."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from app.core.queries import by_key
from app.models import Classification

_WHOLE = selectinload(Classification.terms)


class ClassificationRepository:
    """Schemes and terms."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def all(self) -> Sequence[Classification]:
        """Return every scheme by slug; there are a few dozen at most."""
        return (await self._session.scalars(select(Classification).options(_WHOLE).order_by(Classification.slug))).all()

    async def get(self, key: str) -> Classification | None:
        """Return a scheme by id or slug."""
        statement = select(Classification).options(_WHOLE).where(by_key(Classification, key))
        found: Classification | None = await self._session.scalar(statement)
        return found

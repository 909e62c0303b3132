"""The table of forms that surveys use."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import exists, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.paging import Cut
from app.core.queries import by_key, page_of, total_of
from app.models import Survey, SurveyInstrument
from app.surveys.schemas import SurveyInstrumentFilters

# held to the end of a transaction that loads forms, so that of two the second sees what the first did
_LOCK = text("SELECT pg_advisory_xact_lock(hashtext('inovasi.survey_instrument'))")


class FormRepository:
    """Forms within one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def lock(self) -> None:
        """Let nobody else load forms until the transaction ends."""
        await self._session.execute(_LOCK)

    async def digests(self) -> dict[str, str]:
        """Return the digest of each form on record by slug."""
        rows = await self._session.execute(select(SurveyInstrument.slug, SurveyInstrument.digest))
        return {row.slug: row.digest for row in rows}

    async def used(self) -> frozenset[str]:
        """Return the slugs of the forms that surveys use; none of them is used by another one until the end."""
        await self._session.execute(select(SurveyInstrument.id).with_for_update())
        statement = select(SurveyInstrument.slug).where(exists().where(Survey.instrument_id == SurveyInstrument.id))
        return frozenset(await self._session.scalars(statement))

    async def put(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Write forms, each in the place of the one of its slug."""
        if not rows:
            return
        statement = insert(SurveyInstrument)
        kept = {"id", "slug", "loaded_at"}
        changed = {
            column.name: statement.excluded[column.name]
            for column in SurveyInstrument.__table__.columns
            if column.name not in kept
        }
        put = statement.on_conflict_do_update(index_elements=["slug"], set_={**changed, "loaded_at": func.now()})
        await self._session.execute(put, list(rows))

    async def get(self, key: str) -> SurveyInstrument | None:
        """Return a form by id or slug."""
        found: SurveyInstrument | None = await self._session.scalar(
            select(SurveyInstrument).where(by_key(SurveyInstrument, key))
        )
        return found

    async def search(self, filters: SurveyInstrumentFilters, listing: str) -> tuple[Cut, int | None]:
        """Return a page of forms by slug, and how many there are if that was asked.

        Raises:
            InvalidCursor: the cursor belongs to another list.
        """
        statement = select(SurveyInstrument)
        page = await page_of(
            self._session,
            statement,
            [SurveyInstrument.slug.expression],
            cursor=filters.cursor,
            listing=listing,
            limit=filters.limit,
        )
        return page, await total_of(self._session, statement) if filters.with_total else None

"""The table of sources."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, case, cast, false, literal, literal_column, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.concealment import NAMES_SQL
from app.core.paging import Cut, cut, decode, keyset
from app.core.queries import by_key, total_of
from app.core.text import search_key
from app.models import Source
from app.sources.schemas import SourceFilters

# held to the end of a transaction that makes a source or changes what it is compared by
_LOCK = text("SELECT pg_advisory_xact_lock(hashtext('inovasi.source'))")

# A title with a concealed name in it is not looked into: neither its place in the list nor a cursor is to tell it.
_KEY: ColumnElement[str] = case(
    (Source.title.regexp_match(literal_column(NAMES_SQL)), literal("", Text(collation="C"))), else_=Source.title_key
)
_ID = cast(Source.id, Text(collation="C"))


def _listed(filters: SourceFilters) -> Select[Any]:
    """Return the statement for what a list shows: sources, each with the keys that it is ordered by."""
    shown: Any = select(Source, _KEY.label("key"), _ID.label("id"))
    statement: Select[Any] = shown
    if filters.kind:
        statement = statement.where(Source.kind == filters.kind)
    if filters.q is not None:
        key = search_key(filters.q)
        statement = statement.where(_KEY.contains(key) if key else false())
    return statement


class SourceRepository:
    """Sources within one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def search(self, filters: SourceFilters, listing: str) -> tuple[Cut, int | None]:
        """Return a page of rows (`Source`, `key`, `id`) by title, and how many there are if that was asked.

        Raises:
            InvalidCursor: the cursor belongs to another list.
        """
        statement = _listed(filters)
        place = decode(filters.cursor, listing, 2) if filters.cursor else None
        after = [literal(key) for key in place.keys] if place else None
        backwards = place is not None and place.backwards
        ordered = keyset(statement, [_KEY, _ID], descending=False, after=after, backwards=backwards)
        rows = (await self._session.execute(ordered.limit(filters.limit + 1))).all()
        return cut(rows, filters.limit, place), await total_of(self._session, statement) if filters.with_total else None

    async def get(self, key: str, *, hold: bool = False) -> Source | None:
        """Return a source by id or slug; `hold` locks it against other changes."""
        statement = select(Source).where(by_key(Source, key))
        if hold:
            statement = statement.with_for_update(key_share=True)
        source: Source | None = await self._session.scalar(statement)
        return source

    async def lock(self) -> None:
        """Let nobody else record a source, or change what tells it from others, until the transaction ends."""
        await self._session.execute(_LOCK)

    async def same(self, source: Source) -> Source | None:
        """Return another record of the same document: of its address, or of its kind, title and date."""
        told = (
            (Source.kind == source.kind)
            & (Source.title_key == source.title_key)
            & Source.published_on.is_not_distinct_from(source.published_on)
        )
        alike = or_(told, Source.address_key == source.address_key) if source.address_key else told
        statement = select(Source).where(alike, Source.id != source.id).order_by(Source.id).limit(1)
        found: Source | None = await self._session.scalar(statement)
        return found

    async def taken_slugs(self, beginning: str) -> Collection[str]:
        """Return the slugs that begin so."""
        statement = select(Source.slug).where(Source.slug.startswith(beginning, autoescape=True))
        return set((await self._session.scalars(statement)).all())

    async def add(self, source: Source) -> None:
        """Add a source to the transaction."""
        self._session.add(source)
        await self._session.flush()

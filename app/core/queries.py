"""What repositories share: finding a record by its key, and a page of a statement."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import ColumnElement, Select, func, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import InvalidCursor
from app.core.paging import Cursor, Cut, cut, decode, encode, keyset

# of a UUID without and with hyphens; most keys are slugs, and no error need be raised to see that
_ID_LENGTHS = (32, 36)


def identity(key: str) -> UUID | None:
    """Return the id in a key, or None if the key is a slug."""
    if len(key) not in _ID_LENGTHS:
        return None
    try:
        return UUID(key)
    except ValueError:
        return None


def listing_of(name: str, filters: BaseModel) -> str:
    """Return the text that binds a cursor to a list: its name and everything that decides what is in it."""
    conditions = filters.model_dump(mode="json", exclude={"limit", "cursor", "with_total"}, exclude_none=True)
    return f"{name} {sorted(conditions.items())}"


def by_key(model: Any, key: str) -> ColumnElement[bool]:
    """Return the condition that a record has this id or slug."""
    found = identity(key)
    condition: ColumnElement[bool] = model.id == found if found else model.slug == key
    return condition


async def page_of(
    session: AsyncSession,
    statement: Select[Any],
    keys: Sequence[ColumnElement[Any]],
    *,
    cursor: str | None,
    listing: str,
    limit: int,
) -> Cut:
    """Return one page of records ordered by text keys of which the last is unique.

    Raises:
        InvalidCursor: the cursor belongs to another list.
    """
    place = decode(cursor, listing, len(keys)) if cursor else None
    after = [literal(key) for key in place.keys] if place else None
    backwards = place is not None and place.backwards
    ordered = keyset(statement, keys, descending=False, after=after, backwards=backwards)
    rows = (await session.scalars(ordered.limit(limit + 1))).all()
    return cut(rows, limit, place)


class Paged(Protocol):
    """What a client says of the page that it wants."""

    @property
    def cursor(self) -> str | None: ...  # noqa: D102 - a protocol member
    @property
    def limit(self) -> int: ...  # noqa: D102 - a protocol member


def id_in(key: str) -> UUID:
    """Return the id that a key of a cursor is the text of.

    Raises:
        InvalidCursor: it is that of none.
    """
    found = identity(key)
    if found is None:
        raise InvalidCursor
    return found


async def page_by(
    session: AsyncSession,
    statement: Select[Any],
    keys: Sequence[tuple[ColumnElement[Any], Callable[[str], Any]]],
    filters: Paged,
    listing: str,
    *,
    descending: bool = False,
) -> Cut:
    """Return one page by keys of any type, each with what reads its text in a cursor; the last one is unique.

    Raises:
        InvalidCursor: the cursor belongs to another list.
    """
    place = decode(filters.cursor, listing, len(keys)) if filters.cursor else None
    after = [read(key) for (_, read), key in zip(keys, place.keys, strict=True)] if place else None
    backwards = place is not None and place.backwards
    columns = [column for column, _ in keys]
    ordered = keyset(statement, columns, descending=descending, after=after, backwards=backwards)
    result = await session.execute(ordered.limit(filters.limit + 1))
    # a statement of one record gives that; one of several columns its rows
    rows = result.all() if len(statement.column_descriptions) > 1 else result.scalars().all()
    return cut(rows, filters.limit, place)


async def total_of(session: AsyncSession, statement: Select[Any]) -> int:
    """Return how many rows a statement has on all pages."""
    count = select(func.count()).select_from(statement.order_by(None).subquery())
    return await session.scalar(count) or 0


def cursors(page: Cut, keys: Sequence[str], listing: str) -> dict[str, str | None]:
    """Return the cursors of a page of records whose sort keys are the attributes `keys`."""

    def token(record: Any, *, backwards: bool) -> str:
        return encode(Cursor(tuple(str(getattr(record, key)) for key in keys), backwards), listing)

    return {
        "next": token(page.rows[-1], backwards=False) if page.has_next and page.rows else None,
        "prev": token(page.rows[0], backwards=True) if page.has_prev and page.rows else None,
    }


def page_among(rows: Sequence[Any], keys: Sequence[str], filters: Paged, listing: str) -> Cut:
    """Return the page of a list in memory, ordered by the text of the attributes `keys`, which no two rows share.

    Raises:
        InvalidCursor: the cursor belongs to another list.
    """
    placed = sorted((tuple(str(getattr(row, key)) for key in keys), index) for index, row in enumerate(rows))
    place = decode(filters.cursor, listing, len(keys)) if filters.cursor else None
    backwards = place is not None and place.backwards
    if place is not None:
        placed = [one for one in placed if (one[0] < place.keys if backwards else one[0] > place.keys)]
    ordered = reversed(placed) if backwards else placed
    return cut([rows[index] for _, index in ordered][: filters.limit + 1], filters.limit, place)

"""What repositories share: finding a record by its key, and a page of a statement."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import ColumnElement, Select, func, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

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

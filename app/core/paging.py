"""Keyset pages: a cursor names the last row seen, so a page costs the same at any depth and no row is lost.

A cursor is opaque and belongs to the list that gave it out: a checksum binds it to the filter and the order. It carries
only the sort keys of a row that its reader has seen, and these go into the statement as values, so it need not be
secret; the checksum is there to refuse a damaged cursor, or one of another list, with a clear answer.
"""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Annotated, Any

from pydantic import Field
from sqlalchemy import ColumnElement, Select, tuple_

from app.core.errors import InvalidCursor
from app.core.schema import MOST_CURSOR

_CHECK = 6


# what every list answers with beside its items
NextCursor = Annotated[
    str | None,
    Field(
        max_length=MOST_CURSOR,
        description="Cursor of the next page, or null on the last one.",
        examples=["q83vASNFZ4mr"],
    ),
]
PrevCursor = Annotated[
    str | None,
    Field(max_length=MOST_CURSOR, description="Cursor of the page before, or null on the first one.", examples=[None]),
]
Total = Annotated[
    Annotated[int, Field(ge=0, le=2**53 - 1, json_schema_extra={"format": "int64"})] | None,
    Field(description="How many there are on all pages; null unless `with_total=true` asks for it.", examples=[None]),
]


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in a list: the sort keys of a row, and whether the page lies before it."""

    keys: tuple[Any, ...]
    backwards: bool = False


def encode(cursor: Cursor, listing: str) -> str:
    """Return the cursor as a token that belongs to `listing` (its name, filter and order as text)."""
    payload = json.dumps([int(cursor.backwards), *cursor.keys], separators=(",", ":"), ensure_ascii=False).encode()
    return seal(payload, listing)


def decode(token: str, listing: str, size: int) -> Cursor:
    """Return the cursor of `size` text keys in a token.

    Raises:
        InvalidCursor: the token is damaged, or belongs to another list, filter or order.
    """
    try:
        backwards, *keys = json.loads(unseal(token, listing))
    except (ValueError, TypeError, RecursionError):
        raise InvalidCursor from None
    if len(keys) != size or not all(map(_comparable, keys)):
        raise InvalidCursor
    return Cursor(tuple(keys), bool(backwards))


def _comparable(key: object) -> bool:
    """Whether a key is text that PostgreSQL can take: what a token holds may have been made up."""
    return isinstance(key, str) and not any(
        character == "\x00" or "\ud800" <= character <= "\udfff" for character in key
    )


def seal(payload: bytes, listing: str) -> str:
    """Return bytes as a token that belongs to `listing`."""
    return base64.urlsafe_b64encode(_check(payload, listing) + payload).rstrip(b"=").decode()


def unseal(token: str, listing: str) -> bytes:
    """Return the bytes of a token.

    Raises:
        InvalidCursor: the token is damaged, or belongs to another list, filter or order.
    """
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (binascii.Error, ValueError):
        raise InvalidCursor from None
    if raw[:_CHECK] != _check(raw[_CHECK:], listing):
        raise InvalidCursor
    return raw[_CHECK:]


def _check(payload: bytes, listing: str) -> bytes:
    return blake2b(listing.encode() + b"\0" + payload, digest_size=_CHECK, person=b"cursor").digest()


def keyset(
    statement: Select[Any],
    keys: Sequence[ColumnElement[Any]],
    *,
    descending: bool,
    after: Sequence[Any] | None,
    backwards: bool,
) -> Select[Any]:
    """Return the statement ordered by `keys`, from the row after (or before) the one with the values `after`.

    The keys end with a unique one. A backwards page comes in reverse order and is turned round by `cut`.
    """
    falling = descending != backwards
    if after is not None:
        place = tuple_(*after)
        statement = statement.where(tuple_(*keys) < place if falling else tuple_(*keys) > place)
    return statement.order_by(*(key.desc() if falling else key.asc() for key in keys))


@dataclass(frozen=True, slots=True)
class Cut:
    """The rows of one page in the list's order, and whether there are rows on either side."""

    rows: list[Any]
    has_next: bool
    has_prev: bool


def cut(rows: Sequence[Any], limit: int, cursor: Cursor | None) -> Cut:
    """Return the page out of rows of which one more was asked for than the page holds, if there are that many."""
    page, more = list(rows[:limit]), len(rows) > limit
    if cursor is not None and cursor.backwards:
        page.reverse()
        return Cut(page, has_next=True, has_prev=more)
    return Cut(page, has_next=more, has_prev=cursor is not None)

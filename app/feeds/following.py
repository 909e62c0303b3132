"""Where a follower of the feed is: what a cursor holds, and whether it is of this history. No I/O."""

import struct
from dataclasses import dataclass
from hashlib import blake2b
from uuid import UUID

from app.core.errors import InvalidCursor
from app.core.paging import seal, unseal
from app.feeds.facts import FeedRestarted

_HISTORY_BYTES = 8
# the history, where it was begun, the place of the point, and its record
_FORM = struct.Struct(f">{_HISTORY_BYTES}sqq16s")


@dataclass(frozen=True, slots=True, order=True)
class Point:
    """A point in the feed: a transaction's place, and the id of the last record that was told of it."""

    place: int
    innovation_id: UUID


# before every change
BEGINNING = Point(0, UUID(int=0))


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A point as a cursor keeps it, with the digest of the history that it was read in.

    `began` is the horizon that there was when the follower read the first page: what stands before it has stood there
    since, so they read of it when they come to it, and not before. Both are None where nothing was read yet.
    """

    point: Point
    began: int | None = None
    history: bytes | None = None

    def check(self, identity: str, horizon: int) -> None:
        """Let a bookmark through that was given out in the history `identity`, in which `horizon` was not read yet.

        Raises:
            FeedRestarted: it is of another history, or ahead of this one.
        """
        if self.history is not None and (self.history != history_of(identity) or self.point.place >= horizon):
            raise FeedRestarted


def history_of(identity: str) -> bytes:
    """Return the digest of a history that cursors carry."""
    return blake2b(identity.encode(), digest_size=_HISTORY_BYTES).digest()


def listing_name(*, external: bool) -> str:
    """Return what binds a cursor to the feed of one list."""
    return f"changes {external}"


def cursor_of(identity: str, began: int, point: Point, *, external: bool) -> str:
    """Return the cursor from which to go on."""
    payload = _FORM.pack(history_of(identity), began, point.place, point.innovation_id.bytes)
    return seal(payload, listing_name(external=external))


def bookmark_of(cursor: str | None, *, external: bool) -> Bookmark:
    """Return the bookmark in a cursor; without one, the beginning.

    Raises:
        InvalidCursor: it is damaged, or of the feed of the other list.
    """
    if cursor is None:
        return Bookmark(BEGINNING)
    try:
        history, began, place, record = _FORM.unpack(unseal(cursor, listing_name(external=external)))
    except struct.error:
        raise InvalidCursor from None
    return Bookmark(Point(place, UUID(bytes=record)), began, history)

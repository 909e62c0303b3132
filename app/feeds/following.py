"""Where a follower of the feed is: the place in a cursor, and whether it is one of this history. No I/O."""

from dataclasses import dataclass
from hashlib import blake2b
from uuid import UUID

from app.core.errors import InvalidCursor
from app.core.paging import seal, unseal
from app.feeds.facts import FeedRestarted

_HISTORY_BYTES, _PLACE_BYTES, _ID_BYTES = 8, 8, 16
_SIZE = _HISTORY_BYTES + _PLACE_BYTES + _ID_BYTES


@dataclass(frozen=True, slots=True, order=True)
class Point:
    """A point in the feed: a transaction's place, and the id of the last record that was told of it."""

    place: int
    innovation_id: UUID


# before every change
BEGINNING = Point(0, UUID(int=0))


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A point as a cursor keeps it, with the digest of the history that it was read in; the beginning is in any."""

    history: bytes | None
    point: Point

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


def cursor_of(identity: str, point: Point, *, external: bool) -> str:
    """Return the cursor from which to go on."""
    payload = history_of(identity) + point.place.to_bytes(_PLACE_BYTES, "big") + point.innovation_id.bytes
    return seal(payload, listing_name(external=external))


def bookmark_of(cursor: str | None, *, external: bool) -> Bookmark:
    """Return the bookmark in a cursor; without one, the beginning.

    Raises:
        InvalidCursor: it is damaged, or of the feed of the other list.
    """
    if cursor is None:
        return Bookmark(None, BEGINNING)
    payload = unseal(cursor, listing_name(external=external))
    if len(payload) != _SIZE:
        raise InvalidCursor
    place = int.from_bytes(payload[_HISTORY_BYTES:-_ID_BYTES], "big", signed=True)
    if place < 0:
        raise InvalidCursor
    return Bookmark(payload[:_HISTORY_BYTES], Point(place, UUID(bytes=payload[-_ID_BYTES:])))

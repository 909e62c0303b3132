"""Identifiers: UUIDv7 (RFC 9562 5.7), ordered by the time they were made."""

import hashlib
from datetime import UTC, datetime
from uuid import UUID

import uuid_utils.compat


def new_id() -> UUID:
    """Return a fresh UUIDv7. Made here and not by the database, which has `uuidv7()` only since 18."""
    return uuid_utils.compat.uuid7()


def derived_id(edition: datetime, key: str) -> UUID:
    """Return the UUIDv7 that a shipped record has in every installation.

    Its time is that of the reference edition, its 74 free bits come from the SHA-256 of `key`, so that a link
    to a shipped record written down in one installation leads to the same record in another.
    """
    milliseconds = int(edition.timestamp() * 1000)
    digest = hashlib.sha256(key.encode()).digest()
    value = milliseconds << 80 | int.from_bytes(digest[:10], "big")
    value = value & ~(0xF << 76) | 7 << 76
    value = value & ~(0x3 << 62) | 2 << 62
    return UUID(int=value)


def made_at(identity: UUID) -> datetime:
    """Return the moment in UTC at which a UUIDv7 was made, to the millisecond (RFC 9562 5.7)."""
    return datetime.fromtimestamp((identity.int >> 80) / 1000, UTC)

"""The form of an API key: `inovasi_<id>_<secret>`, so that people and scanners know one when they see it.

The id is public, stands in logs and lists, and finds the key; the secret is 256 bits of chance, of which SHA-256 is
stored. A slow hash would add nothing: nobody guesses 256 bits.
"""

import hashlib
import hmac
import re
import secrets
from typing import NamedTuple

PREFIX = "inovasi"
ID_PATTERN = r"^[a-z0-9]{12}$"
_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"
_KEY = re.compile(rf"{PREFIX}_(?P<id>[a-z0-9]{{12}})_(?P<secret>[A-Za-z0-9_-]{{43}})", re.ASCII)


class Presented(NamedTuple):
    """A key as somebody presents it: its id, and the digest of its secret."""

    key_id: str
    digest: bytes


class NewKey(NamedTuple):
    """A key that was just made. `text` is shown once; only `digest` is kept."""

    key_id: str
    text: str
    digest: bytes


def make_key() -> NewKey:
    """Return a new key."""
    key_id = "".join(secrets.choice(_ALPHABET) for _ in range(12))
    secret = secrets.token_urlsafe(32)
    return NewKey(key_id, f"{PREFIX}_{key_id}_{secret}", _digest(secret))


def read_key(text: str) -> Presented | None:
    """Return the parts of a key, or None if the text does not have the form of one."""
    found = _KEY.fullmatch(text)
    return Presented(found["id"], _digest(found["secret"])) if found else None


def matches(presented: bytes, stored: bytes) -> bool:
    """Whether two digests are equal, in a time that does not tell where they differ."""
    return hmac.compare_digest(presented, stored)


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()

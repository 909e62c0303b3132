"""How a statistic becomes bytes that never change, and what tells that they are those: the rule, and nothing else.

The document of a statistic is its JSON in one spelling: properties sorted by name, nothing between the parts, UTF-8,
nothing escaped that JSON lets stand, and numbers in their shortest spelling, without a point where they are whole. Its
digest is the SHA-256 of exactly these bytes, which are also the body of the answer that gives it out.

The digest of a snapshot is the SHA-256 of a text with a line for each statistic, in order: digest, two blanks, key,
line feed. That is what `sha256sum` prints of the documents, kept under their keys.
"""

import hashlib
import json
from collections.abc import Iterable
from typing import Any


def canonical(told: Any) -> str:
    """Return what JSON can hold in its one spelling."""
    return json.dumps(_plain(told), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def _plain(told: Any) -> Any:
    """Return the same with every number that is whole written so."""
    if isinstance(told, float) and told.is_integer():
        return int(told)
    if isinstance(told, dict):
        return {name: _plain(part) for name, part in told.items()}
    if isinstance(told, list):
        return [_plain(part) for part in told]
    return told


def digest_of(document: str) -> str:
    """Return the SHA-256 of a document in hexadecimal."""
    return hashlib.sha256(document.encode()).hexdigest()


def digest_of_all(parts: Iterable[tuple[str, str]]) -> str:
    """Return the digest of a snapshot of some statistics, each by its key and digest."""
    return digest_of("".join(f"{digest}  {key}\n" for key, digest in parts))

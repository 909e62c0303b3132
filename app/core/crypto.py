"""Personal data at rest: fields under AES-256-GCM, and keyed hashes by which equal values are found.

A ciphertext says which key it needs, so that keys can be renewed one row at a time:

    1 byte     the version of this layout
    1 byte     the length of the key's id
    1-16 bytes the key's id, in ASCII
    12 bytes   the nonce, random
    the rest   the text, encrypted, and a tag of 16 bytes

What stands before the nonce is authenticated, and so is the context: the name of the one place where the text belongs
(`person:<id>:nip`). A ciphertext copied to another row or column does not decrypt there.

With random nonces one key is good for 2^32 texts (NIST SP 800-38D, 8.3), which is beyond what a city has.
"""

import base64
import binascii
import hmac
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.core.settings import Settings, SettingsError

_KEY_BYTES = 32
_KEY_ID = re.compile(r"[a-z0-9-]{1,16}", re.ASCII)
_VERSION = 1
_NONCE_BYTES = 12
_TAG_BYTES = 16


class UndecryptableError(Exception):
    """A ciphertext cannot be read here: unknown key, damage, or another place. The message holds nothing of it."""


class FieldCipher:
    """Encrypts single fields with the newest of its keys, and decrypts with any of them.

    The keys are 32 bytes each by their id, the newest first.

    Raises:
        ValueError: there is no key, or an id or a key has another form.
    """

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        if not keys or not all(map(_KEY_ID.fullmatch, keys)):
            raise ValueError("the ids of keys are 1 to 16 of a-z, 0-9 and -")
        if any(len(key) != _KEY_BYTES for key in keys.values()):
            raise ValueError("a key has 32 bytes")
        self._newest = next(iter(keys))
        self._ciphers = {key_id: AESGCM(key) for key_id, key in keys.items()}

    def encrypt(self, plaintext: str, context: str) -> bytes:
        """Return the text encrypted for one place; each time differently."""
        header = bytes([_VERSION, len(self._newest)]) + self._newest.encode()
        nonce = os.urandom(_NONCE_BYTES)
        return (
            header + nonce + self._ciphers[self._newest].encrypt(nonce, plaintext.encode(), header + context.encode())
        )

    def decrypt(self, ciphertext: bytes, context: str) -> str:
        """Return the text of a ciphertext that stands in its place.

        Raises:
            UndecryptableError: its key is not among these, it is damaged, or it was made for another place.
        """
        key_id, size = _header(ciphertext)
        if key_id not in self._ciphers:
            message = f"There is no key {key_id} among the FIELD_KEYS."
            raise UndecryptableError(message)
        nonce, sealed = ciphertext[size : size + _NONCE_BYTES], ciphertext[size + _NONCE_BYTES :]
        try:
            return self._ciphers[key_id].decrypt(nonce, sealed, ciphertext[:size] + context.encode()).decode()
        except InvalidTag:
            message = f"The ciphertext is damaged, belongs elsewhere, or {key_id} names another key now."
            raise UndecryptableError(message) from None

    @staticmethod
    def key_of(ciphertext: bytes) -> str:
        """Return the id of the key that a ciphertext says it needs. No key is needed to know that.

        Raises:
            UndecryptableError: this is no ciphertext of this layout.
        """
        return _header(ciphertext)[0]

    def is_current(self, ciphertext: bytes) -> bool:
        """Whether a ciphertext was made with the newest key.

        Raises:
            UndecryptableError: this is no ciphertext of this layout.
        """
        return self.key_of(ciphertext) == self._newest


def _header(ciphertext: bytes) -> tuple[str, int]:
    """Return the id of a ciphertext's key, and how many bytes stand before the nonce."""
    if ciphertext[:1] != bytes([_VERSION]) or len(ciphertext) < 2:  # noqa: PLR2004 - the version and a length
        raise UndecryptableError("This is not a ciphertext of a known version.")
    size = 2 + ciphertext[1]
    # every byte is a character of Latin-1: what is no id does not match, and nothing fails
    key_id = ciphertext[2:size].decode("latin-1")
    if not _KEY_ID.fullmatch(key_id) or len(ciphertext) < size + _NONCE_BYTES + _TAG_BYTES:
        raise UndecryptableError("The ciphertext is damaged.")
    return key_id, size


class KeyedHash:
    """HMAC-SHA256 under a key of 32 bytes, for finding equal values that are stored encrypted.

    The values are few enough to be tried out one after another, so a hash without a key would be no secret. The kind
    goes into it: the same text as a phone number and as another thing has two digests.

    Raises:
        ValueError: the key has another length.
    """

    def __init__(self, key: bytes) -> None:
        if len(key) != _KEY_BYTES:
            raise ValueError("a key has 32 bytes")
        self._key = key

    def digest(self, kind: str, value: str) -> bytes:
        """Return the 32 bytes by which a canonical value of a kind is found."""
        domain = kind.encode()
        # the length in front: no kind and value run together into those of another pair
        return hmac.digest(self._key, len(domain).to_bytes(4, "big") + domain + value.encode(), "sha256")


@dataclass(frozen=True, slots=True)
class Vault:
    """What personal data are kept with."""

    fields: FieldCipher
    matching: KeyedHash

    @classmethod
    def from_settings(cls, settings: Settings) -> Self | None:
        """Return the vault of FIELD_KEYS and MATCHING_KEY, or None if neither is set.

        Raises:
            SettingsError: one is wrong, or set without the other; named without its value.
        """
        if settings.field_keys is None and settings.matching_key is None:
            return None
        if settings.field_keys is None:
            raise SettingsError("The setting FIELD_KEYS is missing: it goes with MATCHING_KEY.")
        if settings.matching_key is None:
            raise SettingsError("The setting MATCHING_KEY is missing: it goes with FIELD_KEYS.")
        keys = _field_keys(settings.field_keys.get_secret_value())
        matching = _key(settings.matching_key.get_secret_value())
        if matching is None:
            raise SettingsError("The setting MATCHING_KEY is wrong: must be base64 of 32 bytes.")
        if matching in keys.values():
            raise SettingsError("The setting MATCHING_KEY is wrong: must not be one of the FIELD_KEYS.")
        return cls(FieldCipher(keys), KeyedHash(matching))


def _field_keys(text: str) -> dict[str, bytes]:
    """Return the keys of FIELD_KEYS by their id, in their order.

    Raises:
        SettingsError: they have another form, or one is there twice.
    """
    keys: dict[str, bytes] = {}
    for word in text.split(","):
        key_id, _, encoded = word.strip().partition(":")
        key = _key(encoded)
        if key is None or not _KEY_ID.fullmatch(key_id):
            raise SettingsError(
                "The setting FIELD_KEYS is wrong: must be `id:base64 of 32 bytes`, with commas between them, and the "
                "ids 1 to 16 of a-z, 0-9 and -."
            )
        if key_id in keys:
            raise SettingsError("The setting FIELD_KEYS is wrong: must not have two keys of one id.")
        if key in keys.values():
            raise SettingsError("The setting FIELD_KEYS is wrong: must not have one key under two ids.")
        keys[key_id] = key
    return keys


def _key(text: str) -> bytes | None:
    """Return the 32 bytes of a key in base64 (RFC 4648, of either alphabet, padded or not), or None."""
    bare = text.strip().translate(str.maketrans("-_", "+/")).rstrip("=")
    try:
        key = base64.b64decode(bare + "=" * (-len(bare) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None
    return key if len(key) == _KEY_BYTES else None

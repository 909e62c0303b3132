"""Who an Authorization header stands for: an API key of ours, or a token of the identity provider.

An answer is remembered for a few seconds, by the digest of what was presented: a service that asks a hundred times a
second is looked up once in that time, which is also how long a revoked key may still serve in another process.
"""

import hashlib
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from app.accounts.keys import PREFIX, Presented, matches, read_key
from app.accounts.policy import bound, granted
from app.accounts.repository import CredentialRepository, Holder
from app.core.database import Database
from app.core.refusals import AccountUnknown, InvalidCredentials
from app.core.security import Principal

if TYPE_CHECKING:
    # what it rests on takes long to import, and few registries have a provider of tokens
    from app.accounts.tokens import TokenVerifier

REMEMBERED_SECONDS = 5.0
_MOST_REMEMBERED = 10_000
_SCHEME = b"bearer "
# compared with where there is no key of that id, so that it takes as long as where there is one
_NOBODY = bytes(32)


@dataclass(frozen=True, slots=True)
class _Remembered:
    principal: Principal
    until: float


class Authenticator:
    """Tells who asks, and notes when each key was last used."""

    def __init__(self, database: Database, tokens: "TokenVerifier | None") -> None:
        self._database = database
        self._tokens = tokens
        self._remembered: dict[bytes, _Remembered] = {}
        self._used: dict[str, datetime] = {}

    def recall(self, credentials: bytes) -> Principal | None:
        """Return who an Authorization header stood for a moment ago, or None if that is not remembered."""
        found = self._remembered.get(hashlib.sha256(credentials).digest())
        if found is None or time.time() >= found.until:
            return None
        if found.principal.via == "key":
            self._used[found.principal.credential or ""] = datetime.now(UTC)
        return found.principal

    async def authenticate(self, credentials: bytes) -> Principal:
        """Return who an Authorization header stands for.

        Raises:
            InvalidCredentials: nobody, or nobody any more.
            AccountUnknown: a genuine token of somebody without an account.
            IdentityProviderUnavailable: the provider's keys cannot be had.
        """
        remembered = self.recall(credentials)
        if remembered is not None:
            return remembered
        now = time.time()
        # what is forgotten while this looks it up stays forgotten: the answer may be from before the change
        memory = self._remembered
        principal, until = await self._look_up(_token_of(credentials))
        if len(memory) >= _MOST_REMEMBERED:
            memory.clear()
        digest = hashlib.sha256(credentials).digest()
        memory[digest] = _Remembered(principal, min(until, now + REMEMBERED_SECONDS))
        return principal

    async def _look_up(self, token: str) -> tuple[Principal, float]:
        """Return who a token stands for, and the unix time until which it may."""
        if token.startswith(f"{PREFIX}_"):
            presented = read_key(token)
            if presented is None:
                raise InvalidCredentials
            return await self._by_key(presented)
        if self._tokens is None:
            raise InvalidCredentials
        verified = await self._tokens.verify(token)
        holder = await CredentialRepository(self._database.reader).by_subject(verified.subject)
        if holder is None or not holder.active:
            raise AccountUnknown
        return _principal(holder, "token", verified.subject), verified.expires_at

    async def _by_key(self, presented: Presented) -> tuple[Principal, float]:
        holder = await CredentialRepository(self._database.reader).by_key(presented.key_id)
        right = matches(presented.digest, holder.digest if holder and holder.digest else _NOBODY)
        now = datetime.now(UTC)
        if holder is None or not right or not holder.active or not holder.lasts(now):
            raise InvalidCredentials
        self._used[presented.key_id] = now
        until = holder.expires_at.timestamp() if holder.expires_at else float("inf")
        return _principal(holder, "key", presented.key_id), until

    def forget(self) -> None:
        """Look everybody up anew: a key was revoked, or an account changed."""
        self._remembered = {}

    async def note_use(self) -> None:
        """Write down when keys were last used: all of them at once and now and then, so no request waits for it."""
        used, self._used = self._used, {}
        try:
            if used:
                await CredentialRepository(self._database.reader).note_use(used)
        except BaseException:
            # the next turn does it; what was used since is later
            self._used = {**used, **self._used}
            raise

    async def close(self) -> None:
        """Write down what is left, and end the talk with the provider."""
        await self.note_use()
        if self._tokens is not None:
            await self._tokens.close()


def _token_of(credentials: bytes) -> str:
    """Return the token of a bearer header (RFC 6750 2.1).

    Raises:
        InvalidCredentials: it is of another kind.
    """
    if credentials[: len(_SCHEME)].lower() != _SCHEME:
        raise InvalidCredentials
    try:
        return credentials[len(_SCHEME) :].strip().decode("ascii")
    except UnicodeDecodeError:
        raise InvalidCredentials from None


def _principal(holder: Holder, via: str, credential: str) -> Principal:
    everywhere = not holder.narrowed and not bound(holder.roles)
    return Principal(
        account_id=holder.account_id,
        name=holder.name,
        roles=frozenset(holder.roles),
        permissions=granted(holder.roles, holder.permissions),
        agency_id=holder.agency_id,
        territory=None if everywhere else frozenset(holder.territory),
        via=via,
        credential=credential,
    )

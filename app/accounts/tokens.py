"""Bearer tokens of an OpenID provider (RFC 6750, RFC 7519): who is meant, if a token is genuine, ours and in force.

A token is taken if all of this holds:

* it has at most `MOST_TOKEN_CHARACTERS`, and no `crit` header;
* its `typ` is `JWT`, `at+jwt` (RFC 9068 2.1) or missing; other kinds of signed statements, such as a logout token, are
  not credentials. An ID token is kept out by its `aud`, which is a client's id: OIDC_AUDIENCE must not be one;
* its algorithm is among the configured ones, and it was signed for that algorithm with a key of the provider. Keys and
  their addresses in the token itself are not looked at;
* `iss` is the configured issuer, and `aud` is or holds the configured audience;
* `exp` is not past, and `nbf` and `iat`, where it has them, are not to come, give or take `LEEWAY_SECONDS`;
* it is not bound to a key of its holder (`cnf`, RFC 7800): to take it without a proof of that key would make it worth
  stealing (RFC 9449 7.2, RFC 8705 3);
* the account claim is 1 to 255 printable characters. An `email` that the provider calls unverified is nobody's.
"""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Self

import jwt

from app.accounts.keysets import KeyCache, Provider
from app.accounts.schemas import MOST_SUBJECT_CHARACTERS
from app.core.refusals import InvalidCredentials
from app.core.settings import Settings, SettingsError

# as many bytes as the gateway lets all headers of a request have
MOST_TOKEN_CHARACTERS = 16_384
# FAPI 2.0 Security Profile, 5.3.2.1 no. 13: what clocks kept by NTP may be apart
LEEWAY_SECONDS = 10

# the last second of the year 9999: what is later is no date anywhere in the service
_LATEST = 253_402_300_799
_TYPES = {"jwt", "at+jwt"}
_log = logging.getLogger("inovasi")


@dataclass(frozen=True, slots=True)
class VerifiedToken:
    """What a genuine token says: the value of the account claim, and until when, in Unix seconds."""

    subject: str
    expires_at: float


@dataclass(frozen=True, slots=True)
class Terms:
    """What a token must say to be taken."""

    issuer: str
    audience: str
    algorithms: frozenset[str]
    account_claim: str


class _RefusedError(Exception):
    """A token is not taken; the message is a word for the log."""


class TokenVerifier:
    """Verifies bearer tokens. `now` tells Unix seconds."""

    def __init__(self, terms: Terms, keys: KeyCache, now: Callable[[], float] = time.time) -> None:
        self._terms = terms
        self._keys = keys
        self._now = now
        # the library reads its own clock and takes "1" for a time: times are looked at here
        self._jwt = jwt.PyJWT(
            {
                "require": ["exp", "iss", "aud", terms.account_claim],
                "verify_exp": False,
                "verify_nbf": False,
                "verify_iat": False,
            }
        )

    @classmethod
    def from_settings(
        cls,
        settings: Settings,
        *,
        now: Callable[[], float] = time.time,
        elapsed: Callable[[], float] = time.monotonic,
    ) -> Self | None:
        """Return a verifier of the configured provider's tokens, or None if no provider is configured.

        `now` judges the tokens, `elapsed` the age of the provider's keys. Nothing is asked of the provider yet.

        Raises:
            SettingsError: there is an issuer but no audience, so tokens for other services would be taken.
        """
        if settings.oidc_issuer is None:
            return None
        if settings.oidc_audience is None:
            raise SettingsError("The setting OIDC_AUDIENCE is missing: OIDC_ISSUER needs it.")
        algorithms = frozenset(settings.oidc_algorithms.split(","))
        terms = Terms(settings.oidc_issuer, settings.oidc_audience, algorithms, settings.oidc_account_claim)
        provider = Provider(settings.oidc_issuer, settings.oidc_jwks_url, algorithms)
        return cls(terms, KeyCache(provider, elapsed), now)

    async def verify(self, token: str) -> VerifiedToken:
        """Return whom a token means, if it is to be taken.

        Raises:
            InvalidCredentials: it is not; why, only the log says.
            IdentityProviderUnavailable: the provider's keys cannot be had, so nobody knows.
        """
        try:
            claims = self._read_claims(token, await self._find_key(token))
            return _judge(claims, self._terms.account_claim, self._now())
        except _RefusedError as refusal:
            _log.info("bearer token refused: %s", refusal)
            raise InvalidCredentials from None

    async def _find_key(self, token: str) -> jwt.PyJWK:
        """Return the provider's key that a token says it was signed with."""
        algorithm, kid = _read_header(token, self._terms.algorithms)
        key = await self._keys.find(kid, algorithm)
        if key is None:
            raise _RefusedError("unknown_key")
        return key

    def _read_claims(self, token: str, key: jwt.PyJWK) -> dict[str, Any]:
        """Return what a token says, once its signature, issuer and audience are right."""
        try:
            return self._jwt.decode(
                token,
                key,
                algorithms=[key.algorithm_name],
                audience=self._terms.audience,
                issuer=self._terms.issuer,
            )
        except jwt.PyJWTError as error:
            # its text may hold a part of the token, its name does not
            raise _RefusedError(type(error).__name__) from None

    async def close(self) -> None:
        """End the connections to the provider."""
        await self._keys.close()


def _read_header(token: str, algorithms: frozenset[str]) -> tuple[str, str | None]:
    """Return the algorithm and the key id that a token names; its other parts are not decoded yet."""
    if len(token) > MOST_TOKEN_CHARACTERS:
        raise _RefusedError("too_long")
    if not token.isascii():
        raise _RefusedError("malformed")
    try:
        header = jwt.get_unverified_header(f"{token.partition('.')[0]}..")
    except jwt.PyJWTError:
        raise _RefusedError("malformed") from None
    algorithm, kind = header.get("alg"), header.get("typ", "JWT")
    if "crit" in header:
        raise _RefusedError("critical_extension")
    if not isinstance(algorithm, str) or algorithm not in algorithms:
        raise _RefusedError("algorithm")
    # RFC 7515 4.1.9: a media type, whose first part may be left out
    if not isinstance(kind, str) or kind.lower().removeprefix("application/") not in _TYPES:
        raise _RefusedError("type")
    return algorithm, header.get("kid")


def _judge(claims: Mapping[str, Any], account_claim: str, now: float) -> VerifiedToken:
    """Return whom the claims of a genuine token mean, if it is in force and may be borne by anybody."""
    expires_at = _moment(claims["exp"])
    if now >= expires_at + LEEWAY_SECONDS:
        raise _RefusedError("expired")
    if any(now < _moment(claims[name]) - LEEWAY_SECONDS for name in ("nbf", "iat") if name in claims):
        raise _RefusedError("not_yet_valid")
    if "cnf" in claims:
        raise _RefusedError("bound_to_a_key")
    subject = claims[account_claim]
    if not isinstance(subject, str) or not 0 < len(subject) <= MOST_SUBJECT_CHARACTERS or not subject.isprintable():
        raise _RefusedError("subject")
    # some providers write their booleans as text
    if account_claim == "email" and claims.get("email_verified", True) not in (True, "true"):
        raise _RefusedError("unverified_email")
    return VerifiedToken(subject, expires_at)


def _moment(value: object) -> float:
    """Return a NumericDate (RFC 7519 2) as seconds; a comparison with NaN is never true."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= _LATEST:
        raise _RefusedError("malformed_time")
    return float(value)

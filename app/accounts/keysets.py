"""The keys that an identity provider signs with: fetched from it, kept for a while, and found by key id.

A key that was found costs a look into a dictionary until the set is `FRESH_SECONDS` old. Then the set is fetched anew,
and a key that the provider took away is no longer found. An unknown key id is a reason to fetch sooner, because the
provider may have changed its key, but not within `RETRY_SECONDS` of the last attempt: whoever invents key ids does not
make this service call the provider. However many ask at once, one fetch runs. While the provider is down the kept keys
go on serving until they are `USABLE_SECONDS` old.
"""

import asyncio
import json
import logging
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx
from jwt import PyJWK, PyJWTError

from app.core.refusals import IdentityProviderUnavailable

FRESH_SECONDS = 600.0
USABLE_SECONDS = 86_400.0
RETRY_SECONDS = 30.0
# with no key at all nobody can sign in, so the next attempt comes as soon as the refusal's Retry-After says
FIRST_RETRY_SECONDS = float(IdentityProviderUnavailable.retry_after or 0)
FETCH_SECONDS = 5.0
# a set of twenty keys with their certificates has about 50,000
MOST_BYTES = 262_144

# OpenID Connect Discovery 1.0, 4
_DISCOVERY = "/.well-known/openid-configuration"
# RFC 7517 8.5.2 registers the second
_ACCEPT = "application/json, application/jwk-set+json"
_log = logging.getLogger("inovasi")

Keys = Mapping[tuple[str | None, str], PyJWK]


class ProviderError(Exception):
    """The provider did not answer as it must. The message says in what, and repeats nothing that it sent."""


def usable_keys(entries: Iterable[object], algorithms: Collection[str]) -> Keys:
    """Return the public keys of a JWK set (RFC 7517 5) that may verify signatures, by key id and algorithm.

    A key without an `alg` stands under each of the algorithms that fit it. Without a key id only the sole key of an
    algorithm can be meant (OpenID Connect Core 1.0, 10.1); it stands under None, too. What else is in the set is
    ignored: shared secrets, keys for encryption, too short ones, and private keys, which are anybody's once published.
    """
    loaded = [
        (entry.get("kid"), algorithm, key)
        for entry in entries
        if isinstance(entry, dict) and _may_verify(entry)
        for algorithm in sorted(algorithms)
        if (key := _load(entry, algorithm)) is not None
    ]
    found: dict[tuple[str | None, str], PyJWK] = {}
    for kid, algorithm, key in loaded:
        if kid is not None:
            found.setdefault((kid, algorithm), key)
    for algorithm in algorithms:
        of_this = [key for _, its, key in loaded if its == algorithm]
        if len(of_this) == 1:
            found[None, algorithm] = of_this[0]
    return found


def _may_verify(entry: dict[str, Any]) -> bool:
    operations = entry.get("key_ops", ["verify"])
    return (
        entry.get("use", "sig") == "sig"
        and isinstance(operations, list)
        and "verify" in operations
        and "d" not in entry
        and isinstance(entry.get("kid", ""), str)
    )


def _load(entry: dict[str, Any], algorithm: str) -> PyJWK | None:
    if entry.get("alg", algorithm) != algorithm:
        return None
    try:
        key = PyJWK(entry, algorithm)
        # only this looks whether the curve is the algorithm's
        prepared = key.Algorithm.prepare_key(key.key)
    except PyJWTError:
        return None
    return None if key.Algorithm.check_key_length(prepared) else key


class Provider:
    """An OpenID provider, asked for its keys.

    The answers are not trusted to be short, quick or of the right kind. Redirects are not followed, and no proxy of the
    environment is asked. Besides the authorities that ship with the client, those that the system trusts may vouch for
    the provider: a city's own provider often has a certificate of the city.
    """

    def __init__(self, issuer: str, jwks_url: str | None, algorithms: Collection[str]) -> None:
        self._issuer = issuer
        self._jwks_url = jwks_url
        self._algorithms = algorithms
        trusted = httpx.create_ssl_context(trust_env=False)
        trusted.load_default_certs()
        self._client = httpx.AsyncClient(
            verify=trusted,
            trust_env=False,
            follow_redirects=False,
            timeout=FETCH_SECONDS,
            # a compressed answer could be short on the way and long here
            headers={"accept": _ACCEPT, "accept-encoding": "identity"},
        )

    async def keys(self) -> Keys:
        """Return the keys that the provider has now.

        Raises:
            ProviderError: it is down, slow, or says what cannot be used.
        """
        try:
            async with asyncio.timeout(FETCH_SECONDS):
                return usable_keys(await self._entries(), self._algorithms)
        except ProviderError:
            raise
        except Exception as error:
            # the client names what it raises, but not all: an address with port 99999 makes it an exception group
            raise ProviderError(type(error).__name__) from error

    async def _entries(self) -> list[object]:
        document = await self._get(self._jwks_url or await self._find_jwks())
        entries = document.get("keys")
        if not isinstance(entries, list):
            raise ProviderError("the key set has no list of keys")
        return entries

    async def _find_jwks(self) -> str:
        """Return where the keys are, as the discovery document says (OpenID Connect Discovery 1.0, 4.3)."""
        document = await self._get(self._issuer.rstrip("/") + _DISCOVERY)
        if document.get("issuer") != self._issuer:
            raise ProviderError("the discovery document is another issuer's")
        url = document.get("jwks_uri")
        if not isinstance(url, str) or urlsplit(url).scheme not in {"https", urlsplit(self._issuer).scheme}:
            raise ProviderError("the discovery document names no safe jwks_uri")
        return url

    async def _get(self, url: str) -> dict[str, Any]:
        async with self._client.stream("GET", url) as response:
            if response.status_code != httpx.codes.OK:
                message = f"answered {response.status_code}"
                raise ProviderError(message)
            media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
            if media_type != "application/json" and not media_type.endswith("+json"):
                raise ProviderError("answered with something else than JSON")
            body = bytearray()
            async for chunk in response.aiter_raw():
                body += chunk
                if len(body) > MOST_BYTES:
                    raise ProviderError("answered at too great a length")
        document = json.loads(body)
        if not isinstance(document, dict):
            raise ProviderError("answered with something else than an object")
        return document

    async def close(self) -> None:
        """End the connections."""
        await self._client.aclose()


class KeyCache:
    """The keys of a provider, kept as the module's text says. `clock` tells seconds since any moment."""

    def __init__(self, provider: Provider, clock: Callable[[], float] = time.monotonic) -> None:
        self._provider = provider
        self._clock = clock
        self._keys: Keys = {}
        self._fresh_until = self._usable_until = self._next_attempt = float("-inf")
        self._failing = False
        self._refreshing: asyncio.Task[None] | None = None

    async def find(self, kid: str | None, algorithm: str) -> PyJWK | None:
        """Return the key of this id for this algorithm, or None if the provider has no such key.

        Who asks for a key that is kept waits for the provider only once after its keys became old: while it fails,
        later attempts run beside the requests.

        Raises:
            IdentityProviderUnavailable: the provider fails, and no key is kept that may still be used.
        """
        key = self._kept(kid, algorithm)
        if key is None or self._clock() >= self._fresh_until:
            await self._refresh(waiting=key is None or not self._failing)
            key = self._kept(kid, algorithm)
        if key is None and self._clock() >= self._usable_until:
            raise IdentityProviderUnavailable
        return key

    def _kept(self, kid: str | None, algorithm: str) -> PyJWK | None:
        return self._keys.get((kid, algorithm)) if self._clock() < self._usable_until else None

    async def _refresh(self, *, waiting: bool) -> None:
        if self._refreshing is None:
            if self._clock() < self._next_attempt:
                return
            self._refreshing = asyncio.create_task(self._fetch())
        if waiting:
            # others wait for it too: that one of them hangs up does not end it
            await asyncio.shield(self._refreshing)

    async def _fetch(self) -> None:
        try:
            keys = await self._provider.keys()
        except ProviderError as error:
            self._failing = True
            _log.warning("the identity provider's keys could not be fetched: %s", error)
        else:
            self._failing = False
            self._keep(keys)
        finally:
            self._refreshing = None
            kept = self._clock() < self._usable_until
            self._next_attempt = self._clock() + (RETRY_SECONDS if kept else FIRST_RETRY_SECONDS)

    def _keep(self, keys: Keys) -> None:
        if not keys:
            _log.warning("the identity provider has no key that fits the configured algorithms")
        self._keys = keys
        self._fresh_until = self._clock() + FRESH_SECONDS
        self._usable_until = self._clock() + USABLE_SECONDS

    async def close(self) -> None:
        """End a fetch that is under way, and the connections."""
        if self._refreshing is not None:
            self._refreshing.cancel()
            await asyncio.wait([self._refreshing])
        await self._provider.close()

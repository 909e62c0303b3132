"""Bearer tokens of a certified OpenID provider that no one here wrote.

It runs on Node and is no part of the suite: `.ci/check-oidc` installs it, names its program in `OIDC_PROVIDER`, and
runs this file.
"""

import asyncio
import json
import os
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from app.accounts.keysets import FRESH_SECONDS, RETRY_SECONDS
from app.accounts.tokens import TokenVerifier
from app.core.refusals import IdentityProviderUnavailable, InvalidCredentials
from app.core.settings import Settings
from tests.accounts.issuing import AUDIENCE, Clock

CLIENT = "layanan-dprd"
SECRET = "rahasia-klien-untuk-uji"  # noqa: S105 - of a client that lives as long as the test


def new_key(kid: str, algorithm: str) -> dict[str, Any]:
    """Return a private key as the provider takes it."""
    if algorithm == "RS256":
        key = RSAAlgorithm.to_jwk(rsa.generate_private_key(65537, 2048), as_dict=True)
    else:
        key = ECAlgorithm.to_jwk(ec.generate_private_key(ec.SECP256R1()), as_dict=True)
    # the provider publishes `key_ops` as they are, and those of a private key are not for verifying
    return {name: value for name, value in key.items() if name != "key_ops"} | {
        "kid": kid,
        "alg": algorithm,
        "use": "sig",
    }


class NodeProvider:
    """The provider as a process, which keeps its port when it is started again."""

    def __init__(self) -> None:
        self._port = 0
        self._process: Process | None = None

    @property
    def issuer(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self._port}"

    async def start(self, *keys: dict[str, Any]) -> None:
        """Start it with these keys, and return when it answers."""
        program = os.environ["OIDC_PROVIDER"]
        self._process = process = await asyncio.create_subprocess_exec(
            "node", program, str(self._port), stdin=PIPE, stdout=PIPE
        )
        assert process.stdin
        assert process.stdout
        process.stdin.write(json.dumps({"client": CLIENT, "secret": SECRET, "keys": keys}).encode())
        process.stdin.close()
        async with asyncio.timeout(30):
            while not (line := await process.stdout.readline()).startswith(b"listening "):
                assert line, "the provider did not start"
        self._port = int(line.split()[1])

    async def stop(self) -> None:
        """End it."""
        if self._process is not None:
            self._process.terminate()
            await self._process.communicate()
            self._process = None

    async def token(self, resource: str | None = AUDIENCE) -> str:
        """Get a token for a service as a client does."""
        wanted = {"grant_type": "client_credentials"} | ({"resource": resource} if resource else {})
        async with httpx.AsyncClient(trust_env=False) as client:
            answer = await client.post(f"{self.issuer}/token", data=wanted, auth=(CLIENT, SECRET))
        assert answer.status_code == 200, answer.text
        return str(answer.json()["access_token"])


@pytest.fixture
async def provider() -> AsyncIterator[NodeProvider]:
    provider = NodeProvider()
    yield provider
    await provider.stop()


@asynccontextmanager
async def verifying(provider: NodeProvider, elapsed: Clock | None = None) -> AsyncIterator[TokenVerifier]:
    settings = Settings(_env_file=None, oidc_issuer=provider.issuer, oidc_audience=AUDIENCE)
    verifier = TokenVerifier.from_settings(settings, elapsed=elapsed or Clock())
    assert verifier is not None
    try:
        yield verifier
    finally:
        await verifier.close()


async def refused(verifier: TokenVerifier, token: str) -> bool:
    try:
        await verifier.verify(token)
    except InvalidCredentials:
        return True
    return False


@pytest.mark.parametrize("algorithm", ["RS256", "ES256"])
async def test_a_token_is_verified_through_discovery_and_the_published_keys(
    provider: NodeProvider, algorithm: str
) -> None:
    await provider.start(new_key("one", algorithm))
    async with verifying(provider) as verifier:
        token = await provider.token()
        assert (await verifier.verify(token)).subject == CLIENT
        head, claims, signature = token.split(".")
        for number in range(0, len(claims), 7):
            other = "A" if claims[number] != "A" else "B"
            assert await refused(verifier, f"{head}.{claims[:number]}{other}{claims[number + 1 :]}.{signature}")
        assert await refused(verifier, f"{head}.{claims}.{signature[::-1]}")


async def test_tokens_for_others_and_opaque_ones_are_refused(provider: NodeProvider) -> None:
    await provider.start(new_key("one", "RS256"))
    async with verifying(provider) as verifier:
        assert await refused(verifier, await provider.token("https://lain.example.go.id"))
        assert await refused(verifier, await provider.token(resource=None))


async def test_a_change_of_key_is_followed(provider: NodeProvider) -> None:
    await provider.start(new_key("one", "RS256"))
    elapsed = Clock()
    async with verifying(provider, elapsed) as verifier:
        old = await provider.token()
        assert not await refused(verifier, old)
        await provider.stop()
        await provider.start(new_key("two", "ES256"))
        new = await provider.token()
        elapsed.now += RETRY_SECONDS
        assert not await refused(verifier, new)
        elapsed.now += FRESH_SECONDS
        assert await refused(verifier, old)
        assert not await refused(verifier, new)


async def test_kept_keys_serve_while_the_provider_is_down(provider: NodeProvider) -> None:
    await provider.start(new_key("one", "RS256"))
    elapsed = Clock()
    async with verifying(provider, elapsed) as verifier, verifying(provider) as without_keys:
        token = await provider.token()
        assert not await refused(verifier, token)
        await provider.stop()
        elapsed.now += FRESH_SECONDS
        assert not await refused(verifier, token)
        with pytest.raises(IdentityProviderUnavailable):
            await without_keys.verify(token)

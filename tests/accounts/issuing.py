"""A provider of identities for tests: it answers on a port of its own, signs tokens, and misbehaves when told to."""

import asyncio
import base64
import json
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

AUDIENCE = "https://inovasi.example.go.id"
DISCOVERY = "/.well-known/openid-configuration"
JWKS = "/jwks"
NOW = 1_800_000_000


def encoded(part: object) -> str:
    """Return bytes, or something else as JSON, as a part of a token."""
    raw = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class Clock:
    """A clock that the test sets."""

    def __init__(self, now: float = NOW) -> None:
        self.now = now

    def __call__(self) -> float:
        """Return the time."""
        return self.now


@dataclass(frozen=True)
class SigningKey:
    """A key pair of the provider."""

    kid: str
    algorithm: str
    private: Any

    def jwk(self, **members: object) -> dict[str, Any]:
        """Return the public half as the provider publishes it; a member that is None is left out."""
        public = self.private.public_key()
        writers = {"R": RSAAlgorithm, "P": RSAAlgorithm, "E": ECAlgorithm}
        writer = OKPAlgorithm if self.algorithm == "EdDSA" else writers[self.algorithm[0]]
        entry = writer.to_jwk(public, as_dict=True)
        entry |= {"kid": self.kid, "alg": self.algorithm, "use": "sig", **members}
        return {name: value for name, value in entry.items() if value is not None}

    def sign(self, claims: object, algorithm: str | None = None, **header: object) -> str:
        """Return a token that says this, be it JSON or bytes; a header that is None is left out."""
        named = algorithm or self.algorithm
        head = {"alg": named, "typ": "at+jwt", "kid": self.kid, **header}
        signed = f"{encoded({name: value for name, value in head.items() if value is not None})}.{encoded(claims)}"
        signature = jwt.PyJWS().get_algorithm_by_name(named).sign(signed.encode(), self.private)
        return f"{signed}.{encoded(signature)}"


@cache
def signing_key(kid: str, algorithm: str = "ES256") -> SigningKey:
    """Return the key of this name; asked twice, the same."""
    if algorithm[0] in "RP":
        private: Any = rsa.generate_private_key(65537, 2048)
    elif algorithm == "EdDSA":
        private = ed25519.Ed25519PrivateKey.generate()
    else:
        private = ec.generate_private_key({"ES256": ec.SECP256R1(), "ES384": ec.SECP384R1()}[algorithm])
    return SigningKey(kid, algorithm, private)


class Answer(NamedTuple):
    """What the provider answers at one path."""

    body: bytes
    status: int = 200
    media_type: str = "application/json"
    headers: str = ""


def said(document: object) -> Answer:
    """Return an answer that says this in JSON."""
    return Answer(json.dumps(document).encode())


@dataclass
class IssuingProvider:
    """A provider on a free port, with the paths that it was asked for and the headers of the last request."""

    server: asyncio.Server
    scheme: str
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    going_on: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        """Take the address of the server as the issuer."""
        self.port: int = self.server.sockets[0].getsockname()[1]
        self.issuer = f"{self.scheme}://127.0.0.1:{self.port}"
        self.going_on.set()
        self.answers[DISCOVERY] = said({"issuer": self.issuer, "jwks_uri": self.issuer + JWKS})

    @property
    def fetches(self) -> int:
        """How often the keys were asked for."""
        return self.asked.count(JWKS)

    def publish(self, *entries: object) -> None:
        """Publish these keys and no others."""
        keys = [entry.jwk() if isinstance(entry, SigningKey) else entry for entry in entries]
        self.answers[JWKS] = said({"keys": keys})

    def claims(self, **claims: object) -> dict[str, Any]:
        """Return what a good token says; a claim that is None is left out."""
        good = {"iss": self.issuer, "aud": AUDIENCE, "sub": "siti", "iat": NOW, "exp": NOW + 300}
        return {name: value for name, value in (good | claims).items() if value is not None}

    def break_down(self) -> None:
        """Answer everything with 500 from now on."""
        for path in self.answers:
            self.answers[path] = Answer(b"", status=500)

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request and hang up."""
        path = (await reader.readline()).split()[1].decode()
        while line := (await reader.readline()).decode().strip():
            name, _, value = line.partition(": ")
            self.headers[name.lower()] = value
        self.asked.append(path)
        self.arrived.set()
        await self.going_on.wait()
        answer = self.answers.get(path, Answer(b"", status=404))
        head = (
            f"HTTP/1.1 {answer.status} X\r\ncontent-type: {answer.media_type}\r\nconnection: close\r\n{answer.headers}"
        )
        writer.write(f"{head}content-length: {len(answer.body)}\r\n\r\n".encode() + answer.body)
        await writer.drain()
        writer.close()


@asynccontextmanager
async def issuing(*keys: object, certificate: ssl.SSLContext | None = None) -> AsyncIterator[IssuingProvider]:
    """Run a provider that publishes these keys."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await provider.answer(reader, writer)

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=certificate)
    provider = IssuingProvider(server, "https" if certificate else "http")
    provider.publish(*keys)
    async with server:
        yield provider

"""The outermost layer: every request gets an id, every answer the same headers, every failure a problem document.

It is plain ASGI and stands outside the framework's stack, so that what the framework or the server refuses is answered
like everything else. Published documents are answered from here without entering that stack (see `core.routes`).
"""

import logging
import re
import secrets
import time
from collections.abc import Iterable
from typing import NamedTuple, Protocol

from fastapi import FastAPI
from starlette.datastructures import State
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from typing_extensions import override

from app.core.errors import AddressTooLong, Fact, HeadersTooLarge, InternalError, Moved, NotAcceptable
from app.core.faults import fact_for
from app.core.logs import AccessLog
from app.core.problems import preferred_language, render
from app.core.routes import Answer, DocumentRoute, document_routes
from app.core.security import CREDENTIALS, Principal, sign_in
from app.core.settings import Settings

MOST_HEADER_BYTES = 16_384
MOST_ADDRESS_BYTES = 8_192
API_VERSION = "1.0.0"

_REQUEST_ID = re.compile(rb"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
_REFUSED = re.compile(rb"q\s*=\s*0(\.0{0,3})?")
# from the most specific range to the least
_FITTING = (b"application/json", b"application/problem+json", b"application/*", b"*/*")
_PARAMETER = "{"
_log = logging.getLogger("inovasi")


class DocumentLane:
    """Finds the document route of a path: by the whole path, or by all but its last part."""

    def __init__(self, routes: Iterable[tuple[str, DocumentRoute]]) -> None:
        self._whole: dict[str, DocumentRoute] = {}
        self._by_prefix: dict[str, tuple[str, DocumentRoute]] = {}
        for path, route in routes:
            head, _, last = path.rpartition("/")
            if last.startswith(_PARAMETER):
                self._by_prefix[head] = (last.strip("{}"), route)
            else:
                self._whole[path] = route

    def find(self, path: str) -> tuple[DocumentRoute, dict[str, str]] | None:
        """Return the route of a path with its path values, or None if the path is no document's."""
        if route := self._whole.get(path):
            return route, {}
        head, _, last = path.rpartition("/")
        if last and (found := self._by_prefix.get(head)):
            name, route = found
            return route, {name: last}
        return None


class Authenticator(Protocol):
    """Tells who asks."""

    async def authenticate(self, credentials: bytes) -> Principal:
        """Return who an Authorization header stands for.

        Raises:
            InvalidCredentials: nobody, or nobody any more.
        """


class _Arrival(NamedTuple):
    request_id: str
    accept: bytes
    accept_language: str
    credentials: bytes | None


class Gateway:
    """Wraps the framework's application."""

    def __init__(self, app: ASGIApp, lane: DocumentLane, state: State) -> None:
        self._app = app
        self._lane = lane
        self._state = state
        self._settings: Settings = state.settings
        self._access_log: AccessLog = state.access_log
        headers = {
            "api-version": API_VERSION,
            "x-content-type-options": "nosniff",
            "referrer-policy": "no-referrer",
            "cross-origin-resource-policy": "cross-origin",
        }
        if self._settings.public_url.startswith("https://"):
            headers["strict-transport-security"] = "max-age=31536000"
        self._headers = [(name.encode(), value.encode()) for name, value in headers.items()]
        self._policy = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or pass on what is not HTTP."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        method = scope["method"]
        reply = _Reply(send, self._headers, self._policy, bodiless=method == "HEAD")
        arrival = self._arrive(scope)
        reply.request_id = arrival.request_id.encode()
        try:
            self._limit(scope, arrival)
            if arrival.credentials is not None:
                await self._sign_in(scope, arrival.credentials)
            await self._pass_on(scope, receive, reply)
        except Exception as error:  # noqa: BLE001 - whatever it is, the client gets a problem document
            if reply.status:
                # the framework answers 500 and raises the error again for the server to see
                _log.exception("request failed", extra={"request_id": arrival.request_id})
            else:
                await reply.answer(self._problem(error, scope, arrival))
        finally:
            if self._access_log.enabled:
                seconds = time.perf_counter() - began
                self._access_log.request(arrival.request_id, method, scope["path"], reply.status, seconds)

    async def _pass_on(self, scope: Scope, receive: Receive, reply: "_Reply") -> None:
        """Answer from a stored document if the path is one's, and from the framework's application otherwise."""
        if reply.bodiless:
            scope = {**scope, "method": "GET"}
        found = self._lane.find(scope["path"]) if scope["method"] == "GET" else None
        if found is None:
            await self._app(scope, receive, reply.send)
        else:
            route, values = found
            await reply.answer(await route.answer(scope, values))

    async def _sign_in(self, scope: Scope, credentials: bytes) -> None:
        authenticator: Authenticator = self._state.authenticator
        sign_in(scope, await authenticator.authenticate(credentials))

    def _arrive(self, scope: Scope) -> _Arrival:
        request_id, accept, language, credentials = b"", b"", b"", None
        for name, value in scope["headers"]:
            if name == b"accept":
                accept = value
            elif name == b"accept-language":
                language = value
            elif name == CREDENTIALS:
                # two of them are none: which one counts is not ours to guess
                credentials = value if credentials is None else b""
            elif name == b"x-request-id" and _REQUEST_ID.fullmatch(value):
                request_id = value
        identity = request_id.decode() or secrets.token_hex(16)
        scope["inovasi.request_id"] = identity
        scope["inovasi.language"] = language
        return _Arrival(identity, accept, language.decode("latin-1"), credentials)

    def _limit(self, scope: Scope, arrival: _Arrival) -> None:
        if len(scope["raw_path"]) + len(scope["query_string"]) > MOST_ADDRESS_BYTES:
            raise AddressTooLong(limit=MOST_ADDRESS_BYTES)
        if sum(len(name) + len(value) for name, value in scope["headers"]) > MOST_HEADER_BYTES:
            raise HeadersTooLarge(limit=MOST_HEADER_BYTES)
        if arrival.accept and scope["path"].startswith("/v1") and not accepts_json(arrival.accept):
            raise NotAcceptable

    def _problem(self, error: Exception, scope: Scope, arrival: _Arrival) -> Answer:
        if isinstance(error, Moved):
            return moved_answer(error, self._settings.public_url)
        fact = fact_for(error)
        if fact is None or fact.status >= 500:  # noqa: PLR2004 - a fault on our side
            _log.error("request failed", exc_info=error, extra={"request_id": arrival.request_id})
        return problem_answer(fact or InternalError(), scope, self._settings.public_url)


def problem_answer(fact: Fact, scope: Scope, base_url: str) -> Answer:
    """Return status, headers and body of a fact as the answer to a request."""
    body, headers = render(
        fact,
        request_id=scope["inovasi.request_id"],
        path=scope["path"],
        language=preferred_language(scope["inovasi.language"].decode("latin-1")),
        base_url=base_url,
    )
    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    return fact.status, [*raw, (b"content-length", str(len(body)).encode())], body


def moved_answer(moved: Moved, base_url: str) -> Answer:
    """Return status, headers and body that send a client to a resource's address."""
    location = f"{base_url}{moved.path}".encode()
    headers = [(b"location", location), (b"cache-control", b"no-cache"), (b"content-length", b"0")]
    return moved.status, headers, b""


def accepts_json(accept: bytes) -> bool:
    """Whether an Accept header (RFC 9110 12.5.1) lets the answer be JSON: the most specific range that fits decides."""
    if accept == b"*/*":
        return True
    said: dict[bytes, bool] = {}
    for part in accept.split(b","):
        media_range, *parameters = (piece.strip().lower() for piece in part.split(b";"))
        said[media_range] = not any(_REFUSED.fullmatch(parameter) for parameter in parameters)
    return next((said[fitting] for fitting in _FITTING if fitting in said), False)


class _Reply:
    """Sends an answer with the headers that all answers have, and without the body if the method was HEAD."""

    __slots__ = ("_common", "_policy", "_send", "bodiless", "request_id", "status")

    def __init__(
        self, send: Send, common: list[tuple[bytes, bytes]], policy: tuple[bytes, bytes], *, bodiless: bool
    ) -> None:
        self._send = send
        self._common = common
        self._policy = policy
        self.bodiless = bodiless
        self.request_id = b""
        self.status = 0

    async def answer(self, answer: Answer) -> None:
        """Send a whole answer."""
        self.status, headers, body = answer
        headers += self._common
        headers += (self._policy, (b"x-request-id", self.request_id))
        await self._send({"type": "http.response.start", "status": self.status, "headers": headers})
        await self._send({"type": "http.response.body", "body": b"" if self.bodiless else body})

    async def send(self, message: Message) -> None:
        """Pass on a message of the framework's application."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = [*message["headers"], *self._common, (b"x-request-id", self.request_id)]
            if all(name != b"content-security-policy" for name, _ in headers):
                headers.append(self._policy)
            message = {**message, "headers": headers}
        elif self.bodiless and message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await self._send(message)


class Service(FastAPI):
    """FastAPI behind the gateway."""

    @override
    def build_middleware_stack(self) -> ASGIApp:
        """Return the framework's stack with the gateway around it."""
        lane = DocumentLane(document_routes(self))
        return Gateway(super().build_middleware_stack(), lane, self.state)

"""The outermost layer: every request gets an id, every answer the same headers, every failure a problem document.

It is plain ASGI and stands outside the framework's stack, so that what the framework or the server refuses is answered
like everything else. Published documents are answered from here without entering that stack (see `core.routes`).

A request passes these in order, the cheapest first, and each can end it: the size of address and headers, questions of
browsers about other sites' pages, who asks, how often they may, the size of the body.
"""

import logging
import re
import secrets
import time
from collections.abc import Collection, Iterable
from typing import NamedTuple, Protocol

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.datastructures import State
from starlette.routing import compile_path
from starlette.types import ASGIApp, Receive, Scope, Send
from typing_extensions import override

from app.core.accepting import MediaTypes, accepts, media_routes
from app.core.addresses import ClientAddress
from app.core.bodies import limited
from app.core.cors import Cors
from app.core.errors import AddressTooLong, Fact, HeadersTooLarge, InternalError, Moved, NotAcceptable
from app.core.exporting import BODILESS
from app.core.faults import fact_for
from app.core.limits import Policy, RateLimiter, Spent
from app.core.logs import AccessLog
from app.core.replies import Reply, log_failure, moved_answer, problem_answer
from app.core.routes import Answer, DocumentRoute, document_routes, open_routes
from app.core.security import CREDENTIALS, Principal, is_asked_of_all, sign_in
from app.core.settings import Settings

MOST_HEADER_BYTES = 16_384
MOST_ADDRESS_BYTES = 8_192
API_VERSION = "1.5.0"

_REQUEST_ID = re.compile(rb"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
_PARAMETER = "{"
_READS = frozenset({"GET", "HEAD", "OPTIONS"})
# Probes come from few addresses and again and again; one that is refused would take a healthy service out of use.
_UNCOUNTED = "/health/"
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


class OpenDoors:
    """Tells what everyone may change without credentials: it is counted once more, by a limit of its own."""

    def __init__(self, routes: Iterable[tuple[str, APIRoute]]) -> None:
        self._doors: list[tuple[re.Pattern[str], Collection[str], Policy]] = [
            (compile_path(path)[0], route.methods or set(), "answer" if is_asked_of_all(route.endpoint) else "open")
            for path, route in routes
        ]

    def limit_of(self, method: str, path: str) -> Policy | None:
        """Return the limit that counts what is sent there; None if that takes credentials."""
        fitting = (limit for pattern, methods, limit in self._doors if method in methods and pattern.match(path))
        return next(fitting, None)


class Authenticator(Protocol):
    """Tells who asks."""

    def recall(self, credentials: bytes) -> Principal | None:
        """Return who presented the same Authorization header a moment ago, or None; nobody else is asked."""

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

    def __init__(self, app: ASGIApp, lane: DocumentLane, doors: OpenDoors, media: MediaTypes, state: State) -> None:
        self._app = app
        self._lane = lane
        self._doors = doors
        self._media_types = media
        self._state = state
        self._settings: Settings = state.settings
        self._access_log: AccessLog = state.access_log
        self._limiter: RateLimiter = state.limiter
        self._addresses = ClientAddress(self._settings)
        self._cors = Cors(self._settings)
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
        reply = Reply(send, self._headers, self._policy, bodiless=method == "HEAD")
        arrival = self._arrive(scope)
        reply.request_id = arrival.request_id.encode()
        reply.own = self._cors.headers(scope)
        try:
            self._limit(scope, arrival)
            if method == "OPTIONS" and (preflight := self._cors.preflight(scope)):
                reply.own = []  # the answer to a preflight has all of them
                await reply.answer(preflight)
            else:
                await self._admit(scope, arrival, reply)
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

    async def _admit(self, scope: Scope, arrival: _Arrival, reply: Reply) -> None:
        """Find out who asks, and count it: under their account, or under the address they ask from.

        Raises:
            Fact: they may not, or not yet.
        """
        who = address = self._addresses.of(scope)
        if arrival.credentials is not None:
            principal = await self._sign_in(arrival.credentials, address, reply)
            sign_in(scope, principal)
            who = str(principal.account_id)
        if not scope["path"].startswith(_UNCOUNTED):
            spent = await self._count(scope, who, address)
            reply.own += spent.headers

    async def _count(self, scope: Scope, who: str, address: str) -> Spent:
        """Count a request; of two limits that it takes from the one for everyone is told, which is the narrower.

        Raises:
            TooManyRequests: it is over one of them.
        """
        if scope["method"] in _READS:
            return await self._limiter.hit("read", who)
        spent = await self._limiter.hit("write", who)
        limit = self._doors.limit_of(scope["method"], scope["path"])
        if limit is None:
            return spent
        # by address, whoever signs in: what is done in nobody's name is not counted by name either
        narrower = await self._limiter.hit(limit, address)
        return narrower if narrower.headers else spent

    async def _sign_in(self, credentials: bytes, address: str, reply: Reply) -> Principal:
        """Return who asks.

        Refused credentials are counted by address, and whoever had too many refused gets no others looked at: those
        remembered as good are not looked at again. What fails on our side takes nothing from anybody.

        Raises:
            TooManyRequests: too many were refused.
            LimiterUnavailable: it cannot be known how many were.
            Fact: these are refused.
        """
        authenticator: Authenticator = self._state.authenticator
        principal = authenticator.recall(credentials)
        if principal is not None:
            return principal
        await self._limiter.check("sign-in", address)
        try:
            return await authenticator.authenticate(credentials)
        except Fact as refusal:
            if refusal.status < InternalError.status:
                spent = await self._limiter.hit("sign-in", address)
                reply.own += spent.headers
            raise

    async def _pass_on(self, scope: Scope, receive: Receive, reply: Reply) -> None:
        """Answer from a stored document if the path is one's, and from the framework's application otherwise."""
        if reply.bodiless:
            scope = {**scope, "method": "GET", BODILESS: True}
        found = self._lane.find(scope["path"]) if scope["method"] == "GET" else None
        if found is None:
            await self._app(scope, limited(receive, scope, self._settings.max_body_size), reply.send)
        else:
            route, values = found
            await reply.answer(await route.answer(scope, values))

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
        if arrival.accept and scope["path"].startswith("/v1"):
            media_type = self._media_types.of(scope["path"])
            if not accepts(arrival.accept, media_type):
                raise NotAcceptable(media_type)

    def _problem(self, error: Exception, scope: Scope, arrival: _Arrival) -> Answer:
        if isinstance(error, Moved):
            return moved_answer(error, self._settings.public_url)
        fact = fact_for(error) or InternalError()
        log_failure(fact, error, arrival.request_id)
        return problem_answer(fact, scope, self._settings.public_url)


class Service(FastAPI):
    """FastAPI behind the gateway."""

    @override
    def build_middleware_stack(self) -> ASGIApp:
        """Return the framework's stack with the gateway around it."""
        lane, doors = DocumentLane(document_routes(self)), OpenDoors(open_routes(self))
        return Gateway(super().build_middleware_stack(), lane, doors, MediaTypes(media_routes(self)), self.state)

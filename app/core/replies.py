"""Answers that leave the gateway: problem documents, directions to another address, and the headers they all have."""

import logging

from starlette.types import Message, Scope, Send

from app.core.errors import Fact, Moved
from app.core.problems import preferred_language, render
from app.core.routes import Answer

Headers = list[tuple[bytes, bytes]]

_INTERNAL_ERROR = 500
_log = logging.getLogger("inovasi")


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


def log_failure(fact: Fact, error: BaseException, request_id: str) -> None:
    """Note what the service owes somebody: a fault of ours with its trace, what is away or busy in one line.

    Of what is away only the kind of the error is told: every request of an outage has the same trace, and what a driver
    says of an address might hold more than a log should.
    """
    if fact.status == _INTERNAL_ERROR:
        _log.error("request failed", exc_info=error, extra={"request_id": request_id})
    elif fact.status > _INTERNAL_ERROR:
        extra = {"request_id": request_id}
        _log.warning("request %s not served: %s (%s)", request_id, fact.code, type(error).__name__, extra=extra)


class Reply:
    """Sends an answer with the headers that all answers have, and without the body if the method was HEAD."""

    __slots__ = ("_common", "_policy", "_send", "bodiless", "own", "request_id", "status")

    def __init__(self, send: Send, common: Headers, policy: tuple[bytes, bytes], *, bodiless: bool) -> None:
        self._send = send
        self._common = common
        self._policy = policy
        self.bodiless = bodiless
        self.request_id = b""
        # what answers to this request alone have, whoever gives them
        self.own: Headers = []
        self.status = 0

    async def answer(self, answer: Answer) -> None:
        """Send a whole answer."""
        self.status, headers, body = answer
        headers += self._common
        headers += self.own
        headers += (self._policy, (b"x-request-id", self.request_id))
        await self._send({"type": "http.response.start", "status": self.status, "headers": headers})
        await self._send({"type": "http.response.body", "body": b"" if self.bodiless else body})

    async def send(self, message: Message) -> None:
        """Pass on a message of the framework's application."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = [*message["headers"], *self._common, *self.own, (b"x-request-id", self.request_id)]
            if all(name != b"content-security-policy" for name, _ in headers):
                headers.append(self._policy)
            message = {**message, "headers": headers}
        elif self.bodiless and message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await self._send(message)

"""The bodies of requests: no larger than the limit, as long as they say, of a known type, or refused unread."""

import re

from starlette.types import Message, Receive, Scope

from app.core.errors import BadRequest, ContentTooLarge, Fact, UnsupportedMediaType

# 19 digits are more than any limit, and fewer than would take time to read
_LENGTH = re.compile(rb"[0-9]{1,19}")
_UNCODED = (b"", b"identity")
_CHARSET = b"charset"
# JSON is always UTF-8 (RFC 8259 8.1)
_CHARSETS = (b"utf-8", b"utf8")


def limited(receive: Receive, scope: Scope, most: int) -> Receive:
    """Return `receive` so that it never gives more than `most` bytes of a body, nor more or less than was declared.

    What the headers tell is judged at once, before anything is read; the rest as it comes, and nothing is kept. Routes
    that read a body do it themselves (see `core.writing`): the framework's own reading would hide what is raised here.

    Raises:
        ContentTooLarge: the body is, or says it is, over the limit.
        BadRequest: its length is no number, is told twice, or is not the true one.
        UnsupportedMediaType: the body is compressed: how large it becomes cannot be known from outside.
    """
    if any(coding.strip().lower() not in _UNCODED for coding in _values(scope, b"content-encoding")):
        raise _refused(UnsupportedMediaType(), "accept-encoding", "identity")
    declared = _declared(scope)
    if declared is not None and declared > most:
        raise ContentTooLarge(limit=most)
    return _Counted(receive, most, declared)


class _Counted:
    """A `receive` that counts."""

    __slots__ = ("_declared", "_most", "_receive", "_received")

    def __init__(self, receive: Receive, most: int, declared: int | None) -> None:
        self._receive = receive
        self._most = most
        self._declared = declared
        self._received = 0

    async def __call__(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self._received += len(message.get("body", b""))
            if self._received > self._most:
                raise ContentTooLarge(limit=self._most)
            if self._declared is not None and self._lies(ended=not message.get("more_body", False)):
                raise BadRequest
        return message

    def _lies(self, *, ended: bool) -> bool:
        return self._received != self._declared if ended else self._received > (self._declared or 0)


def check_media_type(scope: Scope, allowed: frozenset[bytes]) -> None:
    """Refuse a body that says to be of a type other than the allowed ones; types are compared without parameters.

    Raises:
        UnsupportedMediaType: the type is another, is missing or told twice, or its charset is not UTF-8.
    """
    if not has_body(scope):
        return
    told = _values(scope, b"content-type")
    if len(told) != 1 or not _fits(told[0], allowed):
        raise _refused(UnsupportedMediaType(), "accept", b", ".join(sorted(allowed)).decode("ascii"))


def has_body(scope: Scope) -> bool:
    """Whether a request announces a body: by its length, or as one without (RFC 9112 6.3)."""
    return any(
        name == b"transfer-encoding" or (name == b"content-length" and value.strip(b"0"))
        for name, value in scope["headers"]
    )


def _values(scope: Scope, wanted: bytes) -> list[bytes]:
    return [value for name, value in scope["headers"] if name == wanted]


def _declared(scope: Scope) -> int | None:
    """Return the Content-Length, or None without one.

    Two of them, even equal ones, or one beside a Transfer-Encoding are how requests are smuggled (RFC 9112 6.3).
    """
    told = _values(scope, b"content-length")
    if not told:
        return None
    if len(told) > 1 or not _LENGTH.fullmatch(told[0]) or _values(scope, b"transfer-encoding"):
        raise BadRequest
    return int(told[0])


def _fits(content_type: bytes, allowed: frozenset[bytes]) -> bool:
    media_type, *parameters = (part.strip().lower() for part in content_type.split(b";"))
    if media_type not in allowed:
        return False
    named = (parameter.partition(b"=") for parameter in parameters)
    return all(value.strip(b'"') in _CHARSETS for name, _, value in named if name.strip() == _CHARSET)


def _refused(fact: Fact, name: str, value: str) -> Fact:
    """Return the fact with the header that says what would be taken (RFC 9110 15.5.16)."""
    fact.headers[name] = value
    return fact

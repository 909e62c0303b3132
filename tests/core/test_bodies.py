"""A body is refused as early as can be known that it is not to be read, and never kept."""

from collections.abc import Iterable

import pytest
from starlette.types import Message, Receive, Scope

from app.core.bodies import check_media_type, limited
from app.core.errors import BadRequest, ContentTooLarge, Fact, UnsupportedMediaType

MOST = 1000
JSON = frozenset({b"application/json"})
PATCH = frozenset({b"application/json", b"application/merge-patch+json"})


class Sender:
    """A client that sends chunks when asked for them."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = list(chunks)
        self.asked = 0

    async def __call__(self) -> Message:
        self.asked += 1
        if not self._chunks:
            return {"type": "http.disconnect"}
        chunk = self._chunks.pop(0)
        return {"type": "http.request", "body": chunk, "more_body": bool(self._chunks)}


def scope_of(*headers: tuple[str, str], method: str = "POST") -> Scope:
    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers]
    return {"type": "http", "method": method, "headers": [(b"host", b"x"), *raw]}


async def read(receive: Receive) -> bytes:
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body", False):
            return body


@pytest.mark.parametrize(
    ("headers", "chunks"),
    [
        ([], [b""]),
        ([], [b"x" * MOST]),
        ([("transfer-encoding", "chunked")], [b"x" * 400, b"", b"x" * 600]),
        ([("content-length", "1000")], [b"x" * 999, b"x", b""]),
        ([("content-length", "0")], [b""]),
        ([("content-length", "0005")], [b"hello"]),
        ([("content-length", "5"), ("content-encoding", "identity")], [b"hello"]),
        ([("content-encoding", " Identity ")], [b"hello"]),
    ],
)
async def test_a_body_within_the_limit_comes_through(headers: list[tuple[str, str]], chunks: list[bytes]) -> None:
    sender = Sender(chunks)
    receive = limited(sender, scope_of(*headers), MOST)
    assert await read(receive) == b"".join(chunks)
    assert (await receive())["type"] == "http.disconnect"


@pytest.mark.parametrize(
    ("headers", "refusal"),
    [
        ([("content-length", "1001")], ContentTooLarge),
        ([("content-length", "9999999999999999999")], ContentTooLarge),
        ([("content-length", "-1")], BadRequest),
        ([("content-length", "+5")], BadRequest),
        ([("content-length", "")], BadRequest),
        ([("content-length", "5 ")], BadRequest),
        ([("content-length", "5_0")], BadRequest),
        ([("content-length", "0x5")], BadRequest),
        ([("content-length", "5.0")], BadRequest),
        ([("content-length", "\xb2")], BadRequest),
        ([("content-length", "5, 5")], BadRequest),
        ([("content-length", "9" * 5000)], BadRequest),
        ([("content-length", "5"), ("content-length", "6")], BadRequest),
        ([("content-length", "5"), ("content-length", "5")], BadRequest),
        ([("content-length", "5"), ("transfer-encoding", "chunked")], BadRequest),
        ([("content-encoding", "gzip")], UnsupportedMediaType),
        ([("content-encoding", "BR")], UnsupportedMediaType),
        ([("content-encoding", "identity, gzip")], UnsupportedMediaType),
        ([("content-encoding", "identity"), ("content-encoding", "gzip")], UnsupportedMediaType),
    ],
)
async def test_what_the_headers_tell_is_refused_before_anything_is_read(
    headers: list[tuple[str, str]], refusal: type[Fact]
) -> None:
    sender = Sender([b"hello"])
    with pytest.raises(refusal):
        limited(sender, scope_of(*headers), MOST)
    assert sender.asked == 0


async def test_a_refused_coding_names_the_one_that_is_taken() -> None:
    with pytest.raises(UnsupportedMediaType) as refused:
        limited(Sender([]), scope_of(("content-encoding", "gzip")), MOST)
    assert refused.value.headers == {"accept-encoding": "identity"}


async def test_a_body_that_never_ends_is_read_up_to_the_limit() -> None:
    sender = Sender([b"x" * 300] * 100_000)
    receive = limited(sender, scope_of(("transfer-encoding", "chunked")), MOST)
    with pytest.raises(ContentTooLarge) as refused:
        await read(receive)
    assert sender.asked == 4
    assert refused.value.facts == {"limit": MOST}
    with pytest.raises(ContentTooLarge):
        await receive()


@pytest.mark.parametrize("chunks", [[b"x" * 11], [b"x" * 10, b"x"], [b"x" * 9], [b""], [b"x" * 5, b"x" * 7, b""]])
async def test_a_body_has_the_length_that_it_says(chunks: list[bytes]) -> None:
    with pytest.raises(BadRequest):
        await read(limited(Sender(chunks), scope_of(("content-length", "10")), MOST))


async def test_a_client_that_leaves_is_not_called_a_liar() -> None:
    receive = limited(Sender([]), scope_of(("content-length", "10")), MOST)
    assert await receive() == {"type": "http.disconnect"}


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json",
        "application/json; charset=utf-8",
        'Application/JSON;charset="UTF-8"',
        "application/json ; charset=utf8",
        "application/json; version=1",
        "application/json;",
    ],
)
def test_json_is_taken(content_type: str) -> None:
    check_media_type(scope_of(("content-type", content_type), ("content-length", "5")), JSON)


@pytest.mark.parametrize(
    "told",
    [
        [],
        [""],
        ["text/plain"],
        ["text/json"],
        ["application/jsonx"],
        ["application/merge-patch+json"],
        ["application/x-www-form-urlencoded"],
        ["multipart/form-data; boundary=application/json"],
        ["application/json; charset=utf-16"],
        ["application/json; charset=iso-8859-1"],
        ["application/json; charset=utf-8; charset=utf-16"],
        ["application/json; charset"],
        ["application/json, text/plain"],
        ["application/json", "application/json"],
        ["application/json", "text/plain"],
        ["\xff"],
    ],
)
@pytest.mark.parametrize("body", [("content-length", "5"), ("transfer-encoding", "chunked")])
def test_another_type_is_refused_by_naming_what_is_taken(told: list[str], body: tuple[str, str]) -> None:
    scope = scope_of(*(("content-type", value) for value in told), body)
    with pytest.raises(UnsupportedMediaType) as refused:
        check_media_type(scope, JSON)
    assert refused.value.headers == {"accept": "application/json"}


def test_an_operation_may_take_several_types() -> None:
    length = ("content-length", "5")
    check_media_type(scope_of(("content-type", "application/merge-patch+json"), length), PATCH)
    check_media_type(scope_of(("content-type", "application/json"), length), PATCH)
    with pytest.raises(UnsupportedMediaType) as refused:
        check_media_type(scope_of(("content-type", "application/json-patch+json"), length), PATCH)
    assert refused.value.headers == {"accept": "application/json, application/merge-patch+json"}


def test_without_a_body_its_type_does_not_matter() -> None:
    check_media_type(scope_of(), JSON)
    check_media_type(scope_of(("content-length", "0")), JSON)
    check_media_type(scope_of(("content-length", "0"), ("content-type", "text/plain")), JSON)

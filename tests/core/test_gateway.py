"""Every answer, wherever it comes from, looks the same to a client."""

import io
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from fastapi import FastAPI

from app.core.gateway import accepts_json
from app.core.logs import AccessLog, JsonFormatter, configure
from app.core.security import public
from app.core.settings import Settings
from app.main import create_app
from tests.conftest import client_of, running

NOWHERE = "postgresql://postgres@127.0.0.1:1/none"


@asynccontextmanager
async def service(**settings: object) -> AsyncIterator[tuple[FastAPI, httpx.AsyncClient]]:
    """The service without a database."""
    chosen = Settings(database_url=NOWHERE, **{"log_level": "error", **settings})
    async with running(chosen) as app, client_of(app) as client:
        yield app, client


@pytest.mark.parametrize(
    ("accept", "fits"),
    [
        ("*/*", True),
        ("application/json", True),
        ("text/html, application/*;q=0.1", True),
        ("text/html,application/xhtml+xml,*/*;q=0.8", True),
        ("APPLICATION/JSON; charset=utf-8", True),
        ("text/html", False),
        ("application/json;q=0", False),
        ("application/xml, application/json; q=0.0", False),
        ("application/json;q=0, */*", False),
        ("application/*;q=0.000, application/json", True),
        ("", False),
        (",;,", False),
    ],
)
def test_accept(accept: str, *, fits: bool) -> None:
    assert accepts_json(accept.encode()) is fits


async def test_a_fault_of_ours_is_a_problem_and_tells_nothing(caplog: pytest.LogCaptureFixture) -> None:
    async with service() as (app, client):

        @public
        async def get_broken() -> None:
            message = "secret in the exception"
            raise RuntimeError(message)

        app.add_api_route("/v1/broken", get_broken)
        with caplog.at_level(logging.ERROR):
            answer = await client.get("/v1/broken", headers={"x-request-id": "request-of-mine"})
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "internal_error"
    assert answer.json()["request_id"] == answer.headers["x-request-id"] == "request-of-mine"
    assert "secret" not in answer.text
    record = next(record for record in caplog.records if getattr(record, "request_id", "") == "request-of-mine")
    assert record.exc_info


async def test_no_answer_lacks_the_common_headers(catalogue: httpx.AsyncClient) -> None:
    for path in ("/v1/innovations", "/v1/agencies", "/", "/docs", "/nowhere", "/v1/innovations?x=1", "/openapi.json"):
        headers = (await catalogue.get(path)).headers
        assert headers["api-version"] == "1.0.0", path
        assert headers["x-content-type-options"] == "nosniff", path
        assert headers["referrer-policy"] == "no-referrer", path
        assert "default-src 'none'" in headers["content-security-policy"], path
        assert len(headers.get_list("content-security-policy")) == 1, path
        assert headers["strict-transport-security"].startswith("max-age="), "the base address is https"
        assert headers["x-request-id"], path


async def test_plain_http_does_not_promise_https() -> None:
    async with service() as (_, client):
        assert "strict-transport-security" not in (await client.get("/health/live")).headers


@pytest.mark.parametrize("path", ["/v1/innovations", "/v1/innovations/verolin", "/v1/agencies/sekretariat-dprd", "/"])
async def test_head_is_get_without_the_body(catalogue: httpx.AsyncClient, path: str) -> None:
    get, head = await catalogue.get(path), await catalogue.head(path)
    assert (head.status_code, head.content) == (200, b"")
    skipped = {"x-request-id"}
    assert {k: v for k, v in head.headers.items() if k not in skipped} == {
        k: v for k, v in get.headers.items() if k not in skipped
    }


@pytest.mark.parametrize("path", ["/v1/innovations", "/v1/innovations/verolin", "/v1/agencies/sekretariat-dprd"])
async def test_an_unchanged_answer_is_not_sent_again(catalogue: httpx.AsyncClient, path: str) -> None:
    first = await catalogue.get(path)
    etag = first.headers["etag"]
    assert not etag.startswith("W/")
    for known in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        again = await catalogue.get(path, headers={"if-none-match": known})
        assert (again.status_code, again.content) == (304, b""), known
        assert again.headers["etag"] == etag
        assert again.headers["cache-control"] == first.headers["cache-control"]
        assert "content-length" not in again.headers
        assert "content-type" not in again.headers
    for other in ('"other"', "", "garbage"):
        assert (await catalogue.get(path, headers={"if-none-match": other})).status_code == 200, other


async def test_whoever_signs_in_gets_private_answers(catalogue: httpx.AsyncClient) -> None:
    for path in ("/v1/innovations", "/v1/innovations/verolin", "/v1/agencies"):
        anonymous = await catalogue.get(path)
        signed_in = await catalogue.get(path, headers={"authorization": "Bearer x"})
        assert anonymous.headers["cache-control"] == "public, no-cache"
        assert signed_in.headers["cache-control"] == "private, no-cache"


async def test_request_ids_are_kept_if_harmless(catalogue: httpx.AsyncClient) -> None:
    kept = await catalogue.get("/v1", headers={"x-request-id": "a-request.of_mine"})
    assert kept.headers["x-request-id"] == "a-request.of_mine"
    for bad in ("short", "x" * 65, "with space!", 'quote"quote', "-leading-dash"):
        answer = await catalogue.get("/v1", headers={"x-request-id": bad})
        assert answer.headers["x-request-id"] != bad
        assert len(answer.headers["x-request-id"]) == 32


@pytest.mark.parametrize("log_format", ["text", "json"])
async def test_the_access_log_says_what_happened_and_not_what_was_sought(log_format: str) -> None:
    written = io.StringIO()
    settings = Settings(database_url=NOWHERE, log_format=log_format, log_level="info")
    app = create_app(settings)
    async with app.router.lifespan_context(app), client_of(app) as client:
        app.state.access_log._stream = written  # noqa: SLF001 - the stream it writes to is chosen at the start
        await client.get("/v1/nowhere%0A%7B%22forged%22%7D?q=rahasia", headers={"x-request-id": "request-one"})
        await client.head("/health/live?token=rahasia", headers={"x-request-id": "request-two"})
        app.state.access_log.flush()
    lines = written.getvalue().splitlines()
    assert len(lines) == 2
    assert "rahasia" not in written.getvalue()
    if log_format == "json":
        entries = [json.loads(line) for line in lines]
        assert [entry["request_id"] for entry in entries] == ["request-one", "request-two"]
        assert [entry["status"] for entry in entries] == [404, 422]
        assert [entry["method"] for entry in entries] == ["GET", "HEAD"]
        assert entries[0]["path"].startswith("/v1/nowhere\n")
    else:
        assert " 404 GET /v1/nowhere" in lines[0]
        assert lines[0].endswith(" request-one")


async def test_the_access_log_writes_by_itself() -> None:
    import asyncio  # noqa: PLC0415 - for this test alone

    written = io.StringIO()
    log = AccessLog(Settings(database_url=NOWHERE), written)
    log.request("request-one", "GET", "/v1", 200, 0.001)
    assert written.getvalue() == ""
    await asyncio.sleep(0.2)
    assert "request-one" in written.getvalue()


def test_logs_as_json_stay_on_one_line() -> None:
    record = logging.LogRecord("x", logging.ERROR, "file", 1, "two\nlines \x1b[31m", None, None)
    entry = JsonFormatter().format(record)
    assert "\n" not in entry
    assert "\x1b" not in entry
    assert json.loads(entry)["message"] == "two\nlines \x1b[31m"


def test_the_log_level_is_obeyed() -> None:
    configure(Settings(database_url=NOWHERE, log_level="error"))
    assert logging.getLogger().level == logging.ERROR
    assert not AccessLog(Settings(database_url=NOWHERE, log_level="error")).enabled

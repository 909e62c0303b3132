"""Every answer, wherever it comes from, looks the same to a client."""

import io
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, HTTPException

from app.core.accepting import JSON, accepts
from app.core.gateway import API_VERSION
from app.core.logs import AccessLog, JsonFormatter, configure
from app.core.security import public
from app.core.settings import Settings
from app.main import create_app
from tests import factories
from tests.conftest import Fresh, client_of, running
from tests.signing import sign

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
    assert accepts(accept.encode(), JSON) is fits


@pytest.mark.parametrize(
    ("accept", "fits"),
    [
        ("image/svg+xml", True),
        ("image/avif,image/webp,image/*;q=0.8", True),
        ("image/svg+xml, application/problem+json", True),
        ("application/problem+json", True),
        ("*/*;q=0.5", True),
        ("application/json", False),
        ("application/*", False),
        ("image/png", False),
        ("image/svg+xml;q=0, image/*", False),
    ],
)
def test_accept_of_a_picture(accept: str, *, fits: bool) -> None:
    assert accepts(accept.encode(), "image/svg+xml") is fits


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


async def test_what_the_framework_hides_of_a_fault_is_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    async with service() as (app, client):

        @public
        async def get_refused() -> None:
            raise HTTPException(418)

        app.add_api_route("/v1/refused", get_refused)
        with caplog.at_level(logging.WARNING):
            answer = await client.get("/v1/refused", headers={"x-request-id": "request-of-mine"})
    assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")
    records = [record for record in caplog.records if getattr(record, "request_id", "") == "request-of-mine"]
    assert [record.levelname for record in records] == ["ERROR"]
    assert records[0].exc_info


@pytest.mark.parametrize("path", ["/v1/innovations", "/v1/agencies", "/health/ready"])
async def test_a_database_that_is_away_is_one_line_of_the_log(caplog: pytest.LogCaptureFixture, path: str) -> None:
    async with service() as (_, client):
        with caplog.at_level(logging.INFO, "inovasi"):
            answer = await client.get(path, headers={"x-request-id": "request-of-mine"})
    assert (answer.status_code, answer.json()["code"]) == (503, "database_unavailable")
    records = [record for record in caplog.records if record.name == "inovasi"]
    assert [record.levelname for record in records] == ["WARNING"]
    assert records[0].getMessage().startswith("request request-of-mine not served: database_unavailable (")
    assert records[0].exc_info is None
    assert "127.0.0.1" not in records[0].getMessage()


async def test_a_client_that_leaves_while_it_sends_is_no_fault_of_ours(
    fresh: Fresh, caplog: pytest.LogCaptureFixture
) -> None:
    async with fresh.committing() as session:
        headers = await sign(session, "registrar")
    messages = iter([{"type": "http.request", "body": b"{", "more_body": True}, {"type": "http.disconnect"}])
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return next(messages)

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    path = "/v1/innovations"
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": "POST", "path": path, "raw_path": path.encode(), "query_string": b""}
    scope |= {"headers": [*raw, (b"content-type", b"application/json"), (b"content-length", b"100")], "scheme": "http"}
    scope |= {"server": ("x", 80), "client": ("192.0.2.1", 1), "root_path": ""}
    with caplog.at_level(logging.INFO, "inovasi"):
        await fresh.app(scope, receive, send)
    assert sent[0]["status"] == 400
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == []


async def test_no_answer_lacks_the_common_headers(catalogue: httpx.AsyncClient) -> None:
    for path in ("/v1/innovations", "/v1/agencies", "/", "/docs", "/nowhere", "/v1/innovations?x=1", "/openapi.json"):
        headers = (await catalogue.get(path)).headers
        assert headers["api-version"] == API_VERSION, path
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


async def test_whoever_signs_in_gets_private_answers(fresh: Fresh) -> None:
    async with fresh.committing() as session:
        headers = await sign(session, "assessor")
        agency = await factories.agency(session, "Dinas Uji")
    for path in ("/v1/innovations", "/v1/agencies", f"/v1/agencies/{agency.slug}"):
        anonymous = await fresh.client.get(path)
        signed_in = await fresh.client.get(path, headers=headers)
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

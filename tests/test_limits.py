"""Through the door: how often who may ask, which pages of other sites may, and which bodies are not even read."""

import asyncio
import itertools
import json
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from app.accounts.authentication import Authenticator
from app.accounts.keys import make_key
from app.core.cors import METHODS
from app.core.settings import Settings
from tests import factories, signing
from tests.asking import Operation, operations_of
from tests.conftest import UNLIMITED, Fresh, Server, client_of, name_of, new_database, running

DPRD = "https://dprd.example.go.id"
_ports = itertools.count(20_000)


class Door:
    """The service, asked from any address."""

    def __init__(self, app: FastAPI) -> None:
        self.app = app

    async def __call__(self, path: str, address: str = "198.51.100.1", **options: Any) -> httpx.Response:
        """Ask from an address, each time by another connection."""
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False, client=(address, next(_ports)))
        async with httpx.AsyncClient(transport=transport, base_url="http://inovasi.test") as client:
            return await client.request(options.pop("method", "GET"), path, **options)


@asynccontextmanager
async def door(url: str, **settings: str) -> AsyncIterator[Door]:
    told = {"database_url": url, "log_level": "error", **UNLIMITED, **settings}
    async with running(Settings(**told)) as app:
        yield Door(app)


def told(answer: httpx.Response) -> tuple[str | None, str | None]:
    return answer.headers.get("ratelimit-policy"), answer.headers.get("ratelimit")


def assert_refused(answer: httpx.Response, policy: str, case: object = "") -> None:
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_requests"), case
    assert answer.headers["content-type"] == "application/problem+json", case
    assert 0 < int(answer.headers["retry-after"]) <= 3600, case
    assert answer.headers["ratelimit-policy"].startswith(f'"{policy}";q='), case
    assert answer.headers["ratelimit"] == f'"{policy}";r=0;t={answer.headers["retry-after"]}', case
    assert answer.headers["cache-control"] == "no-store", case
    for name in ("ratelimit", "ratelimit-policy", "retry-after"):
        assert len(answer.headers.get_list(name)) == 1, case


async def every_operation(ask: Door) -> list[Operation]:
    return operations_of((await ask("/openapi.json", "192.0.2.250")).json())


def addresses() -> Iterator[str]:
    return (f"198.18.{number // 250}.{number % 250}" for number in range(1000))


async def test_no_operation_is_without_a_limit(loaded: str) -> None:
    async with door(loaded, rate_limit_read="2/hour", rate_limit_write="2/hour") as ask:
        operations = await every_operation(ask)
        assert {"GET", "POST", "PATCH"} <= {operation.method for operation in operations}
        for operation, address in zip(operations, addresses(), strict=False):
            policy = "read" if operation.method == "GET" else "write"
            burst = [await ask(operation.path, address, method=operation.method) for _ in range(4)]
            if operation.path.startswith("/health/"):
                assert [told(answer) for answer in burst] == [(None, None)] * 4
                continue
            for answer, left in zip(burst[:2], (1, 0), strict=True):
                assert answer.status_code not in {429, 500}, operation
                assert answer.headers["ratelimit-policy"] == f'"{policy}";q=2;w=3600', operation
                assert answer.headers["ratelimit"].startswith(f'"{policy}";r={left};t='), operation
            for answer in burst[2:]:
                assert_refused(answer, policy, operation)
                assert "429" in operation.statuses, operation


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", "/docs"),
        ("GET", "/openapi.json"),
        ("GET", "/static/portal.css"),
        ("GET", "/v1/nowhere"),
        ("GET", "/v1/innovations?unknown=1"),
        ("OPTIONS", "/v1/innovations"),
        ("POST", "/v1/nowhere"),
        ("DELETE", "/v1/innovations"),
        ("LIHAT", "/v1/innovations"),
    ],
)
async def test_nor_is_anything_beside_the_operations(loaded: str, method: str, path: str) -> None:
    policy = "read" if method in {"GET", "OPTIONS"} else "write"
    async with door(loaded, rate_limit_read="1/hour", rate_limit_write="1/hour") as ask:
        first = await ask(path, method=method)
        assert first.status_code != 429
        assert first.headers["ratelimit"].startswith(f'"{policy}";r=0;t=')
        assert_refused(await ask(path, method=method), policy)


async def test_every_way_of_reading_takes_from_the_same_limit_and_writing_from_another(loaded: str) -> None:
    async with door(loaded, rate_limit_read="4/hour", rate_limit_write="1/hour") as ask:
        tag = (await ask("/v1/innovations")).headers["etag"]
        assert (await ask("/v1/innovations", method="HEAD")).headers["ratelimit"].startswith('"read";r=2;')
        unchanged = await ask("/v1/innovations", headers={"if-none-match": tag})
        assert (unchanged.status_code, unchanged.headers["ratelimit"].split(";")[1]) == (304, "r=1")
        assert (await ask("/v1/agencies")).headers["ratelimit"].startswith('"read";r=0;')
        refused = await ask("/v1/innovations", method="HEAD")
        assert (refused.status_code, refused.content) == (429, b"")
        assert (await ask("/v1/innovations", method="POST")).status_code == 401
        assert_refused(await ask("/v1/innovations", method="POST"), "write")


OPEN = "/v1/rounds/putaran-uji/objections"


async def test_what_is_open_to_all_has_a_limit_of_its_own_by_address(fresh: Fresh) -> None:
    async with fresh.committing() as session:
        one, other = await signing.sign(session, "admin"), await signing.sign(session, "admin")
    async with door(fresh.url, rate_limit_open="3/hour", rate_limit_write="100/hour") as ask:
        for left, headers in ((2, {}), (1, one), (0, other)):
            answer = await ask(OPEN, method="POST", headers=headers, json={})
            assert answer.status_code == 422, "whatever comes of it, it counts"
            assert answer.headers.get_list("ratelimit-policy") == ['"open";q=3;w=3600']
            assert [told.split(";t=")[0] for told in answer.headers.get_list("ratelimit")] == [f'"open";r={left}']
        # neither signing in nor another connection gives more
        for headers in ({}, one, other):
            assert_refused(await ask(OPEN, method="POST", headers=headers, json={}), "open")
        assert_refused(await ask("/v1/rounds/putaran-lain/objections", method="POST", json={}), "open")
        assert (await ask(OPEN, "192.0.2.9", method="POST", json={})).headers["ratelimit"].startswith('"open";r=2;')
        # what is read or needs credentials is not concerned
        assert (await ask(OPEN)).status_code == 404
        answer = await ask("/v1/accounts", method="POST", headers=one, json={})
        assert (answer.status_code, answer.headers["ratelimit-policy"]) == (422, '"write";q=100;w=3600')


async def test_what_is_open_to_all_counts_as_a_write_too(loaded: str) -> None:
    async with door(loaded, rate_limit_open="100/hour", rate_limit_write="2/hour") as ask:
        for left in (99, 98):
            assert (await ask(OPEN, method="POST", json={})).headers["ratelimit"].startswith(f'"open";r={left};')
        assert_refused(await ask(OPEN, method="POST", json={}), "write")
    async with door(loaded, rate_limit_write="2/hour") as ask:
        answer = await ask(OPEN, method="POST", json={})
        assert told(answer) == ('"write";q=2;w=3600', '"write";r=1;t=3600'), "without a limit of its own that one tells"


async def test_answers_to_surveys_have_a_wider_limit_than_what_nobody_is_asked_for(loaded: str) -> None:
    asked = "/v1/surveys/tidak-ada/responses"
    async with door(loaded, rate_limit_open="1/hour", rate_limit_answer="2/hour") as ask:
        for left in (1, 0):
            answer = await ask(asked, method="POST", json={"answers": {"waktu": 3}})
            assert answer.status_code == 404, "whatever comes of it, it counts"
            assert told(answer)[0] == '"answer";q=2;w=3600'
            assert answer.headers["ratelimit"].startswith(f'"answer";r={left};')
        assert_refused(await ask(asked, method="POST", json={}), "answer")
        assert (await ask(OPEN, method="POST", json={})).status_code == 422, "the other one is untouched"
        assert_refused(await ask(OPEN, method="POST", json={}), "open")


async def test_a_proxy_in_front_does_not_make_all_citizens_one(loaded: str) -> None:
    async with door(loaded, rate_limit_open="1/hour", trusted_proxies="10.71.12.0/28") as ask:
        for client in ("192.0.2.1", "192.0.2.2"):
            forwarded = {"x-forwarded-for": client}
            assert (await ask(OPEN, "10.71.12.2", method="POST", headers=forwarded, json={})).status_code == 422
            assert_refused(await ask(OPEN, "10.71.12.2", method="POST", headers=forwarded, json={}), "open")


async def test_what_is_too_large_to_be_looked_at_is_not_counted(loaded: str) -> None:
    async with door(loaded, rate_limit_read="1/hour") as ask:
        for _ in range(3):
            assert told(await ask("/v1/innovations", headers={"accept": "text/csv"})) == (None, None)
            assert (await ask(f"/v1/{'x' * 9000}")).status_code == 414
        assert (await ask("/v1/innovations")).status_code == 200


async def test_nobody_takes_from_another(fresh: Fresh) -> None:
    async with fresh.committing() as session:
        admin = await signing.account(session, "admin")
        one, same = await signing.key(session, admin), await signing.key(session, admin)
        other = await signing.sign(session, "admin")
    async with door(fresh.url, rate_limit_read="2/hour") as ask:
        assert (await ask("/v1/me", headers=one)).headers["ratelimit"].startswith('"read";r=1;')
        # an account has one limit, through whichever key and from wherever it asks
        assert (await ask("/v1/agencies", "192.0.2.9", headers=same)).headers["ratelimit"].startswith('"read";r=0;')
        for headers, address in ((one, "192.0.2.10"), (same, "198.51.100.1")):
            assert_refused(await ask("/v1/me", address, headers=headers), "read")
        assert (await ask("/v1/me", headers=other)).headers["ratelimit"].startswith('"read";r=1;')
        assert (await ask("/v1/agencies")).headers["ratelimit"].startswith('"read";r=1;')
        assert (await ask("/v1/agencies", "192.0.2.9")).headers["ratelimit"].startswith('"read";r=1;')


@pytest.mark.parametrize("name", ["x-forwarded-for", "forwarded", "x-real-ip", "client-ip", "x-client-ip"])
async def test_a_client_cannot_choose_the_address_it_is_counted_by(loaded: str, name: str) -> None:
    async with door(loaded, rate_limit_read="2/hour") as ask:
        claims = [{name: f"for=192.0.2.{number}" if name == "forwarded" else f"192.0.2.{number}"} for number in "123"]
        answers = [await ask("/v1/agencies", headers=claim) for claim in claims]
        assert [answer.status_code for answer in answers] == [200, 200, 429]


async def test_a_trusted_proxy_tells_whom_it_asks_for_and_nobody_else_does(loaded: str) -> None:
    async with door(loaded, rate_limit_read="1/hour", trusted_proxies="10.71.12.0/28") as ask:
        for client in ("192.0.2.1", "192.0.2.2"):
            forwarded = {"x-forwarded-for": client}
            assert (await ask("/v1/agencies", "10.71.12.2", headers=forwarded)).status_code == 200
            # what the client itself wrote stands before what the proxy wrote, and changes nothing
            spoofed = {"x-forwarded-for": f"203.0.113.77, {client}"}
            assert_refused(await ask("/v1/agencies", "10.71.12.2", headers=spoofed), "read")
            assert_refused(await ask("/v1/agencies", client), "read")
        assert (await ask("/v1/agencies", "198.51.100.4", headers={"x-forwarded-for": "192.0.2.1"})).status_code == 200
        assert_refused(await ask("/v1/agencies", "198.51.100.4", headers={"x-forwarded-for": "192.0.2.5"}), "read")


def wrong_key() -> dict[str, str]:
    return {"authorization": f"Bearer {make_key().text}"}


async def test_whoever_guesses_is_stopped_before_anything_is_looked_at(
    fresh: Fresh, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with fresh.committing() as session:
        good, known = await signing.sign(session, "admin"), await signing.sign(session, "admin")
    looked_at: list[bytes] = []
    authenticate = Authenticator.authenticate

    async def counted(authenticator: Authenticator, credentials: bytes) -> Any:
        looked_at.append(credentials)
        return await authenticate(authenticator, credentials)

    monkeypatch.setattr(Authenticator, "authenticate", counted)
    async with door(fresh.url, rate_limit_sign_in="3/hour", rate_limit_read="100/hour") as ask:
        assert (await ask("/v1/me", headers=known)).status_code == 200
        for left, path in ((2, "/v1/me"), (1, "/v1/agencies"), (0, "/health/live")):
            answer = await ask(path, headers=wrong_key())
            assert (answer.status_code, answer.json()["code"]) == (401, "invalid_credentials")
            assert answer.headers["ratelimit-policy"] == '"sign-in";q=3;w=3600'
            assert answer.headers["ratelimit"].startswith(f'"sign-in";r={left};t=')
        del looked_at[:]
        for headers in (wrong_key(), good, {"authorization": "Basic eDp5"}):
            assert_refused(await ask("/v1/me", headers=headers), "sign-in")
        assert looked_at == []
        assert (await ask("/v1/agencies")).status_code == 200, "who shows no credentials is not concerned"
        assert (await ask("/v1/me", headers=known)).status_code == 200, "nor who was known before"
        assert (await ask("/v1/me", "192.0.2.7", headers=good)).status_code == 200, "nor another address"
        assert (await ask("/v1/me", headers=good)).status_code == 200, "which made them known here too"


async def test_guessing_at_once_tells_no_more_than_guessing_in_turn(fresh: Fresh) -> None:
    async with door(fresh.url, rate_limit_sign_in="3/hour") as ask:
        answers = await asyncio.gather(*(ask("/v1/me", headers=wrong_key()) for _ in range(12)))
        statuses = sorted(answer.status_code for answer in answers)
        assert statuses == [401] * 3 + [429] * 9


async def test_good_credentials_are_not_counted_as_guesses(fresh: Fresh) -> None:
    async with fresh.committing() as session:
        good = await signing.sign(session, "admin")
    async with door(fresh.url, rate_limit_sign_in="1/hour") as ask:
        for _ in range(3):
            assert (await ask("/v1/me", headers=good)).status_code == 200
            ask.app.state.authenticator.forget()
        assert (await ask("/v1/me", headers=wrong_key())).status_code == 401


async def test_a_database_that_is_away_takes_no_guess_from_anybody() -> None:
    async with door("postgresql://postgres@127.0.0.1:1/none", rate_limit_sign_in="1/hour") as ask:
        for _ in range(3):
            answer = await ask("/v1/me", headers=wrong_key())
            assert (answer.status_code, answer.json()["code"]) == (503, "database_unavailable")


async def test_without_the_storage_of_limits_reads_go_on_and_nobody_signs_in(fresh: Fresh) -> None:
    async with fresh.committing() as session:
        good = await signing.sign(session, "admin")
    limits = {"rate_limit_read": "3/hour", "rate_limit_sign_in": "3/hour"}
    async with door(fresh.url, rate_limit_storage="redis://:rahasia@127.0.0.1:1/0", **limits) as ask:
        for headers in (good, wrong_key()):
            answer = await ask("/v1/me", headers=headers)
            assert (answer.status_code, answer.json()["code"]) == (503, "limiter_unavailable")
            assert int(answer.headers["retry-after"]) > 0
            assert "rahasia" not in answer.text + str(answer.headers)
        answers = [await ask("/v1/agencies") for _ in range(4)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429], "each process counts alone"
        assert_refused(answers[3], "read")


async def test_preflights_are_answered_before_anything_else(loaded: str) -> None:
    async with door(loaded, cors_origins=DPRD, rate_limit_read="1/hour") as ask:
        for method in METHODS:
            for path in ("/v1/innovations", "/v1/innovations/verolin", "/v1/nowhere"):
                asked = {"origin": DPRD, "access-control-request-method": method, "authorization": "Bearer wrong"}
                answer = await ask(path, method="OPTIONS", headers=asked)
                assert (answer.status_code, answer.content) == (204, b""), (method, path)
                assert answer.headers.get_list("access-control-allow-origin") == [DPRD]
                assert method in answer.headers["access-control-allow-methods"]
                assert told(answer) == (None, None)
                assert answer.headers["x-request-id"]
        assert (await ask("/v1/innovations")).status_code == 200


@pytest.mark.parametrize(
    "origin", ["null", "*", "https://evil.example", f"{DPRD}.evil.example", "http://dprd.example.go.id"]
)
async def test_pages_of_other_sites_are_refused_by_name_and_read_nothing(loaded: str, origin: str) -> None:
    async with door(loaded, cors_origins=DPRD) as ask:
        asked = {"origin": origin, "access-control-request-method": "GET"}
        preflight = await ask("/v1/innovations", method="OPTIONS", headers=asked)
        assert (preflight.status_code, preflight.json()["code"]) == (403, "origin_not_permitted")
        answer = await ask("/v1/innovations", headers={"origin": origin})
        assert answer.status_code == 200, "the browser keeps the answer from the page"
        for one in (preflight, answer):
            assert "access-control-allow-origin" not in one.headers
            assert "access-control-allow-credentials" not in one.headers
            assert "origin" in one.headers["vary"]


async def test_a_permitted_page_can_read_every_answer(fresh: Fresh) -> None:
    async with fresh.committing() as session:
        headers = await signing.sign(session, "registrar")
        agency = await factories.agency(session, "Dinas Uji")
    page = {"origin": DPRD}
    async with door(fresh.url, cors_origins=f"https://lain.example.go.id,{DPRD}", rate_limit_sign_in="1/hour") as ask:
        whole = await ask("/v1/agencies", headers=page)
        answers = {
            200: whole,
            304: await ask("/v1/agencies", headers={**page, "if-none-match": whole.headers["etag"]}),
            404: await ask("/v1/agencies/nowhere", headers=page),
            405: await ask("/v1/agencies", method="DELETE", headers=page),
            406: await ask("/v1/agencies", headers={**page, "accept": "text/csv"}),
            414: await ask(f"/v1/{'x' * 9000}", headers=page),
            422: await ask("/v1/innovations?x=1", headers=page),
            428: await ask(f"/v1/agencies/{agency.slug}", method="PATCH", headers={**page, **headers}, json={}),
            401: await ask("/v1/me", headers={**page, **wrong_key()}),
            429: await ask("/v1/me", headers={**page, **wrong_key()}),
        }
        for status, answer in answers.items():
            assert answer.status_code == status
            assert answer.headers.get_list("access-control-allow-origin") == [DPRD], status
            assert "origin" in answer.headers["vary"], status
            exposed = answer.headers["access-control-expose-headers"].split(", ")
            assert {"etag", "location", "ratelimit", "retry-after", "x-request-id"} <= set(exposed), status
            assert "access-control-allow-credentials" not in answer.headers, status


async def test_nobody_is_permitted_unless_named(loaded: str) -> None:
    async with door(loaded) as ask:
        answer = await ask("/v1/innovations", headers={"origin": DPRD})
        assert answer.status_code == 200
        assert not [name for name in answer.headers if name.startswith("access-control-")]
        preflight = {"origin": DPRD, "access-control-request-method": "POST"}
        refused = await ask("/v1/innovations", method="OPTIONS", headers=preflight)
        assert (refused.status_code, refused.json()["code"]) == (403, "origin_not_permitted")


@pytest.fixture(scope="module")
async def post(server: Server, migrated: str) -> AsyncIterator[Any]:
    """Send a body as a registrar; returns the answer and the seconds of CPU that it took."""
    async with (
        new_database(server, name_of(migrated)) as url,
        running(Settings(database_url=url, log_level="warning", **UNLIMITED)) as app,
        client_of(app) as client,
    ):
        async with app.state.database.sessions.begin() as session:
            headers = await signing.sign(session, "registrar")

        async def send(content: Any, path: str = "/v1/innovations", **told: str) -> tuple[httpx.Response, float]:
            sent = {"content-type": "application/json", **told}
            began = time.process_time()
            answer = await client.post(path, content=content, headers={**headers, **sent})
            return answer, time.process_time() - began

        await send(b"{}")
        yield send


async def chunks(size: int, taken: list[int]) -> AsyncIterator[bytes]:
    for number in range(size // 65_536):
        taken.append(number)
        yield b" " * 65_536


async def test_a_body_over_the_limit_is_refused_before_it_is_kept(post: Any) -> None:
    most = Settings.model_fields["max_body_size"].default
    answer, _ = await post(b" " * (most + 1))
    assert (answer.status_code, answer.json()["code"], answer.json()["limit"]) == (413, "content_too_large", most)
    taken: list[int] = []
    answer, _ = await post(chunks(100 * most, taken))
    assert (answer.status_code, answer.json()["code"]) == (413, "content_too_large")
    assert len(taken) <= most // 65_536 + 1, "it was read no further than the limit"
    answer, _ = await post(b" " * most)
    assert answer.status_code == 422, "blanks alone are no JSON"


@pytest.mark.parametrize(
    ("told", "taken"),
    [
        ({"content-encoding": "gzip"}, "accept-encoding"),
        ({"content-encoding": "deflate, br"}, "accept-encoding"),
        ({"content-type": "multipart/form-data; boundary=x"}, "accept"),
        ({"content-type": "application/x-www-form-urlencoded"}, "accept"),
        ({"content-type": "text/plain"}, "accept"),
        ({"content-type": "application/xml"}, "accept"),
        ({"content-type": "application/json; charset=utf-16"}, "accept"),
        ({"content-type": "application/json; charset=iso-8859-1"}, "accept"),
        ({"content-type": "application/merge-patch+json"}, "accept"),
        ({"content-type": ""}, "accept"),
    ],
)
async def test_a_body_of_another_kind_is_refused_by_naming_what_is_taken(
    post: Any, told: dict[str, str], taken: str
) -> None:
    answer, _ = await post(b'{"name": "Nama"}', **told)
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")
    assert answer.headers[taken] == ("identity" if taken == "accept-encoding" else "application/json")


async def test_forms_of_any_size_are_not_read_as_forms(post: Any) -> None:
    fields = b"".join(b'--x\r\nContent-Disposition: form-data; name="a%d"\r\n\r\n1\r\n' % n for n in range(15_000))
    answer, seconds = await post(fields + b"--x--\r\n", **{"content-type": "multipart/form-data; boundary=x"})
    assert answer.status_code == 415
    assert seconds < 0.05


async def test_a_body_whose_length_is_another_than_told_is_refused(post: Any) -> None:
    for length in ("1", "500", "-1", "abc"):
        answer, _ = await post(b'{"name": "Nama"}', **{"content-length": length})
        assert (answer.status_code, answer.json()["code"]) == (400, "bad_request"), length


NOT_A_RECORD = {
    "nothing": b"",
    "null": b"null",
    "an array": b"[]",
    "a text": b'"x"',
    "a number": b"1",
    "not a number": b"NaN",
    "true": b"true",
    "half": b'{"name": "x"',
    "two": b"{}{}",
    "a comma too much": b'{"name": "x",}',
    "a comment": b"{} // x",
    "single quotes": b"{'name': 'x'}",
    "a byte order mark": b'\xef\xbb\xbf{"name": "x"}',
    "UTF-16": '{"name": "x"}'.encode("utf-16"),
    "UTF-32": '{"name": "x"}'.encode("utf-32"),
    "Latin-1": '{"name": "é"}'.encode("latin-1"),
    "cut UTF-8": b'{"name": "\xe2\x82"}',
    "a lone surrogate in UTF-8": b'{"name": "\xed\xa0\x80"}',
    "a NUL": b'{"name": "\x00"}',
    "a megabyte of brackets": b"[" * 1_048_576,
    "a megabyte of braces": b'{"a":' * 209_715,
    "a hundred thousand deep": b'{"name":' * 100_000 + b"1" + b"}" * 100_000,
    "arrays a hundred thousand deep": b'{"name":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "a number of a million digits": b'{"name":' + b"9" * 1_000_000 + b"}",
    "a fraction of a million digits": b'{"name": 0.' + b"9" * 1_000_000 + b"}",
    "an endless exponent": b'{"name": 1e999999999}',
    "a text of a megabyte": b'{"name": "' + b"x" * 1_000_000 + b'"}',
    "a text of marks without end": ('{"name": "a' + "\u0301\u0316" * 250_000 + '"}').encode(),
    "twenty thousand marks": ('{"name": "a' + "\u0301\u0316" * 10_000 + '"}').encode(),
}


@pytest.mark.parametrize("body", NOT_A_RECORD.values(), ids=NOT_A_RECORD)
async def test_what_is_no_record_is_refused_at_once_and_never_a_fault(post: Any, body: bytes) -> None:
    took = []
    for _ in range(3):
        answer, seconds = await post(body)
        took.append(seconds)
        assert answer.status_code in {400, 422}, answer.text[:300]
        assert answer.json()["code"] in {"bad_request", "invalid_request"}
        assert len(answer.content) < 100_000
    assert min(took) < 0.05


async def test_of_many_wrong_parts_the_first_hundred_are_told(post: Any) -> None:
    answer, seconds = await post(json.dumps({f"a{number}": 1 for number in range(60_000)}).encode())
    assert (answer.status_code, len(answer.json()["errors"])) == (422, 100)
    assert answer.json()["errors"][99]["pointer"].startswith("#/a")
    assert seconds < 1


async def test_of_a_repeated_member_the_last_counts(post: Any) -> None:
    answer, _ = await post(b'{"name": 1, "name": "Pertama", "name": "Kedua"}')
    assert (answer.status_code, answer.json()["name"]) == (201, "Kedua")

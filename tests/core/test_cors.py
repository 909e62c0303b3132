"""Pages of other sites may call the service from a browser where the settings name them, and nowhere else."""

import pytest
from starlette.types import Scope

from app.core.cors import ANSWER_HEADERS, METHODS, REQUEST_HEADERS, Cors, OriginNotPermitted
from app.core.settings import Settings

DPRD, PORTAL = "https://dprd.example.go.id", "http://localhost:5173"
STRANGERS = [
    "null",
    "*",
    "",
    "https://evil.example",
    "http://dprd.example.go.id",
    "https://dprd.example.go.id:8443",
    "https://dprd.example.go.id.evil.example",
    "https://evil-dprd.example.go.id",
    "https://dprd.example.go.id/",
    f"{DPRD}, {PORTAL}",
    f"{DPRD} ",
    "HTTPS://DPRD.EXAMPLE.GO.ID",
    "https://dprd.example.go.id\xa0",
]


def cors(origins: str | None = f"{DPRD},{PORTAL}") -> Cors:
    return Cors(Settings(cors_origins=origins))


def asked(*origins: str, method: str = "GET", preflight_of: str | None = None) -> Scope:
    headers = [(b"host", b"x"), *((b"origin", origin.encode("latin-1")) for origin in origins)]
    if preflight_of is not None:
        headers.append((b"access-control-request-method", preflight_of.encode()))
    return {"type": "http", "method": method, "path": "/v1/innovations", "headers": headers}


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("origin", [DPRD, PORTAL])
def test_a_permitted_page_is_told_what_it_may_send(method: str, origin: str) -> None:
    answer = cors().preflight(asked(origin, method="OPTIONS", preflight_of=method))
    assert answer is not None
    status, headers, body = answer
    assert (status, body) == (204, b"")
    told = dict(headers)
    assert len(told) == len(headers)
    assert told[b"access-control-allow-origin"] == origin.encode()
    assert method in told[b"access-control-allow-methods"].decode().split(", ")
    assert told[b"access-control-allow-headers"].decode().split(", ") == list(REQUEST_HEADERS)
    assert told[b"access-control-max-age"] == b"600"
    assert b"origin" in told[b"vary"].split(b", ")
    assert b"access-control-allow-credentials" not in told


@pytest.mark.parametrize("origin", STRANGERS)
@pytest.mark.parametrize("origins", [None, f"{DPRD},{PORTAL}"])
def test_any_other_page_is_refused(origin: str, origins: str | None) -> None:
    with pytest.raises(OriginNotPermitted) as refused:
        cors(origins).preflight(asked(origin, method="OPTIONS", preflight_of="POST"))
    assert refused.value.status == 403
    assert not refused.value.facts


def test_an_origin_told_twice_is_none() -> None:
    with pytest.raises(OriginNotPermitted):
        cors().preflight(asked(DPRD, DPRD, method="OPTIONS", preflight_of="POST"))
    assert cors().headers(asked(DPRD, DPRD)) == [(b"vary", b"origin")]


@pytest.mark.parametrize(
    "scope",
    [
        asked(DPRD),
        asked(DPRD, method="POST", preflight_of="POST"),
        asked(DPRD, method="OPTIONS"),
        asked(method="OPTIONS", preflight_of="POST"),
        asked("null", method="OPTIONS"),
    ],
)
def test_what_is_no_preflight_is_left_to_the_service(scope: Scope) -> None:
    assert cors().preflight(scope) is None


def test_a_permitted_page_may_read_the_answer_and_its_headers() -> None:
    for origin in (DPRD, PORTAL):
        headers = cors().headers(asked(origin))
        told = dict(headers)
        assert len(told) == len(headers)
        assert told[b"access-control-allow-origin"] == origin.encode()
        assert told[b"access-control-expose-headers"].decode().split(", ") == list(ANSWER_HEADERS)
        assert told[b"vary"] == b"origin"
        assert b"access-control-allow-credentials" not in told


@pytest.mark.parametrize("origin", STRANGERS)
def test_any_other_page_gets_an_answer_that_the_browser_keeps_from_it(origin: str) -> None:
    assert cors().headers(asked(origin)) == [(b"vary", b"origin")]


def test_a_cache_is_told_that_the_answer_depends_on_the_origin_even_where_there_is_none() -> None:
    assert cors().headers(asked()) == [(b"vary", b"origin")]


def test_closed_is_the_default_and_says_nothing() -> None:
    for scope in (asked(), asked(DPRD), asked("null"), asked("*")):
        assert cors(None).headers(scope) == []


def test_an_origin_may_be_written_in_capitals_in_the_settings() -> None:
    headers = cors("https://DPRD.example.go.id").headers(asked(DPRD))
    assert (b"access-control-allow-origin", DPRD.encode()) in headers


def test_an_origin_that_no_browser_sends_permits_nobody() -> None:
    assert cors("https://\u4f8b.example").headers(asked(DPRD)) == [(b"vary", b"origin")]


def test_answers_can_be_added_to_without_changing_the_next() -> None:
    shared = cors()
    shared.headers(asked(DPRD)).append((b"x", b"y"))
    first = shared.preflight(asked(DPRD, method="OPTIONS", preflight_of="POST"))
    assert first is not None
    first[1].append((b"x", b"y"))
    second = shared.preflight(asked(DPRD, method="OPTIONS", preflight_of="POST"))
    assert second is not None
    assert (b"x", b"y") not in second[1] + shared.headers(asked(DPRD))

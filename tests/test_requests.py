"""What holds for every GET of the service, whatever is wrong or odd about the request around its parameters."""

import asyncio
import re
from collections.abc import AsyncIterator

import asyncpg
import httpx
import pytest

from tests.asking import BASE, Asker, asker_of, keeping_asker
from tests.conftest import Server

MARK = "rahasia7f3a"
# the address that the client has for the service; written out where a path begins with two slashes
INNER = "http://inovasi.test"
OTHER_METHODS = {"POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "LIHAT"}


@pytest.fixture(scope="module")
async def anyone(catalogue: httpx.AsyncClient) -> Asker:
    return await asker_of(catalogue)


@pytest.fixture(scope="module")
async def keeper(server: Server, migrated: str) -> AsyncIterator[Asker]:
    async with keeping_asker(server, migrated) as asker:
        yield asker


@pytest.fixture(params=["anyone", "keeper"])
def ask(request: pytest.FixtureRequest, anyone: Asker, keeper: Asker) -> Asker:
    """Whoever asks: of what is for everybody, and of the rest."""
    return {"anyone": anyone, "keeper": keeper}[request.param]


async def test_other_methods_are_refused_with_all_that_are_served(ask: Asker) -> None:
    for operation in ask.operations:
        served = ask.served(operation.path)
        for method in sorted(OTHER_METHODS - ask.understood(operation.path)):
            answer = await ask(
                operation.path, 405, "method_not_allowed", method=method, content=b'{"status":"published"}'
            )
            assert answer.headers["allow"] == ", ".join(sorted(served)), (operation.name, method)


async def test_credentials_that_are_not_right_are_refused_everywhere_as_documented(anyone: Asker) -> None:
    wrong = {"authorization": "Bearer inovasi_tidakada_0000000000000000"}
    for operation in anyone.every:
        assert {"401", "403"} <= operation.statuses, operation.name
        await anyone(operation.path, 401, "invalid_credentials", method=operation.method, headers=wrong)


async def test_a_body_on_a_get_changes_nothing(ask: Asker) -> None:
    for operation in ask.operations:
        plain = await ask(operation.path, 200)
        for body in (b"{", b"\xff\xfe", b"[" * 100_000, b'{"status":"draft"}'):
            answer = await ask(operation.path, 200, content=body, headers={"content-type": "application/json"})
            assert answer.content == plain.content, operation.name


async def bytes_sent(client: httpx.AsyncClient, method: str, path: str) -> int:
    """Return how many bytes of body the service sends; the client itself would drop those of an answer to HEAD."""
    sent, asked = 0, False

    async def receive() -> dict[str, object]:
        nonlocal asked
        if asked:
            # the client stays, and has nothing more to say
            await asyncio.Event().wait()
        asked = True
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, object]) -> None:
        nonlocal sent
        sent += len(message.get("body", b""))

    scope = {"type": "http", "method": method, "path": path, "raw_path": path.encode(), "query_string": b""}
    scope |= {
        "headers": [(name.lower(), value) for name, value in client.headers.raw],
        "scheme": "http",
        "server": ("x", 80),
        "client": ("x", 1),
        "root_path": "",
    }
    await client._transport.app(scope, receive, send)  # noqa: SLF001 - the application behind the client
    return sent


async def test_head_sends_no_body(ask: Asker) -> None:
    for operation in ask.operations:
        for path in (operation.path, f"{operation.path}/tidak/ada"):
            assert await bytes_sent(ask.client, "GET", path) > 0, path
            assert await bytes_sent(ask.client, "HEAD", path) == 0, path


async def test_head_tells_what_get_tells(ask: Asker) -> None:
    def told(answer: httpx.Response) -> dict[str, str]:
        return {name: value for name, value in answer.headers.items() if name != "x-request-id"}

    for operation in ask.operations:
        addresses = [operation.path, f"{operation.path}?{MARK}=1"]
        if "limit" in operation.parameters:
            addresses.append(f"{operation.path}?limit=1")
        for address in addresses:
            get = await ask(address, {200, 422})
            head = await ask(address, get.status_code, method="HEAD")
            if told(head) != told(get):
                # the last use of the key may have been noted in between, which some answers tell
                get = await ask(address, {200, 422})
                head = await ask(address, get.status_code, method="HEAD")
            assert told(head) == told(get), address
        if "304" in operation.statuses:
            tag = (await ask(operation.path, 200)).headers["etag"]
            await ask(operation.path, 304, method="HEAD", headers={"if-none-match": tag})


# what every address refuses, and what each takes, by the type that it answers with
REFUSED = ("text/html", "application/xml", "json", "text/html, text/csv;q=0.9", ",", "*/*;q=0")
REFUSED_BY = {
    "application/json": ("image/*", "image/svg+xml", "application/json;q=0"),
    "image/svg+xml": ("application/json", "application/*", "image/svg+xml;q=0", "image/png"),
}
TAKEN_BY = {
    "application/json": (
        *("*/*", "application/*", "application/json", "APPLICATION/JSON", "text/html, */*;q=0.1"),
        *("application/json; charset=utf-8", "application/problem+json", "text/html,application/json;q=0.5"),
    ),
    "image/svg+xml": ("*/*", "image/*", "image/svg+xml", "IMAGE/SVG+XML", "image/avif,image/webp,*/*;q=0.8"),
}


async def test_accept(ask: Asker) -> None:
    for operation in ask.operations:
        # what answers with something else is asked for that by tests of its own
        if not operation.path.startswith("/v1") or operation.media_type != "application/json":
            continue
        for value in (*REFUSED, *REFUSED_BY[operation.media_type]):
            await ask(operation.path, 406, "not_acceptable", headers={"accept": value})
        for value in TAKEN_BY[operation.media_type]:
            await ask(operation.path, 200, headers={"accept": value})


async def test_headers_and_addresses_over_the_limit(ask: Asker) -> None:
    for operation in ask.operations:
        answer = await ask(operation.path, 431, "headers_too_large", MARK, headers={"x-besar": MARK * 6000})
        assert answer.json()["limit"] == 16_384, operation.name
        await ask(operation.path, 431, "headers_too_large", headers={"cookie": "a=b; " * 4000})
        await ask(operation.path, 200, headers={"x-besar": "x" * 15_000})
        answer = await ask(operation.asked(q=MARK * 1000), 414, "address_too_long", MARK)
        assert answer.json()["limit"] == 8_192, operation.name
    await ask(f"/v1/innovations/{'x' * 9000}", 414, "address_too_long")
    await ask(f"/{'x/' * 5000}", 414, "address_too_long")


async def test_ranges_are_not_served(ask: Asker) -> None:
    def told(answer: httpx.Response) -> bytes:
        # the last use of the key is noted now and then, and some answers tell it
        return re.sub(rb'"last_used_at":(null|"[^"]*")', b"", answer.content)

    for operation in ask.operations:
        whole = await ask(operation.path, 200)
        for value in (
            "bytes=0-0",
            "bytes=0-0,-1",
            "bytes=" + ",".join(f"{at}-{at}" for at in range(1500)),
            "bytes=9-1",
            "x",
        ):
            answer = await ask(operation.path, 200, headers={"range": value})
            assert told(answer) == told(whole), operation.name
    await ask("/v1/innovations", 431, headers={"range": "bytes=" + ",".join(["0-0"] * 10_000)})


async def test_links_come_from_the_configured_address_alone(ask: Asker) -> None:
    spoofed = {
        "host": "jahat.example",
        "x-forwarded-host": "jahat.example",
        "x-forwarded-proto": "gopher",
        "x-forwarded-prefix": "/jahat.example",
        "x-original-url": "/jahat.example",
        "x-rewrite-url": "/jahat.example",
        "forwarded": "host=jahat.example;proto=gopher",
    }
    for operation in ask.operations:
        limited = f"{operation.path}?limit=1" if "limit" in operation.parameters else operation.path
        plain = await ask(limited, 200)
        answer = await ask(limited, 200, unsaid="jahat.example", headers=spoofed)
        assert answer.content == plain.content, operation.name
        assert answer.headers.get("link") == plain.headers.get("link"), operation.name
        assert all(link["url"].startswith(f"{BASE}/v1/") for link in answer.links.values()), operation.name
        await ask(f"{operation.path}?{MARK}=1", 422, unsaid="jahat.example", headers=spoofed)


async def test_a_sensible_request_id_is_kept_and_another_replaced(ask: Asker) -> None:
    for operation in ask.operations:
        for kept in ("abcDEF12", "019ab3f2-c8d0-7d5e-9f1b-2a3c4d5e6f70", "a.b_c-d1" * 8):
            for address in (operation.path, f"{operation.path}?{MARK}=1"):
                answer = await ask(address, {200, 422}, headers={"x-request-id": kept})
                assert answer.headers["x-request-id"] == kept, operation.name
        for odd in (
            "short",
            "a" * 65,
            "with a space",
            "<script>",
            "-leading1",
            "a\x00bcdefgh",
            "é" * 10,
            "%0d%0aabcdef",
            "",
        ):
            answer = await ask(f"{operation.path}?{MARK}=1", 422, headers=[(b"x-request-id", odd.encode())])
            assert answer.headers["x-request-id"] != odd, operation.name
            assert len(answer.headers["x-request-id"]) == 32, operation.name


async def test_problems_speak_the_language_asked_for(ask: Asker) -> None:
    languages = {
        "id": "id",
        "en": "en",
        "en-GB,en;q=0.9": "en",
        "fr": "id",
        "*": "id",
        "": "id",
        ";;;,,,=": "id",
        "en;q=abc": "id",
        "x" * 5000: "id",
        "en;q=1e999": "en",
        "\xff\xfe": "id",
    }
    titles = {"id": "Permintaan tidak sah", "en": "Invalid request"}
    for operation in ask.operations:
        for header, language in languages.items():
            options = {"headers": [(b"accept-language", header.encode("latin-1"))]}
            answer = await ask(f"{operation.path}?{MARK}=1", 422, "invalid_request", **options)
            assert answer.headers["content-language"] == language, (operation.name, header)
            assert answer.json()["title"] == titles[language], (operation.name, header)
            await ask(operation.path, 200, **options)


async def test_addresses_that_lead_nowhere(ask: Asker) -> None:
    for operation in ask.operations:
        for address in (
            f"{operation.path}/",
            f"{INNER}/{operation.path}",
            f"{operation.path}/tidak/ada",
            operation.path.upper(),
        ):
            answer = await ask(address, 404, "not_found")
            assert "location" not in answer.headers, address
    for address in (
        "/v2",
        "/v1/",
        "/v1/pengguna",
        "/v1/innovations/verolin/x",
        "/.env",
        "/health",
        "/%00",
        "/%ED%A0%80",
        "/%FF",
    ):
        for method in ("GET", "POST"):
            await ask(address, 404, "not_found", method=method)


async def test_if_none_match(ask: Asker) -> None:
    for operation in ask.operations:
        # a stream has no validator
        if "304" not in operation.statuses:
            continue
        whole = await ask(operation.path, 200)
        tag = whole.headers["etag"]
        assert tag.startswith('"'), "a strong validator"
        for known in (
            tag,
            f"W/{tag}",
            f'"x", {tag}',
            f'"x",W/"y" , {tag}',
            "*",
            ", ".join([f'"{n}"' for n in range(900)] + [tag]),
        ):
            answer = await ask(operation.path, 304, headers={"if-none-match": known})
            assert (answer.content, answer.headers["etag"]) == (b"", tag), (operation.name, known)
            assert answer.headers["cache-control"] == whole.headers["cache-control"], operation.name
        for other in ('"x"', tag.strip('"'), "", ",,,", "W/", '"', "x" * 5000, '"*"', tag.upper() + "x", "\xff"):
            answer = await ask(operation.path, 200, headers=[(b"if-none-match", other.encode("latin-1"))])
            assert answer.content == whole.content, (operation.name, other)
        await ask(f"{operation.path}?{MARK}=1", 422, headers={"if-none-match": "*"})
    for operation in ask.keyed():
        await ask(
            operation.with_key("tidak-ada" if "{key}" in operation.template else "zz"),
            {404, 422},
            headers={"if-none-match": "*"},
        )


async def checksums(url: str) -> dict[str, str]:
    """Return a digest of every row of every table, and the place of every sequence."""
    connection = await asyncpg.connect(url)
    try:
        tables = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        # the names come from the database's own catalogue
        digest = "SELECT coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') FROM \"{}\" t"
        found = {row[0]: await connection.fetchval(digest.format(row[0])) for row in tables}
        for row in await connection.fetch("SELECT sequencename, last_value FROM pg_sequences"):
            found[row[0]] = str(row[1])
        return found
    finally:
        await connection.close()


async def test_reading_changes_nothing(anyone: Asker, loaded: str) -> None:
    before = await checksums(loaded)
    assert len(before) > 20
    addresses = [operation.path for operation in anyone.operations] * 2
    # as many at once as find a connection in time, however busy the machine is
    few = asyncio.Semaphore(8)

    async def asked(address: str) -> httpx.Response:
        async with few:
            return await anyone(address, 200)

    answers = await asyncio.gather(*map(asked, addresses))
    half = len(addresses) // 2
    assert [answer.content for answer in answers[:half]] == [answer.content for answer in answers[half:]]
    assert await checksums(loaded) == before

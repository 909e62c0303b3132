"""Every operation against every bad parameter and body that can reach one: a stable code, never a fault."""

import json
from collections.abc import AsyncIterator
from uuid import UUID

import httpx
import pytest

from app.core.routes import other_page
from tests.asking import BASE, Asker, Operation, asker_of, errors_of, keeping_asker
from tests.conftest import Server

MARK = "rahasia7f3a"
BAD_BYTES = {"NUL": "%00", "a lone surrogate": "%ED%A0%80", "no UTF-8": "%FF", "cut UTF-8": "%E2%82"}
LISTS = ("/v1/innovations", "/v1/innovators", "/v1/agencies", "/v1/areas")


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


async def test_every_example_of_the_document_leads_to_an_answer(ask: Asker) -> None:
    for operation in ask.operations:
        answer = await ask(operation.path, 200)
        assert answer.headers["content-type"].partition(";")[0] == operation.media_type, operation.name
        assert ("etag" in answer.headers) == ("304" in operation.statuses), operation.name


async def test_unknown_parameters_are_refused(ask: Asker) -> None:
    for operation in ask.operations:
        for name in ("nama", "Limit", "offset", "page", "limit[]", "fields", "__proto__", "_"):
            answer = await ask(operation.asked(**{name: MARK}), 422, "invalid_request", MARK)
            assert errors_of(answer) == {(f"query/{name}", "unknown")}, operation.name
        await ask(f"{operation.path}?{'&'.join(f'p{number}=1' for number in range(60))}", 422, "invalid_request")
        # a name is told, and cannot break a header, a log or a page
        answer = await ask(f"{operation.path}?%0D%0A%1B%5B31m%E2%80%AE=1", 422, "invalid_request")
        assert not set(answer.json()["errors"][0]["pointer"]) & set("\r\n\x1b\u202e"), operation.name


async def test_repeated_parameters_are_refused(ask: Asker) -> None:
    for operation in ask.operations:
        for name in operation.parameters:
            for query in (f"{name}={MARK}&{name}={MARK}", f"{name}=&{name}=", f"{name}&{name}=1"):
                answer = await ask(f"{operation.path}?{query}", 422, "invalid_request", MARK)
                assert (f"query/{name}", "repeated") in errors_of(answer), operation.name
                assert {pointer for pointer, _ in errors_of(answer)} == {f"query/{name}"}, operation.name


async def test_no_parameter_takes_bytes_that_are_no_text(ask: Asker) -> None:
    for operation in ask.operations:
        for name in operation.parameters | {"lain"}:
            for what, raw in BAD_BYTES.items():
                answer = await ask(f"{operation.path}?{name}={MARK}{raw}", 422, "invalid_request", MARK)
                assert answer.json()["errors"], (operation.name, name, what)
        for raw in BAD_BYTES.values():
            await ask(f"{operation.path}?{raw}={MARK}", 422, "invalid_request", MARK)


async def test_no_parameter_takes_an_overlong_value(ask: Asker) -> None:
    for operation in ask.operations:
        for name in operation.parameters:
            answer = await ask(operation.asked(**{name: MARK * 400}), 422, "invalid_request", MARK)
            assert {pointer for pointer, _ in errors_of(answer)} == {f"query/{name}"}, operation.name


async def test_no_parameter_takes_an_empty_or_a_foreign_value(ask: Asker) -> None:
    free = {"q"}
    for operation in ask.operations:
        for name in operation.parameters - free:
            for value in ("", f"{MARK}'; DROP TABLE innovation; --", f"$({MARK})", f"{MARK},{MARK}", "null\n", "[1]"):
                answer = await ask(operation.asked(**{name: value}), 422, "invalid_request", MARK)
                assert {pointer for pointer, _ in errors_of(answer)} == {f"query/{name}"}, (operation.name, name)
        if "q" in operation.parameters:
            assert errors_of(await ask(operation.asked(q=""), 422)) == {("query/q", "too_short")}


BAD_LIMITS = {
    "too_small": ["0", "-1", "-9223372036854775809"],
    "too_large": ["1000000000", str(2**31), str(2**63), "9" * 5000],
    "not_integer": [
        "1e9",
        "1e3",
        "01",
        "true",
        "1.0",
        "1,000",
        "1_0",
        " 1",
        "+1",
        "NaN",
        "Infinity",
        "",
        "\u0665",
        "0x10",
    ],
}

# how many a page may have; that of the feed is read by machines alone
MOST = {"list_changes": 500}


async def test_limits_that_are_none(ask: Asker) -> None:
    for operation in ask.having("limit"):
        for code, values in BAD_LIMITS.items():
            for value in values:
                answer = await ask(operation.asked(limit=value), 422, "invalid_request")
                assert errors_of(answer) == {("query/limit", code)}, (operation.name, value)
        most = MOST.get(operation.name, 200)
        answer = await ask(operation.asked(limit=str(most + 1)), 422, "invalid_request")
        assert errors_of(answer) == {("query/limit", "too_large")}, operation.name
        for value in ("1", str(most)):
            await ask(operation.asked(limit=value), 200)


async def test_codes_that_are_none(ask: Asker) -> None:
    enumerated = {"sort", "kind", "stage", "form", "status", "role", "level"}
    # levels of an indicator are numbers
    numbered = {"get_innovation_index": {"level"}}
    for operation in ask.operations:
        for name in (operation.parameters & enumerated) - numbered.get(operation.name, set()):
            for value in (MARK, "name;drop", "name,id", "-name", "NAME", "name desc", "digital'--"):
                answer = await ask(operation.asked(**{name: value}), 422, "invalid_request", MARK)
                assert errors_of(answer) == {(f"query/{name}", "unknown_code")}, (operation.name, name, value)


async def test_what_the_public_may_not_list(anyone: Asker) -> None:
    answer = await anyone("/v1/innovations?limit=1;sort=name", 422, "invalid_request")
    assert errors_of(answer) == {("query/limit", "not_integer")}
    for status in ("draft", "submitted", "returned", "verified", "archived", "merged"):
        await anyone(f"/v1/innovations?status={status}", 403, "not_permitted")
    assert (await anyone("/v1/innovations?status=published", 200)).json()["items"]


async def test_references_to_nothing(anyone: Asker) -> None:
    references = {
        "/v1/innovations": ("agency", "innovator", "classification"),
        "/v1/innovators": ("agency",),
        "/v1/agencies": ("parent",),
    }
    for path, names in references.items():
        for name in names:
            for value in ("tidak-ada", "019ab3c1-0400-7d3e-9a51-3c8f1f1d2b11", "019ab3c1-0400"):
                answer = await anyone(f"{path}?{name}={value}", 422, "invalid_request")
                assert errors_of(answer) == {(f"query/{name}", "unknown_reference")}, (path, name, value)
            for value in ("TIDAK-ADA", "019AB3C1-0400-7D3E-9A51-3C8F1F1D2B11", "a b", "../x", "a%00"):
                answer = await anyone(f"{path}?{name}={value}", 422, "invalid_request")
                assert errors_of(answer) <= {(f"query/{name}", code) for code in ("invalid_form", "too_long")}
    for path, name in (("/v1/innovations", "area"), ("/v1/areas", "parent")):
        assert errors_of(await anyone(f"{path}?{name}=99.99", 422)) == {(f"query/{name}", "unknown_reference")}
        for value in ("12", "12.71.1", "12.71.01.1001.1", "kota"):
            assert {code for _, code in errors_of(await anyone(f"{path}?{name}={value}", 422))} <= {
                "invalid_form",
                "too_long",
            }


QUERIES = {
    "\N{GRINNING FACE}": 0,
    "ابتكار": 0,
    "%": 0,
    "_": 0,
    "\\": 0,
    "%_\\": 0,
    "%%%": 0,
    "'": 0,
    "--": 0,
    "' OR 1=1 --": 0,
    "a & !b | (c:*) <-> d": 0,
    "'; DROP TABLE innovation; --": 0,
    ".*": 0,
    "(zq+)+$": 0,
    "x" * 100: 0,
    "\N{COMBINING ACUTE ACCENT}" * 100: 0,
    "\ufdfa" * 100: 0,
    "\N{RIGHT-TO-LEFT OVERRIDE}": 0,
    "\N{ZERO WIDTH SPACE}": 0,
    "\n\t": 0,
}


async def test_any_text_may_be_looked_for(ask: Asker) -> None:
    # searches and suggestions are not counted in pages, and have tests of their own
    for operation in (one for one in ask.having("q") if "with_total" in one.parameters):
        for q, found in QUERIES.items():
            page = (await ask(operation.asked(q=q, with_total="true"), 200)).json()
            assert len(page["items"]) == page["total"] == found, (operation.name, q)
            assert (page["next"], page["prev"]) == (None, None), (operation.name, q)
        for q in ("x" * 101, "x" * 200, "\N{GRINNING FACE}" * 101):
            answer = await ask(operation.asked(q=q), 422, "invalid_request", q)
            assert errors_of(answer) == {("query/q", "too_long")}, (operation.name, q)
        for q in ("a\rb", "\x1b[31m", "\x7f", "\x85", "\ufffe"):
            answer = await ask(operation.asked(q=q), 422, "invalid_request")
            assert errors_of(answer) == {("query/q", "control_character")}, (operation.name, q)


KEYS = (
    *("tidak-ada", "019ab3c1-0400-7d3e-9a51-3c8f1f1d2b11", "00000000-0000-0000-0000-000000000000", "99.99", "0", "-1"),
    *("019ab3c1-0400-7d3e-9a51", "019ab3c1-0400-7d3e-9a51-3c8f1f1d2b1g", "019AB3C1-0400-7D3E-9A51-3C8F1F1D2B11"),
    *("urn:uuid:019ab3c1-0400-7d3e-9a51-3c8f1f1d2b11", "{019ab3c1-0400-7d3e-9a51-3c8f1f1d2b11}", "9" * 5000),
    *("%00", "a%00b", "%ED%A0%80", "%FF", "%0D%0Aset-cookie:x=1", "%E2%80%AE", "%F0%9F%98%80", "a%2Fb", "%2e%2e%2fetc"),
    *("x" * 121, "x" * 4000, "%27;%20DROP%20TABLE%20innovation;%20--", "a;b", "a b", "null", "undefined", "*", "$1"),
)


def identity(key: str | None) -> UUID | None:
    try:
        return UUID(key)
    except ValueError:
        return None


def nothing(operation: Operation) -> str:
    """Return a key of the right form that leads to nothing."""
    if identity(operation.key):
        return "019ab3c1-ffff-7d3e-9a51-3c8f1f1d2b11"
    return {"code": "12.71.99", "key_id": "k00000000000"}.get(next(iter(operation.keys)), "nihil")


async def test_keys_that_lead_to_nothing(ask: Asker) -> None:
    for operation in ask.keyed():
        for key in KEYS:
            if identity(key) and identity(key) == identity(operation.key):
                continue
            answer = await ask(operation.with_key(key), {404, 422})
            assert answer.json()["code"] in {"not_found", "invalid_request"}, (operation.name, key)
            assert "set-cookie" not in answer.headers, (operation.name, key)
            assert str(answer.status_code) in operation.statuses, (operation.name, key)
        if set(operation.keys) == {"format"}:
            # what ends otherwise is no file; whether it is a record's path is for the operation of that to say
            continue
        missing = await ask(operation.with_key(nothing(operation)), 404, "not_found")
        assert missing.json()["errors"] == [], operation.name


async def test_a_record_reads_the_same_by_any_spelling_of_its_id_or_not_at_all(anyone: Asker) -> None:
    record = (await anyone("/v1/innovations/verolin", 200)).json()
    identity = UUID(record["id"])
    assert (await anyone(f"/v1/innovations/{identity}", 200)).json() == record
    for spelling in (str(identity).upper(), identity.hex, identity.urn):
        answer = await anyone(f"/v1/innovations/{spelling}", {200, 404, 422})
        assert answer.status_code != 200 or answer.json() == record, spelling


async def test_what_a_link_repeats_cannot_leave_its_place(anyone: Asker) -> None:
    for path in LISTS:
        for value in ("%0Aa", "a%22%3E%3B%20rel%3D%22evil", "a%3Cscript%3E", "a%0Aset-cookie%3A%20x%3D1"):
            answer = await anyone(f"{path}?limit=1&q={value}", {200, 422})
            link = answer.headers.get("link", "")
            assert not set(link) & set("\r\n"), (path, value)
            assert set(answer.links) <= {"next", "prev"}, (path, value)
            assert "set-cookie" not in answer.headers, (path, value)
    answer = await anyone("/v1/agencies?limit=1&q=%0Aa", 200)
    assert "q=%0Aa" in answer.links["next"]["url"], "the next page has the same filter"
    address = other_page(BASE, 'q=a>; rel="evil"\' <b&cursor=old') + "new"
    assert address == f"{BASE}?q=a%3E;%20rel=%22evil%22%27%20%3Cb&cursor=new"


def writes(keeper: Asker) -> list[Operation]:
    """Return the operations that take a body."""
    found = [operation for operation in keeper.every if operation.body]
    assert len(found) > 20
    return found


async def send(keeper: Asker, operation: Operation, body: str | bytes, unsaid: str | None = None) -> httpx.Response:
    """Send a body that is none, which is told before anything is looked up."""
    content = body if isinstance(body, bytes) else body.encode("utf-8", "surrogatepass")
    options = {"method": operation.method, "content": content, "headers": {"content-type": "application/json"}}
    return await keeper(operation.path, {400, 422}, None, unsaid, **options)


NOT_THEIRS = (
    "id",
    "version",
    "created_at",
    "updated_at",
    "published_at",
    "agency_id",
    "account_id",
    "is_admin",
    "__proto__",
)


async def test_members_that_are_unknown_or_not_theirs_to_set_are_refused(keeper: Asker) -> None:
    for operation in writes(keeper):
        assert operation.body is not None
        for name in (*NOT_THEIRS, "lain"):
            if name in operation.body["properties"]:
                continue
            answer = await send(keeper, operation, json.dumps({name: MARK}), MARK)
            assert (f"#/{name}", "unknown") in errors_of(answer), (operation.name, name)


# JSON, or nearly, that no place takes whatever belongs there
NO_VALUES = {
    "a NUL": f'"{MARK}\\u0000"',
    "half a character": f'"{MARK}\\ud800"',
    "an escape sequence": f'"{MARK}\\u001b[31m"',
    "a long text": json.dumps(MARK * 3000),
    "many marks": json.dumps(MARK + "\u0301" * 400),
    "an object": json.dumps({MARK: 1}),
    "nested arrays": "[[[[]]]]",
    "not a number": "NaN",
    "an infinite number": "-Infinity",
    "a number that becomes infinite": "1e999",
    "a number of 64 bits and one": str(2**63),
    "a number of 5000 digits": "9" * 5000,
}


@pytest.mark.parametrize("value", NO_VALUES.values(), ids=NO_VALUES)
async def test_no_place_of_a_body_takes_what_is_no_value(keeper: Asker, value: str) -> None:
    for operation in writes(keeper):
        for leaf in operation.leaves:
            answer = await send(keeper, operation, leaf.body(value), MARK)
            places = {pointer for pointer, _ in errors_of(answer)}
            told = any(place.startswith(leaf.pointer) for place in places)
            assert told or answer.json()["code"] == "bad_request", (operation.name, leaf, answer.text[:500])


BAD_FOR_KIND = {
    "integer": ["true", "1e3", "1.5", '"5"', "01", "+1", "0x10", '"NaN"', "-1e30", "nihil"],
    "number": ["true", '"5.0"', '"NaN"', "01", ".5"],
    "boolean": ['"true"', '"yes"', "1", "0", '"1"'],
    "string": ["1", "true", "1.5"],
}


async def test_a_value_of_one_kind_is_not_taken_for_another(keeper: Asker) -> None:
    for operation in writes(keeper):
        for leaf in operation.leaves:
            for value in BAD_FOR_KIND[leaf.kind]:
                answer = await send(keeper, operation, leaf.body(value))
                places = {pointer for pointer, _ in errors_of(answer)}
                no_json = "invalid_json" in {code for _, code in errors_of(answer)}
                assert leaf.pointer in places or no_json, (operation.name, leaf, value, answer.text[:500])


async def test_bodies_of_another_type_are_refused(keeper: Asker) -> None:
    types = ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/json", "")
    for operation in writes(keeper):
        for told in types:
            options = {"method": operation.method, "content": b"{}", "headers": {"content-type": told}}
            answer = await keeper(operation.path, 415, "unsupported_media_type", **options)
            assert "application/json" in answer.headers["accept"], (operation.name, told)
        patch = operation.method == "PATCH"
        assert ("application/merge-patch+json" in answer.headers["accept"]) is patch, operation.name


async def test_keys_of_requests_that_are_none(keeper: Asker) -> None:
    bad = ("", "a b", '"', '""', '"a', "x" * 256, "\u00e9", '"a"; b=1', "a\\b")
    for operation in keeper.every:
        if operation.method != "POST":
            continue
        for key in bad:
            headers = [(b"idempotency-key", key.encode("latin-1"))]
            answer = await keeper(operation.path, 422, "invalid_request", method="POST", headers=headers)
            assert errors_of(answer) == {("header/Idempotency-Key", "invalid_form")}, (operation.name, key)

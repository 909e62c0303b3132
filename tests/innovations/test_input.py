"""Every field of every body against every value that it must refuse: a problem that names it, never a fault."""

import json
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from app.core.problems import MEDIA_TYPE
from tests.innovations.keeping import Registry, errors_of, unlike

MARK = "rahasia7f3a"
# CPU of the service for one refusal
MOST_SECONDS = 0.05
HERE = "\N{OBJECT REPLACEMENT CHARACTER}"

# what no text may be, as JSON spells it
TEXTS = (
    *(rf'"{MARK}\u0000"', rf'"\ud800{MARK}"', rf'"{MARK}\udfff\ud800"', rf'"\u001b[31m{MARK}"', rf'"{MARK}\r\n"'),
    *(rf'"{MARK}\u007f"', rf'"{MARK}\u0085"', rf'"{MARK}\ufffe"', rf'"\uffff{MARK}"'),
    *(
        '""',
        '"   "',
        r'"\n\t"',
        r'"\u200b\u00ad"',
        "7",
        "1.5",
        "true",
        "NaN",
        "[]",
        "{}",
        f'["{MARK}"]',
        f'{{"{MARK}": 1}}',
    ),
)
# what no code, date or reference may be: the same, and text of another form
CODES = (
    *TEXTS,
    f'"{MARK}!"',
    f'" {MARK}"',
    f'"{MARK.upper()}"',
    f'"{MARK}\'; DROP TABLE innovation; --"',
    '"../x"',
    '"a/b/c"',
)
NUMBERS = (
    *(
        "NaN",
        "Infinity",
        "-Infinity",
        "1e999",
        "-1e999",
        "true",
        "false",
        '"1"',
        '"NaN"',
        f'"{MARK}"',
        '""',
        "[]",
        "[1]",
        "{}",
    ),
    *(str(2**63), str(-(2**63) - 1), "9" * 5000, f"-{'9' * 5000}", "9" * 4000, "01", "+1", ".5", "0x10", "1_000"),
)
INTEGERS = (*NUMBERS, str(2**31), "-1", "1e3", "2e3", "2020.0", "1.5", "-0.5")
LISTS = (
    "7",
    "true",
    '"x"',
    f'"{MARK}"',
    "{}",
    f'{{"0": "{MARK}"}}',
    "NaN",
    "[[]]",
    "[7]",
    "[null]",
    "[NaN]",
    f'["{MARK}!"]',
)
OBJECTS = ("7", "true", f'"{MARK}"', "[]", f'["{MARK}"]', "NaN", "{}", f'{{"{MARK}": 1}}')
PROSE = "summary problem goal novelty how_it_works benefit result_before result_after".split()  # noqa: SIM905 - read as a line

# each field with what may not stand in it; `*` is what the rest of the part must have to be right
CREATE: dict[str, tuple[str, ...]] = {
    f'"name": {HERE}': (*TEXTS, '"…"', f'"{"x" * 501}"'),
    **{f'"{field}": {HERE}': (*TEXTS, f'"{"x" * 20_001}"') for field in PROSE},
    **{f'"{field}": {HERE}': CODES for field in ("agency", "kind", "form", "initiator", "first_known_by")},
    f'"first_known_on": {HERE}': (
        *CODES,
        '"0000"',
        '"19"',
        '"2019-00"',
        '"2019-02-30"',
        '"2019-6"',
        '"20190618"',
        '"2019-06-18T00:00:00Z"',
    ),
    f'"represents": {HERE}': (*INTEGERS, "0", "10001"),
    **{
        f'"{field}": {HERE}': LISTS
        for field in (
            "aliases",
            "stages",
            "people",
            "places",
            "classifications",
            "legal_bases",
            "resources",
            "relations",
        )
    },
    f'"platform": {HERE}': OBJECTS,
    f'"platform": {{"relation": {HERE}}}': CODES,
    f'"platform": {{"relation": "bagian_platform", "name": {HERE}}}': (*TEXTS, f'"{"x" * 501}"'),
    f'"platform": {{"relation": "bagian_platform", "innovation": {HERE}}}': CODES,
    f'"aliases": [{{"kind": "alias", "name": {HERE}}}]': (*TEXTS, '"…"', f'"{"x" * 201}"'),
    f'"aliases": [{{"name": "A", "kind": {HERE}}}]': CODES,
    f'"aliases": [{{"name": "A", "kind": "alias", "note": {HERE}}}]': TEXTS,
    f'"stages": [{{"stage": {HERE}}}]': CODES,
    f'"stages": [{{"stage": "penerapan", "started_on": {HERE}}}]': (*CODES, '"9999"', '"2019-02-30"'),
    f'"stages": [{{"stage": "penerapan", "evidence": {HERE}}}]': TEXTS,
    f'"stages": [{{"stage": "penerapan", "note": {HERE}}}]': TEXTS,
    f'"people": [{{"role": "coach", "person": {HERE}}}]': CODES,
    f'"people": [{{"person": "bayu-sogara", "role": {HERE}}}]': CODES,
    f'"people": [{{"person": "bayu-sogara", "role": "coach", "agency": {HERE}}}]': CODES,
    f'"people": [{{"person": "bayu-sogara", "role": "coach", "valid_from": {HERE}}}]': CODES,
    f'"people": [{{"person": "bayu-sogara", "role": "coach", "valid_to": {HERE}}}]': CODES,
    f'"places": [{{"area": {HERE}}}]': CODES,
    f'"places": [{{"name": {HERE}}}]': (*TEXTS, f'"{"x" * 501}"'),
    f'"places": [{{"longitude": 0, "latitude": {HERE}}}]': (*NUMBERS, "90.1", "-1e300"),
    f'"places": [{{"latitude": 0, "longitude": {HERE}}}]': (*NUMBERS, "180.1", "1e300"),
    f'"classifications": [{HERE}]': (*CODES, "null", '"skema"', f'"{"x" * 150}/{"y" * 150}"'),
    f'"legal_bases": [{{"level": {HERE}}}]': CODES,
    f'"legal_bases": [{{"level": "uu", "number": {HERE}}}]': TEXTS,
    f'"legal_bases": [{{"level": "uu", "title": {HERE}}}]': TEXTS,
    f'"legal_bases": [{{"level": "uu", "issued_on": {HERE}}}]': CODES,
    f'"legal_bases": [{{"level": "uu", "valid_from": {HERE}}}]': CODES,
    f'"legal_bases": [{{"level": "uu", "valid_to": {HERE}}}]': CODES,
    f'"resources": [{{"year": {HERE}}}]': (*INTEGERS, "1989", "2101", "null"),
    f'"resources": [{{"year": 2020, "budget_idr": {HERE}}}]': (*NUMBERS, "-1", "1e3", str(10**15 + 1)),
    f'"resources": [{{"year": 2020, "people": {HERE}}}]': (*NUMBERS, "-1", "1e3", str(2**31)),
    f'"resources": [{{"year": 2020, "rkpd_line": {HERE}}}]': TEXTS,
    f'"resources": [{{"year": 2020, "note": {HERE}}}]': TEXTS,
    f'"relations": [{{"innovation": "x", "kind": {HERE}}}]': CODES,
    f'"relations": [{{"kind": "adapts", "innovation": {HERE}}}]': CODES,
    f'"relations": [{{"kind": "adapts", "innovation": "x", "note": {HERE}}}]': TEXTS,
}
ACTIONS: dict[str, dict[str, tuple[str, ...]]] = {
    "stages": {
        f'"stage": {HERE}': CODES,
        f'"stage": "penerapan", "started_on": {HERE}': (*CODES, '"9999"'),
        f'"stage": "penerapan", "evidence": {HERE}': TEXTS,
        f'"stage": "penerapan", "note": {HERE}': TEXTS,
    },
    **{action: {f'"reason": {HERE}': (*TEXTS, f'"{"x" * 20_001}"')} for action in ("submit", "verify", "publish")},
    **{action: {f'"reason": {HERE}': (*TEXTS, "null")} for action in ("return", "archive")},
    "merge": {f'"into": "x", "reason": {HERE}': (*TEXTS, "null"), f'"reason": "x", "into": {HERE}': (*CODES, "null")},
    "decide": {
        f'"other": "x", "verdict": "distinct", "note": {HERE}': (*TEXTS, "null"),
        f'"other": "x", "note": "x", "verdict": {HERE}': (*CODES, "null", '"Distinct"', '"distinct\\n"'),
        f'"note": "x", "verdict": "distinct", "other": {HERE}': (*CODES, "null"),
    },
}


async def send(registry: Registry, method: str, path: str, body: bytes) -> httpx.Response:
    """Send a body as it is, and hold the refusal to what every refusal is."""
    headers = {**registry.registrar.headers, "content-type": "application/json", "if-match": "*"}
    began = time.thread_time()
    answer = await registry.registrar.client.request(method, f"/v1/innovations{path}", content=body, headers=headers)
    seconds = time.thread_time() - began
    case = f"{method} {path} {body[:150]!r} -> {answer.status_code} {answer.text[:300]}"
    assert answer.status_code in {400, 422}, case
    assert answer.headers["content-type"] == MEDIA_TYPE, case
    assert MARK not in str([error["message"] for error in answer.json()["errors"]]), case
    assert seconds < MOST_SECONDS, f"{seconds} {case}"
    return answer


def field_in(template: str) -> str:
    """Return the pointer to the field of a template that leads to it through first entries."""
    found: list[str] = []

    def walk(value: Any, *path: str) -> None:
        if value == HERE:
            found.append("/".join(("#", *path)))
        for name, part in (
            value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        ):
            walk(part, *path, str(name))

    walk(json.loads(f"{{{template}}}".replace(HERE, f'"{HERE}"')))
    return found[0]


def cases(fields: dict[str, tuple[str, ...]], rest: str = "") -> Iterator[tuple[bytes, str]]:
    """Yield bodies that are wrong in one field, and its pointer."""
    for template, values in fields.items():
        for value in values:
            yield f"{{{rest}{template.replace(HERE, value)}}}".encode(), field_in(template)


def assert_names(answer: httpx.Response, pointer: str, body: bytes) -> None:
    """What cannot be read as JSON has no fields; every other error is in the one that is wrong, or within it."""
    for found, code in errors_of(answer):
        assert found == "#" if code == "invalid_json" else found.startswith((pointer, pointer.rpartition("/")[0])), body
    assert answer.json()["errors"] or answer.status_code == 400, body


async def test_no_field_of_a_new_record_takes_what_it_must_not(registry: Registry) -> None:
    counted = await registry.count()
    for body, pointer in cases(CREATE):
        rest = b"" if b'"name": ' in body[:9] else json.dumps({"name": unlike()}).encode()[:-1] + b", "
        answer = await send(registry, "POST", "", rest + body[1:] if rest else body)
        assert_names(answer, pointer, body)
    assert await registry.count() == counted


async def test_no_field_of_a_patch_takes_what_it_must_not(registry: Registry) -> None:
    made = await registry.operator.create()
    slugs = {
        f'"slug": {HERE}': (
            *CODES,
            '"A"',
            '"a--b"',
            '"-a"',
            '"a_b"',
            f'"{"x" * 121}"',
            f'"{made["id"]}"',
            f'"{made["id"].replace("-", "")}"',
        )
    }
    # the fields are those of a new record: a few values show that each is held to the same
    few = {template: values[index % 5 :: 9] for index, (template, values) in enumerate(CREATE.items())}
    for body, pointer in cases({**few, **slugs}):
        assert_names(await send(registry, "PATCH", f"/{made['id']}", body), pointer, body)
    assert (await registry.operator.read(made["id"]))["version"] == 1


@pytest.mark.parametrize("action", ACTIONS)
async def test_no_field_of_an_action_takes_what_it_must_not(registry: Registry, action: str) -> None:
    made = await registry.operator.create()
    for body, pointer in cases(ACTIONS[action]):
        assert_names(await send(registry, "POST", f"/{made['id']}/{action}", body), pointer, body)
    assert (await registry.operator.read(made["id"]))["version"] == 1


async def test_no_list_takes_more_than_it_may(registry: Registry) -> None:
    entries: dict[str, tuple[Any, int]] = {
        "aliases": ({"name": "A", "kind": "alias"}, 20),
        "stages": ({"stage": "penerapan"}, 50),
        "people": ({"person": "bayu-sogara", "role": "coach"}, 200),
        "places": ({"area": "12.71"}, 200),
        "classifications": ("skema/satu", 100),
        "legal_bases": ({"level": "uu"}, 50),
        "resources": ({"year": 2020}, 50),
        "relations": ({"kind": "adapts", "innovation": "x"}, 200),
    }
    for field, (entry, most) in entries.items():
        body = json.dumps({"name": unlike(), field: [entry] * (most + 1)}).encode()
        answer = await send(registry, "POST", "", body)
        assert errors_of(answer) == [(f"#/{field}", "too_long")]
        assert answer.json()["errors"][0]["message"] == f"Paling banyak {most} isian."


PLAIN = {"name": f"{MARK} A"}
BODIES = {
    "empty": b"",
    "blank": b"  \n",
    "null": b"null",
    "a list": b"[]",
    "a list of records": json.dumps([PLAIN]).encode(),
    "text": b'"x"',
    "a number": b"7",
    "not a number": b"NaN",
    "a byte order mark": b"\xef\xbb\xbf" + json.dumps(PLAIN).encode(),
    **{
        f"in {name}": json.dumps(PLAIN).encode(name)
        for name in ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le")
    },
    "latin-1": '{"name": "é"}'.encode("latin-1"),
    "no UTF-8": b'{"name": "\xff"}',
    "an encoded surrogate": b'{"name": "\xed\xa0\x80"}',
    "cut UTF-8": b'{"name": "\xe2\x82"}',
    "a bare NUL": b'{"name": "a\x00b"}',
    "a NUL behind": b'{"name": "a"}\x00',
    "a bare control character": b'{"name": "a\x01b"}',
    "cut short": b'{"name": "A"',
    "two": b'{"name": "A"}{"name": "B"}',
    "a comma too many": b'{"name": "A",}',
    "single quotes": b"{'name': 'A'}",
    "a comment": b'{"name": "A"} // x',
    "no quotes": b"{name: 1}",
    "a form": b"name=A",
    "a deep list": b"[" * 1_000_000,
    "a deep object": b'{"a":' * 100_000,
    "a deep value": b'{"name": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "a long number": b'{"represents": ' + b"9" * 500_000 + b"}",
    "many unknown names": json.dumps({f"n{number}": number for number in range(5_000)}).encode(),
    "a surrogate in a name": rb'{"name": "A", "\ud800": 1}',
    "a NUL in a name": rb'{"name": "A", "\u0000": 1}',
    "a surrogate in a name within": rb'{"name": "A", "stages": [{"stage": "penerapan", "\udfff": 1}]}',
    "an empty name": b'{"name": "A", "": 1}',
    "a long name": b'{"name": "A", "' + b"x" * 100_000 + b'": 1}',
}


@pytest.mark.parametrize("what", BODIES)
async def test_a_body_that_is_none_is_refused_at_once(registry: Registry, what: str) -> None:
    counted = await registry.count()
    made = (await registry.operator.create())["id"] if what == "empty" else "tidak-ada"
    for method, path in (("POST", ""), ("PATCH", f"/{made}"), ("POST", f"/{made}/merge")):
        answer = await send(registry, method, path, BODIES[what])
        assert answer.json()["code"] in {"bad_request", "invalid_request"}
        assert all(len(pointer) <= 400 and pointer.isprintable() for pointer, _ in errors_of(answer))
    assert (await registry.count())[0] == counted[0] + (what == "empty")


async def test_what_is_missing_as_a_whole_is_named_as_the_whole(registry: Registry) -> None:
    assert errors_of(await send(registry, "POST", "", b"")) == [("#", "required")]
    assert errors_of(await send(registry, "POST", "", b"[]")) == [("#", "not_object")]
    assert errors_of(await send(registry, "POST", "", b"{")) == [("#", "invalid_json")]
    assert errors_of(await send(registry, "POST", "", b"{}")) == [("#/name", "required")]


async def test_of_two_values_of_one_name_the_last_counts(registry: Registry) -> None:
    """RFC 8259 leaves it open; every check sees the same one that is stored."""
    first, last = unlike(), unlike()
    body = f'{{"name": "{first}", "name": "{last}"}}'.encode()
    headers = {**registry.operator.headers, "content-type": "application/json"}
    answer = await registry.operator.client.post("/v1/innovations", content=body, headers=headers)
    assert (answer.status_code, answer.json()["name"]) == (201, last)
    hidden = f'{{"name": "{unlike()}", "status": "published", "status": "draft"}}'.encode()
    assert errors_of(await send(registry, "POST", "", hidden)) == [("#/status", "unknown")]


@pytest.mark.parametrize(
    "content_type", [None, "text/plain", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded"]
)
async def test_a_body_of_another_type_is_not_looked_into(registry: Registry, content_type: str | None) -> None:
    headers = {**registry.operator.headers, **({"content-type": content_type} if content_type else {})}
    body = json.dumps({"name": unlike()}).encode()
    for method, path in (("POST", ""), ("PATCH", "/tidak-ada"), ("POST", "/tidak-ada/submit")):
        answer = await registry.operator.client.request(method, f"/v1/innovations{path}", content=body, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")


async def test_a_merge_patch_may_say_that_it_is_one_and_a_post_may_not(registry: Registry) -> None:
    made = await registry.operator.create()
    patch = {"content-type": "application/merge-patch+json; charset=utf-8"}
    headers = {**registry.operator.headers, **patch, "if-match": "*"}
    address = f"/v1/innovations/{made['id']}"
    answer = await registry.operator.client.patch(address, content=b'{"summary": "Baru"}', headers=headers)
    assert answer.json()["version"] == 2
    assert (await registry.operator.client.post("/v1/innovations", content=b"{}", headers=headers)).status_code == 415


async def test_a_change_takes_no_parameters_and_no_key_that_is_none(registry: Registry) -> None:
    made = await registry.operator.create()
    answer = await registry.operator.post(f"?dry_run={MARK}", {"name": unlike()})
    assert (answer.status_code, errors_of(answer)) == (422, [("query/dry_run", "unknown")])
    answer = await registry.operator.patch(f"/{made['id']}?version=1", {}, if_match="*")
    assert errors_of(answer) == [("query/version", "unknown")]
    for key in ("%00", "a%00b", "%ED%A0%80", "%FF", "A", "a_b", "x" * 121, "a%2Fb", "%0D%0Aset-cookie:x=1", "*"):
        answer = await registry.operator.patch(f"/{key}", {}, if_match="*")
        assert answer.status_code in {404, 405, 422}, (key, answer.text)
        assert "set-cookie" not in answer.headers

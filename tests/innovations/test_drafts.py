"""Records that are not public: whoever keeps them reads and lists them, and to all others they are not there."""

from typing import Any

import pytest

from app.models.codes import RecordStatus
from tests.innovations.keeping import Keeper, Registry, unknown_id, unlike

HIDDEN = (RecordStatus.DRAFT, RecordStatus.SUBMITTED, RecordStatus.RETURNED, RecordStatus.VERIFIED)


@pytest.mark.parametrize("status", HIDDEN)
async def test_a_record_that_is_not_public_is_read_by_who_keeps_it(registry: Registry, status: RecordStatus) -> None:
    made = await registry.made(status)
    for key in (made["id"], made["slug"]):
        for keeper in (registry.operator, registry.registrar):
            record = await keeper.read(key)
            assert (record["id"], record["status"], record["version"]) == (made["id"], status, made["version"])
        for keeper in (registry.public, registry.other_operator):
            answer = await keeper.get(f"/{key}")
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_a_draft_has_a_tag_that_names_its_version_and_is_not_sent_twice(registry: Registry) -> None:
    made = await registry.operator.create(summary="Satu")
    first = await registry.operator.get(f"/{made['id']}")
    assert first.headers["etag"].startswith('"v1-')
    assert first.headers["cache-control"].startswith("private")
    again = await registry.operator.get(f"/{made['slug']}", if_none_match=first.headers["etag"])
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    await registry.operator.corrected(made["id"], {"summary": "Dua"})
    changed = await registry.operator.get(f"/{made['id']}", if_none_match=first.headers["etag"])
    assert (changed.status_code, changed.json()["summary"]) == (200, "Dua")


async def ids_of(keeper: Keeper, query: str) -> list[str]:
    answer = await keeper.get(f"?{query}")
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json()["items"]]


@pytest.mark.parametrize("status", [*HIDDEN, RecordStatus.ARCHIVED])
async def test_lists_by_status_show_what_the_caller_keeps(registry: Registry, status: RecordStatus) -> None:
    mine = await registry.made(status)
    other = await registry.other_operator.create()
    await registry.registrar.move(other["id"], *STEPS[status])
    query = f"status={status}&limit=200"
    assert mine["id"] in await ids_of(registry.operator, query)
    assert other["id"] not in await ids_of(registry.operator, query)
    assert other["id"] in await ids_of(registry.other_operator, query)
    assert {mine["id"], other["id"]} <= set(await ids_of(registry.registrar, query))
    assert mine["id"] not in await ids_of(registry.operator, "limit=200"), "the catalogue is the same for all"
    answer = await registry.public.get(f"?{query}")
    assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted")


STEPS: dict[RecordStatus, tuple[str, ...]] = {
    RecordStatus.DRAFT: (),
    RecordStatus.SUBMITTED: ("submit",),
    RecordStatus.RETURNED: ("submit", "return"),
    RecordStatus.VERIFIED: ("submit", "verify"),
    RecordStatus.ARCHIVED: ("archive",),
}


async def test_merged_records_are_listed_with_whoever_kept_them(registry: Registry) -> None:
    one, into = await registry.operator.create(), await registry.operator.create()
    await registry.registrar.act(one["id"], "merge", {"into": into["id"], "reason": "Sama."})
    assert one["id"] in await ids_of(registry.operator, "status=merged")
    assert one["id"] not in await ids_of(registry.operator, "status=draft&limit=200")
    assert one["id"] not in await ids_of(registry.other_operator, "status=merged")


async def test_drafts_are_filtered_like_the_catalogue(registry: Registry) -> None:
    name = unlike()
    made = await registry.operator.create(
        name=name,
        kind="non_digital",
        form="lainnya",
        first_known_on="1997-05",
        stages=[{"stage": "berhenti"}],
        aliases=[{"name": "Nama Kedua Kali", "kind": "alias"}],
        places=[{"area": "12.71.01"}],
        classifications=["skema/dua"],
        people=[{"person": "citra-lestari", "role": "mentor"}],
    )
    fitting = (
        f"q={name[2:8]}",
        "q=keduakali",
        "q=kedua-kali",
        "kind=non_digital",
        "form=lainnya",
        "stage=berhenti",
        "year=1997",
        "area=12.71",
        "area=12.71.01",
        "classification=skema",
        "classification=skema/dua",
        "innovator=citra-lestari",
        f"innovator={registry.second_person.id}",
        "agency=dinas-perhubungan",
        f"agency={registry.agency.id}",
    )
    for query in fitting:
        assert made["id"] in await ids_of(registry.operator, f"status=draft&limit=200&{query}"), query
    for query in ("kind=digital", "year=1998", "agency=dinas-kesehatan", "classification=skema/satu", "q=xqxqxq"):
        assert made["id"] not in await ids_of(registry.operator, f"status=draft&limit=200&{query}"), query


async def test_pages_of_drafts_have_each_once_in_every_order_both_ways(registry: Registry) -> None:
    keeper = registry.other_operator
    for _ in range(7):
        await keeper.create()
    for sort in ("newest", "oldest", "name", "updated"):
        whole = (await keeper.get(f"?status=draft&limit=200&sort={sort}&with_total=true")).json()
        ids = [item["id"] for item in whole["items"]]
        assert whole["total"] == len(ids) >= 7
        pages, query = [], f"?status=draft&limit=3&sort={sort}"
        while query:
            answer = await keeper.get(query)
            page = answer.json()
            pages.append([item["id"] for item in page["items"]])
            query = f"?status=draft&limit=3&sort={sort}&cursor={page['next']}" if page["next"] else ""
            assert ("next" in answer.links) == bool(query)
        assert [one for page in pages for one in page] == ids, sort
        back = (await keeper.get(f"?status=draft&limit=3&sort={sort}&cursor={page['prev']}")).json()
        assert [item["id"] for item in back["items"]] == pages[-2], sort
    names = [item["name"].lower() for item in (await keeper.get("?status=draft&sort=name")).json()["items"]]
    assert names == sorted(names)


async def test_a_cursor_of_drafts_is_of_no_use_to_others_or_elsewhere(registry: Registry) -> None:
    for _ in range(2):
        await registry.operator.create()
    cursor = (await registry.operator.get("?status=draft&limit=1")).json()["next"]
    for keeper, query in (
        (registry.registrar, "status=draft&limit=1"),
        (registry.operator, "status=submitted&limit=1"),
        (registry.operator, "status=draft&limit=1&sort=oldest"),
        (registry.operator, "limit=1"),
    ):
        answer = await keeper.get(f"?{query}&cursor={cursor}")
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid_cursor")


async def test_a_page_of_drafts_is_not_sent_twice(registry: Registry) -> None:
    await registry.operator.create()
    first = await registry.operator.get("?status=draft&limit=2")
    again = await registry.operator.get("?status=draft&limit=2", if_none_match=first.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")


# what each change needs so that nothing but the record is left to be refused
BODIES: dict[str, Any] = {
    "": {"summary": "x"},
    "/stages": {"stage": "penerapan"},
    "/submit": {},
    "/return": {"reason": "x"},
    "/verify": {},
    "/publish": {},
    "/archive": {"reason": "x"},
    "/merge": {"into": "x", "reason": "x"},
    "/decide": {"other": "x", "verdict": "distinct", "note": "x"},
}


async def operations(registry: Registry) -> list[tuple[str, str]]:
    """Return method and what follows the key for every operation on one innovation."""
    document = (await registry.public.client.get("/openapi.json")).json()
    prefix = "/v1/innovations/{key}"
    found = [
        (method.upper(), path.removeprefix(prefix))
        for path, item in document["paths"].items()
        if path.startswith(prefix)
        for method in item
        if method in {"get", "post", "patch", "put", "delete"}
    ]
    assert len(found) > 10
    return found


async def told(keeper: Keeper, method: str, key: str, tail: str) -> tuple[int, dict[str, Any], frozenset[str]]:
    """Return everything about an answer that could tell one record from another."""
    path = f"/v1/innovations/{key}{tail.replace('{', '').replace('}', '')}"
    sent = {"json": BODIES.get(tail, {})} if method != "GET" else {}
    answer = await keeper.client.request(method, path, headers={**keeper.headers, "if-match": "*"}, **sent)
    body = answer.json() if answer.content else {}
    return (
        answer.status_code,
        {name: value for name, value in body.items() if name not in {"request_id", "instance"}},
        frozenset(answer.headers) - {"content-length"},
    )


async def test_what_another_agency_keeps_cannot_be_told_from_what_does_not_exist(registry: Registry) -> None:
    draft = await registry.operator.create()
    public = await registry.published()
    stranger = registry.other_operator
    for method, tail in await operations(registry):
        nothing = [await told(stranger, method, key, tail) for key in (unknown_id(), "tidak-ada")]
        assert nothing[0] == nothing[1]
        hidden = [await told(stranger, method, key, tail) for key in (draft["id"], draft["slug"])]
        assert hidden == nothing, (method, tail)
        if method != "GET" and tail in BODIES:
            assert nothing[0][0] in {404, 403}, (method, tail, "nothing but the record is left to be refused")
            shown = [await told(stranger, method, key, tail) for key in (public["id"], public["slug"])]
            assert shown == nothing, (method, tail)
    assert await registry.operator.read(draft["id"]) == await registry.registrar.read(draft["id"])
    assert (await registry.operator.read(draft["id"]))["version"] == 1
    assert (await registry.operator.read(public["id"]))["version"] == public["version"]


async def test_the_public_cannot_tell_a_draft_from_what_does_not_exist(registry: Registry) -> None:
    draft = await registry.operator.create()
    for method, tail in await operations(registry):
        nothing = await told(registry.public, method, unknown_id(), tail)
        assert await told(registry.public, method, draft["id"], tail) == nothing, (method, tail)
        assert await told(registry.public, method, draft["slug"], tail) == nothing, (method, tail)
        assert nothing[0] in {401, 404}, (method, tail)

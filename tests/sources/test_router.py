"""Documents over HTTP: each is recorded once, read by everyone, and corrected by the registrar."""

import asyncio
import json
from typing import Any
from uuid import uuid4

import httpx
import pytest

from app.core.concealment import MASK, pattern_of
from app.models import AuditEvent, ConcealedName
from tests import factories
from tests.citations.citing import Clerks, clerk
from tests.innovations.keeping import Registry, errors_of
from tests.walking import page_of, there_and_back

MARK = "rahasia7f3a"
WHOLE = {
    "kind": "peraturan",
    "title": "  Perwal  28\tTahun 2018 ",
    "publisher": "Bagian Hukum",
    "published_on": "2018-05",
    "address": "https://jdih.pemkomedan.go.id/perwal/28-2018",
    "note": " Salinan. ",
}
# what no text may be, as JSON spells it
TEXTS = (
    *(rf'"{MARK}\u0000"', rf'"\ud800{MARK}"', rf'"{MARK}\udfff\ud800"', rf'"\u001b[31m{MARK}"', rf'"{MARK}\uffff"'),
    *('""', '"   "', r'"\n\t"', r'"\u200b\u00ad"', "7", "true", "NaN", "[]", "{}", f'["{MARK}"]'),
)
CODES = (*TEXTS, f'"{MARK}"', '"Dokumen"', f'" {MARK}"')
FIELDS = {
    "kind": (*CODES, "null"),
    "title": (*TEXTS, '"…"', f'"{"x" * 501}"', "null"),
    "publisher": (*TEXTS, f'"{"x" * 501}"'),
    "published_on": (*CODES, '"0000"', '"2019-02-30"', '"2019-6"', '"9999"', '"2019-06-18T00:00:00Z"', "2019"),
    "address": (
        *TEXTS,
        f'"{"x" * 2001}"',
        f'"javascript:{MARK}"',
        f'"ftp://{MARK}.go.id/"',
        f'"https://{MARK}@medan.go.id"',
    ),
    "note": (*TEXTS, f'"{"x" * 20_001}"'),
}


async def events_of(registry: Registry, source: dict[str, Any]) -> list[AuditEvent]:
    return await registry.events(source["id"])


async def on_record(registry: Registry, title: str) -> int:
    return int(await registry.run("SELECT count(*) FROM source WHERE title = :title", title=title))


async def test_whoever_writes_records_records_a_document_for_everyone_to_read(
    clerks: Clerks, registry: Registry
) -> None:
    answer = await clerks.operator.post("/sources", WHOLE)
    made = answer.json()
    assert (answer.status_code, answer.headers["etag"]) == (201, '"v1"')
    assert answer.headers["location"].endswith("/v1/sources/perwal-28-tahun-2018")
    assert made == WHOLE | {
        "id": made["id"],
        "slug": "perwal-28-tahun-2018",
        "title": "Perwal 28 Tahun 2018",
        "note": "Salinan.",
        "version": 1,
    }
    for key in (made["id"], made["slug"]):
        shown = await clerks.public.get(f"/sources/{key}")
        assert shown.json() == made
        assert shown.headers["etag"].startswith('"v1-')
    (event,) = await events_of(registry, made)
    assert (event.action, event.entity_kind, event.agency_id) == ("source.create", "source", None)
    assert event.changes["title"] == [None, "Perwal 28 Tahun 2018"]
    assert event.changes["slug"] == [None, "perwal-28-tahun-2018"]


async def test_a_title_and_a_kind_are_enough(clerks: Clerks) -> None:
    made = await clerks.operator.source(title="Laporan tahunan tanpa tanggal")
    assert {name: made[name] for name in ("publisher", "published_on", "address", "note")} == dict.fromkeys(
        ("publisher", "published_on", "address", "note")
    )


@pytest.mark.parametrize("role", ["assessor", "controller", "admin"])
async def test_whoever_keeps_no_records_records_no_documents(registry: Registry, role: str) -> None:
    somebody = await clerk(registry, role)
    assert (await somebody.post("/sources", {"kind": "dokumen", "title": f"Dari {role}"})).status_code == 403
    assert await on_record(registry, f"Dari {role}") == 0


async def test_nobody_without_credentials_writes(clerks: Clerks) -> None:
    made = await clerks.operator.source()
    assert (await clerks.public.post("/sources", WHOLE)).status_code == 401
    assert (await clerks.public.patch(f"/sources/{made['id']}", {"note": "x"}, if_match="*")).status_code == 401


@pytest.mark.parametrize(
    "address",
    [
        "http://satu.medan.go.id/berkas",
        "HTTPS://SATU.medan.go.id/berkas/#hal-2",
        "satu.medan.go.id:80/berkas",
        "  https://satu.medan.go.id:443/berkas  ",
    ],
)
async def test_another_spelling_of_an_address_is_the_same_document(clerks: Clerks, address: str) -> None:
    known = {"kind": "laman_resmi", "title": "Laman satu", "address": "https://satu.medan.go.id/berkas"}
    first = (await clerks.operator.post("/sources", known)).json()
    made = await clerks.public.read(f"/sources/{first.get('existing_id') or first['id']}")
    body = {"kind": "berita", "title": f"Judul lain {address}", "address": address}
    answer = await clerks.stranger.post("/sources", body)
    assert answer.status_code == 409
    assert (answer.json()["code"], errors_of(answer)) == ("duplicate_source", [("#/address", "duplicate_source")])
    assert (answer.json()["existing_id"], answer.json()["existing_slug"]) == (made["id"], made["slug"])


@pytest.mark.parametrize(
    "title",
    [
        "RE\u0301SUME\u0301 INOVASI",
        "R\u00e9sum\u00e9\u00a0inovasi",
        "\uff32\u00e9sum\u00e9\u3000inovasi",
        "re\u0301su\u200bme\u0301, inovasi!",
        "R\u00e9\u00adsum\u00e9 \u0130novas\u0131",
    ],
)
async def test_another_spelling_of_a_title_is_the_same_document(clerks: Clerks, title: str) -> None:
    """Composed or not, case, width, blanks, what is not seen, the Turkish i."""
    known = {"kind": "dokumen", "title": "Résumé inovasi", "published_on": "2020-03"}
    first = (await clerks.operator.post("/sources", known)).json()
    answer = await clerks.stranger.post("/sources", {**known, "title": title})
    assert (answer.status_code, answer.json()["code"]) == (409, "duplicate_source")
    assert errors_of(answer) == [("#/title", "duplicate_source")]
    assert answer.json()["existing_id"] == (first.get("existing_id") or first["id"])


async def test_another_kind_or_date_is_another_document_with_an_address_of_its_own(clerks: Clerks) -> None:
    base = {"kind": "dokumen", "title": "Notulen rapat"}
    others = [base, {**base, "published_on": "2020"}, {**base, "published_on": "2020-01"}, {**base, "kind": "berita"}]
    slugs = [(await clerks.operator.source(**body))["slug"] for body in others]
    assert slugs == ["notulen-rapat", "notulen-rapat-2", "notulen-rapat-3", "notulen-rapat-4"]
    assert (await clerks.operator.post("/sources", others[2])).status_code == 409


async def test_words_that_say_where_it_is_kept_do_not_tell_documents_apart(clerks: Clerks) -> None:
    for number in (1, 2):
        await clerks.operator.source(title=f"Map {number}", address="Arsip  Bagian Organisasi, lemari 2")


@pytest.mark.parametrize(
    ("title", "stem"), [("سند", "sumber"), ("372d0dd5-9114-4cfc-85e9-dfd867c4d276", "sumber"), ("x" * 300, "x" * 100)]
)
async def test_a_title_that_makes_no_address_gets_one(clerks: Clerks, title: str, stem: str) -> None:
    made = await clerks.operator.source(title=title)
    assert made["slug"] == stem or made["slug"].startswith(f"{stem}-")
    assert (await clerks.public.read(f"/sources/{made['slug']}"))["id"] == made["id"]


async def test_two_who_record_one_document_at_once_get_one_record(clerks: Clerks, registry: Registry) -> None:
    body = {"kind": "berita", "title": "Serentak", "address": "https://medan.go.id/serentak"}
    answers = await asyncio.gather(*(clerks.operator.post("/sources", body) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    made = next(answer.json() for answer in answers if answer.status_code == 201)
    assert {answer.json()["existing_id"] for answer in answers if answer.status_code == 409} == {made["id"]}
    assert await on_record(registry, "Serentak") == 1


async def test_a_request_that_is_sent_again_records_nothing_more(clerks: Clerks, registry: Registry) -> None:
    body = {"kind": "berita", "title": "Dikirim dua kali"}
    answers = await asyncio.gather(
        *(clerks.operator.post("/sources", body, idempotency_key="sumber-1") for _ in range(3))
    )
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    assert sum("idempotency-replayed" in answer.headers for answer in answers) == 2
    assert await on_record(registry, "Dikirim dua kali") == 1
    other = await clerks.operator.post("/sources", {**body, "note": "lain"}, idempotency_key="sumber-1")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


# Correcting


async def test_the_registrar_corrects_what_is_told_of_a_document(clerks: Clerks, registry: Registry) -> None:
    made = await clerks.operator.source(published_on="2019", address="https://medan.go.id/a", note="Kabur.")
    seen = (await clerks.public.get(f"/sources/{made['id']}")).headers["etag"]
    body = {"title": "Judul yang benar", "published_on": "2019-06-18", "note": None}
    answer = await clerks.registrar.patch(f"/sources/{made['slug']}", body, if_match=seen)
    assert (answer.status_code, answer.headers["etag"]) == (200, '"v2"')
    assert answer.json() == made | body | {"version": 2}, "the slug stays"
    assert await clerks.public.read(f"/sources/{made['id']}") == answer.json()
    event = (await events_of(registry, made))[-1]
    assert event.action == "source.update"
    assert event.changes == {
        "title": [made["title"], "Judul yang benar"],
        "published_on": ["2019", "2019-06-18"],
        "note": ["Kabur.", None],
    }


async def test_nobody_else_corrects_it_for_it_is_shared(clerks: Clerks) -> None:
    made = await clerks.operator.source()
    for one in (clerks.operator, clerks.stranger):
        assert (await one.patch(f"/sources/{made['id']}", {"note": "x"}, if_match="*")).status_code == 403
    assert await clerks.public.read(f"/sources/{made['id']}") == made


@pytest.mark.parametrize("body", [{}, {"note": None}, {"title": "Tetap  sama"}])
async def test_what_changes_nothing_is_no_change(clerks: Clerks, registry: Registry, body: dict[str, Any]) -> None:
    made = await clerks.operator.source(title="Tetap sama", published_on=f"20{len(str(body)):02}")
    answer = await clerks.registrar.patch(f"/sources/{made['id']}", body, if_match='"v1"')
    assert (answer.status_code, answer.json(), answer.headers["etag"]) == (200, made, '"v1"')
    assert len(await events_of(registry, made)) == 1


@pytest.mark.parametrize(
    ("condition", "status"),
    [
        (None, 428),
        ('"v2"', 412),
        ('W/"v1"', 412),
        ('"v1-0"', 200),
        ('"x", "v1"', 200),
        ("*", 200),
    ],
)
async def test_a_correction_names_the_version_that_was_seen(clerks: Clerks, condition: str | None, status: int) -> None:
    made = await clerks.operator.source()
    headers = {"if_match": condition} if condition else {}
    answer = await clerks.registrar.patch(f"/sources/{made['id']}", {"note": "Baru."}, **headers)
    assert answer.status_code == status
    assert answer.headers["etag"] == ('"v2"' if status == 200 else '"v1"')
    assert (await clerks.public.read(f"/sources/{made['id']}"))["note"] == ("Baru." if status == 200 else None)


async def test_of_two_corrections_at_once_one_is_told_to_look_again(clerks: Clerks) -> None:
    made = await clerks.operator.source()
    answers = await asyncio.gather(
        *(clerks.registrar.patch(f"/sources/{made['id']}", {"note": note}, if_match='"v1"') for note in "ab")
    )
    assert sorted(answer.status_code for answer in answers) == [200, 412]


async def test_a_correction_makes_no_second_record_of_a_document(clerks: Clerks) -> None:
    first = await clerks.operator.source(address="https://medan.go.id/pertama", published_on="2021")
    second = await clerks.operator.source()
    for body, field in (
        ({"address": "medan.go.id/pertama/"}, "address"),
        ({"title": first["title"].upper(), "published_on": "2021"}, "title"),
    ):
        answer = await clerks.registrar.patch(f"/sources/{second['id']}", body, if_match="*")
        assert (answer.status_code, answer.json()["existing_id"]) == (409, first["id"])
        assert errors_of(answer) == [(f"#/{field}", "duplicate_source")]
    assert await clerks.public.read(f"/sources/{second['id']}") == second
    spelt = {"title": first["title"].upper(), "address": "http://MEDAN.go.id/pertama"}
    assert (await clerks.registrar.patch(f"/sources/{first['id']}", spelt, if_match="*")).status_code == 200


async def test_what_is_not_there_is_not_there(clerks: Clerks) -> None:
    for key in ("tidak-ada", str(uuid4())):
        assert (await clerks.public.get(f"/sources/{key}")).status_code == 404
        assert (await clerks.registrar.patch(f"/sources/{key}", {"note": "x"})).status_code == 404


# What is refused


async def raw(clerks: Clerks, method: str, path: str, body: bytes, kind: str = "application/json") -> httpx.Response:
    headers = {**clerks.registrar.headers, "content-type": kind, "if-match": "*"}
    return await clerks.registrar.client.request(method, f"/v1/sources{path}", content=body, headers=headers)


@pytest.mark.parametrize("field", FIELDS)
async def test_no_field_takes_what_it_must_not(clerks: Clerks, registry: Registry, field: str) -> None:
    made = await clerks.operator.source()
    counted = await registry.run("SELECT count(*) FROM source")
    rest = {"kind": '"dokumen"', "title": '"Judul"'}
    for value in FIELDS[field]:
        body = ", ".join(f'"{name}": {told}' for name, told in (rest | {field: value}).items())
        for answer in (
            await raw(clerks, "POST", "", f"{{{body}}}".encode()),
            await raw(clerks, "PATCH", f"/{made['id']}", f'{{"{field}": {value}}}'.encode()),
        ):
            assert answer.status_code in {400, 422}, (field, value, answer.text)
            assert MARK not in answer.text, (field, value)
            pointers = {pointer for pointer, _ in errors_of(answer)}
            assert all(pointer.startswith(f"#/{field}") for pointer in pointers - {"#"}), (value, answer.text)
    assert await clerks.public.read(f"/sources/{made['id']}") == made
    assert await registry.run("SELECT count(*) FROM source") == counted


@pytest.mark.parametrize(
    "body", [b"", b"null", b"[]", b'"x"', b"{", b"[" * 100_000, b"\xff\xfe", b'\xef\xbb\xbf{"kind": "dokumen"}']
)
async def test_a_body_that_is_none_is_refused(clerks: Clerks, body: bytes) -> None:
    made = await clerks.operator.source()
    for method, path in (("POST", ""), ("PATCH", f"/{made['id']}")):
        answer = await raw(clerks, method, path, body)
        assert answer.status_code in {400, 422}, answer.text
        assert answer.json()["code"] in {"bad_request", "invalid_request"}


async def test_a_body_of_another_type_is_refused(clerks: Clerks) -> None:
    body = json.dumps({"kind": "dokumen", "title": "Jenis lain"}).encode()
    for kind in ("text/plain", "multipart/form-data", "application/x-www-form-urlencoded"):
        assert (await raw(clerks, "POST", "", body, kind)).status_code == 415


@pytest.mark.parametrize(
    "name", ["id", "slug", "version", "created_at", "updated_at", "title_key", "address_key", "agency_id", "role"]
)
async def test_what_is_not_the_clients_to_say_is_refused(clerks: Clerks, name: str) -> None:
    made = await clerks.operator.source()
    for answer in (
        await clerks.operator.post("/sources", {"kind": "dokumen", "title": "Judul", name: made["id"]}),
        await clerks.registrar.patch(f"/sources/{made['id']}", {name: 7}, if_match="*"),
    ):
        assert (answer.status_code, errors_of(answer)) == (422, [(f"#/{name}", "unknown")])


async def test_an_address_says_what_it_must_be(clerks: Clerks) -> None:
    body = {"kind": "dokumen", "title": "Judul", "address": "javascript:alert(1)", "published_on": "2999"}
    answer = await clerks.operator.post("/sources", body, accept_language="en")
    assert errors_of(answer) == [("#/published_on", "in_future"), ("#/address", "invalid_address")]
    assert "http or https" in answer.json()["errors"][1]["message"]


# The list


async def test_the_list_is_by_title_and_can_be_walked(clerks: Clerks) -> None:
    titles = ["élan b", "Elan A", "ELAN c", "elan a"]
    made = [await clerks.operator.source(title=title, published_on=f"19{90 + n}") for n, title in enumerate(titles)]
    there, back = await there_and_back(clerks.public.client, "/v1/sources", [1, 2], q="elan")
    order = [*sorted((made[1]["id"], made[3]["id"])), made[0]["id"], made[2]["id"]]
    assert there == back == order
    page = await page_of(clerks.public.client, "/v1/sources", q="elan", limit=1, with_total="true")
    assert (page["total"], len(page["items"])) == (4, 1)
    other = await clerks.public.client.get("/v1/sources", params={"cursor": page["next"], "q": "lain"})
    assert (other.status_code, other.json()["code"]) == (400, "invalid_cursor")


async def test_the_list_can_be_narrowed(clerks: Clerks) -> None:
    for kind in ("berita", "peraturan"):
        await clerks.operator.source(kind=kind, title=f"Penyempitan {kind}")

    async def titles(**filters: str) -> list[str]:
        page = await page_of(clerks.public.client, "/v1/sources", **filters)
        return [item["title"] for item in page["items"]]

    assert await titles(q="penyempitan") == ["Penyempitan berita", "Penyempitan peraturan"]
    assert await titles(q="PENYEMPITAN", kind="berita") == ["Penyempitan berita"]
    assert await titles(q="yempitan p") == ["Penyempitan peraturan"]
    for nothing in ("%", "_", "…", "tidak ada"):
        assert await titles(q=nothing) == []


@pytest.mark.parametrize(
    "query", ["kind=koran", "q=", "limit=0", "limit=201", "sort=title", "offset=1", "cursor=x", "q=a&q=b"]
)
async def test_a_wrong_filter_is_refused(clerks: Clerks, query: str) -> None:
    answer = await clerks.public.client.get(f"/v1/sources?{query}")
    assert answer.status_code == (400 if query == "cursor=x" else 422)


async def test_a_list_of_shipped_sources_is_there_without_anybody_writing(catalogue: httpx.AsyncClient) -> None:
    page = await page_of(catalogue, "/v1/sources", limit=200, with_total="true")
    assert page["total"] == len(page["items"]) == 31
    assert {item["version"] for item in page["items"]} == {1}
    one = next(item for item in page["items"] if item["slug"] == "berita-2019-workshop")
    assert (await catalogue.get("/v1/sources/berita-2019-workshop")).json() == one


# Names that were withdrawn


async def test_a_withdrawn_name_shows_nowhere_about_a_document(clerks: Clerks, registry: Registry) -> None:
    name = "Zulkifli Zaenal Zubir"
    made = await clerks.operator.source(title=f"Profil {name}", note=f"Tentang {name}.", published_on="2001")
    last = await clerks.operator.source(title="Profil zzz", published_on="2001")
    async with registry.fresh.committing() as session:
        person = await factories.person(session, name)
        session.add(ConcealedName(person_id=person.id, pattern=str(pattern_of(name))))
    try:
        shown = await clerks.public.read(f"/sources/{made['id']}")
        assert (shown["title"], shown["note"]) == (f"Profil {MASK}", f"Tentang {MASK}.")
        assert shown["slug"] == made["id"], "made of the title, so the id stands for it"
        assert (await clerks.public.read("/sources/profil-zzz"))["slug"] == last["slug"]
        assert (await page_of(clerks.public.client, "/v1/sources", q="zaenal"))["items"] == []
        found = await page_of(clerks.public.client, "/v1/sources", q="profil")
        assert [item["id"] for item in found["items"]] == [last["id"]]
        there, back = await there_and_back(clerks.public.client, "/v1/sources", [1])
        assert there == back
        assert there[0] == made["id"], "its place in the list does not tell the name either"
        again = {"kind": "dokumen", "title": f"Profil {name}", "published_on": "2001"}
        refused = await clerks.operator.post("/sources", again)
        assert (refused.status_code, refused.json()["existing_slug"]) == (409, made["id"])
    finally:
        await registry.run("DELETE FROM concealed_name")


async def test_a_document_that_only_a_draft_cites_is_public_and_does_not_tell_of_the_draft(
    clerks: Clerks, registry: Registry
) -> None:
    draft = await registry.made()
    made = await clerks.operator.source()
    await clerks.operator.cited(f"innovations/{draft['id']}", source=made["slug"])
    shown = await clerks.public.read(f"/sources/{made['id']}")
    assert shown == made
    assert draft["id"] not in json.dumps(shown)

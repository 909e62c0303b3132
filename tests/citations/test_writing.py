"""Citing, correcting, withdrawing and doubting over HTTP."""

import asyncio
import json
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from app.citations import service
from app.citations.inputs import AGENCY_FIELDS, INNOVATION_FIELDS
from app.core.concealment import MASK, pattern_of
from app.models import Citation, ConcealedName
from app.models.codes import Confidence
from app.models.codes import RecordStatus as S
from app.reference.files import read_reference
from tests import factories
from tests.citations.citing import Clerk, Clerks, clerk
from tests.innovations.keeping import Registry, errors_of, unknown_id
from tests.innovations.rendering import render
from tests.innovations.test_documents import stored

MARK = "rahasia7f3a"
REASON = {"reason": "Kalimatnya tentang inovasi lain."}
DOUBT = {"note": "Menurut surat dinas bukan begitu."}
# what may be done with the citations of a record in each status: by its agency, by the registrar, by another agency
TABLE = {
    S.DRAFT: ("add change withdraw dispute", "add change withdraw dispute", ""),
    S.RETURNED: ("add change withdraw dispute", "add change withdraw dispute", ""),
    S.SUBMITTED: ("dispute", "add change withdraw dispute", ""),
    S.VERIFIED: ("dispute", "add change withdraw dispute", ""),
    S.PUBLISHED: ("add dispute", "add change withdraw dispute", "dispute"),
    S.ARCHIVED: ("", "", ""),
}
WHO = ("operator", "registrar", "stranger")


def path_of(citation: dict[str, Any], action: str = "") -> str:
    return f"/citations/{citation['id']}{action and '/'}{action}"


async def version_of(registry: Registry, innovation_id: str) -> int:
    return int(await registry.run("SELECT version FROM innovation WHERE id = :id", id=innovation_id))


async def listed(reader: Clerk, innovation_id: str) -> list[str]:
    return [item["id"] for item in (await reader.read(f"/innovations/{innovation_id}/citations"))["items"]]


async def cited_in(registry: Registry, clerks: Clerks, status: S, **facts: Any) -> tuple[str, dict[str, Any]]:
    """Return the id of a record in a status, and a citation that was made while it was a draft."""
    made = await registry.made()
    citation = await clerks.operator.cited(f"innovations/{made['id']}", **facts)
    way = {S.DRAFT: [], S.RETURNED: ["submit", "return"], S.SUBMITTED: ["submit"], S.VERIFIED: ["submit", "verify"]}
    way |= {S.PUBLISHED: [*way[S.VERIFIED], "publish"], S.ARCHIVED: [*way[S.VERIFIED], "publish", "archive"]}
    await registry.registrar.move(made["id"], *way[status])
    return made["id"], citation


async def do(who: Clerk, what: str, innovation_id: str, citation: dict[str, Any], **headers: str) -> httpx.Response:
    """Do one of the things of the table, in whichever version."""
    headers = {"if_match": "*", **headers}
    match what:
        case "add":
            return await who.cite(f"innovations/{innovation_id}", phrase=f"Kata {uuid4()}.", **headers)
        case "change":
            return await who.patch(path_of(citation), {"note": f"Catatan {uuid4()}."}, **headers)
        case "withdraw":
            return await who.post(path_of(citation, "withdraw"), REASON, **headers)
        case _:
            return await who.post(path_of(citation, "dispute"), DOUBT, **headers)


# Citing


async def test_a_citation_is_a_change_of_its_record(clerks: Clerks, registry: Registry) -> None:
    made = await registry.made()
    source = await clerks.operator.source()
    seen = (await clerks.operator.get(f"/innovations/{made['id']}/citations")).headers["etag"]
    answer = await clerks.operator.cite(
        f"innovations/{made['slug']}",
        if_match=seen,
        source=source["slug"],
        field="stages",
        phrase="  mulai dipakai\n1 Juli 2019 ",
        confidence="disimpulkan",
        note="Dari berita acara.",
    )
    citation = answer.json()
    assert (answer.status_code, answer.headers["etag"]) == (201, '"v2"')
    assert answer.headers["location"].endswith(f"/v1/citations/{citation['id']}")
    assert citation == {
        "id": citation["id"],
        "field": "stages",
        "phrase": "mulai dipakai\n1 Juli 2019",
        "confidence": "disimpulkan",
        "note": "Dari berita acara.",
        "disputed": False,
        "dispute_note": None,
        "source": source,
        "record": {"kind": "innovation", "id": made["id"], "version": 2},
        "withdrawn": None,
    }
    shown = await clerks.operator.get(path_of(citation))
    assert (shown.json(), shown.headers["etag"][:4]) == (citation, '"v2-')
    event = await registry.last_event(made["id"])
    assert (event.action, event.agency_id) == ("innovation.cite", registry.agency.id)
    assert event.changes == {
        "citation": [
            None,
            {
                "id": citation["id"],
                "field": "stages",
                "source": source["id"],
                "phrase": "mulai dipakai\n1 Juli 2019",
                "confidence": "disimpulkan",
                "note": "Dari berita acara.",
                "disputed": False,
            },
        ]
    }
    assert await version_of(registry, made["id"]) == 2


async def test_a_draft_shows_its_citations_to_its_keepers_alone(clerks: Clerks, registry: Registry) -> None:
    made = await registry.made()
    citation = await clerks.operator.cited(f"innovations/{made['id']}")
    for keeper in (clerks.operator, clerks.registrar):
        assert await listed(keeper, made["id"]) == await listed(keeper, made["slug"]) == [citation["id"]]
        assert (await keeper.get(path_of(citation))).status_code == 200
    for other in (clerks.stranger, clerks.public, await clerk(registry, "assessor"), await clerk(registry, "admin")):
        for path in (f"/innovations/{made['id']}/citations", path_of(citation)):
            assert (await other.get(path)).status_code == 404


async def test_a_published_record_shows_a_new_citation_at_once(clerks: Clerks, registry: Registry) -> None:
    made = await registry.published()
    source = await clerks.operator.source()
    for field in ("name", "kind"):
        await clerks.operator.cited(f"innovations/{made['id']}", source=source["id"], field=field)
    record = await clerks.public.read(f"/innovations/{made['id']}")
    assert record["counts"] == {"citations": 2, "sources": 1, "relations": 0}
    assert record["version"] == made["version"] + 2
    async with registry.fresh.committing() as session:
        assert await stored(session, UUID(made["id"])) == await render(session, UUID(made["id"]))


@pytest.mark.parametrize("status", TABLE)
async def test_who_may_do_what_with_the_citations_of_a_record(clerks: Clerks, registry: Registry, status: S) -> None:
    innovation_id, citation = await cited_in(registry, clerks, status)
    spare = {"innovation_id": innovation_id, "citation": citation}
    hidden = status is not S.PUBLISHED
    for who, allowed in zip(WHO, TABLE[status], strict=True):
        asker: Clerk = getattr(clerks, who)
        for what in ("add", "change", "dispute", "withdraw"):
            before = await version_of(registry, innovation_id)
            answer = await do(asker, what, **spare)
            case = (status, who, what, answer.text)
            if what in allowed.split():
                assert answer.status_code in {200, 201}, case
                assert await version_of(registry, innovation_id) == before + 1, case
            else:
                refused = 404 if who == "stranger" and (hidden or what != "dispute") else 409
                if status is S.ARCHIVED and who == "stranger" and what == "add":
                    refused = 410
                assert answer.status_code == refused, case
                if refused == 409:
                    assert answer.json()["code"] == "not_editable", case
                    assert errors_of(answer) == [("#/citations", "not_editable")], case
                assert await version_of(registry, innovation_id) == before, case
        # the next one finds it as it was
        await registry.run(
            "UPDATE citation SET disputed = false, dispute_note = NULL, withdrawn_at = NULL, withdrawn_reason = NULL "
            "WHERE id = :id",
            id=citation["id"],
        )


@pytest.mark.parametrize("role", ["assessor", "controller", "admin"])
async def test_whoever_writes_no_records_writes_no_citations(clerks: Clerks, registry: Registry, role: str) -> None:
    somebody = await clerk(registry, role)
    innovation_id, citation = await cited_in(registry, clerks, S.PUBLISHED)
    source = await clerks.operator.source()
    body = {"field": "name", "source": source["id"], "phrase": "x", "confidence": "disebut"}
    for answer in (
        await somebody.post(f"/innovations/{innovation_id}/citations", body, if_match="*"),
        await somebody.post(f"/agencies/{registry.agency.slug}/citations", body, if_match="*"),
        await do(somebody, "change", innovation_id, citation),
        await do(somebody, "withdraw", innovation_id, citation),
        await do(somebody, "dispute", innovation_id, citation),
    ):
        assert answer.status_code == 403
    assert (await do(clerks.public, "dispute", innovation_id, citation)).status_code == 401


async def test_what_is_not_the_callers_is_as_if_it_were_not_there(clerks: Clerks, registry: Registry) -> None:
    draft, of_draft = await cited_in(registry, clerks, S.DRAFT)
    published, of_published = await cited_in(registry, clerks, S.PUBLISHED)
    nothing = {"id": unknown_id()}
    source = (await clerks.stranger.source())["id"]
    body = {"field": "name", "source": source, "phrase": "x", "confidence": "disebut"}

    async def told(answer: httpx.Response) -> tuple[int, dict[str, Any], str | None]:
        problem = {name: value for name, value in answer.json().items() if name not in {"request_id", "instance"}}
        return answer.status_code, problem, answer.headers.get("etag")

    for headers in ({}, {"if_match": '"v9"'}, {"if_match": "*"}):
        gone = await told(await clerks.stranger.post(f"/innovations/{unknown_id()}/citations", body, **headers))
        assert gone[0] == 404
        for innovation_id in (draft, published):
            answer = await clerks.stranger.post(f"/innovations/{innovation_id}/citations", body, **headers)
            assert await told(answer) == gone
        for action in ("", "withdraw", "dispute"):
            sent: dict[str, Any] = {"": {"note": "x"}, "withdraw": REASON, "dispute": DOUBT}[action]
            method = "POST" if action else "PATCH"
            gone = await told(await clerks.stranger.ask(method, path_of(nothing, action), sent, **headers))
            assert gone[0] == 404
            known = [of_draft] if action == "dispute" else [of_draft, of_published]
            for citation in known:
                answer = await clerks.stranger.ask(method, path_of(citation, action), sent, **headers)
                assert await told(answer) == gone
    assert await listed(clerks.public, published) == [of_published["id"]]


@pytest.mark.parametrize("what", ["add", "change", "withdraw", "dispute"])
@pytest.mark.parametrize(
    ("condition", "refused"), [(None, 428), ('"v1"', 412), ('W/"v2"', 412), ('"v2-0a1b"', 0), ('"x", "v2"', 0)]
)
async def test_every_change_names_the_version_of_the_record(
    clerks: Clerks, registry: Registry, what: str, condition: str | None, refused: int
) -> None:
    innovation_id, citation = await cited_in(registry, clerks, S.DRAFT)
    sent: dict[str, Any] = {
        "add": {
            "field": "kind",
            "source": citation["source"]["id"],
            "phrase": "Kata lain.",
            "confidence": "disebut",
        },
        "change": {"note": "Baru."},
        "withdraw": REASON,
        "dispute": DOUBT,
    }[what]
    path = f"/innovations/{innovation_id}/citations" if what == "add" else path_of(citation)
    path = f"{path}/{what}" if what in {"withdraw", "dispute"} else path
    headers = {"if_match": condition} if condition else {}
    answer = await clerks.operator.ask("PATCH" if what == "change" else "POST", path, sent, **headers)
    assert answer.status_code == (refused or (201 if what == "add" else 200)), answer.text
    assert answer.headers["etag"] == ('"v2"' if refused else '"v3"')
    assert await version_of(registry, innovation_id) == (2 if refused else 3)


async def test_of_two_who_change_a_record_at_once_one_is_told_to_look_again(clerks: Clerks, registry: Registry) -> None:
    innovation_id, citation = await cited_in(registry, clerks, S.DRAFT)
    answers = await asyncio.gather(
        clerks.operator.cite(f"innovations/{innovation_id}", if_match='"v2"', field="kind"),
        clerks.registrar.patch(path_of(citation), {"note": "Bersamaan."}, if_match='"v2"'),
        registry.operator.patch(f"/{innovation_id}", {"summary": "Bersamaan."}, if_match='"v2"'),
    )
    assert sorted(answer.status_code for answer in answers)[1:] == [412, 412]
    assert await version_of(registry, innovation_id) == 3


async def test_a_request_that_is_sent_again_cites_once(clerks: Clerks, registry: Registry) -> None:
    made = await registry.made()
    source = await clerks.operator.source()
    body = {"field": "name", "source": source["id"], "phrase": "Kata.", "confidence": "disebut"}
    path, headers = f"/innovations/{made['id']}/citations", {"if_match": '"v1"', "idempotency_key": "kutip-1"}
    answers = await asyncio.gather(*(clerks.operator.post(path, body, **headers) for _ in range(3)))
    assert {(answer.status_code, answer.text, answer.headers["etag"]) for answer in answers} == {
        (201, answers[0].text, '"v2"')
    }
    assert await version_of(registry, made["id"]) == 2
    citation = answers[0].json()
    for action, sent in (("dispute", DOUBT), ("withdraw", REASON)):
        first, again = [
            await clerks.operator.post(path_of(citation, action), sent, if_match="*", idempotency_key=action)
            for _ in range(2)
        ]
        assert (first.status_code, again.text, again.headers["idempotency-replayed"]) == (200, first.text, "true")
    assert len(await registry.events(made["id"])) == 4


async def test_the_same_words_of_the_same_source_are_cited_once(clerks: Clerks, registry: Registry) -> None:
    innovation_id, citation = await cited_in(registry, clerks, S.DRAFT, phrase="Résumé  inovasi.", field="goal")
    record, source = f"innovations/{innovation_id}", citation["source"]["slug"]
    again = await clerks.operator.cite(record, field="goal", source=source, phrase="re\u0301sume\u0301 INOVASI")
    assert (again.status_code, again.json()["code"]) == (409, "duplicate_citation")
    assert (again.json()["existing_id"], errors_of(again)) == (citation["id"], [("#/phrase", "duplicate_citation")])
    for facts in (
        {"source": source, "phrase": "Lain.", "field": "goal"},
        {"source": source, "phrase": "Résumé inovasi.", "field": "name"},
        {"phrase": "Résumé inovasi.", "field": "goal"},
    ):
        await clerks.operator.cited(record, **facts)
    assert (await do(clerks.operator, "withdraw", innovation_id, citation)).status_code == 200
    await clerks.operator.cited(record, field="goal", source=source, phrase="Résumé inovasi.")


async def test_a_record_holds_so_many_citations_and_no_more(
    clerks: Clerks, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    innovation_id, citation = await cited_in(registry, clerks, S.DRAFT)
    monkeypatch.setattr(service, "MOST_CITATIONS", 1)
    answer = await clerks.operator.cite(f"innovations/{innovation_id}", field="kind")
    assert (answer.status_code, answer.json()["code"], answer.json()["most"]) == (409, "citations_full", 1)
    assert (await do(clerks.operator, "withdraw", innovation_id, citation)).status_code == 200
    await clerks.operator.cited(f"innovations/{innovation_id}", field="kind")


# What a citation may say


async def test_every_property_of_a_record_can_be_cited_and_nothing_else(clerks: Clerks, registry: Registry) -> None:
    made = await registry.made()
    source = (await clerks.operator.source())["id"]
    for field in INNOVATION_FIELDS:
        await clerks.operator.cited(f"innovations/{made['id']}", field=field, source=source)
    record = await registry.operator.read(made["id"])
    assert set(INNOVATION_FIELDS) <= set(record)
    for field in ("warna", "status", "version", "id", "slug", "citations", "Name", "name "):
        answer = await clerks.operator.cite(f"innovations/{made['id']}", field=field, source=source)
        assert errors_of(answer) == [("#/field", "unknown_code")]
        assert all(name in answer.json()["errors"][0]["message"] for name in INNOVATION_FIELDS)


def test_what_the_shipped_data_cites_can_be_cited() -> None:
    files = read_reference()
    innovations = {name for entry in files.innovations for one in entry.citations for name in one.fields}
    agencies = {name for entry in files.agencies for one in entry.citations for name in one.fields}
    assert innovations <= set(INNOVATION_FIELDS)
    assert agencies <= set(AGENCY_FIELDS)
    assert len(innovations) > 10


@pytest.mark.parametrize(
    ("facts", "wrong"),
    [
        ({"phrase": None}, [("#/phrase", "required")]),
        ({"phrase": None, "confidence": "disimpulkan"}, [("#/phrase", "required")]),
        ({"phrase": None, "confidence": "dari_luar"}, None),
        ({"phrase": None, "confidence": "dari_luar", "disputed": True}, None),
        ({"disputed": True, "dispute_note": "Dinas membantah."}, None),
        ({"dispute_note": "Dinas membantah."}, [("#/dispute_note", "not_disputed")]),
        ({"phrase": None, "dispute_note": "x"}, [("#/phrase", "required"), ("#/dispute_note", "not_disputed")]),
        ({"confidence": "mungkin"}, [("#/confidence", "unknown_code")]),
        ({"disputed": "true"}, [("#/disputed", "not_boolean")]),
        ({"disputed": None}, [("#/disputed", "not_boolean")]),
        ({"source": "tidak-ada"}, [("#/source", "unknown_reference")]),
        ({"source": str(uuid4())}, [("#/source", "unknown_reference")]),
        ({"source": "Tidak Ada"}, [("#/source", "invalid_form")]),
        ({"id": unknown_id()}, [("#/id", "unknown")]),
        ({"subject_id": unknown_id()}, [("#/subject_id", "unknown")]),
        ({"withdrawn_at": "2026-01-01T00:00:00Z"}, [("#/withdrawn_at", "unknown")]),
    ],
)
async def test_a_citation_says_what_it_needs_to_prove_something(
    clerks: Clerks, registry: Registry, facts: dict[str, Any], wrong: list[tuple[str, str]] | None
) -> None:
    made = await registry.made()
    answer = await clerks.operator.cite(f"innovations/{made['id']}", **facts)
    if wrong is None:
        assert answer.status_code == 201, answer.text
        return
    assert (answer.status_code, errors_of(answer)) == (422, wrong)
    assert await version_of(registry, made["id"]) == 1


# what no text may be, as JSON spells it
TEXTS = (
    *(rf'"{MARK}\u0000"', rf'"\ud800{MARK}"', rf'"{MARK}\udfff\ud800"', rf'"\u001b[31m{MARK}"', rf'"{MARK}\uffff"'),
    *('""', '"   "', r'"\n\t"', r'"\u200b\u00ad"', "7", "true", "NaN", "1e999", "[]", "{}", f'["{MARK}"]'),
    f'"{"x" * 20_001}"',
)


async def test_no_text_takes_what_it_must_not(clerks: Clerks, registry: Registry) -> None:
    innovation_id, citation = await cited_in(registry, clerks, S.DRAFT)
    rest = {"field": '"kind"', "source": f'"{citation["source"]["id"]}"', "phrase": '"x"', "confidence": '"disebut"'}
    targets: list[tuple[str, str, str, dict[str, str]]] = [
        ("POST", f"/innovations/{innovation_id}/citations", name, rest)
        for name in ("phrase", "note", "dispute_note", "source", "field", "confidence")
    ]
    targets += [("PATCH", path_of(citation), name, {}) for name in ("phrase", "note", "dispute_note", "confidence")]
    targets += [
        ("POST", path_of(citation, "withdraw"), "reason", {}),
        ("POST", path_of(citation, "dispute"), "note", {}),
    ]
    headers = {**clerks.operator.headers, "content-type": "application/json", "if-match": "*"}
    for method, path, name, others in targets:
        for value in TEXTS:
            body = ", ".join(f'"{field}": {told}' for field, told in (others | {name: value}).items())
            answer = await clerks.operator.client.request(method, f"/v1{path}", content=f"{{{body}}}", headers=headers)
            case = (method, path, name, value, answer.text)
            assert answer.status_code in {400, 422}, case
            assert MARK not in answer.text, case
            assert {pointer for pointer, _ in errors_of(answer)} <= {"#", f"#/{name}", f"#/{name}/0"}, case
    assert await version_of(registry, innovation_id) == 2


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b"{", b"[" * 100_000, b'{"reason": "\xff"}'])
async def test_a_body_that_is_none_is_refused(clerks: Clerks, registry: Registry, body: bytes) -> None:
    innovation_id, citation = await cited_in(registry, clerks, S.DRAFT)
    headers = {**clerks.operator.headers, "content-type": "application/json", "if-match": "*"}
    for method, path in (
        ("POST", f"/innovations/{innovation_id}/citations"),
        ("PATCH", path_of(citation)),
        ("POST", path_of(citation, "withdraw")),
        ("POST", path_of(citation, "dispute")),
    ):
        answer = await clerks.operator.client.request(method, f"/v1{path}", content=body, headers=headers)
        assert answer.status_code in {400, 422}, (method, path, answer.text)
        headers_of_text = {**headers, "content-type": "text/plain"}
        if body:
            other = await clerks.operator.client.request(method, f"/v1{path}", content=body, headers=headers_of_text)
            assert other.status_code == 415


@pytest.mark.parametrize("key", ["x", "1", "019ab3c1", "%00", "not-a-uuid-at-all-but-just-as-long-ok"])
async def test_an_id_that_is_none_is_refused(clerks: Clerks, key: str) -> None:
    for answer in (
        await clerks.public.get(f"/citations/{key}"),
        await clerks.operator.patch(f"/citations/{key}", {"note": "x"}, if_match="*"),
        await clerks.operator.post(f"/citations/{key}/dispute", DOUBT, if_match="*"),
    ):
        assert answer.status_code in {404, 422}


# Correcting


async def test_a_correction_changes_what_it_names(clerks: Clerks, registry: Registry) -> None:
    innovation_id, citation = await cited_in(registry, clerks, S.DRAFT, note="Lama.")
    body = {"phrase": "Kata yang benar.", "note": None}
    answer = await clerks.operator.patch(path_of(citation), body, if_match='"v2"')
    record = {**citation["record"], "version": 3}
    assert (answer.status_code, answer.json()) == (200, citation | body | {"record": record})
    event = await registry.last_event(innovation_id)
    assert event.action == "innovation.update_citation"
    named = {"id": citation["id"], "field": "name"}
    assert event.changes == {
        "citation": [
            {**named, "phrase": "Kata-kata.", "note": "Lama."},
            {**named, "phrase": "Kata yang benar.", "note": None},
        ]
    }


@pytest.mark.parametrize("body", [{}, {"note": None}, {"phrase": " Kata-kata. "}, {"disputed": False}])
async def test_what_changes_nothing_is_no_change(clerks: Clerks, registry: Registry, body: dict[str, Any]) -> None:
    innovation_id, citation = await cited_in(registry, clerks, S.DRAFT)
    counted = len(await registry.events(innovation_id))
    answer = await clerks.operator.patch(path_of(citation), body, if_match='"v2"')
    assert (answer.status_code, answer.json(), answer.headers["etag"]) == (200, citation, '"v2"')
    assert len(await registry.events(innovation_id)) == counted


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({"phrase": None}, [("#/phrase", "required")]),
        ({"confidence": None}, [("#/confidence", "null_refused")]),
        ({"disputed": None}, [("#/disputed", "null_refused")]),
        ({"dispute_note": "Ragu."}, [("#/dispute_note", "not_disputed")]),
        ({"disputed": False, "dispute_note": "Ragu."}, [("#/dispute_note", "not_disputed")]),
        ({"field": "kind"}, [("#/field", "unknown")]),
        ({"source": "x"}, [("#/source", "unknown")]),
        ({"withdrawn": None}, [("#/withdrawn", "unknown")]),
        ({"record": {"id": "x"}}, [("#/record", "unknown")]),
    ],
)
async def test_a_correction_leaves_a_citation_that_proves_something(
    clerks: Clerks, registry: Registry, body: dict[str, Any], wrong: list[tuple[str, str]]
) -> None:
    innovation_id, citation = await cited_in(registry, clerks, S.DRAFT)
    answer = await clerks.operator.patch(path_of(citation), body, if_match="*")
    assert (answer.status_code, errors_of(answer)) == (422, wrong)
    assert await version_of(registry, innovation_id) == 2


async def test_a_merge_patch_may_say_that_it_is_one(clerks: Clerks, registry: Registry) -> None:
    _, citation = await cited_in(registry, clerks, S.DRAFT)
    headers = {**clerks.operator.headers, "content-type": "application/merge-patch+json", "if-match": "*"}
    path = f"/v1{path_of(citation)}"
    answer = await clerks.operator.client.patch(
        path, content=b'{"confidence": "dari_luar", "phrase": null}', headers=headers
    )
    assert (answer.status_code, answer.json()["confidence"], answer.json()["phrase"]) == (200, "dari_luar", None)


# Doubting


async def test_another_agency_may_doubt_what_is_published_and_everyone_reads_why(
    clerks: Clerks, registry: Registry
) -> None:
    innovation_id, citation = await cited_in(registry, clerks, S.PUBLISHED)
    seen = (await clerks.stranger.get(f"/innovations/{innovation_id}")).headers["etag"]
    answer = await clerks.stranger.post(path_of(citation, "dispute"), DOUBT, if_match=seen)
    assert (answer.status_code, answer.json()["disputed"]) == (200, True)
    (item,) = (await clerks.public.read(f"/innovations/{innovation_id}/citations"))["items"]
    assert (item["disputed"], item["dispute_note"]) == (True, DOUBT["note"])
    event = await registry.last_event(innovation_id)
    assert (event.action, event.agency_id) == ("innovation.dispute_citation", registry.agency.id)
    assert event.changes["citation"][1]["dispute_note"] == DOUBT["note"]
    record = await clerks.public.read(f"/innovations/{innovation_id}")
    assert f'"v{record["version"]}"' == answer.headers["etag"]


async def test_one_doubt_is_settled_before_the_next_and_not_by_whoever_had_it(
    clerks: Clerks, registry: Registry
) -> None:
    innovation_id, citation = await cited_in(registry, clerks, S.PUBLISHED)
    assert (await do(clerks.stranger, "dispute", innovation_id, citation)).status_code == 200
    again = await clerks.stranger.post(path_of(citation, "dispute"), {"note": "Masih."}, if_match="*")
    assert (again.status_code, again.json()["code"]) == (409, "already_disputed")
    settled = {"disputed": False}
    assert (await clerks.stranger.patch(path_of(citation), settled, if_match="*")).status_code == 404
    assert (await clerks.operator.patch(path_of(citation), settled, if_match="*")).status_code == 409
    answer = await clerks.registrar.patch(path_of(citation), settled, if_match="*")
    assert (answer.status_code, answer.json()["disputed"], answer.json()["dispute_note"]) == (200, False, None)
    event = await registry.last_event(innovation_id)
    assert event.changes["citation"][0]["dispute_note"] == DOUBT["note"], "the doubt stays in the history"
    assert (await do(clerks.stranger, "dispute", innovation_id, citation)).status_code == 200


# Withdrawing


async def test_a_withdrawn_citation_proves_nothing_any_more_and_stays_on_record(
    clerks: Clerks, registry: Registry
) -> None:
    innovation_id, citation = await cited_in(registry, clerks, S.PUBLISHED)
    other = await clerks.operator.cited(f"innovations/{innovation_id}", field="kind")
    answer = await clerks.registrar.post(path_of(citation, "withdraw"), REASON, if_match="*")
    assert (answer.status_code, answer.json()["withdrawn"]["reason"]) == (200, REASON["reason"])
    for reader in (clerks.public, clerks.operator):
        assert await listed(reader, innovation_id) == [other["id"]]
    record = await clerks.public.read(f"/innovations/{innovation_id}")
    assert (record["counts"]["citations"], record["counts"]["sources"]) == (1, 1)
    async with registry.fresh.committing() as session:
        assert await stored(session, UUID(innovation_id)) == await render(session, UUID(innovation_id))
        assert await session.get(Citation, UUID(citation["id"]))
    assert await clerks.operator.read(path_of(citation)) == answer.json()
    for other_reader in (clerks.public, clerks.stranger):
        assert (await other_reader.get(path_of(citation))).status_code == 404
    event = await registry.last_event(innovation_id)
    assert (event.action, event.reason) == ("innovation.withdraw_citation", REASON["reason"])
    whole, nothing = event.changes["citation"]
    assert (whole["phrase"], whole["source"], nothing) == (citation["phrase"], citation["source"]["id"], None)


async def test_what_was_withdrawn_changes_no_more(clerks: Clerks, registry: Registry) -> None:
    innovation_id, citation = await cited_in(registry, clerks, S.PUBLISHED)
    assert (await do(clerks.registrar, "withdraw", innovation_id, citation)).status_code == 200
    counted = await version_of(registry, innovation_id)
    for what in ("change", "withdraw", "dispute"):
        answer = await do(clerks.registrar, what, innovation_id, citation)
        assert (answer.status_code, answer.json()["code"]) == (409, "citation_withdrawn")
        assert (await do(clerks.stranger, what, innovation_id, citation)).status_code == 404
    assert await version_of(registry, innovation_id) == counted


# Records that are elsewhere


async def test_a_former_address_leads_to_the_citations(clerks: Clerks, registry: Registry) -> None:
    made = await registry.published()
    new = f"{made['slug']}-baru"
    await registry.registrar.corrected(made["id"], {"slug": new})
    body = {"field": "name", "source": (await clerks.operator.source())["id"], "phrase": "x", "confidence": "disebut"}
    for answer in (
        await clerks.public.get(f"/innovations/{made['slug']}/citations"),
        await clerks.operator.post(f"/innovations/{made['slug']}/citations", body, if_match="*"),
    ):
        assert (answer.status_code, answer.headers["location"].partition("/v1")[2]) == (
            308,
            f"/innovations/{new}/citations",
        )


async def test_a_merged_record_leads_to_the_citations_of_the_one_that_stays(clerks: Clerks, registry: Registry) -> None:
    one, citation = await cited_in(registry, clerks, S.PUBLISHED)
    gone = await clerks.operator.cited(f"innovations/{one}", field="kind")
    assert (await do(clerks.registrar, "withdraw", one, gone)).status_code == 200
    into = await registry.published()
    merged = await registry.registrar.post(f"/{one}/merge", {"into": into["id"], "reason": "Sama."}, if_match="*")
    assert merged.status_code == 200
    answer = await clerks.public.get(f"/innovations/{one}/citations")
    assert (answer.status_code, answer.headers["location"].partition("/v1")[2]) == (
        308,
        f"/innovations/{into['slug']}/citations",
    )
    assert await listed(clerks.public, into["id"]) == [citation["id"]]
    moved = await clerks.public.read(path_of(citation))
    assert (moved["record"]["id"], moved["record"]["version"]) == (into["id"], merged.json()["version"])
    stale = await clerks.registrar.patch(path_of(citation), {"note": "x"}, if_match='"v1"')
    assert (stale.status_code, stale.headers["etag"]) == (412, merged.headers["etag"])
    changed = await clerks.registrar.patch(path_of(citation), {"note": "x"}, if_match=merged.headers["etag"])
    assert changed.status_code == 200


async def test_a_merger_at_the_same_time_leaves_the_citation_with_the_one_that_stays(
    clerks: Clerks, registry: Registry
) -> None:
    one, citation = await cited_in(registry, clerks, S.PUBLISHED)
    into = await registry.published()
    answers = await asyncio.gather(
        registry.registrar.post(f"/{one}/merge", {"into": into["id"], "reason": "Sama."}, if_match="*"),
        *(clerks.registrar.patch(path_of(citation), {"note": f"n{n}"}, if_match="*") for n in range(3)),
    )
    assert {answer.status_code for answer in answers} == {200}
    events = [*await registry.events(one), *await registry.events(into["id"])]
    assert sum(event.action == "innovation.update_citation" for event in events) == 3
    assert (await clerks.public.read(path_of(citation)))["record"]["id"] == into["id"]


async def test_an_archived_record_tells_its_tombstone(clerks: Clerks, registry: Registry) -> None:
    innovation_id, citation = await cited_in(registry, clerks, S.ARCHIVED)
    answer = await clerks.public.get(f"/innovations/{innovation_id}/citations")
    assert (answer.status_code, answer.json()["code"]) == (410, "archived")
    assert (await clerks.public.get(path_of(citation))).status_code == 404
    assert await listed(clerks.operator, innovation_id) == [citation["id"]]


# Agencies, and what is shipped


async def test_the_registrar_cites_for_an_agency(clerks: Clerks, registry: Registry) -> None:
    key = registry.agency.slug
    version = (await clerks.public.read(f"/agencies/{key}"))["version"]
    seen = (await clerks.public.get(f"/agencies/{key}/citations")).headers["etag"]
    answer = await clerks.registrar.cite(f"agencies/{key}", if_match=seen, field="decree")
    citation = answer.json()
    assert (answer.status_code, answer.headers["etag"]) == (201, f'"v{version + 1}"')
    assert citation["record"] == {"kind": "agency", "id": str(registry.agency.id), "version": version + 1}
    assert (await clerks.public.read(f"/agencies/{key}"))["version"] == version + 1
    event = await registry.last_event(str(registry.agency.id))
    assert (event.action, event.entity_kind, event.agency_id) == ("agency.cite", "agency", registry.agency.id)
    doubted = await clerks.stranger.post(path_of(citation, "dispute"), DOUBT, if_match=answer.headers["etag"])
    assert doubted.status_code == 200
    stale = await clerks.registrar.patch(path_of(citation), {"disputed": False}, if_match=answer.headers["etag"])
    assert (stale.status_code, stale.headers["etag"]) == (412, f'"v{version + 2}"')
    for sent in ({"disputed": False}, {}):
        refused = await clerks.operator.patch(path_of(citation), sent, if_match="*")
        assert (refused.status_code, refused.json()["code"]) == (403, "not_permitted")
    assert (await clerks.operator.post(path_of(citation, "withdraw"), REASON, if_match="*")).status_code == 403
    assert (await clerks.registrar.post(path_of(citation, "withdraw"), REASON, if_match="*")).status_code == 200
    items = (await clerks.public.read(f"/agencies/{key}/citations"))["items"]
    assert citation["id"] not in {item["id"] for item in items}
    assert (await clerks.registrar.read(path_of(citation)))["withdrawn"]
    assert (await clerks.operator.get(path_of(citation))).status_code == 404


async def test_nobody_else_cites_for_an_agency(clerks: Clerks, registry: Registry) -> None:
    answer = await clerks.operator.cite(f"agencies/{registry.agency.slug}")
    assert answer.status_code == 403
    assert (await clerks.registrar.cite("agencies/tidak-ada")).status_code == 404
    for condition, status in (('"v999"', 412), ("", 412)):
        refused = await clerks.registrar.cite(f"agencies/{registry.agency.slug}", if_match=condition)
        assert refused.status_code == status
    for field in ("stages", "version", "slug"):
        wrong = await clerks.registrar.cite(f"agencies/{registry.agency.slug}", field=field)
        assert errors_of(wrong) == [("#/field", "unknown_code")]


@pytest.mark.parametrize("kind", ["area", "classification", "person"])
async def test_the_citations_of_other_records_stay_with_the_shipped_data(
    clerks: Clerks, registry: Registry, kind: str
) -> None:
    source = await clerks.operator.source()
    table = {"area": "area WHERE code = '12.71'", "classification": "classification", "person": "person"}[kind]
    subject = await registry.run(f"SELECT id FROM {table} LIMIT 1")  # noqa: S608 - names of this file
    async with registry.fresh.committing() as session:
        citation = Citation(
            subject_kind=kind,
            subject_id=subject,
            field="name",
            source_id=UUID(source["id"]),
            confidence=Confidence.DARI_LUAR,
        )
        session.add(citation)
        await session.flush()
    known = {"id": str(citation.id)}
    shown = await clerks.public.get(path_of(known))
    hidden = kind == "person"
    assert shown.status_code == (404 if hidden else 200), "this person has no public part"
    if not hidden:
        assert shown.json()["record"] == {"kind": kind, "id": str(subject), "version": None}
    for answer in (
        await clerks.registrar.patch(path_of(known), {"note": "x"}, if_match="*"),
        await clerks.registrar.post(path_of(known, "withdraw"), REASON, if_match="*"),
        await clerks.operator.post(path_of(known, "dispute"), DOUBT, if_match="*"),
    ):
        assert answer.status_code == (404 if hidden else 409), answer.text
        assert hidden or answer.json()["code"] == "shipped_citation"


async def test_a_shipped_citation_has_the_id_that_the_document_names(catalogue: httpx.AsyncClient) -> None:
    document = (await catalogue.get("/openapi.json")).json()
    (parameter,) = document["paths"]["/v1/citations/{citation_id}"]["get"]["parameters"]
    answer = await catalogue.get(f"/v1/citations/{parameter['schema']['examples'][0]}")
    assert answer.status_code == 200
    record = (await catalogue.get("/v1/innovations/verolin")).json()
    assert answer.json()["record"] == {"kind": "innovation", "id": record["id"], "version": 1}


async def test_a_citation_shows_its_source_as_it_was_corrected(clerks: Clerks, registry: Registry) -> None:
    innovation_id, citation = await cited_in(registry, clerks, S.PUBLISHED)
    path = f"/sources/{citation['source']['id']}"
    assert (await clerks.registrar.patch(path, {"publisher": "Humas"}, if_match="*")).status_code == 200
    (item,) = (await clerks.public.read(f"/innovations/{innovation_id}/citations"))["items"]
    assert (item["source"]["publisher"], item["source"]["version"]) == ("Humas", 2)
    assert json.dumps(item["source"]) == json.dumps(await clerks.public.read(path))


async def test_a_withdrawn_name_shows_in_no_part_of_a_citation(clerks: Clerks, registry: Registry) -> None:
    name = "Zainuddin Zulham Zebua"
    source = await clerks.operator.source(title=f"Wawancara {name}")
    innovation_id, citation = await cited_in(
        registry,
        clerks,
        S.PUBLISHED,
        source=source["id"],
        phrase=f"kata {name}",
        note=f"Menurut {name}.",
        disputed=True,
        dispute_note=f"{name} membantah.",
    )
    async with registry.fresh.committing() as session:
        person = await factories.person(session, name)
        session.add(ConcealedName(person_id=person.id, pattern=str(pattern_of(name))))
    try:
        (item,) = (await clerks.public.read(f"/innovations/{innovation_id}/citations"))["items"]
        reason = {"reason": f"Atas permintaan {name}."}
        withdrawn = await clerks.registrar.post(path_of(citation, "withdraw"), reason, if_match="*")
        for told in (item, withdrawn.json(), await clerks.operator.read(path_of(citation))):
            assert "zebua" not in json.dumps(told).lower()
            assert (told["phrase"], told["source"]["slug"]) == (f"kata {MASK}", source["id"])
        assert withdrawn.json()["withdrawn"]["reason"] == f"Atas permintaan {MASK}."
    finally:
        await registry.run("DELETE FROM concealed_name")

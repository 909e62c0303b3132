"""Evidence over HTTP: kept for the keepers of a record, taken back and never deleted."""

from datetime import timedelta
from typing import Any

import pytest

from app.core.clock import today
from app.evidence.service import MOST_EVIDENCE
from app.models.codes import RecordStatus
from tests.innovations.keeping import Registry, errors_of, unknown_id, unlike

LETTER = {
    "kind": "surat_implementasi",
    "title": "Surat Pernyataan Implementasi",
    "address": "https://arsip.example.go.id/surat/12.pdf",
}


async def added(registry: Registry, key: str, **facts: Any) -> dict[str, Any]:
    """Return evidence that was added to a record."""
    answer = await registry.operator.post(f"/{key}/evidence", {**LETTER, **facts})
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def withdrawn(registry: Registry, evidence_id: str, headers: dict[str, str] | None = None) -> Any:
    """Withdraw evidence, as the operator unless told otherwise."""
    return await registry.fresh.client.post(
        f"/v1/evidence/{evidence_id}/withdraw",
        json={"reason": "Surat ini tentang inovasi lain."},
        headers=headers or registry.operator.headers,
    )


async def test_evidence_is_added_and_listed(registry: Registry) -> None:
    receipt = await registry.operator.create()
    answer = await registry.operator.post(f"/{receipt['slug']}/evidence", LETTER)
    assert answer.status_code == 201, answer.text
    assert answer.headers["location"].endswith(f"/v1/innovations/{receipt['id']}/evidence")
    told = answer.json()
    assert {name: told[name] for name in LETTER} == LETTER
    nothing = ("reference", "issued_on", "valid_until", "note", "withdrawn")
    assert [told[name] for name in nothing] == [None] * 5
    assert told["valid"] is True
    page = (await registry.operator.get(f"/{receipt['id']}/evidence?with_total=true")).json()
    assert (page["items"], page["total"]) == ([told], 1)


async def test_a_number_does_instead_of_an_address(registry: Registry) -> None:
    receipt = await registry.operator.create()
    told = await added(registry, receipt["id"], address=None, reference=" 800/12/2026 ")
    assert (told["address"], told["reference"]) == (None, "800/12/2026")


async def test_whether_it_counts_is_told_as_of_today(registry: Registry) -> None:
    receipt = await registry.operator.create()
    day = today()
    ends = {"run out": day - timedelta(days=1), "last day": day, "tomorrow": day + timedelta(days=1)}
    for title, until in ends.items():
        await added(registry, receipt["id"], title=title, issued_on="2020-01-01", valid_until=until.isoformat())
    page = (await registry.operator.get(f"/{receipt['id']}/evidence")).json()
    assert {item["title"]: item["valid"] for item in page["items"]} == {
        "run out": False,
        "last day": True,
        "tomorrow": True,
    }


async def test_evidence_comes_in_pages(registry: Registry) -> None:
    receipt = await registry.operator.create()
    titles = [(await added(registry, receipt["id"], title=f"Surat {number}"))["title"] for number in range(5)]
    first = (await registry.operator.get(f"/{receipt['id']}/evidence?limit=2")).json()
    second = (await registry.operator.get(f"/{receipt['id']}/evidence?limit=2&cursor={first['next']}")).json()
    third = (await registry.operator.get(f"/{receipt['id']}/evidence?limit=2&cursor={second['next']}")).json()
    assert [item["title"] for page in (first, second, third) for item in page["items"]] == titles
    back = (await registry.operator.get(f"/{receipt['id']}/evidence?limit=2&cursor={third['prev']}")).json()
    assert back["items"] == second["items"]
    other = await registry.operator.create()
    answer = await registry.operator.get(f"/{other['id']}/evidence?cursor={first['next']}")
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_cursor")


BAD: dict[str, tuple[dict[str, Any], tuple[str, str]]] = {
    "neither address nor number": ({"address": None}, ("#/address", "required")),
    "an address in words": ({"address": "lemari arsip"}, ("#/address", "invalid_address")),
    "an address without a scheme": ({"address": "arsip.example.go.id/12"}, ("#/address", "invalid_address")),
    "a script": ({"address": "javascript:alert(1)"}, ("#/address", "invalid_address")),
    "a file": ({"address": "file:///etc/passwd"}, ("#/address", "invalid_address")),
    "credentials": ({"address": "https://nama:sandi@arsip.go.id/1"}, ("#/address", "invalid_address")),
    "no host": ({"address": "https://"}, ("#/address", "invalid_address")),
    "not issued yet": ({"issued_on": "2999-01-01"}, ("#/issued_on", "in_future")),
    "run out before it was issued": (
        {"issued_on": "2024-01-02", "valid_until": "2024-01-01"},
        ("#", "ends_before_begin"),
    ),
    "a year": ({"issued_on": "2024"}, ("#/issued_on", "not_date")),
    "seconds since 1970": ({"issued_on": 1767225600}, ("#/issued_on", "not_date")),
    "a day that is none": ({"valid_until": "2024-02-30"}, ("#/valid_until", "not_date")),
    "a kind in words": ({"kind": "Surat Implementasi"}, ("#/kind", "invalid_form")),
    "no kind": ({"kind": ""}, ("#/kind", "too_short")),
    "a title without letters": ({"title": "..."}, ("#/title", "nameless")),
    "a title too long": ({"title": "x" * 501}, ("#/title", "too_long")),
    "a member that is not the caller's": ({"withdrawn_at": "2024-01-01T00:00:00Z"}, ("#/withdrawn_at", "unknown")),
}


@pytest.mark.parametrize("case", BAD)
async def test_bad_evidence_is_refused_and_nothing_written(registry: Registry, case: str) -> None:
    facts, wrong = BAD[case]
    receipt = await registry.operator.create()
    before = await registry.events(receipt["id"])
    answer = await registry.operator.post(f"/{receipt['id']}/evidence", {**LETTER, **facts})
    assert answer.status_code == 422, answer.text
    assert [(pointer, code) for pointer, code in errors_of(answer)] == [wrong]
    assert (await registry.operator.get(f"/{receipt['id']}/evidence")).json()["items"] == []
    assert len(await registry.events(receipt["id"])) == len(before)


async def test_evidence_is_taken_back_once_and_stays_on_record(registry: Registry) -> None:
    receipt = await registry.operator.create()
    evidence = await added(registry, receipt["id"])
    answer = await withdrawn(registry, evidence["id"])
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert told["valid"] is False
    assert told["withdrawn"]["reason"] == "Surat ini tentang inovasi lain."
    assert (await registry.operator.get(f"/{receipt['id']}/evidence")).json()["items"] == [told]
    again = await withdrawn(registry, evidence["id"])
    assert (again.status_code, again.json()["code"]) == (409, "evidence_withdrawn")


async def test_only_the_keepers_of_the_record_know_of_it(registry: Registry) -> None:
    published = await registry.published()
    evidence = await added(registry, published["id"])
    for keeper, read, write in ((registry.other_operator, 404, 404), (registry.public, 401, 401)):
        for key in (published["id"], published["slug"]):
            assert (await keeper.get(f"/{key}/evidence")).status_code == read
            assert (await keeper.post(f"/{key}/evidence", LETTER)).status_code == write
        for identity in (evidence["id"], unknown_id()):
            assert (await withdrawn(registry, identity, keeper.headers or {"x": "y"})).status_code == write
    assert (await registry.registrar.get(f"/{published['id']}/evidence")).json()["items"] == [evidence]


@pytest.mark.parametrize("status", sorted(set(RecordStatus) - {RecordStatus.ARCHIVED, RecordStatus.MERGED}))
async def test_it_is_added_until_the_record_is_archived(registry: Registry, status: RecordStatus) -> None:
    way = {RecordStatus.DRAFT: (), RecordStatus.SUBMITTED: ("submit",), RecordStatus.RETURNED: ("submit", "return")}
    receipt = await (registry.published() if status is RecordStatus.PUBLISHED else registry.operator.create())
    for action in way.get(status, ("submit", "verify") if status is RecordStatus.VERIFIED else ()):
        await registry.registrar.move(receipt["id"], action)
    evidence = await added(registry, receipt["id"])
    await registry.registrar.move(receipt["id"], "archive")
    answer = await registry.operator.post(f"/{receipt['id']}/evidence", LETTER)
    assert (answer.status_code, answer.json()["code"]) == (409, "not_editable")
    assert (await withdrawn(registry, evidence["id"])).json()["code"] == "not_editable"
    assert len((await registry.operator.get(f"/{receipt['id']}/evidence")).json()["items"]) == 1


async def test_every_change_is_in_the_history(registry: Registry) -> None:
    receipt = await registry.operator.create()
    evidence = await added(registry, receipt["id"], reference="800/12")
    event = await registry.last_event(receipt["id"])
    assert (event.action, event.agency_id) == ("innovation.add_evidence", registry.agency.id)
    assert event.changes == {"evidence": [None, {"id": evidence["id"], **LETTER, "reference": "800/12"}]}
    await withdrawn(registry, evidence["id"])
    event = await registry.last_event(receipt["id"])
    assert (event.action, event.reason) == ("innovation.withdraw_evidence", "Surat ini tentang inovasi lain.")
    assert event.changes["evidence"][1] is None
    history = (await registry.operator.get(f"/{receipt['id']}/history")).json()["items"]
    assert [item["action"] for item in history][:2] == ["innovation.withdraw_evidence", "innovation.add_evidence"]
    past = await registry.operator.get(f"/{receipt['id']}?as_of=2020-01-01")
    assert past.status_code == 200, "a look at the past passes over what is no property of the record"


async def test_the_same_key_adds_it_once(registry: Registry) -> None:
    receipt = await registry.operator.create()
    sent = {"idempotency_key": unlike()}
    first = await registry.operator.post(f"/{receipt['id']}/evidence", LETTER, **sent)
    again = await registry.operator.post(f"/{receipt['id']}/evidence", LETTER, **sent)
    assert first.json() == again.json()
    assert again.headers["idempotency-replayed"] == "true"
    assert len((await registry.operator.get(f"/{receipt['id']}/evidence")).json()["items"]) == 1


async def test_a_record_holds_so_much_and_no_more(registry: Registry) -> None:
    receipt = await registry.operator.create()
    await registry.run(
        "INSERT INTO evidence (id, innovation_id, kind, title, reference, added_at) "
        "SELECT gen_random_uuid(), CAST(:id AS uuid), 'foto', 'Foto', n::text, now() "
        "FROM generate_series(1, CAST(:most AS int)) n",
        id=receipt["id"],
        most=MOST_EVIDENCE,
    )
    answer = await registry.operator.post(f"/{receipt['id']}/evidence", LETTER)
    assert (answer.status_code, answer.json()["code"], answer.json()["most"]) == (409, "evidence_full", MOST_EVIDENCE)
    await registry.run(
        "UPDATE evidence SET withdrawn_at = now(), withdrawn_reason = 'x' WHERE innovation_id = CAST(:id AS uuid) "
        "AND reference = '1'",
        id=receipt["id"],
    )
    assert (await registry.operator.post(f"/{receipt['id']}/evidence", LETTER)).status_code == 201


async def test_an_archived_or_renamed_record_says_where_it_is(registry: Registry) -> None:
    receipt = await registry.operator.create()
    new = unlike().lower()
    await registry.operator.update(receipt["id"], {"slug": new})
    answer = await registry.operator.get(f"/{receipt['slug']}/evidence?limit=3")
    assert answer.headers["location"].endswith(f"/v1/innovations/{new}/evidence?limit=3")
    answer = await registry.operator.post(f"/{receipt['slug']}/evidence", LETTER)
    assert (answer.status_code, answer.headers["location"][-len(new) - 9 :]) == (308, f"{new}/evidence")


async def test_what_becomes_one_record_has_the_evidence_awards_and_texts_of_both(registry: Registry) -> None:
    one, into = await registry.published(), await registry.published()
    for receipt, text in ((one, "Dari yang pertama"), (into, "Dari yang tinggal")):
        await added(registry, receipt["id"], title=text)
        for year in (2019, 2020 if receipt is one else 2021):
            award = {"code": "top_99", "year": year, "source": text}
            await registry.registrar.post(f"/{receipt['id']}/awards", award)
        sections = [{"section": section, "text": text} for section in ("kebaruan", "ringkasan")]
        told = {"sections": sections[: 2 if receipt is one else 1]}
        await registry.operator.patch(f"/{receipt['id']}/dossiers/proposal-2023", told, if_match="*")
    reason = {"into": into["id"], "reason": "Satu inovasi"}
    merged = await registry.registrar.post(f"/{one['id']}/merge", reason, if_match="*")
    assert merged.status_code == 200, merged.text
    evidence = (await registry.operator.get(f"/{into['id']}/evidence")).json()["items"]
    assert {item["title"] for item in evidence} == {"Dari yang pertama", "Dari yang tinggal"}
    awards = (await registry.public.get(f"/{into['id']}/awards")).json()["items"]
    assert [(item["year"], item["source"]) for item in awards] == [
        (2019, "Dari yang tinggal"),
        (2020, "Dari yang pertama"),
        (2021, "Dari yang tinggal"),
    ]
    dossier = (await registry.operator.get(f"/{into['id']}/dossiers/proposal-2023")).json()
    texts = {section["section"]: section["text"] for section in dossier["sections"] if section["text"]}
    assert texts == {"kebaruan": "Dari yang tinggal", "ringkasan": "Dari yang pertama"}
    answer = await registry.operator.get(f"/{one['id']}/evidence")
    assert (answer.status_code, answer.headers["location"][-len(into["slug"]) - 9 :]) == (
        308,
        f"{into['slug']}/evidence",
    )

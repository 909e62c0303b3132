"""Recording needs, correcting, publishing and closing them; who reads them; and members of the council."""

from datetime import timedelta
from typing import Any

import pytest

from app.core.clock import today
from app.models import Position
from tests import factories
from tests.innovations.keeping import errors_of
from tests.needs.making import EVIDENCE, NOBODY, REASON, Desk, ago
from tests.walking import there_and_back

# far enough that no midnight of the run makes it today
AHEAD = (today() + timedelta(days=2)).isoformat()
CONSENT = {"on": "2026-02-01", "document": "Surat persetujuan 170/45/2026"}


async def test_a_need_of_the_council_is_on_record_in_the_name_of_a_body(desk: Desk) -> None:
    answer = await desk.ask("operator", "POST", "/needs", desk.told(statement="  Undangan rapat terlambat. "))
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert answer.headers["etag"] == '"v1"'
    assert answer.headers["location"] == f"https://inovasi.example.go.id/v1/needs/{made['id']}"
    assert {name: made[name] for name in ("source", "statement", "priority", "body", "member", "status", "unsur")} == {
        "source": "aspirasi_dprd",
        "statement": "Undangan rapat terlambat.",
        "priority": "sedang",
        "body": {"kind": "komisi", "name": "Komisi II DPRD Kota Medan"},
        "member": None,
        "status": "terbuka",
        "unsur": None,
    }
    assert made["agency"]["slug"] == "dinas-rumah"
    assert made["evidence"] == [EVIDENCE]
    assert (made["opened_on"], made["published"]) == (today().isoformat(), False)
    assert [step["status"] for step in made["steps"]] == ["terbuka"]
    assert made["legal_actions"] == ["plan", "answer", "close"]


async def test_nobody_else_reads_a_need_before_it_is_published(desk: Desk) -> None:
    made = await desk.need(publish=False)
    path = f"/needs/{made['id']}"
    for who in (None, "stranger", "assessor"):
        assert (await desk.ask(who, "GET", path)).status_code == 404
        assert made["id"] not in [one["id"] for one in (await desk.get("/needs", who, limit="200"))["items"]]
    for who in ("operator", "secretariat", "registrar"):
        assert (await desk.get(path, who))["id"] == made["id"]
    assert await desk.refused(f"{path}/publish") == (403, "not_permitted")
    await desk.post(f"{path}/publish", who="registrar")
    assert await desk.refused(f"{path}/publish", who="registrar") == (409, "need_published")
    assert (await desk.get(path))["published"] is True
    assert made["id"] in [one["id"] for one in (await desk.get("/needs", limit="200"))["items"]]


@pytest.mark.parametrize(
    ("facts", "errors"),
    [
        ({"source": "unsur_lemah"}, [("#/source", "unknown_code")]),
        ({"source": "pengaduan"}, [("#/body", "unfit")]),
        ({"body": None}, [("#/body", "required")]),
        ({"source": "identifikasi_pelatihan"}, [("#/body", "unfit"), ("#/edition", "required")]),
        ({"source": "identifikasi_pelatihan", "body": None, "edition": "nihil"}, [("#/edition", "unknown_reference")]),
        ({"edition": "diklat"}, [("#/edition", "unfit")]),
        ({"evidence": []}, [("#/evidence", "too_short")]),
        ({"evidence": [{"title": "Risalah"}]}, [("#/evidence/0", "nowhere_kept")]),
        ({"evidence": [{**EVIDENCE, "date": AHEAD}]}, [("#/evidence/0/date", "in_future")]),
        ({"evidence": [{**EVIDENCE, "date": "2026-02-30"}]}, [("#/evidence/0/date", "not_date")]),
        ({"opened_on": AHEAD}, [("#/opened_on", "in_future")]),
        ({"opened_on": "1999-12-31"}, [("#/opened_on", "too_early")]),
        ({"statement": " abc "}, [("#/statement", "too_short")]),
        ({"statement": "a\x00bcdef"}, [("#/statement", "control_character")]),
        ({"priority": "genting"}, [("#/priority", "unknown_code")]),
        ({"unsur": "Waktu!"}, [("#/unsur", "invalid_form")]),
        ({"body": {"kind": "partai", "name": "Partai"}}, [("#/body/kind", "unknown_code")]),
        ({"body": {"kind": "komisi", "name": "---"}}, [("#/body/name", "nameless")]),
        ({"agency": "tidak-ada"}, [("#/agency", "unknown_reference")]),
        ({"status": "terbukti"}, [("#/status", "unknown")]),
        ({"published_at": "2026-01-01"}, [("#/published_at", "unknown")]),
    ],
)
async def test_a_wrong_need_is_refused(desk: Desk, facts: dict[str, Any], errors: list[tuple[str, str]]) -> None:
    body = {name: value for name, value in desk.told(**facts).items() if value is not None}
    answer = await desk.ask("operator", "POST", "/needs", body)
    assert (answer.status_code, errors_of(answer)) == (422, errors), answer.text


async def test_needs_are_recorded_for_agencies_whose_records_one_keeps(desk: Desk) -> None:
    assert await desk.refused("/needs", desk.told(agency=desk.other.slug)) == (403, "not_permitted")
    without = await desk.ask("registrar", "POST", "/needs", desk.told())
    assert errors_of(without) == [("#/agency", "required")]
    made = await desk.post("/needs", desk.told(agency=desk.other.slug), "registrar")
    assert made["agency"]["slug"] == desk.other.slug
    assert await desk.refused(f"/needs/{made['id']}/close", {"reason": REASON}) == (404, "not_found")


async def test_a_need_is_of_an_agency_of_the_city_that_existed_on_the_day(desk: Desk) -> None:
    async with desk.fresh.committing() as session:
        gone = await factories.agency(session, "Dinas Usai Desk", valid_from="2010", valid_to="2019")
        abroad = await factories.agency(session, "Kota Lain Desk", external=True)
    for facts, code in (
        ({"agency": gone.slug}, "not_in_force"),
        ({"agency": gone.slug, "opened_on": "2009-12-31"}, "not_in_force"),
        ({"agency": abroad.slug}, "external"),
    ):
        answer = await desk.ask("registrar", "POST", "/needs", desk.told(**facts))
        assert (answer.status_code, errors_of(answer)) == (422, [("#/agency", code)]), answer.text
    made = await desk.post("/needs", desk.told(agency=gone.slug, opened_on="2019-12-31"), "registrar")
    assert made["agency"]["slug"] == gone.slug


async def test_a_need_is_corrected_by_whoever_saw_it(desk: Desk) -> None:
    made = await desk.need(publish=False)
    path = f"/needs/{made['id']}"
    unseen = await desk.ask("operator", "PATCH", path, {"priority": "tinggi"}, if_match="")
    assert unseen.status_code == 428
    stale = await desk.ask("operator", "PATCH", path, {"priority": "tinggi"}, if_match='"v9"')
    assert (stale.status_code, stale.headers["etag"]) == (412, '"v1"')
    patch = {"priority": "tinggi", "unsur": "waktu", "evidence": [{**EVIDENCE, "title": "Notulen"}]}
    read = await desk.ask("operator", "GET", path)
    answer = await desk.ask("operator", "PATCH", path, patch, if_match=read.headers["etag"])
    assert (answer.status_code, answer.headers["etag"]) == (200, '"v2"')
    changed = answer.json()
    assert (changed["priority"], changed["unsur"], changed["evidence"][0]["title"]) == ("tinggi", "waktu", "Notulen")
    assert changed["statement"] == made["statement"]
    cleared = await desk.ask("operator", "PATCH", path, {"unsur": None})
    assert cleared.json()["unsur"] is None
    for patch, error in (
        ({"statement": None}, ("#/statement", "null_refused")),
        ({"evidence": []}, ("#/evidence", "required")),
        ({"source": "pengaduan"}, ("#/source", "unknown")),
        ({"agency": "dinas-rumah"}, ("#/agency", "unknown")),
    ):
        answer = await desk.ask("operator", "PATCH", path, patch)
        assert (answer.status_code, errors_of(answer)) == (422, [error]), answer.text
    assert [event.action for event in await desk.events(made["id"])] == ["need.create", "need.update", "need.update"]
    last = (await desk.events(made["id"]))[1].changes
    assert last["priority"] == ["sedang", "tinggi"]


async def test_a_closed_need_stays_as_it_is(desk: Desk) -> None:
    made = await desk.need()
    path = f"/needs/{made['id']}"
    assert (await desk.ask("operator", "POST", f"{path}/close", {})).status_code == 422
    closed = await desk.post(f"{path}/close", {"reason": REASON})
    assert (closed["status"], closed["closed_reason"], closed["legal_actions"]) == ("ditutup", REASON, [])
    assert await desk.refused(f"{path}/close", {"reason": REASON}) == (409, "need_step")
    assert await desk.refused(path, {"priority": "tinggi"}, method="PATCH") == (409, "need_fixed")
    assert await desk.refused(f"{path}/answers", {"innovation": NOBODY}) == (409, "need_step")
    assert await desk.refused(f"{path}/plans", {"plan": NOBODY}) == (409, "need_step")
    assert await desk.refused(f"{path}/remeasure") == (409, "need_without_survey")
    assert await desk.refused(f"{path}/verify", {"outcome": "terbukti", "evidence": [EVIDENCE]}) == (409, "need_step")


async def test_a_need_found_in_a_training_names_the_edition(desk: Desk) -> None:
    await desk.run(
        "INSERT INTO programme (id, slug, name, aliases, kind, status, published_at, version) "
        "VALUES (:id, 'diklat', 'Diklat', '{}', 'diklat', 'published', now(), 1)",
        id=NOBODY,
    )
    await desk.run(
        "INSERT INTO programme_edition (id, slug, programme_id, name, kind, starts_on, status, version) "
        "VALUES (:id, 'diklat-2026', :id, 'Diklat 2026', 'diklat', '2026', 'draft', 1)",
        id=NOBODY,
    )
    told = {"source": "identifikasi_pelatihan", "edition": "diklat-2026"}
    body = {name: value for name, value in desk.told(**told).items() if name != "body"}
    answer = await desk.ask("operator", "POST", "/needs", body)
    assert errors_of(answer) == [("#/edition", "unknown_reference")], "it is not public yet"
    await desk.run("UPDATE programme_edition SET status = 'published', published_at = now()")
    made = await desk.post("/needs", body)
    assert (made["edition"]["slug"], made["body"]) == ("diklat-2026", None)


async def seated(desk: Desk, name: str, slug: str) -> None:
    """Put somebody on record who has a seat in the council."""
    async with desk.fresh.committing() as session:
        council = await factories.agency(session, f"DPRD {name}")
        council.versions[0].kind = "dprd"
        member = await factories.person(session, name, slug)
        session.add(Position(person_id=member.id, agency_id=council.id, title="Anggota"))


async def test_no_text_names_a_member_of_the_council(desk: Desk) -> None:
    await seated(desk, "Sumbangsih Contoh", "sumbangsih-contoh")
    named = "Usulan SUMBANGSIH CONTOH dalam rapat."
    for facts, pointer in (
        ({"statement": named}, "#/statement"),
        ({"body": {"kind": "reses", "name": "Reses Sumbangsih Contoh"}}, "#/body/name"),
        ({"evidence": [{**EVIDENCE, "title": named}]}, "#/evidence/0/title"),
        ({"evidence": [{**EVIDENCE, "reference": named}]}, "#/evidence/0/reference"),
    ):
        answer = await desk.ask("operator", "POST", "/needs", desk.told(**facts))
        assert (answer.status_code, errors_of(answer)) == (422, [(pointer, "names_member")]), answer.text
    made = await desk.need()
    path = f"/needs/{made['id']}"
    for method, where, body in (
        ("PATCH", path, {"statement": named}),
        ("POST", f"{path}/close", {"reason": named}),
        ("POST", f"{path}/answers/withdraw", {"innovation": NOBODY, "reason": named}),
        ("POST", f"{path}/plans/withdraw", {"plan": NOBODY, "reason": named}),
    ):
        answer = await desk.ask("operator", method, where, body)
        assert [code for _, code in errors_of(answer)] == ["names_member"], (where, answer.text)


async def test_a_member_is_named_only_with_a_consent_and_no_longer_than_that(desk: Desk) -> None:
    await seated(desk, "Anggara Setuju", "anggara-setuju")
    wrong: list[tuple[Any, str]] = [
        ({"person": "anggara-setuju"}, "#/member/consent"),
        ({"person": "anggara-setuju", "consent": {"on": "2026-02-01"}}, "#/member/consent/document"),
        ({"person": "anggara-setuju", "consent": {"document": "Surat"}}, "#/member/consent/on"),
        ({"person": "anggara-setuju", "consent": {**CONSENT, "on": AHEAD}}, "#/member/consent/on"),
        ({"person": "tidak-ada", "consent": CONSENT}, "#/member/person"),
        (
            {"person": "anggara-setuju", "consent": {**CONSENT, "document": "Surat Anggara Setuju"}},
            "#/member/consent/document",
        ),
    ]
    for member, pointer in wrong:
        answer = await desk.ask("operator", "POST", "/needs", desk.told(member=member))
        assert [place for place, _ in errors_of(answer)] == [pointer], answer.text
    member = {"person": "anggara-setuju", "consent": CONSENT}
    complaint = {name: value for name, value in desk.told(member=member, source="pengaduan").items() if name != "body"}
    assert errors_of(await desk.ask("operator", "POST", "/needs", complaint)) == [("#/member", "unfit")]
    sent = await desk.ask("operator", "POST", "/needs", desk.told(member=member), idempotency_key='"anggota-1"')
    path = f"/needs/{sent.json()['id']}"
    await desk.post(f"{path}/publish", who="registrar")
    told = (await desk.get(path))["member"]
    assert (told["name"], told["consent"]) == ("Anggara Setuju", CONSENT)

    early = await desk.ask("operator", "POST", f"{path}/withdraw-consent", {"on": "2026-01-31"})
    assert errors_of(early) == [("#/on", "too_early")]
    gone = await desk.post(f"{path}/withdraw-consent", {"on": ago(1).isoformat()})
    assert (gone["member"], gone["consent_withdrawn_on"]) == (None, ago(1).isoformat())
    assert await desk.refused(f"{path}/withdraw-consent", {}) == (409, "no_consent")
    for answer in (
        await desk.ask(None, "GET", path),
        await desk.ask("registrar", "GET", path),
        await desk.ask(None, "GET", "/needs?limit=200"),
        await desk.ask(None, "GET", "/needs/loop?limit=200"),
        await desk.ask("operator", "GET", f"/audit?entity_id={sent.json()['id']}"),
        await desk.ask("operator", "POST", "/needs", desk.told(member=member), idempotency_key='"anggota-1"'),
    ):
        assert "Anggara" not in answer.text
        assert "anggara-setuju" not in answer.text
    assert answer.status_code == 409, "what was answered then is told no more"
    for event in await desk.events(sent.json()["id"]):
        assert told["id"] not in str(event.changes), "nor does the history tell who it was"


async def test_a_member_whose_public_name_is_withdrawn_is_named_no_more(desk: Desk) -> None:
    await seated(desk, "Pratama Diam", "pratama-diam")
    need = await desk.need(member={"person": "pratama-diam", "consent": CONSENT})
    assert need["member"]["slug"] == "pratama-diam"
    await desk.run("UPDATE person SET concealed_at = now() WHERE slug = 'pratama-diam'")
    assert (await desk.get(f"/needs/{need['id']}"))["member"] is None


async def test_needs_are_found_by_what_they_are(desk: Desk) -> None:
    made = await desk.need(priority="tinggi", unsur="sarana", body={"kind": "fraksi", "name": "Fraksi Uji"})
    complaint = {name: value for name, value in desk.told(source="pengaduan").items() if name != "body"}
    other = await desk.post("/needs", complaint)
    for query, found, other_found in (
        ({"agency": "dinas-rumah"}, True, True),
        ({"agency": desk.other.slug}, False, False),
        ({"source": "aspirasi_dprd"}, True, False),
        ({"body": "fraksi"}, True, False),
        ({"body": "dprd"}, True, False),
        ({"body": "reses"}, False, False),
        ({"unsur": "sarana"}, True, False),
        ({"priority": "tinggi"}, True, False),
        ({"status": "terbuka"}, True, True),
        ({"status": "dijawab"}, False, False),
        ({"survey": "tidak-ada"}, False, False),
        ({"innovation": "tidak-ada"}, False, False),
    ):
        ids = {one["id"] for one in (await desk.get("/needs", "operator", limit="200", **query))["items"]}
        assert (made["id"] in ids, other["id"] in ids) == (found, other_found), query
    answer = await desk.ask(None, "GET", "/needs?status=selesai&lain=1")
    assert {pointer for pointer, _ in errors_of(answer)} >= {"query/lain"}


async def test_the_list_is_paged_the_newest_first(desk: Desk) -> None:
    for _ in range(4):
        await desk.need()
    there, back = await there_and_back(desk.fresh.client, "/v1/needs", (1, 2))
    assert there == back == sorted(there, reverse=True)
    assert len(there) == (await desk.get("/needs", with_total="true"))["total"]
    page = await desk.get("/needs", limit="1")
    foreign = await desk.ask("operator", "GET", f"/needs?limit=1&cursor={page['next']}")
    assert foreign.json()["code"] == "invalid_cursor", "the list of another reader is another list"


@pytest.mark.parametrize(
    ("path", "served"), [("loop", "GET, HEAD"), ("loop.csv", "GET, HEAD"), ("from-survey", "POST")]
)
async def test_a_path_that_is_written_out_is_no_key_of_a_need(desk: Desk, path: str, served: str) -> None:
    answer = await desk.ask("operator", "PATCH", f"/needs/{path}", {"priority": "tinggi"})
    assert (answer.status_code, answer.json()["code"], answer.headers["allow"]) == (405, "method_not_allowed", served)
    wrong = await desk.ask("operator", "PATCH", "/needs/bukan-kunci", {"priority": "tinggi"})
    assert errors_of(wrong)[0][0] == "path/need_id"

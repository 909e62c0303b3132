"""Looking before inviting, declaring and deciding, over HTTP: who may, what is refused, what is told."""

from typing import Any

import pytest
from sqlalchemy import select

from app.models import Assessment, ConflictFinding, DeclaredConflict, Person
from tests import factories, signing
from tests.asking import errors_of
from tests.conflicts.panel import Panel, now, post
from tests.rounds import making

REASON = "Kami tinggal serumah."


def of(panel: Panel, part: str = "conflicts") -> str:
    return f"/v1/rounds/{panel.round.slug}/{part}"


async def pages(panel: Panel, path: str, **query: Any) -> list[dict[str, Any]]:
    """Return every item of a list, read page by page."""
    items: list[dict[str, Any]] = []
    cursor = None
    while True:
        told = {**query, **({"cursor": cursor} if cursor else {})}
        answer = await panel.fresh.client.get(path, params=told, headers=panel.heads["registrar"])
        assert answer.status_code == 200, answer.text
        items += answer.json()["items"]
        cursor = answer.json()["next"]
        if cursor is None:
            return items


async def stop(panel: Panel) -> None:
    """Let a conflict come to light."""
    body = {"people": [{"person": "budi-santoso", "role": "inovator"}]}
    await panel.done("registrar", "PATCH", f"/v1/innovations/{panel.innovation.id}", body, if_match="*")


# Looking


async def test_whoever_is_not_invited_yet_can_be_asked_about(panel: Panel) -> None:
    found = await panel.done("registrar", "GET", f"{of(panel)}?assessor=citra-lestari&with_total=true")
    assert found["total"] == 1
    (item,) = found["items"]
    assert (item["entry_id"], item["name"], item["account_id"]) == (str(panel.entry.id), "E-Arsip", None)
    assert item["innovation"]["slug"] == panel.innovation.slug
    assert item["person"] == {"id": str(panel.people["citra"].id), "slug": "citra-lestari", "name": "Citra Lestari"}
    assert [reason["kind"] for reason in item["reasons"]] == ["own_innovation", "same_agency"]
    assert item["reasons"][0]["explanation"] == {
        "id": "Citra Lestari adalah inovator E-Arsip.",
        "en": "Citra Lestari is an innovator of E-Arsip.",
    }
    by_id = await panel.done(
        "registrar", "GET", f"/v1/rounds/{panel.round.id}/conflicts?assessor={panel.people['citra'].id}"
    )
    assert by_id["items"] == found["items"]
    assert (await panel.done("registrar", "GET", f"{of(panel)}?assessor=budi-santoso"))["items"] == []


async def test_two_accounts_of_one_person_have_the_same_conflicts(panel: Panel) -> None:
    async with panel.fresh.committing() as session:
        second = await signing.account(session, "operator", agency_id=panel.agencies["own"].id)
        second.person_id = panel.people["budi"].id
    told = [
        (await panel.done("registrar", "GET", f"{of(panel)}?assessor={account}"))["items"]
        for account in (panel.account.id, second.id)
    ]
    assert [one["account_id"] for items in told for one in items] == [str(panel.account.id), str(second.id)]
    assert told[0][0]["reasons"] == told[1][0]["reasons"] != []


async def test_without_a_name_the_whole_panel_is_looked_at_page_by_page(panel: Panel) -> None:
    async with panel.fresh.committing() as session:
        for number in range(5):
            one = await factories.innovation(session, f"Inovasi {number}", agency_id=panel.agencies["far"].id)
            await making.entry(session, panel.round, one)
        await post(session, panel.people["budi"], panel.agencies["far"])
        dewi = await signing.account(session, "assessor")
        await making.assessor(session, panel.round, dewi, panel.people["dewi"])
        gone = await signing.account(session, "assessor")
        await making.assessor(session, panel.round, gone, panel.people["citra"], removed_at=now(), removed_reason="Ya.")
    assert await pages(panel, of(panel), assessor="dewi-anggraini") == []
    items = await pages(panel, of(panel), limit=2)
    assert [item["name"] for item in items] == [f"Inovasi {number}" for number in range(5)]
    assert {item["account_id"] for item in items} == {str(panel.account.id)}
    last = await panel.done("registrar", "GET", f"{of(panel)}?limit=200")
    assert (last["items"], last["next"], last["total"]) == (items, None, None)
    page = await panel.done("registrar", "GET", f"{of(panel)}?limit=2")
    page = await panel.done("registrar", "GET", f"{of(panel)}?limit=2&cursor={page['next']}")
    back = await panel.done("registrar", "GET", f"{of(panel)}?limit=2&cursor={page['prev']}")
    assert back["items"] == items[:2]
    answer = await panel.ask("registrar", "GET", f"{of(panel)}?assessor=budi-santoso&cursor={page['next']}")
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_cursor")


async def test_a_draft_has_no_entries_and_so_no_conflicts(panel: Panel) -> None:
    async with panel.fresh.committing() as session:
        draft = await making.round_of(
            session, await making.instrument(session, making.form(code="lain")), status="draft"
        )
    found = await panel.done("registrar", "GET", f"/v1/rounds/{draft.slug}/conflicts?assessor=citra-lestari")
    assert found["items"] == []


async def test_nobody_and_an_account_of_nobody_cannot_be_looked_at(panel: Panel) -> None:
    for name in ("tidak-ada", "019ab3c1-ffff-7d3e-9a51-3c8f1f1d2b11"):
        answer = await panel.ask("registrar", "GET", f"{of(panel)}?assessor={name}")
        assert (answer.status_code, errors_of(answer)) == (422, {("query/assessor", "unknown_reference")})
    async with panel.fresh.committing() as session:
        nobody = await signing.account(session, "assessor")
    answer = await panel.ask("registrar", "GET", f"{of(panel)}?assessor={nobody.id}")
    assert (answer.status_code, answer.json()["code"]) == (409, "assessor_unidentified")


async def test_only_those_who_run_rounds_look(panel: Panel) -> None:
    for who in ("budi", "operator", "admin", "controller"):
        answer = await panel.ask(who, "GET", of(panel))
        assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted"), who
    # rounds are of the whole city, which a key that is bound to an agency does not reach
    assert (await panel.ask("bound", "GET", of(panel))).status_code == 404
    assert (await panel.ask("registrar", "GET", "/v1/rounds/tidak-ada/conflicts")).status_code == 404


# Declaring


async def test_an_assessor_declares_for_themself_and_is_suspended(panel: Panel) -> None:
    answer = await panel.ask("budi", "POST", of(panel), {"innovation": panel.innovation.slug, "reason": f"  {REASON} "})
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert (made["reason"], made["suspended"], made["account_id"]) == (REASON, 1, str(panel.account.id))
    assert made["innovation"]["id"] == str(panel.innovation.id)
    assert answer.headers["location"].endswith(of(panel))
    assert await panel.reasons() == [("declared", f"Declared of Budi Santoso: {REASON}")]
    (written,) = await panel.events("conflict.declare")
    assert (written.entity_kind, str(written.entity_id), written.reason) == ("conflict", made["id"], REASON)
    assert written.changes["person"] == [None, str(panel.people["budi"].id)]
    again = await panel.ask("budi", "POST", of(panel), {"innovation": str(panel.innovation.id), "reason": REASON})
    assert (again.status_code, again.json()["code"]) == (409, "conflict_declared")


async def test_whoever_runs_the_round_declares_for_anybody_on_the_panel(panel: Panel) -> None:
    body = {"innovation": panel.innovation.slug, "reason": REASON}
    answer = await panel.ask("registrar", "POST", of(panel), body)
    assert (answer.status_code, errors_of(answer)) == (422, {("#/assessor", "required")})
    unknown = {**body, "assessor": "019ab3c1-ffff-7d3e-9a51-3c8f1f1d2b11"}
    answer = await panel.ask("registrar", "POST", of(panel), unknown)
    assert (answer.status_code, errors_of(answer)) == (422, {("#/assessor", "unknown_reference")})
    made = await panel.done("registrar", "POST", of(panel), {**body, "assessor": str(panel.account.id)})
    assert made["suspended"] == 1
    async with panel.fresh.committing() as session:
        declared = await session.scalar(select(DeclaredConflict))
    assert declared is not None
    assert declared.person_id == panel.people["budi"].id


async def test_what_cannot_be_declared(panel: Panel) -> None:
    body = {"innovation": panel.other.slug, "reason": REASON}
    answer = await panel.ask("budi", "POST", of(panel), body)
    assert (answer.status_code, errors_of(answer)) == (422, {("#/innovation", "unknown_reference")})
    for reason in ("", "   a   ", "Ya"):
        answer = await panel.ask("budi", "POST", of(panel), {**body, "reason": reason})
        assert (answer.status_code, errors_of(answer)) == (422, {("#/reason", "too_short")})
    other = await panel.ask("budi", "POST", of(panel), {**body, "assessor": "019ab3c1-ffff-7d3e-9a51-3c8f1f1d2b11"})
    assert (other.status_code, errors_of(other)) == (403, {("#/assessor", "not_yours")})
    assert await panel.findings() == []


async def test_whoever_has_no_part_in_the_round_does_not_learn_of_it(panel: Panel) -> None:
    body = {"innovation": panel.innovation.slug, "reason": REASON}
    for who in ("operator", "admin", "controller"):
        answer = await panel.ask(who, "POST", of(panel), body)
        assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted"), who
    for who in ("other assessor", "bound"):
        for path in (of(panel), "/v1/rounds/tidak-ada/conflicts"):
            answer = await panel.ask(who, "POST", path, body)
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), who
    async with panel.fresh.committing() as session:
        read_only = await signing.key(session, panel.account, permissions=["assessments_read"])
    answer = await panel.fresh.client.post(of(panel), json=body, headers=read_only)
    assert answer.status_code == 404


# Deciding


async def test_a_decision_lets_the_scores_count_or_not(panel: Panel) -> None:
    await stop(panel)
    path = f"/v1/assessments/{panel.assessment_id}/decide"
    body = {"verdict": "allowed", "note": "Hanya salah ketik."}
    answer = await panel.ask("registrar", "POST", path, body, if_match='"v2"')
    assert answer.status_code == 200, answer.text
    assert answer.headers["etag"] == '"v3"'
    told = answer.json()
    assert (told["state"], told["verdict"], told["note"]) == ("decided", "allowed", "Hanya salah ketik.")
    assert told["assessment"] == {
        "id": str(panel.assessment_id),
        "stage": "panel",
        "status": "submitted",
        "suspended": False,
        "excluded": False,
        "version": 3,
    }
    (written,) = await panel.events("assessment.decide")
    assert (written.reason, written.changes["verdict"]) == ("Hanya salah ketik.", [None, "allowed"])
    assert written.agency_id == panel.agencies["own"].id
    again = await panel.ask("registrar", "POST", path, body, if_match='"v3"')
    assert (again.status_code, again.json()["code"]) == (409, "assessment_not_suspended")


async def test_excluded_scores_are_marked(panel: Panel) -> None:
    await stop(panel)
    told = await panel.decide("excluded")
    assert (told["assessment"]["excluded"], told["assessment"]["suspended"]) == (True, False)
    async with panel.fresh.committing() as session:
        finding = await session.scalar(select(ConflictFinding))
    assert finding is not None
    assert finding.decided_by_id is not None
    assert finding.note == "Sudah diperiksa."


async def test_a_decision_is_about_the_version_that_was_seen(panel: Panel) -> None:
    await stop(panel)
    path = f"/v1/assessments/{panel.assessment_id}/decide"
    body = {"verdict": "allowed", "note": "Tidak mengapa."}
    assert (await panel.ask("registrar", "POST", path, body)).status_code == 428
    stale = await panel.ask("registrar", "POST", path, body, if_match='"v1"')
    assert (stale.status_code, stale.headers["etag"]) == (412, '"v2"')
    # a further reason makes what was seen stale
    await panel.done("budi", "POST", of(panel), {"innovation": panel.innovation.slug, "reason": REASON})
    stale = await panel.ask("registrar", "POST", path, body, if_match='"v2"')
    assert (stale.status_code, stale.headers["etag"]) == (412, '"v3"')
    assert (await panel.assessment()).suspended_at is not None


async def test_who_decides_and_of_what(panel: Panel) -> None:
    await stop(panel)
    path = f"/v1/assessments/{panel.assessment_id}/decide"
    body = {"verdict": "allowed", "note": "Tidak mengapa."}
    for who in ("budi", "operator", "admin", "controller"):
        answer = await panel.ask(who, "POST", path, body, if_match="*")
        assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted"), who
    for who, asked in (("bound", path), ("registrar", "/v1/assessments/019ab3c1-ffff-7d3e-9a51-3c8f1f1d2b11/decide")):
        assert (await panel.ask(who, "POST", asked, body, if_match="*")).status_code == 404
    for wrong, error in (
        ({"verdict": "allowed"}, ("#/note", "required")),
        ({**body, "note": "   x   "}, ("#/note", "too_short")),
        ({**body, "verdict": "mungkin"}, ("#/verdict", "unknown_code")),
    ):
        answer = await panel.ask("registrar", "POST", path, wrong, if_match="*")
        assert (answer.status_code, errors_of(answer)) == (422, {error})
    assert (await panel.assessment()).suspended_at is not None


async def test_nothing_is_to_decide_of_what_is_not_suspended(panel: Panel) -> None:
    body = {"verdict": "excluded", "note": "Tanpa alasan."}
    answer = await panel.ask("registrar", "POST", f"/v1/assessments/{panel.assessment_id}/decide", body, if_match="*")
    assert (answer.status_code, answer.json()["code"]) == (409, "assessment_not_suspended")


# Findings


async def test_findings_wait_for_a_decision_and_are_kept_after_it(panel: Panel) -> None:
    assert (await panel.done("registrar", "GET", "/v1/conflicts?with_total=true"))["total"] == 0
    await stop(panel)
    found = await panel.done("registrar", "GET", "/v1/conflicts?state=open&with_total=true")
    assert found["total"] == 1
    (item,) = found["items"]
    assert (item["state"], item["verdict"], item["decided_at"]) == ("open", None, None)
    assert item["round"]["slug"] == panel.round.slug
    assert item["assessment"]["id"] == str(panel.assessment_id)
    assert (item["assessment"]["suspended"], item["assessment"]["version"]) == (True, 2)
    assert item["entry"]["innovation"]["slug"] == panel.innovation.slug
    assert (item["account_id"], item["person"]["slug"]) == (str(panel.account.id), "budi-santoso")
    assert item["reasons"][0]["explanation"]["id"] == "Budi Santoso adalah inovator E-Arsip."
    assert (await panel.done("registrar", "GET", "/v1/conflicts?state=decided"))["items"] == []
    await panel.decide("allowed")
    assert (await panel.done("registrar", "GET", "/v1/conflicts?state=open"))["items"] == []
    await panel.correct(panel.innovation, people=[{"person": "budi-santoso", "role": "mentor"}])
    states = [item["state"] for item in await pages(panel, "/v1/conflicts", limit=1)]
    assert states == ["decided", "open"]


async def test_only_those_who_run_rounds_read_findings(panel: Panel) -> None:
    for who in ("budi", "operator", "admin", "controller", "bound"):
        answer = await panel.ask(who, "GET", "/v1/conflicts")
        assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted"), who


async def test_a_name_that_is_withdrawn_later_is_told_in_no_finding(panel: Panel) -> None:
    await stop(panel)
    await panel.decide("allowed", "Budi Santoso sudah pindah.")
    asked = {"person": "budi-santoso", "kind": "withdrawal", "statement": "Tariklah nama saya."}
    opened = await panel.done("controller", "POST", "/v1/personal-data-requests", asked)
    granted = {"answer": "granted", "note": "Sudah ditarik."}
    path = f"/v1/personal-data-requests/{opened['id']}/answer"
    await panel.done("controller", "POST", path, granted, if_match="*")
    answer = await panel.ask("registrar", "GET", "/v1/conflicts")
    assert "Budi" not in answer.text
    assert answer.json()["items"][0]["person"]["slug"] == "dirahasiakan"
    assert answer.json()["items"][0]["note"] == "[dirahasiakan] sudah pindah."
    looked = await panel.ask("registrar", "GET", f"{of(panel)}?assessor={panel.account.id}")
    assert looked.status_code == 200
    assert "Budi" not in looked.text
    assert (await panel.ask("registrar", "GET", f"{of(panel)}?assessor=budi-santoso")).status_code == 422
    async with panel.fresh.committing() as session:
        assert (await session.scalar(select(Person.name).where(Person.slug == "budi-santoso"))) == "Budi Santoso"


@pytest.mark.parametrize("status", ["invited", "accepted", "submitted"])
async def test_work_in_every_state_is_suspended(panel: Panel, status: str) -> None:
    async with panel.fresh.committing() as session:
        (await session.get_one(Assessment, panel.assessment_id)).status = status
    await stop(panel)
    assert [kind for kind, _ in await panel.reasons()] == ["own_innovation"]


async def test_a_person_on_the_panel_by_two_accounts_is_told_page_by_page(panel: Panel) -> None:
    """Who submitted, left and came back by another account is there twice, for both can have scored."""
    round_path = f"/v1/rounds/{panel.round.slug}"
    told = {"assessor": str(panel.account.id), "reason": "Berhalangan."}
    await panel.done("registrar", "POST", f"{round_path}/panel/remove", told, if_match="*")
    async with panel.fresh.committing() as session:
        second = await signing.account(session, "assessor", person_id=panel.people["budi"].id)
    await panel.done("registrar", "POST", f"{round_path}/panel", {"assessor": str(second.id)}, if_match="*")
    said = {"assessor": str(second.id), "innovation": panel.innovation.slug, "reason": "Membimbing timnya."}
    await panel.done("registrar", "POST", f"{round_path}/conflicts", said)
    page = await panel.done("registrar", "GET", f"{round_path}/conflicts?limit=1&with_total=true")
    seen = [page["items"][0]["account_id"]]
    while page["next"]:
        page = await panel.done("registrar", "GET", f"{round_path}/conflicts?limit=1&cursor={page['next']}")
        seen += [item["account_id"] for item in page["items"]]
    assert sorted(seen) == sorted([str(panel.account.id), str(second.id)])

"""From concluded stages to a decree, to the public; and every result once more, byte by byte."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import func, insert, select

from app.core.ids import new_id
from app.models import AuditEvent, Objection, RankedEntry, Round, RoundEntry, StageResult
from tests.conftest import Fresh
from tests.results.hall import Hall, closed, furnished
from tests.results.worked import SCORES

DECREE = {"decree_number": "100.3.3/512.K/2026", "decree_on": "2026-12-20"}


def code(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def counts(fresh: Fresh) -> list[int]:
    """How much is on record, but for what was written down."""
    async with fresh.committing() as session:
        rows = [await session.scalar(select(func.count()).select_from(one)) or 0 for one in (StageResult, RankedEntry)]
        versions = await session.scalar(select(func.sum(Round.version))) or 0
        out = await session.scalar(select(func.count()).select_from(RoundEntry).where(RoundEntry.status == "out")) or 0
    return [*rows, versions, out]


async def test_the_same_inputs_are_the_same_bytes(fresh: Fresh) -> None:
    hall = await furnished(fresh, closed(rule="top", value=3))
    head = await hall.conclude()
    (document,) = await hall.documents()
    assert head["digest"] == hashlib.sha256(document.encode()).hexdigest()
    before = await counts(fresh)
    again = await hall.post("/stages/panel/recompute")
    assert again.json() == {
        "same": True,
        "number": 1,
        "engine": "1",
        "digest": head["digest"],
        "stored_digest": head["digest"],
        "inputs_digest": head["inputs_digest"],
        "stored_inputs_digest": head["inputs_digest"],
    }
    # written anew by another way through the same rows, the document is the same text
    await hall.run("DELETE FROM ranked_entry")
    await hall.run("DELETE FROM stage_result")
    await hall.run("UPDATE round_entry SET status = 'active', out_stage_id = NULL, out_reason = NULL")
    await hall.run("UPDATE score SET value = value, scored_at = now()")
    await hall.conclude()
    assert await hall.documents() == [document]
    assert (await counts(fresh))[0] == before[0]
    async with fresh.committing() as session:
        actions = list(await session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)))
    assert actions == ["round.conclude", "round.recompute", "round.conclude"]


async def test_recomputing_writes_nothing_but_that_it_was_done(fresh: Fresh) -> None:
    hall = await furnished(fresh, closed(rule="top", value=3))
    await hall.conclude()
    before = await counts(fresh)
    await hall.change("a", 0, excluded=True)
    changed = (await hall.post("/stages/panel/recompute")).json()
    assert (changed["same"], changed["digest"] == changed["stored_digest"]) == (False, False)
    assert changed["inputs_digest"] != changed["stored_inputs_digest"]
    assert await counts(fresh) == before
    async with fresh.committing() as session:
        event = (await session.scalars(select(AuditEvent).where(AuditEvent.action == "round.recompute"))).one()
    assert event.changes == {"stage": [None, "panel"], "number": [None, 1], "same": [None, False]}


async def test_a_score_that_somebody_changed_in_the_tables_shows(fresh: Fresh) -> None:
    hall = await furnished(fresh)
    await hall.conclude()
    await hall.run("UPDATE score SET value = value + 1 WHERE value = 90")
    changed = (await hall.post("/stages/panel/recompute")).json()
    assert (changed["same"], changed["inputs_digest"] == changed["stored_inputs_digest"]) == (False, False)


async def test_a_document_that_somebody_changed_in_the_tables_shows(fresh: Fresh) -> None:
    hall = await furnished(fresh)
    await hall.conclude()
    await hall.run("UPDATE stage_result SET document = replace(document, '85.00', '95.00')")
    changed = (await hall.post("/stages/panel/recompute")).json()
    assert (changed["same"], changed["digest"] == changed["stored_digest"]) == (False, True)
    assert changed["inputs_digest"] == changed["stored_inputs_digest"]


async def test_a_result_stays_what_it_was_when_an_entry_leaves_later(fresh: Fresh) -> None:
    hall = await furnished(fresh, closed(rule="top", value=3))
    await hall.conclude()
    await hall.run("UPDATE round_entry SET status = 'withdrawn', out_reason = 'Mundur' WHERE name = 'Inovasi a'")
    assert (await hall.post("/stages/panel/recompute")).json()["same"]


async def test_what_was_never_concluded_cannot_be_computed_again(fresh: Fresh) -> None:
    hall = await furnished(fresh)
    for path in ("/stages/panel/recompute", "/recompute"):
        refused = await hall.post(path)
        assert code(refused) == (409, "stages_not_concluded")
        assert refused.json()["stages"] == ["panel"]


async def two_stages(fresh: Fresh) -> Hall:
    """A proposal that four go on from, and an interview, at 70 and 30, with the same scores at both."""
    hall = await furnished(
        fresh,
        closed("proposal", 1, rule="top", value=3, weight=70),
        closed("wawancara", 3, weight=30),
        scored=("proposal", "wawancara"),
    )
    await hall.conclude("proposal")
    return hall


async def test_a_decree_determines_the_mean_of_the_stages_by_their_weights(fresh: Fresh) -> None:
    hall = await two_stages(fresh)
    # at the interview b gets 100 of everybody: 0.7 x 80 + 0.3 x 100 = 86; a keeps 85; c has 73
    ids = ", ".join(f"'{hall.sheets['b', number].id}'" for number in range(3))
    await hall.run(f"UPDATE score SET value = 100 WHERE assessment_id IN ({ids})")  # noqa: S608 - ids of the test
    await hall.conclude("wawancara")
    shown = await hall.determine()
    assert (shown["status"], shown["decree_number"], shown["decree_on"]) == (
        "determined",
        DECREE["decree_number"],
        DECREE["decree_on"],
    )
    assert shown["legal_actions"] == ["publish", "revoke"]
    page = await hall.ranking(None)
    assert page["result"]["stage"] is None
    assert await hall.ranks(None) == {"b": 1, "a": 2, "c": 3, "d": None, "e": None, "f": None}
    assert [item["total"] and item["total"]["shown"] for item in page["items"]] == [
        "86.00",
        "85.00",
        "73.00",
        None,
        None,
        None,
    ]
    assert [item["out_stage"] for item in page["items"]] == [None] * 3 + ["proposal"] * 3
    detail = (await hall.get(f"/results/{hall.entries['b'].id}")).json()
    assert [(one["stage"], one["weight"], one["total"]["shown"], one["rank"]) for one in detail["stages"]] == [
        ("proposal", "70", "80.00", 2),
        ("wawancara", "30", "100.00", 1),
    ]
    assert detail["panel"] == []


async def test_a_determined_round_can_be_computed_again(fresh: Fresh) -> None:
    hall = await two_stages(fresh)
    await hall.conclude("wawancara")
    await hall.determine()
    final = json.loads((await hall.documents())[-1])
    again = (await hall.post("/recompute")).json()
    assert again["same"]
    assert again["inputs_digest"] == final["inputs_digest"]
    for stage in ("proposal", "wawancara"):
        assert (await hall.post(f"/stages/{stage}/recompute")).json()["same"], stage
    await hall.run("UPDATE stage_result SET document = replace(document, '80.00', '90.00') WHERE stage_id IS NOT NULL")
    assert not (await hall.post("/recompute")).json()["same"]


async def test_whoever_left_is_not_ranked_in_the_end(fresh: Fresh) -> None:
    hall = await furnished(fresh, closed(rule="top", value=3))
    await hall.conclude()
    await hall.run("UPDATE round_entry SET status = 'withdrawn', out_reason = 'Mundur' WHERE name = 'Inovasi a'")
    await hall.determine()
    assert await hall.ranks(None) == {"b": 1, "c": 2, "d": None, "e": None, "f": None, "a": None}
    last = (await hall.ranking(None))["items"][-1]
    assert (last["reason"], last["passed"]) == ("withdrawn", False)


async def test_nothing_is_determined_on_a_sheet_that_was_suspended_meanwhile(fresh: Fresh) -> None:
    hall = await furnished(fresh, closed(rule="top", value=3))
    await hall.conclude()
    # f is out, perhaps by that very sheet
    for letter in "abf":
        await hall.change(letter, 0, suspended_at=datetime.now(UTC))
    refused = await hall.post("/determine", DECREE, if_match="*")
    assert code(refused) == (409, "conflicts_undecided")
    assert refused.json()["undecided"] == 3
    for letter in "abf":
        await hall.change(letter, 0, suspended_at=None)
    await hall.determine()


async def test_nothing_is_determined_on_a_score_that_was_excluded_meanwhile(fresh: Fresh) -> None:
    hall = await furnished(fresh, closed(rule="top", value=3))
    await hall.conclude()
    await hall.change("a", 0, excluded=True)
    refused = await hall.post("/determine", DECREE, if_match="*")
    assert (*code(refused), refused.json()["stages"]) == (409, "stages_outdated", ["panel"])
    await hall.conclude()
    await hall.determine()
    for path in ("/stages/panel/recompute", "/recompute"):
        assert (await hall.post(path)).json()["same"], path


async def test_a_score_that_is_excluded_late_is_taken_out_of_every_stage_that_rests_on_it(fresh: Fresh) -> None:
    hall = await two_stages(fresh)
    await hall.conclude("wawancara")
    assert {letter for letter, (status, _) in (await hall.states()).items() if status == "active"} == set("abc")
    # without two of its sheets at the proposal c has 72 like d, and both go on: 72 is the third total
    proposal = hall.stages["proposal"].id
    await hall.run(
        "UPDATE assessment SET excluded = true FROM round_entry e, round_assessor r"  # noqa: S608 - ids of the test
        f" WHERE e.id = entry_id AND r.id = assessor_id AND stage_id = '{proposal}' AND"
        f" ((e.name = 'Inovasi c' AND r.id IN ('{hall.assessors[0].id}', '{hall.assessors[1].id}'))"
        f" OR (e.name = 'Inovasi d' AND r.id = '{hall.assessors[2].id}'))"
    )
    refused = await hall.post("/determine", DECREE, if_match="*")
    assert (*code(refused), refused.json()["stages"]) == (409, "stages_outdated", ["proposal"])
    again = await hall.conclude("proposal")
    assert (again["number"], again["passed"], again["cut_tied"]) == (2, 4, True)
    waiting = await hall.post("/determine", DECREE, if_match="*")
    assert (*code(waiting), waiting.json()["stages"]) == (409, "stages_not_concluded", ["wawancara"])
    assert ((await hall.conclude("wawancara"))["number"]) == 2
    await hall.determine()
    ranks = await hall.ranks(None)
    assert set(list(ranks)[:4]) == set("abcd")
    assert None not in list(ranks.values())[:4]
    for path in ("/stages/proposal/recompute", "/stages/wawancara/recompute", "/recompute"):
        assert (await hall.post(path)).json()["same"], path
    settled = (await hall.post("/stages/proposal/conclude")).json()
    assert settled["code"] == "round_step"
    async with fresh.committing() as session:
        events = (await session.scalars(select(AuditEvent).order_by(AuditEvent.id))).all()
    told = [event.changes for event in events if "stages/wawancara/concluded_at" in event.changes]
    assert [change["stages/wawancara/concluded_at"][1] for change in told] == [None]


async def test_a_later_stage_whose_result_stays_the_same_is_concluded_again_as_it_was(fresh: Fresh) -> None:
    hall = await two_stages(fresh)
    before = await hall.conclude("wawancara")
    # the highest total stays the highest
    await hall.run(
        "UPDATE assessment SET excluded = true FROM round_entry e"  # noqa: S608 - ids of the test
        f" WHERE e.id = entry_id AND e.name = 'Inovasi a' AND stage_id = '{hall.stages['proposal'].id}'"
        f" AND assessor_id = '{hall.assessors[0].id}'"
    )
    await hall.conclude("proposal")
    assert await hall.conclude("wawancara") == before
    await hall.determine()


async def test_whom_a_later_stage_put_out_stays_out_when_an_earlier_one_is_concluded_anew(fresh: Fresh) -> None:
    hall = await furnished(
        fresh,
        closed("proposal", 1, rule="top", value=4, weight=70),
        closed("wawancara", 3, rule="top", value=2, weight=30),
        scored=("proposal", "wawancara"),
    )
    await hall.conclude("proposal")
    await hall.conclude("wawancara")
    states = await hall.states()
    await hall.run(
        "UPDATE assessment SET excluded = true FROM round_entry e"  # noqa: S608 - ids of the test
        f" WHERE e.id = entry_id AND e.name = 'Inovasi a' AND stage_id = '{hall.stages['proposal'].id}'"
        f" AND assessor_id = '{hall.assessors[0].id}'"
    )
    assert (await hall.conclude("proposal"))["entries"] == 6
    assert await hall.states() == states


async def test_a_conflict_that_comes_up_after_the_decree_keeps_the_result_from_the_public(fresh: Fresh) -> None:
    hall = await furnished(fresh, closed(rule="top", value=3))
    await hall.conclude()
    await hall.determine()
    await hall.change("a", 0, suspended_at=datetime.now(UTC))
    assert code(await hall.post("/publish", if_match="*")) == (409, "conflicts_undecided")
    await hall.change("a", 0, suspended_at=None, excluded=True)
    assert code(await hall.post("/publish", if_match="*")) == (409, "stages_outdated")
    revoked = await hall.post("/revoke", {"reason": "Benturan kepentingan diputuskan."}, if_match="*")
    assert revoked.status_code == 200, revoked.text
    shown = revoked.json()
    assert [shown[name] for name in ("status", "decree_number", "decree_on")] == ["open", None, None]
    assert (await hall.conclude())["number"] == 2
    await hall.determine()
    assert (await hall.ranking(None))["result"]["number"] == 2
    await hall.publish()
    assert code(await hall.post("/revoke", {"reason": "Terlambat."}, if_match="*")) == (409, "round_step")


async def test_a_decree_is_revoked_for_a_reason_that_the_history_keeps(fresh: Fresh) -> None:
    hall = await furnished(fresh)
    assert code(await hall.post("/revoke", {"reason": "Belum ada."}, if_match="*")) == (409, "round_step")
    await hall.conclude()
    await hall.determine()
    assert code(await hall.post("/revoke", {}, if_match="*"))[0] == 422
    assert code(await hall.post("/revoke", {"reason": "Salah nomor."})) == (428, "precondition_required")
    await hall.post("/revoke", {"reason": "Salah nomor."}, if_match="*")
    async with fresh.committing() as session:
        event = (await session.scalars(select(AuditEvent).where(AuditEvent.action == "round.revoke"))).one()
    assert event.reason == "Salah nomor."
    assert event.changes == {
        "status": ["determined", "open"],
        "decree_number": [DECREE["decree_number"], None],
        "decree_on": [DECREE["decree_on"], None],
    }


async def test_nothing_is_determined_before_every_objection_is_answered(fresh: Fresh) -> None:
    hall = await furnished(fresh, closed(), closed("uji_publik", 3))
    await hall.conclude()
    await hall.conclude("uji_publik")
    facts = {"round_id": hall.round.id, "entry_id": hall.entries["a"].id, "number": 1, "statement": "Belum dipakai."}
    await hall.run(
        insert(Objection).values(id=new_id(), received_at=datetime.now(UTC), updated_at=datetime.now(UTC), **facts)
    )
    refused = await hall.post("/determine", DECREE, if_match="*")
    assert (*code(refused), refused.json()["open_objections"]) == (409, "objections_open", 1)
    await hall.run("UPDATE objection SET status = 'dismissed', summary = 'A', answer = 'B', answered_at = now()")
    await hall.determine()


async def test_every_stage_comes_first_and_the_version_is_that_of_the_round(fresh: Fresh) -> None:
    hall = await two_stages(fresh)
    early = await hall.post("/determine", DECREE, if_match="*")
    assert code(early) == (409, "stages_not_concluded")
    assert early.json()["stages"] == ["wawancara"]
    await hall.conclude("wawancara")
    assert code(await hall.post("/determine", DECREE)) == (428, "precondition_required")
    stale = await hall.post("/determine", DECREE, if_match='"v1"')
    assert code(stale) == (412, "precondition_failed")
    assert stale.headers["etag"] == '"v3"'
    determined = await hall.post("/determine", DECREE, if_match='"v3"')
    assert (determined.status_code, determined.headers["etag"]) == (200, '"v4"')
    assert code(await hall.post("/determine", DECREE, if_match="*")) == (409, "round_step")
    assert code(await hall.post("/stages/wawancara/conclude")) == (409, "round_step")
    assert code(await hall.post("/publish")) == (428, "precondition_required")
    assert code(await hall.post("/publish", if_match='"v3"')) == (412, "precondition_failed")
    published = await hall.post("/publish", if_match='"v4"')
    assert (published.json()["status"], published.headers["etag"]) == ("published", '"v5"')
    assert published.json()["published_at"]
    assert code(await hall.post("/publish", if_match="*")) == (409, "round_step")


async def test_nothing_is_published_that_was_not_determined(fresh: Fresh) -> None:
    hall = await furnished(fresh)
    await hall.conclude()
    assert code(await hall.post("/publish", if_match="*")) == (409, "round_step")
    assert (await hall.get("/results", None)).status_code == 403


@pytest.mark.parametrize(
    ("change", "pointer", "wrong"),
    [
        ({"decree_number": ""}, "#/decree_number", "too_short"),
        ({"decree_number": "   "}, "#/decree_number", "too_short"),
        ({"decree_number": "x" * 201}, "#/decree_number", "too_long"),
        ({"decree_on": "20 Desember 2026"}, "#/decree_on", "not_date"),
        ({"decree_on": 20261220}, "#/decree_on", "not_date"),
        ({"decree_on": "1812-01-01"}, "#/decree_on", "too_small"),
        ({"decree_on": "2026-02-30"}, "#/decree_on", "not_date"),
        ({"decree_on": None}, "#/decree_on", "not_date"),
        ({"status": "published"}, "#/status", "unknown"),
    ],
)
async def test_a_decree_has_a_number_and_a_date(fresh: Fresh, change: dict[str, Any], pointer: str, wrong: str) -> None:
    hall = await furnished(fresh, sheets={})
    await hall.conclude()
    refused = await hall.post("/determine", DECREE | change, if_match="*")
    assert refused.status_code == 422, refused.text
    assert [(error["pointer"], error["code"]) for error in refused.json()["errors"]] == [(pointer, wrong)]
    assert await counts(fresh) == [1, 0, 2, 0]


async def test_who_does_not_run_rounds_determines_nothing(fresh: Fresh) -> None:
    hall = await furnished(fresh)
    await hall.conclude()
    for path, body in (("/determine", DECREE), ("/publish", None), ("/revoke", {"reason": "Salah nomor."})):
        for who, expected in (("operator", 403), ("assessor", 403), ("admin", 403), (None, 401), ("narrow", 404)):
            assert (await hall.post(path, body, who=who, if_match="*")).status_code == expected, (path, who)


async def test_the_audit_tells_of_the_decree(fresh: Fresh) -> None:
    hall = await furnished(fresh)
    await hall.conclude()
    await hall.determine()
    await hall.publish()
    async with fresh.committing() as session:
        events = list(await session.scalars(select(AuditEvent).order_by(AuditEvent.id)))
    assert [event.action for event in events] == ["round.conclude", "round.determine", "round.publish"]
    assert events[1].changes["decree_number"] == [None, DECREE["decree_number"]]
    assert events[2].changes == {"status": ["determined", "published"]}


async def test_a_repeated_request_determines_once(fresh: Fresh) -> None:
    hall = await furnished(fresh, sheets=dict(list(SCORES.items())[:2]))
    await hall.conclude()
    first = await hall.post("/determine", DECREE, if_match="*", idempotency_key="tetap-1")
    again = await hall.post("/determine", DECREE, if_match="*", idempotency_key="tetap-1")
    assert (again.status_code, again.json()) == (200, first.json())
    assert again.headers["idempotency-replayed"] == "true"


async def test_a_decision_stands_when_an_earlier_stage_comes_out_otherwise(fresh: Fresh) -> None:
    sheets = {"a": [(90, 90), (50, 50)], "b": [(60, 60), (60, 60)], "c": [(80, 80), (80, 80)]}
    stages = (closed(rule="top", value=2), closed("verifikasi_lapangan", day=3, rule="decision"))
    hall = await furnished(fresh, *stages, sheets=sheets)
    await hall.conclude()
    out = {"entry": str(hall.entries["a"].id), "passes": False, "reason": "Ditolak panitia."}
    answer = await hall.post("/stages/verifikasi_lapangan/decisions", {"decisions": [out]})
    assert answer.status_code == 200, answer.text
    await hall.conclude("verifikasi_lapangan")
    # now the panel itself does not let it pass: (50 + 50) / 2 is less than what b and c have
    await hall.change("a", 0, excluded=True)
    await hall.conclude()
    assert (await hall.states())["a"] != ("out", "Ditolak panitia.")
    await hall.conclude("verifikasi_lapangan")
    # and now it does again
    for number in (0, 1):
        await hall.change("b", number, excluded=True)
    await hall.conclude()
    assert (await hall.states())["a"] == ("out", "Ditolak panitia.")
    await hall.conclude("verifikasi_lapangan")
    assert (await hall.states())["a"] == ("out", "Ditolak panitia.")

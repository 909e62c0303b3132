"""Concluding a stage through the door: what counts, who goes on, and what is refused."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from app.models import AuditEvent, Round
from tests.conftest import Fresh
from tests.results.hall import closed, furnished
from tests.results.worked import SCORES
from tests.rounds import making

NOW = datetime.now(UTC)


def code(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def test_the_six_are_ranked_as_by_hand(fresh: Fresh) -> None:
    hall = await furnished(fresh, closed(rule="top", value=3))
    head = await hall.conclude()
    assert {name: head[name] for name in ("stage", "number", "engine", "cut_tied")} == {
        "stage": "panel",
        "number": 1,
        "engine": "1",
        "cut_tied": False,
    }
    assert {name: head[name] for name in ("entries", "ranked", "passed", "incomplete")} == {
        "entries": 6,
        "ranked": 6,
        "passed": 3,
        "incomplete": 0,
    }
    assert await hall.ranks() == {"a": 1, "b": 2, "c": 3, "d": 4, "e": 4, "f": 6}
    items = (await hall.ranking())["items"]
    # 86 + 84 + 85 = 255; 80 + 76 + 84 = 240; 73 + 74 + 72 = 219; 72 + 72 + 71 = 72 + 70 + 73 = 215; 54 + 56 + 55 = 165
    assert [item["total"]["exact"] for item in items] == ["85/1", "80/1", "73/1", "215/3", "215/3", "55/1"]
    assert [item["total"]["shown"] for item in items[2:4]] == ["73.00", "71.67"]
    assert [item["tied"] for item in items] == [False, False, False, True, True, False]
    assert [item["agency"]["name"] for item in items[:3]] == ["Dinas Satu", "Dinas Dua", "Dinas Tiga"]
    states = await hall.states()
    assert [states[letter] for letter in "abc"] == [("active", None)] * 3
    assert [states[letter] for letter in "def"] == [("out", "Tidak termasuk 3 besar tahap panel.")] * 3


async def test_the_same_six_by_other_weights(fresh: Fresh) -> None:
    """0.2 x k1 + 0.8 x k2: d comes to (84 + 74 + 77) / 3 and passes c, and nobody ties."""
    hall = await furnished(fresh, by=making.form(20, 80))
    await hall.conclude()
    assert await hall.ranks() == {"a": 1, "b": 2, "d": 3, "c": 4, "e": 5, "f": 6}
    totals = [item["total"]["exact"] for item in (await hall.ranking())["items"]]
    assert totals == ["85/1", "80/1", "235/3", "71/1", "205/3", "55/1"]


async def test_who_ties_at_the_cut_goes_on_and_the_result_says_so(fresh: Fresh) -> None:
    hall = await furnished(fresh, closed(rule="top", value=4))
    head = await hall.conclude()
    assert (head["cut_tied"], head["passed"]) == (True, 5)
    assert (await hall.ranking())["result"] == head
    assert [letter for letter, (status, _) in (await hall.states()).items() if status == "out"] == ["f"]


async def test_a_least_total_is_not_met_by_what_is_only_shown_so(fresh: Fresh) -> None:
    hall = await furnished(fresh, closed(rule="least_total", value="71.67"))
    await hall.conclude()
    rows = (await hall.ranking())["items"]
    assert [(row["total"]["shown"], row["passed"]) for row in rows[2:4]] == [("73.00", True), ("71.67", False)]
    assert (await hall.states())["d"] == ("out", "Nilai tahap panel tidak mencapai 71.67.")


async def test_the_instrument_breaks_a_tie(fresh: Fresh) -> None:
    """Of d and e, which tie, e has more of k1: 225 / 3 against 195 / 3."""
    hall = await furnished(fresh, by=making.form(60, 40, form={"tie_break": ["k1"]}))
    await hall.conclude()
    assert await hall.ranks() == {"a": 1, "b": 2, "c": 3, "e": 4, "d": 5, "f": 6}


async def test_only_submitted_sheets_count_and_a_missing_one_is_no_zero(fresh: Fresh) -> None:
    late = {**SCORES, "a": ((90, 80), None, None)}
    hall = await furnished(fresh, by=making.form(60, 40, form={"least_sheets": 2}), sheets=late)
    head = await hall.conclude()
    assert (head["ranked"], head["incomplete"], head["passed"]) == (5, 1, 6)
    last = (await hall.ranking())["items"][-1]
    assert (last["name"], last["rank"], last["incomplete"], last["passed"]) == ("Inovasi a", None, True, True)
    assert (last["sheets"], last["total"]["shown"]) == (1, "86.00")


async def test_top_does_not_take_who_is_incomplete(fresh: Fresh) -> None:
    late = {**SCORES, "a": ((90, 80), None, None)}
    least = making.form(60, 40, form={"least_sheets": 2})
    hall = await furnished(fresh, closed(rule="top", value=6), by=least, sheets=late)
    await hall.conclude()
    assert (await hall.states())["a"] == ("out", "Lembar nilai tahap panel tidak cukup untuk diperingkat.")


async def test_an_excluded_sheet_does_not_count_and_is_listed(fresh: Fresh) -> None:
    hall = await furnished(fresh)
    await hall.change("a", 0, excluded=True)
    await hall.conclude()
    row = (await hall.ranking())["items"][0]
    # 84 and 85 are left
    assert (row["name"], row["sheets"], row["total"]["exact"]) == ("Inovasi a", 2, "169/2")
    document = json.loads((await hall.documents())[0])
    assert document["excluded"] == [
        {"entry": str(hall.entries["a"].id), "assessor": str(hall.assessors[0].id)},
    ]


@pytest.mark.parametrize("status", ["declined", "replaced"])
async def test_the_scores_of_who_gave_up_the_seat_do_not_count(fresh: Fresh, status: str) -> None:
    hall = await furnished(fresh)
    await hall.change("a", 0, status=status, reason="Pindah tugas", suspended_at=NOW)
    await hall.conclude()
    row = (await hall.ranking())["items"][0]
    assert (row["sheets"], row["total"]["exact"]) == (2, "169/2")


async def test_nothing_is_concluded_while_a_conflict_is_not_decided(fresh: Fresh) -> None:
    hall = await furnished(fresh)
    await hall.change("a", 0, suspended_at=NOW)
    await hall.change("b", 0, suspended_at=NOW)
    refused = await hall.post("/stages/panel/conclude")
    assert code(refused) == (409, "conflicts_undecided")
    assert refused.json()["undecided"] == 2
    assert await hall.documents() == []
    for letter in "ab":
        await hall.change(letter, 0, suspended_at=None)
    assert (await hall.conclude())["number"] == 1


async def test_suspended_sheets_of_entries_that_are_out_stand_in_nobodys_way(fresh: Fresh) -> None:
    hall = await furnished(fresh)
    await hall.change("f", 0, suspended_at=NOW)
    await hall.run("UPDATE round_entry SET status = 'withdrawn', out_reason = 'Mundur' WHERE name = 'Inovasi f'")
    assert (await hall.conclude())["entries"] == 5


async def test_an_instrument_that_does_not_know_a_weight_is_named_with_all_it_lacks(fresh: Fresh) -> None:
    lacking = making.form(60, 40, form={"scale": "unknown"})
    hall = await furnished(fresh, by=lacking)
    refused = await hall.post("/stages/panel/conclude")
    assert code(refused) == (409, "instrument_incomplete")
    assert refused.json()["unknowns"] == ["/form/criteria/0/scale", "/form/criteria/1/scale"]
    assert refused.json()["instrument"] == "uji-2026"


async def test_a_sheet_that_lacks_a_score_is_refused_and_named(fresh: Fresh) -> None:
    hall = await furnished(fresh, sheets={"a": ((90, 80), {"k1": 5})})
    refused = await hall.post("/stages/panel/conclude")
    assert code(refused) == (409, "wrong_sheet")
    assert refused.json()["missing"] == ["k2"]
    assert refused.json()["entry"] == str(hall.entries["a"].id)


async def test_a_submitted_sheet_without_any_score_is_no_sheet_of_zeros(fresh: Fresh) -> None:
    hall = await furnished(fresh, sheets={"a": ((90, 80), ())})
    assert code(await hall.post("/stages/panel/conclude")) == (409, "wrong_sheet")


async def test_an_optional_criterion_leaves_its_weight_to_the_others(fresh: Fresh) -> None:
    criteria = [
        {"code": "k1", "label": {"id": "Satu"}, "weight": "60"},
        {"code": "k2", "label": {"id": "Dua"}, "weight": "40", "optional": True},
    ]
    by = making.form(60, 40, form={"missing": "leave_out", "criteria": criteria})
    hall = await furnished(fresh, by=by, sheets={"a": ((90, 80), {"k1": 50})})
    await hall.conclude()
    # the sheets come to 86 and 50
    assert (await hall.ranking())["items"][0]["total"]["exact"] == "68/1"


async def test_concluding_again_changes_nothing_where_nothing_changed(fresh: Fresh) -> None:
    hall = await furnished(fresh, closed(rule="top", value=3))
    first = await hall.conclude()
    assert await hall.conclude() == first
    assert len(await hall.documents()) == 1
    async with fresh.committing() as session:
        done = await session.scalars(select(AuditEvent.action))
        assert list(done) == ["round.conclude"]


async def test_concluded_anew_a_stage_takes_back_whom_it_had_put_out(fresh: Fresh) -> None:
    hall = await furnished(fresh, closed(rule="top", value=3))
    await hall.conclude()
    # without the 76 of the second assessor b has 82, and without all of c's sheets but 72 c has 72
    await hall.change("c", 0, excluded=True)
    await hall.change("c", 1, excluded=True)
    await hall.change("d", 2, excluded=True)
    again = await hall.conclude()
    # c: 72 of one sheet; d: (72 + 72) / 2 = 72; e: 71.67
    assert (again["number"], again["passed"], again["cut_tied"]) == (2, 4, True)
    assert await hall.ranks() == {"a": 1, "b": 2, "c": 3, "d": 3, "e": 5, "f": 6}
    states = await hall.states()
    assert {letter for letter, (status, _) in states.items() if status == "active"} == set("abcd")
    assert states["d"] == ("active", None)
    assert len((await hall.ranking(with_total="true"))["items"]) == 6
    assert len(await hall.documents()) == 2


async def test_stages_are_concluded_in_order_and_anew_until_the_next_one_was(fresh: Fresh) -> None:
    hall = await furnished(
        fresh,
        closed("proposal", 1, weight=70, rule="top", value=4),
        closed("wawancara", 3, weight=30),
        scored=("proposal", "wawancara"),
    )
    early = await hall.post("/stages/wawancara/conclude")
    assert code(early) == (409, "stages_not_concluded")
    assert early.json()["stages"] == ["proposal"]
    await hall.conclude("proposal")
    assert (await hall.conclude("wawancara"))["entries"] == 5
    settled = await hall.post("/stages/proposal/conclude")
    assert code(settled) == (409, "stage_settled")
    assert settled.json()["concluded"] == "wawancara"
    await hall.change("a", 0, excluded=True)
    assert (await hall.conclude("wawancara"))["number"] == 2


async def test_a_round_that_is_not_open_is_not_concluded(fresh: Fresh) -> None:
    hall = await furnished(fresh, status="draft")
    assert code(await hall.post("/stages/panel/conclude")) == (409, "round_step")
    await hall.run("UPDATE assessment_round SET status = 'cancelled'")
    assert code(await hall.post("/stages/panel/conclude")) == (409, "round_step")


async def test_who_does_not_run_rounds_concludes_nothing(fresh: Fresh) -> None:
    hall = await furnished(fresh)
    for path in ("/stages/panel/conclude", "/stages/panel/recompute", "/recompute"):
        for who in ("operator", "assessor", "controller", "admin"):
            assert code(await hall.post(path, who=who)) == (403, "not_permitted")
        assert code(await hall.post(path, who=None)) == (401, "not_signed_in")
        # a key that reaches no further than an agency runs no rounds of the city
        assert code(await hall.post(path, who="narrow")) == (404, "not_found")
    assert code(await hall.post("/stages/wawancara/conclude")) == (404, "not_found")
    registrar = hall.headers["registrar"]
    missing = await fresh.client.post("/v1/rounds/lain/stages/panel/conclude", headers=registrar)
    assert code(missing) == (404, "not_found")


async def test_a_decision_stands_as_it_was_made(fresh: Fresh) -> None:
    hall = await furnished(fresh, closed("administrasi", weight=0, rule="decision"), scored=())
    entry = str(hall.entries["b"].id)
    body = {"decisions": [{"entry": entry, "passes": False, "reason": "Berkas tidak lengkap."}]}
    decided = await hall.post("/stages/administrasi/decisions", body)
    assert decided.status_code == 200, decided.text
    head = await hall.conclude("administrasi")
    assert (head["entries"], head["passed"], head["ranked"]) == (6, 5, 0)
    states = await hall.states()
    assert states["b"] == ("out", "Berkas tidak lengkap.")
    assert [letter for letter, (status, _) in states.items() if status == "active"] == list("acdef")
    last = (await hall.ranking("administrasi"))["items"][-1]
    assert (last["id"], last["passed"], last["reason"], last["total"]) == (entry, False, "decided", None)


async def test_an_open_objection_is_answered_first_and_an_upheld_one_ends_it(fresh: Fresh) -> None:
    hall = await furnished(fresh, closed("uji_publik", weight=0, rule="no_upheld_objection"), scored=())
    facts = "id, round_id, entry_id, number, statement, status, received_at, version"
    for number, letter in enumerate("bc", 1):
        await hall.run(
            f"INSERT INTO objection ({facts}) VALUES (gen_random_uuid(), '{hall.round.id}', "  # noqa: S608 - ids of the test
            f"'{hall.entries[letter].id}', {number}, 'Bukan ciptaan mereka.', 'open', now(), 1)"
        )
    refused = await hall.post("/stages/uji_publik/conclude")
    assert code(refused) == (409, "objections_open")
    assert refused.json()["open_objections"] == 2
    answered = "answer = 'Ditelaah.', summary = 'Ditelaah.', answered_at = now()"
    await hall.run(f"UPDATE objection SET {answered}, status = 'upheld' WHERE number = 1")  # noqa: S608 - as above
    await hall.run(f"UPDATE objection SET {answered}, status = 'dismissed' WHERE number = 2")  # noqa: S608 - as above
    assert (await hall.conclude("uji_publik"))["passed"] == 5
    states = await hall.states()
    assert states["b"] == ("out", "Sanggahan pada tahap uji publik diterima.")
    assert states["c"] == ("active", None)


async def test_who_was_not_visited_or_found_otherwise_does_not_go_on(fresh: Fresh) -> None:
    hall = await furnished(fresh, closed("verifikasi_lapangan", weight=0, rule="verified"), scored=())
    visits = [("a", "sesuai"), ("b", "sebagian"), ("c", "tidak_sesuai"), ("d", "sesuai"), ("d", "tidak_sesuai")]
    facts = "id, entry_id, visited_at, place, finding, note, reference, recorded_at"
    for letter, finding in visits:
        await hall.run(
            f"INSERT INTO field_verification ({facts}) VALUES (gen_random_uuid(), '{hall.entries[letter].id}', now(), "  # noqa: S608 - ids of the test
            f"'Kantor', '{finding}', 'Dilihat.', 'BA 1', now())"
        )
    await hall.conclude("verifikasi_lapangan")
    states = await hall.states()
    wrong = "Kunjungan pada tahap verifikasi lapangan menemukan keadaan yang tidak sesuai."
    assert states["a"] == states["b"] == ("active", None)
    assert states["c"] == states["d"] == ("out", wrong)
    assert states["e"] == ("out", "Tidak dikunjungi pada tahap verifikasi lapangan.")


async def test_the_audit_tells_what_was_done_and_no_score(fresh: Fresh) -> None:
    hall = await furnished(fresh, closed(rule="top", value=3))
    head = await hall.conclude()
    async with fresh.committing() as session:
        event = (await session.scalars(select(AuditEvent))).one()
        version = await session.scalar(select(Round.version))
    assert (event.action, event.entity_kind, event.entity_id) == ("round.conclude", "round", hall.round.id)
    assert event.changes["digest"] == [None, head["digest"]]
    assert event.changes["stage"] == [None, "panel"]
    assert "85" not in str(
        {name: told for name, told in event.changes.items() if name not in {"digest", "concluded_at"}}
    )
    assert version == 2


@pytest.mark.parametrize("size", [0, 1])
async def test_a_stage_of_nobody_or_of_one_is_concluded_all_the_same(fresh: Fresh, size: int) -> None:
    hall = await furnished(fresh, sheets=dict(list(SCORES.items())[:size]))
    head = await hall.conclude()
    assert (head["entries"], head["ranked"]) == (size, size)


async def test_a_name_of_an_agency_is_that_of_the_day_of_opening(fresh: Fresh) -> None:
    hall = await furnished(fresh, opened_at=datetime(2019, 6, 18, tzinfo=UTC))
    name = "valid_to = '2020-12-31'"
    agency = hall.agencies[0].id
    await hall.run(f"UPDATE agency_version SET {name} WHERE agency_id = '{agency}'")  # noqa: S608 - ids of the test
    await hall.run(
        "INSERT INTO agency_version (id, agency_id, position, name, name_key, kind, valid_from) VALUES "  # noqa: S608
        f"(gen_random_uuid(), '{agency}', 1, 'Dinas Baru', 'dinas baru', 'dinas', '2021-01-01')"
    )
    await hall.conclude()
    assert (await hall.ranking())["items"][0]["agency"]["name"] == "Dinas Satu"

"""Visits: recorded while their stage is open, by who runs the round or sits on its panel, and never changed."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.hearings.inputs import VerificationCreate
from app.hearings.service import VerificationService
from app.hearings.visits import degrees
from app.models import Innovation, Person
from app.rounds.facts import StageNotOpen
from tests import factories
from tests.hearings.hall import NOBODY, Case, Hall
from tests.innovations.keeping import errors_of
from tests.rounds.making import stage
from tests.walking import there_and_back

NOTE = "Layanan berjalan di dua dari lima loket."
INSTANT = timedelta(microseconds=1)


async def visited(hall: Hall, entries: int = 1, **times: int) -> Case:
    """Return a round whose entries are visited now."""
    case = await hall.case(stage("panel"), stage("verifikasi_lapangan", weight=0, **times), entries=entries)
    await case.join("assessor")
    return case


async def test_a_visit_is_on_record_as_it_was_told(hall: Hall) -> None:
    case = await visited(hall)
    evidence = await hall.evidence(case.entry.innovation_id)
    told = {
        "visited_at": "2024-06-20T09:30:00+07:00",
        "place": " Kantor  Camat\nMedan Denai ",
        "latitude": 3.5675414,
        "longitude": 98.722831,
        "finding": "sebagian",
        "note": NOTE,
        "evidence": str(evidence),
        "reference": None,
    }
    answer = await case.visit(**told)
    assert answer.status_code == 201, answer.text
    shown = answer.json()
    assert shown == {
        "id": shown["id"],
        "entry": {
            "id": str(case.entry.id),
            "innovation_id": str(case.entry.innovation_id),
            "name": case.entry.name,
        },
        "visited_at": "2024-06-20T02:30:00Z",
        "place": "Kantor Camat Medan Denai",
        "latitude": 3.567541,
        "longitude": 98.722831,
        "finding": "sebagian",
        "note": NOTE,
        "evidence_id": str(evidence),
        "reference": None,
        "account_id": str(hall.accounts["registrar"]),
        "recorded_at": shown["recorded_at"],
    }
    listed = (await hall.get("registrar", answer.headers["location"].partition(".id")[2])).json()["items"]
    assert listed == [shown]


async def test_a_second_visit_is_another_record(hall: Hall) -> None:
    case = await visited(hall)
    first = (await case.visit(finding="tidak_sesuai", note=NOTE)).json()
    second = (await case.visit("assessor")).json()
    listed = (await hall.get("registrar", f"{case.path}/verifications")).json()["items"]
    assert [one["id"] for one in listed] == [second["id"], first["id"]]
    assert [one["finding"] for one in listed] == ["sesuai", "tidak_sesuai"]
    assert [one["account_id"] for one in listed] == [str(hall.accounts[who]) for who in ("assessor", "registrar")]
    for method in ("PATCH", "PUT", "DELETE"):
        answer = await hall.ask("registrar", method, f"{case.path}/verifications")
        assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, POST")


async def test_the_stage_opens_and_closes_to_the_second(hall: Hall) -> None:
    case = await visited(hall)
    window = case.stage("verifikasi_lapangan")
    body = VerificationCreate.model_validate(
        {
            "entry": str(case.entry.id),
            "visited_at": "2024-01-02T10:00:00+07:00",
            "place": "Kantor Camat",
            "finding": "sesuai",
            "reference": "BA 1",
        }
    )
    moments = {
        window.opens_at - INSTANT: False,
        window.opens_at: True,
        window.closes_at - INSTANT: True,
        window.closes_at: False,
    }
    for at, open_ in moments.items():
        async with hall.fresh.committing() as session:
            service = VerificationService(await hall.work(session, "registrar", at))
            if open_:
                recorded, slug = await service.record(case.round.slug, body)
                assert (recorded.recorded_at, slug) == (at, case.round.slug)
                continue
            with pytest.raises(StageNotOpen):
                await service.record(case.round.slug, body)


async def test_outside_of_its_stage_nothing_is_recorded(hall: Hall) -> None:
    for times, phase in (({"opens": 1, "closes": 2}, "upcoming"), ({"opens": -3, "closes": -2}, "closed")):
        answer = await (await visited(hall, **times)).visit()
        assert (answer.status_code, answer.json()["code"]) == (409, "stage_not_open")
        assert (answer.json()["stage"], answer.json()["phase"]) == ("verifikasi_lapangan", phase)
    answer = await (await hall.case(stage("panel"), stage("uji_publik", weight=0))).visit()
    assert (answer.status_code, answer.json()["code"]) == (409, "no_such_stage")
    assert answer.json()["stages"] == ["panel", "uji_publik"]


async def test_who_records_and_who_reads_visits(hall: Hall) -> None:
    case = await visited(hall)
    expected = {
        None: (401, 401),
        "operator": (403, 403),
        "secretariat": (403, 403),
        "controller": (403, 403),
        "admin": (403, 403),
        "registrar": (201, 200),
        "narrowed": (404, 404),
        "assessor": (201, 200),
        "stranger": (404, 404),
    }
    for who, statuses in expected.items():
        asked = [await case.visit(who), await hall.get(who, f"{case.path}/verifications")]
        assert tuple(answer.status_code for answer in asked) == statuses, who
        missing = await hall.get(who, "/v1/rounds/tidak-ada/verifications")
        if statuses[1] == 404:
            assert asked[1].json()["detail"] == missing.json()["detail"], who


async def test_whoever_may_not_is_not_told_what_is_wrong(hall: Hall) -> None:
    case = await visited(hall)
    answer = await hall.ask("operator", "POST", f"{case.path}/verifications", {"lain": 1})
    assert (answer.status_code, answer.json()["code"], answer.json()["errors"]) == (403, "not_permitted", [])


async def test_an_assessor_with_a_conflict_of_interest_visits_nothing_of_it(hall: Hall) -> None:
    case = await visited(hall, entries=2)
    async with hall.fresh.committing() as session:
        own = await session.get_one(Innovation, case.entry.innovation_id)
        await factories.part(session, own, await session.get_one(Person, hall.people["assessor"]))
    for who in ("assessor", "writing"):
        answer = await case.visit(who)
        assert (answer.status_code, answer.json()["code"]) == (409, "conflict_of_interest"), who
        assert [reason["kind"] for reason in answer.json()["reasons"]] == ["own_innovation"]
    assert (await hall.get("assessor", f"{case.path}/verifications")).json()["items"] == []
    assert (await case.visit("assessor", entry=str(case.entries[1].id))).status_code == 201
    assert (await case.visit("registrar")).status_code == 201


async def test_who_was_taken_off_the_panel_records_and_reads_no_more(hall: Hall) -> None:
    case = await hall.case(stage("verifikasi_lapangan", weight=0))
    await case.join("assessor", removed_at=datetime.now(UTC), removed_reason="Berhalangan.")
    assert (await case.visit("assessor")).status_code == 404
    assert (await hall.get("assessor", f"{case.path}/verifications")).status_code == 404


async def test_a_key_that_only_assesses_records_and_does_not_read(hall: Hall) -> None:
    case = await visited(hall)
    answer = await case.visit("writing")
    assert answer.status_code == 201, answer.text
    assert (await hall.get("writing", f"{case.path}/verifications")).status_code == 403


async def test_a_draft_round_is_for_its_panel_and_who_runs_it(hall: Hall) -> None:
    case = await visited(hall)
    await hall.run("UPDATE assessment_round SET status = 'draft' WHERE id = :id", id=case.round.id)
    for who, status in (("registrar", 409), ("assessor", 409), ("stranger", 404), ("narrowed", 404)):
        assert (await case.visit(who)).status_code == status, who


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({"entry": NOBODY}, {("#/entry", "unknown_reference")}),
        ({"visited_at": "2026-11-20T09:30:00"}, {("#/visited_at", "not_moment")}),
        ({"visited_at": "2026-11-20"}, {("#/visited_at", "not_moment")}),
        ({"visited_at": 1_700_000_000}, {("#/visited_at", "not_moment")}),
        ({"visited_at": "0001-01-01T00:00:00+07:00"}, {("#/visited_at", "not_moment")}),
        ({"visited_at": "9999-12-31T23:59:59-12:00"}, {("#/visited_at", "not_moment")}),
        ({"visited_at": "2099-12-31T23:59:59+07:00"}, {("#/visited_at", "in_future")}),
        ({"place": " \n"}, {("#/place", "too_short")}),
        ({"place": "x" * 501}, {("#/place", "too_long")}),
        ({"latitude": 3.5}, {("#/longitude", "half_point")}),
        ({"longitude": 98.7}, {("#/latitude", "half_point")}),
        ({"latitude": 90.1, "longitude": 0}, {("#/latitude", "too_large")}),
        ({"latitude": 0, "longitude": -180.1}, {("#/longitude", "too_small")}),
        ({"latitude": "3.5", "longitude": True}, {("#/latitude", "not_number"), ("#/longitude", "not_number")}),
        ({"finding": "baik"}, {("#/finding", "unknown_code")}),
        ({"finding": "sebagian"}, {("#/note", "required")}),
        ({"finding": "tidak_sesuai", "note": "Tutup."}, {("#/note", "required")}),
        ({"note": ""}, {("#/note", "too_short")}),
        ({"reference": None}, {("#/evidence", "required")}),
        ({"evidence": NOBODY}, {("#/evidence", "unknown_reference")}),
        ({"account_id": NOBODY}, {("#/account_id", "unknown")}),
        (
            {"entry": NOBODY, "latitude": 1.0, "finding": "sebagian", "reference": None},
            {
                ("#/entry", "unknown_reference"),
                ("#/longitude", "half_point"),
                ("#/note", "required"),
                ("#/evidence", "required"),
            },
        ),
    ],
)
async def test_a_wrong_record_is_refused_part_by_part(
    hall: Hall, body: dict[str, Any], errors: set[tuple[str, str]]
) -> None:
    case = await visited(hall)
    answer = await case.visit(**body)
    assert (answer.status_code, set(errors_of(answer))) == (422, errors)
    assert (await hall.get("registrar", f"{case.path}/verifications")).json()["items"] == []


async def test_a_visit_is_over_when_it_is_recorded(hall: Hall) -> None:
    case = await visited(hall)
    ahead = (datetime.now(UTC) + timedelta(minutes=1)).isoformat()
    assert errors_of(await case.visit(visited_at=ahead)) == [("#/visited_at", "in_future")]
    just_now = (datetime.now(UTC) - timedelta(seconds=1)).isoformat()
    assert (await case.visit(visited_at=just_now)).status_code == 201


async def test_the_entry_is_one_that_is_still_in_the_round(hall: Hall) -> None:
    case, other = await visited(hall, entries=2), await visited(hall)
    out = "UPDATE round_entry SET status = 'out', out_reason = 'Nilai' WHERE id = :id"
    await hall.run(out, id=case.entries[1].id)
    for entry in (other.entry.id, case.entries[1].id):
        answer = await case.visit(entry=str(entry))
        assert (answer.status_code, errors_of(answer)) == (422, [("#/entry", "unknown_reference")])


async def test_evidence_is_of_the_innovation_and_still_holds(hall: Hall) -> None:
    case = await visited(hall, entries=2)
    of_other = await hall.evidence(case.entries[1].innovation_id)
    withdrawn = await hall.evidence(
        case.entry.innovation_id, withdrawn_at=datetime.now(UTC), withdrawn_reason="Foto lain."
    )
    for evidence in (of_other, withdrawn):
        answer = await case.visit(evidence=str(evidence))
        assert errors_of(answer) == [("#/evidence", "unknown_reference")]
    assert (await case.visit(evidence=str(of_other), entry=str(case.entries[1].id))).status_code == 201


async def test_visits_are_paged_and_filtered_by_entry(hall: Hall) -> None:
    case, other = await visited(hall, entries=2), await visited(hall)
    made = [(await case.visit(entry=str(case.entries[turn % 2].id))).json()["id"] for turn in range(5)]
    address, client = f"{case.path}/verifications", hall.fresh.client
    client.headers.update(hall.headers["assessor"])
    try:
        there, back = await there_and_back(client, address, [1, 2])
        assert there == back == made[::-1]
        whole = (await client.get(f"{address}?with_total=true&entry={case.entries[1].id}")).json()
        assert ([one["id"] for one in whole["items"]], whole["total"]) == ([made[3], made[1]], 2)
        foreign = await client.get(f"{address}?entry={other.entry.id}")
        assert (foreign.status_code, errors_of(foreign)) == (422, [("query/entry", "unknown_reference")])
        token = (await client.get(f"{address}?limit=1")).json()["next"]
        wrong = await client.get(f"{address}?entry={case.entry.id}&cursor={token}")
        assert wrong.json()["code"] == "invalid_cursor"
    finally:
        del client.headers["authorization"]


async def test_an_entry_that_left_keeps_its_visits(hall: Hall) -> None:
    case = await visited(hall)
    made = (await case.visit(finding="tidak_sesuai", note=NOTE)).json()["id"]
    await hall.run("UPDATE round_entry SET status = 'out', out_reason = 'Visitasi' WHERE id = :id", id=case.entry.id)
    listed = (await hall.get("assessor", f"{case.path}/verifications?entry={case.entry.id}")).json()["items"]
    assert [one["id"] for one in listed] == [made]


async def test_the_audit_tells_of_a_visit_without_its_words(hall: Hall) -> None:
    case = await visited(hall)
    made = (await case.visit("assessor", finding="sebagian", note=NOTE)).json()
    (event,) = await hall.events(UUID(made["id"]))
    assert (event.action, event.account_id, event.agency_id) == (
        "verification.record",
        hall.accounts["assessor"],
        None,
    )
    assert set(event.changes) == {"entry_id", "innovation", "finding", "visited_at"}
    assert event.changes["finding"] == [None, "sebagian"]


@given(st.floats(-180, 180, allow_nan=False))
def test_degrees_are_kept_to_six_decimals(value: float) -> None:
    kept = degrees(value)
    assert kept is not None
    assert abs(float(kept) - value) <= 0.000_000_500_1
    assert kept.as_tuple().exponent == -6
    assert degrees(float(kept)) == kept
    assert degrees(None) is None

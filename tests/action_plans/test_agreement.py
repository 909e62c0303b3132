"""The agreement of participant, mentor and examiner on a plan."""

import asyncio
from collections import Counter

import pytest
from sqlalchemy import select

from app.models import AuditEvent
from tests.action_plans.desk import PARTIES, Desk, ago
from tests.innovations.keeping import errors_of


async def test_it_is_complete_with_the_third_signature_in_any_order(desk: Desk) -> None:
    agreed = {"number": "893/1204", "address": "https://arsip.example.go.id/893"}
    one = await desk.named(agreement=agreed)
    assert (one["agreement"]["missing"], one["agreement"]["complete"]) == (list(PARTIES), False)
    one = await desk.acted("kota", one, "signatures", party="penguji", signed_on="2017-08-21")
    one = await desk.acted("kota", one, "signatures", party="peserta", signed_on="2017-08-22", note="Di kantor camat.")
    assert (one["agreement"]["missing"], one["agreement_complete"]) == (["mentor"], False)
    one = await desk.acted("penyelenggara", one, "signatures", party="mentor", signed_on="2017-08-21")
    agreement = one["agreement"]
    assert [signed["party"] for signed in agreement.pop("signatures")] == list(PARTIES)
    assert agreement == {**agreed, "missing": [], "complete": True, "completed_on": "2017-08-22"}
    assert (one["agreement_complete"], one["version"]) == (True, 4)


async def test_a_signature_whose_day_nobody_knows_is_one_all_the_same(desk: Desk) -> None:
    one = await desk.named()
    for party in PARTIES:
        one = await desk.acted("kota", one, "signatures", party=party)
    assert (one["agreement"]["complete"], one["agreement"]["completed_on"]) == (True, None)
    assert [signed["signed_on"] for signed in one["agreement"]["signatures"]] == [None, None, None]


@pytest.mark.parametrize(
    ("told", "wrong"),
    [
        ({"party": "peserta", "signed_on": "2017-08-20"}, ("#/signed_on", "before_plan")),
        ({"party": "peserta", "signed_on": ago(-2)}, ("#/signed_on", "in_future")),
        ({"party": "peserta", "signed_on": "2017"}, ("#/signed_on", "not_date")),
        ({"party": "camat"}, ("#/party", "unknown_code")),
        ({}, ("#/party", "required")),
    ],
)
async def test_what_is_wrong_with_a_signature(desk: Desk, told: dict[str, str], wrong: tuple[str, str]) -> None:
    one = await desk.named()
    answer = await desk.act("kota", one, "signatures", told)
    assert (answer.status_code, errors_of(answer)) == (422, [wrong])
    assert (await desk.get("kota", f"/action-plans/{one['id']}"))["version"] == 1


async def test_a_party_signs_once_also_when_it_is_told_twice_at_once(desk: Desk) -> None:
    one = await desk.named()
    told = {"party": "mentor", "signed_on": "2017-08-21"}
    answers = await asyncio.gather(*(desk.act("kota", one, "signatures", told) for _ in range(3)))
    assert Counter(answer.status_code for answer in answers) == {200: 1, 409: 2}
    refused = next(answer.json() for answer in answers if answer.status_code == 409)
    assert (refused["code"], refused["party"], refused["signed_on"]) == ("signature_recorded", "mentor", "2017-08-21")
    assert (await desk.act("lain", one, "signatures", {"party": "peserta"})).status_code == 404


async def test_a_signature_that_was_recorded_by_mistake_is_taken_back(desk: Desk) -> None:
    one = await desk.named()
    one = await desk.acted("kota", one, "signatures", party="mentor", signed_on="2017-08-21")
    none = {"party": "penguji", "reason": "Belum."}
    unsigned = await desk.act("kota", one, "signatures/withdraw", none)
    assert errors_of(unsigned) == [("#/party", "not_signed")]
    one = await desk.acted("kota", one, "signatures/withdraw", party="mentor", reason="Bukan mentornya.")
    assert one["agreement"]["signatures"] == []
    one = await desk.acted("kota", one, "signatures", party="mentor", signed_on="2017-08-25")
    assert one["agreement"]["signatures"][0]["signed_on"] == "2017-08-25"
    async with desk.fresh.committing() as session:
        query = select(AuditEvent).where(AuditEvent.entity_id == one["id"]).order_by(AuditEvent.id)
        noted = [(event.action, event.reason) for event in await session.scalars(query)]
    assert noted == [
        ("action_plan.create", None),
        ("action_plan.sign", None),
        ("action_plan.withdraw_signature", "Bukan mentornya."),
        ("action_plan.sign", None),
    ]

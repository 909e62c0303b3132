"""Answers one by one and in bulk: what fits the form is taken whole, and everything else is told and leaves nothing."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from app.core.clock import today
from app.core.ids import made_at
from app.models import AuditEvent, SurveyResponse
from tests.innovations.keeping import errors_of
from tests.surveys.desk import CODES, OVER, Desk, day, full


async def count(desk: Desk, survey: dict[str, Any]) -> int:
    async with desk.fresh.committing() as session:
        found = select(func.count()).where(SurveyResponse.survey_id == UUID(survey["id"]))
        return await session.scalar(found) or 0


async def test_an_answer_counts_at_once(desk: Desk) -> None:
    survey = await desk.survey("open")
    taken = await desk.answer(survey, full(4, waktu=2))
    assert (taken.status_code, taken.json()) == (200, {"survey": survey["slug"], "answered": 9, "unsur": 9})
    computed = (await desk.results(survey))["computed"]
    assert (computed["responses"], computed["complete"], computed["index"]) == (1, 1, "94.44")
    unsur = {one["unsur"]: one for one in computed["unsur"]}
    assert (unsur["waktu"]["n"], unsur["waktu"]["counts"], unsur["waktu"]["nrr"]) == (1, [0, 1, 0, 0], "2.0000")
    assert (unsur["biaya"]["nrr"], unsur["biaya"]["quality"]) == ("4.0000", "A")


async def test_what_was_left_out_does_not_count(desk: Desk) -> None:
    survey = await desk.survey("open")
    for answers in (full(4), full(2, pengaduan=None), {"waktu": 1}):
        assert (await desk.answer(survey, answers)).status_code == 200
    computed = (await desk.results(survey))["computed"]
    told = {one["unsur"]: (one["n"], one["total"], one["nrr"]) for one in computed["unsur"]}
    assert told["pengaduan"] == (1, 4, "4.0000")
    assert told["biaya"] == (2, 6, "3.0000")
    assert told["waktu"] == (3, 7, "2.3333")
    assert (computed["responses"], computed["complete"]) == (3, 1)
    # (7 x 3 + 7/3 + 4) / 9 x 25
    assert computed["index"] == "75.93"


async def test_the_order_has_to_be_said_for_the_texts_differ(desk: Desk) -> None:
    rows = [3, 3, 3, 3, 3, 3, 3, 1, 4]
    told = {}
    for order in ("kuesioner", "batang_tubuh"):
        survey = await desk.survey("open")
        assert (await desk.answer(survey, ordered=rows, order=order)).status_code == 200
        unsur = {one["unsur"]: one["total"] for one in (await desk.results(survey))["computed"]["unsur"]}
        told[order] = (unsur["sarana"], unsur["pengaduan"])
    assert told == {"kuesioner": (1, 4), "batang_tubuh": (4, 1)}
    unsaid = await desk.answer(survey, ordered=rows)
    assert (unsaid.status_code, errors_of(unsaid)) == (422, [("#/order", "required")])
    assert "kuesioner, batang_tubuh" in unsaid.json()["errors"][0]["message"]


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({"answers": full(waktu=5)}, [("#/answers/waktu", "too_large")]),
        ({"answers": full(waktu=0)}, [("#/answers/waktu", "too_small")]),
        ({"answers": {"waktu": 2.5}}, [("#/answers/waktu", "not_a_whole_number")]),
        ({"answers": {"waktu": "3"}}, [("#/answers/waktu", "not_a_whole_number")]),
        ({"answers": {"waktu": True}}, [("#/answers/waktu", "not_a_whole_number")]),
        ({"answers": {"keramahan": 3}}, [("#/answers/keramahan", "unknown_unsur")]),
        ({"answers": {}}, [("#/answers", "nothing_answered")]),
        ({"answers": dict.fromkeys(CODES)}, [("#/answers", "nothing_answered")]),
        ({}, [("#/answers", "either")]),
        ({"answers": full(), "ordered": [3] * 9, "order": "kuesioner"}, [("#/answers", "either")]),
        ({"answers": full(), "order": "kuesioner"}, [("#/order", "not_expected")]),
        ({"ordered": [3] * 8, "order": "kuesioner"}, [("#/ordered", "wrong_number")]),
        ({"ordered": [3] * 10, "order": "kuesioner"}, [("#/ordered", "wrong_number")]),
        ({"ordered": [3] * 14}, [("#/order", "required"), ("#/ordered", "wrong_number")]),
        ({"ordered": [3] * 9, "order": "abjad"}, [("#/order", "unknown_order")]),
        ({"ordered": [None] * 9, "order": "kuesioner"}, [("#/ordered", "nothing_answered")]),
        ({"ordered": [3] * 8 + [7], "order": "kuesioner"}, [("#/ordered/8", "too_large")]),
        ({"answers": full(), "profile": {"agama": "islam"}}, [("#/profile/agama", "unknown_question")]),
        ({"answers": full(), "profile": {"usia": "kakek"}}, [("#/profile/usia", "unknown_bracket")]),
        ({"answers": full(), "service": "ktp"}, [("#/service", "unknown_reference")]),
        ({"answers": full(), "channel": "telepon"}, [("#/channel", "unknown_reference")]),
        ({"answers": full(), "token": "abcdefghijkl"}, [("#/token", "not_expected")]),
        ({"answers": full(), "name": "Budi"}, [("#/name", "unknown_field")]),
    ],
)
async def test_what_does_not_fit_the_form_is_told_and_leaves_nothing(
    desk: Desk, body: dict[str, Any], errors: list[tuple[str, str]]
) -> None:
    survey = await desk.survey("open")
    refused = await desk.ask(None, "POST", f"/surveys/{survey['slug']}/responses", body)
    assert refused.status_code == 422, refused.text
    assert [pointer for pointer, _ in errors_of(refused)] == [pointer for pointer, _ in errors]
    if not errors[0][1].startswith(("too_", "not_a", "unknown_field")):
        assert errors_of(refused) == errors
    assert await count(desk, survey) == 0
    assert (await desk.results(survey))["computed"] is None


async def test_only_while_it_is_open(desk: Desk) -> None:
    draft = await desk.survey()
    assert (await desk.answer(draft)).status_code == 404
    later = await desk.survey("open", from_on=day(1), until_on=day(9))
    over = await desk.survey("open", **OVER)
    for survey, status in ((later, "scheduled"), (over, "closed")):
        refused = await desk.answer(survey)
        assert (refused.status_code, refused.json()["code"]) == (409, "survey_not_open")
        assert refused.json()["survey_status"] == status
        assert refused.json()["until_on"] == survey["until_on"]
    cancelled = await desk.survey("open")
    await desk.step(cancelled, "cancel", {"reason": "Salah catat."})
    assert (await desk.answer(cancelled)).status_code == 404
    assert [await count(desk, one) for one in (draft, later, over, cancelled)] == [0] * 4


async def test_a_round_that_ends_today_takes_answers_until_midnight(desk: Desk) -> None:
    survey = await desk.survey("open", from_on=day(-5), until_on=day(0))
    assert (await desk.answer(survey)).status_code == 200
    ended = await desk.ask("registrar", "PATCH", f"/surveys/{survey['slug']}", {"until_on": day(-1)}, if_match="*")
    # its answer is of today
    assert errors_of(ended) == [("#/until_on", "answers_outside")]


async def test_nothing_is_kept_of_who_answers(desk: Desk) -> None:
    survey = await desk.survey("open", services=[{"code": "ktp", "name": "KTP"}])
    told = await desk.answer(survey, profile={"usia": "usia_20_29"}, service="ktp", channel="aplikasi")
    assert told.status_code == 200, told.text
    async with desk.fresh.committing() as session:
        kept = (
            await session.scalars(select(SurveyResponse).where(SurveyResponse.survey_id == UUID(survey["id"])))
        ).one()
        assert (kept.profile, kept.service, kept.channel) == ({"usia": "usia_20_29"}, "ktp", "aplikasi")
        assert kept.answered_on == today()
        # the id is of the beginning of the day in Medan
        assert made_at(kept.id).isoformat().endswith("17:00:00+00:00")
        events = await session.scalars(select(AuditEvent.action).where(AuditEvent.entity_id == UUID(survey["id"])))
        assert list(events) == ["survey.create", "survey.open"]


async def test_one_token_is_one_answer(desk: Desk) -> None:
    survey = await desk.survey("open", mode="token")
    path = f"/surveys/{survey['slug']}"
    issued = await desk.ask("registrar", "POST", f"{path}/tokens", {"count": 3})
    assert issued.headers["cache-control"] == "no-store"
    tokens = issued.json()["tokens"]
    assert len(set(tokens)) == 3
    assert (await desk.answer(survey, token=tokens[0])).status_code == 200
    again = await desk.answer(survey, token=tokens[0])
    assert (again.status_code, again.json()["code"]) == (409, "survey_token_used")
    assert tokens[0] not in again.text
    assert errors_of(await desk.answer(survey)) == [("#/token", "required")]
    assert errors_of(await desk.answer(survey, token="a" * 22)) == [("#/token", "unknown_token")]
    # what does not fit leaves the token as it was
    assert (await desk.answer(survey, {"waktu": 9}, token=tokens[1])).status_code == 422
    assert (await desk.answer(survey, token=tokens[1])).status_code == 200
    other = await desk.survey("open", mode="token")
    assert errors_of(await desk.answer(other, token=tokens[2])) == [("#/token", "unknown_token")]
    assert await count(desk, survey) == 2


async def test_tokens_are_for_those_who_keep_the_survey_and_only_where_it_goes_by_them(desk: Desk) -> None:
    survey = await desk.survey("open", mode="token")
    path = f"/surveys/{survey['slug']}/tokens"
    for who, status in ((None, 401), ("assessor", 403), ("operator", 403), ("registrar", 200)):
        assert (await desk.ask(who, "POST", path, {"count": 1})).status_code == status, who
    opened = await desk.survey("open")
    refused = await desk.ask("registrar", "POST", f"/surveys/{opened['slug']}/tokens", {"count": 1})
    assert (refused.status_code, refused.json()["code"]) == (409, "survey_without_tokens")
    async with desk.fresh.committing() as session:
        events = await session.scalars(select(AuditEvent).where(AuditEvent.entity_id == UUID(survey["id"])))
        assert [one.changes for one in events if one.action == "survey.issue_tokens"] == [{"tokens": [None, 1]}]


async def test_an_import_is_taken_whole(desk: Desk) -> None:
    survey = await desk.survey("open", channels=["kertas", "aplikasi"], services=[{"code": "ktp", "name": "KTP"}])
    rows = [{"answers": full(3), "answered_on": day(-3), "channel": "kertas", "service": "ktp"}]
    rows += [{"ordered": [4, None, *[2] * 7], "order": "kuesioner", "profile": {"pekerjaan": "pns"}}]
    taken = await desk.enter(survey, rows * 100)
    assert (taken.status_code, taken.json()) == (200, {"accepted": 200, "responses": 200})
    tallies, anew = await desk.counted(survey)
    assert tallies == anew
    assert tallies["semua", ""].responses == 200
    assert tallies["layanan", "tidak_dijawab"].responses == 100


async def test_an_import_with_one_wrong_row_leaves_nothing(desk: Desk) -> None:
    survey = await desk.survey("open", **OVER)
    good = {"answers": full(3)}
    wrong = [
        {"answers": {"keramahan": 3}},
        {"answers": full(), "answered_on": day(-29)},
        {"answers": full(), "answered_on": day(-61)},
        {"ordered": [3] * 9},
    ]
    refused = await desk.enter(survey, [good, *wrong, good])
    assert refused.status_code == 422
    assert sorted(errors_of(refused)) == [
        ("#/rows/1/answers/keramahan", "unknown_unsur"),
        ("#/rows/2/answered_on", "outside_period"),
        ("#/rows/3/answered_on", "outside_period"),
        ("#/rows/4/order", "required"),
    ]
    assert await count(desk, survey) == 0
    assert (await desk.enter(survey, [good])).status_code == 200
    assert (await desk.enter(survey, [])).status_code == 422
    assert (await desk.enter(survey, [good] * 1001)).status_code == 422


async def test_an_answer_of_tomorrow_is_not_entered_today(desk: Desk) -> None:
    survey = await desk.survey("open")
    refused = await desk.enter(survey, [{"answers": full(), "answered_on": day(1)}])
    assert errors_of(refused) == [("#/rows/0/answered_on", "in_future")]


async def test_an_import_that_is_sent_twice_with_its_key_counts_once(desk: Desk) -> None:
    survey = await desk.survey("open")
    for _ in range(2):
        taken = await desk.enter(survey, [{"answers": full()}] * 5, idempotency_key="impor-kertas-1")
        assert taken.json()["responses"] == 5
    assert await count(desk, survey) == 5


async def test_an_import_by_tokens_uses_each_once(desk: Desk) -> None:
    survey = await desk.survey("open", mode="token")
    tokens = (await desk.ask("registrar", "POST", f"/surveys/{survey['slug']}/tokens", {"count": 3})).json()["tokens"]
    rows = [{"answers": full(), "token": token} for token in tokens]
    assert errors_of(await desk.enter(survey, [rows[0], rows[0]])) == [("#/rows/1/token", "repeated")]
    assert errors_of(await desk.enter(survey, [rows[0], {"answers": full()}])) == [("#/rows/1/token", "required")]
    assert (await desk.enter(survey, rows[:2])).status_code == 200
    refused = await desk.enter(survey, rows[1:])
    assert (refused.status_code, refused.json()["code"]) == (409, "survey_token_used")
    assert (await desk.answer(survey, token=tokens[2])).status_code == 200
    assert await count(desk, survey) == 3


async def test_no_more_people_answer_than_there_are(desk: Desk) -> None:
    survey = await desk.survey("open", population=10)
    assert (await desk.enter(survey, [{"answers": full()}] * 8)).status_code == 200
    refused = await desk.enter(survey, [{"answers": full()}] * 3)
    assert (refused.status_code, refused.json()["code"]) == (409, "population_exceeded")
    assert (refused.json()["population"], refused.json()["responses"]) == (10, 11)
    assert await count(desk, survey) == 8
    # of people who answer nobody is turned away: then the population is wrong, and the results say so
    for _ in range(3):
        assert (await desk.answer(survey)).status_code == 200
    sample = (await desk.results(survey))["sample"]
    assert (sample["population_exceeded"], sample["population"]) == (True, 10)
    path = f"/surveys/{survey['slug']}"
    small = await desk.ask("registrar", "PATCH", path, {"population": 10, "title": "Lain"}, if_match="*")
    assert errors_of(small) == [("#/population", "below_responses")]
    assert (await desk.ask("registrar", "PATCH", path, {"population": 11}, if_match="*")).status_code == 200
    assert (await desk.results(survey))["sample"]["population_exceeded"] is False


async def test_after_the_publication_nothing_is_entered(desk: Desk) -> None:
    survey = await desk.survey("open", **OVER)
    await desk.enter(survey, [{"answers": full()}] * 6)
    await desk.step(survey, "publish")
    refused = await desk.enter(survey, [{"answers": full()}])
    assert (refused.status_code, refused.json()["code"]) == (409, "survey_step")
    assert refused.json()["legal_actions"] == ["report"]
    assert await count(desk, survey) == 6


async def test_who_keeps_another_agency_enters_nothing(desk: Desk) -> None:
    survey = await desk.survey("open")
    path, body = f"/surveys/{survey['slug']}/responses/import", {"rows": [{"answers": full()}]}
    for who, status in ((None, 401), ("assessor", 403), ("operator", 403), ("secretariat", 403)):
        assert (await desk.ask(who, "POST", path, body)).status_code == status, who
    own = await desk.survey("open", agency=desk.bureau.home.slug, unit="Loket uji impor")
    answer = await desk.ask("operator", "POST", f"/surveys/{own['slug']}/responses/import", body)
    assert answer.status_code == 200

"""Before a stage closes nobody learns of a total; and the moment is that of its end, for everyone."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from app.core.writing import Work
from app.models import RankedEntry, RoundStage, StageResult
from app.results.service import ResultService
from app.rounds.facts import StageStillOpen
from tests.conftest import Fresh
from tests.results.hall import closed, furnished
from tests.rounds import making

# a total that shows wherever it is told: 0.6 x 77 + 0.4 x 13
SHEETS = {"a": ((77, 13),), "b": ((99, 99),)}
TOTAL = "51.4"
EVERYBODY = ("registrar", "assessor", "operator", "controller", "admin", "narrow", None)


@pytest.mark.parametrize("submitted", [True, False])
async def test_nothing_of_a_total_can_be_had_before_the_stage_closes(fresh: Fresh, *, submitted: bool) -> None:
    sheets = SHEETS if submitted else dict.fromkeys(SHEETS, (None,))
    hall = await furnished(fresh, making.stage("panel"), making.stage("wawancara", opens=2, closes=3), sheets=sheets)
    entry = hall.entries["a"].id
    decree = {"decree_number": "1/2026", "decree_on": "2026-12-20"}
    for who in EVERYBODY:
        answers = [
            await hall.get("/results", who),
            await hall.get("/results", who, stage="panel"),
            await hall.get("/results", who, stage="panel", passed="true"),
            await hall.get("/results", who, stage="wawancara"),
            await hall.get(f"/results/{entry}", who),
            await hall.get(f"/results/{entry}", who, stage="panel"),
            await hall.get("/reliability", who),
            await hall.get("/reliability", who, stage="panel"),
            await hall.get("/comparison", who),
            await hall.get("/comparison", who, other=hall.round.slug),
            await hall.post("/stages/panel/conclude", who=who),
            await hall.post("/stages/wawancara/conclude", who=who),
            await hall.post("/stages/panel/recompute", who=who),
            await hall.post("/recompute", who=who),
            await hall.post("/determine", decree, who=who, if_match="*"),
            await hall.post("/publish", who=who, if_match="*"),
        ]
        for answer in answers:
            case = (who, str(answer.request.url), answer.text)
            assert answer.status_code < 500, case
            assert TOTAL not in answer.text, case
            told = answer.json()
            assert answer.status_code >= 400 or not (told.get("items") or told.get("result")), case
        if who == "registrar":
            statuses = [answer.status_code for answer in answers]
            assert statuses == [200, 200, 200, 200, 404, 404, 200, 200, 200, 200, 409, 409, 409, 409, 409, 409]
            assert answers[10].json()["code"] == "stage_still_open"
            assert answers[10].json()["closes_at"].endswith("+07:00")
        else:
            assert all(answer.status_code in {401, 403, 404} for answer in answers), who
    async with fresh.committing() as session:
        assert (await session.scalars(select(StageResult))).all() == []
        assert (await session.scalars(select(RankedEntry))).all() == []


async def test_whether_a_score_is_there_changes_no_answer_of_an_open_stage(fresh: Fresh) -> None:
    hall = await furnished(fresh, making.stage("panel"), sheets=SHEETS)
    paths = ("/results?stage=panel", "/reliability?stage=panel", "/comparison")
    before = [(await hall.get(path)).headers["etag"] for path in paths]
    refused = (await hall.post("/stages/panel/conclude")).json()
    await hall.run("UPDATE score SET value = 1")
    await hall.run("UPDATE assessment SET suspended_at = now()")
    assert [(await hall.get(path)).headers["etag"] for path in paths] == before
    again = (await hall.post("/stages/panel/conclude")).json()
    assert {**again, "request_id": ""} == {**refused, "request_id": ""}


async def test_the_seal_breaks_at_the_moment_of_closing_and_not_before(fresh: Fresh) -> None:
    hall = await furnished(fresh, making.stage("panel"), sheets=SHEETS)
    closes_at = datetime(2026, 12, 1, 10, tzinfo=UTC)
    await hall.run(update(RoundStage).values(opens_at=closes_at - timedelta(days=1), closes_at=closes_at))
    key = hall.headers["registrar"]["authorization"].encode()
    principal = await fresh.app.state.authenticator.authenticate(key)
    early = closes_at - timedelta(microseconds=1)
    async with fresh.committing() as session:
        with pytest.raises(StageStillOpen):
            await ResultService(Work(session, principal, "uji", early)).conclude(hall.round.slug, "panel")
    async with fresh.committing() as session:
        head = await ResultService(Work(session, principal, "uji", closes_at)).conclude(hall.round.slug, "panel")
    assert head.ranked == 2


async def test_a_closed_stage_tells_nothing_before_it_is_concluded(fresh: Fresh) -> None:
    hall = await furnished(fresh, closed(), sheets=SHEETS)
    page = await hall.ranking()
    assert (page["items"], page["result"]) == ([], None)
    assert (await hall.get(f"/results/{hall.entries['a'].id}", stage="panel")).status_code == 404
    assert (await hall.get("/reliability")).json()["alpha"] is None


async def test_a_concluded_result_is_private_until_it_is_published(fresh: Fresh) -> None:
    hall = await furnished(fresh, closed(), sheets=SHEETS)
    entry = hall.entries["a"].id
    reads = ("/results", "/results?stage=panel", f"/results/{entry}", f"/results/{entry}?stage=panel", "/comparison")

    async def statuses(who: str | None) -> set[int]:
        answers = [await hall.get(path, who) for path in reads]
        assert all(TOTAL not in answer.text for answer in answers if answer.status_code != 200)
        return {answer.status_code for answer in answers}

    await hall.conclude()
    others = ("assessor", "operator", "controller", "admin", "narrow", None)
    for who in others:
        assert await statuses(who) == {403}, who
    await hall.determine()
    assert await statuses("registrar") == {200}
    for who in others:
        assert await statuses(who) == {403}, who
    await hall.publish()
    for who in (*others, "registrar"):
        assert await statuses(who) == {200}, who
    shown = await hall.get(f"/results/{entry}", None, stage="panel")
    assert TOTAL in shown.text
    assert shown.headers["cache-control"] == "public, no-cache"


async def test_of_a_draft_others_learn_nothing_at_all(fresh: Fresh) -> None:
    hall = await furnished(fresh, closed(), sheets=SHEETS, status="draft")
    for who in ("assessor", "operator", "narrow", None):
        for path in ("/results", f"/results/{hall.entries['a'].id}", "/comparison"):
            hidden = await hall.get(path, who)
            headers = hall.headers[who] if who else {}
            absent = await fresh.client.get(f"/v1/rounds/tidak-ada{path}", headers=headers)
            assert hidden.status_code == absent.status_code == 404
            assert hidden.json()["detail"] == absent.json()["detail"]


async def test_the_public_reads_sheets_without_the_names_of_the_assessors(fresh: Fresh) -> None:
    hall = await furnished(fresh)
    await hall.conclude()
    await hall.determine()
    await hall.publish()
    path = f"/results/{hall.entries['a'].id}?stage=panel"
    for who in ("assessor", None):
        text = (await hall.get(path, who)).text
        assert "Penguji" not in text
        assert not [str(one.id) for one in hall.assessors if str(one.id) in text]
        assert [sheet["label"] for sheet in json.loads(text)["panel"]] == ["Penilai 1", "Penilai 2", "Penilai 3"]
    named = (await hall.get(path)).json()["panel"]
    assert [sheet["name"] for sheet in named] == ["Penguji 0", "Penguji 1", "Penguji 2"]

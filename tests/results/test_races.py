"""Two requests at once: one result, and an orderly answer to the other."""

import asyncio
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from app.conflicts.service import ConflictService, unattended
from app.models import AuditEvent, DeclaredConflict, RankedEntry, StageResult
from tests.conftest import Fresh
from tests.results.hall import closed, furnished

DECREE = {"decree_number": "1/2026", "decree_on": "2026-12-20"}


async def test_two_concludes_at_once_are_one_result(fresh: Fresh) -> None:
    hall = await furnished(fresh, closed(rule="top", value=3))
    answers = await asyncio.gather(*(hall.post("/stages/panel/conclude") for _ in range(3)))
    assert {answer.status_code for answer in answers} <= {200, 409, 503}
    heads = [answer.json() for answer in answers if answer.status_code == 200]
    assert heads
    assert all(head == heads[0] for head in heads)
    async with fresh.committing() as session:
        assert len((await session.scalars(select(StageResult))).all()) == 1
        assert await session.scalar(select(func.count()).select_from(RankedEntry)) == 6
        assert len((await session.scalars(select(AuditEvent))).all()) == 1


async def test_one_decree_determines_a_round(fresh: Fresh) -> None:
    hall = await furnished(fresh)
    await hall.conclude()
    answers = await asyncio.gather(
        *(hall.post("/determine", DECREE | {"decree_number": f"{n}/2026"}, if_match='"v2"') for n in range(3))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412]
    async with fresh.committing() as session:
        whole = await session.scalars(select(StageResult).where(StageResult.stage_id.is_(None)))
        assert len(whole.all()) == 1


async def test_concluding_and_determining_at_once_leave_a_result_of_what_was_concluded(fresh: Fresh) -> None:
    hall = await furnished(fresh)
    await hall.conclude()
    await hall.change("a", 0, excluded=True)
    again, determined = await asyncio.gather(
        hall.post("/stages/panel/conclude"), hall.post("/determine", DECREE, if_match="*")
    )
    # what the stage rests on has changed, so it is concluded first, or nothing is determined
    assert again.status_code == 200
    assert determined.status_code in {200, 409}
    if determined.status_code == 409:
        assert determined.json()["code"] == "stages_outdated"
        await hall.determine()
    assert (await hall.post("/recompute")).json()["same"]
    assert await hall.ranks(None) == await hall.ranks("panel")


@pytest.mark.parametrize("step", ["determine", "publish"])
async def test_no_decree_passes_a_conflict_that_comes_up_at_that_moment(fresh: Fresh, step: str) -> None:
    hall = await furnished(fresh)
    await hall.conclude()
    if step == "publish":
        await hall.determine()
    async with fresh.committing() as session:
        pair = {"person_id": hall.assessors[0].person_id, "innovation_id": hall.innovations["a"].id}
        session.add(DeclaredConflict(**pair, reason="Membimbing timnya.", declared_at=datetime.now(UTC)))
        await session.flush()
        found = await ConflictService(unattended(session)).recheck(innovations=[pair["innovation_id"]])
        assert found == 1
        asked = asyncio.create_task(hall.post(f"/{step}", DECREE if step == "determine" else None, if_match="*"))
        await asyncio.wait([asked], timeout=0.5)
        assert not asked.done()
    answer = await asked
    assert (answer.status_code, answer.json()["code"]) == (409, "conflicts_undecided")

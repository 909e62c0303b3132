"""Many at once: no answer is lost or counted twice, and the tallies are what the answers say."""

import asyncio
import random
from typing import Any
from uuid import UUID

from app.surveys.recounting import Recounting
from app.surveys.tallies import SHARDS
from tests.surveys.desk import CODES, FORM, OVER, Desk, full


async def test_of_two_answers_with_one_token_one_counts(desk: Desk) -> None:
    survey = await desk.survey("open", mode="token")
    path = f"/surveys/{survey['slug']}/tokens"
    (token,) = (await desk.ask("registrar", "POST", path, {"count": 1})).json()["tokens"]
    answers = await asyncio.gather(*(desk.answer(survey, token=token) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 3
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"survey_token_used"}
    assert (await desk.results(survey))["computed"]["responses"] == 1


async def test_twenty_at_once_are_twenty(desk: Desk) -> None:
    survey = await desk.survey("open", services=[{"code": "ktp", "name": "KTP"}, {"code": "kk", "name": "KK"}])
    choose = random.Random(20)  # noqa: S311 - no secret

    def answer() -> dict[str, Any]:
        return {
            "answers": {code: choose.choice([1, 2, 3, 4, None]) for code in CODES} | {"waktu": 2},
            "service": choose.choice(["ktp", "kk", None]),
            "profile": {"usia": choose.choice(["usia_20_29", "usia_30_39"])},
        }

    single = [desk.answer(survey, one.pop("answers"), **one) for one in (answer() for _ in range(20))]
    bulk = [desk.enter(survey, [answer() for _ in range(15)]) for _ in range(3)]
    answers = await asyncio.gather(*single, *bulk)
    assert {one.status_code for one in answers} == {200}
    tallies, anew = await desk.counted(survey)
    assert tallies == anew
    whole = tallies["semua", ""]
    assert whole.responses == 20 + 45
    assert whole.of(CODES)["waktu"].counts == (0, 65, 0, 0)
    for dimension in ("layanan", "bulan", *FORM.dimensions):
        assert sum(one.responses for (name, _), one in tallies.items() if name == dimension) == 65


async def test_what_is_entered_while_it_is_published_is_in_or_out(desk: Desk) -> None:
    survey = await desk.survey("open", **OVER)
    await desk.enter(survey, [{"answers": full()}])
    path = f"/surveys/{survey['slug']}"
    done = await asyncio.gather(
        *(desk.enter(survey, [{"answers": full()}] * 3) for _ in range(3)),
        desk.ask("registrar", "POST", f"{path}/publish", if_match="*"),
    )
    taken = [answer for answer in done[:3] if answer.status_code == 200]
    assert done[3].status_code == 200
    assert {answer.status_code for answer in done[:3]} <= {200, 409}
    assert (await desk.results(survey))["computed"]["responses"] == 1 + 3 * len(taken)


async def test_tallies_that_are_wrong_are_counted_anew(desk: Desk) -> None:
    survey = await desk.survey("open", services=[{"code": "ktp", "name": "KTP"}])
    await desk.enter(survey, [{"answers": full(4, waktu=None), "service": "ktp"}, {"answers": full(2)}] * 10)
    right = await desk.results(survey)

    async def counted() -> bool:
        async with desk.fresh.committing() as session:
            before = UUID(int=UUID(survey["id"]).int - 1)
            found = await Recounting(session).next(before)
            assert found
            assert found.id == UUID(survey["id"])
            return found.changed

    assert await counted() is False
    for spoilt in (
        "UPDATE survey_tally SET responses = responses + 1 WHERE survey_id = :id AND dimension = 'semua'",
        "DELETE FROM survey_tally WHERE survey_id = :id AND dimension = 'bulan'",
        "UPDATE survey_tally SET counts[3] = counts[3] + 2 WHERE survey_id = :id",
    ):
        await desk.run(spoilt, id=survey["id"])
        assert await counted() is True
        assert await desk.results(survey) == right
    assert await counted() is False
    assert (await desk.answer(survey)).status_code == 200
    tallies, anew = await desk.counted(survey)
    assert tallies == anew


async def test_the_cells_of_a_survey_stay_few(desk: Desk) -> None:
    survey = await desk.survey("open")
    for _ in range(3):
        await desk.enter(survey, [{"answers": full()}] * 200)
    tallies, anew = await desk.counted(survey)
    assert tallies == anew
    # the whole, one month, and one value of each profile question; each in no more shards than there are
    assert len(tallies) == 2 + len(FORM.dimensions)
    assert SHARDS <= 8

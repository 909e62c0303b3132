"""The view of the council: one row a need, from what it was to what it took and what changed."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from app.models import InnovationResource
from app.statistics.outcomes.council import CouncilBy
from tests.conftest import Server
from tests.innovations.keeping import served
from tests.needs.making import Desk, ago, in_use, opened, survey
from tests.statistics.outcomes.following import counting, follow, told

BODY = {"kind": "dprd", "name": "DPRD Kota Medan"}
NAME = "Sangat Rahasia"


@pytest.fixture(scope="module")
async def desk(server: Server, migrated: str) -> AsyncIterator[Desk]:
    async with served(server, migrated) as fresh:
        desk = await opened(fresh)
        await story(desk)
        yield desk


async def story(desk: Desk) -> None:
    """Let the council's survey show two weak unsur, one innovation answer both, and the next survey decide."""
    weak, better = {"waktu": (5, 20, 17, 3), "sarana": (4, 18, 18, 5)}, {"waktu": (0, 6, 27, 12)}
    async with desk.fresh.committing() as session:
        first = await survey(session, desk.home, weak, from_on=ago(400), audience="internal")
        answer = await in_use(session, desk.home, ago(300).isoformat(), "E-SURAT")
        bare = await in_use(session, desk.home, ago(300).isoformat(), "MAJATOKI")
        later = {**better, "sarana": (3, 19, 18, 5)}
        await survey(session, desk.home, later, from_on=ago(150), audience="internal")
        for year, amount in ((2025, 150_000_000), (2026, 75_500_000), (2027, None)):
            session.add(InnovationResource(innovation_id=answer.id, year=year, budget_idr=amount))
    await desk.taken_up(first.slug, "waktu", "sarana", body=BODY)
    needs = {one["unsur"]: one for one in (await desk.get("/needs", agency=desk.home.slug))["items"]}
    for unsur in ("waktu", "sarana"):
        await desk.answered(needs[unsur], answer.slug)
        await desk.post(f"/needs/{needs[unsur]['id']}/remeasure")
    commission = await desk.need(statement=f"Undangan dari {NAME} terlambat.")
    await desk.answered(commission, bare.slug)
    await desk.need(body={"kind": "reses", "name": "Reses II Tahun 2026"})
    await desk.need(source="pengaduan", body=None)


async def ask(desk: Desk, **query: str) -> dict[str, Any]:
    return await desk.get("/statistics/council", **query)


def by_unsur(statistic: dict[str, Any]) -> dict[str | None, dict[str, Any]]:
    return {codes[2]: row for codes, row in told(statistic).items() if codes}


async def test_a_row_tells_what_became_of_a_need(desk: Desk) -> None:
    statistic = await ask(desk)
    assert [one["code"] for one in statistic["dimensions"]] == ["need", "source", "unsur", "status"]
    waktu = by_unsur(statistic)["waktu"]
    loop = {one["unsur"]: one for one in (await desk.get("/needs/loop", body="dprd"))["items"]}["waktu"]
    assert waktu == {
        "needs": 1,
        "answered": 1,
        "proven": 1,
        "innovations_answering": 1,
        "budget_idr": 225_500_000,
        "budget_unknown": 0,
        "budget_from": 2025,
        "budget_until": 2026,
        "index_before": float(loop["before"]["index"]),
        "index_after": float(loop["remeasured"]["after"]["index"]),
        # 2.4 to 3.1333: 60.00 to 78.33
        "index_change": 18.33,
        "nrr_change": float(loop["remeasured"]["difference"]),
        "interval_low": float(loop["remeasured"]["interval"]["low"]),
        "interval_high": float(loop["remeasured"]["interval"]["high"]),
        "distinguishable": 1,
    }
    assert (waktu["index_before"], waktu["index_after"], waktu["nrr_change"]) == (60.0, 78.33, 0.7333)


async def test_of_all_needs_together_innovations_and_amounts_count_once(desk: Desk) -> None:
    total = told(await ask(desk))[()]
    counted = ("needs", "answered", "proven", "innovations_answering", "budget_idr", "budget_unknown")
    assert [total[one] for one in counted] == [4, 3, 1, 2, 225_500_000, 1]
    assert (total["index_change"], total["distinguishable"]) == (None, 1)
    everything = told(await ask(desk, every_source="true"))[()]
    assert everything["needs"] == 5


async def test_each_innovation_is_told_with_its_budget_years(desk: Desk) -> None:
    rows = {
        codes[1:]: row["budget_idr"] for codes, row in told(await ask(desk, by="innovation", unsur="waktu")).items()
    }
    answer = next(codes[0] for codes in rows if codes)
    assert answer.startswith("e-surat")
    assert rows == {
        (): 225_500_000,
        (answer, "2025"): 150_000_000,
        (answer, "2026"): 75_500_000,
        (answer, "2027"): None,
    }


async def test_a_need_without_an_innovation_has_a_row_too(desk: Desk) -> None:
    rows = told(await ask(desk, by="innovation", body="reses"))
    assert [codes[1:] for codes in rows if codes] == [(None, None)]
    assert rows[()]["innovations_answering"] == 0


async def test_no_words_of_a_need_stand_in_it(desk: Desk) -> None:
    for by in CouncilBy:
        statistic = await ask(desk, by=by.value, every_source="true")
        assert NAME not in str(statistic)
        assert "Reses II" not in str(statistic)


@pytest.mark.parametrize("by", [one.value for one in CouncilBy])
async def test_each_figure_is_what_its_list_counts(desk: Desk, by: str) -> None:
    for query in ({}, {"every_source": "true"}, {"source": "unsur_lemah"}, {"body": "komisi"}):
        await follow(desk.fresh.client, await ask(desk, by=by, **query))


async def test_it_takes_as_many_statements_for_many_as_for_few(desk: Desk) -> None:
    counts = []
    for more in range(2):
        for _ in range(5 * more):
            await desk.need()
        with counting(desk.fresh.app) as statements:
            await ask(desk)
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 13

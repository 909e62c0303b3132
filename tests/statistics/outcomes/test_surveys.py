"""The statistic of surveys, against the results of each round."""

from collections.abc import AsyncIterator
from fractions import Fraction
from typing import Any

import pytest

from app.instruments.rounding import half_up
from tests.conftest import Server
from tests.innovations.keeping import served
from tests.statistics.outcomes.following import counting, follow, reasons, told
from tests.surveys.desk import CODES, OVER, Desk, day, full, opened

EARLIER = {"from_on": day(-120), "until_on": day(-90)}


@pytest.fixture(scope="module")
async def desk(server: Server, migrated: str) -> AsyncIterator[Desk]:
    async with served(server, migrated) as fresh:
        desk = await opened(fresh)
        await story(desk)
        yield desk


async def held(desk: Desk, agency: str, period: dict[str, str], answers: list[Any], **facts: Any) -> dict[str, Any]:
    """Hold a round on paper and publish it."""
    made = await desk.survey(agency=agency, **period, **facts)
    rows = [{"answers": one, "answered_on": period["from_on"]} for one in answers]
    assert (await desk.enter(made, rows)).status_code == 200
    return await desk.step(made, "publish")


async def story(desk: Desk) -> None:
    """Hold rounds of two agencies: two that are shown, one of few people, one that is not published."""
    one, other = await desk.agency("Dinas Satu"), await desk.agency("Dinas Dua")
    await held(desk, one.slug, EARLIER, [full(3)] * 6 + [full(2)] * 4, population=10, population_basis="Buku tamu")
    await held(desk, one.slug, OVER, [full(4, waktu=None)] * 17 + [full(3, waktu=1)] * 3)
    await held(desk, other.slug, OVER, [full(4)] * 4)
    await desk.survey("open", agency=other.slug)


async def ask(desk: Desk, **query: str) -> dict[str, Any]:
    return await desk.get("/statistics/surveys", **query)


async def test_the_numbers_of_a_round_are_its_results(desk: Desk) -> None:
    for codes, row in told(await ask(desk, by="survey")).items():
        if codes:
            found = await desk.get(f"/surveys/{codes[0]}/results")
            computed = found["computed"] or {}
            assert row["responses"] == computed.get("responses")
            expected = computed.get("index")
            # few answered one unsur, and the whole is told all the same
            assert row["index"] == (float(expected) if expected else None)
            assert row["sample_sufficient"] == (found["sample"]["sufficient"] is True)


async def test_the_numbers_of_each_unsur_are_its_results(desk: Desk) -> None:
    slug = next(
        codes[0] for codes, row in told(await ask(desk, by="survey")).items() if codes and row["responses"] == 20
    )
    found = await desk.get(f"/surveys/{slug}/results")
    unsur = {one["unsur"]: one for one in found["computed"]["unsur"]}
    rows = told(await ask(desk, by="unsur", survey=slug))
    assert [codes[0] for codes in rows if codes] == list(CODES)
    for code in CODES:
        row, one = rows[code,], unsur[code]
        if code == "waktu":
            assert (row["responses"], row["index"], row["nrr"], one["n"]) == (None, None, None, 3)
        else:
            assert (row["responses"], row["nrr"], row["index"]) == (one["n"], float(one["nrr"]), float(one["index"]))


async def test_rounds_together_are_pooled_and_what_few_answered_is_in_no_figure(desk: Desk) -> None:
    statistic = await ask(desk)
    found = told(statistic)
    # of three unsur-wise means: (6x3 + 4x2 + 17x4 + 3x3)/30, and of waktu that with its 13 answers
    usual, waktu = Fraction(18 + 8 + 68 + 9, 30), Fraction(18 + 8 + 3, 13)
    expected = float(half_up((usual * (len(CODES) - 1) + waktu) * 25 / len(CODES), 2))
    assert found["dinas-satu",]["index"] == expected
    assert found[()] == {**found["dinas-satu",], "surveys": 3, "withheld": 1}
    few = next(row for row in statistic["rows"] if row["keys"][0]["code"] == "dinas-dua")
    assert {one["measure"]: one["reason"] for one in few["figures"]}["index"] == "suppressed"
    assert found["dinas-dua",]["responses"] is None


async def test_a_round_that_is_not_published_is_in_no_figure_for_anybody(desk: Desk) -> None:
    assert await desk.get("/statistics/surveys", "registrar") == await ask(desk)
    assert told(await ask(desk, as_of=day(-1)))[()]["surveys"] == 0


async def test_the_report_stands_beside_a_single_round(desk: Desk) -> None:
    slug = next(
        codes[0] for codes, row in told(await ask(desk, by="survey")).items() if codes and row["responses"] == 10
    )
    assert (await desk.report({"slug": slug}, index=68.5, respondents=10)).status_code == 200
    one = await ask(desk, survey=slug)
    assert told(one)[()]["reported_index"] == 68.5
    assert reasons(await ask(desk))["reported_index"] == "not_applicable"


@pytest.mark.parametrize("by", ["agency", "year", "unsur", "survey", "audience", "agency,year", "agency,unsur"])
async def test_each_figure_is_what_its_list_counts(desk: Desk, by: str) -> None:
    for query in ({}, {"audience": "masyarakat"}, {"agency": "dinas-satu"}):
        await follow(desk.fresh.client, await ask(desk, by=by, **query))


async def test_it_takes_as_many_statements_for_many_as_for_few(desk: Desk) -> None:
    counts = []
    for more in range(2):
        for _ in range(3 * more):
            await held(desk, (await desk.agency()).slug, OVER, [full(4)] * 5)
        with counting(desk.fresh.app) as statements:
            await ask(desk)
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 8

"""The statistic of assessments, on the worked example: everyone reads what was published, and nobody what is sealed."""

from collections.abc import AsyncIterator
from fractions import Fraction
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.statistics.outcomes.spread import quartiles
from tests.conftest import Server
from tests.innovations.keeping import served
from tests.results.hall import Hall, furnished
from tests.statistics.outcomes.following import counting, follow, told


@pytest.fixture(scope="module")
async def halls(server: Server, migrated: str) -> AsyncIterator[list[Hall]]:
    """A round that is published, one that is concluded and not published, and one with scores and no result."""
    async with served(server, migrated) as fresh:
        halls = [await furnished(fresh)]
        for _ in range(2):
            halls.append(await furnished(fresh, after=halls[0]))
        for one in halls[:2]:
            await one.conclude()
        await halls[0].determine()
        await halls[0].publish()
        yield halls


async def ask(halls: list[Hall], query: str = "", who: str | None = None) -> dict[str, Any]:
    headers = halls[0].headers[who] if who else {}
    answer = await halls[0].fresh.client.get(f"/v1/statistics/assessments{query}", headers=headers)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_ranks_and_spread_are_those_of_the_worked_example(halls: list[Hall]) -> None:
    statistic = await ask(halls, "?by=round_stage")
    assert statistic["audience"] == "public"
    # totals 55, 71.67, 71.67, 73, 80, 85; assessors of an entry are 2, 8, 2, 1, 3 and 2 apart
    assert told(statistic)["panel",] == {
        "rounds": 1,
        "entries": 6,
        "ranked": 6,
        "passed": 6,
        "sheets": 18,
        "total_lowest": 55,
        "total_q1": 71.67,
        "total_median": 72.33,
        "total_q3": 78.25,
        "total_highest": 85,
        "assessors_spread": 3,
        "assessors_spread_highest": 8,
    }
    final = told(await ask(halls))[halls[0].round.slug,]
    assert (final["entries"], final["total_median"], final["assessors_spread"]) == (6, 72.33, None)


async def test_what_is_not_published_is_for_those_who_run_rounds(halls: list[Hall]) -> None:
    for who in (None, "operator", "assessor", "narrow", "admin"):
        statistic = await ask(halls, "?round_stage=panel", who)
        assert (statistic["audience"], [row["keys"][0]["code"] for row in statistic["rows"]]) == (
            "public",
            [halls[0].round.slug],
        ), who
    statistic = await ask(halls, "?round_stage=panel", "registrar")
    rows = {codes[0]: row for codes, row in told(statistic).items() if codes}
    assert statistic["audience"] == "internal"
    assert [rows[one.round.slug]["entries"] for one in halls] == [6, 6, None]
    # there are scores, and they are sealed until there is a result
    assert {rows[halls[2].round.slug][one] for one in ("ranked", "sheets", "total_median", "assessors_spread")} == {
        None
    }


async def test_on_a_day_before_the_publication_nothing_is_told(halls: list[Hall]) -> None:
    assert told(await ask(halls, "?as_of=2020-01-01"))[()]["rounds"] == 0


@pytest.mark.parametrize("by", ["round", "instrument", "round_stage", "year", "round,round_stage"])
async def test_each_figure_is_what_its_list_counts(halls: list[Hall], by: str) -> None:
    for query in ("", f"&round={halls[0].round.slug}"):
        led = await follow(halls[0].fresh.client, await ask(halls, f"?by={by}{query}"))
        assert led or by == "year" or query


async def test_it_takes_a_fixed_number_of_statements(halls: list[Hall]) -> None:
    counts = []
    for who in (None, "registrar"):
        with counting(halls[0].fresh.app) as statements:
            await ask(halls, "", who)
        counts.append(sum("api_key" not in one and "account" not in one for one in statements))
    assert max(counts) <= 5


async def test_a_registry_without_a_published_round_counts_none(catalogue: httpx.AsyncClient) -> None:
    found = (await catalogue.get("/v1/statistics/assessments")).json()
    await follow(catalogue, found)


@given(st.lists(st.fractions(0, 100, max_denominator=9), min_size=1).map(sorted))
def test_quartiles_are_in_order_and_within(values: list[Fraction]) -> None:
    found = quartiles(values)
    assert found == sorted(found)
    assert (found[0], found[-1]) == (values[0], values[-1])
    for share, one in zip((1, 2, 3), found[1:4], strict=True):
        assert sum(value <= one for value in values) * 4 >= share * (len(values) - 1)

"""The statistic of programmes, against the yield of each edition."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from app.core.clock import today
from tests import factories
from tests.action_plans.desk import Desk, aggregate, edition, opened, plan
from tests.conftest import Server
from tests.innovations.keeping import served
from tests.statistics.outcomes.following import counting, follow, reasons, told
from tests.training_yield.test_reading import followed, used


@pytest.fixture(scope="module")
async def desk(server: Server, migrated: str) -> AsyncIterator[Desk]:
    async with served(server, migrated) as fresh:
        desk = await opened(fresh)
        await followed(desk)
        async with fresh.committing() as session:
            unknown = await edition(session, cost_idr=100_000_000)
            await aggregate(session, unknown, 37)
            paid = await edition(session, cost_idr=1_000_000)
            for _ in range(3):
                made = await used(session, desk.agencies["kota"], "2018", sign=today())
                await plan(session, paid, desk.agencies["kota"], innovation_id=made.id)
            await edition(session, status="draft", organiser_id=desk.agencies["penyelenggara"].id)
        yield desk


async def ask(desk: Desk, query: str = "") -> dict[str, Any]:
    return await desk.get(None, f"/statistics/programmes{query}")


def of_yield(found: dict[str, Any]) -> dict[str, int]:
    """Return what a yield counts, by measure, where it is known."""
    values = {
        "plans": found["plans"]["total"],
        "outputs": found["outputs"]["total"],
        "started": found["started"]["started"],
        "started_unknown": found["started"]["unknown"],
        "alive": found["alive"]["known_alive"],
        "ended": found["alive"]["known_ended"],
        "alive_unknown": found["alive"]["unknown"],
        "replicated": found["replicated"]["replicated"],
        "replicated_unknown": found["replicated"]["unknown"],
        "cost_idr": found["costs"]["cost_idr"],
        "cost_per_output": found["costs"]["per_output"]["idr"],
        "cost_per_survivor": found["costs"]["per_survivor"]["idr"],
    }
    for after in found["alive_after"]:
        values[f"alive_after_{after['years']}"] = after["known_alive"]
        values[f"alive_after_{after['years']}_unknown"] = after["unknown"]
    return values


@pytest.mark.parametrize("query", ["", "?as_of=2020-06-30"])
async def test_the_numbers_of_an_edition_are_those_of_its_yield(desk: Desk, query: str) -> None:
    rows = {codes[0]: row for codes, row in told(await ask(desk, query)).items() if codes}
    assert len(rows) == 4
    for slug, row in rows.items():
        found = of_yield(await desk.get(None, f"/programme-editions/{slug}/yield{query}"))
        for measure, value in found.items():
            unknown = found.get(f"{measure}_unknown", found["alive_unknown"] if measure == "ended" else 0)
            assert row[measure] == (None if unknown and not value else value), (slug, measure)


async def test_what_nobody_knows_is_null_with_a_reason_and_never_zero(desk: Desk) -> None:
    slugs = [codes[0] for codes in told(await ask(desk)) if codes]
    found = {slug: await ask(desk, f"?edition={slug}") for slug in slugs}
    total, why = next((told(one)[()], reasons(one)) for one in found.values() if told(one)[()]["plans"] == 37)
    assert [total[one] for one in ("started", "alive", "ended", "alive_after_3", "replicated")] == [None] * 5
    assert {why[one] for one in ("started", "alive", "ended", "replicated", "cost_per_survivor")} == {"unknown"}
    assert (total["alive_unknown"], total["cost_per_output"], total["cost_per_survivor"]) == (37, 2_702_703, None)


async def test_editions_add_up(desk: Desk) -> None:
    found = told(await ask(desk))
    rows = [row for codes, row in found.items() if codes]
    for measure in ("editions", "plans", "outputs", "alive_unknown"):
        assert found[()][measure] == sum(row[measure] for row in rows)
    # three live in one, one in another; what one edition cost nobody knows
    assert found[()]["alive"] == 4
    assert (found[()]["cost_idr"], found[()]["cost_per_survivor"]) == (None, None)
    assert sorted(str(row["cost_per_survivor"]) for row in rows) == ["333333", "None", "None", "None"]


@pytest.mark.parametrize("by", ["edition", "programme", "year", "programme,year"])
async def test_each_figure_is_what_its_list_counts(desk: Desk, by: str) -> None:
    assert await follow(desk.fresh.client, await ask(desk, f"?by={by}"))
    assert await follow(desk.fresh.client, await ask(desk, f"?by={by}&year=2017"))


async def test_it_takes_as_many_statements_for_many_as_for_few(desk: Desk) -> None:
    counts = []
    for more in range(2):
        async with desk.fresh.committing() as session:
            for _ in range(5 * more):
                held = await edition(session)
                made = await factories.innovation(session, agency_id=desk.agencies["kota"].id)
                await plan(session, held, desk.agencies["kota"], innovation_id=made.id)
        with counting(desk.fresh.app) as statements:
            await ask(desk)
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 10


async def test_of_the_shipped_editions_the_launch_of_2021_has_22_outputs(catalogue: httpx.AsyncClient) -> None:
    found = told((await catalogue.get("/v1/statistics/programmes")).json())
    assert found["peresmian-22-inovasi-2021",]["outputs"] == 22
    assert found["workshop-2019",]["outputs"] == 6
    assert found["seminar-action-plan-2017",]["plans"] == 37
    assert found["seminar-action-plan-2017",]["cost_idr"] is None

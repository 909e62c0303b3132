"""The trend of first use, the overview, coverage and the health of the data, each with the lists behind it."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import event, text

from app.core.clock import today
from app.models.codes import RecordStatus
from tests.conftest import Fresh
from tests.innovations.keeping import Registry, errors_of
from tests.statistics.behind import assert_same_everywhere, by_code, told

STARTS = ("2021", "2021-06", "2021-06-18", "2021-11", "2022-01-01", None)


@pytest.fixture(scope="module")
async def started(registry: Registry) -> Registry:
    """A registry with innovations that came into use, by dates of each precision."""
    for start in STARTS:
        await registry.published(stages=[{"stage": "penerapan", "started_on": start}])
    await registry.published(stages=[{"stage": "uji_coba", "started_on": "2020"}])
    twice = [{"stage": "penerapan", "started_on": "2021-11-03"}, {"stage": "penerapan", "started_on": "2023"}]
    await registry.published(stages=twice)
    return registry


async def test_a_date_without_a_month_is_put_into_none(started: Registry) -> None:
    client = started.fresh.client
    body = await told(client, "trend", per="month")
    assert by_code(body) == {"2021-06": 2, "2021-11": 2, "2021-XX": 1, "2022-01": 1, None: 2}
    assert [row["keys"][0]["code"] for row in body["rows"]] == ["2021-06", "2021-11", "2021-XX", "2022-01", None]
    assert body["rows"][0]["keys"][0]["label"] == {"id": "Juni 2021", "en": "June 2021"}
    assert body["rows"][2]["keys"][0]["label"] == {"id": "2021, bulan tidak diketahui", "en": "2021, month not known"}
    await assert_same_everywhere(client, body)


async def test_quarters_and_years(started: Registry) -> None:
    client = started.fresh.client
    quarters = await told(client, "trend", per="quarter")
    assert by_code(quarters) == {"2021-Q2": 2, "2021-Q4": 2, "2021-XX": 1, "2022-Q1": 1, None: 2}
    years = await told(client, "trend")
    assert by_code(years) == {"2021": 5, "2022": 1, None: 2}
    assert years["notes"] == []
    for body in (quarters, years):
        await assert_same_everywhere(client, body)


async def test_cumulative_counts_end_with_all_that_came_into_use(started: Registry) -> None:
    body = await told(started.fresh.client, "trend", per="month", cumulative="true")
    assert by_code(body, 1) == {"2021-06": 2, "2021-11": 4, "2021-XX": 5, "2022-01": 6, None: None}
    assert body["rows"][-1]["figures"][1]["reason"] == "not_applicable"
    assert body["total"][1]["value"] == 6


async def test_on_a_past_day_only_what_had_surely_begun_counts(started: Registry) -> None:
    client = started.fresh.client
    body = await told(client, "trend", per="month", as_of="2021-11-29")
    # a month that is not over and a year that is not over are not certain yet
    assert by_code(body) == {"2021-06": 2, "2021-11": 1, None: 1}
    await assert_same_everywhere(client, body)


@pytest.mark.parametrize("cell", ["start:21", "start:2021-13-01", "start:2021-Q5", "start:soon"])
async def test_a_period_that_is_none_is_refused(started: Registry, cell: str) -> None:
    answer = await started.fresh.client.get(f"/v1/statistics/innovations/items?cell={cell}")
    assert (answer.status_code, errors_of(answer)) == (422, [("query/cell", "unknown_period")])


async def test_the_overview_tells_the_same_as_each_statistic(medan: Fresh) -> None:
    answer = await medan.client.get("/v1/statistics/overview")
    assert answer.status_code == 200
    items = answer.json()["items"]
    assert [one["dimensions"][0]["code"] for one in items] == ["agency", "kind", "stage", "form", "year"]
    for one in items:
        assert one == await told(medan.client, "innovations", by=one["dimensions"][0]["code"])
    again = await medan.client.get("/v1/statistics/overview", headers={"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304


async def test_the_overview_follows_a_change_at_once(registry: Registry) -> None:
    client = registry.fresh.client
    before = (await client.get("/v1/statistics/overview")).json()["items"][1]["total"][0]["value"]
    await registry.published(kind="digital")
    after = (await client.get("/v1/statistics/overview")).json()["items"][1]
    assert after["total"][0]["value"] == before + 1
    assert {row["keys"][0]["code"] for row in after["rows"]} >= {"digital"}


async def test_the_overview_takes_one_statement_and_a_table_few(medan: Fresh) -> None:
    asked: list[str] = []
    engine = medan.app.state.database.engine.sync_engine

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        counts = []
        for query in ("by=kind", "by=agency,year", "by=kind&q=e", "by=agency&as_of=2021-06-30"):
            asked.clear()
            assert (await medan.client.get(f"/v1/statistics/innovations?{query}")).status_code == 200
            counts.append(len(asked))
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert counts[0] == 1
    assert counts[1] == 2
    assert counts[2] == 1
    assert counts[3] <= 6


@pytest.mark.parametrize("query", [{}, {"as_of": "2022-12-31"}, {"level": "dinas_badan", "with_units": "true"}])
async def test_coverage_is_that_of_coverage(catalogue: httpx.AsyncClient, query: dict[str, str]) -> None:
    body = await told(catalogue, "coverage", **query)
    counted = (await catalogue.get("/v1/coverage", params=query)).json()
    assert body["as_of"] == counted["as_of"]
    for row, level in zip(body["rows"], counted["levels"], strict=True):
        figures = {figure["measure"]: figure for figure in row["figures"]}
        assert row["keys"][0]["code"] == level["level"]
        for name in ("agencies", "inovasi_sendiri", "replika_saja", "semua_berhenti", "belum_ada"):
            assert figures[name]["value"] == level["all"][name]
        percent = level["all"]["share"]["percent"]
        assert figures["coverage"]["value"] == (None if percent is None else float(percent))
    if counted["total"]:
        assert body["total"][0]["value"] == counted["total"]["all"]["agencies"]
    await assert_same_everywhere(catalogue, body)


async def test_what_records_lack_leads_to_those_that_lack_it(catalogue: httpx.AsyncClient) -> None:
    body = await told(catalogue, "data-health")
    assert body["audience"] == "public"
    assert "submitted" not in by_code(body)
    assert by_code(body)["agency"] == by_code(await told(catalogue, "innovations", by="agency"))[None] > 0
    assert all(row["figures"][0]["of"] == body["total"][0]["value"] for row in body["rows"])
    await assert_same_everywhere(catalogue, body)
    await assert_same_everywhere(catalogue, await told(catalogue, "data-health", agency="sekretariat-dprd"))
    await assert_same_everywhere(catalogue, await told(catalogue, "data-health", by="agency"))


async def test_what_waits_is_told_to_who_keeps_it(registry: Registry) -> None:
    client = registry.fresh.client
    mine = await registry.made(RecordStatus.SUBMITTED)
    theirs = await registry.other_operator.create()
    await registry.other_operator.move(theirs["id"], "submit")
    nobody = await told(client, "data-health")
    operator = await told(client, "data-health", registry.operator.headers)
    registrar = await told(client, "data-health", registry.registrar.headers)
    assert "submitted" not in by_code(nobody)
    assert (by_code(operator)["submitted"], by_code(registrar)["submitted"]) == (1, 2)
    assert (operator["audience"], nobody["audience"]) == ("internal", "public")
    for body, headers in ((operator, registry.operator.headers), (registrar, registry.registrar.headers)):
        await assert_same_everywhere(client, body, headers)
    apart = await told(client, "data-health", registry.registrar.headers, by="agency")
    await assert_same_everywhere(client, apart, registry.registrar.headers)
    assert mine["id"]


async def test_drafts_count_for_who_keeps_them(registry: Registry) -> None:
    client = registry.fresh.client
    await registry.operator.create(kind="digital")
    await registry.other_operator.create(kind="digital")
    for keeper, number in ((registry.operator, 1), (registry.registrar, 2)):
        body = await told(client, "innovations", keeper.headers, status="draft", by="kind")
        assert by_code(body)["digital"] == number
        assert body["audience"] == "internal"
        await assert_same_everywhere(client, body, keeper.headers)


async def test_who_owes_a_sign_of_life_is_as_the_rule_of_signs_says(medan: Fresh) -> None:
    """Records that were published long ago, of which some gave signs and some stopped."""
    days = [today() - timedelta(days=number) for number in (0, 30, 182, 183, 184, 200, 365, 366, 367, 400, 2000)]
    async with medan.committing() as session:
        for at, day in enumerate(days):
            await session.execute(
                text(
                    "UPDATE innovation SET published_at = :at WHERE id = (SELECT id FROM innovation WHERE status = "
                    "'published' ORDER BY slug OFFSET :nth LIMIT 1)"
                ),
                {"at": datetime.combine(day, time(5), UTC), "nth": at},
            )
    body = await told(medan.client, "data-health")
    found: dict[str, int] = {"stale": 0, "vakum": 0}
    page = (await medan.client.get("/v1/innovations?limit=200")).json()
    for item in page["items"]:
        state = (await medan.client.get(f"/v1/innovations/{item['slug']}/vitality")).json()["vitality"]
        if state in found:
            found[state] += 1
    assert {name: by_code(body)[name] for name in found} == found
    assert found["stale"] > 0 < found["vakum"]
    await assert_same_everywhere(medan.client, body)

"""The statistics of replication, against the users of each innovation, survival, and the list of requests."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from app.core.clock import today
from app.models import Innovation
from tests import factories
from tests.conftest import Server
from tests.innovations.keeping import served, unlike
from tests.replication.desk import Desk, ago, opened
from tests.statistics.outcomes.following import counting, follow, told
from tests.training_yield.test_reading import seen


@pytest.fixture(scope="module")
async def desk(server: Server, migrated: str) -> AsyncIterator[Desk]:
    async with served(server, migrated) as fresh:
        desk = await opened(fresh)
        await story(desk)
        yield desk


async def replica(desk: Desk, origin: Innovation, agency: str, *, sign: bool, began: str = "2023-01-01") -> Innovation:
    """Put a replica of an agency on record, which is seen in use today or was never seen."""
    async with desk.fresh.committing() as session:
        made = await factories.innovation(session, unlike(), agency_id=desk.agencies[agency].id)
        await factories.stage(session, made, "penerapan", on=began)
        await factories.relation(session, made, origin, "adapts")
        if sign:
            await seen(session, made, today())
    return made


async def story(desk: Desk) -> None:
    """Let two innovations be replicated in the city and in two other regions, and requests come to every end."""
    async with desk.fresh.committing() as session:
        origins = [
            await factories.innovation(session, name, agency_id=desk.agencies["asal"].id)
            for name in ("Asal Satu", "Asal Dua")
        ]
    for agency, sign in (("penerima", True), ("lain", False), ("tangerang", True), ("serang", True)):
        await replica(desk, origins[0], agency, sign=sign)
    await replica(desk, origins[1], "penerima", sign=True, began="2024-06-01")
    await replica(desk, origins[1], "tanpa_kode", sign=True)
    await desk.requested()
    refused = await desk.requested(agency="lain")
    await desk.acted("asal", refused, "review")
    why = {"reason_code": "tanpa_anggaran", "reason": "Tidak dianggarkan."}
    await desk.acted("asal", refused, "refuse", **why)
    await desk.approved()


async def ask(desk: Desk, query: str = "") -> dict[str, Any]:
    return await desk.get(None, f"/statistics/replication{query}")


async def test_the_numbers_of_an_origin_are_those_of_its_users(desk: Desk) -> None:
    rows = {codes[0]: row for codes, row in told(await ask(desk)).items() if codes}
    assert len(rows) == 2
    for slug, row in rows.items():
        found = await desk.get(None, f"/innovations/{slug}/used-by")
        counts = found["counts"]
        assert (row["in_use"], row["not_in_use"]) == (found["total"], found["total_not_counted"])
        assert (row["using_agencies"], row["using_regions"], row["other_regions"]) == (
            counts["agencies"],
            counts["regions"],
            counts["other_regions"],
        )
    one = next(row for slug, row in rows.items() if slug.startswith("asal-satu"))
    assert (one["in_use"], one["not_in_use"], one["using_regions"], one["other_regions"]) == (3, 1, 3, 2)


async def test_of_all_origins_together_agencies_and_regions_count_once(desk: Desk) -> None:
    found = told(await ask(desk))[()]
    counted = ("replicas", "in_use", "using_agencies", "using_regions", "other_regions", "origins")
    # two regions and the city; one agency of no known region is in none
    assert [found[one] for one in counted] == [6, 5, 4, 3, 2, 2]
    assert found["origins_in_other_regions"] == 1
    regions = {codes[0]: row["replicas"] for codes, row in told(await ask(desk, "?by=region")).items() if codes}
    assert regions == {"12.71": 3, "36.71": 1, "36.04": 1, None: 1}


@pytest.mark.parametrize("year", ["2023", "2024"])
async def test_how_long_replicas_live_is_what_survival_says(desk: Desk, year: str) -> None:
    row = told(await ask(desk, f"?by=year&year={year}"))[()]
    after = (await desk.get(None, f"/survival?year={year}&replicas=true"))["after"]
    expected = [None if one["survival"] is None else float(one["survival"]) for one in after]
    assert [row[f"survival_{years}"] for years in (1, 2, 3)] == expected


async def test_on_a_day_before_anything_was_seen_nothing_is_in_use(desk: Desk) -> None:
    assert told(await ask(desk, f"?as_of={ago(1)}"))[()]["in_use"] == 0


async def test_requests_are_told_apart_by_what_became_of_them(desk: Desk) -> None:
    statistic = await desk.get("registrar", "/statistics/replication-requests")
    assert statistic["audience"] == "internal"
    found = told(statistic)
    assert {codes: row["requests"] for codes, row in found.items()} == {
        (): 3,
        ("diajukan",): 1,
        ("disetujui",): 1,
        ("ditolak",): 1,
    }
    assert (found[()]["refused"], found["diajukan",]["refused"]) == (1, None)
    refusals = told(await desk.get("registrar", "/statistics/replication-requests?by=refusal&status=ditolak"))
    assert {codes: row["requests"] for codes, row in refusals.items()} == {(): 1, ("tanpa_anggaran",): 1}
    past = told(await desk.get("registrar", f"/statistics/replication-requests?as_of={ago(1)}"))
    assert past[()]["requests"] == 0


async def test_whoever_keeps_a_side_counts_what_they_may_list_and_nobody_else_anything(desk: Desk) -> None:
    for who, requests in (("lain", 1), ("penerima", 2), ("fasilitator", 0), ("registrar", 3)):
        statistic = await desk.get(who, "/statistics/replication-requests")
        assert told(statistic)[()]["requests"] == requests, who
    assert (await desk.ask(None, "GET", "/statistics/replication-requests")).status_code == 401


@pytest.mark.parametrize("by", ["status", "scope", "model", "agency", "status,agency", "year", "refusal"])
async def test_each_figure_is_what_its_list_counts(desk: Desk, by: str) -> None:
    for who in ("registrar", "penerima"):
        for query in ("", "&status=ditolak", "&scope=dalam_kota"):
            statistic = await desk.get(who, f"/statistics/replication-requests?by={by}{query}")
            await follow(desk.fresh.client, statistic, **desk.headers[who])


@pytest.mark.parametrize(("who", "path"), [(None, "replication"), ("registrar", "replication-requests")])
async def test_it_takes_as_many_statements_for_many_as_for_few(desk: Desk, who: str | None, path: str) -> None:
    counts = []
    for more in range(2):
        for _ in range(3 * more):
            async with desk.fresh.committing() as session:
                origin = await factories.innovation(session, unlike(), agency_id=desk.agencies["asal"].id)
            await replica(desk, origin, "lain", sign=True)
            await desk.requested()
        with counting(desk.fresh.app) as statements:
            await desk.get(who, f"/statistics/{path}")
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 8

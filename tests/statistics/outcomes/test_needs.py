"""The statistic of needs, against the loop that it counts."""

from collections.abc import AsyncIterator
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.codes import CouncilBody, NeedSource, NeedStatus
from app.statistics.outcomes.needs import DIMENSIONS
from tests.conftest import Server
from tests.innovations.keeping import served
from tests.needs.making import BAD, FAIR, Desk, ago, in_use, opened, survey
from tests.statistics.outcomes.following import counting, follow, told


@pytest.fixture(scope="module")
async def desk(server: Server, migrated: str) -> AsyncIterator[Desk]:
    async with served(server, migrated) as fresh:
        desk = await opened(fresh)
        await story(desk)
        yield desk


async def story(desk: Desk) -> None:
    """Put needs of every fate on record: proven, not proven, answered, open, closed, and one that is not public."""
    async with desk.fresh.committing() as session:
        first = await survey(session, desk.home, {"waktu": BAD, "biaya": FAIR, "sarana": BAD}, from_on=ago(400))
        answer = await in_use(session, desk.home, ago(300).isoformat())
        await survey(session, desk.home, {"waktu": FAIR, "biaya": FAIR}, from_on=ago(100))
    await desk.taken_up(first.slug, "waktu", "biaya", "sarana")
    needs = {one["unsur"]: one for one in (await desk.get("/needs", agency=desk.home.slug))["items"]}
    for unsur in ("waktu", "biaya"):
        await desk.answered(needs[unsur], answer.slug)
        await desk.post(f"/needs/{needs[unsur]['id']}/remeasure")
    commission = await desk.need()
    await desk.answered(commission, answer.slug)
    await desk.need(source="pengaduan", body=None)
    closed = await desk.need(body={"kind": "reses", "name": "Reses II Tahun 2026"})
    await desk.post(f"/needs/{closed['id']}/close", {"reason": "Sudah tidak diperlukan."})
    await desk.need(publish=False)


async def ask(desk: Desk, who: str | None = None, **query: str) -> dict[str, Any]:
    return await desk.get("/statistics/needs", who, **query)


async def test_needs_are_counted_by_status(desk: Desk) -> None:
    found = told(await ask(desk))
    assert found[()] == {
        "needs": 6,
        "answered": 3,
        "proven": 1,
        "not_proven": 1,
        "measured_again": 2,
        "not_distinguishable": 1,
        # of the five that were not closed
        "share_answered": 0.6,
        "share_proven": 0.2,
    }
    rows = {codes[0]: row["needs"] for codes, row in found.items() if codes}
    assert rows == {"terbuka": 2, "dijawab": 1, "terbukti": 1, "tidak_terbukti": 1, "ditutup": 1}
    loop = await desk.get("/needs/loop")
    assert {status: count for status, count in loop["counts"].items() if count} == rows
    assert (loop["share_answered"], loop["share_proven"]) == ("0.6000", "0.2000")


async def test_the_council_stands_for_its_bodies(desk: Desk) -> None:
    found = told(await ask(desk, by="body"))
    assert {codes: row["needs"] for codes, row in found.items()} == {
        (): 6,
        ("dprd",): 2,
        ("komisi",): 1,
        ("reses",): 1,
        (None,): 4,
    }
    assert found["reses",]["share_answered"] is None


async def test_whoever_asks_reads_the_same_numbers(desk: Desk) -> None:
    assert await ask(desk, "registrar") == await ask(desk)


async def test_the_state_of_a_past_day_is_told(desk: Desk) -> None:
    # the needs are on record since today
    assert told(await ask(desk, as_of=ago(1).isoformat()))[()]["needs"] == 0
    answer = await desk.ask(None, "GET", f"/statistics/needs?as_of={ago(-1)}")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "in_future")


@pytest.mark.parametrize("by", [*DIMENSIONS, *(f"{one},{other}" for one, other in combinations(DIMENSIONS, 2))])
async def test_each_figure_is_what_its_list_counts(desk: Desk, by: str) -> None:
    assert await follow(desk.fresh.client, await ask(desk, by=by))


CONDITIONS = st.fixed_dictionaries(
    {"as_of": st.sampled_from([ago(0).isoformat(), ago(3).isoformat()])},
    optional={
        "source": st.sampled_from([one.value for one in NeedSource]),
        "body": st.sampled_from([one.value for one in CouncilBody]),
        "status": st.sampled_from([one.value for one in NeedStatus]),
        "unsur": st.sampled_from(["waktu", "biaya", "sarana"]),
        "agency": st.sampled_from(["dinas-rumah", "dinas-tetangga-desk"]),
    },
)


async def test_figures_of_any_conditions_are_what_their_lists_count(desk: Desk) -> None:
    drawn: list[dict[str, str]] = []

    @given(CONDITIONS)
    def draw(conditions: dict[str, str]) -> None:
        drawn.append(conditions)

    draw()
    for conditions in drawn:
        await follow(desk.fresh.client, await ask(desk, by="status", **conditions))


@pytest.mark.parametrize(
    ("query", "error"),
    [("by=jenis", "unknown_dimension"), ("by=status,status", "repeated"), ("agency=tidak-ada", "unknown_reference")],
)
async def test_what_cannot_be_asked_is_refused(desk: Desk, query: str, error: str) -> None:
    answer = await desk.ask(None, "GET", f"/statistics/needs?{query}")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, error)


async def test_it_takes_as_many_statements_for_many_as_for_few(desk: Desk) -> None:
    counts = []
    for more in range(2):
        for _ in range(5 * more):
            await desk.need()
        with counting(desk.fresh.app) as statements:
            await ask(desk)
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 12

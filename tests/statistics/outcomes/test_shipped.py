"""The statistics of outcomes on the reference data: every figure is what its list counts, and nobody is named."""

import httpx
import pytest

from app.core.security import PUBLIC
from app.statistics.catalogue import STATISTICS
from tests.statistics.outcomes.following import follow, told

MINE = [
    one for one in STATISTICS if one.access == PUBLIC and one.compute.__module__.startswith("app.statistics.outcomes")
]


def test_there_are_some() -> None:
    assert {"council", "needs", "surveys", "programmes", "replication", "assessments", "innovators"} == {
        one.name for one in MINE
    }


@pytest.mark.parametrize("name", [one.name for one in MINE])
async def test_each_figure_is_what_its_list_counts(catalogue: httpx.AsyncClient, name: str) -> None:
    statistic = next(one for one in MINE if one.name == name)
    asked = 0
    for dimension in statistic.dimensions:
        answer = await catalogue.get(f"/v1/statistics/{statistic.path}?by={dimension}")
        if answer.status_code == 200:
            asked += 1
            await follow(catalogue, answer.json())
    assert asked


@pytest.mark.parametrize("name", [one.name for one in MINE])
async def test_no_person_is_named(catalogue: httpx.AsyncClient, name: str) -> None:
    people = (await catalogue.get("/v1/innovators?limit=200")).json()["items"]
    assert people
    statistic = next(one for one in MINE if one.name == name)
    for dimension in statistic.dimensions:
        text = (await catalogue.get(f"/v1/statistics/{statistic.path}?by={dimension}")).text
        assert not [one["name"] for one in people if one["name"] in text]


async def test_two_needs_of_the_council_are_answered_by_e_surat(catalogue: httpx.AsyncClient) -> None:
    statistic = (await catalogue.get("/v1/statistics/council?by=innovation")).json()
    rows = told(statistic)
    assert rows[()]["needs"] == rows[()]["answered"] == 2
    assert {codes[1] for codes in rows if codes} == {"e-surat"}
    # no source says what it took
    assert (rows[()]["budget_idr"], rows[()]["budget_unknown"]) == (None, 1)

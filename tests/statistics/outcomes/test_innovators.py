"""The statistic of innovators: people are counted, and small groups cannot be worked out."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.agencies.service import AgencyService
from app.statistics.outcomes.innovators import suppressed
from app.surveys.suppression import LEAST
from tests import factories
from tests.conftest import Fresh, Server
from tests.innovations.keeping import served
from tests.statistics.outcomes.following import follow, told


@pytest.fixture(scope="module")
async def fresh(server: Server, migrated: str) -> AsyncIterator[Fresh]:
    async with served(server, migrated) as fresh:
        await story(fresh)
        yield fresh


async def story(fresh: Fresh) -> None:
    """Name seven innovators of one agency, six mentors of another, one of whom is both, and two coaches.

    Beside them stand two whom nobody is to count: one of a draft, and one who withdrew the name.
    """
    async with fresh.committing() as session:
        one, other = await factories.agency(session, "Dinas Satu"), await factories.agency(session, "Dinas Dua")
        shown = await factories.innovation(session, agency_id=one.id)
        draft = await factories.innovation(session, agency_id=one.id, status="draft")
        people = [await factories.person(session, f"Orang {number}") for number in range(14)]
        for person in people[:7]:
            await factories.part(session, shown, person, "inovator", one.id)
        for person in people[6:12]:
            await factories.part(session, shown, person, "mentor", other.id)
        for person in people[12:]:
            await factories.part(session, shown, person, "coach")
        hidden = await factories.person(session, "Orang Ditarik", concealed_at=datetime.now(UTC))
        await factories.part(session, shown, hidden, "coach")
        await factories.part(session, draft, await factories.person(session, "Orang Draf"), "coach")
        await AgencyService(session).refresh_lineage()


async def ask(fresh: Fresh, by: str = "role") -> dict[str, Any]:
    answer = await fresh.client.get(f"/v1/statistics/innovators?by={by}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_people_are_counted_once_and_a_small_group_is_not_told(fresh: Fresh) -> None:
    statistic = await ask(fresh)
    # two coaches are not told, and of the others the smaller group goes with them
    assert {codes: row["people"] for codes, row in told(statistic).items()} == {
        (): 14,
        ("inovator",): 7,
        ("mentor",): None,
        ("coach",): None,
    }
    figures = {row["keys"][0]["code"]: row["figures"][0] for row in statistic["rows"]}
    assert (figures["coach"]["reason"], figures["coach"]["list"]) == ("suppressed", None)
    by_agency = {codes: row["people"] for codes, row in told(await ask(fresh, "agency")).items()}
    assert by_agency == {(): 14, ("dinas-satu",): 7, ("dinas-dua",): None, (None,): None}


@pytest.mark.parametrize("by", ["role", "agency"])
async def test_each_figure_is_what_its_list_counts(fresh: Fresh, by: str) -> None:
    assert await follow(fresh.client, await ask(fresh, by)) == 2


@pytest.mark.parametrize("query", ["role=inovator", "agency=dinas-satu", "as_of=2026-01-01", "by=role,agency"])
async def test_nothing_can_be_asked_by_which_one_number_is_taken_from_another(fresh: Fresh, query: str) -> None:
    assert (await fresh.client.get(f"/v1/statistics/innovators?{query}")).status_code == 422


async def test_people_of_the_shipped_records_are_those_of_the_list(catalogue: httpx.AsyncClient) -> None:
    statistic = (await catalogue.get("/v1/statistics/innovators?by=agency")).json()
    listed = (await catalogue.get("/v1/innovators?with_total=true&limit=200")).json()
    assert told(statistic)[()]["people"] == listed["total"]
    # no person is named in it
    assert not any(one["name"] in str(statistic) for one in listed["items"])
    await follow(catalogue, statistic)


SIZES = st.dictionaries(st.sampled_from("abcdefg"), st.integers(0, 12), min_size=1)


@given(SIZES)
def test_no_small_group_can_be_worked_out_from_what_is_told(sizes: dict[str, int]) -> None:
    total = sum(sizes.values())
    away, nothing = suppressed(sizes, total)
    assert {group for group, size in sizes.items() if 0 < size < LEAST} <= away
    rest = total - sum(size for group, size in sizes.items() if group not in away)
    if away and not nothing:
        # what is left after taking away all that is told is of enough people, and of more than one group
        assert rest >= LEAST
        assert len([group for group in away if sizes[group]]) > 1 or len([one for one in sizes.values() if one]) == 1
    if not away:
        assert not nothing

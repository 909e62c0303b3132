"""What is on record of replication beside what is claimed, and whose innovations the index is made of."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest

from app.innovation_index.indicators import REPLICATION, Claim, score
from app.instruments.definition import Definition
from app.models import Innovation
from app.reference.instrument_files import read_instruments
from tests import factories
from tests.conftest import Server
from tests.innovation_index.city import HIGHEST, City, assessed, founded
from tests.innovation_index.making import indicators_of
from tests.innovations.keeping import served
from tests.lineage import making as replicas
from tests.rounds import making


def shipped() -> Definition:
    """The edition that is shipped: its indicator 31 has bounds."""
    return next(one for one in read_instruments() if one.slug == "iid-2026")


INDICATORS = indicators_of(shipped())


@pytest.mark.parametrize(
    ("count", "claimed", "level", "differs"),
    [
        (0, None, None, False),
        (0, 1, None, True),
        (1, 1, 1, False),
        (1, 2, 1, True),
        (2, 2, 2, False),
        (3, 2, 3, False),
        (17, 3, 3, False),
    ],
)
def test_the_count_comes_to_a_level_by_the_indicators_own_bounds(
    count: int, claimed: int | None, level: int | None, differs: bool
) -> None:
    claims = {REPLICATION: Claim(claimed)} if claimed else {}
    scores = score(INDICATORS, claims, (), date(2026, 11, 28), {REPLICATION: count})
    (one,) = [found for found in scores.indicators if found.on_record is not None]
    assert one.indicator.number == 31
    assert one.on_record is not None
    assert (one.on_record.count, one.on_record.level, one.differs) == (count, level, differs)
    # what is on record gives no points: the claim does
    assert one.points == 3 * (claimed or 0)


@pytest.fixture(scope="module")
async def city(server: Server, migrated: str) -> AsyncIterator[City]:
    """A city of the file's own, with the shipped edition as well."""
    async with served(server, migrated) as fresh:
        made = await founded(fresh)
        async with fresh.committing() as session:
            by = await making.instrument(session, shipped())
            alpha = await session.get_one(Innovation, made.innovations["alpha"].id)
            await assessed(session, alpha, by, {REPLICATION: 3})
        yield made


async def replication(city: City, slug: str) -> dict[str, Any]:
    answer = await city.get("operator", f"/innovations/{slug}/index-score", edition="iid-2026")
    assert answer.status_code == 200, answer.text
    told = {one["code"]: one["on_record"] for one in answer.json()["indicators"]}
    found: dict[str, Any] = told.pop(REPLICATION)
    assert set(told.values()) == {None}
    return found


async def test_replications_in_other_regions_stand_beside_the_claim(city: City) -> None:
    assert await replication(city, "alpha") == {"count": 0, "level": None, "differs": True}
    assert await replication(city, "amanah") == {"count": 0, "level": None, "differs": False}
    async with city.fresh.committing() as session:
        alpha = await session.get_one(Innovation, city.innovations["alpha"].id)
        for region, seen in (
            *(("12.75", replicas.RECENT), ("12.75", replicas.RECENT), ("12.07", replicas.RECENT)),
            # in the city, and of another region but not in use any more
            *((None, replicas.RECENT), ("12.18", replicas.LONG_AGO)),
        ):
            await replicas.replica(session, alpha, await replicas.owner(session, region), seen)
    assert await replication(city, "alpha") == {"count": 2, "level": 2, "differs": True}


async def test_innovations_of_other_regions_are_no_part_of_the_index(city: City) -> None:
    before = await city.index()
    async with city.fresh.committing() as session:
        elsewhere = await replicas.owner(session, "12.75")
        theirs = await factories.innovation(session, "Luar Kota", slug="luar-kota", agency_id=elsewhere.id)
        await assessed(session, theirs, city.by, HIGHEST)
    assert await city.index() == before
    answer = await city.get("registrar", "/innovation-index", raised="luar-kota")
    assert answer.status_code == 422

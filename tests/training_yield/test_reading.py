"""The yield of editions, read over HTTP."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

import httpx
import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.clock import today
from app.core.ids import new_id
from app.core.months import months_after
from app.models import Agency, Innovation, ProgrammeEdition, Shortlist, ShortlistEntry, SignOfLife
from tests import factories
from tests.action_plans.desk import Desk, aggregate, ago, edition, opened, plan
from tests.conftest import Server
from tests.innovations.keeping import errors_of, served

UNKNOWN_37 = {"known_alive": 0, "known_ended": 0, "unknown": 37}


@pytest.fixture(scope="module")
async def desk(server: Server, migrated: str) -> AsyncIterator[Desk]:
    async with served(server, migrated) as fresh:
        yield await opened(fresh)


async def seen(session: AsyncSession, one: Innovation, on: date) -> None:
    """Record that an innovation was in use on a day."""
    told = {"kind": "konfirmasi", "observed_on": on, "recorded_at": datetime.now(UTC)}
    session.add(SignOfLife(innovation_id=one.id, **told))
    await session.flush()


async def shortlist(
    session: AsyncSession, of: ProgrammeEdition, named: Sequence[Innovation], **facts: Any
) -> Shortlist:
    """A shortlist of an edition."""
    listed = Shortlist(id=new_id(), edition_id=of.id, position=1, name=facts.pop("name", "Terbaik"), **facts)
    session.add(listed)
    await session.flush()
    for position, one in enumerate(named, 1):
        session.add(ShortlistEntry(shortlist_id=listed.id, position=position, innovation_id=one.id))
    await session.flush()
    return listed


async def used(session: AsyncSession, agency: Agency, began: str, *, sign: date | None = None) -> Innovation:
    """An innovation that is in use since a day, and gave a sign of life on another."""
    one = await factories.innovation(session, agency_id=agency.id)
    await factories.stage(session, one, "penerapan", on=began)
    if sign is not None:
        await seen(session, one, sign)
    return one


async def told(desk: Desk, slug: str, query: str = "", who: str | None = None) -> dict[str, Any]:
    """Return the yield of an edition."""
    return await desk.get(who, f"/programme-editions/{slug}/yield{query}")


async def test_of_plans_that_nobody_has_named_everything_is_unknown(desk: Desk) -> None:
    async with desk.fresh.committing() as session:
        held = await edition(session, cost_idr=100_000_000)
        await aggregate(session, held, 37)
    found = await told(desk, held.slug)
    assert found["plans"] == {"total": 37, "named": 0, "unnamed": 37}
    assert found["outputs"] == {"total": 37, "identified": 0, "unidentified": 37, "innovations": 0}
    assert found["alive"] == UNKNOWN_37
    assert found["alive_after"] == [{"years": years, **UNKNOWN_37, "too_early": 0} for years in (1, 2, 3)]
    assert found["started"] == {"started": 0, "not_started": 0, "unknown": 37}
    assert found["replicated"] == {"replicated": 0, "none_in_use": 0, "unknown": 37}
    each = {"idr": 2_702_703, "reason": None, "at_least": 2_702_703, "at_most": 2_702_703}
    lives = {"idr": None, "reason": "survivors_unknown", "at_least": 2_702_703, "at_most": None}
    assert found["costs"] == {"cost_idr": 100_000_000, "per_plan": each, "per_output": each, "per_survivor": lives}
    assert found["as_of"] == ago(0)
    assert "6" in found["definition"]["en"]
    # a year after the seminar nobody could have known of two
    early = (await told(desk, held.slug, "?as_of=2018-09-30"))["alive_after"]
    assert [after["too_early"] for after in early] == [0, 37, 37]


async def followed(desk: Desk) -> str:
    """Return an edition with plans and innovations of every fate."""
    kota, lain = desk.agencies["kota"], desk.agencies["lain"]
    async with desk.fresh.committing() as session:
        held = await edition(session, cost_idr=90)
        number = await aggregate(session, held, 5)
        living = await used(session, kota, "2018-01-01", sign=today())
        replica = await used(session, lain, "2020-01-01", sign=today())
        await factories.relation(session, replica, living, "adapts")
        # one of its own is no other's, and one that nobody sees is not in use
        quiet = await used(session, lain, "2020-01-01")
        own = await used(session, desk.agencies["penerus"], "2020-01-01", sign=today())
        dormant = await used(session, kota, "2018-01-01", sign=date(2018, 6, 1))
        for one in (quiet, own):
            await factories.relation(session, one, dormant, "adapts")
        listed = await used(session, kota, "2018-01-01", sign=months_after(today(), -7))
        await plan(session, held, kota, innovation_id=living.id, aggregate_id=number.id)
        await plan(session, held, kota, innovation_id=dormant.id, aggregate_id=number.id)
        await plan(session, held, kota, stage="deliver", entered_on=date(2018, 2, 1))
        await plan(session, held, kota, stopped_on=date(2018, 1, 1), stopped_reason="Batal.")
        await plan(session, held, kota, withdrawn_at=datetime.now(UTC), withdrawn_reason="Keliru.")
        top = await shortlist(session, held, [living, listed], declared_size=3)
        await shortlist(session, held, [listed], declared_size=2, parent_id=top.id, name="Dua")
    return held.slug


async def test_plans_and_innovations_are_followed_and_counted_once(desk: Desk) -> None:
    slug = await followed(desk)
    found = await told(desk, slug)
    assert found["plans"] == {"total": 7, "named": 4, "unnamed": 3}
    # four plans, one shortlisted beside them, and two of the five that nobody has named
    assert found["outputs"] == {"total": 7, "identified": 5, "unidentified": 2, "innovations": 3}
    assert found["started"] == {"started": 4, "not_started": 1, "unknown": 2}
    assert found["alive"] == {"known_alive": 1, "known_ended": 2, "unknown": 4}
    after = [(one["known_alive"], one["known_ended"], one["unknown"]) for one in found["alive_after"]]
    assert after == [(3, 1, 3), (2, 2, 3), (2, 2, 3)]
    assert found["replicated"] == {"replicated": 1, "none_in_use": 3, "unknown": 3}
    assert found["costs"]["per_plan"]["idr"] == 13
    assert found["costs"]["per_survivor"] == {
        "idr": None,
        "reason": "survivors_unknown",
        "at_least": 18,
        "at_most": 90,
    }
    # by the end of January 2018 nothing had stopped being used, and nothing had come to deliver but what was in use
    past = await told(desk, slug, "?as_of=2018-01-31")
    assert past["started"] == {"started": 3, "not_started": 1, "unknown": 3}
    assert past["replicated"]["replicated"] == 0


async def test_the_cost_of_each_that_lives_is_told_where_it_is_known_of_all(desk: Desk) -> None:
    async with desk.fresh.committing() as session:
        held = await edition(session, cost_idr=1_000_000)
        for _ in range(3):
            made = await used(session, desk.agencies["kota"], "2018", sign=today())
            await plan(session, held, desk.agencies["kota"], innovation_id=made.id)
        await plan(session, held, desk.agencies["kota"], stopped_on=date(2018, 1, 1), stopped_reason="Batal.")
        free = await edition(session)
        nothing = await edition(session, cost_idr=5)
    costs = (await told(desk, held.slug))["costs"]
    assert (costs["per_plan"]["idr"], costs["per_survivor"]["idr"]) == (250_000, 333_333)
    assert (await told(desk, free.slug))["costs"]["per_plan"] == {
        "idr": None,
        "reason": "cost_unknown",
        "at_least": None,
        "at_most": None,
    }
    empty = (await told(desk, nothing.slug))["costs"]
    assert (empty["per_plan"]["reason"], empty["per_output"]["reason"], empty["per_survivor"]["reason"]) == (
        *("no_plans", "no_outputs", "no_survivors"),
    )


async def test_an_innovation_that_went_into_another_lives_as_that_one(desk: Desk) -> None:
    async with desk.fresh.committing() as session:
        held = await edition(session)
        into = await used(session, desk.agencies["kota"], "2018", sign=today())
        gone = await factories.innovation(session, status="merged", merged_into_id=into.id)
        await plan(session, held, desk.agencies["kota"], innovation_id=gone.id)
        await plan(session, held, desk.agencies["kota"], innovation_id=into.id)
        await shortlist(session, held, [gone])
    found = await told(desk, held.slug)
    assert (found["plans"]["total"], found["outputs"]["total"], found["alive"]["known_alive"]) == (2, 1, 1)


async def test_who_may_read_it_and_of_which_days(desk: Desk) -> None:
    async with desk.fresh.committing() as session:
        held = await edition(session, "2019", ends_on="2019-06", organiser_id=desk.agencies["penyelenggara"].id)
        hidden = await edition(session, status="draft", organiser_id=desk.agencies["penyelenggara"].id)
    path = f"/programme-editions/{hidden.slug}/yield"
    for who, status in ((None, 404), ("lain", 404), ("penyelenggara", 200), ("registrar", 200)):
        assert (await desk.ask(who, "GET", path)).status_code == status, who

    async def wrong(as_of: str) -> list[tuple[str, str]]:
        return errors_of(await desk.ask(None, "GET", f"/programme-editions/{held.slug}/yield?as_of={as_of}"))

    assert await wrong(ago(-1)) == [("query/as_of", "in_future")]
    assert await wrong("2018-12-31") == [("query/as_of", "before_edition")]
    assert await wrong("2019-06") == [("query/as_of", "not_date")]
    assert (await told(desk, str(held.id), "?as_of=2019-01-01"))["edition"]["slug"] == held.slug
    assert (await desk.ask(None, "GET", "/programme-editions/tidak-ada/yield")).status_code == 404


@pytest.mark.parametrize("many", [5, 200])
async def test_it_takes_a_fixed_number_of_statements(desk: Desk, many: int) -> None:
    async with desk.fresh.committing() as session:
        held = await edition(session)
        await aggregate(session, held, many)
        for _ in range(many):
            made = await used(session, desk.agencies["kota"], "2018", sign=today())
            replica = await used(session, desk.agencies["lain"], "2020", sign=today())
            await factories.relation(session, replica, made, "copies")
            await plan(session, held, desk.agencies["kota"], innovation_id=made.id)
    statements: list[str] = []

    def note(*said: Any) -> None:
        statements.append(said[2])

    engine = desk.fresh.app.state.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    found = await told(desk, held.slug)
    event.remove(engine, "before_cursor_execute", note)
    assert (found["replicated"]["replicated"], found["plans"]["total"]) == (many, 2 * many)
    assert len(statements) == 8


async def test_the_six_best_of_2019_count_without_a_plan_on_record(catalogue: httpx.AsyncClient) -> None:
    found = (await catalogue.get("/v1/programme-editions/workshop-2019/yield")).json()
    assert found["plans"] == {"total": 0, "named": 0, "unnamed": 0}
    # the three that were shown are three of these six
    assert found["outputs"] == {"total": 6, "identified": 6, "unidentified": 0, "innovations": 6}
    assert sum(found["alive"].values()) == 6
    launched = (await catalogue.get("/v1/programme-editions/peresmian-22-inovasi-2021/yield")).json()
    assert launched["outputs"]["total"] == 22

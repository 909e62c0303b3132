"""After a restore, a copy, a recovery or a failover: nothing vanishes, and no cursor passes over anything."""

import asyncio
from collections.abc import AsyncIterator
from itertools import repeat

import asyncpg
import pytest

from app.feeds.following import Point, bookmark_of, cursor_of
from app.innovations.service import InnovationService
from app.models import Innovation
from app.models.change import ERA_BITS
from tests import factories
from tests.conftest import Fresh, Server
from tests.feeds.copying import PATH, Copy, listed, waiting
from tests.innovations.keeping import served
from tests.migrating import migrate, undo
from tests.walking import page_of

_FAR = 1 << ERA_BITS - 2
# as if what is stored came out of another cluster, whose transactions had come much further
_RESTORED = (
    "CREATE OR REPLACE FUNCTION feed_identity() RETURNS text LANGUAGE sql STABLE AS $$ SELECT '77/00000001/5/16400' $$",
    f"UPDATE innovation_change SET place = place + {_FAR}, since = since + {_FAR}",  # noqa: S608 - a constant
)


@pytest.fixture
async def own(server: Server, migrated: str) -> AsyncIterator[Fresh]:
    """The service on a database that may be spoilt."""
    async with served(server, migrated) as fresh:
        yield waiting(fresh)


async def publish(fresh: Fresh, number: int) -> list[str]:
    """Publish so many innovations, each in a transaction of its own; return their ids."""
    ids = []
    for _ in range(number):
        async with fresh.committing() as session:
            made = await factories.innovation(session)
            await InnovationService(session).publish([made.id])
        ids.append(str(made.id))
    return ids


async def run(fresh: Fresh, *statements: str) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(fresh.url)
    for statement in statements:
        rows: list[asyncpg.Record] = await connection.fetch(statement)
    await connection.close()
    return rows


async def refused(fresh: Fresh, cursor: str) -> bool:
    answer = await fresh.client.get(PATH, params={"after": cursor}, headers={"accept-language": "en"})
    if answer.status_code == 409:
        assert answer.json()["code"] == "feed_restarted"
        assert "without after" in answer.json()["detail"]
    return answer.status_code == 409


async def test_a_restored_registry_tells_all_that_it_has_and_refuses_cursors_of_before(own: Fresh) -> None:
    ids = await publish(own, 3)
    old = Copy(own.client)
    await old.follow(repeat(2))
    assert list(old.records) == ids
    await run(own, *_RESTORED)
    assert [await refused(own, cursor) for cursor in old.cursors] == [True, True]
    # nothing was changed since, and nothing that is stored is beyond the horizon
    anew = Copy(own.client)
    await anew.follow(repeat(2))
    assert list(anew.records) == ids
    # the first change begins the new history, and what was given out since the restore leads into it
    more = await publish(own, 2)
    for cursor in anew.cursors:
        later = Copy(own.client, records=dict(anew.records))
        await later.follow(repeat(1), cursor)
        assert later.records == await listed(own.client)
    await anew.follow(repeat(1))
    assert list(anew.records) == [*ids, *more]
    assert [await refused(own, cursor) for cursor in old.cursors] == [True, True]
    places = await run(own, "SELECT place FROM innovation_change ORDER BY place")
    assert [row["place"] >> ERA_BITS for row in places] == [1, 1, 1, 2, 2]


async def test_a_record_of_an_earlier_era_is_told_again_when_it_changes(own: Fresh) -> None:
    ids = await publish(own, 3)
    await run(own, *_RESTORED)
    copy = Copy(own.client)
    await copy.follow(repeat(500))
    async with own.committing() as session:
        record = await session.get_one(Innovation, ids[0])
        record.status = "archived"
        await InnovationService(session).publish([record.id])
    await copy.follow(repeat(500))
    assert copy.records == await listed(own.client)
    assert copy.kinds[-1] == ("archived", ids[0])


async def test_a_cursor_ahead_of_the_server_is_refused(own: Fresh) -> None:
    """Where nothing else tells that the server was set back, a place that is still to come does."""
    await publish(own, 1)
    (row,) = await run(own, "SELECT feed_identity() AS identity")
    point = bookmark_of((await page_of(own.client, PATH))["next"], external=False).point
    for ahead, wrong in ((0, False), (1_000_000, True)):
        cursor = cursor_of(row["identity"], 0, Point(point.place + ahead, point.innovation_id), external=False)
        assert await refused(own, cursor) is wrong


async def test_what_two_first_writers_of_an_era_write_is_of_one_era(own: Fresh) -> None:
    """Neither waits for the other, and both say the same."""
    async with own.committing() as session:
        one, other = [await factories.innovation(session) for _ in range(2)]
    sessions = own.app.state.database.sessions
    async with sessions.begin() as first, sessions.begin() as second:
        for session in (first, second):
            await session.connection()
            place = "INSERT INTO innovation_change SELECT $1, false, feed_place(), 0, false, now()"
            driver = (await (await session.connection()).get_raw_connection()).driver_connection
            await driver.execute(place, one.id if session is first else other.id)
    places = await run(own, "SELECT place FROM innovation_change")
    assert [row["place"] >> ERA_BITS for row in places] == [1, 1]


async def test_a_copy_of_the_database_has_a_history_of_its_own(server: Server, own: Fresh) -> None:
    await publish(own, 2)
    cursor = (await page_of(own.client, PATH))["next"]
    await own.app.state.database.close()
    async with served(server, own.url) as other:
        assert await refused(waiting(other), cursor)
        copy = Copy(other.client)
        await copy.follow(repeat(1))
        await publish(other, 1)
        await copy.follow(repeat(1))
        assert copy.records == await listed(other.client)
        assert len(copy.records) == 3


async def test_a_host_may_hide_which_cluster_it_is(own: Fresh) -> None:
    (told,) = await run(own, "SELECT feed_identity() AS identity")
    connection = await asyncpg.connect(own.url)
    await connection.execute("BEGIN; CREATE ROLE hosted")
    await connection.execute("REVOKE EXECUTE ON FUNCTION pg_control_system() FROM PUBLIC; SET LOCAL ROLE hosted")
    hidden = await connection.fetchval("SELECT feed_identity()")
    await connection.close()
    cluster, _, rest = told["identity"].partition("/")
    assert cluster.isdigit()
    assert hidden == f"/{rest}"


async def test_the_feed_begins_with_what_was_published_before_it(own: Fresh) -> None:
    """A migration tells what there is, in the order of publication, and what comes after it comes after that."""
    await publish(own, 4)
    await run(own, "UPDATE innovation_card SET published_at = now() - interval '1 day' * length(card || md5(card))")
    oldest = await page_of(own.client, "/v1/innovations", sort="oldest")
    await asyncio.to_thread(undo, own.url, "create_search")
    await asyncio.to_thread(migrate, own.url)
    copy = Copy(own.client)
    await copy.follow(repeat(3))
    assert [identity for _, identity in copy.kinds] == [item["id"] for item in oldest["items"]]
    (later,) = await publish(own, 1)
    await copy.follow(repeat(3))
    assert copy.kinds[4:] == [("created", later)]
    assert copy.records == await listed(own.client)

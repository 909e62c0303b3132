"""What the service says when its database is away, busy, old, or comes back; nothing is cached over a commit."""

import asyncio
import time
from pathlib import Path

import asyncpg
import httpx
import pytest

from app.core.postgres import EmbeddedPostgres
from app.core.settings import Settings
from app.innovations.service import InnovationService
from app.models import Innovation
from tests import factories
from tests.conftest import Fresh, Server, client_of, new_database, running
from tests.migrating import migrate
from tests.signing import sign

READS = ("/v1/innovations", "/v1/innovations/verolin", "/v1/agencies", "/v1/areas", "/health/ready")


def assert_problem(answer: httpx.Response, code: str) -> None:
    assert answer.status_code == 503, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == code
    assert int(answer.headers["retry-after"]) >= 1


@pytest.fixture
def postgres(tmp_path: Path) -> EmbeddedPostgres:
    """A server of the test's own, to be stopped and started; what it was told must survive that."""
    return EmbeddedPostgres(tmp_path / "home")


async def test_without_its_database_it_lives_and_recovers_by_itself(postgres: EmbeddedPostgres) -> None:
    settings = Settings(database_url=postgres.dsn, log_level="error", pool_timeout=0.5, connect_timeout=1)
    async with running(settings) as app, client_of(app) as client:
        for path in READS:
            assert_problem(await client.get(path), "database_unavailable")
        assert (await client.get("/health/live")).status_code == 200
        assert (await client.get("/")).status_code == 200
        await asyncio.to_thread(postgres.start)
        try:
            for path in READS:
                assert_problem(await client.get(path), "database_not_migrated")
            await asyncio.to_thread(migrate, postgres.dsn)
            assert (await client.get("/health/ready")).json()["status"] == "ready"
            assert (await client.get("/v1/innovations")).json()["items"] == []
        finally:
            await asyncio.to_thread(postgres.stop)


async def test_restarted_in_the_middle_of_a_request(postgres: EmbeddedPostgres) -> None:
    await asyncio.to_thread(postgres.start)
    await asyncio.to_thread(migrate, postgres.dsn)
    settings = Settings(database_url=postgres.dsn, log_level="error", connect_timeout=1)
    async with running(settings) as app, client_of(app) as client:
        assert (await client.get("/v1/innovations")).status_code == 200
        assert (await client.get("/v1/agencies")).status_code == 200
        reader = app.state.database.reader
        slow = asyncio.create_task(reader.fetch("SELECT pg_sleep(5)"))
        await asyncio.sleep(0.1)
        await asyncio.to_thread(postgres.stop)
        with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, OSError)):
            await slow
        for path in ("/v1/innovations", "/v1/agencies"):
            assert_problem(await client.get(path), "database_unavailable")
        await asyncio.to_thread(postgres.start)
        try:
            for path in ("/v1/innovations", "/v1/agencies", "/health/ready"):
                assert (await client.get(path)).status_code == 200, path
        finally:
            await asyncio.to_thread(postgres.stop)


async def test_when_every_connection_is_taken(fresh: Fresh) -> None:
    database = fresh.app.state.database
    held = [asyncio.create_task(database.reader.fetch("SELECT pg_sleep(3)")) for _ in range(4)]
    sessions = [database.sessions() for _ in range(3)]
    for session in sessions:
        await session.connection()
    await asyncio.sleep(0.1)
    began = time.monotonic()
    answers = await asyncio.gather(fresh.client.get("/v1/innovations"), fresh.client.get("/v1/agencies"))
    assert time.monotonic() - began < 2
    for answer in answers:
        assert_problem(answer, "database_busy")
    for session in sessions:
        await session.close()
    await asyncio.gather(*held)
    for path in ("/v1/innovations", "/v1/agencies"):
        assert (await fresh.client.get(path)).status_code == 200


async def test_a_statement_that_runs_too_long_is_stopped(server: Server) -> None:
    async with new_database(server) as url:
        await asyncio.to_thread(migrate, url)
        settings = Settings(database_url=url, statement_timeout=0.3, lock_timeout=0.2, log_level="error")
        locker = await asyncpg.connect(url)
        async with running(settings) as app, client_of(app) as client, locker.transaction():
            await locker.execute("LOCK TABLE innovation_card, agency IN ACCESS EXCLUSIVE MODE")
            for path in ("/v1/innovations", "/v1/agencies"):
                assert_problem(await client.get(path), "database_busy")
        await locker.close()


async def test_no_stale_read_after_a_commit(fresh: Fresh) -> None:
    async with fresh.committing() as session:
        made = await factories.innovation(session, "Nama Lama", slug="contoh")
        await InnovationService(session).publish([made.id])
    page, whole = await fresh.client.get("/v1/innovations"), await fresh.client.get("/v1/innovations/contoh")
    async with fresh.committing() as session:
        record = await session.get_one(Innovation, made.id)
        record.name, record.name_key, record.version = "Nama Baru", "nama baru", 2
        await InnovationService(session).publish([made.id])
    for path, before in (("/v1/innovations", page), ("/v1/innovations/contoh", whole)):
        after = await fresh.client.get(path, headers={"if-none-match": before.headers["etag"]})
        assert after.status_code == 200
        assert "Nama Baru" in after.text
        assert "Nama Lama" not in after.text
        assert after.headers["etag"] != before.headers["etag"]


async def test_a_change_that_is_rolled_back_was_never_public(fresh: Fresh) -> None:
    async with fresh.app.state.database.sessions() as session:
        made = await factories.innovation(session, slug="batal")
        assert await InnovationService(session).publish([made.id]) == 1
        await session.rollback()
    assert (await fresh.client.get("/v1/innovations/batal")).status_code == 404


async def test_the_public_reads_from_the_replica_and_whoever_signs_in_from_the_primary(
    server: Server, fresh: Fresh
) -> None:
    async with fresh.committing() as session:
        made = await factories.innovation(session, slug="baru")
        await factories.agency(session, "Dinas Baru")
        await InnovationService(session).publish([made.id])
        mine = await sign(session, "assessor")
    async with new_database(server) as behind:
        await asyncio.to_thread(migrate, behind)
        settings = Settings(database_url=fresh.url, database_read_url=behind, log_level="error")
        async with running(settings) as app, client_of(app) as client:
            assert (await client.get("/v1/innovations/baru")).status_code == 404
            assert (await client.get("/v1/innovations/baru", headers=mine)).status_code == 200
            for path in ("/v1/innovations", "/v1/agencies"):
                assert (await client.get(path)).json()["items"] == [], path
                assert len((await client.get(path, headers=mine)).json()["items"]) == 1, path
            assert (await client.get("/health/ready")).status_code == 200


async def test_a_commit_that_fails_is_not_answered_as_success(fresh: Fresh) -> None:
    """The session of a request commits before its answer leaves; a deferred constraint shows the order."""
    from fastapi import Depends  # noqa: PLC0415 - as above
    from sqlalchemy import text  # noqa: PLC0415 - as above

    from app.core.database import Session, open_read_session  # noqa: PLC0415 - for this test alone

    async def break_later(session: Session = Depends(open_read_session, scope="function")) -> dict[str, bool]:
        await session.execute(text("CREATE TABLE parent (id int PRIMARY KEY)"))
        await session.execute(
            text("CREATE TABLE child (id int REFERENCES parent DEFERRABLE INITIALLY DEFERRED)"),
        )
        await session.execute(text("INSERT INTO child VALUES (1)"))
        return {"ok": True}

    fresh.app.add_api_route("/v1/break-later", break_later)
    answer = await fresh.client.get("/v1/break-later")
    assert answer.status_code == 409
    assert answer.json()["code"] == "conflict"

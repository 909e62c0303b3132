"""What was written down stays: the database refuses everything else, whoever asks."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from app.agencies.service import AgencyService
from app.audit.repository import AuditRepository
from app.core.ids import new_id
from tests.conftest import Server
from tests.history.scene import Scene

ATTEMPTS = [
    "UPDATE audit_event SET reason = 'lain'",
    "UPDATE audit_event SET changes = '{}' WHERE false",
    "DELETE FROM audit_event",
    "DELETE FROM audit_event WHERE false",
    "TRUNCATE audit_event",
    "INSERT INTO audit_event SELECT * FROM audit_event ON CONFLICT (id) DO UPDATE SET reason = 'lain'",
    "MERGE INTO audit_event a USING audit_event b ON a.id = b.id WHEN MATCHED THEN DELETE",
    "WITH gone AS (DELETE FROM audit_event RETURNING id) SELECT count(*) FROM gone",
]
ALL = "SELECT e::text FROM audit_event e ORDER BY id"


@pytest.fixture
async def connection(scene: Scene) -> AsyncIterator[Any]:
    """A connection as the owner of every table, who is also a superuser, after something has happened."""
    await scene.innovation()
    connection = await asyncpg.connect(scene.fresh.url)
    yield connection
    await connection.close()


@pytest.fixture
async def role(server: Server, connection: Any) -> AsyncIterator[str]:
    """A role with every right on the table that can be granted."""
    name = f"uji_{uuid4().hex}"
    await server.execute(f"CREATE ROLE {name}")
    await connection.execute(f"GRANT USAGE ON SCHEMA public TO {name}; GRANT ALL ON audit_event TO {name}")
    yield name
    await connection.execute(f"RESET ROLE; REASSIGN OWNED BY {name} TO CURRENT_USER; DROP OWNED BY {name}")
    await server.execute(f"DROP ROLE {name}")


async def refused(connection: Any, statement: str) -> None:
    before = await connection.fetch(ALL)
    assert before
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="append-only"):
        await connection.execute(statement)
    assert await connection.fetch(ALL) == before


@pytest.mark.parametrize("statement", ATTEMPTS)
async def test_the_owner_cannot_change_what_was_written(connection: Any, statement: str) -> None:
    await refused(connection, statement)


@pytest.mark.parametrize("statement", ATTEMPTS)
async def test_a_role_with_every_right_cannot_either(connection: Any, role: str, statement: str) -> None:
    await connection.execute(f"SET ROLE {role}")
    await refused(connection, statement)


@pytest.mark.parametrize("statement", ATTEMPTS)
async def test_an_owner_that_is_no_superuser_cannot_either(connection: Any, role: str, statement: str) -> None:
    await connection.execute(f"ALTER TABLE audit_event OWNER TO {role}; SET ROLE {role}")
    await refused(connection, statement)


async def test_a_role_with_the_right_to_insert_can_write_down(connection: Any, role: str) -> None:
    before = len(await connection.fetch(ALL))
    await connection.execute(f"SET ROLE {role}")
    columns = "id, account_name, via, action, entity_kind, entity_id, changes"
    values = "$1, 'uji', 'command', 'innovation.update', 'innovation', $1, '{}'"
    await connection.execute(f"INSERT INTO audit_event ({columns}) VALUES ({values})", new_id())  # noqa: S608 - constants
    assert len(await connection.fetch(ALL)) == before + 1


@pytest.mark.parametrize("number", range(len(ATTEMPTS)))
async def test_a_request_that_tried_to_leaves_nothing(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    await scene.innovation()
    before = [event.id for event in await scene.events()]

    async def tamper(self: AgencyService) -> int:
        connection = await self._session.connection()
        await connection.exec_driver_sql(ATTEMPTS[number])
        return 0

    monkeypatch.setattr(AgencyService, "refresh_lineage", tamper)
    body, once = {"name": f"Dinas yang tidak jadi {number}", "kind": "dinas"}, {"idempotency_key": f"sekali-{number}"}
    answer = await scene.ask("registrar", "POST", "/agencies", body, **once)
    assert (answer.status_code, answer.json()["code"]) == (503, "database_unavailable")
    assert "append-only" not in answer.text
    assert [event.id for event in await scene.events()] == before
    names = [agency["name"] for agency in (await scene.get("registrar", "/agencies", limit=200))["items"]]
    assert body["name"] not in names
    monkeypatch.undo()
    again = await scene.ask("registrar", "POST", "/agencies", body, **once)
    assert again.status_code == 201
    assert "idempotency-replayed" not in again.headers


async def test_what_cannot_be_written_down_is_not_done(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    before = [event.id for event in await scene.events()]
    add = AuditRepository.add
    monkeypatch.setattr(AuditRepository, "add", lambda self, row: add(self, row | {"entity_id": None}))
    answer = await scene.ask("operator", "POST", "/innovations", {"name": "Inovasi yang tidak jadi"})
    assert answer.status_code >= 400
    assert [event.id for event in await scene.events()] == before
    monkeypatch.undo()
    drafts = await scene.get("operator", "/innovations", status="draft", q="tidak jadi")
    assert drafts["items"] == []

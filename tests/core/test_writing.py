"""A change is one transaction: committed before its answer leaves, whole or not at all, and not overtaken unseen."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta

import httpx
import pytest
from fastapi import APIRouter
from sqlalchemy import text

from app.core.security import NAMELESS, needs, open_to_all, public, signed_in
from app.core.writing import Work, WorkDep, WriteRoute
from app.models.codes import Permission
from tests.conftest import Fresh, Server
from tests.innovations.keeping import Registry, furnished, served

NOTE = text("INSERT INTO note (word) VALUES (:word)")
RAISE = "DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '{}'; END $$"


@dataclass
class Trial:
    """A change that notes a word, and then does what the test says, turn by turn."""

    turns: list[str | None] = field(default_factory=list)
    done: list[Work] = field(default_factory=list)

    async def change(self, work: Work) -> int:
        """Note how often it was begun; end as the turn says: with a state of the database, a fault, or well."""
        self.done.append(work)
        await work.session.execute(NOTE, {"word": f"turn {len(self.done)}"})
        end = self.turns[min(len(self.done), len(self.turns)) - 1] if self.turns else None
        if end == "fault":
            raise KeyError(end)
        if end == "later":
            await work.session.execute(text("INSERT INTO child VALUES (1)"))
        elif end is not None:
            await work.session.execute(text(RAISE.format(end)))
        return len(self.done)


@pytest.fixture(scope="module")
async def registry(server: Server, migrated: str) -> AsyncIterator[Registry]:
    async with served(server, migrated, log_level="error") as fresh:
        registry = await furnished(fresh)
        await registry.run("CREATE TABLE note (word text)")
        await registry.run("CREATE TABLE parent (id int PRIMARY KEY)")
        await registry.run("CREATE TABLE child (id int REFERENCES parent DEFERRABLE INITIALLY DEFERRED)")
        yield registry


@pytest.fixture
async def trial(registry: Registry) -> Trial:
    trial = Trial()
    router = APIRouter(prefix=f"/v1/trial-{id(trial)}", route_class=WriteRoute)

    @router.post("", status_code=201)
    @needs(Permission.RECORDS_WRITE)
    async def try_change(work: WorkDep) -> int:
        return await trial.change(work)

    @router.post("/public")
    @public
    async def try_public(work: WorkDep) -> int:
        return await trial.change(work)

    @router.post("/open")
    @open_to_all
    async def try_open(work: WorkDep) -> int:
        return await trial.change(work)

    @router.post("/signed-in")
    @signed_in
    async def try_signed_in(work: WorkDep) -> int:
        return await trial.change(work)

    @router.post("/undeclared")
    async def try_undeclared(work: WorkDep) -> int:
        return await trial.change(work)

    registry.fresh.app.include_router(router)
    await registry.run("TRUNCATE note")
    return trial


async def send(registry: Registry, trial: Trial, tail: str = "", **headers: str) -> httpx.Response:
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    path = f"/v1/trial-{id(trial)}{tail}"
    return await registry.fresh.client.post(path, headers={**registry.operator.headers, **told})


async def noted(registry: Registry) -> list[str]:
    found: list[str] = await registry.run("SELECT array_agg(word ORDER BY word) FROM note") or []
    return found


@pytest.mark.parametrize("state", ["23505", "40001", "40P01"])
async def test_what_another_overtook_is_done_once_more_from_the_beginning(
    registry: Registry, trial: Trial, state: str
) -> None:
    trial.turns = [state, None]
    answer = await send(registry, trial)
    assert (answer.status_code, answer.json()) == (201, 2)
    assert await noted(registry) == ["turn 2"], "the first turn left nothing"
    first, second = trial.done
    assert first.session is not second.session
    assert (first.request_id, first.path) == (second.request_id, second.path)


@pytest.mark.parametrize(
    ("state", "status", "code"),
    [("23505", 409, "conflict"), ("40001", 503, "database_busy"), ("40P01", 503, "database_busy")],
)
async def test_what_is_overtaken_again_is_given_up(
    registry: Registry, trial: Trial, state: str, status: int, code: str
) -> None:
    trial.turns = [state]
    answer = await send(registry, trial, idempotency_key=f"menyerah-{state}")
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert len(trial.done) == 2
    assert await noted(registry) == []
    trial.turns = [None]
    assert (await send(registry, trial, idempotency_key=f"menyerah-{state}")).status_code == 201, "nothing was kept"


@pytest.mark.parametrize(
    ("state", "status"),
    [("23503", 409), ("23514", 422), ("22003", 422), ("55P03", 503), ("57014", 503), ("25006", 503), ("42601", 500)],
)
async def test_what_would_end_the_same_way_again_is_not_repeated(
    registry: Registry, trial: Trial, state: str, status: int
) -> None:
    trial.turns = [state, None]
    assert (await send(registry, trial)).status_code == status
    assert len(trial.done) == 1
    assert await noted(registry) == []


async def test_a_key_is_claimed_by_the_turn_that_succeeds(registry: Registry, trial: Trial) -> None:
    trial.turns = ["40001", None]
    first = await send(registry, trial, idempotency_key="dua-kali")
    again = await send(registry, trial, idempotency_key="dua-kali")
    assert (first.status_code, first.json()) == (201, 2)
    assert (again.content, again.headers["idempotency-replayed"]) == (first.content, "true")
    assert len(trial.done) == 2
    assert await noted(registry) == ["turn 2"]


async def test_no_answer_leaves_before_the_commit(registry: Registry, trial: Trial) -> None:
    """What breaks a deferred constraint fails at the commit, when the handler has long given its answer."""
    trial.turns = ["later"]
    answer = await send(registry, trial, idempotency_key="tertunda")
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert await noted(registry) == []
    assert await registry.run("SELECT count(*) FROM idempotent_request WHERE key = 'tertunda'") == 0


async def test_a_fault_leaves_nothing_behind(registry: Registry, trial: Trial) -> None:
    trial.turns = ["fault"]
    answer = await send(registry, trial, idempotency_key="rusak")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")
    assert await noted(registry) == []
    trial.turns = [None]
    assert (await send(registry, trial, idempotency_key="rusak")).status_code == 201


async def test_whoever_reads_after_the_answer_sees_the_change(registry: Registry, trial: Trial) -> None:
    for turn in range(1, 6):
        await send(registry, trial)
        assert len(await noted(registry)) == turn


async def test_each_declares_who_may_call_it_and_nobody_writes_unknown(registry: Registry, trial: Trial) -> None:
    mine, nobody = registry.operator.headers, {}
    expected = {
        "": (201, 401),
        "/signed-in": (200, 401),
        "/open": (200, 200),
        "/public": (200, 401),
        "/undeclared": (403, 401),
    }
    for tail, statuses in expected.items():
        path = f"/v1/trial-{id(trial)}{tail}"
        answers = [await registry.fresh.client.post(path, headers=headers) for headers in (mine, nobody)]
        assert tuple(answer.status_code for answer in answers) == statuses, tail
    assert len(trial.done) == 5


async def test_what_is_open_to_all_is_done_in_nobodys_name(registry: Registry, trial: Trial) -> None:
    for headers in (registry.operator.headers, registry.registrar.headers, {}):
        assert (await registry.fresh.client.post(f"/v1/trial-{id(trial)}/open", headers=headers)).status_code == 200
    assert [work.principal for work in trial.done] == [NAMELESS] * 3
    assert (NAMELESS.account_id, NAMELESS.credential, NAMELESS.permissions) == (None, None, frozenset())
    assert not NAMELESS.keeps(None)
    assert not NAMELESS.keeps(registry.agency.id)


async def test_whoever_has_wrong_credentials_is_told_so_where_none_are_needed(registry: Registry, trial: Trial) -> None:
    wrong = {"authorization": "Bearer salah"}
    answer = await registry.fresh.client.post(f"/v1/trial-{id(trial)}/open", headers=wrong)
    assert (answer.status_code, answer.json()["code"]) == (401, "invalid_credentials")
    assert trial.done == []


async def test_a_key_of_what_is_open_to_all_is_nobodys(registry: Registry, trial: Trial) -> None:
    path = f"/v1/trial-{id(trial)}/open"

    async def post(key: str, **headers: str) -> httpx.Response:
        return await registry.fresh.client.post(path, headers={**headers, "idempotency-key": key})

    first = await post("terbuka")
    for headers in ({}, registry.operator.headers):
        again = await post("terbuka", **headers)
        assert (again.content, again.headers["idempotency-replayed"]) == (first.content, "true")
    assert len(trial.done) == 1
    kept = f"SELECT array_agg(account_id::text) FROM idempotent_request WHERE path = '{path}'"  # noqa: S608 - of this test
    assert await registry.run(kept) == ["00000000-0000-0000-0000-000000000000"]
    assert (await post("dua kata")).json()["errors"][0]["pointer"] == "header/Idempotency-Key"


async def test_what_is_open_to_all_is_held_to_every_other_rule(registry: Registry, trial: Trial) -> None:
    path, client = f"/v1/trial-{id(trial)}/open", registry.fresh.client
    json = {"content-type": "application/json"}
    answers = [
        await client.post(f"{path}?lain=1"),
        await client.post(path, content=b"{}", headers={"content-type": "text/plain"}),
        await client.post(path, content=b"\xff", headers=json),
        await client.post(path, content=b" " * (1_048_576 + 1), headers=json),
    ]
    assert [answer.status_code for answer in answers] == [422, 415, 400, 413]
    trial.turns = ["40001", None]
    assert (await client.post(path)).json() == 2
    trial.done.clear()
    trial.turns = ["later"]
    assert (await client.post(path)).status_code == 409
    assert await noted(registry) == ["turn 2"]


async def test_everything_in_a_request_has_one_time_and_its_own_transaction(registry: Registry, trial: Trial) -> None:
    await asyncio.gather(*(send(registry, trial) for _ in range(4)))
    assert len({id(work.session) for work in trial.done}) == 4
    assert len({work.request_id for work in trial.done}) == 4
    for work in trial.done:
        assert work.at.utcoffset() == timedelta(0)
        assert work.principal.agency_id == registry.agency.id


async def test_connections_come_back_whatever_the_end(registry: Registry, trial: Trial) -> None:
    fresh: Fresh = registry.fresh
    for turns in ([None], ["40001"], ["fault"], ["later"], ["23514"]):
        trial.turns = turns
        await asyncio.gather(*(send(registry, trial) for _ in range(6)))
    assert fresh.app.state.database.engine.pool.checkedout() == 0

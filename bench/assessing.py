"""A whole competition through the door: assigning, submitting, concluding, and reading the ranking.

2,000 entries x 5 assessors x 20 criteria are 200,000 scores. What is held to a target is a ratio within the run: a page
of the ranking to `SELECT count(*)` on the table of scores, and a submission in the full round to one in a small round.
"""

import asyncio
import json
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import select

from app.accounts.keys import make_key
from app.core.database import Database
from app.core.settings import Settings
from app.models import Account, ApiKey
from app.models.codes import Role
from bench.database import HERE, address, prepare
from bench.report import Verdict
from bench.servers import Server, cpu, cpu_of_postgres, registry

_SMALL = 50
_ASKED = 50
_SUBMITTED = 40
_ROUND = "/v1/rounds/ajang"


@dataclass(frozen=True)
class Hall:
    """The server of a round, and the credentials of who runs it and of who assesses."""

    base: str
    dsn: str
    server: Server
    registrar: str
    assessors: dict[UUID, str]

    def ask(self, method: str, path: str, who: str, body: Any = None) -> Any:
        """Ask over a connection of its own; return the answer.

        Raises:
            RuntimeError: it was refused.
        """
        connection: HTTPConnection = self.server.connect()
        headers = {"Authorization": who, "Content-Type": "application/json", "If-Match": "*"}
        connection.request(method, path, json.dumps(body) if body is not None else None, headers)
        answer = connection.getresponse()
        told = answer.read()
        connection.close()
        if answer.status >= 300:  # noqa: PLR2004 - not a success
            message = f"{method} {path}: {answer.status} {told[:500]!r}"
            raise RuntimeError(message)
        return json.loads(told)

    def timed(self, work: Callable[[], Any]) -> tuple[float, float, Any]:
        """Return how many seconds a work took by the clock and of CPU, and what it returned."""
        app, pg, began = cpu(self.server.process), cpu_of_postgres(self.base), time.perf_counter()
        done = work()
        took = time.perf_counter() - began
        after = cpu_of_postgres(self.base)
        used = cpu(self.server.process) - app + after - pg
        return took, used, done


def measure(base: str, folder: Path, entries: int, verdict: Verdict) -> None:
    """Play a small and a full round, print what they cost, and hold the full one to its targets."""
    costs: dict[int, float] = {}
    for size in (_SMALL, entries):
        with hall(base, folder, size) as here:
            print(
                f"\n## {size:,} entries x 5 assessors x 20 criteria\n\n| what | seconds | CPU seconds |\n|---|--:|--:|"
            )
            _assign(here)
            costs[size] = _submit(here)
            if size == entries:
                _rank(here, verdict)
    growth = costs[entries] / costs[_SMALL]
    verdict.judge_ratio(f"submitting in {entries:,} entries beside {_SMALL}", growth, 1.3)


@contextmanager
def hall(base: str, folder: Path, entries: int) -> Iterator[Hall]:
    """Make a round of so many entries in a database of its own, and serve it."""
    prepared = prepare(base, max(2 * entries, 200), "inovasi_bench_ajang")
    name = f"inovasi_bench_ajang_{entries}_round"
    template = prepared.partition("?")[0].rsplit("/", 1)[1]
    asyncio.run(_execute(base, f"drop database if exists {name} with (force)"))
    asyncio.run(_execute(base, f"create database {name} template {template}"))
    dsn = address(base, name)
    script = (HERE / "competition.sql").read_text(encoding="utf-8")
    asyncio.run(_execute(dsn, f"set bench.entries = {entries}", script, "vacuum analyze"))
    registrar, assessors = asyncio.run(_sign_up(dsn))
    with registry(dsn, 16, folder) as server:
        yield Hall(base, dsn, server, registrar, assessors)
    asyncio.run(_execute(base, f"drop database {name} with (force)"))


async def _execute(dsn: str, *statements: str) -> None:
    connection = await asyncpg.connect(dsn)
    for statement in statements:
        await connection.execute(statement)
    await connection.close()


async def _sign_up(dsn: str) -> tuple[str, dict[UUID, str]]:
    """Return the credentials of a registrar, and of every assessor by account."""
    database = Database(Settings(database_url=dsn))
    async with database.sessions.begin() as session:
        accounts = list((await session.scalars(select(Account).where(Account.person_id.is_not(None)))).all())
        registrar = Account(name="bench", roles=[Role.REGISTRAR])
        session.add(registrar)
        await session.flush()
        keys = {}
        for account in (registrar, *accounts):
            new = make_key()
            session.add(ApiKey(key_id=new.key_id, account_id=account.id, name="bench", digest=new.digest))
            keys[account.id] = f"Bearer {new.text}"
    await database.close()
    return keys.pop(registrar.id), keys


def _assign(here: Hall) -> None:
    """Look at a plan for the whole round, and carry it out."""
    body: dict[str, Any] = {"stage": "panel"}
    took, used, plan = here.timed(lambda: here.ask("POST", f"{_ROUND}/assignments", here.registrar, body))
    print(f"| plan {plan['assigned']:,} assignments, all conflicts checked | {took:.2f} | {used:.2f} |")
    body |= {"dry_run": False, "token": plan["token"]}
    took, used, _ = here.timed(lambda: here.ask("POST", f"{_ROUND}/assignments", here.registrar, body))
    print(f"| carry it out | {took:.2f} | {used:.2f} |")


def _submit(here: Hall) -> float:
    """Accept, score by twenty criteria and submit, again and again; return the CPU seconds of one."""
    scores = {"scores": [{"criterion": f"k{number}", "value": 80} for number in range(1, 21)]}
    waiting = asyncio.run(_waiting(here.dsn))

    def one(row: asyncpg.Record) -> None:
        path, who = f"/v1/assessments/{row['id']}", here.assessors[row["account_id"]]
        here.ask("POST", f"{path}/accept", who)
        here.ask("PATCH", path, who, scores)
        here.ask("POST", f"{path}/submit", who)

    one(waiting[0])
    measured = waiting[1 : 1 + _SUBMITTED]
    took, used, _ = here.timed(lambda: [one(row) for row in measured])
    print(f"| one accepted, scored and submitted | {took / len(measured):.4f} | {used / len(measured):.4f} |")
    return used / len(measured)


async def _waiting(dsn: str) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(dsn)
    rows = await connection.fetch(
        """select a.id, r.account_id from assessment a join round_assessor r on r.id = a.assessor_id
           order by md5(a.id::text) limit $1""",
        _SUBMITTED + 1,
    )
    await connection.close()
    return list(rows)


def _rank(here: Hall, verdict: Verdict) -> None:
    """Conclude the round and read its ranking, beside a count of the scores."""
    script = (HERE / "competition_scores.sql").read_text(encoding="utf-8")
    asyncio.run(_execute(here.dsn, script, "vacuum analyze"))
    took, used, head = here.timed(lambda: here.ask("POST", f"{_ROUND}/stages/panel/conclude", here.registrar))
    print(f"| conclude: {head['ranked']:,} entries ranked | {took:.2f} | {used:.2f} |")
    took, used, again = here.timed(lambda: here.ask("POST", f"{_ROUND}/stages/panel/recompute", here.registrar))
    print(f"| compute again, the same: {again['same']} | {took:.2f} | {used:.2f} |")
    pages, counts = _pages_and_counts(here)
    page, count = statistics.median(pages), statistics.median(counts)
    print(f"| a page of 50 rows of the ranking | {page:.4f} | |")
    print(f"| a count of all scores, in SQL | {count:.4f} | |")
    decree = {"decree_number": "1/2026", "decree_on": "2026-01-02"}
    took, used, _ = here.timed(lambda: here.ask("POST", f"{_ROUND}/determine", here.registrar, decree))
    print(f"| determine: nothing has changed since | {took:.2f} | {used:.2f} |")
    took, used, _ = here.timed(lambda: here.ask("POST", f"{_ROUND}/publish", here.registrar))
    print(f"| publish: nothing has changed since | {took:.2f} | {used:.2f} |")
    verdict.judge_ratio("a page of the ranking beside a count of the scores", page / count, 20.0)


def _pages_and_counts(here: Hall) -> tuple[list[float], list[float]]:
    """Return how long pages of the ranking and counts of the scores took, in seconds, in turns."""
    pages, counts = [], []

    async def count(connection: asyncpg.Connection) -> float:
        began = time.perf_counter()
        await connection.fetchval("SELECT count(*) FROM score")
        return time.perf_counter() - began

    async def turns() -> None:
        connection = await asyncpg.connect(here.dsn)
        cursor = ""
        for _ in range(_ASKED):
            counts.append(await count(connection))
            began = time.perf_counter()
            page = await asyncio.to_thread(
                here.ask, "GET", f"{_ROUND}/results?stage=panel&limit=50{cursor}", here.registrar
            )
            pages.append(time.perf_counter() - began)
            cursor = f"&cursor={page['next']}" if page["next"] else ""
        await connection.close()

    asyncio.run(turns())
    return pages, counts

"""What it costs to answer a survey and to read its results, after a hundred answers and after a million.

Both are to cost the same: an answer adds to a handful of cells, and figures are read from the cells alone.
"""

import asyncio
import json
import random
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import select

from app.core.clock import today
from app.core.database import Database
from app.core.ids import new_id
from app.core.settings import Settings
from app.models import Agency, AgencyVersion, Survey, SurveyInstrument
from app.operations.migration import migrate
from app.reference.instrument_files import read_forms
from app.surveys.definition import SurveyDefinition
from app.surveys.forms import SurveyForms
from app.surveys.tallies import SHARDS
from app.surveys.tallying import Answered, Tallying
from bench.database import HERE, address
from bench.report import Verdict
from bench.servers import Server, cpu, cpu_of_postgres, registry

_SIZES = (100, 1_000_000)
_PATTERNS = 100
_WARM, _ASKED = 30, 300
_SLUG = "skm-bench"
# what was measured twice differs by as much
_MOST_GROWTH = 1.25
_KEYS = ("record an answer", "read the results", "read by month")


@dataclass(frozen=True)
class Booth:
    """The server of a survey, and the answers that are sent to it."""

    base: str
    server: Server
    answers: list[bytes]

    def cost(self, name: str) -> tuple[float, float]:
        """Return the median seconds of a request, and its CPU seconds with PostgreSQL's.

        Raises:
            RuntimeError: it was refused.
        """
        connection = self.server.connect()
        for number in range(_WARM):
            self._ask(connection, name, number)
        app, pg = cpu(self.server.process), cpu_of_postgres(self.base)
        took = []
        for number in range(_ASKED):
            began = time.perf_counter()
            self._ask(connection, name, number)
            took.append(time.perf_counter() - began)
        after = cpu_of_postgres(self.base)
        connection.close()
        used = cpu(self.server.process) - app + after - pg
        return statistics.median(took), used / _ASKED

    def _ask(self, connection: HTTPConnection, name: str, number: int) -> bytes:
        path = f"/v1/surveys/{_SLUG}"
        if name == _KEYS[0]:
            body = self.answers[number % len(self.answers)]
            connection.request("POST", f"{path}/responses", body, {"Content-Type": "application/json"})
        else:
            connection.request("GET", f"{path}/{'results' if name == _KEYS[1] else 'breakdown?by=bulan'}")
        answer = connection.getresponse()
        told: bytes = answer.read()
        if answer.status != 200:  # noqa: PLR2004 - the one success of both
            message = f"{name}: {answer.status} {told[:500]!r}"
            raise RuntimeError(message)
        return told

    def responses(self) -> int:
        """Return how many answers the results tell of."""
        told = json.loads(self._ask(self.server.connect(), _KEYS[1], 0))
        return int(told["computed"]["responses"])


def measure(base: str, folder: Path, verdict: Verdict) -> None:
    """Answer surveys of each size and read their results, print what that costs, and hold the growth to its target.

    Raises:
        RuntimeError: the results do not tell of every answer.
    """
    costs: dict[str, list[float]] = {key: [] for key in _KEYS}
    for size in _SIZES:
        with booth(base, folder, size) as here:
            print(f"\n## a survey with {size:,} answers\n\n| what | median ms | CPU ms |\n|---|--:|--:|")
            for name in _KEYS:
                _switch(here.base, "open" if name == _KEYS[0] else "published")
                took, used = here.cost(name)
                costs[name].append(used)
                print(f"| {name} | {1000 * took:.2f} | {1000 * used:.2f} |")
            if (found := here.responses()) != size + _WARM + _ASKED:
                message = f"{found} answers of {size} and {_WARM + _ASKED}"
                raise RuntimeError(message)
    for name, (few, many) in costs.items():
        verdict.judge_ratio(f"{name}, after {_SIZES[1]:,} answers and after {_SIZES[0]}", many / few, _MOST_GROWTH)


def _switch(base: str, status: str) -> None:
    """Let the survey be answered, or read."""
    published = "now()" if status == "published" else "NULL"
    asyncio.run(_run(base, f"UPDATE survey SET status = '{status}', published_at = {published}"))  # noqa: S608 - no input


@contextmanager
def booth(base: str, folder: Path, size: int) -> Iterator[Booth]:
    """Make a survey in a database of its own, and serve it."""
    name = f"inovasi_bench_survei_{size}"
    dsn = address(base, name)
    began = time.monotonic()
    asyncio.run(_run(base, f"drop database if exists {name} with (force)", f"create database {name}"))
    migrate(Settings(database_url=dsn))
    patterns = asyncio.run(_made(dsn, size))
    print(f"\n{size:,} answers: made in {time.monotonic() - began:.0f} s")
    with registry(dsn, 16, folder) as server:
        sent = [{"answers": one["answers"], "profile": one["profile"], "channel": "aplikasi"} for one in patterns]
        yield Booth(dsn, server, [json.dumps(one).encode() for one in sent])
    asyncio.run(_run(base, f"drop database {name} with (force)"))


async def _made(dsn: str, size: int) -> list[dict[str, Any]]:
    """Put the survey on record with its answers, and return those that differ."""
    survey, form = await _announced(dsn)
    patterns, cells = _patterns(form)
    told = {"survey": str(survey), "copies": str(size // _PATTERNS), "patterns": patterns, "cells": cells}
    connection = await asyncpg.connect(dsn)
    for name, value in told.items():
        text = value if isinstance(value, str) else json.dumps(value)
        await connection.execute("SELECT set_config($1, $2, false)", f"bench.{name}", text)
    await connection.execute((HERE / "survey.sql").read_text(encoding="utf-8"), timeout=600)
    await connection.execute("vacuum analyze")
    await connection.close()
    return patterns


async def _announced(dsn: str) -> tuple[UUID, SurveyDefinition]:
    database = Database(Settings(database_url=dsn))
    (form, *_) = (one for one in read_forms() if one.edition == "permenpan-14-2017")
    async with database.sessions.begin() as session:
        await SurveyForms(session).ship([form])
        agency = Agency(slug="dinas-bench", external=False)
        agency.versions.append(AgencyVersion(position=0, name="Dinas Bench", name_key="dinas bench", kind="dinas"))
        session.add(agency)
        await session.flush()
        survey, day = new_id(), timedelta(days=120)
        facts = {"audience": "masyarakat", "unit_key": "", "mode": "terbuka", "channels": ["aplikasi"]}
        session.add(
            Survey(
                id=survey,
                slug=_SLUG,
                title="Survei",
                agency_id=agency.id,
                instrument_id=(await session.scalars(select(SurveyInstrument.id))).one(),
                from_on=today() - day,
                until_on=today() + day,
                status="open",
                **facts,
            )
        )
    await database.close()
    return survey, form


def _patterns(form: SurveyDefinition) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return answers that differ, and the cells that one of each makes, in every shard as after as many requests."""
    choose = random.Random(29)  # noqa: S311 - no secret
    shards = [Tallying(form.codes, form.highest_answer, tuple(form.dimensions), services=False) for _ in range(SHARDS)]
    patterns = []
    for number in range(_PATTERNS):
        answers = {code: choose.choice((2, 3, 3, 4)) for code in form.codes if choose.random() > 0.01}  # noqa: PLR2004 - few
        profile = {name: choose.choice(sorted(brackets)) for name, brackets in form.dimensions.items()}
        day = today() - timedelta(days=number)
        choose.choice(shards).add(Answered(answers, profile, None, "aplikasi", day))
        patterns.append({"answers": answers, "profile": profile, "day": day.isoformat()})
    cells = [
        {
            "dimension": dimension,
            "value": value,
            "shard": shard,
            **{name: getattr(cell, name) for name in cell.__slots__},
        }
        for shard, tallying in enumerate(shards)
        for (dimension, value), cell in tallying.in_order()
    ]
    return patterns, cells


async def _run(base: str, *statements: str) -> None:
    connection = await asyncpg.connect(base)
    for statement in statements:
        await connection.execute(statement)
    await connection.close()

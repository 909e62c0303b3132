"""What the family of an innovation costs to read: its lineage, who uses it, and how far a mandate has come.

Each is asked of a small family and of a large one. What is held to a target is the number of statements, by tests; here
it shows what a hundred times as many replicas cost.
"""

import asyncio
import json
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg

from bench.database import HERE, address, prepare
from bench.servers import Server, cpu, cpu_of_postgres, registry

_INNOVATIONS = 2_000
_SIZES = (5, 500)
_ASKED = 20


@dataclass(frozen=True)
class House:
    """The server of a family, and the address of its origin."""

    base: str
    server: Server
    origin: str

    def get(self, path: str) -> bytes:
        """Return the answer to a read.

        Raises:
            RuntimeError: it was refused.
        """
        connection = self.server.connect()
        connection.request("GET", path)
        answer = connection.getresponse()
        told: bytes = answer.read()
        connection.close()
        if answer.status != 200:  # noqa: PLR2004 - the one success of a read
            message = f"{path}: {answer.status} {told[:500]!r}"
            raise RuntimeError(message)
        return told

    def cost(self, path: str) -> tuple[float, float, int]:
        """Return the median seconds of a read, its CPU seconds with PostgreSQL's, and the bytes of the answer."""
        size = len(self.get(path))
        app, pg = cpu(self.server.process), cpu_of_postgres(self.base)
        took = []
        for _ in range(_ASKED):
            began = time.perf_counter()
            self.get(path)
            took.append(time.perf_counter() - began)
        after = cpu_of_postgres(self.base)
        used = cpu(self.server.process) - app + after - pg
        return statistics.median(took), used / _ASKED, size


def measure(base: str, folder: Path) -> None:
    """Make families of each size, and print what reading of them costs.

    Raises:
        RuntimeError: an answer does not tell of the whole family.
    """
    for size in _SIZES:
        with house(base, folder, size) as here:
            print(f"\n## a family of {size} replicas, as many agencies obliged\n")
            print("| what | median ms | CPU ms | KB |\n|---|--:|--:|--:|")
            record = f"/v1/innovations/{here.origin}"
            for name, path in (
                ("lineage", f"{record}/lineage"),
                ("its drawing", f"{record}/lineage.svg"),
                ("who uses it", f"{record}/used-by"),
                ("progress of the mandate", "/v1/mandates/wajib/progress"),
            ):
                took, used, length = here.cost(path)
                print(f"| {name} | {1000 * took:.1f} | {1000 * used:.1f} | {length / 1024:.0f} |")
            _check(json.loads(here.get(f"{record}/used-by")), size)


def _check(told: dict[str, Any], size: int) -> None:
    if told["counts"]["agencies"] != size:
        message = f"{told['counts']} of {size} replicas"
        raise RuntimeError(message)


@contextmanager
def house(base: str, folder: Path, replicas: int) -> Iterator[House]:
    """Make a family in a database of its own, and serve it."""
    template = prepare(base, _INNOVATIONS, "inovasi_bench_keluarga").partition("?")[0].rsplit("/", 1)[1]
    name = f"inovasi_bench_keluarga_{replicas}"
    dsn = address(base, name)
    origin = asyncio.run(_made(base, dsn, name, template, replicas))
    with registry(dsn, 16, folder) as server:
        yield House(base, server, origin)
    asyncio.run(_run(base, f"drop database {name} with (force)"))


async def _made(base: str, dsn: str, name: str, template: str, replicas: int) -> str:
    await _run(base, f"drop database if exists {name} with (force)", f"create database {name} template {template}")
    script = (HERE / "replication.sql").read_text(encoding="utf-8")
    await _run(dsn, f"set bench.replicas = {replicas}; {script}", "vacuum analyze")
    connection = await asyncpg.connect(dsn)
    origin: str = await connection.fetchval("select i.slug from innovation i join mandate m on m.innovation_id = i.id")
    await connection.close()
    return origin


async def _run(dsn: str, *statements: str) -> None:
    connection = await asyncpg.connect(dsn)
    for statement in statements:
        await connection.execute(statement)
    await connection.close()

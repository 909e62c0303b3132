"""Measures the registry beside the limit server, on the same rows and in the same run, and holds it to its targets.

Without options: 100,000 innovations in a PostgreSQL of its own that is gone afterwards, 16 connections, each figure the
median of 5 measurements of 3 seconds. Ends with status 1 if a target is missed. See docs/performance.md.
"""

import argparse
import asyncio
import os
import platform
import shutil
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

import asyncpg
import psutil

from bench import report
from bench.database import prepare, server
from bench.measuring import Effort, Figures, keep_busy, measure
from bench.report import RSS_REQUESTS, Verdict
from bench.servers import Server, limit, registry
from bench.workloads import NAMES, Lane, Sample, WrongAnswerError, lanes, probe, take_sample

_QUICK_INNOVATIONS = 10_000
# where clients ask again for what they have
_CONDITIONAL = {"list", "get"}


@dataclass(frozen=True)
class Site:
    """One database with both servers on it."""

    name: str
    limit: Server
    registry: Server
    sample: Sample

    def lanes(self, workload: str) -> tuple[list[Lane], Lane | None]:
        """Return who is asked what in a workload, the limit first; and the same of clients that have the answers.

        Raises:
            WrongAnswerError: the servers do not answer with the same records.
        """
        both = lanes(workload, self.sample, self.limit, self.registry)
        _, again = (probe(lane) for lane in both)
        if both[0].ids != both[1].ids:
            message = f"{workload}: the servers do not answer with the same records"
            raise WrongAnswerError(message)
        return both, again


@dataclass(frozen=True)
class Run:
    """What all measurements of a run share."""

    base: str
    folder: Path
    effort: Effort
    verdict: Verdict

    def measure(self, title: str, asked: Sequence[Lane]) -> dict[str, Figures]:
        """Measure lanes beside each other, print their table, and return the medians by label."""
        figures = report.tell(title, asked, measure(asked, self.effort, self.base, self.folder), self.effort)
        self.verdict.count_failures(title, figures)
        return figures


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; return its exit status."""
    options = parser().parse_args(arguments)
    if shutil.which("wrk") is None:
        raise SystemExit("The benchmark sends its requests with wrk, which is missing: `apt install wrk` brings it.")
    if options.quick:
        options.innovations, options.reps, options.seconds = _QUICK_INNOVATIONS, 1, 1
    verdict = Verdict(judges=not options.quick)
    with ExitStack() as stack:
        base = stack.enter_context(server(options.dsn, options.home))
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="inovasi-bench-")))
        run = Run(base, folder, Effort(options.connections, options.reps, options.seconds), verdict)
        sizes = sorted(options.growth or [options.innovations])
        databases = [prepare(base, size) for size in sizes]
        sites = [_open(stack, run, size, dsn) for size, dsn in zip(sizes, databases, strict=True)]
        print(_setting(base))
        for workload in options.workloads:
            if options.growth:
                _grow(run, sites, workload)
            else:
                _compare(run, sites[0], workload)
        if not options.quick:
            _weigh(run, sites[-1])
    verdict.show()
    return int(verdict.missed > 0)


def _open(stack: ExitStack, run: Run, innovations: int, dsn: str) -> Site:
    theirs = stack.enter_context(limit(dsn, run.effort.connections, run.folder))
    ours = stack.enter_context(registry(dsn, run.effort.connections, run.folder))
    return Site(f"{innovations:,}", theirs, ours, asyncio.run(take_sample(dsn, ours)))


def _setting(base: str) -> str:
    """Return what was measured with what, in two lines."""

    async def database() -> str:
        connection = await asyncpg.connect(base)
        try:
            return str(await connection.fetchval("show server_version"))
        finally:
            await connection.close()

    packages = ", ".join(f"{name} {version(name)}" for name in ("fastapi", "uvicorn", "uvloop", "asyncpg", "pydantic"))
    return (
        f"\nPython {platform.python_version()}, PostgreSQL {asyncio.run(database())}, {packages}; "
        f"{os.cpu_count()} cores, {psutil.virtual_memory().total / 2**30:.0f} GB, load {os.getloadavg()[0]:.1f}\n"
        "app, pg: CPU seconds per 1,000 requests, of the server and of PostgreSQL; share: the limit's sum by this sum"
    )


def _compare(run: Run, site: Site, workload: str) -> None:
    """Measure the registry beside the limit, and what it says to clients that have the answer."""
    asked, again = site.lanes(workload)
    if again and workload in _CONDITIONAL:
        asked.append(again)
    figures = run.measure(f"{workload}, {site.name} innovations", asked)
    run.verdict.judge_workload(workload, *figures.values())


def _grow(run: Run, sites: Sequence[Site], workload: str) -> None:
    """Measure both servers at every size beside each other."""
    asked = []
    for site in sites:
        both, _ = site.lanes(workload)
        asked += [replace(lane, label=f"{lane.label}, {site.name}") for lane in both]
    figures = [*run.measure(f"{workload}, growth", asked).values()]
    run.verdict.judge_growth(workload, figures[1], figures[-1])


def _weigh(run: Run, site: Site) -> None:
    """Look at the memory of the registry when it has answered enough."""
    (_, ours), _ = site.lanes("list")
    keep_busy(ours, run.effort, RSS_REQUESTS, run.folder)
    run.verdict.judge_memory(site.registry.rss, site.registry.requests)


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    found = argparse.ArgumentParser(
        prog="bench/run.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    size = found.add_mutually_exclusive_group()
    size.add_argument("--innovations", type=_count, default=100_000, metavar="N", help="rows to make (100000)")
    size.add_argument(
        "--growth", type=_count, nargs=2, metavar="N", help="compare two sizes instead, as in --growth 10000 1000000"
    )
    size.add_argument("--quick", action="store_true", help="10,000 rows, one second each, no targets: does it work?")
    found.add_argument("--workloads", type=_workloads, default=NAMES, metavar="NAMES", help=",".join(NAMES))
    found.add_argument("--connections", type=_count, default=16, help="of wrk, and of each server's pool (16)")
    found.add_argument("--reps", type=_count, default=5, help="measurements of each figure (5)")
    found.add_argument("--seconds", type=_count, default=3, help="length of a measurement (3)")
    place = found.add_mutually_exclusive_group()
    place.add_argument("--home", type=Path, help="keep the databases in this folder, and find them there again")
    place.add_argument("--dsn", help="a PostgreSQL on this machine to make the databases in, as a superuser")
    return found


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        message = "must be 1 or more"
        raise argparse.ArgumentTypeError(message)
    return number


def _workloads(text: str) -> list[str]:
    names = text.split(",")
    if unknown := [name for name in names if name not in NAMES]:
        message = f"unknown: {', '.join(unknown)}; there are {', '.join(NAMES)}"
        raise argparse.ArgumentTypeError(message)
    return names

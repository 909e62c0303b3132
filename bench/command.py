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

from bench import assessing, further, replicating, report, surveying
from bench.database import operator, prepare, server
from bench.measuring import Effort, Figures, keep_busy, measure
from bench.registering import desk, try_out
from bench.report import RSS_REQUESTS, Verdict
from bench.servers import Server, limit, registry
from bench.workloads import (
    ASSESS,
    CREATE,
    CSV,
    FURTHER,
    NAMES,
    NDJSON,
    READS,
    REPLICATE,
    SEARCH,
    SURVEY,
    WORDS,
    Lane,
    Sample,
    WrongAnswerError,
    lanes,
    probe,
    signed,
    take_sample,
)

# as many as the city has: the search for similar names costs more the more there are
_CITY = 2_000
# of a competition that is assessed, and of one that only shows that everything works
_ENTRIES, _QUICK_ENTRIES = 2_000, 100
# an export is as long as what it holds, which grows with the registry
_GROWING = frozenset({NDJSON, CSV})
# where it is not the one for all reads
_MOST_GROWTH = {SEARCH: 3.0, WORDS: 3.0}
# where clients ask again for what they have, and where signed ones are held to what the others cost
_ASKED_THRICE = {"list", "get"}


@dataclass(frozen=True)
class Site:
    """One database with both servers on it, and the credentials of an operator."""

    name: str
    limit: Server
    registry: Server
    sample: Sample
    credentials: str

    def lanes(self, workload: str) -> list[Lane]:
        """Return who is asked what in a workload, the limit before the registry.

        Where that is held to what the registry costs, it is also asked with a key, and by clients that have the answer.

        Raises:
            WrongAnswerError: the servers do not answer with the same records.
        """
        theirs, ours = lanes(workload, self.sample, self.limit, self.registry)
        with_key = signed(ours, self.credentials)
        _, again, _ = (probe(lane) for lane in (theirs, ours, with_key))
        if not theirs.ids == ours.ids == with_key.ids:
            message = f"{workload}: the servers do not answer with the same records"
            raise WrongAnswerError(message)
        return [theirs, ours, with_key, again] if again and workload in _ASKED_THRICE else [theirs, ours]


@dataclass(frozen=True)
class Run:
    """What all measurements of a run share."""

    base: str
    folder: Path
    effort: Effort
    verdict: Verdict

    def measure(self, title: str, asked: Sequence[Lane], connections: int | None = None) -> dict[str, Figures]:
        """Measure lanes beside each other, print their table, and return the medians by label."""
        effort = replace(self.effort, connections=min(connections or self.effort.connections, self.effort.connections))
        figures = report.tell(title, asked, measure(asked, effort, self.base, self.folder), effort)
        self.verdict.count_failures(title, figures)
        return figures


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; return its exit status."""
    options = parser().parse_args(arguments)
    if shutil.which("wrk") is None:
        raise SystemExit("The benchmark sends its requests with wrk, which is missing: `apt install wrk` brings it.")
    if options.quick:
        options.innovations, options.reps, options.seconds = _CITY, 1, 1
    verdict = Verdict(judges=not options.quick)
    with ExitStack() as stack:
        base = stack.enter_context(server(options.dsn, options.home))
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="inovasi-bench-")))
        run = Run(base, folder, Effort(options.connections, options.reps, options.seconds, not options.quick), verdict)
        reads = [workload for workload in (*READS, *FURTHER) if workload in options.workloads]
        sizes = sorted(options.growth or [options.innovations])
        wanted = {*sizes, _CITY} if CREATE in options.workloads else sizes
        databases = {size: prepare(base, size) for size in sorted(wanted)}
        sites = [_open(stack, run, size, databases[size]) for size in sizes] if reads else []
        print(_setting(base))
        for workload in reads:
            if options.growth:
                _grow(run, sites, workload)
            else:
                _compare(run, sites[0], workload)
        if sites and not options.quick:
            _weigh(run, sites[-1])
        _write(run, options, databases)
    verdict.show()
    return int(verdict.missed > 0)


def _write(run: Run, options: argparse.Namespace, databases: dict[int, str]) -> None:
    """Measure what changes something, and what comes of it: registering, assessment, replication, surveys."""
    if CREATE in options.workloads:
        for size, dsn in databases.items():
            _register(run, size, dsn)
    if ASSESS in options.workloads:
        assessing.measure(run.base, run.folder, _QUICK_ENTRIES if options.quick else _ENTRIES, run.verdict)
    if REPLICATE in options.workloads:
        replicating.measure(run.base, run.folder)
    if SURVEY in options.workloads:
        surveying.measure(run.base, run.folder, run.verdict)


def _open(stack: ExitStack, run: Run, innovations: int, dsn: str) -> Site:
    credentials = stack.enter_context(operator(dsn))
    theirs = stack.enter_context(limit(dsn, run.effort.connections, run.folder))
    ours = stack.enter_context(registry(dsn, run.effort.connections, run.folder))
    return Site(f"{innovations:,}", theirs, ours, asyncio.run(take_sample(dsn, ours)), credentials)


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
        "app, pg: CPU seconds per 1,000 requests, of the server and of PostgreSQL; "
        "share: the sum of the limit, or of a bare INSERT, by this sum"
    )


def _compare(run: Run, site: Site, workload: str) -> None:
    """Measure the registry beside the limit: plainly, with a key, and by clients that have the answer."""
    title = f"{workload}, {site.name} innovations"
    if workload in FURTHER:
        before = site.registry.rss
        asked, question = further.lanes(workload, site.limit, site.registry)
        figures = run.measure(title, asked, question.connections)
        run.verdict.judge_share(workload, figures["limit"], figures["inovasi"], question.least_share)
        if workload in _GROWING:
            run.verdict.judge_export_memory(workload, before, site.registry.rss)
        return
    figures = run.measure(title, site.lanes(workload))
    ours, with_key = figures["inovasi"], figures.get("inovasi, key")
    run.verdict.judge_workload(workload, figures["limit"], ours, figures.get("inovasi, 304"))
    if with_key:
        run.verdict.judge_key(workload, ours, with_key)


def _grow(run: Run, sites: Sequence[Site], workload: str) -> None:
    """Measure both servers at every size beside each other."""
    connections = None
    each = [site.lanes(workload)[:2] for site in sites] if workload in READS else []
    for site in sites if workload in FURTHER else ():
        lanes_of_site, question = further.lanes(workload, site.limit, site.registry)
        each.append(lanes_of_site)
        connections = question.connections
    asked = [
        replace(lane, label=f"{lane.label}, {site.name}") for site, its in zip(sites, each, strict=True) for lane in its
    ]
    figures = [*run.measure(f"{workload}, growth", asked, connections).values()]
    if workload in _GROWING:
        print(
            f"\nThe limit costs {figures[2].cpu / figures[0].cpu:.2f} times as much, the registry "
            f"{figures[3].cpu / figures[1].cpu:.2f} times."
        )
        return
    run.verdict.judge_growth(workload, figures[1], figures[-1], _MOST_GROWTH.get(workload))


def _weigh(run: Run, site: Site) -> None:
    """Look at the memory of the registry when it has answered enough."""
    ours = site.lanes("list")[1]
    keep_busy(ours, run.effort, RSS_REQUESTS, run.base, run.folder)
    run.verdict.judge_memory(site.registry.rss, site.registry.requests)


def _register(run: Run, innovations: int, dsn: str) -> None:
    """Measure registering beside bare INSERTs, and hold it to its target in a registry of the city's size."""
    title = f"{CREATE}, {innovations:,} innovations"
    with desk(dsn, run.effort.connections, run.folder) as writing:
        asked = writing.lanes()
        for lane in asked:
            try_out(lane)
        figures = run.measure(title, asked)
    bare, raw, ours = figures.values()
    print(
        f"\nRegistering costs {ours.cpu / bare.cpu:.2f} times a bare INSERT, {ours.cpu / raw.cpu:.2f} times a raw one."
    )
    if innovations == _CITY:
        run.verdict.judge_create(title, bare, ours)


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
    size.add_argument(
        "--quick", action="store_true", help="2,000 rows, one second each, cold, no targets: does it work?"
    )
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

"""Measurements with wrk: CPU per request, requests a second, latency."""

import json
import re
import statistics
import subprocess
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from secrets import randbits

from bench.servers import cpu, cpu_of_postgres
from bench.workloads import Lane

_SCRIPT = Path(__file__).with_name("requests.lua")
_SETTLING = 0.3
# wrk counts an answer that is cut short as a success
_LEAST_OF_ANSWER = 0.9


@dataclass(frozen=True)
class Figures:
    """One measurement, or the medians of several. CPU in seconds for 1,000 requests, latency in milliseconds."""

    app: float
    pg: float
    rate: float
    p50: float
    p99: float
    failed: float

    @property
    def cpu(self) -> float:
        """The CPU of the server and of PostgreSQL."""
        return self.app + self.pg


@dataclass(frozen=True)
class Effort:
    """How hard to measure: connections of wrk, repetitions, seconds of each; whether the servers warm up before."""

    connections: int
    repetitions: int
    seconds: int
    warm_up: bool = True


def measure(lanes: Sequence[Lane], effort: Effort, base: str, folder: Path) -> list[list[Figures]]:
    """Return the figures of each lane, one for each repetition; `base` is an address of the PostgreSQL behind them.

    The lanes take turns within a repetition, and another one begins each time, so that what disturbs the machine
    disturbs all of them.
    """
    files = [_write(lane, folder / f"lane{number}") for number, lane in enumerate(lanes)]
    results: list[list[Figures]] = [[] for _ in lanes]
    for lane, file in zip(lanes, files, strict=True) if effort.warm_up else ():
        load(lane, file, effort.connections, 1, base)
    for repetition in range(effort.repetitions):
        for turn in range(len(lanes)):
            number = (repetition + turn) % len(lanes)
            figures = load(lanes[number], files[number], effort.connections, effort.seconds, base)
            results[number].append(figures)
    return results


def keep_busy(lane: Lane, effort: Effort, requests: int, base: str, folder: Path) -> None:
    """Load a lane until its server has had that many requests in all."""
    file = _write(lane, folder / "busy")
    while lane.server.requests < requests:
        load(lane, file, effort.connections, effort.seconds, base)


def _write(lane: Lane, file: Path) -> Path:
    lines = [f"{request.path}\t{request.tag}\t{request.credentials}\n" for request in lane.requests]
    file.write_text("".join(lines), encoding="ascii")
    return file


def load(lane: Lane, file: Path, connections: int, seconds: int, base: str) -> Figures:
    """Put one lane under load once."""
    server = lane.server
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout=30s", "-s", str(_SCRIPT)]
    command += [server.base, "--", str(file), *([str(randbits(48))] if lane.registers else [])]
    before_app, before_pg = cpu(server.process), cpu_of_postgres(base)
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    # what the end of the load broke off ends its connection a moment later, and only then is its work counted
    time.sleep(_SETTLING)
    app, pg = cpu(server.process) - before_app, cpu_of_postgres(base) - before_pg
    if lane.afterwards:
        lane.afterwards()
    found = re.search(r"RESULT (.*)", output)
    result = json.loads(found[1]) if found else {}
    requests = result["requests"]
    server.requests += requests
    failed = result["failed"]
    if result["size"] < _LEAST_OF_ANSWER * lane.size * requests:
        failed += requests
    thousands = max(requests, 1) / 1000
    return Figures(app / thousands, pg / thousands, requests / result["seconds"], result["p50"], result["p99"], failed)


def median(runs: Sequence[Figures]) -> Figures:
    """Return the medians of repetitions; failed requests are added up."""
    rows = [asdict(run) for run in runs]
    medians = {name: statistics.median(row[name] for row in rows) for name in rows[0]}
    return Figures(**{**medians, "failed": sum(row["failed"] for row in rows)})

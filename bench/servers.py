"""The servers under measurement, and the CPU that they and PostgreSQL have used."""

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import asyncpg
import psutil

ROOT = Path(__file__).resolve().parents[1]
_START_SECONDS = 30.0
# limits that nobody reaches, so that counting is measured and refusing is not
_RATE = "100000000/minute"
_HOST = "127.0.0.1"


@dataclass
class Server:
    """A running server, and how many requests wrk has sent it."""

    name: str
    port: int
    process: psutil.Process
    log: Path
    requests: int = 0

    @property
    def base(self) -> str:
        """The address without a path."""
        return f"http://{_HOST}:{self.port}"

    @property
    def rss(self) -> float:
        """Resident memory in MB of 2^20 bytes."""
        return float(self.process.memory_info().rss) / 2**20

    def connect(self) -> HTTPConnection:
        """Return a connection to ask single questions over, unless the server has ended."""
        if not self.process.is_running() or self.process.status() == psutil.STATUS_ZOMBIE:
            message = f"The server {self.name} ended:\n{self.log.read_text(errors='replace')[-2000:]}"
            raise SystemExit(message)
        return HTTPConnection(_HOST, self.port, timeout=30)


@contextmanager
def limit(dsn: str, connections: int, folder: Path) -> Iterator[Server]:
    """Run the limit server."""
    port = _free_port()
    command = ["uvicorn", "bench.limit:app", "--no-access-log", "--log-level=warning", f"--port={port}"]
    with _running("limit", port, command, {"DSN": dsn, "POOL": str(connections)}, folder) as server:
        yield server


@contextmanager
def registry(dsn: str, connections: int, folder: Path) -> Iterator[Server]:
    """Run the registry as `inovasi serve` does: one worker, with its access log, which goes to a file."""
    port = _free_port()
    environment = _settings(dsn, port) | {"READ_POOL_SIZE": str(connections)}
    with _running("inovasi", port, ["app.cli", "serve"], environment, folder) as server:
        yield server


@contextmanager
def registry_with_bare(dsn: str, connections: int, folder: Path) -> Iterator[Server]:
    """Run the registry with the bare route beside its own, and with the server's settings of `inovasi serve`."""
    port = _free_port()
    options = "--factory --loop=uvloop --http=httptools --ws=none --no-access-log --no-server-header --no-proxy-headers"
    command = ["uvicorn", "bench.bare:create_app", *options.split(), "--log-level=warning", f"--port={port}"]
    environment = _settings(dsn, port) | {"POOL_SIZE": str(connections)}
    with _running("inovasi", port, command, environment, folder) as server:
        yield server


def _settings(dsn: str, port: int) -> dict[str, str]:
    return {
        "DATABASE_URL": dsn,
        "PORT": str(port),
        "RATE_LIMIT_READ": _RATE,
        "RATE_LIMIT_WRITE": _RATE,
        "RATE_LIMIT_OPEN": _RATE,
        "RATE_LIMIT_ANSWER": _RATE,
        "LOG_LEVEL": "info",
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((_HOST, 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def _running(name: str, port: int, module: list[str], environment: dict[str, str], folder: Path) -> Iterator[Server]:
    """Run a module of Python with nothing of the caller's environment, and end it afterwards."""
    log = folder / f"{name}-{port}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", *module],
            cwd=folder,
            env={"PATH": os.defpath, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8", **environment},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        server = Server(name, port, psutil.Process(process.pid), log)
        _await_answer(server)
        yield server
    finally:
        process.terminate()
        process.wait(30)


def _await_answer(server: Server) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        connection = server.connect()
        try:
            connection.request("GET", "/health/live" if server.name == "inovasi" else "/innovations?limit=1")
            connection.getresponse().read()
        except (OSError, HTTPException):
            time.sleep(0.1)
        else:
            connection.close()
            return
    message = f"The server {server.name} does not answer:\n{server.log.read_text(errors='replace')}"
    raise SystemExit(message)


@cache
def postmaster(dsn: str) -> psutil.Process:
    """Return the process of PostgreSQL whose children all others are."""

    async def find() -> psutil.Process | None:
        connection = await asyncpg.connect(dsn)
        try:
            backend = psutil.Process(await connection.fetchval("select pg_backend_pid()"))
            return backend.parent() if backend.name() == "postgres" else None
        except psutil.NoSuchProcess:
            return None
        finally:
            await connection.close()

    if (found := asyncio.run(find())) is None:
        message = "The processes of PostgreSQL are not to be seen: it must run on this machine, outside of a container."
        raise SystemExit(message)
    return found


def cpu_of_postgres(dsn: str) -> float:
    """Return the CPU seconds of all connections there are and were.

    What a connection has used is not lost with it: an export that a client breaks off ends its own.
    """
    parent = postmaster(dsn)
    ended = parent.cpu_times()
    used = float(ended.children_user + ended.children_system)
    for process in parent.children():
        # one that ends just now counts among those that were the next time
        with suppress(psutil.NoSuchProcess):
            used += cpu(process)
    return used


def cpu(process: psutil.Process) -> float:
    """Return the CPU seconds that a process has used so far, in the program and in the kernel."""
    times = process.cpu_times()
    return float(times.user + times.system)

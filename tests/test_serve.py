"""`inovasi serve` as a program of its own: what it says, whom it refuses, and how it ends."""

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Self

import asyncpg
import httpx
import pytest

from app.core.postgres.processes import servers_on
from tests.conftest import Server, new_database

ROOT = Path(__file__).parents[1]
INOVASI = [sys.executable, "-m", "app.cli"]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def wait_until(condition: Callable[[], object], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def environment(home: Path, port: int, **settings: str) -> dict[str, str]:
    """Only what the test says: no setting of whoever runs it."""
    given = {"PATH": os.defpath, "PYTHONPATH": str(ROOT), "INOVASI_HOME": str(home), "PORT": str(port)}
    return {**given, **settings}


def run(command: str, home: Path, port: int, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        [*INOVASI, command],
        cwd=home.parent,
        env=environment(home, port, **settings),
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )


def accepts(port: int) -> bool:
    """Whether anybody listens on a port."""
    with contextlib.suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port), timeout=5):
        return True
    return False


async def ask(dsn: str, sql: str) -> Any:
    connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


class Service:
    """A running `inovasi serve`."""

    def __init__(self, home: Path, port: int | None = None, **settings: str) -> None:
        self.home = home
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process = subprocess.Popen(
            [*INOVASI, "serve"],
            cwd=home.parent,
            env=environment(home, self.port, **settings),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def answers(self) -> bool:
        """Whether it answers; that it ended before it did fails the test."""
        assert self.process.poll() is None, self.process.communicate()
        try:
            return self.get("/health/live").status_code == 200
        except httpx.TransportError:
            return False

    def get(self, path: str) -> httpx.Response:
        return httpx.get(f"{self.url}{path}", timeout=10)

    def end(self, number: signal.Signals) -> tuple[int, str, str]:
        """Send a signal, and return the exit status and what was said from start to end."""
        self.process.send_signal(number)
        said, complained = self.process.communicate(timeout=20)
        return self.process.returncode, said, complained

    def hear(self, last: str) -> list[str]:
        """Return the lines that it said up to one."""
        lines: list[str] = []
        while not lines or last not in lines[-1]:
            assert self.process.stdout is not None
            lines.append(self.process.stdout.readline().rstrip("\n"))
        return lines

    def __enter__(self) -> Self:
        wait_until(self.answers)
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdout, self.process.stderr):
            assert stream is not None
            stream.close()
        for pid in servers_on(self.home / "data"):
            # one is gone when its parent is
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


@pytest.fixture(scope="module")
def homes() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="inovasi-homes-") as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def service(homes: Path) -> Iterator[Service]:
    """A service that the tests look at and leave running."""
    with Service(homes / "running") as service:
        yield service


@pytest.fixture
def home(homes: Path) -> Path:
    """A home for services that are stopped; they find what the one before left."""
    return homes / "stopped"


def dsn_of(home: Path) -> str:
    return str(json.loads((home / "lock").read_text())["dsn"])


def test_a_first_start_says_what_it_did_and_where_to_look(service: Service) -> None:
    lines = service.hear("Ctrl-C")
    assert lines[0] == f"PostgreSQL runs with its data in {service.home}."
    assert lines[1].startswith("Migrated the database from empty to ")
    assert lines[2].startswith("Reference data of ")
    assert lines[3].startswith("There was no account, so the account 'Admin lokal' was made.")
    assert lines[4].startswith("  inovasi_")
    assert lines[7:] == [
        f"Start page: {service.url}/",
        f"Catalogue:  {service.url}/v1/innovations",
        f"Docs:       {service.url}/docs",
        f"Health:     {service.url}/health/ready",
        "Ctrl-C stops it.",
    ]
    for line in lines[7:-1]:
        assert httpx.get(line.split()[-1], timeout=10).status_code == 200
    assert service.get("/v1/innovations").json()["items"]


def test_a_second_start_says_who_holds_the_data_folder(service: Service) -> None:
    second = run("serve", service.home, service.port)
    assert second.returncode == 1
    assert second.stdout == ""
    assert second.stderr == (
        f"The data folder {service.home} is in use by process {service.process.pid}, which serves {service.url}. "
        "Stop it, or give this one another INOVASI_HOME.\n"
    )


def test_a_taken_port_is_told_before_anything_is_made(service: Service, tmp_path: Path) -> None:
    other = run("serve", tmp_path / "home", service.port)
    assert other.returncode == 1
    assert other.stderr == (
        f"Another program uses 127.0.0.1, port {service.port}: stop that one, or set PORT to another number.\n"
    )
    assert [path.name for path in (tmp_path / "home").iterdir()] == ["lock"]


def test_commands_work_beside_the_service(service: Service) -> None:
    beside = run("check", service.home, service.port)
    assert beside.returncode == 0, beside.stdout
    assert "ok      database: PostgreSQL 18" in beside.stdout


def test_a_wrong_setting_is_one_sentence_that_does_not_repeat_it(tmp_path: Path) -> None:
    wrong = run("serve", tmp_path / "home", 8000, DATABASE_URL="mysql://root:secret@localhost/inovasi")
    assert wrong.returncode == 2
    assert wrong.stderr == "The setting DATABASE_URL is wrong: must begin with postgresql://.\n"
    assert not (tmp_path / "home").exists()


def test_an_address_of_another_machine_is_refused_in_one_sentence(tmp_path: Path) -> None:
    wrong = run("serve", tmp_path / "home", free_port(), HOST="192.0.2.1")
    assert wrong.returncode == 1
    assert wrong.stderr.startswith("The service cannot listen on 192.0.2.1, port ")
    assert len(wrong.stderr.splitlines()) == 1


def test_interrupting_ends_everything_in_order(home: Path) -> None:
    with Service(home) as service:
        status, said, complained = service.end(signal.SIGINT)
    assert (status, complained) == (0, "")
    assert said.endswith("Stopped.\n")
    assert not servers_on(home / "data")


async def test_a_killed_service_leaves_a_database_that_the_next_start_recovers(home: Path) -> None:
    with Service(home) as killed:
        await ask(dsn_of(home), "CREATE TABLE kept AS SELECT 7 AS n")
        killed.end(signal.SIGKILL)
        left = servers_on(home / "data")
        assert left
        with Service(home) as service:
            assert not left & servers_on(home / "data")
            assert service.get("/health/ready").status_code == 200
            assert await ask(dsn_of(home), "SELECT n FROM kept") == 7
            await ask(dsn_of(home), "DROP TABLE kept")


async def test_terminating_lets_a_running_request_end(home: Path) -> None:
    with Service(home) as service:
        holder = await asyncpg.connect(dsn_of(home))
        async with holder.transaction():
            await holder.execute("LOCK TABLE alembic_version")
            answer = asyncio.create_task(asyncio.to_thread(service.get, "/health/ready"))
            while not await holder.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted"):  # noqa: ASYNC110 - no event tells
                await asyncio.sleep(0.02)
            service.process.send_signal(signal.SIGTERM)
            await asyncio.to_thread(wait_until, lambda: not accepts(service.port))
            assert not answer.done()
        assert (await answer).status_code == 200
        await holder.close()
        said, complained = service.process.communicate(timeout=20)
    assert (service.process.returncode, complained) == (0, "")
    assert said.endswith("Stopped.\n")
    assert not servers_on(home / "data")


async def test_a_given_database_is_migrated_by_nobody_but_migrate(server: Server, tmp_path: Path) -> None:
    async with new_database(server) as url:
        refused = await asyncio.to_thread(run, "serve", tmp_path / "home", free_port(), DATABASE_URL=url)
    assert refused.returncode == 3
    assert refused.stderr.startswith("The database is empty, this release needs ")
    assert refused.stderr.endswith(": run `inovasi migrate`.\n")
    assert not (tmp_path / "home").exists()


def test_a_given_database_that_is_down_is_waited_for(tmp_path: Path) -> None:
    with Service(tmp_path / "home", DATABASE_URL=f"postgresql://postgres@/inovasi?host={tmp_path}") as service:
        assert "The database does not answer: " in service.hear("Serving all the same")[-1]
        assert service.get("/health/ready").status_code == 503
        assert service.end(signal.SIGTERM)[0] == 0


def test_workers_share_the_port_and_end_with_their_parent(migrated: str, tmp_path: Path) -> None:
    with Service(tmp_path / "home", DATABASE_URL=migrated, WORKERS="2") as service:
        assert "There is no reference data yet: run `inovasi load`." in service.hear("Ctrl-C")
        assert service.get("/health/ready").status_code == 200
        service.process.kill()
        wait_until(lambda: not accepts(service.port))

"""The embedded PostgreSQL: what it is, who may hold it, and what is left after any kind of end."""

import asyncio
import contextlib
import os
import signal
import stat
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from app.core.postgres import DataFolderInUseError, EmbeddedPostgres, EmbeddedPostgresError, processes, server

OWNER = textwrap.dedent(
    """
    import sys, time
    from pathlib import Path
    from app.core.postgres import EmbeddedPostgres
    with EmbeddedPostgres(Path(sys.argv[1]), "http://inovasi.test"):
        print("ready", flush=True)
        time.sleep(60)
    """
)


async def ask(dsn: str, sql: str) -> Any:
    connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


def wait_until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A home whose databases are made; each test leaves it stopped."""
    with tempfile.TemporaryDirectory(prefix="inovasi-home-") as folder:
        path = Path(folder)
        with EmbeddedPostgres(path):
            pass
        yield path


@pytest.fixture
def owner(home: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the home."""
    with subprocess.Popen([sys.executable, "-c", OWNER, home], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield process
        process.kill()


@pytest.fixture
def stranger() -> Iterator[subprocess.Popen[bytes]]:
    """A process that has nothing to do with PostgreSQL."""
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as process:
        yield process
        process.kill()


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


async def test_first_start_makes_a_database_with_checksums_that_no_port_leads_to(tmp_path: Path) -> None:
    with EmbeddedPostgres(tmp_path / "new" / "home", throwaway=True) as postgres:
        assert await ask(postgres.dsn, "SELECT current_database()") == "inovasi"
        facts = {
            "server_encoding": "UTF8",
            "data_checksums": "on",
            "listen_addresses": "",
            "TimeZone": "UTC",
            "fsync": "off",
        }
        for name, value in facts.items():
            assert await ask(postgres.dsn, f"SHOW {name}") == value
        assert await ask(postgres.dsn, "SELECT lower('ÉTAPE') || upper('ñ')") == "étapeÑ"
        assert mode(postgres.data) == 0o700


async def test_stopping_leaves_no_process_and_frees_the_folder(home: Path) -> None:
    postgres = EmbeddedPostgres(home)
    postgres.start()
    assert await ask(postgres.dsn, "SHOW fsync") == "on"
    assert processes.servers_on(postgres.data)
    postgres.stop()
    assert not processes.servers_on(postgres.data)
    with EmbeddedPostgres(home) as again:
        assert await ask(again.dsn, "SELECT 1") == 1


async def test_a_second_holder_is_told_who_holds_the_folder_and_where_its_server_is(
    home: Path, owner: subprocess.Popen[str]
) -> None:
    with pytest.raises(DataFolderInUseError) as refusal:
        EmbeddedPostgres(home).start()
    assert str(refusal.value) == (
        f"The data folder {home} is in use by process {owner.pid}, which serves http://inovasi.test. "
        "Stop it, or give this one another INOVASI_HOME."
    )
    assert await ask(refusal.value.dsn or "", "SELECT 1") == 1


async def test_a_server_left_by_a_killed_holder_is_ended_and_its_data_are_kept(
    home: Path, owner: subprocess.Popen[str]
) -> None:
    with pytest.raises(DataFolderInUseError) as refusal:
        EmbeddedPostgres(home).acquire()
    await ask(refusal.value.dsn or "", "CREATE TABLE kept_by_the_killed AS SELECT 7 AS n")
    owner.kill()
    owner.wait()
    left = processes.servers_on(home / "data")
    assert left
    with EmbeddedPostgres(home) as postgres:
        assert not left & processes.servers_on(home / "data")
        assert await ask(postgres.dsn, "SELECT n FROM kept_by_the_killed") == 7


async def test_what_was_committed_outlives_the_death_of_every_process_at_once(
    home: Path, owner: subprocess.Popen[str]
) -> None:
    with pytest.raises(DataFolderInUseError) as refusal:
        EmbeddedPostgres(home).acquire()
    await ask(refusal.value.dsn or "", "CREATE TABLE kept_by_the_log AS SELECT 8 AS n")
    owner.kill()
    for pid in processes.servers_on(home / "data"):
        # the children of a killed server may be gone before their turn
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    # a process holds its lock until it is gone, which is a moment after it is killed
    owner.wait()
    with EmbeddedPostgres(home) as postgres:
        assert await ask(postgres.dsn, "SELECT n FROM kept_by_the_log") == 8
    assert "automatic recovery" in (home / "postgres.log").read_text()


async def test_a_server_that_dies_is_started_again(home: Path) -> None:
    with EmbeddedPostgres(home) as postgres:
        note = postgres.data / "postmaster.pid"
        first = int(note.read_text().split("\n")[0])
        os.kill(first, signal.SIGKILL)
        wait_until(lambda: note.exists() and not note.read_text().startswith(f"{first}\n"))
        wait_until(lambda: "ready" in note.read_text())
        assert await ask(postgres.dsn, "SELECT 1") == 1
    assert not processes.servers_on(postgres.data)


async def test_who_learns_late_that_it_was_stopped_leaves_the_next_server_alone(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The thread that keeps a server may wake when that one has been stopped and the next one started."""
    started_again = threading.Event()

    class LateForItsKeeper:
        def __init__(self) -> None:
            self._lock = threading.Lock()

        def __enter__(self) -> None:
            if threading.current_thread() is keeper:
                started_again.wait(30)
            self._lock.acquire()

        def __exit__(self, *_: object) -> None:
            self._lock.release()

    others = set(threading.enumerate())
    postgres = EmbeddedPostgres(tmp_path / "home", throwaway=True)
    postgres.start()
    (keeper,) = set(threading.enumerate()) - others
    postgres._changing = LateForItsKeeper()  # type: ignore[assignment]  # noqa: SLF001 - the moment cannot be made from outside
    postgres.stop()
    postgres.start()
    try:
        started_again.set()
        await asyncio.to_thread(keeper.join, 30)
        assert not keeper.is_alive()
        assert await ask(postgres.dsn, "SELECT 1") == 1
        assert "ended by itself" not in caplog.text
    finally:
        postgres.stop()


async def test_a_note_that_names_the_process_of_somebody_else_is_not_believed(
    home: Path, stranger: subprocess.Popen[bytes]
) -> None:
    for note in (home / "data" / "postmaster.pid", home / "run" / ".s.PGSQL.5432.lock"):
        note.write_text(f"{stranger.pid}\n{home / 'data'}\n")
        note.chmod(0o600)
    with EmbeddedPostgres(home) as postgres:
        assert await ask(postgres.dsn, "SELECT 1") == 1
    assert stranger.poll() is None


@pytest.mark.usefixtures("owner")
def test_servers_are_found_from_the_list_of_processes_where_there_is_no_proc(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = processes.servers_on(home / "data")
    monkeypatch.setattr(processes, "PROCESSES", home / "missing")
    listed = processes.servers_on(home / "data")
    assert listed == {int((home / "data" / "postmaster.pid").read_text().split("\n")[0])}
    assert listed < seen


async def test_a_path_too_long_for_a_socket_closed_to_others_and_full_of_odd_letters_serves(tmp_path: Path) -> None:
    closed = tmp_path / "closed, 50 % é"
    closed.mkdir(mode=0o700)
    home = closed / ("long" * 30)
    postgres = EmbeddedPostgres(home, throwaway=True)
    with postgres:
        assert await ask(postgres.dsn, "SELECT 1") == 1
        sockets = Path(await ask(postgres.dsn, "SHOW unix_socket_directories"))
        assert home not in sockets.parents
        assert mode(sockets) == 0o700
    assert not await asyncio.to_thread(sockets.exists)
    assert mode(closed) & stat.S_IRWXO == 0


async def test_databases_half_made_by_a_killed_start_are_made_anew(tmp_path: Path) -> None:
    half = tmp_path / ".new-half"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    with EmbeddedPostgres(tmp_path, throwaway=True) as postgres:
        assert await ask(postgres.dsn, "SELECT 1") == 1
    assert not half.exists()


def test_without_the_wheel_one_sentence_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "find_spec", lambda _name: None)
    with pytest.raises(EmbeddedPostgresError, match=r'set DATABASE_URL, or install the extra "embedded"\.$'):
        EmbeddedPostgres(tmp_path).start()


def test_a_home_that_is_a_file_is_refused_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    with pytest.raises(EmbeddedPostgresError, match=r"home cannot be used: File exists\. Set INOVASI_HOME"):
        EmbeddedPostgres(tmp_path / "home").start()


def test_data_of_another_release_are_refused_with_what_the_server_says(home: Path) -> None:
    version = home / "data" / "PG_VERSION"
    right = version.read_text()
    version.write_text("12\n")
    try:
        # twice: a start that failed lets the folder go
        for _ in range(2):
            with pytest.raises(
                EmbeddedPostgresError, match="did not start: database files are incompatible with server"
            ):
                EmbeddedPostgres(home).start()
    finally:
        version.write_text(right)

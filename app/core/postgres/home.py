"""The home folder, and the lock by which one process at a time holds it."""

import fcntl
import json
import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from app.core.postgres.account import EmbeddedPostgresError

Holder = dict[str, str | int | None]


class DataFolderInUseError(EmbeddedPostgresError):
    """Another process holds the home folder. `dsn` leads to its server, or is None while that is not ready."""

    def __init__(self, folder: Path, holder: Holder) -> None:
        who = f"process {holder['pid']}" if "pid" in holder else "another process"
        serving = f", which serves {holder['address']}" if holder.get("address") else ""
        super().__init__(
            f"The data folder {folder} is in use by {who}{serving}. Stop it, or give this one another INOVASI_HOME."
        )
        self.dsn = str(holder["dsn"]) if holder.get("dsn") else None


class Home:
    """A home folder. The kernel ends the lock with its holder; the text in its file only says who that is."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.expanduser().resolve()
        self._lock: int | None = None

    def acquire(self) -> None:
        """Take the folder, made if it is missing; nothing happens if this object has it already.

        Raises:
            DataFolderInUseError: another process holds it.
            EmbeddedPostgresError: it cannot be made or opened.
        """
        if self._lock is not None:
            return
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            # closed in the programs started from here: a server left behind must not hold the folder
            lock = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise self.unusable(error) from None
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = _read(lock)
            os.close(lock)
            if isinstance(error, BlockingIOError):
                raise DataFolderInUseError(self.folder, holder) from None
            raise self.unusable(error) from None
        self._lock = lock

    def say(self, address: str | None, dsn: str | None) -> None:
        """Write who holds the folder, what it serves and where its server is, for whoever finds the folder taken."""
        if self._lock is None:
            return
        since = datetime.now(UTC).isoformat(timespec="seconds")
        holder: Holder = {"pid": os.getpid(), "address": address, "since": since, "dsn": dsn}
        os.ftruncate(self._lock, 0)
        os.pwrite(self._lock, json.dumps(holder).encode(), 0)

    def release(self) -> None:
        """Let the folder go. Its file stays: removing it would let two processes hold two files of that name."""
        if self._lock is not None:
            os.ftruncate(self._lock, 0)
            os.close(self._lock)
            self._lock = None

    def unusable(self, error: OSError) -> EmbeddedPostgresError:
        """Return the sentence about a failure of the file system."""
        reason = error.strerror or str(error)
        return EmbeddedPostgresError(
            f"The data folder {self.folder} cannot be used: {reason}. Set INOVASI_HOME to a folder that can."
        )


def _read(lock: int) -> Holder:
    with suppress(ValueError):
        holder = json.loads(os.pread(lock, 4096, 0))
        if isinstance(holder, dict):
            return holder
    return {}

"""The processes of a server: whether it is ready, how it ends, and what a killed one left running."""

import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

Steps = tuple[tuple[signal.Signals, float], ...]

# fast shutdown, immediate shutdown, force; and the seconds that each gets
ORDERLY: Steps = ((signal.SIGINT, 15.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0))
AT_ONCE: Steps = ORDERLY[1:]

PROCESSES = Path("/proc")


def is_ready(data: Path, pid: int) -> bool:
    """Whether the server with this process id has written that it takes connections (line 8 of its own note)."""
    with suppress(OSError):
        lines = (data / "postmaster.pid").read_text().split("\n")
        return lines[0] == str(pid) and [line.strip() for line in lines[7:8]] == ["ready"]
    return False


def end(process: subprocess.Popen[bytes], steps: Steps) -> None:
    """End a server, each step harder than the one before."""
    for step, patience in steps:
        process.send_signal(step)
        with suppress(subprocess.TimeoutExpired):
            process.wait(patience)
            return


def end_leftovers(data: Path) -> None:
    """End what a killed holder, or a killed server, left running on these data.

    Only then is the server's note of its process id surely stale. It is removed, because that id may belong to another
    process by now, and the server would refuse to start.
    """
    note = data / "postmaster.pid"
    if not note.exists():
        return
    for step, patience in ORDERLY:
        running = servers_on(data)
        # the server ends its children, and they end when it is gone: only the last step is for all of them
        for pid in running if step == signal.SIGKILL else running & _noted(note):
            with suppress(ProcessLookupError):
                os.kill(pid, step)
        deadline = time.monotonic() + patience
        while running and time.monotonic() < deadline:
            time.sleep(0.02)
            running = servers_on(data)
        if not running:
            note.unlink(missing_ok=True)
            return


def _noted(note: Path) -> set[int]:
    with suppress(OSError, ValueError):
        return {int(note.read_text().split("\n")[0])}
    return set()


def servers_on(data: Path) -> set[int]:
    """Return the processes of PostgreSQL that work in a data folder: its children go there too."""
    if not (PROCESSES / "self").exists():
        return _servers_listed(data)
    found = set()
    for process in PROCESSES.glob("[0-9]*"):
        with suppress(OSError):
            if (process / "cwd").readlink() == data and (process / "comm").read_text() == "postgres\n":
                found.add(int(process.name))
    return found


def _servers_listed(data: Path) -> set[int]:
    """Return the same from the list of processes, where there is no /proc: only the parent names its folder there."""
    listing = subprocess.run(["/bin/ps", "-axwwo", "pid=,command="], capture_output=True, text=True, check=True).stdout
    return {int(line.split()[0]) for line in listing.splitlines() if f"/postgres -D {data} -c " in line}

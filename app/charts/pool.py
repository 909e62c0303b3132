"""The process that draws, seen from the service: started at the first need, ended when nothing was drawn for a while.

Drawing takes tens of milliseconds of a processor and a library of 90 MB, neither of which a service that answers others
in one millisecond has to spare. So one process does it, one picture after the other; who waits is bounded, and so is
how long anything takes. It is a program of its own and no fork or copy of the service: it imports what it draws with,
and has neither the connections of the service nor its secrets.
"""

import asyncio
import json
import logging
import os
import shutil
import sys
import tempfile
from asyncio.subprocess import PIPE, Process
from collections import OrderedDict
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any

import app
from app.charts.worker import ANSWER, FAILED, FOLDER, LENGTH
from app.core.errors import Fact, Text

COMMAND = (sys.executable, "-P", "-m", "app.charts.worker")
# what the process is given of the surroundings; secrets are not among it
_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "TMPDIR", "PYTHONDONTWRITEBYTECODE")
_ATTEMPTS = 2

_log = logging.getLogger("inovasi")


class ChartsBusy(Fact):
    """As many pictures wait to be drawn as may."""

    status = 503
    code = "charts_busy"
    title = Text("Grafik sedang antre", "Charts are busy")
    meaning = Text(
        "Terlalu banyak grafik sedang menunggu digambar. Cobalah lagi sesaat lagi.",
        "Too many charts wait to be drawn. Try again shortly.",
    )
    retry_after = 2


class ChartsUnavailable(Fact):
    """The process that draws does not start, took too long, or ended twice over one picture."""

    status = 503
    code = "charts_unavailable"
    title = Text("Grafik tidak tersedia", "Charts are unavailable")
    meaning = Text(
        "Grafik ini tidak selesai digambar. Cobalah lagi sesaat lagi; angkanya tersedia pada statistiknya.",
        "This chart was not drawn in time. Try again shortly; its figures are with the statistic.",
    )
    retry_after = 5


class DrawingError(Exception):
    """A picture cannot be drawn: a fault of the code. Where it is stands in the log."""


class _EndedError(Exception):
    """The process ended while it was asked."""


class Kept:
    """What was drawn last, up to so many bytes."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._size = 0
        self._kept: OrderedDict[bytes, bytes] = OrderedDict()

    def find(self, order: bytes) -> bytes | None:
        """Return what was drawn to an order, if it is still here."""
        drawn = self._kept.get(order)
        if drawn is not None:
            self._kept.move_to_end(order)
        return drawn

    def add(self, order: bytes, drawn: bytes) -> None:
        """Keep what was drawn, and drop what was asked for the longest ago."""
        self._kept[order] = drawn
        self._size += len(drawn)
        while self._size > self._most:
            _, dropped = self._kept.popitem(last=False)
            self._size -= len(dropped)


class Pool:
    """Draws pictures in one process, and keeps the last ones.

    `waiting` is how many may wait beside the one that is drawn, `patience` the seconds that one may take, `start` those
    that the process may take to start, `idle` those after which it is ended, `kept` the bytes of what is kept.
    """

    def __init__(
        self,
        command: tuple[str, ...] = COMMAND,
        *,
        waiting: int = 16,
        patience: float = 10.0,
        start: float = 30.0,
        idle: float = 120.0,
        kept: int = 4_000_000,
    ) -> None:
        self._worker = _Worker(command, start=start, patience=patience)
        self._waiting = waiting
        self._idle = idle
        self._kept = Kept(kept)
        self._turn = asyncio.Lock()
        self._asked: dict[bytes, asyncio.Task[bytes]] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._resting: asyncio.Task[None] | None = None
        self._closed = False

    @property
    def process(self) -> Process | None:
        """The process, while there is one."""
        return self._worker.process

    async def draw(self, order: dict[str, Any]) -> bytes:
        """Return what is drawn to an order; those who ask for the same at once wait for the same.

        Raises:
            ChartsBusy: too many wait.
            ChartsUnavailable: it was not drawn in time.
            DrawingError: it cannot be drawn.
        """
        told = json.dumps(order, ensure_ascii=False, separators=(",", ":")).encode()
        digest = blake2b(told, digest_size=16).digest()
        kept = self._kept.find(digest)
        if kept is not None:
            return kept
        asked = self._asked.get(digest)
        if asked is None:
            if self._closed or len(self._asked) > self._waiting:
                raise ChartsBusy
            asked = self._asked[digest] = asyncio.create_task(self._draw(told, digest))
            # how it ended is known, also where nobody waits for it any more
            asked.add_done_callback(lambda done: done.cancelled() or done.exception())
        # whoever gives up does not take it from the others
        return await asyncio.shield(asked)

    async def close(self) -> None:
        """End the process and whatever waits for it; nothing is drawn any more."""
        self._closed = True
        tasks = [*self._asked.values(), *([self._resting] if self._resting else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._timer is not None:
            self._timer.cancel()
        await self._worker.stop()

    async def _draw(self, told: bytes, digest: bytes) -> bytes:
        try:
            async with self._turn:
                drawn = await self._ask(told)
        finally:
            del self._asked[digest]
            if self._timer is not None:
                self._timer.cancel()
            self._timer = asyncio.get_running_loop().call_later(self._idle, self._rest)
        self._kept.add(digest, drawn)
        return drawn

    async def _ask(self, told: bytes) -> bytes:
        """Return the answer of the process; of one that ended over it, that of another one."""
        for _ in range(_ATTEMPTS):
            with suppress(_EndedError):
                return await self._worker.ask(told)
        raise ChartsUnavailable

    def _rest(self) -> None:
        self._resting = asyncio.create_task(self._stop_idle())

    async def _stop_idle(self) -> None:
        async with self._turn:
            if not self._asked:
                await self._worker.stop()


class _Worker:
    """The process itself; one asks it at a time."""

    def __init__(self, command: tuple[str, ...], *, start: float, patience: float) -> None:
        self.process: Process | None = None
        self._command = command
        self._start = start
        self._patience = patience
        self._folder: str | None = None

    async def ask(self, order: bytes) -> bytes:
        """Return what the process draws; it is started where there is none.

        Raises:
            _EndedError: it ended meanwhile.
            ChartsUnavailable: it cannot be started, or took too long and was ended.
            DrawingError: it says that this cannot be drawn.
        """
        if self.process is None:
            await self._begin()
        failed, answer = await self._exchange(LENGTH.pack(len(order)) + order, self._patience)
        if failed:
            _log.error("a chart cannot be drawn: %s", answer.decode(errors="replace"))
            raise DrawingError
        return answer

    async def stop(self) -> None:
        """End the process, which has nothing to lose, and take its place in the table of processes away."""
        process, self.process = self.process, None
        if process is not None:
            with suppress(ProcessLookupError):
                process.kill()
            if process.stdin is not None:
                process.stdin.close()
            await process.wait()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    async def _begin(self) -> None:
        try:
            # matplotlib wants a folder to write into, also where there is no home
            self._folder = tempfile.mkdtemp(prefix=FOLDER)
            self.process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=PIPE,
                stdout=PIPE,
                env=_environment(self._folder),
                # an interrupt at a terminal is for the service, which ends the process when it is done
                start_new_session=True,
            )
        except OSError as error:
            _log.error("the process that draws charts cannot be started: %s", error)
            await self.stop()
            raise ChartsUnavailable from None
        await self._exchange(b"", self._start)

    async def _exchange(self, told: bytes, patience: float) -> tuple[bool, bytes]:
        """Send something and return what comes back: whether it failed, and the answer."""
        try:
            async with asyncio.timeout(patience):
                return await self._heard(told)
        except TimeoutError:
            _log.error("the process that draws charts was ended after %s seconds", patience)
            await self.stop()
            raise ChartsUnavailable from None
        except (asyncio.IncompleteReadError, ConnectionError):
            await self.stop()
            _log.warning("the process that draws charts ended by itself")
            raise _EndedError from None

    async def _heard(self, told: bytes) -> tuple[bool, bytes]:
        process = self.process
        if process is None or process.stdin is None or process.stdout is None:
            raise ConnectionError
        process.stdin.write(told)
        await process.stdin.drain()
        status, length = ANSWER.unpack(await process.stdout.readexactly(ANSWER.size))
        return status == FAILED, await process.stdout.readexactly(length)


def _environment(folder: str) -> dict[str, str]:
    given = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    return given | {
        "PYTHONPATH": str(Path(app.__path__[0]).parent),
        "MPLCONFIGDIR": folder,
        "MPLBACKEND": "agg",
        # pictures are to look the same everywhere, so only the font that matplotlib brings is used
        "MPL_IGNORE_SYSTEM_FONTS": "1",
        # one picture after the other: more threads would only take memory
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
    }

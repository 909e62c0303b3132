"""What a process does beside answering: small works at intervals, which end with it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

_log = logging.getLogger("inovasi")


@dataclass(frozen=True, slots=True)
class Chore:
    """A work to be done every so many seconds."""

    name: str
    seconds: float
    work: Callable[[], Awaitable[object]]


class Chores:
    """Runs chores until it is told to stop. One that fails is logged and tried again at its next time."""

    def __init__(self, chores: list[Chore]) -> None:
        self._chores = chores
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin; the first turn of each chore comes after its interval."""
        self._tasks = [asyncio.create_task(self._keep_doing(chore), name=chore.name) for chore in self._chores]

    async def stop(self) -> None:
        """End, without waiting for the next turn."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _keep_doing(self, chore: Chore) -> None:
        while True:
            await asyncio.sleep(chore.seconds)
            try:
                await chore.work()
            except Exception:  # noqa: BLE001 - whatever it is, the next turn comes
                # the database may be away for a while; the next turn does what this one did not
                _log.warning("chore failed: %s", chore.name, exc_info=_log.isEnabledFor(logging.DEBUG))

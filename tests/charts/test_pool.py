"""The process that draws: one, at the first need, bounded in every way, and gone with the service."""

import asyncio
import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest

from app.charts.pool import ChartsBusy, ChartsUnavailable, DrawingError, Kept, Pool
from tests.migrating import ROOT

STUB = (sys.executable, "-P", "-m", "tests.charts.stub_worker")


@asynccontextmanager
async def pool(*words: str, **bounds: Any) -> AsyncIterator[Pool]:
    made = Pool((*STUB, *words), **bounds)
    try:
        yield made
    finally:
        await made.close()


def pid_of(one: Pool) -> int:
    assert one.process is not None
    return one.process.pid


def within(folder: Path) -> list[Path]:
    return list(folder.iterdir())


async def gone(pid: int) -> bool:
    """Whether a process ends within some seconds and leaves nothing in the table of processes."""
    for _ in range(500):
        if not psutil.pid_exists(pid):
            return True
        await asyncio.sleep(0.01)
    return False


async def test_it_starts_at_the_first_need_and_draws_one_after_the_other() -> None:
    async with pool() as one:
        assert one.process is None
        first = json.loads(await one.draw({"number": 1}))
        pid = pid_of(one)
        drawn = await asyncio.gather(*(one.draw({"number": number}) for number in range(2, 8)))
        assert [first["number"], *(json.loads(told)["number"] for told in drawn)] == [1, 2, 3, 4, 5, 6, 7]
        assert pid_of(one) == pid


async def test_it_ends_when_nothing_was_drawn_for_a_while_and_begins_again() -> None:
    async with pool(idle=0.2) as one:
        await one.draw({"number": 1})
        pid = pid_of(one)
        assert await gone(pid)
        assert one.process is None
        assert json.loads(await one.draw({"number": 2}))["number"] == 2
        assert pid_of(one) != pid


async def test_it_does_not_end_between_two_pictures() -> None:
    async with pool(idle=2) as one:
        await one.draw({"number": 0})
        pid = pid_of(one)
        for number in range(1, 7):
            await asyncio.sleep(0.5)
            await one.draw({"number": number})
        assert pid_of(one) == pid


async def test_it_is_gone_with_the_service_and_leaves_no_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    async with pool() as one:
        await one.draw({"number": 1})
        pid = pid_of(one)
        assert len(within(tmp_path)) == 1
    assert not psutil.pid_exists(pid), "not even as a zombie"
    assert within(tmp_path) == []


async def test_closing_ends_what_is_being_drawn_and_what_waits() -> None:
    async with pool() as one:
        await one.draw({"number": 0})
        pid = pid_of(one)
        waiting = [asyncio.create_task(one.draw({"number": number, "sleep": 30})) for number in (1, 2)]
        await asyncio.sleep(0.1)
        await asyncio.wait_for(one.close(), 5)
        assert not psutil.pid_exists(pid)
        told = await asyncio.gather(*waiting, return_exceptions=True)
        assert all(isinstance(one_told, asyncio.CancelledError) for one_told in told)
        with pytest.raises(ChartsBusy):
            await one.draw({"number": 3})


async def test_so_many_wait_and_no_more() -> None:
    async with pool(waiting=2) as one:
        first = [asyncio.create_task(one.draw({"number": number, "sleep": 0.3})) for number in range(3)]
        await asyncio.sleep(0.05)
        with pytest.raises(ChartsBusy) as refused:
            await one.draw({"number": 4})
        assert (refused.value.status, refused.value.retry_after) == (503, 2)
        assert len(await asyncio.gather(*first)) == 3
        assert json.loads(await one.draw({"number": 4}))["number"] == 4


async def test_who_asks_for_the_same_waits_for_the_same() -> None:
    async with pool(waiting=1, kept=0) as one:
        order = {"sleep": 0.3}
        drawn = await asyncio.gather(*(one.draw(order) for _ in range(20)))
        assert len(set(drawn)) == 1


async def test_who_gives_up_does_not_take_it_from_the_others() -> None:
    async with pool() as one:
        order = {"sleep": 0.3}
        hasty, patient = (asyncio.create_task(one.draw(order)) for _ in range(2))
        await asyncio.sleep(0.1)
        hasty.cancel()
        assert json.loads(await patient)["sleep"] == 0.3


async def test_what_takes_too_long_is_ended_and_the_next_is_drawn(caplog: pytest.LogCaptureFixture) -> None:
    async with pool(patience=2) as one:
        await one.draw({"number": 0})
        pid = pid_of(one)
        with caplog.at_level(logging.ERROR), pytest.raises(ChartsUnavailable) as refused:
            await one.draw({"sleep": 30})
        assert (refused.value.status, refused.value.retry_after) == (503, 5)
        assert "ended after 2 seconds" in caplog.text
        assert not psutil.pid_exists(pid)
        assert json.loads(await one.draw({"number": 1}))["number"] == 1


async def test_one_that_died_is_started_again_and_draws_it(tmp_path: Path) -> None:
    async with pool() as one:
        order = {"die_once": str(tmp_path / "died")}
        assert json.loads(await one.draw(order))["die_once"]
        assert (tmp_path / "died").exists()
        # killed while it waits: found out with the next picture
        os.kill(pid_of(one), signal.SIGKILL)
        assert json.loads(await one.draw({"number": 1}))["number"] == 1


async def test_what_kills_every_process_is_given_up() -> None:
    async with pool() as one:
        with pytest.raises(ChartsUnavailable):
            await one.draw({"die": True})
        assert one.process is None
        assert json.loads(await one.draw({"number": 1}))["number"] == 1


async def test_a_picture_that_cannot_be_drawn_ends_no_process(caplog: pytest.LogCaptureFixture) -> None:
    async with pool() as one:
        await one.draw({"number": 0})
        pid = pid_of(one)
        with caplog.at_level(logging.ERROR), pytest.raises(DrawingError):
            await one.draw({"fail": True})
        assert "a chart cannot be drawn" in caplog.text
        await one.draw({"number": 1})
        assert pid_of(one) == pid


@pytest.mark.parametrize("words", ["silent", "dead"])
async def test_one_that_does_not_start_is_given_up(words: str) -> None:
    async with pool(words, start=0.5) as one:
        with pytest.raises(ChartsUnavailable):
            await one.draw({"number": 1})
        assert one.process is None


async def test_one_that_is_not_there_is_given_up() -> None:
    one = Pool(("/nowhere/python",))
    with pytest.raises(ChartsUnavailable):
        await one.draw({"number": 1})
    await one.close()


async def test_it_is_given_no_secrets_and_hears_no_interrupts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://secret@nowhere/none")
    monkeypatch.setenv("FIELD_KEYS", "1:secret")
    async with pool() as one:
        told = json.loads(await one.draw({}))
    assert not {"DATABASE_URL", "FIELD_KEYS"} & set(told["environment"])
    assert {"MPLCONFIGDIR", "MPL_IGNORE_SYSTEM_FONTS", "PYTHONPATH"} <= set(told["environment"])
    assert told["group"], "an interrupt at the terminal is for the service alone"


ORPHANED = """
import asyncio, os, signal
from app.charts.pool import Pool
async def main():
    one = Pool()
    await one._worker._begin()
    print(one.process.pid, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
asyncio.run(main())
"""


async def test_it_does_not_outlive_a_service_that_was_killed(tmp_path: Path) -> None:
    told = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-c", ORPHANED],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert told.returncode == -signal.SIGKILL
    pid = int(told.stdout)
    for _ in range(500):
        # whoever takes in orphans may leave them as zombies here
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            break
        await asyncio.sleep(0.01)
    else:
        pytest.fail("it still runs")
    assert within(tmp_path) == [], "and leaves nothing behind"


async def test_what_was_drawn_is_kept_for_a_while() -> None:
    async with pool() as one:
        first = await one.draw({"number": 1})
        os.kill(pid_of(one), signal.SIGKILL)
        assert await one.draw({"number": 1}) == first


def test_what_was_asked_for_the_longest_ago_goes_first() -> None:
    kept = Kept(10)
    for order in (b"a", b"b"):
        kept.add(order, b"12345")
    assert kept.find(b"a") == b"12345"
    kept.add(b"c", b"12345")
    assert kept.find(b"b") is None
    assert (kept.find(b"a"), kept.find(b"c")) == (b"12345", b"12345")
    kept.add(b"d", b"more than there is room for")
    assert [kept.find(order) for order in (b"a", b"c", b"d")] == [None, None, None]

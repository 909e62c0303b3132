"""Everyone may ask as often as their policy says, is told how often that is, and takes nothing from anybody else."""

import asyncio
import json
import logging
import sys
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from app.core.errors import TooManyRequests
from app.core.limits import MOST_WINDOWS, LimiterUnavailable, Policy, RateLimiter, Windows
from app.core.problems import render
from app.core.settings import Settings, SettingsError

CLIENT, OTHER = "203.0.113.9", "2001:db8:1:2::/64"


class Clock:
    """A clock that goes on when told to."""

    def __init__(self, now: float) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


class FakeRedis:
    """A server that speaks as much of the Redis protocol as counting takes; silent if it is to hang."""

    def __init__(self) -> None:
        self.counts: defaultdict[bytes, int] = defaultdict(int)
        self.lifetimes: dict[bytes, int] = {}
        self.connected = 0
        self.asked = 0
        self.silent = False
        self._known_scripts = False
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self.port = 0

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        assert self._server
        self._server.close()
        for writer in list(self._writers):
            writer.close()
        await self._server.wait_closed()
        await until(lambda: not self.connected)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connected += 1
        self._writers.add(writer)
        try:
            while line := await reader.readline():
                command = [await self._word(reader) for _ in range(int(line[1:]))]
                self.asked += 1
                if not self.silent:
                    writer.write(self._answer(command))
        except ConnectionError:
            pass
        finally:
            self._writers.discard(writer)
            self.connected -= 1
            writer.close()

    @staticmethod
    async def _word(reader: asyncio.StreamReader) -> bytes:
        length = int((await reader.readline())[1:])
        return (await reader.readexactly(length + 2))[:-2]

    def _answer(self, command: list[bytes]) -> bytes:
        match command:
            case [b"HELLO", *_]:
                return b"%1\r\n+proto\r\n:3\r\n"
            case [b"SCRIPT", b"LOAD", _]:
                self._known_scripts = True
                return b"$40\r\n" + b"0" * 40 + b"\r\n"
            case [b"EVALSHA", _, b"1", key, lifetime, amount]:
                if not self._known_scripts:
                    return b"-NOSCRIPT no matching script\r\n"
                self.counts[key] += int(amount)
                self.lifetimes[key] = int(lifetime)
                return b":%d\r\n" % self.counts[key]
            case [b"GET", key]:
                value = b"%d" % self.counts[key]
                return b"$%d\r\n%b\r\n" % (len(value), value)
            case _:
                return b"+OK\r\n"


async def until(reached) -> None:  # noqa: ANN001 - any question
    for _ in range(200):
        if reached():
            return
        await asyncio.sleep(0.01)
    raise AssertionError


@asynccontextmanager
async def limiter(**settings: str) -> AsyncIterator[tuple[RateLimiter, Clock, Clock]]:
    clock, wall_clock = Clock(1234567.891), Clock(1_790_000_000.0)
    limiter = RateLimiter(Settings(**settings), clock, wall_clock)
    yield limiter, clock, wall_clock
    await limiter.close()


@pytest.fixture
async def redis() -> AsyncIterator[FakeRedis]:
    server = FakeRedis()
    await server.start()
    yield server
    await server.stop()


def storage_of(server: FakeRedis) -> str:
    return f"redis://:a-password@127.0.0.1:{server.port}/0"


async def refusal(limits: RateLimiter, policy: Policy, who: str) -> dict[str, str]:
    """Return the headers of the problem that somebody is refused with."""
    with pytest.raises(TooManyRequests) as refused:
        await limits.hit(policy, who)
    body, headers = render(refused.value, request_id="x" * 8, path="/", language="en", base_url="https://x.example")
    assert json.loads(body)["status"] == 429
    return headers


async def test_an_answer_tells_the_limit_and_what_is_left_of_it() -> None:
    async with limiter() as (limits, clock, _):
        assert (await limits.hit("read", CLIENT)).headers == [
            (b"ratelimit-policy", b'"read";q=1200;w=60'),
            (b"ratelimit", b'"read";r=1199;t=60'),
        ]
        clock.now += 12.3
        assert (await limits.hit("read", CLIENT)).headers[1] == (b"ratelimit", b'"read";r=1198;t=48')
        assert (await limits.hit("write", CLIENT)).headers[0] == (b"ratelimit-policy", b'"write";q=120;w=60')
        assert (await limits.hit("open", CLIENT)).headers[0] == (b"ratelimit-policy", b'"open";q=10;w=3600')
        assert (await limits.hit("sign-in", CLIENT)).headers[0] == (b"ratelimit-policy", b'"sign-in";q=30;w=60')


@pytest.mark.parametrize(
    ("rate", "policy"),
    [("1/second", b"q=1;w=1"), ("7/hour", b"q=7;w=3600"), ("999999999/day", b"q=999999999;w=86400")],
)
async def test_a_rate_may_be_per_second_or_per_day(rate: str, policy: bytes) -> None:
    async with limiter(rate_limit_read=rate) as (limits, _, _):
        assert (await limits.hit("read", CLIENT)).headers[0][1] == b'"read";' + policy


async def test_whoever_is_over_the_limit_is_told_when_to_come_back_and_then_may() -> None:
    async with limiter(rate_limit_write="3/minute") as (limits, clock, _):
        for _ in range(3):
            await limits.hit("write", CLIENT)
        clock.now += 20.5
        for _ in range(2):
            headers = await refusal(limits, "write", CLIENT)
            assert headers["retry-after"] == "40"
            assert headers["ratelimit"] == '"write";r=0;t=40'
            assert headers["ratelimit-policy"] == '"write";q=3;w=60'
        clock.now += 39.4
        assert (await refusal(limits, "write", CLIENT))["retry-after"] == "1", "refused requests do not make it longer"
        clock.now += 0.2
        assert (await limits.hit("write", CLIENT)).headers[1] == (b"ratelimit", b'"write";r=2;t=60')


async def test_nobody_and_no_policy_takes_from_another() -> None:
    once = {f"rate_limit_{policy}": "1/hour" for policy in ("read", "write", "open")}
    async with limiter(**once) as (limits, _, _):
        await limits.hit("read", CLIENT)
        await limits.hit("read", OTHER)
        await limits.hit("write", CLIENT)
        await limits.hit("open", CLIENT)
        for policy, who in (("read", CLIENT), ("read", OTHER), ("write", CLIENT), ("open", CLIENT)):
            assert (await refusal(limits, policy, who))["retry-after"] == "3600"


async def test_a_policy_that_is_off_neither_refuses_nor_tells() -> None:
    off = {f"rate_limit_{policy}": "off" for policy in ("read", "write", "open", "sign_in")}
    async with limiter(**off) as (limits, _, _):
        for policy in ("read", "write", "open", "sign-in"):
            for _ in range(50):
                assert (await limits.hit(policy, CLIENT)).headers == []
                await limits.check(policy, CLIENT)


async def test_checking_takes_nothing_and_refuses_once_all_is_spent() -> None:
    async with limiter(rate_limit_sign_in="2/minute") as (limits, clock, _):
        for _ in range(5):
            await limits.check("sign-in", CLIENT)
        await limits.hit("sign-in", CLIENT)
        await limits.check("sign-in", CLIENT)
        await limits.hit("sign-in", CLIENT)
        clock.now += 10
        with pytest.raises(TooManyRequests) as refused:
            await limits.check("sign-in", CLIENT)
        assert refused.value.retry_after == 50
        await limits.check("sign-in", OTHER)
        clock.now += 50.1
        await limits.check("sign-in", CLIENT)


async def test_the_refusal_of_the_proxy_in_front_asks_for_a_second() -> None:
    headers = render(TooManyRequests(), request_id="x" * 8, path="/", language="id", base_url="https://x.example")[1]
    assert headers["retry-after"] == "1"
    assert "ratelimit" not in headers


def test_a_hundred_thousand_addresses_are_counted_and_forgotten_when_their_windows_have_ended() -> None:
    windows = Windows(60)
    for number in range(100_000):
        windows.add(f"address {number}", 1000.0 + number / 10_000)
    assert len(windows) == 100_000
    assert windows.look("address 0", 1011.0).asked == 1
    assert windows.add("address 0", 1011.0).asked == 2
    for number in range(500):
        windows.add(f"later {number}", 1070.0)
    assert len(windows) == 500
    assert windows.add("later 0", 1070.0).asked == 2
    assert windows.add("address 0", 1070.0).asked == 1


def test_more_addresses_than_fit_push_out_whoever_would_be_forgotten_first() -> None:
    windows = Windows(86_400)
    for number in range(MOST_WINDOWS + 1000):
        windows.add(f"address {number}", 1000.0 + number / 10)
    assert len(windows) == MOST_WINDOWS
    now = 1000.0 + MOST_WINDOWS / 10
    assert [windows.look(f"address {number}", now).asked for number in (0, 999, 1000, MOST_WINDOWS)] == [0, 0, 1, 1]


def test_who_comes_again_is_not_forgotten_with_an_earlier_window() -> None:
    windows = Windows(60)
    for number in range(1000):
        windows.add(f"address {number}", 1000.0)
    assert windows.add("address 900", 1061.0).asked == 1
    for number in range(20):
        windows.add(f"later {number}", 1061.0)
    assert len(windows) == 21
    assert windows.add("address 900", 1062.0).asked == 2


def test_a_client_that_comes_again_and_again_is_one_window() -> None:
    windows = Windows(1)
    for moment in range(5000):
        assert windows.add(CLIENT, float(moment)).asked == 1
        assert windows.add(CLIENT, moment + 0.5).asked == 2
    assert len(windows) <= 2


async def test_many_known_addresses_do_not_make_counting_slower() -> None:
    async def spend(limits: RateLimiter, times: int) -> float:
        began = time.process_time()
        for _ in range(times):
            await limits.hit("read", CLIENT)
            await asyncio.sleep(0)
        return time.process_time() - began

    async with limiter(rate_limit_read="999999999/hour") as (limits, _, _):
        alone = min([await spend(limits, 500) for _ in range(5)])
        for number in range(30_000):
            await limits.hit("read", f"address {number}")
        among_many = min([await spend(limits, 500) for _ in range(5)])
    # walking through the addresses would make it two hundred times as long
    assert among_many < alone * 10


async def test_processes_count_together_in_redis(redis: FakeRedis) -> None:
    settings = {"rate_limit_storage": storage_of(redis), "rate_limit_sign_in": "4/minute", "rate_limit_read": "9/hour"}
    async with limiter(**settings) as (one, _, wall_clock), limiter(**settings) as (two, _, _):
        # windows there follow the clock on the wall: this one ends at the next full minute
        wall_clock.now = 1_790_000_040.0 - 60 + 18.5
        for number in range(2):
            assert (await one.hit("sign-in", CLIENT)).headers[1][1] == b'"sign-in";r=%d;t=42' % (3 - 2 * number)
            await two.hit("sign-in", CLIENT)
        headers = await refusal(one, "sign-in", CLIENT)
        assert (headers["retry-after"], headers["ratelimit"]) == ("42", '"sign-in";r=0;t=42')
        with pytest.raises(TooManyRequests):
            await two.check("sign-in", CLIENT)
        await two.check("sign-in", OTHER)
        assert (await one.hit("read", CLIENT)).headers[1][1].startswith(b'"read";r=8;')
        wall_clock.now += 41.5
        assert (await one.hit("sign-in", CLIENT)).headers[1][1] == b'"sign-in";r=3;t=60'
    assert set(redis.lifetimes.values()) == {60, 3600}, "Redis forgets by itself"
    await until(lambda: not redis.connected)


async def test_a_crowd_is_counted_to_the_last_with_few_connections(redis: FakeRedis) -> None:
    async with limiter(rate_limit_storage=storage_of(redis), rate_limit_read="60/hour") as (limits, _, _):
        outcomes = await asyncio.gather(*(limits.hit("read", CLIENT) for _ in range(80)), return_exceptions=True)
        assert sum(isinstance(outcome, TooManyRequests) for outcome in outcomes) == 20
        assert sum(not isinstance(outcome, BaseException) for outcome in outcomes) == 60
        assert 1 < redis.connected <= 32


async def test_without_redis_reads_and_writes_go_on_and_nobody_signs_in(
    redis: FakeRedis, caplog: pytest.LogCaptureFixture
) -> None:
    storage = storage_of(redis)
    await redis.stop()
    with caplog.at_level(logging.INFO, "inovasi"):
        async with limiter(rate_limit_storage=storage, rate_limit_write="2/minute") as (limits, clock, _):
            for _ in range(90):
                clock.now += 0.5
                assert (await limits.hit("read", CLIENT)).headers
            for _ in range(2):
                await limits.hit("write", CLIENT)
            # alone, and therefore only roughly, but not without a limit
            assert "retry-after" in await refusal(limits, "write", CLIENT)
            with pytest.raises(LimiterUnavailable):
                await limits.check("sign-in", CLIENT)
            with pytest.raises(LimiterUnavailable) as refused:
                await limits.hit("sign-in", CLIENT)
            assert (refused.value.status, refused.value.retry_after) == (503, 2)
            assert len(caplog.records) == 1
            assert caplog.records[0].levelname == "WARNING"
            clock.now += 30
            await limits.hit("read", CLIENT)
            assert len(caplog.records) == 2, "said again after a minute"
            await redis.start()
            clock.now += 1
            await limits.check("sign-in", CLIENT)
            assert "again" in caplog.records[2].message
            await limits.hit("read", CLIENT)
            assert [count for key, count in redis.counts.items() if b"read" in key] == [1]
    assert "a-password" not in caplog.text


async def test_a_redis_that_hangs_holds_up_one_request_and_not_the_others(redis: FakeRedis) -> None:
    async with limiter(rate_limit_storage=storage_of(redis)) as (limits, clock, _):
        await limits.hit("read", CLIENT)
        redis.silent = True
        began = time.monotonic()
        for _ in range(20):
            await limits.hit("read", CLIENT)
        assert 0.2 < time.monotonic() - began < 1
        clock.now += 2
        asked = redis.asked
        began = time.monotonic()
        await asyncio.gather(*(limits.hit("read", CLIENT) for _ in range(50)))
        assert time.monotonic() - began < 1
        assert redis.asked - asked <= 2, "one tries it for all"


async def test_closing_leaves_nothing_behind(redis: FakeRedis) -> None:
    before = asyncio.all_tasks()
    async with limiter(rate_limit_storage=storage_of(redis)) as (limits, _, _):
        await limits.hit("read", CLIENT)
        assert redis.connected == 1
    await until(lambda: not redis.connected)
    assert asyncio.all_tasks() <= before
    async with limiter() as (limits, _, _):
        await limits.hit("read", CLIENT)
        assert asyncio.all_tasks() <= before


async def test_the_start_fails_with_a_sentence_where_the_package_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "redis.asyncio", None)
    with pytest.raises(SettingsError, match="RATE_LIMIT_STORAGE needs the Python package redis"):
        RateLimiter(Settings(rate_limit_storage="redis://localhost"))


async def test_the_start_fails_with_a_sentence_that_keeps_the_address_to_itself() -> None:
    with pytest.raises(SettingsError, match="RATE_LIMIT_STORAGE is wrong") as wrong:
        RateLimiter(Settings(rate_limit_storage="redis://:a-password@localhost:port"))
    assert "a-password" not in str(wrong.value)

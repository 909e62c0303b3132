"""How often who may ask: named policies, counted in fixed windows, told in the RateLimit headers (draft 11).

A window begins with a client's first request and is one number: the cheapest way to count, and the only one whose
remainder and reset, which the headers tell, are exact. Its known weakness, twice the rate around the end of a window,
does not matter to limits that guard capacity and secrets of 256 bits.

The storage that the `limits` library has for one process walks through all its keys whenever one is counted, which
takes longer than the request itself from about a thousand clients on. So a process that counts alone does it here; the
library reads the rates and counts in Redis where several processes count together.
"""

import logging
import time
from collections import deque
from collections.abc import Callable
from math import ceil
from typing import Literal, NamedTuple

from limits import RateLimitItem, parse
from limits.aio.storage import RedisStorage
from limits.errors import ConfigurationError, StorageError

from app.core.errors import Fact, Text, TooManyRequests
from app.core.settings import Settings, SettingsError

Policy = Literal["read", "write", "open", "answer", "sign-in"]
Clock = Callable[[], float]

# of one policy; some 300 bytes each
MOST_WINDOWS = 100_000
# Ended windows are dropped as new ones begin: many more than begin, and few enough to hold nobody up.
_MOST_DROPPED = 256

_MOST_CONNECTIONS = 32
# seconds: Redis answers in thousandths of one, so a request waits so long only as it goes away, and others do not
_PATIENCE = 0.25
_PAUSE = 1.0
_LOG_EVERY = 60.0

_log = logging.getLogger("inovasi")


class LimiterUnavailable(Fact):
    """Refused credentials cannot be counted, and so none are looked at: they could be guessed without a limit."""

    status = 503
    code = "limiter_unavailable"
    title = Text("Pembatas tidak tersedia", "Limiter unavailable")
    meaning = Text(
        "Percobaan masuk sedang tidak dapat dihitung, sehingga kredensial tidak diperiksa. Cobalah lagi sesaat lagi.",
        "Attempts to sign in cannot be counted at the moment, so credentials are not looked at. Try again shortly.",
    )
    retry_after = 2


class Spent(NamedTuple):
    """What a request took from its limit: headers for the answer, none if the policy is off."""

    headers: list[tuple[bytes, bytes]]


class Count(NamedTuple):
    """How often somebody asked within the present window, and its seconds to go."""

    asked: int
    left: float


class _Window:
    __slots__ = ("asked", "ends", "who")

    def __init__(self, who: str, ends: float) -> None:
        self.who = who
        self.asked = 0
        self.ends = ends


class Windows:
    """The windows of one policy in this process; all are of the same length, so they end in the order they began."""

    def __init__(self, seconds: int) -> None:
        self._seconds = seconds
        self._open: dict[str, _Window] = {}
        self._begun: deque[_Window] = deque()

    def __len__(self) -> int:
        return len(self._begun)

    def add(self, who: str, now: float) -> Count:
        """Count one request."""
        window = self._open.get(who)
        if window is None or window.ends <= now:
            window = self._begin(who, now)
        window.asked += 1
        return Count(window.asked, window.ends - now)

    def look(self, who: str, now: float) -> Count:
        """Return the count without adding to it."""
        window = self._open.get(who)
        if window is None or window.ends <= now:
            return Count(0, self._seconds)
        return Count(window.asked, window.ends - now)

    def _begin(self, who: str, now: float) -> _Window:
        self._drop(now)
        window = self._open[who] = _Window(who, now + self._seconds)
        self._begun.append(window)
        return window

    def _drop(self, now: float) -> None:
        """Drop what has ended and, if there are too many, what will end first."""
        for _ in range(min(_MOST_DROPPED, len(self._begun))):
            first = self._begun[0]
            if first.ends > now and len(self._begun) < MOST_WINDOWS:
                return
            self._begun.popleft()
            if self._open.get(first.who) is first:
                del self._open[first.who]


class _Limit:
    """One policy with its rate, its windows in this process, and what can be written of its headers beforehand."""

    def __init__(self, policy: Policy, rate: RateLimitItem) -> None:
        self.policy = policy
        self.most = rate.amount
        self.seconds = rate.get_expiry()
        self.windows = Windows(self.seconds)
        self._policy_header = (b"ratelimit-policy", f'"{policy}";q={self.most};w={self.seconds}'.encode())
        self._begin = f'"{policy}";r='

    def headers(self, count: Count) -> list[tuple[bytes, bytes]]:
        remaining = max(0, self.most - count.asked)
        told = f"{self._begin}{remaining};t={self._reset(count)}".encode()
        return [self._policy_header, (b"ratelimit", told)]

    def refusal(self, count: Count) -> TooManyRequests:
        told = {name.decode(): value.decode() for name, value in self.headers(count)}
        return TooManyRequests(self._reset(count), told)

    def _reset(self, count: Count) -> int:
        """Return whole seconds; what a fraction adds by its inexactness does not make the window longer."""
        return min(self.seconds, ceil(count.left))


class _Redis:
    """Windows that several processes count in. They begin by the clock, so that one question tells everything.

    While Redis does not answer, one request a second tries it and the others go on without waiting.
    """

    def __init__(self, address: str, clock: Clock, wall_clock: Clock) -> None:
        try:
            from redis.asyncio import BlockingConnectionPool  # noqa: PLC0415 - an optional dependency

            self._pool = BlockingConnectionPool.from_url(
                address,
                max_connections=_MOST_CONNECTIONS,
                timeout=_PATIENCE,
                socket_timeout=_PATIENCE,
                socket_connect_timeout=_PATIENCE,
            )
            self._storage = RedisStorage(
                f"async+{address}",
                wrap_exceptions=True,
                implementation="redispy",
                key_prefix="inovasi",
                connection_pool=self._pool,  # type: ignore[arg-type] # documented, and missing in the annotation
            )
        except (ImportError, ConfigurationError):
            raise SettingsError("The setting RATE_LIMIT_STORAGE needs the Python package redis.") from None
        except ValueError:
            raise SettingsError("The setting RATE_LIMIT_STORAGE is wrong: no address of a Redis.") from None
        self._clock = clock
        self._wall_clock = wall_clock
        self._again = 0.0  # when Redis is next tried; 0 while it answers
        self._logged = -_LOG_EVERY

    async def count(self, limit: _Limit, who: str, *, add: bool) -> Count | None:
        """Return the count, one higher if `add`; None if Redis does not answer."""
        now = self._clock()
        if now < self._again:
            return None
        if self._again:
            self._again = now + _PAUSE
        moment = self._wall_clock()
        number = int(moment // limit.seconds)
        key = f"{limit.policy}/{who}/{number}"
        try:
            asked = await (self._storage.incr(key, limit.seconds) if add else self._storage.get(key))
        except (StorageError, OSError) as error:
            self._note(error, now)
            return None
        if self._again:
            self._again = 0.0
            _log.info("the storage of rate limits answers again")
        return Count(asked, (number + 1) * limit.seconds - moment)

    def _note(self, error: StorageError | OSError, now: float) -> None:
        self._again = now + _PAUSE
        if now - self._logged < _LOG_EVERY:
            return
        self._logged = now
        cause = error.storage_error if isinstance(error, StorageError) else error
        # only the kind: a message might repeat the address, which may hold a password
        _log.warning(
            "the storage of rate limits does not answer (%s): each process counts alone, and nobody can sign in",
            type(cause).__name__,
        )

    async def close(self) -> None:
        await self._pool.aclose()


class RateLimiter:
    """Counts requests by policy and client, in this process or, if the settings name a Redis, together with others.

    If Redis does not answer, reads and writes are limited by each process alone and credentials are not looked at.
    `clock` measures the windows of this process; those in Redis follow `wall_clock`, which processes share.

    Raises:
        SettingsError: RATE_LIMIT_STORAGE cannot be used.
    """

    def __init__(self, settings: Settings, clock: Clock = time.monotonic, wall_clock: Clock = time.time) -> None:
        rates: dict[Policy, str] = {
            "read": settings.rate_limit_read,
            "write": settings.rate_limit_write,
            "open": settings.rate_limit_open,
            "answer": settings.rate_limit_answer,
            "sign-in": settings.rate_limit_sign_in,
        }
        self._limits = {policy: _Limit(policy, parse(rate)) for policy, rate in rates.items() if rate != "off"}
        self._clock = clock
        storage = settings.rate_limit_storage
        self._redis = _Redis(storage, clock, wall_clock) if storage else None

    async def hit(self, policy: Policy, who: str) -> Spent:
        """Count one request of somebody: an address or an account.

        Raises:
            TooManyRequests: it is over the limit.
            LimiterUnavailable: an attempt to sign in cannot be counted.
        """
        limit = self._limits.get(policy)
        if limit is None:
            return Spent([])
        if self._redis is None:
            count = limit.windows.add(who, self._clock())
        else:
            count = await self._together(self._redis, limit, who, add=True)
        if count.asked > limit.most:
            raise limit.refusal(count)
        return Spent(limit.headers(count))

    async def check(self, policy: Policy, who: str) -> None:
        """Refuse somebody whose limit is used up, without counting anything.

        Raises:
            TooManyRequests: the next request counted would be over the limit.
            LimiterUnavailable: it cannot be known how often somebody tried to sign in.
        """
        limit = self._limits.get(policy)
        if limit is None:
            return
        if self._redis is None:
            count = limit.windows.look(who, self._clock())
        else:
            count = await self._together(self._redis, limit, who, add=False)
        if count.asked >= limit.most:
            raise limit.refusal(count)

    async def _together(self, redis: _Redis, limit: _Limit, who: str, *, add: bool) -> Count:
        count = await redis.count(limit, who, add=add)
        if count is not None:
            return count
        if limit.policy == "sign-in":
            raise LimiterUnavailable
        windows = limit.windows
        return windows.add(who, self._clock()) if add else windows.look(who, self._clock())

    async def close(self) -> None:
        """Close the connections to Redis."""
        if self._redis is not None:
            await self._redis.close()

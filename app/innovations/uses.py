"""How lists tell by how many other agencies an innovation is used: of the day on which they are read. No I/O."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache

from app.core.clock import today
from app.core.months import earliest_within

# the end of most cards
_UNUSED = b',"used_by":0}'
_BETWEEN = _UNUSED + b","


@lru_cache(maxsize=4)
def _since(on: date, months: int) -> date:
    return earliest_within(on, months)


def in_use_since(months: int) -> date:
    """Return the earliest day whose sign of life shows today that a replica is in use."""
    return _since(today(), months)


def items_of(cards: Sequence[bytes], signs: Iterable[Sequence[date] | None], since: date | None) -> bytes:
    """Return cards, which are JSON objects, as the items of a list, each with by how many agencies it is used.

    `signs` are the last signs of life that other agencies gave of each, in order of time; those before `since` do not
    count. It is None where none of them has any, as on most pages.
    """
    if since is None:
        return _BETWEEN.join([card[:-1] for card in cards]) + _UNUSED if cards else b""
    told = [len(days) - bisect_left(days, since) if days else 0 for days in signs]
    return b",".join([card[:-1] + b',"used_by":%d}' % used for card, used in zip(cards, told, strict=True)])

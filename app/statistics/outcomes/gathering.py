"""Records gathered into the rows of a statistic: the rule, and nothing else.

A record stands at a place in each dimension, or at several; then it counts in a row for each of them, and the rows do
not add up. What is asked for in a dimension leaves the records that stand there. A row is told only if there is a
record in it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Generic, TypeVar

from app.statistics.registry import Figure, Key, Row
from app.statistics.schemas import Words

Record = TypeVar("Record")
# where a row stands: a code by dimension, those that were asked for among them
Place = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Placed(Generic[Record]):
    """A record with the codes at which it stands in each dimension; None stands for what is none, or not known."""

    record: Record
    at: Mapping[str, Sequence[str | None]]


@dataclass(frozen=True, slots=True)
class Telling(Generic[Record]):
    """How records become rows: the figures of some of them at a place, and what a code of a dimension is called."""

    figures: Callable[[Sequence[Record], Place], tuple[Figure, ...]]
    label: Callable[[str, str | None], Words]
    order: Callable[[str, str | None], str]


def narrowed(placed: Iterable[Placed[Record]], wanted: Mapping[str, str]) -> list[Placed[Record]]:
    """Return the records that stand at a code in each of some dimensions."""
    return [one for one in placed if all(code in one.at[dimension] for dimension, code in wanted.items())]


def gathered(
    placed: Iterable[Placed[Record]], dimensions: Sequence[str], wanted: Mapping[str, str]
) -> dict[tuple[str | None, ...], list[Record]]:
    """Return records by their codes in some dimensions; in one in which a code was asked for by that alone."""
    found: dict[tuple[str | None, ...], list[Record]] = {}
    for one in placed:
        codes = [(wanted[name],) if name in wanted else one.at[name] for name in dimensions]
        for place in product(*(dict.fromkeys(each) for each in codes)):
            found.setdefault(place, []).append(one.record)
    return found


def rows_of(
    placed: Sequence[Placed[Record]], dimensions: Sequence[str], wanted: Mapping[str, str], telling: Telling[Record]
) -> tuple[tuple[Figure, ...], list[Row]]:
    """Return the figures of all records, and a row for each place in some dimensions; none without a dimension."""
    total = telling.figures([one.record for one in placed], dict(wanted))
    if not dimensions:
        return total, []
    told = [
        (
            tuple(telling.order(name, code) for name, code in zip(dimensions, place, strict=True)),
            Row(
                tuple(Key(code, telling.label(name, code)) for name, code in zip(dimensions, place, strict=True)),
                telling.figures(records, {**wanted, **dict(zip(dimensions, place, strict=True))}),
            ),
        )
        for place, records in gathered(placed, dimensions, wanted).items()
    ]
    return total, [row for _, row in sorted(told, key=lambda one: one[0])]

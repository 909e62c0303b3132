"""How many plans an edition has, of which some have no name: the rule, and nothing else.

A source may count plans without naming them ("37 hasil inovasi"). Such a count is an aggregate; plans that are named of
it later take its places, so naming changes how many are named, and never how many there are:

    total   = sum of the counts of the aggregates + plans that belong to none
    named   = plans on record
    unnamed = total - named

Plans that were withdrawn count nowhere. Where a later edition of the shipped data counts fewer plans than are named by
then, it is those that are named.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from app.action_plans.facts import AggregateFull, AggregateTooSmall


@dataclass(frozen=True, slots=True)
class Places:
    """An aggregate: how many plans it counts, and how many of these are named."""

    count: int
    named: int

    @property
    def unnamed(self) -> int:
        """How many have no name."""
        return max(self.count - self.named, 0)


@dataclass(frozen=True, slots=True)
class PlanCount:
    """How many plans there are, with a name and without."""

    total: int
    named: int

    @property
    def unnamed(self) -> int:
        """How many have no name."""
        return self.total - self.named


def count_plans(aggregates: Iterable[Places], outside: int) -> PlanCount:
    """Return how many plans there are: those of aggregates, and `outside` of these."""
    every = list(aggregates)
    named = sum(one.named for one in every) + outside
    return PlanCount(named + sum(one.unnamed for one in every), named)


def take_place(places: Places) -> Places:
    """Return an aggregate of which one more plan is named.

    Raises:
        AggregateFull: all of them are.
    """
    if not places.unnamed:
        raise AggregateFull(places.count)
    return Places(places.count, places.named + 1)


def recount(places: Places, count: int) -> Places:
    """Return an aggregate that counts another number of plans.

    Raises:
        AggregateTooSmall: more than that are named.
    """
    if count < places.named:
        raise AggregateTooSmall(places.named)
    return Places(count, places.named)

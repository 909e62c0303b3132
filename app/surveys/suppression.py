"""Which groups of a breakdown are not shown: the rule, and nothing else.

What fewer than five people answered may tell who they are. The groups of a breakdown add up to a total that everyone
knows, so what is hidden can be had back by taking away what is shown: a single hidden group would be found out, and so
would two groups that are less than five people together. So as many more are hidden, the smallest first, until at least
two are and they are at least five people.

Each unsur is looked at in the same way, for not everyone answers each: of a group that is shown, an unsur that fewer
than five answered is not.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import TypeVar

# people; the registry's own rule
LEAST = 5
_Group = TypeVar("_Group", bound=str)


def hidden(
    sizes: Mapping[_Group, int], also: AbstractSet[_Group] = frozenset(), *, least: int = LEAST
) -> frozenset[_Group]:
    """Return the groups that are not shown, of sizes that add up to what is known; `also` are hidden anyhow.

    A group of nobody hides nothing and is never hidden for itself. Where hiding everything is not enough to keep a
    group from being found out, everything is hidden, and then the total is of few people: it is not shown either.
    """
    chosen = {group for group, size in sizes.items() if 0 < size < least} | set(also)
    rest = sorted((size, group) for group, size in sizes.items() if size > 0 and group not in chosen)
    while chosen and rest and not _safe([sizes[group] for group in chosen if sizes.get(group)], least):
        chosen.add(rest.pop(0)[1])
    return frozenset(chosen)


def _safe(covered: list[int], least: int) -> bool:
    """Whether hidden groups of these sizes cannot be told apart: none, or several that are enough people together."""
    return not covered or (len(covered) > 1 and sum(covered) >= least)

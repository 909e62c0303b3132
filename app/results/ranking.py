"""Ranks on exact totals, and which entries go on from a stage. No I/O.

Ranks are those of a competition: 1, 2, 3, 4, 4, 6. Equal totals share a rank and are told as tied, unless the
instrument says by which criteria a tie is broken; nothing else breaks one. Where the instrument says so, the panel
means of these criteria decide in their order; a criterion that one of the tied entries has no mean of decides nothing
between them.

| rule                | who goes on                                                                          |
|---------------------|--------------------------------------------------------------------------------------|
| all                 | every entry                                                                          |
| top                 | ranks up to n; all that tie at the cut go on, and the outcome says that they do      |
| least_total         | an exact total of at least n                                                         |
| decision            | whom nobody took out                                                                 |
| no_upheld_objection | whom no objection was upheld against                                                 |
| verified            | who was visited, and found as described, or in part, by the last visit               |
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import groupby

from app.models.codes import PassRule

Means = Mapping[str, Mapping[str, Fraction]]


class Reason(StrEnum):
    """Why an entry does not go on."""

    INCOMPLETE = "incomplete"
    BELOW_CUT = "below_cut"
    BELOW_LEAST = "below_least"
    DECIDED = "decided"
    OBJECTION_UPHELD = "objection_upheld"
    NOT_AS_DESCRIBED = "not_as_described"
    NOT_VISITED = "not_visited"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Standing:
    """The rank of an entry, and whether another one has the same."""

    entry: str
    rank: int
    tied: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """A pass rule; `value` is the n of those that have one."""

    code: PassRule
    value: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """Who goes on, why the others do not, and whether more than n go on because they tie at the cut."""

    passed: frozenset[str]
    reasons: Mapping[str, Reason] = field(default_factory=dict)
    cut_tied: bool = False


def ranked(totals: Mapping[str, Fraction], means: Means, tie_break: Sequence[str]) -> list[Standing]:
    """Return the standings of entries by total, the highest first; those that tie stand in the order of their keys.

    Args:
        totals: the exact total of each entry that is ranked.
        means: of each entry the panel means by criterion.
        tie_break: the criteria that decide between equal totals, in order; none where a tie stays a tie.
    """
    standings: list[Standing] = []
    falling = sorted(totals, key=lambda entry: (-totals[entry], entry))
    for _, group in groupby(falling, key=lambda entry: totals[entry]):
        for equals in _untied(list(group), means, tie_break):
            rank = len(standings) + 1
            standings += [Standing(entry, rank, len(equals) > 1) for entry in equals]
    return standings


def _untied(equals: list[str], means: Means, tie_break: Sequence[str]) -> Iterator[list[str]]:
    """Yield entries of equal totals, the best first; what no criterion can tell apart comes together."""
    if len(equals) == 1 or not tie_break:
        yield sorted(equals)
        return
    first, *rest = tie_break
    found = {entry: means.get(entry, {}).get(first) for entry in equals}
    known = {entry: mean for entry, mean in found.items() if mean is not None}
    if len(known) < len(equals):
        yield from _untied(equals, means, rest)
        return
    falling = sorted(equals, key=lambda entry: (-known[entry], entry))
    for _, group in groupby(falling, key=lambda entry: known[entry]):
        yield from _untied(list(group), means, rest)


def passing(
    rule: Rule,
    entries: Collection[str],
    standings: Sequence[Standing],
    totals: Mapping[str, Fraction],
    failing: Mapping[str, Reason],
) -> Outcome:
    """Return who of the entries goes on by a rule.

    Args:
        rule: the rule of the stage.
        entries: all that are still in the round.
        standings: those of them that are ranked; who is not ranked passes no rule that goes by totals.
        totals: their exact totals.
        failing: for the rules that go by no total, who fails and why.

    Raises:
        ValueError: the rule needs a value and has none.
    """
    match rule.code:
        case PassRule.ALL:
            return Outcome(frozenset(entries))
        case PassRule.TOP:
            return _top(_value(rule), entries, standings)
        case PassRule.LEAST_TOTAL:
            least = _value(rule)
            passed = frozenset(entry for entry, total in totals.items() if total >= least)
            return Outcome(passed, _reasons(entries, passed, totals, Reason.BELOW_LEAST))
        case PassRule.DECISION | PassRule.NO_UPHELD_OBJECTION | PassRule.VERIFIED:
            reasons = {entry: reason for entry, reason in failing.items() if entry in entries}
            return Outcome(frozenset(entries) - reasons.keys(), reasons)


def _top(most: Fraction, entries: Collection[str], standings: Sequence[Standing]) -> Outcome:
    passed = frozenset(one.entry for one in standings if one.rank <= most)
    known = {one.entry for one in standings}
    return Outcome(passed, _reasons(entries, passed, known, Reason.BELOW_CUT), cut_tied=len(passed) > most)


def _reasons(
    entries: Collection[str], passed: Collection[str], known: Collection[str], otherwise: Reason
) -> dict[str, Reason]:
    return {
        entry: otherwise if entry in known else Reason.INCOMPLETE for entry in sorted(entries) if entry not in passed
    }


def _value(rule: Rule) -> Fraction:
    if rule.value is None:
        message = f"the rule {rule.code} needs a value"
        raise ValueError(message)
    return Fraction(rule.value)

"""Whether two records may be the same innovation: the rule, and nothing else.

Names are compared as search keys, and once more without their spaces (`si kulin`, `sikulin`). Reasons and weights:

| reason         | when                                                                    | weight                |
|----------------|-------------------------------------------------------------------------|-----------------------|
| same_name      | the two names have one key                                              | 1                     |
| same_alias     | a name, alias or expansion of the one is a name of the other            | 0.95                  |
| similar_name   | the trigrams of two names are alike from `SIMILAR_FROM` on              | likeness, at most 0.9 |
| contained_name | the words of a name of 5 letters or more stand within the other's       | 0.5                   |
| same_problem   | the same problem text, in records of two agencies                       | 0.5                   |
| same_problem   | the same problem text, in records of one agency                         | 0.3                   |

The score is the strongest reason from the names, and the problem as a second sign that fills part of what is missing
to 1: `name + problem * (1 - name)`, to three digits. An agency answers one problem with many innovations (the council's
secretariat gives one survey as the problem of all of its twenty-two), so that alone is shown but does not hold up a
publication.

`SIMILAR_FROM` was chosen on the shipped catalogue: its most alike unrelated names (`e sakip`, `e salary`) reach 0.31,
`si surat` and `e surat` 0.6. The prefix `si` alone makes no two of them alike: it is three of some nine trigrams.
At 0.45 `sisurat`, written as one word, still finds `e surat` (0.455), while two systems named `sistem manajemen …` for
different things stay apart (0.41).
"""

import re
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b
from itertools import product
from uuid import UUID

from app.core.text import search_key

# From this likeness on names are similar; the search for candidates sets `pg_trgm.similarity_threshold` to it.
SIMILAR_FROM = 0.45
# From this score on a publication waits for a decision; similar names alone reach it.
FLAGGED_FROM = SIMILAR_FROM
# Fewer letters than this say too little when they stand within a longer name.
CONTAINED_FROM = 5
MOST_RANKED = 10

_SAME_NAME = 1.0
_SAME_ALIAS = 0.95
_MOST_SIMILAR = 0.9
_CONTAINED = 0.5
_PROBLEM_ELSEWHERE = 0.5
_PROBLEM_AT_HOME = 0.3
_SHORTEST_PROBLEM = 20
_WORD = re.compile(r"[^\W_]+")


class Reason(StrEnum):
    """Why two records may be the same."""

    SAME_NAME = "same_name"
    SAME_ALIAS = "same_alias"
    SIMILAR_NAME = "similar_name"
    CONTAINED_NAME = "contained_name"
    SAME_PROBLEM = "same_problem"


@dataclass(frozen=True, slots=True)
class Described:
    """A record by what tells it from others.

    `name_key` is the search key of its name, `alias_keys` those of its aliases, expansions and other spellings;
    `problem_key` is that of its problem text, or None.
    """

    id: UUID
    name_key: str
    alias_keys: frozenset[str]
    problem_key: str | None
    agency_id: UUID | None


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two records are, from 0 (nothing in common) to 1, and why, the strongest reason first."""

    score: float
    reasons: tuple[Reason, ...]

    @property
    def flagged(self) -> bool:
        """Whether the records are possible duplicates, so that publishing one needs a decision."""
        return self.score >= FLAGGED_FROM


def problem_key(text: str | None) -> str | None:
    """Return the digest of a problem text as 32 hexadecimal digits, equal for texts that differ only in spelling.

    None for a text of fewer than 20 normalised characters, which too many records may share.
    """
    key = search_key(text or "")
    return blake2b(key.encode(), digest_size=16).hexdigest() if len(key) >= _SHORTEST_PROBLEM else None


def similarity(one: str, other: str) -> float:
    """Return the share of trigrams that two texts have in common, as `similarity` of PostgreSQL's pg_trgm does.

    PostgreSQL computes it as `real`, of which this is the exact value, so that a comparison with the threshold falls
    the same way at its edge. Letters beyond ASCII count here as Python knows them, there as the database's locale does.
    """
    return _shared(_trigrams(one), _trigrams(other))


def likeness(one: Described, other: Described) -> Likeness:
    """Return how alike two records are; the same whichever comes first."""
    return _likeness(_Names.of(one), _Names.of(other), _problem(one, other))


def rank(candidate: Described, others: Iterable[Described]) -> list[tuple[UUID, Likeness]]:
    """Return the ten records most like the candidate, best first; those without any reason are left out.

    Of equal ones those of the same agency come first. The candidate itself is not among them.
    """
    names = _Names.of(candidate)
    found = [
        (other, like)
        for other in others
        if other.id != candidate.id and (like := _likeness(names, _Names.of(other), _problem(candidate, other))).reasons
    ]
    found.sort(key=lambda pair: (-pair[1].score, pair[0].agency_id != candidate.agency_id, pair[0].id))
    return [(other.id, like) for other, like in found[:MOST_RANKED]]


@dataclass(frozen=True, slots=True)
class _Names:
    """The names of a record in the forms that are compared; `compact` is without spaces."""

    name: str
    keys: frozenset[str]
    compact: frozenset[str]
    trigrams: tuple[frozenset[str], ...]
    compact_trigrams: tuple[frozenset[str], ...]

    @classmethod
    def of(cls, record: Described) -> "_Names":
        keys = frozenset(key for key in (record.name_key, *record.alias_keys) if key)
        compact = frozenset(map(_compact, keys))
        return cls(
            _compact(record.name_key), keys, compact, tuple(map(_trigrams, keys)), tuple(map(_trigrams, compact))
        )


def _compact(key: str) -> str:
    return key.replace(" ", "")


def _trigrams(text: str) -> frozenset[str]:
    """Return the trigrams of the text's words, each with two blanks before it and one after."""
    words = (f"  {word} " for word in _WORD.findall(text.lower()))
    return frozenset(word[start : start + 3] for word in words for start in range(len(word) - 2))


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    common = len(one & other)
    if not common:
        return 0.0
    single: float = struct.unpack("f", struct.pack("f", common / (len(one) + len(other) - common)))[0]
    return single


def _likeness(one: _Names, other: _Names, problem: float) -> Likeness:
    reasons = _name_reasons(one, other)
    weights = dict(sorted(reasons.items(), key=lambda item: -item[1]))
    if problem:
        weights[Reason.SAME_PROBLEM] = problem
    strongest = max(reasons.values(), default=0.0)
    return Likeness(round(strongest + problem * (1 - strongest), 3), tuple(weights))


def _name_reasons(one: _Names, other: _Names) -> dict[Reason, float]:
    """Return what the names say: that they are the same, or else in which ways they are alike."""
    if one.name and one.name == other.name:
        return {Reason.SAME_NAME: _SAME_NAME}
    if one.compact & other.compact:
        return {Reason.SAME_ALIAS: _SAME_ALIAS}
    reasons = {}
    if (similar := _most_similar(one, other)) >= SIMILAR_FROM:
        reasons[Reason.SIMILAR_NAME] = min(similar, _MOST_SIMILAR)
    if _contains(one.keys, other.keys) or _contains(other.keys, one.keys):
        reasons[Reason.CONTAINED_NAME] = _CONTAINED
    return reasons


def _most_similar(one: _Names, other: _Names) -> float:
    pairs = [*product(one.trigrams, other.trigrams), *product(one.compact_trigrams, other.compact_trigrams)]
    return max((_shared(*pair) for pair in pairs), default=0.0)


def _contains(longer: frozenset[str], shorter: frozenset[str]) -> bool:
    """Whether the words of one of the shorter names stand side by side in one of the longer."""
    telling = [f" {key} " for key in shorter if len(_compact(key)) >= CONTAINED_FROM]
    return any(key in f" {whole} " for key in telling for whole in longer)


def _problem(one: Described, other: Described) -> float:
    if one.problem_key is None or one.problem_key != other.problem_key:
        return 0.0
    at_home = one.agency_id is not None and one.agency_id == other.agency_id
    return _PROBLEM_AT_HOME if at_home else _PROBLEM_ELSEWHERE

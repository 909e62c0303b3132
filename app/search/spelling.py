"""Which words a misspelt one may stand for. No I/O.

The distance is that of Damerau and Levenshtein with adjacent transpositions (optimal string alignment): letters left
out, put in, taken for another, or two neighbours swapped. How much of it is allowed depends on the length: half of a
short word is another word.
"""

from collections.abc import Iterable
from itertools import pairwise

# fewer letters are corrected into anything
SHORTEST = 4
_SHORT = 5
_LONG = 7
_MOST_MEANT = 3
_LEAST_ROOT = 3
_PREFIXES = ("peng", "meng", "pem", "mem", "pen", "men", "per", "ber", "ter", "pe", "me", "ke", "di", "se")
_SUFFIXES = ("nya", "kan", "an")
# letters that are taken for each other in a short word: neighbours on the keyboard, and those that sound alike
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_ALIKE = ("ei", "iy", "ou", "fv", "fp", "vp", "vw", "ck", "kq", "cq", "sz", "jz", "sx", "dt", "bp", "gk", "cs")
_MISTAKEN = frozenset(
    frozenset(pair)
    for pair in (
        *_ALIKE,
        *(row[place : place + 2] for row in _ROWS for place in range(len(row) - 1)),
        *(above[place] + below[place] for above, below in pairwise(_ROWS) for place in range(len(below))),
    )
)


def allowance(word: str) -> int:
    """Return how many mistakes a word of this length may have."""
    if len(word) < SHORTEST or not word.isalpha():
        return 0
    return 1 if len(word) < _LONG else 2


def _room(word: str, candidate: str) -> int:
    """Return how many mistakes may lie between two words; affixes that both have are no letters to tell them apart."""
    one, other = word, candidate
    if prefix := next((affix for affix in _PREFIXES if one.startswith(affix) and other.startswith(affix)), ""):
        one, other = one.removeprefix(prefix), other.removeprefix(prefix)
    if suffix := next((affix for affix in _SUFFIXES if one.endswith(affix) and other.endswith(affix)), ""):
        one = one.removesuffix(suffix)
    if one == word:
        return allowance(word)
    return 0 if len(one) < _LEAST_ROOT else 1 if len(one) < _LONG else 2


def distance(one: str, other: str, most: int) -> int:
    """Return how many mistakes lie between two words, or `most` + 1 if more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        last, before, row = before, row, [i] + [0] * len(other)
        for j, another in enumerate(other, 1):
            row[j] = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != another))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == another:
                row[j] = min(row[j], last[j - 2] + 1)
        # a swap may still lead from the row before
        if min(row) > most and min(before) > most:
            return most + 1
    return row[-1]


def swaps(word: str) -> list[str]:
    """Return the word with each two neighbouring letters swapped, which trigrams hardly find again."""
    pairs = range(len(word) - 1)
    return [word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in pairs if word[i] != word[i + 1]]


def meant(word: str, candidates: Iterable[str], most: int = 2, *, boldly: bool = False) -> list[str]:
    """Return the nearest of some words that a misspelt one may stand for; none if none is near.

    The first letter of a word is hardly ever mistaken, but may be left out or swapped with the second. In a short word
    one letter for another makes another word (masak, masuk), unless the two are near each other or sound alike;
    `boldly` lets any pass, because another word of the query must be found beside it.
    """
    most = min(most, allowance(word))
    near: dict[str, int] = {}
    for candidate in {one for one in candidates if len(one) >= SHORTEST and _begins_alike(word, one)}:
        far = distance(word, candidate, most)
        if 0 < far <= min(most, _room(word, candidate)) and (boldly or _mistaken(word, candidate, far)):
            near[candidate] = far
    least = min(near.values(), default=0)
    return sorted(candidate for candidate, far in near.items() if far == least)[:_MOST_MEANT]


def _begins_alike(word: str, candidate: str) -> bool:
    swapped = word[:2] == candidate[1::-1]
    return word[0] == candidate[0] or swapped or word == candidate[1:]


def _mistaken(word: str, candidate: str, far: int) -> bool:
    """Whether a word differs from another one as fingers and ears mistake letters.

    With two mistakes it must begin and end as the other does, with one a short word is looked at letter by letter.
    """
    if far > 1:
        return word[:2] == candidate[:2] and word[-1] == candidate[-1]
    if len(word) != len(candidate) or len(word) > _SHORT:
        return True
    other = [frozenset(pair) for pair in zip(word, candidate, strict=True) if pair[0] != pair[1]]
    return len(other) != 1 or other[0] in _MISTAKEN

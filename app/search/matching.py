"""The conditions and measures of a search as PostgreSQL reads them: `tsquery` made of lexemes, never of what was typed.

No I/O. A lexeme is a folded word, so letters and digits alone; it is quoted all the same.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import ceil

from app.innovations.words import WHOLE
from app.search.understanding import How, Thing, Understood

# for each word of a way, the words of records that will do
_Forms = tuple[frozenset[str], ...]

# of more things that are asked for, the first ones decide
_MOST_THINGS = 8
_TWO = 2


def lexeme(word: str) -> str:
    """Return a word as a lexeme."""
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"


def _any(parts: Iterable[str]) -> str:
    return "(" + " | ".join(parts) + ")"


def _all(parts: Iterable[str]) -> str:
    return "(" + " & ".join(parts) + ")"


def forms_query(words: Iterable[str]) -> str:
    """Return the condition that a record has one of some words."""
    return _any(map(lexeme, sorted(words)))


def thing_query(thing: Thing) -> str:
    """Return the condition that a record has a thing in one of the ways; those that another one covers say no more."""
    kept: list[_Forms] = []
    for way in thing.ways:
        if not any(_covers(other, way.words) for other in kept):
            kept = [*(other for other in kept if not _covers(way.words, other)), way.words]
    return _any(_all(map(forms_query, words)) for words in kept)


def _covers(other: _Forms, one: _Forms) -> bool:
    """Whether whatever has the words of one way has those of another."""
    return all(any(theirs >= ours for ours in one) for theirs in other)


def _phrase(words: Iterable[frozenset[str]]) -> str:
    return "(" + " <-> ".join(map(forms_query, words)) + ")"


@dataclass(frozen=True, slots=True)
class Match:
    """What a record must have (`condition`), and what its rank is made of.

    `exact` has the words that were asked for, `loose` all that stand for them, `whole` the mark of a name that is the
    whole query, `covers` each thing of which not all must be there.
    """

    condition: str
    exact: str
    loose: str
    whole: str
    covers: tuple[str, ...] = ()


def _besides(understood: Understood) -> list[str]:
    """Return the conditions that always hold: phrases are there, and what is excluded is not."""
    wanted = [_phrase(frozenset({word}) for word in words) for words in understood.phrases]
    return [*wanted, *(f"!{_phrase(words)}" for words in understood.excluded)]


def _measured(understood: Understood, condition: str, covers: tuple[str, ...] = ()) -> Match:
    exact = {word for words in understood.phrases for word in words}
    loose = set(exact)
    for thing in understood.things:
        for way in thing.ways:
            words = {word for forms in way.words for word in forms}
            loose |= words
            if way.how in {How.EXACT, How.SPELLING}:
                exact |= words
    whole = lexeme(WHOLE + understood.whole)
    return Match(condition, _any(map(lexeme, sorted(exact or loose))), _any(map(lexeme, sorted(loose))), whole, covers)


def strict(understood: Understood) -> Match | None:
    """Return what finds the records that have everything that was asked for; None if none can have it."""
    if understood.empty or any(not thing.ways for thing in understood.things):
        return None
    return _measured(understood, _all([*map(thing_query, understood.things), *_besides(understood)]))


def relaxed(understood: Understood) -> Match | None:
    """Return what finds the records that have most of what was asked for; None if that would be too little.

    Words that tell little need not be there. Of the others at least half must be, and at least two words; one of two
    is enough where both stand in records as they are spelt, though in none together. So a single word that happens to
    be known finds nothing for a question about something else.
    """
    strong = understood.strong
    known = [thing for thing in strong if thing.ways][:_MOST_THINGS]
    sizes = [thing.size for thing in known]
    needed = max(_TWO, ceil(sum(thing.size for thing in strong) / 2))
    if len(known) == len(strong) <= _TWO and not any(thing.guessed for thing in known):
        needed = 1
    if not known or sum(sizes) < needed:
        return None
    conditions = [thing_query(thing) for thing in known]
    enough = _any(_all(conditions[place] for place in places) for places in _enough(sizes, needed))
    return _measured(understood, _all([enough, *_besides(understood)]), tuple(conditions))


def _enough(sizes: Sequence[int], needed: int) -> list[tuple[int, ...]]:
    """Return the smallest sets of places whose sizes add up to what is needed."""
    found: list[tuple[int, ...]] = []
    for count in range(1, len(sizes) + 1):
        for places in combinations(range(len(sizes)), count):
            if sum(sizes[place] for place in places) >= needed and not any(set(one) <= set(places) for one in found):
                found.append(places)
    return found

"""Where in the texts of a record what was asked for stands, and why the record was found. No I/O.

Ranges count code points of the text that is shown with them, which may be a piece of a longer one.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from app.core.text import compact_key, search_key
from app.innovations.words import Part
from app.search.understanding import How, Understood

MOST_SHOWN = 240
_BEFORE = 60
_MOST_REASONS = 20
_MOST_HIGHLIGHTS = 12
_MOST_RANGES = 40
_MOST_JOINED = 4
_LEAST_JOINED = 3
# a word with the marks on its letters and what joins without being seen
_WORD = re.compile("[^\\W_](?:[^\\W_]|[\u00ad\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u200b-\u200f\u2060\ufeff])*")
_NAMES = frozenset({"name", "alias", "agency"})


class Reason(NamedTuple):
    """What stands in a field for something that was asked, in its own letters, and how the one leads to the other."""

    field: str
    term: str
    how: How
    asked: str


class Highlight(NamedTuple):
    """A text, or a piece of one that begins at `offset`, with the ranges in it to be marked."""

    field: str
    text: str
    offset: int
    ranges: tuple[tuple[int, int], ...]


class _Token(NamedTuple):
    begin: int
    end: int
    words: tuple[str, ...]


class _Mark(NamedTuple):
    begin: int
    end: int
    asked: str
    how: How


@lru_cache(maxsize=4096)
def _folded(word: str) -> tuple[str, ...]:
    return tuple(search_key(word).split())


@lru_cache(maxsize=4096)
def _compact(name: str) -> str:
    return compact_key(name)


def _tokens(text: str) -> list[_Token]:
    return [_Token(found.start(), found.end(), _folded(found[0])) for found in _WORD.finditer(text)]


def _reasons(understood: Understood) -> dict[str, tuple[str, How]]:
    """Return the words of records that were looked for, each with what it stands for; the nearest reason counts."""
    found: dict[str, tuple[str, How]] = {}
    for thing in understood.things:
        own = set(thing.asked.split())
        for way in thing.ways:
            for word in (word for forms in way.words for word in sorted(forms)):
                if word not in found or (word in own and found[word][1] is not How.EXACT):
                    found[word] = (thing.asked, How.EXACT if word in own else way.how)
    return found


class Explainer:
    """Tells of each record that a query found why, and where."""

    def __init__(self, understood: Understood) -> None:
        self._looked = _reasons(understood)
        self._phrases = understood.phrases
        # what two words of a name make together has as many letters at least
        self._long = {word for word in self._looked if len(word) >= _LEAST_JOINED}
        # most texts are plain ASCII, where words are found without taking the text apart
        self._plain = [word for word in self._looked if word.isascii()]

    def explain(self, parts: Iterable[Part]) -> tuple[list[Reason], list[Highlight]]:
        """Return why a record was found, and the texts that show it, the weightiest first."""
        reasons, highlights = dict[Reason, None](), list[Highlight]()
        for part in parts:
            marks = self._words(part)
            if self._phrases:
                marks += self._in_phrases(part)
            if not marks:
                continue
            marks = sorted(set(marks), key=_place)
            for mark in marks:
                reasons[Reason(part.field, part.text[mark.begin : mark.end], mark.how, mark.asked)] = None
            if len(highlights) < _MOST_HIGHLIGHTS:
                highlights.append(_shown(part, marks))
        return list(reasons)[:_MOST_REASONS], highlights

    def _words(self, part: Part) -> list[_Mark]:
        """Return the words of a text that were looked for; in names also those that make one together."""
        found = self._in_plain(part.text) if part.text.isascii() else self._in_any(part.text)
        marks = [mark for _, mark in found]
        if part.field in _NAMES and self._long:
            compact = _compact(part.text)
            if any(word in compact for word in self._long.difference(word for word, _ in found)):
                marks += self._joined(part)
        return marks

    def _in_plain(self, text: str) -> list[tuple[str, _Mark]]:
        folded = text.lower()
        return [
            (word, _Mark(begin, end, *self._looked[word]))
            for word in self._plain
            if word in folded
            for begin, end in _places(word, folded)
        ]

    def _in_any(self, text: str) -> list[tuple[str, _Mark]]:
        known = ((token, next((word for word in token.words if word in self._looked), None)) for token in _tokens(text))
        return [(word, _Mark(token.begin, token.end, *self._looked[word])) for token, word in known if word]

    def _joined(self, part: Part) -> Iterator[_Mark]:
        tokens = _tokens(part.text)
        for begin, token in enumerate(tokens):
            for end in range(begin + 2, min(begin + _MOST_JOINED, len(tokens)) + 1):
                together = "".join(word for one in tokens[begin:end] for word in one.words)
                if together in self._looked:
                    yield _Mark(token.begin, tokens[end - 1].end, *self._looked[together])

    def _in_phrases(self, part: Part) -> Iterator[_Mark]:
        words = [(word, token) for token in _tokens(part.text) for word in token.words]
        for phrase in self._phrases:
            for begin in range(len(words) - len(phrase) + 1):
                if all(words[begin + place][0] == word for place, word in enumerate(phrase)):
                    last = words[begin + len(phrase) - 1][1]
                    yield _Mark(words[begin][1].begin, last.end, " ".join(phrase), How.PHRASE)


def _place(mark: _Mark) -> tuple[int, int]:
    return mark[:2]


def _places(word: str, text: str) -> Iterator[tuple[int, int]]:
    """Yield where a word stands in a folded text of ASCII, not as a part of another one."""
    begin = text.find(word)
    while begin >= 0:
        end = begin + len(word)
        if not (text[begin - 1 : begin].isalnum() or text[end : end + 1].isalnum()):
            yield begin, end
        begin = text.find(word, end)


def _shown(part: Part, marks: Sequence[_Mark]) -> Highlight:
    """Return a text with its ranges, or the piece of it where the first of them is."""
    text, offset = part.text, 0
    if len(text) > MOST_SHOWN:
        offset = max(0, min(marks[0].begin - _BEFORE, len(text) - MOST_SHOWN))
        if offset and " " in text[offset : marks[0].begin]:
            offset = text.index(" ", offset) + 1
        text = text[offset : offset + MOST_SHOWN]
    inside = [(mark.begin - offset, mark.end - offset) for mark in marks if mark.end - offset <= len(text)]
    return Highlight(part.field, text, offset, tuple(_merged(inside)[:_MOST_RANGES]))


def _merged(ranges: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return ranges in their order, those that overlap as one."""
    merged: list[tuple[int, int]] = []
    for begin, end in sorted(ranges):
        if merged and begin < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return merged

"""What a person typed into a search field, taken apart: words, quoted phrases, and what is not to be found. No I/O.

`"…"` is a phrase, a minus before a word or a phrase excludes it, and everything else is words: there are no operators
that could be used wrongly.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.innovations.words import words_of

# more is no question; what follows is not looked for, and the answer says so
MOST_WORDS = 32
# straight and typographic quotation marks; one that is not closed is no more than a sign
_PIECE = re.compile(
    r"""(?P<minus>(?<!\S)[-\u2212](?=[^\W_]|["\u201c\u201d\u00ab]))?"""
    r"""(?:["\u201c\u201d\u00ab](?P<phrase>[^"\u201c\u201d\u00bb]*)["\u201c\u201d\u00bb]"""
    r"""|(?P<word>[^\s"\u201c\u201d\u00ab\u00bb]+))"""
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A word, or the words of a phrase, folded; `excluded` if records with it are not wanted."""

    words: tuple[str, ...]
    phrase: bool = False
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class Typed:
    """The clauses of a query in their order, and the words that were too many."""

    clauses: tuple[Clause, ...]
    surplus: tuple[str, ...] = ()

    @property
    def plain(self) -> list[str]:
        """Return the words outside of phrases that are to be found."""
        return [clause.words[0] for clause in self.clauses if not clause.phrase and not clause.excluded]


def _pieces(query: str) -> Iterator[Clause]:
    for piece in _PIECE.finditer(query):
        excluded = piece["minus"] is not None
        if piece["phrase"] is not None:
            words = words_of(piece["phrase"])
            if words:
                yield Clause(tuple(words), phrase=len(words) > 1, excluded=excluded)
        elif excluded:
            # all of a compound is meant: -e-reses does not exclude what has an e
            words = words_of(piece["word"])
            if words:
                yield Clause(tuple(words), phrase=len(words) > 1, excluded=True)
        else:
            yield from (Clause((word,)) for word in words_of(piece["word"]))


def parse(query: str) -> Typed:
    """Return the clauses of a query."""
    clauses: list[Clause] = []
    surplus: list[str] = []
    count = 0
    for clause in _pieces(query):
        count += len(clause.words)
        if count > MOST_WORDS:
            surplus += clause.words
        elif clause not in clauses or clause.phrase:
            clauses.append(clause)
    return Typed(tuple(dict.fromkeys(clauses)), tuple(dict.fromkeys(surplus)))

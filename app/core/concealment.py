"""Names that may not be read any more: how a text is found to hold one, and what then stands in its place.

A name becomes a regular expression that PostgreSQL and Python read alike, because stored documents are made by the one
and other answers by the other. It finds the name whatever its case, accents, width and punctuation, with or without the
titles around it:

* a word is its letters, each in every form that `search_key` folds to it;
* between two words stands anything but letters and digits, so that `bayu-siregar` in an address is found too;
* titles before and degrees after the name go with it, each of them where it stands (`SE`, `S.E.`);
* a name of a single word is found only where it begins with a capital, for it may be a word of the language as well;
* what is part of a longer word is another name.

A text does not tell which of two people of one name it speaks of, so both are hidden.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated, Any, TypeVar

from fastapi import Depends
from pydantic import BaseModel
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.database import ReadSession
from app.core.text import search_key

MASK = "[dirahasiakan]"
# The properties of records that are written in sentences. Names, addresses and codes are not looked into: a record that
# is itself named after a person is renamed, not blotted out.
PROSE = frozenset(
    {
        *("summary", "problem", "goal", "novelty", "how_it_works", "benefit", "result_before", "result_after"),
        *("note", "note_id", "note_en", "phrase", "dispute_note", "evidence", "remark", "title", "rkpd_line"),
        *("decree", "publisher", "address", "reason", "removed_reason", "out_reason", "comment", "reference"),
        *("adaptation", "attribution", "support_scope", "cost_bearer", "ip_owner", "part"),
        *("description", "date_basis", "material", "adopted"),
    }
)
# The expression that finds every concealed name, or null if there is none. The longest come first: of two names that
# begin alike, the engine takes the first that fits.
NAMES_SQL = "(SELECT string_agg(n.pattern, '|' ORDER BY length(n.pattern) DESC, n.pattern) FROM concealed_name n)"
# Shared by everybody who makes documents, held alone by who conceals a name: no document is made without knowing of it.
LOCK_KEY = "hashtext('inovasi.concealment')"

# What stands in words, in any script; all else may stand between them. Written out, because `\w` is not the same in
# both engines.
_IN_WORDS = "0-9A-Za-z\u00c0-\u1fff\u3040-\ud7ff\uff10-\uff5a"
_APART = f"[^{_IN_WORDS}]+"
_BEGIN, _END = f"(?<![{_IN_WORDS}])", f"(?![{_IN_WORDS}])"
_MARKS = "[\u0300-\u036f]*"
# the alphabets with capitals and accents: Latin, Greek, Cyrillic, Armenian, and the wide letters of Asian keyboards
_ALPHABETS = (range(0x30, 0x590), range(0x1E00, 0x2000), range(0xFF10, 0xFF5B))

_ValueT = TypeVar("_ValueT")


@lru_cache(maxsize=1)
def _forms() -> Mapping[str, str]:
    """Return for each folded letter, digit or pair of letters the characters that fold to it."""
    forms: dict[str, str] = {}
    for number in (number for alphabet in _ALPHABETS for number in alphabet):
        folded = search_key(chr(number))
        if len(folded) in {1, 2} and " " not in folded:
            forms[folded] = forms.get(folded, "") + chr(number)
    return forms


def _letter(folded: str, *, capital: bool = False) -> str:
    every = _forms().get(folded, folded)
    large = "".join(form for form in every if form.isupper())
    return f"[{large if capital and large else every}]{_MARKS}"


def _word(folded: str, between: str = "", *, capital: bool = False) -> str:
    """Return the expression for a folded word. One character may stand for two letters, as the sharp s does for ss."""
    parts, place = [], 0
    while place < len(folded):
        pair = folded[place : place + 2]
        double = len(pair) > 1 and pair in _forms()
        letters = between.join(_letter(one, capital=capital and not place) for one in (pair if double else pair[0]))
        parts.append(f"(?:{letters}|{_letter(pair)})" if double else letters)
        place += 2 if double else 1
    return between.join(parts)


def pattern_of(name: str, title_prefix: str | None = None, degrees: str | None = None) -> str | None:
    """Return the expression that finds a name in texts, or None if the name has neither letters nor digits."""
    words = search_key(name).split()
    if not words:
        return None
    single = len(words) == 1
    bare = _APART.join(_word(word, capital=single) for word in words)
    before = "".join(f"(?:{title}{_APART})?" for title in _titles(title_prefix))
    after = "".join(f"(?:{_APART}{title})?" for title in _titles(degrees))
    return f"{_BEGIN}{before}{bare}{after}{_END}"


def _titles(told: str | None) -> list[str]:
    """Return an expression for each title of a list such as `S.E., MM`, whatever the points in it."""
    keys = (search_key(title).replace(" ", "") for title in re.split(r"[,;\s]+", told or ""))
    return [_word(key, f"[^{_IN_WORDS}]*") for key in keys if key]


class Concealment:
    """Takes concealed names out of texts; `names` is the expression that finds them, or None if there are none."""

    def __init__(self, names: str | None) -> None:
        self._names = re.compile(names) if names else None

    def text(self, told: str) -> str:
        """Return a text without the names."""
        return self._names.sub(MASK, told) if self._names else told

    def told(self, value: _ValueT) -> _ValueT:
        """Return an answer (a model, or what JSON can hold) without the names in anything that is written in sentences.

        It is the same object if there is nothing to hide.
        """
        return self._told(value) if self._names else value

    def _told(self, value: Any) -> Any:
        if isinstance(value, BaseModel):
            return value.model_copy(update={name: self._part(name, part) for name, part in value})
        if isinstance(value, dict):
            return {name: self._part(name, part) for name, part in value.items()}
        if isinstance(value, list):
            return [self._told(part) for part in value]
        return value

    def _part(self, name: str, value: Any) -> Any:
        return self.text(value) if isinstance(value, str) and name in PROSE else self._told(value)


async def concealment(session: AsyncSession) -> Concealment:
    """Return what takes the names out that are concealed now."""
    return Concealment(await session.scalar(text(f"SELECT {NAMES_SQL}")))


async def read_concealment(session: ReadSession) -> Concealment:
    """Return what takes the names out of the answer to a read."""
    return await concealment(session)


ConcealmentDep = Annotated[Concealment, Depends(read_concealment)]

"""The words by which a published innovation is found, made of its document. No I/O.

A document holds what everyone may read and nothing else, so neither a draft's fact nor a concealed name is found here.
Words are what `search_key` makes of a text, and a search folds what is asked in the same way. Names are also found with
two neighbouring words joined (`ereses`, `qrcode`) and written as one; `=` before the latter marks a whole name.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from app.core.concealment import MASK
from app.core.text import search_key
from app.models.concealment import CONCEALED_SLUG

# a longer one is no word that anybody types
MOST_LETTERS = 60
# words of two texts that follow each other are no phrase
_GAP = 10
# PostgreSQL counts no further, and keeps so many places of a word at most
_LAST_PLACE = 16_000
_MOST_PLACES = 200
# only a name of few words is written as one
_JOINED_WORDS = 4
WHOLE = "="
# the properties that are written in sentences, with their weights
PROSE_WEIGHTS = {
    "summary": "C",
    **dict.fromkeys(("problem", "goal", "novelty", "how_it_works", "benefit", "result_before", "result_after"), "D"),
}


def words_of(text: str) -> list[str]:
    """Return the folded words of a text, in their order."""
    return [word for word in search_key(text).split() if len(word) <= MOST_LETTERS]


def joined(words: Sequence[str]) -> list[str]:
    """Return the words of a name joined in pairs, and all of them together where they are few."""
    pairs = [one + other for one, other in pairwise(words)]
    whole = ["".join(words)] if len(words) in range(3, _JOINED_WORDS + 1) else []
    return [word for word in (*pairs, *whole) if len(word) <= MOST_LETTERS]


@dataclass(frozen=True, slots=True)
class Part:
    """A text of a record that is looked in: which one it is, and what its words weigh."""

    field: str
    text: str
    weight: str


def parts_of(document: dict[str, Any], agency_names: Iterable[str]) -> Iterator[Part]:
    """Yield the texts of a document in which words are looked for, the weightiest first.

    `agency_names` are the names that the owner, and those before and after it, have had.
    """
    yield Part("name", document["name"], "A")
    yield from (Part("alias", alias["name"], "A") for alias in document["aliases"])
    yield from (Part("agency", name, "B") for name in agency_names)
    people = (part["person"] for part in document["people"])
    yield from (Part("person", person["name"], "B") for person in people if person["slug"] != CONCEALED_SLUG)
    yield from (Part(name, document[name], weight) for name, weight in PROSE_WEIGHTS.items() if document[name])
    yield from (Part("classification", entry["name"], "C") for entry in document["classifications"])
    areas = (place["area"]["name"] for place in document["places"] if place["area"])
    yield from (Part("place", name, "D") for name in areas)
    yield from (Part("place", place["name"], "D") for place in document["places"] if place["name"])
    if platform := document["platform"]["name"]:
        yield Part("platform", platform, "D")


@dataclass(slots=True)
class Index:
    """The words of one record: each with its places, and whether it stands in a name."""

    places: dict[str, list[str]] = field(default_factory=dict)
    named: dict[str, bool] = field(default_factory=dict)

    def add(self, word: str, place: int, weight: str, *, shown: bool = True) -> None:
        """Note that a word stands at a place; one that is not `shown` is a mark and no word."""
        places = self.places.setdefault(word, [])
        if len(places) < _MOST_PLACES:
            places.append(f"{min(place, _LAST_PLACE)}{weight}")
        if shown:
            self.named[word] = self.named.get(word, False) or weight in "AB"

    def text(self) -> str:
        """Return the words as PostgreSQL reads a `tsvector`."""
        return " ".join(f"'{word}':{','.join(places)}" for word, places in self.places.items())


def index_of(document: dict[str, Any], agency_names: Iterable[str]) -> Index:
    """Return the words of a document."""
    index, place = Index(), 1
    for part in parts_of(document, agency_names):
        # what stands for a concealed name is no word
        words = words_of(part.text.replace(MASK, " "))
        for number, word in enumerate(words):
            index.add(word, place + number, part.weight)
        if part.field in {"name", "alias", "agency"}:
            for word in joined(words):
                index.add(word, place, part.weight)
        if part.weight == "A":
            index.add(WHOLE + "".join(words)[:MOST_LETTERS], place, part.weight, shown=False)
        place += len(words) + _GAP
    return index

"""Synonyms, spelling variants, abbreviations, and words that tell nothing: reviewed data, checked when it is read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.innovations.words import words_of
from app.search.spelling import meant

_FILE = Path(__file__).with_name("synonyms.yaml")
_MOST_VARIANT = 10
_SHORTEST_PART = 4
_SHORTEST_MEANT = 6
_MOST_REMEMBERED = 2048

Told = Annotated[str, Field(min_length=3, max_length=500)]


class SynonymKind(StrEnum):
    """Why two words are found for each other."""

    EJAAN = "ejaan"
    SINONIM = "sinonim"
    SINGKATAN = "singkatan"
    TERJEMAHAN = "terjemahan"
    LAYANAN = "layanan"


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(_Entry):
    """A list of words with where it is from."""

    source: Told
    words: str

    @property
    def every(self) -> frozenset[str]:
        """The words, folded."""
        return frozenset(words_of(self.words))


class Group(_Entry):
    """Sets of variants of one kind, with what they rest on and when somebody last looked at them."""

    kind: SynonymKind
    source: Told
    reviewed_on: date
    variants: list[Annotated[list[Told | str], Field(min_length=2, max_length=12)]]

    @model_validator(mode="after")
    def _folded(self) -> "Group":
        for variants in self.variants:
            for variant in variants:
                words = words_of(variant)
                if not words or len(words) > _MOST_VARIANT or " ".join(words) != variant:
                    message = f"{variant!r} is not written as words are compared"
                    raise ValueError(message)
            if len(set(variants)) != len(variants):
                message = f"{variants} says a variant twice"
                raise ValueError(message)
        return self


class SynonymFile(_Entry):
    """Everything that was reviewed."""

    edition: date
    stop: Words
    weak: Words
    groups: list[Group]

    @model_validator(mode="after")
    def _apart(self) -> "SynonymFile":
        if both := self.stop.every & self.weak.every:
            message = f"{sorted(both)} cannot be both stop words and weak"
            raise ValueError(message)
        return self


Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Variant:
    """What is looked for beside what was asked."""

    words: Phrase
    kind: SynonymKind


class Synonyms:
    """The reviewed data, as a query asks it."""

    def __init__(self, file: SynonymFile) -> None:
        self.stop, self.weak = file.stop.every, file.weak.every
        self._variants: dict[Phrase, dict[Phrase, SynonymKind]] = {}
        self._spelt: dict[str, list[str]] = {}
        self._standard: dict[str, str] = {}
        for group in sorted(file.groups, key=lambda group: group.kind is not SynonymKind.EJAAN):
            for variants in group.variants:
                self._add([tuple(variant.split()) for variant in variants], group.kind)
        # a misspelt word is not taken for one of these
        self.mute = self.stop | frozenset(word for word in self.weak if len(word) < _SHORTEST_MEANT)
        self.longest = max(map(len, self._variants))
        self._by_letter: dict[str, list[str]] = {}
        for phrase in self._variants:
            if len(phrase) == 1:
                self._by_letter.setdefault(phrase[0][0], []).append(phrase[0])
        # people ask for the same words again and again, and the data never changes
        self.of = lru_cache(maxsize=_MOST_REMEMBERED)(self._of)
        self.meant = lru_cache(maxsize=_MOST_REMEMBERED)(self._meant)

    def _add(self, variants: Sequence[Phrase], kind: SynonymKind) -> None:
        for variant in variants:
            others = self._variants.setdefault(self._respelt(variant), {})
            for other in variants:
                if other != variant:
                    others.setdefault(other, kind)
        short = [variant[0] for variant in variants if len(variant) == 1]
        if kind is SynonymKind.EJAAN:
            for word in short:
                self._spelt.setdefault(word, []).extend(other for other in short if other != word)
                self._standard[word] = short[0]

    def _respelt(self, phrase: Phrase) -> Phrase:
        """Return the words of several as the standard spells them; a single word is looked for as it is."""
        return tuple(self._standard.get(word, word) for word in phrase) if len(phrase) > 1 else phrase

    def _of(self, phrase: Phrase) -> tuple[Variant, ...]:
        """Return what else is looked for instead of a word or words; a word may have affixes."""
        found = dict(self._variants.get(self._respelt(phrase), {}))
        if len(phrase) == 1:
            for respelt in self._with_respelt_part(phrase[0]):
                found.setdefault((respelt,), SynonymKind.EJAAN)
            for root in (self._standard.get(phrase[0], phrase[0]), *roots(phrase[0])):
                for other, kind in self._variants.get((root,), {}).items():
                    found.setdefault(other, kind)
        found.pop(phrase, None)
        return tuple(Variant(words, kind) for words, kind in found.items())

    def _meant(self, word: str) -> tuple[Variant, ...]:
        """Return what else is looked for if a word is a misspelling of one that has variants."""
        if len(word) < _SHORTEST_MEANT:
            return ()
        near = meant(word, self._by_letter.get(word[0], ()), most=1)
        return tuple(variant for one in near for variant in self.of((one,)))

    def _with_respelt_part(self, word: str) -> list[str]:
        """Return the word with a part of it in another spelling: `perijinan` is `perizinan`."""
        parts = (part for part in self._spelt if len(part) >= _SHORTEST_PART and part in word and part != word)
        return [word.replace(part, other) for part in parts for other in self._spelt[part]]


_PREFIXES = ("meng", "meny", "mem", "men", "me", "peng", "pem", "pen", "per", "pe", "ber", "ter", "di", "ke", "se")
_SUFFIXES = ("nya", "kan", "an", "i", "lah", "kah")


def roots(word: str) -> list[str]:
    """Return what may be left of a word without an affix at either end; whether it is a word is for the data to say."""
    bare = [word, *(word.removesuffix(end) for end in _SUFFIXES if word.endswith(end))]
    cut = [*bare, *(one.removeprefix(begin) for one in bare for begin in _PREFIXES if one.startswith(begin))]
    return [root for root in dict.fromkeys(cut) if root != word and len(root) >= _SHORTEST_PART]


@lru_cache(maxsize=1)
def synonyms() -> Synonyms:
    """Return the data that ships.

    Raises:
        pydantic.ValidationError: it is not as it should be.
    """
    return Synonyms(SynonymFile.model_validate(yaml.safe_load(_FILE.read_text(encoding="utf-8"))))

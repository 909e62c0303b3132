"""The words of statistics: titles, definitions, units and sources in both languages, read and checked from the files.

Each file in `words/` adds to the others; what two of them say of the same code is refused. So whoever adds a statistic
adds a file, and what several statistics share (a dimension, a measure, a note) is worded once.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field

from app.reference.files import vocabularies
from app.statistics.schemas import Words

FOLDER = Path(__file__).parent / "words"

_Sentence = Annotated[str, Field(min_length=1, max_length=4000)]
_Code = Annotated[str, Field(max_length=60, pattern="^[a-z][a-z0-9_]*$")]
_EntryT = TypeVar("_EntryT")


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Wording(_Part):
    """A text in Indonesian and English; `{name}` is filled in when it is told."""

    id: _Sentence
    en: _Sentence

    def told(self, **facts: object) -> Words:
        """Return it as clients get it, with its facts filled in."""
        return Words(id=self.id.format(**facts), en=self.en.format(**facts))


class DimensionWords(_Part):
    """What a dimension is called. Codes of a `vocabulary` have their labels from there."""

    label: Wording
    vocabulary: str | None = None
    # where a record has no value, or nobody knows it
    none: Wording | None = None


class MeasureWords(_Part):
    """What a measure is called, counted in, and what it means."""

    label: Wording
    unit: Wording
    definition: Wording
    decimals: Annotated[int, Field(ge=0, le=6)] = 0


class StatisticWords(_Part):
    """What a statistic is called, what it counts, and from what."""

    title: Wording
    definition: Wording
    unit: Wording
    source: Wording


class WordsFile(_Part):
    """A file, or all of them together."""

    statistics: dict[_Code, StatisticWords] = {}
    dimensions: dict[_Code, DimensionWords] = {}
    measures: dict[_Code, MeasureWords] = {}
    notes: dict[_Code, Wording] = {}
    labels: dict[_Code, Wording] = {}


def read_words(folder: Path = FOLDER) -> WordsFile:
    """Return what the files of a folder say together.

    Raises:
        pydantic.ValidationError: a file has another shape.
        ValueError: two files word the same code.
    """
    files = [
        WordsFile.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
        for path in sorted(folder.glob("*.yaml"))
    ]
    return WordsFile(
        statistics=_together("statistic", [one.statistics for one in files]),
        dimensions=_together("dimension", [one.dimensions for one in files]),
        measures=_together("measure", [one.measures for one in files]),
        notes=_together("note", [one.notes for one in files]),
        labels=_together("label", [one.labels for one in files]),
    )


def _together(what: str, parts: list[dict[str, _EntryT]]) -> dict[str, _EntryT]:
    found: dict[str, _EntryT] = {}
    for part in parts:
        for code, entry in part.items():
            if code in found:
                message = f"two files word the {what} {code}"
                raise ValueError(message)
            found[code] = entry
    return found


@cache
def words() -> WordsFile:
    """Return the words of the shipped files."""
    return read_words()


@cache
def _labels(vocabulary: str) -> Mapping[str, Words]:
    found = next(one for one in vocabularies() if one.name == vocabulary)
    return {code.code: Words(id=code.label.id, en=code.label.en) for code in found.codes}


def label_of(vocabulary: str, code: str) -> Words:
    """Return what a code of a vocabulary is called; one that has no words yet is called by itself."""
    return _labels(vocabulary).get(code) or same(code)


def same(text: str) -> Words:
    """Return a name that is the same in both languages."""
    return Words(id=text, en=text)


def label(code: str, **facts: object) -> Words:
    """Return a label of the files."""
    return words().labels[code].told(**facts)


def note(code: str, **facts: object) -> Words:
    """Return a note of the files, with its facts filled in."""
    return words().notes[code].told(**facts)

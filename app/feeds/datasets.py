"""The open data sets as reviewed data."""

from datetime import date
from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

FILE = Path(__file__).with_name("datasets.yaml")


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(_Entry):
    """One text in both languages."""

    id: str
    en: str


class Keywords(_Entry):
    """What to find a data set by, in both languages."""

    id: tuple[str, ...]
    en: tuple[str, ...]


class Dataset(_Entry):
    """A data set: the path of its JSON, and what else it is distributed as.

    `lists` says that it is a list, which is exported; `also` are further paths, `feeds` those that tell its changes,
    and `below` says that everything one step below the path belongs to it.
    """

    code: str
    path: str
    lists: bool = False
    also: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    below: bool = False
    title: Words
    description: Words
    keywords: Keywords
    themes: tuple[str, ...]
    frequency: str

    @property
    def formats(self) -> frozenset[str]:
        """What it is exported in where one route takes the format."""
        return frozenset({"csv", "xlsx"} | ({"ndjson"} if self.lists else set()))


class Contact(_Entry):
    """Whom to ask."""

    name: str
    email: str


class OpenData(_Entry):
    """What the catalogue is made from."""

    contact: Contact
    issued: date
    licence: str
    title: Words
    description: Words
    datasets: tuple[Dataset, ...]


@lru_cache(maxsize=1)
def open_data() -> OpenData:
    """Return the data sets."""
    return OpenData.model_validate(yaml.safe_load(FILE.read_text(encoding="utf-8")))

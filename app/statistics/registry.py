"""What a statistic is: its name, what it may be asked with, and what computes it.

One more statistic is a file with a `Statistic`, a file of its words in `words/`, and a line in `catalogue.py`. The
routes, the sheets and the list of statistics follow from that.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from app.core.database import Session
from app.core.schema import Input
from app.core.security import PUBLIC, Principal
from app.core.settings import Settings
from app.statistics.schemas import Absence, Audience, Words


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What computes a statistic is given: one read, who asks, and the settings."""

    session: Session
    principal: Principal | None
    settings: Settings

    def list_at(self, path: str, query: str = "") -> str:
        """Return the public address of a list: `path` from `/v1`, `query` as it stands in an address."""
        return f"{self.settings.public_url}{path}" + (f"?{query}" if query else "")


class Key(NamedTuple):
    """A value of a dimension; a None code stands for what nobody knows, or for none."""

    code: str | None
    label: Words


class Figure(NamedTuple):
    """A number, or why there is none; `list` is the address of what it counts, `of` the whole of a share."""

    value: int | float | None
    list: str | None = None
    reason: Absence | None = None
    of: int | float | None = None


class Row(NamedTuple):
    """A key for each dimension, and a figure for each measure."""

    keys: tuple[Key, ...]
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Cube:
    """The numbers of a statistic; what they mean stands in its words.

    `dimensions` and `measures` are codes in the order of the keys and figures. `multiple` are the dimensions in which
    a record may stand in several rows.
    """

    as_of: date
    dimensions: Sequence[str]
    measures: Sequence[str]
    total: Sequence[Figure]
    rows: Sequence[Row]
    audience: Audience = Audience.PUBLIC
    notes: Sequence[Words] = ()
    multiple: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Statistic:
    """A statistic. `summary` is what the API document says of it: a sentence, a blank line, and the rest.

    `compute` takes an `Inquiry` and an instance of `parameters`; it may raise `InvalidRequest` with pointers
    `query/<parameter>`. `dimensions` and `measures` are all that it may answer with, `multiple` those of the former
    that let a record stand in several rows. `access` is `PUBLIC`, `SIGNED_IN` or a permission, and says who may ask at
    all; which numbers they get is for `compute` to say, by `Inquiry.principal`.
    """

    name: str
    summary: str
    parameters: type[Input]
    dimensions: tuple[str, ...]
    measures: tuple[str, ...]
    compute: Callable[[Inquiry, Any], Awaitable[Cube]]
    multiple: frozenset[str] = frozenset()
    access: str = PUBLIC

    @property
    def path(self) -> str:
        """Its last part of the address."""
        return self.name.replace("_", "-")

"""What innovations may be told apart by, alone and two at a time: the rule, and nothing else.

| dimension                     | of a record                                                   | in several rows |
|-------------------------------|---------------------------------------------------------------|-----------------|
| `kind`, `stage`, `form`       | its code, `tidak_diketahui` where no source says it            | no              |
| `agency`                      | the owner that the record names, as it is, or none             | no              |
| `year`                        | the year of `first_known_on`, or none                          | no              |
| `cluster`                     | its terms in a scheme (`scheme`), or none                      | yes             |
| `urusan`                      | its terms in the scheme `urusan`, or none                      | yes             |
| `area`                        | the areas of one level (`area_level`) that it serves, or none  | yes             |

Two may stand together unless both are of the kind that lets a record stand in several rows: of such a table nobody
could say what a cell counts. Nor does `form` go with those, because nobody asked.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from app.core.errors import FieldError, InvalidRequest, Text

PLAIN = ("agency", "form", "kind", "stage", "year")
MULTIPLE = ("cluster", "urusan", "area")
DIMENSIONS = ("kind", "stage", "form", "agency", "year", *MULTIPLE)
URUSAN = "urusan"
# what the rows of any statistic of innovations are told apart by
CELLS = (*DIMENSIONS, "start")

_CELL = re.compile(r"[a-z]+:[A-Za-z0-9._-]*")
_UNKNOWN = Text("Dimensi ini tidak ada. Pilihannya: {allowed}.", "There is no such dimension. Choose from: {allowed}.")
_TWICE = Text("Dimensi yang sama disebut dua kali.", "The same dimension is named twice.")
_TOO_MANY = Text("Paling banyak dua dimensi.", "Two dimensions at most.")
_NO_PAIR = Text(
    "Kedua dimensi ini tidak dapat disandingkan. Pasangan yang ada: {allowed}.",
    "These two do not go together. The pairs that there are: {allowed}.",
)
_NO_CELL = Text(
    "Tulislah dimensi:kode, dipisah koma; tanpa kode berarti tidak ada. Dimensi: {allowed}.",
    "Write dimension:code, with commas between; no code stands for none. Dimensions: {allowed}.",
)


class Place(NamedTuple):
    """A value of a dimension; None where a record has none."""

    dimension: str
    code: str | None


def pairs() -> Iterator[tuple[str, str]]:
    """Yield the pairs of dimensions that may stand together, each in one order."""
    for at, first in enumerate(DIMENSIONS):
        for second in DIMENSIONS[at + 1 :]:
            if go_together(first, second):
                yield first, second


def go_together(first: str, second: str) -> bool:
    """Whether two different dimensions may stand together."""
    several = {first, second} & set(MULTIPLE)
    return len(several) == 0 or (len(several) == 1 and "form" not in {first, second})


def dimensions_of(by: str) -> tuple[str, ...]:
    """Return the dimensions of `by`, one or two with a comma between.

    Raises:
        InvalidRequest: it names what is none, one twice, more than two, or two that do not go together.
    """
    names = tuple(by.split(","))
    wrong = _wrong(names)
    if wrong is not None:
        raise InvalidRequest([wrong])
    return names


def _wrong(names: Sequence[str]) -> FieldError | None:
    if not set(names) <= set(DIMENSIONS):
        return FieldError("query/by", "unknown_dimension", _UNKNOWN, {"allowed": ", ".join(DIMENSIONS)})
    if len(set(names)) < len(names):
        return FieldError("query/by", "repeated_dimension", _TWICE)
    if len(names) > 2:  # noqa: PLR2004 - a table has rows and columns
        return FieldError("query/by", "too_many_dimensions", _TOO_MANY)
    if len(names) == 2 and not go_together(*names):  # noqa: PLR2004 - as above
        allowed = ", ".join(f"{first}+{second}" for first, second in pairs())
        return FieldError("query/by", "not_together", _NO_PAIR, {"allowed": allowed})
    return None


def written(places: Sequence[Place]) -> str:
    """Return the text of a cell, as it stands in an address."""
    return ",".join(f"{place.dimension}:{place.code or ''}" for place in places)


def read(cell: str) -> tuple[Place, ...]:
    """Return the places in the text of a cell.

    Raises:
        InvalidRequest: it is none.
    """
    parts = cell.split(",")
    places = tuple(
        Place(name, code or None) for name, _, code in (part.partition(":") for part in parts if _CELL.fullmatch(part))
    )
    names = {place.dimension for place in places}
    if len(names) < len(parts) or not names <= set(CELLS):
        raise InvalidRequest([FieldError("query/cell", "unknown_dimension", _NO_CELL, {"allowed": ", ".join(CELLS)})])
    return places


def tallied(dimensions: Sequence[str]) -> str:
    """Return the dimension of the tallies that counts these: see `app.models.tally`."""
    plain = sorted(name for name in dimensions if name in PLAIN)
    return ".".join([*(["word"] if len(plain) < len(dimensions) else []), *plain])

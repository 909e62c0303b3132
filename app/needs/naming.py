"""That nobody of the council is named in words: members stand by a field of their own, and with a consent alone.

So a consent that is withdrawn takes the name away everywhere at once, and no text has to be searched for it.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from app.core.concealment import Concealment, pattern_of
from app.core.errors import FieldError, Text

_NAMED = Text(
    "Anggota DPRD tidak disebut namanya di sini. Sebutkan badannya; nama hanya pada member, dengan persetujuan.",
    "Members of the council are not named here. Name the body; a name stands in member alone, with a consent.",
)


class Known(NamedTuple):
    """The name of somebody with a seat in the council, as it is on record."""

    name: str
    title_prefix: str | None
    degrees: str | None


def naming_errors(texts: Iterable[tuple[str, str | None]], members: Iterable[Known]) -> Iterator[FieldError]:
    """Yield an error for each text, told with its pointer, that names one of the members, in whatever spelling."""
    patterns = sorted({found for member in members if (found := pattern_of(*member))})
    clear = Concealment("|".join(patterns) or None)
    for pointer, told in texts:
        if told is not None and clear.text(told) != told:
            yield FieldError(pointer, "names_member", _NAMED)

"""Facts that end a request about the index."""

from collections.abc import Iterable

from app.core.errors import Fact, FieldError, Text

_UNKNOWN = Text(
    "Pembagi minimum tahun ini tidak disebut sumber mana pun.", "No source tells the least divisor of this year."
)


class DivisorUnknown(Fact):
    """The instrument does not know by how many innovations the index of this year divides at least."""

    status = 422
    code = "divisor_unknown"
    title = Text("Pembagi tidak diketahui", "Divisor unknown")
    meaning = Text(
        "Instrumen ini tidak menyebut pembagi minimum tahun tersebut, dan tidak ditebak; years menyebut tahun yang "
        "diketahui.",
        "The instrument does not tell the least divisor of that year, and it is not guessed; years names the years "
        "that it knows.",
    )

    def __init__(self, years: Iterable[int]) -> None:
        super().__init__([FieldError("query/year", self.code, _UNKNOWN)], years=sorted(years))

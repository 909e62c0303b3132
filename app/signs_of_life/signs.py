"""What a sign of life must hold to be worth something: rules, without the tables."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from app.core.errors import FieldError, Text
from app.models.codes import SignKind
from app.signs_of_life.inputs import SignOfLifeCreate

# the registry's oldest records are of the years after
EARLIEST = date(2000, 1, 1)

_AHEAD = Text("Tanggal ini belum tiba.", "This date has not come yet.")
_EARLY = Text("Paling awal {earliest}.", "The earliest is {earliest}.")
_NO_FIGURE = Text("Sebutkan angkanya.", "Give the figure.")
_NO_UNIT = Text("Sebutkan satuan angkanya.", "Say what the figure counts.")
_NOTHING_SHOWS_IT = Text(
    "Sebutkan bukti inovasi ini (evidence) atau tempat buktinya disimpan (reference).",
    "Name evidence of this innovation (evidence), or say where the proof is kept (reference).",
)


def sign_errors(sign: SignOfLifeCreate, today: date) -> Iterator[FieldError]:
    """Yield what is wrong with a sign that is recorded on a day."""
    if sign.observed_on > today:
        yield FieldError("#/observed_on", "in_future", _AHEAD)
    if sign.observed_on < EARLIEST:
        yield FieldError("#/observed_on", "too_early", _EARLY, {"earliest": EARLIEST.isoformat()})
    if sign.figure is None and (sign.kind is SignKind.PEMAKAIAN or sign.unit is not None):
        yield FieldError("#/figure", "required", _NO_FIGURE)
    if sign.unit is None and (sign.kind is SignKind.PEMAKAIAN or sign.figure is not None):
        yield FieldError("#/unit", "required", _NO_UNIT)
    if sign.kind is SignKind.BUKTI and sign.evidence is None and sign.reference is None:
        yield FieldError("#/evidence", "required", _NOTHING_SHOWS_IT)


def kept_figure(value: float | None) -> Decimal | None:
    """Return a figure as it is kept; the shortest spelling of the number is what was meant."""
    return None if value is None else Decimal(str(value))


def told_figure(value: Decimal | None) -> str | None:
    """Return a figure as text in its one spelling, whatever its trailing zeros: 80.0000 is `80`."""
    return None if value is None else f"{value.normalize():f}"

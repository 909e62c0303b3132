"""What the record of a visit must hold to be worth something: rules, without the tables."""

from collections.abc import Iterator
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from app.core.errors import FieldError, Text
from app.hearings.inputs import VerificationCreate
from app.models.codes import Finding

# characters that say why a statement does not hold
LEAST_NOTE = 10
# degrees: about a tenth of a metre, closer than any receiver tells
_STEP = Decimal("0.000001")

_HALF_POINT = Text("Titik memerlukan lintang dan bujur.", "A point needs latitude and longitude.")
_AHEAD = Text("Kunjungan ini belum terjadi.", "This visit has not taken place yet.")
_UNEXPLAINED = Text(
    "Jelaskan apa yang tidak sesuai, paling sedikit {least} aksara.",
    "Say what is not as stated, in at least {least} characters.",
)
_NOTHING_SHOWS_IT = Text(
    "Sebutkan bukti inovasi ini (evidence) atau tempat buktinya disimpan (reference).",
    "Name evidence of this innovation (evidence), or say where the proof is kept (reference).",
)


def visit_errors(visit: VerificationCreate, at: datetime) -> Iterator[FieldError]:
    """Yield what is wrong with the record of a visit that is made at a moment."""
    if visit.visited_at > at:
        yield FieldError("#/visited_at", "in_future", _AHEAD)
    if (visit.latitude is None) != (visit.longitude is None):
        yield FieldError("#/longitude" if visit.longitude is None else "#/latitude", "half_point", _HALF_POINT)
    if visit.finding is not Finding.SESUAI and len(visit.note or "") < LEAST_NOTE:
        yield FieldError("#/note", "required", _UNEXPLAINED, {"least": LEAST_NOTE})
    if visit.evidence is None and visit.reference is None:
        yield FieldError("#/evidence", "required", _NOTHING_SHOWS_IT)


def degrees(value: float | None) -> Decimal | None:
    """Return degrees as they are kept, to six decimals; the shortest spelling of the number is what was meant."""
    return None if value is None else Decimal(str(value)).quantize(_STEP, ROUND_HALF_UP)

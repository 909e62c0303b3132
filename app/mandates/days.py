"""Which days may be told of a mandate and of what is decided under it: rules, without the tables."""

from collections.abc import Sequence
from datetime import date

from app.core.errors import FieldError, InvalidRequest, Text

_AHEAD = Text("Tanggal ini belum tiba.", "This date has not come yet.")
_TOO_EARLY = Text("Paling awal {least}.", "The earliest is {least}.")


def not_before(pointer: str, day: date, least: date) -> list[FieldError]:
    """Return the error of a day that lies before the earliest that it may be, if it does."""
    return [] if day >= least else [FieldError(pointer, "too_early", _TOO_EARLY, {"least": least.isoformat()})]


def not_after(pointer: str, day: date, today: date) -> list[FieldError]:
    """Return the error of a day that has not come, if it has not."""
    return [] if day <= today else [FieldError(pointer, "in_future", _AHEAD)]


def refuse(wrong: Sequence[FieldError]) -> None:
    """Let a request pass of which nothing is wrong.

    Raises:
        InvalidRequest: with all that is wrong.
    """
    if wrong:
        raise InvalidRequest(list(wrong))

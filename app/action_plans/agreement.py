"""The agreement of three parties on an action plan: the rule, and nothing else.

Participant, mentor and examiner sign, in any order and each once; with the third signature it is complete. Nobody can
have signed before there was a plan, nor on a day to come. A signature whose day no source says is one all the same.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.core.errors import FieldError, Text
from app.models.codes import PlanParty

PARTIES: Sequence[PlanParty] = tuple(PlanParty)

_BEFORE = Text("Sebelum rencana ada, yaitu {starts_on}.", "This is before there was a plan, on {starts_on}.")
_AHEAD = Text("Tanggal ini belum tiba.", "This date has not come yet.")


@dataclass(frozen=True, slots=True)
class Standing:
    """Who has signed and who has not, and since when the agreement is complete.

    `completed_on` is null while it is not, and where the day of a signature is unknown.
    """

    signed: tuple[PlanParty, ...]
    missing: tuple[PlanParty, ...]
    completed_on: date | None

    @property
    def complete(self) -> bool:
        """Whether all three have signed."""
        return not self.missing


def standing_of(signatures: Mapping[str, date | None]) -> Standing:
    """Return where an agreement stands, by the day of the signature of each party that signed."""
    signed = tuple(party for party in PARTIES if party in signatures)
    missing = tuple(party for party in PARTIES if party not in signatures)
    days = [day for day in signatures.values() if day is not None]
    known = not missing and len(days) == len(PARTIES)
    return Standing(signed, missing, max(days) if known else None)


def signature_errors(signed_on: date | None, starts_on: date, today: date) -> Iterator[FieldError]:
    """Yield what is wrong with the day of a signature."""
    if signed_on is None:
        return
    if signed_on < starts_on:
        yield FieldError("#/signed_on", "before_plan", _BEFORE, {"starts_on": starts_on.isoformat()})
    if signed_on > today:
        yield FieldError("#/signed_on", "in_future", _AHEAD)

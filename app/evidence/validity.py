"""When evidence shows anything: the rule, and nothing else.

A letter counts from the day it was issued until the last day it says of itself, both included; what says neither counts
always. One that was withdrawn shows nothing, whatever the day. So the same piece serves one edition after the other for
as long as it is valid, and is told apart from one that has run out.
"""

from datetime import date, datetime
from typing import Protocol


class Dated(Protocol):
    """A piece of evidence with its dates."""

    @property
    def issued_on(self) -> date | None: ...  # noqa: D102 - a protocol member
    @property
    def valid_until(self) -> date | None: ...  # noqa: D102 - a protocol member
    @property
    def withdrawn_at(self) -> datetime | None: ...  # noqa: D102 - a protocol member


def is_valid(evidence: Dated, on: date) -> bool:
    """Whether a piece of evidence counts on a day."""
    if evidence.withdrawn_at is not None:
        return False
    begun = evidence.issued_on is None or evidence.issued_on <= on
    return begun and (evidence.valid_until is None or on <= evidence.valid_until)

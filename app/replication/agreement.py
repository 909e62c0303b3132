"""Whether the agreement of a replication is in force on a day: the rule, and nothing else.

An agreement is a chain of instruments. Each link is met by one document of its kinds that was issued by the day, is
valid on it (both ends included), was signed by the sides that must sign, was not withdrawn, and was not issued before
the document that meets the link in front of it: across regions the heads of region agree first (nota kesepakatan), then
the heads of agency (perjanjian kerja sama). Source: Kota Magelang, Ketentuan khusus bagi replikator DataGo; that within
a city a letter is enough is inferred.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Protocol

from app.replication.definition import AgreementRule, Link


class Lack(StrEnum):
    """Why a link of an agreement is not met."""

    MISSING = "missing"
    NOT_YET_VALID = "not_yet_valid"
    EXPIRED = "expired"
    UNSIGNED = "unsigned"
    OUT_OF_ORDER = "out_of_order"


class Instrument(Protocol):
    """A document with its dates and signatories, each of them {side, title, name}."""

    @property
    def kind(self) -> str: ...  # noqa: D102 - a protocol member
    @property
    def issued_on(self) -> date: ...  # noqa: D102 - a protocol member
    @property
    def valid_from(self) -> date: ...  # noqa: D102 - a protocol member
    @property
    def valid_until(self) -> date | None: ...  # noqa: D102 - a protocol member
    @property
    def signatories(self) -> Sequence[dict[str, Any]]: ...  # noqa: D102 - a protocol member
    @property
    def withdrawn_at(self) -> Any: ...  # noqa: D102 - a protocol member


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A link that is not met: which of the chain (from 1), by which kinds it could be, and why not.

    `on` is the day that speaks of: the last one on which an expired document was valid, or the first one of a document
    that is not valid yet.
    """

    link: int
    kinds: tuple[str, ...]
    lack: Lack
    on: date | None = None


def shortfalls(rule: AgreementRule, documents: Iterable[Instrument], on: date) -> list[Shortfall]:
    """Return the links of an agreement that are not met on a day; none if it is in force."""
    standing = sorted((one for one in documents if one.withdrawn_at is None), key=lambda one: one.issued_on)
    found: list[Shortfall] = []
    earliest = date.min
    for number, link in enumerate(rule.links, 1):
        named = [one for one in standing if one.kind in link.kinds]
        fit = [one for one in named if _valid(one, on) and _signed(one, link)]
        # the earliest that fits leaves most room for what follows
        met = next((one for one in fit if one.issued_on >= earliest), None)
        if met is None:
            lack, day = _lack(named, fit, link, on)
            found.append(Shortfall(number, tuple(kind.value for kind in link.kinds), lack, day))
        else:
            earliest = met.issued_on
    return found


def _valid(one: Instrument, on: date) -> bool:
    return max(one.issued_on, one.valid_from) <= on and (one.valid_until is None or on <= one.valid_until)


def _signed(one: Instrument, link: Link) -> bool:
    return {side.value for side in link.signed_by} <= {signatory["side"] for signatory in one.signatories}


def _lack(named: Sequence[Instrument], fit: Sequence[Instrument], link: Link, on: date) -> tuple[Lack, date | None]:
    """Return why none of the documents meets a link: what is nearest to meeting it decides."""
    if fit:
        return Lack.OUT_OF_ORDER, None
    signed = [one for one in named if _signed(one, link)]
    if not signed:
        return (Lack.UNSIGNED if named else Lack.MISSING), None
    ahead = [max(one.issued_on, one.valid_from) for one in signed if max(one.issued_on, one.valid_from) > on]
    if ahead:
        return Lack.NOT_YET_VALID, min(ahead)
    return Lack.EXPIRED, max((one.valid_until for one in signed if one.valid_until is not None), default=None)

"""How far each agency is on the way to what a mandate asks, on any day: the rule, and nothing else.

**Who is obliged.** On a day from `effective_on` on, and before the mandate was revoked, every agency of the city that
is in force and of one of the mandate's kinds on that day. Before that nobody is; after it the state of the mandate's
last day stays.

**What is so of an agency** is the first of these that applies:

1. what was decided of it itself (`dikecualikan`, `memakai_setara`) and stands;
2. `berjalan`, its own or inherited: the innovation comes from it, and is neither dormant nor stopped; or its replica
   runs, which began to by its request and has not ended, and is neither dormant nor stopped itself; or it has a
   published record that adapts or copies the innovation and is `aktif`, whether it ever asked or not;
3. `memakai_setara`, inherited;
4. `diajukan`, its own or inherited: it asked, and is on the way;
5. `dikecualikan`, inherited;
6. `belum`.

A replica that fell dormant or ended does not count, nor is its request on the way any more: the agency is back at
`belum`, and is told what lapsed.

**What an agency inherits** from those that it followed by that day, at any distance:

|                      | renamed | merged into                       | split from, which ended | from one that goes on |
|----------------------|---------|-----------------------------------|-------------------------|-----------------------|
| origin, replica runs | it      | from each                         | each part               | what ran on the day   |
| a request is open    | it      | from each                         | each part               | nothing               |
| `memakai_setara`     | it      | only if all that merged had one   | each part               | what stood on the day |
| `dikecualikan`       | it      | only if all that merged had one   | lapses                  | lapses                |

What works goes on working under another roof, so a replica counts for whoever took it over. An exemption was decided of
a body in its own circumstances, and an equivalent serves whom it served: neither speaks for those who joined. All that
merged are the predecessors that the mandate obliged the day before, and the successor if it was one of them. What does
not go over has lapsed, and is told until something is decided of the successor itself. On the days before a merger its
predecessors stand apart. What a record of the same body under a later name has counts for the earlier one, while what a
merged agency has says nothing of which predecessor had it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from app.agencies.bodies import Body, Edge, Version
from app.mandates.city import City, by_name
from app.mandates.spans import Span
from app.models.codes import MandateStatus, SuccessionKind

_DAY = timedelta(days=1)
_STEP = Decimal("0.0001")
_RULED = frozenset({MandateStatus.MEMAKAI_SETARA, MandateStatus.DIKECUALIKAN})
_FULFILLED = (MandateStatus.BERJALAN, MandateStatus.MEMAKAI_SETARA)
# where nothing was decided of the agency itself, what comes first here
_ORDER = (MandateStatus.BERJALAN, MandateStatus.MEMAKAI_SETARA, MandateStatus.DIAJUKAN, MandateStatus.DIKECUALIKAN)


class Basis(StrEnum):
    """What the status of an agency rests on."""

    KEPUTUSAN = "keputusan"
    ASAL = "asal"
    PERMOHONAN = "permohonan"
    REPLIKA = "replika"


class Terms(NamedTuple):
    """What a mandate says of whom it obliges, and when."""

    effective_on: date
    kinds: frozenset[str]
    revoked_on: date | None = None

    def day_of(self, as_of: date) -> date | None:
        """Return the day whose state a date shows; None if the mandate was not in force by then, or never came to be.

        After it was revoked that is its last day.
        """
        last = as_of if self.revoked_on is None or as_of < self.revoked_on else self.revoked_on - _DAY
        return last if last >= self.effective_on else None


@dataclass(frozen=True, slots=True)
class Holding:
    """Something of an agency's that gives it a status on some days.

    `ref` is the request, record or decision that it is (a record that came of a request is told by that), `began` the
    first of all its days, of which it may have several spans.
    """

    status: MandateStatus
    basis: Basis
    ref: UUID
    span: Span
    began: date


class Had(NamedTuple):
    """A holding, and the agency that has or had it."""

    holding: Holding
    holder: UUID


class Lapse(NamedTuple):
    """A holding that does not count any more, and since which day; null where the day is not known."""

    had: Had
    on: date | None


@dataclass(slots=True)
class Estate:
    """All that an agency has on a day, its own and inherited, and what of it lapsed."""

    has: list[Had] = field(default_factory=list)
    lapsed: list[Lapse] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an obliged agency is on a day, since when, and what that rests on; null for `belum`."""

    body: Body
    version: Version
    status: MandateStatus
    since: date
    had: Had | None
    lapsed: tuple[Lapse, ...]


class Progress:
    """The standing of every agency under a mandate; `holdings` are those of each agency by its id."""

    def __init__(self, terms: Terms, city: City, holdings: Mapping[UUID, Sequence[Holding]]) -> None:
        self._terms = terms
        self._city = city
        self._holdings = holdings
        self._estates: dict[tuple[UUID, date], Estate] = {}

    def standings(self, on: date) -> list[Standing]:
        """Return where each obliged agency is on a day of the mandate's, by name."""
        obliged = [
            (body, version)
            for body in self._city.bodies.values()
            if (version := self._city.obliged(body.id, self._terms.kinds, on)) is not None
        ]
        return [self._standing(body, version, on) for body, version in by_name(obliged)]

    def _standing(self, body: Body, version: Version, on: date) -> Standing:
        estate = self._estate(body.id, on)
        had = _chosen(estate, body.id)
        status = had.holding.status if had else MandateStatus.BELUM
        lapsed = () if had and had.holding.status in _RULED else tuple(_told(estate))
        return Standing(body, version, status, self._since(body.id, status, on), had, lapsed)

    def _since(self, agency_id: UUID, status: MandateStatus, on: date) -> date:
        """Return the first of the days up to one on which a status has held all the time."""
        line = self._city.ancestry(agency_id, on)
        days = self._city.turning_days(line) | {self._terms.effective_on}
        days |= {day for one in line for holding in self._holdings.get(one, ()) for day in holding.span}
        since = on
        for day in sorted((one for one in days if self._terms.effective_on <= one <= on), reverse=True):
            if self._status(agency_id, day) is not status:
                break
            since = day
        return since

    def _status(self, agency_id: UUID, on: date) -> MandateStatus | None:
        if self._city.obliged(agency_id, self._terms.kinds, on) is None:
            return None
        had = _chosen(self._estate(agency_id, on), agency_id)
        return had.holding.status if had else MandateStatus.BELUM

    def _estate(self, agency_id: UUID, on: date) -> Estate:
        if (known := self._estates.get((agency_id, on))) is not None:
            return known
        # whoever comes by here again, in a circle of successions, inherits nothing more
        estate = self._estates[agency_id, on] = Estate()
        own = self._own(agency_id, on)
        decided = any(had.holding.status in _RULED for had in own.has)
        found = [own]
        for edges in self._city.events(agency_id, on):
            left = [(edge, self._estate(edge.predecessor, on)) for edge in edges]
            found += [self._passed(edge, one, self._unanimous(left)) for edge, one in left]
        for one in found:
            kept = one is own or not decided
            estate.has += [had for had in one.has if had not in estate.has and (kept or not _ruled(had))]
            estate.lapsed += [
                gone for gone in one.lapsed if gone not in estate.lapsed and (kept or not _ruled(gone.had))
            ]
        return estate

    def _own(self, agency_id: UUID, on: date) -> Estate:
        """Return what an agency has itself, and under its later names: what it had and has not any more lapsed."""
        estate = Estate()
        for one in self._city.later_names(agency_id, on):
            for holding in self._holdings.get(one, ()):
                had = Had(holding, agency_id)
                if holding.span.holds(on):
                    estate.has.append(had)
                elif holding.status is MandateStatus.BERJALAN and holding.span.until <= on:
                    estate.lapsed.append(Lapse(had, holding.span.until))
        return estate

    def _unanimous(self, left: Sequence[tuple[Edge, Estate]]) -> frozenset[MandateStatus]:
        """Return the rulings that all who merged had; of other successions those that go over."""
        edge = left[0][0]
        if edge.kind == SuccessionKind.RENAMED:
            return _RULED
        if edge.kind == SuccessionKind.SPLIT_FROM:
            return frozenset({MandateStatus.MEMAKAI_SETARA})
        kinds = self._terms.kinds
        if edge.on is not None and self._city.came_as(edge.successor, kinds, edge.on):
            return frozenset()
        joined = [estate for one, estate in left if self._city.came_as(one.predecessor, kinds, one.on)]
        return frozenset(
            ruling for ruling in _RULED if all(any(had.holding.status is ruling for had in one.has) for one in joined)
        )

    def _passed(self, edge: Edge, estate: Estate, rulings: frozenset[MandateStatus]) -> Estate:
        """Return what goes over to a successor of what its predecessor has, and what lapses by that."""
        has, lapsed = estate.has, estate.lapsed
        if edge.on is not None and self._city.went_on(edge):
            day = edge.on
            has = [one for one in has if one.holding.began < day and one.holding.status is not MandateStatus.DIAJUKAN]
            lapsed = [one for one in lapsed if one.had.holding.began < day and one.on and one.on >= day]
        kept = [one for one in has if not _ruled(one) or one.holding.status in rulings]
        return Estate(kept, [*lapsed, *(Lapse(one, edge.on) for one in has if one not in kept)])


def _ruled(had: Had) -> bool:
    return had.holding.status in _RULED


def _chosen(estate: Estate, agency_id: UUID) -> Had | None:
    """Return what the status of an agency rests on: of what is alike its own, and then what began first."""

    def place(had: Had) -> tuple[bool, int, bool, date, UUID]:
        own, holding = had.holder == agency_id, had.holding
        return not (own and _ruled(had)), _ORDER.index(holding.status), not own, holding.began, holding.ref

    return min(estate.has, key=place, default=None)


def _told(estate: Estate) -> Iterable[Lapse]:
    """Return what lapsed, each thing once, the last first, without what is there again by another span of its days."""
    present = {had.holding.ref for had in estate.has}
    last: dict[UUID, Lapse] = {}
    for one in sorted(estate.lapsed, key=lambda lapse: (lapse.on or date.min, lapse.had.holding.ref), reverse=True):
        last.setdefault(one.had.holding.ref, one)
    return [lapse for ref, lapse in last.items() if ref not in present]


class Tally(NamedTuple):
    """How many agencies are where, and which share of those that are not exempt does what the mandate asks.

    The share has four decimals, half up; it is null where nobody is left to do it.
    """

    counts: dict[MandateStatus, int]
    total: int
    share: Decimal | None

    @property
    def waiting(self) -> bool:
        """Whether somebody has still to do it."""
        return bool(self.counts[MandateStatus.BELUM] + self.counts[MandateStatus.DIAJUKAN])


def tally(statuses: Iterable[MandateStatus]) -> Tally:
    """Return how many agencies are where."""
    counts = dict.fromkeys(MandateStatus, 0)
    for status in statuses:
        counts[status] += 1
    total = sum(counts.values())
    asked = total - counts[MandateStatus.DIKECUALIKAN]
    done = sum(counts[status] for status in _FULFILLED)
    share = (Decimal(done) / asked).quantize(_STEP, ROUND_HALF_UP) if asked else None
    return Tally(counts, total, share)

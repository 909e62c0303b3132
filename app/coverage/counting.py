"""What an innovation is on a day, and what an agency has by that: the rule, and nothing else.

**From when on an innovation counts.** From the first dated stage of its use (`uji_coba`, `penerapan`). Where its use
has no date, from the day on which it was first known, and where that is unknown too, from the day on which its record
was published. Of a partial date that is the last day that it can mean, or the day on which it was recorded, if it was
one of those days: by then it was so. An innovation of which nothing but an idea (`inisiatif`) is on record is in no use
and does not count.

**What it is then** follows from its stages and signs of life, by the rules of `signs_of_life`: it lives until it is
`vakum` or `berhenti`. What is `stale` lives, and is told apart.

**What an agency has** is the first of these that applies: an innovation of its own that lives; a replica that lives,
which is one that adapts or copies an innovation of another line of agencies; innovations that stopped or fell dormant;
none. A replica covers an agency as well: that every agency has one innovation is not to say that each makes a new
application. A second innovation changes nothing. What gave no sign of life yet lives until one is overdue, and is told
apart too: of the years before it was put on record nothing else can be said.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from uuid import UUID

from app.core.partial_date import first_day, last_day
from app.models.codes import CoverageStatus, Stage, Vitality
from app.signs_of_life.stops import Entered, stop_of
from app.signs_of_life.vitality import Life, state_of

_USE = frozenset({Stage.UJI_COBA.value, Stage.PENERAPAN.value})
_IDEA = frozenset({Stage.INISIATIF.value, Stage.BERHENTI.value})
_ENDED = frozenset({Vitality.VAKUM, Vitality.BERHENTI})
COVERED = (CoverageStatus.INOVASI_SENDIRI, CoverageStatus.REPLIKA_SAJA)


class CountedBy(StrEnum):
    """What says from when on an innovation counts."""

    TAHAP = "tahap"
    PERTAMA_DIKETAHUI = "pertama_diketahui"
    TERBIT = "terbit"


@dataclass(frozen=True, slots=True)
class Beginning:
    """From when on an innovation counts, and what says so."""

    on: date
    by: CountedBy


@dataclass(frozen=True, slots=True)
class Known:
    """A published innovation of the city, as far as it matters from when on it counts and whether it lives."""

    id: UUID
    slug: str
    name: str
    name_key: str
    agency_id: UUID | None
    replica: bool
    published_on: date
    first_known_on: str | None
    stages: tuple[Entered, ...]

    def begins(self) -> Beginning | None:
        """Return from when on it counts; None where it is an idea so far."""
        used = [stage for stage in self.stages if stage.stage in _USE]
        dated = [_by_then(stage.started_on, stage.recorded_on) for stage in used if stage.started_on]
        if dated:
            return Beginning(min(dated), CountedBy.TAHAP)
        told = {stage.stage for stage in self.stages}
        if Stage.INISIATIF in told and told <= _IDEA:
            return None
        if self.first_known_on:
            return Beginning(_by_then(self.first_known_on, self.published_on), CountedBy.PERTAMA_DIKETAHUI)
        return Beginning(self.published_on, CountedBy.TERBIT)

    def vitality(self, on: date, last_sign: date | None, months: int) -> Vitality:
        """Return what it is on a day with its last sign of life by then, if it owes one every so many months."""
        stop = stop_of(self.stages, on)
        life = Life(self.published_on, last_sign, stop.counts_from if stop else None)
        return state_of(life, on, months).vitality


@dataclass(frozen=True, slots=True)
class Counted:
    """An innovation that counts on a day, and what it is then."""

    known: Known
    beginning: Beginning
    vitality: Vitality

    @property
    def lives(self) -> bool:
        """Whether it neither stopped nor is dormant."""
        return self.vitality not in _ENDED


@dataclass(frozen=True, slots=True)
class Has:
    """How many innovations an agency has on a day: living ones of its own and replicas, and what ended.

    Among the living `awaited` counts those that never gave a sign of life, `stale` those whose next one is overdue.
    """

    own: int = 0
    replicated: int = 0
    awaited: int = 0
    stale: int = 0
    dormant: int = 0
    stopped: int = 0

    @property
    def living(self) -> int:
        """How many live."""
        return self.own + self.replicated

    @property
    def ever(self) -> int:
        """How many there are and were."""
        return self.living + self.dormant + self.stopped

    @property
    def status(self) -> CoverageStatus:
        """What it comes to."""
        if self.own:
            return CoverageStatus.INOVASI_SENDIRI
        if self.replicated:
            return CoverageStatus.REPLIKA_SAJA
        return CoverageStatus.SEMUA_BERHENTI if self.ever else CoverageStatus.BELUM_ADA

    @property
    def covered(self) -> bool:
        """Whether the agency has one that lives."""
        return self.living > 0


def has_of(counted: Iterable[Counted]) -> Has:
    """Return how many innovations there are of each sort."""
    every = list(counted)
    living = [one for one in every if one.lives]
    return Has(
        own=sum(not one.known.replica for one in living),
        replicated=sum(one.known.replica for one in living),
        awaited=sum(one.vitality is Vitality.MENUNGGU for one in living),
        stale=sum(one.vitality is Vitality.STALE for one in living),
        dormant=sum(one.vitality is Vitality.VAKUM for one in every),
        stopped=sum(one.vitality is Vitality.BERHENTI for one in every),
    )


@dataclass(frozen=True, slots=True)
class Tally:
    """How many agencies have what."""

    counts: Mapping[CoverageStatus, int]

    @property
    def agencies(self) -> int:
        """How many agencies there are."""
        return sum(self.counts.values())

    @property
    def covered(self) -> int:
        """How many have one that lives."""
        return sum(self.counts[status] for status in COVERED)

    @property
    def share(self) -> Fraction | None:
        """The share of those; None where there is no agency."""
        return Fraction(self.covered, self.agencies) if self.agencies else None


def tally(statuses: Iterable[CoverageStatus]) -> Tally:
    """Return how many agencies have what."""
    counts = dict.fromkeys(CoverageStatus, 0)
    for status in statuses:
        counts[status] += 1
    return Tally(counts)


def _by_then(told: str, recorded_on: date) -> date:
    """Return the first day by which a partial date had surely come."""
    first, last = first_day(told), last_day(told)
    return recorded_on if first <= recorded_on < last else last

"""What is on record of an innovation as far as its life and its use go, and what follows from it on a day. No I/O."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.core.partial_date import first_day
from app.models.codes import Stage, Vitality
from app.signs_of_life.vitality import Life, state_of

# Kemendagri's code of the city, which is no other region than its own
CITY = "12.71"


@dataclass(frozen=True, slots=True)
class Owner:
    """The agency of an innovation, by the name that it has today; `region_code` is that of one outside the city."""

    id: UUID
    slug: str
    name: str
    short_name: str | None
    external: bool
    region_code: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """When an innovation was published, last showed a sign of life and entered its stages.

    `published_on` is None for one that is not public; `stage_on` is the day of its last stage, `applied_on` that of its
    first `penerapan`, `began_on` the day on which a replication says that it began to run.
    """

    published_on: date | None
    last_sign: date | None
    stage: str
    stage_on: str | None
    began_on: date | None
    applied_on: str | None
    first_known_on: str | None

    @property
    def since(self) -> str | None:
        """Since when it is used: as a replication says, or its first dated stage of use, or when it was first known."""
        return self.began_on.isoformat() if self.began_on else self.applied_on or self.first_known_on

    def vitality(self, on: date, months: int) -> Vitality | None:
        """Return whether it is alive on a day; None for one that is not public, and owes no sign.

        Where no source says when it stopped, it may have done so on any day.
        """
        if self.published_on is None:
            return None
        stopped = None
        if self.stage == Stage.BERHENTI:
            stopped = first_day(self.stage_on) if self.stage_on else date.min
        return state_of(Life(self.published_on, self.last_sign, stopped), on, months).vitality


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign of life: of which kind, and what shows it."""

    kind: str
    reference: str | None
    title: str | None
    address: str | None


@dataclass(frozen=True, slots=True)
class Replica:
    """A published innovation of another agency that adapts or copies one, with its last sign of life by a day."""

    id: UUID
    slug: str
    name: str
    owner: Owner
    relation: str
    standing: Standing
    sign: Sign | None

    def vitality(self, on: date, months: int) -> Vitality:
        """Return whether it is alive on a day; as it is public, it owes a sign at least."""
        return self.standing.vitality(on, months) or Vitality.MENUNGGU


@dataclass(frozen=True, slots=True)
class UseCounts:
    """By how many an innovation is used.

    `regions` counts the city for one where an agency of its own uses it. `other_regions` leaves it out: it is what
    indicator 31 of the Indeks Inovasi Daerah asks for ("1/2/3 kali di daerah berbeda").
    """

    agencies: int
    regions: int
    city_agencies: int
    other_regions: int


def in_use(replicas: Iterable[Replica], on: date, months: int) -> tuple[list[Replica], list[Replica]]:
    """Return the replicas that are in use on a day, the last seen first, and the others by address."""
    every = sorted(replicas, key=lambda one: one.slug)
    counted = [one for one in every if one.vitality(on, months) is Vitality.AKTIF]
    others = [one for one in every if one.vitality(on, months) is not Vitality.AKTIF]
    return sorted(counted, key=lambda one: one.standing.last_sign or date.min, reverse=True), others


def count(replicas: Iterable[Replica]) -> UseCounts:
    """Return by how many agencies and regions an innovation is used, by the replicas that are in use."""
    owners = {one.owner.id: one.owner for one in replicas}.values()
    own = [owner for owner in owners if not owner.external]
    regions = {owner.region_code for owner in owners if owner.external and owner.region_code}
    return UseCounts(
        agencies=len(owners),
        regions=len(regions | ({CITY} if own else set())),
        city_agencies=len(own),
        other_regions=len(regions - {CITY}),
    )

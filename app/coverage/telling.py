"""Coverage in the shapes of the answers."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from app.agencies.bodies import Body
from app.agencies.schemas import AgencyName
from app.core.errors import Text
from app.coverage.city import Day, Placed
from app.coverage.counting import Counted, Has, Tally, tally
from app.coverage.fairness import Rated
from app.coverage.levels import KINDS, reason_of
from app.coverage.schemas import (
    CoverageAgency,
    CoverageCounts,
    CoverageDefinition,
    CoverageHas,
    CoverageInnovation,
    CoverageLevelRead,
    CoverageOfLevel,
    CoverageRank,
    CoverageShare,
    CoverageSource,
    CoverageTally,
)
from app.coverage.wording import DEFINITION, SOURCES
from app.innovations.parts import InnovationBrief
from app.instruments.rounding import half_up
from app.models.codes import CoverageLevel
from app.vocabularies.schemas import Wording


def wording(told: Text, **facts: object) -> Wording:
    """Return a sentence in both languages."""
    return Wording(id=told.in_language("id", **facts), en=told.in_language("en", **facts))


@dataclass(frozen=True, slots=True)
class Credit:
    """A row of the list of innovations: who is credited for which."""

    placed: Placed
    counted: Counted

    @property
    def agency_key(self) -> str:
        """What the list sorts by first."""
        return self.placed.name_key

    @property
    def agency_id(self) -> UUID:
        """Which tells agencies of one name apart."""
        return self.placed.id

    @property
    def name_key(self) -> str:
        """What it sorts by then."""
        return self.counted.known.name_key

    @property
    def id(self) -> UUID:
        """The innovation's id."""
        return self.counted.known.id


class Teller:
    """Tells coverage; `counted` are the levels that make up the total, `base_url` is where links begin."""

    def __init__(self, counted: Sequence[CoverageLevel], months: int, base_url: str) -> None:
        self._counted = counted
        self._months = months
        self._base = f"{base_url}/v1/coverage"

    def definition(self) -> CoverageDefinition:
        """Return what counts, at which levels, and why."""
        return CoverageDefinition(
            counted_levels=list(self._counted),
            reason=wording(reason_of(self._counted)),
            text=wording(DEFINITION, twice=2 * self._months),
            period_months=self._months,
            sources=[CoverageSource(title=one.title, says=wording(one.says), address=one.address) for one in SOURCES],
        )

    def total(self, day: Day) -> CoverageCounts:
        """Return how many agencies have what at the levels that count."""
        return CoverageCounts(**_counts(one for one in day.placed if one.level in self._counted))

    def of_level(self, day: Day, level: CoverageLevel) -> CoverageOfLevel:
        """Return how many agencies of a level have what."""
        placed = [one for one in day.placed if one.level is level]
        return CoverageOfLevel(level=level, counted=level in self._counted, **_counts(placed))

    def level(self, day: Day, level: CoverageLevel, *, with_units: bool) -> CoverageLevelRead:
        """Return the same, with what the level holds and where its agencies are told."""
        told = self.of_level(day, level)
        return CoverageLevelRead(
            **dict(told), kinds=list(KINDS[level]), agencies=self._link("agencies", day.on, with_units, level=level)
        )

    def agency(self, one: Placed, on: date, *, with_units: bool) -> CoverageAgency:
        """Return an agency and what it has."""
        return CoverageAgency(
            agency=name_of(one),
            kind=one.present.version.kind,
            level=one.level,
            counted=one.level in self._counted,
            certain=one.present.certain,
            status=one.has.status,
            has=_has(one.has),
            first_year=one.first_year,
            innovations=self._innovations(one, on, with_units),
        )

    def rank(self, one: Rated, on: date, *, with_units: bool) -> CoverageRank:
        """Return an agency in a ranking."""
        placed = one.placed
        return CoverageRank(
            rank=one.rank,
            agency=name_of(placed),
            level=placed.level,
            certain=placed.present.certain,
            numerator=one.numerator,
            denominator=one.denominator,
            rate=None if one.rate is None else f"{half_up(one.rate, 4):f}",
            small=one.small,
            status=placed.has.status,
            has=_has(placed.has),
            innovations=self._innovations(placed, on, with_units),
        )

    def innovation(self, credit: Credit, owner: Body | None) -> CoverageInnovation:
        """Return an innovation and who is credited; `owner` is the agency of its record."""
        known, counted = credit.counted.known, credit.counted
        other = owner if owner is not None and owner.id != credit.placed.id else None
        return CoverageInnovation(
            innovation=InnovationBrief(id=known.id, slug=known.slug, name=known.name),
            agency=name_of(credit.placed),
            level=credit.placed.level,
            replica=known.replica,
            vitality=counted.vitality,
            counts_from=counted.beginning.on,
            counts_by=counted.beginning.by,
            owner=AgencyName(id=other.id, slug=other.slug, name=other.versions[-1].name) if other else None,
        )

    def _innovations(self, one: Placed, on: date, with_units: bool) -> str:
        return self._link("innovations", on, with_units, agency=one.present.body.slug)

    def _link(self, what: str, on: date, with_units: bool, **query: str) -> str:
        told = {**query, "as_of": on.isoformat(), **({"with_units": "true"} if with_units else {})}
        return f"{self._base}/{what}?{urlencode(told)}"


def name_of(one: Placed) -> AgencyName:
    """Return an agency by its name on the day."""
    return AgencyName(id=one.id, slug=one.present.body.slug, name=one.present.version.name)


def _has(has: Has) -> CoverageHas:
    return CoverageHas(**asdict(has))


def _counts(placed: Iterable[Placed]) -> dict[str, Any]:
    every = list(placed)
    certain = [one for one in every if one.present.certain]
    return {
        "all": _tally(tally(one.has.status for one in every)),
        "certain": _tally(tally(one.has.status for one in certain)),
        "uncertain": len(every) - len(certain),
    }


def _tally(told: Tally) -> CoverageTally:
    share = told.share
    return CoverageTally(
        agencies=told.agencies,
        **{status.value: number for status, number in told.counts.items()},
        share=CoverageShare(
            numerator=told.covered,
            denominator=told.agencies,
            percent=None if share is None else f"{half_up(100 * share, 2):f}",
        ),
    )

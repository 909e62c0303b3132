"""What one innovation scores by levelled indicators, what shows it, and what each next level needs. No I/O.

An indicator gives weight x level (35 or 36 indicators in all, 20 of them about the innovation: a third-party
reconstruction that says it follows Lampiran I and II of the letter 400.10.11/1887/BSKDN of 29 April 2026). What happens
to an innovation that lacks a `must` was found in no source, so nothing is taken away here: the score says which lack.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from app.evidence.validity import is_valid
from app.instruments.definition import LevelledIndicators
from app.instruments.parts import Indicator, Label, Level

# the indicator of replications in different regions, of which the registry knows itself
REPLICATION = "replikasi"


class Proof(StrEnum):
    """How a piece or kind of evidence stands on a day."""

    VALID = "valid"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class OnHand:
    """A piece of evidence of the innovation."""

    id: UUID
    kind: str
    issued_on: date | None
    valid_until: date | None
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """The level that an indicator is said to have reached, by which basis, and the evidence that it names."""

    level: int
    basis: str | None = None
    evidence: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of evidence that an indicator needs, and the best that is on hand of it."""

    kind: str
    state: Proof
    piece: OnHand | None


@dataclass(frozen=True, slots=True)
class Cited:
    """A piece of evidence that a claim names."""

    piece: OnHand
    state: Proof


@dataclass(frozen=True, slots=True)
class NextLevel:
    """The level after the one that is claimed: what each basis asks for, and how many points it adds."""

    level: int
    needs: tuple[tuple[str | None, Label], ...]
    points: Decimal


@dataclass(frozen=True, slots=True)
class OnRecord:
    """What the registry itself has on record of what an indicator counts, and the level that this comes to."""

    count: int
    level: int | None


@dataclass(frozen=True, slots=True)
class IndicatorScore:
    """How an innovation stands by one indicator; `count` is what is on record, None where nothing of it is counted."""

    indicator: Indicator
    claim: Claim | None
    kinds: tuple[Kind, ...]
    cited: tuple[Cited, ...]
    count: int | None = None

    @property
    def on_record(self) -> OnRecord | None:
        """What is on record, and its level by the indicator's own bounds."""
        if self.count is None:
            return None
        levels = self.indicator.levels_of(self.claim.basis if self.claim else None) or ()
        fitting = (one.level for one in levels if _bounds_hold(one, self.count))
        return OnRecord(self.count, next(fitting, None) if self.count else None)

    @property
    def differs(self) -> bool:
        """Whether more is claimed than what is on record comes to."""
        claimed, found = self.claim.level if self.claim else 0, self.on_record
        return found is not None and claimed > (found.level or 0)

    @property
    def points(self) -> Decimal:
        """Weight x level; 0 without a level."""
        return self.indicator.weight * (self.claim.level if self.claim else 0)

    @property
    def most(self) -> Decimal:
        """What its highest level gives."""
        return self.indicator.weight * self.indicator.most

    @property
    def missing(self) -> tuple[str, ...]:
        """The kinds of evidence of which nothing counts on the day."""
        return tuple(one.kind for one in self.kinds if one.state is not Proof.VALID)

    @property
    def lacks_must(self) -> bool:
        """Whether it is a must that has not reached its first level."""
        return self.indicator.must and self.claim is None

    @property
    def next(self) -> NextLevel | None:
        """What the next level needs; None at the highest. By a basis that was chosen, or by each that may be."""
        level = (self.claim.level if self.claim else 0) + 1
        if level > self.indicator.most:
            return None
        chosen = self.claim.basis if self.claim else None
        bases = [chosen] if chosen or not self.indicator.bases else [basis.code for basis in self.indicator.bases]
        told = ((basis, self.indicator.levels_of(basis)) for basis in bases)
        needs = tuple((basis, levels[level - 1].label) for basis, levels in told if levels)
        return NextLevel(level, needs, self.indicator.weight)


@dataclass(frozen=True, slots=True)
class IndicatorScores:
    """How an innovation stands by all indicators, in the instrument's order."""

    indicators: tuple[IndicatorScore, ...]

    @property
    def points(self) -> Decimal:
        """What it scores."""
        return sum((one.points for one in self.indicators), Decimal(0))

    @property
    def most(self) -> Decimal:
        """What it would score at the highest level of every indicator."""
        return sum((one.most for one in self.indicators), Decimal(0))

    @property
    def missing_musts(self) -> tuple[Indicator, ...]:
        """The musts that have not reached their first level."""
        return tuple(one.indicator for one in self.indicators if one.lacks_must)


def score(
    indicators: LevelledIndicators,
    claims: Mapping[str, Claim],
    evidence: Iterable[OnHand],
    on: date,
    counts: Mapping[str, int] | None = None,
) -> IndicatorScores:
    """Return how an innovation stands, by claims of its indicators and the evidence that it has on a day.

    Evidence serves every indicator that needs its kind, whether the claim names it or not. `counts` are what the
    registry has on record of some indicators, by their codes.
    """
    pieces = {piece.id: piece for piece in evidence}
    told = []
    for indicator in indicators.indicators:
        claim = claims.get(indicator.code)
        named = claim.evidence if claim else ()
        kinds = tuple(_kind(kind, pieces.values(), on) for kind in indicator.evidence)
        cited = tuple(Cited(pieces[one], state_of(pieces[one], on)) for one in named if one in pieces)
        told.append(IndicatorScore(indicator, claim, kinds, cited, (counts or {}).get(indicator.code)))
    return IndicatorScores(tuple(told))


def _bounds_hold(level: Level, count: int) -> bool:
    """Whether a count is within the bounds of a level; one without any says nothing of counts."""
    least, most = level.at_least, level.at_most
    if least is None and most is None:
        return False
    return (least is None or least <= count) and (most is None or count <= most)


def state_of(piece: OnHand, on: date) -> Proof:
    """Return how a piece of evidence stands on a day."""
    if piece.withdrawn_at is not None:
        return Proof.WITHDRAWN
    return Proof.VALID if is_valid(piece, on) else Proof.LAPSED


def _kind(kind: str, pieces: Iterable[OnHand], on: date) -> Kind:
    """Return how a kind stands: by the piece that counts longest, or else by the one that counted last."""
    having = [piece for piece in pieces if piece.kind == kind and piece.withdrawn_at is None]
    if not having:
        return Kind(kind, Proof.MISSING, None)
    best = max(having, key=lambda piece: (is_valid(piece, on), piece.valid_until or date.max, piece.id))
    return Kind(kind, state_of(best, on), best)

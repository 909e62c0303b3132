"""Scores and estimates as clients get them: rounded half-up, and never without the rules that they were made under."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from app.innovation_index.index import DECIMALS, Estimate, predicate_of, share_of
from app.innovation_index.indicators import IndicatorScore, IndicatorScores, NextLevel
from app.innovation_index.repository import Assessed, Service
from app.innovation_index.schemas import (
    BasicService,
    BasicServices,
    CitedEvidence,
    ClaimSource,
    CountedInnovation,
    IndexChange,
    IndexDivisor,
    IndexEstimateRead,
    IndexPredicate,
    IndexScoreRead,
    IndexSum,
    IndicatorScoreRead,
    LevelNeed,
    LevelOnRecord,
    NeededKind,
    NextLevelRead,
    NextStep,
    RuleSet,
)
from app.innovation_index.simulation import City, Reported, Target
from app.innovations.parts import InnovationBrief
from app.innovations.records import Kept
from app.instruments.basics import Label, SourceRef
from app.instruments.definition import Definition, Thresholds
from app.instruments.rounding import half_up
from app.instruments.shown import InstrumentLabel, InstrumentSource
from app.models import SelfAssessment

# what one innovation or step changes in the index of a city is small
_FINE = 4
_MOST_NAMED = 20
_MARK = {"estimate": True, "official": False}


@dataclass(frozen=True, slots=True)
class Supposed:
    """What is supposed, and of which innovations the caller is told: at most `limit` of each list."""

    target: Target
    chosen: Sequence[Reported]
    mine: Sequence[Reported]
    limit: int


def score_read(
    definition: Definition, record: Kept, claimed: SelfAssessment | None, scores: IndicatorScores, on: date
) -> IndexScoreRead:
    """Return how an innovation stands by each indicator."""
    return IndexScoreRead(
        **_MARK,
        rule_set=_rule_set(definition),
        innovation=InnovationBrief.model_validate(record),
        self_assessment=ClaimSource.model_validate(claimed) if claimed else None,
        on=on,
        points=_plain(scores.points),
        most=_plain(scores.most),
        missing_musts=[one.code for one in scores.missing_musts],
        effect_of_missing_musts=None,
        indicators=[_indicator(one) for one in scores.indicators],
    )


def estimate_read(
    definition: Definition,
    city: City,
    supposed: Supposed,
    services: Sequence[Service],
    names: Mapping[UUID, Assessed],
    published: int,
) -> IndexEstimateRead:
    """Return what the city comes to, what it would come to, and which steps bring most."""
    before = city.before
    thresholds = definition.indicators.thresholds if definition.indicators else ()
    after = city.after(supposed.chosen, supposed.target) if supposed.chosen else None
    return IndexEstimateRead(
        **_MARK,
        rule_set=_rule_set(definition),
        formula=_source(before.formula.source),
        year=before.divisor.year,
        divisor=IndexDivisor(value=before.divisor.value, source=_source(before.divisor.source)),
        published=published,
        before=_sum(before, thresholds),
        after=_sum(after, thresholds) if after else None,
        difference=_difference(before, after) if after else None,
        basic_services=_services(city, after or before, services, names),
        yours=len(supposed.mine),
        innovations=_innovations(city, supposed, names),
        next_steps=list(_steps(city, supposed, names)),
    )


def _indicator(one: IndicatorScore) -> IndicatorScoreRead:
    indicator, found = one.indicator, one.on_record
    return IndicatorScoreRead(
        number=indicator.number,
        code=indicator.code,
        label=_label(indicator.label),
        weight=_plain(indicator.weight),
        must=indicator.must,
        level=one.claim.level if one.claim else None,
        basis=one.claim.basis if one.claim else None,
        on_record=LevelOnRecord(count=found.count, level=found.level, differs=one.differs) if found else None,
        points=_plain(one.points),
        most=_plain(one.most),
        evidence=[
            NeededKind(
                kind=kind.kind,
                state=kind.state,
                evidence_id=kind.piece.id if kind.piece else None,
                valid_until=kind.piece.valid_until if kind.piece else None,
            )
            for kind in one.kinds
        ],
        missing_evidence=list(one.missing),
        cited=[
            CitedEvidence(evidence_id=cited.piece.id, kind=cited.piece.kind, state=cited.state) for cited in one.cited
        ],
        next=_next(one.next) if one.next else None,
    )


def _next(level: NextLevel) -> NextLevelRead:
    needs = [LevelNeed(basis=basis, label=_label(label)) for basis, label in level.needs]
    return NextLevelRead(level=level.level, needs=needs, points=_plain(level.points))


def _sum(one: Estimate, thresholds: Iterable[Thresholds]) -> IndexSum:
    called = None if one.index is None else predicate_of(thresholds, one.divisor.year, one.index)
    return IndexSum(
        innovations=one.number,
        government=_shown_or_none(one.government),
        quality=_shown(one.quality),
        count=_shown(one.count),
        innovation_part=_shown(one.innovations),
        total=_shown_or_none(one.total),
        index=_shown_or_none(one.index),
        predicate=IndexPredicate(code=called.code, label=_label(called.label)) if called else None,
    )


def _difference(before: Estimate, after: Estimate) -> IndexChange:
    """Return what is gained. The government's points are the same on both sides, so it is known without them."""
    points = after.innovations - before.innovations
    return IndexChange(
        innovations=after.number - before.number,
        points=_shown(points),
        index=_shown(share_of(before.formula, points)),
    )


def _services(
    city: City, after: Estimate, services: Iterable[Service], names: Mapping[UUID, Assessed]
) -> BasicServices:
    before, formula = city.before, city.before.formula
    terms = {one.slug: one for one in services}
    most = Fraction(formula.count_share) * formula.count_most
    return BasicServices(
        scheme=formula.scheme,
        complete=not before.missing,
        missing=list(before.missing),
        services=[_service(slug, terms.get(slug), city, after, names) for slug in formula.basic_services],
        worth=_shown(before.worth),
        worth_index=_shown(share_of(formula, before.worth)),
        most=_shown(most),
        most_index=_shown(share_of(formula, most)),
    )


def _service(
    slug: str, term: Service | None, city: City, after: Estimate, names: Mapping[UUID, Assessed]
) -> BasicService:
    covering = [one for one in city.counted if slug in one.services]
    return BasicService(
        slug=slug,
        name=term.name if term else None,
        covered=slug not in city.before.missing,
        covered_after=slug not in after.missing,
        count=len(covering),
        innovations=[_brief(one, names) for one in covering[:_MOST_NAMED]],
    )


def _innovations(city: City, supposed: Supposed, names: Mapping[UUID, Assessed]) -> list[CountedInnovation]:
    gains = [(city.gain(one, supposed.target), one) for one in supposed.mine]
    best = sorted(gains, key=lambda pair: (-pair[0], pair[1].slug))[: supposed.limit]
    return [
        CountedInnovation(
            innovation=_brief(one, names),
            counted=one.counts,
            points=_plain(city.points(one)),
            raised_points=_plain(city.raised_points(one, supposed.target)),
            contribution=_shown(city.contribution(one), _FINE) if one.counts else None,
            gain=_shown(gain, _FINE),
        )
        for gain, one in best
    ]


def _steps(city: City, supposed: Supposed, names: Mapping[UUID, Assessed]) -> Iterator[NextStep]:
    for step in city.steps([one for one in supposed.mine if one.counts], supposed.limit):
        yield NextStep(
            innovation=_brief(step.innovation, names),
            indicator=step.indicator.number,
            code=step.indicator.code,
            label=_label(step.indicator.label),
            must=step.indicator.must,
            level=step.level,
            points=_plain(step.indicator.weight),
            gain=_shown(step.gain, _FINE),
        )


def _rule_set(definition: Definition) -> RuleSet:
    return RuleSet(
        slug=definition.slug,
        title=_label(definition.title),
        official=definition.official,
        confidence=definition.confidence,
        sources=[_source(one) for one in definition.sources],
        assumptions=list(definition.assumptions),
    )


def _source(one: SourceRef) -> InstrumentSource:
    return InstrumentSource.model_validate(one)


def _label(one: Label) -> InstrumentLabel:
    return InstrumentLabel.model_validate(one)


def _brief(one: Reported, names: Mapping[UUID, Assessed]) -> InnovationBrief:
    return InnovationBrief.model_validate(names[one.id])


def _plain(value: Decimal) -> str:
    return f"{value:f}"


def _shown(value: Fraction, decimals: int = DECIMALS) -> str:
    return f"{half_up(value, decimals):f}"


def _shown_or_none(value: Fraction | None) -> str | None:
    return None if value is None else _shown(value)

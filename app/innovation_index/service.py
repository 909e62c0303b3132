"""Scoring an innovation by the indicators of the index, and estimating what the city comes to."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple
from uuid import UUID

from app.core.clock import WIB
from app.core.concealment import concealment
from app.core.errors import FieldError, InvalidRequest, NotFound, Text
from app.core.queries import identity
from app.core.writing import Work
from app.innovation_index.index import latest_year
from app.innovation_index.indicators import REPLICATION, Claim, score
from app.innovation_index.inputs import IndexFilters, IndexScoreFilters
from app.innovation_index.repository import Assessed, IndexRepository, Service
from app.innovation_index.schemas import IndexEstimateRead, IndexScoreRead
from app.innovation_index.simulation import City, Reported, Target
from app.innovation_index.telling import Supposed, estimate_read, score_read
from app.innovations.records import Kept, RecordStore
from app.innovations.whereabouts import whereabouts
from app.instruments.definition import Definition, IndexFormula, LevelledIndicators
from app.instruments.service import InstrumentService
from app.instruments.sheet import decimal_of
from app.lineage.service import LineageService
from app.models import Instrument
from app.models.codes import RecordStatus

_NO_EDITION = Text(
    "Belum ada instrumen indikator bertingkat dengan rumus indeks.",
    "There is no edition of levelled indicators with a formula of the index.",
)
_NOT_LEVELLED = Text("Instrumen ini tidak memuat indikator bertingkat.", "This instrument has no levelled indicators.")
_NO_FORMULA = Text("Instrumen ini tidak memuat rumus indeks.", "This instrument has no formula of an index.")
_NOT_YOURS = Text(
    "Ada yang bukan nama inovasi yang Anda kelola.", "Not all of these name an innovation whose record you keep."
)
_REPEATED = Text("Satu inovasi disebut dua kali.", "One innovation is named twice.")
_NO_INDICATOR = Text("Instrumen ini tidak memuat indikator bernomor itu.", "The instrument has no such indicator.")
_TOO_HIGH = Text("Paling besar {most}.", "The most is {most}.")
_EDITION = "query/edition"


class Rules(NamedTuple):
    """The edition that is gone by."""

    instrument: Instrument
    definition: Definition
    indicators: LevelledIndicators


class IndexService:
    """The index within one read, as one caller may see it."""

    def __init__(self, look: Work) -> None:
        self._look = look
        self._principal = look.principal
        self._records = RecordStore(look.session)
        self._instruments = InstrumentService(look.session)
        self._index = IndexRepository(look.session)

    async def score(self, key: str, filters: IndexScoreFilters, tail: str, months: int) -> IndexScoreRead:
        """Return how an innovation of the caller's stands by each indicator; `tail` follows its address.

        `months` are those within which a replica owes a sign of life to count.

        Raises:
            NotFound, Moved, Archived: there is no such record of the caller's.
            InvalidRequest: there is no such edition, or it has no indicators.
        """
        record = await self._kept(key, tail)
        rules = await self._rules(filters.edition)
        claimed = await self._index.latest(record.id, rules.instrument.id)
        evidence = await self._index.evidence(record.id)
        on = self._look.at.astimezone(WIB).date()
        replication = await LineageService(self._look.session, months).replication(record.id, on)
        counts = {REPLICATION: replication.counts.other_regions}
        scores = score(rules.indicators, _claims(claimed.scores if claimed else ()), evidence, on, counts)
        told = score_read(rules.definition, record, claimed, scores, on)
        return (await concealment(self._look.session)).told(told)

    async def estimate(self, filters: IndexFilters) -> IndexEstimateRead:
        """Return what the city comes to by the published innovations with a self-assessment, and what would raise it.

        Everybody who keeps records sees the sums of the city. Single innovations are shown to, and may be raised by,
        whoever keeps them: what others claim of theirs is not told.

        Raises:
            InvalidRequest: a parameter names what there is not, or goes beyond what the edition knows.
            DivisorUnknown: the edition has no divisor for the year.
        """
        rules = await self._rules(filters.edition)
        formula = _formula(rules.indicators)
        keys = filters.chosen.split(",") if filters.chosen else []
        target = _target(rules.indicators, filters)
        government = _government(formula, filters.government)
        assessed = await self._index.assessed(rules.instrument.id, keys, self._principal)
        chosen = self._chosen(assessed, keys)
        services = await self._index.services(formula.scheme, formula.basic_services, {one.id for one in assessed})
        innovations = {one.id: _reported(one, services) for one in assessed}
        year = filters.year or latest_year(formula, self._look.at.astimezone(WIB).year)
        city = City(rules.indicators, formula, year, government, innovations.values())
        mine = [innovations[one.id] for one in assessed if self._principal.keeps(one.agency_id)]
        supposed = Supposed(target, [innovations[one] for one in chosen], mine, filters.limit)
        names = {one.id: one for one in assessed}
        published = await self._index.published()
        told = estimate_read(rules.definition, city, supposed, services, names, published)
        return (await concealment(self._look.session)).told(told)

    async def _kept(self, key: str, tail: str) -> Kept:
        record = await self._records.find(key, self._principal, hold=False)
        if record is None or record.status is RecordStatus.MERGED:
            await whereabouts(self._look.session, key, self._principal, tail)
            raise NotFound
        return record

    async def _rules(self, edition: str | None) -> Rules:
        slug = edition or await self._index.newest_edition()
        if slug is None:
            raise InvalidRequest([FieldError(_EDITION, "required", _NO_EDITION)])
        instrument, definition = await self._instruments.find(slug, _EDITION)
        if definition.indicators is None:
            raise InvalidRequest([FieldError(_EDITION, "unfit", _NOT_LEVELLED)])
        return Rules(instrument, definition, definition.indicators)

    def _chosen(self, assessed: Iterable[Assessed], keys: Sequence[str]) -> list[UUID]:
        """Return the ids of the innovations that are to be raised, in the order of their keys.

        Raises:
            InvalidRequest: one of them is not the caller's, or named twice.
        """
        own = [one for one in assessed if self._principal.keeps(one.agency_id)]
        by_key = {str(one.id): one.id for one in own} | {one.slug: one.id for one in own}
        found = [by_key.get(str(identity(key) or key)) for key in keys]
        if None in found:
            raise InvalidRequest([FieldError("query/raise", "unknown_reference", _NOT_YOURS)])
        chosen = [one for one in found if one is not None]
        if len(set(chosen)) != len(chosen):
            raise InvalidRequest([FieldError("query/raise", "repeated", _REPEATED)])
        return chosen


def _claims(scores: Iterable[Mapping[str, Any]]) -> dict[str, Claim]:
    return {
        one["criterion"]: Claim(one["level"], one["basis"], tuple(UUID(piece) for piece in one["evidence"]))
        for one in scores
    }


def _reported(one: Assessed, services: Iterable[Service]) -> Reported:
    levels = {claim["criterion"]: claim["level"] for claim in one.scores or ()}
    covered = frozenset(service.slug for service in services if one.id in service.covered_by)
    return Reported(one.id, one.slug, levels, covered, one.counts)


def _formula(indicators: LevelledIndicators) -> IndexFormula:
    if indicators.formula is None:
        raise InvalidRequest([FieldError(_EDITION, "unfit", _NO_FORMULA)])
    return indicators.formula


def _government(formula: IndexFormula, told: float | None) -> Fraction | None:
    """Return the points of the government's own indicators.

    Raises:
        InvalidRequest: they are more than these indicators can give.
    """
    if told is None:
        return None
    points = decimal_of(told)
    if points > formula.government_most:
        raise InvalidRequest(
            [FieldError("query/government", "too_large", _TOO_HIGH, {"most": f"{formula.government_most:f}"})]
        )
    return Fraction(points)


def _target(indicators: LevelledIndicators, filters: IndexFilters) -> Target:
    """Return the level that is to be reached.

    Raises:
        InvalidRequest: there is no such indicator, or no such level.
    """
    found = None
    if filters.indicator is not None:
        found = next((one for one in indicators.indicators if one.number == filters.indicator), None)
        if found is None:
            raise InvalidRequest([FieldError("query/indicator", "unknown_reference", _NO_INDICATOR)])
    most = found.most if found else max(one.most for one in indicators.indicators)
    if filters.level is not None and filters.level > most:
        raise InvalidRequest([FieldError("query/level", "too_large", _TOO_HIGH, {"most": most})])
    return Target(filters.level, found)

"""What later rounds say of needs, gathered in as many statements for two hundred needs as for one."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Date, Uuid, bindparam, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from app.agencies.atlas import edges
from app.agencies.bodies import Edge
from app.core.tables import Code
from app.models import Need, SurveyInstrument
from app.needs.change import Measured
from app.needs.succession import goes_on_as
from app.needs.verdict import Later, Remeasured, deciding, remeasured
from app.needs.weakness import FigureBasis, quality_of
from app.surveys.definition import SurveyDefinition
from app.surveys.index import Histogram
from app.surveys.suppression import LEAST

# Published by a day. What was answered is summed over the shards, unsur by unsur in the order of the form.
_ROUNDS = text("""
SELECT s.id, s.slug, s.title, s.agency_id, s.unit, s.unit_key, s.audience, s.from_on, s.until_on, s.instrument_id,
  r.nrr AS reported,
  array(SELECT sum(u.count)::bigint FROM survey_tally t, unnest(t.counts) WITH ORDINALITY AS u (count, place)
    WHERE t.survey_id = s.id AND t.dimension = 'semua' GROUP BY u.place ORDER BY u.place) AS counts
FROM survey s LEFT JOIN survey_report r ON r.survey_id = s.id
WHERE s.status = 'published' AND timezone('Asia/Jakarta', s.published_at)::date <= :by
  AND (s.id = ANY(:ids) OR (s.agency_id = ANY(:agencies) AND s.unit_key = ANY(:units) AND s.from_on >= :since))
ORDER BY s.from_on, s.id""").bindparams(
    bindparam("by", type_=Date),
    bindparam("since", type_=Date),
    bindparam("ids", type_=ARRAY(Uuid)),
    bindparam("agencies", type_=ARRAY(Uuid)),
    bindparam("units", type_=ARRAY(Code)),
)

_OF_ROUND = ("id", "slug", "title", "agency_id", "unit", "unit_key", "audience", "from_on", "until_on")


@dataclass(frozen=True, slots=True)
class Figure:
    """What a round says of one unsur."""

    measured: Measured
    basis: FigureBasis
    quality: str

    @property
    def n(self) -> int | None:
        """How many answered; None where that was not told."""
        return self.measured.answers.n if self.measured.answers else None


@dataclass(frozen=True, slots=True)
class Round:
    """A published round of a survey: of which unit and audience, when, by which form, and what came of it."""

    id: UUID
    slug: str
    title: str
    agency_id: UUID
    unit: str | None
    unit_key: str
    audience: str
    from_on: date
    until_on: date
    form: SurveyDefinition
    counts: Sequence[int]
    reported: Mapping[str, str]

    @property
    def basis(self) -> FigureBasis:
        """Whether its figures are computed: where there are answers, they are."""
        return FigureBasis.DIHITUNG if any(self.counts) else FigureBasis.DILAPORKAN

    def figure(self, unsur: str) -> Figure | None:
        """Return what it says of an unsur, or None if it says nothing of that."""
        measured = self._measured(unsur)
        return None if measured is None else Figure(measured, self.basis, quality_of(self.form, measured.mean))

    def _measured(self, unsur: str) -> Measured | None:
        if unsur not in self.form.codes:
            return None
        if self.basis is FigureBasis.DILAPORKAN:
            told = self.reported.get(unsur)
            return None if told is None else Measured(Fraction(told))
        scale = self.form.highest_answer
        begin = self.form.codes.index(unsur) * scale
        answers = Histogram(tuple(self.counts[begin : begin + scale]))
        # what fewer people said may tell who they are, and is not shown to anybody
        return Measured.of(answers) if answers.n >= LEAST else None


@dataclass(frozen=True, slots=True)
class Measurement:
    """What surveys say of a need: the round that shows it, those that came after its answer, and the one that decides.

    `shown` is the one that is told first: that which decides, or the first later one while none can.
    """

    unsur: str
    before: Round
    figure: Figure
    later: Mapping[UUID, Round]
    series: Sequence[Remeasured]
    decides: Remeasured | None

    @property
    def shown(self) -> Remeasured | None:
        """The later round that is told first."""
        return self.decides or next(iter(self.series), None)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a need: its round and unsur, since when its answer is in use, and by which round it ended."""

    need_id: UUID
    survey_id: UUID
    unsur: str
    in_use_from: date | None
    measured_by: UUID | None


def asked_of(need: Need, as_of: date) -> Asked | None:
    """Return what surveys are asked of a need as of a day, its answers loaded; None where none shows it."""
    if need.survey_id is None or need.unsur is None:
        return None
    measured_by = need.measured_by_id
    return Asked(need.id, need.survey_id, need.unsur, in_use_from(need, as_of), measured_by)


def in_use_from(need: Need, as_of: date) -> date | None:
    """Return since when, by a day, one of the answers of a need was surely in use; its answers are loaded."""
    days = (one.in_use_from for one in need.answers if one.withdrawn_at is None and one.in_use_from)
    return min((day for day in days if day <= as_of), default=None)


async def measurements(session: AsyncSession, needs: Iterable[Need], as_of: date) -> dict[UUID, Measurement]:
    """Return what surveys that were public by a day say of needs, by need; nothing of those that none shows."""
    asked = [one for need in needs if (one := asked_of(need, as_of)) is not None]
    if not asked:
        return {}
    followed = await edges(session)
    shows = await rounds(session, {one.survey_id for one in asked}, as_of)
    used = [(shows[one.survey_id], one.in_use_from) for one in asked if one.in_use_from and one.survey_id in shows]
    units = Units(
        frozenset(agency_id for first, _ in used for agency_id in goes_on_as(first.agency_id, followed, as_of)),
        frozenset(first.unit_key for first, _ in used),
        min((day for _, day in used), default=date.max),
    )
    ids = {one.measured_by for one in asked if one.measured_by is not None}
    after = await rounds(session, ids, as_of, units)
    told = {one.need_id: _measurement(one, shows, after, followed) for one in asked}
    return {need_id: found for need_id, found in told.items() if found is not None}


def _measurement(
    asked: Asked, shows: Mapping[UUID, Round], after: Mapping[UUID, Round], followed: Sequence[Edge]
) -> Measurement | None:
    before = shows.get(asked.survey_id)
    figure = before.figure(asked.unsur) if before else None
    if before is None or figure is None:
        return None
    later = {one.id: one for one in after.values() if _measures_again(asked, before, one, followed)}
    told = [Later(one.id, one.from_on, found.measured) for one in later.values() if (found := one.figure(asked.unsur))]
    series = remeasured(figure.measured, told)
    return Measurement(asked.unsur, before, figure, later, series, deciding(series, asked.measured_by))


def _measures_again(asked: Asked, before: Round, after: Round, followed: Sequence[Edge]) -> bool:
    """Whether a round measures the unit of another again, after the answer was in use."""
    if after.id == asked.measured_by:
        return True
    return (
        asked.in_use_from is not None
        and after.from_on >= asked.in_use_from
        and after.from_on > before.until_on
        and (after.unit_key, after.audience) == (before.unit_key, before.audience)
        and after.agency_id in goes_on_as(before.agency_id, followed, after.from_on)
    )


class Units(NamedTuple):
    """Units by their agencies and names as they are compared, and since when their rounds are asked for."""

    agencies: frozenset[UUID] = frozenset()
    keys: frozenset[str] = frozenset()
    since: date = date.max


_NO_UNITS = Units()


async def rounds(session: AsyncSession, ids: Collection[UUID], by: date, of: Units = _NO_UNITS) -> dict[UUID, Round]:
    """Return the rounds that were public by a day: those of some ids, and the later ones of some units."""
    bound = {"by": by, "since": of.since, "ids": sorted(ids), "agencies": sorted(of.agencies), "units": sorted(of.keys)}
    rows = (await session.execute(_ROUNDS, bound)).all()
    forms = await _forms(session, {row.instrument_id for row in rows})
    return {row.id: _round(row, forms[row.instrument_id]) for row in rows}


def _round(row: Any, form: SurveyDefinition) -> Round:
    same = {name: getattr(row, name) for name in _OF_ROUND}
    return Round(**same, form=form, counts=row.counts, reported=row.reported or {})


async def _forms(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, SurveyDefinition]:
    statement = select(SurveyInstrument.id, SurveyInstrument.definition).where(SurveyInstrument.id.in_(sorted(ids)))
    return {
        instrument_id: SurveyDefinition.model_validate(definition)
        for instrument_id, definition in await session.execute(statement)
    }

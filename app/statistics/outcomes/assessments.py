"""The statistic `assessments`: rounds, their entries, and how totals and assessors spread.

Everyone reads rounds that were published, and of these what results tell; whoever runs rounds reads the kept results of
the others too. What is sealed is in no result, and so in no figure. Totals are compared within one instrument alone: a
number of one form says nothing beside one of another.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple
from uuid import UUID

from pydantic import Field
from sqlalchemy import case, func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload, selectinload

from app.core.clock import WIB
from app.core.schema import Reference, Year
from app.instruments.rounding import half_up
from app.models import RankedEntry, Round, RoundStage, StageResult
from app.models.codes import RoundStatus, StageKind
from app.rounds.directory import runs_rounds
from app.statistics.outcomes.asking import By, OutcomeFilters, day_of, divided_by, list_of, wanted_of
from app.statistics.outcomes.gathering import Place, Placed, Telling, narrowed, rows_of
from app.statistics.outcomes.spread import quartiles
from app.statistics.registry import Cube, Figure, Inquiry, Statistic
from app.statistics.schemas import Absence, Audience, Words
from app.statistics.wording import label_of, note, same

DIMENSIONS = ("round", "instrument", "round_stage", "year")
MEASURES = (
    *("rounds", "entries", "ranked", "passed", "sheets"),
    *("total_lowest", "total_q1", "total_median", "total_q3", "total_highest"),
    *("assessors_spread", "assessors_spread_highest"),
)
_OPENED = (RoundStatus.OPEN, RoundStatus.DETERMINED, RoundStatus.PUBLISHED)
_DECIMALS = 2
_MULTIPLE = frozenset({"round_stage"})


class AssessmentStatisticFilters(OutcomeFilters):
    """Which rounds, and by what they are told apart."""

    by: By = Field(
        "round", description=f"One or two of {', '.join(f'`{one}`' for one in DIMENSIONS)}.", examples=["round"]
    )
    round: Reference | None = Field(None, description="Slug of a round.", examples=["lokakarya-2019"])
    instrument: Reference | None = Field(None, description="Slug of an instrument's edition.", examples=["kipp-2023"])
    round_stage: StageKind | None = Field(None, description="A stage; without one the final result is told.")
    year: Year | None = Field(
        None,
        description="The year in which the round was opened.",
        examples=["2026"],
    )


class Entered(NamedTuple):
    """An entry in a result: whether it has a rank and went on, how many sheets count, its total and their range."""

    ranked: bool
    passed: bool
    sheets: int
    total: Fraction | None
    range: Fraction | None


@dataclass(frozen=True, slots=True)
class Result:
    """A round with the entries of one of its results: that of a stage, or the final one. None where there is none."""

    round: Round
    stage: str | None
    instrument: str
    entries: Sequence[Entered] | None


def _known_by(on: date, *, runs: bool) -> Any:
    """Return the condition that a round is told of: published by a day, or for those who run rounds opened by it."""
    moment = Round.opened_at if runs else Round.published_at
    told = Round.status.in_(_OPENED) if runs else Round.status == RoundStatus.PUBLISHED
    return told & (func.date(func.timezone("Asia/Jakarta", moment)) <= on)


async def _rounds(session: AsyncSession, on: date, *, runs: bool) -> Sequence[Round]:
    statement = (
        select(Round)
        .options(joinedload(Round.instrument, innerjoin=True))
        .options(selectinload(Round.stages).options(joinedload(RoundStage.instrument)))
        .where(_known_by(on, runs=runs))
        .order_by(Round.opened_at, Round.id)
    )
    return (await session.scalars(statement)).all()


async def _entered(session: AsyncSession, rounds: Sequence[Round], on: date) -> dict[tuple[UUID, UUID | None], Any]:
    """Return the entries of the newest result of each round and stage that was computed by a day."""
    of, row = StageResult, RankedEntry
    newest = (
        select(of.id, of.round_id, of.stage_id, of.computed_at)
        .where(of.round_id.in_([one.id for one in rounds]))
        .ext(distinct_on(of.round_id, of.stage_id))
        .order_by(of.round_id, of.stage_id, of.number.desc())
        .subquery()
    )
    shown = row.shown
    columns = (
        *(row.rank.is_not(None), row.passed, func.coalesce(shown["sheets"].as_integer(), 0)),
        *(_exact(shown["total"]), _exact(shown["range"])),
    )
    statement = (
        select(newest.c.round_id, newest.c.stage_id, row.entry_id, *columns)
        .outerjoin(row, row.result_id == newest.c.id)
        .where(func.date(func.timezone("Asia/Jakarta", newest.c.computed_at)) <= on)
    )
    found: dict[tuple[UUID, UUID | None], list[Entered]] = {}
    for round_id, stage_id, entry_id, ranked, passed, sheets, total, spread in await session.execute(statement):
        each = found.setdefault((round_id, stage_id), [])
        if entry_id is not None:
            each.append(Entered(ranked, passed, sheets, _fraction(total), _fraction(spread)))
    return found


def _exact(figure: Any) -> Any:
    return case((func.jsonb_typeof(figure) == "object", figure["exact"].as_string()))


def _fraction(told: str | None) -> Fraction | None:
    return None if told is None else Fraction(told)


def _results(one: Round, entered: Mapping[tuple[UUID, UUID | None], Sequence[Entered]]) -> list[Result]:
    """Return the final result of a round, and that of each of its stages."""
    final = Result(one, None, one.instrument.slug, entered.get((one.id, None)))
    return [
        final,
        *(
            Result(one, stage.kind, (stage.instrument or one.instrument).slug, entered.get((one.id, stage.id)))
            for stage in one.stages
        ),
    ]


def _placed(one: Result) -> Placed[Result]:
    opened = one.round.opened_at
    return Placed(
        one,
        {
            "round": (one.round.slug,),
            "instrument": (one.round.instrument.slug,),
            "round_stage": (one.stage,),
            "year": (str(opened.astimezone(WIB).year) if opened else None,),
        },
    )


class AssessmentFigures:
    """The figures of results; `linked` says whether the lists show the state that is looked at."""

    def __init__(self, inquiry: Inquiry, *, linked: bool) -> None:
        self._inquiry = inquiry
        self._linked = linked

    def figures(self, results: Sequence[Result], place: Place) -> tuple[Figure, ...]:
        """Return the figures of some results, which stand at a place."""
        entries = [entry for one in results for entry in one.entries or ()]
        none = Figure(None, reason=Absence.UNKNOWN) if results and all(one.entries is None for one in results) else None
        instruments = {one.instrument for one in results if one.entries}
        counted = (
            none or Figure(len(entries), self._results(place)),
            none or Figure(sum(entry.ranked for entry in entries)),
            none or Figure(sum(entry.passed for entry in entries), self._results(place, passed="true")),
            none or Figure(sum(entry.sheets for entry in entries)),
        )
        return (
            Figure(len({one.round.id for one in results}), self._rounds(place)),
            *counted,
            *_spread(entries, comparable=len(instruments) == 1),
        )

    def _rounds(self, place: Place) -> str | None:
        if not self._linked or not set(place) <= {"instrument"}:
            return None
        return list_of(self._inquiry, "/v1/rounds", place, status=RoundStatus.PUBLISHED.value)

    def _results(self, place: Place, **more: str) -> str | None:
        if not self._linked or place.get("round") is None:
            return None
        stage = place.get("round_stage")
        return list_of(self._inquiry, f"/v1/rounds/{place['round']}/results", {}, stage=stage, **more)


def _spread(entries: Sequence[Entered], *, comparable: bool) -> list[Figure]:
    """Return lowest, quartiles and highest of totals, and how far assessors of one entry are apart."""
    totals = sorted(entry.total for entry in entries if entry.total is not None)
    ranges = [entry.range for entry in entries if entry.range is not None]
    if entries and not comparable:
        return [Figure(None, reason=Absence.NOT_APPLICABLE)] * 7
    apart = [sum(ranges, Fraction(0)) / len(ranges), max(ranges)] if ranges else [None, None]
    return [_shown(one) for one in (*(quartiles(totals) if totals else [None] * 5), *apart)]


def _shown(value: Fraction | None) -> Figure:
    return Figure(None, reason=Absence.UNKNOWN) if value is None else Figure(float(half_up(value, _DECIMALS)))


async def compute(inquiry: Inquiry, filters: AssessmentStatisticFilters) -> Cube:
    """Return what rounds came to by a day.

    Raises:
        InvalidRequest: the day lies ahead, or a dimension is unknown.
    """
    on, by = day_of(filters), divided_by(filters.by, DIMENSIONS)
    runs = runs_rounds(inquiry.principal)
    rounds = await _rounds(inquiry.session, on, runs=runs)
    entered = await _entered(inquiry.session, rounds, on)
    wanted = wanted_of(filters, DIMENSIONS)
    by_stage = "round_stage" in by or "round_stage" in wanted
    results = [each for one in rounds for each in _results(one, entered) if (each.stage is not None) is by_stage]
    names = {one.slug: one.name for one in rounds} | {one.instrument.slug: one.instrument.title for one in rounds}

    def tell(dimension: str, code: str | None) -> Words:
        if dimension == "round_stage":
            return label_of("stage_kind", str(code))
        return same(names.get(str(code), str(code)))

    def order(dimension: str, code: str | None) -> str:
        if dimension == "round_stage":
            return f"{[one.value for one in StageKind].index(StageKind(str(code))):02d}"
        return str(code)

    kept = narrowed([_placed(one) for one in results], wanted)
    figures = AssessmentFigures(inquiry, linked=filters.as_of is None and not runs)
    total, rows = rows_of(kept, by, wanted, Telling(figures.figures, tell, order))
    audience = Audience.INTERNAL if runs else Audience.PUBLIC
    notes = [note("rounds_known" if runs else "rounds_published")]
    return Cube(on, by, MEASURES, total, rows, audience=audience, notes=notes, multiple=_MULTIPLE)


STATISTIC = Statistic(
    name="assessments",
    summary="Rounds of assessment: entries, ranks, how totals spread, and how far assessors are apart.\n\nEveryone "
    "reads published rounds, with the numbers of `GET /v1/rounds/{round_key}/results`; whoever runs rounds also those "
    "that were opened. Nothing sealed is in it. Without a stage it is about final results. Quartiles lie between the "
    "two nearest totals, in proportion.",
    parameters=AssessmentStatisticFilters,
    dimensions=DIMENSIONS,
    measures=MEASURES,
    compute=compute,
    multiple=_MULTIPLE,
)

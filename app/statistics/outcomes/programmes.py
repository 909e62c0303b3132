"""The statistic `programmes`: what came out of editions, how much of it lives, and what each cost."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from pydantic import Field
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager

from app.core.partial_date import first_day
from app.core.schema import Reference, Year
from app.models import ProgrammeEdition
from app.models.codes import ProgrammeStatus
from app.statistics.outcomes.asking import By, OutcomeFilters, day_of, divided_by, list_of, wanted_of
from app.statistics.outcomes.gathering import Place, Placed, Telling, narrowed, rows_of
from app.statistics.registry import Cube, Figure, Inquiry, Statistic
from app.statistics.schemas import Absence, Words
from app.statistics.wording import note, same
from app.training_yield.costs import Cost, Lack, cost_for_each, cost_for_survivor
from app.training_yield.outcome import Answer, Looked, Output, Tally, tally
from app.training_yield.schemas import YEARS
from app.training_yield.service import Came, TrainingYieldService

DIMENSIONS = ("edition", "programme", "year")
MEASURES = (
    *("editions", "plans", "outputs", "started", "started_unknown", "alive", "ended", "alive_unknown"),
    *(f"alive_after_{years}{unknown}" for years in YEARS for unknown in ("", "_unknown")),
    *("replicated", "replicated_unknown", "cost_idr", "cost_per_output", "cost_per_survivor"),
)
LIST = "/v1/programme-editions"
_NOTHING = frozenset({Lack.NO_OUTPUTS, Lack.NO_PLANS, Lack.NO_SURVIVORS})
# of an output, as an edition looks at it
_Question = Callable[[Looked, Output], Answer]


class ProgrammeStatisticFilters(OutcomeFilters):
    """Which editions, and by what they are told apart."""

    by: By = Field(
        "edition", description=f"One or two of {', '.join(f'`{one}`' for one in DIMENSIONS)}.", examples=["edition"]
    )
    programme: Reference | None = Field(
        None, description="Slug of the programme.", examples=["workshop-inovasi-pelayanan-publik"]
    )
    edition: Reference | None = Field(None, description="Slug of the edition.", examples=["workshop-2019"])
    year: Year | None = Field(
        None,
        description="A year in which it was held, or may have been.",
        examples=["2019"],
    )


@dataclass(frozen=True, slots=True)
class Held:
    """An edition, and what came out of it."""

    edition: ProgrammeEdition
    came: Came


async def _editions(session: AsyncSession) -> Sequence[ProgrammeEdition]:
    statement = (
        select(ProgrammeEdition)
        .join(ProgrammeEdition.programme)
        .options(contains_eager(ProgrammeEdition.programme))
        .where(ProgrammeEdition.status == ProgrammeStatus.PUBLISHED)
        .order_by(ProgrammeEdition.starts_on, ProgrammeEdition.id)
    )
    return (await session.scalars(statement)).all()


def _placed(one: Held) -> Placed[Held]:
    edition = one.edition
    first, last = int(edition.starts_on[:4]), int((edition.ends_on or edition.starts_on)[:4])
    return Placed(
        one,
        {
            "edition": (edition.slug,),
            "programme": (edition.programme.slug,),
            "year": tuple(str(year) for year in range(first, last + 1)),
        },
    )


def known(yes: int, unknown: int) -> Figure:
    """Return a number of which not all is known: none, where nothing is known of it and something is not."""
    return Figure(None, reason=Absence.UNKNOWN) if unknown and not yes else Figure(yes)


def _tallied(held: Sequence[Held], question: _Question) -> Tally:
    return tally(question(one.came.look, output) for one in held for output in one.came.every)


def _alive_after(years: int, look: Looked, output: Output) -> Answer:
    return look.alive_after(output, years)


def _cost(cost: Cost) -> Figure:
    if cost.idr is not None:
        return Figure(cost.idr)
    return Figure(None, reason=Absence.NOT_APPLICABLE if cost.reason in _NOTHING else Absence.UNKNOWN)


def _figures(held: Sequence[Held], editions: Figure) -> tuple[Figure, ...]:
    started, alive = _tallied(held, Looked.started), _tallied(held, Looked.alive)
    replicated = _tallied(held, Looked.replicated)
    after = [_tallied(held, partial(_alive_after, years)) for years in YEARS]
    costs = [one.edition.cost_idr for one in held]
    cost = None if None in costs or not costs else sum(cost for cost in costs if cost is not None)
    outputs = sum(one.came.count.total for one in held)
    return (
        editions,
        Figure(sum(one.came.plans.total for one in held)),
        Figure(outputs),
        known(started.yes, started.unknown),
        Figure(started.unknown),
        known(alive.yes, alive.unknown),
        known(alive.no, alive.unknown),
        Figure(alive.unknown),
        *(figure for one in after for figure in (known(one.yes, one.unknown), Figure(one.unknown))),
        known(replicated.yes, replicated.unknown),
        Figure(replicated.unknown),
        Figure(cost, reason=Absence.UNKNOWN if cost is None else None),
        _cost(cost_for_each(cost, outputs, Lack.NO_OUTPUTS)),
        _cost(cost_for_survivor(cost, alive)),
    )


async def compute(inquiry: Inquiry, filters: ProgrammeStatisticFilters) -> Cube:
    """Return what came out of public editions by a day.

    Raises:
        InvalidRequest: the day lies ahead, or a dimension is unknown.
    """
    on, by = day_of(filters), divided_by(filters.by, DIMENSIONS)
    editions = await _editions(inquiry.session)
    if filters.as_of is not None:
        editions = [one for one in editions if first_day(one.starts_on) <= on]
    yields = TrainingYieldService(inquiry.session, None, inquiry.settings.sign_of_life_months)
    came = await yields.came(editions, on)
    wanted = wanted_of(filters, DIMENSIONS)
    kept = narrowed([_placed(Held(one, came[one.id])) for one in editions], wanted)
    names = {one.slug: one.name for one in editions} | {one.programme.slug: one.programme.name for one in editions}

    def figures(held: Sequence[Held], place: Place) -> tuple[Figure, ...]:
        told = filters.as_of is None and "edition" not in place
        return _figures(held, Figure(len(held), list_of(inquiry, LIST, place) if told else None))

    def label(dimension: str, code: str | None) -> Words:
        return same(str(code) if dimension == "year" else names[str(code)])

    def order(dimension: str, code: str | None) -> str:
        started = {one.slug: one.starts_on for one in editions} if dimension == "edition" else {}
        return f"{started.get(str(code), '')} {code}"

    total, rows = rows_of(kept, by, wanted, Telling(figures, label, order))
    return Cube(
        as_of=on,
        dimensions=by,
        measures=MEASURES,
        total=total,
        rows=rows,
        notes=[note("editions_public"), note("outputs_once_an_edition")],
        multiple=frozenset({"year"}),
    )


STATISTIC = Statistic(
    name="programmes",
    summary="What came out of trainings and competitions: plans, what was carried out, what is alive after 1, 2 and 3 "
    "years, and what each cost.\n\nThe numbers of an edition are those of "
    "`GET /v1/programme-editions/{edition_key}/yield`. Where nothing is known of a number it is null with the reason "
    "`unknown`, and never zero; of how many it is unknown stands beside it.",
    parameters=ProgrammeStatisticFilters,
    dimensions=DIMENSIONS,
    measures=MEASURES,
    compute=compute,
    multiple=frozenset({"year"}),
)

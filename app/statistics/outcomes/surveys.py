"""The statistic `surveys`: how satisfied people are, by agency, period and unsur, pooled where rounds stand together.

Several rounds in a row are pooled: their answers are added up, unsur by unsur, and the index is that of the sum. A
round that fewer than five people answered is in no figure, nor an unsur that fewer than five answered in its round; so
what is hidden cannot be had back by taking rounds away from each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from pydantic import Field
from sqlalchemy import Date, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from app.agencies.atlas import atlas
from app.core.schema import Reference, Year
from app.instruments.rounding import half_up
from app.models import Survey, SurveyReport
from app.models.codes import SurveyAudience, SurveyStatus
from app.needs.schemas import UnsurSlug
from app.statistics.outcomes.asking import By, OutcomeFilters, day_of, divided_by, list_of, wanted_of
from app.statistics.outcomes.families import Families, asked_agency
from app.statistics.outcomes.gathering import Place, Placed, Telling, narrowed, rows_of
from app.statistics.outcomes.loop import unsur_words
from app.statistics.registry import Cube, Figure, Inquiry, Statistic
from app.statistics.schemas import Absence, Words
from app.statistics.wording import label_of, note, same
from app.surveys.definition import SurveyDefinition
from app.surveys.forms import definition_of
from app.surveys.index import INDEX_OF_NRR, Histogram, index
from app.surveys.repository import SurveyRepository
from app.surveys.showing import INDEX_DECIMALS, NRR_DECIMALS, sample_figures
from app.surveys.suppression import LEAST
from app.surveys.tallies import Figures, TallyRepository

DIMENSIONS = ("agency", "year", "unsur", "survey", "audience")
MEASURES = (
    *("surveys", "responses", "index", "nrr", "reported_index", "withheld"),
    *("sample_sufficient", "sample_insufficient"),
)
LIST = "/v1/surveys"
_MULTIPLE = frozenset({"agency", "year", "unsur"})


class SurveyStatisticFilters(OutcomeFilters):
    """Which rounds, and by what they are told apart."""

    by: By = Field(
        "agency", description=f"One or two of {', '.join(f'`{one}`' for one in DIMENSIONS)}.", examples=["agency"]
    )
    agency: Reference | None = Field(
        None,
        description="Id or slug of the agency that was measured, with those that it followed or that followed it.",
        examples=["disdukcapil"],
    )
    year: Year | None = Field(
        None,
        description="A year of which their period has a day.",
        examples=["2026"],
    )
    unsur: UnsurSlug | None = Field(None, description="Slug of an unsur: its mean, and that times 25 as the index.")
    survey: Reference | None = Field(None, description="Slug of a round.")
    audience: SurveyAudience | None = Field(None, description="Who was asked.")


@dataclass(frozen=True, slots=True)
class Measured:
    """A published round with its form, its figures and its report."""

    survey: Survey
    form: SurveyDefinition
    figures: Figures | None
    report: SurveyReport | None

    @property
    def withheld(self) -> bool:
        """Whether so few answered that nothing of it is shown."""
        return self.figures is not None and 0 < self.figures.responses < LEAST

    @property
    def shown(self) -> Figures | None:
        """Its figures, if they may be shown."""
        return self.figures if self.figures is not None and self.figures.responses >= LEAST else None

    @property
    def sufficient(self) -> bool | None:
        """Whether enough people answered; None where that is not known, or not shown."""
        answered = self.shown.responses if self.shown else (self.report.respondents if self.report else 0)
        return sample_figures(self.form, self.survey.population, None if self.withheld else answered).sufficient


async def _rounds(session: AsyncSession, on: date) -> list[Measured]:
    published = cast(func.timezone("Asia/Jakarta", Survey.published_at), Date) <= on
    statement = (
        select(Survey)
        .options(joinedload(Survey.instrument, innerjoin=True))
        .where(Survey.status == SurveyStatus.PUBLISHED, published)
        .order_by(Survey.from_on, Survey.id)
    )
    surveys = (await session.scalars(statement)).all()
    ids = [one.id for one in surveys]
    figures = await TallyRepository(session).figures(ids)
    reports = await SurveyRepository(session).reports(ids)
    return [Measured(one, definition_of(one.instrument), figures.get(one.id), reports.get(one.id)) for one in surveys]


def _pooled(histograms: Sequence[Histogram]) -> Histogram:
    """Return the answers of several histograms of one scale together."""
    return Histogram(tuple(map(sum, zip(*(one.counts for one in histograms), strict=True))))


def _absent(rounds: Sequence[Measured]) -> Figure:
    hidden = any(one.withheld for one in rounds)
    return Figure(None, reason=Absence.SUPPRESSED if hidden else Absence.UNKNOWN)


def _of_unsur(rounds: Sequence[Measured], unsur: str) -> tuple[Figure, Figure, Figure]:
    """Return how many answered an unsur, its index and its mean."""
    every = [one.shown.of(one.form.codes)[unsur] for one in rounds if one.shown and unsur in one.form.codes]
    told = [one for one in every if one.n >= LEAST]
    if not told:
        few = any(0 < one.n < LEAST for one in every)
        absent = Figure(None, reason=Absence.SUPPRESSED) if few else _absent(rounds)
        return absent, absent, absent
    pooled = _pooled(told)
    mean = Fraction(pooled.total, pooled.n)
    return (
        Figure(pooled.n),
        Figure(float(half_up(mean * INDEX_OF_NRR, INDEX_DECIMALS))),
        Figure(float(half_up(mean, NRR_DECIMALS))),
    )


def _of_all(rounds: Sequence[Measured]) -> tuple[Figure, Figure, Figure]:
    """Return how many answered, and the index; rounds by different forms have none together."""
    told = [(one.form.codes, one.shown) for one in rounds if one.shown is not None]
    none = Figure(None, reason=Absence.NOT_APPLICABLE)
    if not told:
        return _absent(rounds), _absent(rounds), none
    responses = Figure(sum(figures.responses for _, figures in told))
    if len({codes for codes, _ in told}) > 1:
        return responses, none, none
    found = index([_pooled(each) for each in zip(*(figures.unsur for _, figures in told), strict=True)])
    if found is None:
        return responses, Figure(None, reason=Absence.UNKNOWN), none
    return responses, Figure(float(half_up(found, INDEX_DECIMALS))), none


def _reported(rounds: Sequence[Measured], place: Place) -> Figure:
    if len(rounds) != 1 or "unsur" in place:
        return Figure(None, reason=Absence.NOT_APPLICABLE)
    report = rounds[0].report
    return Figure(float(report.index)) if report else Figure(None, reason=Absence.UNKNOWN)


class SurveyFigures:
    """The figures of rounds; `linked` says whether lists show the state that is looked at."""

    def __init__(self, inquiry: Inquiry, *, linked: bool) -> None:
        self._inquiry = inquiry
        self._linked = linked

    def figures(self, rounds: Sequence[Measured], place: Place) -> tuple[Figure, ...]:
        """Return the figures of some rounds, which stand at a place."""
        unsur = place.get("unsur")
        told = self._linked and not {"unsur", "survey"} & set(place)
        address = list_of(self._inquiry, LIST, place, status=SurveyStatus.PUBLISHED.value) if told else None
        sufficient = [one.sufficient for one in rounds]
        return (
            Figure(len(rounds), address),
            *(_of_unsur(rounds, unsur) if unsur else _of_all(rounds)),
            _reported(rounds, place),
            Figure(sum(one.withheld for one in rounds)),
            Figure(sufficient.count(True)),
            Figure(sufficient.count(False)),
        )


def _placed(one: Measured, families: Families) -> Placed[Measured]:
    survey = one.survey
    years = range(survey.from_on.year, survey.until_on.year + 1)
    return Placed(
        one,
        {
            "agency": families.codes(survey.agency_id),
            "year": tuple(map(str, years)),
            "unsur": one.form.codes,
            "survey": (survey.slug,),
            "audience": (survey.audience,),
        },
    )


async def compute(inquiry: Inquiry, filters: SurveyStatisticFilters) -> Cube:
    """Return what rounds that were published by a day say.

    Raises:
        InvalidRequest: the day lies ahead, a dimension is unknown, or `agency` names none.
    """
    on, by = day_of(filters), divided_by(filters.by, DIMENSIONS)
    agencies = await atlas(inquiry.session, on)
    asked = asked_agency(agencies, filters.agency)
    wanted = wanted_of(filters, DIMENSIONS) | ({"agency": asked} if asked else {})
    rounds = await _rounds(inquiry.session, on)
    families = Families(agencies, {one.survey.agency_id for one in rounds}, asked)
    unsur, by_slug = await unsur_words(inquiry.session), {one.survey.slug: one.survey for one in rounds}
    order_of_unsur = {code: place for one in rounds for place, code in enumerate(one.form.codes)}

    def label(dimension: str, code: str | None) -> Words:
        told = str(code)
        if dimension == "unsur":
            return unsur.get(told) or same(told)
        if dimension == "survey":
            one = by_slug[told]
            return same(f"{families.name_of(one.agency_id).id}, {one.from_on} - {one.until_on}")
        if dimension == "audience":
            return label_of("survey_audience", told)
        return families.label(told) if dimension == "agency" else same(told)

    def order(dimension: str, code: str | None) -> str:
        if dimension == "unsur":
            return f"{order_of_unsur[str(code)]:03d}"
        if dimension == "survey":
            return f"{by_slug[str(code)].from_on} {code}"
        return f"{label(dimension, code).id} {code}"

    kept = narrowed([_placed(one, families) for one in rounds], wanted)
    figures = SurveyFigures(inquiry, linked=filters.as_of is None)
    total, rows = rows_of(kept, by, wanted, Telling(figures.figures, label, order))
    notes = [note("surveys_published"), note("surveys_pooled"), note("few_people", least=LEAST), note("lineage_rows")]
    return Cube(on, by, MEASURES, total, rows, notes=notes, multiple=_MULTIPLE)


STATISTIC = Statistic(
    name="surveys",
    summary="The satisfaction index (IKM) of published surveys by agency, year, unsur and round, with how many people "
    "answered and whether they were enough.\n\nThe numbers of a round are those of "
    "`GET /v1/surveys/{survey_key}/results`; of several rounds the answers are pooled. What fewer than five people "
    "answered is not told, with the reason `suppressed`, and is in no total.",
    parameters=SurveyStatisticFilters,
    dimensions=DIMENSIONS,
    measures=MEASURES,
    compute=compute,
    multiple=_MULTIPLE,
)

"""Surveys and their results, as one reader may know of them: everyone once announced or published, keepers before."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from app.agencies.schemas import AgencyName
from app.core.concealment import concealment
from app.core.database import Session
from app.core.errors import FieldError, InvalidRequest, NotFound, Text
from app.core.paging import Cut
from app.core.queries import listing_of
from app.core.security import Principal
from app.core.timeline import in_force, nearest_day
from app.instruments.shown import InstrumentLabel
from app.models import Agency, Survey, SurveyReport
from app.models.codes import Permission, SurveyStatus
from app.surveys.definition import SurveyDefinition, weak
from app.surveys.figure_schemas import (
    BreakdownFilters,
    SurveyBreakdown,
    SurveyResults,
    SurveyTrend,
    TrendFilters,
    TrendPoint,
    TrendUnsur,
)
from app.surveys.forms import definition_of
from app.surveys.index import index
from app.surveys.phases import status_of
from app.surveys.repository import Reach, SurveyRepository, Unit
from app.surveys.schemas import SurveyBrief, SurveyedService, SurveyFilters, SurveyItem, SurveyRead
from app.surveys.showing import (
    INDEX_DECIMALS,
    NRR_DECIMALS,
    computed_figures,
    consistency_of,
    groups_shown,
    quality_of,
    report_read,
    reported_values,
    rounded,
    sample_figures,
    values_of,
)
from app.surveys.suppression import LEAST
from app.surveys.tallies import Figures, TallyRepository, nothing
from app.surveys.tallying import MONTH, SERVICE, UNANSWERED

MOST_POINTS = 100
_UNKNOWN = Text("Tidak ada instansi dengan nama ini.", "There is no agency of this name.")
_NOT_ASKED = Text("Survei ini dapat dibagi menurut {known}.", "This survey can be divided by {known}.")
_LABELS = {
    SERVICE: InstrumentLabel(id="Layanan", en="Service"),
    MONTH: InstrumentLabel(id="Bulan", en="Month"),
    UNANSWERED: InstrumentLabel(id="Tidak dijawab", en="Not answered"),
}


def reach_of(reader: Principal | None) -> Reach:
    """Return whose surveys a reader keeps, who therefore sees them before they are announced or published."""
    if reader is None or not reader.may(Permission.RECORDS_READ):
        return Reach()
    return Reach(reader.territory)


def agency_name(agency: Agency, on: date) -> AgencyName:
    """Return an agency by its name on a day, or on the nearest one on which it existed; its versions are loaded."""
    found = in_force(agency.versions, nearest_day(agency.versions, on))
    version = found.version if found else agency.versions[-1]
    return AgencyName(id=agency.id, slug=agency.slug, name=version.name)


class Listed(NamedTuple):
    """A page of surveys: its rows, what is told of them, how many there are if asked, what its cursors belong to."""

    page: Cut
    items: list[SurveyItem]
    total: int | None
    listing: str


class SurveyDirectory:
    """Surveys within one read, on a day of the city's."""

    def __init__(self, session: Session, reader: Principal | None, today: date) -> None:
        self._session = session
        self._surveys = SurveyRepository(session)
        self._tallies = TallyRepository(session)
        self._reach = reach_of(reader)
        self._today = today

    async def find(self, key: str) -> Survey:
        """Return a survey.

        Raises:
            NotFound: there is none, or the reader may not know of it.
        """
        found = await self._surveys.get(key, self._reach)
        if found is None:
            raise NotFound
        return found

    async def search(self, filters: SurveyFilters) -> Listed:
        """Return a page of surveys, the last to begin first.

        Raises:
            InvalidRequest: `agency` names none.
            InvalidCursor: the cursor belongs to another list.
        """
        if filters.agency is not None and await self._surveys.agency(filters.agency) is None:
            raise InvalidRequest([FieldError("query/agency", "unknown_reference", _UNKNOWN)])
        listing = listing_of("surveys", filters)
        page, total = await self._surveys.search(filters, self._reach, self._today, listing)
        clear = await concealment(self._session)
        return Listed(page, [clear.told(self._item(one)) for one in page.rows], total, listing)

    async def show(self, survey: Survey) -> SurveyRead:
        """Return a survey as it is shown, its agency and form loaded."""
        shown = SurveyRead(
            **dict(self._item(survey)),
            population_basis=survey.population_basis,
            services=[SurveyedService.model_validate(one) for one in survey.services],
            reason=survey.cancelled_reason,
        )
        clear = await concealment(self._session)
        basis = shown.population_basis
        return clear.told(shown).model_copy(update={"population_basis": basis and clear.text(basis)})

    def _item(self, survey: Survey) -> SurveyItem:
        return SurveyItem(
            **dict(self._brief(survey)),
            mode=survey.mode,
            channels=survey.channels,
            population=survey.population,
            published_at=survey.published_at,
            version=survey.version,
        )

    def _brief(self, survey: Survey) -> SurveyBrief:
        return SurveyBrief(
            id=survey.id,
            slug=survey.slug,
            title=survey.title,
            agency=agency_name(survey.agency, survey.until_on),
            unit=survey.unit,
            audience=survey.audience,
            instrument=survey.instrument.slug,
            from_on=survey.from_on,
            until_on=survey.until_on,
            status=status_of(survey.status, survey.from_on, survey.until_on, self._today).value,
        )

    def _keeps(self, survey: Survey) -> bool:
        return self._reach.territory is None or survey.agency_id in self._reach.territory

    async def _with_results(self, key: str) -> Survey:
        """Return a survey whose figures the reader may read.

        Raises:
            NotFound: there is none, or its results are not public and the reader does not keep it.
        """
        survey = await self.find(key)
        if survey.status != SurveyStatus.PUBLISHED and not self._keeps(survey):
            raise NotFound
        return survey

    def _withheld(self, survey: Survey, figures: Figures) -> bool:
        """Whether what was computed is not shown to the reader: of few people, it is for those who keep it alone."""
        return 0 < figures.responses < LEAST and not self._keeps(survey)

    async def results(self, key: str) -> SurveyResults:
        """Return the results of a survey.

        Raises:
            NotFound: as in `_with_results`.
        """
        survey = await self._with_results(key)
        form = definition_of(survey.instrument)
        figures = (await self._tallies.figures([survey.id])).get(survey.id) or nothing(len(form.codes))
        report = await self._surveys.report(survey.id)
        withheld = self._withheld(survey, figures)
        shown = None if withheld or not figures.responses else figures
        computed = computed_figures(form, shown, survey.population) if shown else None
        told = SurveyResults(
            survey=self._brief(survey),
            withheld=withheld,
            computed=computed,
            reported=report_read(form, report, index(shown.unsur) if shown else None) if report else None,
            sample=sample_figures(form, survey.population, None if withheld else _answered(shown, report)),
            weak=_weak(form, shown, report),
        )
        return (await concealment(self._session)).told(told)

    async def breakdown(self, key: str, filters: BreakdownFilters) -> SurveyBreakdown:
        """Return the answers to a survey by groups.

        Raises:
            NotFound: as in `_with_results`.
            InvalidRequest: the survey does not ask for what it is to be divided by.
        """
        survey = await self._with_results(key)
        form = definition_of(survey.instrument)
        labels = _labels(form, survey)
        if filters.by not in labels:
            raise InvalidRequest([FieldError("query/by", "unknown_question", _NOT_ASKED, {"known": ", ".join(labels)})])
        groups = await self._tallies.groups(survey.id, filters.by)
        named = {value: labels[filters.by].get(value, InstrumentLabel(id=value, en=None)) for value in groups}
        label = _LABELS.get(filters.by) or _question(form, filters.by)
        told = SurveyBreakdown(
            survey=self._brief(survey),
            by=filters.by,
            label=label,
            smallest=LEAST,
            groups=groups_shown(form, groups, named),
        )
        return (await concealment(self._session)).told(told)

    async def trend(self, filters: TrendFilters) -> SurveyTrend:
        """Return the rounds of one unit in their order of time.

        Raises:
            InvalidRequest: there is no such agency.
        """
        agency = await self._surveys.agency(filters.agency)
        if agency is None:
            raise InvalidRequest([FieldError("query/agency", "unknown_reference", _UNKNOWN)])
        unit = Unit(agency.id, filters.unit or "", filters.audience, filters.succession)
        rounds = await self._surveys.rounds(unit, self._reach, MOST_POINTS)
        ids: list[UUID] = [one.id for one in rounds]
        figures, reports = await self._tallies.figures(ids), await self._surveys.reports(ids)
        told = SurveyTrend(
            agency=agency.slug,
            unit=filters.unit,
            succession=filters.succession,
            points=[self._point(one, figures.get(one.id), reports.get(one.id)) for one in rounds],
        )
        return (await concealment(self._session)).told(told)

    def _point(self, survey: Survey, figures: Figures | None, report: SurveyReport | None) -> TrendPoint:
        form = definition_of(survey.instrument)
        withheld = figures is not None and self._withheld(survey, figures)
        shown = None if withheld else figures
        values = values_of(form, shown) if shown else {}
        answered = shown.of(form.codes) if shown else {}
        found = index(shown.unsur) if shown else None
        return TrendPoint(
            survey=self._brief(survey),
            withheld=withheld,
            responses=shown.responses if shown else None,
            index=rounded(found, INDEX_DECIMALS),
            quality=quality_of(form, found),
            reported_index=f"{report.index:.{report.index_decimals}f}" if report else None,
            reported_respondents=report.respondents if report else None,
            reported_consistent=consistency_of(form, report).consistent if report else None,
            unsur=[
                TrendUnsur(
                    unsur=code,
                    n=answered[code].n if shown else None,
                    nrr=rounded(values.get(code), NRR_DECIMALS),
                    reported_nrr=report.nrr.get(code) if report else None,
                )
                for code in form.codes
            ],
        )


def _answered(shown: Figures | None, report: SurveyReport | None) -> int:
    """Return how many people answered: as computed, or as reported where nothing was computed."""
    if shown is not None:
        return shown.responses
    return report.respondents if report else 0


def _weak(form: SurveyDefinition, shown: Figures | None, report: SurveyReport | None) -> list[str]:
    if shown is not None:
        found = weak(form, values_of(form, shown))
    else:
        found = weak(form, dict(reported_values(report))) if report else frozenset()
    return [code for code in form.codes if code in found]


def _labels(form: SurveyDefinition, survey: Survey) -> dict[str, dict[str, InstrumentLabel]]:
    """Return what a survey can be divided by, each with the words of its values; months speak for themselves."""
    services = {one["code"]: InstrumentLabel(id=one["name"], en=None) for one in survey.services}
    found: dict[str, dict[str, InstrumentLabel]] = {MONTH: {}} | ({SERVICE: services} if services else {})
    for question in form.profile or ():
        found[question.code] = {one.code: InstrumentLabel.model_validate(one.label) for one in question.brackets}
    return {name: {**values, UNANSWERED: _LABELS[UNANSWERED]} for name, values in found.items()}


def _question(form: SurveyDefinition, code: str) -> InstrumentLabel:
    return next(InstrumentLabel.model_validate(one.label) for one in form.profile or () if one.code == code)

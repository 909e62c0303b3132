"""Recording what a published report says of a survey: word for word, beside what was computed."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from app.audit.service import AuditService, changes_between
from app.core.concealment import concealment
from app.core.conditional import Condition
from app.core.errors import FieldError, InvalidRequest, Text
from app.core.ids import new_id
from app.core.writing import Work
from app.models import Survey, SurveyReport
from app.surveys.definition import SurveyDefinition
from app.surveys.figure_schemas import SurveyReportRead
from app.surveys.forms import definition_of
from app.surveys.index import index
from app.surveys.inputs import SurveyReportInput
from app.surveys.phases import SurveyAction
from app.surveys.repository import SurveyRepository
from app.surveys.service import SurveyService
from app.surveys.showing import report_read
from app.surveys.tallies import TallyRepository

_UNSUR = Text("Formulir ini tidak memiliki unsur dengan nama ini.", "This form has no unsur of this name.")
_FINER = Text("Lebih teliti daripada {decimals} desimal.", "This is finer than {decimals} decimals.")
_UNKNOWN = Text("Tidak ada sumber dengan nama ini.", "There is no source of this name.")
_NOWHERE = Text(
    "Sebutkan laporannya: sumber (source) atau judul dan halamannya (reference).",
    "Say which report: a source, or its title and page (reference).",
)
_PEOPLE = Text(
    "Populasinya {population}; responden tidak dapat lebih banyak. Perbaiki populasinya bila terlalu kecil.",
    "The population is {population}; there cannot be more respondents. Correct the population if it is too small.",
)
_FACTS = ("index", "respondents", "weight", "nrr", "reference", "note", "source_id")


class ReportService:
    """Reports within one request of whoever keeps the records of their agencies."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._surveys = SurveyRepository(work.session)

    async def record(self, key: str, told: SurveyReportInput, condition: Condition) -> tuple[SurveyReportRead, int]:
        """Record what a report says, in the place of what was recorded before. Return it, and the survey's version.

        Nothing is corrected: an index that cannot follow from the report's own unsur is kept and flagged.

        Raises:
            NotFound, NotPermitted, PreconditionRequired, PreconditionFailed, SurveyStep: as in `SurveyService.locked`.
            InvalidRequest: with all that is wrong with it.
        """
        survey = await SurveyService(self._work).locked(key, SurveyAction.REPORT, condition)
        form = definition_of(survey.instrument)
        decimals = _decimals(told)
        source = await self._surveys.source(told.source) if told.source else None
        wrong = [*_errors(told, form, survey, decimals)]
        if told.source and source is None:
            wrong.append(FieldError("#/source", "unknown_reference", _UNKNOWN))
        if wrong:
            raise InvalidRequest(wrong)
        report = await self._surveys.report(survey.id)
        before = _snapshot(report) if report else {}
        if report is None:
            report = SurveyReport(id=new_id(), survey_id=survey.id, version=0, created_at=self._work.at)
        _write(report, told, decimals)
        report.source_id, report.source = (source.id, source) if source else (None, None)
        changes = changes_between(before, _snapshot(report))
        if changes:
            report.version, report.updated_at = report.version + 1, self._work.at
            survey.version, survey.updated_at = survey.version + 1, self._work.at
            await self._surveys.add(report)
            AuditService(self._work).record("survey.report", ("survey", survey.id), changes, agency_id=survey.agency_id)
        figures = (await TallyRepository(self._work.session).figures([survey.id])).get(survey.id)
        shown = report_read(form, report, index(figures.unsur) if figures else None)
        return (await concealment(self._work.session)).told(shown), survey.version


def _decimals(told: SurveyReportInput) -> int:
    """Return with how many decimals a report gives its NRR: as it was said, or the most that one of them has."""
    if told.nrr_decimals is not None:
        return told.nrr_decimals
    return max((_places(value) for value in told.nrr.values()), default=2)


def _places(value: float) -> int:
    """Return how many decimals a number has in its shortest spelling."""
    exponent = Decimal(str(value)).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _errors(told: SurveyReportInput, form: SurveyDefinition, survey: Survey, decimals: int) -> Iterator[FieldError]:
    for code, value in told.nrr.items():
        if code not in form.codes:
            yield FieldError(f"#/nrr/{code}", "unknown_unsur", _UNSUR)
        elif _places(value) > decimals:
            yield FieldError(f"#/nrr/{code}", "too_precise", _FINER, {"decimals": decimals})
    if _places(told.index) > told.index_decimals:
        yield FieldError("#/index", "too_precise", _FINER, {"decimals": told.index_decimals})
    if told.source is None and told.reference is None:
        yield FieldError("#/reference", "required", _NOWHERE)
    if survey.population is not None and told.respondents > survey.population:
        yield FieldError("#/respondents", "above_population", _PEOPLE, {"population": survey.population})


def _write(report: SurveyReport, told: SurveyReportInput, decimals: int) -> None:
    report.index, report.index_decimals = Decimal(str(told.index)), told.index_decimals
    report.respondents, report.weight = told.respondents, told.weight
    report.nrr = {code: f"{Decimal(str(value)):.{decimals}f}" for code, value in told.nrr.items()}
    report.nrr_decimals = decimals
    report.reference, report.note = told.reference, told.note


def _snapshot(report: SurveyReport) -> dict[str, Any]:
    """Return a report as the history of changes tells it, without what it does not say."""
    facts = {name: getattr(report, name) for name in _FACTS}
    told = {
        **facts,
        "index": f"{facts['index']:.{report.index_decimals}f}",
        "source_id": str(facts["source_id"]) if facts["source_id"] else None,
    }
    return {name: value for name, value in told.items() if value is not None}

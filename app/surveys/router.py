"""`/v1/surveys` and `/v1/survey-instruments`: how satisfied people are with a unit, by which form, and from when."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from app.core.clock import today
from app.core.concealment import ConcealmentDep
from app.core.conditional import IfMatch, version_tag
from app.core.database import ReadSession
from app.core.errors import Conflict, NotFound
from app.core.problems import answers
from app.core.queries import cursors, listing_of
from app.core.refusals import InvalidCredentials
from app.core.routes import ReadRoute, link_pages
from app.core.schema import KEY_PATTERN
from app.core.security import asked_of_all, needs, principal_of, public
from app.core.writing import WorkDep, WriteRoute, secret_answer
from app.models.codes import Permission
from app.surveys.directory import SurveyDirectory
from app.surveys.figure_schemas import (
    BreakdownFilters,
    SurveyBreakdown,
    SurveyReportRead,
    SurveyResults,
    SurveyTrend,
    TrendFilters,
)
from app.surveys.form_records import FormRepository
from app.surveys.forms import form_item, form_read
from app.surveys.inputs import (
    SurveyAnswer,
    SurveyCancellation,
    SurveyCreate,
    SurveyImport,
    SurveyReportInput,
    SurveyUpdate,
    TokenOrder,
)
from app.surveys.reports import ReportService
from app.surveys.responding import AnswerService
from app.surveys.schemas import (
    SurveyFilters,
    SurveyImportReceipt,
    SurveyInstrumentFilters,
    SurveyInstrumentPage,
    SurveyInstrumentRead,
    SurveyPage,
    SurveyRead,
    SurveyReceipt,
    SurveyTokens,
)
from app.surveys.service import SurveyService

router = APIRouter()
forms = APIRouter(prefix="/v1/survey-instruments", tags=["surveys"], route_class=ReadRoute)
reads = APIRouter(prefix="/v1/surveys", tags=["surveys"], route_class=ReadRoute, responses=answers(InvalidCredentials))
writes = APIRouter(prefix="/v1/surveys", tags=["surveys"], route_class=WriteRoute, responses=answers(Conflict))


def _key(example: str) -> object:
    return Path(min_length=1, max_length=120, pattern=KEY_PATTERN, description="Id or slug.", examples=[example])


FormKey = Annotated[str, _key("skm-permenpan-14-2017")]
SurveyKey = Annotated[str, _key("skm-disdukcapil-2026-1")]


async def directory(request: Request, session: ReadSession) -> SurveyDirectory:
    """Return the surveys that whoever asks may know of."""
    return SurveyDirectory(session, principal_of(request.scope), today())


async def making(work: WorkDep) -> SurveyService:
    """Return the making of surveys; who keeps no records is refused before what they send is looked at."""
    service = SurveyService(work)
    service.check_permitted()
    return service


Directory = Annotated[SurveyDirectory, Depends(directory)]
Making = Annotated[SurveyService, Depends(making)]


def _tagged(shown: SurveyRead, response: Response) -> SurveyRead:
    response.headers["etag"] = version_tag(shown.version)
    return shown


@forms.get("")
@public
async def list_survey_instruments(
    filters: Annotated[SurveyInstrumentFilters, Query()],
    session: ReadSession,
    clear: ConcealmentDep,
    request: Request,
    response: Response,
) -> SurveyInstrumentPage:
    """Every edition of the forms that surveys use, by slug."""
    listing = listing_of("survey instruments", filters)
    page, total = await FormRepository(session).search(filters, listing)
    places = cursors(page, ["slug"], listing)
    link_pages(request, response, places)
    return clear.told(SurveyInstrumentPage(items=[form_item(one) for one in page.rows], total=total, **places))


@forms.get("/{instrument}")
@public
async def get_survey_instrument(
    instrument: FormKey, session: ReadSession, clear: ConcealmentDep
) -> SurveyInstrumentRead:
    """One edition of a form: its unsur by slug, the orders in which texts number them, and what an index is called.

    What a client needs to show the form to people is here: the words of each answer, and the profile questions with
    their choices. What no source says is null.
    """
    found = await FormRepository(session).get(instrument)
    if found is None:
        raise NotFound
    return clear.told(form_read(found))


@reads.get("")
@public
async def list_surveys(
    filters: Annotated[SurveyFilters, Query()], surveys: Directory, request: Request, response: Response
) -> SurveyPage:
    """Surveys that were announced, the last to begin first; with credentials also those of your agency that were not.

    Which of them take answers today: `status=open`.
    """
    listed = await surveys.search(filters)
    places = cursors(listed.page, ["from_on", "id"], listed.listing)
    link_pages(request, response, places)
    return SurveyPage(items=listed.items, total=listed.total, **places)


@writes.post("", status_code=201)
@needs(Permission.RECORDS_WRITE)
async def create_survey(body: SurveyCreate, surveys: Making, request: Request, response: Response) -> SurveyRead:
    """Make a round of measuring one unit, as a draft. It takes answers once it is announced, within its period.

    Two rounds of one unit and audience do not share a day. The agency has to exist in the whole period: of one that was
    merged meanwhile, measure what it became. A round that was held in the past is made in the same way; its answers or
    its report are entered afterwards.
    """
    made = await surveys.create(body)
    response.headers["location"] = f"{request.app.state.settings.public_url}/v1/surveys/{made.slug}"
    return _tagged(made, response)


@reads.get("/trend")
@public
async def get_survey_trend(filters: Annotated[TrendFilters, Query()], surveys: Directory) -> SurveyTrend:
    """The rounds of one unit in their order of time, computed and reported figures side by side.

    Everyone reads those that were published. Rounds by another form stand in the series as well; compare them by what
    their forms call an unsur, and their indices only with care.
    """
    return await surveys.trend(filters)


@reads.get("/{survey_key}")
@public
async def get_survey(survey_key: SurveyKey, surveys: Directory, response: Response) -> SurveyRead:
    """One survey: what is measured, by which form, in which period, and where it stands today."""
    return _tagged(await surveys.show(await surveys.find(survey_key)), response)


@writes.patch("/{survey_key}")
@needs(Permission.RECORDS_WRITE)
async def update_survey(
    survey_key: SurveyKey, body: SurveyUpdate, surveys: Making, condition: IfMatch, response: Response
) -> SurveyRead:
    """Correct a survey by a merge patch (RFC 7396), until it is published. Set `until_on` to today to end it early.

    A population below the number of answers is refused: it cannot be right.
    """
    return _tagged(await surveys.update(survey_key, body, condition), response)


@writes.post("/{survey_key}/open")
@needs(Permission.RECORDS_WRITE)
async def open_survey(survey_key: SurveyKey, surveys: Making, condition: IfMatch, response: Response) -> SurveyRead:
    """Announce a survey: everyone may know of it, and it takes answers from its first day to its last."""
    return _tagged(await surveys.open(survey_key, condition), response)


@writes.post("/{survey_key}/publish")
@needs(Permission.RECORDS_WRITE)
async def publish_survey(survey_key: SurveyKey, surveys: Making, condition: IfMatch, response: Response) -> SurveyRead:
    """Publish the results of a survey once its period is over. From then on no answers are added."""
    return _tagged(await surveys.publish(survey_key, condition), response)


@writes.post("/{survey_key}/cancel")
@needs(Permission.RECORDS_WRITE)
async def cancel_survey(
    survey_key: SurveyKey, body: SurveyCancellation, surveys: Making, condition: IfMatch, response: Response
) -> SurveyRead:
    """Cancel a survey that was not published, with the reason. It stays on record, and counts nowhere."""
    return _tagged(await surveys.cancel(survey_key, body, condition), response)


@writes.post("/{survey_key}/tokens")
@needs(Permission.RECORDS_WRITE)
@secret_answer
async def issue_survey_tokens(survey_key: SurveyKey, body: TokenOrder, _making: Making, work: WorkDep) -> SurveyTokens:
    """Issue tokens, each of which stands for one answer. They are shown this once: only their digests are kept.

    Which token an answer came by is not kept, so who holds the list of tokens does not learn who answered what.
    """
    return await AnswerService(work).issue(survey_key, body)


@writes.post("/{survey_key}/responses")
@asked_of_all
async def answer_survey(survey_key: SurveyKey, body: SurveyAnswer, work: WorkDep) -> SurveyReceipt:
    """Answer a survey while it is open. No account is needed, and nothing is kept that tells who you are.

    Of the time the day alone is kept. An unsur may be left out; at least one is answered. With answers in an order
    (`ordered`), say which (`order`), for texts differ in U8 and U9. A token is taken once: a second time is a 409.
    """
    return await AnswerService(work).answer(survey_key, body)


@writes.post("/{survey_key}/responses/import")
@needs(Permission.RECORDS_WRITE)
async def import_survey_responses(
    survey_key: SurveyKey, body: SurveyImport, _making: Making, work: WorkDep
) -> SurveyImportReceipt:
    """Enter up to a thousand answers that were collected elsewhere, as on paper: all of them, or none.

    Errors point at the row. Answers may be entered until the publication, each of a day within the period. With an
    `Idempotency-Key` a request that is sent twice is taken once. More answers than the population has people are
    refused.
    """
    return await AnswerService(work).import_all(survey_key, body)


@writes.post("/{survey_key}/report")
@needs(Permission.RECORDS_WRITE)
async def report_survey(
    survey_key: SurveyKey,
    body: SurveyReportInput,
    _making: Making,
    work: WorkDep,
    condition: IfMatch,
    response: Response,
) -> SurveyReportRead:
    """Record what a published report says of a survey that is over, in the place of what was recorded before.

    It is kept as it says it, beside what was computed. An index that cannot follow from the report's own unsur,
    whatever was rounded, is not refused but flagged (`consistent: false`), with the index that does follow. The tag is
    that of the survey.
    """
    shown, version = await ReportService(work).record(survey_key, body, condition)
    response.headers["etag"] = version_tag(version)
    return shown


@reads.get("/{survey_key}/results")
@public
async def get_survey_results(survey_key: SurveyKey, surveys: Directory) -> SurveyResults:
    """The results of a survey: index, quality, every unsur with its interval, and what a report says beside it.

    Everyone reads them once they are published; those who keep the survey at any time. Of fewer than five people they
    are not shown to others. They are read from tallies, and cost the same after a million answers as after a hundred.
    """
    return await surveys.results(survey_key)


@reads.get("/{survey_key}/breakdown")
@public
async def get_survey_breakdown(
    survey_key: SurveyKey, filters: Annotated[BreakdownFilters, Query()], surveys: Directory
) -> SurveyBreakdown:
    """The answers to a survey by service, by month, or by a profile question of its form.

    Groups of fewer than five are not shown to anybody, nor as many more as it takes that they cannot be had back by
    taking away from the whole what is shown.
    """
    return await surveys.breakdown(survey_key, filters)


router.routes.extend(forms.routes)
router.routes.extend(reads.routes)
router.routes.extend(writes.routes)

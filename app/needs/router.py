"""`/v1/needs`: what service lacks, what is put against it, and whether it was better when it was measured again."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from app.core.clock import today
from app.core.conditional import IfMatch, version_tag
from app.core.database import ReadSession
from app.core.errors import Conflict
from app.core.problems import answers
from app.core.queries import cursors
from app.core.refusals import InvalidCredentials
from app.core.routes import ReadRoute, link_pages
from app.core.security import needs, principal_of, public
from app.core.writing import WorkDep, WriteRoute
from app.models.codes import Permission
from app.needs.directory import NeedDirectory, shares
from app.needs.inputs import (
    NeedAnswerInput,
    NeedAnswerWithdrawal,
    NeedClosing,
    NeedConsentWithdrawal,
    NeedCreate,
    NeedPlanInput,
    NeedPlanWithdrawal,
    NeedsFromSurvey,
    NeedUpdate,
    NeedVerificationInput,
)
from app.needs.linking import LinkingService
from app.needs.proposing import ProposingService
from app.needs.proving import ProvingService
from app.needs.schemas import NeedFilters, NeedLoopFilters, NeedLoopRead, NeedPage, NeedProposals, NeedRead
from app.needs.service import NeedService

router = APIRouter()
reads = APIRouter(prefix="/v1", tags=["needs"], route_class=ReadRoute, responses=answers(InvalidCredentials))
writes = APIRouter(prefix="/v1", tags=["needs"], route_class=WriteRoute, responses=answers(Conflict))

_ONE = "/needs/{need_id}"

NeedId = Annotated[UUID, Path(description="Id of the need.", examples=["019ab3c1-0400-7d3e-9a51-3c8f1f1d2b51"])]


async def directory(request: Request, session: ReadSession) -> NeedDirectory:
    """Return the needs, for whoever asks."""
    reader = principal_of(request.scope)
    reads_records = reader is not None and reader.may(Permission.RECORDS_READ)
    return NeedDirectory(session, reader if reads_records else None, today())


Directory = Annotated[NeedDirectory, Depends(directory)]


def _tagged(shown: NeedRead, response: Response) -> NeedRead:
    response.headers["etag"] = version_tag(shown.version)
    return shown


@reads.get("/needs")
@public
async def list_needs(
    filters: Annotated[NeedFilters, Query()], found: Directory, request: Request, response: Response
) -> NeedPage:
    """Needs that are public, the newest first; signed in, also those of agencies whose records you keep."""
    listed = await found.search(filters)
    places = cursors(listed.page, ["id"], listed.listing)
    link_pages(request, response, places)
    return NeedPage(items=listed.items, total=listed.total, **places)


@writes.post("/needs", status_code=201)
@needs(Permission.RECORDS_WRITE)
async def create_need(body: NeedCreate, work: WorkDep, request: Request, response: Response) -> NeedRead:
    """Record a need of an agency whose records you keep: of the council, of complaints, or found in a training.

    A need of the council is on record in the name of a body. A member is named in `member` alone, and only with a
    consent; words that name one are refused.
    """
    made = await NeedService(work).create(body)
    response.headers["location"] = f"{request.app.state.settings.public_url}/v1/needs/{made.id}"
    return _tagged(made, response)


@writes.post("/needs/from-survey")
@needs(Permission.RECORDS_WRITE)
async def propose_needs(body: NeedsFromSurvey, work: WorkDep) -> NeedProposals:
    """Propose needs out of a published survey of an agency whose records you keep, and take up those you accept.

    Weak unsur are the lowest, all that are tied (unless all are alike), and each below quality B. First with `dry_run`,
    which writes nothing; then with `dry_run: false` and what is accepted. Where a survey has no answers but a report,
    the reported values are looked at, and `basis` says so. What is a need already is refused, until that was closed.
    """
    return await ProposingService(work).propose(body)


@reads.get("/needs/loop")
@public
async def get_need_loop(
    filters: Annotated[NeedLoopFilters, Query()], found: Directory, request: Request, response: Response
) -> NeedLoopRead:
    """From need to plan, to innovation, to the next measurement: what is public, the newest need first.

    Everyone reads the same numbers. `body=dprd` is the view of the council. `remeasured` tells before, after, their
    difference with its 95 % interval, and in words whether it can be told from chance. The first later round of the
    same unit, audience and unsur that decides does so, and later ones revise nothing.
    """
    looped = await found.loop(filters)
    places = cursors(looped.page, ["id"], looped.listing)
    link_pages(request, response, places)
    answered, proven = shares(looped.counts)
    return NeedLoopRead(
        as_of=filters.as_of or today(),
        counts=looped.counts,
        share_answered=answered,
        share_proven=proven,
        items=looped.items,
        total=looped.total,
        **places,
    )


@reads.get(_ONE)
@public
async def get_need(need_id: NeedId, found: Directory, response: Response) -> NeedRead:
    """One need with what is put against it, and every later round that measured it again."""
    return _tagged(await found.get(need_id), response)


@writes.patch(_ONE)
@needs(Permission.RECORDS_WRITE)
async def update_need(
    need_id: NeedId, body: NeedUpdate, work: WorkDep, condition: IfMatch, response: Response
) -> NeedRead:
    """Correct what is said of a need by a merge patch (RFC 7396), until it ends."""
    return _tagged(await NeedService(work).update(need_id, body, condition), response)


@writes.post(f"{_ONE}/publish")
@needs(Permission.RECORDS_VERIFY)
async def publish_need(need_id: NeedId, work: WorkDep, condition: IfMatch, response: Response) -> NeedRead:
    """Let everyone read a need, and count it in the loop."""
    return _tagged(await NeedService(work).publish(need_id, condition), response)


@writes.post(f"{_ONE}/close")
@needs(Permission.RECORDS_WRITE)
async def close_need(
    need_id: NeedId, body: NeedClosing, work: WorkDep, condition: IfMatch, response: Response
) -> NeedRead:
    """Close a need that was not proven, with the reason."""
    return _tagged(await NeedService(work).close(need_id, body, condition), response)


@writes.post(f"{_ONE}/withdraw-consent")
@needs(Permission.RECORDS_WRITE)
async def withdraw_need_consent(
    need_id: NeedId, body: NeedConsentWithdrawal, work: WorkDep, condition: IfMatch, response: Response
) -> NeedRead:
    """Take away the name of a member of the council whose consent ended. No text holds it, so it is gone everywhere."""
    return _tagged(await NeedService(work).withdraw_consent(need_id, body, condition), response)


@writes.post(f"{_ONE}/answers")
@needs(Permission.RECORDS_WRITE)
async def answer_need(
    need_id: NeedId, body: NeedAnswerInput, work: WorkDep, condition: IfMatch, response: Response
) -> NeedRead:
    """Put an innovation against a need: the agency's own, its replica, or one whose replication runs there.

    One that is published and in use answers the need (`dijawab`); one that is not yet in use is planned
    (`direncanakan`), and put against the need once more when it is.
    """
    return _tagged(await LinkingService(work).answer(need_id, body, condition), response)


@writes.post(f"{_ONE}/answers/withdraw")
@needs(Permission.RECORDS_WRITE)
async def withdraw_need_answer(
    need_id: NeedId, body: NeedAnswerWithdrawal, work: WorkDep, condition: IfMatch, response: Response
) -> NeedRead:
    """Take back an innovation that was put against a need by mistake. The status never goes back with it."""
    return _tagged(await LinkingService(work).withdraw_answer(need_id, body, condition), response)


@writes.post(f"{_ONE}/plans")
@needs(Permission.RECORDS_WRITE)
async def plan_need(
    need_id: NeedId, body: NeedPlanInput, work: WorkDep, condition: IfMatch, response: Response
) -> NeedRead:
    """Put an action plan of the agency against a need."""
    return _tagged(await LinkingService(work).plan(need_id, body, condition), response)


@writes.post(f"{_ONE}/plans/withdraw")
@needs(Permission.RECORDS_WRITE)
async def withdraw_need_plan(
    need_id: NeedId, body: NeedPlanWithdrawal, work: WorkDep, condition: IfMatch, response: Response
) -> NeedRead:
    """Take back a plan that was put against a need by mistake. The status never goes back with it."""
    return _tagged(await LinkingService(work).withdraw_plan(need_id, body, condition), response)


@writes.post(f"{_ONE}/remeasure")
@needs(Permission.RECORDS_WRITE)
async def remeasure_need(need_id: NeedId, work: WorkDep, condition: IfMatch, response: Response) -> NeedRead:
    """Let the next round decide whether a need that a survey showed is met. Its figures do, and nobody's word.

    `terbukti` where the mean is higher and the 95 % interval of the difference leaves out zero; `tidak_terbukti` where
    it is not higher, or may be so by chance.
    """
    return _tagged(await ProvingService(work).remeasure(need_id, condition), response)


@writes.post(f"{_ONE}/verify")
@needs(Permission.RECORDS_WRITE)
async def verify_need(
    need_id: NeedId, body: NeedVerificationInput, work: WorkDep, condition: IfMatch, response: Response
) -> NeedRead:
    """Record, with evidence, whether a need that comes from no survey is met."""
    return _tagged(await ProvingService(work).verify(need_id, body, condition), response)


router.routes.extend(reads.routes)
router.routes.extend(writes.routes)

"""`…/results` of rounds: concluding stages, rankings, agreement, and the decree that determines what came out."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from app.core.conditional import IfMatch, version_tag
from app.core.database import ReadSession
from app.core.errors import NotPermitted
from app.core.problems import answers
from app.core.queries import cursors
from app.core.routes import ReadRoute, link_pages
from app.core.security import needs, principal_of, public
from app.core.writing import LookDep, WorkDep, WriteRoute
from app.models.codes import Permission
from app.results.directory import ResultDirectory
from app.results.facts import EditionsDiffer, StageSettled, StagesOutdated
from app.results.schemas import (
    ComparisonFilters,
    ComparisonPage,
    Decree,
    EntryResult,
    Recomputation,
    Reliability,
    ResultFilters,
    ResultHead,
    ResultPage,
    StageFilter,
)
from app.results.service import ResultService
from app.rounds.facts import RoundStep, StagesNotConcluded
from app.rounds.inputs import Cancellation
from app.rounds.paths import EntryId, RoundKey, StageKey
from app.rounds.schemas import RoundRead

router = APIRouter()
reads = APIRouter(prefix="/v1/rounds/{round_key}", tags=["results"], route_class=ReadRoute)
writes = APIRouter(prefix="/v1/rounds/{round_key}", tags=["results"], route_class=WriteRoute)


async def directory(request: Request, session: ReadSession) -> ResultDirectory:
    """Return the results that whoever asks may read."""
    return ResultDirectory(session, principal_of(request.scope), datetime.now(UTC))


Directory = Annotated[ResultDirectory, Depends(directory)]


def _tagged(shown: RoundRead, response: Response) -> RoundRead:
    response.headers["etag"] = version_tag(shown.version)
    return shown


@writes.post("/stages/{stage}/conclude", responses=answers(StageSettled))
@needs(Permission.ROUNDS_WRITE)
async def conclude_stage(round_key: RoundKey, stage: StageKey, work: WorkDep) -> ResultHead:
    """Compute the result of a stage that has closed, and put out the entries that do not go on by its pass rule.

    Only submitted sheets count, and none that a conflict of interest excludes. A stage may be concluded anew until the
    next one was, or the round is determined: the new result takes the place of the one before. If nothing changed
    since, the result stays as it is. Where what it rests on changed after the next stage was concluded, as by a
    conflict that was decided late, it may still be concluded anew, and the stages after it have to be, too.
    """
    return await ResultService(work).conclude(round_key, stage)


@writes.post("/stages/{stage}/recompute", responses=answers(StagesNotConcluded))
@needs(Permission.ROUNDS_WRITE)
async def recompute_stage(round_key: RoundKey, stage: StageKey, work: WorkDep) -> Recomputation:
    """Compute the result of a stage again from the scores on record, and tell whether it is the same byte by byte.

    Nothing is changed. Digests that differ tell whether the scores, or only the arithmetic, are others now.
    """
    return await ResultService(work).recompute(round_key, stage)


@writes.post("/recompute", responses=answers(StagesNotConcluded))
@needs(Permission.ROUNDS_WRITE)
async def recompute_round(round_key: RoundKey, work: WorkDep) -> Recomputation:
    """Compute the final result of a round again from those of its stages. Nothing is changed."""
    return await ResultService(work).recompute_round(round_key)


@writes.post("/determine", responses=answers(StagesNotConcluded, StagesOutdated))
@needs(Permission.ROUNDS_WRITE)
async def determine_round(
    round_key: RoundKey, body: Decree, work: WorkDep, condition: IfMatch, response: Response
) -> RoundRead:
    """Determine the final result by a decree, once every stage was concluded.

    The final total is the mean of the stages' totals by their weights. No conflict and no objection may be undecided,
    and no stage may rest on what has changed since. What was determined is fixed, and private until it is published.
    """
    return _tagged(await ResultService(work).determine(round_key, body, condition), response)


@writes.post("/publish", responses=answers(RoundStep, StagesOutdated))
@needs(Permission.ROUNDS_WRITE)
async def publish_round(round_key: RoundKey, work: WorkDep, condition: IfMatch, response: Response) -> RoundRead:
    """Publish a determined result. From now on everyone reads it, without the names of the assessors.

    Refused if a conflict has come up since that excludes a score; the decree is to be revoked then.
    """
    return _tagged(await ResultService(work).publish(round_key, condition), response)


@writes.post("/revoke", responses=answers(RoundStep))
@needs(Permission.ROUNDS_WRITE)
async def revoke_round(
    round_key: RoundKey, body: Cancellation, work: WorkDep, condition: IfMatch, response: Response
) -> RoundRead:
    """Revoke the decree of a result that is not published, with the reason: the round is open again.

    Stages can then be concluded anew and the round determined by another decree. No stage that closed opens again.
    """
    return _tagged(await ResultService(work).revoke(round_key, body.reason, condition), response)


@reads.get("/results", responses=answers(NotPermitted))
@public
async def list_results(
    round_key: RoundKey,
    filters: Annotated[ResultFilters, Query()],
    results: Directory,
    request: Request,
    response: Response,
) -> ResultPage:
    """The ranking of a round, or of one of its stages; entries that are not ranked come last.

    Public once the round is published; before that for those who run rounds. Equal totals share a rank unless the
    instrument says how a tie is broken.
    """
    found = await results.search(round_key, filters)
    places = cursors(found.page, ["place"], found.listing)
    link_pages(request, response, places)
    return ResultPage(round=found.round, result=found.head, items=found.items, total=found.total, **places)


@reads.get("/results/{entry_id}", responses=answers(NotPermitted))
@public
async def get_result(
    round_key: RoundKey, entry_id: EntryId, filters: Annotated[StageFilter, Query()], results: Directory
) -> EntryResult:
    """The result of one entry: spread, means by criterion, and every sheet that counts, without names.

    Those who run the round see whose sheets they are. What the owner claims by the same instrument stands beside it.
    """
    return await results.get(round_key, entry_id, filters.stage)


@reads.get("/reliability")
@needs(Permission.ROUNDS_WRITE)
async def get_reliability(round_key: RoundKey, filters: Annotated[StageFilter, Query()], look: LookDep) -> Reliability:
    """How far the panel of a stage agrees, and how lenient each assessor is.

    Without `stage` it is about the first stage that is scored.
    """
    return await ResultDirectory(look.session, look.principal, look.at).reliability(round_key, filters.stage)


@reads.get("/comparison", responses=answers(NotPermitted, EditionsDiffer))
@public
async def list_compared_innovations(
    round_key: RoundKey,
    filters: Annotated[ComparisonFilters, Query()],
    results: Directory,
    request: Request,
    response: Response,
) -> ComparisonPage:
    """The innovations that are in two rounds, with both totals and how far they differ.

    The rounds must have been assessed by the same instruments: a number of one form says nothing beside one of another.
    """
    found = await results.compare(round_key, filters)
    places = cursors(found.page, ["place"], found.listing)
    link_pages(request, response, places)
    return ComparisonPage(round=found.round, other=found.other, items=found.items, total=found.total, **places)


router.routes.extend(reads.routes)
router.routes.extend(writes.routes)

"""`/v1/rounds`: rounds of assessment, their entries and panels."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from app.core.conditional import IfMatch, version_tag
from app.core.database import ReadSession
from app.core.errors import NotPermitted
from app.core.problems import answers
from app.core.queries import cursors, listing_of
from app.core.routes import ReadRoute, link_pages
from app.core.security import needs, principal_of, public
from app.core.writing import LookDep, WorkDep, WriteRoute
from app.models.codes import Permission
from app.rounds.deciding import EntryService
from app.rounds.directory import RoundDirectory
from app.rounds.facts import RoundStep
from app.rounds.inputs import (
    Cancellation,
    EntryWithdrawal,
    PanelInvite,
    PanelRemoval,
    RoundCreate,
    RoundUpdate,
    StageDecisions,
    StageUpdate,
)
from app.rounds.panel import PanelService
from app.rounds.paths import EntryId, RoundKey, StageKey
from app.rounds.schemas import (
    DecisionCount,
    EntryFilters,
    EntryPage,
    EntryRead,
    PanelList,
    PanelMember,
    RemovedMember,
    RoundFilters,
    RoundPage,
    RoundRead,
)
from app.rounds.service import RoundService

router = APIRouter()
reads = APIRouter(prefix="/v1/rounds", tags=["rounds"], route_class=ReadRoute)
writes = APIRouter(prefix="/v1/rounds", tags=["rounds"], route_class=WriteRoute)


async def directory(request: Request, session: ReadSession) -> RoundDirectory:
    """Return the rounds that whoever asks may know of."""
    return RoundDirectory(session, principal_of(request.scope), datetime.now(UTC))


Directory = Annotated[RoundDirectory, Depends(directory)]


def _tagged(shown: RoundRead, response: Response) -> RoundRead:
    response.headers["etag"] = version_tag(shown.version)
    return shown


@reads.get("", responses=answers(NotPermitted))
@public
async def list_rounds(
    filters: Annotated[RoundFilters, Query()], rounds: Directory, request: Request, response: Response
) -> RoundPage:
    """Rounds of assessment, the newest first. Drafts, also cancelled ones, are shown to those who run rounds."""
    listing = listing_of(f"rounds {rounds.runs}", filters)
    page, items, total = await rounds.search(filters, listing)
    places = cursors(page, ["id"], listing)
    link_pages(request, response, places)
    return RoundPage(items=items, total=total, **places)


@writes.post("", status_code=201)
@needs(Permission.ROUNDS_WRITE)
async def create_round(body: RoundCreate, work: WorkDep, request: Request, response: Response) -> RoundRead:
    """Prepare a round: an edition of an instrument, a scope, and stages in order.

    All that is wrong with the stages is told at once. Nobody but those who run rounds knows of a draft.
    """
    made = await RoundService(work).create(body)
    response.headers["location"] = f"{request.app.state.settings.public_url}/v1/rounds/{made.slug}"
    return _tagged(made, response)


@reads.get("/{round_key}", responses=answers(NotPermitted))
@public
async def get_round(round_key: RoundKey, rounds: Directory, response: Response) -> RoundRead:
    """One round with its stages, and where each of them is in time."""
    return _tagged(await rounds.show(await rounds.find(round_key)), response)


@writes.patch("/{round_key}")
@needs(Permission.ROUNDS_WRITE)
async def update_round(
    round_key: RoundKey, body: RoundUpdate, work: WorkDep, condition: IfMatch, response: Response
) -> RoundRead:
    """Correct a draft by a merge patch (RFC 7396). Of an open round only `note` and `max_load` may change."""
    return _tagged(await RoundService(work).update(round_key, body, condition), response)


@writes.post("/{round_key}/open", responses=answers(RoundStep))
@needs(Permission.ROUNDS_WRITE)
async def open_round(round_key: RoundKey, work: WorkDep, condition: IfMatch, response: Response) -> RoundRead:
    """Open a round. The innovations that its scope means today are its entries from now on.

    Where it admits by a group with a quota, the oldest records of those otherwise eligible take the places left, then
    those of which that is not known. The others are entries with the answer `not_eligible`; what becomes of them is
    for those who run the round.
    """
    return _tagged(await RoundService(work).open(round_key, condition), response)


@writes.post("/{round_key}/cancel", responses=answers(RoundStep))
@needs(Permission.ROUNDS_WRITE)
async def cancel_round(
    round_key: RoundKey, body: Cancellation, work: WorkDep, condition: IfMatch, response: Response
) -> RoundRead:
    """Cancel a round, with the reason. What was scored stays on record."""
    return _tagged(await RoundService(work).cancel(round_key, body.reason, condition), response)


@writes.patch("/{round_key}/stages/{stage}")
@needs(Permission.ROUNDS_WRITE)
async def reschedule_stage(
    round_key: RoundKey, stage: StageKey, body: StageUpdate, work: WorkDep, condition: IfMatch, response: Response
) -> RoundRead:
    """Give a stage other times, with the reason. If-Match is about the round.

    A stage that has closed never opens again, because its scores are revealed. One that is to close in the past closes
    now.
    """
    return _tagged(await RoundService(work).reschedule(round_key, stage, body, condition), response)


@writes.post("/{round_key}/stages/{stage}/decisions")
@needs(Permission.ROUNDS_WRITE)
async def decide_entries(round_key: RoundKey, stage: StageKey, body: StageDecisions, work: WorkDep) -> DecisionCount:
    """Decide which entries go on from a stage whose rule is `decision`; those not named go on.

    They are taken once the stage has opened and those before it were concluded; where assessors score, once the stage
    has closed and the scores are there to see. Decisions may be changed until the stage is concluded.
    """
    return await EntryService(work).decide(round_key, stage, body)


@reads.get("/{round_key}/entries", responses=answers(NotPermitted))
@public
async def list_round_entries(
    round_key: RoundKey,
    filters: Annotated[EntryFilters, Query()],
    rounds: Directory,
    request: Request,
    response: Response,
) -> EntryPage:
    """The innovations of a round, by name.

    Those that came as far as the public hearing are public once it has begun and the stages before it were concluded;
    all of them once the result is published. Before that an agency sees its own. What became of an entry from the
    hearing on is told with the result: until then it is `active`.
    """
    found = await rounds.find(round_key)
    listing = listing_of(f"entries {found.id}", filters)
    page, items, total = await rounds.entries(found, filters, listing)
    places = cursors(page, ["id", "id"], listing)
    link_pages(request, response, places)
    return EntryPage(items=items, total=total, **places)


@writes.post("/{round_key}/entries/{entry_id}/withdraw")
@needs(Permission.RECORDS_WRITE)
async def withdraw_entry(round_key: RoundKey, entry_id: EntryId, body: EntryWithdrawal, work: WorkDep) -> EntryRead:
    """Take an entry of your agency out of an open round, with the reason."""
    entry = await EntryService(work).withdraw(round_key, entry_id, body.reason)
    rounds = RoundDirectory(work.session, work.principal, work.at)
    return (await rounds.show_entries(await rounds.find(round_key), [entry]))[0]


@reads.get("/{round_key}/panel")
@needs(Permission.ROUNDS_WRITE)
async def list_panel(round_key: RoundKey, look: LookDep) -> PanelList:
    """Who is on the panel, how much they were assigned, and who was taken off."""
    rounds = RoundDirectory(look.session, look.principal, look.at)
    return PanelList(items=await rounds.panel(await rounds.find(round_key)))


@writes.post("/{round_key}/panel", status_code=201)
@needs(Permission.ROUNDS_WRITE)
async def add_panel_member(
    round_key: RoundKey, body: PanelInvite, work: WorkDep, request: Request, response: Response
) -> PanelMember:
    """Put somebody on the panel, by account or person. One person is on it once, whichever account they use.

    Look at `GET /v1/rounds/{round_key}/conflicts` before inviting: it says which entries they may not assess.
    """
    member = await PanelService(work).invite(round_key, body)
    response.headers["location"] = f"{request.app.state.settings.public_url}/v1/rounds/{round_key}/panel"
    return member


@writes.post("/{round_key}/panel/remove")
@needs(Permission.ROUNDS_WRITE)
async def remove_panel_member(round_key: RoundKey, body: PanelRemoval, work: WorkDep) -> RemovedMember:
    """Take somebody off the panel, with the reason. What they did not submit is to be assigned anew."""
    return await PanelService(work).remove(round_key, body)


router.routes.extend(reads.routes)
router.routes.extend(writes.routes)

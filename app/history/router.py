"""What happened: `/v1/innovations/…/history`, `/v1/innovators/…/history`, and `/v1/audit` for all of it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request, Response

from app.core.problems import answers
from app.core.queries import cursors
from app.core.routes import ReadRoute, link_pages
from app.core.schema import KEY_PATTERN
from app.core.security import needs
from app.core.writing import LookDep
from app.history.schemas import AuditEventRead, AuditFilters, AuditPage, HistoryFilters
from app.history.service import HistoryService, Listed
from app.innovations.facts import Archived
from app.models.codes import Permission

router = APIRouter(prefix="/v1", tags=["audit"], route_class=ReadRoute)

InnovationKey = Annotated[
    str, Path(min_length=1, max_length=120, pattern=KEY_PATTERN, description="Id or slug.", examples=["verolin"])
]
InnovatorKey = Annotated[
    str,
    Path(
        min_length=1, max_length=120, pattern=KEY_PATTERN, description="Id or slug.", examples=["bayu-sogara-siregar"]
    ),
]
EventId = Annotated[UUID, Path(description="UUIDv7.", examples=["019ab3c1-0400-7d3e-9a51-3c8f1f1d2b11"])]
HistoryQuery = Annotated[HistoryFilters, Query()]


def _page(listed: Listed, request: Request, response: Response) -> AuditPage:
    places = cursors(listed.page, ["id"], listed.listing)
    link_pages(request, response, places)
    return AuditPage(items=listed.items, total=listed.total, **places)


@router.get("/innovations/{key}/history", responses=answers(Archived))
@needs(Permission.RECORDS_READ)
async def list_innovation_history(
    key: InnovationKey, filters: HistoryQuery, look: LookDep, request: Request, response: Response
) -> AuditPage:
    """What happened to an innovation, whatever its status, for whoever keeps the record; the newest first.

    A record that others were merged into tells their history too, as far as their records were yours to keep then. What
    you may not read of today is hidden from what was written before.
    """
    tail = f"/history?{request.url.query}" if request.url.query else "/history"
    return _page(await HistoryService(look).of_innovation(key, filters, tail), request, response)


@router.get("/innovators/{key}/history")
@needs(Permission.RECORDS_READ)
async def list_innovator_history(
    key: InnovatorKey, filters: HistoryQuery, look: LookDep, request: Request, response: Response
) -> AuditPage:
    """What happened to the record of a person, for whoever keeps it; the newest first."""
    return _page(await HistoryService(look).of_person(key, filters), request, response)


@router.get("/audit")
@needs(Permission.AUDIT_READ)
async def list_audit_events(
    filters: Annotated[AuditFilters, Query()], look: LookDep, request: Request, response: Response
) -> AuditPage:
    """What happened to whichever records, accounts and keys; the newest first.

    Of records it tells everything, also of drafts, but what you may not read of. Names that were withdrawn and what
    identifiers were read for are for the controller, as are identifiers and requests about personal data; who accounts
    are at the identity provider is for whoever gives out accounts.
    """
    return _page(await HistoryService(look).search(filters), request, response)


@router.get("/audit/{event_id}")
@needs(Permission.AUDIT_READ)
async def get_audit_event(event_id: EventId, look: LookDep) -> AuditEventRead:
    """One event."""
    return await HistoryService(look).get(event_id)

"""`…/candidates` of agencies and innovations: what would fit whom, and why."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from app.candidates.schemas import (
    AgencyCandidateFilters,
    AgencyCandidatePage,
    InnovationCandidateFilters,
    InnovationCandidatePage,
)
from app.candidates.service import PLACE, CandidateDirectory
from app.core.database import ReadSession
from app.core.problems import answers
from app.core.queries import cursors
from app.core.routes import ReadRoute, link_pages
from app.core.schema import KEY_PATTERN
from app.core.security import principal_of, public
from app.innovations.facts import Archived

router = APIRouter(prefix="/v1", tags=["candidates"], route_class=ReadRoute)

AgencyKey = Annotated[
    str,
    Path(min_length=1, max_length=120, pattern=KEY_PATTERN, description="Id or slug.", examples=["sekretariat-dprd"]),
]
InnovationKey = Annotated[
    str, Path(min_length=1, max_length=120, pattern=KEY_PATTERN, description="Id or slug.", examples=["verolin"])
]


@router.get("/agencies/{key}/candidates")
@public
async def list_agency_candidates(
    key: AgencyKey,
    filters: Annotated[AgencyCandidateFilters, Query()],
    session: ReadSession,
    request: Request,
    response: Response,
) -> InnovationCandidatePage:
    """Innovations of others that would fit the agency, the best first, each with the reasons.

    What the agency has already, or has asked to replicate, is not among them, nor other replicas of that, nor what is
    dormant or has stopped. The score adds up what the reasons weigh, which is the registry's own judgement.
    """
    directory = CandidateDirectory(session, filters, request.app.state.settings.sign_of_life_months)
    listed = await directory.of_agency(key, filters)
    places = cursors(listed.page, PLACE, listed.listing)
    link_pages(request, response, places)
    total = listed.total if filters.with_total else None
    return InnovationCandidatePage(as_of=listed.as_of, items=listed.items, total=total, **places)


@router.get("/innovations/{key}/candidates", responses=answers(Archived))
@public
async def list_innovation_candidates(
    key: InnovationKey,
    filters: Annotated[InnovationCandidateFilters, Query()],
    session: ReadSession,
    request: Request,
    response: Response,
) -> AgencyCandidatePage:
    """Agencies of the city that could use the innovation and have none of its kind, the best first, with the reasons.

    Reasons and scores are those of the candidates of each agency. An innovation that is dormant, has stopped, or has no
    owner fits nobody.
    """
    tail = f"/candidates?{request.url.query}" if request.url.query else "/candidates"
    directory = CandidateDirectory(session, filters, request.app.state.settings.sign_of_life_months)
    listed = await directory.of_innovation(key, filters, principal_of(request.scope), tail)
    places = cursors(listed.page, PLACE, listed.listing)
    link_pages(request, response, places)
    total = listed.total if filters.with_total else None
    return AgencyCandidatePage(as_of=listed.as_of, items=listed.items, total=total, **places)

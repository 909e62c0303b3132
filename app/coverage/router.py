"""`/v1/coverage`: which agencies have an innovation, on any day, and how they compare."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from app.core.database import ReadSession
from app.core.queries import cursors
from app.core.routes import ReadRoute, link_pages
from app.core.security import public
from app.coverage.inputs import (
    CoverageAgencyFilters,
    CoverageFilters,
    CoverageInnovationFilters,
    CoverageRankingFilters,
    CoverageTrendFilters,
)
from app.coverage.schemas import (
    CoverageAgencyPage,
    CoverageInnovationPage,
    CoverageRankingPage,
    CoverageRead,
    CoverageTrend,
)
from app.coverage.service import AGENCIES, INNOVATIONS, RANKING, CoverageService, Listed, Rules
from app.coverage.telling import wording
from app.coverage.wording import MEASURES, SMALL_BELOW

router = APIRouter(prefix="/v1", tags=["coverage"], route_class=ReadRoute)


async def coverage(request: Request, session: ReadSession) -> CoverageService:
    """Return coverage by the levels that count and the period of signs of life."""
    settings = request.app.state.settings
    return CoverageService(session, Rules(settings.coverage_levels, settings.sign_of_life_months, settings.public_url))


Coverage = Annotated[CoverageService, Depends(coverage)]


def _paged(listed: Listed, keys: tuple[str, ...], request: Request, response: Response) -> dict[str, Any]:
    places = cursors(listed.page, keys, listed.listing)
    link_pages(request, response, places)
    return {"as_of": listed.as_of, "items": listed.items, "total": listed.total, **places}


@router.get("/coverage")
@public
async def get_coverage(filters: Annotated[CoverageFilters, Query()], coverages: Coverage) -> CoverageRead:
    """How many agencies have an innovation that lives, at the end of a year or on any date, by level.

    An agency is covered by one innovation of its own, or by a replica, which is told apart; what stopped or fell
    dormant covers nobody. Agencies are those of the date, and what their predecessors had counts for them. Those that
    no source covers on the date are told apart (`certain`, `uncertain`). `definition` says it in full, and why these
    levels make up the total.
    """
    return await coverages.get(filters)


@router.get("/coverage/agencies")
@public
async def list_coverage_agencies(
    filters: Annotated[CoverageAgencyFilters, Query()], coverages: Coverage, request: Request, response: Response
) -> CoverageAgencyPage:
    """The agencies of a date with what each has, by name; each leads to the innovations that were counted."""
    listed = await coverages.agencies(filters)
    return CoverageAgencyPage(**_paged(listed, AGENCIES, request, response))


@router.get("/coverage/innovations")
@public
async def list_coverage_innovations(
    filters: Annotated[CoverageInnovationFilters, Query()], coverages: Coverage, request: Request, response: Response
) -> CoverageInnovationPage:
    """Every innovation that an agency is credited with on a date, alive or not, and from when on it counts.

    One whose owner was split and ended stands here for each of the parts; `owner` says whose it is by its record.
    """
    listed = await coverages.innovations(filters)
    return CoverageInnovationPage(**_paged(listed, INNOVATIONS, request, response))


@router.get("/coverage/trend")
@public
async def get_coverage_trend(filters: Annotated[CoverageTrendFilters, Query()], coverages: Coverage) -> CoverageTrend:
    """Coverage at the end of each year, by level; the running year counts as it stands today.

    Each year is counted against the agencies that there were at its end.
    """
    return await coverages.trend(filters)


@router.get("/coverage/ranking")
@public
async def list_coverage_ranking(
    filters: Annotated[CoverageRankingFilters, Query()], coverages: Coverage, request: Request, response: Response
) -> CoverageRankingPage:
    """Agencies by a rate, the highest first: never by how many innovations they have.

    Equal rates share a rank. The counts stand beside the rate and decide nothing; where its denominator is small, the
    row says so. `definition` says what is divided by what.
    """
    listed = await coverages.ranking(filters)
    return CoverageRankingPage(
        **_paged(listed, RANKING, request, response),
        first_year=listed.first_year,
        measure=filters.measure,
        definition=wording(MEASURES[filters.measure]),
        small_below=SMALL_BELOW,
    )

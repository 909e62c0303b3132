"""`/v1/survival`: how long the innovations of a cohort live, as figures and as a picture."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from app.core.database import ReadSession
from app.core.routes import ReadRoute
from app.core.security import public
from app.survival.picture import draw
from app.survival.schemas import SurvivalChartFilters, SurvivalFilters, SurvivalRead
from app.survival.service import SurvivalService

router = APIRouter(prefix="/v1", tags=["survival"], route_class=ReadRoute)

_SVG = {"type": "string", "maxLength": 10_000_000, "description": "An SVG document.", "examples": ["<svg/>"]}


class SvgResponse(Response):
    """A picture."""

    media_type = "image/svg+xml"


async def survival(request: Request, session: ReadSession) -> SurvivalService:
    """Return the curves by the period within which an innovation owes a sign of life."""
    return SurvivalService(session, request.app.state.settings.sign_of_life_months)


Survival = Annotated[SurvivalService, Depends(survival)]


@router.get("/survival")
@public
async def get_survival(filters: Annotated[SurvivalFilters, Query()], curves: Survival) -> SurvivalRead:
    """Of the innovations that began in a year, the share that is alive after 1, 2, 3 years, by Kaplan and Meier.

    Counted are published records of the city, from their first dated stage `penerapan`, else `uji_coba`, else
    `inisiatif`, else when they were first known. One ends when its last stage is `berhenti` or it is `vakum`. Those
    that were not seen to end are censored; so are those that never gave a sign of life, on the last day they are known
    to have been alive. `definition` says it in full. A cohort without innovations has no points.
    """
    return await curves.get(filters)


@router.get(
    "/survival.svg",
    response_class=SvgResponse,
    responses={200: {"content": {SvgResponse.media_type: {"schema": _SVG}}}},
)
@public
async def get_survival_chart(filters: Annotated[SurvivalChartFilters, Query()], curves: Survival) -> SvgResponse:
    """The same curve as a picture (SVG), with the interval of 95 %, in Indonesian or English.

    It has no script and needs no other file. Its `metadata` holds the figures as `GET /v1/survival` answers them.
    """
    picture = draw(await curves.get(filters), filters.lang)
    return SvgResponse(picture, headers={"content-language": filters.lang})

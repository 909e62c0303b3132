"""`…/yield` of editions of programmes: what came out of a training, and how much of it lives."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request

from app.core.database import ReadSession
from app.core.problems import answers
from app.core.refusals import InvalidCredentials
from app.core.routes import ReadRoute
from app.core.schema import KEY_PATTERN, AsOfFilter
from app.core.security import principal_of, public
from app.training_yield.schemas import TrainingYieldRead
from app.training_yield.service import TrainingYieldService

router = APIRouter(prefix="/v1", tags=["programmes"], route_class=ReadRoute, responses=answers(InvalidCredentials))

EditionKey = Annotated[
    str,
    Path(
        min_length=1,
        max_length=120,
        pattern=KEY_PATTERN,
        description="Id or slug.",
        examples=["seminar-action-plan-2017"],
    ),
]


async def yields(request: Request, session: ReadSession) -> TrainingYieldService:
    """Return the yield by the period within which an innovation owes a sign of life."""
    months = request.app.state.settings.sign_of_life_months
    return TrainingYieldService(session, principal_of(request.scope), months)


Yields = Annotated[TrainingYieldService, Depends(yields)]


@router.get("/programme-editions/{edition_key}/yield")
@public
async def get_training_yield(
    edition_key: EditionKey, filters: Annotated[AsOfFilter, Query()], yields: Yields
) -> TrainingYieldRead:
    """What came out of an edition: plans, how many were carried out, live after 1, 2, 3 years, and were replicated.

    Plans that nobody has named count, and what is not known of them is told as unknown, never as zero. The cost of each
    plan and of each that lives is in whole rupiah, or null with the reason. `definition` says it in full.
    """
    return await yields.get(edition_key, filters.as_of)

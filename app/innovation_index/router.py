"""The Indeks Inovasi Daerah: `/v1/innovations/…/index-score` of one, `/v1/innovation-index` of the city."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request

from app.core.problems import answers
from app.core.routes import ReadRoute
from app.core.schema import KEY_PATTERN
from app.core.security import needs
from app.core.writing import LookDep
from app.innovation_index.inputs import IndexFilters, IndexScoreFilters
from app.innovation_index.schemas import IndexEstimateRead, IndexScoreRead
from app.innovation_index.service import IndexService
from app.innovations.facts import Archived
from app.models.codes import Permission

router = APIRouter(prefix="/v1", tags=["innovation-index"], route_class=ReadRoute)

Key = Annotated[
    str, Path(min_length=1, max_length=120, pattern=KEY_PATTERN, description="Id or slug.", examples=["verolin"])
]


@router.get("/innovations/{key}/index-score", responses=answers(Archived))
@needs(Permission.RECORDS_READ)
async def get_index_score(
    key: Key, filters: Annotated[IndexScoreFilters, Query()], look: LookDep, request: Request
) -> IndexScoreRead:
    """What an innovation scores by each indicator, which evidence is missing, and what the next level needs.

    For whoever keeps the record. The levels are those of its latest self-assessment by the edition; beside them stands
    what is on record of replications in different regions. An estimate: what counts is measured by the ministry.
    """
    months: int = request.app.state.settings.sign_of_life_months
    tail = f"/index-score?{request.url.query}" if request.url.query else "/index-score"
    return await IndexService(look).score(key, filters, tail, months)


@router.get("/innovation-index")
@needs(Permission.RECORDS_READ)
async def get_innovation_index(filters: Annotated[IndexFilters, Query()], look: LookDep) -> IndexEstimateRead:
    """An estimate of the city's index, and what it would be if some innovations reached a level.

    Counted are published innovations with a self-assessment by the edition. Whoever keeps records sees the sums of the
    city and the innovations that cover a basic service; points, gains and steps of single innovations are those of the
    own ones, which alone can be raised.
    """
    return await IndexService(look).estimate(filters)

"""`…/eligibility` of innovations and agencies: what may enter which edition, why, and from when on."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from app.core.errors import Conflict
from app.core.problems import answers
from app.core.queries import cursors
from app.core.routes import ReadRoute, link_pages
from app.core.schema import KEY_PATTERN
from app.core.security import needs
from app.core.writing import LookDep
from app.eligibility.schemas import AgencyEligibilityFilters, EligibilityDetail, EligibilityFilters, EligibilityPage
from app.eligibility.service import EligibilityDirectory
from app.innovations.facts import Archived
from app.models.codes import Permission

router = APIRouter(prefix="/v1", tags=["eligibility"], route_class=ReadRoute)

InnovationKey = Annotated[
    str, Path(min_length=1, max_length=120, pattern=KEY_PATTERN, description="Id or slug.", examples=["verolin"])
]
AgencyKey = Annotated[
    str,
    Path(min_length=1, max_length=120, pattern=KEY_PATTERN, description="Id or slug.", examples=["sekretariat-dprd"]),
]


@router.get("/innovations/{key}/eligibility", responses=answers(Archived, Conflict))
@needs(Permission.RECORDS_READ)
async def get_eligibility(
    key: InnovationKey, filters: Annotated[EligibilityFilters, Query()], look: LookDep, request: Request
) -> EligibilityDetail:
    """Whether the innovation may enter an edition, with every reason, for whoever keeps its record.

    Age is counted back in calendar months from the closing day to the first day of use that something proves: a stage
    `penerapan` with a date, and with evidence or the words of a source that is no news. A launch, a news report and a
    trial do not count, and the reason says so. What the rules or the record leave open is `unknown`, never guessed. One
    that was stopped by the closing day may not enter.
    """
    tail = f"/eligibility?{request.url.query}" if request.url.query else "/eligibility"
    return await EligibilityDirectory(look).get(key, filters, tail)


@router.get("/agencies/{key}/eligibility", responses=answers(Conflict))
@needs(Permission.RECORDS_READ)
async def list_agency_eligibility(
    key: AgencyKey,
    filters: Annotated[AgencyEligibilityFilters, Query()],
    look: LookDep,
    request: Request,
    response: Response,
) -> EligibilityPage:
    """The calendar of an agency: its published innovations by the first day on which each may enter an edition.

    Those of the agencies that it came from are among them. `quotas` tells how many entries each group still takes.
    """
    calendar = await EligibilityDirectory(look).of_agency(key, filters)
    places = cursors(calendar.page, ["day", "id"], calendar.listing)
    link_pages(request, response, places)
    return EligibilityPage(
        edition=calendar.edition,
        closes_on=calendar.closes_on,
        quotas=calendar.quotas,
        items=calendar.items,
        total=calendar.total if filters.with_total else None,
        **places,
    )

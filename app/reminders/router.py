"""`…/reminders` of agencies and people: what is due, and what is overdue."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from app.core.queries import cursors
from app.core.routes import ReadRoute, link_pages
from app.core.schema import KEY_PATTERN
from app.core.security import needs, signed_in
from app.core.writing import LookDep
from app.models.codes import Permission
from app.reminders.rules import PLACE
from app.reminders.schemas import AgencyReminderFilters, ReminderFilters, ReminderPage
from app.reminders.service import Listed, ReminderDirectory

router = APIRouter(prefix="/v1", tags=["reminders"], route_class=ReadRoute)

AgencyKey = Annotated[
    str,
    Path(min_length=1, max_length=120, pattern=KEY_PATTERN, description="Id or slug.", examples=["sekretariat-dprd"]),
]
PersonKey = Annotated[
    str,
    Path(
        min_length=1, max_length=120, pattern=KEY_PATTERN, description="Id or slug.", examples=["bayu-sogara-siregar"]
    ),
]


@router.get("/agencies/{key}/reminders")
@needs(Permission.RECORDS_READ)
async def list_agency_reminders(
    key: AgencyKey,
    filters: Annotated[AgencyReminderFilters, Query()],
    look: LookDep,
    request: Request,
    response: Response,
) -> ReminderPage:
    """What an agency owes something for, by the day on which it is due, for whoever keeps its records.

    Signs of life of its innovations, survival checks of its replicas, steps of replications that wait for it,
    agreements that end, mandates that it has not met, and milestones of its action plans. Those of its predecessors and
    successors are among them. An origin is told of a step that waits for others once it is overdue.
    """
    directory = ReminderDirectory(look, filters, request.app.state.settings.sign_of_life_months)
    return _page(await directory.of_agency(key, filters), filters, request, response)


@router.get("/innovators/{key}/reminders")
@signed_in
async def list_innovator_reminders(
    key: PersonKey,
    filters: Annotated[ReminderFilters, Query()],
    look: LookDep,
    request: Request,
    response: Response,
) -> ReminderPage:
    """What is due for the innovations, replications and plans that a person mentors, by the day on which it is due.

    For the account that is linked to the person, and for those who keep records (`records_read`): whoever keeps those
    of an agency sees what concerns them. A mentor is told of a step of a replication once it is overdue.
    """
    directory = ReminderDirectory(look, filters, request.app.state.settings.sign_of_life_months)
    return _page(await directory.of_mentor(key), filters, request, response)


def _page(listed: Listed, filters: ReminderFilters, request: Request, response: Response) -> ReminderPage:
    places = cursors(listed.page, PLACE, listed.listing)
    link_pages(request, response, places)
    total = listed.total if filters.with_total else None
    return ReminderPage(as_of=listed.as_of, items=listed.items, total=total, **places)

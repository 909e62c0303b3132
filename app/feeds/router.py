"""`/v1/changes`: following the public list."""

from typing import Annotated

from fastapi import APIRouter, Query

from app.core.errors import Conflict, InvalidCursor
from app.core.problems import answers
from app.core.routes import AskedDep, Document, DocumentRoute
from app.core.security import public
from app.feeds.inputs import ChangeFilters
from app.feeds.schemas import ChangePage
from app.feeds.service import changes

router = APIRouter()
documents = APIRouter(prefix="/v1", tags=["feeds"], route_class=DocumentRoute)


@documents.get("/changes", response_model=ChangePage, responses=answers(InvalidCursor, Conflict))
@public
async def list_changes(filters: Annotated[ChangeFilters, Query()], asked: AskedDep) -> Document:
    """What changed in the public list of innovations since a cursor: for copies that are kept in step.

    Without `after` it tells the whole list; go on with `next`, at once while there is `more`, and else whenever you
    like. Store what is `created` or `updated` by its `id`, whether you have it or not, and delete what is `archived` or
    `merged`: your copy is then the list of `/v1/innovations`. No change is lost, whoever writes at the same time: one
    is told when everything that was being written before it has ended. Of several changes of a record the last is told.
    Pages may be read twice, and cursors kept for ever. A 409 `feed_restarted` says that the database was restored:
    begin anew without `after`, and drop what you are not told of.
    """
    return await changes(filters, asked)


router.routes.extend(documents.routes)

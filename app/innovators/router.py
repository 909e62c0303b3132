"""`/v1/innovators`: the people behind the innovations, by public name."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from app.core.conditional import IfMatch, version_tag
from app.core.database import ReadSession
from app.core.errors import FieldError, InvalidRequest, Text
from app.core.problems import answers
from app.core.queries import cursors, listing_of
from app.core.refusals import InvalidCredentials
from app.core.routes import ReadRoute, link_pages
from app.core.schema import KEY_PATTERN
from app.core.security import needs, principal_of, public
from app.core.writing import WorkDep, WriteRoute
from app.innovators.facts import DuplicatePerson
from app.innovators.repository import InnovatorRepository
from app.innovators.schemas import (
    InnovatorCreate,
    InnovatorFilters,
    InnovatorPage,
    InnovatorRead,
    InnovatorReceipt,
    InnovatorUpdate,
)
from app.innovators.service import InnovatorDirectory, InnovatorService
from app.models.codes import Permission

router = APIRouter()
reads = APIRouter(prefix="/v1/innovators", tags=["innovators"], route_class=ReadRoute)
writes = APIRouter(prefix="/v1/innovators", tags=["innovators"], route_class=WriteRoute)

Key = Annotated[
    str,
    Path(
        min_length=1,
        max_length=120,
        pattern=KEY_PATTERN,
        description="Id or slug.",
        examples=["bayu-sogara-siregar"],
    ),
]
_NOT_AN_AGENCY = Text("Tidak ada perangkat daerah dengan nama ini.", "There is no agency of this name.")


@reads.get("")
@public
async def list_innovators(
    filters: Annotated[InnovatorFilters, Query()], session: ReadSession, request: Request, response: Response
) -> InnovatorPage:
    """People with a part in a published innovation, by name. Who withdrew the public name is not among them."""
    people = InnovatorRepository(session)
    if filters.agency and not await people.agency_exists(filters.agency):
        raise InvalidRequest([FieldError("query/agency", "unknown_reference", _NOT_AN_AGENCY)])
    listing = listing_of("innovators", filters)
    page, total = await people.search(filters, listing)
    items = await InnovatorDirectory(session, None).items(page.rows)
    places = cursors(page, ["name_key", "slug"], listing)
    link_pages(request, response, places)
    return InnovatorPage(items=items, total=total, **places)


@reads.get("/{key}", responses=answers(InvalidCredentials))
@public
async def get_innovator(key: Key, session: ReadSession, request: Request, response: Response) -> InnovatorRead:
    """One person with the posts and parts that sources name, and what they leave open.

    Whoever keeps the record also sees a person without any public part, and one who withdrew the public name.
    """
    found = await InnovatorDirectory(session, principal_of(request.scope)).get(key)
    response.headers["etag"] = version_tag(found.version)
    return found


@writes.post("", status_code=201, responses=answers(DuplicatePerson))
@needs(Permission.RECORDS_WRITE)
async def create_innovator(
    body: InnovatorCreate, work: WorkDep, request: Request, response: Response
) -> InnovatorReceipt:
    """Record a person, to be named in innovations.

    Only its keepers see the record until an innovation with the person is published. `similar` names people who may be
    the same: name one of them in the innovation instead. Titles and degrees do not tell people apart.
    """
    created = await InnovatorService(work).create(body)
    response.headers["location"] = f"{request.app.state.settings.public_url}/v1/innovators/{created.slug}"
    response.headers["etag"] = version_tag(created.version)
    return created


@writes.patch("/{key}")
@needs(Permission.RECORDS_WRITE)
async def update_innovator(
    key: Key, body: InnovatorUpdate, condition: IfMatch, work: WorkDep, response: Response
) -> InnovatorRead:
    """Correct a person, by whoever keeps the record. Every innovation that names the person shows it at once.

    The address stays. This is also how a granted request for rectification is carried out.
    """
    updated = await InnovatorService(work).update(key, body, condition)
    response.headers["etag"] = version_tag(updated.version)
    return updated


router.routes.extend(reads.routes)
router.routes.extend(writes.routes)

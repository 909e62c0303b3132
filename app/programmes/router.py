"""`/v1/programmes` and `/v1/programme-editions`: what the city held to learn to innovate, and what came out of it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from app.core.conditional import IfMatch, version_tag
from app.core.database import ReadSession
from app.core.errors import Conflict, NotPermitted
from app.core.problems import answers
from app.core.queries import cursors
from app.core.refusals import InvalidCredentials
from app.core.routes import ReadRoute, link_pages
from app.core.schema import KEY_PATTERN
from app.core.security import needs, principal_of, public
from app.core.writing import WorkDep, WriteRoute
from app.models.codes import Permission
from app.programmes.directory import ProgrammeDirectory
from app.programmes.editing import EditionService
from app.programmes.inputs import EditionCreate, EditionUpdate, ProgrammeCreate, ProgrammeUpdate
from app.programmes.schemas import (
    EditionFilters,
    EditionPage,
    EditionRead,
    ProgrammeFilters,
    ProgrammePage,
    ProgrammeRead,
)
from app.programmes.service import ProgrammeService

router = APIRouter()
reads = APIRouter(prefix="/v1", tags=["programmes"], route_class=ReadRoute, responses=answers(InvalidCredentials))
writes = APIRouter(prefix="/v1", tags=["programmes"], route_class=WriteRoute, responses=answers(Conflict))

ProgrammeKey = Annotated[
    str,
    Path(
        min_length=1,
        max_length=120,
        pattern=KEY_PATTERN,
        description="Id or slug.",
        examples=["workshop-inovasi-pelayanan-publik"],
    ),
]
EditionKey = Annotated[
    str, Path(min_length=1, max_length=120, pattern=KEY_PATTERN, description="Id or slug.", examples=["workshop-2019"])
]


async def directory(request: Request, session: ReadSession) -> ProgrammeDirectory:
    """Return the programmes that whoever asks may see."""
    return ProgrammeDirectory(session, principal_of(request.scope))


async def programmes_kept(work: WorkDep) -> ProgrammeService:
    """Return the changes of programmes within the work of the request."""
    return ProgrammeService(work)


async def editions_kept(work: WorkDep) -> EditionService:
    """Return the changes of editions within the work of the request."""
    return EditionService(work)


Directory = Annotated[ProgrammeDirectory, Depends(directory)]
Programmes = Annotated[ProgrammeService, Depends(programmes_kept)]
Editions = Annotated[EditionService, Depends(editions_kept)]


def _locate(request: Request, response: Response, path: str) -> None:
    response.headers["location"] = f"{request.app.state.settings.public_url}/v1/{path}"


@reads.get("/programmes", responses=answers(NotPermitted))
@public
async def list_programmes(
    filters: Annotated[ProgrammeFilters, Query()], programmes: Directory, request: Request, response: Response
) -> ProgrammePage:
    """Programmes, by their addresses: trainings, competitions, awards and movements, whether or not they were held."""
    listed = await programmes.programmes(filters)
    places = cursors(listed.page, ["slug"], listed.listing)
    link_pages(request, response, places)
    return ProgrammePage(items=listed.items, total=listed.total, **places)


@writes.post("/programmes", status_code=201)
@needs(Permission.RECORDS_WRITE)
async def create_programme(
    body: ProgrammeCreate, programmes: Programmes, request: Request, response: Response
) -> ProgrammeRead:
    """Make a programme. It is a draft until the registrar publishes it.

    An agency keeps the programmes that it holds itself; those of others, of nobody known and of organisers outside the
    city are the registrar's.
    """
    made = await programmes.create(body)
    _locate(request, response, f"programmes/{made.slug}")
    response.headers["etag"] = version_tag(made.version)
    return made


@reads.get("/programmes/{programme_key}")
@public
async def get_programme(programme_key: ProgrammeKey, programmes: Directory, response: Response) -> ProgrammeRead:
    """One programme, with what the sources leave open. Its editions are at `/v1/programme-editions?programme=`."""
    shown = await programmes.show_programme(await programmes.programme(programme_key))
    response.headers["etag"] = version_tag(shown.version)
    return shown


@writes.patch("/programmes/{programme_key}")
@needs(Permission.RECORDS_WRITE)
async def update_programme(
    programme_key: ProgrammeKey,
    body: ProgrammeUpdate,
    programmes: Programmes,
    condition: IfMatch,
    response: Response,
) -> ProgrammeRead:
    """Correct a programme by a merge patch (RFC 7396)."""
    shown = await programmes.update(programme_key, body, condition)
    response.headers["etag"] = version_tag(shown.version)
    return shown


@writes.post("/programmes/{programme_key}/publish")
@needs(Permission.RECORDS_VERIFY)
async def publish_programme(
    programme_key: ProgrammeKey, programmes: Programmes, condition: IfMatch, response: Response
) -> ProgrammeRead:
    """Let everyone read a programme, once and for good."""
    shown = await programmes.publish(programme_key, condition)
    response.headers["etag"] = version_tag(shown.version)
    return shown


@reads.get("/programme-editions", responses=answers(NotPermitted))
@public
async def list_programme_editions(
    filters: Annotated[EditionFilters, Query()], programmes: Directory, request: Request, response: Response
) -> EditionPage:
    """Editions of programmes, the newest first. A date may be as coarse as a year, and then comes after finer ones."""
    listed = await programmes.editions(filters)
    places = cursors(listed.page, ["starts_on", "id"], listed.listing)
    link_pages(request, response, places)
    return EditionPage(items=listed.items, total=listed.total, **places)


@writes.post("/programme-editions", status_code=201)
@needs(Permission.RECORDS_WRITE)
async def create_programme_edition(
    body: EditionCreate, editions: Editions, request: Request, response: Response
) -> EditionRead:
    """Record that a programme was, or will be, held. It is a draft until the registrar publishes it.

    Agencies must have existed then, and there can be no more participants than there is room for. What is not known
    stays null: it is never zero. A shortlist may be longer than the names on it, and is drawn from one before it.
    """
    made = await editions.create(body)
    _locate(request, response, f"programme-editions/{made.slug}")
    response.headers["etag"] = version_tag(made.version)
    return made


@reads.get("/programme-editions/{edition_key}")
@public
async def get_programme_edition(edition_key: EditionKey, programmes: Directory, response: Response) -> EditionRead:
    """One edition with everything on record: people, sessions, benchmark visits, shortlists and clusters.

    Agencies stand by their names of that time. `unknown` counts what a source tells of without naming it.
    """
    shown = await programmes.show_edition(await programmes.edition(edition_key))
    response.headers["etag"] = version_tag(shown.version)
    return shown


@writes.patch("/programme-editions/{edition_key}")
@needs(Permission.RECORDS_WRITE)
async def update_programme_edition(
    edition_key: EditionKey, body: EditionUpdate, editions: Editions, condition: IfMatch, response: Response
) -> EditionRead:
    """Correct an edition by a merge patch (RFC 7396). Lists are replaced whole."""
    shown = await editions.update(edition_key, body, condition)
    response.headers["etag"] = version_tag(shown.version)
    return shown


@writes.post("/programme-editions/{edition_key}/publish")
@needs(Permission.RECORDS_VERIFY)
async def publish_programme_edition(
    edition_key: EditionKey, editions: Editions, condition: IfMatch, response: Response
) -> EditionRead:
    """Let everyone read an edition, once and for good. Its programme must be public before."""
    shown = await editions.publish(edition_key, condition)
    response.headers["etag"] = version_tag(shown.version)
    return shown


router.routes.extend(reads.routes)
router.routes.extend(writes.routes)

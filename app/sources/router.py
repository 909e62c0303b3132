"""`/v1/sources`: the documents that facts are taken from."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from app.core.concealment import ConcealmentDep
from app.core.conditional import IfMatch, version_tag
from app.core.database import ReadSession
from app.core.errors import NotFound
from app.core.problems import answers
from app.core.queries import cursors, listing_of
from app.core.routes import ReadRoute, link_pages
from app.core.schema import KEY_PATTERN
from app.core.security import needs, public
from app.core.writing import WorkDep, WriteRoute
from app.models.codes import Permission
from app.sources.facts import DuplicateSource
from app.sources.inputs import SourceCreate, SourceUpdate
from app.sources.repository import SourceRepository
from app.sources.schemas import SourceFilters, SourcePage, SourceRead, source_read
from app.sources.service import SourceService

router = APIRouter()
reads = APIRouter(prefix="/v1/sources", tags=["sources"], route_class=ReadRoute)
writes = APIRouter(prefix="/v1/sources", tags=["sources"], route_class=WriteRoute, responses=answers(DuplicateSource))

Key = Annotated[
    str,
    Path(
        min_length=1,
        max_length=120,
        pattern=KEY_PATTERN,
        description="Id or slug.",
        examples=["berita-2019-workshop"],
    ),
]


@reads.get("")
@public
async def list_sources(
    filters: Annotated[SourceFilters, Query()],
    session: ReadSession,
    clear: ConcealmentDep,
    request: Request,
    response: Response,
) -> SourcePage:
    """Every document on record, by title."""
    listing = listing_of("sources", filters)
    page, total = await SourceRepository(session).search(filters, listing)
    places = cursors(page, ["key", "id"], listing)
    link_pages(request, response, places)
    return SourcePage(items=[source_read(row.Source, clear) for row in page.rows], total=total, **places)


@reads.get("/{key}")
@public
async def get_source(key: Key, session: ReadSession, clear: ConcealmentDep, response: Response) -> SourceRead:
    """One document. It is on record for everyone as soon as somebody enters it, whatever cites it."""
    source = await SourceRepository(session).get(key)
    if source is None:
        raise NotFound
    response.headers["etag"] = version_tag(source.version)
    return source_read(source, clear)


@writes.post("", status_code=201)
@needs(Permission.RECORDS_WRITE)
async def create_source(body: SourceCreate, work: WorkDep, request: Request, response: Response) -> SourceRead:
    """Record a document, to be cited. Everyone can read of it at once.

    Each document is recorded once: one of the same address, or of the same kind, title and date, is a 409 that names
    the record there is. Spellings of an address and a title that differ only in case, accents, punctuation, the scheme
    or a slash at the end count as the same.
    """
    source = await SourceService(work).create(body)
    response.headers["location"] = f"{request.app.state.settings.public_url}/v1/sources/{source.slug}"
    return _tagged(source, response)


@writes.patch("/{key}")
@needs(Permission.RECORDS_VERIFY)
async def update_source(
    key: Key, body: SourceUpdate, work: WorkDep, condition: IfMatch, response: Response
) -> SourceRead:
    """Correct what is told of a document. Records of many agencies may cite it, so this is the registrar's.

    The slug stays what it is.
    """
    return _tagged(await SourceService(work).update(key, body, condition), response)


def _tagged(source: SourceRead, response: Response) -> SourceRead:
    """Return a source after a change, named by its version."""
    response.headers["etag"] = version_tag(source.version)
    return source


router.routes.extend(reads.routes)
router.routes.extend(writes.routes)

"""`/v1/changes`, `/v1/feed.atom`, `/v1/catalog.jsonld`: following the public list, and harvesting the open data."""

import json
from typing import Annotated

from fastapi import APIRouter, FastAPI, Query, Request, Response

from app.core.database import ReadSession
from app.core.errors import Conflict, InvalidCursor
from app.core.problems import answers
from app.core.routes import AskedDep, Document, DocumentRoute, ReadRoute
from app.core.security import public
from app.feeds import atom, dcat
from app.feeds.datasets import open_data
from app.feeds.inputs import AtomFilters, ChangeFilters
from app.feeds.offered import offered_by
from app.feeds.repository import CatalogueRepository
from app.feeds.schemas import ChangePage
from app.feeds.service import changes, news

router = APIRouter()
documents = APIRouter(prefix="/v1", tags=["feeds"], route_class=DocumentRoute)
reads = APIRouter(prefix="/v1", tags=["feeds"], route_class=ReadRoute)

_ATOM = {"type": "string", "maxLength": 8_000_000, "contentMediaType": atom.MEDIA_TYPE}
_CATALOGUE = {
    "type": "object",
    "title": "DataCatalog",
    "description": "A `dcat:Catalog` as JSON-LD 1.1, with its context.",
    "additionalProperties": True,
}


class AtomResponse(Response):
    """An Atom feed."""

    media_type = atom.MEDIA_TYPE


class CatalogueResponse(Response):
    """A catalogue of data sets."""

    media_type = dcat.MEDIA_TYPE


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


@reads.get(
    "/feed.atom",
    response_class=AtomResponse,
    responses={**answers(InvalidCursor), 200: {"content": {atom.MEDIA_TYPE: {"schema": _ATOM}}}},
)
@public
async def get_news_feed(filters: Annotated[AtomFilters, Query()], asked: AskedDep) -> AtomResponse:
    """Newly published innovations as an Atom feed (RFC 4287), the newest first, in pages (RFC 5005).

    An entry keeps its id (`urn:uuid:` and the id of the record) and its place, which is that of its first publication.
    """
    return AtomResponse(await news(filters, asked))


@reads.get(
    "/catalog.jsonld",
    response_class=CatalogueResponse,
    responses={200: {"content": {dcat.MEDIA_TYPE: {"schema": _CATALOGUE}}}},
)
@public
async def get_data_catalog(session: ReadSession, request: Request) -> CatalogueResponse:
    """The open data sets as a DCAT-AP catalogue (JSON-LD), for portals to harvest: what there is, and in which formats.

    Every address in it is one that this service answers. All data may be reused under CC BY 4.0.
    """
    service: FastAPI = request.app
    catalogue = dcat.Catalogue(open_data(), service.state.settings.public_url, offered_by(service))
    told = catalogue.document(await CatalogueRepository(session).modified())
    return CatalogueResponse(json.dumps(told, ensure_ascii=False, separators=(",", ":")))


router.routes.extend(documents.routes)
router.routes.extend(reads.routes)

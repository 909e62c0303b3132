"""`/v1/innovations`: the catalogue."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from app.core.database import ReadSession
from app.core.errors import NotFound, NotPermitted
from app.core.problems import answers
from app.core.routes import AskedDep, Document, DocumentRoute, ReadRoute
from app.core.schema import KEY_PATTERN
from app.core.security import public
from app.innovations.parts import RelationEntry
from app.innovations.repository import InnovationReader, InnovationRepository
from app.innovations.schemas import InnovationFilters, InnovationPage, InnovationRead, RelationList

router = APIRouter()
documents = APIRouter(prefix="/v1/innovations", tags=["innovations"], route_class=DocumentRoute)
reads = APIRouter(prefix="/v1/innovations", tags=["innovations"], route_class=ReadRoute)

Key = Annotated[
    str, Path(min_length=1, max_length=120, pattern=KEY_PATTERN, description="Id or slug.", examples=["verolin"])
]


@documents.get("", response_model=InnovationPage, responses=answers(NotPermitted))
@public
async def list_innovations(filters: Annotated[InnovationFilters, Query()], asked: AskedDep) -> Document:
    """Published innovations, newest first unless asked otherwise."""
    return await InnovationReader(asked.reader).search(filters, asked)


@documents.get("/{key}", response_model=InnovationRead)
@public
async def get_innovation(key: Key, asked: AskedDep) -> Document:
    """One innovation with people, stages, classifications, legal bases, resources, relations, and what is unclear."""
    document = await InnovationReader(asked.reader).get(key, asked)
    if document is None:
        raise NotFound
    return document


@reads.get("/{key}/relations")
@public
async def list_innovation_relations(key: Key, session: ReadSession) -> RelationList:
    """How the innovation stands to others, read from both ends."""
    innovations = InnovationRepository(session)
    innovation_id = await innovations.find_published(key)
    if innovation_id is None:
        raise NotFound
    relations = await innovations.relations(innovation_id)
    return RelationList(items=[RelationEntry.model_validate(relation) for relation in relations])


router.include_router(documents)
router.include_router(reads)

"""`…/citations` of every kind of record."""

from typing import Annotated, Any

from fastapi import APIRouter, Path

from app.citations.repository import CitationRepository
from app.citations.schemas import AmbiguityRead, CitationList, CitationRead
from app.core.concealment import concealment
from app.core.database import ReadSession
from app.core.errors import NotFound
from app.core.routes import ReadRoute
from app.core.schema import KEY_PATTERN
from app.core.security import public
from app.models.area import AREA_CODE
from app.models.codes import Subject

router = APIRouter(prefix="/v1", tags=["citations"], route_class=ReadRoute)


def _key(example: str) -> Any:
    return Path(min_length=1, max_length=120, pattern=KEY_PATTERN, description="Id or slug.", examples=[example])


InnovationKey = Annotated[str, _key("verolin")]
AgencyKey = Annotated[str, _key("sekretariat-dprd")]
InnovatorKey = Annotated[str, _key("bayu-sogara-siregar")]
ClassificationKey = Annotated[str, _key("lan-medan-2017")]
AreaCode = Annotated[
    str,
    Path(
        max_length=13,
        pattern=AREA_CODE,
        description="Kemendagri code.",
        examples=["12.71.01"],
    ),
]


async def _citations(session: ReadSession, subject: Subject, key: str) -> CitationList:
    citations = CitationRepository(session)
    record_id = await citations.find(subject, key)
    if record_id is None:
        raise NotFound
    clear = await concealment(session)
    items = [CitationRead.model_validate(citation) for citation in await citations.of(subject, record_id)]
    ambiguities = [AmbiguityRead.model_validate(open_) for open_ in await citations.ambiguities(subject, record_id)]
    for source in [entry.source for entry in items] + [entry.source for entry in ambiguities if entry.source]:
        if clear.text(source.slug) != source.slug:
            # made of its title, and no address of anything
            source.slug = str(source.id)
    return clear.told(CitationList(items=items, ambiguities=ambiguities))


@router.get("/innovations/{key}/citations")
@public
async def list_innovation_citations(key: InnovationKey, session: ReadSession) -> CitationList:
    """Each fact of the innovation with the exact words of the source that it rests on."""
    return await _citations(session, Subject.INNOVATION, key)


@router.get("/agencies/{key}/citations")
@public
async def list_agency_citations(key: AgencyKey, session: ReadSession) -> CitationList:
    """Each fact of the agency with the exact words of the source that it rests on."""
    return await _citations(session, Subject.AGENCY, key)


@router.get("/innovators/{key}/citations")
@public
async def list_innovator_citations(key: InnovatorKey, session: ReadSession) -> CitationList:
    """Each fact of the person with the exact words of the source that it rests on."""
    return await _citations(session, Subject.PERSON, key)


@router.get("/classifications/{key}/citations")
@public
async def list_classification_citations(key: ClassificationKey, session: ReadSession) -> CitationList:
    """Each fact of the scheme with the exact words of the source that it rests on."""
    return await _citations(session, Subject.CLASSIFICATION, key)


@router.get("/areas/{code}/citations")
@public
async def list_area_citations(code: AreaCode, session: ReadSession) -> CitationList:
    """Each fact of the area with the exact words of the source that it rests on."""
    return await _citations(session, Subject.AREA, code)

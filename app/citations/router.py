"""`…/citations` of every kind of record, and `/v1/citations`: what each fact rests on, and the doubts there are."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Request, Response

from app.citations.directory import CitationDirectory
from app.citations.inputs import (
    AgencyCitationCreate,
    CitationUpdate,
    Dispute,
    InnovationCitationCreate,
    Withdrawal,
)
from app.citations.schemas import CitationDetail, CitationList
from app.citations.service import CitationService
from app.core.conditional import IfMatch, version_tag
from app.core.database import ReadSession
from app.core.errors import Conflict
from app.core.problems import answers
from app.core.refusals import InvalidCredentials
from app.core.routes import ReadRoute
from app.core.schema import KEY_PATTERN
from app.core.security import needs, principal_of, public
from app.core.writing import WorkDep, WriteRoute
from app.innovations.facts import Archived
from app.models.area import AREA_CODE
from app.models.codes import Permission, Subject

router = APIRouter()
reads = APIRouter(prefix="/v1", tags=["citations"], route_class=ReadRoute)
writes = APIRouter(prefix="/v1", tags=["citations"], route_class=WriteRoute, responses=answers(Conflict))


def _key(example: str) -> Any:
    return Path(min_length=1, max_length=120, pattern=KEY_PATTERN, description="Id or slug.", examples=[example])


InnovationKey = Annotated[str, _key("verolin")]
AgencyKey = Annotated[str, _key("sekretariat-dprd")]
InnovatorKey = Annotated[str, _key("bayu-sogara-siregar")]
ClassificationKey = Annotated[str, _key("lan-medan-2017")]
ProgrammeKey = Annotated[str, _key("workshop-inovasi-pelayanan-publik")]
EditionKey = Annotated[str, _key("workshop-2019")]
AreaCode = Annotated[
    str,
    Path(
        max_length=13,
        pattern=AREA_CODE,
        description="Kemendagri code.",
        examples=["12.71.01"],
    ),
]
# the first citation of Verolin, which has this id in every installation
CitationId = Annotated[UUID, Path(description="UUIDv7.", examples=["01a1ff0c-ee80-7771-a483-a14d07bfb3a2"])]


async def directory(request: Request, session: ReadSession) -> CitationDirectory:
    """Return the citations that whoever asks may see."""
    return CitationDirectory(session, principal_of(request.scope))


async def service(work: WorkDep) -> CitationService:
    """Return the changes of citations within the work of the request."""
    return CitationService(work)


Directory = Annotated[CitationDirectory, Depends(directory)]
Service = Annotated[CitationService, Depends(service)]


async def _list(citations: CitationDirectory, subject: Subject, key: str, response: Response) -> CitationList:
    found, version = await citations.of(subject, key)
    if version is not None:
        response.headers["etag"] = version_tag(version)
    return found


def _tagged(citation: CitationDetail, response: Response) -> CitationDetail:
    """Return a citation, named by the version of its record."""
    if citation.record.version is not None:
        response.headers["etag"] = version_tag(citation.record.version)
    return citation


def _located(citation: CitationDetail, request: Request, response: Response) -> CitationDetail:
    """Return a new citation with its address."""
    response.headers["location"] = f"{request.app.state.settings.public_url}/v1/citations/{citation.id}"
    return _tagged(citation, response)


@reads.get("/innovations/{key}/citations", responses=answers(Archived))
@public
async def list_innovation_citations(key: InnovationKey, citations: Directory, response: Response) -> CitationList:
    """Each fact of the innovation with the exact words of the source that it rests on.

    Whoever keeps the record sees them before it is published, too.
    """
    return await _list(citations, Subject.INNOVATION, key, response)


@reads.get("/agencies/{key}/citations")
@public
async def list_agency_citations(key: AgencyKey, citations: Directory, response: Response) -> CitationList:
    """Each fact of the agency with the exact words of the source that it rests on."""
    return await _list(citations, Subject.AGENCY, key, response)


@reads.get("/innovators/{key}/citations")
@public
async def list_innovator_citations(key: InnovatorKey, citations: Directory, response: Response) -> CitationList:
    """Each fact of the person with the exact words of the source that it rests on."""
    return await _list(citations, Subject.PERSON, key, response)


@reads.get("/classifications/{key}/citations")
@public
async def list_classification_citations(
    key: ClassificationKey, citations: Directory, response: Response
) -> CitationList:
    """Each fact of the scheme with the exact words of the source that it rests on."""
    return await _list(citations, Subject.CLASSIFICATION, key, response)


@reads.get("/areas/{code}/citations")
@public
async def list_area_citations(code: AreaCode, citations: Directory, response: Response) -> CitationList:
    """Each fact of the area with the exact words of the source that it rests on."""
    return await _list(citations, Subject.AREA, code, response)


@reads.get("/programmes/{programme_key}/citations")
@public
async def list_programme_citations(
    programme_key: ProgrammeKey, citations: Directory, response: Response
) -> CitationList:
    """Each fact of the programme with the exact words of the source that it rests on."""
    return await _list(citations, Subject.PROGRAMME, programme_key, response)


@reads.get("/programme-editions/{edition_key}/citations")
@public
async def list_programme_edition_citations(
    edition_key: EditionKey, citations: Directory, response: Response
) -> CitationList:
    """Each fact of the edition with the exact words of the source that it rests on, and what the sources leave open."""
    return await _list(citations, Subject.PROGRAMME_EDITION, edition_key, response)


@reads.get("/citations/{citation_id}", responses=answers(InvalidCredentials))
@public
async def get_citation(citation_id: CitationId, citations: Directory, response: Response) -> CitationDetail:
    """One citation, with the record that it is of. Who keeps that record also sees one that was withdrawn."""
    return _tagged(await citations.get(citation_id), response)


@writes.post("/innovations/{key}/citations", status_code=201)
@needs(Permission.RECORDS_WRITE)
async def create_innovation_citation(
    key: InnovationKey,
    body: InnovationCitationCreate,
    citations: Service,
    condition: IfMatch,
    request: Request,
    response: Response,
) -> CitationDetail:
    """Add the words that a property of an innovation rests on. They count as a change of the record.

    `If-Match` names the version of the innovation, the `ETag` of the answer its next one. Its agency may cite in a
    draft, a returned and a published record, the registrar until it is archived. The source is recorded before, at
    `/v1/sources`.
    """
    return _located(await citations.cite_innovation(key, body, condition), request, response)


@writes.post("/agencies/{key}/citations", status_code=201)
@needs(Permission.AGENCIES_WRITE)
async def create_agency_citation(
    key: AgencyKey,
    body: AgencyCitationCreate,
    citations: Service,
    condition: IfMatch,
    request: Request,
    response: Response,
) -> CitationDetail:
    """Add the words that a property of an agency rests on. They count as a change of the record.

    Citations of people, classifications and areas come with the reference data and are not changed here.
    """
    return _located(await citations.cite_agency(key, body, condition), request, response)


@writes.patch("/citations/{citation_id}")
@needs(Permission.RECORDS_WRITE)
async def update_citation(
    citation_id: CitationId, body: CitationUpdate, citations: Service, condition: IfMatch, response: Response
) -> CitationDetail:
    """Correct a citation by a merge patch (RFC 7396), or settle a doubt about it with `"disputed": false`.

    `If-Match` names the version of its record. The agency whose record it is may do so in a draft or a returned one,
    the registrar until it is archived; citations of agencies are the registrar's.
    """
    return _tagged(await citations.update(citation_id, body, condition), response)


@writes.post("/citations/{citation_id}/withdraw")
@needs(Permission.RECORDS_WRITE)
async def withdraw_citation(
    citation_id: CitationId, body: Withdrawal, citations: Service, condition: IfMatch, response: Response
) -> CitationDetail:
    """Take back a citation that was wrong, with the reason.

    Nothing is deleted: it is no longer shown to everyone nor counted, and stays in the history. Who may correct it may
    withdraw it.
    """
    return _tagged(await citations.withdraw(citation_id, body.reason, condition), response)


@writes.post("/citations/{citation_id}/dispute")
@needs(Permission.RECORDS_WRITE)
async def dispute_citation(
    citation_id: CitationId, body: Dispute, citations: Service, condition: IfMatch, response: Response
) -> CitationDetail:
    """Contest a citation of any published record, or of your own, with the reason, which everyone reads.

    A doubt changes no fact. Who may correct the citation settles it.
    """
    return _tagged(await citations.dispute(citation_id, body.note, condition), response)


router.routes.extend(reads.routes)
router.routes.extend(writes.routes)

"""Personal data of people, and `/v1/personal-data-requests`: never in lists, read only with a purpose."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from app.core.conditional import IfMatch, version_tag
from app.core.crypto import Vault
from app.core.problems import answers
from app.core.queries import cursors, listing_of
from app.core.routes import ReadRoute, link_pages
from app.core.schema import KEY_PATTERN
from app.core.security import needs
from app.core.writing import LookDep, WorkDep, WriteRoute, secret_answer
from app.models.codes import Permission
from app.privacy.facts import IdentifierTaken, PersonalDataUnavailable, RequestAnswered
from app.privacy.schemas import (
    AnswerCreate,
    DisclosedValue,
    DisclosureCreate,
    DisclosureFilters,
    DisclosurePage,
    DisclosureRead,
    IdentifierCreate,
    IdentifierList,
    IdentifierRead,
    RequestCreate,
    RequestFilters,
    RequestItem,
    RequestPage,
    RequestRead,
)
from app.privacy.service import PrivacyService, RequestService

router = APIRouter()
reads = APIRouter(prefix="/v1", tags=["personal-data"], route_class=ReadRoute)
writes = APIRouter(prefix="/v1", tags=["personal-data"], route_class=WriteRoute)

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
RequestId = Annotated[UUID, Path(description="Id of the request.", examples=["019ab3c1-0400-7d3e-9a51-3c8f1f1d2b11"])]


async def open_vault(request: Request) -> Vault | None:
    """Return the keys of personal data, or None if the service has none."""
    vault: Vault | None = request.app.state.vault
    return vault


VaultDep = Annotated[Vault | None, Depends(open_vault)]


@writes.post(
    "/innovators/{key}/identifiers", status_code=201, responses=answers(IdentifierTaken, PersonalDataUnavailable)
)
@needs(Permission.IDENTIFIERS_WRITE)
async def create_identifier(
    key: Key, body: IdentifierCreate, work: WorkDep, vault: VaultDep, request: Request, response: Response
) -> IdentifierRead:
    """Record a civil-service number (NIP), phone number or e-mail address of a person, by whoever keeps the record.

    It is kept encrypted and shown with its last three characters alone. What is odd about a NIP is told and no reason
    to refuse it. No If-Match is needed: a value is no part of what the record shows, and takes the place of the one
    before as a whole.
    """
    recorded = await PrivacyService(work, vault).record(key, body)
    response.headers["location"] = f"{request.app.state.settings.public_url}/v1/innovators/{key}/identifiers"
    return recorded


@reads.get("/innovators/{key}/identifiers")
@needs(Permission.IDENTIFIERS_WRITE)
async def list_identifiers(key: Key, look: LookDep) -> IdentifierList:
    """What is kept of a person, with all but the last three characters hidden."""
    return IdentifierList(items=await PrivacyService(look, None).recorded(key))


@writes.post("/innovators/{key}/disclosures", status_code=201, responses=answers(PersonalDataUnavailable))
@needs(Permission.IDENTIFIERS_DISCLOSE)
@secret_answer
async def create_disclosure(
    key: Key, body: DisclosureCreate, work: WorkDep, vault: VaultDep, request: Request, response: Response
) -> DisclosedValue:
    """Read one value in full, for a purpose. Who read it, when and why is kept for the subject's agency."""
    disclosed = await PrivacyService(work, vault).disclose(key, body)
    response.headers["location"] = f"{request.app.state.settings.public_url}/v1/innovators/{key}/disclosures"
    return disclosed


@reads.get("/innovators/{key}/disclosures")
@needs(Permission.DISCLOSURES_READ)
async def list_disclosures(
    key: Key, filters: Annotated[DisclosureFilters, Query()], look: LookDep, request: Request, response: Response
) -> DisclosurePage:
    """Who read the person's data, when and why, the newest first; for the agencies that the person works for."""
    listing = listing_of(f"disclosures {key}", filters)
    page, total = await PrivacyService(look, None).disclosures(key, filters, listing)
    places = cursors(page, ["id"], listing)
    link_pages(request, response, places)
    items = [DisclosureRead.model_validate(reading) for reading in page.rows]
    return DisclosurePage(items=items, total=total, **places)


@writes.post("/personal-data-requests", status_code=201)
@needs(Permission.REQUESTS_OPEN)
async def open_personal_data_request(
    body: RequestCreate, work: WorkDep, request: Request, response: Response
) -> RequestItem:
    """Take down what a subject asks for: that data be corrected, or that the public name be withdrawn.

    It is due 3 x 24 hours later. The subject's words are seen by the agency that took them down and by the controller.
    """
    opened = await RequestService(work).open(body)
    response.headers["location"] = f"{request.app.state.settings.public_url}/v1/personal-data-requests/{opened.id}"
    response.headers["etag"] = version_tag(opened.version)
    return opened


@reads.get("/personal-data-requests")
@needs(Permission.REQUESTS_OPEN)
async def list_personal_data_requests(
    filters: Annotated[RequestFilters, Query()], look: LookDep, request: Request, response: Response
) -> RequestPage:
    """Requests by the time they are due. The controller sees all of them, others those that their agency took down."""
    listing = listing_of(f"requests {look.principal.account_id}", filters)
    page, items, total = await RequestService(look).search(filters, listing)
    places = cursors(page, ["due_at", "id"], listing)
    link_pages(request, response, places)
    return RequestPage(items=items, total=total, **places)


@reads.get("/personal-data-requests/{request_id}")
@needs(Permission.REQUESTS_OPEN)
async def get_personal_data_request(request_id: RequestId, look: LookDep, response: Response) -> RequestRead:
    """One request in the subject's words, and how it was answered."""
    found = await RequestService(look).get(request_id)
    response.headers["etag"] = version_tag(found.version)
    return found


@writes.post("/personal-data-requests/{request_id}/answer", responses=answers(RequestAnswered))
@needs(Permission.REQUESTS_ANSWER)
async def answer_personal_data_request(
    request_id: RequestId, body: AnswerCreate, condition: IfMatch, work: WorkDep, response: Response
) -> RequestItem:
    """Answer a request, once.

    A granted withdrawal takes the public name away everywhere in the same moment: the record of the person is gone for
    everyone but its keepers, innovations keep `inovator dirahasiakan`, and texts say `[dirahasiakan]`. A granted
    rectification says what was corrected; the correction itself is a change of the record, by
    `PATCH /v1/innovators/{key}`, or of a value, by `POST /v1/innovators/{key}/identifiers`.
    """
    answered = await RequestService(work).answer(request_id, body, condition)
    response.headers["etag"] = version_tag(answered.version)
    return answered


router.routes.extend(reads.routes)
router.routes.extend(writes.routes)

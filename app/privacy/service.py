"""Personal data: recording and reading values, and the requests of those whom they are about."""

from datetime import datetime
from uuid import UUID

from app.audit.service import AuditService, Changes
from app.core.clock import WIB
from app.core.conditional import Condition, version_tag
from app.core.crypto import Vault
from app.core.errors import FieldError, InvalidRequest, NotFound, NotPermitted, Text
from app.core.paging import Cut
from app.core.writing import Work
from app.innovators.identifiers import findings, mask, normalise
from app.innovators.service import InnovatorService
from app.models import Disclosure, Person, PersonalDataRequest, PersonIdentifier
from app.models.codes import IdentifierKind, RequestAnswer, RequestKind
from app.privacy.clock import due_at, is_overdue
from app.privacy.facts import IdentifierTaken, PersonalDataUnavailable, RequestAnswered
from app.privacy.repository import PrivacyRepository
from app.privacy.schemas import (
    AnswerCreate,
    DisclosedValue,
    DisclosureCreate,
    DisclosureFilters,
    DisclosureRead,
    IdentifierCreate,
    IdentifierRead,
    RequestCreate,
    RequestFilters,
    RequestItem,
    RequestRead,
    RequestState,
    SubjectBrief,
)
from app.privacy.sealing import opened, place_of

_NOT_RECORDED = Text("Nilai jenis ini tidak tercatat.", "No value of this kind is recorded.")
_NOT_A_PERSON = Text(
    "Tidak ada orang dengan nama ini yang Anda kelola.", "There is no person of this name whose record you keep."
)
_NOTHING_HIDDEN = Text(
    "Hanya untuk penarikan nama yang dikabulkan.", "This goes with a withdrawal that is granted, and with nothing else."
)


class PrivacyService:
    """Values of people within one request; `vault` is None where the service has no keys for them."""

    def __init__(self, work: Work, vault: Vault | None) -> None:
        self._work = work
        self._given = vault
        self._people = InnovatorService(work)
        self._data = PrivacyRepository(work.session)
        self._audit = AuditService(work)

    @property
    def _vault(self) -> Vault:
        if self._given is None:
            raise PersonalDataUnavailable("FIELD_KEYS", "MATCHING_KEY")
        return self._given

    async def record(self, key: str, told: IdentifierCreate) -> IdentifierRead:
        """Record a value of a person in the place of the one before.

        Raises:
            PersonalDataUnavailable: there are no keys.
            NotFound: there is no such person, or the record is not the caller's to keep.
            InvalidRequest: the value has not the form of its kind.
            IdentifierTaken: it is recorded of another person.
        """
        vault, kind = self._vault, told.kind
        person = await self._people.kept(key, lock=True)
        value = normalise(kind, told.value)
        digest = vault.matching.digest(kind, value)
        if other := await self._data.other_with(digest, person.id):
            known = self._work.principal.keeps(other.agency_id)
            raise IdentifierTaken((other.id, other.slug) if known else None)
        kept = await self._data.identifier(person.id, kind)
        if kept is not None and kept.digest == digest:
            return _shown(kept)
        before = kept.tail if kept else None
        if kept is None:
            kept = PersonIdentifier(person_id=person.id, kind=kind)
        kept.ciphertext = vault.fields.encrypt(value, place_of(kept))
        kept.digest = digest
        kept.tail = mask(kind, value)
        on = self._work.at.astimezone(WIB).date()
        kept.findings = [finding.code for finding in findings(value, on)] if kind is IdentifierKind.NIP else []
        kept.updated_at = self._work.at
        await self._data.add(kept)
        self._note("identifier.record", person, {kind.value: (before, kept.tail)})
        return _shown(kept)

    async def recorded(self, key: str) -> list[IdentifierRead]:
        """Return what is kept of a person, as far as it may be shown.

        Raises:
            NotFound: there is no such person, or the record is not the caller's to keep.
        """
        person = await self._people.kept(key)
        return [_shown(kept) for kept in await self._data.identifiers(person.id)]

    async def disclose(self, key: str, told: DisclosureCreate) -> DisclosedValue:
        """Return a value in full, and write down who read it and why.

        Raises:
            PersonalDataUnavailable: the key that it needs is not here.
            NotFound: there is no such person.
            InvalidRequest: no value of the kind is recorded.
        """
        vault, principal = self._vault, self._work.principal
        person = await self._people.kept(key)
        kept = await self._data.identifier(person.id, told.kind)
        if kept is None:
            raise InvalidRequest([FieldError("#/kind", "not_recorded", _NOT_RECORDED)])
        value = opened(vault, kept)
        if principal.account_id is None:
            raise NotPermitted
        reading = Disclosure(
            person_id=person.id,
            kind=told.kind,
            purpose=told.purpose,
            account_id=principal.account_id,
            account_name=principal.name,
            request_id=self._work.request_id,
            at=self._work.at,
        )
        await self._data.add(reading)
        self._note("identifier.disclose", person, {}, told.purpose)
        return DisclosedValue(**DisclosureRead.model_validate(reading).model_dump(), value=value)

    async def disclosures(self, key: str, filters: DisclosureFilters, listing: str) -> tuple[Cut, int | None]:
        """Return a page of the readings of a person's data, the newest first, and how many there are if asked.

        Raises:
            NotFound: there is no such person, or the caller may not know who read the data.
            InvalidCursor: the cursor belongs to another list.
        """
        person_id = await self._data.subject_told(key, self._work.principal)
        if person_id is None:
            raise NotFound
        return await self._data.disclosures(person_id, filters, listing)

    def _note(self, action: str, person: Person, changes: Changes, reason: str | None = None) -> None:
        self._audit.record(action, ("person", person.id), changes, agency_id=person.agency_id, reason=reason)


class RequestService:
    """What subjects of personal data ask for, within one request."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._people = InnovatorService(work)
        self._data = PrivacyRepository(work.session)
        self._audit = AuditService(work)

    async def open(self, told: RequestCreate) -> RequestItem:
        """Take down what a subject asks for; its time begins now.

        Raises:
            InvalidRequest: there is no such person among those whose records the caller keeps.
        """
        principal, at = self._work.principal, self._work.at
        try:
            person = await self._people.kept(told.person)
        except NotFound:
            raise InvalidRequest([FieldError("#/person", "unknown_reference", _NOT_A_PERSON)]) from None
        if principal.account_id is None:
            raise NotPermitted
        request = PersonalDataRequest(
            person_id=person.id,
            person=person,
            kind=told.kind,
            statement=told.statement,
            opened_at=at,
            due_at=due_at(at),
            opened_by_id=principal.account_id,
            agency_id=principal.agency_id,
            version=1,
            created_at=at,
            updated_at=at,
        )
        await self._data.add(request)
        told_of = {"kind": (None, told.kind.value), "person_id": (None, str(person.id))}
        self._note("personal_data_request.open", request, told_of)
        return request_item(request, at)

    async def answer(self, request_id: UUID, told: AnswerCreate, condition: Condition) -> RequestItem:
        """Answer a request; a granted withdrawal takes the public name away in the same transaction.

        Raises:
            NotFound: there is no such request, or the caller may not know of it.
            PreconditionRequired, PreconditionFailed: the caller has not seen the present version.
            RequestAnswered: it has its answer.
            InvalidRequest: spellings are told of what hides no name.
        """
        request = await self._found(request_id, lock=True)
        condition.check([version_tag(request.version)])
        if request.answered_at is not None:
            raise RequestAnswered(request.answer, request.answered_at)
        withdraws = request.kind == RequestKind.WITHDRAWAL and told.answer is RequestAnswer.GRANTED
        if told.spellings and not withdraws:
            raise InvalidRequest([FieldError("#/spellings", "unfit", _NOTHING_HIDDEN)])
        at = self._work.at
        request.answer, request.answer_note = told.answer, told.note
        request.answered_at, request.answered_by_id = at, self._work.principal.account_id
        request.version += 1
        request.updated_at = at
        self._note("personal_data_request.answer", request, {"answer": (None, told.answer.value)})
        if withdraws:
            await self._people.conceal(await self._people.kept(str(request.person_id), lock=True), told.spellings)
        return request_item(request, at)

    async def get(self, request_id: UUID) -> RequestRead:
        """Return a request in the subject's words.

        Raises:
            NotFound: there is none, or the caller may not know of it.
        """
        request = await self._found(request_id)
        return RequestRead(
            **request_item(request, self._work.at).model_dump(),
            statement=request.statement,
            answer_note=request.answer_note,
        )

    async def search(self, filters: RequestFilters, listing: str) -> tuple[Cut, list[RequestItem], int | None]:
        """Return a page of requests, what is due first first, its items, and how many there are if asked.

        Raises:
            InvalidCursor: the cursor belongs to another list.
        """
        at = self._work.at
        page, total = await self._data.requests(filters, self._work.principal, at, listing)
        return page, [request_item(request, at) for request in page.rows], total

    async def _found(self, request_id: UUID, *, lock: bool = False) -> PersonalDataRequest:
        request = await self._data.request(request_id, self._work.principal, lock=lock)
        if request is None:
            raise NotFound
        return request

    def _note(self, action: str, request: PersonalDataRequest, changes: Changes) -> None:
        self._audit.record(action, ("personal_data_request", request.id), changes, agency_id=request.agency_id)


def request_item(request: PersonalDataRequest, at: datetime) -> RequestItem:
    """Return a request as it stands at a moment."""
    return RequestItem(
        id=request.id,
        person=SubjectBrief.model_validate(request.person),
        kind=request.kind,
        state=RequestState.OPEN if request.answer is None else RequestState.ANSWERED,
        opened_at=request.opened_at,
        due_at=request.due_at,
        overdue=is_overdue(request.due_at, request.answered_at, at),
        answer=request.answer,
        answered_at=request.answered_at,
        version=request.version,
    )


def _shown(kept: PersonIdentifier) -> IdentifierRead:
    return IdentifierRead(kind=kept.kind, masked=kept.tail, findings=kept.findings, updated_at=kept.updated_at)

"""People: who sees which record, recording and correcting them, and taking a public name away."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

from app.audit.service import AuditService, changes_between
from app.core.concealment import concealment, pattern_of
from app.core.conditional import Condition, version_tag
from app.core.database import Session
from app.core.errors import FieldError, InvalidRequest, NotFound, NotPermitted, Text
from app.core.queries import identity
from app.core.security import Principal
from app.core.text import search_key, slugify
from app.core.writing import Work
from app.innovations.indexing import forget_words
from app.innovations.service import InnovationService
from app.innovators.facts import DuplicatePerson
from app.innovators.records import PersonStore
from app.innovators.repository import InnovatorRepository
from app.innovators.schemas import (
    InnovatorCreate,
    InnovatorItem,
    InnovatorRead,
    InnovatorReceipt,
    InnovatorUpdate,
    PostRead,
)
from app.models import Person, Position

_MOST_SLUG = 100
_NAMELESS_SLUG = "inovator"
_UNKNOWN_AGENCY = Text("Tidak ada perangkat daerah dengan nama ini.", "There is no agency of this name.")
_NOT_YOURS = Text("Anda hanya mencatat untuk perangkat daerah Anda.", "You keep the records of your own agency alone.")
_TOLD = ("name", "title_prefix", "degrees", "note")


class InnovatorDirectory:
    """People as somebody sees them; None for whoever has no credentials."""

    def __init__(self, session: Session, principal: Principal | None) -> None:
        self._session = session
        self._people = InnovatorRepository(session)
        self._principal = principal

    async def get(self, key: str) -> InnovatorRead:
        """Return a person with posts and public parts.

        Raises:
            NotFound: there is none, or the caller may not know of it.
        """
        person = await self._people.get(key, self._principal)
        if person is None:
            raise NotFound
        return await self.show(person, person.positions)

    async def show(self, person: Person, positions: Sequence[Position]) -> InnovatorRead:
        """Return a person whom the caller may see, as clients get it."""
        wanted = {post.agency_id for post in positions} | ({person.agency_id} if person.agency_id else set())
        agencies = await self._people.agency_names(list(wanted))
        shown = InnovatorRead(
            **(await self.items([person]))[0].model_dump(),
            positions=[
                PostRead.model_validate({**_post(post), "agency": agencies[post.agency_id]}) for post in positions
            ],
            parts=await self._people.parts(person.id),
            ambiguities=await self._people.ambiguities(person.id),
            note=person.note,
            keeper=agencies[person.agency_id] if person.agency_id else None,
            concealed=person.concealed_at is not None,
            version=person.version,
        )
        return (await concealment(self._session)).told(shown)

    async def items(self, people: Sequence[Person]) -> list[InnovatorItem]:
        """Return people as lists show them."""
        counts = await self._people.counts([person.id for person in people])
        return [
            InnovatorItem(
                id=person.id,
                slug=person.slug,
                name=person.name,
                title_prefix=person.title_prefix,
                degrees=person.degrees,
                innovations=counts.get(person.id, 0),
            )
            for person in people
        ]

    async def similar(self, person: Person, principal: Principal) -> list[InnovatorItem]:
        """Return those who may be the same person, of those whom the caller may see."""
        return await self.items(await self._people.similar(person, principal))


class InnovatorService:
    """People within one transaction, in the hands of whoever keeps their records."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._store = PersonStore(work.session)
        self._directory = InnovatorDirectory(work.session, work.principal)
        self._innovations = InnovationService(work.session)
        self._audit = AuditService(work)

    async def kept(self, key: str, *, lock: bool = False) -> Person:
        """Return a person whose record is the caller's to keep; `lock` keeps others from changing it.

        Raises:
            NotFound: there is none, or it is not.
        """
        person = await self._store.kept(key, self._work.principal, lock=lock)
        if person is None:
            raise NotFound
        return person

    async def create(self, told: InnovatorCreate) -> InnovatorReceipt:
        """Record a person, and say who may be the same.

        Raises:
            InvalidRequest: there is no such agency.
            NotPermitted: the caller does not keep its records.
            DuplicatePerson: it has a person of this name.
        """
        principal, at = self._work.principal, self._work.at
        agency_id = await self._keeper(told.agency)
        if told.agency is None and principal.territory is not None:
            agency_id = principal.agency_id
        self._check_keeper(agency_id)
        slug = await self._free_slug(told.name)
        key = search_key(told.name)
        if not told.namesake and (same := await self._store.namesake(key, agency_id)):
            raise DuplicatePerson(same.id, same.slug)
        facts = told.model_dump(include=set(_TOLD))
        person = Person(slug=slug, name_key=key, agency_id=agency_id, version=1, created_at=at, updated_at=at, **facts)
        await self._store.add(person)
        self._audit.record(
            "person.create", ("person", person.id), changes_between({}, _facts_of(person)), agency_id=agency_id
        )
        shown = await self._directory.show(person, [])
        return InnovatorReceipt(**dict(shown), similar=await self._directory.similar(person, principal))

    async def update(self, key: str, told: InnovatorUpdate, condition: Condition) -> InnovatorRead:
        """Change what was sent of a person; every innovation that names the person shows it at once.

        Raises:
            NotFound: there is none, or it is not the caller's to keep.
            PreconditionRequired, PreconditionFailed: the caller has not seen the present version.
            InvalidRequest: there is no such agency.
            NotPermitted: the caller does not keep its records.
        """
        person = await self.kept(key, lock=True)
        condition.check([version_tag(person.version)])
        before, agency_before = _facts_of(person), person.agency_id
        for name, value in told.model_dump(include=set(_TOLD), exclude_unset=True).items():
            setattr(person, name, value)
        if "agency" in told.model_fields_set:
            person.agency_id = await self._keeper(told.agency)
            self._check_keeper(person.agency_id)
        changes = changes_between(before, _facts_of(person))
        if changes:
            person.name_key = search_key(person.name)
            self._advance(person)
            self._audit.record("person.update", ("person", person.id), changes, agency_id=agency_before)
            if person.concealed_at is not None:
                await self._hide(person, [])
            await self._innovations.publish(await self._store.innovations_of(person.id))
        return await self._directory.show(person, await self._store.positions(person.id))

    async def conceal(self, person: Person, spellings: Collection[str]) -> None:
        """Take a locked person's name away from everything that is public, from the commit on.

        `spellings` are further ones that texts have for the name. Those that the registry itself had for it before are
        known from the history.
        """
        if person.concealed_at is None:
            person.concealed_at = self._work.at
            self._advance(person)
            self._audit.record(
                "person.conceal",
                ("person", person.id),
                {"concealed": (False, True)},
                agency_id=person.agency_id,
            )
        await self._hide(person, [*await self._store.former_names(person.id), *spellings])

    async def _hide(self, person: Person, more: Iterable[str]) -> None:
        """Take the present name, and more, out of every text and document."""
        found = (pattern_of(name, person.title_prefix, person.degrees) for name in (person.name, *more))
        patterns = sorted({pattern for pattern in found if pattern})
        await self._store.hold_documents()
        await self._store.conceal(person.id, patterns)
        naming = await self._store.documents_with(patterns)
        await self._innovations.publish(naming | await self._store.innovations_of(person.id))
        await forget_words(self._work.session)

    def _advance(self, person: Person) -> None:
        person.version += 1
        person.updated_at = self._work.at

    async def _keeper(self, key: str | None) -> UUID | None:
        """Return the id of the agency that is to keep a record.

        Raises:
            InvalidRequest: there is no such agency.
        """
        if key is None:
            return None
        agency_id = await self._store.agency_id(key)
        if agency_id is None:
            raise InvalidRequest([FieldError("#/agency", "unknown_reference", _UNKNOWN_AGENCY)])
        return agency_id

    def _check_keeper(self, agency_id: UUID | None) -> None:
        if not self._work.principal.keeps(agency_id):
            raise NotPermitted([FieldError("#/agency", "not_yours", _NOT_YOURS)])

    async def _free_slug(self, name: str) -> str:
        wanted = slugify(name)[:_MOST_SLUG].strip("-")
        # letters beyond Latin leave nothing of a name, and what looks like an id would be looked for as one
        return await self._store.free_slug(_NAMELESS_SLUG if not wanted or identity(wanted) else wanted)


def _facts_of(person: Person) -> dict[str, Any]:
    """Return what the history compares."""
    agency = str(person.agency_id) if person.agency_id else None
    return {name: getattr(person, name) for name in _TOLD} | {"agency_id": agency}


def _post(post: Position) -> dict[str, object]:
    names = ("title", "valid_from", "valid_to", "first_stated_on", "last_stated_on", "note")
    return {name: getattr(post, name) for name in names}

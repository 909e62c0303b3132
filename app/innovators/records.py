"""The tables of people as changes need them: locked rows, free addresses, and names that are withdrawn."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import Text, Uuid, bindparam, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.concealment import LOCK_KEY
from app.core.ids import new_id
from app.core.queries import by_key
from app.core.security import Principal
from app.innovators.repository import kept_by
from app.models import Agency, AuditEvent, ConcealedName, InnovationPerson, Person, Position
from app.models.concealment import CONCEALED_SLUG

# held to the end of a transaction that takes an address, so that of two people of one name the second sees the first
_LOCK_SLUG = text("SELECT pg_advisory_xact_lock(hashtextextended('inovasi.person ' || :slug, 0))")
_LOCK_DOCUMENTS = text(f"SELECT pg_advisory_xact_lock({LOCK_KEY})")

# a few at a time, because looking through all of a large catalogue takes longer than one statement may
_BATCH = 5_000
_NAMING = text(r"""
WITH next AS (
  SELECT innovation_id, document FROM innovation_document
  WHERE innovation_id > :after ORDER BY innovation_id LIMIT :size)
SELECT innovation_id, replace(replace(document, '\n', ' '), '\t', ' ') ~ :names AS naming
FROM next ORDER BY innovation_id
""").bindparams(bindparam("after", type_=Uuid), bindparam("names", type_=Text))


class PersonStore:
    """The tables of people within one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def kept(self, key: str, principal: Principal, *, lock: bool = False) -> Person | None:
        """Return a person of the caller's to keep, by id or slug; `lock` keeps others from changing the record."""
        statement = select(Person).where(by_key(Person, key), kept_by(principal))
        if lock:
            statement = statement.with_for_update(key_share=True)
        person: Person | None = await self._session.scalar(statement)
        return person

    async def agency_id(self, key: str) -> UUID | None:
        """Return the id of an agency by id or slug."""
        found: UUID | None = await self._session.scalar(select(Agency.id).where(by_key(Agency, key)))
        return found

    async def free_slug(self, wanted: str) -> str:
        """Return an address that nobody has, made of the wanted one; who asks for the same one waits."""
        await self._session.execute(_LOCK_SLUG, {"slug": wanted})
        taken = select(Person.slug).where(Person.slug.startswith(wanted, autoescape=True))
        slugs = {CONCEALED_SLUG, *(await self._session.scalars(taken)).all()}
        number, slug = 1, wanted
        while slug in slugs:
            number += 1
            slug = f"{wanted}-{number}"
        return slug

    async def namesake(self, name_key: str, agency_id: UUID | None) -> Person | None:
        """Return the person of a name whose record the same agency keeps, the registrar for None."""
        statement = (
            select(Person)
            .where(Person.name_key == name_key, Person.agency_id.is_not_distinct_from(agency_id))
            .order_by(Person.id)
            .limit(1)
        )
        found: Person | None = await self._session.scalar(statement)
        return found

    async def add(self, person: Person) -> None:
        """Add a person to the transaction."""
        self._session.add(person)
        await self._session.flush()

    async def positions(self, person_id: UUID) -> Sequence[Position]:
        """Return the posts of a person, in their order."""
        statement = select(Position).where(Position.person_id == person_id)
        return (await self._session.scalars(statement.order_by(Position.first_stated_on, Position.title))).all()

    async def innovations_of(self, person_id: UUID) -> set[UUID]:
        """Return the innovations that a person has a part in, of whatever status."""
        statement = select(InnovationPerson.innovation_id).where(InnovationPerson.person_id == person_id)
        return set((await self._session.scalars(statement)).all())

    async def former_names(self, person_id: UUID) -> Sequence[str]:
        """Return the names that a person had before."""
        before = AuditEvent.changes["name"][0].astext
        statement = select(before).where(
            AuditEvent.entity_id == person_id,
            AuditEvent.action == "person.update",
            AuditEvent.changes.has_key("name"),
        )
        return (await self._session.scalars(statement)).all()

    async def conceal(self, person_id: UUID, patterns: Collection[str]) -> None:
        """Note what is looked for in texts from the commit on; what is noted already stays."""
        rows = [{"id": new_id(), "person_id": person_id, "pattern": pattern} for pattern in patterns]
        statement = insert(ConcealedName).on_conflict_do_nothing(index_elements=["person_id", "pattern"])
        await self._session.execute(statement, rows)

    async def hold_documents(self) -> None:
        """Wait until nobody makes documents, and let nobody make any until the transaction ends."""
        await self._session.execute(_LOCK_DOCUMENTS)

    async def documents_with(self, patterns: Collection[str]) -> set[UUID]:
        """Return the published innovations in whose documents one of the patterns is found."""
        names, after, found = "|".join(patterns), UUID(int=0), set()
        while batch := await self._next(after, names):
            after = batch[-1][0]
            found |= {innovation_id for innovation_id, naming in batch if naming}
        return found

    async def _next(self, after: UUID, names: str) -> list[tuple[UUID, bool]]:
        rows = await self._session.execute(_NAMING, {"after": after, "size": _BATCH, "names": names})
        return [(row.innovation_id, row.naming) for row in rows]

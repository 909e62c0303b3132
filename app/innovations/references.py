"""What an input names by id, slug or code, found in the tables: one statement for each kind of record."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import FieldError, InvalidRequest, Text
from app.core.queries import identity
from app.core.security import Principal
from app.innovations.inputs import Facts
from app.models import (
    ActionPlan,
    ActionPlanPerson,
    Agency,
    Area,
    Classification,
    EditionPerson,
    Innovation,
    InnovationPerson,
    Person,
    Position,
    ProgrammeEdition,
    Recognition,
    Term,
)
from app.models.codes import ProgrammeStatus, RecordStatus

_UNKNOWN = Text("Tidak ada rekaman dengan nama ini.", "There is no record of this name.")

# (kind of record, key in its one spelling)
Name = tuple[str, str]


def _normal(key: str) -> str:
    """Return the one spelling of a key; an id may come without hyphens."""
    return str(identity(key) or key)


def _named(facts: Facts) -> Iterator[tuple[str, str | None, str]]:
    """Yield kind, key and pointer of everything that an input may name."""
    yield "agency", facts.agency, "agency"
    yield "innovation", facts.platform.innovation if facts.platform else None, "platform/innovation"
    for index, part in enumerate(facts.people):
        yield "person", part.person, f"people/{index}/person"
        yield "agency", part.agency, f"people/{index}/agency"
    for index, place in enumerate(facts.places):
        yield "area", place.area, f"places/{index}/area"
    for index, term in enumerate(facts.classifications):
        yield "term", term, f"classifications/{index}"
    for index, relation in enumerate(facts.relations):
        yield "innovation", relation.innovation, f"relations/{index}/innovation"


@dataclass(slots=True)
class Wanted:
    """The records that an input names, and where it names each."""

    places: dict[Name, list[str]] = field(default_factory=dict)

    def add(self, kind: str, key: str | None, pointer: str) -> None:
        """Note that the input names a record at a pointer; a null names nothing."""
        if key is not None:
            self.places.setdefault((kind, _normal(key)), []).append(pointer)

    @classmethod
    def of(cls, facts: Facts) -> "Wanted":
        """Return what an input names."""
        wanted = cls()
        for kind, key, path in _named(facts):
            wanted.add(kind, key, f"#/{path}")
        return wanted


class Found:
    """The ids of the records that an input names."""

    def __init__(self, ids: Mapping[Name, UUID]) -> None:
        self._ids = ids

    def id_of(self, kind: str, key: str) -> UUID:
        """Return the id of a record that was wanted."""
        return self._ids[kind, _normal(key)]

    def id_or_none(self, kind: str, key: str | None) -> UUID | None:
        """Return the id of a record that was wanted, or None for no key."""
        return None if key is None else self.id_of(kind, key)


def keeps(principal: Principal, owner: Any) -> ColumnElement[bool]:
    """Return the condition that records of the agency in a column are the principal's to keep."""
    if principal.territory is None:
        return true()
    condition: ColumnElement[bool] = owner.in_(sorted(principal.territory))
    return condition


def shown_to(principal: Principal | None) -> ColumnElement[bool]:
    """Return the condition that an innovation is public, or the principal's to keep and not merged into another."""
    published = Innovation.status == RecordStatus.PUBLISHED
    if principal is None:
        return published
    return published | (keeps(principal, Innovation.agency_id) & (Innovation.status != RecordStatus.MERGED))


def _keyed(model: Any, keys: Collection[str]) -> ColumnElement[bool]:
    ids = [found for key in keys if (found := identity(key))]
    slugs = [key for key in keys if not identity(key)]
    return or_(model.slug.in_(slugs), model.id.in_(ids)) if ids else model.slug.in_(slugs)


def known_to_all() -> ColumnElement[bool]:
    """Return the condition that everyone knows of a person: by a post, a part in what is published, a recognition."""
    parts = select(InnovationPerson.id).join(Innovation, Innovation.id == InnovationPerson.innovation_id)
    part = parts.where(InnovationPerson.person_id == Person.id, Innovation.status == RecordStatus.PUBLISHED)
    taken = select(EditionPerson.id).join(ProgrammeEdition, ProgrammeEdition.id == EditionPerson.edition_id)
    taken = taken.where(
        (EditionPerson.person_id == Person.id) | (EditionPerson.on_behalf_of_id == Person.id),
        ProgrammeEdition.status == ProgrammeStatus.PUBLISHED,
    )
    planned = select(ActionPlanPerson.id).join(ActionPlan, ActionPlan.id == ActionPlanPerson.plan_id)
    planned = planned.join(ProgrammeEdition, ProgrammeEdition.id == ActionPlan.edition_id).where(
        ActionPlanPerson.person_id == Person.id,
        ActionPlan.published_at.is_not(None),
        ActionPlan.withdrawn_at.is_(None),
        ProgrammeEdition.status == ProgrammeStatus.PUBLISHED,
    )
    posts = select(Position.id).where(Position.person_id == Person.id)
    praised = select(Recognition.id).where(Recognition.person_id == Person.id, Recognition.withdrawn_at.is_(None))
    return exists(part) | exists(posts) | exists(taken) | exists(planned) | exists(praised)


def _statement(kind: str, keys: Collection[str], principal: Principal) -> Select[UUID, str]:
    """Return the statement for the id and key of the records of a kind that the principal may name."""
    match kind:
        case "agency":
            return select(Agency.id, Agency.slug).where(_keyed(Agency, keys))
        case "area":
            return select(Area.id, Area.code).where(Area.code.in_(keys))
        case "classification":
            return select(Classification.id, Classification.slug).where(_keyed(Classification, keys))
        case "term":
            name = func.concat(Classification.slug, "/", Term.slug)
            schemes = {key.partition("/")[0] for key in keys}
            return (
                select(Term.id, name)
                .join(Term.classification)
                .where(Classification.slug.in_(sorted(schemes)), name.in_(keys))
            )
        case "person":
            known = Person.agency_id.is_(None) | keeps(principal, Person.agency_id) | known_to_all()
            return select(Person.id, Person.slug).where(_keyed(Person, keys), Person.concealed_at.is_(None), known)
        case _:
            return select(Innovation.id, Innovation.slug).where(_keyed(Innovation, keys), shown_to(principal))


async def find(session: AsyncSession, wanted: Wanted, principal: Principal) -> Found:
    """Return the ids of the records that an input names.

    Raises:
        InvalidRequest: naming each place where the input names what does not exist, or what the principal may not know.
    """
    ids: dict[Name, UUID] = {}
    for kind in sorted({kind for kind, _ in wanted.places}):
        keys = [key for wanted_kind, key in wanted.places if wanted_kind == kind]
        for row in await session.execute(_statement(kind, keys, principal)):
            ids |= {(kind, row[1]): row[0], (kind, str(row[0])): row[0]}
    wrong = [
        FieldError(pointer, "unknown_reference", _UNKNOWN)
        for name, pointers in wanted.places.items()
        if name not in ids
        for pointer in pointers
    ]
    if wrong:
        raise InvalidRequest(wrong)
    return Found(ids)

"""The tables that the reference data writes, in a few statements for each kind of record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, func, literal, select, text, union_all, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, aliased

from app.core.tables import Base, Kept
from app.models import (
    Agency,
    AgencyAlias,
    AgencySuccession,
    AgencyVersion,
    Ambiguity,
    Area,
    AreaAlias,
    BenchmarkVisit,
    Citation,
    Classification,
    EditionPerson,
    EditionSession,
    Innovation,
    InnovationAlias,
    InnovationPerson,
    InnovationPlace,
    InnovationRelation,
    InnovationStage,
    InnovationTerm,
    Person,
    PlanAggregate,
    Position,
    Programme,
    ProgrammeEdition,
    ReferenceItem,
    Shortlist,
    ShortlistEntry,
    Source,
    Term,
)

# What is taken away before it is written anew. The terms of a classification are not: innovations may hang on them.
_OWNED: Mapping[type[Base], tuple[InstrumentedAttribute[UUID], ...]] = {
    Area: (AreaAlias.area_id,),
    Agency: (AgencyVersion.agency_id, AgencyAlias.agency_id),
    Person: (Position.person_id,),
    Innovation: (
        InnovationAlias.innovation_id,
        InnovationStage.innovation_id,
        InnovationPerson.innovation_id,
        InnovationPlace.innovation_id,
        InnovationTerm.innovation_id,
        InnovationRelation.innovation_id,
    ),
    ProgrammeEdition: (
        EditionPerson.edition_id,
        EditionSession.edition_id,
        BenchmarkVisit.edition_id,
        Shortlist.edition_id,
    ),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """A record in the database; the version is 1 for kinds that count none."""

    id: UUID
    version: int


@dataclass(frozen=True, slots=True)
class Loaded:
    """What an earlier load wrote for an item of the files."""

    record_id: UUID
    digest: str
    version: int


class ReferenceRepository:
    """The reference items, and the rows of the records that they make."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def loaded(self) -> dict[str, Loaded]:
        """Return the items that were loaded before, by key, and keep a second load waiting until this one ends."""
        await self._session.execute(text("LOCK TABLE reference_item IN SHARE ROW EXCLUSIVE MODE"))
        rows = await self._session.execute(
            select(ReferenceItem.key, ReferenceItem.record_id, ReferenceItem.digest, ReferenceItem.version)
        )
        return {row.key: Loaded(row.record_id, row.digest, row.version) for row in rows}

    async def standing(self) -> dict[str, Standing]:
        """Return every record that the files could name, by the key that it has there."""
        rows = await self._session.execute(union_all(*_keys()))
        return {row[0]: Standing(row[1], row[2]) for row in rows}

    async def add(self, table: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert rows of one table."""
        if rows:
            # one statement for all rows, whichever of their columns are empty
            await self._session.execute(insert(table), list(rows), execution_options={"render_nulls": True})

    async def change(self, table: type[Base], row: Mapping[str, Any]) -> None:
        """Update one record, and take away what hangs on it. Its version, if it counts one, is in the row."""
        stamped = {"updated_at": func.now()} if issubclass(table, Kept) else {}
        key = table.__table__.c.id
        await self._session.execute(update(table).where(key == row["id"]).values(**row, **stamped))
        if table is ProgrammeEdition:
            lists = select(Shortlist.id).where(Shortlist.edition_id == row["id"])
            await self._session.execute(delete(ShortlistEntry).where(ShortlistEntry.shortlist_id.in_(lists)))
        for owner in (*_OWNED.get(table, ()), Citation.subject_id, Ambiguity.subject_id):
            await self._session.execute(delete(owner.class_).where(owner == row["id"]))

    async def put_terms(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert the terms of classifications, or bring those that are there up to date."""
        if rows:
            statement = insert(Term)
            fresh = {name: statement.excluded[name] for name in ("name", "position", "note")}
            statement = statement.on_conflict_do_update(index_elements=["classification_id", "slug"], set_=fresh)
            await self._session.execute(statement, list(rows))

    async def remember(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Note what this load wrote."""
        if rows:
            statement = insert(ReferenceItem)
            fresh: dict[str, Any] = {name: statement.excluded[name] for name in ("record_id", "digest", "version")}
            fresh["loaded_at"] = func.now()
            statement = statement.on_conflict_do_update(index_elements=["key"], set_=fresh)
            await self._session.execute(statement, list(rows))


def _keys() -> list[Select[str, UUID, int]]:
    """Return the statements that give each kind of record with its key in the files."""
    one = literal(1)
    before, after = aliased(Agency), aliased(Agency)
    edge = func.concat("succession:", before.slug, "/", after.slug, "/", AgencySuccession.kind)
    term = func.concat("term:", Classification.slug, "/", Term.slug)
    return [
        select(func.concat("source:", Source.slug), Source.id, Source.version),
        select(func.concat("area:", Area.code), Area.id, one),
        select(func.concat("classification:", Classification.slug), Classification.id, one),
        select(term, Term.id, one).join(Term.classification),
        select(func.concat("agency:", Agency.slug), Agency.id, Agency.version),
        select(edge, AgencySuccession.id, one)
        .join(before, AgencySuccession.predecessor_id == before.id)
        .join(after, AgencySuccession.successor_id == after.id),
        select(func.concat("person:", Person.slug), Person.id, Person.version),
        select(func.concat("innovation:", Innovation.slug), Innovation.id, Innovation.version),
        select(func.concat("programme:", Programme.slug), Programme.id, Programme.version),
        select(func.concat("programme_edition:", ProgrammeEdition.slug), ProgrammeEdition.id, ProgrammeEdition.version),
        select(func.concat("plan_aggregate:", PlanAggregate.slug), PlanAggregate.id, PlanAggregate.version),
    ]

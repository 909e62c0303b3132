"""Who was who: every agency with its name, kind, place and lineage on a day, or on all days, in one statement each.

A city has a few hundred agencies. Reads that ask of many of them at once (who is part of whom, who came from whom) look
at all of them instead of asking one by one.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from uuid import UUID

from sqlalchemy import ARRAY, Text, Uuid, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.agencies.bodies import Body, Edge, Version
from app.core.partial_date import first_day
from app.core.queries import identity
from app.core.timeline import in_force
from app.models import Agency, AgencyLineage, AgencySuccession, AgencyVersion

_OF_VERSION = [getattr(AgencyVersion, name) for name in Version.__dataclass_fields__]


@dataclass(frozen=True, slots=True)
class AgencyThen:
    """An agency as it was on a day; by its last name, and not `there`, if it did not exist then.

    `lineage` are itself, its predecessors and its successors, by today.
    """

    id: UUID
    slug: str
    name: str
    short_name: str | None
    name_key: str
    kind: str
    parent_id: UUID | None
    external: bool
    there: bool
    lineage: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Atlas:
    """The agencies on a day, by id."""

    agencies: Mapping[UUID, AgencyThen]

    def find(self, key: str) -> AgencyThen | None:
        """Return an agency by id or slug."""
        if (found := identity(key)) is not None:
            return self.agencies.get(found)
        return next((one for one in self.agencies.values() if one.slug == key), None)

    def parts_of(self, roots: Collection[UUID]) -> set[UUID]:
        """Return the agencies that were part of some on the day, at any distance, without these."""
        below: dict[UUID, list[UUID]] = defaultdict(list)
        for one in self.agencies.values():
            if one.there and one.parent_id is not None:
                below[one.parent_id].append(one.id)
        seen, ahead = set(roots), list(roots)
        while ahead:
            parts = [part for part in below[ahead.pop()] if part not in seen]
            seen.update(parts)
            ahead += parts
        return seen - set(roots)


async def atlas(session: AsyncSession, on: date) -> Atlas:
    """Return every agency as it was on a day."""
    members = select(AgencyLineage.member_id).where(AgencyLineage.key == cast(Agency.id, Text)).scalar_subquery()
    statement = (
        select(Agency.id, Agency.slug, Agency.external, func.array(members, type_=ARRAY(Uuid)), *_OF_VERSION)
        .join(AgencyVersion, AgencyVersion.agency_id == Agency.id)
        .order_by(Agency.id, AgencyVersion.position)
    )
    versions: dict[UUID, list[Version]] = defaultdict(list)
    told: dict[UUID, tuple[str, bool, frozenset[UUID]]] = {}
    for id_, slug, external, lineage, *version in await session.execute(statement):
        versions[id_].append(Version(*version))
        told[id_] = slug, external, frozenset(lineage) | {id_}
    return Atlas({id_: _then(id_, *told[id_], versions[id_], on) for id_ in told})


async def bodies(session: AsyncSession, ids: Collection[UUID] | None = None) -> list[Body]:
    """Return the agencies of these ids, or all, with their versions."""
    statement = (
        select(Agency.id, Agency.slug, Agency.external, *_OF_VERSION)
        .join(AgencyVersion, AgencyVersion.agency_id == Agency.id)
        .order_by(Agency.id, AgencyVersion.position)
    )
    if ids is not None:
        statement = statement.where(Agency.id.in_(ids))
    rows = await session.execute(statement)
    return [
        Body(*told, tuple(Version(*row[3:]) for row in versions))
        for told, versions in groupby(rows, key=lambda row: (row[0], row[1], row[2]))
    ]


async def edges(session: AsyncSession) -> list[Edge]:
    """Return who followed whom."""
    of = AgencySuccession
    rows = await session.execute(select(of.predecessor_id, of.successor_id, of.kind, of.effective_on).order_by(of.id))
    return [Edge(*row[:3], first_day(row[3]) if row[3] else None) for row in rows]


def _then(
    id_: UUID, slug: str, external: bool, lineage: frozenset[UUID], versions: list[Version], on: date
) -> AgencyThen:
    found = in_force(versions, on)
    version = found.version if found else versions[-1]
    return AgencyThen(
        id=id_,
        slug=slug,
        name=version.name,
        short_name=version.short_name,
        name_key=version.name_key,
        kind=version.kind,
        parent_id=version.parent_id,
        external=external,
        there=found is not None,
        lineage=lineage,
    )

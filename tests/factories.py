"""Records for tests: right in everything that a test does not say."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.ids import new_id
from app.core.text import search_key, slugify
from app.models import (
    Agency,
    AgencySuccession,
    AgencyVersion,
    Area,
    Innovation,
    InnovationAlias,
    InnovationPerson,
    InnovationPlace,
    InnovationRelation,
    InnovationStage,
    Person,
)

_numbers = count(1)
_BEGIN = datetime(2024, 1, 1, tzinfo=UTC)


async def agency(session: AsyncSession, name: str, **facts: Any) -> Agency:
    """An agency with one version of unknown dates."""
    made = Agency(slug=facts.pop("slug", slugify(name)), external=facts.pop("external", False))
    made.versions.append(AgencyVersion(position=0, name=name, name_key=search_key(name), kind="dinas", **facts))
    session.add(made)
    await session.flush()
    return made


async def succession(
    session: AsyncSession, earlier: Agency, later: Agency, kind: str = "merged_into"
) -> AgencySuccession:
    """An edge from one agency to another."""
    made = AgencySuccession(predecessor_id=earlier.id, successor_id=later.id, kind=kind)
    session.add(made)
    await session.flush()
    return made


async def person(session: AsyncSession, name: str, slug: str | None = None, **facts: Any) -> Person:
    """A person by name."""
    made = Person(slug=slug or slugify(name), name=name, name_key=search_key(name), **facts)
    session.add(made)
    await session.flush()
    return made


async def area(session: AsyncSession, code: str, level: str, parent: Area | None = None) -> Area:
    """An area named by its code."""
    made = Area(code=code, level=level, name=f"Area {code}", name_key=search_key(f"Area {code}"), parent_id=None)
    made.parent_id = parent.id if parent else None
    session.add(made)
    await session.flush()
    return made


async def innovation(session: AsyncSession, name: str | None = None, **facts: Any) -> Innovation:
    """A published innovation; each is published an hour after the one before."""
    number = next(_numbers)
    name = name or f"Inovasi {number}"
    facts.setdefault("slug", f"{slugify(name)}-{number}")
    facts.setdefault("status", "published")
    moment = _BEGIN + timedelta(hours=number)
    made = Innovation(
        id=new_id(), name=name, name_key=search_key(name), published_at=moment, updated_at=moment, **facts
    )
    session.add(made)
    await session.flush()
    return made


async def alias(session: AsyncSession, of: Innovation, name: str, position: int = 0) -> None:
    """Another name of an innovation."""
    key = search_key(name)
    session.add(InnovationAlias(innovation_id=of.id, position=position, name=name, name_key=key, kind="alias"))
    await session.flush()


async def stage(session: AsyncSession, of: Innovation, code: str, position: int = 0, on: str | None = None) -> None:
    """A stage that an innovation entered."""
    session.add(InnovationStage(innovation_id=of.id, position=position, stage=code, started_on=on))
    await session.flush()


async def part(
    session: AsyncSession, of: Innovation, who: Person, role: str = "inovator", agency_id: UUID | None = None
) -> None:
    """A person's part in an innovation, at an agency, after the parts that there are."""
    before = select(func.count()).select_from(InnovationPerson).where(InnovationPerson.innovation_id == of.id)
    position = await session.scalar(before) or 0
    told = InnovationPerson(innovation_id=of.id, person_id=who.id, position=position, role=role, agency_id=agency_id)
    session.add(told)
    await session.flush()


async def place(session: AsyncSession, of: Innovation, where: UUID) -> None:
    """An area that an innovation serves."""
    session.add(InnovationPlace(innovation_id=of.id, position=0, area_id=where))
    await session.flush()


async def relation(session: AsyncSession, of: Innovation, to: Innovation, kind: str) -> None:
    """A relation from one innovation to another."""
    session.add(InnovationRelation(innovation_id=of.id, related_id=to.id, kind=kind))
    await session.flush()

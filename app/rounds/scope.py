"""Which published innovations a scope means: one statement, over the cards that lists are served from.

Rounds are the city's: records of other regions, which are here as origins and replicas, enter none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, false, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import FieldError, Text
from app.core.queries import identity
from app.models import Agency, AgencyLineage, Area, Classification, Innovation, InnovationCard, Term
from app.models.codes import RecordStatus
from app.rounds.inputs import ScopeFilter

_UNKNOWN = Text("Tidak ada rekaman dengan nama ini.", "There is no record of this name.")
_NOT_PUBLISHED = Text("Tidak ada inovasi terbit dengan nama ini.", "There is no published innovation of this name.")
_ELSEWHERE = Text("Ini inovasi daerah lain.", "This is an innovation of another region.")


@dataclass(frozen=True, slots=True)
class Candidate:
    """An innovation that may enter, unless it is `external`: by its present name and owner."""

    id: UUID
    key: str
    name: str
    agency_id: UUID | None
    external: bool = False


def _facets(wanted: ScopeFilter) -> list[str]:
    told = {"area": wanted.area, "year": wanted.year, "term": wanted.classification}
    return [f"{name}:{value}" for name, value in told.items() if value]


def _conditions(wanted: ScopeFilter) -> list[ColumnElement[bool]]:
    card = InnovationCard
    conditions: list[ColumnElement[bool]] = [~card.external]
    conditions += [
        getattr(card, name) == code.value for name in ("kind", "stage", "form") if (code := getattr(wanted, name))
    ]
    if facets := _facets(wanted):
        conditions.append(card.facets.contains(facets))
    if wanted.agency:
        key = str(identity(wanted.agency) or wanted.agency)
        conditions.append(card.agency_id.in_(select(AgencyLineage.member_id).where(AgencyLineage.key == key)))
    return conditions


async def found_by(session: AsyncSession, wanted: ScopeFilter, most: int) -> list[Candidate]:
    """Return up to `most` published innovations that a filter finds, by id."""
    statement = (
        select(Innovation.id, Innovation.slug, Innovation.name, Innovation.agency_id)
        .join(InnovationCard, InnovationCard.innovation_id == Innovation.id)
        .where(*_conditions(wanted))
        .order_by(Innovation.id)
        .limit(most)
    )
    return [Candidate(*row) for row in await session.execute(statement)]


async def listed(session: AsyncSession, keys: Sequence[str]) -> dict[str, Candidate]:
    """Return the published innovations of ids or slugs, by each of their keys."""
    ids = [one for key in keys if (one := identity(key))]
    external = func.coalesce(Agency.external, false())
    statement = (
        select(Innovation.id, Innovation.slug, Innovation.name, Innovation.agency_id, external)
        .outerjoin(Innovation.agency)
        .where(Innovation.status == RecordStatus.PUBLISHED, Innovation.slug.in_(keys) | Innovation.id.in_(ids))
    )
    found: dict[str, Candidate] = {}
    for row in await session.execute(statement):
        found |= {str(row[0]): Candidate(*row), row[1]: Candidate(*row)}
    return found


async def unknown_in(session: AsyncSession, wanted: ScopeFilter) -> list[FieldError]:
    """Return an error for each thing that a filter names and that is not on record."""
    checks: dict[str, tuple[str | None, Any]] = {
        "agency": (wanted.agency, lambda key: exists().where(AgencyLineage.key == str(identity(key) or key))),
        "area": (wanted.area, lambda code: exists().where(Area.code == code)),
        "classification": (wanted.classification, _scheme_or_term),
    }
    return [
        FieldError(f"#/scope/filter/{name}", "unknown_reference", _UNKNOWN)
        for name, (value, condition) in checks.items()
        if value and not await session.scalar(select(condition(value)))
    ]


def _scheme_or_term(name: str) -> ColumnElement[bool]:
    term = (
        select(Term.id)
        .join(Classification, Classification.id == Term.classification_id)
        .where(func.concat(Classification.slug, "/", Term.slug) == name)
    )
    return exists().where(Classification.slug == name) | exists(term)


async def unpublished_in(session: AsyncSession, keys: Sequence[str]) -> list[FieldError]:
    """Return an error for each key that leads to no published innovation of the city."""
    found = await listed(session, keys)
    wrong = []
    for index, key in enumerate(keys):
        one = found.get(str(identity(key) or key))
        if one is None:
            wrong.append(FieldError(f"#/scope/innovations/{index}", "unknown_reference", _NOT_PUBLISHED))
        elif one.external:
            wrong.append(FieldError(f"#/scope/innovations/{index}", "external_record", _ELSEWHERE))
    return wrong

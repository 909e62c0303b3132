"""An innovation as the write model tells it: an oracle for the stored documents, which SQL makes.

It loads the record through the ORM and builds the public schemas by hand, so the two have nothing in common but the
tables and the contract.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from app.core.clock import today
from app.core.concealment import concealment
from app.core.partial_date import first_day
from app.core.timeline import in_force, nearest_day
from app.innovations.schemas import InnovationHead, InnovationRead
from app.models import (
    Agency,
    Ambiguity,
    Citation,
    Innovation,
    InnovationPerson,
    InnovationPlace,
    InnovationRelation,
    InnovationTerm,
    Term,
)

_WHOLE = (
    selectinload(Innovation.agency).selectinload(Agency.versions),
    selectinload(Innovation.aliases),
    selectinload(Innovation.stages),
    selectinload(Innovation.people).options(
        selectinload(InnovationPerson.person),
        selectinload(InnovationPerson.agency).selectinload(Agency.versions),
    ),
    selectinload(Innovation.places).selectinload(InnovationPlace.area),
    selectinload(Innovation.classifications).selectinload(InnovationTerm.term).selectinload(Term.classification),
    selectinload(Innovation.legal_bases),
    selectinload(Innovation.resources),
)


def _fields(record: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(record, name) for name in names}


def _agency(agency: Agency | None) -> dict[str, Any] | None:
    if agency is None:
        return None
    present = in_force(agency.versions, nearest_day(agency.versions, today()))
    assert present
    return _fields(agency, "id", "slug") | _fields(present.version, "name", "short_name")


def _name_then(record: Innovation) -> str | None:
    if record.agency is None or record.first_known_on is None:
        return None
    known = [v for v in record.agency.versions if v.valid_from or v.first_stated_on]
    on = first_day(record.first_known_on)
    found = in_force(known, on) if known else None
    begun = found and first_day(found.version.valid_from or found.version.first_stated_on or "9999") <= on
    return found.version.name if found and begun else None


def _card(record: Innovation) -> dict[str, Any]:
    return {
        **_fields(record, "id", "slug", "name", "summary", "kind", "form", "represents", "first_known_on"),
        **_fields(record, "first_known_by", "version", "status", "published_at", "updated_at"),
        "stage": record.stages[-1].stage if record.stages else "tidak_diketahui",
        "agency": _agency(record.agency),
    }


async def _brief(session: AsyncSession, innovation_id: UUID | None) -> dict[str, Any] | None:
    other = await session.get(Innovation, innovation_id) if innovation_id else None
    return _fields(other, "id", "slug", "name") if other and other.status == "published" else None


async def _relations(session: AsyncSession, record: Innovation) -> list[dict[str, Any]]:
    edges = await session.scalars(
        select(InnovationRelation).where(
            (InnovationRelation.innovation_id == record.id) | (InnovationRelation.related_id == record.id)
        )
    )
    found = []
    for edge in edges:
        outgoing = edge.innovation_id == record.id
        other = await _brief(session, edge.related_id if outgoing else edge.innovation_id)
        if other:
            direction = "outgoing" if outgoing else "incoming"
            found.append({"kind": edge.kind, "direction": direction, "innovation": other, "note": edge.note})
    return sorted(found, key=lambda edge: (edge["kind"], edge["direction"], edge["innovation"]["slug"]))


async def render(session: AsyncSession, innovation_id: UUID) -> tuple[InnovationHead, InnovationRead]:
    """Return the card and the whole record of an innovation."""
    statement = select(Innovation).options(*_WHOLE).where(Innovation.id == innovation_id)
    record = (await session.scalars(statement.execution_options(populate_existing=True))).one()
    card = _card(record)
    relations = await _relations(session, record)
    cited = (
        (Citation.subject_kind == "innovation") & (Citation.subject_id == record.id) & Citation.withdrawn_at.is_(None)
    )
    ambiguities = await session.scalars(
        select(Ambiguity)
        .where(Ambiguity.subject_kind == "innovation", Ambiguity.subject_id == record.id)
        .order_by(Ambiguity.position)
    )
    whole = {
        **card,
        **_fields(record, "problem", "goal", "novelty", "how_it_works", "benefit", "result_before", "result_after"),
        **_fields(record, "initiator", "remark"),
        "agency_name_then": _name_then(record),
        "aliases": [_fields(alias, "name", "kind", "note") for alias in record.aliases],
        "platform": {
            "relation": record.platform_relation,
            "name": record.platform_name,
            "innovation": await _brief(session, record.platform_id),
        },
        "stages": [_fields(stage, "stage", "started_on", "evidence", "note") for stage in record.stages],
        "people": _people(record.people),
        "places": [
            {
                "area": _fields(place.area, "code", "level", "name") if place.area else None,
                **_fields(place, "name", "latitude", "longitude"),
            }
            for place in record.places
        ],
        "classifications": _terms(record.classifications),
        "legal_bases": [
            _fields(basis, "level", "number", "title", "issued_on", "valid_from", "valid_to")
            for basis in record.legal_bases
        ],
        "resources": [_fields(used, "year", "budget_idr", "people", "rkpd_line", "note") for used in record.resources],
        "relations": relations,
        "ambiguities": [_fields(open_, "field", "note_id", "note_en") for open_ in ambiguities],
        "counts": {
            "citations": await session.scalar(select(func.count()).where(cited)),
            "sources": await session.scalar(select(func.count(Citation.source_id.distinct())).where(cited)),
            "relations": len(relations),
        },
    }
    clear = await concealment(session)
    return InnovationHead.model_validate(clear.told(card)), InnovationRead.model_validate(clear.told(whole))


def _people(parts: Sequence[InnovationPerson]) -> list[dict[str, Any]]:
    return [
        {
            "role": part.role,
            "person": _person(part),
            "agency": _agency(part.agency),
            **_fields(part, "valid_from", "valid_to"),
        }
        for part in parts
    ]


def _person(part: InnovationPerson) -> dict[str, Any]:
    if part.person.concealed_at is None:
        return _fields(part.person, "id", "slug", "name", "title_prefix", "degrees")
    hidden = {"slug": "dirahasiakan", "name": "inovator dirahasiakan", "title_prefix": None, "degrees": None}
    return {"id": part.id, **hidden}


def _terms(entries: Sequence[InnovationTerm]) -> list[dict[str, Any]]:
    terms = sorted((entry.term for entry in entries), key=lambda term: (term.classification.slug, term.position))
    return [
        {
            "classification": term.classification.slug,
            "classification_name": term.classification.name,
            "edition": term.classification.edition,
            "term": term.slug,
            "name": term.name,
        }
        for term in terms
    ]

"""From what a client says of an innovation to the rows that hold it: no I/O."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

from app.core.ids import new_id
from app.core.tables import Base
from app.core.text import search_key
from app.innovations.inputs import Facts, PlatformInput
from app.innovations.overlap import problem_key
from app.innovations.references import Found
from app.models import (
    InnovationAlias,
    InnovationPerson,
    InnovationPlace,
    InnovationRelation,
    InnovationResource,
    InnovationStage,
    InnovationTerm,
    LegalBasis,
)
from app.models.codes import PlatformRelation

Row = dict[str, Any]

# fields that are columns of the record under the same name
_PLAIN = (
    "summary",
    "problem",
    "goal",
    "novelty",
    "how_it_works",
    "benefit",
    "result_before",
    "result_after",
    "kind",
    "form",
    "initiator",
    "represents",
    "first_known_on",
    "first_known_by",
)


def columns_of(facts: Facts, fields: Iterable[str], found: Found) -> Row:
    """Return the record's own columns that these fields of an input set."""
    said = set(fields)
    row: Row = {name: getattr(facts, name) for name in _PLAIN if name in said}
    if "name" in said:
        name: str = getattr(facts, "name")  # noqa: B009 - the inputs that have a name share no other type
        row |= {"name": name, "name_key": search_key(name)}
    if "problem" in said:
        row["problem_key"] = problem_key(facts.problem)
    if "agency" in said:
        row["agency_id"] = found.id_or_none("agency", facts.agency)
    if "platform" in said:
        row |= _platform(facts.platform, found)
    return row


def _platform(platform: PlatformInput | None, found: Found) -> Row:
    return {
        "platform_relation": platform.relation if platform else PlatformRelation.TIDAK_DIKETAHUI,
        "platform_name": platform.name if platform else None,
        "platform_id": found.id_or_none("innovation", platform.innovation) if platform else None,
    }


def _aliases(facts: Facts, _: Found) -> list[Row]:
    return [alias.model_dump() | {"name_key": search_key(alias.name)} for alias in facts.aliases]


def _stages(facts: Facts, _: Found) -> list[Row]:
    return [stage.model_dump() for stage in facts.stages]


def _people(facts: Facts, found: Found) -> list[Row]:
    return [
        part.model_dump(exclude={"person", "agency"})
        | {"person_id": found.id_of("person", part.person), "agency_id": found.id_or_none("agency", part.agency)}
        for part in facts.people
    ]


def _places(facts: Facts, found: Found) -> list[Row]:
    return [
        place.model_dump(exclude={"area"}) | {"area_id": found.id_or_none("area", place.area)} for place in facts.places
    ]


def _classifications(facts: Facts, found: Found) -> list[Row]:
    return [{"term_id": found.id_of("term", term)} for term in facts.classifications]


def _legal_bases(facts: Facts, _: Found) -> list[Row]:
    return [basis.model_dump() for basis in facts.legal_bases]


def _resources(facts: Facts, _: Found) -> list[Row]:
    return [resource.model_dump() for resource in facts.resources]


def _relations(facts: Facts, found: Found) -> list[Row]:
    return [
        relation.model_dump(exclude={"innovation"}) | {"related_id": found.id_of("innovation", relation.innovation)}
        for relation in facts.relations
    ]


# each list of an input: the table of its rows, how they are drawn, and whether their order is kept as a position
PARTS: Mapping[str, tuple[type[Base], Callable[[Facts, Found], list[Row]], bool]] = {
    "aliases": (InnovationAlias, _aliases, True),
    "stages": (InnovationStage, _stages, True),
    "people": (InnovationPerson, _people, True),
    "places": (InnovationPlace, _places, True),
    "classifications": (InnovationTerm, _classifications, False),
    "legal_bases": (LegalBasis, _legal_bases, True),
    "resources": (InnovationResource, _resources, False),
    "relations": (InnovationRelation, _relations, False),
}


def part_rows(innovation_id: UUID, facts: Facts, field: str, found: Found, first: int = 1) -> list[Row]:
    """Return the rows of one list of an input, each with its id; positions count from `first`."""
    table, draw, placed = PARTS[field]
    rows = draw(facts, found)
    for number, row in enumerate(rows, first):
        row["innovation_id"] = innovation_id
        if "id" in table.__table__.columns:
            row["id"] = new_id()
        if placed:
            row["position"] = number
    return rows


def said_twice(facts: Facts, found: Found) -> list[str]:
    """Return the pointers of list entries that repeat an earlier one by what must be unique in the record.

    A record is the same whether it is named by id or by slug.
    """
    unique: dict[str, list[object]] = {
        "aliases": [alias.name for alias in facts.aliases],
        "people": [(found.id_of("person", part.person), part.role) for part in facts.people],
        "classifications": [found.id_of("term", term) for term in facts.classifications],
        "resources": [resource.year for resource in facts.resources],
        "relations": [(found.id_of("innovation", other.innovation), other.kind) for other in facts.relations],
    }
    return [
        f"#/{field}/{index}" for field, keys in unique.items() for index, key in enumerate(keys) if key in keys[:index]
    ]


# what the history of a new record leaves out: what the service gave it, and what stands under another name
_UNTOLD = frozenset({"id", "name_key", "problem_key", "version", "innovation_id", "position"})
_PLATFORM = {"platform_relation": "relation", "platform_name": "name", "platform_id": "innovation"}
# the other end of a reference, which the history names as the record does
_ENDS = {"agency_id": "agency", "person_id": "person", "related_id": "innovation", "area_id": "area", "term_id": "term"}


def as_told(row: Row, parts: Mapping[str, list[Row]]) -> Row:
    """Return a new record as the history tells it: in the shape of the record, references by id alone."""
    told = {name: value for name, value in row.items() if name not in _UNTOLD and name not in _PLATFORM}
    told["agency"] = {"id": owner} if (owner := told.pop("agency_id", None)) else None
    told["platform"] = {name: row.get(column) for column, name in _PLATFORM.items()}
    for field, rows in parts.items():
        told[field] = [
            {_ENDS.get(name, name): value for name, value in part.items() if name not in _UNTOLD} for part in rows
        ]
    return told

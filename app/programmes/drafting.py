"""From what a client says of an edition to the rows that hold it, and to what the history tells. No I/O.

The rows of a list are the same whether they come from a client or from the tables, so that they can be compared:
without ids and places, and a shortlist with the name of the one that it was drawn from.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from app.core.ids import new_id
from app.core.tables import Base
from app.innovations.references import Found, Wanted
from app.models import (
    BenchmarkVisit,
    EditionPerson,
    EditionSession,
    ProgrammeEdition,
    Shortlist,
    ShortlistEntry,
)
from app.programmes.checks import Listed
from app.programmes.inputs import EditionFacts, InstitutionInput, ProgrammeFacts

Row = dict[str, Any]

# fields that are columns of the edition under the same name
_PLAIN = (
    *("name", "kind", "description", "starts_on", "ends_on", "date_basis", "venue", "audience", "duration"),
    *("duration_days", "capacity", "participants_declared", "cost_idr", "funding"),
)
LISTS = ("people", "sessions", "visits", "shortlists")
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "people": ("role", "person_id", "agency_id", "institution_name", "title", "on_behalf_of_id", "note"),
    "sessions": ("held_on", "title", "material"),
    "visits": (
        *("name", "visited_on", "visited_until", "place", "host_id", "host_name", "adopted", "adopted_by_id", "note"),
    ),
}
_TABLES: Mapping[str, type[Base]] = {"people": EditionPerson, "sessions": EditionSession, "visits": BenchmarkVisit}


def wanted_of(facts: EditionFacts) -> Wanted:
    """Return the records that an input names, and where."""
    wanted = Wanted()
    _want_body(wanted, facts.organiser, "#/organiser")
    wanted.add("area", facts.area, "#/area")
    wanted.add("classification", facts.classification, "#/classification")
    for index, part in enumerate(facts.people):
        place = f"#/people/{index}"
        wanted.add("person", part.person, f"{place}/person")
        wanted.add("person", part.on_behalf_of, f"{place}/on_behalf_of")
        _want_body(wanted, part.institution, f"{place}/institution")
    for index, visit in enumerate(facts.visits):
        _want_body(wanted, visit.host, f"#/visits/{index}/host")
        wanted.add("innovation", visit.adopted_by, f"#/visits/{index}/adopted_by")
    for index, listed in enumerate(facts.shortlists):
        for number, key in enumerate(listed.innovations):
            wanted.add("innovation", key, f"#/shortlists/{index}/innovations/{number}")
    return wanted


def organiser_wanted(facts: ProgrammeFacts) -> Wanted:
    """Return the agency that an input of a programme names."""
    wanted = Wanted()
    _want_body(wanted, facts.organiser, "#/organiser")
    return wanted


def _want_body(wanted: Wanted, body: InstitutionInput | None, pointer: str) -> None:
    wanted.add("agency", body.agency if body else None, f"{pointer}/agency")


def body_row(prefix: str, body: InstitutionInput | None, found: Found) -> Row:
    """Return the two columns of an agency on record or a name alone."""
    agency_id = found.id_or_none("agency", body.agency) if body else None
    return {f"{prefix}_id": agency_id, f"{prefix}_name": body.name if body else None}


def columns_of(facts: EditionFacts, fields: set[str], found: Found) -> Row:
    """Return the columns of an edition that these fields of an input set."""
    row: Row = {name: getattr(facts, name) for name in _PLAIN if name in fields}
    if "organiser" in fields:
        row |= body_row("organiser", facts.organiser, found)
    if "area" in fields:
        row["area_id"] = found.id_or_none("area", facts.area)
    if "classification" in fields:
        row["classification_id"] = found.id_or_none("classification", facts.classification)
    return row


def list_rows(facts: EditionFacts, field: str, found: Found) -> list[Row]:
    """Return the rows of one list of an input."""
    return _DRAWN[field](facts, found)


def _people(facts: EditionFacts, found: Found) -> list[Row]:
    return [
        {
            "role": part.role.value,
            "person_id": found.id_or_none("person", part.person),
            "agency_id": found.id_or_none("agency", part.institution.agency if part.institution else None),
            "institution_name": part.institution.name if part.institution else None,
            "title": part.title,
            "on_behalf_of_id": found.id_or_none("person", part.on_behalf_of),
            "note": part.note,
        }
        for part in facts.people
    ]


def _sessions(facts: EditionFacts, _: Found) -> list[Row]:
    return [session.model_dump() for session in facts.sessions]


def _visits(facts: EditionFacts, found: Found) -> list[Row]:
    return [
        visit.model_dump(exclude={"host", "adopted_by"})
        | body_row("host", visit.host, found)
        | {"adopted_by_id": found.id_or_none("innovation", visit.adopted_by)}
        for visit in facts.visits
    ]


def _shortlists(facts: EditionFacts, found: Found) -> list[Row]:
    return [
        listed.model_dump(exclude={"innovations"})
        | {"innovations": [found.id_of("innovation", key) for key in listed.innovations]}
        for listed in facts.shortlists
    ]


_DRAWN: Mapping[str, Callable[[EditionFacts, Found], list[Row]]] = {
    "people": _people,
    "sessions": _sessions,
    "visits": _visits,
    "shortlists": _shortlists,
}


def rows_on_record(edition: ProgrammeEdition, field: str) -> list[Row]:
    """Return the rows of one list of an edition, loaded."""
    if field != "shortlists":
        return [{name: getattr(one, name) for name in _COLUMNS[field]} for one in getattr(edition, field)]
    names = {listed.id: listed.name for listed in edition.shortlists}
    return [
        {
            "name": listed.name,
            "declared_size": listed.declared_size,
            "parent": names[listed.parent_id] if listed.parent_id else None,
            "note": listed.note,
            "innovations": [entry.innovation_id for entry in listed.entries],
        }
        for listed in edition.shortlists
    ]


def shortlists_of(rows: Sequence[Row]) -> list[Listed]:
    """Return the rows of shortlists as the rules look at them."""
    return [Listed(row["name"], row["declared_size"], row["parent"], tuple(row["innovations"])) for row in rows]


def table_rows(edition_id: UUID, field: str, rows: Sequence[Row]) -> dict[type[Base], list[Row]]:
    """Return the rows of one list as they go into the tables, each with its id and place."""
    if field != "shortlists":
        placed = [
            row | {"id": new_id(), "edition_id": edition_id, "position": place} for place, row in enumerate(rows, 1)
        ]
        return {_TABLES[field]: placed}
    ids = {row["name"]: new_id() for row in rows}
    lists, entries = [], []
    for position, row in enumerate(rows, 1):
        of = ids[row["name"]]
        own = {name: row[name] for name in ("name", "declared_size", "note")}
        own |= {"id": of, "edition_id": edition_id, "position": position}
        lists.append(own | {"parent_id": ids[row["parent"]] if row["parent"] else None})
        for place, innovation_id in enumerate(row["innovations"], 1):
            entries.append({"id": new_id(), "shortlist_id": of, "position": place, "innovation_id": innovation_id})
    return {Shortlist: lists, ShortlistEntry: entries}


# under these names the history knows what an id is of, and tells it by name to those who may know
_TOLD = {
    "person_id": "person",
    "agency_id": "agency",
    "host_id": "agency",
    "adopted_by_id": "innovation",
    "on_behalf_of_id": "on_behalf_of",
}


def told(value: Any) -> Any:
    """Return a value as the history holds it: ids as text, and what a row does not say left out."""
    if isinstance(value, dict):
        return {_TOLD.get(name, name): _told_part(name, part) for name, part in value.items() if part is not None}
    if isinstance(value, list):
        return [told(part) for part in value]
    return str(value) if isinstance(value, UUID) else value


def _told_part(name: str, part: Any) -> Any:
    return {"person": str(part)} if name == "on_behalf_of_id" else told(part)

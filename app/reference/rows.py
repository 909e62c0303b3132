"""From entries of the reference files to rows of the tables. Pure: identifiers come in, nothing is read or written."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from app.core.clock import WIB
from app.core.ids import derived_id
from app.core.tables import Base
from app.core.text import search_key
from app.innovations.overlap import problem_key
from app.models import (
    AgencyAlias,
    AgencyVersion,
    Ambiguity,
    AreaAlias,
    Citation,
    InnovationAlias,
    InnovationPerson,
    InnovationPlace,
    InnovationRelation,
    InnovationStage,
    InnovationTerm,
    Position,
    Term,
)
from app.models.codes import AreaLevel, RecordStatus, Subject
from app.reference.checks import parent_code
from app.reference.evidence import Cited
from app.reference.schemas import (
    AgencyEntry,
    AreaEntry,
    ClassificationEntry,
    InnovationEntry,
    PersonEntry,
    SourceEntry,
    SuccessionEntry,
)
from app.sources.addresses import address_key

Row = dict[str, Any]
_LEVELS = {2: AreaLevel.KOTA, 3: AreaLevel.KECAMATAN, 4: AreaLevel.KELURAHAN}


def moment(edition: date) -> datetime:
    """Return the beginning of an edition's day in Medan."""
    return datetime(edition.year, edition.month, edition.day, tzinfo=WIB)


@dataclass(slots=True)
class Drawing:
    """The rows of one record: its own, and those that hang on it.

    `find` gives the identifier of a record by its key, as `agency:brida`. The identifiers of what hangs on the record
    are derived from its key, so that they too are the same in every installation.
    """

    key: str
    since: date
    find: Callable[[str], UUID]
    root: Row = field(default_factory=dict)
    children: list[tuple[type[Base], Row]] = field(default_factory=list)

    @property
    def id(self) -> UUID:
        """The identifier of the record."""
        return self.find(self.key)

    def find_or_none(self, kind: str, name: str | None) -> UUID | None:
        """Return the identifier of the record of a kind that has a name, if there is a name."""
        return None if name is None else self.find(f"{kind}:{name}")

    def hang(self, table: type[Base], part: str, row: Row) -> None:
        """Add a row that hangs on the record; `part` tells it from the others."""
        self.children.append((table, {"id": derived_id(moment(self.since), f"{self.key}/{part}"), **row}))

    def draw_evidence(self, subject: Subject, entry: Cited) -> None:
        """Add the citations, one for each field, and the open questions."""
        about = {"subject_kind": subject, "subject_id": self.id}
        for index, citation in enumerate(entry.citations):
            for name in citation.fields:
                row = citation.model_dump(include={"phrase", "confidence", "note"})
                row |= {"field": name, "source_id": self.find(f"source:{citation.source}")}
                self.hang(Citation, f"citation:{index}:{name}", about | row)
        for index, ambiguity in enumerate(entry.ambiguities):
            row = ambiguity.model_dump(include={"field", "note_id", "note_en"})
            row |= {"position": index, "source_id": self.find_or_none("source", ambiguity.source or None)}
            self.hang(Ambiguity, f"ambiguity:{index}", about | row)


def _named(row: Row) -> Row:
    return row | {"name_key": search_key(row["name"])}


def draw_source(drawing: Drawing, entry: SourceEntry) -> None:
    """Draw a document."""
    drawing.root = entry.model_dump(exclude={"since"})
    drawing.root |= {"title_key": search_key(entry.title), "address_key": address_key(entry.address)}


def draw_area(drawing: Drawing, entry: AreaEntry) -> None:
    """Draw an area; its level and parent are in its code."""
    drawing.root = _named(entry.model_dump(include={"code", "name"}))
    drawing.root["level"] = _LEVELS[len(entry.code.split("."))]
    drawing.root["parent_id"] = drawing.find_or_none("area", parent_code(entry.code))
    for alias in entry.aliases:
        drawing.hang(AreaAlias, f"alias:{alias.name}", {"area_id": drawing.id} | _named(alias.model_dump()))
    drawing.draw_evidence(Subject.AREA, entry)


def draw_classification(drawing: Drawing, entry: ClassificationEntry) -> None:
    """Draw an edition of a scheme with its terms."""
    drawing.root = entry.model_dump(include={"slug", "name", "edition", "declared_size", "note"})
    for position, term in enumerate(entry.terms, 1):
        row = {"classification_id": drawing.id, "position": position, **term.model_dump()}
        drawing.hang(Term, f"term:{term.slug}", row)
    drawing.draw_evidence(Subject.CLASSIFICATION, entry)


def draw_agency(drawing: Drawing, entry: AgencyEntry) -> None:
    """Draw an agency with its versions and aliases."""
    drawing.root = entry.model_dump(include={"slug", "external", "region_code", "note"})
    for position, version in enumerate(entry.versions, 1):
        row = _named(version.model_dump(exclude={"parent", "area"}))
        row |= {"agency_id": drawing.id, "position": position}
        row["parent_id"] = drawing.find_or_none("agency", version.parent)
        row["area_id"] = drawing.find_or_none("area", version.area)
        drawing.hang(AgencyVersion, f"version:{position}", row)
    for alias in entry.aliases:
        drawing.hang(AgencyAlias, f"alias:{alias.name}", {"agency_id": drawing.id} | _named(alias.model_dump()))
    drawing.draw_evidence(Subject.AGENCY, entry)


def draw_succession(drawing: Drawing, entry: SuccessionEntry) -> None:
    """Draw an edge between two agencies."""
    drawing.root = entry.model_dump(include={"kind", "effective_on", "decree", "note"})
    drawing.root["predecessor_id"] = drawing.find(f"agency:{entry.predecessor}")
    drawing.root["successor_id"] = drawing.find(f"agency:{entry.successor}")


def draw_person(drawing: Drawing, entry: PersonEntry) -> None:
    """Draw a person with the posts that the sources name."""
    drawing.root = _named(entry.model_dump(include={"slug", "name", "title_prefix", "degrees", "note"}))
    for index, position in enumerate(entry.positions):
        row = position.model_dump(exclude={"agency"})
        row |= {"person_id": drawing.id, "agency_id": drawing.find(f"agency:{position.agency}")}
        drawing.hang(Position, f"position:{index}", row)
    drawing.draw_evidence(Subject.PERSON, entry)


def draw_innovation(drawing: Drawing, entry: InnovationEntry) -> None:
    """Draw an innovation, published at the beginning of the edition that brought it."""
    structured = {"agency", "aliases", "stages", "people", "places", "classifications", "relations"}
    drawing.root = _named(entry.model_dump(exclude=structured | {"since", "citations", "ambiguities"}))
    drawing.root["agency_id"] = drawing.find_or_none("agency", entry.agency)
    drawing.root |= {"status": RecordStatus.PUBLISHED, "published_at": moment(entry.since)}
    drawing.root["problem_key"] = problem_key(entry.problem)
    owner = {"innovation_id": drawing.id}
    for position, alias in enumerate(entry.aliases, 1):
        row = owner | {"position": position} | _named(alias.model_dump())
        drawing.hang(InnovationAlias, f"alias:{alias.name}", row)
    for position, stage in enumerate(entry.stages, 1):
        drawing.hang(InnovationStage, f"stage:{position}", owner | {"position": position} | stage.model_dump())
    for position, place in enumerate(entry.places, 1):
        where = {"position": position, "area_id": drawing.find(f"area:{place.area}")}
        drawing.hang(InnovationPlace, f"place:{position}", owner | where)
    _draw_links(drawing, entry, owner)
    drawing.draw_evidence(Subject.INNOVATION, entry)


def _draw_links(drawing: Drawing, entry: InnovationEntry, owner: Row) -> None:
    """Draw what ties an innovation to people, terms and other innovations."""
    for position, part in enumerate(entry.people, 1):
        row = owner | {"position": position, "role": part.role}
        row |= {"person_id": drawing.find(f"person:{part.person}")}
        row |= {"agency_id": drawing.find_or_none("agency", part.agency)}
        drawing.hang(InnovationPerson, f"person:{part.person}:{part.role}", row)
    for name in entry.classifications:
        drawing.children.append((InnovationTerm, owner | {"term_id": drawing.find(f"term:{name}")}))
    for relation in entry.relations:
        row = owner | relation.model_dump(include={"kind", "note"})
        row |= {"related_id": drawing.find(f"innovation:{relation.related}")}
        drawing.hang(InnovationRelation, f"relation:{relation.related}:{relation.kind}", row)

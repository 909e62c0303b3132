"""From programmes and editions of the reference files to rows of the tables. Pure: nothing is read or written."""

from uuid import UUID

from app.models import BenchmarkVisit, EditionPerson, EditionSession, Shortlist, ShortlistEntry
from app.models.codes import ProgrammeStatus, Subject
from app.reference.programme_schemas import EditionEntry, PlanAggregateEntry, ProgrammeEntry
from app.reference.rows import Drawing, Row, moment

_PLAIN_OF_EDITION = frozenset(
    {
        *("slug", "name", "kind", "description", "starts_on", "ends_on", "date_basis", "venue", "organiser_name"),
        *("audience", "duration", "duration_days", "capacity", "participants_declared", "cost_idr", "funding"),
    }
)


def draw_programme(drawing: Drawing, entry: ProgrammeEntry) -> None:
    """Draw a programme, published at the beginning of the edition that brought it."""
    drawing.root = entry.model_dump(include={"slug", "name", "kind", "description", "organiser_name"})
    drawing.root |= {"aliases": list(entry.aliases), **_public(drawing)}
    drawing.root["organiser_id"] = drawing.find_or_none("agency", entry.organiser)
    drawing.draw_evidence(Subject.PROGRAMME, entry)


def draw_edition(drawing: Drawing, entry: EditionEntry) -> None:
    """Draw an edition of a programme with all that hangs on it."""
    drawing.root = entry.model_dump(include=set(_PLAIN_OF_EDITION)) | _public(drawing)
    drawing.root["programme_id"] = drawing.find(f"programme:{entry.programme}")
    drawing.root["area_id"] = drawing.find_or_none("area", entry.area)
    drawing.root["organiser_id"] = drawing.find_or_none("agency", entry.organiser)
    drawing.root["classification_id"] = drawing.find_or_none("classification", entry.classification)
    _draw_people(drawing, entry)
    _draw_visits(drawing, entry)
    _draw_shortlists(drawing, entry)
    for position, session in enumerate(entry.sessions, 1):
        drawing.hang(EditionSession, f"session:{position}", _at(drawing, position) | session.model_dump())
    drawing.draw_evidence(Subject.PROGRAMME_EDITION, entry)


def draw_plan_aggregate(drawing: Drawing, entry: PlanAggregateEntry) -> None:
    """Draw so many plans of an edition as a source counts."""
    drawing.root = entry.model_dump(include={"slug", "count", "innovators", "source", "phrase", "note"})
    drawing.root["edition_id"] = drawing.find(f"programme_edition:{entry.edition}")
    drawing.root["document_id"] = drawing.find(f"source:{entry.document}")


def _public(drawing: Drawing) -> Row:
    return {"status": ProgrammeStatus.PUBLISHED, "published_at": moment(drawing.since)}


def _at(drawing: Drawing, position: int) -> Row:
    return {"edition_id": drawing.id, "position": position}


def _draw_people(drawing: Drawing, entry: EditionEntry) -> None:
    for position, part in enumerate(entry.people, 1):
        row = _at(drawing, position) | part.model_dump(include={"role", "institution_name", "title", "note"})
        row |= {"person_id": drawing.find_or_none("person", part.person)}
        row |= {"on_behalf_of_id": drawing.find_or_none("person", part.on_behalf_of)}
        row |= {"agency_id": drawing.find_or_none("agency", part.agency)}
        drawing.hang(EditionPerson, f"part:{position}", row)


def _draw_visits(drawing: Drawing, entry: EditionEntry) -> None:
    for position, visit in enumerate(entry.visits, 1):
        row = _at(drawing, position) | visit.model_dump(exclude={"host", "adopted_by"})
        row |= {"host_id": drawing.find_or_none("agency", visit.host)}
        row |= {"adopted_by_id": drawing.find_or_none("innovation", visit.adopted_by)}
        drawing.hang(BenchmarkVisit, f"visit:{position}", row)


def _draw_shortlists(drawing: Drawing, entry: EditionEntry) -> None:
    """Draw shortlists, each after the one that it was drawn from, as they stand in the file."""
    ids: dict[str, UUID] = {}
    for position, listed in enumerate(entry.shortlists, 1):
        row = _at(drawing, position) | listed.model_dump(include={"name", "declared_size", "note"})
        row |= {"parent_id": ids[listed.parent] if listed.parent else None}
        drawing.hang(Shortlist, f"shortlist:{position}", row)
        ids[listed.name] = drawing.children[-1][1]["id"]
        for place, slug in enumerate(listed.innovations, 1):
            named = {"shortlist_id": ids[listed.name], "position": place}
            named |= {"innovation_id": drawing.find(f"innovation:{slug}")}
            drawing.hang(ShortlistEntry, f"shortlist:{position}/{slug}", named)

"""From records of programmes and editions to what is told of them: names of the day, nobody who withdrew theirs."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from app.agencies.schemas import AgencyName
from app.core.clock import today
from app.core.concealment import Concealment
from app.core.partial_date import last_day
from app.core.timeline import in_force, nearest_day
from app.innovations.parts import AmbiguityEntry, AreaBrief, InnovationBrief
from app.models import (
    Agency,
    Ambiguity,
    BenchmarkVisit,
    Classification,
    EditionPerson,
    Innovation,
    Person,
    Programme,
    ProgrammeEdition,
    Shortlist,
)
from app.models.codes import RecordStatus
from app.models.concealment import CONCEALED_NAME, CONCEALED_SLUG
from app.programmes.repository import Taken
from app.programmes.schemas import (
    BenchmarkVisitRead,
    ClustersRead,
    ClusterTerm,
    EditionItem,
    EditionPartRead,
    EditionPersonBrief,
    EditionRead,
    EditionSessionRead,
    Institution,
    ParticipantsRead,
    ProgrammeBrief,
    ProgrammeItem,
    ProgrammeRead,
    ShortlistRead,
)

# of a record that was public, its name is told also when it is archived
_NAMED = frozenset({RecordStatus.PUBLISHED, RecordStatus.ARCHIVED})
_OF_ITEM = ("id", "slug", "kind", "starts_on", "ends_on", "status", "version")
_OF_EDITION = ("description", "date_basis", "duration_days", "cost_idr", "published_at", "updated_at")
# single lines, which are shortened nowhere else
_LINES = ("audience", "duration", "funding")


class Telling:
    """Tells records; the agencies that they name are at hand with their versions."""

    def __init__(self, agencies: Mapping[UUID, Agency], clear: Concealment) -> None:
        self._agencies = agencies
        self._clear = clear

    def body(self, agency_id: UUID | None, name: str | None, on: date) -> Institution | None:
        """Return an agency by its name on a day, or on the nearest one on which it existed; or a name alone."""
        if agency_id is not None:
            agency = self._agencies[agency_id]
            found = in_force(agency.versions, nearest_day(agency.versions, on))
            called = (found.version if found else agency.versions[-1]).name
            return Institution(agency=AgencyName(id=agency.id, slug=agency.slug, name=called), name=called)
        return Institution(agency=None, name=self._clear.text(name)) if name is not None else None

    def _line(self, text: str | None) -> str | None:
        return None if text is None else self._clear.text(text)

    def programme_item(self, one: Programme, editions: int) -> ProgrammeItem:
        """Return a programme as lists show it."""
        return ProgrammeItem(
            **dict(_programme(one)),
            kind=one.kind,
            organiser=self.body(one.organiser_id, one.organiser_name, today()),
            editions=editions,
            status=one.status,
            version=one.version,
        )

    def programme(self, one: Programme, editions: int, open_points: Sequence[Ambiguity]) -> ProgrammeRead:
        """Return a programme as it is shown."""
        shown = ProgrammeRead(
            **dict(self.programme_item(one, editions)),
            aliases=one.aliases,
            description=one.description,
            ambiguities=[AmbiguityEntry.model_validate(point) for point in open_points],
            published_at=one.published_at,
            updated_at=one.updated_at,
        )
        return self._clear.told(shown)

    def edition_item(self, one: ProgrammeEdition, taken: Taken) -> EditionItem:
        """Return an edition as lists show it, its programme loaded."""
        counts = {"people": taken.people, "agencies": taken.agencies}
        return EditionItem(
            **{name: getattr(one, name) for name in _OF_ITEM},
            name=one.name,
            programme=_programme(one.programme),
            venue=self._line(one.venue),
            organiser=self.body(one.organiser_id, one.organiser_name, _day_of(one)),
            participants=ParticipantsRead(declared=one.participants_declared, capacity=one.capacity, **counts),
        )

    def edition(self, one: ProgrammeEdition, taken: Taken, open_points: Sequence[Ambiguity]) -> EditionRead:
        """Return an edition as it is shown, all that hangs on it loaded."""
        on = _day_of(one)
        names = {listed.id: listed.name for listed in one.shortlists}
        shown = EditionRead(
            **dict(self.edition_item(one, taken)),
            **{name: getattr(one, name) for name in _OF_EDITION},
            **{name: self._line(getattr(one, name)) for name in _LINES},
            area=AreaBrief.model_validate(one.area) if one.area else None,
            people=[self._part(part, on) for part in one.people],
            sessions=[EditionSessionRead.model_validate(session) for session in one.sessions],
            visits=[self._visit(visit, on) for visit in one.visits],
            shortlists=[self._shortlist(listed, names) for listed in one.shortlists],
            clusters=_clusters(one.classification) if one.classification else None,
            ambiguities=[AmbiguityEntry.model_validate(point) for point in open_points],
        )
        return self._clear.told(shown)

    def _part(self, part: EditionPerson, on: date) -> EditionPartRead:
        return EditionPartRead(
            role=part.role,
            person=_person(part.person),
            institution=self.body(part.agency_id, part.institution_name, on),
            title=part.title,
            on_behalf_of=_person(part.on_behalf_of),
            note=part.note,
        )

    def _visit(self, visit: BenchmarkVisit, on: date) -> BenchmarkVisitRead:
        until = visit.visited_until or visit.visited_on
        return BenchmarkVisitRead(
            id=visit.id,
            name=self._clear.text(visit.name),
            visited_on=visit.visited_on,
            visited_until=visit.visited_until,
            place=self._line(visit.place),
            host=self.body(visit.host_id, visit.host_name, last_day(until) if until else on),
            adopted=visit.adopted,
            adopted_by=_brief(visit.adopted_by),
            note=visit.note,
        )

    def _shortlist(self, listed: Shortlist, names: Mapping[UUID, str]) -> ShortlistRead:
        briefs = [brief for entry in listed.entries if (brief := _brief(entry.innovation))]
        parent = names[listed.parent_id] if listed.parent_id else None
        return ShortlistRead(
            id=listed.id,
            name=self._clear.text(listed.name),
            parent=self._line(parent),
            declared_size=listed.declared_size,
            innovations=briefs,
            unknown=None if listed.declared_size is None else listed.declared_size - len(briefs),
            note=listed.note,
        )


def _day_of(one: ProgrammeEdition) -> date:
    """Return the last day that an edition is known to have taken: the day that names are of."""
    return last_day(one.ends_on or one.starts_on)


def _programme(one: Programme) -> ProgrammeBrief:
    return ProgrammeBrief(id=one.id, slug=one.slug, name=one.name)


def _person(person: Person | None) -> EditionPersonBrief | None:
    if person is None:
        return None
    if person.concealed_at is not None:
        return EditionPersonBrief(id=None, slug=CONCEALED_SLUG, name=CONCEALED_NAME)
    return EditionPersonBrief.model_validate(person)


def _brief(innovation: Innovation | None) -> InnovationBrief | None:
    """Return an innovation by name, if that is or was public."""
    if innovation is None or innovation.status not in _NAMED or innovation.published_at is None:
        return None
    return InnovationBrief.model_validate(innovation)


def _clusters(scheme: Classification) -> ClustersRead:
    declared = scheme.declared_size
    return ClustersRead(
        classification=scheme.slug,
        name=scheme.name,
        edition=scheme.edition,
        declared_size=declared,
        terms=[ClusterTerm(slug=term.slug, name=term.name) for term in scheme.terms],
        unknown=None if declared is None else declared - len(scheme.terms),
    )

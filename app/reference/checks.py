"""What the reference files must say of each other: no unknown name, no double, no circle, no fact without a source."""

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from app.models.codes import Confidence, RelationKind
from app.reference.evidence import Cited, Evidence, Shape, Stated
from app.reference.marked import Marked, Place, Problem
from app.reference.programme_schemas import EditionEntry, PlanAggregateEntry, ProgrammeEntry
from app.reference.schemas import (
    AgencyEntry,
    AreaEntry,
    ClassificationEntry,
    InnovationEntry,
    PersonEntry,
    SourceEntry,
    SuccessionEntry,
)

ShapeT_co = TypeVar("ShapeT_co", bound=Shape, covariant=True)
ShapeT = TypeVar("ShapeT", bound=Shape)


@dataclass(frozen=True, slots=True)
class Proof:
    """Evidence as it stands at one place of a file, each part with its source."""

    evidence: Evidence
    place: Place


@dataclass(frozen=True, slots=True)
class Item(Generic[ShapeT_co]):
    """A record with where it stands, and where that which its group shares stands."""

    record: ShapeT_co
    marked: Marked
    place: Place
    shared: Place | None = None
    proofs: tuple[Proof, ...] = ()

    def problem(self, message: str, *below: str | int) -> Problem:
        """Return a problem of a part of the record, shown in the group's part if the record takes it from there."""
        place = (*self.place, *below)
        if self.shared is not None and below and (*self.place, below[0]) not in self.marked.lines:
            inherited = (*self.shared, *below)
            if (*self.shared, below[0]) in self.marked.lines:
                place = inherited
        return self.marked.problem(place, message)


@dataclass(frozen=True, slots=True)
class Listed:
    """Every record of the files."""

    sources: list[Item[SourceEntry]]
    areas: list[Item[AreaEntry]]
    classifications: list[Item[ClassificationEntry]]
    agencies: list[Item[AgencyEntry]]
    successions: list[Item[SuccessionEntry]]
    people: list[Item[PersonEntry]]
    innovations: list[Item[InnovationEntry]]
    programmes: list[Item[ProgrammeEntry]]
    editions: list[Item[EditionEntry]]
    plan_aggregates: list[Item[PlanAggregateEntry]]


class Names:
    """What may be referred to."""

    def __init__(self, listed: Listed) -> None:
        self.sources = {item.record.slug for item in listed.sources}
        self.areas = {item.record.code for item in listed.areas}
        self.agencies = {item.record.slug for item in listed.agencies}
        self.people = {item.record.slug for item in listed.people}
        self.innovations = {item.record.slug for item in listed.innovations}
        self.terms = {
            f"{item.record.slug}/{term.slug}" for item in listed.classifications for term in item.record.terms
        }


def check_all(listed: Listed) -> list[Problem]:
    """Return every problem between the records."""
    names = Names(listed)
    return [
        *_doubles(listed),
        *_evidence(listed, names),
        *_areas(listed.areas, names),
        *_classifications(listed.classifications),
        *_agencies(listed.agencies, names),
        *_successions(listed.successions, names),
        *_people(listed.people, names),
        *_innovations(listed.innovations, names),
    ]


def _doubles(listed: Listed) -> Iterator[Problem]:
    """Two records of one name, of each kind."""
    yield from twice(listed.areas, lambda item: item.record.code, "code")
    yield from twice(listed.sources, lambda item: item.record.slug, "slug")
    yield from twice(listed.classifications, lambda item: item.record.slug, "slug")
    yield from twice(listed.agencies, lambda item: item.record.slug, "slug")
    yield from twice(listed.people, lambda item: item.record.slug, "slug")
    yield from twice(listed.innovations, lambda item: item.record.slug, "slug")
    yield from twice(
        listed.successions,
        lambda item: (item.record.predecessor, item.record.successor, item.record.kind),
        "predecessor",
    )


def twice(items: Iterable[Item[ShapeT]], key: Callable[[Item[ShapeT]], Hashable], field: str) -> Iterator[Problem]:
    """Yield a problem for each record that has the key of an earlier one."""
    first: dict[Hashable, Item[ShapeT]] = {}
    for item in items:
        earlier = first.setdefault(key(item), item)
        if earlier is not item:
            line = earlier.problem("", field).line
            yield item.problem(f"is the same as in line {line}", field)


def same(item: Item[Shape], field: str, keys: Iterable[Hashable], within: str = "") -> Iterator[Problem]:
    """Two parts of one record that would be the same row."""
    seen: set[Hashable] = set()
    for index, key in enumerate(keys):
        if key in seen:
            yield item.problem("is given twice", field, index, *([within] if within else []))
        seen.add(key)


def _evidence(listed: Listed, names: Names) -> Iterator[Problem]:
    """Citations and ambiguities: known sources and fields, the phrase where the source itself says it, no gaps."""
    kinds: tuple[Iterable[Item[Cited]], ...] = (
        listed.areas,
        listed.classifications,
        listed.agencies,
        listed.people,
        listed.innovations,
        listed.programmes,
        listed.editions,
    )
    for item in (item for kind in kinds for item in kind):
        for proof in item.proofs:
            yield from _citations(item, proof, names)
            yield from _ambiguities(item, proof, names)
        cited = {field for citation in item.record.citations for field in citation.fields}
        for field in sorted(item.record.facts() - cited):
            yield item.problem("has no citation", field)


def _citations(item: Item[Cited], proof: Proof, names: Names) -> Iterator[Problem]:
    for index, citation in enumerate(proof.evidence.citations):
        place = (*proof.place, "citations", index)
        if citation.source not in names.sources:
            yield item.marked.problem((*place, "source"), f"unknown source {citation.source!r}")
        for field in citation.fields:
            if field not in item.record.citable:
                yield item.marked.problem((*place, "fields"), f"{field!r} is no field that can be cited")
        if citation.phrase is None and citation.confidence is not Confidence.DARI_LUAR:
            yield item.marked.problem((*place, "phrase"), "a fact from a founding article needs its phrase")


def _ambiguities(item: Item[Cited], proof: Proof, names: Names) -> Iterator[Problem]:
    for index, ambiguity in enumerate(proof.evidence.ambiguities):
        place = (*proof.place, "ambiguities", index)
        if ambiguity.source and ambiguity.source not in names.sources:
            yield item.marked.problem((*place, "source"), f"unknown source {ambiguity.source!r}")
        if ambiguity.field is not None and ambiguity.field not in item.record.citable:
            yield item.marked.problem((*place, "field"), f"{ambiguity.field!r} is no field of such a record")


def _areas(areas: list[Item[AreaEntry]], names: Names) -> Iterator[Problem]:
    for item in areas:
        parent = parent_code(item.record.code)
        if parent is not None and parent not in names.areas:
            yield item.problem(f"unknown area {parent!r}, of which this one is a part", "code")
        yield from same(item, "aliases", (alias.name for alias in item.record.aliases), "name")


def parent_code(code: str) -> str | None:
    """Return the code of the area that an area is a part of; the city has none here."""
    above = code.rpartition(".")[0]
    return above if "." in above else None


def _classifications(classifications: list[Item[ClassificationEntry]]) -> Iterator[Problem]:
    for item in classifications:
        record = item.record
        yield from same(item, "terms", (term.slug for term in record.terms), "slug")
        if record.declared_size is not None and record.declared_size < len(record.terms):
            yield item.problem(f"is less than the {len(record.terms)} terms", "declared_size")


def _agencies(agencies: list[Item[AgencyEntry]], names: Names) -> Iterator[Problem]:
    for item in agencies:
        yield from same(item, "aliases", (alias.name for alias in item.record.aliases), "name")
        for index, version in enumerate(item.record.versions):
            yield from ranges(item, version, "versions", index)
            if version.parent is not None and version.parent not in names.agencies:
                yield item.problem(f"unknown agency {version.parent!r}", "versions", index, "parent")
            if version.area is not None and version.area not in names.areas:
                yield item.problem(f"unknown area {version.area!r}", "versions", index, "area")
    above = {
        item.record.slug: {version.parent for version in item.record.versions if version.parent} for item in agencies
    }
    for item in agencies:
        if item.record.slug in _reachable(above, item.record.slug):
            yield item.problem("is below itself", "versions", 0, "parent")


def ranges(item: Item[Shape], stated: Stated, *below: str | int) -> Iterator[Problem]:
    """An end before its beginning, compared as the database does."""
    for start, end in (("valid_from", "valid_to"), ("first_stated_on", "last_stated_on")):
        first, last = getattr(stated, start), getattr(stated, end)
        if first is not None and last is not None and last < first:
            yield item.problem(f"is before {start}", *below, end)


def _reachable(edges: dict[str, set[str]], start: str) -> set[str]:
    """Return what can be reached from a name, the name itself only if there is a way back to it."""
    reached: set[str] = set()
    waiting = [start]
    while waiting:
        for following in edges.get(waiting.pop(), set()) - reached:
            reached.add(following)
            waiting.append(following)
    return reached


def _successions(successions: list[Item[SuccessionEntry]], names: Names) -> Iterator[Problem]:
    edges: dict[str, set[str]] = {}
    for item in successions:
        for field in ("predecessor", "successor"):
            if (name := getattr(item.record, field)) not in names.agencies:
                yield item.problem(f"unknown agency {name!r}", field)
        edges.setdefault(item.record.predecessor, set()).add(item.record.successor)
    for item in successions:
        if item.record.predecessor in _reachable(edges, item.record.successor) | {item.record.successor}:
            yield item.problem("follows itself in a circle", "successor")


def _people(people: list[Item[PersonEntry]], names: Names) -> Iterator[Problem]:
    for item in people:
        for index, position in enumerate(item.record.positions):
            yield from ranges(item, position, "positions", index)
            if position.agency not in names.agencies:
                yield item.problem(f"unknown agency {position.agency!r}", "positions", index, "agency")


def _innovations(innovations: list[Item[InnovationEntry]], names: Names) -> Iterator[Problem]:
    doubts: set[frozenset[str]] = set()
    for item in innovations:
        yield from _innovation(item, names)
        yield from _participants(item, names)
        for index, relation in enumerate(item.record.relations):
            if relation.related not in names.innovations:
                yield item.problem(f"unknown innovation {relation.related!r}", "relations", index, "related")
            if relation.related == item.record.slug:
                yield item.problem("is the innovation itself", "relations", index, "related")
            pair = frozenset({relation.related, item.record.slug})
            if relation.kind is RelationKind.POSSIBLY_SAME_AS:
                if pair in doubts:
                    yield item.problem("is already said from the other end", "relations", index, "related")
                doubts.add(pair)


def _innovation(item: Item[InnovationEntry], names: Names) -> Iterator[Problem]:
    record = item.record
    yield from same(item, "aliases", (alias.name for alias in record.aliases), "name")
    yield from same(item, "classifications", record.classifications)
    if record.agency is not None and record.agency not in names.agencies:
        yield item.problem(f"unknown agency {record.agency!r}", "agency")
    for index, term in enumerate(record.classifications):
        if term not in names.terms:
            yield item.problem(f"unknown term {term!r}", "classifications", index)
    for index, place in enumerate(record.places):
        if place.area not in names.areas:
            yield item.problem(f"unknown area {place.area!r}", "places", index, "area")
    if (record.first_known_on is None) != (record.first_known_by is None):
        yield item.problem("first_known_on and first_known_by go together", "first_known_on")


def _participants(item: Item[InnovationEntry], names: Names) -> Iterator[Problem]:
    people = item.record.people
    yield from same(item, "people", ((part.person, part.role) for part in people), "person")
    for index, part in enumerate(people):
        if part.person not in names.people:
            yield item.problem(f"unknown person {part.person!r}", "people", index, "person")
        if part.agency is not None and part.agency not in names.agencies:
            yield item.problem(f"unknown agency {part.agency!r}", "people", index, "agency")

"""The reference files, read and checked as one: either all of them are right, or every problem is told at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import ValidationError

from app.reference.checks import Item, Listed, Proof, check_all
from app.reference.evidence import Cited, Evidence, Shape
from app.reference.layout import (
    AgenciesFile,
    AreasFile,
    ClassificationsFile,
    Edition,
    Group,
    InnovationsFile,
    PeopleFile,
    ProgrammesFile,
    SourcesFile,
    VocabulariesFile,
    Vocabulary,
)
from app.reference.marked import CorruptReference, Marked, Place, Problem, in_yaml, read_marked
from app.reference.programme_checks import check_programmes
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

DATA = Path(__file__).parent / "data"

_FileT = TypeVar("_FileT", bound=Edition)
_ShapeT = TypeVar("_ShapeT", bound=Shape)
_CitedT = TypeVar("_CitedT", bound=Cited)


@dataclass(frozen=True, slots=True)
class ReferenceFiles:
    """The checked content of the reference files. `edition` is the day of the newest revision among them."""

    edition: date
    sources: tuple[SourceEntry, ...]
    areas: tuple[AreaEntry, ...]
    classifications: tuple[ClassificationEntry, ...]
    agencies: tuple[AgencyEntry, ...]
    successions: tuple[SuccessionEntry, ...]
    people: tuple[PersonEntry, ...]
    innovations: tuple[InnovationEntry, ...]
    programmes: tuple[ProgrammeEntry, ...]
    editions: tuple[EditionEntry, ...]
    plan_aggregates: tuple[PlanAggregateEntry, ...]


def read_reference(folder: Path = DATA) -> ReferenceFiles:
    """Return the reference files of a folder.

    Raises:
        CorruptReference: with every problem found. What the files say of each other is checked only when each is
            right in itself.
    """
    reading = _Reading(folder)
    sources = reading.file("sources.yaml", SourcesFile)
    areas = reading.file("areas.yaml", AreasFile)
    classifications = reading.file("classifications.yaml", ClassificationsFile)
    agencies = reading.file("agencies.yaml", AgenciesFile)
    people = reading.file("people.yaml", PeopleFile)
    innovations = reading.file("innovations.yaml", InnovationsFile)
    programmes = reading.file("programmes.yaml", ProgrammesFile)
    words = reading.file("vocabularies.yaml", VocabulariesFile)
    if not (sources and areas and classifications and agencies and people and innovations and programmes and words):
        raise CorruptReference(reading.problems)
    listed = Listed(
        sources=sources.items("sources", sources.content.sources),
        areas=list(_cited(areas, "areas", areas.content.areas, areas.content)),
        classifications=list(
            _cited(classifications, "classifications", classifications.content.classifications, Evidence())
        ),
        agencies=list(_grouped(agencies.marked, agencies.content.groups)),
        successions=agencies.items("successions", agencies.content.successions),
        people=list(_grouped(people.marked, people.content.groups)),
        innovations=list(_grouped(innovations.marked, innovations.content.groups)),
        programmes=list(_grouped(programmes.marked, programmes.content.programmes, "programmes")),
        editions=list(_grouped(programmes.marked, programmes.content.editions, "editions")),
        plan_aggregates=programmes.items("plan_aggregates", programmes.content.plan_aggregates),
    )
    if problems := [*check_all(listed), *check_programmes(listed)]:
        raise CorruptReference(problems)
    files = (sources, areas, classifications, agencies, people, innovations, programmes, words)
    return ReferenceFiles(
        edition=max(file.content.edition for file in files),
        sources=tuple(item.record for item in listed.sources),
        areas=tuple(item.record for item in listed.areas),
        classifications=tuple(item.record for item in listed.classifications),
        agencies=tuple(item.record for item in listed.agencies),
        successions=tuple(item.record for item in listed.successions),
        people=tuple(item.record for item in listed.people),
        innovations=tuple(item.record for item in listed.innovations),
        programmes=tuple(item.record for item in listed.programmes),
        editions=tuple(item.record for item in listed.editions),
        plan_aggregates=tuple(item.record for item in listed.plan_aggregates),
    )


@cache
def vocabularies(folder: Path = DATA) -> tuple[Vocabulary, ...]:
    """Return the vocabularies with the label and definition of each code in both languages.

    Raises:
        CorruptReference: `vocabularies.yaml` is wrong.
    """
    reading = _Reading(folder)
    words = reading.file("vocabularies.yaml", VocabulariesFile)
    if words is None:
        raise CorruptReference(reading.problems)
    return words.content.vocabularies


@dataclass(frozen=True, slots=True)
class _File(Generic[_FileT]):
    """A file that is right in itself."""

    content: _FileT
    marked: Marked

    def items(self, name: str, records: Sequence[_ShapeT]) -> list[Item[_ShapeT]]:
        """Return the records of one list of the file with their places."""
        return [Item(record, self.marked, (name, index)) for index, record in enumerate(records)]


class _Reading:
    """The reading of a folder, collecting what is wrong."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []

    def file(self, name: str, shape: type[_FileT]) -> _File[_FileT] | None:
        """Return a file in its shape, or nothing after noting what is wrong with it."""
        try:
            marked = read_marked(self.folder / name)
        except CorruptReference as corrupt:
            self.problems.extend(corrupt.problems)
            return None
        try:
            return _File(shape.model_validate(marked.data), marked)
        except ValidationError as invalid:
            for error in invalid.errors(include_url=False, include_input=False):
                self.problems.append(marked.problem(error["loc"], in_yaml(error["msg"])))
            return None


def _cited(file: _File[_FileT], name: str, records: Sequence[_CitedT], shared: Evidence) -> Iterator[Item[_CitedT]]:
    """Yield records with the evidence that the whole file shares."""
    for index, record in enumerate(records):
        place = (name, index)
        both = {name: (*getattr(shared, name), *getattr(record, name)) for name in Evidence.model_fields}
        proofs = (Proof(shared, ()), Proof(record, place))
        yield Item(record.model_copy(update=both), file.marked, place, (), proofs)


def _grouped(marked: Marked, groups: Sequence[Group[_CitedT]], name: str = "groups") -> Iterator[Item[_CitedT]]:
    """Yield the records of all groups, each with what its group shares."""
    for number, group in enumerate(groups):
        above: Place = (name, number)
        shared = Proof(group.shared.with_source(group.source), (*above, "shared"))
        for index, record in enumerate(group.records):
            place = (*above, "records", index)
            proofs = (shared, Proof(record.with_source(group.source), place))
            yield Item(group.merged(record), marked, place, shared.place, proofs)

"""The shapes of whole reference files: groups of records with what they share, and the vocabularies."""

from typing import Annotated, Generic, TypeVar

from pydantic import Field

from app.reference.evidence import Cited, Day, Evidence, FieldName, Shape, Slug, Words
from app.reference.programme_schemas import EditionEntry, PlanAggregateEntry, ProgrammeEntry
from app.reference.schemas import (
    AgencyEntry,
    AreaEntry,
    ClassificationEntry,
    InnovationEntry,
    InnovationFacts,
    PersonEntry,
    SourceEntry,
    SuccessionEntry,
)

EntryT = TypeVar("EntryT", bound=Cited)


class Wording(Shape):
    """The same words in Indonesian and English."""

    id: Words
    en: Words


class CodeEntry(Shape):
    """One code of a vocabulary."""

    code: FieldName
    label: Wording
    definition: Wording


class Vocabulary(Shape):
    """A closed list of codes, with what each means."""

    name: FieldName
    label: Wording
    definition: Wording
    source: Words | None = None
    codes: Annotated[tuple[CodeEntry, ...], Field(min_length=1)]


class Edition(Shape):
    """The head of every file: the day of its last revision."""

    edition: Day


class AreasFile(Edition, Evidence):
    """`areas.yaml`; its citations hold for every area."""

    areas: tuple[AreaEntry, ...]


class SourcesFile(Edition):
    """`sources.yaml`."""

    sources: tuple[SourceEntry, ...]


class ClassificationsFile(Edition):
    """`classifications.yaml`."""

    classifications: tuple[ClassificationEntry, ...]


class Group(Shape, Generic[EntryT]):
    """Records that share a source, and what is said of all of them."""

    title: Words
    source: Slug
    shared: Evidence = Evidence()
    records: tuple[EntryT, ...]

    def merged(self, record: EntryT) -> EntryT:
        """Return a record with what it takes from its group: facts that it does not state itself, and evidence."""
        evidence = Evidence.model_fields.keys()
        taken = self.shared.model_fields_set - record.model_fields_set - evidence
        facts = {name: getattr(self.shared, name) for name in taken}
        shared, own = self.shared.with_source(self.source), record.with_source(self.source)
        both = {name: (*getattr(shared, name), *getattr(own, name)) for name in evidence}
        return record.model_copy(update={**facts, **both})


class InnovationGroup(Group[InnovationEntry]):
    """Innovations, which may share facts too."""

    shared: InnovationFacts = InnovationFacts()


class AgenciesFile(Edition):
    """`agencies.yaml`."""

    groups: tuple[Group[AgencyEntry], ...]
    successions: tuple[SuccessionEntry, ...] = ()


class PeopleFile(Edition):
    """`people.yaml`."""

    groups: tuple[Group[PersonEntry], ...]


class InnovationsFile(Edition):
    """`innovations.yaml`."""

    groups: tuple[InnovationGroup, ...]


class ProgrammesFile(Edition):
    """`programmes.yaml`: programmes, the editions of them that the sources tell of, and plans counted without names."""

    programmes: tuple[Group[ProgrammeEntry], ...]
    editions: tuple[Group[EditionEntry], ...]
    plan_aggregates: tuple[PlanAggregateEntry, ...] = ()


class VocabulariesFile(Edition):
    """`vocabularies.yaml`."""

    vocabularies: tuple[Vocabulary, ...]

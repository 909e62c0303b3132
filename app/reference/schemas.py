"""The shapes of the records in the reference files: what a reader may write, with nothing else let through."""

from typing import Annotated, ClassVar

from pydantic import Field, StringConstraints

from app.core.partial_date import PartialDate
from app.models.codes import (
    AgencyKind,
    AliasKind,
    FirstKnown,
    Initiator,
    InnovationForm,
    InnovationKind,
    InnovationRole,
    PlatformRelation,
    RelationKind,
    SourceKind,
    Stage,
    SuccessionKind,
)
from app.reference.evidence import AliasEntry, AreaCode, Cited, Evidence, Shape, Shipped, Slug, Stated, Words

TermName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+/[a-z0-9-]+$")]


class AreaEntry(Cited):
    """An area; its code says its level and its parent."""

    citable: ClassVar[tuple[str, ...]] = ("code", "name", "aliases")

    code: AreaCode
    name: Words
    aliases: tuple[AliasEntry, ...] = ()


class SourceEntry(Shipped):
    """A document. What is not known of it (title, publisher, day, address) is not made up."""

    slug: Slug
    kind: SourceKind
    title: Words
    publisher: Words | None = None
    published_on: PartialDate | None = None
    address: Words | None = None
    note: Words | None = None


class TermEntry(Shape):
    """A term of a classification."""

    slug: Slug
    name: Words
    note: Words | None = None


class ClassificationEntry(Cited):
    """One edition of a scheme, its terms in their own order."""

    citable: ClassVar[tuple[str, ...]] = ("name", "edition", "declared_size", "terms")

    slug: Slug
    name: Words
    edition: Words | None = None
    declared_size: Annotated[int, Field(gt=0)] | None = None
    note: Words | None = None
    terms: Annotated[tuple[TermEntry, ...], Field(min_length=1)]


class AgencyVersionEntry(Stated):
    """What an agency was called and where it stood at one time."""

    name: Words
    short_name: Words | None = None
    kind: AgencyKind
    parent: Slug | None = None
    area: AreaCode | None = None
    decree: Words | None = None


class AgencyEntry(Cited):
    """An agency with its versions in their order of time."""

    citable: ClassVar[tuple[str, ...]] = (
        "name",
        "short_name",
        "kind",
        "parent",
        "area",
        "decree",
        "region_code",
        "aliases",
        "successions",
    )

    slug: Slug
    external: bool = False
    region_code: AreaCode | None = None
    note: Words | None = None
    versions: Annotated[tuple[AgencyVersionEntry, ...], Field(min_length=1)]
    aliases: tuple[AliasEntry, ...] = ()


class SuccessionEntry(Shipped):
    """One agency followed another."""

    predecessor: Slug
    successor: Slug
    kind: SuccessionKind
    effective_on: PartialDate | None = None
    decree: Words | None = None
    note: Words | None = None


class PositionEntry(Stated):
    """A post that a source names a person in."""

    agency: Slug
    title: Words | None = None
    note: Words | None = None


class PersonEntry(Cited):
    """A person by public name, titles and degrees apart."""

    citable: ClassVar[tuple[str, ...]] = ("name", "title_prefix", "degrees", "positions")

    slug: Slug
    name: Words
    title_prefix: Words | None = None
    degrees: Words | None = None
    note: Words | None = None
    positions: tuple[PositionEntry, ...] = ()


class InnovationAliasEntry(AliasEntry):
    """Another name of an innovation, and why there is one."""

    kind: AliasKind


class StageEntry(Shape):
    """A stage, and what shows it."""

    stage: Stage
    started_on: PartialDate | None = None
    evidence: Words | None = None
    note: Words | None = None


class ParticipantEntry(Shape):
    """A person's part in an innovation, at the agency of that time."""

    person: Slug
    role: InnovationRole
    agency: Slug | None = None


class PlaceEntry(Shape):
    """An area that an innovation serves."""

    area: AreaCode


class RelationEntry(Shape):
    """How an innovation stands to another."""

    related: Slug
    kind: RelationKind
    note: Words | None = None


class InnovationFacts(Evidence):
    """What may be said of one innovation, or of all innovations of a group."""

    summary: Words | None = None
    problem: Words | None = None
    goal: Words | None = None
    novelty: Words | None = None
    how_it_works: Words | None = None
    benefit: Words | None = None
    result_before: Words | None = None
    result_after: Words | None = None
    kind: InnovationKind = InnovationKind.TIDAK_DIKETAHUI
    form: InnovationForm = InnovationForm.TIDAK_DIKETAHUI
    initiator: Initiator = Initiator.TIDAK_DIKETAHUI
    agency: Slug | None = None
    platform_relation: PlatformRelation = PlatformRelation.TIDAK_DIKETAHUI
    platform_name: Words | None = None
    represents: Annotated[int, Field(gt=0)] = 1
    first_known_on: PartialDate | None = None
    first_known_by: FirstKnown | None = None
    stages: tuple[StageEntry, ...] = ()
    people: tuple[ParticipantEntry, ...] = ()
    places: tuple[PlaceEntry, ...] = ()
    classifications: tuple[TermName, ...] = ()
    relations: tuple[RelationEntry, ...] = ()


class InnovationEntry(InnovationFacts, Cited):
    """An innovation, or the aggregate of several that no source names."""

    citable: ClassVar[tuple[str, ...]] = (
        "name",
        "aliases",
        *(name for name in InnovationFacts.model_fields if name not in Evidence.model_fields),
    )

    slug: Slug
    name: Words
    aliases: tuple[InnovationAliasEntry, ...] = ()

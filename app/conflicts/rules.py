"""Why somebody must not assess an innovation: every rule, and nothing else. No I/O.

| kind             | the assessor …                                                                                  |
|------------------|-------------------------------------------------------------------------------------------------|
| `own_innovation` | made it: is its inovator or anggota_tim                                                         |
| `same_agency`    | works for its owner, for one that the owner followed or that followed it, or above or below one |
| `mentor`         | is its mentor or coach, or was that of one of its innovators on another innovation              |
| `replicator`     | made an innovation that adapts it, or works for the owner of one                                |
| `original_owner` | made the innovation that it adapts, or works for the owner of that                              |
| `superior`       | holds a post at an agency above one that an innovator of it works for                           |
| `co_author`      | made another innovation together with an innovator of it                                        |
| `declared`       | was said, by hand and with a reason, to have a conflict                                         |

That there be no conflict of interest is a demand on record of a group of the city council, in the debate on the city's
regulation on innovation of 22 August 2023 (medanblitz.id). No regulation that says what counts as one was found, so the
list is the registry's own choice. It follows what people met who used review systems (github.com/kohler/hotcrp,
github.com/openreview): an author was given the own paper through a second account, institutions passed under other
names, and a conflict that is not explained is not believed. Hence a person is one whatever the accounts, an agency is
one through every change of name (`same_agency`, after the mergers of December 2022), and each conflict says its reason.
`mentor` and `superior` are of a city hall: in its training the mentor is the participant's own head, and signs for the
result. `replicator` and `original_owner` are the two sides of a replication by LAN's guide of December 2017, and
both gain, because being replicated counts in KIPP (adaptabilitas) and in the index (indicator 31). Who examined an
innovation (penguji) did what an assessor does, which is no conflict.

More facts never take a conflict away. An innovation beside the assessed one counts from its first publication on:
before that nobody has verified what it says of others.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any
from uuid import UUID

from app.conflicts import wording
from app.conflicts.structure import Structure
from app.core.errors import Text
from app.models.codes import ConflictKind, InnovationRole

MAKERS = frozenset({InnovationRole.INOVATOR, InnovationRole.ANGGOTA_TIM})
GUIDES = frozenset({InnovationRole.MENTOR, InnovationRole.COACH})

# what a reason rests on, by name and id; with the kind it tells one reason from another
Details = tuple[tuple[str, UUID], ...]
Key = tuple[str, Details]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A reason why somebody must not assess an innovation, in words, and the records that it rests on."""

    kind: ConflictKind
    explanation: Text
    details: Details

    @property
    def explanation_id(self) -> str:
        """The reason in Indonesian."""
        return self.explanation.id

    @property
    def explanation_en(self) -> str:
        """The reason in English."""
        return self.explanation.en

    @property
    def key(self) -> Key:
        """What tells this reason from others of the same assessor and innovation."""
        return self.kind.value, self.details

    def as_json(self) -> dict[str, Any]:
        """Return the reason as it is kept."""
        told = {"id": self.explanation_id, "en": self.explanation_en}
        return {"kind": self.kind.value, "details": {name: str(id_) for name, id_ in self.details}, **told}


def key_of(reason: Mapping[str, Any]) -> Key:
    """Return the key of a reason that is kept."""
    return reason["kind"], tuple(sorted((name, UUID(id_)) for name, id_ in reason["details"].items()))


class Why(Enum):
    """How it is known for which agency somebody works, the surest first."""

    ACCOUNT = "account"
    POST = "post"
    PART = "part"


@dataclass(frozen=True, slots=True)
class Workplace:
    """An agency that somebody works for. `note` is the title of the post, or the innovation of the part."""

    agency_id: UUID
    why: Why
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """An innovation that somebody made or guided."""

    innovation_id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Declaration:
    """A conflict that was declared by hand."""

    id: UUID
    reason: str


@dataclass(frozen=True, slots=True)
class Assessor:
    """Somebody who assesses: one person, whatever the accounts. Each agency is named once, by the surest way.

    `fellows` and `mentees` are the innovators whom the person made innovations together with or guided, with those
    innovations, whether or not that ended; `declared` are the declarations by the record of the innovation.
    """

    person_id: UUID
    name: str
    workplaces: tuple[Workplace, ...] = ()
    posts: tuple[Workplace, ...] = ()
    fellows: Mapping[UUID, tuple[Part, ...]] = field(default_factory=dict)
    mentees: Mapping[UUID, tuple[Part, ...]] = field(default_factory=dict)
    declared: Mapping[UUID, tuple[Declaration, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Maker:
    """An innovator or member of the team, and the agencies that they work for."""

    name: str
    role: str
    agencies: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Related:
    """An innovation that adapts the assessed one, or that this one adapts."""

    innovation_id: UUID
    name: str
    owners: frozenset[UUID]
    makers: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Assessed:
    """An innovation that is assessed. What records said of it that were merged into one counts for it as well.

    `record` is the id that the merged ones share; `guides` are its mentors and coaches with their role.
    """

    innovation_id: UUID
    record: UUID
    name: str
    owners: frozenset[UUID] = frozenset()
    makers: Mapping[UUID, Maker] = field(default_factory=dict)
    guides: Mapping[UUID, str] = field(default_factory=dict)
    originals: tuple[Related, ...] = ()
    replicas: tuple[Related, ...] = ()


def conflicts_between(assessor: Assessor, innovation: Assessed, structure: Structure) -> list[Conflict]:
    """Return every reason why somebody must not assess an innovation, by kind and then by what it rests on."""
    found = [conflict for rule in _RULES for conflict in rule(assessor, innovation, structure)]
    return sorted(found, key=lambda one: (_ORDER[one.kind], one.details)) if len(found) > 1 else found


def _own(assessor: Assessor, innovation: Assessed, _: Structure) -> Iterator[Conflict]:
    maker = innovation.makers.get(assessor.person_id)
    if maker is not None:
        told = wording.takes_part(assessor.name, maker.role, innovation.name)
        yield Conflict(ConflictKind.OWN_INNOVATION, told, (("innovation", innovation.innovation_id),))


def _same_agency(assessor: Assessor, innovation: Assessed, structure: Structure) -> Iterator[Conflict]:
    for workplace, owner, told in _working_for(assessor, innovation.owners, structure, innovation.name):
        yield Conflict(ConflictKind.SAME_AGENCY, told, (("agency", workplace.agency_id), ("owner", owner)))


def _mentor(assessor: Assessor, innovation: Assessed, _: Structure) -> Iterator[Conflict]:
    role = innovation.guides.get(assessor.person_id)
    if role is not None:
        told = wording.takes_part(assessor.name, role, innovation.name)
        yield Conflict(ConflictKind.MENTOR, told, (("innovation", innovation.innovation_id),))
    for person, names in _shared(assessor, assessor.mentees, innovation).items():
        told = wording.guided(assessor.name, innovation.makers[person].name, names)
        yield Conflict(ConflictKind.MENTOR, told, (("person", person),))


def _replicator(assessor: Assessor, innovation: Assessed, structure: Structure) -> Iterator[Conflict]:
    return _in_replication(ConflictKind.REPLICATOR, innovation.replicas, assessor, innovation, structure)


def _original_owner(assessor: Assessor, innovation: Assessed, structure: Structure) -> Iterator[Conflict]:
    return _in_replication(ConflictKind.ORIGINAL_OWNER, innovation.originals, assessor, innovation, structure)


def _in_replication(
    kind: ConflictKind, others: Iterable[Related], assessor: Assessor, innovation: Assessed, structure: Structure
) -> Iterator[Conflict]:
    """Yield the conflicts of somebody who is on the other side of a replication."""
    for other in others:
        which = ("innovation", other.innovation_id)
        pair = (other.name, innovation.name) if kind is ConflictKind.REPLICATOR else (innovation.name, other.name)
        if assessor.person_id in other.makers:
            yield Conflict(kind, wording.replicated(wording.made(assessor.name, other.name), *pair), (which,))
        for workplace, owner, told in _working_for(assessor, other.owners, structure, other.name):
            details = (("agency", workplace.agency_id), which, ("owner", owner))
            yield Conflict(kind, wording.replicated(told, *pair), details)


def _superior(assessor: Assessor, innovation: Assessed, structure: Structure) -> Iterator[Conflict]:
    for post in assessor.posts:
        for person, maker in innovation.makers.items():
            lower = [agency for agency in maker.agencies if structure.is_above(post.agency_id, agency)]
            if lower and person != assessor.person_id:
                names = structure.name(post.agency_id), min(map(structure.name, lower))
                told = wording.holds_post_above(assessor.name, post.note, names, maker.name)
                yield Conflict(ConflictKind.SUPERIOR, told, (("agency", post.agency_id), ("person", person)))


def _co_author(assessor: Assessor, innovation: Assessed, _: Structure) -> Iterator[Conflict]:
    for person, names in _shared(assessor, assessor.fellows, innovation).items():
        told = wording.made_together(assessor.name, innovation.makers[person].name, names)
        yield Conflict(ConflictKind.CO_AUTHOR, told, (("person", person),))


def _declared(assessor: Assessor, innovation: Assessed, _: Structure) -> Iterator[Conflict]:
    for one in assessor.declared.get(innovation.record, ()):
        yield Conflict(ConflictKind.DECLARED, wording.declared(assessor.name, one.reason), (("declaration", one.id),))


def _working_for(
    assessor: Assessor, owners: Iterable[UUID], structure: Structure, what: str
) -> Iterator[tuple[Workplace, UUID, Text]]:
    """Yield each workplace of somebody that is of one line with an owner of an innovation, that owner, and how so."""
    for owner in owners:
        for workplace in assessor.workplaces:
            standing = structure.standing(workplace.agency_id, owner)
            if standing is not None:
                names = structure.name(workplace.agency_id), structure.name(owner)
                works = wording.works_for(assessor.name, names[0], workplace.why.value, workplace.note)
                yield workplace, owner, wording.for_owner(works, standing, names[1], what)


def _shared(assessor: Assessor, parts: Mapping[UUID, tuple[Part, ...]], innovation: Assessed) -> dict[UUID, list[str]]:
    """Return the innovators of an innovation whom somebody is tied to by others, each with the names of those."""
    found: dict[UUID, list[str]] = {}
    for person in innovation.makers:
        others = [part.name for part in parts.get(person, ()) if part.innovation_id != innovation.record]
        if others and person != assessor.person_id:
            found[person] = sorted(others)[: wording.MOST_NAMES]
    return found


_RULES = (_own, _same_agency, _mentor, _replicator, _original_owner, _superior, _co_author, _declared)
_ORDER = {kind: position for position, kind in enumerate(ConflictKind)}

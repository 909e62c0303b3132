"""Facts for the rules, put together from the rows that say them. No I/O.

What counts on a day: a post, or a part in an innovation, that has not ended by then; one that is still to begin counts,
because it is known before it begins. A post that sources merely state, without its end, has not ended. Agencies stand
where their present version says, those that ended where their last one did.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from app.conflicts.rules import GUIDES, MAKERS, Assessed, Assessor, Declaration, Maker, Part, Related, Why, Workplace
from app.conflicts.structure import ROOT_SLUG, Structure
from app.core.partial_date import last_day
from app.core.timeline import begins_on, in_force

_SUREST = {why: place for place, why in enumerate(Why)}


class RecordRow(NamedTuple):
    """An innovation; `record` is the one that it was merged into, or itself. `known`: that was published once."""

    id: UUID
    record: UUID
    name: str
    agency_id: UUID | None
    known: bool


class PartRow(NamedTuple):
    """A person's part in an innovation."""

    person_id: UUID
    innovation_id: UUID
    role: str
    agency_id: UUID | None
    valid_to: str | None


class PostRow(NamedTuple):
    """A post of a person at an agency."""

    person_id: UUID
    agency_id: UUID
    title: str | None
    valid_to: str | None


class AccountRow(NamedTuple):
    """The agency of an account of a person."""

    person_id: UUID
    agency_id: UUID


class VersionRow(NamedTuple):
    """What an agency was called and part of, from one time to another."""

    agency_id: UUID
    slug: str
    name: str
    parent_id: UUID | None
    valid_from: str | None
    valid_to: str | None
    first_stated_on: str | None
    last_stated_on: str | None


class DeclarationRow(NamedTuple):
    """A conflict that was declared of a person and an innovation."""

    id: UUID
    person_id: UUID
    innovation_id: UUID
    reason: str


@dataclass(slots=True)
class Rows:
    """All that is on record of some people and some innovations, and of what stands around them.

    `adapts` are (replica, original) by record; `names` are those of people, as they may be told.
    """

    records: Sequence[RecordRow] = ()
    adapts: Sequence[tuple[UUID, UUID]] = ()
    parts: Sequence[PartRow] = ()
    names: Mapping[UUID, str] = field(default_factory=dict)
    posts: Sequence[PostRow] = ()
    accounts: Sequence[AccountRow] = ()
    versions: Sequence[VersionRow] = ()
    successions: Sequence[tuple[UUID, UUID]] = ()
    declarations: Sequence[DeclarationRow] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rules look at, by id of the person and of the innovation."""

    assessors: Mapping[UUID, Assessor]
    assessed: Mapping[UUID, Assessed]
    structure: Structure


def facts_of(people: Collection[UUID], innovations: Collection[UUID], rows: Rows, day: date) -> Facts:
    """Return the facts of these people and innovations on a day."""
    gathered = _Gathered(rows, day)
    return Facts(
        {person: gathered.assessor(person) for person in sorted(people) if person in rows.names},
        {one: gathered.assessed(one) for one in sorted(innovations) if one in gathered.record_of},
        structure_of(rows.versions, rows.successions, day),
    )


def structure_of(versions: Iterable[VersionRow], successions: Iterable[tuple[UUID, UUID]], day: date) -> Structure:
    """Return how agencies stand to each other on a day; the versions of each come in their order of time."""
    by_agency: dict[UUID, list[VersionRow]] = defaultdict(list)
    for version in versions:
        by_agency[version.agency_id].append(version)
    present = {agency: _present(own, day) for agency, own in by_agency.items()}
    return Structure(
        {agency: version.name for agency, version in present.items()},
        {agency: version.parent_id for agency, version in present.items()},
        successions,
        next((agency for agency, version in present.items() if version.slug == ROOT_SLUG), None),
    )


def _present(versions: Sequence[VersionRow], day: date) -> VersionRow:
    """Return the version of a day; of an agency that is still to come the first one, of one that ended the last."""
    found = in_force(versions, day)
    if found is not None:
        return found.version
    begin = begins_on(versions[0])
    return versions[0] if begin is not None and begin > day else versions[-1]


class _Gathered:
    """Rows by what they are of."""

    def __init__(self, rows: Rows, day: date) -> None:
        self._rows = rows
        self._day = day
        self.record_of = {row.id: row.record for row in rows.records}
        self._of_record: dict[UUID, list[RecordRow]] = defaultdict(list)
        for row in rows.records:
            self._of_record[row.record].append(row)
        self._parts: dict[UUID, list[PartRow]] = defaultdict(list)
        self._of_person: dict[UUID, list[PartRow]] = defaultdict(list)
        for part in rows.parts:
            self._parts[self.record_of[part.innovation_id]].append(part)
            self._of_person[part.person_id].append(part)
        self._posts: dict[UUID, list[PostRow]] = defaultdict(list)
        for post in rows.posts:
            if self._lasts(post.valid_to):
                self._posts[post.person_id].append(post)

    def _lasts(self, valid_to: str | None) -> bool:
        return valid_to is None or last_day(valid_to) >= self._day

    @cached_property
    def _accounts(self) -> dict[UUID, list[UUID]]:
        found: dict[UUID, list[UUID]] = defaultdict(list)
        for row in self._rows.accounts:
            found[row.person_id].append(row.agency_id)
        return found

    @cached_property
    def _neighbours(self) -> tuple[dict[UUID, set[UUID]], dict[UUID, set[UUID]]]:
        """Return the originals of each record, and its replicas."""
        originals: dict[UUID, set[UUID]] = defaultdict(set)
        replicas: dict[UUID, set[UUID]] = defaultdict(set)
        for replica, original in self._rows.adapts:
            if replica != original:
                originals[replica].add(original)
                replicas[original].add(replica)
        return originals, replicas

    @cached_property
    def _declared(self) -> dict[UUID, dict[UUID, tuple[Declaration, ...]]]:
        found: dict[UUID, dict[UUID, tuple[Declaration, ...]]] = defaultdict(dict)
        for row in self._rows.declarations:
            own, record = found[row.person_id], self.record_of[row.innovation_id]
            own[record] = (*own.get(record, ()), Declaration(row.id, row.reason))
        return found

    def assessor(self, person: UUID) -> Assessor:
        """Return what is known of somebody who assesses."""
        known = [part for part in self._of_person.get(person, ()) if self._known(part.innovation_id)]
        posts = [Workplace(post.agency_id, Why.POST, post.title) for post in self._posts.get(person, ())]
        works = [
            Workplace(part.agency_id, Why.PART, self._name(self.record_of[part.innovation_id]))
            for part in known
            if part.agency_id and self._lasts(part.valid_to)
        ]
        by_account = [Workplace(agency, Why.ACCOUNT) for agency in self._accounts.get(person, ())]
        return Assessor(
            person,
            self._rows.names[person],
            workplaces=_each_once([*by_account, *posts, *works]),
            posts=_each_once(posts),
            fellows=self._makers_of(part for part in known if part.role in MAKERS),
            mentees=self._makers_of(part for part in known if part.role in GUIDES),
            declared=self._declared.get(person, {}),
        )

    def assessed(self, innovation: UUID) -> Assessed:
        """Return what is known of an innovation that is assessed."""
        record = self.record_of[innovation]
        originals, replicas = self._neighbours
        guides = sorted((part.person_id, part.role) for part in self._parts.get(record, ()) if part.role in GUIDES)
        return Assessed(
            innovation,
            record,
            self._name(record),
            owners=self._owners(record),
            makers=self._makers(record),
            guides=dict(guides),
            originals=self._related(originals.get(record, ())),
            replicas=self._related(replicas.get(record, ())),
        )

    def _known(self, innovation: UUID) -> bool:
        return self._of_record[self.record_of[innovation]][0].known

    def _name(self, record: UUID) -> str:
        return next(row.name for row in self._of_record[record] if row.id == record)

    def _owners(self, record: UUID) -> frozenset[UUID]:
        return frozenset(row.agency_id for row in self._of_record[record] if row.agency_id)

    def _innovators(self, record: UUID) -> frozenset[UUID]:
        return frozenset(one.person_id for one in self._parts.get(record, ()) if one.role in MAKERS)

    def _makers(self, record: UUID) -> dict[UUID, Maker]:
        found: dict[UUID, Maker] = {}
        for part in sorted(self._parts.get(record, ()), key=lambda one: (one.person_id, one.role), reverse=True):
            if part.role in MAKERS:
                person = part.person_id
                own = {part.agency_id} if part.agency_id and self._lasts(part.valid_to) else set()
                own |= {post.agency_id for post in self._posts.get(person, ())} | {*self._accounts.get(person, ())}
                earlier = found[person].agencies if person in found else frozenset()
                found[person] = Maker(self._rows.names[person], part.role, earlier | own)
        return found

    def _makers_of(self, parts: Iterable[PartRow]) -> dict[UUID, tuple[Part, ...]]:
        """Return the innovators of these innovations, each with those that they made."""
        found: dict[UUID, tuple[Part, ...]] = {}
        for record in sorted({self.record_of[part.innovation_id] for part in parts}):
            told = Part(record, self._name(record))
            for person in self._innovators(record):
                found[person] = (*found.get(person, ()), told)
        return found

    def _related(self, records: Iterable[UUID]) -> tuple[Related, ...]:
        known = [record for record in sorted(records) if self._known(record)]
        return tuple(
            Related(record, self._name(record), self._owners(record), self._innovators(record)) for record in known
        )


def _each_once(workplaces: Iterable[Workplace]) -> tuple[Workplace, ...]:
    """Return each agency once, by the surest way that it is known by."""
    found: dict[UUID, Workplace] = {}
    for workplace in sorted(workplaces, key=lambda one: (_SUREST[one.why], one.note or "")):
        found.setdefault(workplace.agency_id, workplace)
    return tuple(found[agency] for agency in sorted(found))

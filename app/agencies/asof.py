"""Agencies on a date in the shapes of the answers: which there were, which of them a filter finds, and as a tree."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.agencies.schemas import (
    AgencyFilters,
    AgencyHistory,
    AgencyItem,
    AgencyName,
    AgencyNode,
    AgencyRead,
    OfficialRead,
    SuccessionRead,
    VersionRead,
)
from app.core.paging import Cursor, Cut, decode
from app.core.text import search_key
from app.core.timeline import in_force
from app.models import Agency, AgencySuccession, AgencyVersion, Position
from app.models.concealment import CONCEALED_NAME, CONCEALED_SLUG


@dataclass(frozen=True, slots=True)
class Seen:
    """An agency as it was on a date."""

    agency: Agency
    version: AgencyVersion
    certain: bool
    matched: str | None = None

    @property
    def sort_name(self) -> str:
        """What lists sort by."""
        return self.version.name_key

    @property
    def id(self) -> UUID:
        """The agency's id."""
        return self.agency.id


def seen_on(agencies: Iterable[Agency], on: date) -> list[Seen]:
    """Return those of the agencies that there were on a date."""
    return [
        Seen(agency, found.version, found.certain)
        for agency in agencies
        if (found := in_force(agency.versions, on)) is not None
    ]


def name_of(agency: Agency, version: AgencyVersion) -> AgencyName:
    """Return an agency by the name of one of its versions."""
    return AgencyName(id=agency.id, slug=agency.slug, name=version.name)


def names_of(seen: Sequence[Seen]) -> dict[UUID, AgencyName]:
    """Return the names of agencies on a date by their ids."""
    return {one.id: name_of(one.agency, one.version) for one in seen}


def match(one: Seen, filters: AgencyFilters, names: dict[UUID, AgencyName]) -> Seen | None:
    """Return the agency if it passes the filter, with the name that `q` was found in."""
    if filters.kind and one.version.kind != filters.kind:
        return None
    if filters.external is not None and one.agency.external != filters.external:
        return None
    if filters.parent:
        parent = names.get(one.version.parent_id) if one.version.parent_id else None
        if parent is None or filters.parent not in {parent.slug, str(parent.id)}:
            return None
    if filters.q is None:
        return one
    wanted = search_key(filters.q)
    for name in _all_names(one):
        if wanted and wanted in search_key(name):
            return Seen(one.agency, one.version, one.certain, None if name == one.version.name else name)
    return None


def _all_names(one: Seen) -> Iterable[str]:
    """Every name of an agency, the one in force first."""
    yield one.version.name
    for version in (one.version, *one.agency.versions):
        yield version.name
        if version.short_name:
            yield version.short_name
    for alias in one.agency.aliases:
        yield alias.name


def page_of(found: list[Seen], filters: AgencyFilters, listing: str) -> Cut:
    """Return the page of a list in memory that a cursor leads to."""
    keys = [(one.sort_name, str(one.id)) for one in found]
    place = decode(filters.cursor, listing, 2) if filters.cursor else None
    if place is None:
        rows = found[: filters.limit]
        return Cut(rows, has_next=len(found) > filters.limit, has_prev=False)
    return _beside(found, keys, place, filters.limit)


def _beside(found: list[Seen], keys: list[tuple[str, str]], place: Cursor, limit: int) -> Cut:
    mark = place.keys
    if place.backwards:
        before = [one for one, key in zip(found, keys, strict=True) if key < mark]
        return Cut(before[-limit:], has_next=True, has_prev=len(before) > limit)
    after = [one for one, key in zip(found, keys, strict=True) if key > mark]
    return Cut(after[:limit], has_next=len(after) > limit, has_prev=True)


def item_of(one: Seen, names: dict[UUID, AgencyName]) -> AgencyItem:
    """Return an agency as lists show it; `names` are those of the same date."""
    version = one.version
    return AgencyItem(
        id=one.id,
        slug=one.agency.slug,
        name=version.name,
        short_name=version.short_name,
        kind=version.kind,
        external=one.agency.external,
        region_code=one.agency.region_code,
        parent=names.get(version.parent_id) if version.parent_id else None,
        area=version.area,
        certain=one.certain,
        matched_name=one.matched,
    )


def read_of(one: Seen, names: dict[UUID, AgencyName], on: date) -> AgencyRead:
    """Return a whole agency as it was on a date; `names` are those of the same date."""
    version = one.version
    return AgencyRead(
        **item_of(one, names).model_dump(),
        as_of=on,
        valid_from=version.valid_from,
        valid_to=version.valid_to,
        first_stated_on=version.first_stated_on,
        last_stated_on=version.last_stated_on,
        decree=version.decree,
        aliases=one.agency.aliases,
        note=one.agency.note,
        version=one.agency.version,
    )


def nodes_of(parent: UUID | None, children: dict[UUID | None, list[Seen]]) -> list[AgencyNode]:
    """Return the agencies directly part of one, each with its own parts."""
    return [
        AgencyNode(
            id=one.id,
            slug=one.agency.slug,
            name=one.version.name,
            short_name=one.version.short_name,
            kind=one.version.kind,
            children=nodes_of(one.id, children),
        )
        for one in children.get(parent, [])
    ]


def history_of(agency: Agency, edges: Sequence[AgencySuccession], names: dict[UUID, AgencyName]) -> AgencyHistory:
    """Return everything an agency was called, and the edges at it; `names` are those of today."""
    return AgencyHistory(
        id=agency.id,
        slug=agency.slug,
        version=agency.version,
        versions=[_version(version, names) for version in agency.versions],
        predecessors=[_edge(edge, names[edge.predecessor_id]) for edge in edges if edge.successor_id == agency.id],
        successors=[_edge(edge, names[edge.successor_id]) for edge in edges if edge.predecessor_id == agency.id],
    )


def official_of(post: Position) -> OfficialRead:
    """Return a post with its person, who stays without a name if it was withdrawn."""
    person = post.person
    concealed = person.concealed_at is not None
    return OfficialRead(
        slug=CONCEALED_SLUG if concealed else person.slug,
        name=CONCEALED_NAME if concealed else person.name,
        title_prefix=None if concealed else person.title_prefix,
        degrees=None if concealed else person.degrees,
        title=post.title,
        valid_from=post.valid_from,
        valid_to=post.valid_to,
        first_stated_on=post.first_stated_on,
        last_stated_on=post.last_stated_on,
        note=post.note,
    )


def _version(version: AgencyVersion, names: dict[UUID, AgencyName]) -> VersionRead:
    return VersionRead(
        name=version.name,
        short_name=version.short_name,
        kind=version.kind,
        parent=names.get(version.parent_id) if version.parent_id else None,
        area=version.area,
        valid_from=version.valid_from,
        valid_to=version.valid_to,
        first_stated_on=version.first_stated_on,
        last_stated_on=version.last_stated_on,
        decree=version.decree,
    )


def _edge(edge: AgencySuccession, other: AgencyName) -> SuccessionRead:
    return SuccessionRead(
        kind=edge.kind, agency=other, effective_on=edge.effective_on, decree=edge.decree, note=edge.note
    )

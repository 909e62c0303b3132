"""Agencies as of a date."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from uuid import UUID

from app.agencies.lineage import lineages
from app.agencies.repository import AgencyRepository
from app.agencies.schemas import (
    AgencyFilters,
    AgencyHistory,
    AgencyItem,
    AgencyName,
    AgencyNode,
    AgencyRead,
    AgencyTree,
    OfficialRead,
    SuccessionRead,
    VersionRead,
)
from app.agencies.timeline import in_force
from app.core.database import Session
from app.core.errors import FieldError, InvalidRequest, NotFound, Text
from app.core.paging import Cursor, Cut, decode
from app.core.text import search_key
from app.models import Agency, AgencySuccession, AgencyVersion

# Western Indonesian Time has no daylight saving (Keputusan Presiden 41/1987).
WIB = timezone(timedelta(hours=7), "WIB")

_NOT_AN_AGENCY = Text("Tidak ada perangkat daerah dengan nama ini.", "There is no agency of this name.")


def today() -> date:
    """Return today's date in Medan."""
    return datetime.now(WIB).date()


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


class AgencyService:
    """Reads agencies as of a date, and keeps what is derived from their successions."""

    def __init__(self, session: Session) -> None:
        self._agencies = AgencyRepository(session)

    async def refresh_lineage(self) -> int:
        """Derive who is whose predecessor and successor anew; return how many rows changed."""
        slugs = await self._agencies.slugs()
        derived = lineages(slugs, await self._agencies.edges())
        keyed = {key: members for id_, members in derived.items() for key in (str(id_), slugs[id_])}
        return await self._agencies.replace_lineages(keyed)

    async def search(self, filters: AgencyFilters, listing: str) -> tuple[Cut, list[AgencyItem], int]:
        """Return a page of agencies by name, the page's rows as sort keys, and how many there are on all pages.

        Raises:
            InvalidRequest: `parent` names no agency.
            InvalidCursor: the cursor belongs to another list.
        """
        seen = _seen(await self._agencies.all(), filters.as_of or today())
        names = _names(seen)
        if filters.parent and filters.parent not in {key for one in seen for key in (one.agency.slug, str(one.id))}:
            raise InvalidRequest([FieldError("query/parent", "unknown_reference", _NOT_AN_AGENCY)])
        found = [match for one in seen if (match := _match(one, filters, names))]
        found.sort(key=lambda one: (one.sort_name, str(one.id)))
        page = _cut(found, filters, listing)
        return page, [_item(one, names) for one in page.rows], len(found)

    async def get(self, key: str, as_of: date | None) -> AgencyRead:
        """Return an agency as it was on a date.

        Raises:
            NotFound: there is no such agency, or it did not exist on the date.
        """
        on = as_of or today()
        agency = await self._agencies.get(key)
        seen = _seen([agency], on) if agency else []
        if not seen:
            raise NotFound
        one = seen[0]
        names = await self._names_on({one.version.parent_id} if one.version.parent_id else set(), on)
        version = one.version
        return AgencyRead(
            **_item(one, names).model_dump(),
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

    async def tree(self, as_of: date | None) -> AgencyTree:
        """Return the city's agencies on a date, each under the one it was part of."""
        on = as_of or today()
        seen = [one for one in _seen(await self._agencies.all(), on) if not one.agency.external]
        ids = {one.id for one in seen}
        children: dict[UUID | None, list[Seen]] = {}
        for one in sorted(seen, key=lambda one: one.sort_name):
            parent = one.version.parent_id if one.version.parent_id in ids else None
            children.setdefault(parent, []).append(one)
        return AgencyTree(as_of=on, items=_nodes(None, children))

    async def history(self, key: str) -> AgencyHistory:
        """Return everything an agency was called, with its successions.

        Raises:
            NotFound: there is no such agency.
        """
        agency = await self._found(key)
        edges = await self._agencies.successions(agency.id)
        ids = {edge.predecessor_id for edge in edges} | {edge.successor_id for edge in edges}
        ids |= {version.parent_id for version in agency.versions if version.parent_id}
        names = await self._names_on(ids, today())
        return AgencyHistory(
            versions=[_version(version, names) for version in agency.versions],
            predecessors=[_edge(e, names[e.predecessor_id]) for e in edges if e.successor_id == agency.id],
            successors=[_edge(e, names[e.successor_id]) for e in edges if e.predecessor_id == agency.id],
        )

    async def officials(self, key: str) -> list[OfficialRead]:
        """Return the people whom a source names in a post at an agency.

        Raises:
            NotFound: there is no such agency.
        """
        agency = await self._found(key)
        return [
            OfficialRead(
                slug=post.person.slug,
                name=post.person.name,
                title_prefix=post.person.title_prefix,
                degrees=post.person.degrees,
                title=post.title,
                valid_from=post.valid_from,
                valid_to=post.valid_to,
                first_stated_on=post.first_stated_on,
                last_stated_on=post.last_stated_on,
                note=post.note,
            )
            for post in await self._agencies.officials(agency.id)
        ]

    async def _found(self, key: str) -> Agency:
        agency = await self._agencies.get(key)
        if agency is None:
            raise NotFound
        return agency

    async def _names_on(self, ids: set[UUID], on: date) -> dict[UUID, AgencyName]:
        """Return the names of agencies on a date; of one that did not exist then, its last name."""
        agencies = await self._agencies.some(ids) if ids else []
        last = {agency.id: _name(agency, agency.versions[-1]) for agency in agencies}
        return {**last, **_names(_seen(agencies, on))}


def _seen(agencies: Iterable[Agency], on: date) -> list[Seen]:
    return [
        Seen(agency, found.version, found.certain)
        for agency in agencies
        if (found := in_force(agency.versions, on)) is not None
    ]


def _name(agency: Agency, version: AgencyVersion) -> AgencyName:
    return AgencyName(id=agency.id, slug=agency.slug, name=version.name)


def _names(seen: Sequence[Seen]) -> dict[UUID, AgencyName]:
    return {one.id: _name(one.agency, one.version) for one in seen}


def _match(one: Seen, filters: AgencyFilters, names: dict[UUID, AgencyName]) -> Seen | None:
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


def _cut(found: list[Seen], filters: AgencyFilters, listing: str) -> Cut:
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


def _item(one: Seen, names: dict[UUID, AgencyName]) -> AgencyItem:
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


def _nodes(parent: UUID | None, children: dict[UUID | None, list[Seen]]) -> list[AgencyNode]:
    return [
        AgencyNode(
            id=one.id,
            slug=one.agency.slug,
            name=one.version.name,
            short_name=one.version.short_name,
            kind=one.version.kind,
            children=_nodes(one.id, children),
        )
        for one in children.get(parent, [])
    ]


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

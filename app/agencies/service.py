"""Agencies as of a date, and the events that change them."""

from collections.abc import Collection
from datetime import date, timedelta
from uuid import UUID

from app.agencies.asof import (
    Seen,
    history_of,
    item_of,
    match,
    name_of,
    names_of,
    nodes_of,
    official_of,
    page_of,
    read_of,
    seen_on,
)
from app.agencies.events import Event, check_begin, check_day
from app.agencies.inputs import AgencyCreate, AgencyEvent, AgencyFounding, AgencyMerge, AgencySplit, AgencyUpdate
from app.agencies.lineage import lineages
from app.agencies.register import Register, put_aliases
from app.agencies.repository import AgencyRepository
from app.agencies.schemas import (
    AgencyFilters,
    AgencyHistory,
    AgencyItem,
    AgencyName,
    AgencyRead,
    AgencyTree,
    OfficialRead,
)
from app.agencies.snapshot import Snapshot, snapshots
from app.agencies.succession import OwnEvent, Successions, happen
from app.audit.service import AuditService, changes_between
from app.conflicts.service import ConflictService, unattended
from app.core.clock import today
from app.core.conditional import Condition, version_tag
from app.core.database import Session
from app.core.errors import FieldError, InvalidRequest, NotFound, Text
from app.core.paging import Cut
from app.core.partial_date import first_day, last_day
from app.core.timeline import nearest_day
from app.core.writing import Work
from app.innovations.service import InnovationService
from app.models import Agency

# a service that rested for longer is set right by rebuilding its documents
_CATCH_UP = timedelta(days=31)

_NOT_AN_AGENCY = Text("Tidak ada perangkat daerah dengan nama ini.", "There is no agency of this name.")


class AgencyService:
    """Reads agencies as of a date, and keeps what is derived from them."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._agencies = AgencyRepository(session)

    async def refresh_lineage(self) -> int:
        """Derive anew who is by today whose predecessor and successor; return how many rows changed."""
        slugs = await self._agencies.slugs()
        derived = lineages(slugs, await self._agencies.edges(today()))
        keyed = {key: members for id_, members in derived.items() for key in (str(id_), slugs[id_])}
        return await self._agencies.replace_lineages(keyed)

    async def refresh_shown(self, ids: Collection[UUID]) -> int:
        """Bring the documents that show these agencies in line; return how many changed."""
        shown = await self._agencies.shown_in(ids) if ids else ()
        return await InnovationService(self._session).publish(shown) if shown else 0

    async def catch_up(self, day: date) -> int:
        """Bring in line what began by a day without any write; return how many rows and documents changed.

        A decree is recorded before its day; when that comes, documents show the new name and filters the successor. To
        be done once a day or more often; what is in line already is left alone. Assessors may stand otherwise to what
        they assess then, so their conflicts of interest are looked at again.
        """
        await self._agencies.lock()
        changed = await self.refresh_lineage()
        begun = await self._agencies.begun_since(day - _CATCH_UP, day)
        changed += await self.refresh_shown(begun)
        if changed or begun:
            await ConflictService(unattended(self._session)).recheck()
        return changed

    async def search(self, filters: AgencyFilters, listing: str) -> tuple[Cut, list[AgencyItem], int]:
        """Return a page of agencies by name, the page's rows as sort keys, and how many there are on all pages.

        Raises:
            InvalidRequest: `parent` names no agency.
            InvalidCursor: the cursor belongs to another list.
        """
        seen = seen_on(await self._agencies.all(), filters.as_of or today())
        names = names_of(seen)
        if filters.parent and filters.parent not in {key for one in seen for key in (one.agency.slug, str(one.id))}:
            raise InvalidRequest([FieldError("query/parent", "unknown_reference", _NOT_AN_AGENCY)])
        found = [fitting for one in seen if (fitting := match(one, filters, names))]
        found.sort(key=lambda one: (one.sort_name, str(one.id)))
        page = page_of(found, filters, listing)
        return page, [item_of(one, names) for one in page.rows], len(found)

    async def get(self, key: str, as_of: date | None) -> AgencyRead:
        """Return an agency as it was on a date.

        Raises:
            NotFound: there is no such agency, or it did not exist on the date.
        """
        on = as_of or today()
        agency = await self._agencies.get(key)
        seen = seen_on([agency], on) if agency else []
        if not seen:
            raise NotFound
        one = seen[0]
        return read_of(one, await self._names_on([one.version.parent_id] if one.version.parent_id else [], on), on)

    async def tree(self, as_of: date | None) -> AgencyTree:
        """Return the city's agencies on a date, each under the one it was part of."""
        on = as_of or today()
        seen = [one for one in seen_on(await self._agencies.all(), on) if not one.agency.external]
        ids = {one.id for one in seen}
        children: dict[UUID | None, list[Seen]] = {}
        for one in sorted(seen, key=lambda one: one.sort_name):
            parent = one.version.parent_id if one.version.parent_id in ids else None
            children.setdefault(parent, []).append(one)
        return AgencyTree(as_of=on, items=nodes_of(None, children))

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
        return history_of(agency, edges, names)

    async def officials(self, key: str) -> list[OfficialRead]:
        """Return the people whom a source names in a post at an agency.

        Raises:
            NotFound: there is no such agency.
        """
        agency = await self._found(key)
        return [official_of(post) for post in await self._agencies.officials(agency.id)]

    async def _found(self, key: str) -> Agency:
        agency = await self._agencies.get(key)
        if agency is None:
            raise NotFound
        return agency

    async def _names_on(self, ids: Collection[UUID], on: date) -> dict[UUID, AgencyName]:
        """Return the names of agencies on a date; of one that did not exist then, its last name."""
        agencies = await self._agencies.some(set(ids)) if ids else []
        last = {agency.id: name_of(agency, agency.versions[-1]) for agency in agencies}
        return {**last, **names_of(seen_on(agencies, on))}


class AgencyChanges:
    """Changes of agencies within one request: whatever one touches is versioned, audited and republished."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._agencies = AgencyRepository(work.session)
        self._service = AgencyService(work.session)
        self._before: dict[UUID, Snapshot] = {}
        self._known_edges = 0

    async def create(self, said: AgencyCreate) -> AgencyRead:
        """Enter a new agency; return it as it is today, or on the day nearest to it.

        Raises:
            InvalidRequest: a date, the parent, the area or an alias is wrong.
            AgencyNameTaken: another one under the same parent has the name.
        """
        check_begin(said.valid_from, said.first_stated_on, today())
        register = await self._open(said)
        begins = said.valid_from or said.first_stated_on
        first, last = (first_day(begins), last_day(begins)) if begins else (today(), today())
        parent_id = register.parent_on(said.parent, last, "#/parent")
        dates = said.model_dump(include={"valid_from", "first_stated_on", "decree"})
        made = register.found(said, parent_id, dates, first, "#")
        await self._keep(register, "agency.create")
        return await self._read(made)

    async def update(self, key: str, condition: Condition, said: AgencyUpdate) -> AgencyRead:
        """Correct what does not change by events; return the agency as it is today, or on the day nearest to it.

        Raises:
            NotFound, PreconditionRequired, PreconditionFailed: there is no such agency, or not in this version.
            InvalidRequest: two aliases are the same.
        """
        register = await self._open()
        agency = _found(register, key, condition)
        for name in said.model_fields_set - {"aliases"}:
            setattr(agency, name, getattr(said, name))
        if said.aliases is not None:
            put_aliases(agency, said.aliases, "#/aliases")
        await self._keep(register, "agency.update")
        return await self._read(agency)

    async def record(self, key: str, condition: Condition, said: OwnEvent) -> AgencyHistory:
        """Let an agency be renamed, moved, closed or split; return its history.

        Raises:
            NotFound, PreconditionRequired, PreconditionFailed: there is no such agency, or not in this version.
            InvalidRequest, Fact: as `happen` says.
        """
        register = await self._open(*(target.new for target in said.into) if isinstance(said, AgencySplit) else ())
        agency = _found(register, key, condition)
        await self._keep(register, happen(register, agency, _event(said), said), said.reason)
        await ConflictService(self._work).recheck()
        return await self._service.history(str(agency.id))

    async def merge(self, said: AgencyMerge) -> AgencyHistory:
        """Let one agency take over others; return the history of the one that goes on.

        Raises:
            InvalidRequest, PreconditionFailed, Fact: as `Successions.merge` says.
        """
        event, register = _event(said), await self._open(said.successor.new)
        successor = Successions(register, event, said.note).merge(said)
        await self._keep(register, "agency.merge", said.reason)
        await ConflictService(self._work).recheck()
        return await self._service.history(str(successor.id))

    async def _open(self, *new: AgencyFounding | None) -> Register:
        """Return every agency, and let nobody else change one; `new` are those to come."""
        await self._agencies.lock()
        areas = await self._agencies.areas({one.area for one in new if one and one.area})
        register = Register(await self._agencies.all(), await self._agencies.every_succession(), areas)
        self._before = snapshots(register)
        self._known_edges = len(register.edges)
        return register

    async def _keep(self, register: Register, action: str, reason: str | None = None) -> None:
        """Write what changed: versions count on, the audit tells each agency's part, documents follow."""
        changed = [
            (register.agencies[id_], changes)
            for id_, told in snapshots(register).items()
            if (changes := changes_between(self._before.get(id_, {}), told))
        ]
        audit = AuditService(self._work)
        for agency, changes in changed:
            is_new = agency.id not in self._before
            if not is_new:
                agency.version, agency.updated_at = agency.version + 1, self._work.at
            entity = ("agency", agency.id)
            audit.record("agency.create" if is_new else action, entity, changes, agency_id=agency.id, reason=reason)
        new = [agency for agency, _ in changed if agency.id not in self._before]
        self._agencies.add([*new, *register.edges[self._known_edges :]])
        if ids := [agency.id for agency, _ in changed]:
            await self._agencies.hold(ids)
            await self._service.refresh_lineage()
            await self._service.refresh_shown(ids)

    async def _read(self, agency: Agency) -> AgencyRead:
        return await self._service.get(str(agency.id), nearest_day(agency.versions, today()))


def _found(register: Register, key: str, condition: Condition) -> Agency:
    """Return the agency that a request changes, in the version that it knows."""
    agency = register.find(key)
    if agency is None:
        raise NotFound
    condition.check([version_tag(agency.version)])
    return agency


def _event(said: AgencyEvent) -> Event:
    check_day(said.effective_on, today(), "#/effective_on")
    return Event(said.effective_on, said.decree)

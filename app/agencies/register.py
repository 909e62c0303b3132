"""Every agency at once, in memory, and the rules between them: names, parents, parts. Nothing is read or written here.

An agency has at most one parent on each day, none is below itself on any day to come, and no two with the same parent
have the same name from the day of an event on.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain, count
from typing import NamedTuple
from uuid import UUID

from app.agencies.events import Event, end, succeed
from app.agencies.facts import AgencyHasParts, AgencyNameTaken, Named
from app.agencies.inputs import AgencyAliasInput, AgencyFounding, AgencyNaming
from app.core.errors import FieldError, InvalidRequest, Text
from app.core.ids import new_id
from app.core.queries import identity
from app.core.refusals import PreconditionFailed
from app.core.text import search_key, slugify
from app.core.timeline import begins_on, in_force, in_force_from
from app.models import Agency, AgencyAlias, AgencySuccession, AgencyVersion, Area

MOST_LEVELS = 20

_MOST_SLUG = 120
# room for a hyphen and a number
_MOST_STEM = _MOST_SLUG - 7
# what stands at the place of a slug in an address and is none
_ROUTES = frozenset({"tree", "merge"})

_UNKNOWN_AGENCY = Text("Tidak ada perangkat daerah dengan nama ini.", "There is no agency of this name.")
_UNKNOWN_AREA = Text("Tidak ada wilayah dengan kode ini.", "There is no area of this code.")
_NOT_IN_FORCE = Text("Perangkat daerah ini tidak ada pada hari itu.", "This agency does not exist on that day.")
_UNCHANGED = Text("Sama dengan yang berlaku.", "This is what is already so.")
_CIRCULAR = Text(
    "Perangkat daerah tidak dapat menjadi bagian dari dirinya.", "An agency cannot become part of what is part of it."
)
_TOO_DEEP = Text("Susunannya paling banyak {most} tingkat.", "There can be at most {most} levels.")
_REPEATED = Text("Hanya boleh disebut satu kali.", "This may be given only once.")
_STALE = Text("Rekaman ini sudah berubah sejak Anda membacanya.", "The record has changed since you read it.")


class Claim(NamedTuple):
    """An agency that an input names, the version in which its author saw it, and where it names it."""

    key: str
    version: int
    pointer: str


class Register:
    """The agencies, the edges between them, and the areas that an input names by code."""

    def __init__(
        self, agencies: Iterable[Agency], edges: Iterable[AgencySuccession], areas: Mapping[str, Area] | None = None
    ) -> None:
        self.agencies = {agency.id: agency for agency in agencies}
        self.edges = list(edges)
        self._areas = areas or {}
        self._slugs = {agency.slug: agency for agency in self.agencies.values()}

    def find(self, key: str) -> Agency | None:
        """Return the agency of an id or slug."""
        found = identity(key)
        return self.agencies.get(found) if found else self._slugs.get(key)

    def claimed(self, claims: Sequence[Claim]) -> list[Agency]:
        """Return the agencies that an input names, each once and unchanged since.

        Raises:
            InvalidRequest: one does not exist, or is named twice.
            PreconditionFailed: one has changed.
        """
        found: dict[UUID, Agency] = {}
        wrong = []
        for claim in claims:
            agency = self.find(claim.key)
            if agency is None:
                wrong.append(FieldError(f"{claim.pointer}/agency", "unknown_reference", _UNKNOWN_AGENCY))
            elif agency.id in found:
                wrong.append(FieldError(f"{claim.pointer}/agency", "repeated", _REPEATED))
            else:
                found[agency.id] = agency
        if wrong:
            raise InvalidRequest(wrong)
        agencies = list(found.values())
        stale = [
            FieldError(f"{claim.pointer}/version", PreconditionFailed.code, _STALE)
            for claim, agency in zip(claims, agencies, strict=True)
            if claim.version != agency.version
        ]
        if stale:
            raise PreconditionFailed(stale)
        return agencies

    def parent_on(self, key: str | None, on: date, pointer: str) -> UUID | None:
        """Return the id of the agency that an input names as a parent from a day on; None for none.

        Raises:
            InvalidRequest: there is no such agency, or not on that day.
        """
        if key is None:
            return None
        parent = self.find(key)
        if parent is None:
            raise InvalidRequest([FieldError(pointer, "unknown_reference", _UNKNOWN_AGENCY)])
        if in_force(parent.versions, on) is None:
            raise InvalidRequest([FieldError(pointer, "not_in_force", _NOT_IN_FORCE)])
        return parent.id

    def parts_of(self, agency: Agency, on: date) -> list[Agency]:
        """Return the agencies that are directly part of one on a day or later."""
        return [
            other
            for other in self.agencies.values()
            if any(version.parent_id == agency.id for version in in_force_from(other.versions, on))
        ]

    def found(
        self, said: AgencyFounding, parent_id: UUID | None, first: Mapping[str, str | None], on: date, pointer: str
    ) -> Agency:
        """Enter a new agency, whose name begins as the dates and the decree in `first` say; `on` is that day.

        Raises:
            InvalidRequest: there is no such area, two aliases are the same, or the tree would be too deep.
            AgencyNameTaken: another one under the same parent has the name.
        """
        area = self._areas.get(said.area) if said.area else None
        if said.area and area is None:
            raise InvalidRequest([FieldError(f"{pointer}/area", "unknown_reference", _UNKNOWN_AREA)])
        slug = free_slug(said.name, self._slugs)
        made = Agency(id=new_id(), slug=slug, version=1, **said.model_dump(include={"external", "region_code", "note"}))
        made.aliases = []
        put_aliases(made, said.aliases, f"{pointer}/aliases")
        version = AgencyVersion(
            position=1,
            name=said.name,
            name_key=search_key(said.name),
            short_name=said.short_name,
            kind=said.kind.value,
            parent_id=parent_id,
            area=area,
            **first,
        )
        made.versions = [version]
        self.agencies[made.id] = self._slugs[slug] = made
        self.check_name(made, on, f"{pointer}/name")
        self.check_tree(made, on, f"{pointer}/parent")
        return made

    def rename(self, agency: Agency, event: Event, said: AgencyNaming, pointer: str) -> None:
        """Give an agency another name, short name or kind from a day on.

        Raises:
            OutOfOrder, AgencyNotInForce, HistoryFull: as `events.succeed` does.
            InvalidRequest: it is called so already.
            AgencyNameTaken: another one under the same parent has the name.
        """
        present = agency.versions[-1]
        kind = said.kind.value if said.kind else present.kind
        changes = {"name": said.name, "short_name": said.short_name, "kind": kind}
        if all(getattr(present, name) == value for name, value in changes.items()):
            raise InvalidRequest([FieldError(f"{pointer}/name", "unchanged", _UNCHANGED)])
        succeed(agency, event, **changes)
        self.check_name(agency, event.on, f"{pointer}/name")

    def move(self, agency: Agency, event: Event, parent_id: UUID | None, pointer: str) -> None:
        """Make an agency part of another one, or of none, from a day on.

        Raises:
            OutOfOrder, AgencyNotInForce, HistoryFull: as `events.succeed` does.
            InvalidRequest: it is so already, or the agency would be below itself on that day or later.
            AgencyNameTaken: another one under the same parent has the name.
        """
        if agency.versions[-1].parent_id == parent_id:
            raise InvalidRequest([FieldError(pointer, "unchanged", _UNCHANGED)])
        succeed(agency, event, parent_id=parent_id)
        self.check_tree(agency, event.on, pointer)
        self.check_name(agency, event.on, pointer)

    def close(self, agency: Agency, event: Event) -> None:
        """Make the day before an agency's last.

        Raises:
            OutOfOrder, AgencyNotInForce, AgencyEnds: as `events.end` does.
            AgencyHasParts: others are part of it on that day or later.
        """
        end(agency, event)
        self.check_parts(self.parts_of(agency, event.on))

    def check_parts(self, parts: Collection[Agency]) -> None:
        """Refuse to leave parts behind.

        Raises:
            AgencyHasParts: naming them, by slug; there are any.
        """
        if parts:
            named = [Named(id=one.id, slug=one.slug, name=one.versions[-1].name) for one in parts]
            raise AgencyHasParts(sorted(named, key=lambda one: one["slug"]))

    def check_name(self, agency: Agency, on: date, pointer: str) -> None:
        """Refuse an agency's last name if another one with the same parent has it on a day or later.

        Names are compared without case, accents, punctuation and spaces.

        Raises:
            AgencyNameTaken: naming the other one.
        """
        last = agency.versions[-1]
        wanted = _compact(last)
        for other in self.agencies.values():
            if other is not agency and any(
                _compact(version) == wanted and version.parent_id == last.parent_id
                for version in in_force_from(other.versions, on)
            ):
                raise AgencyNameTaken(other.id, other.slug, pointer)

    def check_tree(self, moved: Agency, on: date, pointer: str) -> None:
        """Refuse a place for an agency that puts it below itself, or too many levels deep, on a day or later.

        Raises:
            InvalidRequest: saying which of the two.
        """
        for day in self._days(on):
            parents = self._parents(day)
            if moved.id in list(_line(moved.id, parents))[1:]:
                raise InvalidRequest([FieldError(pointer, "circular", _CIRCULAR)])
            lines = (list(_line(agency_id, parents)) for agency_id in parents)
            if any(len(line) > MOST_LEVELS and moved.id in line for line in lines):
                raise InvalidRequest([FieldError(pointer, "too_deep", _TOO_DEEP, {"most": MOST_LEVELS})])

    def _days(self, on: date) -> Iterator[date]:
        """Yield a day and the later ones on which a version begins."""
        starts = {begins_on(version) for agency in self.agencies.values() for version in agency.versions}
        yield from sorted({on} | {start for start in starts if start is not None and start > on})

    def _parents(self, on: date) -> dict[UUID, UUID | None]:
        found = {agency.id: in_force(agency.versions, on) for agency in self.agencies.values()}
        return {agency_id: one.version.parent_id for agency_id, one in found.items() if one is not None}


def _line(start: UUID, parents: Mapping[UUID, UUID | None]) -> Iterator[UUID]:
    """Yield an agency and those above it, nearest first; one more than there may be where there is no end to them."""
    current: UUID | None = start
    for _ in range(MOST_LEVELS + 1):
        if current is None or current not in parents:
            return
        yield current
        current = parents[current]


def _compact(version: AgencyVersion) -> str:
    return version.name_key.replace(" ", "")


def free_slug(name: str, taken: Collection[str]) -> str:
    """Return the part of a public address for a name: its words, with a number if they are taken or mean an id."""
    stem = slugify(name)[:_MOST_STEM].rstrip("-") or "perangkat-daerah"
    candidates = chain([stem], (f"{stem}-{number}" for number in count(2)))
    return next(one for one in candidates if one not in taken and one not in _ROUTES and identity(one) is None)


def put_aliases(agency: Agency, said: Sequence[AgencyAliasInput], pointer: str) -> None:
    """Give an agency these aliases instead of those that it has; one that stays keeps its row.

    Raises:
        InvalidRequest: two of them are the same.
    """
    kept = {alias.name: alias for alias in agency.aliases}
    seen: set[str] = set()
    aliases = []
    for index, one in enumerate(said):
        if (key := search_key(one.name)) in seen:
            raise InvalidRequest([FieldError(f"{pointer}/{index}/name", "repeated", _REPEATED)])
        seen.add(key)
        alias = kept.get(one.name) or AgencyAlias(name=one.name, name_key=key)
        alias.note = one.note
        aliases.append(alias)
    agency.aliases = aliases

"""What events do to the register, above all how agencies follow one another. Pure: nothing is read or written.

An agency that takes over is one on record or a new one. One on record was there before and goes on, or came into being
by this very event (`founded`). A new one begins on the day of the event, under the parent that those whom it follows
have in common, unless the input names another.
"""

from collections.abc import Sequence
from uuid import UUID

from app.agencies.events import Event, begin, end, succeed
from app.agencies.facts import AgencyNotInForce, HistoryFull, SuccessionKnown
from app.agencies.inputs import (
    AgencyClose,
    AgencyFounding,
    AgencyMerge,
    AgencyMove,
    AgencyRename,
    AgencySplit,
    AgencySuccessor,
    AgencyTarget,
)
from app.agencies.register import Claim, Register
from app.core.errors import FieldError, InvalidRequest, Text
from app.core.timeline import in_force
from app.models import Agency, AgencySuccession
from app.models.codes import SuccessionKind

MOST_EDGES = 200

_EITHER = Text("Sebutkan salah satu: agency atau new.", "Give one of the two: agency or new.")
_REQUIRED = Text("Wajib diisi.", "This is required.")
_NOT_WITH_NEW = Text("Tidak berlaku untuk perangkat daerah baru.", "This does not go with a new agency.")
_ITSELF = Text("Perangkat daerah ini sendiri yang berakhir.", "This is the agency that ends or is split itself.")
_PARENT_OPEN = Text(
    "Induknya berbeda-beda; sebutkan induk perangkat daerah baru ini.",
    "Those that it follows have different parents; name the parent of this new agency.",
)


OwnEvent = AgencyRename | AgencyMove | AgencyClose | AgencySplit


def happen(register: Register, agency: Agency, event: Event, said: OwnEvent) -> str:
    """Let an event of one agency happen; return its name in the history of changes.

    Raises:
        InvalidRequest, PreconditionFailed: the input does not fit what is on record.
        Fact: what is on record speaks against it.
    """
    match said:
        case AgencyRename():
            register.rename(agency, event, said, "#")
            return "agency.rename"
        case AgencyMove():
            register.move(agency, event, register.parent_on(said.parent, event.on, "#/parent"), "#/parent")
            return "agency.move"
        case AgencyClose():
            register.close(agency, event)
            return "agency.close"
        case AgencySplit():
            Successions(register, event, said.note).split(agency, said)
            return "agency.split"


class Successions:
    """The agencies that one event brings together: who ends, who takes over, and what goes with it."""

    def __init__(self, register: Register, event: Event, note: str | None) -> None:
        self._register = register
        self._event = event
        self._note = note

    def split(self, agency: Agency, said: AgencySplit) -> None:
        """Let several agencies take over parts of one, which ends the day before or goes on.

        Raises:
            InvalidRequest, PreconditionFailed: the input does not fit what is on record.
            OutOfOrder, AgencyNotInForce, AgencyEnds, AgencyHasParts, AgencyKnownBefore, AgencyNameTaken,
            SuccessionKnown, HistoryFull: what is on record speaks against it.
        """
        parent_id = agency.versions[-1].parent_id
        places = [f"#/into/{index}" for index in range(len(said.into))]
        present = self._on_record(list(zip(said.into, places, strict=True)))
        if agency in present.values():
            wrong = [place for place, one in present.items() if one is agency]
            raise InvalidRequest([FieldError(f"{place}/agency", "itself", _ITSELF) for place in wrong])
        if said.continues:
            self._check_in_force(agency)
        else:
            end(agency, self._event)
        for target, place in zip(said.into, places, strict=True):
            part = self._taking_over(target, present.get(place), {parent_id}, place)
            self._follow(agency, part, SuccessionKind.SPLIT_FROM)
        if not said.continues:
            self._register.check_parts(self._register.parts_of(agency, self._event.on))

    def merge(self, said: AgencyMerge) -> Agency:
        """Let one agency take over others, which end the day before; return it. What was part of them is its part now.

        Raises:
            InvalidRequest, PreconditionFailed: the input does not fit what is on record.
            OutOfOrder, AgencyNotInForce, AgencyEnds, AgencyHasParts, AgencyKnownBefore, AgencyNameTaken,
            SuccessionKnown, HistoryFull: what is on record speaks against it.
        """
        claims = [Claim(one.agency, one.version, f"#/predecessors/{at}") for at, one in enumerate(said.predecessors)]
        target = said.successor
        present = self._on_record([(target, "#/successor")]).get("#/successor")
        ending = self._register.claimed(claims)
        if present in ending:
            raise InvalidRequest([FieldError("#/successor/agency", "itself", _ITSELF)])
        parents = {one.versions[-1].parent_id for one in ending} - {one.id for one in ending}
        for one in ending:
            end(one, self._event)
        successor = self._taking_over(target, present, parents, "#/successor")
        for one in ending:
            self._bring_parts(one, successor)
        alone = len(ending) == 1 and (present is None or target.founded)
        for one in ending:
            self._follow(one, successor, SuccessionKind.RENAMED if alone else SuccessionKind.MERGED_INTO)
        self._register.check_tree(successor, self._event.on, "#/successor")
        return successor

    def _on_record(self, targets: Sequence[tuple[AgencyTarget, str]]) -> dict[str, Agency]:
        """Return those who take over and are on record, by their places in the input."""
        wrong = [error for target, place in targets for error in _contradictions(target, place)]
        if wrong:
            raise InvalidRequest(wrong)
        claims = [Claim(one.agency, one.version, place) for one, place in targets if one.agency and one.version]
        return {claim.pointer: agency for claim, agency in zip(claims, self._register.claimed(claims), strict=True)}

    def _taking_over(self, said: AgencyTarget, present: Agency | None, parents: set[UUID | None], place: str) -> Agency:
        """Return the agency that takes over, as it is from the day of the event on."""
        event = self._event
        if present is None:
            return self._founded(said.new, parents, place)
        if said.founded:
            begin(present, event)
        self._check_in_force(present)
        if isinstance(said, AgencySuccessor) and said.renamed:
            self._register.rename(present, event, said.renamed, f"{place}/renamed")
        return present

    def _founded(self, said: AgencyFounding | None, parents: set[UUID | None], place: str) -> Agency:
        if said is None:
            raise InvalidRequest([FieldError(place, "either_or", _EITHER)])
        event, pointer = self._event, f"{place}/new"
        parent = said.parent
        if "parent" not in said.model_fields_set:
            if len(parents) != 1:
                raise InvalidRequest([FieldError(f"{pointer}/parent", "required", _PARENT_OPEN)])
            common = next(iter(parents))
            parent = str(common) if common else None
        parent_id = self._register.parent_on(parent, event.on, f"{pointer}/parent")
        first = {"valid_from": event.on.isoformat(), "decree": event.decree}
        return self._register.found(said, parent_id, first, event.on, pointer)

    def _check_in_force(self, agency: Agency) -> None:
        if in_force(agency.versions, self._event.on) is None:
            raise AgencyNotInForce(agency.slug)

    def _bring_parts(self, ended: Agency, successor: Agency) -> None:
        """Let what was part of an agency that ended be part of its successor."""
        parts = self._register.parts_of(ended, self._event.on)
        self._register.check_parts([one for one in parts if one is successor])
        for one in parts:
            succeed(one, self._event, parent_id=successor.id)

    def _follow(self, earlier: Agency, later: Agency, kind: SuccessionKind) -> None:
        """Draw an edge; one that is on record without its day gets it, and stays of its kind."""
        day = self._event.on.isoformat()
        known = [e for e in self._register.edges if e.predecessor_id == earlier.id and e.successor_id == later.id]
        if undated := next((edge for edge in known if edge.effective_on is None), None):
            undated.effective_on, undated.decree = day, self._event.decree
            undated.note = self._note or undated.note
            return
        if same := next((edge for edge in known if edge.kind == kind), None):
            raise SuccessionKnown(earlier.slug, later.slug, same.effective_on)
        for one in (earlier, later):
            if sum(one.id in {edge.predecessor_id, edge.successor_id} for edge in self._register.edges) >= MOST_EDGES:
                raise HistoryFull(one.slug, MOST_EDGES)
        self._register.edges.append(
            AgencySuccession(
                predecessor_id=earlier.id,
                successor_id=later.id,
                kind=kind.value,
                effective_on=day,
                decree=self._event.decree,
                note=self._note,
            )
        )


def _contradictions(target: AgencyTarget, place: str) -> list[FieldError]:
    """Return what is wrong with an agency that takes over: it is one on record, or a new one."""
    if (target.agency is None) == (target.new is None):
        return [FieldError(place, "either_or", _EITHER)]
    if target.new is None:
        return [FieldError(f"{place}/version", "required", _REQUIRED)] if target.version is None else []
    unfit = [name for name in ("version", "founded", "renamed") if getattr(target, name, None)]
    return [FieldError(f"{place}/{name}", "not_with_new", _NOT_WITH_NEW) for name in unfit]

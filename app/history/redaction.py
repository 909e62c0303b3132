"""What a reader of the history is told of an event: the rule, and nothing else.

Whoever may read an event is told all of it but this:

| what                                                         | is told to                                    |
|--------------------------------------------------------------|-----------------------------------------------|
| a withdrawn public name, wherever a text holds it            | the controller                                |
| name, titles and degrees of a person who withdrew the name   | the controller                                |
| which person that is, where an event names people by id      | the controller                                |
| another innovation, and the reason for what was done to both | who may know of it: it is public, or theirs   |
| the subject of an account at the identity provider           | who gives out accounts                        |
| the last characters of a NIP or contact                      | who may record one                            |
| what a NIP or contact was read for                           | who may read of that                          |
| what somebody asked of the personal data, and who            | who may read such requests                    |
| the name of an account that holds a withdrawn public name    | the controller, who gives out accounts        |

People and innovations stand in the history by id. They are told by the names that they have today, so that a name that
was withdrawn, or a draft, is not told by what was written before.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from app.core.concealment import MASK, Concealment
from app.core.queries import identity
from app.core.security import Principal
from app.models.codes import IdentifierKind, Permission
from app.models.concealment import CONCEALED_NAME

# under which names an id is that of a person, or of an innovation
_PERSON = frozenset({"person", "person_id"})
_INNOVATION = frozenset({"innovation", "innovations", "merged_into", "absorbed", "other"})
# the fields of what is done to two records at once
_OF_BOTH = ("duplicate", "merged_into", "absorbed")
_OWN_NAMES = frozenset({"name", "title_prefix", "degrees"})
_NEEDED = {("account", "subject"): Permission.ACCOUNTS_WRITE} | {
    ("person", kind.value): Permission.IDENTIFIERS_WRITE for kind in IdentifierKind
}
_NEEDED_FOR_ALL = {"personal_data_request": Permission.REQUESTS_OPEN}
_READING = "identifier.disclose"


class Event(Protocol):
    """An event as it was written down."""

    @property
    def action(self) -> str: ...  # noqa: D102 - a protocol member
    @property
    def entity_kind(self) -> str: ...  # noqa: D102 - a protocol member
    @property
    def entity_id(self) -> UUID: ...  # noqa: D102 - a protocol member
    @property
    def account_name(self) -> str: ...  # noqa: D102 - a protocol member
    @property
    def reason(self) -> str | None: ...  # noqa: D102 - a protocol member
    @property
    def changes(self) -> Mapping[str, Any]: ...  # noqa: D102 - a protocol member


@dataclass(frozen=True, slots=True)
class Known:
    """The records beside its own that events name, as far as the reader may know of them.

    People by name, without those who withdrew it; innovations by id, slug and name.
    """

    people: Mapping[UUID, str]
    innovations: Mapping[UUID, Mapping[str, Any]]


class Told(NamedTuple):
    """What the reader is told of an event beside who, when and which record."""

    account_name: str
    reason: str | None
    changes: list[dict[str, Any]]
    redacted: bool


def controls(reader: Principal) -> bool:
    """Whether the reader is the controller of personal data."""
    return reader.may(Permission.IDENTIFIERS_DISCLOSE)


def people_in(event: Event) -> Iterator[UUID]:
    """Yield the ids of the people that an event is about or names."""
    if event.entity_kind == "person":
        yield event.entity_id
    yield from _ids(event.changes, _PERSON)


def innovations_in(event: Event) -> Iterator[UUID]:
    """Yield the ids of the innovations that an event names beside its own."""
    yield from _ids(event.changes, _INNOVATION)


def _ids(value: Any, names: frozenset[str], name: str = "") -> Iterator[UUID]:
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from _ids(part, names, key)
    elif isinstance(value, list):
        for part in value:
            yield from _ids(part, names, name)
    elif name in names and isinstance(value, str) and (found := identity(value)):
        yield found


class Teller:
    """Tells events to one reader."""

    def __init__(self, reader: Principal, known: Known, concealment: Concealment) -> None:
        self._reader = reader
        self._known = known
        self._concealment = Concealment(None) if controls(reader) else concealment

    def tell(self, event: Event) -> Told:
        """Return what the reader is told of an event."""
        changes = [self._change(event, field, *pair) for field, pair in event.changes.items()]
        reason = self._reason(event)
        hidden = reason != event.reason or any(change["redacted"] for change in changes)
        return Told(self._account_name(event), reason, changes, hidden)

    def _account_name(self, event: Event) -> str:
        if self._reader.may(Permission.ACCOUNTS_WRITE):
            return event.account_name
        return self._concealment.text(event.account_name)

    def _change(self, event: Event, field: str, before: Any, after: Any) -> dict[str, Any]:
        if self._withholds(event, field):
            told = [None if value is None else MASK for value in (before, after)]
            return {"field": field, "before": told[0], "after": told[1], "redacted": True}
        telling = _Telling(self._known, self._concealment)
        told = [telling.value(field, value) for value in (before, after)]
        return {"field": field, "before": told[0], "after": told[1], "redacted": telling.hidden}

    def _withholds(self, event: Event, field: str) -> bool:
        """Whether the reader is told nothing of a field but whether it had a value."""
        needed = _NEEDED.get((event.entity_kind, field)) or _NEEDED_FOR_ALL.get(event.entity_kind)
        if needed is not None and not self._reader.may(needed):
            return True
        return event.entity_kind == "person" and field in _OWN_NAMES and event.entity_id not in self._known.people

    def _reason(self, event: Event) -> str | None:
        if event.reason is None or (event.action == _READING and not self._reader.may(Permission.DISCLOSURES_READ)):
            return None
        others = {id_ for field in _OF_BOTH for id_ in _ids(event.changes.get(field), _INNOVATION, field)}
        return None if others - self._known.innovations.keys() else self._concealment.text(event.reason)


class _Telling:
    """The values of one field on their way to the reader; `hidden` is set when something of them is kept back."""

    def __init__(self, known: Known, concealment: Concealment) -> None:
        self.hidden = False
        self._known = known
        self._concealment = concealment

    def value(self, name: str, value: Any) -> Any:
        """Return a value of that name as it is told."""
        if isinstance(value, dict):
            return {key: self.value(key, part) for key, part in value.items()}
        if isinstance(value, list):
            return [self.value(name, part) for part in value]
        return self._text(name, value) if isinstance(value, str) else value

    def _text(self, name: str, text: str) -> Any:
        found = identity(text) if name in _PERSON | _INNOVATION else None
        if found is None:
            told = self._concealment.text(text)
            self.hidden |= told != text
            return told
        return self._person(found) if name in _PERSON else self._innovation(found)

    def _person(self, person_id: UUID) -> dict[str, Any]:
        name = self._known.people.get(person_id)
        if name is not None:
            return {"id": str(person_id), "name": name}
        # what one person did in several records must not come together again
        self.hidden = True
        return {"id": None, "name": CONCEALED_NAME}

    def _innovation(self, innovation_id: UUID) -> Mapping[str, Any] | None:
        found = self._known.innovations.get(innovation_id)
        self.hidden |= found is None
        return found

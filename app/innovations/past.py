"""A record as it was on a date, read from its document, its history and the names of its agencies."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic_core import to_json

from app.core.clock import WIB
from app.core.concealment import NAMES_SQL, Concealment
from app.core.reading import Reader
from app.core.timeline import in_force
from app.innovations.asof import AgencyName, Change, as_of
from app.models.codes import RecordStatus

_HISTORY = """
SELECT e.at, e.action, e.changes::text AS changes FROM audit_event e
WHERE e.entity_id = $1 AND e.entity_kind = 'innovation' ORDER BY e.id DESC"""
_MADE = "SELECT created_at FROM innovation WHERE id = $1"
_VERSIONS = """
SELECT v.agency_id, v.name, v.short_name, v.valid_from, v.valid_to, v.first_stated_on, v.last_stated_on
FROM agency_version v WHERE v.agency_id = ANY($1::uuid[]) ORDER BY v.agency_id, v.position"""

# in the history these stand by ids alone, and not in the shape of the record
_BY_ID = frozenset({"people", "relations"})
# an event of the record's making: nothing was before it
_MADE_BY = "innovation.create"


@dataclass(frozen=True, slots=True)
class _Version:
    """What an agency was called, and when."""

    name: str
    short_name: str | None
    valid_from: str | None
    valid_to: str | None
    first_stated_on: str | None
    last_stated_on: str | None


@dataclass(frozen=True, slots=True)
class Event:
    """What changed at a moment: each field before and after."""

    at: datetime
    changes: dict[str, tuple[Any, Any]]


async def record_on(reader: Reader, body: bytes, on: date, *, keeper: bool) -> bytes:
    """Return the document of a record as it was on a date.

    Who does not keep the record sees nothing of the times when it was not public: a draft's words stay among those who
    wrote it, and those of a record that was returned until it was published again. Names that were withdrawn since are
    not told, whatever the day.
    """
    record = json.loads(body)
    identity = UUID(record["id"])
    events = [
        Event(row["at"], {} if row["action"] == _MADE_BY else json.loads(row["changes"]))
        for row in await reader.fetch(_HISTORY, identity)
    ]
    made: datetime = (await reader.fetch(_MADE, identity))[0][0]
    concealment = Concealment((await reader.fetch(f"SELECT {NAMES_SQL}"))[0][0])
    if not keeper and record["status"] == RecordStatus.PUBLISHED:
        since = datetime.fromisoformat(record["published_at"])
        events = [event for event in as_shown(events) if event.at > since]
    changes = list(_changes(events, concealment))
    staged = next((change.at for change in changes if change.field == "stages"), made)
    agencies = await _agencies(reader, record, changes, on)
    past = as_of(record, on, changes, agencies, staged.astimezone(WIB).date())
    return to_json(past)


def as_shown(events: Iterable[Event]) -> Iterator[Event]:
    """Yield the events of a public record, the newest first, at the moment from which everyone could see each.

    What changed while the record was not public is seen from when it was published again.
    """
    published_at = None
    for event in events:
        before, after = event.changes.get("status", (None, None))
        if after == RecordStatus.PUBLISHED:
            published_at = event.at
        yield replace(event, at=published_at) if published_at else event
        if before == RecordStatus.PUBLISHED:
            published_at = None


def _changes(events: Iterable[Event], concealment: Concealment) -> Iterator[Change]:
    for event in events:
        for field, (before, _) in event.changes.items():
            if field == "platform" and before is not None:
                yield Change(event.at, field, _cleared(before, concealment) | {"innovation": None})
            elif field == "agency":
                yield Change(event.at, field, before)
            elif field not in _BY_ID:
                yield Change(event.at, field, _cleared(before, concealment))


def _cleared(value: Any, concealment: Concealment) -> Any:
    """Return what the history tells without withdrawn names, also in names: such a record is renamed, not its past."""
    if isinstance(value, dict):
        return {key: _cleared(part, concealment) for key, part in value.items()}
    if isinstance(value, list):
        return [_cleared(part, concealment) for part in value]
    return concealment.text(value) if isinstance(value, str) else value


async def _agencies(
    reader: Reader, record: dict[str, Any], changes: Sequence[Change], on: date
) -> dict[str, AgencyName]:
    """Return the names on a date of the agencies that a record shows, or showed as its owner."""
    shown = [record["agency"], *(part["agency"] for part in record["people"])]
    shown += [change.before for change in changes if change.field == "agency"]
    versions: dict[str, list[_Version]] = defaultdict(list)
    for row in await reader.fetch(_VERSIONS, [UUID(agency["id"]) for agency in shown if agency]):
        versions[str(row["agency_id"])].append(_Version(*list(row)[1:]))
    found = {agency: in_force(names, on) for agency, names in versions.items()}
    return {agency: AgencyName(then.version.name, then.version.short_name) for agency, then in found.items() if then}

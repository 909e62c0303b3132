"""A record as it was on a date, read from its document, its history and the names of its agencies."""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic_core import to_json

from app.agencies.timeline import in_force
from app.core.clock import WIB
from app.core.concealment import NAMES_SQL, Concealment
from app.core.reading import Reader
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


async def record_on(reader: Reader, body: bytes, on: date, *, keeper: bool) -> bytes:
    """Return the document of a record as it was on a date.

    Who does not keep the record sees nothing of the time before it was first published: a draft's words stay among
    those who wrote it. Names that were withdrawn since are not told, whatever the day.
    """
    record = json.loads(body)
    identity = UUID(record["id"])
    events = await reader.fetch(_HISTORY, identity)
    made: datetime = (await reader.fetch(_MADE, identity))[0][0]
    changes = list(_changes(events))
    public = not keeper and record["status"] == RecordStatus.PUBLISHED
    if public:
        since = datetime.fromisoformat(record["published_at"])
        changes = [change for change in changes if change.at > since]
    staged = next((change.at for change in changes if change.field == "stages"), made)
    agencies = await _agencies(reader, record, on)
    past = as_of(record, on, changes, agencies, staged.astimezone(WIB).date())
    names = (await reader.fetch(f"SELECT {NAMES_SQL}"))[0][0]
    return to_json(Concealment(names).told(past))


def _changes(events: Sequence[Any]) -> Iterator[Change]:
    for event in events:
        if event["action"] == _MADE_BY:
            continue
        for field, (before, _) in json.loads(event["changes"]).items():
            if field == "platform" and before is not None:
                yield Change(event["at"], field, before | {"innovation": None})
            elif field not in _BY_ID:
                yield Change(event["at"], field, before)


async def _agencies(reader: Reader, record: dict[str, Any], on: date) -> dict[str, AgencyName]:
    """Return the names on a date of the agencies that a record shows."""
    shown = [record["agency"], *(part["agency"] for part in record["people"])]
    versions: dict[str, list[_Version]] = defaultdict(list)
    for row in await reader.fetch(_VERSIONS, [UUID(agency["id"]) for agency in shown if agency]):
        versions[str(row["agency_id"])].append(_Version(*list(row)[1:]))
    found = {agency: in_force(names, on) for agency, names in versions.items()}
    return {agency: AgencyName(then.version.name, then.version.short_name) for agency, then in found.items() if then}

"""What has to be undone of the records of today to see those of a past day: by the history, as everyone could see it.

The rule is that of `app.innovations.asof`: what is dated in a record follows its dates, and SQL looks at those; what is
not (kind, form, owner, names, places, classifications, how many it stands for, when it was first known) is what the
history says was recorded at the end of the day. Whoever asks gets the same past: the times at which a record was not
public are nobody's here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from app.core.clock import WIB
from app.core.concealment import Concealment
from app.core.text import search_key
from app.innovations.past import Event, as_shown

# What is undone. Stages follow their own dates; only the day on which they were last recorded matters.
FIELDS = frozenset(
    {"kind", "form", "agency", "represents", "first_known_on", "name", "aliases", "places", "classifications"}
)
# events that may show something else than today does, or the record at another time
RELEVANT = FIELDS | {"stages", "status"}


@dataclass(frozen=True, slots=True)
class Known:
    """A record as it is today, with what the history speaks of."""

    id: UUID
    published_at: datetime
    created_at: datetime
    agency_id: UUID | None
    kind: str
    form: str
    represents: int
    first_known_on: str | None
    facets: Sequence[str]
    names: str
    name: str
    aliases: Sequence[str]


def undone(known: Known, events: Sequence[Event], on: date, concealment: Concealment) -> dict[str, Any] | None:
    """Return a record as it was on a day, or None where it was as it is; `events` are its history, the newest first."""
    day_ends = datetime.combine(on, time.max, WIB)
    shown = [event for event in as_shown(events) if event.at > known.published_at]
    staged_at = next((event.at for event in shown if "stages" in event.changes), known.created_at)
    before: dict[str, Any] = {}
    for event in shown:
        if event.at > day_ends:
            before |= {name: change[0] for name, change in event.changes.items() if name in FIELDS}
    staged_on = staged_at.astimezone(WIB).date()
    if not before and staged_on <= on:
        return None
    agency_id = known.agency_id
    if "agency" in before:
        agency_id = UUID(before["agency"]["id"]) if before["agency"] else None
    return {
        "id": str(known.id),
        "agency_id": str(agency_id) if agency_id else None,
        "kind": before.get("kind", known.kind),
        "form": before.get("form", known.form),
        "represents": before.get("represents", known.represents),
        "first_known_on": before.get("first_known_on", known.first_known_on),
        "facets": sorted(_facets(known, before)),
        "names": _names(known, before, concealment),
        "staged_on": staged_on.isoformat(),
    }


def _facets(known: Known, before: dict[str, Any]) -> Iterator[str]:
    if "places" in before:
        codes = {place["area"]["code"] for place in before["places"] or [] if place["area"]}
        yield from {f"area:{code[:length]}" for code in codes for length in (5, 8, 13) if len(code) >= length}
    else:
        yield from (word for word in known.facets if word.startswith("area:"))
    if "classifications" in before:
        terms = [(entry["classification"], entry["term"]) for entry in before["classifications"] or []]
        yield from {f"term:{scheme}" for scheme, _ in terms} | {f"term:{scheme}/{term}" for scheme, term in terms}
    else:
        yield from (word for word in known.facets if word.startswith("term:"))


def _names(known: Known, before: dict[str, Any], concealment: Concealment) -> str:
    """Return every spelling of the names of the day, one to a line, as cards have them."""
    if "name" not in before and "aliases" not in before:
        return known.names
    aliases = before.get("aliases")
    others = known.aliases if aliases is None else [alias["name"] for alias in aliases]
    keys = [search_key(concealment.text(name) or "") for name in (before.get("name", known.name), *others)]
    return "\n".join(f"{key}\n{key.replace(' ', '')}" for key in keys)

"""A record as it was on a date: the rule, and nothing else.

Two times are involved. What is dated in the record itself follows the date it speaks of (valid time), by what is known
today: a stage that is recorded years later still counts from the day it began. What has no date (name, summary,
problem …) follows what the registry had recorded by the end of that day in Medan (transaction time); for the days
before anything was recorded, the earliest recorded value stands in.

A partial date counts from the last day that it can mean, so that nothing is said of a day on which it may not have been
true yet: a stage of `2021` counts from 31 December 2021. By that rule

* a stage counts once it has begun; one without a date from the day it was recorded, and before that only if it comes
  before a dated one that has begun;
* a person's part counts from `valid_from`, a legal basis from the later of `issued_on` and `valid_from`; what has no
  date counts at all times;
* an end (`valid_to`) that lies ahead is not known yet, and is null; what has ended stays, with its end, as it does in
  the record of today;
* resources count when their year is over, `first_known_on` when it has come;
* `stage` is the last stage that counts, else `tidak_diketahui`;
* agencies have their name of that date, where they had one; `agency_name_then` is null if it was about another owner,
  or another `first_known_on`, than on that date.

What speaks of the record and not of the innovation (`id`, `slug`, `version`, `published_at`, `updated_at`) stays as it
is: it says from which record the answer was made. People are read from the record of today
and not from its history, so that who has withdrawn a name since is not named by a look at the past.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from app.core.clock import WIB
from app.core.partial_date import last_day
from app.models.codes import Stage

# what the history does not undo: what follows its own dates, what follows from other fields, and the record's own data
_DATED = frozenset({"stage", "stages", "people", "legal_bases", "resources"})
_DERIVED = frozenset({"agency_name_then", "counts"})
_OF_THE_RECORD = frozenset({"id", "slug", "version", "published_at", "updated_at"})
_NOT_UNDONE = _DATED | _DERIVED | _OF_THE_RECORD


@dataclass(frozen=True, slots=True)
class Change:
    """A recorded change of one field of the record: when, and the value before it in the shape of the record."""

    at: datetime
    field: str
    before: Any


@dataclass(frozen=True, slots=True)
class AgencyName:
    """What an agency was called."""

    name: str
    short_name: str | None


def as_of(
    record: Mapping[str, Any],
    on: date,
    changes: Iterable[Change],
    agencies: Mapping[str, AgencyName],
    staged_on: date,
) -> dict[str, Any]:
    """Return the record as it was on a date, with the same keys; what is given stays as it is.

    `record` has the shape of `InnovationRead` as JSON, `changes` are its history with the newest first, `agencies`
    are the names of that date by agency id, `staged_on` is the day on which its stages were last recorded. Changes of
    what follows its own dates, or is no field of the record, are passed over. Values in `changes` are shown as they
    are: leave out those that the reader may not see.
    """
    past = _undone(record, on, changes)
    if _owner_and_day(past) != _owner_and_day(record):
        past["agency_name_then"] = None
    if not _had_come(past["first_known_on"], on):
        past |= {"first_known_on": None, "first_known_by": None, "agency_name_then": None}
    stages = _stages(past["stages"], on, staged_on)
    return past | {
        "stage": stages[-1]["stage"] if stages else Stage.TIDAK_DIKETAHUI.value,
        "stages": stages,
        "agency": _named(past["agency"], agencies),
        "people": [
            person | {"agency": _named(person["agency"], agencies)}
            for person in _begun(past["people"], on, "valid_from")
        ],
        "legal_bases": _begun(past["legal_bases"], on, "issued_on", "valid_from"),
        "resources": [entry for entry in past["resources"] if _had_come(f"{entry['year']:04}", on)],
        "counts": past["counts"] | {"relations": len(past["relations"])},
    }


def _undone(record: Mapping[str, Any], on: date, changes: Iterable[Change]) -> dict[str, Any]:
    """Return the record with its undated fields as they were recorded at the end of the day."""
    past = dict(record)
    day_ends = datetime.combine(on, time.max, WIB)
    for change in changes:
        if change.at > day_ends and change.field in past and change.field not in _NOT_UNDONE:
            past[change.field] = change.before
    return past


def _owner_and_day(record: Mapping[str, Any]) -> tuple[str | None, str | None]:
    agency = record["agency"]
    return agency and agency["id"], record["first_known_on"]


def _had_come(partial: str | None, on: date) -> bool:
    """Whether the date is certainly not after the day, as is what has no date."""
    return partial is None or last_day(partial) <= on


def _stages(stages: list[dict[str, Any]], on: date, staged_on: date) -> list[dict[str, Any]]:
    """Return the stages up to the last one that had begun, without those whose date was still ahead."""
    if on >= staged_on:
        return [stage for stage in stages if _had_come(stage["started_on"], on)]
    dated = [index for index, stage in enumerate(stages) if stage["started_on"] and _had_come(stage["started_on"], on)]
    return [stage for stage in stages[: dated[-1] + 1] if _had_come(stage["started_on"], on)] if dated else []


def _begun(entries: list[dict[str, Any]], on: date, *begins: str) -> list[dict[str, Any]]:
    """Return the entries whose begin had come, with an end only if that had come too."""
    return [
        entry | {"valid_to": entry["valid_to"] if _had_come(entry["valid_to"], on) else None}
        for entry in entries
        if all(_had_come(entry[begin], on) for begin in begins)
    ]


def _named(agency: dict[str, Any] | None, agencies: Mapping[str, AgencyName]) -> dict[str, Any] | None:
    if agency is None or (then := agencies.get(str(agency["id"]))) is None:
        return agency
    return agency | {"name": then.name, "short_name": then.short_name}

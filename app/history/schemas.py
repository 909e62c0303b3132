"""What clients ask of the history and what they get."""

import re
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from app.core.paging import NextCursor, PrevCursor, Total
from app.core.schema import Cursor, Id, Input, Limit, Moment, Name, Output, Prose, Reference, open_codes

_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T", re.ASCII)
# further ones cannot be told in another time zone by every machine
_YEARS = range(1900, 3000)


def _written(moment: Any) -> Any:
    """Refuse what does not begin with a date: Pydantic would take a number for seconds since 1970."""
    if not isinstance(moment, str) or not _MOMENT.match(moment):
        raise PydanticCustomError("datetime_parsing", "not a moment")
    return moment


def _near(moment: AwareDatetime) -> AwareDatetime:
    if moment.year not in _YEARS:
        raise PydanticCustomError("datetime_parsing", "too far away")
    return moment


class Via(StrEnum):
    """Through what somebody acts."""

    KEY = "key"
    TOKEN = "token"  # noqa: S105 - a code
    COMMAND = "command"
    OPEN = "open"
    CHORE = "chore"


When = Annotated[AwareDatetime, BeforeValidator(_written), AfterValidator(_near)]
ActionCode = Annotated[
    str,
    Field(min_length=3, max_length=80, pattern=r"^[a-z_]+\.[a-z_]+$", examples=["innovation.submit"]),
]
KindCode = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[a-z_]+$", examples=["innovation"])]


class HistoryFilters(Input):
    """Which events of a record, and how many at a time; the newest first."""

    action: ActionCode | None = Field(None, description="What was done, as events tell it.")
    since: When | None = Field(
        None, description="From this moment on, RFC 3339 with an offset.", examples=["2026-11-01T00:00:00Z"]
    )
    until: When | None = Field(
        None, description="Before this moment, RFC 3339 with an offset.", examples=["2026-12-01T00:00:00Z"]
    )
    limit: Limit = 50
    cursor: Cursor = None
    with_total: bool = Field(default=False, description="Whether to count all pages in `total`.")


class AuditFilters(HistoryFilters):
    """Which events of any record, and how many at a time; the newest first."""

    entity_kind: KindCode | None = Field(None, description="Kind of record, as events tell it.")
    entity_id: UUID | None = Field(None, description="Id of the record.")
    account: UUID | None = Field(None, description="Id of the account that acted.")
    via: Via | None = Field(None, description="Through what it acted.")
    request_id: str | None = Field(
        None,
        min_length=8,
        max_length=64,
        pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]+$",
        description="The request in which it happened, by its `X-Request-Id`.",
    )
    agency: Reference | None = Field(None, description="Id or slug of the agency whose record it was then.")


class AuditAccount(Output):
    """Who acted."""

    id: Id
    name: Name = Field(description="What the account was called then.")


class AuditChange(Output):
    """A field that changed.

    `before` and `after` are JSON as it was written down: null, text, a number, a flag, a list or an object, by the
    field. Two things in them are told as they are when they are read: a person stands in them as `{"id", "name"}`, and
    another innovation as `{"id", "slug", "name"}`, or null where you may not know of it.
    """

    field: str = Field(
        max_length=200,
        description="Its name; for what belongs to an agency a path, such as `versions/2/name`.",
        examples=["summary"],
    )
    before: Any = Field(
        description="Its value before, any JSON; null if there was none.", examples=["Verifikasi reklame."]
    )
    after: Any = Field(
        description="Its value after, any JSON; null if there is none.", examples=["Verifikasi reklame secara daring."]
    )
    redacted: bool = Field(description="Whether something of the two values is hidden from you.")


class AuditEventRead(Output):
    """One action on one record: who, through what, when, in which request, and what changed. It never changes."""

    model_config = ConfigDict(title="AuditEvent")

    id: Id
    at: Moment
    account: AuditAccount | None = Field(description="Null for the service's command line and what everyone may do.")
    via: Annotated[str, open_codes(Via, "Through what the account acted.")]
    credential: str | None = Field(
        max_length=400,
        description="The key's id, or the token's subject for whoever gives out accounts; null in a record's history.",
        examples=["k3v9x0a71qzd"],
    )
    request_id: str | None = Field(
        max_length=64, description="The `X-Request-Id` of that request.", examples=["019ab3f2c8d07d5e9f1b2a3c4d5e6f70"]
    )
    action: ActionCode = Field(description="What was done. Tolerate new ones.")
    entity_kind: KindCode = Field(description="Kind of record. Tolerate new ones.")
    entity_id: Id
    agency_id: Id | None = Field(description="The agency whose record it was then.")
    reason: Prose | None = Field(description="Why, in the words of whoever acted.")
    changes: list[AuditChange] = Field(max_length=10_000, description="Each field that changed.")
    redacted: bool = Field(description="Whether something of the reason or the changes is hidden from you.")


class AuditPage(Output):
    """A page of events."""

    items: list[AuditEventRead] = Field(max_length=200)
    next: NextCursor
    prev: PrevCursor
    total: Total

"""What clients ask of reminders and what they get."""

from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, ConfigDict, Field

from app.core.paging import NextCursor, PrevCursor, Total
from app.core.schema import AsOf, Cursor, Id, Input, Limit, Name, Output, Slug, open_codes, whole_number
from app.innovations.parts import AgencyBrief
from app.models.codes import ReplicationActor, ReplicationStatus
from app.reminders.known import ReminderKind, SubjectType
from app.vocabularies.schemas import Wording

MOST_DAYS = 730
_INT32 = {"format": "int32"}

Days = Annotated[
    int,
    Field(ge=-4_000_000, le=4_000_000, json_schema_extra=_INT32, examples=[-12]),
]


class ReminderSubject(Output):
    """The record that something is due for."""

    type: Annotated[str, open_codes(SubjectType, "What it is.")]
    id: Id
    slug: Slug | None = Field(description="Null for what has no address by name.")
    name: Name = Field(
        description="Of a replication that of its origin; of a document its title, if it has one; of a milestone with "
        "that of its plan."
    )


class ReminderRead(Output):
    """Something that is due."""

    model_config = ConfigDict(title="Reminder")

    kind: Annotated[str, open_codes(ReminderKind, "What is due.")]
    due_on: date = Field(description="The last day on which it is in time.", examples=["2027-01-31"])
    overdue: bool = Field(description="Whether that day has passed.")
    days: Days = Field(description="Days until it is due; below 0 the days since.")
    subject: ReminderSubject
    agency: AgencyBrief | None = Field(description="Whose it is; null for an innovation whose owner no source names.")
    request_id: Id | None = Field(description="The replication request that it is of, if it is of one.")
    plan_id: Id | None = Field(description="The action plan that it is of, if it is of one.")
    status: Annotated[str, open_codes(ReplicationStatus, "Where the replication is.")] | None
    step: str | None = Field(
        max_length=60, description="The step that a replication is in, if that is what is due.", examples=["persiapan"]
    )
    waiting_for: Annotated[str, open_codes(ReplicationActor, "Who of a replication is to act.")] | None
    note: Wording


class ReminderFilters(Input):
    """Which reminders, by the day on which they are due, and how many at a time."""

    as_of: AsOf | None = Field(
        None, description="The day to look at; today where absent. Replications are as they are now."
    )
    within: Annotated[
        int, Field(ge=0, le=MOST_DAYS, json_schema_extra=_INT32, examples=[30]), BeforeValidator(whole_number)
    ] = Field(90, description="What is due within so many days; what is overdue is always told.")
    kind: ReminderKind | None = Field(None, description="What is due.")
    overdue: bool | None = Field(None, description="Only what is overdue, or only what is not.")
    limit: Limit = 50
    cursor: Cursor = None
    with_total: bool = Field(default=False, description="Whether to count all pages in `total`.")


class AgencyReminderFilters(ReminderFilters):
    """Which reminders of an agency."""

    parts: bool = Field(default=False, description="Whether to add those of the agencies that are part of it.")


class ReminderPage(Output):
    """A page of reminders."""

    as_of: date = Field(description="The day that it is about.", examples=["2026-11-28"])
    items: list[ReminderRead] = Field(max_length=200)
    next: NextCursor
    prev: PrevCursor
    total: Total

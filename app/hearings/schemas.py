"""What clients ask of objections and visits, and what they get."""

from typing import Annotated

from pydantic import ConfigDict, Field

from app.core.paging import NextCursor, PrevCursor, Total
from app.core.schema import Cursor, Id, Input, Limit, Moment, Name, Output, Prose, Small, open_codes
from app.innovations.parts import Latitude, Longitude
from app.models.codes import Finding, ObjectionStatus

StatusCode = Annotated[str, open_codes(ObjectionStatus, "What became of it.")]
FindingCode = Annotated[str, open_codes(Finding, "What was found of what the entry says.")]


class HearingEntry(Output):
    """The entry that it is about."""

    id: Id
    innovation_id: Id
    name: Name = Field(description="By the name that it had when the round was opened.")


class ObjectionReceipt(Output):
    """What tells an objection: its number within the round, and when it came."""

    model_config = ConfigDict(title="ObjectionReceipt")

    number: Small = Field(ge=1, description="Counts the objections of the round.")
    received_at: Moment


class ObjectionRead(ObjectionReceipt):
    """An objection and its answer. Who objects is not on record."""

    model_config = ConfigDict(title="Objection")

    id: Id
    round_id: Id
    entry: HearingEntry
    status: StatusCode
    summary: Prose | None = Field(description="What is objected to, in the words of whoever answered.")
    answer: Prose | None
    answered_at: Moment | None
    statement: Prose | None = Field(description="In the objector's own words; null but for those who run the round.")
    version: Small = Field(ge=1, description="Counts the changes of the record.")


class ObjectionFilters(Input):
    """Which objections, by number, and how many at a time."""

    status: ObjectionStatus | None = Field(None, description="What became of them.")
    limit: Limit = 50
    cursor: Cursor = None
    with_total: bool = Field(default=False, description="Whether to count all pages in `total`.")


class ObjectionPage(Output):
    """A page of objections."""

    items: list[ObjectionRead] = Field(max_length=200)
    next: NextCursor
    prev: PrevCursor
    total: Total


class VerificationRead(Output):
    """A visit. It never changes: another visit is another record."""

    model_config = ConfigDict(title="FieldVerification")

    id: Id
    entry: HearingEntry
    visited_at: Moment
    place: Name = Field(examples=["Kantor Camat Medan Denai"])
    latitude: Latitude | None = Field(description="WGS 84 degrees.")
    longitude: Longitude | None = Field(description="WGS 84 degrees.")
    finding: FindingCode
    note: Prose | None
    evidence_id: Id | None = Field(description="Evidence of the innovation that shows it.")
    reference: Prose | None = Field(description="What else shows it.")
    account_id: Id | None = Field(description="The account that recorded it.")
    recorded_at: Moment


class VerificationFilters(Input):
    """Which visits, the last recorded first, and how many at a time."""

    entry: Id | None = Field(None, description="Id of an entry of the round.")
    limit: Limit = 50
    cursor: Cursor = None
    with_total: bool = Field(default=False, description="Whether to count all pages in `total`.")


class VerificationPage(Output):
    """A page of visits."""

    items: list[VerificationRead] = Field(max_length=200)
    next: NextCursor
    prev: PrevCursor
    total: Total

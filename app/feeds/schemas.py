"""What clients that follow the feed get."""

from datetime import date
from typing import Annotated

from pydantic import ConfigDict, Field

from app.core.schema import MOST_CURSOR, Id, Moment, Output, Slug, open_codes
from app.innovations.schemas import InnovationItem
from app.models.codes import ChangeKind

MOST_CHANGES = 500


class MergedInto(Output):
    """The record that another one went into."""

    id: Id
    slug: Slug


class ChangeEntry(Output):
    """The last change of one record."""

    kind: Annotated[str, open_codes(ChangeKind, "What to do with a copy of the record.")]
    id: Id
    slug: Slug | None = Field(
        description="Readable part of the address; null where the registry says nothing of the record any more."
    )
    at: Moment
    innovation: InnovationItem | None = Field(
        description="The record as the list shows it now; null where the list does not show it any more."
    )
    used_until: list[date] = Field(
        max_length=10_000,
        description="For each other agency with a replica of it, the last day on which that counts, earliest first. "
        "`used_by` is how many of these have not passed; no change tells of their passing.",
        examples=[["2026-12-31"]],
    )
    etag: str | None = Field(
        max_length=80,
        description="The `ETag` of the whole record without credentials: fetch it anew where yours has another.",
        examples=['"r4711"'],
    )
    merged_into: MergedInto | None = Field(description="With `merged`: the record to show instead.")


class ChangePage(Output):
    """Changes in an order that loses none."""

    model_config = ConfigDict(title="ChangePage")

    items: list[ChangeEntry] = Field(max_length=MOST_CHANGES, description="Each record once, by its last change.")
    next: str = Field(
        max_length=MOST_CURSOR,
        pattern=r"^[A-Za-z0-9_-]+$",
        description="The `after` to go on with, now or on any later day; keep it with your copy.",
        examples=["q83vASNFZ4mrze8"],
    )
    more: bool = Field(description="Whether there are more changes already.", examples=[False])

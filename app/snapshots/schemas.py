"""What clients get of snapshots."""

from datetime import date
from typing import Annotated

from pydantic import ConfigDict, Field

from app.core.paging import NextCursor, PrevCursor, Total
from app.core.schema import Id, Moment, Name, Output, Prose, Slug, Small
from app.statistics.schemas import AudienceCode, Code
from app.status.schemas import Address

Digest = Annotated[
    str,
    Field(
        max_length=64,
        pattern=r"^[0-9a-f]{64}$",
        examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
    ),
]


class SnapshotItem(Output):
    """A snapshot as lists show it."""

    id: Id
    slug: Slug = Field(examples=["rapat-paripurna-3-desember-2026"])
    title: Name = Field(examples=["Rapat Paripurna 3 Desember 2026"])
    session_date: date = Field(description="The day of the session.", examples=["2026-12-03"])
    audience: AudienceCode
    statistics: Small = Field(description="How many statistics are in it.", examples=[4])
    digest: Digest = Field(
        description="SHA-256 of a text with a line for each statistic in order: its digest, two blanks, its key, a "
        "line feed."
    )
    created_by: Name = Field(
        description="The account that froze it; of an account that is somebody's own, its roles.",
        examples=["Bagian Organisasi"],
    )
    created_at: Moment


class SnapshotPage(Output):
    """A page of snapshots."""

    items: list[SnapshotItem] = Field(max_length=200)
    next: NextCursor
    prev: PrevCursor
    total: Total


class SnapshotContent(Output):
    """A statistic in a snapshot."""

    key: Code = Field(examples=["council_by_body"])
    name: Code = Field(examples=["council"])
    parameters: dict[str, Annotated[str, Field(max_length=1000)]] = Field(
        max_length=60, description="What it was asked with.", examples=[{"by": "body"}]
    )
    digest: Digest = Field(description="SHA-256 of the bytes that `address` answers with.")
    size: Small = Field(description="How many bytes these are.", examples=[14_022])
    address: Address = Field(description="Where it is; with `.csv` or `.xlsx` behind the path, as a sheet.")


class SnapshotRead(SnapshotItem):
    """A snapshot. Nothing of it ever changes."""

    model_config = ConfigDict(title="Snapshot")

    note: Prose | None
    contents: list[SnapshotContent] = Field(max_length=100)

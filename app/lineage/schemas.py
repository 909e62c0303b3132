"""What clients get of lineages, and of who uses an innovation."""

from datetime import date
from typing import Annotated

from pydantic import ConfigDict, Field

from app.core.partial_date import PartialDate
from app.core.schema import Id, Name, Output, Prose, Slug, Small, open_codes
from app.innovations.parts import AgencyBrief, InnovationBrief, KindCode
from app.lineage.graph import Descent
from app.models.codes import REPLICATED, AdaptationKind, RelationKind, SignKind, Vitality

MOST_NODES = 2_000
MOST_USES = 500
# as many as so many records can have
_MOST_EDGES = 400_000

VitalityCode = Annotated[str, open_codes(Vitality, "Whether it is alive on the day, by its last sign of life.")]
RegionCode = Annotated[
    str, Field(max_length=13, description="Kemendagri code of a region outside the city.", examples=["12.07"])
]
Since = Annotated[
    PartialDate | None,
    Field(
        description="Since when it is used: the day on which its replication began to run, or else its first dated "
        "stage `penerapan`, or else the day on which it was first known."
    ),
]


class LineageNode(Output):
    """An innovation in a lineage."""

    id: Id
    slug: Slug
    name: Name
    agency: AgencyBrief | None
    external: bool = Field(description="Whether its agency is outside the city's government.")
    region_code: RegionCode | None
    kind: KindCode
    vitality: VitalityCode | None = Field(description="Null while the record is not public.")
    since: Since
    depth: int = Field(
        ge=-MOST_NODES - 1,
        le=MOST_NODES + 1,
        json_schema_extra={"format": "int32"},
        description="Steps from the record by the longest way: below 0 for what it descends from, above 0 for what "
        "descends from it.",
        examples=[1],
    )


class LineageChange(Output):
    """What became of a part of the origin in its replica."""

    kind: Annotated[str, open_codes(AdaptationKind, "Whether it was kept, changed or left out.")]
    part: Name = Field(examples=["Formulir pengajuan"])
    note: Prose | None


class LineageEdge(Output):
    """That one innovation descends from another."""

    descendant: Id = Field(serialization_alias="from", description="The later one.")
    ancestor: Id = Field(serialization_alias="to", description="The earlier one, which it came of.")
    kind: Annotated[str, open_codes(Descent, "How it descends.")]
    since: date | None = Field(
        description="The day on which the replication that made it began to run; null where none did.",
        examples=["2024-03-01"],
    )
    changes: list[LineageChange] = Field(
        max_length=500, description="What was kept, changed and left out, of replicas that are public."
    )
    note: Prose | None


class LineageCounts(Output):
    """How many innovations a lineage tells of."""

    ancestors: Small = Field(description="Those that the record descends from.", examples=[1])
    descendants: Small = Field(description="Those that descend from the record.", examples=[4])
    archived: Small = Field(
        description="Those that were archived. They are left out, and so are their edges; what descends from them is "
        "not.",
        examples=[0],
    )


class LineageRead(Output):
    """What an innovation descends from and what descends from it, at any distance. It has no cycles."""

    model_config = ConfigDict(title="Lineage")

    root: Id = Field(description="The record that was asked for.")
    nodes: list[LineageNode] = Field(max_length=MOST_NODES, description="The record first, then the nearest.")
    edges: list[LineageEdge] = Field(max_length=_MOST_EDGES, description="From descendants to ancestors.")
    counts: LineageCounts
    truncated: bool = Field(description=f"Whether there are more than the nearest {MOST_NODES}.")


class UseEvidence(Output):
    """What the last sign of life is, and what shows it."""

    kind: Annotated[str, open_codes(SignKind, "What the sign is.")]
    reference: Prose | None = Field(description="Number of a document.", examples=["800/1234/2026"])
    title: Name | None = Field(description="Title of the evidence.")
    address: str | None = Field(
        max_length=2000, description="Where it is.", examples=["https://jdih.example.go.id/sk/123"]
    )


class InnovationUse(Output):
    """An innovation of another agency that adapts or copies this one."""

    replica: InnovationBrief
    agency: AgencyBrief
    external: bool = Field(description="Whether the agency is outside the city's government.")
    region_code: RegionCode | None
    relation: Annotated[
        str, open_codes(RelationKind, f"How it came of this one: {' or '.join(f'`{one}`' for one in REPLICATED)}.")
    ]
    since: Since
    status: VitalityCode
    verified_on: date | None = Field(
        description="The day of its last sign of life; null where there is none.", examples=["2026-10-05"]
    )
    evidence: UseEvidence | None = Field(description="That sign; null where there is none.")


class UseCountsRead(Output):
    """By how many agencies and regions it is used on the day."""

    model_config = ConfigDict(title="UseCounts")

    agencies: Small = Field(description="Agencies that use it.", examples=[5])
    regions: Small = Field(description="Regions of theirs; the city is one of them if an agency of its own is.")
    city_agencies: Small = Field(description="Agencies of the city.", examples=[3])
    other_regions: Small = Field(
        description="Regions other than the city: what indicator 31 of the Indeks Inovasi Daerah asks for (1, 2 or 3 "
        "times in different regions), and what shows adaptability to KIPP.",
        examples=[2],
    )


class InnovationUseRead(Output):
    """Who uses an innovation on a day. It follows from replicas and their signs of life; nobody declares it."""

    model_config = ConfigDict(title="InnovationUses")

    as_of: date = Field(description="The day.", examples=["2026-11-28"])
    items: list[InnovationUse] = Field(
        max_length=MOST_USES, description=f"Replicas in use, the last seen first; the first {MOST_USES}."
    )
    total: Small = Field(description="How many replicas are in use.", examples=[5])
    not_counted: list[InnovationUse] = Field(
        max_length=MOST_USES,
        description=f"Replicas of which nothing shows that they are in use; `status` says why. The first {MOST_USES}.",
    )
    total_not_counted: Small = Field(description="How many those are.", examples=[1])
    counts: UseCountsRead

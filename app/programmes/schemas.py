"""What clients ask of programmes and their editions, and what they get."""

from typing import Annotated

from pydantic import ConfigDict, Field

from app.agencies.schemas import AgencyName
from app.core.paging import NextCursor, PrevCursor, Total
from app.core.partial_date import PartialDate
from app.core.schema import (
    Cursor,
    Id,
    Input,
    Limit,
    Moment,
    Name,
    Output,
    Prose,
    Reference,
    Slug,
    Small,
    Year,
    open_codes,
)
from app.innovations.parts import AmbiguityEntry, AreaBrief, InnovationBrief, Rupiah
from app.models.codes import EditionRole, ProgrammeKind, ProgrammeStatus

KindCode = Annotated[str, open_codes(ProgrammeKind, "Sort of activity.")]
RoleCode = Annotated[str, open_codes(EditionRole, "The part taken.")]
StatusCode = Annotated[str, open_codes(ProgrammeStatus, "Whether everyone may read it.")]


class ProgrammeFilters(Input):
    """Which programmes, by name, and how many at a time."""

    kind: ProgrammeKind | None = Field(None, description="Sort of activity.")
    organiser: Reference | None = Field(
        None,
        description="Id or slug of the agency that holds them; its predecessors and successors count.",
        examples=["bkpsdm"],
    )
    status: ProgrammeStatus | None = Field(
        None, description="`draft` needs credentials, and shows the drafts that you keep."
    )
    limit: Limit = 20
    cursor: Cursor = None
    with_total: bool = Field(default=False, description="Whether to count all pages in `total`.")


class EditionFilters(Input):
    """Which editions, the newest first, and how many at a time. Every condition narrows the list."""

    programme: Reference | None = Field(
        None, description="Id or slug of the programme.", examples=["workshop-inovasi-pelayanan-publik"]
    )
    kind: ProgrammeKind | None = Field(None, description="Sort of activity.")
    year: Year | None = Field(
        None,
        description="A year in which it was held, or may have been.",
        examples=["2019"],
    )
    organiser: Reference | None = Field(
        None,
        description="Id or slug of the agency that held it; its predecessors and successors count.",
        examples=["bkpsdm"],
    )
    participant: Reference | None = Field(
        None,
        description="Id or slug of an agency that took part as `peserta`, or whose people did; its predecessors and "
        "successors count.",
        examples=["dpmptsp"],
    )
    person: Reference | None = Field(
        None, description="Id or slug of a person with a part in it.", examples=["renward-parapat"]
    )
    status: ProgrammeStatus | None = Field(
        None, description="`draft` needs credentials, and shows the drafts that you keep."
    )
    limit: Limit = 20
    cursor: Cursor = None
    with_total: bool = Field(default=False, description="Whether to count all pages in `total`.")


class Institution(Output):
    """An agency by its name on the date, of the city or outside it, or a name alone where there is no record."""

    agency: AgencyName | None = Field(description="The record, where there is one.")
    name: Name = Field(examples=["Universitas Sumatera Utara"])


class ProgrammeBrief(Output):
    """A programme by name."""

    id: Id
    slug: Slug = Field(examples=["workshop-inovasi-pelayanan-publik"])
    name: Name = Field(examples=["Workshop Inovasi Pelayanan Publik"])


class ProgrammeItem(ProgrammeBrief):
    """A programme as lists show it."""

    kind: KindCode
    organiser: Institution | None = Field(
        description="Who holds it, by its present name; null where no source says it."
    )
    editions: Small = Field(description="How many editions of it are public.")
    status: StatusCode
    version: Small = Field(ge=1, description="Counts the changes of the record.")


class ProgrammeRead(ProgrammeItem):
    """A programme."""

    model_config = ConfigDict(title="Programme")

    aliases: list[Name] = Field(max_length=20)
    description: Prose | None
    ambiguities: list[AmbiguityEntry] = Field(max_length=200)
    published_at: Moment | None
    updated_at: Moment


class ProgrammePage(Output):
    """A page of programmes."""

    items: list[ProgrammeItem] = Field(max_length=200)
    next: NextCursor
    prev: PrevCursor
    total: Total


class EditionPersonBrief(Output):
    """A person by public name, or by what stands in its place."""

    id: Id | None = Field(description="Null where the person withdrew the public name.")
    slug: Slug
    name: Name


class EditionPartRead(Output):
    """A part in an edition: of a person, or of somebody from an institution whom no source names."""

    role: RoleCode
    person: EditionPersonBrief | None = Field(description="Null where no source names anybody.")
    institution: Institution | None = Field(description="For whom the person spoke, taught or took part.")
    title: Name | None = Field(description="The post, as the source words it.", examples=["Asisten Umum"])
    on_behalf_of: EditionPersonBrief | None = Field(description="Who was represented.")
    note: Prose | None


class EditionSessionRead(Output):
    """What was taught."""

    held_on: PartialDate | None
    title: Name = Field(examples=["Pedoman Inovasi Pelayanan Publik"])
    material: Prose | None = Field(description="What was taught from.")


class BenchmarkVisitRead(Output):
    """A benchmark visit. What no source says of it is null."""

    id: Id
    name: Name = Field(examples=["Benchmarking To Best Practise"])
    visited_on: PartialDate | None
    visited_until: PartialDate | None
    place: Name | None
    host: Institution | None = Field(description="Who was visited.")
    adopted: Prose | None = Field(description="What was taken over from there.")
    adopted_by: InnovationBrief | None = Field(description="What took it over; null also while that is not public.")
    note: Prose | None


class ShortlistRead(Output):
    """Innovations ahead of others. Some may not be named."""

    id: Id
    name: Name = Field(examples=["Enam inovasi terbaik"])
    parent: Name | None = Field(description="The list of the same edition that it was drawn from.")
    declared_size: Small | None = Field(description="How many there are by the source.", examples=[6])
    innovations: list[InnovationBrief] = Field(max_length=200, description="Those that are named and public.")
    unknown: Small | None = Field(
        description="How many more there are that are not named here; null where no source counts them."
    )
    note: Prose | None


class ClusterTerm(Output):
    """A cluster by name."""

    slug: Slug = Field(examples=["kearsipan"])
    name: Name = Field(examples=["Kearsipan"])


class ClustersRead(Output):
    """The clusters that the results were sorted into. A source may count more than it names."""

    classification: Slug = Field(examples=["lan-medan-2017"])
    name: Name
    edition: Name | None
    declared_size: Small | None = Field(description="How many there are by the source.", examples=[7])
    terms: list[ClusterTerm] = Field(max_length=1000)
    unknown: Small | None = Field(
        description="How many more there are that no source names; null where none counts them."
    )


class ParticipantsRead(Output):
    """How many took part: by a source, and on record."""

    declared: Small | None = Field(description="By a source; null where none says it.", examples=[37])
    people: Small = Field(description="People on record as `peserta`.")
    agencies: Small = Field(description="Agencies on record as `peserta`, by themselves or through their people.")
    capacity: Small | None = Field(description="How many there was room for.")


class EditionItem(Output):
    """An edition as lists show it."""

    id: Id
    slug: Slug = Field(examples=["workshop-2019"])
    name: Name = Field(examples=["Workshop Inovasi Pelayanan Publik Tahun Anggaran 2019"])
    programme: ProgrammeBrief
    kind: KindCode
    starts_on: PartialDate
    ends_on: PartialDate | None = Field(description="Null where no source says it.")
    venue: Name | None
    organiser: Institution | None = Field(description="Who held it, by its name on the last day known.")
    participants: ParticipantsRead
    status: StatusCode
    version: Small = Field(ge=1, description="Counts the changes of the record.")


class EditionRead(EditionItem):
    """An edition with all that is on record of it. What no source says is null."""

    model_config = ConfigDict(title="ProgrammeEdition")

    description: Prose | None
    date_basis: Prose | None = Field(description="What the dates rest on, where no source says them outright.")
    area: AreaBrief | None
    audience: Name | None = Field(description="For whom it was.", examples=["Seluruh OPD"])
    duration: Name | None = Field(examples=["24 hari"])
    duration_days: Small | None = Field(description="How many days it took; null where no source says it.")
    cost_idr: Rupiah | None = Field(description="Whole rupiah; null where it is not known.")
    funding: Name | None
    people: list[EditionPartRead] = Field(max_length=500)
    sessions: list[EditionSessionRead] = Field(max_length=200)
    visits: list[BenchmarkVisitRead] = Field(max_length=50)
    shortlists: list[ShortlistRead] = Field(max_length=20)
    clusters: ClustersRead | None
    ambiguities: list[AmbiguityEntry] = Field(max_length=200)
    published_at: Moment | None
    updated_at: Moment


class EditionPage(Output):
    """A page of editions."""

    items: list[EditionItem] = Field(max_length=200)
    next: NextCursor
    prev: PrevCursor
    total: Total

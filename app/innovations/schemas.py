"""What clients ask of innovations and what they get."""

from enum import StrEnum
from typing import Annotated

from pydantic import ConfigDict, Field

from app.core.paging import NextCursor, PrevCursor, Total
from app.core.partial_date import PartialDate
from app.core.schema import (
    Cursor,
    Id,
    Limit,
    Moment,
    Name,
    Output,
    Prose,
    Reference,
    Slug,
    Small,
    Text,
    open_codes,
)
from app.innovations.narrowing import Narrowing
from app.innovations.parts import (
    AgencyBrief,
    Alias,
    AmbiguityEntry,
    ClassificationEntry,
    Counts,
    FirstKnownCode,
    FormCode,
    KindCode,
    LegalBasisEntry,
    Participation,
    Place,
    Platform,
    RelationEntry,
    ResourceEntry,
    StageCode,
    StageEntry,
)
from app.models.codes import (
    Initiator,
    RecordStatus,
)


class InnovationSort(StrEnum):
    """Orders of the list; each ends with the id, so that pages are stable."""

    NEWEST = "newest"
    OLDEST = "oldest"
    NAME = "name"
    UPDATED = "updated"


class InnovationFilters(Narrowing):
    """Which innovations, in which order, and how many at a time. Every condition narrows the list."""

    innovator: Reference | None = Field(None, description="Id or slug of a person with a part in it.")
    status: RecordStatus | None = Field(
        None,
        description="Anything but `published` needs credentials, and shows the records that you keep. `newest` is then "
        "by registration.",
    )
    external: bool = Field(
        default=False,
        description="Records of agencies outside the city's government alone. Without it they are left out.",
    )
    q: Annotated[Text, Field(min_length=1, max_length=100)] | None = Field(
        None,
        description="Part of a name, alias, acronym or its expansion; case, accents and punctuation do not matter.",
    )
    sort: InnovationSort = Field(InnovationSort.NEWEST, description="Order; `newest` is by publication.")
    limit: Limit = 20
    cursor: Cursor = None
    with_total: bool = Field(default=False, description="Whether to count all pages in `total`.")


class InnovationHead(Output):
    """What a list and the record itself tell alike."""

    id: Id
    slug: Slug
    name: Name
    summary: Prose | None = Field(description="What it is, in a sentence; null where no source says it.")
    kind: KindCode
    form: FormCode
    stage: StageCode
    agency: AgencyBrief | None = Field(description="The owner; null where no source names one.")
    represents: Small = Field(
        ge=1,
        description="How many innovations the record stands for: more than 1 where a source counts without naming.",
    )
    first_known_on: PartialDate | None = Field(
        description="The earliest day that a source shows it; not the day its use began."
    )
    first_known_by: FirstKnownCode | None
    version: Small = Field(ge=1, description="Counts the changes of the record.")
    status: Annotated[str, open_codes(RecordStatus, "Where the record is on its way from draft to public.")]
    published_at: Moment | None = Field(description="When it was first published; null before that.")
    updated_at: Moment


class InnovationItem(InnovationHead):
    """An innovation as lists show it."""

    used_by: Small = Field(
        description="How many other agencies have a replica of it that is in use today, by its signs of life.",
        examples=[3],
    )


class InnovationPage(Output):
    """A page of innovations."""

    model_config = ConfigDict(title="InnovationPage")

    items: list[InnovationItem] = Field(max_length=200)
    next: NextCursor
    prev: PrevCursor
    total: Total


class InnovationRead(InnovationHead):
    """The whole record of an innovation. What no source says is null."""

    model_config = ConfigDict(title="Innovation")

    agency_name_then: Name | None = Field(
        description="What the owner was called on `first_known_on`, where the registry knows a name of that time."
    )
    aliases: list[Alias] = Field(max_length=200)
    problem: Prose | None = Field(description="The problem it answers.")
    goal: Prose | None
    novelty: Prose | None
    how_it_works: Prose | None
    benefit: Prose | None
    result_before: Prose | None
    result_after: Prose | None
    initiator: Annotated[str, open_codes(Initiator, "Who began it.")]
    remark: Prose | None = Field(description="Why the record was returned or archived; null while it is public.")
    platform: Platform
    stages: list[StageEntry] = Field(max_length=200, description="In order of time; the last one is `stage`.")
    people: list[Participation] = Field(max_length=500)
    places: list[Place] = Field(max_length=500)
    classifications: list[ClassificationEntry] = Field(max_length=500)
    legal_bases: list[LegalBasisEntry] = Field(max_length=200)
    resources: list[ResourceEntry] = Field(max_length=200)
    relations: list[RelationEntry] = Field(max_length=1000)
    ambiguities: list[AmbiguityEntry] = Field(max_length=200)
    counts: Counts


class RelationList(Output):
    """Every relation to a published innovation, in both directions."""

    items: list[RelationEntry] = Field(max_length=1000)

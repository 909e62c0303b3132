"""What clients ask of the statistics of innovations."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from app.core.schema import AsOf, Cursor, Limit, Reference, Text
from app.innovations.narrowing import Narrowing
from app.models.codes import AreaLevel, RecordStatus

SCHEME = "lan-medan-2017"


class Lack(StrEnum):
    """What a record may lack."""

    AGENCY = "agency"
    KIND = "kind"
    FORM = "form"
    STAGE = "stage"
    START = "start"
    FIRST_KNOWN_ON = "first_known_on"
    INITIATOR = "initiator"
    SUMMARY = "summary"
    PROBLEM = "problem"
    GOAL = "goal"
    NOVELTY = "novelty"
    HOW_IT_WORKS = "how_it_works"
    BENEFIT = "benefit"
    RESULT = "result"
    PEOPLE = "people"
    PLACES = "places"
    URUSAN = "urusan"
    LEGAL_BASES = "legal_bases"
    RESOURCES = "resources"
    CITATION = "citation"


class Owing(StrEnum):
    """How a record stands that owes a sign of life: overdue, or dormant after a second period."""

    STALE = "stale"
    VAKUM = "vakum"


class CountedFilters(Narrowing):
    """Which innovations count, as in `GET /v1/innovations`. Every condition narrows."""

    innovator: Reference | None = Field(None, description="Id or slug of a person with a part in it.")
    status: RecordStatus | None = Field(
        None,
        description="Anything but `published` needs credentials, and counts the records that you keep. Not with "
        "`as_of`.",
    )
    external: bool = Field(
        default=False,
        description="Records of agencies outside the city's government alone. Without it they are left out.",
    )
    q: Annotated[Text, Field(min_length=1, max_length=100)] | None = Field(
        None, description="Part of a name, alias, acronym or its expansion."
    )
    as_of: AsOf | None = Field(
        None, description="The state of a past day, as `GET /v1/innovations/{key}?as_of=` tells it; today where absent."
    )


class _Told(CountedFilters):
    scheme: str = Field(
        SCHEME,
        min_length=1,
        max_length=120,
        pattern="^[a-z0-9-]+$",
        description="The classification whose terms are the clusters.",
        examples=[SCHEME],
    )
    area_level: AreaLevel = Field(AreaLevel.KECAMATAN, description="The level of the areas.")


class InnovationStatisticFilters(_Told):
    """Which innovations count, and what they are told apart by."""

    by: str | None = Field(
        None,
        min_length=1,
        max_length=60,
        pattern=r"^[a-z_,]+$",
        description="One or two of `kind`, `stage`, `form`, `agency`, `year`, `cluster`, `urusan`, `area`, with a "
        "comma between. Two of the last three do not go together, nor one of them with `form`.",
        examples=["kind"],
    )


class CountedItemFilters(_Told):
    """Which innovations, and how many at a time."""

    cell: str | None = Field(
        None,
        min_length=1,
        max_length=300,
        pattern=r"^[a-zA-Z0-9:,._-]+$",
        description="The row of the statistic: `dimension:code`, with commas between; without a code, those that have "
        "none.",
        examples=["kind:digital"],
    )
    lacks: Lack | None = Field(None, description="What no source says of it; not with `as_of`.")
    vitality: Owing | None = Field(
        None, description="That it owes a sign of life (`stale`), or for so long that it is dormant; not with `as_of`."
    )
    limit: Limit = 50
    cursor: Cursor = None
    with_total: bool = Field(default=False, description="Whether to count all pages in `total`.")

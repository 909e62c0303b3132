"""What clients ask of coverage."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from app.core.schema import AsOf, Cursor, Input, Limit, Reference, whole_number
from app.coverage.city import EARLIEST
from app.coverage.fairness import CoverageMeasure
from app.models.codes import CoverageLevel, CoverageStatus

Year = Annotated[
    int,
    Field(ge=EARLIEST, le=2100, json_schema_extra={"format": "int32"}, examples=[2023]),
    BeforeValidator(whole_number),
]
WithUnits = Annotated[
    bool,
    Field(description="Whether what the agencies have that are part of one counts for it too."),
]


class CoverageFilters(Input):
    """Which day, and which agencies."""

    year: Year | None = Field(
        None, description="The year whose last day to look at, or today in the running year. Not with `as_of`."
    )
    as_of: AsOf | None = Field(None, description="The date to look at; today where both are absent.")
    level: CoverageLevel | None = Field(None, description="The level of the agencies; all where absent.")
    with_units: WithUnits = False


class PagedCoverageFilters(CoverageFilters):
    """How many at a time."""

    limit: Limit = 50
    cursor: Cursor = None
    with_total: bool = Field(default=False, description="Whether to count all pages in `total`.")


class CoverageAgencyFilters(PagedCoverageFilters):
    """Which agencies."""

    agency: Reference | None = Field(
        None, description="Id or slug; of one that was not there on the date, those that stood for it then."
    )
    status: CoverageStatus | None = Field(None, description="What they have.")


class CoverageInnovationFilters(PagedCoverageFilters):
    """Which of the innovations that are counted."""

    agency: Reference | None = Field(
        None, description="Id or slug of who is credited; of one that was not there, those that stood for it then."
    )


class CoverageRankingFilters(PagedCoverageFilters):
    """Which agencies to compare, and by what."""

    level: CoverageLevel | None = Field(
        None, description="The level of the agencies; where absent, all levels that make up the total."
    )
    measure: CoverageMeasure = Field(CoverageMeasure.YEARS_COVERED, description="What they are compared by.")


class CoverageTrendFilters(Input):
    """Which years, and which agencies."""

    since: Year | None = Field(None, description="The first year; where absent, the first of which one is known.")
    until: Year | None = Field(None, description="The last year; the running one where absent.")
    level: CoverageLevel | None = Field(None, description="The level of the agencies; all where absent.")
    with_units: WithUnits = False

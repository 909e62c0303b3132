"""The innovations that a statistic counts, one by one."""

from datetime import date

from pydantic import ConfigDict, Field

from app.core.paging import NextCursor, PrevCursor, Total
from app.core.schema import Id, Name, Output, Slug, Small
from app.innovations.parts import AgencyBrief, FormCode, KindCode, StageCode


class StatisticItem(Output):
    """An innovation as it counts, on the day that was asked for."""

    id: Id
    slug: Slug
    name: Name = Field(description="As it is called today.")
    agency: AgencyBrief | None = Field(description="The owner of that day, as it is called today.")
    kind: KindCode
    form: FormCode
    stage: StageCode
    represents: Small = Field(description="How many innovations it counts for, without those that count themselves.")


class CountedInnovationPage(Output):
    """A page of the innovations that are counted, by name."""

    model_config = ConfigDict(title="CountedInnovationPage")

    as_of: date = Field(description="The day whose state this is.", examples=["2026-11-28"])
    items: list[StatisticItem] = Field(max_length=200)
    next: NextCursor
    prev: PrevCursor
    total: Total

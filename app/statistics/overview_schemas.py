"""What clients get for the first page of a dashboard."""

from datetime import date

from pydantic import ConfigDict, Field

from app.core.schema import Output
from app.statistics.schemas import StatisticRead


class StatisticOverview(Output):
    """The statistic `innovations` by several dimensions at once."""

    model_config = ConfigDict(title="StatisticOverview")

    as_of: date = Field(description="The day whose state this is.", examples=["2026-11-28"])
    items: list[StatisticRead] = Field(
        max_length=10, description="By agency, kind, stage, form and year: the last of `dimensions` says which."
    )

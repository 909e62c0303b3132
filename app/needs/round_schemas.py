"""What clients get of the rounds that measured a need, and of the change between them."""

from datetime import date
from typing import Annotated

from pydantic import Field

from app.agencies.schemas import AgencyName
from app.core.schema import Exact, Id, Output, Prose, Slug, Small, open_codes
from app.models.codes import NeedStatus
from app.needs.change import NoInterval
from app.needs.weakness import FigureBasis

StatusCode = Annotated[str, open_codes(NeedStatus, "How far it has come.")]
NoIntervalCode = Annotated[str, open_codes(NoInterval, "Why the change has no interval.")]
FigureCode = Annotated[
    str, open_codes(FigureBasis, "Whether the figure was computed from answers, or is one that a report tells.")
]
Grade = Annotated[str, Field(max_length=1, pattern="^[A-D]$", description="Letter of quality.", examples=["C"])]


class NeedRound(Output):
    """A round that measured the unsur."""

    id: Id
    slug: Slug = Field(examples=["skm-disdukcapil-2026-1"])
    agency: AgencyName = Field(description="By its name on the first day of the round.")
    began_on: date = Field(examples=["2026-01-05"])
    ended_on: date = Field(examples=["2026-01-30"])
    basis: FigureCode
    nrr: Exact = Field(
        description="Mean of the answers to the unsur, 1 to 4; four decimals, half up.", examples=["2.8000"]
    )
    index: Exact = Field(description="The mean times 25; two decimals, half up.", examples=["70.00"])
    mutu: Grade
    n: Small | None = Field(description="How many answered the unsur; null where that was not reported.")


class NeedInterval(Output):
    """Between what the difference lies with a confidence of 95 %; four decimals, rounded outwards."""

    low: Exact = Field(examples=["0.0138"])
    high: Exact = Field(examples=["1.5862"])


class NeedChange(Output):
    """A later round of the same unit and unsur, beside the one that shows the need."""

    after: NeedRound
    difference: Exact = Field(
        description="The mean of the later round less that of the first; four decimals, half up.", examples=["0.8000"]
    )
    interval: NeedInterval | None = Field(description="By Welch; null where the spread is not known.")
    no_interval: NoIntervalCode | None
    distinguishable: bool | None = Field(
        description="Whether the change can be told from chance: the interval leaves out zero. Null without interval."
    )
    verdict: StatusCode | None = Field(description="What the round decides by itself, or null if it cannot.")
    decides: bool = Field(description="Whether it is the one that decides of the need: the first that can.")
    note_id: Prose
    note_en: Prose = Field(examples=["Better: up by 0.8000, and the 95 % confidence interval leaves out zero."])

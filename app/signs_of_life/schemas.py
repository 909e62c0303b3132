"""What clients get of signs of life."""

from datetime import date
from typing import Annotated

from pydantic import ConfigDict, Field

from app.core.paging import NextCursor, PrevCursor, Total
from app.core.schema import Exact, Id, Moment, Output, Prose, Small, open_codes
from app.models.codes import SignKind, Vitality

Unit = Annotated[str, Field(max_length=60, examples=["permohonan"])]
Day = Annotated[date, Field(examples=["2026-11-20"])]


class SignOfLifeShown(Output):
    """What shows that the innovation was in use on a day."""

    kind: Annotated[str, open_codes(SignKind, "What sort of sign it is.")]
    observed_on: Day
    figure: Exact | None = Field(description="How much it was used; null where nothing was counted.")
    unit: Unit | None = Field(description="What the figure counts.")
    evidence_id: Id | None = Field(description="Evidence of the innovation that shows it.")
    reference: Prose | None = Field(description="What else shows it.", examples=["Laporan bulanan 800/12/2026"])


class SurvivalCheckRead(Output):
    """Whether a replica was still in use some months after it began."""

    model_config = ConfigDict(title="SurvivalCheck")

    months: Small = Field(description="After how many months.", examples=[6])
    due_on: Day = Field(description="The day from which a sign of life answers it.")
    answered_on: Day | None = Field(description="The day of the first sign that answers it; null without one.")
    overdue: bool = Field(description="Whether it should have been answered; never once the innovation stopped.")


class VitalityRead(Output):
    """Whether an innovation is alive on a day. It follows from the last sign of life and the days since."""

    model_config = ConfigDict(title="Vitality")

    vitality: Annotated[
        str,
        open_codes(
            Vitality,
            "`aktif` and, without any sign yet, `menunggu` until a period is over; `stale` until a second one is; then "
            "`vakum`. `berhenti` where its last stage says so.",
        ),
    ]
    since: Day = Field(description="Since which day; of what was not published by then, the day on which it was.")
    due_on: Day | None = Field(description="The last day on which a sign is in time; null once it stopped.")
    vakum_on: Day | None = Field(description="The first day on which it is dormant without one; null once it stopped.")
    as_of: Day = Field(description="The day that it is told of.")
    period_months: Small = Field(description="Within how many months an innovation owes a sign of life.", examples=[6])
    last_sign: SignOfLifeShown | None = Field(description="The last sign by that day; null without one.")
    checks: list[SurvivalCheckRead] = Field(
        max_length=10, description="Of a replica whose beginning is known; otherwise empty."
    )


class WithdrawnSign(Output):
    """Since when a sign shows nothing any more, and why."""

    at: Moment
    reason: Prose


class SignOfLifeRead(SignOfLifeShown):
    """A sign of life as whoever keeps the record reads it."""

    model_config = ConfigDict(title="SignOfLife")

    id: Id
    note: Prose | None
    recorded_at: Moment
    withdrawn: WithdrawnSign | None = Field(description="Null while it stands.")
    reactivation: bool = Field(description="Whether the innovation was dormant on that day, so that this woke it.")


class SignOfLifePage(Output):
    """A page of signs of life."""

    items: list[SignOfLifeRead] = Field(max_length=200)
    next: NextCursor
    prev: PrevCursor
    total: Total

"""What clients ask of survival, and what they get."""

from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, ConfigDict, Field

from app.core.errors import Language
from app.core.schema import AsOf, Exact, Input, Output, Prose, Reference, Small, open_codes, whole_number
from app.models.codes import InnovationKind

# 365.25 days each
YEARS = (1, 2, 3)

CohortYear = Annotated[
    int,
    Field(ge=1990, le=2100, json_schema_extra={"format": "int32"}, examples=[2019]),
    BeforeValidator(whole_number),
]
ShareText = Annotated[Exact, Field(max_length=6, examples=["0.8571"])]


class SurvivalFilters(Input):
    """Which cohort: the published innovations of the city that began in a year; every further condition narrows."""

    year: CohortYear = Field(description="The year in which they began.")
    agency: Reference | None = Field(None, description="Id or slug of the owner; predecessors and successors count.")
    kind: InnovationKind | None = Field(None, description="Whether they rest on information technology.")
    replicas: bool = Field(default=False, description="Whether only those count that adapt or copy another innovation.")
    as_of: AsOf | None = Field(
        None, description="The date to look at, today where absent. What was observed later does not count."
    )


class SurvivalChartFilters(SurvivalFilters):
    """Which cohort, and the language of the picture."""

    lang: Language = Field("id", description="Language of the picture.")


class SurvivalEcho(Output):
    """The conditions that narrowed the cohort."""

    agency: str | None = Field(max_length=120, description="As it was asked for.", examples=["sekretariat-dprd"])
    kind: Annotated[str, open_codes(InnovationKind, "Whether they rest on information technology.")] | None
    replicas: bool = Field(description="Whether only replicas count.")


class SurvivalPoint(Output):
    """A time at which an innovation ended or was lost from sight, and the share that is alive from then on."""

    days: Small = Field(description="Days since the beginning.", examples=[412])
    at_risk: Small = Field(description="How many were watched up to this time.", examples=[21])
    events: Small = Field(description="How many ended at it.", examples=[1])
    censored: Small = Field(description="How many were not watched any further.", examples=[0])
    survival: ShareText = Field(description="The share alive, from 0 to 1, rounded half up to four decimals.")
    lower: ShareText | None = Field(description="Lower bound of the interval of 95 %; null once none is left.")
    upper: ShareText | None = Field(description="Upper bound of the interval of 95 %; null once none is left.")


class SurvivalAfter(Output):
    """The share alive after some years; null where none was watched for that long, for nothing is known then."""

    years: Small = Field(description="Years of 365.25 days since the beginning.", examples=[1])
    at_risk: Small = Field(description="How many were watched for at least as long.", examples=[17])
    survival: ShareText | None = Field(description="The share alive; 0 once none is left.")
    lower: ShareText | None = Field(description="Lower bound of the interval of 95 %.")
    upper: ShareText | None = Field(description="Upper bound of the interval of 95 %.")


class SurvivalDefinition(Output):
    """What is counted, and how, in two languages."""

    id: Prose
    en: Prose


class SurvivalRead(Output):
    """How long the innovations of a cohort live, by Kaplan and Meier."""

    model_config = ConfigDict(title="Survival")

    year: Small = Field(ge=1990, le=2100, description="The year in which they began.", examples=[2019])
    as_of: date = Field(description="The date that is looked at.", examples=["2026-11-22"])
    filters: SurvivalEcho
    subjects: Small = Field(description="How many innovations are in the cohort.", examples=[21])
    events: Small = Field(
        description="How many of them ended: they stopped, or were dormant on the date.", examples=[9]
    )
    censored: Small = Field(description="How many of them were not seen to end.", examples=[12])
    never_heard: Small = Field(description="How many of these never gave a sign of life.", examples=[3])
    undated_stops: Small = Field(description="How many of these stopped on a day that nobody noted.", examples=[0])
    points: list[SurvivalPoint] = Field(max_length=50_000, description="The curve, by time.")
    after: list[SurvivalAfter] = Field(max_length=10, description="What it says after 1, 2 and 3 years.")
    definition: SurvivalDefinition
    period_months: Small = Field(description="Within how many months an innovation owes a sign of life.", examples=[6])

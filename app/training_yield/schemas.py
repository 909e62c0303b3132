"""What clients ask of the yield of an edition, and what they get."""

from datetime import date
from typing import Annotated

from pydantic import ConfigDict, Field

from app.action_plans.schemas import EditionBrief
from app.core.schema import Output, Prose, Small, open_codes
from app.innovations.parts import Rupiah
from app.training_yield.costs import Lack

# counted from the day on which each began
YEARS = (1, 2, 3)

Number = Annotated[Small, Field(examples=[37])]


class YieldPlans(Output):
    """How many plans an edition has; naming one of those without a name does not change the total."""

    total: Number = Field(description="Plans with a name and without.")
    named: Number = Field(description="Plans on record.", examples=[2])
    unnamed: Number = Field(description="Plans that a source counts and nobody has named.", examples=[35])


class YieldOutputs(Output):
    """What came out: plans, and innovations on the shortlists of the edition, each counted once."""

    total: Number = Field(description="All of them.")
    identified: Number = Field(description="On record as a plan or an innovation.", examples=[2])
    unidentified: Number = Field(description="Nobody knows which they are.", examples=[35])
    innovations: Number = Field(description="How many of them are innovations on record.", examples=[1])


class YieldStarted(Output):
    """How many outputs were carried out."""

    started: Number = Field(description="Came to a trial, to use, or to the stage `deliver`.", examples=[1])
    not_started: Number = Field(description="Stopped before that.", examples=[0])
    unknown: Number = Field(description="Nothing says whether they were.", examples=[36])


class YieldAlive(Output):
    """How many outputs are alive on the day."""

    known_alive: Number = Field(description="A sign of life says so.", examples=[1])
    known_ended: Number = Field(description="Stopped, or dormant.", examples=[0])
    unknown: Number = Field(description="Nothing says whether they are; never counted as ended.", examples=[36])


class YieldAliveAfter(YieldAlive):
    """How many outputs were alive some years after they began."""

    years: Small = Field(description="Years of 365.25 days.", examples=[1])
    too_early: Number = Field(description="Of the unknown, those of which nobody can know it yet.", examples=[1])


class YieldReplicated(Output):
    """Of how many outputs a replica is in use."""

    replicated: Number = Field(description="A replica of another agency is in use.", examples=[0])
    none_in_use: Number = Field(description="No replica on record is in use.", examples=[1])
    unknown: Number = Field(description="Not on record as an innovation.", examples=[36])


class YieldCost(Output):
    """Whole rupiah for each, half-up; where that is unknown, why, and between which bounds it lies."""

    idr: Rupiah | None = Field(description="Whole rupiah; null where it is unknown.")
    reason: Annotated[str, open_codes(Lack, "Why it is unknown.")] | None
    at_least: Rupiah | None = Field(description="If all lived of which it is unknown.")
    at_most: Rupiah | None = Field(description="If none of these lived; null where that leaves none.")


class YieldCosts(Output):
    """What the edition cost, and what that is for each."""

    cost_idr: Rupiah | None = Field(description="Cost of the edition; null where no source says it.")
    per_plan: YieldCost
    per_output: YieldCost
    per_survivor: YieldCost = Field(description="For each output that is alive on the day.")


class YieldDefinition(Output):
    """What is counted, and how, in two languages."""

    id: Prose
    en: Prose


class TrainingYieldRead(Output):
    """What came out of an edition of a programme, how much of it lives, and what each cost."""

    model_config = ConfigDict(title="TrainingYield")

    edition: EditionBrief
    as_of: date = Field(description="The day that is looked at.", examples=["2026-11-28"])
    plans: YieldPlans
    outputs: YieldOutputs
    started: YieldStarted
    alive: YieldAlive
    alive_after: list[YieldAliveAfter] = Field(max_length=10, description="After 1, 2 and 3 years.")
    replicated: YieldReplicated
    costs: YieldCosts
    definition: YieldDefinition
    period_months: Small = Field(description="Within how many months an innovation owes a sign of life.", examples=[6])

"""What clients ask of the index and what they get. Everything in it is an estimate under one set of rules."""

from datetime import date
from typing import Annotated

from pydantic import ConfigDict, Field

from app.core.schema import (
    Exact,
    Id,
    Moment,
    Name,
    Output,
    Prose,
    Slug,
    Small,
    open_codes,
)
from app.innovation_index.indicators import Proof
from app.innovations.parts import InnovationBrief
from app.instruments.shown import ConfidenceCode, InstrumentLabel, InstrumentSource, PartCode, Sentence

ProofCode = Annotated[str, open_codes(Proof, "Whether it counts on the day.")]


class RuleSet(Output):
    """The rules that an estimate was made under."""

    slug: Slug = Field(examples=["iid-2026"])
    title: InstrumentLabel
    official: bool = Field(description="Whether they are known from the text of the body that issued them.")
    confidence: ConfidenceCode
    sources: list[InstrumentSource] = Field(max_length=50)
    assumptions: list[Sentence] = Field(
        max_length=50, description="What the registry chose where the sources are silent."
    )


class NeededKind(Output):
    """A kind of evidence that an indicator needs, and the best that is on hand of it."""

    kind: PartCode = Field(examples=["sk_kepala_daerah"])
    state: ProofCode
    evidence_id: Id | None = Field(description="Null where there is none.")
    valid_until: date | None = Field(description="The last day on which it counts.", examples=["2028-03-01"])


class CitedEvidence(Output):
    """Evidence that was named for an indicator."""

    evidence_id: Id
    kind: PartCode = Field(examples=["sk_kepala_daerah"])
    state: ProofCode


class LevelNeed(Output):
    """What a level asks for, by a basis where the indicator has several."""

    basis: PartCode | None = Field(examples=[None])
    label: InstrumentLabel


class NextLevelRead(Output):
    """The next level of an indicator."""

    level: Small = Field(ge=1, examples=[2], description="Counts from the lowest.")
    needs: list[LevelNeed] = Field(
        max_length=50, description="One of these; several where no basis has been chosen yet."
    )
    points: Exact = Field(description="How many points it adds.", examples=["3"])


class LevelOnRecord(Output):
    """What is on record here of what an indicator counts. Nobody claims it: it follows from other records."""

    count: Small = Field(
        description="Other regions in which a replica is in use, by its signs of life on the day.", examples=[2]
    )
    level: Small | None = Field(
        description="The level that this comes to by the indicator's own bounds; null for none.", examples=[2]
    )
    differs: bool = Field(description="Whether a higher level is claimed.")


class IndicatorScoreRead(Output):
    """How the innovation stands by one indicator."""

    number: Small = Field(ge=1, examples=[31], description="Its number in the source of the instrument.")
    code: PartCode
    label: InstrumentLabel
    weight: Exact = Field(examples=["3"])
    must: bool = Field(description="Whether its first level must be reached.")
    level: Small | None = Field(description="The level that is claimed; null where none is.", examples=[1])
    basis: PartCode | None = Field(examples=[None])
    on_record: LevelOnRecord | None = Field(
        description="For replications in different regions (`replikasi`); null for all other indicators."
    )
    points: Exact = Field(description="Weight x level.", examples=["3"])
    most: Exact = Field(description="What its highest level gives.", examples=["9"])
    evidence: list[NeededKind] = Field(max_length=100, description="The kinds of evidence that it needs.")
    missing_evidence: list[PartCode] = Field(max_length=100, description="Those of which nothing counts on the day.")
    cited: list[CitedEvidence] = Field(max_length=20, description="The evidence that the claim names.")
    next: NextLevelRead | None = Field(description="Null at the highest level.")


class ClaimSource(Output):
    """The self-assessment that the levels are from."""

    id: Id
    number: Small = Field(ge=1, description="Counts the self-assessments of the innovation by the instrument.")
    assessed_at: Moment


class IndexScoreRead(Output):
    """What an innovation scores by the indicators of an index, as its owner claims: an estimate, never official."""

    model_config = ConfigDict(title="IndexScore")

    estimate: bool = Field(description="Always true.", examples=[True])
    official: bool = Field(description="Always false: only the ministry's own measurement is.", examples=[False])
    rule_set: RuleSet
    innovation: InnovationBrief
    self_assessment: ClaimSource | None = Field(description="Null where nothing is claimed by this edition yet.")
    on: date = Field(description="The day on which the evidence is looked at.", examples=["2026-11-28"])
    points: Exact = Field(description="Sum of weight x level.", examples=["63"])
    most: Exact = Field(description="What the highest levels give.", examples=["111"])
    missing_musts: list[PartCode] = Field(
        max_length=100, description="The musts that have not reached their first level."
    )
    effect_of_missing_musts: Prose | None = Field(
        description="What their lack does to the score. Null means not known: no source says, and nothing was taken "
        "away for it.",
        examples=[None],
    )
    indicators: list[IndicatorScoreRead] = Field(max_length=100, description="In the instrument's order.")


class IndexPredicate(Output):
    """What an index is called."""

    code: PartCode = Field(examples=["inovatif"])
    label: InstrumentLabel


class IndexSum(Output):
    """What the city comes to, each term by itself. Rounded half-up to two decimals for display."""

    innovations: Small = Field(description="How many are counted.", examples=[12])
    government: Exact | None = Field(description="As it was told; null where it was not.", examples=["40.50"])
    quality: Exact = Field(
        description="Sum of the innovations' points, over their number or the divisor, whichever is more.",
        examples=["74.00"],
    )
    count: Exact = Field(
        description="The term of the number of innovations; 0 unless every basic service is covered.", examples=["4.56"]
    )
    innovation_part: Exact = Field(description="Both terms of the innovations together.", examples=["78.56"])
    total: Exact | None = Field(description="All terms; null where the government's is not known.", examples=["119.06"])
    index: Exact | None = Field(description="The total of 100; null where it is not known.", examples=["47.62"])
    predicate: IndexPredicate | None = Field(
        description="Null where the index is not known, or the thresholds of the year do not say."
    )


class IndexChange(Output):
    """What would be gained: exact differences, each rounded for display."""

    innovations: Small = Field(description="How many more innovations.", examples=[0])
    points: Exact = Field(description="Points of the total.", examples=["5.50"])
    index: Exact = Field(description="Points of the index.", examples=["2.20"])


class IndexDivisor(Output):
    """By how many innovations the sum is divided at least."""

    value: Small = Field(ge=1, examples=[12], description="Number of innovations.")
    source: InstrumentSource


class BasicService(Output):
    """A basic service (urusan wajib pelayanan dasar), and who covers it."""

    slug: Slug = Field(examples=["kesehatan"])
    name: Name | None = Field(description="Null if the classification has no such term.", examples=["Kesehatan"])
    covered: bool = Field(description="By an innovation that is counted.")
    covered_after: bool = Field(description="Also by those that are supposed to be reported.")
    count: Small = Field(description="How many counted innovations cover it.", examples=[3])
    innovations: list[InnovationBrief] = Field(max_length=20, description="The first of them, by slug.")


class BasicServices(Output):
    """The term of the number of innovations, which is 0 unless every basic service is covered."""

    scheme: Slug = Field(description="Classification that the services are terms of.", examples=["urusan"])
    complete: bool = Field(description="Whether each of them has an innovation.")
    missing: list[Slug] = Field(max_length=50)
    services: list[BasicService] = Field(max_length=50)
    worth: Exact = Field(
        description="Points that the term gives for the present number of innovations if all are covered: lost with "
        "one that is not.",
        examples=["4.56"],
    )
    worth_index: Exact = Field(description="The same in points of the index.", examples=["1.82"])
    most: Exact = Field(description="Points that the term can give.", examples=["76.00"])
    most_index: Exact = Field(description="The same in points of the index.", examples=["30.40"])


class CountedInnovation(Output):
    """An innovation of yours in the estimate. Gains are of it alone, in points of the index."""

    innovation: InnovationBrief
    counted: bool = Field(description="Whether it counts today; otherwise it is supposed to be reported.")
    points: Exact = Field(examples=["63"])
    raised_points: Exact = Field(description="Its points at the level that is asked for.", examples=["111"])
    contribution: Exact | None = Field(
        description="Points of the index that would be lost without it; null if it does not count. Below 0 where it "
        "lowers the mean by more than its number adds.",
        examples=["1.8320"],
    )
    gain: Exact = Field(description="Points of the index that reaching the level adds.", examples=["1.6000"])


class NextStep(Output):
    """A level up by one indicator of one innovation."""

    innovation: InnovationBrief
    indicator: Small = Field(ge=1, description="Its number.", examples=[31])
    code: PartCode
    label: InstrumentLabel
    must: bool = Field(description="Whether its first level must be reached.")
    level: Small = Field(ge=1, description="The level that the step reaches.", examples=[2])
    points: Exact = Field(description="Points of the innovation that it adds.", examples=["3"])
    gain: Exact = Field(description="Points of the index that it adds.", examples=["0.1000"])


class IndexEstimateRead(Output):
    """What the city's index would come to under one set of rules, and what would raise it. Never official."""

    model_config = ConfigDict(title="IndexEstimate")

    estimate: bool = Field(description="Always true.", examples=[True])
    official: bool = Field(description="Always false: only the ministry's own measurement is.", examples=[False])
    rule_set: RuleSet
    formula: InstrumentSource = Field(description="Where the formula is from.")
    year: Small = Field(description="The year whose rules apply.", examples=[2026])
    divisor: IndexDivisor
    published: Small = Field(
        description="Published innovations. Those of them with a self-assessment by this edition are counted.",
        examples=[40],
    )
    before: IndexSum
    after: IndexSum | None = Field(description="With what is supposed; null where nothing is.")
    difference: IndexChange | None = Field(description="Null where nothing is supposed.")
    basic_services: BasicServices
    yours: Small = Field(description="How many of the innovations in the estimate are yours.", examples=[4])
    innovations: list[CountedInnovation] = Field(
        max_length=200, description="Yours, up to `limit`; those that gain most by the level that is asked for first."
    )
    next_steps: list[NextStep] = Field(
        max_length=200,
        description="Single levels of yours that add most, up to `limit`; a must without a level before others that "
        "add as much.",
    )

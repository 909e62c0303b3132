"""What clients ask of needs and what they get."""

from datetime import date
from typing import Annotated

from pydantic import ConfigDict, Field

from app.agencies.schemas import AgencyName
from app.core.paging import NextCursor, PrevCursor, Total
from app.core.schema import (
    AsOf,
    Cursor,
    Exact,
    Id,
    Input,
    Limit,
    Moment,
    Name,
    Output,
    Prose,
    Reference,
    Slug,
    Small,
    open_codes,
)
from app.innovations.parts import InnovationBrief
from app.models.codes import AnswerBasis, CouncilBody, NeedPriority, NeedSource, NeedStatus
from app.needs.inputs import UNSUR_PATTERN
from app.needs.round_schemas import FigureCode, Grade, NeedChange, NeedRound, StatusCode
from app.needs.weakness import WeakReason
from app.needs.workflow import NeedAction

SourceCode = Annotated[str, open_codes(NeedSource, "Where it shows.")]
PriorityCode = Annotated[str, open_codes(NeedPriority, "How pressing it is.")]
BodyCode = Annotated[str, open_codes(CouncilBody, "Which sort of body of the council it is.")]
AnswerBasisCode = Annotated[
    str, open_codes(AnswerBasis, "By what it is the agency's to answer with: its own, its replica, or what it uses.")
]
WeakCode = Annotated[str, open_codes(WeakReason, "Why the unsur is weak.")]
ActionCode = Annotated[str, open_codes(NeedAction, "What its status allows.")]
UnsurSlug = Annotated[
    str, Field(max_length=40, pattern=UNSUR_PATTERN, description="Slug of the unsur.", examples=["waktu"])
]


class NeedNarrowing(Input):
    """Which needs."""

    agency: Reference | None = Field(
        None,
        description="Id or slug of the agency whose service it is, with those that it followed or that followed it.",
        examples=["disdukcapil"],
    )
    source: NeedSource | None = Field(None, description="Where they show.")
    body: CouncilBody | None = Field(
        None, description="Of which body of the council they are; `dprd` stands for the council with all its parts."
    )
    status: NeedStatus | None = Field(None, description="How far they have come.")
    unsur: UnsurSlug | None = Field(None, description="Slug of the unsur that is weak.", examples=["waktu"])
    limit: Limit = 20
    cursor: Cursor = None


class NeedFilters(NeedNarrowing):
    """Which needs, the newest first, and how many at a time."""

    priority: NeedPriority | None = Field(None, description="How pressing they are.")
    survey: Reference | None = Field(None, description="Id or slug of the survey that shows them.")
    innovation: Reference | None = Field(
        None, description="Id or slug of an innovation that is put against them.", examples=["sitancap"]
    )
    with_total: bool = Field(default=False, description="Whether to count all pages in `total`.")


class NeedLoopFilters(NeedNarrowing):
    """Which needs, the newest first, as of which day, and how many at a time; the counts are of all."""

    as_of: AsOf | None = Field(None, description="The date to look at; today where absent.")
    answered: bool | None = Field(
        None, description="Whether an innovation in use was put against them, measured again since or not."
    )
    measured: bool | None = Field(None, description="Whether a later round measured the unsur again.")
    distinguishable: bool | None = Field(
        None,
        description="Whether the change that this round shows can be told from chance; a change without an interval is "
        "neither.",
    )
    with_total: bool = Field(default=False, description="Whether to count all pages in `total`.")


class NeedSurvey(Output):
    """The round of a survey that shows a need."""

    id: Id
    slug: Slug = Field(examples=["skm-disdukcapil-2026-1"])


class NeedEdition(Output):
    """The edition of a programme in which a need was found."""

    id: Id
    slug: Slug
    name: Name


class NeedBody(Output):
    """The body of the council whose need it is."""

    kind: BodyCode
    name: Name = Field(examples=["Komisi II DPRD Kota Medan"])


class NeedEvidence(Output):
    """What shows something: a document by its address or number."""

    title: Name = Field(examples=["Risalah Reses II Tahun 2026"])
    address: Prose | None
    reference: Prose | None
    date: Annotated[date, Field(examples=["2026-03-02"])] | None


class NeedConsent(Output):
    """That a member agreed to be named."""

    on: date = Field(examples=["2026-03-02"])
    document: Prose


class NeedMember(Output):
    """The member of the council who told of it, and agreed to be named."""

    id: Id
    slug: Slug
    name: Name
    consent: NeedConsent


class NeedItem(Output):
    """A need as lists show it."""

    id: Id
    source: SourceCode
    agency: AgencyName = Field(description="Whose service it is, by its name on the day on which it was opened.")
    service_unit: Name | None = Field(description="The unit of the agency that was surveyed, where it was one.")
    survey: NeedSurvey | None
    unsur: UnsurSlug | None
    statement: Prose
    priority: PriorityCode
    priority_by_rule: bool = Field(description="Whether the rule gave it; otherwise somebody did.")
    body: NeedBody | None = Field(description="Null where it is not the council's.")
    opened_on: date = Field(examples=["2026-03-02"])
    status: StatusCode
    published: bool = Field(description="Whether everyone may read it.")
    version: Small = Field(ge=1, description="Counts the changes of the need.")


class NeedPage(Output):
    """A page of needs."""

    items: list[NeedItem] = Field(max_length=200)
    next: NextCursor
    prev: PrevCursor
    total: Total


class NeedStepRead(Output):
    """A status that it entered, and when."""

    status: StatusCode
    entered_on: date = Field(examples=["2026-03-02"])


class NeedAnswerRead(Output):
    """An innovation that is put against it."""

    innovation: InnovationBrief
    basis: AnswerBasisCode
    in_use_from: date | None = Field(
        description="The first day on which the agency surely used it; null while it does not.", examples=["2026-04-01"]
    )
    linked_at: Moment


class NeedPlanRead(Output):
    """An action plan that is made against it."""

    plan_id: Id
    title: Name | None = Field(description="Null where the plan is not public.")
    linked_at: Moment


class NeedVerification(Output):
    """What was found when somebody looked whether it is met."""

    evidence: list[NeedEvidence] = Field(max_length=50)
    note: Prose | None


class NeedRead(NeedItem):
    """A need."""

    model_config = ConfigDict(title="Need")

    edition: NeedEdition | None = Field(description="The training in which it was found, where that is public.")
    evidence: list[NeedEvidence] = Field(max_length=50, description="What shows it.")
    member: NeedMember | None = Field(description="Null where nobody agreed to be named.")
    consent_withdrawn_on: date | None = Field(description="When a consent ended; the name went with it.")
    closed_reason: Prose | None
    steps: list[NeedStepRead] = Field(max_length=10, description="In their order.")
    plans: list[NeedPlanRead] = Field(max_length=1000)
    answers: list[NeedAnswerRead] = Field(max_length=1000)
    before: NeedRound | None = Field(description="The round that shows it; null where none does, or it is not public.")
    remeasured: NeedChange | None = Field(
        description="The round that decides, or while none can, the first later one; null where there is none."
    )
    series: list[NeedChange] = Field(
        max_length=200,
        description="All later rounds of the unit and unsur, in order of time. Later ones revise nothing.",
    )
    verification: NeedVerification | None
    legal_actions: list[ActionCode] = Field(max_length=10, description="What its status allows.")


class NeedProposal(Output):
    """A weak unsur of a survey, as a need that may be taken up."""

    unsur: UnsurSlug
    reasons: list[WeakCode] = Field(max_length=5)
    nrr: Exact = Field(description="Mean of the answers, 1 to 4; four decimals, half up.", examples=["2.8000"])
    index: Exact = Field(description="The mean times 25; two decimals, half up.", examples=["70.00"])
    mutu: Grade
    n: Small | None = Field(description="How many answered it; null where that was not reported.")
    priority: PriorityCode
    statement: Prose
    need_id: Id | None = Field(description="The need that it is already; null where it is none, or that was closed.")


class NeedProposals(Output):
    """The weak unsur of a survey, and the needs that were made of them."""

    survey: NeedSurvey
    agency: AgencyName
    service_unit: Name | None
    basis: FigureCode
    items: list[NeedProposal] = Field(max_length=40, description="The weakest first.")
    accepted: list[NeedItem] = Field(max_length=40, description="What was made; empty with `dry_run`.")


class NeedLoopItem(NeedItem):
    """One need on its way: what is planned against it, what answers it, and what became of the figure."""

    plans: list[NeedPlanRead] = Field(max_length=1000)
    answers: list[NeedAnswerRead] = Field(max_length=1000)
    before: NeedRound | None
    remeasured: NeedChange | None
    rounds: Small = Field(description="How many later rounds measured the unsur.")


class NeedLoopCounts(Output):
    """How many needs have come how far."""

    terbuka: Small = Field(description="Needs that are neither planned for nor answered.")
    direncanakan: Small = Field(description="Needs with a plan, or an innovation that is not in use yet.")
    dijawab: Small = Field(description="Needs with an innovation in use against them, not measured again yet.")
    terbukti: Small = Field(description="Needs that were measured again, or verified, and found met.")
    tidak_terbukti: Small = Field(description="Needs of which that could not be shown.")
    ditutup: Small = Field(description="Needs that were closed for a reason.")


class NeedLoopRead(Output):
    """From need to plan, to innovation, to the next measurement."""

    model_config = ConfigDict(title="NeedLoop")

    as_of: date = Field(description="The date that was asked for.", examples=["2026-11-28"])
    counts: NeedLoopCounts = Field(description="Of all that the filter but `status` leaves.")
    share_answered: Exact | None = Field(
        description="Those with an innovation in use against them, of all but the closed; four decimals, half up. Null "
        "where there are none.",
        examples=["0.7500"],
    )
    share_proven: Exact | None = Field(
        description="Those that were proven, of all but the closed; four decimals, half up.", examples=["0.5000"]
    )
    items: list[NeedLoopItem] = Field(max_length=200)
    next: NextCursor
    prev: PrevCursor
    total: Total

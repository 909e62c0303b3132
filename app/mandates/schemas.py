"""What clients ask of mandates and what they get."""

from datetime import date
from typing import Annotated

from pydantic import ConfigDict, Field

from app.agencies.schemas import AgencyName, KindCode
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
from app.mandates.equivalents import CandidateReason
from app.mandates.phases import MandatePhase
from app.mandates.progress import Basis
from app.models.codes import MandateRuling, MandateStatus

PhaseCode = Annotated[str, open_codes(MandatePhase, "Where it is in time.")]
RulingCode = Annotated[str, open_codes(MandateRuling, "What was decided of the agency.")]
StatusCode = Annotated[str, open_codes(MandateStatus, "Where the agency is.")]
BasisCode = Annotated[
    str,
    open_codes(
        Basis,
        "What it rests on: a decision, that the innovation comes from the agency, a request to replicate it, or a "
        "record that adapts or copies it.",
    ),
]
Issued = Annotated[date, Field(description="The day it was issued.", examples=["2026-01-02"])]
ReasonCode = Annotated[str, open_codes(CandidateReason, "Why it may serve as well.")]


class MandateFilters(Input):
    """Which mandates, the newest first, and how many at a time."""

    innovation: Reference | None = Field(
        None, description="Id or slug of the innovation that is to be adopted.", examples=["si-surat"]
    )
    status: MandatePhase | None = Field(None, description="Where they are in time, today.")
    limit: Limit = 20
    cursor: Cursor = None
    with_total: bool = Field(default=False, description="Whether to count all pages in `total`.")


class MandateDecree(Output):
    """The document that obliges."""

    number: str = Field(max_length=200, examples=["100.3.3/512.K/2026"])
    date: Issued


class MandateEnd(Output):
    """That a mandate obliges nobody any more."""

    on: date = Field(description="The first day on which it does not.", examples=["2026-11-01"])
    reason: Prose


class MandateItem(Output):
    """A mandate as lists show it."""

    id: Id
    slug: Slug = Field(examples=["si-surat-semua-opd"])
    title: Name = Field(examples=["Penerapan Si-Surat di seluruh perangkat daerah"])
    innovation: InnovationBrief | None = Field(description="What is to be adopted; null while it is not public.")
    decree: MandateDecree
    effective_on: date = Field(description="The first day on which it obliges.", examples=["2026-01-05"])
    due_on: date = Field(description="The last day on which it is to be done.", examples=["2026-12-31"])
    kinds: list[KindCode] = Field(max_length=40, description="Kinds of the agencies that are obliged.")
    status: PhaseCode
    revoked: MandateEnd | None
    version: Small = Field(ge=1, description="Counts the changes of the mandate.")


class MandateRead(MandateItem):
    """A mandate."""

    model_config = ConfigDict(title="Mandate")

    note: Prose | None


class MandatePage(Output):
    """A page of mandates."""

    items: list[MandateItem] = Field(max_length=200)
    next: NextCursor
    prev: PrevCursor
    total: Total


class MandateDecisionBrief(Output):
    """A decision as it stands beside what rests on it."""

    id: Id
    ruling: RulingCode
    equivalent: InnovationBrief | None = Field(description="What serves as well; null also while it is not public.")
    reason: Prose
    decided_on: date = Field(description="From which day on it stands.", examples=["2026-02-02"])


class MandateDecisionRead(MandateDecisionBrief):
    """What was decided of one agency. It stands from one day on until before another, and is never changed."""

    model_config = ConfigDict(title="MandateDecision")

    mandate_id: Id
    agency: AgencyName = Field(description="By its name on that day.")
    recorded_at: Moment
    ended_on: date | None = Field(description="The first day on which it does not stand.", examples=[None])
    ended_reason: Prose | None


class DecisionFilters(Input):
    """How many decisions at a time, the last recorded first."""

    limit: Limit = 50
    cursor: Cursor = None
    with_total: bool = Field(default=False, description="Whether to count all pages in `total`.")


class MandateDecisionPage(Output):
    """A page of decisions."""

    items: list[MandateDecisionRead] = Field(max_length=200)
    next: NextCursor
    prev: PrevCursor
    total: Total


class ProgressFilters(Input):
    """Which day, and which of the agencies to list; the counts are of all."""

    as_of: AsOf | None = Field(None, description="The date to look at; today where absent.")
    status: MandateStatus | None = Field(None, description="Where the agencies are that are listed.")


class MandateProgressCounts(Output):
    """How many agencies are where."""

    belum: Small = Field(description="Have done nothing yet.")
    diajukan: Small = Field(description="Have asked for the innovation, and are on the way.")
    berjalan: Small = Field(description="Have it, and it is in use.")
    dikecualikan: Small = Field(description="Are exempt, as was decided.")
    memakai_setara: Small = Field(description="Have what serves as well, as was decided.")


class MandateBecause(Output):
    """What a status rests on."""

    basis: BasisCode
    request_id: Id | None = Field(description="The request to replicate; null for who does not keep that agency.")
    replica: InnovationBrief | None = Field(description="The record of what the agency has, where it is published.")
    decision: MandateDecisionBrief | None
    inherited_from: AgencyName | None = Field(description="The predecessor that had it, by its last name until then.")


class MandateLapse(MandateBecause):
    """What counted once, and does no more: a replica that ended or fell dormant, a decision on a predecessor."""

    since: date | None = Field(
        description="The first day on which it did not count; null where no source has it.", examples=["2026-07-01"]
    )


class MandateCandidate(InnovationBrief):
    """An innovation of the agency's own that may serve as well. That it does is for the registrar to decide."""

    reasons: list[ReasonCode] = Field(max_length=10)


class MandateProgressItem(Output):
    """One agency under a mandate, on a day."""

    id: Id
    slug: Slug = Field(examples=["dpmptsp"])
    name: Name = Field(description="As it was called on that day.", examples=["Dinas Sosial Kota Medan"])
    kind: KindCode
    status: StatusCode
    since: date = Field(description="From which day on it has been so.", examples=["2026-01-05"])
    because: MandateBecause | None = Field(description="Null for `belum`.")
    lapsed: list[MandateLapse] = Field(max_length=1000, description="What counted once, the last first.")
    candidates: list[MandateCandidate] = Field(
        max_length=5, description="Of agencies that have not got it yet: what of their own may serve as well."
    )


class MandateProgressRead(Output):
    """How far the agencies are that a mandate obliges."""

    model_config = ConfigDict(title="MandateProgress")

    as_of: date = Field(description="The date that was asked for.", examples=["2026-11-28"])
    shown_on: date | None = Field(
        description="The day whose state this is: that date, or the last one before the mandate was revoked. Null "
        "where it obliged nobody by then.",
        examples=["2026-11-28"],
    )
    due_on: date = Field(description="The last day on which it is to be done.", examples=["2026-12-31"])
    overdue: bool = Field(description="Whether that day is over, and somebody has still to do it.")
    revoked: MandateEnd | None
    counts: MandateProgressCounts
    total: Small = Field(description="How many agencies are obliged.")
    share: Exact | None = Field(
        description="Those that have it or what serves as well, of all but the exempt; four decimals, half up. Null "
        "where there is nobody but the exempt.",
        examples=["0.4286"],
    )
    items: list[MandateProgressItem] = Field(max_length=1000, description="By name.")

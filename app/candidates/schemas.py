"""What clients ask of candidates and what they get."""

from datetime import date
from typing import Annotated

from pydantic import ConfigDict, Field

from app.candidates.fitness import FitReason
from app.core.paging import NextCursor, PrevCursor, Total
from app.core.schema import AsOf, Cursor, Id, Input, Limit, Name, Output, Prose, Slug, Small, open_codes
from app.innovations.parts import AgencyBrief, InnovationBrief, KindCode
from app.models.codes import AgencyKind, InnovationKind, NeedStatus, Vitality
from app.needs.schemas import UnsurSlug
from app.vocabularies.schemas import Wording

AgencyKindCode = Annotated[str, open_codes(AgencyKind, "What sort of body it is.")]
# of what one reason names
MOST_FACTS = 50
MOST_SIMILAR = 50


class CandidateFilters(Input):
    """How many candidates at a time, as of which day."""

    as_of: AsOf | None = Field(
        None, description="The day to look at: which agencies, mandates and signs of life there were. Today if absent."
    )
    limit: Limit = 20
    cursor: Cursor = None
    with_total: bool = Field(default=False, description="Whether to count all pages in `total`.")


class AgencyCandidateFilters(CandidateFilters):
    """Which innovations that would fit an agency."""

    kind: InnovationKind | None = Field(None, description="Whether they rest on information technology.")
    external: bool | None = Field(None, description="Only those of other regions, or only the city's own.")


class InnovationCandidateFilters(CandidateFilters):
    """Which agencies that an innovation would fit."""

    kind: AgencyKind | None = Field(None, description="What sort of body they are.")


class SharedTerm(Output):
    """A term under which the innovation stands, and innovations of the agency."""

    classification: Slug = Field(examples=["urusan"])
    classification_name: Name = Field(examples=["Urusan pemerintahan daerah"])
    term: Slug = Field(examples=["kearsipan"])
    name: Name = Field(examples=["Kearsipan"])
    through: list[InnovationBrief] = Field(max_length=MOST_FACTS, description="The agency's own, at most 50.")


class ObligingMandate(Output):
    """A mandate that obliges the agency."""

    id: Id
    slug: Slug = Field(examples=["wajib-si-surat"])
    title: Prose = Field(examples=["Penerapan Si-Surat di seluruh kecamatan"])
    due_on: date = Field(examples=["2027-06-30"])


class OpenNeed(Output):
    """A need of the agency that nothing answers yet."""

    id: Id
    statement: Prose = Field(examples=["Warga menunggu lebih dari dua jam untuk satu surat."])


class AnsweredNeed(Output):
    """A need of another agency that the innovation answers."""

    id: Id
    agency: AgencyBrief
    status: Annotated[
        str, open_codes(NeedStatus, "`dijawab`: not measured since; `terbukti`: shown to have become better.")
    ]


class SharedUnsur(Output):
    """An element of service that the agency lacks, and that the innovation answers needs of elsewhere."""

    unsur: UnsurSlug
    open: list[OpenNeed] = Field(max_length=MOST_FACTS, description="The agency's own, at most 50.")
    answered: list[AnsweredNeed] = Field(max_length=MOST_FACTS, description="Those of others, proven ones first.")


class FitFacts(Output):
    """What a reason rests on; what is not of its kind is null or empty."""

    needs: list[SharedUnsur] = Field(max_length=MOST_FACTS, description="Of `kebutuhan_sama`.")
    terms: list[SharedTerm] = Field(max_length=MOST_FACTS, description="Of `klasifikasi_sama`.")
    kind: AgencyKindCode | None = Field(description="Of `jenis_instansi_sama`.")
    mandates: list[ObligingMandate] = Field(max_length=MOST_FACTS, description="Of `diwajibkan`.")
    agencies: Small | None = Field(description="Of `terbukti`: how many other agencies use it.")


class FitReasonRead(Output):
    """Why the innovation would fit the agency."""

    model_config = ConfigDict(title="FitReason")

    code: Annotated[str, open_codes(FitReason, "The reason.")]
    label: Wording
    weight: Small = Field(description="What it adds to the score; the registry's own judgement.", examples=[3])
    facts: FitFacts


class Fitting(Output):
    """How well they fit."""

    score: Small = Field(description="The sum of the weights of the reasons.", examples=[7])
    reasons: list[FitReasonRead] = Field(max_length=20, description="The heaviest first.")


class InnovationCandidate(Fitting):
    """An innovation that would fit the agency."""

    innovation: InnovationBrief
    kind: KindCode
    agency: AgencyBrief = Field(description="The owner.")
    external: bool = Field(description="Whether the owner is of another region.")
    vitality: Annotated[str, open_codes(Vitality, "Whether it is alive.")]
    used_by: Small = Field(description="How many other agencies use it, with a sign of life in date.", examples=[2])
    similar_to: list[InnovationBrief] = Field(
        max_length=MOST_SIMILAR, description="Innovations of the agency that may be the same: look at these first."
    )


class AgencyCandidate(Fitting):
    """An agency that the innovation would fit."""

    agency: AgencyBrief
    kind: AgencyKindCode
    already_similar: list[InnovationBrief] = Field(
        max_length=MOST_SIMILAR, description="Innovations of the agency that may be the same: look at these first."
    )


class InnovationCandidatePage(Output):
    """A page of innovations that would fit an agency."""

    as_of: date = Field(description="The day that it is about.", examples=["2026-11-28"])
    items: list[InnovationCandidate] = Field(max_length=200)
    next: NextCursor
    prev: PrevCursor
    total: Total


class AgencyCandidatePage(Output):
    """A page of agencies that an innovation would fit."""

    as_of: date = Field(description="The day that it is about.", examples=["2026-11-28"])
    items: list[AgencyCandidate] = Field(max_length=200)
    next: NextCursor
    prev: PrevCursor
    total: Total

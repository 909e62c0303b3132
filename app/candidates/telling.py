"""Candidates in the shapes of the answers. Names that were withdrawn are not told, also where a title holds one."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from uuid import UUID

from app.agencies.atlas import AgencyThen
from app.candidates.fitness import LABELS, Fit, FitReason, Match
from app.candidates.remedies import Answered, Unmet
from app.candidates.repository import Classified, Named, Obliging
from app.candidates.schemas import (
    MOST_FACTS,
    MOST_SIMILAR,
    AnsweredNeed,
    FitFacts,
    FitReasonRead,
    ObligingMandate,
    OpenNeed,
    SharedTerm,
    SharedUnsur,
)
from app.core.concealment import Concealment
from app.innovations.parts import AgencyBrief, InnovationBrief
from app.models.codes import NeedStatus
from app.vocabularies.schemas import Wording


def brief_of(one: Named) -> InnovationBrief:
    """Return an innovation by name."""
    return InnovationBrief(id=one.id, slug=one.slug, name=one.name)


def similar_of(found: Iterable[Named]) -> list[InnovationBrief]:
    """Return innovations that may be the same, the first ones by name."""
    return [brief_of(one) for one in islice(found, MOST_SIMILAR)]


def agency_of(one: AgencyThen) -> AgencyBrief:
    """Return an agency by its name of the day."""
    return AgencyBrief.model_validate(one)


@dataclass(frozen=True, slots=True)
class Needed:
    """The needs that reasons rest on, by id, and the agencies whose they are."""

    lacking: Mapping[UUID, Unmet]
    answered: Mapping[UUID, Answered]
    agencies: Mapping[UUID, AgencyThen]


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells why innovations and agencies fit, by the names of what that rests on."""

    classified: Classified
    mandates: Mapping[UUID, Obliging]
    needed: Needed
    clear: Concealment

    def reasons(self, match: Match, fit: Fit) -> list[FitReasonRead]:
        """Return what speaks for a candidate, the heaviest first."""
        return [
            FitReasonRead(
                code=reason,
                label=Wording(id=LABELS[reason].id, en=LABELS[reason].en),
                weight=weight,
                facts=self._facts(reason, match),
            )
            for reason, weight in fit.weights.items()
        ]

    def _facts(self, reason: FitReason, match: Match) -> FitFacts:
        terms = self._terms(match) if reason is FitReason.KLASIFIKASI_SAMA else ()
        mandates = self._mandates(match) if reason is FitReason.DIWAJIBKAN else ()
        needs = self._needs(match) if reason is FitReason.KEBUTUHAN_SAMA else ()
        return FitFacts(
            needs=list(islice(needs, MOST_FACTS)),
            terms=list(islice(terms, MOST_FACTS)),
            kind=match.kind if reason is FitReason.JENIS_INSTANSI_SAMA else None,
            mandates=list(islice(mandates, MOST_FACTS)),
            agencies=match.used_by if reason is FitReason.TERBUKTI else None,
        )

    def _terms(self, match: Match) -> Iterator[SharedTerm]:
        names = self.classified.names
        for term_id in sorted(match.shared, key=lambda one: (names[one].classification, names[one].term)):
            name, through = names[term_id], set(match.shared[term_id])
            own = [brief_of(one) for one in self.classified.under[term_id] if one.id in through]
            yield SharedTerm(
                classification=name.classification,
                classification_name=name.classification_name,
                term=name.term,
                name=name.name,
                through=own[:MOST_FACTS],
            )

    def _needs(self, match: Match) -> Iterator[SharedUnsur]:
        for unsur, met in sorted(match.needs.items()):
            lacking = [self.needed.lacking[one] for one in met.lacking]
            # those that were shown to be met come first
            answered = sorted(
                (self.needed.answered[one] for one in met.answered), key=lambda one: one.status != NeedStatus.TERBUKTI
            )
            yield SharedUnsur(
                unsur=unsur,
                open=[OpenNeed(id=one.id, statement=self.clear.text(one.statement)) for one in lacking[:MOST_FACTS]],
                answered=[
                    AnsweredNeed(
                        id=one.id, agency=agency_of(self.needed.agencies[one.agency_id]), status=NeedStatus(one.status)
                    )
                    for one in answered[:MOST_FACTS]
                ],
            )

    def _mandates(self, match: Match) -> Iterator[ObligingMandate]:
        for mandate_id in match.mandates:
            one = self.mandates[mandate_id]
            yield ObligingMandate(id=one.id, slug=one.slug, title=self.clear.text(one.title), due_on=one.due_on)

"""Needs as readers are told of them: names that were withdrawn are taken out of whatever was typed."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from app.agencies.schemas import AgencyName
from app.core.clock import WIB
from app.core.concealment import Concealment
from app.core.security import Principal
from app.core.timeline import in_force, nearest_day
from app.innovations.parts import InnovationBrief
from app.instruments.rounding import half_up
from app.models import Agency, Need, NeedAnswer, NeedPlan
from app.models.codes import NeedStatus, RecordStatus
from app.needs.change import DECIMALS
from app.needs.measuring import Figure, Measurement, Round
from app.needs.round_schemas import NeedChange, NeedInterval, NeedRound
from app.needs.schemas import (
    NeedAnswerRead,
    NeedBody,
    NeedConsent,
    NeedEdition,
    NeedEvidence,
    NeedItem,
    NeedLoopItem,
    NeedMember,
    NeedPlanRead,
    NeedRead,
    NeedStepRead,
    NeedSurvey,
    NeedVerification,
)
from app.needs.verdict import Remeasured, in_words
from app.needs.workflow import legal_actions
from app.surveys.index import INDEX_OF_NRR

_OF_ITEM = ("id", "source", "unsur", "priority", "priority_by_rule", "opened_on", "version")


def named_on(agency: Agency, on: date) -> AgencyName:
    """Return an agency, its versions loaded, by its name on a day, or on the nearest one on which it existed."""
    found = in_force(agency.versions, nearest_day(agency.versions, on))
    version = found.version if found else agency.versions[-1]
    return AgencyName(id=agency.id, slug=agency.slug, name=version.name)


class Teller:
    """Tells one reader of needs on a day; `agencies` are those of all rounds that are told of, with their versions."""

    def __init__(
        self, reader: Principal | None, as_of: date, clear: Concealment, agencies: Mapping[UUID, Agency]
    ) -> None:
        self._reader = reader
        self._as_of = as_of
        self._clear = clear
        self._agencies = agencies

    def item(self, need: Need, status: str) -> NeedItem:
        """Return a need as lists show it, with a status of its."""
        return self._clear.told(NeedItem(**self._facts(need, status)))

    def loop_item(self, need: Need, status: str, found: Measurement | None) -> NeedLoopItem:
        """Return a need on its way."""
        told = NeedLoopItem(
            **self._facts(need, status),
            plans=self._plans(need),
            answers=self._answers(need),
            before=self._before(found),
            remeasured=self._shown(found),
            rounds=len(found.series) if found else 0,
        )
        return self._clear.told(told)

    def read(self, need: Need, found: Measurement | None) -> NeedRead:
        """Return a need with all that is on record of it."""
        told = NeedRead(
            **self._facts(need, need.status),
            edition=self._edition(need),
            evidence=self._evidence(need.evidence),
            member=self._member(need),
            consent_withdrawn_on=need.consent_withdrawn_on,
            closed_reason=self._text(need.closed_reason),
            steps=[NeedStepRead.model_validate(step) for step in need.steps],
            plans=self._plans(need),
            answers=self._answers(need),
            before=self._before(found),
            remeasured=self._shown(found),
            series=[self._change(found, one) for one in found.series] if found else [],
            verification=self._verification(need.verification),
            legal_actions=[action.value for action in legal_actions(NeedStatus(need.status))],
        )
        return self._clear.told(told)

    def _facts(self, need: Need, status: str) -> dict[str, Any]:
        return {name: getattr(need, name) for name in _OF_ITEM} | {
            "agency": named_on(need.agency, need.opened_on),
            "service_unit": need.survey.unit if need.survey else None,
            "survey": NeedSurvey.model_validate(need.survey) if need.survey else None,
            "statement": self._clear.text(need.statement),
            "body": self._body(need),
            "status": status,
            "published": need.published_at is not None,
        }

    def _text(self, told: str | None) -> str | None:
        return None if told is None else self._clear.text(told)

    def _body(self, need: Need) -> NeedBody | None:
        if need.body_kind is None or need.body_name is None:
            return None
        return NeedBody(kind=need.body_kind, name=self._clear.text(need.body_name))

    def _member(self, need: Need) -> NeedMember | None:
        """Return the member who agreed to be named, unless the public name was withdrawn altogether."""
        member = need.member
        if member is None or member.concealed_at is not None or need.consent_on is None:
            return None
        consent = NeedConsent(on=need.consent_on, document=self._clear.text(need.consent_document or ""))
        return NeedMember(id=member.id, slug=member.slug, name=member.name, consent=consent)

    def _edition(self, need: Need) -> NeedEdition | None:
        edition = need.edition
        if edition is None or (edition.published_at is None and not self._keeps(need)):
            return None
        return NeedEdition.model_validate(edition)

    def _keeps(self, need: Need) -> bool:
        return self._reader is not None and self._reader.keeps(need.agency_id)

    def _stands(self, link: NeedAnswer | NeedPlan) -> bool:
        """Whether a link stood on the day; one that was withdrawn since was a mistake then, too."""
        return link.withdrawn_at is None and link.linked_at.astimezone(WIB).date() <= self._as_of

    def _answers(self, need: Need) -> list[NeedAnswerRead]:
        """Return the answers that the reader may know of."""
        return [
            NeedAnswerRead(
                innovation=InnovationBrief.model_validate(one.innovation),
                basis=one.basis,
                in_use_from=one.in_use_from,
                linked_at=one.linked_at,
            )
            for one in need.answers
            if self._stands(one) and (one.innovation.status == RecordStatus.PUBLISHED or self._keeps(need))
        ]

    def _plans(self, need: Need) -> list[NeedPlanRead]:
        return [
            NeedPlanRead(plan_id=one.plan_id, title=self._title(one, need), linked_at=one.linked_at)
            for one in need.plans
            if self._stands(one) and one.plan.withdrawn_at is None
        ]

    def _title(self, one: NeedPlan, need: Need) -> str | None:
        return one.plan.title if one.plan.published_at is not None or self._keeps(need) else None

    def _evidence(self, kept: Sequence[Mapping[str, Any]]) -> list[NeedEvidence]:
        return [NeedEvidence.model_validate(one) for one in kept]

    def _verification(self, kept: Mapping[str, Any] | None) -> NeedVerification | None:
        if kept is None:
            return None
        return NeedVerification(evidence=self._evidence(kept["evidence"]), note=kept["note"])

    def _before(self, found: Measurement | None) -> NeedRound | None:
        return self.round(found.before, found.figure) if found else None

    def _shown(self, found: Measurement | None) -> NeedChange | None:
        return self._change(found, found.shown) if found and found.shown else None

    def round(self, one: Round, figure: Figure) -> NeedRound:
        """Return a round with its figure of an unsur."""
        mean = figure.measured.mean
        return NeedRound(
            id=one.id,
            slug=one.slug,
            agency=named_on(self._agencies[one.agency_id], one.from_on),
            began_on=one.from_on,
            ended_on=one.until_on,
            basis=figure.basis.value,
            nrr=f"{half_up(mean, DECIMALS):f}",
            index=f"{half_up(mean * INDEX_OF_NRR, 2):f}",
            mutu=figure.quality,
            n=figure.n,
        )

    def _change(self, found: Measurement, one: Remeasured) -> NeedChange:
        change, after = one.change, found.later[one.round.id]
        figure = after.figure(found.unsur)
        words, interval = in_words(change), change.interval
        return NeedChange(
            after=self.round(after, figure or found.figure),
            difference=f"{change.shown:f}",
            interval=NeedInterval(low=f"{interval.low:f}", high=f"{interval.high:f}") if interval else None,
            no_interval=change.no_interval.value if change.no_interval else None,
            distinguishable=change.distinguishable,
            verdict=one.verdict.value if one.verdict else None,
            decides=one is found.decides,
            note_id=words.id,
            note_en=words.en,
        )

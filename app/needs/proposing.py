"""Needs out of a survey: its weak unsur are proposed, and a person takes up which of them become needs."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from app.core.errors import FieldError, InvalidRequest, NotPermitted, Text
from app.core.ids import new_id
from app.instruments.rounding import half_up
from app.models import Need
from app.models.codes import NeedSource, NeedStatus
from app.needs.change import DECIMALS
from app.needs.facts import NeedTakenUp, SurveyNotPublished
from app.needs.inputs import AcceptedUnsur, NeedsFromSurvey
from app.needs.keeping import Keeping, refuse
from app.needs.measuring import Round, rounds
from app.needs.schemas import NeedProposal, NeedProposals, NeedSurvey
from app.needs.telling import named_on
from app.needs.weakness import Weak, WeakReason, weak_unsur
from app.surveys.index import INDEX_OF_NRR

_UNKNOWN = Text("Tidak ada survei dengan nama ini.", "There is no survey of this name.")
_NOT_WEAK = Text("Unsur ini tidak lemah pada survei ini.", "This unsur is not weak in the survey.")
_WHY = {WeakReason.TERENDAH: "unsur terendah", WeakReason.DI_BAWAH_B: "di bawah mutu B"}


class ProposingService(Keeping):
    """Proposals and their acceptance, within one request of whoever keeps the agency's records."""

    async def propose(self, told: NeedsFromSurvey) -> NeedProposals:
        """Return the weak unsur of a published survey, and make needs of those that are accepted.

        Raises:
            InvalidRequest: there is no such survey, an unsur that is accepted is not weak, or a member is named.
            NotPermitted: the survey is another agency's.
            SurveyNotPublished: its figures may still change.
            NeedTakenUp: what is accepted is a need already.
        """
        one = await self._round(told.survey)
        weak = weak_unsur(
            one.form, {unsur: found.measured.mean for unsur in one.form.codes if (found := one.figure(unsur))}
        )
        existing = await self._data.of_round(one.id)
        proposals = {each.unsur: self._proposal(one, each, existing) for each in weak}
        made = await self._accept(told, one, proposals, existing) if told.accept else []
        kept = [need for need in [await self._data.get(one_id, self._work.principal) for one_id in made] if need]
        known = existing | {need.unsur: need.id for need in kept if need.unsur}
        agencies = await self._data.agencies([one.agency_id])
        teller = await self._directory.teller(self._today, {})
        return NeedProposals(
            survey=NeedSurvey(id=one.id, slug=one.slug),
            agency=named_on(agencies[one.agency_id], one.from_on),
            service_unit=one.unit,
            basis=one.basis.value,
            items=[each.model_copy(update={"need_id": known.get(unsur)}) for unsur, each in proposals.items()],
            accepted=[teller.item(need, need.status) for need in kept],
        )

    async def _round(self, key: str) -> Round:
        survey = await self._data.survey(key)
        keeps = survey is not None and self._work.principal.keeps(survey.agency_id)
        if survey is None or (survey.published_at is None and not keeps):
            raise InvalidRequest([FieldError("#/survey", "unknown_reference", _UNKNOWN)])
        if not keeps:
            raise NotPermitted
        found = await rounds(self._work.session, [survey.id], self._today)
        if survey.id not in found:
            raise SurveyNotPublished(survey.slug)
        return found[survey.id]

    def _proposal(self, one: Round, weak: Weak, existing: Mapping[str, UUID]) -> NeedProposal:
        figure = one.figure(weak.unsur)
        index = f"{half_up(weak.mean * INDEX_OF_NRR, 2):f}"
        return NeedProposal(
            unsur=weak.unsur,
            reasons=[reason.value for reason in weak.reasons],
            nrr=f"{half_up(weak.mean, DECIMALS):f}",
            index=index,
            mutu=weak.quality,
            n=figure.n if figure else None,
            priority=weak.priority.value,
            statement=_statement(one, weak, index),
            need_id=existing.get(weak.unsur),
        )

    async def _accept(
        self,
        told: NeedsFromSurvey,
        one: Round,
        proposals: Mapping[str, NeedProposal],
        existing: Mapping[str, UUID],
    ) -> list[UUID]:
        """Make needs of what is accepted, all or none, and return their ids."""
        accepted = told.accept or []
        refuse(
            [
                FieldError(f"#/accept/{place}/unsur", "not_weak", _NOT_WEAK)
                for place, each in enumerate(accepted)
                if each.unsur not in proposals
            ]
        )
        texts = [(f"#/accept/{place}/statement", each.statement) for place, each in enumerate(accepted)]
        refuse(await self._naming_errors([*texts, ("#/body/name", told.body.name if told.body else None)]))
        if taken := [(each.unsur, existing[each.unsur]) for each in accepted if each.unsur in existing]:
            raise NeedTakenUp(taken)
        return await self._make(told, one, [(each, proposals[each.unsur]) for each in accepted])

    async def _make(
        self, told: NeedsFromSurvey, one: Round, accepted: Sequence[tuple[AcceptedUnsur, NeedProposal]]
    ) -> list[UUID]:
        made = []
        for each, proposal in accepted:
            need = Need(
                id=new_id(),
                source=NeedSource.UNSUR_LEMAH.value,
                agency_id=one.agency_id,
                survey_id=one.id,
                unsur=each.unsur,
                statement=each.statement or proposal.statement,
                priority=each.priority.value if each.priority else proposal.priority,
                priority_by_rule=each.priority is None,
                evidence=[],
                body_kind=told.body.kind.value if told.body else None,
                body_name=told.body.name if told.body else None,
                opened_on=self._today,
                status=NeedStatus.TERBUKA.value,
            )
            await self._store(need)
            made.append(need.id)
        self._work.session.expire_all()
        return made


def _statement(one: Round, weak: Weak, index: str) -> str:
    """Return what a weak unsur says, in a sentence."""
    label = next(each.label for each in one.form.unsur if each.code == weak.unsur)
    why = " dan ".join(_WHY[reason] for reason in weak.reasons)
    unit = f" ({one.unit})" if one.unit else ""
    return f"{label.id} pada {one.title}{unit}: indeks {index}, mutu {weak.quality}; {why}."

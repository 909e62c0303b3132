"""Whether a need that was answered is met: by the next round of its survey, or by what somebody found."""

from uuid import UUID

from app.core.conditional import Condition
from app.models.codes import NeedStatus
from app.needs.facts import MeasuredBySurveys, NeedStepRefused, NoSurvey, NotMeasuredAgain
from app.needs.inputs import NeedVerificationInput, VerificationOutcome
from app.needs.keeping import Keeping, evidence_of, refuse, snapshot, texts_of
from app.needs.measuring import in_use_from, measurements
from app.needs.schemas import NeedRead
from app.needs.workflow import NeedAction, after, legal_actions

_ACTIONS = {NeedStatus.TERBUKTI: NeedAction.PROVE, NeedStatus.TIDAK_TERBUKTI: NeedAction.DISPROVE}
_OUTCOMES = {
    VerificationOutcome.TERBUKTI: NeedAction.PROVE,
    VerificationOutcome.TIDAK_TERBUKTI: NeedAction.DISPROVE,
}


class ProvingService(Keeping):
    """The end of needs, within one request of whoever keeps them."""

    async def remeasure(self, need_id: UUID, condition: Condition) -> NeedRead:
        """Let the first later round that decides of a need do so. Its figures decide, and nobody's word.

        Raises:
            NotFound, PreconditionRequired, PreconditionFailed: there is no such need, or another version.
            NoSurvey: it comes from no survey.
            NeedStepRefused: it was not answered, or ended.
            NotMeasuredAgain: no later round decides yet.
        """
        need = await self._held(need_id, condition)
        if need.survey_id is None:
            raise NoSurvey
        status = NeedStatus(need.status)
        if after(status, NeedAction.PROVE) is None:
            raise NeedStepRefused(status, "remeasure", legal_actions(status))
        found = (await measurements(self._work.session, [need], self._today)).get(need.id)
        decides = found.decides if found else None
        if decides is None or decides.verdict is None:
            day = in_use_from(need, self._today)
            raise NotMeasuredAgain(day.isoformat() if day else None, len(found.series) if found else 0)
        before = snapshot(need)
        need.measured_by_id = decides.round.id
        await self._enter(need, _ACTIONS[decides.verdict])
        return await self._changed(need, "remeasure", before)

    async def verify(self, need_id: UUID, told: NeedVerificationInput, condition: Condition) -> NeedRead:
        """Record what was found when somebody looked whether a need is met that comes from no survey.

        Raises:
            NotFound, PreconditionRequired, PreconditionFailed: there is no such need, or another version.
            MeasuredBySurveys: it comes from a survey.
            NeedStepRefused: it was not answered, or ended.
            InvalidRequest: a date has not come, or a text names a member of the council.
        """
        need = await self._held(need_id, condition)
        if need.survey_id is not None:
            raise MeasuredBySurveys
        refuse(self._evidence_errors(told.evidence))
        refuse(await self._naming_errors([("#/note", told.note), *texts_of(told.evidence)]))
        before = snapshot(need)
        need.verification = {"evidence": evidence_of(told.evidence), "note": told.note}
        await self._enter(need, _OUTCOMES[told.outcome])
        return await self._changed(need, "verify", before)

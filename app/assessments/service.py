"""What assessors do: accept or decline, score, submit."""

from decimal import Decimal
from uuid import UUID

from app.assessments.assigning import check_before_close
from app.assessments.directory import AssessmentDirectory, form_by, instrument_of
from app.assessments.facts import (
    AssessmentExcluded,
    AssessmentStep,
    AssessmentSubmitted,
    AssessmentSuspended,
    AssessorRemoved,
)
from app.assessments.inputs import AssessmentUpdate
from app.assessments.repository import AssessmentRepository, NewScore
from app.assessments.schemas import AssessmentRead
from app.audit.service import AuditService, Changes
from app.core.conditional import Condition, version_tag
from app.core.errors import InvalidRequest, NotFound
from app.core.writing import Work
from app.instruments.sheet import Scored, check_scores, decimal_of
from app.models import Assessment
from app.models.codes import AssessmentStatus, EntryStatus
from app.rounds.facts import EntryNotActive
from app.rounds.workflow import check_open

_SCORING = frozenset({AssessmentStatus.ACCEPTED, AssessmentStatus.SUBMITTED})


class AssessmentService:
    """The work of an assessor, each step written down in the audit; the audit never holds a score."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._assessments = AssessmentRepository(work.session)
        self._directory = AssessmentDirectory(work.session, work.principal, work.at)
        self._audit = AuditService(work)

    async def _own(self, assessment_id: UUID, condition: Condition) -> Assessment:
        """Return an assessment of the caller's, which nobody changes until the transaction ends, nor its round.

        Raises:
            NotFound: there is none that is assigned to the caller.
            PreconditionRequired, PreconditionFailed: the caller has not seen the present version.
        """
        if await self._assessments.round_of(assessment_id) is None:
            raise NotFound
        one = await self._directory.find(assessment_id, lock=True)
        if not self._directory.owns(one):
            raise NotFound
        condition.check([version_tag(one.version)])
        return one

    async def accept(self, assessment_id: UUID, condition: Condition) -> AssessmentRead:
        """Take an assignment.

        Raises:
            NotFound, PreconditionRequired, PreconditionFailed: as for scores.
            StageNotOpen: the stage has closed.
            AssessmentStep: it was answered already.
            AssessmentSuspended, AssessmentExcluded: a conflict of interest awaits decision, or keeps it from counting.
        """
        one = await self._own(assessment_id, condition)
        self._check_answerable(one, "accept", {AssessmentStatus.INVITED})
        _check_counts(one)
        return await self._move(one, "accept", AssessmentStatus.ACCEPTED)

    async def decline(self, assessment_id: UUID, reason: str, condition: Condition) -> AssessmentRead:
        """Decline an assignment, or give it back before it is submitted, with the reason.

        Raises:
            NotFound, PreconditionRequired, PreconditionFailed: as for scores.
            StageNotOpen: the stage has closed.
            AssessmentStep: it was submitted, declined or replaced.
        """
        one = await self._own(assessment_id, condition)
        self._check_answerable(one, "decline", {AssessmentStatus.INVITED, AssessmentStatus.ACCEPTED})
        one.reason = reason
        return await self._move(one, "decline", AssessmentStatus.DECLINED, reason)

    def _check_answerable(self, one: Assessment, action: str, origins: set[AssessmentStatus]) -> None:
        check_before_close(one.round, one.stage, self._work)
        if one.status not in origins:
            raise AssessmentStep(one.status, action)

    async def score(self, assessment_id: UUID, told: AssessmentUpdate, condition: Condition) -> AssessmentRead:
        """Set scores. What they replace stays on record; a submitted assessment stays submitted.

        Raises:
            NotFound: there is none that is assigned to the caller.
            PreconditionRequired, PreconditionFailed: the caller has not seen the present version.
            StageNotOpen: the stage is not open at this moment.
            AssessmentStep: it was not accepted, or was declined or replaced.
            AssessmentSuspended: a conflict of interest awaits decision.
            EntryNotActive: the entry left the round.
            InvalidRequest: with all that is wrong with the scores.
        """
        one = await self._own(assessment_id, condition)
        self._check_scoring(one, "score")
        form = form_by(instrument_of(one))
        scores = [Scored(score.criterion, decimal_of(score.value), score.reason) for score in told.scores]
        if wrong := check_scores(form, scores, "#/scores"):
            raise InvalidRequest(wrong)
        changed = await self._assessments.keep(
            one.id, [NewScore(score.criterion, score.value, score.reason) for score in scores], self._work.at
        )
        changes: Changes = {"scored": (None, changed)} if changed else {}
        if "comment" in told.model_fields_set and told.comment != one.comment:
            one.comment = told.comment
            changes["commented"] = (None, True)
        return await self._written("score", one, changes)

    def _check_scoring(self, one: Assessment, action: str) -> None:
        check_open(one.round.status, one.stage, self._work.at)
        if one.assessor.removed_at is not None:
            raise AssessorRemoved(one.assessor.removed_at)
        if one.status not in _SCORING:
            raise AssessmentStep(one.status, action)
        _check_counts(one)
        if one.entry.status != EntryStatus.ACTIVE:
            raise EntryNotActive(one.entry.status)

    async def submit(self, assessment_id: UUID, condition: Condition) -> AssessmentRead:
        """Submit an assessment whose sheet is complete.

        Raises:
            NotFound, PreconditionRequired, PreconditionFailed, StageNotOpen, AssessmentStep, AssessmentSuspended,
            EntryNotActive: as for scores.
            AssessmentSubmitted: it was submitted before.
            InvalidRequest: scores are missing; it says which.
        """
        one = await self._own(assessment_id, condition)
        if one.status == AssessmentStatus.SUBMITTED and one.submitted_at is not None:
            raise AssessmentSubmitted(one.submitted_at)
        self._check_scoring(one, "submit")
        form = form_by(instrument_of(one))
        kept = await self._assessments.scores(one.id)
        sheet = [Scored(score.criterion, Decimal(score.value), score.reason) for score in kept]
        if wrong := check_scores(form, sheet, "#/scores", complete=True):
            raise InvalidRequest(wrong)
        one.submitted_at = self._work.at
        return await self._move(one, "submit", AssessmentStatus.SUBMITTED)

    async def _move(
        self, one: Assessment, action: str, status: AssessmentStatus, reason: str | None = None
    ) -> AssessmentRead:
        before, one.status = one.status, status.value
        return await self._written(action, one, {"status": (before, status.value)}, reason)

    async def _written(
        self, action: str, one: Assessment, changes: Changes, reason: str | None = None
    ) -> AssessmentRead:
        if changes:
            one.version += 1
            one.updated_at = self._work.at
            self._audit.record(
                f"assessment.{action}",
                ("assessment", one.id),
                changes,
                agency_id=one.entry.agency_id,
                reason=reason,
            )
        await self._assessments.flush()
        return await self._directory.show(one)


def _check_counts(one: Assessment) -> None:
    """Let work on an assessment pass that counts, or may come to count.

    Raises:
        AssessmentSuspended: that is not decided.
        AssessmentExcluded: it was decided that it does not.
    """
    if one.suspended_at is not None:
        raise AssessmentSuspended(one.suspended_at)
    if one.excluded:
        raise AssessmentExcluded

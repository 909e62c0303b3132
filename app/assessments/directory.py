"""The assessments that somebody may know of, and what is shown of them.

Scores are sealed until their stage closes: an assessor sees the own ones, and nobody else's are seen by anybody, those
who run the round included. At that moment they are there for those who run the round, all at once. The passing of time
unseals them and no action does, so nobody can be a little earlier than the others.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from app.assessments.repository import AssessmentRepository, seen_by
from app.assessments.schemas import (
    AssessmentAssessor,
    AssessmentEntry,
    AssessmentFilters,
    AssessmentItem,
    AssessmentRead,
    AssessmentRound,
    CriterionBrief,
    RevisionRead,
    ScoreRead,
)
from app.conflicts.telling import person_of
from app.core.clock import WIB
from app.core.concealment import Concealment, concealment
from app.core.database import Session
from app.core.errors import FieldError, InvalidRequest, NotFound, Text
from app.core.paging import Cut
from app.core.security import Principal
from app.instruments.definition import form_of
from app.instruments.parts import WeightedForm
from app.instruments.rounding import half_up
from app.instruments.service import definition_of
from app.instruments.sheet import total_of
from app.models import Assessment, Instrument, Score
from app.rounds.directory import brief_of, exact, runs_rounds
from app.rounds.facts import InstrumentIncomplete
from app.rounds.workflow import revealed

_UNKNOWN = Text("Tidak ada rekaman dengan nama ini.", "There is no record of this name.")
_OF_ITEM = ("id", "status", "reason", "submitted_at", "suspended_at", "excluded", "version")


class AssessmentDirectory:
    """Assessments as far as the caller may know of them, at a moment."""

    def __init__(self, session: Session, principal: Principal, at: datetime) -> None:
        self._session = session
        self._assessments = AssessmentRepository(session)
        self._account_id = principal.account_id
        self._at = at
        self.runs = runs_rounds(principal)

    async def find(self, assessment_id: UUID, *, lock: bool = False) -> Assessment:
        """Return an assessment.

        Raises:
            NotFound: there is none, or it is neither the caller's nor the caller runs rounds.
        """
        found = await self._assessments.get(assessment_id, seen_by(self._account_id, runs=self.runs), lock=lock)
        if found is None:
            raise NotFound
        return found

    def owns(self, one: Assessment) -> bool:
        """Whether an assessment is the caller's own work."""
        return one.assessor.account_id == self._account_id

    async def search(self, filters: AssessmentFilters, listing: str) -> tuple[Cut, list[AssessmentItem], int | None]:
        """Return a page of assessments, its items, and how many there are if asked.

        Raises:
            InvalidRequest: `round` names no round.
            InvalidCursor: the cursor belongs to another list.
        """
        if filters.round and not await self._assessments.round_exists(filters.round):
            raise InvalidRequest([FieldError("query/round", "unknown_reference", _UNKNOWN)])
        page, total = await self._assessments.search(filters, self._account_id, listing, self._at, runs=self.runs)
        clear = await concealment(self._session)
        return page, [clear.told(item_of(one, clear)) for one in page.rows], total

    async def show(self, one: Assessment) -> AssessmentRead:
        """Return an assessment with its scores, if the caller may see them now."""
        instrument = instrument_of(one)
        form = form_by(instrument)
        sealed = not (self.owns(one) or revealed(one.stage, self._at))
        scores = [] if sealed else await self._assessments.scores(one.id)
        total = total_of(form, {score.criterion: score.value for score in scores}) if scores else None
        clear = await concealment(self._session)
        shown = AssessmentRead(
            **item_of(one, clear).model_dump(),
            instrument=brief_of(instrument),
            criteria=criteria_of(form),
            sealed=sealed,
            scores=None if sealed else [_score(score) for score in _in_order(form, scores)],
            comment=None if sealed or one.comment is None else clear.text(one.comment),
            total=None if total is None else f"{half_up(total, form.decimals):f}",
        )
        return clear.told(shown)

    async def revisions(self, assessment_id: UUID) -> list[RevisionRead]:
        """Return the earlier scores of an assessment; none while they are sealed.

        Raises:
            NotFound: there is none, or the caller may not know of it, or not of its scores yet.
        """
        one = await self.find(assessment_id)
        if not (self.owns(one) or revealed(one.stage, self._at)):
            raise NotFound
        clear = await concealment(self._session)
        revisions = [
            RevisionRead(
                criterion=was.criterion,
                revision=was.revision,
                value=exact(was.value),
                reason=was.reason,
                scored_at=was.scored_at,
                replaced_at=was.replaced_at,
            )
            for was in await self._assessments.revisions(one.id)
        ]
        return [clear.told(one) for one in revisions]


def instrument_of(one: Assessment) -> Instrument:
    """Return the instrument that an assessment is scored by: the stage's own, or the round's."""
    return one.stage.instrument or one.round.instrument


def form_by(instrument: Instrument) -> WeightedForm:
    """Return what assessors score by.

    Raises:
        InstrumentIncomplete: the form was not found.
    """
    form = form_of(definition_of(instrument))
    if form is None:
        raise InstrumentIncomplete(instrument.slug, ["/form"])
    return form


def item_of(one: Assessment, clear: Concealment) -> AssessmentItem:
    """Return an assessment as lists show it."""
    return AssessmentItem(
        **{name: getattr(one, name) for name in _OF_ITEM},
        round=AssessmentRound.model_validate(one.round),
        stage=one.stage.kind,
        entry=AssessmentEntry(id=one.entry.id, innovation=one.entry.innovation.slug, name=clear.text(one.entry.name)),
        assessor=AssessmentAssessor(account_id=one.assessor.account_id, person=person_of(one.assessor.person)),
        closes_at=one.stage.closes_at.astimezone(WIB),
        replaces=one.replaces_id,
    )


def criteria_of(form: WeightedForm) -> list[CriterionBrief]:
    """Return the criteria that are scored, each with the values that it takes."""
    return [
        CriterionBrief(
            code=criterion.code,
            label=criterion.label.id,
            weight=exact(criterion.weight),
            least=exact(scale.min),
            most=exact(scale.max),
            step=exact(scale.step),
            optional=criterion.optional,
        )
        for criterion in form.criteria
        if criterion.scored and criterion.weight is not None and (scale := form.scale_of(criterion)) is not None
    ]


def _in_order(form: WeightedForm, scores: Sequence[Score]) -> list[Score]:
    places = {criterion.code: place for place, criterion in enumerate(form.criteria)}
    return sorted(scores, key=lambda score: places.get(score.criterion, len(places)))


def _score(score: Score) -> ScoreRead:
    return ScoreRead(
        criterion=score.criterion,
        value=exact(score.value),
        reason=score.reason,
        revision=score.revision,
        scored_at=score.scored_at,
    )

"""Counting the answers of surveys anew: the tallies are to be what the answers say."""

from typing import NamedTuple
from uuid import UUID

from app.core.database import Session
from app.surveys.forms import definition_of
from app.surveys.repository import SurveyRepository
from app.surveys.tallies import TallyRepository


class Recounted(NamedTuple):
    """A survey whose answers were counted, and whether its tallies had to be mended."""

    id: UUID
    changed: bool


class Recounting:
    """Counts the answers of one survey after the other, each within a transaction of the caller's."""

    def __init__(self, session: Session) -> None:
        self._surveys = SurveyRepository(session)
        self._tallies = TallyRepository(session)

    async def next(self, after: UUID) -> Recounted | None:
        """Count the answers of the survey that follows in the order of ids, which nobody can answer meanwhile.

        Tallies that are not what the answers say are written anew. None where no survey follows.
        """
        survey = await self._surveys.hold_next(after)
        if survey is None:
            return None
        form = definition_of(survey.instrument)
        anew = await self._tallies.counted_anew(
            survey.id,
            form.codes,
            tuple(form.dimensions),
            services=bool(survey.services),
            highest=form.highest_answer,
        )
        changed = anew != await self._tallies.standing(survey.id)
        if changed:
            await self._tallies.replace(survey.id, anew)
        return Recounted(survey.id, changed)
